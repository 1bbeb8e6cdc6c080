//! One Delta table: open a version, create, restore, write, and make durable.

use std::collections::BTreeSet;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use datafusion::execution::SessionState;
use datafusion::logical_expr::LogicalPlan;
use datafusion::prelude::Expr;
use deltalake::logstore::{LogStoreRef, StorageConfig, logstore_factories};
use deltalake::protocol::SaveMode;
use deltalake::{DeltaTable, DeltaTableError};
use object_store::DynObjectStore;
use object_store::local::LocalFileSystem;
use object_store::prefix::PrefixStore;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;
use sha2::{Digest, Sha256};
use url::Url;

use crate::contract::Table;
use crate::error::{LakeError, Result, io, query, table as table_error};
use crate::file_table::{DataFile, FileTable};
use crate::files::OrderedFiles;
use crate::schema::{
    arrow_schema, delta_column, delta_columns, delta_properties, difference, lacking, text_views,
};
use crate::snapshot::sync_dir;
use crate::sought::for_single_rows;

/// Scheme of the URLs under which sessions know our tables.
const SCHEME: &str = "norma-lake";

/// A table as the writer holds it: at its newest version.
#[derive(Clone, Debug)]
pub(crate) struct OpenTable {
    pub(crate) contract: &'static Table,
    pub(crate) delta: DeltaTable,
    dir: PathBuf,
    /// Version that the newest snapshot names.
    pinned: Option<u64>,
    /// Version from which this run writes on.
    first: u64,
}

/// How new rows meet those that are there.
pub(crate) enum Write {
    /// They are added.
    Append,
    /// They take the place of every row in the partitions that this expression on partition columns names.
    Replace(Expr),
}

impl OpenTable {
    /// Opens a table for writing, makes it if need be, undoes what no snapshot names, and adds columns that are new in the
    /// contract, as far as they may be empty.
    ///
    /// `pinned` is the version that the newest snapshot names; without one the table goes back to empty.
    pub(crate) async fn open(
        lake: &Path,
        contract: &'static Table,
        pinned: Option<u64>,
    ) -> Result<OpenTable> {
        let dir = lake.join(contract.name);
        std::fs::create_dir_all(&dir).map_err(io(&dir))?;
        let mut delta = DeltaTable::new(log_store(lake, contract.name)?);
        let exists = delta
            .verify_deltatable_existence()
            .await
            .map_err(table_error(contract.name))?;
        if exists {
            delta.load().await.map_err(table_error(contract.name))?;
        } else if pinned.is_some() {
            return Err(LakeError::Contract {
                table: contract.name.to_string(),
                reason: "its folder has gone although a snapshot names it".to_string(),
            });
        } else {
            delta = create(&delta, contract).await?;
        }
        delta = restore(delta, contract, pinned.unwrap_or(0)).await?;
        let first = delta.version().unwrap_or(0);
        delta = widen(delta, contract).await?;
        let open = OpenTable {
            contract,
            delta,
            // Files are compared with it by name, so links are followed once.
            dir: std::fs::canonicalize(&dir).map_err(io(&dir))?,
            pinned,
            first,
        };
        let state = open.delta.snapshot().map_err(table_error(contract.name))?;
        match difference(contract, &state.snapshot().arrow_schema()) {
            Some(reason) => Err(LakeError::Contract {
                table: contract.name.to_string(),
                reason,
            }),
            None => Ok(open),
        }
    }

    /// Whether this run wrote a version.
    pub(crate) fn changed(&self) -> bool {
        self.version() > self.first
    }

    /// The newest version.
    pub(crate) fn version(&self) -> u64 {
        self.delta.version().unwrap_or(self.first)
    }

    /// Writes the rows of a plan as one version.
    pub(crate) async fn write(
        &mut self,
        session: Arc<SessionState>,
        plan: LogicalPlan,
        how: Write,
    ) -> Result<()> {
        let write = self
            .delta
            .clone()
            .write(Vec::new())
            .with_input_plan(plan)
            .with_session_state(session)
            .with_writer_properties(writer_properties());
        let write = match how {
            Write::Append => write.with_save_mode(SaveMode::Append),
            Write::Replace(partitions) => write
                .with_save_mode(SaveMode::Overwrite)
                .with_replace_where(partitions),
        };
        self.delta = write.await.map_err(table_error(self.contract.name))?;
        Ok(())
    }

    /// Drops every row in the partitions that the expression names; no version when there is none.
    pub(crate) async fn delete(&mut self, partitions: Expr) -> Result<()> {
        let (delta, _) = self
            .delta
            .clone()
            .delete()
            .with_predicate(partitions)
            .await
            .map_err(table_error(self.contract.name))?;
        self.delta = delta;
        Ok(())
    }

    /// Makes everything that a snapshot is about to name durable: data, log and their names.
    pub(crate) fn sync(&self) -> Result<()> {
        if self.pinned.is_some() && !self.changed() {
            return Ok(());
        }
        let log = self.dir.join("_delta_log");
        for entry in std::fs::read_dir(&log).map_err(io(&log))? {
            let path = entry.map_err(io(&log))?.path();
            if path.is_file() {
                sync_file(&path)?;
            }
        }
        let mut folders = BTreeSet::from([log]);
        let state = self
            .delta
            .snapshot()
            .map_err(table_error(self.contract.name))?;
        for file in state.log_data() {
            // Files of earlier runs are durable already; syncing a clean file costs next to nothing.
            let path = self.file(&file.object_store_path())?;
            sync_file(&path)?;
            let mut folder = path.parent();
            while let Some(f) = folder
                && f.starts_with(&self.dir)
            {
                folders.insert(f.to_path_buf());
                folder = f.parent();
            }
        }
        for folder in &folders {
            sync_dir(folder)?;
        }
        Ok(())
    }

    /// Where a data file of the table lies.
    fn file(&self, location: &object_store::path::Path) -> Result<PathBuf> {
        file_in(&self.dir, location).map_err(table_error(self.contract.name))
    }
}

/// Where a data file of the table in `dir` lies.
fn file_in(dir: &Path, location: &object_store::path::Path) -> Result<PathBuf, DeltaTableError> {
    let store = LocalFileSystem::new_with_prefix(dir)?;
    Ok(store.path_to_filesystem(location)?)
}

/// The rows of exactly that version of a table, with the columns of the contract.
pub(crate) async fn rows(lake: &Path, contract: &Table, version: i64) -> Result<FileTable> {
    let name = contract.name;
    let delta = open_version(lake, name, version).await?;
    let state = delta.snapshot().map_err(table_error(name))?;
    let parted_by = state.snapshot().metadata().partition_columns();
    let parted_by: Vec<&str> = parted_by.iter().map(String::as_str).collect();
    let dir = lake.join(name);
    let dir = std::fs::canonicalize(&dir).map_err(io(&dir))?;
    let mut files = Vec::new();
    for file in state.log_data() {
        let path = file_in(&dir, &file.object_store_path()).map_err(table_error(name))?;
        if file.deletion_vector_descriptor().is_some() {
            return Err(LakeError::Contract {
                table: name.to_string(),
                reason: format!(
                    "another program deleted single rows of {} and left the file as it is",
                    path.display()
                ),
            });
        }
        let mut values = file.partition_values_map();
        let parts = parted_by.iter().map(|name| {
            // For Delta an empty text is NULL here.
            values.remove(*name).flatten().filter(|v| !v.is_empty())
        });
        let parts = parts.collect();
        files.push(DataFile { path, parts });
    }
    let step = format!("open {name}");
    FileTable::new(text_views(&arrow_schema(contract)), &parted_by, files).map_err(query(step))
}

/// Opens exactly that version of a table, for reading.
pub(crate) async fn open_version(lake: &Path, name: &str, version: i64) -> Result<DeltaTable> {
    let version = u64::try_from(version).map_err(|_| LakeError::Contract {
        table: name.to_string(),
        reason: format!("a snapshot names version {version}"),
    })?;
    let mut delta = DeltaTable::new(log_store(lake, name)?);
    delta
        .load_version(version)
        .await
        .map_err(table_error(name))?;
    Ok(delta)
}

/// The log of a table, in a file system that begins at the lake.
///
/// The tables get URLs of our own (`norma-lake://<hash of the folder>/tickets`): deltalake 1.1 makes host names out of the paths of
/// `file:` URLs and panics where a folder has a space, a bracket or a letter with an accent in its name.
fn log_store(lake: &Path, name: &str) -> Result<LogStoreRef> {
    let root = std::fs::canonicalize(lake).map_err(io(lake))?;
    let digest = Sha256::digest(root.as_os_str().as_encoded_bytes());
    let location = format!("{SCHEME}://{}/{name}", hex::encode(&digest[..16]));
    let location = Url::parse(&location)
        .map_err(|_| table_error(name)(DeltaTableError::InvalidTableLocation(location)))?;
    let files = OrderedFiles::new(&root).map_err(|e| table_error(name)(e.into()))?;
    let files: Arc<DynObjectStore> = Arc::new(files);
    let table: Arc<DynObjectStore> = Arc::new(PrefixStore::new(Arc::clone(&files), name));
    // deltalake's own log store, which commits by creating a file that must not be there yet.
    let memory = Url::parse("memory://")
        .map_err(|e| table_error(name)(DeltaTableError::InvalidTableLocation(e.to_string())))?;
    let Some(factory) = logstore_factories().get(&memory).map(|f| Arc::clone(&f)) else {
        return Err(table_error(name)(DeltaTableError::InvalidTableLocation(
            location.to_string(),
        )));
    };
    factory
        .with_options(table, files, &location, &StorageConfig::default())
        .map_err(table_error(name))
}

async fn create(delta: &DeltaTable, contract: &Table) -> Result<DeltaTable> {
    delta
        .create()
        .with_table_name(contract.name)
        .with_comment(contract.grain)
        .with_columns(delta_columns(contract))
        .with_partition_columns(contract.partition_by.iter().copied())
        .with_configuration(
            delta_properties(contract)
                .into_iter()
                .map(|(key, value)| (key, Some(value))),
        )
        .await
        .map_err(table_error(contract.name))
}

/// Brings the rows of a version back, as a new version; does nothing when they are there already.
async fn restore(delta: DeltaTable, contract: &Table, version: u64) -> Result<DeltaTable> {
    if delta.version().unwrap_or(0) <= version {
        return Ok(delta);
    }
    let files = |table: &DeltaTable| -> Result<BTreeSet<String>> {
        let state = table.snapshot().map_err(table_error(contract.name))?;
        Ok(state
            .log_data()
            .into_iter()
            .map(|f| f.path().into_owned())
            .collect())
    };
    let mut named = delta.clone();
    named
        .load_version(version)
        .await
        .map_err(table_error(contract.name))?;
    // A table restored before, by a run that then had nothing to write, is ahead and yet the same.
    if files(&named)? == files(&delta)? {
        return Ok(delta);
    }
    let (restored, _) = delta
        .restore()
        .with_version_to_restore(version)
        .await
        .map_err(table_error(contract.name))?;
    Ok(restored)
}

/// Adds the columns that the contract got after the table was made.
async fn widen(delta: DeltaTable, contract: &Table) -> Result<DeltaTable> {
    let state = delta.snapshot().map_err(table_error(contract.name))?;
    let columns = lacking(contract, &state.snapshot().arrow_schema());
    if columns.is_empty() {
        return Ok(delta);
    }
    let fields: Vec<_> = columns.into_iter().map(delta_column).collect();
    delta
        .add_columns()
        .with_fields(fields)
        .await
        .map_err(table_error(contract.name))
}

/// Rows of a row group: few, because a writer holds one for each partition in memory.
const ROW_GROUP: usize = 131_072;

fn writer_properties() -> WriterProperties {
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_max_row_group_row_count(Some(ROW_GROUP));
    for_single_rows(properties, ROW_GROUP).build()
}

pub(crate) fn file_url(file: &Path) -> Result<Url> {
    let path = std::path::absolute(file).map_err(io(file))?;
    Url::from_file_path(&path).map_err(|()| {
        let kind = std::io::ErrorKind::InvalidInput;
        io(file)(std::io::Error::new(kind, "cannot be written as a URL"))
    })
}

fn sync_file(path: &Path) -> Result<()> {
    File::open(path)
        .and_then(|f| f.sync_all())
        .map_err(io(path))
}
