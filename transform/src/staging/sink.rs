//! Writing one staged table: Parquet with the columns of the contract, batch by batch.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use norma_lake::contract::{Kind, Table};
use polars::io::parquet::write::BatchedWriter;
use polars::prelude::{
    Column, DataFrame, DataType, Field, IntoColumn, NamedFrom, ParquetCompression, ParquetWriter,
    PolarsError, PolarsResult, Schema, Series, TimeUnit, TimeZone,
};

use super::reader::Values;

/// The type that a column of the contract has in staging.
pub(crate) fn data_type(kind: Kind) -> DataType {
    match kind {
        Kind::Text => DataType::String,
        Kind::Int => DataType::Int64,
        Kind::Bool => DataType::Boolean,
        Kind::Instant => DataType::Datetime(TimeUnit::Microseconds, Some(TimeZone::UTC)),
    }
}

/// A polars column of the values.
pub(crate) fn column(name: &str, values: Values<'_>) -> PolarsResult<Column> {
    Ok(match values {
        Values::Text(texts) => {
            let texts: Vec<Option<&str>> = texts.iter().map(Option::as_deref).collect();
            Series::new(name.into(), texts)
        }
        Values::Int(numbers) => Series::new(name.into(), numbers),
        Values::Bool(truths) => Series::new(name.into(), truths),
        Values::Instant(seconds) => {
            let micros: Vec<Option<i64>> = seconds
                .into_iter()
                .map(|s| s.map(|s| s.saturating_mul(1_000_000)))
                .collect();
            Series::new(name.into(), micros).cast(&data_type(Kind::Instant))?
        }
    }
    .into_column())
}

/// The same text in every row.
pub(crate) fn constant(text: &str, height: usize) -> Values<'_> {
    Values::Text(vec![Some(Cow::Borrowed(text)); height])
}

/// One staged table of one export.
pub(crate) struct Sink {
    path: PathBuf,
    table: &'static Table,
    writer: Option<BatchedWriter<Disk>>,
    fault: Fault,
    /// Rows written.
    pub rows: u64,
}

/// What the system said when it could not write; polars and Parquet pass on only that it failed.
type Fault = Arc<Mutex<Option<io::Error>>>;

/// A file that remembers the system's words.
struct Disk {
    file: File,
    fault: Fault,
}

impl Disk {
    fn keep<T>(&self, result: io::Result<T>) -> io::Result<T> {
        result.map_err(|error| {
            let again = io::Error::new(error.kind(), error.to_string());
            if let Ok(mut fault) = self.fault.lock() {
                fault.get_or_insert(error);
            }
            again
        })
    }
}

impl Write for Disk {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes);
        self.keep(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        let flushed = self.file.flush();
        self.keep(flushed)
    }
}

impl Sink {
    /// A staged table that appears in `dir` when something is written to it.
    pub(crate) fn new(dir: &Path, stem: &str, table: &'static Table) -> Self {
        Self {
            path: dir.join(format!("{stem}.{}.parquet", table.name)),
            table,
            writer: None,
            fault: Fault::default(),
            rows: 0,
        }
    }

    /// Makes the file, even if no row follows.
    pub(crate) fn open(&mut self) -> PolarsResult<()> {
        if self.writer.is_none() {
            let disk = Disk {
                file: File::create(&self.path)?,
                fault: Arc::clone(&self.fault),
            };
            let writer = ParquetWriter::new(disk)
                .with_compression(ParquetCompression::Snappy)
                .batched(&self.schema());
            self.writer = Some(self.said(writer)?);
        }
        Ok(())
    }

    /// The system's own words in place of what became of them.
    fn said<T>(&self, result: PolarsResult<T>) -> PolarsResult<T> {
        result.map_err(|error| {
            let fault = self.fault.lock().ok().and_then(|mut fault| fault.take());
            fault.map_or(error, PolarsError::from)
        })
    }

    /// Writes rows; a column of the contract that the frame lacks is empty.
    pub(crate) fn write(&mut self, frame: &DataFrame) -> PolarsResult<()> {
        if frame.height() == 0 {
            return Ok(());
        }
        let columns = self
            .table
            .columns
            .iter()
            .map(|c| match frame.column(c.name) {
                Ok(column) => Ok(column.clone()),
                Err(_) => Ok(Column::full_null(
                    c.name.into(),
                    frame.height(),
                    &data_type(c.kind),
                )),
            })
            .collect::<PolarsResult<Vec<_>>>()?;
        let mut whole = DataFrame::new(frame.height(), columns)?;
        whole.rechunk_mut();
        self.open()?;
        if let Some(writer) = &mut self.writer {
            let written = writer.write_batch(&whole);
            self.said(written)?;
        }
        self.rows += whole.height() as u64;
        Ok(())
    }

    /// Ends the file; its path, if there is one.
    pub(crate) fn finish(mut self) -> PolarsResult<Option<PathBuf>> {
        let Some(writer) = self.writer.take() else {
            return Ok(None);
        };
        let finished = writer.finish();
        self.said(finished)?;
        Ok(Some(self.path))
    }

    fn schema(&self) -> Arc<Schema> {
        let fields = self.table.columns.iter();
        let fields = fields.map(|c| Field::new(c.name.into(), data_type(c.kind)));
        Arc::new(fields.collect::<Schema>())
    }
}
