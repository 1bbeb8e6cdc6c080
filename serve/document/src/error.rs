//! Why a document could not be written.

use thiserror::Error;

/// A fault of the document or of a writer.
#[derive(Debug, Error)]
pub enum DocumentError {
    /// A table has a row with another number of cells than columns.
    #[error("table {table}: row {row} has {cells} cells for {columns} columns")]
    Ragged {
        /// Name of the table.
        table: String,
        /// Row, from 1.
        row: usize,
        /// Its cells.
        cells: usize,
        /// Columns of the table.
        columns: usize,
    },
    /// Two sections, tables or figures share a name.
    #[error("the name {0} is given twice")]
    NotUnique(String),
    /// A reference names no section, table or figure.
    #[error("a reference to {0}, which the document does not have")]
    Dangling(String),
    /// More rows than a sheet of Excel has.
    #[error(
        "table {table} has {rows} rows, a sheet of Excel has room for {most}; narrow the report by source or service"
    )]
    TooLong {
        /// Name of the table.
        table: String,
        /// Its rows.
        rows: usize,
        /// What a sheet holds.
        most: usize,
    },
    /// A library refused.
    #[error("{format}: {what}")]
    Writer {
        /// Which output: `PDF`, `DOCX`, ...
        format: &'static str,
        /// What it said.
        what: String,
    },
}

impl DocumentError {
    /// What a library said while it wrote `format`.
    pub fn writer(format: &'static str, what: impl std::fmt::Display) -> Self {
        Self::Writer {
            format,
            what: what.to_string(),
        }
    }
}
