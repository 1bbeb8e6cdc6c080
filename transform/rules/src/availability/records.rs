//! From configuration and records to services: whom a name means, what each source's silence says, what was promised.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;

use super::{
    Complete, Component, ComponentTerms, Finding, InService, LoggedOutage, Monitor, Observed,
    Service, ServiceTerms, SourceTerms, Sources, Target, assign,
};
use crate::catalogue::promise::{Comparison, Metric, ReliabilityTarget, Threshold};
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

    /// Whether any source speaks for the service or one of its components: without one there is no figure.
    pub fn has_source(&self) -> bool {
        !self.sources.is_empty() || self.components.iter().any(|c| !c.sources.is_empty())
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
    /// first outage or sample; not before it is in service. `None`: no source says anything.
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
        let seen = parts().flat_map(|s| s.monitors.iter().filter_map(|m| m.observed.first()));
        let first = complete
            .filter(|since| *since < Instant(i64::MAX))
            .min()
            .or_else(|| logged.chain(seen).min())?;
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

/// The record under the keys of the configuration, where its names are known.
fn named(terms: &[ServiceTerms], record: LoggedOutage) -> LoggedOutage {
    let (service, component) = keys(terms, &record.service, record.component.as_deref());
    LoggedOutage {
        service,
        component,
        ..record
    }
}

/// The keys of the service and component that are called so, where they are known. A log that writes the component where
/// the service belongs means that component.
pub(super) fn keys(
    terms: &[ServiceTerms],
    service: &str,
    component: Option<&str>,
) -> (String, Option<String>) {
    let component = component.filter(|name| !normal(name).is_empty());
    if let Some(found) = terms.iter().find(|s| s.is_called(service)) {
        let component = component.and_then(|name| match found.component(name) {
            Some(component) => Some(component.id.clone()),
            None if found.is_called(name) => None,
            None => Some(name.to_owned()),
        });
        return (found.id.clone(), component);
    }
    let of = |found: &ServiceTerms| {
        let component = found.component(service)?;
        Some((found.id.clone(), Some(component.id.clone())))
    };
    let instead = match component {
        None => terms.iter().find_map(of),
        Some(_) => None,
    };
    instead.unwrap_or_else(|| (service.to_owned(), component.map(str::to_owned)))
}

fn sources(terms: &[SourceTerms], cut_offs: &BTreeMap<String, Instant>) -> Sources {
    let complete = |terms: &SourceTerms| Complete {
        // Without a day its silence says nothing, but it is a source all the same.
        since: terms.complete_since.map_or(Instant(i64::MAX), |day| {
            Instant::start_of_day(day, Zone::Wib)
        }),
        until: cut_offs.get(&terms.source).copied(),
    };
    let (monitors, logs): (Vec<_>, Vec<_>) = terms.iter().partition(|t| t.interval.is_some());
    Sources {
        logs: logs.into_iter().map(complete).collect(),
        // In the order of the configuration, by which `Monitored` finds them.
        monitors: monitors
            .into_iter()
            .map(|terms| Monitor {
                complete: complete(terms),
                observed: Observed::default(),
            })
            .collect(),
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
    /// The target measured by outages that documents, or norms added locally, print for a service's reference and that binds it
    /// on `day` (WIB). `None`: none, or the service has no reference.
    pub fn printed_target(
        &self,
        service: &ServiceTerms,
        day: NaiveDate,
    ) -> Option<&ReliabilityTarget> {
        let reference = service.reference.as_deref()?;
        METRICS.into_iter().find_map(|metric| {
            let organisation = &service.organisation;
            let found = self
                .catalogue
                .reliability_target(organisation, reference, day, metric)?;
            let is_percent = matches!(found.threshold, Threshold::PercentHundredths(_));
            (is_percent && found.comparison == Comparison::AtLeast).then_some(found)
        })
    }

    /// The yearly target of availability that binds a service on `day` (WIB): that of the documents for its reference, else
    /// the one that its organisation has adopted (RULES 5). `None`: nothing was promised.
    pub fn availability_target(
        &self,
        service: &ServiceTerms,
        day: NaiveDate,
    ) -> Option<PromisedTarget> {
        let organisation = &service.organisation;
        let printed = self.printed_target(service, day).and_then(|found| {
            let Threshold::PercentHundredths(hundredths) = found.threshold else {
                return None;
            };
            Some(PromisedTarget {
                target: Target::from_hundredths(u32::try_from(hundredths).ok()?)?,
                local: found.local,
                source: Some(format!("{}:{}", found.document, found.line)),
                quote: found.quote.clone(),
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
