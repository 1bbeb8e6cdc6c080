//! The files of a report: one document, written in every format that is asked for.

use norma_document::{Document, csv, docx, html, pdf, xlsx};
use serde::{Deserialize, Serialize};

use crate::error::ReportError;

/// A format of the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// The record.
    Pdf,
    /// The copy to finish by hand.
    Docx,
    /// One workbook with a sheet a table.
    Xlsx,
    /// One self-contained page.
    Html,
    /// A file a table, RFC 4180.
    Csv,
    /// A file a table, for a double click in an Indonesian Excel.
    CsvExcel,
}

impl Format {
    /// All, in the order in which they are written.
    pub const ALL: [Self; 6] = [
        Self::Pdf,
        Self::Docx,
        Self::Xlsx,
        Self::Html,
        Self::Csv,
        Self::CsvExcel,
    ];
}

/// A file of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// Name, with its folder below that of the report: `laporan.pdf`, `csv/breaches.csv`.
    pub name: String,
    /// What stands in it.
    pub bytes: Vec<u8>,
}

impl Output {
    fn new(name: impl Into<String>, bytes: Vec<u8>) -> Self {
        Self {
            name: name.into(),
            bytes,
        }
    }
}

/// The files of `document` in these formats, each format once and in the order of [`Format::ALL`]. The same document gives
/// the same bytes.
///
/// # Errors
/// A fault of the document, or a format that cannot hold it.
pub fn outputs(document: &Document, formats: &[Format]) -> Result<Vec<Output>, ReportError> {
    let mut files = Vec::new();
    for format in Format::ALL {
        if !formats.contains(&format) {
            continue;
        }
        match format {
            Format::Pdf => files.push(Output::new("laporan.pdf", pdf::pdf(document)?)),
            Format::Docx => files.push(Output::new("laporan.docx", docx::docx(document)?)),
            Format::Xlsx => files.push(Output::new("laporan.xlsx", xlsx::xlsx(document)?)),
            Format::Html => {
                let page = html::html(document)?;
                files.push(Output::new("laporan.html", page.into_bytes()));
            }
            Format::Csv => files.extend(tables(document, "csv", csv::Flavour::Rfc4180)?),
            Format::CsvExcel => {
                files.extend(tables(document, "csv-excel", csv::Flavour::Excel)?);
            }
        }
    }
    Ok(files)
}

fn tables(
    document: &Document,
    folder: &str,
    flavour: csv::Flavour,
) -> Result<Vec<Output>, ReportError> {
    let files = csv::files(document, flavour)?.into_iter();
    Ok(files
        .map(|(name, bytes)| Output::new(format!("{folder}/{name}"), bytes))
        .collect())
}
