//! The figures of a document one by one, so that two documents can be compared.

use std::collections::BTreeMap;
use std::path::Path;

use norma_document::{Align, Block, Cell, Document, RowKind, Table, Value};
use serde::{Deserialize, Serialize};

use super::folder;
use crate::error::ReportError;

/// Chapters whose tables are no results: what was read, and what follows from other settings.
const NO_RESULTS: [&str; 3] = ["mutu", "sensitivitas", "ruang-lingkup"];

/// One figure: where it stands and what it says.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Stated {
    /// Name of the table, or of the chapter for a tile.
    pub table: String,
    /// Caption of the table.
    pub caption: String,
    /// The words at the head of its row.
    pub row: String,
    /// Heading of its column.
    pub column: String,
    /// As it is read.
    pub text: String,
    /// What it is worth: `12`, `7/9`, `3600 s`.
    pub exact: String,
}

/// A figure that says something else than before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// Caption of the table.
    pub caption: String,
    /// The words at the head of its row.
    pub row: String,
    /// Heading of its column.
    pub column: String,
    /// What it said; `None` where it was not there.
    pub before: Option<String>,
    /// What it says; `None` where it is no more.
    pub after: Option<String>,
}

/// Every figure of the chapters of results, in reading order. Words are no figures.
pub fn stated(document: &Document) -> Vec<Stated> {
    let mut out = Vec::new();
    for chapter in &document.sections {
        if chapter.appendix || NO_RESULTS.contains(&chapter.id.as_str()) {
            continue;
        }
        let mut sections = vec![chapter];
        while let Some(section) = sections.pop() {
            for block in &section.blocks {
                match block {
                    Block::Table(table) => of_table(table, &mut out),
                    Block::Tiles { tiles } => out.extend(tiles.iter().map(|tile| Stated {
                        table: section.id.clone(),
                        caption: section.title.clone(),
                        row: tile.name.clone(),
                        column: String::new(),
                        text: tile.figure.text(),
                        exact: exact(&tile.figure),
                    })),
                    _ => {}
                }
            }
            sections.extend(section.parts.iter().rev());
        }
    }
    out
}

fn of_table(table: &Table, out: &mut Vec<Stated>) {
    let mut group = String::new();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for row in &table.rows {
        if row.kind == RowKind::Group {
            group = row.cells.first().map_or_else(String::new, Cell::text);
            continue;
        }
        let is_word = |cell: &Cell| matches!(cell, Cell::Text { .. } | Cell::Code { .. });
        let words = row.cells.iter().zip(&table.columns);
        let words = words.filter(|(cell, column)| column.align == Align::Start && is_word(cell));
        let words = words.flat_map(|(cell, _)| [cell.text(), cell.detail()]);
        let words = std::iter::once(group.clone()).chain(words);
        let words: Vec<String> = words.filter(|words| !words.is_empty()).collect();
        let mut name = words.join(" · ");
        let count = seen.entry(name.clone()).or_default();
        *count += 1;
        if *count > 1 {
            name = format!("{name} ({count})");
        }
        for (cell, column) in row.cells.iter().zip(&table.columns) {
            if is_word(cell) || *cell == Cell::Blank {
                continue;
            }
            let heads = [column.group.as_str(), column.title.as_str()];
            let heads: Vec<&str> = heads.into_iter().filter(|h| !h.is_empty()).collect();
            out.push(Stated {
                table: table.name.clone(),
                caption: table.caption.clone(),
                row: name.clone(),
                column: heads.join(": "),
                text: cell.text(),
                exact: exact(cell),
            });
        }
    }
}

fn exact(cell: &Cell) -> String {
    match cell.value() {
        Value::Empty => String::new(),
        Value::Text(text) => text,
        Value::Integer(count) => count.to_string(),
        Value::Ratio(part, whole) => format!("{part}/{whole}"),
        Value::Seconds(seconds) => format!("{seconds} s"),
        Value::Instant(at) => at.0.to_string(),
        Value::Date(day) => day.to_string(),
    }
}

/// What says something else, in the order of `after`; what is there no more comes last.
pub fn moved(before: &[Stated], after: &[Stated]) -> Vec<Moved> {
    let key = |s: &Stated| (s.table.clone(), s.row.clone(), s.column.clone());
    let mut old: BTreeMap<_, &Stated> = before.iter().map(|s| (key(s), s)).collect();
    let mut out = Vec::new();
    for now in after {
        let then = old.remove(&key(now));
        if then.is_some_and(|then| then.exact == now.exact && then.text == now.text) {
            continue;
        }
        out.push(Moved {
            caption: now.caption.clone(),
            row: now.row.clone(),
            column: now.column.clone(),
            before: then.map(told),
            after: Some(told(now)),
        });
    }
    let gone = before.iter().filter(|s| old.contains_key(&key(s)));
    out.extend(gone.map(|then| Moved {
        caption: then.caption.clone(),
        row: then.row.clone(),
        column: then.column.clone(),
        before: Some(told(then)),
        after: None,
    }));
    out
}

/// The figure as it is read; a rate with its counts, since equal percentages may hide other counts.
fn told(stated: &Stated) -> String {
    if stated.exact.contains('/') && stated.text != "-" {
        format!("{} ({})", stated.text, stated.exact)
    } else {
        stated.text.clone()
    }
}

pub(super) fn read(path: &Path) -> Result<Vec<Stated>, ReportError> {
    folder::read_json(path)
}
