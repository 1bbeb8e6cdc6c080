//! One sheet with typed cells: numbers as numbers, instants as dates on the wall clock of WIB.

use arrow::array::{Array, AsArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Float64Type, Int64Type, Schema, TimeUnit};
use arrow::record_batch::RecordBatch;
use norma_rules::{Instant, Zone};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet};

use super::{DataError, Writer};

/// Rows of a sheet, its heading among them.
const MOST: usize = 1_048_576;
/// Whole numbers beyond 15 digits are kept as text: Excel would change them.
const MOST_EXACT: i64 = 999_999_999_999_999;

pub(super) struct Sheet {
    cells: Worksheet,
    rows: usize,
    columns: u16,
    instants: Format,
}

impl Sheet {
    pub(super) fn new(schema: &Schema, name: &str) -> Result<Self, DataError> {
        let mut sheet = Worksheet::new();
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
            cells: sheet,
            rows: 1,
            columns: u16::try_from(schema.fields().len()).unwrap_or(u16::MAX),
            instants: Format::new().set_num_format("yyyy-mm-dd hh:mm:ss"),
        })
    }

    fn column(&mut self, column: u16, array: &dyn Array) -> Result<(), DataError> {
        let first = self.rows;
        let place = |row: usize| u32::try_from(first + row).unwrap_or(u32::MAX);
        let sheet = &mut self.cells;
        match array.data_type() {
            DataType::Int64 => {
                let values = array.as_primitive::<Int64Type>();
                for (row, value) in values.iter().enumerate() {
                    match value {
                        None => {}
                        Some(value) if value.abs() <= MOST_EXACT => {
                            sheet
                                .write_number(place(row), column, value as f64)
                                .map_err(DataError::write)?;
                        }
                        Some(value) => {
                            sheet
                                .write_string(place(row), column, value.to_string())
                                .map_err(DataError::write)?;
                        }
                    }
                }
            }
            DataType::Decimal128(_, _) | DataType::Float64 => {
                let values = cast(array, &DataType::Float64).map_err(DataError::write)?;
                for (row, value) in values.as_primitive::<Float64Type>().iter().enumerate() {
                    if let Some(value) = value {
                        sheet
                            .write_number(place(row), column, value)
                            .map_err(DataError::write)?;
                    }
                }
            }
            DataType::Boolean => {
                for (row, value) in array.as_boolean().iter().enumerate() {
                    if let Some(value) = value {
                        sheet
                            .write_boolean(place(row), column, value)
                            .map_err(DataError::write)?;
                    }
                }
            }
            DataType::Timestamp(_, _) => {
                let seconds = DataType::Timestamp(TimeUnit::Second, Some("UTC".into()));
                let values = cast(array, &seconds)
                    .and_then(|values| cast(&values, &DataType::Int64))
                    .map_err(DataError::write)?;
                for (row, value) in values.as_primitive::<Int64Type>().iter().enumerate() {
                    if let Some(value) = value {
                        let wall = Instant(value).to_local(Zone::Wib);
                        let at = ExcelDateTime::from_timestamp(wall.and_utc().timestamp())
                            .map_err(DataError::write)?;
                        sheet
                            .write_datetime_with_format(place(row), column, &at, &self.instants)
                            .map_err(DataError::write)?;
                    }
                }
            }
            _ => {
                let values = cast(array, &DataType::Utf8).map_err(DataError::write)?;
                for (row, value) in values.as_string::<i32>().iter().enumerate() {
                    if let Some(value) = value {
                        sheet
                            .write_string(place(row), column, value)
                            .map_err(DataError::write)?;
                    }
                }
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
        for (column, array) in (0..).zip(batch.columns()) {
            self.column(column, array.as_ref())?;
        }
        self.rows += batch.num_rows();
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<Vec<u8>, DataError> {
        let last_row = u32::try_from(self.rows - 1).unwrap_or(u32::MAX);
        if self.columns > 0 {
            self.cells
                .autofilter(0, 0, last_row, self.columns - 1)
                .map_err(DataError::write)?;
        }
        let mut workbook = Workbook::new();
        workbook.push_worksheet(self.cells);
        workbook.save_to_buffer().map_err(DataError::write)
    }
}
