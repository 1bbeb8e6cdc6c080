//! Small exports, already staged, and a look at what the lake then holds.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::array::{
    ArrayRef, BooleanArray, Int64Array, RecordBatch, StringArray, TimestampMicrosecondArray,
};
use arrow::util::display::{ArrayFormatter, FormatOptions};
use datafusion::prelude::SessionContext;
use parquet::arrow::ArrowWriter;
use sha2::{Digest, Sha256};

use crate::contract::{self, Kind, Table};
use crate::schema::staged_schema;
use crate::{Entity, Lake, LoadRow, MergeReport, Snapshot, SnapshotMeta, StagedFile};

/// A record of an export of tickets or outages.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Rec {
    pub key: String,
    pub updated: Option<i64>,
    pub quarter: &'static str,
    pub words: String,
}

pub fn rec(key: &str, updated: impl Into<Option<i64>>, words: &str) -> Rec {
    Rec {
        key: key.into(),
        updated: updated.into(),
        quarter: "2026-TW1",
        words: words.into(),
    }
}

/// An export: records of one entity.
#[derive(Clone, Debug)]
pub struct Export {
    pub name: String,
    pub source: &'static str,
    pub time: Option<i64>,
    pub counted: Entity,
    pub recs: Vec<Rec>,
    /// Records without rows, which stand in rejects.
    pub rejected: u64,
    pub mapping: &'static str,
}

pub fn export(name: &str, time: impl Into<Option<i64>>, recs: &[Rec]) -> Export {
    Export {
        name: name.into(),
        source: "servicedesk",
        time: time.into(),
        counted: Entity::Tickets,
        recs: recs.to_vec(),
        rejected: 0,
        mapping: "m1",
    }
}

pub enum V {
    S(String),
    I(i64),
    B(bool),
    /// Seconds.
    T(i64),
}

type Row = BTreeMap<&'static str, V>;

pub fn hash(text: &str) -> String {
    hex::encode(&Sha256::digest(text)[..16])
}

impl Export {
    pub fn sha(&self) -> String {
        hex::encode(Sha256::digest(format!(
            "{} {:?} {:?} {}",
            self.source, self.recs, self.time, self.name
        )))
    }

    fn common(&self, number: usize, rec: &Rec) -> Row {
        BTreeMap::from([
            ("source", V::S(self.source.into())),
            ("landing_file", V::S(self.sha())),
            ("record", V::I(number as i64 + 1)),
            ("content_hash", V::S(hash(&format!("{rec:?}")))),
        ])
    }

    fn ticket(&self, number: usize, rec: &Rec) -> Row {
        let mut row = self.common(number, rec);
        row.extend([
            ("ticket_id", V::S(rec.key.clone())),
            ("kind", V::S("request".into())),
            ("organisation", V::S("BaTII".into())),
            ("office_zone", V::S("Asia/Jakarta".into())),
            ("submitted_at", V::T(1_770_000_000)),
            ("reopen_count", V::I(0)),
            ("disaster", V::B(false)),
            ("is_outage", V::B(false)),
            ("service_name", V::S(rec.words.clone())),
            ("submitted_quarter", V::S(rec.quarter.into())),
        ]);
        if let Some(updated) = rec.updated {
            row.insert("updated_at", V::T(updated));
        }
        row
    }

    fn outage(&self, number: usize, rec: &Rec) -> Row {
        let mut row = self.common(number, rec);
        row.extend([
            ("outage_id", V::S(rec.key.clone())),
            ("service", V::S(rec.words.clone())),
            ("started_at", V::T(1_770_000_000)),
            ("planned", V::B(false)),
        ]);
        if let Some(updated) = rec.updated {
            row.insert("updated_at", V::T(updated));
        }
        row
    }

    /// Two changes a record, as exports with one row an event may have; none where the words are empty.
    fn events(&self, number: usize, rec: &Rec) -> Vec<Row> {
        ["status", "impact"]
            .into_iter()
            .filter(|_| !rec.words.is_empty())
            .map(|attribute| {
                let mut row = self.common(number, rec);
                row.extend([
                    ("ticket_id", V::S(rec.key.clone())),
                    ("at", V::T(rec.updated.unwrap_or(1_770_000_000))),
                    ("attribute", V::S(attribute.into())),
                    ("to_value", V::S(rec.words.clone())),
                    ("at_quarter", V::S(rec.quarter.into())),
                ]);
                row
            })
            .collect()
    }

    /// Stages the export in a folder.
    pub fn stage(&self, dir: &Path) -> StagedFile {
        let numbered = || self.recs.iter().enumerate();
        let path =
            |table: &str| dir.join(format!("{}.{}.{table}.parquet", self.name, self.mapping));
        let put = |table: &Table, rows: Vec<Row>| -> PathBuf {
            let path = path(table.name);
            write_parquet(&path, table, &rows);
            path
        };
        let mut staged = StagedFile {
            source: self.source.into(),
            file_name: self.name.clone(),
            landing_file: self.sha(),
            bytes: 100,
            export_time: self.time,
            mapping_hash: self.mapping.into(),
            counted: self.counted,
            records_read: self.recs.len() as u64 + self.rejected,
            rejected: self.rejected,
            tickets: None,
            events: None,
            outages: None,
            rejects: None,
            findings: None,
        };
        let tickets = || numbered().map(|(n, r)| self.ticket(n, r)).collect();
        match self.counted {
            Entity::Tickets => staged.tickets = Some(put(&contract::TICKETS, tickets())),
            Entity::Outages => {
                let rows = numbered().map(|(n, r)| self.outage(n, r)).collect();
                staged.outages = Some(put(&contract::OUTAGES, rows));
            }
            Entity::TicketEvents => {
                staged.tickets = Some(put(&contract::TICKETS, tickets()));
                let rows = numbered().flat_map(|(n, r)| self.events(n, r)).collect();
                staged.events = Some(put(&contract::TICKET_EVENTS, rows));
            }
        }
        if self.rejected > 0 {
            let rows = (0..self.rejected).map(|n| self.reject(n)).collect();
            staged.rejects = Some(put(&contract::REJECTS, rows));
        }
        let findings = numbered()
            .filter(|(_, r)| r.words == "odd")
            .map(|(n, r)| {
                BTreeMap::from([
                    ("source", V::S(self.source.into())),
                    ("ticket_id", V::S(r.key.clone())),
                    ("check", V::S("unknown_value".into())),
                    ("detail", V::S(r.words.clone())),
                    ("landing_file", V::S(self.sha())),
                    ("record", V::I(n as i64 + 1)),
                ])
            })
            .collect::<Vec<Row>>();
        if !findings.is_empty() {
            staged.findings = Some(put(&contract::FINDINGS, findings));
        }
        staged
    }

    fn reject(&self, number: u64) -> Row {
        BTreeMap::from([
            ("source", V::S(self.source.into())),
            ("file_name", V::S(self.name.clone())),
            ("landing_file", V::S(self.sha())),
            ("record", V::I(self.recs.len() as i64 + number as i64 + 1)),
            ("reason", V::S("31/02/2025 is no date".into())),
        ])
    }
}

/// Writes rows as staging does: every column of the contract, the missing ones empty.
pub fn write_parquet(path: &Path, table: &Table, rows: &[Row]) {
    let schema = staged_schema(table);
    let columns: Vec<ArrayRef> = table
        .columns
        .iter()
        .map(|c| -> ArrayRef {
            let values = rows.iter().map(|r| r.get(c.name));
            match c.kind {
                Kind::Text => Arc::new(
                    values
                        .map(|v| match v {
                            Some(V::S(s)) => Some(s.clone()),
                            _ => None,
                        })
                        .collect::<StringArray>(),
                ),
                Kind::Int => Arc::new(
                    values
                        .map(|v| match v {
                            Some(V::I(i)) => Some(*i),
                            _ => None,
                        })
                        .collect::<Int64Array>(),
                ),
                Kind::Bool => Arc::new(
                    values
                        .map(|v| match v {
                            Some(V::B(b)) => Some(*b),
                            _ => None,
                        })
                        .collect::<BooleanArray>(),
                ),
                Kind::Instant => Arc::new(
                    values
                        .map(|v| match v {
                            Some(V::T(s)) => Some(*s * 1_000_000),
                            _ => None,
                        })
                        .collect::<TimestampMicrosecondArray>()
                        .with_timezone("UTC"),
                ),
            }
        })
        .collect();
    let batch = RecordBatch::try_new(Arc::clone(&schema), columns).unwrap();
    let mut writer =
        ArrowWriter::try_new(std::fs::File::create(path).unwrap(), schema, None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
}

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
