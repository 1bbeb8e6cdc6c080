//! A frozen report computed again from its own data.

use std::path::Path;
use std::sync::Arc;

use norma_document::outputs;
use norma_queries::Session;
use norma_rules::Rulebook;

use super::figures::{self, Moved, moved, stated};
use super::{DATA, FIGURES, MANIFEST, Manifest, RESTATEMENT, Restatement, finished, folder};
use crate::content::document;
use crate::edition::Edition;
use crate::error::ReportError;
use crate::model::Report;

/// What is otherwise than it was frozen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verification {
    /// What the folder says of itself.
    pub manifest: Manifest,
    /// Files that are not as they were written: missing, changed or added.
    pub files: Vec<String>,
    /// Version of the rules that the figures were computed under now, when it is another.
    pub rules: Option<String>,
    /// Version of this program, when it is another.
    pub norma: Option<String>,
    /// Figures that come out otherwise.
    pub figures: Vec<Moved>,
    /// Outputs whose bytes come out otherwise.
    pub outputs: Vec<String>,
    /// Why nothing could be computed again, where files were changed so that they can no longer be read.
    pub unreadable: Option<String>,
}

impl Verification {
    /// Every file is as it was frozen, and everything comes out again to the byte.
    pub fn is_identical(&self) -> bool {
        self.files.is_empty()
            && self.figures.is_empty()
            && self.outputs.is_empty()
            && self.unreadable.is_none()
    }
}

/// Checks every file of a frozen report and computes the report again from the data in it, under the rules of its
/// configuration.
///
/// # Errors
/// A folder that is no frozen report; data as they were frozen that can no longer be read.
pub async fn verify(
    path: &Path,
    rulebook: Arc<Rulebook>,
    edition: &Edition,
) -> Result<Verification, ReportError> {
    let manifest = Manifest::read(path)?;
    let rules = rulebook.version();
    let mut verification = Verification {
        files: files(path, &manifest)?,
        rules: (rules != manifest.rules_version).then_some(rules),
        norma: (super::manifest::NORMA != manifest.norma_version)
            .then(|| super::manifest::NORMA.to_owned()),
        figures: Vec::new(),
        outputs: Vec::new(),
        unreadable: None,
        manifest,
    };
    let computed = again(path, &verification.manifest, rulebook, edition).await;
    match computed {
        Ok((figures, outputs)) => {
            verification.figures = figures;
            verification.outputs = outputs;
        }
        // Which files were changed says more than that they make no sense.
        Err(error) if !verification.files.is_empty() => {
            verification.unreadable = Some(error.to_string());
        }
        Err(error) => return Err(error),
    }
    Ok(verification)
}

/// Figures and outputs that come out otherwise than they were frozen.
async fn again(
    path: &Path,
    manifest: &Manifest,
    rulebook: Arc<Rulebook>,
    edition: &Edition,
) -> Result<(Vec<Moved>, Vec<String>), ReportError> {
    let snapshot = manifest.snapshot.clone();
    let session = Session::frozen(&path.join(DATA), rulebook, manifest.as_of, snapshot).await?;
    let report = Report::full(&session, manifest.quarter).await?;
    let restatement = path.join(RESTATEMENT);
    let restatement: Option<Restatement> = restatement
        .is_file()
        .then(|| folder::read_json(&restatement))
        .transpose()?;
    let document = finished(
        document(&report, edition)?,
        manifest.revision,
        restatement.as_ref(),
    );
    let frozen = figures::read(&path.join(FIGURES))?;
    let figures = moved(&frozen, &stated(&document));
    let mut others = Vec::new();
    for output in outputs(&document, &manifest.formats)? {
        let file = path.join(&output.name);
        if !file.is_file() || folder::read(&file)? != output.bytes {
            others.push(output.name);
        }
    }
    Ok((figures, others))
}

/// What is missing, changed or added.
fn files(path: &Path, manifest: &Manifest) -> Result<Vec<String>, ReportError> {
    let found = folder::hashes(path)?;
    let mut faults = Vec::new();
    for (name, hash) in &manifest.files {
        match found.get(name) {
            None => faults.push(format!("{name} is missing")),
            Some(other) if other != hash => faults.push(format!(
                "{name} was changed: SHA-256 {} was {}",
                other.sha256, hash.sha256
            )),
            Some(_) => {}
        }
    }
    let added = found
        .keys()
        .filter(|name| *name != MANIFEST && !manifest.files.contains_key(*name));
    faults.extend(added.map(|name| format!("{name} was added")));
    Ok(faults)
}
