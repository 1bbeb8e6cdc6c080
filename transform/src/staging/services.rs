//! Norms of services, looked up once for each service, organisation and day.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use norma_rules::Catalogue;

use crate::config::ServiceMap;

/// Service name and path as exported.
type Service = (Option<String>, Option<String>);

/// The services of one source.
pub(crate) struct Services<'a> {
    map: &'a ServiceMap,
    catalogue: &'a Catalogue,
    references: HashMap<Service, Option<Vec<String>>>,
    norms: HashMap<(Service, String, NaiveDate), Option<String>>,
}

impl<'a> Services<'a> {
    /// Looks up in the source's rules and the catalogue.
    pub(crate) fn new(map: &'a ServiceMap, catalogue: &'a Catalogue) -> Self {
        Self {
            map,
            catalogue,
            references: HashMap::new(),
            norms: HashMap::new(),
        }
    }

    /// The norm that judges a ticket of this service, served by `organisation` and submitted on that WIB day.
    pub(crate) fn norm(
        &mut self,
        organisation: &str,
        name: Option<&str>,
        path: Option<&str>,
        submitted: NaiveDate,
    ) -> Option<String> {
        if name.is_none() && path.is_none() {
            return None;
        }
        let service = (name.map(str::to_owned), path.map(str::to_owned));
        let (map, catalogue) = (self.map, self.catalogue);
        let references = self
            .references
            .entry(service.clone())
            .or_insert_with(|| map.references(name, path, catalogue))
            .as_ref()?;
        self.norms
            .entry((service, organisation.to_owned(), submitted))
            .or_insert_with(|| catalogue.resolve(organisation, references, submitted))
            .clone()
    }

    /// Why a service that [`Services::norm`] found none for has no norm; `None` when its alias names none on purpose.
    pub(crate) fn why_unmapped(&self, name: Option<&str>, path: Option<&str>) -> Option<Unmapped> {
        let service = (name.map(str::to_owned), path.map(str::to_owned));
        let is_known = |reference: &String| self.catalogue.knows(reference);
        match self.references.get(&service).and_then(Option::as_ref) {
            None => Some(Unmapped::NoAlias),
            Some(references) if references.is_empty() => None,
            Some(references) if !references.iter().any(is_known) => {
                Some(Unmapped::UnknownReference)
            }
            Some(_) => Some(Unmapped::NotInForce),
        }
    }
}

/// Tickets of a service without norm, by a hash of their number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UnmappedTickets {
    /// Every one of them.
    pub all: HashSet<u64>,
    /// Requests and changes, which are not judged for want of a norm; incidents are judged by their priority.
    pub requests: HashSet<u64>,
}

/// Why tickets of a service have no norm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unmapped {
    /// No alias and no pattern maps it.
    NoAlias,
    /// A pattern maps it, but what it makes of its groups is no reference of the catalogue.
    UnknownReference,
    /// None of its norms binds the organisation on the day of submission.
    NotInForce,
}
