//! What can go wrong between the lake and a page.

use std::path::PathBuf;

use norma_rules::{Instant, Zone};
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
    /// The document is wrong, or a writer refused.
    #[error(transparent)]
    Document(#[from] norma_document::DocumentError),
    /// A folder or file is no frozen report, or is damaged.
    #[error("{}: this is no frozen report: {what}", path.display())]
    NotFrozen {
        /// File.
        path: PathBuf,
        /// What is wrong.
        what: String,
    },
    /// A file of a frozen report cannot be written or read.
    #[error("{}: {source}", path.display())]
    File {
        /// File or folder.
        path: PathBuf,
        /// The system's words.
        source: std::io::Error,
    },
    /// A ledger and its figure part.
    #[error(
        "the segments of {ticket}, {clock}, add up to {sum} s, the figure says {elapsed} s: a fault in norma, please report it"
    )]
    Ledger {
        /// Ticket and source.
        ticket: String,
        /// Clock.
        clock: String,
        /// Sum of the segments, seconds.
        sum: i64,
        /// The figure, seconds.
        elapsed: i64,
    },
    /// Nothing of a year can be told before it begins.
    #[error(
        "{year} begins after the as-of instant {at} WIB: there is nothing to report yet; name an earlier year, or a later --as-of",
        at = as_of.to_local(Zone::Wib)
    )]
    YearNotBegun {
        /// The year.
        year: i32,
        /// As of when it would be judged.
        as_of: Instant,
    },
    /// No such chart.
    #[error("there is no chart {0:?}; there are {names}", names = crate::pictures::NAMES.join(", "))]
    UnknownChart(String),
}
