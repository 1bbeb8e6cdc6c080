//! CSV, one file a table: for programs ([`Flavour::Rfc4180`]) or for a double click in an Indonesian Excel
//! ([`Flavour::Excel`]).
//!
//! Both begin with the column `row_kind` (and `row_group` before it, where the table has headings over rows). A rate is
//! followed by its numerator and denominator, what a norm allows by its words.

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

use norma_rules::{Instant, Zone};

use crate::error::DocumentError;
use crate::flat::{Facet, Flat, kind_word};
use crate::model::{Cell, Document, RowKind, Table, Value};

/// For whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flavour {
    /// RFC 4180: comma, CRLF, UTF-8 without BOM, keys as headings. Whole numbers; rates as a fraction of 1 cut to four
    /// decimals; seconds; instants as `2026-03-31T22:00:00+07:00`; days as `2026-03-31`; quarters as `2026-TW1`.
    Rfc4180,
    /// "untuk Excel": semicolon, decimal comma, BOM, Indonesian headings. Instants as `2026-03-31 22:00:00` in WIB, seconds as
    /// numbers. A text that Excel would take for a formula is preceded by an apostrophe.
    Excel,
}

const BESIDE: [Facet; 3] = [Facet::Numerator, Facet::Denominator, Facet::Words];

/// The table as CSV.
///
/// # Errors
/// Ragged rows and keys given twice.
pub fn csv(table: &Table, flavour: Flavour) -> Result<Vec<u8>, DocumentError> {
    table.check()?;
    let flat = Flat::of(table);
    let fields: Vec<(usize, Facet)> = (0..table.columns.len())
        .flat_map(|i| {
            let beside = flat.facets(i, &BESIDE);
            std::iter::once(Facet::Value)
                .chain(beside)
                .map(move |facet| (i, facet))
        })
        .collect();
    let grouped = !flat.groups.is_empty();

    let mut out = Vec::new();
    if flavour == Flavour::Excel {
        out.extend_from_slice("\u{feff}".as_bytes());
    }
    let mut writer = ::csv::WriterBuilder::new()
        .delimiter(match flavour {
            Flavour::Rfc4180 => b',',
            Flavour::Excel => b';',
        })
        .terminator(::csv::Terminator::CRLF)
        .from_writer(out);

    let mut heading = Vec::with_capacity(fields.len() + 2);
    if grouped {
        heading.push(own(table, "row_group", "Kelompok", flavour));
    }
    heading.push(own(table, "row_kind", "Jenis baris", flavour));
    for (i, facet) in &fields {
        let column = &table.columns[*i];
        heading.push(match flavour {
            Flavour::Rfc4180 => facet.key(&column.key),
            Flavour::Excel => harmless(excel_title(&flat, *i, *facet)),
        });
    }
    let failed = |error: ::csv::Error| DocumentError::writer("CSV", error);
    writer.write_record(&heading).map_err(failed)?;

    for line in &flat.lines {
        let mut record = Vec::with_capacity(heading.len());
        if grouped {
            record.push(text(flat.group(line), flavour));
        }
        record.push(kind(line.row.kind, flavour).to_owned());
        for (i, facet) in &fields {
            record.push(field(&line.row.cells[*i], *facet, flavour));
        }
        writer.write_record(&record).map_err(failed)?;
    }
    writer
        .into_inner()
        .map_err(|error| DocumentError::writer("CSV", error.error()))
}

/// Every table of the document, and the data of its figures, as name of the file and its bytes, in reading order.
///
/// # Errors
/// As [`Document::check`].
pub fn files(
    document: &Document,
    flavour: Flavour,
) -> Result<Vec<(String, Vec<u8>)>, DocumentError> {
    document.check()?;
    let tables = document.tables();
    let figures = document.figures();
    let data = figures.iter().filter_map(|figure| figure.data.as_ref());
    let mut names = std::collections::BTreeSet::new();
    tables
        .iter()
        .copied()
        .chain(data)
        .map(|table| {
            let name = file_name(&table.name);
            // Two names that differ by letters which no file may have would hide each other.
            if !names.insert(name.clone()) {
                return Err(DocumentError::NotUnique(name));
            }
            Ok((name, csv(table, flavour)?))
        })
        .collect()
}

fn file_name(table: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    let stem: String = table
        .chars()
        .map(|c| if plain(c) { c } else { '_' })
        .collect();
    format!("{stem}.csv")
}

/// The heading of a column that the table itself does not have.
fn own(table: &Table, key: &str, title: &str, flavour: Flavour) -> String {
    let mut name = match flavour {
        Flavour::Rfc4180 => key.to_owned(),
        Flavour::Excel => title.to_owned(),
    };
    while flavour == Flavour::Rfc4180 && table.columns.iter().any(|c| c.key == name) {
        name.push('_');
    }
    name
}

fn excel_title(flat: &Flat<'_>, column: usize, facet: Facet) -> String {
    let kinds = flat.kinds[column];
    let column = &flat.table.columns[column];
    let title = if column.group.is_empty() {
        column.title.clone()
    } else {
        format!("{}: {}", column.group, column.title)
    };
    match facet {
        Facet::Value if kinds.seconds => format!("{title} (detik)"),
        Facet::Value if kinds.instant => format!("{title} (WIB)"),
        Facet::Value if kinds.change => format!("{title} (poin persen)"),
        _ => facet.title(&title),
    }
}

const fn kind(kind: RowKind, flavour: Flavour) -> &'static str {
    match (flavour, kind) {
        (Flavour::Excel, _) => kind_word(kind),
        (_, RowKind::Body) => "body",
        (_, RowKind::Part) => "part",
        (_, RowKind::Group) => "group",
        (_, RowKind::Total) => "total",
    }
}

fn field(cell: &Cell, facet: Facet, flavour: Flavour) -> String {
    match (cell, facet) {
        // Signed digits and a comma: a number in Excel, never a formula.
        (Cell::Change { .. }, Facet::Value) => {
            let points = cell.text();
            match flavour {
                Flavour::Excel if points == crate::format::NONE => String::new(),
                Flavour::Excel => points,
                Flavour::Rfc4180 => machine(&points),
            }
        }
        (Cell::Quarter { quarter }, Facet::Value) if flavour == Flavour::Rfc4180 => {
            quarter.to_string()
        }
        (_, Facet::Value) if flavour == Flavour::Excel => match cell.value() {
            Value::Ratio(..) => cell.text(),
            value => plain(value, flavour),
        },
        _ => plain(facet.of(cell), flavour),
    }
}

fn plain(value: Value, flavour: Flavour) -> String {
    match value {
        Value::Empty => String::new(),
        Value::Text(words) => text(&words, flavour),
        Value::Integer(number) | Value::Seconds(number) => number.to_string(),
        Value::Ratio(part, whole) => fraction(part, whole),
        Value::Instant(at) => instant(at, flavour),
        Value::Date(day) => day.to_string(),
    }
}

/// The fraction of 1, cut to four decimals: as many as the percentage shows. The counts beside it are exact.
fn fraction(part: i64, whole: i64) -> String {
    if whole <= 0 {
        return String::new();
    }
    let cut = i128::from(part) * 10_000 / i128::from(whole);
    let sign = if cut < 0 { "-" } else { "" };
    let cut = cut.unsigned_abs();
    format!("{sign}{}.{:04}", cut / 10_000, cut % 10_000)
}

/// "+1.234,50" as machines write it: 1234.50. Empty for "-".
fn machine(points: &str) -> String {
    if points == crate::format::NONE {
        return String::new();
    }
    let points = points.trim_start_matches('+').replace('.', "");
    points.replace(',', ".")
}

fn instant(at: Instant, flavour: Flavour) -> String {
    let local = at.to_local(Zone::Wib);
    match flavour {
        Flavour::Rfc4180 => format!("{}+07:00", local.format("%Y-%m-%dT%H:%M:%S")),
        Flavour::Excel => local.format("%Y-%m-%d %H:%M:%S").to_string(),
    }
}

fn text(words: &str, flavour: Flavour) -> String {
    match flavour {
        Flavour::Rfc4180 => words.to_owned(),
        Flavour::Excel => harmless(words.to_owned()),
    }
}

/// With an apostrophe before what Excel would run as a formula (OWASP, "CSV injection"; the wide signs are taken for the
/// plain ones by East Asian settings).
pub fn harmless(words: String) -> String {
    let signs = [
        '=', '+', '-', '@', '\t', '\r', '\n', '\u{ff1d}', '\u{ff0b}', '\u{ff0d}', '\u{ff20}',
    ];
    if words.starts_with(signs) {
        format!("'{words}")
    } else {
        words
    }
}
