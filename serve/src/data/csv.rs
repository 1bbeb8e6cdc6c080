//! CSV for programs, and CSV for a double click.

use std::io::Write as _;

use arrow::array::AsArray;
use arrow::datatypes::{DataType, Schema};
use arrow::record_batch::RecordBatch;
use arrow::util::display::{ArrayFormatter, FormatOptions};
use norma_document::csv::harmless;
use tempfile::SpooledTempFile;

use super::{DataError, Writer, is_text};

/// Instants with their offset from UTC.
const ISO: &str = "%Y-%m-%dT%H:%M:%S%:z";
/// Instants as Excel takes them, on the wall clock of the column's zone.
const WALL: &str = "%Y-%m-%d %H:%M:%S";

/// RFC 4180.
pub(super) struct Rfc4180(csv::Writer<SpooledTempFile>);

impl Rfc4180 {
    pub(super) fn new(out: SpooledTempFile, schema: &Schema) -> Result<Self, DataError> {
        let mut out = csv::WriterBuilder::new()
            .terminator(csv::Terminator::CRLF)
            .from_writer(out);
        let names = schema.fields().iter().map(|field| field.name());
        out.write_record(names).map_err(DataError::write)?;
        Ok(Self(out))
    }
}

impl Writer for Rfc4180 {
    fn write(&mut self, batch: &RecordBatch) -> Result<(), DataError> {
        let options = FormatOptions::new()
            .with_null("")
            .with_timestamp_tz_format(Some(ISO));
        records(batch, &options, |_, text| text, &mut self.0)
    }

    fn finish(self: Box<Self>) -> Result<SpooledTempFile, DataError> {
        self.0.into_inner().map_err(DataError::write)
    }
}

/// Semicolon, decimal comma, BOM; texts that Excel would take for formulas are made harmless.
pub(super) struct Excel(csv::Writer<SpooledTempFile>);

impl Excel {
    pub(super) fn new(mut out: SpooledTempFile, schema: &Schema) -> Result<Self, DataError> {
        out.write_all("\u{feff}".as_bytes())
            .map_err(DataError::write)?;
        let mut out = csv::WriterBuilder::new()
            .delimiter(b';')
            .terminator(csv::Terminator::CRLF)
            .from_writer(out);
        let names = schema.fields().iter().map(|field| field.name());
        out.write_record(names).map_err(DataError::write)?;
        Ok(Self(out))
    }
}

impl Writer for Excel {
    fn write(&mut self, batch: &RecordBatch) -> Result<(), DataError> {
        let options = FormatOptions::new()
            .with_null("")
            .with_timestamp_tz_format(Some(WALL));
        let as_excel = |kind: &DataType, text: String| match kind {
            kind if is_text(kind) => harmless(text),
            DataType::Decimal128(_, _)
            | DataType::Decimal256(_, _)
            | DataType::Float32
            | DataType::Float64 => text.replace('.', ","),
            DataType::Boolean => if text == "true" { "ya" } else { "tidak" }.to_owned(),
            _ => text,
        };
        records(batch, &options, as_excel, &mut self.0)
    }

    fn finish(self: Box<Self>) -> Result<SpooledTempFile, DataError> {
        self.0.into_inner().map_err(DataError::write)
    }
}

/// A record a row. Texts are taken as they are: what is shown for a missing value cannot be one.
fn records(
    batch: &RecordBatch,
    options: &FormatOptions<'_>,
    shown: impl Fn(&DataType, String) -> String,
    out: &mut csv::Writer<SpooledTempFile>,
) -> Result<(), DataError> {
    let columns = batch.columns().iter();
    let formatters = columns.map(|column| ArrayFormatter::try_new(column.as_ref(), options));
    let formatters = formatters
        .collect::<Result<Vec<_>, _>>()
        .map_err(DataError::write)?;
    for row in 0..batch.num_rows() {
        for (column, formatter) in batch.columns().iter().zip(&formatters) {
            let text = if column.is_null(row) {
                String::new()
            } else if let Some(texts) = column.as_string_opt::<i32>() {
                shown(column.data_type(), texts.value(row).to_owned())
            } else {
                let text = formatter.value(row).try_to_string();
                shown(column.data_type(), text.map_err(DataError::write)?)
            };
            out.write_field(text).map_err(DataError::write)?;
        }
        out.write_record(None::<&[u8]>).map_err(DataError::write)?;
    }
    Ok(())
}
