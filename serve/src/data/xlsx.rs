//! One sheet with typed cells: numbers as numbers, instants as dates on the wall clock of WIB.

use arrow::array::{Array, AsArray, BooleanArray, Float64Array, Int64Array, StringArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Date32Type, Schema, TimeUnit};
use arrow::error::ArrowError;
use arrow::record_batch::RecordBatch;
use arrow::util::display::{ArrayFormatter, FormatOptions};
use chrono::DateTime;
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
    days: Format,
    out: SpooledTempFile,
}

/// A column of a batch as cells are written.
enum Cells {
    Whole(Int64Array),
    Number(Float64Array),
    Flag(BooleanArray),
    /// Seconds from 1970 to an instant.
    Instant(Int64Array),
    /// Seconds from 1970 on a clock of no zone.
    Wall(Int64Array),
    /// Seconds from 1970 to the beginning of a day.
    Day(Int64Array),
    Text(StringArray),
}

impl Cells {
    fn new(array: &dyn Array) -> Result<Self, ArrowError> {
        let whole = |kind| Ok::<Int64Array, ArrowError>(cast(array, kind)?.as_primitive().clone());
        let seconds = |zone: Option<&str>| {
            let seconds = DataType::Timestamp(TimeUnit::Second, zone.map(Into::into));
            let seconds = cast(&cast(array, &seconds)?, &DataType::Int64)?;
            Ok::<Int64Array, ArrowError>(seconds.as_primitive().clone())
        };
        Ok(match array.data_type() {
            kind if kind.is_integer() => {
                let values = whole(&DataType::Int64)?;
                // Those beyond 64 bits with a sign.
                if values.null_count() == array.null_count() {
                    Self::Whole(values)
                } else {
                    Self::Text(shown(array)?)
                }
            }
            kind if kind.is_numeric() => {
                Self::Number(cast(array, &DataType::Float64)?.as_primitive().clone())
            }
            DataType::Boolean => Self::Flag(array.as_boolean().clone()),
            DataType::Timestamp(_, Some(_)) => Self::Instant(seconds(Some("UTC"))?),
            DataType::Timestamp(_, None) => Self::Wall(seconds(None)?),
            DataType::Date32 | DataType::Date64 => {
                let days = cast(array, &DataType::Date32)?;
                let days = days.as_primitive::<Date32Type>();
                Self::Day(days.unary(|day| i64::from(day) * 86_400))
            }
            DataType::Utf8 => Self::Text(array.as_string().clone()),
            _ => Self::Text(shown(array)?),
        })
    }

    fn array(&self) -> &dyn Array {
        match self {
            Self::Whole(array) | Self::Instant(array) | Self::Wall(array) | Self::Day(array) => {
                array
            }
            Self::Number(array) => array,
            Self::Flag(array) => array,
            Self::Text(array) => array,
        }
    }
}

/// Values of any type as they are shown.
fn shown(array: &dyn Array) -> Result<StringArray, ArrowError> {
    let formatter = ArrayFormatter::try_new(array, &FormatOptions::new())?;
    let text = |row: usize| {
        let there = !array.is_null(row);
        there
            .then(|| formatter.value(row).try_to_string())
            .transpose()
    };
    (0..array.len()).map(text).collect()
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
                DataType::Date32 | DataType::Date64 => 11.0,
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
            days: Format::new().set_num_format("yyyy-mm-dd"),
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
                moment(sheet, place, wall.and_utc().timestamp(), &self.instants)?;
            }
            Cells::Wall(values) => moment(sheet, place, values.value(row), &self.instants)?,
            Cells::Day(values) => moment(sheet, place, values.value(row), &self.days)?,
            Cells::Text(values) => {
                sheet.write_string(line, column, values.value(row))?;
            }
        }
        Ok(())
    }
}

/// A moment of `seconds` from 1970; as text where Excel has no such day (before 1900).
fn moment(
    sheet: &mut Worksheet,
    (line, column): (u32, u16),
    seconds: i64,
    format: &Format,
) -> Result<(), XlsxError> {
    if let Ok(at) = ExcelDateTime::from_timestamp(seconds) {
        sheet.write_datetime_with_format(line, column, &at, format)?;
    } else {
        let at = DateTime::from_timestamp(seconds, 0);
        let text = at.map_or_else(|| seconds.to_string(), |at| at.naive_utc().to_string());
        sheet.write_string(line, column, text)?;
    }
    Ok(())
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
