//! What a frozen report is made of.

use std::collections::BTreeMap;
use std::path::Path;

use norma_document::{Document, Format};
use norma_queries::Snapshot;
use norma_rules::{Instant, Quarter};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{MANIFEST, folder};
use crate::error::ReportError;
use crate::model::Report;

/// The version of the program that writes.
pub(super) const NORMA: &str = env!("CARGO_PKG_VERSION");

/// `manifest.json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Version of this form.
    pub form: u32,
    /// The quarter.
    pub quarter: Quarter,
    /// Number of the revision, from 1.
    pub revision: u32,
    /// As of when it was judged.
    pub as_of: Instant,
    /// Snapshot of the lake, with the cut-offs of its sources.
    pub snapshot: Option<Snapshot>,
    /// Version of calendars, norms and settings.
    pub rules_version: String,
    /// Version of the program.
    pub norma_version: String,
    /// The outputs.
    pub formats: Vec<Format>,
    /// Every export that was read, with its hash.
    pub inputs: Vec<Input>,
    /// Digest of data, configuration and document before restatement: equal when nothing changed.
    pub contents: String,
    /// Every other file of the folder.
    pub files: BTreeMap<String, FileHash>,
}

/// An export.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Input {
    /// Source.
    pub source: String,
    /// Name as it was found.
    pub file_name: String,
    /// SHA-256 (hex) of the export.
    pub sha256: String,
}

/// A file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileHash {
    /// SHA-256, hex.
    pub sha256: String,
    /// Size, bytes.
    pub bytes: u64,
}

impl Manifest {
    /// The version of the form that is written and read.
    pub const FORM: u32 = 1;

    /// The manifest of a frozen report.
    ///
    /// # Errors
    /// A folder that is none, or of a later form.
    pub fn read(folder: &Path) -> Result<Self, ReportError> {
        let path = folder.join(MANIFEST);
        let manifest: Self = folder::read_json(&path)?;
        if manifest.form != Self::FORM {
            return Err(ReportError::NotFrozen {
                path,
                what: format!(
                    "it is of form {}, this norma knows form {}; use the norma that wrote it",
                    manifest.form,
                    Self::FORM
                ),
            });
        }
        Ok(manifest)
    }
}

/// The exports that the report rests on, each once.
pub(super) fn inputs(report: &Report) -> Vec<Input> {
    let inputs = report.loads.iter().map(|load| Input {
        source: load.source.clone(),
        file_name: load.file_name.clone(),
        sha256: load.landing_file.clone(),
    });
    let mut inputs: Vec<Input> = inputs.collect();
    inputs.sort();
    inputs.dedup();
    inputs
}

/// Digest of everything that decides the outputs. A run that found nothing new makes no new snapshot, and so no new
/// revision.
pub(super) fn contents(
    report: &Report,
    document: &Document,
    formats: &[Format],
    basis: &BTreeMap<String, FileHash>,
) -> Result<String, ReportError> {
    let mut digest = Sha256::new();
    let document = serde_json::to_vec(document).map_err(|e| ReportError::NotFrozen {
        path: MANIFEST.into(),
        what: e.to_string(),
    })?;
    digest.update(document);
    let basis = basis
        .iter()
        .map(|(name, file)| format!("{name} {}\n", file.sha256));
    digest.update(basis.collect::<String>());
    digest.update(format!(
        "{} {NORMA} {formats:?} {}",
        report.rules_version, report.as_of.0
    ));
    Ok(hex::encode(digest.finalize()))
}
