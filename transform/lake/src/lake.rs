//! The lake as readers see it: exactly the versions that a snapshot names.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::array::AsArray;
use arrow::datatypes::Schema;
use datafusion::catalog::{MemTable, TableProvider};
use datafusion::prelude::SessionContext;

use crate::contract::{TABLES, Table};
use crate::engine::plain_text;
use crate::error::{Result, io, query};
use crate::schema::{COMMENT, arrow_schema, difference};
use crate::snapshot::{Snapshot, Snapshots};
use crate::table::{open_version, rows};
use crate::writer::Writer;

/// A folder of tables and snapshots.
#[derive(Clone, Debug)]
pub struct Lake {
    path: PathBuf,
}

impl Lake {
    /// The lake in that folder, which need not exist yet.
    pub fn open(path: impl Into<PathBuf>) -> Lake {
        Lake { path: path.into() }
    }

    /// The lake for writing. A second writer waits (`wait`) or is told who the first one is.
    pub async fn writer(path: impl Into<PathBuf>, wait: bool) -> Result<Writer> {
        Writer::open(&Lake::open(path), wait).await
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Folder for what is computed from the tables and can be made again at any time.
    pub fn derived_dir(&self) -> PathBuf {
        self.path.join("derived")
    }

    /// The newest snapshot; none when no run has ended yet.
    pub fn snapshot(&self) -> Result<Option<Snapshot>> {
        Snapshots::new(&self.path).newest()
    }

    /// The snapshot of that number.
    pub fn snapshot_at(&self, number: i64) -> Result<Snapshot> {
        Snapshots::new(&self.path).read(number)
    }

    /// Numbers of all snapshots, ascending.
    pub fn snapshots(&self) -> Result<Vec<i64>> {
        Snapshots::new(&self.path).numbers()
    }

    /// Every table of the contract, at the version that the snapshot names, for a DataFusion session.
    ///
    /// A table that did not exist at that snapshot is empty.
    pub async fn tables(
        &self,
        snapshot: &Snapshot,
    ) -> Result<Vec<(&'static str, Arc<dyn TableProvider>)>> {
        let mut tables = Vec::with_capacity(TABLES.len());
        for table in TABLES {
            tables.push((table.name, self.table(snapshot, table).await?));
        }
        Ok(tables)
    }

    /// One table at the version that the snapshot names. Columns that the contract got after that version are empty.
    pub async fn table(
        &self,
        snapshot: &Snapshot,
        table: &Table,
    ) -> Result<Arc<dyn TableProvider>> {
        let Some(version) = snapshot.tables.get(table.name) else {
            let empty = MemTable::try_new(arrow_schema(table), vec![vec![]])
                .map_err(query(format!("open {}", table.name)))?;
            return Ok(Arc::new(empty));
        };
        Ok(Arc::new(rows(&self.path, table, *version).await?))
    }

    /// The exports that stand in the lake under the mapping that the snapshot names: (source, SHA-256 of the export).
    ///
    /// They need not be staged again, unless their source is reset.
    pub async fn loaded(&self, snapshot: &Snapshot) -> Result<BTreeSet<(String, String)>> {
        let session = SessionContext::new();
        let loads = self.table(snapshot, &crate::contract::LOADS).await?;
        let step = "list the exports that are loaded";
        let rows = session
            .read_table(loads)
            .and_then(|t| t.select_columns(&["source", "landing_file", "mapping_hash"]))
            .map_err(query(step))?
            .collect()
            .await
            .map_err(query(step))?;
        let mut loaded = BTreeSet::new();
        for batch in rows {
            let batch = plain_text(&batch).map_err(query(step))?;
            let text = |i: usize| batch.column(i).as_string::<i32>();
            for row in 0..batch.num_rows() {
                let (source, file) = (text(0).value(row), text(1).value(row));
                let mapping = snapshot.mapping_hashes.get(source);
                if mapping.is_none_or(|hash| hash == text(2).value(row)) {
                    loaded.insert((source.to_string(), file.to_string()));
                }
            }
        }
        Ok(loaded)
    }

    /// Holds the tables of a snapshot against the contract, both ways; one sentence for each difference.
    pub async fn check(&self, snapshot: &Snapshot) -> Result<Vec<String>> {
        let mut differences = Vec::new();
        for table in TABLES {
            let Some(version) = snapshot.tables.get(table.name) else {
                differences.push(format!(
                    "{} is not in snapshot {}",
                    table.name, snapshot.number
                ));
                continue;
            };
            let delta = open_version(&self.path, table.name, *version).await?;
            let state = delta
                .snapshot()
                .map_err(crate::error::table(table.name))?
                .snapshot();
            let schema = state.arrow_schema();
            let found = difference(table, &schema)
                .into_iter()
                .chain(meanings(table, &schema))
                .map(|d| format!("{}: {d}", table.name));
            differences.extend(found);
            if state.metadata().partition_columns() != table.partition_by {
                differences.push(format!(
                    "{}: partitioned by {}, not by {}",
                    table.name,
                    state.metadata().partition_columns().join(", "),
                    table.partition_by.join(", ")
                ));
            }
        }
        for name in snapshot.tables.keys() {
            if TABLES.iter().all(|t| t.name != name) {
                differences.push(format!("{name} is not in the contract"));
            }
        }
        differences.extend(self.unknown_folders()?);
        Ok(differences)
    }

    /// Folders that hold a Delta table which the contract does not know.
    fn unknown_folders(&self) -> Result<Vec<String>> {
        let mut unknown = Vec::new();
        for entry in std::fs::read_dir(&self.path).map_err(io(&self.path))? {
            let entry = entry.map_err(io(&self.path))?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if entry.path().join("_delta_log").is_dir() && TABLES.iter().all(|t| t.name != name) {
                unknown.push(format!(
                    "folder {name} holds a table that is not in the contract"
                ));
            }
        }
        unknown.sort();
        Ok(unknown)
    }
}

/// Columns whose meaning at rest is not the contract's.
fn meanings(table: &Table, found: &Schema) -> Vec<String> {
    table
        .columns
        .iter()
        .filter(|c| {
            found
                .field_with_name(c.name)
                .is_ok_and(|f| f.metadata().get(COMMENT).map(String::as_str) != Some(c.meaning))
        })
        .map(|c| format!("column {} has another meaning at rest", c.name))
        .collect()
}
