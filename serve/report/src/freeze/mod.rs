//! Frozen reports: what was handed in, with everything it rests on, in a folder that never changes.
//!
//! ```text
//! r1/manifest.json        what it is made of: as-of, snapshot, rules, inputs and every file with its SHA-256
//! r1/laporan.pdf ...      the outputs
//! r1/figures.json         every figure of the document, for comparison
//! r1/restatement.json     what changed since the revision before; absent in the first
//! r1/data/*.parquet       the tables, and the facts
//! r1/configuration/       norma.toml with overlays, people's text, emblem
//! ```
//!
//! # Layout
//!
//! - [`freeze`]: writes the next revision, or says that nothing changed; `folder` makes it appear whole or not at all
//! - [`verify`]: computes it again from its own data and tells what differs
//! - [`Stated`] (`figures`): the figures of a document one by one; [`Restatement`] (`restate`): what moved, and its chapter

mod figures;
mod folder;
mod manifest;
mod restate;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
mod verify;

use std::path::{Path, PathBuf};

use norma_document::{Document, Format, outputs};
use norma_queries::Session;

use crate::content::document;
use crate::edition::Edition;
use crate::error::ReportError;
use crate::model::Report;

pub use figures::{Moved, Stated, moved, stated};
pub use folder::revisions;
pub use manifest::{FileHash, Input, Manifest};
pub use restate::{RestatedFact, Restatement};
pub use verify::{Verification, verify};

const MANIFEST: &str = "manifest.json";
const FIGURES: &str = "figures.json";
const RESTATEMENT: &str = "restatement.json";
const DATA: &str = "data";
const CONFIGURATION: &str = "configuration";

/// What a frozen report is made of.
pub struct Freezing<'a> {
    /// The figures.
    pub report: &'a Report,
    /// What comes from people and configuration.
    pub edition: &'a Edition,
    /// The outputs to write.
    pub formats: &'a [Format],
    /// Files of the configuration: path below `configuration/`, with slashes, and contents.
    pub configuration: Vec<(String, Vec<u8>)>,
}

/// What came of freezing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Frozen {
    /// A new revision stands in this folder.
    New {
        /// The folder.
        folder: PathBuf,
        /// Its number, from 1.
        revision: u32,
        /// Figures that say something else than in the revision before.
        restated: usize,
    },
    /// The newest revision already says all this.
    Same {
        /// Its folder.
        folder: PathBuf,
        /// Its number.
        revision: u32,
    },
}

/// Writes the next revision of a report below `place`, whole or not at all. When nothing changed since the newest one,
/// that one is named and nothing is written.
///
/// # Errors
/// Files that cannot be written; an older revision that cannot be read.
pub async fn freeze(
    session: Session,
    freezing: Freezing<'_>,
    place: &Path,
) -> Result<Frozen, ReportError> {
    let Freezing {
        report,
        edition,
        formats,
        configuration,
    } = freezing;
    let snapshot = session.snapshot().cloned();
    let plain = document(report, edition)?;
    let making = folder::Making::new(place)?;
    let data = making.path().join(DATA);
    folder::create(&data)?;
    session.freeze(&data).await?;
    for (name, bytes) in &configuration {
        folder::write(&making.path().join(CONFIGURATION).join(name), bytes)?;
    }
    let basis = folder::hashes(making.path())?;
    let contents = manifest::contents(report, &plain, formats, &basis)?;

    let previous = revisions(place)?.pop();
    let mut revision = 1;
    let mut restatement = None;
    if let Some((number, folder)) = previous {
        let before = Manifest::read(&folder)?;
        if before.contents == contents {
            return Ok(Frozen::Same {
                folder,
                revision: number,
            });
        }
        revision = number + 1;
        let figures = figures::read(&folder.join(FIGURES))?;
        let session = session.beside_frozen(&folder.join(DATA)).await?;
        restatement = Some(
            Restatement::of(&session, report.quarter, number, &figures, &stated(&plain)).await?,
        );
    }

    let document = finished(plain, revision, restatement.as_ref());
    for output in outputs(&document, formats)? {
        folder::write(&making.path().join(&output.name), &output.bytes)?;
    }
    folder::write_json(&making.path().join(FIGURES), &stated(&document))?;
    if let Some(restatement) = &restatement {
        folder::write_json(&making.path().join(RESTATEMENT), restatement)?;
    }
    let manifest = Manifest {
        form: Manifest::FORM,
        quarter: report.quarter,
        revision,
        as_of: report.as_of,
        snapshot,
        rules_version: report.rules_version.clone(),
        norma_version: manifest::NORMA.to_owned(),
        formats: formats.to_vec(),
        inputs: manifest::inputs(report),
        contents,
        files: folder::hashes(making.path())?,
    };
    folder::write_json(&making.path().join(MANIFEST), &manifest)?;
    let folder = making.finish(revision)?;
    Ok(Frozen::New {
        folder,
        revision,
        restated: restatement.map_or(0, |r| r.figures.len()),
    })
}

/// The document as it is handed in: with the number of its revision and what it restates.
fn finished(mut document: Document, revision: u32, restatement: Option<&Restatement>) -> Document {
    if let Some(restatement) = restatement {
        document.meta.subtitle = format!("{} · Revisi {revision}", document.meta.subtitle);
        document.meta.footer = format!("{} · Revisi {revision}", document.meta.footer);
        document.meta.identifier = format!("{}-r{revision}", document.meta.identifier);
        restatement.insert(&mut document);
    }
    document
}
