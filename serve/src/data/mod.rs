//! Rows as a file: every row, or an error. Large files are written to the disk, not to memory.

mod csv;
mod xlsx;

use std::io::{Seek, SeekFrom};

use std::sync::Arc;

use arrow::datatypes::{DataType, Schema};
use arrow::json::writer::{JsonArray, WriterBuilder};
use arrow::record_batch::RecordBatch;
use futures::StreamExt;
use norma_queries::RowStream;
use tempfile::{SpooledData, SpooledTempFile, spooled_tempfile};
use thiserror::Error;

use crate::made::Body;

/// Bytes of a file that stay in memory.
const IN_MEMORY: usize = 4 << 20;

/// A format of rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rows {
    /// RFC 4180: comma, CRLF, UTF-8; instants as `2026-03-31T22:00:00+07:00`.
    Csv,
    /// For a double click in an Indonesian Excel: semicolon, decimal comma, BOM.
    CsvExcel,
    /// One sheet with typed cells.
    Xlsx,
    /// Apache Parquet.
    Parquet,
    /// An array of objects.
    Json,
    /// Apache Arrow IPC stream.
    Arrow,
}

impl Rows {
    /// Every format with the end of its file's name, longer ends first.
    pub const ALL: [(Self, &'static str); 6] = [
        (Self::CsvExcel, ".excel.csv"),
        (Self::Csv, ".csv"),
        (Self::Xlsx, ".xlsx"),
        (Self::Parquet, ".parquet"),
        (Self::Json, ".json"),
        (Self::Arrow, ".arrow"),
    ];

    /// Name and format of a file.
    pub fn of_file(file: &str) -> Option<(&str, Self)> {
        Self::ALL
            .into_iter()
            .find_map(|(format, end)| Some((file.strip_suffix(end)?, format)))
    }

    /// Media type.
    pub(crate) const fn kind(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8; header=present",
            Self::CsvExcel => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Parquet => "application/vnd.apache.parquet",
            Self::Json => "application/json",
            Self::Arrow => "application/vnd.apache.arrow.stream",
        }
    }
}

/// Why there is no file.
#[derive(Debug, Error)]
pub enum DataError {
    /// The rows cannot be read.
    #[error(transparent)]
    Query(#[from] norma_queries::Error),
    /// The rows cannot be written.
    #[error("the rows cannot be written: {0}")]
    Write(String),
    /// Two columns of one name in a format that knows columns by their names.
    #[error("two columns are named {0:?}; give one of them another name with AS")]
    SameName(String),
    /// More rows than the format holds.
    #[error("{rows} rows are more than a sheet holds ({most})")]
    TooMany {
        /// Rows so far.
        rows: usize,
        /// What the format holds.
        most: usize,
    },
}

impl DataError {
    fn write(error: impl std::fmt::Display) -> Self {
        Self::Write(error.to_string())
    }
}

/// What takes batches and ends as a file.
trait Writer {
    fn write(&mut self, batch: &RecordBatch) -> Result<(), DataError>;
    fn finish(self: Box<Self>) -> Result<SpooledTempFile, DataError>;
}

/// A file, and how many rows it holds.
pub(crate) struct Written {
    pub(crate) body: Body,
    pub(crate) rows: u64,
}

/// The rows of `stream` as a file; `name` is that of its sheet.
///
/// # Errors
/// Rows that cannot be read or written: then there is no file.
pub(crate) async fn file(
    stream: RowStream,
    format: Rows,
    name: &str,
) -> Result<Written, DataError> {
    let (written, rows) = write(stream, format, name).await?;
    let body = whole(written).map_err(DataError::write)?;
    Ok(Written { body, rows })
}

/// The rows of `stream` as a file that was written to its end, and how many they are; `name` is that of its sheet.
///
/// # Errors
/// Rows that cannot be read or written: then there is no file.
pub async fn write(
    mut stream: RowStream,
    format: Rows,
    name: &str,
) -> Result<(SpooledTempFile, u64), DataError> {
    let schema = stream.schema();
    if matches!(format, Rows::Json | Rows::Parquet | Rows::Arrow) {
        each_name_once(&schema)?;
    }
    let out = spooled_tempfile(IN_MEMORY);
    let mut writer: Box<dyn Writer + Send> = match format {
        Rows::Csv => Box::new(csv::Rfc4180::new(out, &schema)?),
        Rows::CsvExcel => Box::new(csv::Excel::new(out, &schema)?),
        Rows::Xlsx => Box::new(xlsx::Sheet::new(out, &schema, name)?),
        Rows::Parquet => Box::new(
            parquet::arrow::ArrowWriter::try_new(out, schema, None).map_err(DataError::write)?,
        ),
        // Every object has every column: some readers take the columns from the first.
        Rows::Json => Box::new(
            WriterBuilder::new()
                .with_explicit_nulls(true)
                .build::<_, JsonArray>(out),
        ),
        Rows::Arrow => Box::new(
            arrow::ipc::writer::StreamWriter::try_new(out, &schema).map_err(DataError::write)?,
        ),
    };
    let mut rows = 0;
    while let Some(batch) = stream.next().await {
        let batch = batch.map_err(norma_queries::Error::from)?;
        writer.write(&batch)?;
        rows += batch.num_rows() as u64;
    }
    Ok((writer.finish()?, rows))
}

fn each_name_once(schema: &Schema) -> Result<(), DataError> {
    let mut names: Vec<&str> = schema
        .fields()
        .iter()
        .map(|field| field.name().as_str())
        .collect();
    names.sort_unstable();
    match names.windows(2).find(|pair| pair[0] == pair[1]) {
        Some(pair) => Err(DataError::SameName(pair[0].to_owned())),
        None => Ok(()),
    }
}

/// Whether values of this type are text.
fn is_text(kind: &DataType) -> bool {
    match kind {
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => true,
        DataType::Dictionary(_, values) => is_text(values),
        _ => false,
    }
}

/// What was written, from its beginning.
fn whole(mut written: SpooledTempFile) -> std::io::Result<Body> {
    let length = written.stream_position()?;
    written.seek(SeekFrom::Start(0))?;
    Ok(match written.into_inner() {
        SpooledData::InMemory(bytes) => bytes.into_inner().into(),
        SpooledData::OnDisk(file) => Body::File(Arc::new(file), length),
    })
}

impl Writer for parquet::arrow::ArrowWriter<SpooledTempFile> {
    fn write(&mut self, batch: &RecordBatch) -> Result<(), DataError> {
        Self::write(self, batch).map_err(DataError::write)
    }

    fn finish(self: Box<Self>) -> Result<SpooledTempFile, DataError> {
        self.into_inner().map_err(DataError::write)
    }
}

impl Writer for arrow::json::ArrayWriter<SpooledTempFile> {
    fn write(&mut self, batch: &RecordBatch) -> Result<(), DataError> {
        Self::write(self, batch).map_err(DataError::write)
    }

    fn finish(mut self: Box<Self>) -> Result<SpooledTempFile, DataError> {
        Self::finish(&mut self).map_err(DataError::write)?;
        Ok(self.into_inner())
    }
}

impl Writer for arrow::ipc::writer::StreamWriter<SpooledTempFile> {
    fn write(&mut self, batch: &RecordBatch) -> Result<(), DataError> {
        Self::write(self, batch).map_err(DataError::write)
    }

    fn finish(self: Box<Self>) -> Result<SpooledTempFile, DataError> {
        self.into_inner().map_err(DataError::write)
    }
}
