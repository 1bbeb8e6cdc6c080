//! Awkward cases of availability, one line each: what was logged or seen, and the seconds that follow (RULES 5).
#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "availability_cases/hours.rs"]
mod hours;
#[path = "availability_cases/log.rs"]
mod log;
#[path = "availability_cases/records.rs"]
mod records;
#[path = "availability_cases/recovery.rs"]
mod recovery;
#[path = "availability_cases/service.rs"]
mod service;
#[path = "availability_cases/year.rs"]
mod year;

use std::num::NonZeroU32;

use norma_rules::availability::{
    Availability, Complete, Component, InService, Monitor, Outage, Period, Reading, Service, State,
    Timeline, Turner,
};
use norma_rules::settings::{Maintenance, Rollup, Unknown};
use norma_rules::{Instant, WorkingCalendar, Zone};

pub(crate) const HEADLINE: Reading = Reading {
    maintenance: Maintenance::Counted,
    unknown: Unknown::Excluded,
};
pub(crate) const WITHOUT: Reading = Reading {
    maintenance: Maintenance::Excluded,
    unknown: Unknown::Excluded,
};
pub(crate) const HOUR: i64 = 3600;
pub(crate) const DAY: i64 = 86_400;

/// `2026-03-17 08:00`, WIB; with seconds where they matter.
pub(crate) fn wib(text: &str) -> Instant {
    let text = if text.len() == 16 {
        format!("{text}:00")
    } else {
        text.to_owned()
    };
    let local = chrono::NaiveDateTime::parse_from_str(&text, "%Y-%m-%d %H:%M:%S");
    Instant::from_local(local.expect(&text), Zone::Wib)
}

/// An unplanned outage; an empty end is an open one.
pub(crate) fn outage(start: &str, end: &str) -> Outage {
    Outage::new("G", wib(start), (!end.is_empty()).then(|| wib(end)))
}

/// Maintenance announced at an instant.
pub(crate) fn maintenance(start: &str, end: &str, announced: &str) -> Outage {
    Outage {
        planned: true,
        announced_at: (!announced.is_empty()).then(|| wib(announced)),
        ..outage(start, end)
    }
}

/// A component with an outage log that is complete since 2024.
pub(crate) fn logged(outages: &[Outage]) -> Component {
    let mut component = Component::new("web");
    component.sources.logs = vec![Complete::since(wib("2024-01-01 00:00"))];
    component.sources.outages = outages.to_vec();
    component
}

/// A monitor that checks every 60 seconds, and what it saw from an instant on.
pub(crate) fn monitor(since: &str, samples: &[(&str, State)], as_of: &str) -> Monitor {
    let mut turner = Turner::new(NonZeroU32::new(60).unwrap(), wib(as_of));
    turner.extend(samples.iter().map(|(at, state)| (wib(at), *state)));
    Monitor {
        complete: Complete::since(wib(since)),
        observed: turner.finish(),
    }
}

pub(crate) fn timeline(component: &Component, as_of: &str) -> Timeline {
    component.timeline(wib(as_of)).expect("a source")
}

/// A service with its components, each logged.
pub(crate) fn rolled(components: Vec<Component>, rollup: Rollup, as_of: &str) -> Timeline {
    let service = Service {
        components,
        ..Service::new("portal")
    };
    service
        .timelines(wib(as_of), rollup)
        .service
        .expect("a source")
}

/// The figure of a quarter around the clock.
pub(crate) fn of(
    timeline: &Timeline,
    quarter: &str,
    period: Period,
    reading: Reading,
) -> Availability {
    let period = period.of(quarter.parse().unwrap());
    let a = Availability::of(timeline, &WorkingCalendar::always(), period, reading).unwrap();
    let sum = a.up_seconds + a.down_seconds + a.unknown_seconds + a.excluded_seconds;
    assert_eq!(sum, a.period_seconds, "the four add up");
    assert_eq!(a.restored + a.open + a.unseen + a.carried, a.outages);
    a
}
