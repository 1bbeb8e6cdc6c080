//! The report as a document: a file a chapter, in the order of the report.
// Every chapter has one signature, whether or not it can fail.
#![allow(clippy::unnecessary_wraps)]

mod availability;
mod breaches;
mod cover;
mod definitions;
mod exclusions;
mod flow;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod front_tests;
mod heat;
mod incidents;
mod indicators;
mod issues;
mod ledgers;
mod norms;
pub mod pages;
mod parts;
mod quality;
mod reliability;
mod response;
mod scope;
mod sensitivity;
mod services;
mod sql;
mod summary;
mod trend;
mod what_if;
mod without_norm;
mod year;

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod annex_tests;

use norma_document::Document;

pub use year::year_document;

use crate::edition::Edition;
use crate::error::ReportError;
use crate::model::Report;

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

/// The report of a quarter as a document that every output is written from.
///
/// # Errors
/// A chart that cannot be drawn; a fault of the document.
pub fn document(report: &Report, edition: &Edition) -> Result<Document, ReportError> {
    let mut sections = vec![
        summary::section(report, edition)?,
        scope::section(report, edition)?,
        indicators::section(report, edition)?,
        services::section(report, edition)?,
        incidents::section(report, edition)?,
        response::section(report, edition)?,
        availability::section(report, edition)?,
        flow::section(report, edition)?,
        trend::section(report, edition)?,
        breaches::section(report, edition)?,
        without_norm::section(report, edition)?,
        exclusions::section(report, edition)?,
        issues::section(report, edition)?,
        quality::section(report, edition)?,
        sensitivity::section(report, edition)?,
    ];
    sections.extend(what_if::section(report, edition)?);
    sections.extend([
        definitions::section(report, edition)?,
        ledgers::section(report, edition)?,
        norms::section(report, edition)?,
        sql::section(report, edition)?,
    ]);
    let document = Document {
        meta: cover::meta(report, edition),
        sections,
    };
    document.check()?;
    Ok(document)
}
