//! Charts.

use serde::Serialize;

use super::Table;

/// A chart: a picture, its words, and the figures it was drawn from.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Figure {
    /// Name: snake_case, unique in the document and other than every table's.
    pub name: String,
    /// The finding, in one sentence: the caption.
    pub caption: String,
    /// What it shows, for readers that do not see it.
    pub alt: String,
    /// The picture: SVG whose colours stand in its attributes; a style sheet may replace them by class.
    pub svg: String,
    /// The figures it was drawn from, where no table of the document has them: in HTML folded below it, in XLSX a sheet.
    pub data: Option<Table>,
    /// How Excel draws it natively.
    pub chart: Option<Chart>,
}

/// A native chart over columns of a table of the document, or of the figure's own data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Chart {
    /// Kind.
    pub kind: ChartKind,
    /// Name of the table.
    pub table: String,
    /// Key of the column of categories.
    pub category: String,
    /// Keys of the columns of values, one series each.
    pub series: Vec<String>,
}

/// Kinds of native charts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ChartKind {
    /// Horizontal bars.
    Bar,
    /// Horizontal bars, series stacked.
    StackedBar,
    /// Upright columns.
    Column,
    /// Lines over time.
    Line,
    /// Columns of the first series with the second as a line on its own axis: Pareto.
    Pareto,
}
