//! A local overlay: what an organisation agreed for itself, beside the published documents (RULES 2). Everything that comes
//! from one is local and marked so wherever it is shown.
//!
//! # Layout
//!
//! - [`OverlaySource`], [`Overlay`]: an overlay as text, and what it says
//! - [`OverlayFinding`]: what is wrong with one, or worth knowing
//! - `file`: its tables as written; `read`, `service`, `norm` and `rule`: what they say, table by table; `wording` and `validity`:
//!   their quotes and days; `check`: what only shows when all norms are seen together
//! - [`Catalogue::with_overlay`], [`standing`]: how it joins the catalogue, and which norms then judge

mod check;
mod file;
mod finding;
mod norm;
mod read;
mod rule;
mod service;
mod validity;
mod wording;

use std::collections::BTreeMap;

use chrono::NaiveDate;

pub use finding::OverlayFinding;

use super::{Catalogue, Document, Norm, ResponseRule, Service, SubService, index};
use crate::{Adoption, Channel, Rulebook, organisation};

/// An overlay as it is written.
#[derive(Clone, Copy, Debug)]
pub struct OverlaySource<'a> {
    /// Its file, as findings shall name it.
    pub file: &'a str,
    /// The text of the file.
    pub text: &'a str,
    /// The texts that its documents name in `text`, or why one cannot be read.
    pub texts: &'a BTreeMap<String, Result<String, String>>,
}

/// What an overlay says.
#[derive(Clone, Debug, Default)]
pub struct Overlay {
    /// Its file, as it was named.
    pub file: String,
    /// Its documents.
    pub documents: Vec<Document>,
    /// Services of its documents.
    pub services: Vec<Service>,
    /// Sub-services of its documents.
    pub sub_services: Vec<SubService>,
    /// Its norms, all local.
    pub norms: Vec<Norm>,
    /// Its response rules.
    pub responses: Vec<ResponseRule>,
    /// What it adopts.
    pub adoptions: Vec<Adoption>,
    /// What is worth knowing although nothing is wrong, in order of line.
    pub warnings: Vec<OverlayFinding>,
}

/// An overlay that was added to a rulebook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppliedOverlay {
    /// Its file, as it was named.
    pub file: String,
    /// Digest of what it says; comments and spaces do not count.
    pub digest: String,
    /// Ids of its documents.
    pub documents: Vec<String>,
    /// How many norms it has.
    pub norms: usize,
    /// How many response rules.
    pub responses: usize,
    /// How many adoptions.
    pub adoptions: usize,
    /// What is worth knowing of it.
    pub warnings: Vec<OverlayFinding>,
}

impl Overlay {
    /// Reads an overlay that shall join `rules`.
    ///
    /// # Errors
    /// Everything that is wrong with it, in order of line.
    pub fn parse(source: OverlaySource<'_>, rules: &Rulebook) -> Result<Self, Vec<OverlayFinding>> {
        let (overlay, errors) = Self::parse_recoverable(source, rules);
        if errors.is_empty() {
            Ok(overlay)
        } else {
            Err(errors)
        }
    }

    /// Reads an overlay, and what of it can be read when something is wrong with it: so that what rests on it can be checked
    /// in the same go. Figures must not be made with it then.
    pub fn parse_recoverable(
        source: OverlaySource<'_>,
        rules: &Rulebook,
    ) -> (Self, Vec<OverlayFinding>) {
        read::read(source, rules)
    }

    /// The texts that the documents of an overlay name, as written there.
    pub fn texts_named(text: &str) -> Vec<String> {
        let table: toml::Table = text.parse().unwrap_or_default();
        let documents = table.get("document").and_then(toml::Value::as_array);
        documents
            .into_iter()
            .flatten()
            .filter_map(|document| document.get("text")?.as_str().map(str::to_owned))
            .collect()
    }

    /// Everything that can change a figure or its words, for a digest.
    pub(crate) fn content(&self) -> String {
        format!(
            "{:?}",
            (
                &self.documents,
                &self.services,
                &self.sub_services,
                &self.norms,
                &self.responses,
                &self.adoptions
            )
        )
    }
}

impl Catalogue {
    /// The catalogue with what an overlay adds to it; its adoptions belong to the rulebook.
    #[must_use]
    pub fn with_overlay(mut self, overlay: &Overlay) -> Self {
        self.documents.extend_from_slice(&overlay.documents);
        self.services.extend_from_slice(&overlay.services);
        self.sub_services.extend_from_slice(&overlay.sub_services);
        self.norms.extend_from_slice(&overlay.norms);
        self.responses.extend_from_slice(&overlay.responses);
        self.by_reference = index(&self.norms, &self.sub_services);
        self
    }

    /// Whether `document` is one of a local overlay.
    pub fn is_local(&self, document: &str) -> bool {
        self.document(document).is_some_and(|found| found.local)
    }

    /// The norms of overlays that judge instead of `norm` while they are in force; for most norms there are none.
    pub fn replacements_of(&self, norm: &Norm) -> Vec<&Norm> {
        self.norms
            .iter()
            .filter(|other| replaces(other, norm))
            .collect()
    }

    /// Whether `norm` is in force for tickets submitted on `day` (WIB) and no norm of an overlay replaces it that day.
    pub fn stands_on(&self, norm: &Norm, day: NaiveDate) -> bool {
        let mut others = self.norms.iter();
        norm.in_force(day) && !others.any(|other| other.in_force(day) && replaces(other, norm))
    }

    /// The documents of local overlays in force on `day` (WIB) that serve the organisation, the newest first.
    pub(super) fn local_documents(
        &self,
        organisation: &str,
        day: NaiveDate,
    ) -> impl Iterator<Item = &Document> {
        let organisation = organisation::canonical(organisation);
        let mut found: Vec<&Document> = self
            .documents
            .iter()
            .filter(|document| document.local && document.in_force(day))
            .filter(|document| Some(document.organisation.as_str()) == organisation)
            .collect();
        found.sort_by_key(|document| std::cmp::Reverse(document.valid_from));
        found.into_iter()
    }

    /// The response rule of a local overlay for a ticket; one for the ticket's own service goes before the others.
    pub(super) fn local_response_rule(
        &self,
        organisation: &str,
        norm_path: Option<&str>,
        channel: Channel,
        day: NaiveDate,
    ) -> Option<&ResponseRule> {
        let rules: Vec<&ResponseRule> = self
            .local_documents(organisation, day)
            .flat_map(|document| {
                self.responses
                    .iter()
                    .filter(|rule| rule.document == document.id && rule.channel == channel)
            })
            .collect();
        let is_for = |rule: &ResponseRule| match (&rule.service, norm_path) {
            (Some(service), Some(path)) => path
                .strip_prefix(service.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('.')),
            _ => false,
        };
        let own = rules.iter().find(|rule| is_for(rule));
        own.or_else(|| rules.iter().find(|rule| rule.service.is_none()))
            .copied()
    }
}

/// Those of a sub-service's norms that may judge a ticket submitted on `day` (WIB): what a norm of an overlay replaces
/// while that is in force goes, and a norm of an overlay that is not in force gives way to what is published.
pub(crate) fn standing(candidates: Vec<&Norm>, day: NaiveDate) -> Vec<&Norm> {
    let (local, published): (Vec<&Norm>, Vec<&Norm>) =
        candidates.iter().copied().partition(|norm| norm.local);
    let in_force: Vec<&Norm> = local
        .into_iter()
        .filter(|norm| norm.in_force(day))
        .collect();
    if in_force.is_empty() {
        return if published.is_empty() {
            candidates
        } else {
            published
        };
    }
    let is_replaced = |norm: &Norm| in_force.iter().any(|other| replaces(other, norm));
    published
        .into_iter()
        .chain(in_force.iter().copied())
        .filter(|norm| !is_replaced(norm))
        .collect()
}

/// Whether a norm of an overlay names the other as the one it judges instead of: by its own id, or, if it is published, by
/// its sub-service.
fn replaces(norm: &Norm, other: &Norm) -> bool {
    norm.replaces
        .as_ref()
        .is_some_and(|named| *named == other.id() || (!other.local && *named == other.reference()))
}

#[cfg(test)]
mod tests;
