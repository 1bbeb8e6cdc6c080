//! Records as read, and the records that could not be read.

use polars::prelude::{Column, DataFrame, IntoSeries, StringChunkedBuilder};

use crate::decode::TextEncoding;
use crate::error::Fault;

/// Records of one batch at most, good and bad together.
pub const MAX_BATCH_RECORDS: usize = 65_536;
/// A batch is handed over once it holds this much raw text, so that memory stays bounded.
const MAX_BATCH_BYTES: usize = 32 << 20;

/// Some consecutive records of an export.
#[derive(Debug)]
pub struct Batch {
    /// One String column per export column, in the order of the export and named as there (blanks
    /// around the name removed). A column without a name is called `column_3` after its position.
    /// There are no nulls: an empty cell, a missing key and a JSON `null` are the empty text.
    pub frame: DataFrame,
    /// Record number of each row: the first record after the header is 1.
    pub record: Vec<i64>,
    /// Line (XLSX: sheet row) on which each row begins, from 1.
    pub line: Vec<i64>,
    /// Each row as it stands in the export.
    pub raw: RawRecords,
    /// The records that could not be read. They are not in the frame.
    pub bad: Vec<BadRecord>,
}

/// A record that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadRecord {
    /// Record number: the first record after the header is 1.
    pub record: i64,
    /// Line (XLSX: sheet row) on which it begins, from 1.
    pub line: i64,
    /// The column it is about, where one is.
    pub field: Option<String>,
    /// What is wrong, and the repair.
    pub reason: String,
    /// The record as it stands in the export; of one over 16 MiB only the beginning.
    pub raw: String,
}

impl BadRecord {
    /// The whole message: file, record, line, field, reason and repair.
    pub fn message(&self, file: &str) -> String {
        let Self {
            record,
            line,
            reason,
            ..
        } = self;
        match &self.field {
            Some(field) => format!("{file}, record {record} (line {line}), `{field}`: {reason}"),
            None => format!("{file}, record {record} (line {line}): {reason}"),
        }
    }
}

/// The raw text of the rows of a batch.
#[derive(Debug, Clone)]
pub struct RawRecords(Raw);

#[derive(Debug, Clone)]
enum Raw {
    /// The bytes of the export, and where each record ends in them.
    Bytes {
        bytes: Vec<u8>,
        ends: Vec<usize>,
        encoding: TextEncoding,
    },
    /// A workbook has no raw text: each row is shown as a JSON object of its cells.
    Rows(DataFrame),
}

impl RawRecords {
    /// The record of row `row` (from 0): for CSV and JSON exactly as in the export, without its line
    /// end; for XLSX a JSON object of column names and cell texts. Empty when there is no such row.
    pub fn get(&self, row: usize) -> String {
        match &self.0 {
            Raw::Bytes {
                bytes,
                ends,
                encoding,
            } => {
                let start = row
                    .checked_sub(1)
                    .map_or(Some(&0), |before| ends.get(before));
                match (start, ends.get(row)) {
                    (Some(&start), Some(&end)) => encoding.show(&bytes[start..end]),
                    _ => String::new(),
                }
            }
            Raw::Rows(frame) if row < frame.height() => {
                let cells = frame.columns().iter().filter_map(|column| {
                    let text = column.str().ok()?.get(row)?;
                    Some((column.name().to_string(), serde_json::Value::from(text)))
                });
                serde_json::Value::Object(cells.collect()).to_string()
            }
            Raw::Rows(_) => String::new(),
        }
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        match &self.0 {
            Raw::Bytes { ends, .. } => ends.len(),
            Raw::Rows(frame) => frame.height(),
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Gathers records until a batch is full.
pub(crate) struct BatchBuilder {
    columns: Vec<String>,
    builders: Vec<StringChunkedBuilder>,
    /// What RawRecords will hold; `None` for a workbook.
    encoding: Option<TextEncoding>,
    record: Vec<i64>,
    line: Vec<i64>,
    raw: Vec<u8>,
    ends: Vec<usize>,
    bad: Vec<BadRecord>,
    bytes: usize,
    records_read: u64,
}

impl BatchBuilder {
    pub fn new(columns: Vec<String>, encoding: Option<TextEncoding>) -> Self {
        let builders = builders(&columns);
        Self {
            columns,
            builders,
            encoding,
            record: Vec::new(),
            line: Vec::new(),
            raw: Vec::new(),
            ends: Vec::new(),
            bad: Vec::new(),
            bytes: 0,
            records_read: 0,
        }
    }

    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// Records taken so far, good and bad, in all batches.
    pub fn records_read(&self) -> u64 {
        self.records_read
    }

    /// Takes a good record. `fields` yields exactly one text per column.
    pub fn good<T: AsRef<str>>(&mut self, line: u64, raw: &[u8], fields: impl Iterator<Item = T>) {
        self.records_read += 1;
        self.record.push(self.records_read as i64);
        self.line.push(line as i64);
        for (builder, field) in self.builders.iter_mut().zip(fields) {
            let field = field.as_ref();
            self.bytes += field.len();
            builder.append_value(field);
        }
        if self.encoding.is_some() {
            self.raw.extend_from_slice(raw);
            self.ends.push(self.raw.len());
        }
        self.bytes += raw.len();
    }

    /// Takes a record that could not be read.
    pub fn bad(&mut self, line: u64, field: Option<String>, reason: String, raw: String) {
        self.records_read += 1;
        self.bytes += raw.len();
        let record = self.records_read as i64;
        self.bad.push(BadRecord {
            record,
            line: line as i64,
            field,
            reason,
            raw,
        });
    }

    pub fn is_full(&self) -> bool {
        self.record.len() + self.bad.len() >= MAX_BATCH_RECORDS || self.bytes >= MAX_BATCH_BYTES
    }

    /// The batch gathered so far; `None` when there is nothing in it.
    pub fn take(&mut self) -> Result<Option<Batch>, Fault> {
        if self.record.is_empty() && self.bad.is_empty() {
            return Ok(None);
        }
        let height = self.record.len();
        let fresh = builders(&self.columns);
        let columns: Vec<Column> = std::mem::replace(&mut self.builders, fresh)
            .into_iter()
            .map(|builder| builder.finish().into_series().into())
            .collect();
        let frame =
            DataFrame::new(height, columns).map_err(|error| Fault::Frame(error.to_string()))?;
        let raw = match self.encoding {
            Some(encoding) => Raw::Bytes {
                bytes: std::mem::take(&mut self.raw),
                ends: std::mem::take(&mut self.ends),
                encoding,
            },
            None => Raw::Rows(frame.clone()),
        };
        self.bytes = 0;
        Ok(Some(Batch {
            frame,
            record: std::mem::take(&mut self.record),
            line: std::mem::take(&mut self.line),
            raw: RawRecords(raw),
            bad: std::mem::take(&mut self.bad),
        }))
    }
}

fn builders(columns: &[String]) -> Vec<StringChunkedBuilder> {
    // No capacity ahead: a file of few records and many columns must stay small.
    columns
        .iter()
        .map(|name| StringChunkedBuilder::new(name.as_str().into(), 0))
        .collect()
}
