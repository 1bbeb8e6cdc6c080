//! Rows of a model, read by the names of its columns.

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Int64Type, TimeUnit};
use arrow::record_batch::RecordBatch;
use norma_rules::Instant;

use crate::counts::Counts;
use crate::error::ReportError;

/// The batches of one model.
pub(crate) struct Rows<'a> {
    model: &'static str,
    batches: &'a [RecordBatch],
}

impl<'a> Rows<'a> {
    pub(crate) fn new(model: &'static str, batches: &'a [RecordBatch]) -> Self {
        Self { model, batches }
    }

    /// Reads every row with `read`.
    pub(crate) fn map<T>(
        &self,
        read: impl Fn(&Row<'_>) -> Result<T, ReportError>,
    ) -> Result<Vec<T>, ReportError> {
        let mut out = Vec::new();
        for batch in self.batches {
            for index in 0..batch.num_rows() {
                out.push(read(&Row {
                    model: self.model,
                    batch,
                    index,
                })?);
            }
        }
        Ok(out)
    }
}

/// One row.
pub(crate) struct Row<'a> {
    model: &'static str,
    batch: &'a RecordBatch,
    index: usize,
}

impl Row<'_> {
    /// The value as an array of one element of type `to`; `None` when it is empty.
    fn cell(&self, column: &'static str, to: &DataType) -> Result<Option<ArrayRef>, ReportError> {
        let wrong = |what: String| ReportError::Column {
            model: self.model,
            column,
            what,
        };
        let Some(array) = self.batch.column_by_name(column) else {
            return Err(wrong("is not there".to_owned()));
        };
        let cell = cast(&array.slice(self.index, 1), to).map_err(|e| wrong(e.to_string()))?;
        Ok(cell.is_valid(0).then_some(cell))
    }

    fn filled<T>(&self, column: &'static str, value: Option<T>) -> Result<T, ReportError> {
        value.ok_or_else(|| ReportError::Column {
            model: self.model,
            column,
            what: "is empty".to_owned(),
        })
    }

    pub(crate) fn text_or_none(&self, column: &'static str) -> Result<Option<String>, ReportError> {
        let cell = self.cell(column, &DataType::Utf8)?;
        Ok(cell.map(|cell| cell.as_string::<i32>().value(0).to_owned()))
    }

    pub(crate) fn text(&self, column: &'static str) -> Result<String, ReportError> {
        let text = self.text_or_none(column)?;
        self.filled(column, text)
    }

    pub(crate) fn int_or_none(&self, column: &'static str) -> Result<Option<i64>, ReportError> {
        let cell = self.cell(column, &DataType::Int64)?;
        Ok(cell.map(|cell| cell.as_primitive::<Int64Type>().value(0)))
    }

    pub(crate) fn int(&self, column: &'static str) -> Result<i64, ReportError> {
        let value = self.int_or_none(column)?;
        self.filled(column, value)
    }

    pub(crate) fn flag_or_none(&self, column: &'static str) -> Result<Option<bool>, ReportError> {
        let cell = self.cell(column, &DataType::Boolean)?;
        Ok(cell.map(|cell| cell.as_boolean().value(0)))
    }

    pub(crate) fn flag(&self, column: &'static str) -> Result<bool, ReportError> {
        let value = self.flag_or_none(column)?;
        self.filled(column, value)
    }

    pub(crate) fn instant(&self, column: &'static str) -> Result<Option<Instant>, ReportError> {
        // The zone of the column says how it is shown, not what it is.
        let seconds = DataType::Timestamp(TimeUnit::Second, Some("UTC".into()));
        let Some(cell) = self.cell(column, &seconds)? else {
            return Ok(None);
        };
        let cell = cast(&cell, &DataType::Int64).map_err(|e| ReportError::Column {
            model: self.model,
            column,
            what: e.to_string(),
        })?;
        Ok(Some(Instant(cell.as_primitive::<Int64Type>().value(0))))
    }

    /// The seven verdicts.
    pub(crate) fn counts(&self) -> Result<Counts, ReportError> {
        Ok(Counts {
            met: self.int("met")?,
            breached: self.int("breached")?,
            overdue: self.int("overdue")?,
            running: self.int("running")?,
            exempt: self.int("exempt")?,
            no_norm: self.int("no_norm")?,
            unmeasurable: self.int("unmeasurable")?,
        })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::sync::Arc;

    use arrow::array::{Int64Array, StringViewArray, TimestampMicrosecondArray};

    use super::*;

    fn batch() -> RecordBatch {
        let columns: Vec<(&str, ArrayRef)> = vec![
            (
                "name",
                Arc::new(StringViewArray::from(vec![Some("a"), None])),
            ),
            ("n", Arc::new(Int64Array::from(vec![Some(7), None]))),
            (
                "at",
                Arc::new(
                    TimestampMicrosecondArray::from(vec![Some(1_774_976_400_000_000), None])
                        .with_timezone("Asia/Jakarta"),
                ),
            ),
        ];
        RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(n, c)| (n, c, true)))
            .unwrap()
    }

    #[test]
    fn columns_are_read_by_name() {
        let batches = [batch()];
        let read = Rows::new("m", &batches)
            .map(|row| {
                Ok((
                    row.text_or_none("name")?,
                    row.int_or_none("n")?,
                    row.instant("at")?,
                ))
            })
            .unwrap();
        let first = (Some("a".to_owned()), Some(7), Some(Instant(1_774_976_400)));
        assert_eq!(read, [first, (None, None, None)]);
    }

    #[test]
    fn what_is_missing_is_named() {
        let batches = [batch()];
        let missing = Rows::new("m", &batches).map(|row| row.int("count"));
        assert_eq!(
            missing.unwrap_err().to_string(),
            "queries/models/m.sql: column count is not there"
        );
        let empty = Rows::new("m", &batches).map(|row| row.int("n"));
        assert_eq!(
            empty.unwrap_err().to_string(),
            "queries/models/m.sql: column n is empty"
        );
    }
}
