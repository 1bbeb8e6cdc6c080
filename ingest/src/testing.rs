//! What the tests of this crate share.

use std::fs;
use std::io::Write;

use tempfile::TempDir;

use crate::{BadRecord, DecodeError, Decoded, SourceSpec, decode};

/// Everything a file gave.
#[allow(clippy::struct_field_names)]
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Read {
    pub columns: Vec<String>,
    /// Rows of all frames, with their record number, line and raw text.
    pub rows: Vec<Vec<String>>,
    pub record: Vec<i64>,
    pub line: Vec<i64>,
    pub raw: Vec<String>,
    pub bad: Vec<BadRecord>,
    pub records_read: u64,
    pub batches: usize,
}

impl Read {
    /// Rows and bad records, checked to be every record once, in order within each.
    pub fn accounted(self) -> Self {
        let mut numbers = self.record.clone();
        numbers.extend(self.bad.iter().map(|bad| bad.record));
        assert!(self.record.is_sorted() && self.bad.is_sorted_by_key(|bad| bad.record));
        numbers.sort_unstable();
        let all: Vec<i64> = (1..=self.records_read as i64).collect();
        assert_eq!(numbers, all);
        assert_eq!(self.rows.len(), self.raw.len());
        self
    }

    /// `record:line:field:reason` of each bad record.
    pub fn reasons(&self) -> Vec<String> {
        let shown = self.bad.iter().map(|bad| {
            format!(
                "{}:{}:{}:{}",
                bad.record,
                bad.line,
                bad.field.as_deref().unwrap_or(""),
                bad.reason
            )
        });
        shown.collect()
    }
}

pub fn spec() -> SourceSpec {
    SourceSpec {
        path: Some(".".into()),
        ..SourceSpec::new("sd")
    }
}

pub fn semicolon() -> SourceSpec {
    SourceSpec {
        delimiter: Some(";".into()),
        ..spec()
    }
}

/// Decodes a file of that name and content.
pub fn read(name: &str, content: &[u8], spec: &SourceSpec) -> Result<Read, DecodeError> {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("export");
    fs::write(&path, content).unwrap();
    let mut all = Read::default();
    let Decoded {
        columns,
        records_read,
    } = decode(&path, name, spec, &mut |batch| {
        all.batches += 1;
        assert!(batch.record.len() + batch.bad.len() <= crate::MAX_BATCH_RECORDS);
        assert_eq!(batch.raw.len(), batch.frame.height());
        assert_eq!(batch.record.len(), batch.frame.height());
        for row in 0..batch.frame.height() {
            let cell = |column: &polars::prelude::Column| {
                column.str().unwrap().get(row).unwrap().to_owned()
            };
            all.rows
                .push(batch.frame.columns().iter().map(cell).collect());
            all.raw.push(batch.raw.get(row));
        }
        all.record.extend(batch.record);
        all.line.extend(batch.line);
        all.bad.extend(batch.bad);
        Ok::<_, DecodeError>(())
    })?;
    all.columns = columns;
    all.records_read = records_read;
    Ok(all.accounted())
}

/// The message of the error that this file must give.
pub fn refusal(name: &str, content: &[u8], spec: &SourceSpec) -> String {
    read(name, content, spec).unwrap_err().to_string()
}

pub fn gzip(content: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(content).unwrap();
    packed.finish().unwrap()
}
