//! The catalogue: what the source documents promise, with the words it rests on (RULES 2 and 3).
//!
//! # Layout
//!
//! - [`Document`], [`Service`]: the documents and the services they list
//! - [`Norm`]: the norms (norma waktu), one a clause
//! - [`ResponseRule`], [`ReopeningRule`]: response times by channel, and reopening
//! - [`PriorityTable`]: table 2, priorities of incidents
//! - [`Succession`], [`Counterparts`], [`Difference`]: which sub-service follows which, and what changed
//! - [`promise`]: service hours, lead times, reliability, criticality, conditions
//! - [`overlay`]: what is agreed locally, and added to all of this
//! - [`words`]: amounts of time as documents write them
//! - [`Catalogue`]: all of them, and the questions that are asked of them
//!
//! The data stand in `transform/rules/data/`, copies of the documents in `data/sources/`; a test looks up every quote.

mod chosen;
mod crosswalk;
mod data;
mod diff;
mod document;
mod norm;
pub mod overlay;
mod priority;
pub mod promise;
mod response;
mod services;
pub mod words;

use std::collections::HashMap;

use chrono::NaiveDate;

pub use crosswalk::{Certainty, Counterparts, Succession};
pub use data::CatalogueError;
pub use diff::{Change, Difference, FieldChange};
pub use document::{Document, Service, SubService};
pub use norm::{Norm, NormKind, Role, StartEvent, Tier, Unit};
pub use priority::{PriorityCell, PriorityLimit, PriorityTable};
pub use response::{CalendarKind, ReopeningRule, ResponseLimit, ResponseRule, UnnumberedResponse};

use crate::{Channel, organisation};

/// All documents, norms and rules.
#[derive(Clone, Debug)]
pub struct Catalogue {
    documents: Vec<Document>,
    services: Vec<Service>,
    sub_services: Vec<SubService>,
    norms: Vec<Norm>,
    responses: Vec<ResponseRule>,
    reopenings: Vec<ReopeningRule>,
    priorities: Vec<PriorityTable>,
    crosswalk: Vec<Succession>,
    /// The crosswalk by reference.
    links: crosswalk::Links,
    /// Norms by reference (`001/8.1` and `001/8.1.2`), each list in the order of the document.
    by_reference: HashMap<String, Vec<usize>>,
    unnumbered: Vec<UnnumberedResponse>,
    promises: promise::Promises,
}

impl Catalogue {
    /// The catalogue that is part of the program.
    ///
    /// # Panics
    ///
    /// Never with the data of a released program: they are embedded, and a test reads them.
    #[allow(clippy::expect_used)] // embedded data, read by a test: failing here is a programming error
    pub fn builtin() -> Self {
        Self::from_texts(&data::Texts {
            documents: include_str!("../../data/documents.toml"),
            norms: &[
                ("000", include_str!("../../data/norms/000.toml")),
                ("001", include_str!("../../data/norms/001.toml")),
                ("002", include_str!("../../data/norms/002.toml")),
                ("003", include_str!("../../data/norms/003.toml")),
                ("004", include_str!("../../data/norms/004.toml")),
            ],
            response: include_str!("../../data/response.toml"),
            priority: include_str!("../../data/priority.toml"),
            crosswalk: &[
                ("000", include_str!("../../data/crosswalk/000.toml")),
                ("001", include_str!("../../data/crosswalk/001.toml")),
            ],
            promises: promise::Texts {
                hours: include_str!("../../data/hours.toml"),
                lead_times: include_str!("../../data/lead-times.toml"),
                reliability: include_str!("../../data/reliability.toml"),
                criticality: include_str!("../../data/criticality.toml"),
                conditions: include_str!("../../data/conditions.toml"),
            },
        })
        .expect("the embedded catalogue can be read")
    }

    fn from_texts(texts: &data::Texts<'_>) -> Result<Self, CatalogueError> {
        let data = data::parse(texts)?;
        let by_reference = index(&data.norms, &data.sub_services);
        Ok(Self {
            documents: data.documents,
            services: data.services,
            sub_services: data.sub_services,
            norms: data.norms,
            responses: data.responses,
            reopenings: data.reopenings,
            priorities: data.priorities,
            links: crosswalk::Links::new(&data.crosswalk),
            crosswalk: data.crosswalk,
            by_reference,
            unnumbered: data.unnumbered,
            promises: data.promises,
        })
    }

    /// The documents, `000` first.
    pub fn documents(&self) -> &[Document] {
        &self.documents
    }

    /// The document of that id.
    pub fn document(&self, id: &str) -> Option<&Document> {
        self.documents.iter().find(|document| document.id == id)
    }

    /// The services, in the order of the documents.
    pub fn services(&self) -> &[Service] {
        &self.services
    }

    /// Every sub-service, with or without a norm, in the order of the documents.
    pub fn sub_services(&self) -> &[SubService] {
        &self.sub_services
    }

    /// Which sub-service follows which.
    pub fn crosswalk(&self) -> &[Succession] {
        &self.crosswalk
    }

    /// Every norm, in the order of the documents.
    pub fn norms(&self) -> &[Norm] {
        &self.norms
    }

    /// The norms that stand for tickets submitted on `day` (WIB): those in force, without those that a norm of an overlay in
    /// force that day replaces.
    pub fn norms_on(&self, day: NaiveDate) -> Vec<&Norm> {
        self.norms
            .iter()
            .filter(|norm| self.stands_on(norm, day))
            .collect()
    }

    /// Every response rule, in the order of the documents.
    pub fn response_rules(&self) -> &[ResponseRule] {
        &self.responses
    }

    /// Answers that are promised without a number: printed, never judged.
    pub fn unnumbered_responses(&self) -> &[UnnumberedResponse] {
        &self.unnumbered
    }

    /// Every reopening rule, in the order of the documents.
    pub fn reopening_rules(&self) -> &[ReopeningRule] {
        &self.reopenings
    }

    /// Every table of priorities.
    pub fn priority_tables(&self) -> &[PriorityTable] {
        &self.priorities
    }

    /// The norms of a sub-service, of whatever role, tier, environment and validity: those whose `service_path` or `path`
    /// is `path`, and those of a service above it that hold for everything below. Empty when the path is unknown.
    pub fn candidates(&self, document: &str, path: &str) -> Vec<&Norm> {
        self.by_reference
            .get(&format!("{document}/{path}"))
            .map_or_else(Vec::new, |list| {
                list.iter().filter_map(|at| self.norms.get(*at)).collect()
            })
    }

    /// Whether `reference` (`001/8.4`) names a sub-service or a norm of the catalogue.
    pub fn knows(&self, reference: &str) -> bool {
        self.by_reference.contains_key(reference)
    }

    /// The one of `references` (`001/8.4`, `002/11.a.5`) that judges a ticket submitted on `submitted` (WIB): its document
    /// serves the organisation and has a norm in force for it that day. Where none has, one that a document in force lists
    /// without a norm of its own (004, or a sub-service without a time), so that the ticket is counted by its service. Of
    /// several the newest document, then the first named. `None` when there is none.
    pub fn resolve(
        &self,
        organisation: &str,
        references: &[String],
        submitted: NaiveDate,
    ) -> Option<String> {
        let organisation = organisation::canonical(organisation)?;
        let (mut promised, mut listed): (Option<(&Document, &String)>, Option<_>) = (None, None);
        for reference in references {
            let Some((id, path)) = reference.split_once('/') else {
                continue;
            };
            let Some(document) = self
                .document(id)
                .filter(|document| document.organisation == organisation)
            else {
                continue;
            };
            let norms = self.candidates(id, path);
            let best = if norms.iter().any(|norm| norm.in_force(submitted)) {
                &mut promised
            } else if self.knows(reference)
                && norms.iter().all(|norm| norm.local)
                && document.in_force(submitted)
            {
                &mut listed
            } else {
                continue;
            };
            if best.is_none_or(|(found, _)| found.valid_from < document.valid_from) {
                *best = Some((document, reference));
            }
        }
        promised.or(listed).map(|(_, reference)| reference.clone())
    }

    /// The response rule of a ticket: that of a local overlay, else of the newest document of the organisation in force on
    /// `submitted` (WIB), for its channel; a rule of the ticket's own service goes before the document's (RULES 3).
    /// `norm_path` is the reference the ticket maps to. `None`: nothing was promised.
    pub fn response_rule(
        &self,
        organisation: &str,
        norm_path: Option<&str>,
        channel: Channel,
        submitted: NaiveDate,
    ) -> Option<&ResponseRule> {
        if let Some(local) = self.local_response_rule(organisation, norm_path, channel, submitted) {
            return Some(local);
        }
        let document = self.newest_document(organisation, submitted)?;
        self.response_rule_of(&document.id, norm_path, channel)
    }

    /// How long after fulfilment tickets of the organisation submitted on `submitted` (WIB) may be reopened.
    pub fn reopening_rule(
        &self,
        organisation: &str,
        submitted: NaiveDate,
    ) -> Option<&ReopeningRule> {
        let document = self.newest_document(organisation, submitted)?;
        self.reopenings
            .iter()
            .find(|rule| rule.document == document.id)
    }

    /// The table of priorities that binds the organisation for incidents reported on `submitted` (WIB); `None` before table 2
    /// and for organisations that it does not bind.
    pub fn priority_rule(
        &self,
        organisation: &str,
        submitted: NaiveDate,
    ) -> Option<&PriorityTable> {
        let organisation = organisation::canonical(organisation)?;
        self.priorities
            .iter()
            .find(|table| table.binds(organisation, submitted))
    }

    /// Table 2 of 001, whomever it binds: for a local overlay that adopts it.
    pub fn table_2(&self) -> Option<&PriorityTable> {
        self.priorities.first()
    }

    /// Whether a document promises the organisation's users a response time for tickets of `submitted` (WIB).
    pub fn has_response_rules(&self, organisation: &str, submitted: NaiveDate) -> bool {
        self.newest_document(organisation, submitted)
            .into_iter()
            .chain(self.local_documents(organisation, submitted))
            .any(|document| self.has_response_rules_of(&document.id))
    }

    /// Whether a document publishes any norm. What an overlay agrees for its services is no norm of the document.
    pub fn has_norms(&self, document: &str) -> bool {
        self.norms
            .iter()
            .any(|norm| norm.document == document && !norm.local)
    }

    /// Whether any document, of whatever validity, is about services of the organisation.
    pub fn serves(&self, organisation: &str) -> bool {
        let organisation = organisation::canonical(organisation);
        self.documents
            .iter()
            .any(|document| Some(document.organisation.as_str()) == organisation)
    }

    /// The organisation whose document a reference (`001/8.4`) names.
    pub fn organisation_of(&self, reference: &str) -> Option<&str> {
        let (id, _) = reference.split_once('/')?;
        self.document(id)
            .map(|document| document.organisation.as_str())
    }

    /// The newest published document in force on `day` (WIB) that serves the organisation. What an overlay brings stands
    /// beside it and never hides it.
    fn newest_document(&self, organisation: &str, day: NaiveDate) -> Option<&Document> {
        let organisation = organisation::canonical(organisation)?;
        self.documents
            .iter()
            .filter(|document| !document.local)
            .filter(|document| document.organisation == organisation && document.in_force(day))
            .max_by_key(|document| document.valid_from)
    }
}

/// Where each reference leads. A norm that holds below its service is added to every reference there.
fn index(norms: &[Norm], sub_services: &[SubService]) -> HashMap<String, Vec<usize>> {
    let mut by_reference: HashMap<String, Vec<usize>> = sub_services
        .iter()
        .map(|sub_service| (sub_service.reference(), Vec::new()))
        .collect();
    for (at, norm) in norms.iter().enumerate() {
        by_reference.entry(norm.reference()).or_default().push(at);
        if norm.id() != norm.reference() {
            by_reference.entry(norm.id()).or_default().push(at);
        }
    }
    for (at, norm) in norms.iter().enumerate().filter(|(_, norm)| norm.below) {
        let above = format!("{}.", norm.reference());
        for (reference, list) in &mut by_reference {
            if reference.starts_with(&above) && !list.contains(&at) {
                list.push(at);
                list.sort_unstable();
            }
        }
    }
    by_reference
}

#[cfg(test)]
mod tests;
