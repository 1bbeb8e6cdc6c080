//! `norma catalog diff`: what changed between two documents, sub-service by sub-service.

use std::process::ExitCode;

use anyhow::bail;
use norma_rules::catalogue::{Change, Difference};
use serde::Serialize;

use super::{reference, rows};
use crate::arguments::{CatalogDiff, Format, Place};
use crate::{show, words, workplace};

/// Prints what became of every sub-service of the earlier document, and what is new in the later one.
///
/// # Errors
/// A document that the catalogue does not have, or twice the same.
pub fn diff(place: &Place, options: &CatalogDiff) -> anyhow::Result<ExitCode> {
    let rulebook = workplace::rulebook(place)?;
    let catalogue = &rulebook.catalogue;
    let earlier = reference::document(catalogue, &options.earlier)?;
    let later = reference::document(catalogue, &options.later)?;
    if earlier == later {
        bail!("{earlier} twice: name two documents, such as 001 002");
    }
    let differences = catalogue.diff(&earlier, &later);
    if differences.is_empty() {
        eprintln!("norma: no crosswalk leads from {earlier} to {later}");
    }
    let rows: Vec<Row<'_>> = differences.iter().map(Row::new).collect();
    match options.format {
        Format::Table => {
            println!("earlier  {}", words::document_of(catalogue, &earlier));
            println!("later    {}\n", words::document_of(catalogue, &later));
            println!("{}", page(&rows, show::page_width()));
        }
        Format::Json => rows::print(Format::Json, &rows)?,
        // A list in a list is for JSON alone.
        Format::Csv => {
            let flat: Vec<Flat<'_>> = rows.iter().map(Flat::new).collect();
            rows::print(Format::Csv, &flat)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// A difference with every field.
#[derive(Clone, Default, Serialize)]
struct Row<'a> {
    change: &'static str,
    earlier: Option<&'a str>,
    later: Vec<&'a str>,
    name: &'a str,
    later_name: Option<&'a str>,
    fields: Vec<Field<'a>>,
    difference: &'a str,
    reason: &'a str,
}

/// A field that differs.
#[derive(Clone, Serialize)]
struct Field<'a> {
    #[serde(rename = "field")]
    name: &'a str,
    from: &'a str,
    to: &'a str,
}

impl<'a> Row<'a> {
    fn new(difference: &'a Difference) -> Self {
        let fields = difference.fields.iter().map(|change| Field {
            name: change.field,
            from: &change.from,
            to: &change.to,
        });
        Self {
            change: Change::as_str(difference.change),
            earlier: difference.earlier.as_deref(),
            later: difference.later.iter().map(String::as_str).collect(),
            name: &difference.name,
            later_name: difference.later_name.as_deref(),
            fields: fields.collect(),
            difference: &difference.difference,
            reason: &difference.reason,
        }
    }

    /// `norm: 6 jam kerja -> 5 jam kerja; start: submitted -> documents_complete`.
    fn fields_in_words(&self) -> String {
        let or_none = |text: &'a str| if text.is_empty() { "none" } else { text };
        let fields: Vec<String> = self
            .fields
            .iter()
            .map(|Field { name, from, to }| format!("{name}: {} -> {}", or_none(from), or_none(to)))
            .collect();
        fields.join("; ")
    }

    /// Fields, then the difference in words, then why.
    fn what_changed(&self) -> String {
        // The name's column shows both names, and what the crosswalk tells need not be told twice.
        let mut shown = self.clone();
        shown.fields.retain(|Field { name, from, to }| {
            *name != "name" && !self.difference.contains(&format!("{from} -> {to}"))
        });
        let fields = shown.fields_in_words();
        let parts = [&fields, self.difference, self.reason];
        let parts = parts.iter().map(|part| part.trim_end_matches('.'));
        let parts: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
        or_dash(&parts.join(". "))
    }
}

/// A difference as a row of text.
#[derive(Default, Serialize)]
struct Flat<'a> {
    change: &'static str,
    earlier: Option<&'a str>,
    /// Parted by a space.
    later: String,
    name: &'a str,
    later_name: Option<&'a str>,
    /// [`Row::fields_in_words`].
    fields: String,
    difference: &'a str,
    reason: &'a str,
}

impl<'a> Flat<'a> {
    fn new(row: &Row<'a>) -> Self {
        Self {
            change: row.change,
            earlier: row.earlier,
            later: row.later.join(" "),
            name: row.name,
            later_name: row.later_name,
            fields: row.fields_in_words(),
            difference: row.difference,
            reason: row.reason,
        }
    }
}

/// For reading, with a count of each kind of change.
fn page(rows: &[Row<'_>], width: u16) -> String {
    let (change, reference) = (11, 13);
    let name = (width - change - 2 * reference) * 40 / 100;
    let what = width - change - 2 * reference - name;
    let header = ["change", "earlier", "later", "name", "what changed"].map(str::to_owned);
    let lines = rows.iter().map(|row| {
        let name = match row.later_name {
            Some(later) if later != row.name => format!("{} -> {later}", row.name),
            _ => row.name.to_owned(),
        };
        [
            row.change.to_owned(),
            or_dash(row.earlier.unwrap_or_default()),
            or_dash(&row.later.join(" ")),
            name,
            row.what_changed(),
        ]
    });
    let widths = [change, reference, reference, name, what];
    let all = std::iter::once(header).chain(lines);
    format!("{}\n\n{}", show::sheet(widths, all), summary(rows))
}

fn or_dash(text: &str) -> String {
    if text.is_empty() { "-" } else { text }.to_owned()
}

/// `31 kept, 12 changed, 2 uncertain, 40 ended, 3 new`.
fn summary(rows: &[Row<'_>]) -> String {
    let of = |kind: Change| {
        rows.iter()
            .filter(|row| row.change == kind.as_str())
            .count()
    };
    let counts = Change::ALL
        .iter()
        .map(|kind| format!("{} {kind}", of(*kind)));
    counts.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn changed() -> Row<'static> {
        let field = |name, from, to| Field { name, from, to };
        Row {
            change: "changed",
            earlier: Some("001/5.2.5"),
            later: vec!["002/9.b.3"],
            name: "Penyediaan akses jaringan",
            later_name: Some("Akses jaringan"),
            fields: vec![
                field("name", "Penyediaan akses jaringan", "Akses jaringan"),
                field("norm", "6 jam kerja", "5 jam kerja"),
            ],
            difference: "Wireless as well.",
            reason: "",
        }
    }

    fn new() -> Row<'static> {
        Row {
            change: "new",
            later: vec!["002/1.a"],
            name: "Penyampaian informasi awal",
            ..Row::default()
        }
    }

    #[test]
    fn a_page_says_what_changed_and_counts() {
        let page = page(&[changed(), new()], 120);
        let first = page.lines().nth(1).unwrap_or_default();
        assert!(
            first.starts_with("changed    001/5.2.5    002/9.b.3    Penyediaan"),
            "{page}"
        );
        assert_eq!(
            changed().what_changed(),
            "norm: 6 jam kerja -> 5 jam kerja. Wireless as well"
        );
        let told = Row {
            difference: "norm 6 jam kerja -> 5 jam kerja",
            ..changed()
        };
        assert_eq!(told.what_changed(), "norm 6 jam kerja -> 5 jam kerja");
        assert!(
            page.contains("new        -            002/1.a      Penyampaian"),
            "{page}"
        );
        assert!(
            page.ends_with("0 kept, 1 changed, 0 uncertain, 0 ended, 1 new"),
            "{page}"
        );
    }

    #[test]
    fn rows_have_every_field() {
        let row = serde_json::to_value(changed()).unwrap();
        assert_eq!(row["fields"][1]["to"], "5 jam kerja");
        assert_eq!(row["later"][0], "002/9.b.3");
        let row = serde_json::to_value(Flat::new(&new())).unwrap();
        assert_eq!(row["earlier"], serde_json::Value::Null);
        assert_eq!(row["later"], "002/1.a");
        let row = serde_json::to_value(Flat::new(&changed())).unwrap();
        assert!(
            row["fields"]
                .as_str()
                .unwrap()
                .ends_with("; norm: 6 jam kerja -> 5 jam kerja")
        );
    }
}
