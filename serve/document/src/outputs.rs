//! The files of a document: one `&Document`, written in every format that is asked for.

use std::thread;

use serde::{Deserialize, Serialize};

use crate::{Document, DocumentError, csv, docx, html, pdf, xlsx};

/// A format of a document.
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

/// A file of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// Name, with its folder below that of the document: `laporan.pdf`, `csv/breaches.csv`.
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
/// the same bytes. Each format is written on a thread of its own: the PDF takes longer than all others together.
///
/// # Errors
/// A fault of the document, or a format that cannot hold it.
pub fn outputs(document: &Document, formats: &[Format]) -> Result<Vec<Output>, DocumentError> {
    let wanted = Format::ALL
        .into_iter()
        .filter(|format| formats.contains(format));
    let files: Vec<Vec<Output>> = thread::scope(|threads| {
        let writers: Vec<_> = wanted
            .map(|format| threads.spawn(move || written(document, format)))
            .collect();
        let joined = writers.into_iter().map(|writer| match writer.join() {
            Ok(files) => files,
            Err(panic) => std::panic::resume_unwind(panic),
        });
        joined.collect::<Result<_, _>>()
    })?;
    Ok(files.into_iter().flatten().collect())
}

fn written(document: &Document, format: Format) -> Result<Vec<Output>, DocumentError> {
    let one = |name: &str, bytes| vec![Output::new(name, bytes)];
    Ok(match format {
        Format::Pdf => one("laporan.pdf", pdf::pdf(document)?),
        Format::Docx => one("laporan.docx", docx::docx(document)?),
        Format::Xlsx => one("laporan.xlsx", xlsx::xlsx(document)?),
        Format::Html => one("laporan.html", html::html(document)?.into_bytes()),
        Format::Csv => tables(document, "csv", csv::Flavour::Rfc4180)?,
        Format::CsvExcel => tables(document, "csv-excel", csv::Flavour::Excel)?,
    })
}

fn tables(
    document: &Document,
    folder: &str,
    flavour: csv::Flavour,
) -> Result<Vec<Output>, DocumentError> {
    let files = csv::files(document, flavour)?.into_iter();
    Ok(files
        .map(|(name, bytes)| Output::new(format!("{folder}/{name}"), bytes))
        .collect())
}
