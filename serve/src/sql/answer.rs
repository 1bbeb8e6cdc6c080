//! The first rows of an answer as a page shows them.

use arrow::array::Array;
use arrow::datatypes::Schema;
use arrow::record_batch::RecordBatch;
use arrow::util::display::{ArrayFormatter, FormatOptions};
use futures::StreamExt;
use norma_queries::RowStream;
use norma_queries::dictionary::sql_type;
use serde::Serialize;

use super::fault::Fault;
use crate::data::DataError;

/// Rows that a page shows.
pub(crate) const ROWS: usize = 1_000;
/// Letters of a cell.
const LETTERS: usize = 2_000;
/// Bytes of all cells.
const BYTES: usize = 4 << 20;

const SHOWN: FormatOptions<'static> = FormatOptions::new()
    .with_timestamp_tz_format(Some("%Y-%m-%d %H:%M:%S%.f%:z"))
    .with_timestamp_format(Some("%Y-%m-%d %H:%M:%S%.f"));

/// The first rows.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Shown {
    pub(crate) columns: Vec<Column>,
    /// A cell is `None` where the value is NULL.
    pub(crate) rows: Vec<Vec<Option<String>>>,
    /// There are more rows; how many is not known.
    pub(crate) has_more: bool,
    /// A cell ends before its value does.
    pub(crate) is_shortened: bool,
}

/// A column.
#[derive(Debug, Serialize)]
pub(crate) struct Column {
    pub(crate) name: String,
    /// Its type, as SQL calls it.
    pub(crate) kind: String,
    pub(crate) is_number: bool,
}

impl Shown {
    fn of(schema: &Schema) -> Self {
        let columns = schema.fields().iter().map(|field| Column {
            name: field.name().clone(),
            kind: sql_type(field.data_type()),
            is_number: field.data_type().is_numeric(),
        });
        Self {
            columns: columns.collect(),
            ..Self::default()
        }
    }
}

/// Reads the first rows, and whether there are more; what is behind them is not computed.
///
/// # Errors
/// Rows that cannot be computed.
pub(crate) async fn first(mut stream: RowStream) -> Result<(Shown, u64), Fault> {
    let mut shown = Shown::of(&stream.schema());
    let mut bytes = 0;
    while let Some(batch) = stream.next().await {
        let batch =
            batch.map_err(|error| Fault::failed(norma_queries::Error::from(error).into()))?;
        let added = add(&mut shown, &batch, &mut bytes);
        added.map_err(|error| Fault::failed(DataError::Write(error.to_string())))?;
        if shown.has_more {
            break;
        }
    }
    let rows = shown.rows.len() as u64;
    Ok((shown, rows))
}

fn add(
    shown: &mut Shown,
    batch: &RecordBatch,
    bytes: &mut usize,
) -> Result<(), arrow::error::ArrowError> {
    let columns = batch.columns().iter();
    let formatters = columns.map(|column| ArrayFormatter::try_new(column.as_ref(), &SHOWN));
    let formatters = formatters.collect::<Result<Vec<_>, _>>()?;
    // Columns of nothing but NULL have no other sign of it.
    let nulls: Vec<_> = batch.columns().iter().map(Array::logical_nulls).collect();
    for row in 0..batch.num_rows() {
        if shown.rows.len() == ROWS || *bytes > BYTES {
            shown.has_more = true;
            return Ok(());
        }
        let mut cells = Vec::with_capacity(formatters.len());
        for (nulls, formatter) in nulls.iter().zip(&formatters) {
            if nulls.as_ref().is_some_and(|nulls| nulls.is_null(row)) {
                cells.push(None);
                continue;
            }
            let mut text = formatter.value(row).try_to_string()?;
            if let Some((end, _)) = text.char_indices().nth(LETTERS) {
                text.truncate(end);
                text.push('…');
                shown.is_shortened = true;
            }
            *bytes += text.len();
            cells.push(Some(text));
        }
        shown.rows.push(cells);
    }
    Ok(())
}
