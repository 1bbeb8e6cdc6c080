//! Tables of the contract written as JSON rows, for tests: `{"ticket_id": "A1", "submitted_at": "2026-03-16 08:00"}`.
//!
//! Instants are WIB wall clock. Columns that must not be empty and are not given get a plain value, so that a test says
//! only what it is about.

use std::sync::Arc;

use arrow::array::{ArrayRef, BooleanArray, Int64Array, StringArray, TimestampMicrosecondArray};
use arrow::record_batch::RecordBatch;
use chrono::NaiveDateTime;
use datafusion::catalog::TableProvider;
use datafusion::common::{DataFusionError, Result};
use datafusion::datasource::MemTable;
use norma_lake::contract::{Column, Kind, TABLES, Table};
use norma_lake::schema::arrow_schema;
use norma_rules::{Instant, Quarter, Zone};
use serde_json::Value;

use crate::functions::microseconds;

/// The table `name` of the contract with these rows.
///
/// # Errors
/// No such table, a column that it does not have, or a value that is not of the column's type.
pub fn table(name: &str, rows: &[Value]) -> Result<(&'static str, Arc<dyn TableProvider>)> {
    let table = of_contract(name)?;
    let batch = batch(name, rows)?;
    let provider = MemTable::try_new(batch.schema(), vec![vec![batch]])?;
    Ok((table.name, Arc::new(provider)))
}

/// The rows of [`table`] as one batch.
///
/// # Errors
/// As [`table`].
pub fn batch(name: &str, rows: &[Value]) -> Result<RecordBatch> {
    let table = of_contract(name)?;
    for key in rows
        .iter()
        .filter_map(Value::as_object)
        .flat_map(|r| r.keys())
    {
        if table.column(key).is_none() {
            return Err(wrong(format!("{name} has no column {key}")));
        }
    }
    let columns = table.columns.iter().map(|c| array(c, rows));
    let columns: Vec<ArrayRef> = columns.collect::<Result<_>>()?;
    Ok(RecordBatch::try_new(arrow_schema(table), columns)?)
}

/// `2026-03-16 08:00` or `2026-03-16 08:00:30` in WIB.
///
/// # Errors
/// Any other text.
pub fn wib(text: &str) -> Result<Instant> {
    let text = text.replace(' ', "T");
    let text = if text.len() == "2026-03-16T08:00".len() {
        format!("{text}:00")
    } else {
        text
    };
    let local: NaiveDateTime = text
        .parse()
        .map_err(|_| wrong(format!("{text:?} is no time")))?;
    Ok(Instant::from_local(local, Zone::Wib))
}

fn of_contract(name: &str) -> Result<&'static Table> {
    TABLES
        .iter()
        .copied()
        .find(|t| t.name == name)
        .ok_or_else(|| wrong(format!("no table {name}")))
}

fn array(column: &Column, rows: &[Value]) -> Result<ArrayRef> {
    let cells = || rows.iter().map(|row| cell(column, row));
    let fault = |value: &Value| wrong(format!("{}: {value} is not of its type", column.name));
    macro_rules! read {
        ($read:expr) => {
            cells()
                .map(|value| match value? {
                    Value::Null => Ok(None),
                    value => $read(&value).map(Some).ok_or_else(|| fault(&value)),
                })
                .collect::<Result<Vec<_>>>()?
        };
    }
    Ok(match column.kind {
        Kind::Text => Arc::new(StringArray::from(read!(|v: &Value| v
            .as_str()
            .map(str::to_owned)))),
        Kind::Int => Arc::new(Int64Array::from(read!(Value::as_i64))),
        Kind::Bool => Arc::new(BooleanArray::from(read!(Value::as_bool))),
        Kind::Instant => Arc::new(
            TimestampMicrosecondArray::from(read!(|v: &Value| wib(v.as_str()?)
                .ok()
                .map(microseconds)))
            .with_timezone("UTC"),
        ),
    })
}

/// The value given, or a plain one where the contract wants one.
fn cell(column: &Column, row: &Value) -> Result<Value> {
    if let Some(value) = row.get(column.name) {
        return Ok(value.clone());
    }
    if column.nullable {
        return Ok(Value::Null);
    }
    let quarter_of = |name: &str| -> Result<Value> {
        let at = row.get(name).and_then(Value::as_str).unwrap_or_default();
        Ok(Quarter::of(wib(at)?).to_string().into())
    };
    Ok(match column.name {
        "source" => "servicedesk".into(),
        "kind" => "request".into(),
        "organisation" => "BaTII".into(),
        "office_zone" => Zone::Wib.name().into(),
        "submitted_quarter" => quarter_of("submitted_at")?,
        "at_quarter" => quarter_of("at")?,
        _ => match column.kind {
            Kind::Text => "-".into(),
            Kind::Int => 0.into(),
            Kind::Bool => false.into(),
            Kind::Instant => {
                return Err(wrong(format!("{} must be given", column.name)));
            }
        },
    })
}

fn wrong(message: String) -> DataFusionError {
    DataFusionError::Plan(message)
}
