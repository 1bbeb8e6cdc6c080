//! Rows for `rejects` and `findings`.

use std::borrow::Cow;

use norma_lake::contract::{FINDINGS, REJECTS};
use polars::prelude::{DataFrame, PolarsResult};

use super::reader::Values;
use super::sink::{Sink, column};

/// Most of a rejected record's text that is kept, bytes.
const MAX_RAW_BYTES: usize = 16 * 1024;
/// Rows gathered before they are written.
const CHUNK: usize = 8192;

/// One rejected record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reject {
    /// Number of the record; 0 when the whole file could not be read.
    pub record: i64,
    /// Line on which it begins.
    pub line: Option<i64>,
    /// Column of the export.
    pub field: Option<String>,
    /// What is wrong and how to repair it.
    pub reason: String,
    /// The record as it stands in the export.
    pub raw: Option<String>,
}

/// One finding, about a record that is loaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FindingRow {
    /// Ticket or outage.
    pub ticket_id: String,
    /// Name of the check.
    pub check: &'static str,
    /// Column of the export.
    pub field: Option<String>,
    /// What was found.
    pub detail: String,
    /// Number of the record.
    pub record: i64,
}

/// Where a row comes from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Origin<'a> {
    /// Name of the source.
    pub source: &'a str,
    /// Name of the export.
    pub file_name: &'a str,
    /// SHA-256 of the export.
    pub landing_file: &'a str,
}

/// Gathers rows and writes them in chunks.
pub(crate) struct Gathered<T> {
    rows: Vec<T>,
    sink: Sink,
    /// Rows taken, written or not.
    pub taken: u64,
}

impl<T> Gathered<T>
where
    T: ToFrame,
{
    /// For that table.
    pub(crate) fn new(sink: Sink) -> Self {
        Self {
            rows: Vec::new(),
            sink,
            taken: 0,
        }
    }

    /// Takes a row.
    pub(crate) fn push(&mut self, row: T, origin: Origin<'_>) -> PolarsResult<()> {
        self.rows.push(row);
        self.taken += 1;
        if self.rows.len() >= CHUNK {
            self.flush(origin)?;
        }
        Ok(())
    }

    /// Writes what is left; the file's path, if there is one.
    pub(crate) fn finish(mut self, origin: Origin<'_>) -> PolarsResult<Option<std::path::PathBuf>> {
        self.flush(origin)?;
        self.sink.finish()
    }

    fn flush(&mut self, origin: Origin<'_>) -> PolarsResult<()> {
        let frame = T::frame(&self.rows, origin)?;
        self.rows.clear();
        self.sink.write(&frame)
    }
}

/// Rows that become a frame.
pub(crate) trait ToFrame: Sized {
    /// The rows as a frame with the columns of their table.
    fn frame(rows: &[Self], origin: Origin<'_>) -> PolarsResult<DataFrame>;
}

impl ToFrame for Reject {
    fn frame(rows: &[Self], origin: Origin<'_>) -> PolarsResult<DataFrame> {
        let columns = REJECTS.columns.iter().map(|c| {
            let values = match c.name {
                "source" => same(rows, origin.source),
                "file_name" => same(rows, origin.file_name),
                "landing_file" => same(rows, origin.landing_file),
                "record" => Values::Int(rows.iter().map(|r| Some(r.record)).collect()),
                "line" => Values::Int(rows.iter().map(|r| r.line).collect()),
                "field" => texts(rows, |r| r.field.as_deref()),
                "reason" => texts(rows, |r| Some(&r.reason)),
                "raw" => texts(rows, |r| r.raw.as_deref().map(cut)),
                _ => texts(rows, |_| None),
            };
            column(c.name, values)
        });
        DataFrame::new(rows.len(), columns.collect::<PolarsResult<_>>()?)
    }
}

impl ToFrame for FindingRow {
    fn frame(rows: &[Self], origin: Origin<'_>) -> PolarsResult<DataFrame> {
        let columns = FINDINGS.columns.iter().map(|c| {
            let values = match c.name {
                "source" => same(rows, origin.source),
                "landing_file" => same(rows, origin.landing_file),
                "ticket_id" => texts(rows, |r| Some(&r.ticket_id)),
                "check" => texts(rows, |r| Some(r.check)),
                "field" => texts(rows, |r| r.field.as_deref()),
                "detail" => texts(rows, |r| Some(&r.detail)),
                "record" => Values::Int(rows.iter().map(|r| Some(r.record)).collect()),
                _ => texts(rows, |_| None),
            };
            column(c.name, values)
        });
        DataFrame::new(rows.len(), columns.collect::<PolarsResult<_>>()?)
    }
}

fn same<'a, T>(rows: &[T], text: &'a str) -> Values<'a> {
    super::sink::constant(text, rows.len())
}

fn texts<'a, T>(rows: &'a [T], text: impl Fn(&'a T) -> Option<&'a str>) -> Values<'a> {
    Values::Text(rows.iter().map(|r| text(r).map(Cow::Borrowed)).collect())
}

/// The beginning of a raw record, cut between characters.
pub(crate) fn cut(raw: &str) -> &str {
    &raw[..raw.floor_char_boundary(MAX_RAW_BYTES)]
}

#[cfg(test)]
mod tests {
    use super::{MAX_RAW_BYTES, cut};

    #[test]
    fn raw_text_is_cut_between_characters() {
        assert_eq!(cut("pendek"), "pendek");
        let long = format!("a{}", "é".repeat(MAX_RAW_BYTES));
        assert_eq!(cut(&long).len(), MAX_RAW_BYTES - 1);
        assert!(long.starts_with(cut(&long)));
    }
}
