//! Rows as CSV and JSON: every field, numbers as numbers, nothing cut.

use anyhow::bail;
use serde::Serialize;

use crate::arguments::Format;

/// Prints `rows` in a format for programs. What a row lacks is empty in CSV and `null` in JSON; without rows the header
/// of CSV stands all the same.
///
/// # Errors
/// A format for reading.
pub fn print<T: Serialize + Default>(format: Format, rows: &[T]) -> anyhow::Result<()> {
    match format {
        Format::Csv => print!("{}", csv(rows)?),
        Format::Json => println!("{}", serde_json::to_string_pretty(rows)?),
        Format::Table => bail!("rows for programs: --format csv or json"),
    }
    Ok(())
}

/// RFC 4180, with a header.
fn csv<T: Serialize + Default>(rows: &[T]) -> anyhow::Result<String> {
    let mut out = csv::WriterBuilder::new()
        .has_headers(false)
        .from_writer(Vec::new());
    out.write_record(columns::<T>()?)?;
    for row in rows {
        out.serialize(row)?;
    }
    out.flush()?;
    Ok(String::from_utf8(out.into_inner()?)?)
}

/// The names of a row's fields.
fn columns<T: Serialize + Default>() -> serde_json::Result<Vec<String>> {
    let object = serde_json::to_value(T::default())?;
    let names = object.as_object().map(|fields| fields.keys().cloned());
    Ok(names.map_or_else(Vec::new, Iterator::collect))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[derive(Default, Serialize)]
    struct Row {
        quote: &'static str,
        line: Option<u32>,
        local: bool,
    }

    #[test]
    fn csv_is_text_and_empty() {
        let rows = [
            Row {
                quote: "3, \"tiga\"",
                line: Some(12),
                local: true,
            },
            Row::default(),
        ];
        assert_eq!(
            csv(&rows).unwrap(),
            "quote,line,local\n\"3, \"\"tiga\"\"\",12,true\n,,false\n"
        );
        assert_eq!(csv::<Row>(&[]).unwrap(), "quote,line,local\n");
    }
}
