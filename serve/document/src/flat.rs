//! A table as plain columns, for the files that are computed with: what was a heading over rows becomes a column, and a
//! cell that is worth more than one value (a rate, a length of time) brings the others along as its facets.

use crate::model::{Cell, Row, RowKind, Table, Value};

/// One of the values of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Facet {
    /// [`Cell::value`].
    Value,
    /// The numerator of a ratio, a whole number.
    Numerator,
    /// The denominator of a ratio, a whole number.
    Denominator,
    /// The 95% interval of a small rate, in words.
    Interval,
    /// Whole seconds of a length of time.
    Seconds,
    /// What a norm allows, in its own words.
    Words,
}

impl Facet {
    /// The value of that facet.
    pub fn of(self, cell: &Cell) -> Value {
        // 0 of 0 is no ratio, but its counts are known; a target counts nothing.
        let ratio = |pick: fn(i64, i64) -> i64| match cell {
            Cell::Rate { part, whole, .. } | Cell::Heat { part, whole, .. } => {
                Value::Integer(pick(*part, *whole))
            }
            _ => Value::Empty,
        };
        match self {
            Self::Value => cell.value(),
            Self::Numerator => ratio(|part, _| part),
            Self::Denominator => ratio(|_, whole| whole),
            Self::Interval => match cell {
                Cell::Rate { .. } => words(cell.detail()),
                _ => Value::Empty,
            },
            Self::Seconds => match cell.value() {
                Value::Seconds(seconds) => Value::Integer(seconds),
                _ => Value::Empty,
            },
            Self::Words => match cell {
                Cell::Allowance { words: said, .. } => words(said.clone()),
                _ => Value::Empty,
            },
        }
    }

    /// The name of the column of that facet beside the column `key`.
    pub fn key(self, key: &str) -> String {
        match self {
            Self::Value => key.to_owned(),
            Self::Numerator => format!("{key}_numerator"),
            Self::Denominator => format!("{key}_denominator"),
            Self::Interval => format!("{key}_interval"),
            Self::Seconds => format!("{}_seconds", key.trim_end_matches("_seconds")),
            Self::Words => format!("{}_words", key.trim_end_matches("_seconds")),
        }
    }

    /// The heading of the column of that facet beside the column `title`.
    pub fn title(self, title: &str) -> String {
        match self {
            Self::Value => title.to_owned(),
            Self::Numerator => format!("{title}: pembilang"),
            Self::Denominator => format!("{title}: penyebut"),
            Self::Interval => format!("{title}: selang 95%"),
            Self::Seconds => format!("{title}: detik"),
            Self::Words => format!("{title}: menurut norma"),
        }
    }
}

fn words(text: String) -> Value {
    if text.is_empty() {
        Value::Empty
    } else {
        Value::Text(text)
    }
}

/// What kinds of cells a column has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Kinds {
    /// Rates, alone or in a heat map.
    pub rate: bool,
    /// Rates that show their interval while small.
    pub interval: bool,
    /// Lengths of time.
    pub seconds: bool,
    /// Lengths of time that a norm promises.
    pub allowance: bool,
    /// Instants.
    pub instant: bool,
    /// Differences in percentage points.
    pub change: bool,
}

impl Kinds {
    fn of<'a>(cells: impl Iterator<Item = &'a Cell>) -> Self {
        let mut kinds = Self::default();
        for cell in cells {
            match cell {
                Cell::Rate { interval, .. } => {
                    kinds.rate = true;
                    kinds.interval |= *interval;
                }
                Cell::Heat { .. } => kinds.rate = true,
                Cell::Duration { .. } => kinds.seconds = true,
                Cell::Allowance { .. } => {
                    kinds.seconds = true;
                    kinds.allowance = true;
                }
                Cell::Instant { .. } => kinds.instant = true,
                Cell::Change { .. } => kinds.change = true,
                _ => {}
            }
        }
        kinds
    }
}

/// A table without headings over rows.
#[derive(Debug)]
pub struct Flat<'a> {
    /// The table.
    pub table: &'a Table,
    /// Kinds of cells, a column each.
    pub kinds: Vec<Kinds>,
    /// Titles of the groups of rows, in order; without any there is no column of groups.
    pub groups: Vec<String>,
    /// Every row but the headings over rows, in order.
    pub lines: Vec<Line<'a>>,
    /// How many of the lines stand above the sums at the end.
    pub body: usize,
}

/// A row and the group it stands in.
#[derive(Clone, Copy, Debug)]
pub struct Line<'a> {
    /// Place of its group in [`Flat::groups`].
    pub group: Option<usize>,
    /// The row.
    pub row: &'a Row,
}

impl<'a> Flat<'a> {
    /// The table in that form. Sums at the end stand in no group: they are sums of all.
    pub fn of(table: &'a Table) -> Self {
        let figures = |row: &&Row| row.kind != RowKind::Group;
        let kinds = (0..table.columns.len())
            .map(|i| {
                Kinds::of(
                    table
                        .rows
                        .iter()
                        .filter(figures)
                        .filter_map(|r| r.cells.get(i)),
                )
            })
            .collect();
        let mut groups = Vec::new();
        let mut lines = Vec::with_capacity(table.rows.len());
        for row in &table.rows {
            if row.kind == RowKind::Group {
                groups.push(row.cells.first().map(Cell::text).unwrap_or_default());
            } else {
                let group = groups.len().checked_sub(1);
                lines.push(Line { group, row });
            }
        }
        let total = |line: &Line<'_>| line.row.kind == RowKind::Total;
        let body = lines.iter().rposition(|l| !total(l)).map_or(0, |i| i + 1);
        for line in &mut lines[body..] {
            line.group = None;
        }
        Self {
            table,
            kinds,
            groups,
            lines,
            body,
        }
    }

    /// The title of the group of a line; empty when it is in none.
    pub fn group(&self, line: &Line<'_>) -> &str {
        line.group
            .and_then(|i| self.groups.get(i))
            .map_or("", String::as_str)
    }

    /// Rows that are not simply summed stand among the others: parts of rows, or sums before the end.
    pub fn is_mixed(&self) -> bool {
        let body = &self.lines[..self.body];
        body.iter().any(|line| line.row.kind != RowKind::Body)
    }

    /// The facets that `wanted` allows beside the value of a column, without those that the table has as a column.
    pub fn facets(&self, column: usize, wanted: &[Facet]) -> Vec<Facet> {
        let kinds = self.kinds[column];
        let key = &self.table.columns[column].key;
        wanted
            .iter()
            .copied()
            .filter(|facet| match facet {
                Facet::Value => false,
                Facet::Numerator | Facet::Denominator => kinds.rate,
                Facet::Interval => kinds.interval,
                Facet::Seconds => kinds.seconds,
                Facet::Words => kinds.allowance,
            })
            .filter(|facet| {
                let name = facet.key(key);
                let is_seconds = *facet == Facet::Seconds;
                is_seconds || !self.table.columns.iter().any(|c| c.key == name)
            })
            .collect()
    }
}

/// The word of a kind of row, for readers.
pub const fn kind_word(kind: RowKind) -> &'static str {
    match kind {
        RowKind::Body => "rincian",
        RowKind::Part => "bagian",
        RowKind::Group => "kelompok",
        RowKind::Total => "jumlah",
    }
}
