//! One Delta table: open a version, create, restore, write, and make durable.

use std::collections::BTreeSet;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use datafusion::execution::SessionState;
use datafusion::logical_expr::LogicalPlan;
use datafusion::prelude::Expr;
use deltalake::protocol::SaveMode;
use deltalake::{DeltaTable, DeltaTableBuilder};
use url::Url;

use crate::contract::Table;
use crate::error::{LakeError, Result, io, table as table_error};
use crate::schema::{delta_columns, delta_properties, difference};
use crate::snapshot::sync_dir;

/// A table as the writer holds it: at its newest version.
#[derive(Clone, Debug)]
pub(crate) struct OpenTable {
    pub(crate) contract: &'static Table,
    pub(crate) delta: DeltaTable,
    dir: PathBuf,
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
    /// Opens a table for writing, makes it if need be, and undoes what no snapshot names.
    ///
    /// `pinned` is the version that the newest snapshot names; without one the table goes back to empty.
    pub(crate) async fn open(
        lake: &Path,
        contract: &'static Table,
        pinned: Option<u64>,
    ) -> Result<OpenTable> {
        let dir = lake.join(contract.name);
        std::fs::create_dir_all(&dir).map_err(io(&dir))?;
        let mut delta = DeltaTableBuilder::from_url(dir_url(&dir)?)
            .and_then(DeltaTableBuilder::build)
            .map_err(table_error(contract.name))?;
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
        let open = OpenTable {
            contract,
            delta,
            dir,
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
            .with_session_state(session);
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

    /// Makes what this run wrote durable: data, log and their names. A snapshot must not outlive what it names.
    pub(crate) fn sync(&self) -> Result<()> {
        if !self.changed() {
            return Ok(());
        }
        let mut folders = BTreeSet::new();
        let log = self.dir.join("_delta_log");
        for version in self.first + 1..=self.version() {
            sync_file(&log.join(format!("{version:020}.json")))?;
        }
        folders.insert(log);
        let files = self
            .delta
            .get_file_uris()
            .map_err(table_error(self.contract.name))?;
        for uri in files {
            let Some(path) = file_of(&uri) else { continue };
            // Files of earlier runs are durable already; syncing a clean file costs next to nothing.
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
}

/// Opens exactly that version of a table, for reading.
pub(crate) async fn open_version(lake: &Path, name: &str, version: i64) -> Result<DeltaTable> {
    let version = u64::try_from(version).map_err(|_| LakeError::Contract {
        table: name.to_string(),
        reason: format!("a snapshot names version {version}"),
    })?;
    let dir = lake.join(name);
    DeltaTableBuilder::from_url(dir_url(&dir)?)
        .map_err(table_error(name))?
        .with_version(version)
        .load()
        .await
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
        Ok(table
            .get_file_uris()
            .map_err(table_error(contract.name))?
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

pub(crate) fn dir_url(dir: &Path) -> Result<Url> {
    let path = std::path::absolute(dir).map_err(io(dir))?;
    Url::from_directory_path(&path).map_err(|()| not_a_path(dir))
}

pub(crate) fn file_url(file: &Path) -> Result<Url> {
    let path = std::path::absolute(file).map_err(io(file))?;
    Url::from_file_path(&path).map_err(|()| not_a_path(file))
}

fn not_a_path(path: &Path) -> LakeError {
    io(path)(std::io::Error::new(
        std::io::ErrorKind::InvalidInput,
        "cannot be written as a URL",
    ))
}

fn file_of(uri: &str) -> Option<PathBuf> {
    match Url::parse(uri) {
        Ok(url) if url.scheme() == "file" => url.to_file_path().ok(),
        _ => Some(PathBuf::from(uri)),
    }
}

fn sync_file(path: &Path) -> Result<()> {
    File::open(path)
        .and_then(|f| f.sync_all())
        .map_err(io(path))
}
