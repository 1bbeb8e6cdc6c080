//! Tables.

use serde::Serialize;

use super::{Cell, Inline, Text};
use crate::error::DocumentError;
use crate::format::number;

/// A table with its caption. Its name is the name of its CSV file and of its range in XLSX.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Table {
    /// Name: snake_case, unique in the document, as a rule that of the model in `queries/models`.
    pub name: String,
    /// What it shows, without number.
    pub caption: String,
    /// Columns, left to right.
    pub columns: Vec<Column>,
    /// Rows, top to bottom.
    pub rows: Vec<Row>,
    /// What is said when it has no rows.
    pub empty: String,
    /// Remarks below it.
    pub notes: Vec<Text>,
    /// The model (`queries/models/NAME.sql`) of its figures; empty when there is none.
    pub source: String,
    /// So many rows at the most stand on paper and pages: a list without end is read by nobody. XLSX and CSV have all.
    pub most: Option<usize>,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Column {
    /// Name of the column of the model, for CSV: snake_case English, unique in the table.
    pub key: String,
    /// Heading.
    pub title: String,
    /// Heading over several columns that stand side by side with the same group; empty for none.
    pub group: String,
    /// Side on which its cells stand.
    pub align: Align,
    /// Share of the width, 10 for an ordinary column of figures; words need 20 to 40.
    pub weight: u32,
    /// Only in XLSX and CSV: too much for a page.
    pub data_only: bool,
}

/// Side of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Align {
    /// Words.
    Start,
    /// Figures.
    End,
    /// Shapes and heat.
    Middle,
}

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Row {
    /// What kind.
    pub kind: RowKind,
    /// A cell a column.
    pub cells: Vec<Cell>,
}

/// Kinds of rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RowKind {
    /// Figures.
    Body,
    /// A part of the row above: indented.
    Part,
    /// A heading over the rows below: its first cell spans all columns, the others are blank. Not in CSV.
    Group,
    /// A sum of the rows above.
    Total,
}

impl Column {
    /// A column of words.
    pub fn words(key: &str, title: &str, weight: u32) -> Self {
        Self {
            align: Align::Start,
            weight,
            ..Self::figures(key, title)
        }
    }

    /// A column of figures.
    pub fn figures(key: &str, title: &str) -> Self {
        Self {
            key: key.to_owned(),
            title: title.to_owned(),
            group: String::new(),
            align: Align::End,
            weight: 10,
            data_only: false,
        }
    }

    /// Under a heading over several columns.
    #[must_use]
    pub fn under(mut self, group: &str) -> Self {
        group.clone_into(&mut self.group);
        self
    }

    /// Of another width.
    #[must_use]
    pub const fn weighing(mut self, weight: u32) -> Self {
        self.weight = weight;
        self
    }

    /// Only where there is room: XLSX and CSV.
    #[must_use]
    pub const fn data_only(mut self) -> Self {
        self.data_only = true;
        self
    }

    /// In the middle.
    #[must_use]
    pub const fn centred(mut self) -> Self {
        self.align = Align::Middle;
        self
    }
}

impl Row {
    /// A row of figures.
    pub const fn body(cells: Vec<Cell>) -> Self {
        Self {
            kind: RowKind::Body,
            cells,
        }
    }

    /// A heading over the rows below.
    pub fn group(title: impl Into<String>, columns: usize) -> Self {
        let mut cells = vec![Cell::Blank; columns];
        if let Some(first) = cells.first_mut() {
            *first = Cell::text_of(title);
        }
        Self {
            kind: RowKind::Group,
            cells,
        }
    }

    /// A sum.
    pub const fn total(cells: Vec<Cell>) -> Self {
        Self {
            kind: RowKind::Total,
            cells,
        }
    }
}

impl Table {
    /// A table without rows and remarks yet.
    pub fn new(name: &str, caption: impl Into<String>, columns: Vec<Column>) -> Self {
        Self {
            name: name.to_owned(),
            caption: caption.into(),
            columns,
            rows: Vec::new(),
            empty: "Tidak ada data pada triwulan ini.".to_owned(),
            notes: Vec::new(),
            source: name.to_owned(),
            most: None,
        }
    }

    /// With so many rows at the most on paper and pages.
    #[must_use]
    pub const fn at_most(mut self, rows: usize) -> Self {
        self.most = Some(rows);
        self
    }

    /// The rows that stand on paper and pages.
    pub fn printed(&self) -> &[Row] {
        let most = self.most.unwrap_or(usize::MAX);
        &self.rows[..self.rows.len().min(most)]
    }

    /// Remarks below it on paper and pages: first how many rows do not stand there, and where they are.
    pub fn remarks(&self) -> Vec<Text> {
        let (all, printed) = (self.rows.len(), self.printed().len());
        let left_out = (printed < all).then(|| {
            vec![
                Inline::strong(format!(
                    "{} dari {} baris dimuat di sini; {} baris lainnya tidak.",
                    number(printed as i64),
                    number(all as i64),
                    number((all - printed) as i64)
                )),
                Inline::plain(" Seluruhnya ada pada berkas Excel dan CSV, dengan nama "),
                Inline::code(&self.name),
                Inline::plain("."),
            ]
        });
        left_out.into_iter().chain(self.notes.clone()).collect()
    }

    /// Places of the columns that stand on paper and pages.
    pub fn shown(&self) -> Vec<usize> {
        let columns = self.columns.iter().enumerate();
        columns
            .filter(|(_, c)| !c.data_only)
            .map(|(i, _)| i)
            .collect()
    }

    /// Too wide for upright paper.
    pub fn is_wide(&self) -> bool {
        let shown = self.columns.iter().filter(|c| !c.data_only);
        shown.map(|c| c.weight).sum::<u32>() > 115
    }

    pub(crate) fn check(&self) -> Result<(), DocumentError> {
        let mut keys = std::collections::BTreeSet::new();
        if let Some(twice) = self.columns.iter().find(|c| !keys.insert(&c.key)) {
            return Err(DocumentError::NotUnique(format!(
                "{}.{}",
                self.name, twice.key
            )));
        }
        let columns = self.columns.len();
        let ragged = self.rows.iter().position(|row| row.cells.len() != columns);
        ragged.map_or(Ok(()), |i| {
            Err(DocumentError::Ragged {
                table: self.name.clone(),
                row: i + 1,
                cells: self.rows[i].cells.len(),
                columns,
            })
        })
    }
}
