//! Small exports and their staging.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::array::{
    ArrayRef, BooleanArray, Int64Array, RecordBatch, StringArray, TimestampMicrosecondArray,
};
use parquet::arrow::ArrowWriter;
use sha2::{Digest, Sha256};

use crate::contract::{self, Kind, Table};
use crate::schema::staged_schema;
use crate::{Entity, StagedFile};

/// A record of an export of tickets, outages or samples.
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

pub type Row = BTreeMap<&'static str, V>;

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

    fn common(&self, sha: &str, number: usize, rec: &Rec) -> Row {
        BTreeMap::from([
            ("source", V::S(self.source.into())),
            ("landing_file", V::S(sha.into())),
            ("record", V::I(number as i64 + 1)),
            ("content_hash", V::S(hash(&format!("{rec:?}")))),
        ])
    }

    fn ticket(&self, sha: &str, number: usize, rec: &Rec) -> Row {
        let mut row = self.common(sha, number, rec);
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

    fn outage(&self, sha: &str, number: usize, rec: &Rec) -> Row {
        let mut row = self.common(sha, number, rec);
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

    /// Says its key, words (the component) and instant, and nothing else.
    fn sample(&self, sha: &str, number: usize, rec: &Rec) -> Row {
        let mut row = self.common(sha, number, rec);
        row.remove("content_hash");
        row.extend([
            ("service", V::S(rec.key.clone())),
            ("at", V::T(rec.updated.unwrap_or(1_770_000_000))),
            ("state", V::S("up".into())),
            ("at_quarter", V::S(rec.quarter.into())),
        ]);
        if !rec.words.is_empty() {
            row.insert("component", V::S(rec.words.clone()));
        }
        row
    }

    /// Two changes a record, as exports with one row an event may have; none where the words are empty.
    fn events(&self, sha: &str, number: usize, rec: &Rec) -> Vec<Row> {
        ["status", "impact"]
            .into_iter()
            .filter(|_| !rec.words.is_empty())
            .map(|attribute| {
                let mut row = self.common(sha, number, rec);
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
        let sha = self.sha();
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
            landing_file: sha.clone(),
            bytes: 100,
            export_time: self.time,
            mapping_hash: self.mapping.into(),
            counted: self.counted,
            records_read: self.recs.len() as u64 + self.rejected,
            rejected: self.rejected,
            tickets: None,
            events: None,
            outages: None,
            samples: None,
            rejects: None,
            findings: None,
        };
        let tickets = || numbered().map(|(n, r)| self.ticket(&sha, n, r)).collect();
        match self.counted {
            Entity::Tickets => staged.tickets = Some(put(&contract::TICKETS, tickets())),
            Entity::Outages => {
                let rows = numbered().map(|(n, r)| self.outage(&sha, n, r)).collect();
                staged.outages = Some(put(&contract::OUTAGES, rows));
            }
            Entity::Samples => {
                let rows = numbered().map(|(n, r)| self.sample(&sha, n, r)).collect();
                staged.samples = Some(put(&contract::SAMPLES, rows));
            }
            Entity::TicketEvents => {
                staged.tickets = Some(put(&contract::TICKETS, tickets()));
                let rows = numbered()
                    .flat_map(|(n, r)| self.events(&sha, n, r))
                    .collect();
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
                    ("landing_file", V::S(sha.clone())),
                    ("record", V::I(n as i64 + 1)),
                ])
            })
            .collect::<Vec<Row>>();
        if !findings.is_empty() {
            staged.findings = Some(put(&contract::FINDINGS, findings));
        }
        staged
    }

    /// Without any record it is the file as a whole that could not be read: number 0.
    fn reject(&self, number: u64) -> Row {
        let record = match self.recs.len() {
            0 => 0,
            read => read as i64 + number as i64 + 1,
        };
        BTreeMap::from([
            ("source", V::S(self.source.into())),
            ("file_name", V::S(self.name.clone())),
            ("landing_file", V::S(self.sha())),
            ("record", V::I(record)),
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
