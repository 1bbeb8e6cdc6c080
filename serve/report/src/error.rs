//! What can go wrong between the lake and a page.

use thiserror::Error;

use crate::charts::ChartError;

/// An error of this room.
#[derive(Debug, Error)]
pub enum ReportError {
    /// A model cannot be run.
    #[error(transparent)]
    Query(#[from] norma_queries::Error),
    /// A model does not have the columns that the report reads.
    #[error("queries/models/{model}.sql: column {column} {what}")]
    Column {
        /// Model.
        model: &'static str,
        /// Column.
        column: &'static str,
        /// What is wrong with it.
        what: String,
    },
    /// A template is wrong.
    #[error("the page could not be made: {0:#}")]
    Template(#[from] minijinja::Error),
    /// A chart is wrong.
    #[error(transparent)]
    Chart(#[from] ChartError),
    /// No such chart.
    #[error("there is no chart {0:?}; there are {names}", names = crate::pictures::NAMES.join(", "))]
    UnknownChart(String),
}
