//! A place for a lake, and a look at what it holds.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use arrow::array::Array;
use arrow::util::display::{ArrayFormatter, FormatOptions};
use datafusion::prelude::SessionContext;

use crate::contract;
use crate::{Lake, LoadRow, MergeReport, Snapshot, SnapshotMeta, StagedFile};

pub use super::exports::*;

/// A lake and a folder for staging.
pub struct Place {
    path: PathBuf,
    /// Removes the folder in the end.
    _dir: Option<tempfile::TempDir>,
}

impl Place {
    pub fn new() -> Place {
        let dir = tempfile::tempdir().unwrap();
        Place {
            path: dir.path().to_path_buf(),
            _dir: Some(dir),
        }
    }

    /// The place that another process has made.
    pub fn at(path: &str) -> Place {
        Place {
            path: path.into(),
            _dir: None,
        }
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    pub fn lake(&self) -> Lake {
        // A space and a bracket, as folders of real people have.
        Lake::open(self.path.join("the lake [1]"))
    }

    pub fn stage(&self, exports: &[Export]) -> Vec<StagedFile> {
        let dir = self.path.join("staging [x]");
        std::fs::create_dir_all(&dir).unwrap();
        exports.iter().map(|e| e.stage(&dir)).collect()
    }

    pub async fn run(&self, exports: &[Export]) -> (MergeReport, Snapshot) {
        self.run_reset(exports, &[]).await
    }

    pub async fn run_reset(&self, exports: &[Export], reset: &[&str]) -> (MergeReport, Snapshot) {
        let reset: Vec<String> = reset.iter().map(ToString::to_string).collect();
        let mut writer = Lake::writer(self.lake().path(), false).await.unwrap();
        let report = writer.merge(&self.stage(exports), &reset).await.unwrap();
        let snapshot = writer.commit(meta(exports)).await.unwrap();
        (report, snapshot)
    }

    /// Rows of a table at the newest snapshot, as sorted lines of `column=value`.
    pub async fn rows(&self, table: &str) -> Vec<String> {
        let snapshot = self.lake().snapshot().unwrap().unwrap();
        rows_at(&self.lake(), &snapshot, table).await
    }

    /// All that must not depend on the order of reading.
    pub async fn contents(&self) -> BTreeMap<&'static str, Vec<String>> {
        let mut contents = BTreeMap::new();
        for table in contract::TABLES.iter().filter(|t| t.name != "loads") {
            contents.insert(table.name, self.rows(table.name).await);
        }
        contents
    }
}

pub fn meta(exports: &[Export]) -> SnapshotMeta {
    SnapshotMeta {
        rules_version: "rules".into(),
        config_hash: "config".into(),
        mapping_hashes: exports
            .iter()
            .map(|e| (e.source.to_string(), e.mapping.to_string()))
            .collect(),
    }
}

pub async fn rows_at(lake: &Lake, snapshot: &Snapshot, table: &str) -> Vec<String> {
    let contract = contract::TABLES.iter().find(|t| t.name == table).unwrap();
    let session = SessionContext::new();
    let provider = lake.table(snapshot, contract).await.unwrap();
    session.register_table(table, provider).unwrap();
    let frame = session
        .sql(&format!("SELECT * FROM {table}"))
        .await
        .unwrap();
    let options = FormatOptions::default();
    let mut rows = Vec::new();
    for batch in frame.collect().await.unwrap() {
        let schema = batch.schema();
        let cells: Vec<_> = batch
            .columns()
            .iter()
            .map(|c| ArrayFormatter::try_new(c, &options).unwrap())
            .collect();
        for row in 0..batch.num_rows() {
            let mut line: Vec<String> = schema
                .fields()
                .iter()
                .zip(&cells)
                .zip(batch.columns())
                .filter(|(_, column)| column.is_valid(row))
                .map(|((field, cell), _)| format!("{}={}", field.name(), cell.value(row)))
                .collect();
            line.sort();
            rows.push(line.join(" "));
        }
    }
    rows.sort();
    rows
}

/// (loaded, superseded, repeated, rejected), and they add up.
pub fn four(row: &LoadRow) -> (u64, u64, u64, u64) {
    assert_eq!(
        row.records_read,
        row.loaded + row.superseded + row.repeated + row.rejected
    );
    (row.loaded, row.superseded, row.repeated, row.rejected)
}

/// The line of the ticket with that number.
pub fn ticket<'a>(rows: &'a [String], id: &str) -> &'a str {
    let mut found = rows.iter().filter(|r| value(r, "ticket_id") == id);
    let row = found.next().unwrap();
    assert!(found.next().is_none(), "{id} stands twice: {rows:#?}");
    row
}

/// The value of a column in a line of [`rows_at`].
pub fn value<'a>(line: &'a str, column: &str) -> &'a str {
    let start = format!("{column}=");
    line.split(' ')
        .find_map(|cell| cell.strip_prefix(start.as_str()))
        .unwrap_or("")
}
