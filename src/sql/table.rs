//! Rows for reading: a table, or a record below the other.

use std::fmt::Write;

use arrow::record_batch::RecordBatch;
use arrow::util::display::{ArrayFormatter, FormatOptions};
use arrow::util::pretty::pretty_format_batches_with_options;

use super::asker::Shown;

const DISPLAY: FormatOptions<'static> = FormatOptions::new()
    .with_null("")
    .with_timestamp_tz_format(Some("%Y-%m-%dT%H:%M:%S%:z"));

/// The rows as a table, or `expanded`: each as a record with a line a column; and how many they are.
pub fn text(shown: &Shown, expanded: bool) -> anyhow::Result<String> {
    let mut text = if expanded {
        records(shown)?
    } else {
        let head = RecordBatch::new_empty(shown.schema.clone());
        let batches: Vec<RecordBatch> = [head].into_iter().chain(shown.batches.clone()).collect();
        format!(
            "{}\n",
            pretty_format_batches_with_options(&batches, &DISPLAY)?
        )
    };
    let rows = shown.rows();
    if shown.more {
        writeln!(
            text,
            "the first {rows} rows; there are more: add LIMIT, or take them all with \\o FILE"
        )?;
    } else {
        writeln!(text, "{rows} rows")?;
    }
    Ok(text)
}

/// A record a row; lines of a text stand below each other.
fn records(shown: &Shown) -> anyhow::Result<String> {
    let names: Vec<&str> = shown
        .schema
        .fields()
        .iter()
        .map(|f| f.name().as_str())
        .collect();
    let width = names
        .iter()
        .map(|name| name.chars().count())
        .max()
        .unwrap_or(0);
    let mut text = String::new();
    let mut number = 0;
    for batch in &shown.batches {
        let columns = batch.columns().iter();
        let columns = columns.map(|column| ArrayFormatter::try_new(column.as_ref(), &DISPLAY));
        let columns = columns.collect::<Result<Vec<_>, _>>()?;
        for row in 0..batch.num_rows() {
            number += 1;
            writeln!(text, "-[ {number} ]{}", "-".repeat(width))?;
            for (name, column) in names.iter().zip(&columns) {
                let value = column.value(row).try_to_string()?;
                let value = value.replace('\n', &format!("\n{:width$} | ", ""));
                writeln!(text, "{name:width$} | {value}")?;
            }
        }
    }
    Ok(text)
}
