//! From configuration and records to services: whom a name means, what each source's silence says, what was promised.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;

use super::{
    Complete, Component, ComponentTerms, Finding, InService, LoggedOutage, Service, ServiceTerms,
    SourceTerms, Sources, Target, assign,
};
use crate::catalogue::promise::{Comparison, Metric, Threshold};
use crate::{Instant, Rulebook, Zone};

/// The metrics that outages measure, in the order in which a service is asked for them.
const METRICS: [Metric; 3] = [
    Metric::Availability,
    Metric::VmHostAvailability,
    Metric::LicensedSoftware,
];

impl ServiceTerms {
    /// The service as configured, with its sources and before any record. A source speaks up to its cut-off (RULES 4), or to
    /// the as-of instant where it has none.
    pub fn service(&self, cut_offs: &BTreeMap<String, Instant>) -> Service {
        Service {
            id: self.id.clone(),
            in_service: InService::days(self.first_day, self.last_day),
            sources: sources(&self.sources, cut_offs),
            components: self
                .components
                .iter()
                .map(|terms| Component {
                    id: terms.id.clone(),
                    in_service: InService::days(terms.first_day, terms.last_day),
                    sources: sources(&terms.sources, cut_offs),
                })
                .collect(),
        }
    }

    /// Whether `name` means this service: its key, its title or one of its names; case and spaces do not matter.
    pub fn is_called(&self, name: &str) -> bool {
        means(name, &self.id, &self.title, &self.names)
    }

    /// Whether the source speaks for it or for one of its components.
    pub fn names_source(&self, source: &str) -> bool {
        let components = self.components.iter().flat_map(|c| &c.sources);
        let mut all = self.sources.iter().chain(components);
        all.any(|named| named.source == source)
    }

    /// The component that `name` means.
    pub fn component(&self, name: &str) -> Option<&ComponentTerms> {
        self.components
            .iter()
            .find(|c| means(name, &c.id, &c.title, &c.names))
    }
}

impl Service {
    /// From when on there is something to count: the first instant from which a source is complete, or where none is, the
    /// first outage; not before it is in service. `None`: no source says anything.
    pub fn first_data(&self) -> Option<Instant> {
        let parts = || {
            let components = self.components.iter().map(|c| &c.sources);
            std::iter::once(&self.sources).chain(components)
        };
        let complete = parts().flat_map(|s| {
            let logs = s.logs.iter().map(|log| log.since);
            logs.chain(s.monitors.iter().map(|m| m.complete.since))
        });
        let logged = parts().flat_map(|s| s.outages.iter().map(|o| o.started_at));
        let first = complete
            .filter(|since| *since < Instant(i64::MAX))
            .min()
            .or_else(|| logged.min())?;
        Some(self.in_service.from.map_or(first, |from| first.max(from)))
    }
}

/// The services of the configuration with the records that are theirs, each given with the name of its source, and what is
/// wrong with records that are nobody's. A service is told of by its own sources alone (RULES 5): a record of another one
/// counts nowhere, and is a finding.
pub fn services(
    terms: &[ServiceTerms],
    cut_offs: &BTreeMap<String, Instant>,
    logged: impl IntoIterator<Item = (String, LoggedOutage)>,
) -> (Vec<Service>, Vec<Finding>) {
    let mut services: Vec<Service> = terms.iter().map(|t| t.service(cut_offs)).collect();
    let (mut own, mut findings) = (Vec::new(), Vec::new());
    for (source, record) in logged {
        let record = named(terms, record);
        let service = terms.iter().find(|t| t.id == record.service);
        match service.filter(|service| !service.names_source(&source)) {
            Some(service) => findings.push(Finding::OtherSource {
                outage: record.outage.id,
                service: service.id.clone(),
                source_name: source,
            }),
            None => own.push(record),
        }
    }
    findings.extend(assign(&mut services, own));
    (services, findings)
}

/// Whether some service or component is called so.
pub fn is_known(terms: &[ServiceTerms], name: &str) -> bool {
    terms
        .iter()
        .any(|service| service.is_called(name) || service.component(name).is_some())
}

/// The record under the keys of the configuration, where its names are known. A log that writes the component where the
/// service belongs means that component.
fn named(terms: &[ServiceTerms], mut record: LoggedOutage) -> LoggedOutage {
    record.component = record.component.filter(|name| !normal(name).is_empty());
    if let Some(service) = terms.iter().find(|s| s.is_called(&record.service)) {
        if let Some(name) = record.component.take() {
            record.component = match service.component(&name) {
                Some(component) => Some(component.id.clone()),
                None if service.is_called(&name) => None,
                None => Some(name),
            };
        }
        record.service.clone_from(&service.id);
    } else if record.component.is_none() {
        let of = |service: &ServiceTerms| {
            let component = service.component(&record.service)?;
            Some((service.id.clone(), component.id.clone()))
        };
        if let Some((service, component)) = terms.iter().find_map(of) {
            record.service = service;
            record.component = Some(component);
        }
    }
    record
}

fn sources(terms: &[SourceTerms], cut_offs: &BTreeMap<String, Instant>) -> Sources {
    let log = |terms: &SourceTerms| Complete {
        // Without a day its silence says nothing, but it is a source all the same.
        since: terms.complete_since.map_or(Instant(i64::MAX), |day| {
            Instant::start_of_day(day, Zone::Wib)
        }),
        until: cut_offs.get(&terms.source).copied(),
    };
    Sources {
        logs: terms.iter().map(log).collect(),
        ..Sources::default()
    }
}

fn means(name: &str, id: &str, title: &str, names: &[String]) -> bool {
    let name = normal(name);
    let own = names.iter().map(String::as_str);
    !name.is_empty() && own.chain([id, title]).any(|own| normal(own) == name)
}

fn normal(name: &str) -> String {
    name.split_whitespace().collect::<String>().to_lowercase()
}

/// A yearly target and the words it rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PromisedTarget {
    /// The target.
    pub target: Target,
    /// Adopted or added locally, not by a document that binds the organisation.
    pub local: bool,
    /// Where it stands, `001:765`; `None` for an adoption without a document.
    pub source: Option<String>,
    /// The exact words, or what the adoption rests on.
    pub quote: String,
}

impl Rulebook {
    /// The yearly target of availability that binds a service on `day` (WIB): that of the documents for its reference, else
    /// the one that its organisation has adopted (RULES 5). `None`: nothing was promised.
    pub fn availability_target(
        &self,
        service: &ServiceTerms,
        day: NaiveDate,
    ) -> Option<PromisedTarget> {
        let organisation = &service.organisation;
        let printed = service.reference.as_deref().and_then(|reference| {
            METRICS.into_iter().find_map(|metric| {
                let found =
                    self.catalogue
                        .reliability_target(organisation, reference, day, metric)?;
                let Threshold::PercentHundredths(hundredths) = found.threshold else {
                    return None;
                };
                (found.comparison == Comparison::AtLeast).then_some(PromisedTarget {
                    target: Target::from_hundredths(u32::try_from(hundredths).ok()?)?,
                    local: found.local,
                    source: Some(format!("{}:{}", found.document, found.line)),
                    quote: found.quote.clone(),
                })
            })
        });
        printed.or_else(|| {
            let adoption = self.availability_adoption(organisation, day)?;
            Some(PromisedTarget {
                target: Target::from_hundredths(adoption.availability?)?,
                local: true,
                source: adoption
                    .document
                    .as_ref()
                    .map(|document| format!("{document}:{}", adoption.line)),
                quote: adoption.basis.clone(),
            })
        })
    }
}

#[cfg(test)]
mod tests;
