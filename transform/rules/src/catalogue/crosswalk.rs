//! Which sub-service follows which, from one document to the next, and which correspond to each other.

use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};

use super::Catalogue;
use crate::ticket::names;

names! {
    /// How sure it is that one sub-service follows another. Ordered: the greater is the weaker.
    Certainty {
        /// Same subject and scope; wording or norm may differ.
        Certain = "certain",
        /// Scope or name differ so far that people have to decide; `reason` says why.
        Uncertain = "uncertain",
        /// Nothing in the later document follows it.
        None = "none",
    }
}

/// What follows one sub-service in one later document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Succession {
    /// The earlier sub-service: `001/8.4`.
    pub from: String,
    /// The later document: `002`.
    pub document: String,
    /// The later sub-services, of that document; several when it was split; empty when nothing follows.
    #[serde(default)]
    pub to: Vec<String>,
    /// How sure that is.
    pub certainty: Certainty,
    /// What changed (name, scope, norm, start event, tier), in English; empty when nothing did.
    #[serde(default)]
    pub difference: String,
    /// Why it is uncertain, or why nothing follows; empty when certain.
    #[serde(default)]
    pub reason: String,
}

/// The sub-services of a document that correspond to one of another, earlier or later.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Counterparts {
    /// Several where one was split, or where several were merged; empty when nothing corresponds.
    pub references: Vec<String>,
    /// The weakest certainty on the way to any of them; `none` when nothing corresponds.
    pub certainty: Certainty,
}

/// One step of the crosswalk: where it leads, and how surely.
type Step = (String, Certainty);

impl Catalogue {
    /// What follows `reference` (`001/8.4`), one entry a later document, in the order of the crosswalk.
    pub fn successions_of(&self, reference: &str) -> Vec<&Succession> {
        self.entries(&self.links.from, reference).collect()
    }

    /// The entries that lead to `reference` (`002/11.a.5`) from earlier documents, in the order of the crosswalk.
    pub fn predecessions_of(&self, reference: &str) -> Vec<&Succession> {
        self.entries(&self.links.to, reference).collect()
    }

    /// The sub-services of `document` that correspond to `reference`, looking forwards and backwards through the crosswalk;
    /// `reference` itself when it is of that document. Between documents without a crosswalk of their own (002 and 003)
    /// it goes through the newest document that leads there.
    pub fn counterparts(&self, reference: &str, document: &str) -> Counterparts {
        let found = self.steps(reference, document);
        Counterparts {
            certainty: found
                .iter()
                .map(|(_, certainty)| *certainty)
                .max()
                .unwrap_or(Certainty::None),
            references: found.into_iter().map(|(reference, _)| reference).collect(),
        }
    }

    /// The one certain counterpart of `reference` in `document`. `None` when there is none or more than one (it was split, or
    /// several were merged); uncertain ones beside it do not count.
    pub fn counterpart(&self, reference: &str, document: &str) -> Option<String> {
        let mut certain = self
            .steps(reference, document)
            .into_iter()
            .filter(|(_, certainty)| *certainty == Certainty::Certain)
            .map(|(reference, _)| reference);
        certain.next().filter(|_| certain.next().is_none())
    }

    /// Whether a crosswalk leads from `earlier` to `later`.
    pub(super) fn leads(&self, earlier: &str, later: &str) -> bool {
        self.links
            .pairs
            .contains(&(earlier.to_owned(), later.to_owned()))
    }

    /// The sub-service that a clause belongs to (`001/8.1` for `001/8.1.2`); else the reference itself.
    pub(super) fn sub_service_of(&self, reference: &str) -> String {
        let of_clause = || {
            let norms = self.by_reference.get(reference)?.iter();
            norms
                .filter_map(|at| self.norms.get(*at))
                .find(|norm| norm.id() == reference)
                .map(super::Norm::reference)
        };
        if self.links.knows(reference) {
            return reference.to_owned();
        }
        of_clause().unwrap_or_else(|| reference.to_owned())
    }

    /// Where `reference` leads in `document`, the best certainty of each, in the order of the crosswalk.
    fn steps(&self, reference: &str, document: &str) -> Vec<Step> {
        let reference = self.sub_service_of(reference);
        let own = document_of(&reference);
        if own == document {
            return vec![(reference, Certainty::Certain)];
        }
        let joined = |a: &str, b: &str| self.leads(a, b) || self.leads(b, a);
        if joined(own, document) {
            return self.neighbours(&reference, document);
        }
        self.documents
            .iter()
            .rev()
            .map(|between| between.id.as_str())
            .filter(|between| joined(own, between) && joined(between, document))
            .map(|between| self.through(&reference, between, document))
            .find(|found| !found.is_empty())
            .unwrap_or_default()
    }

    fn through(&self, reference: &str, between: &str, document: &str) -> Vec<Step> {
        let mut found: Vec<Step> = Vec::new();
        for (middle, first) in self.neighbours(reference, between) {
            for (end, second) in self.neighbours(&middle, document) {
                let certainty = first.max(second);
                match found.iter_mut().find(|(known, _)| *known == end) {
                    Some((_, best)) => *best = certainty.min(*best),
                    None => found.push((end, certainty)),
                }
            }
        }
        found
    }

    /// One step forwards or backwards.
    fn neighbours(&self, reference: &str, document: &str) -> Vec<Step> {
        let forwards = self
            .entries(&self.links.from, reference)
            .filter(|entry| entry.document == document)
            .flat_map(|entry| entry.to.iter().map(|to| (to.clone(), entry.certainty)));
        let backwards = self
            .entries(&self.links.to, reference)
            .filter(|entry| document_of(&entry.from) == document)
            .map(|entry| (entry.from.clone(), entry.certainty));
        forwards.chain(backwards).collect()
    }

    fn entries<'a>(
        &'a self,
        links: &'a HashMap<String, Vec<usize>>,
        reference: &str,
    ) -> impl Iterator<Item = &'a Succession> {
        links
            .get(reference)
            .into_iter()
            .flatten()
            .filter_map(|at| self.crosswalk.get(*at))
    }
}

/// The entries of the crosswalk by where they begin and where they lead.
#[derive(Clone, Debug, Default)]
pub(super) struct Links {
    from: HashMap<String, Vec<usize>>,
    to: HashMap<String, Vec<usize>>,
    /// Earlier and later document of each crosswalk.
    pairs: HashSet<(String, String)>,
}

impl Links {
    pub(super) fn new(crosswalk: &[Succession]) -> Self {
        let mut links = Self::default();
        for (at, entry) in crosswalk.iter().enumerate() {
            links.from.entry(entry.from.clone()).or_default().push(at);
            for to in &entry.to {
                links.to.entry(to.clone()).or_default().push(at);
            }
            let pair = (document_of(&entry.from).to_owned(), entry.document.clone());
            links.pairs.insert(pair);
        }
        links
    }

    fn knows(&self, reference: &str) -> bool {
        self.from.contains_key(reference) || self.to.contains_key(reference)
    }
}

/// `001` of `001/8.4`.
fn document_of(reference: &str) -> &str {
    reference
        .split_once('/')
        .map_or(reference, |(document, _)| document)
}
