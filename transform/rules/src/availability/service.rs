//! A service: its components rolled up, and the records that find their way to them.

use super::component::Said;
use super::{Component, Finding, InService, Intervals, Outage, Sources, Timeline};
use crate::Instant;
use crate::settings::Rollup;

/// A service and its components.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Service {
    /// Its name in configuration.
    pub id: String,
    /// When it is in service; no component is longer.
    pub in_service: InService,
    /// What is said of the service as a whole. Its logs would also have told of the components.
    pub sources: Sources,
    /// What it consists of; none is a service that is watched as a whole.
    pub components: Vec<Component>,
}

/// The timelines of a service and of its components; `None` where no source is configured.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceTimelines {
    /// Of the service.
    pub service: Option<Timeline>,
    /// Of each component, in the order of the configuration.
    pub components: Vec<Option<Timeline>>,
}

impl Service {
    /// A service that is always in service, without sources and components.
    pub fn new(id: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            ..Self::default()
        }
    }

    /// The states of service and components up to `as_of`.
    ///
    /// `rollup = any` (RULES 5, "We:"): down if any component in service is down, else unknown if any is unknown, else up; in
    /// a maintenance window if any is. `all`: up if any is up, else unknown if any is unknown, else down; in a window where
    /// all are. A component without a source has no figure; in its service it is what the service's own sources say, and
    /// without such it is unknown. Time at which no component is in service is unknown. In either reading the service is down
    /// where it is said to be down as a whole, and not up where its own monitor does not know.
    pub fn timelines(&self, as_of: Instant, rollup: Rollup) -> ServiceTimelines {
        let dates = self.in_service.interval();
        let scope = dates.and_then(|i| i.before(as_of));
        let own = self.sources.said(scope, as_of);
        let silent_logs = self.sources.silent_logs();

        let mut parts = Vec::with_capacity(self.components.len());
        let mut components = Vec::with_capacity(self.components.len());
        for component in &self.components {
            let in_service = dates.and_then(|i| component.in_service.interval()?.intersect(i));
            let scope = in_service.and_then(|i| i.before(as_of));
            let mut said = component.sources.said(scope, as_of);
            let has_source = self.has_source(component);
            let silent = if has_source { &silent_logs } else { &own.up };
            if let Some(scope) = scope {
                let silent = silent.clip(scope).subtract(&said.unknown);
                said.up = said.up.union(&silent.subtract(&said.down));
            }
            components.push(has_source.then(|| said.clone().timeline(in_service, as_of)));
            parts.push((Intervals::from(scope), said));
        }

        let said = if parts.is_empty() {
            own
        } else {
            let rolled = roll_up(rollup, &parts);
            let down = rolled.down.union(&own.down);
            let mut ends = [rolled.ends, own.ends].concat();
            ends.sort_unstable();
            ends.dedup();
            Said {
                up: rolled.up.subtract(&down).subtract(&own.unknown),
                windows: rolled.windows.union(&own.windows),
                unknown: Intervals::EMPTY,
                down,
                ends,
            }
        };
        let has_source = self.sources.any() || self.components.iter().any(|c| c.sources.any());
        ServiceTimelines {
            service: has_source.then(|| said.timeline(dates, as_of)),
            components,
        }
    }

    /// What is wrong with the records of service and components, as known at `as_of`.
    pub fn findings(&self, as_of: Instant) -> Vec<Finding> {
        let dates = self.in_service.interval();
        let mut findings = self.sources.findings(&self.id, dates, as_of);
        for component in &self.components {
            let dates = dates.and_then(|i| component.in_service.interval()?.intersect(i));
            findings.extend(component.sources.findings(&component.id, dates, as_of));
            if !self.has_source(component) {
                findings.push(Finding::NoSource {
                    component: component.id.clone(),
                });
            }
        }
        if self.components.is_empty() && !self.sources.any() {
            findings.push(Finding::NoSource {
                component: self.id.clone(),
            });
        }
        findings
    }

    fn has_source(&self, component: &Component) -> bool {
        component.sources.any() || !self.sources.logs.is_empty()
    }
}

/// The components together; each with its time in service up to the as-of instant.
fn roll_up(rollup: Rollup, parts: &[(Intervals, Said)]) -> Said {
    let in_service = Intervals::union_all(parts.iter().map(|(scope, _)| scope));
    let not = |of: fn(&Said) -> &Intervals| -> Vec<Intervals> {
        let rest = parts.iter().map(|(scope, said)| scope.subtract(of(said)));
        rest.collect()
    };
    let any = |of: fn(&Said) -> &Intervals| Intervals::union_all(parts.iter().map(|(_, s)| of(s)));
    let all = |of: fn(&Said) -> &Intervals| in_service.subtract(&Intervals::union_all(&not(of)));
    let mut ends: Vec<Instant> = parts.iter().flat_map(|(_, s)| s.ends.clone()).collect();
    ends.sort_unstable();
    ends.dedup();
    let (up, down, windows) = match rollup {
        Rollup::Any => (all(|s| &s.up), any(|s| &s.down), any(|s| &s.windows)),
        Rollup::All => (any(|s| &s.up), all(|s| &s.down), all(|s| &s.windows)),
    };
    Said {
        up,
        down,
        windows,
        unknown: Intervals::EMPTY,
        ends,
    }
}

/// A record of an outage log, with the names it was logged under.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoggedOutage {
    /// Service.
    pub service: String,
    /// Component; `None`: the service as a whole.
    pub component: Option<String>,
    /// The outage.
    pub outage: Outage,
}

/// Gives each record to its component. One of an unknown service counts nowhere, one of an unknown component for its service
/// as a whole, and both are told.
pub fn assign(
    services: &mut [Service],
    logged: impl IntoIterator<Item = LoggedOutage>,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    for record in logged {
        let Some(service) = services.iter_mut().find(|s| s.id == record.service) else {
            findings.push(Finding::UnknownService {
                outage: record.outage.id,
                service: record.service,
            });
            continue;
        };
        let Some(name) = record.component else {
            service.sources.outages.push(record.outage);
            continue;
        };
        if let Some(component) = service.components.iter_mut().find(|c| c.id == name) {
            component.sources.outages.push(record.outage);
        } else {
            findings.push(Finding::UnknownComponent {
                outage: record.outage.id.clone(),
                service: service.id.clone(),
                component: name,
            });
            service.sources.outages.push(record.outage);
        }
    }
    findings
}
