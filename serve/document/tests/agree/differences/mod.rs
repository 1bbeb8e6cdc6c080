//! Every figure of a document, read back from the files that were written of it.
//!
//! # Layout
//! - [`marked_up`]: HTML and DOCX, by their markup
//! - [`sheets`]: XLSX and CSV, typed values with numerators and denominators
//! - [`paper`]: PDF, by what [`pdftotext`] reads

mod marked_up;
mod paper;
mod pdftotext;
mod sheets;

use std::collections::BTreeMap;

use norma_document::{Document, csv, docx, html, pdf, xlsx};

/// Every output of a document.
pub struct Files {
    html: String,
    docx: Vec<u8>,
    xlsx: Vec<u8>,
    csv: BTreeMap<String, Vec<u8>>,
    pdf: Vec<u8>,
}

impl Files {
    /// Writes them.
    pub fn of(document: &Document) -> Self {
        let csv = csv::files(document, csv::Flavour::Rfc4180).unwrap();
        Self {
            html: html::html(document).unwrap(),
            docx: docx::docx(document).unwrap(),
            xlsx: xlsx::xlsx(document).unwrap(),
            csv: csv.into_iter().collect(),
            pdf: pdf::pdf(document).unwrap(),
        }
    }
}

/// What the cells of tables in the files say otherwise than `document`, a list a format; empty where they agree.
pub fn differences(document: &Document, files: &Files) -> [(&'static str, Vec<String>); 5] {
    [
        ("html", marked_up::html(document, &files.html)),
        ("docx", marked_up::docx(document, &files.docx)),
        ("xlsx", sheets::xlsx(document, &files.xlsx)),
        ("csv", sheets::csv(document, &files.csv)),
        ("pdf", paper::pdf(document, &files.pdf)),
    ]
}

/// Spaces are no matter: lines end where there is no more room.
fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
