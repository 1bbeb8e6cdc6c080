//! One sheet with typed cells: numbers as numbers, instants as dates on the wall clock of WIB.

use arrow::array::{Array, AsArray, BooleanArray, Float64Array, Int64Array, StringArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Schema, TimeUnit};
use arrow::error::ArrowError;
use arrow::record_batch::RecordBatch;
use norma_rules::{Instant, Zone};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet, XlsxError};
use tempfile::SpooledTempFile;

use super::{DataError, Writer};

/// Rows of a sheet, its heading among them.
const MOST: usize = 1_048_576;
/// Whole numbers beyond 15 digits are kept as text: Excel would change them.
const MOST_EXACT: i64 = 999_999_999_999_999;

pub(super) struct Sheet {
    workbook: Workbook,
    /// Its rows go to the disk as they are written, each after the one above it.
    cells: Worksheet,
    rows: usize,
    columns: u16,
    instants: Format,
    out: SpooledTempFile,
}

/// A column of a batch as cells are written.
enum Cells {
    Whole(Int64Array),
    Number(Float64Array),
    Flag(BooleanArray),
    /// Seconds since 1970 in UTC.
    Instant(Int64Array),
    Text(StringArray),
}

impl Cells {
    fn new(array: &dyn Array) -> Result<Self, ArrowError> {
        Ok(match array.data_type() {
            DataType::Int64 => Self::Whole(array.as_primitive().clone()),
            DataType::Decimal128(_, _) | DataType::Float64 => {
                Self::Number(cast(array, &DataType::Float64)?.as_primitive().clone())
            }
            DataType::Boolean => Self::Flag(array.as_boolean().clone()),
            DataType::Timestamp(_, _) => {
                let seconds = DataType::Timestamp(TimeUnit::Second, Some("UTC".into()));
                let seconds = cast(&cast(array, &seconds)?, &DataType::Int64)?;
                Self::Instant(seconds.as_primitive().clone())
            }
            _ => Self::Text(cast(array, &DataType::Utf8)?.as_string().clone()),
        })
    }

    fn array(&self) -> &dyn Array {
        match self {
            Self::Whole(array) | Self::Instant(array) => array,
            Self::Number(array) => array,
            Self::Flag(array) => array,
            Self::Text(array) => array,
        }
    }
}

impl Sheet {
    pub(super) fn new(
        out: SpooledTempFile,
        schema: &Schema,
        name: &str,
    ) -> Result<Self, DataError> {
        let mut workbook = Workbook::new();
        let mut sheet = workbook
            .new_worksheet_with_constant_memory()
            .map_err(DataError::write)?;
        // Names of sheets have at most 31 letters.
        let short: String = name.chars().take(31).collect();
        sheet.set_name(short).map_err(DataError::write)?;
        let head = Format::new().set_bold();
        for (column, field) in (0..).zip(schema.fields()) {
            sheet
                .write_string_with_format(0, column, field.name(), &head)
                .map_err(DataError::write)?;
            let width = match field.data_type() {
                DataType::Timestamp(_, _) => 19.0,
                _ => field.name().chars().count().clamp(10, 30) as f64 + 2.0,
            };
            sheet
                .set_column_width(column, width)
                .map_err(DataError::write)?;
        }
        sheet.set_freeze_panes(1, 0).map_err(DataError::write)?;
        Ok(Self {
            workbook,
            cells: sheet,
            rows: 1,
            columns: u16::try_from(schema.fields().len()).unwrap_or(u16::MAX),
            instants: Format::new().set_num_format("yyyy-mm-dd hh:mm:ss"),
            out,
        })
    }

    /// One cell; empty ones are left out.
    fn cell(&mut self, place: (u32, u16), cells: &Cells, row: usize) -> Result<(), XlsxError> {
        if cells.array().is_null(row) {
            return Ok(());
        }
        let (line, column) = place;
        let sheet = &mut self.cells;
        match cells {
            Cells::Whole(values) => {
                let value = values.value(row);
                if value.abs() <= MOST_EXACT {
                    sheet.write_number(line, column, value as f64)?;
                } else {
                    sheet.write_string(line, column, value.to_string())?;
                }
            }
            Cells::Number(values) => {
                sheet.write_number(line, column, values.value(row))?;
            }
            Cells::Flag(values) => {
                sheet.write_boolean(line, column, values.value(row))?;
            }
            Cells::Instant(values) => {
                let wall = Instant(values.value(row)).to_local(Zone::Wib);
                let at = ExcelDateTime::from_timestamp(wall.and_utc().timestamp())?;
                sheet.write_datetime_with_format(line, column, &at, &self.instants)?;
            }
            Cells::Text(values) => {
                sheet.write_string(line, column, values.value(row))?;
            }
        }
        Ok(())
    }
}

impl Writer for Sheet {
    fn write(&mut self, batch: &RecordBatch) -> Result<(), DataError> {
        if self.rows + batch.num_rows() > MOST {
            return Err(DataError::TooMany {
                rows: self.rows + batch.num_rows() - 1,
                most: MOST - 1,
            });
        }
        let columns = batch.columns().iter();
        let columns = columns.map(|array| Cells::new(array.as_ref()));
        let columns: Vec<Cells> = columns
            .collect::<Result<_, _>>()
            .map_err(DataError::write)?;
        for row in 0..batch.num_rows() {
            let line = u32::try_from(self.rows + row).unwrap_or(u32::MAX);
            for (column, cells) in (0..).zip(&columns) {
                self.cell((line, column), cells, row)
                    .map_err(DataError::write)?;
            }
        }
        self.rows += batch.num_rows();
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<SpooledTempFile, DataError> {
        let last_row = u32::try_from(self.rows - 1).unwrap_or(u32::MAX);
        if self.columns > 0 {
            self.cells
                .autofilter(0, 0, last_row, self.columns - 1)
                .map_err(DataError::write)?;
        }
        self.workbook.push_worksheet(self.cells);
        self.workbook
            .save_to_writer(&mut self.out)
            .map_err(DataError::write)?;
        Ok(self.out)
    }
}
