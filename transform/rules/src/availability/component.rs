//! A component: what its sources say of it, and the timeline that follows.

use chrono::NaiveDate;
use serde::Serialize;

use super::{Finding, Interval, Intervals, Observed, Outage, Timeline};
use crate::{Instant, Zone};

/// When a component or service is in service. A side without a date is open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct InService {
    /// Its first second.
    pub from: Option<Instant>,
    /// Retired from here on.
    pub to: Option<Instant>,
}

impl InService {
    /// From 00.00 WIB of the first day to 24.00 WIB of the last, both inclusive as every validity (RULES 2).
    pub fn days(first: Option<NaiveDate>, last: Option<NaiveDate>) -> Self {
        let start = |day| Instant::start_of_day(day, Zone::Wib);
        Self {
            from: first.map(start),
            to: last.and_then(|day| day.succ_opt()).map(start),
        }
    }

    /// `None` when it is never in service.
    pub fn interval(self) -> Option<Interval> {
        let always = Interval::ALWAYS;
        Interval::new(
            self.from.unwrap_or(always.from()),
            self.to.unwrap_or(always.to()),
        )
    }
}

/// Since when a source is complete, and up to when. Inside, its silence says something; outside, only its records do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Complete {
    /// From here on nothing is missing.
    pub since: Instant,
    /// The source's cut-off (RULES 4); `None`: up to the as-of instant.
    pub until: Option<Instant>,
}

impl Complete {
    /// Complete from `since` to the as-of instant.
    pub const fn since(since: Instant) -> Self {
        Self { since, until: None }
    }

    fn interval(self) -> Option<Interval> {
        Interval::new(self.since, self.until.unwrap_or(Interval::ALWAYS.to()))
    }
}

/// A monitor of a component.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Monitor {
    /// Inside, silence beyond two intervals is unknown; outside, it says nothing.
    pub complete: Complete,
    /// What it saw.
    pub observed: Observed,
}

/// What is said of a component, or of a service as a whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sources {
    /// Outages and maintenance, from whatever log or ticket, in any order.
    pub outages: Vec<Outage>,
    /// One for each outage log or ticket system that would have said so: inside, its silence is up.
    pub logs: Vec<Complete>,
    /// The monitors.
    pub monitors: Vec<Monitor>,
}

impl Sources {
    /// Whether anything is configured that would say so if it were down. Without, there is no figure (RULES 5).
    pub fn any(&self) -> bool {
        !self.logs.is_empty() || !self.monitors.is_empty()
    }

    /// What is wrong with the records, as known at `as_of`.
    pub(super) fn findings(
        &self,
        name: &str,
        in_service: Option<Interval>,
        as_of: Instant,
    ) -> Vec<Finding> {
        let mut findings: Vec<Finding> = self
            .outages
            .iter()
            .flat_map(|outage| outage.findings(as_of))
            .collect();
        for outage in &self.outages {
            if let Some(down) = outage.downtime(as_of)
                && in_service.and_then(|i| i.intersect(down)).is_none()
            {
                findings.push(Finding::OutOfService {
                    outage: outage.id.clone(),
                    component: name.to_owned(),
                });
            }
        }
        let mut open: Vec<&Outage> = self
            .outages
            .iter()
            .filter(|o| o.ended_at.is_none() && o.is_open(as_of))
            .collect();
        open.sort_by_key(|outage| outage.started_at);
        if let Some((first, others)) = open.split_first() {
            findings.extend(others.iter().map(|second| Finding::TwoOpenOutages {
                component: name.to_owned(),
                first: first.id.clone(),
                second: second.id.clone(),
            }));
        }
        for monitor in &self.monitors {
            findings.extend(monitor.observed.findings(name));
        }
        findings
    }

    /// Where an outage log is complete, so that its silence is up.
    pub(super) fn silent_logs(&self) -> Intervals {
        self.logs.iter().filter_map(|c| c.interval()).collect()
    }

    /// What they say together inside `scope`.
    pub(super) fn said(&self, scope: Option<Interval>, as_of: Instant) -> Said {
        let Some(scope) = scope else {
            return Said::default();
        };
        let logged: Intervals = self
            .outages
            .iter()
            .filter_map(|outage| outage.downtime(as_of))
            .collect();
        let seen_down = self.monitors.iter().map(|m| &m.observed.down);
        let down = Intervals::union_all(seen_down.chain([&logged])).clip(scope);

        let silent_logs = self.silent_logs();
        let seen_up = self.monitors.iter().map(|m| &m.observed.up);
        let up = Intervals::union_all(seen_up.chain([&silent_logs])).clip(scope);

        let unseen: Vec<Intervals> = self.monitors.iter().map(Monitor::unknown).collect();
        let unknown = Intervals::union_all(&unseen).clip(scope).subtract(&down);

        let windows: Intervals = self
            .outages
            .iter()
            .filter_map(Outage::maintenance_window)
            .collect();
        let in_scope = |outage: &&Outage| {
            let downtime = outage.downtime(as_of);
            downtime.is_some_and(|d| scope.contains(d.to().plus(-1)))
        };
        let mut ends: Vec<Instant> = self
            .outages
            .iter()
            .filter(in_scope)
            .filter_map(|outage| outage.ended_at)
            .filter(|end| *end <= as_of && !down.contains(*end))
            .collect();
        ends.sort_unstable();
        ends.dedup();
        Said {
            up: up.subtract(&unknown).subtract(&down),
            down,
            unknown,
            windows: windows.clip(scope),
            ends,
        }
    }
}

impl Monitor {
    /// Where it should have seen something and did not, or says that it does not know.
    fn unknown(&self) -> Intervals {
        let seen = &self.observed;
        let silent = self.complete.interval().map_or(Intervals::EMPTY, |inside| {
            seen.up.union(&seen.down).complement(inside)
        });
        silent.union(&seen.unknown)
    }
}

/// What sources say, apart from each other; time in none of the three is time of which no source says anything.
#[derive(Clone, Debug, Default)]
pub(super) struct Said {
    pub up: Intervals,
    pub down: Intervals,
    pub unknown: Intervals,
    pub windows: Intervals,
    pub ends: Vec<Instant>,
}

impl Said {
    pub fn timeline(self, in_service: Option<Interval>, as_of: Instant) -> Timeline {
        Timeline {
            as_of,
            in_service,
            up: self.up,
            down: self.down,
            windows: self.windows,
            ends: self.ends,
        }
    }
}

/// A component of a service.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Component {
    /// Its name in configuration.
    pub id: String,
    /// When it is in service.
    pub in_service: InService,
    /// What is said of it.
    pub sources: Sources,
}

impl Component {
    /// A component that is always in service, without sources.
    pub fn new(id: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            ..Self::default()
        }
    }

    /// Its states up to `as_of`; `None` when it has no source.
    ///
    /// Down is what any source says is down. Else unknown is what a monitor should have seen and did not, or does not know.
    /// Else up is what some source says by a sample or by its silence inside the time for which it is complete. All other
    /// time is unknown: nobody would have told.
    pub fn timeline(&self, as_of: Instant) -> Option<Timeline> {
        self.sources.any().then(|| {
            let in_service = self.in_service.interval();
            let scope = in_service.and_then(|i| i.before(as_of));
            self.sources.said(scope, as_of).timeline(in_service, as_of)
        })
    }

    /// What is wrong with its records, as known at `as_of`.
    pub fn findings(&self, as_of: Instant) -> Vec<Finding> {
        let mut findings = self
            .sources
            .findings(&self.id, self.in_service.interval(), as_of);
        if !self.sources.any() {
            findings.push(Finding::NoSource {
                component: self.id.clone(),
            });
        }
        findings
    }
}
