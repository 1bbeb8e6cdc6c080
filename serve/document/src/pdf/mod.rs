//! PDF: PDF/A-2a for the archive and PDF/UA-1 for readers who do not see, of one template (`report.typ`).
//!
//! The document reaches the template as data. No word of it becomes source text of Typst.

mod data;
mod letters;
mod table;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
mod world;

use chrono::{Datelike, Timelike};
use norma_rules::{Instant, Zone};
use typst::diag::{SourceDiagnostic, Warned};
use typst::foundations::{Datetime, Smart};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use crate::error::DocumentError;
use crate::model::Document;

/// The document as PDF. The same document gives the same bytes.
///
/// # Errors
/// What [`Document::check`] finds; an emblem or figure that is not a picture, or has no words for readers that do not
/// see it.
pub fn pdf(document: &Document) -> Result<Vec<u8>, DocumentError> {
    let (pages, _) = pages(document)?;
    let standards = PdfStandards::new(&[PdfStandard::A_2a, PdfStandard::Ua_1])
        .map_err(|e| DocumentError::writer("PDF", e.message()))?;
    let options = PdfOptions {
        ident: Smart::Custom(document.meta.identifier.clone()),
        creator: Smart::Custom(Some("norma".to_owned())),
        timestamp: timestamp(document.meta.dated),
        standards,
        ..PdfOptions::default()
    };
    let bytes = typst_pdf::pdf(&pages, &options);
    // What Typst remembers between compilations is of no use to another document.
    typst::comemo::evict(0);
    bytes.map_err(|errors| refused(&errors))
}

/// The pages, and what Typst warns of.
fn pages(document: &Document) -> Result<(PagedDocument, String), DocumentError> {
    document.check()?;
    let papers = world::Papers::new(data::files(document)?)?;
    let Warned { output, warnings } = typst::compile::<PagedDocument>(&papers);
    let pages = output.map_err(|errors| refused(&errors))?;
    Ok((pages, messages(&warnings)))
}

/// In WIB, as the document says it.
fn timestamp(at: Instant) -> Option<Timestamp> {
    let local = at.to_local(Zone::Wib);
    let small = |number: u32| u8::try_from(number).ok();
    let datetime = Datetime::from_ymd_hms(
        local.year(),
        small(local.month())?,
        small(local.day())?,
        small(local.hour())?,
        small(local.minute())?,
        small(local.second())?,
    )?;
    Timestamp::new_local(datetime, (Zone::Wib.offset_seconds() / 60) as i32)
}

fn refused(errors: &[SourceDiagnostic]) -> DocumentError {
    DocumentError::writer("PDF", messages(errors))
}

fn messages(diagnostics: &[SourceDiagnostic]) -> String {
    let messages = diagnostics.iter().map(|d| d.message.as_str());
    messages.collect::<Vec<_>>().join("; ")
}
