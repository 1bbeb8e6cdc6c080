//! Small tables, a row at a time.

use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray, Int64Array, StringArray, TimestampMicrosecondArray};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use arrow::record_batch::RecordBatch;
use datafusion::common::{DataFusionError, Result};
use norma_rules::{Instant, Zone};

use crate::functions::{microseconds, shown_instant_type};

/// The type of a column.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    Text,
    Int,
    Bool,
    Instant,
}

impl Kind {
    fn data_type(self) -> DataType {
        match self {
            Self::Text => DataType::Utf8,
            Self::Int => DataType::Int64,
            Self::Bool => DataType::Boolean,
            Self::Instant => shown_instant_type(),
        }
    }
}

/// Name and type of a column.
pub(crate) type Column = (&'static str, Kind);

/// One value.
#[derive(Clone, Debug)]
pub(crate) enum Cell {
    Empty,
    Text(String),
    Int(i64),
    Bool(bool),
    Instant(Instant),
}

/// A table that grows.
#[derive(Debug)]
pub(crate) struct Rows {
    columns: Vec<Column>,
    rows: Vec<Vec<Cell>>,
}

impl Rows {
    /// Without rows.
    pub(crate) fn new(columns: impl IntoIterator<Item = Column>) -> Self {
        Self {
            columns: columns.into_iter().collect(),
            rows: Vec::new(),
        }
    }

    /// The columns as the engine knows them.
    pub(crate) fn schema(&self) -> SchemaRef {
        let fields: Vec<Field> = self
            .columns
            .iter()
            .map(|(name, kind)| Field::new(*name, kind.data_type(), true))
            .collect();
        Arc::new(Schema::new(fields))
    }

    /// Adds a row with a cell for every column.
    pub(crate) fn push(&mut self, row: Vec<Cell>) {
        debug_assert_eq!(row.len(), self.columns.len());
        self.rows.push(row);
    }

    /// The rows collected; instants are labelled `Asia/Jakarta`.
    pub(crate) fn finish(self) -> Result<RecordBatch> {
        let schema = self.schema();
        let mut arrays: Vec<ArrayRef> = Vec::with_capacity(self.columns.len());
        for (i, (name, kind)) in self.columns.iter().enumerate() {
            let wrong = |cell: &Cell| {
                DataFusionError::Internal(format!("{name} is {kind:?}, but holds {cell:?}"))
            };
            macro_rules! read {
                ($($variant:pat => $value:expr),+) => {
                    self.rows
                        .iter()
                        .map(|row| match &row[i] {
                            Cell::Empty => Ok(None),
                            $($variant => Ok(Some($value)),)+
                            other => Err(wrong(other)),
                        })
                        .collect::<Result<Vec<_>>>()?
                };
            }
            let array: ArrayRef = match kind {
                Kind::Text => Arc::new(StringArray::from(read!(Cell::Text(v) => v.as_str()))),
                Kind::Int => Arc::new(Int64Array::from(read!(Cell::Int(v) => *v))),
                Kind::Bool => Arc::new(BooleanArray::from(read!(Cell::Bool(v) => *v))),
                Kind::Instant => Arc::new(
                    TimestampMicrosecondArray::from(read!(Cell::Instant(v) => microseconds(*v)))
                        .with_timezone(Zone::Wib.name()),
                ),
            };
            arrays.push(array);
        }
        Ok(RecordBatch::try_new(schema, arrays)?)
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Cell {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}

impl From<u64> for Cell {
    fn from(value: u64) -> Self {
        Self::Int(i64::try_from(value).unwrap_or(i64::MAX))
    }
}

impl From<bool> for Cell {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<Instant> for Cell {
    fn from(value: Instant) -> Self {
        Self::Instant(value)
    }
}

impl<T: Into<Self>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Empty, Into::into)
    }
}
