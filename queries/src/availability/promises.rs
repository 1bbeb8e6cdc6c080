//! The tables of what was promised, whether measured or not: `availability_targets` of the configured services, and
//! `reliability_targets` with `reliability_requests` of the documents.

use norma_rules::availability::{Interval, Period, ServiceTerms};
use norma_rules::catalogue::promise::{Measurement, ReliabilityTarget, Threshold};
use norma_rules::{Instant, Quarter, Rulebook, Zone};

use super::figures::{TARGET, last_day, target_cells};
use super::{Watch, Watched};
use crate::rows::{Cell, Column, Kind, Rows};

const TARGETS: [Column; 7] = [
    ("service", Kind::Text),
    ("title", Kind::Text),
    ("organisation", Kind::Text),
    ("reference", Kind::Text),
    ("quarter", Kind::Text),
    ("has_source", Kind::Bool),
    ("no_figure", Kind::Text),
];

const RELIABILITY: [Column; 23] = [
    ("id", Kind::Text),
    ("document", Kind::Text),
    ("path", Kind::Text),
    ("organisation", Kind::Text),
    ("kind", Kind::Text),
    ("subject", Kind::Text),
    ("comparison", Kind::Text),
    ("target", Kind::Int),
    ("target_count", Kind::Int),
    ("period", Kind::Text),
    ("period_printed", Kind::Bool),
    ("local", Kind::Bool),
    ("valid_from", Kind::Instant),
    ("valid_until", Kind::Instant),
    ("measured", Kind::Text),
    ("measured_by", Kind::Text),
    ("services", Kind::Text),
    ("not_measured", Kind::Text),
    ("reason", Kind::Text),
    ("line", Kind::Int),
    ("target_source", Kind::Text),
    ("target_quote", Kind::Text),
    ("note", Kind::Text),
];

/// The columns of [`targets`].
pub(super) fn target_rows() -> Rows {
    Rows::new(TARGETS.into_iter().chain(TARGET))
}

/// `availability_targets`: every configured service, quarter by quarter from the first of which any source says something;
/// why it has no figure there, if it has none.
pub(super) fn targets(watch: &Watch) -> Rows {
    let mut rows = target_rows();
    let last = Quarter::of(watch.as_of.plus(-1));
    let known = watch.services.iter().filter_map(|s| s.service.first_data());
    let first = known.map(Quarter::of).min().unwrap_or(last).min(last);
    let quarters = || {
        std::iter::successors(Some(first), |quarter| Some(quarter.next()))
            .take_while(|quarter| *quarter <= last)
    };
    for service in &watch.services {
        for quarter in quarters() {
            let terms = &service.terms;
            let mut row: Vec<Cell> = vec![
                terms.id.as_str().into(),
                terms.title.as_str().into(),
                terms.organisation.as_str().into(),
                terms.reference.as_deref().into(),
                quarter.to_string().into(),
                terms.has_source().into(),
                watch.no_figure(service, quarter).into(),
            ];
            let day = last_day(watch.judged(service, quarter));
            row.extend(target_cells(watch.target(service, day)));
            rows.push(row);
        }
    }
    rows
}

impl Watch {
    /// What of the year to a quarter's end decides which target binds: the time in service where there is any.
    fn judged(&self, service: &Watched, quarter: Quarter) -> Interval {
        let period = Period::YearToDate.of(quarter);
        let until = period.to().min(self.as_of);
        let passed = Interval::new(period.from(), until).unwrap_or(period);
        let in_service = service.service.in_service.interval();
        let both = in_service.and_then(|dates| dates.intersect(passed));
        both.unwrap_or(passed)
    }

    /// Why a service has no figure in a quarter; `None` when it has one.
    fn no_figure(&self, service: &Watched, quarter: Quarter) -> Option<&'static str> {
        if !service.terms.has_source() {
            return Some("no_source");
        }
        let period = Period::Quarter.of(quarter);
        let dates = service.service.in_service.interval();
        if dates.and_then(|dates| dates.intersect(period)).is_none() {
            return Some("not_in_service");
        }
        let mut quarters = self.quarters(service);
        let timeline = service.timelines.service.as_ref();
        let scope = timeline.and_then(|timeline| timeline.scope(period));
        (scope.is_none() || !quarters.any(|known| known == quarter)).then_some("no_data")
    }
}

/// `reliability_targets`: every promise with a number, by what it is measured as of `as_of`, or why by nothing.
pub(super) fn reliability(rulebook: &Rulebook, as_of: Instant) -> Rows {
    let mut rows = Rows::new(RELIABILITY);
    let day = as_of.plus(-1).local_date(Zone::Wib);
    for target in rulebook.catalogue.reliability_targets() {
        let is_bound = |service: &&ServiceTerms| {
            let printed = rulebook.printed_target(service, day);
            printed.is_some_and(|printed| printed.id() == target.id())
        };
        let bound: Vec<&ServiceTerms> = rulebook.services.iter().filter(is_bound).collect();
        let standing = Standing::of(target, &bound);
        let ids: Vec<&str> = bound.iter().map(|s| s.id.as_str()).collect();
        let (percent, count) = match target.threshold {
            Threshold::PercentHundredths(hundredths) => (Some(hundredths), None),
            Threshold::Count(count) => (None, Some(count)),
        };
        let starts = |day| Instant::start_of_day(day, Zone::Wib);
        let until = target.valid_to.and_then(|day| day.succ_opt());
        rows.push(vec![
            target.id().into(),
            target.document.as_str().into(),
            target.path.as_str().into(),
            target.organisation.as_str().into(),
            target.metric.as_str().into(),
            target.subject.as_str().into(),
            target.comparison.as_str().into(),
            percent.into(),
            count.into(),
            target
                .period
                .map(norma_rules::catalogue::promise::Period::as_str)
                .into(),
            target.period_printed.into(),
            target.local.into(),
            target.valid_from.map(starts).into(),
            until.map(starts).into(),
            target.measured.as_str().into(),
            standing.measured_by.into(),
            (!ids.is_empty()).then(|| ids.join(", ")).into(),
            standing.not_measured.into(),
            standing.reason.into(),
            i64::from(target.line).into(),
            format!("{}:{}", target.document, target.line).into(),
            target.quote.as_str().into(),
            target.note.as_deref().into(),
        ]);
    }
    rows
}

/// `reliability_requests`: the sub-services whose requests measure a promise.
pub(super) fn requests(rulebook: &Rulebook) -> Rows {
    let mut rows = Rows::new([
        ("id", Kind::Text),
        ("organisation", Kind::Text),
        ("reference", Kind::Text),
    ]);
    for target in rulebook.catalogue.reliability_targets() {
        for reference in rulebook.catalogue.requests_of(target) {
            rows.push(vec![
                target.id().into(),
                target.organisation.as_str().into(),
                reference.into(),
            ]);
        }
    }
    rows
}

/// By what a promise is measured.
struct Standing {
    measured_by: Option<&'static str>,
    not_measured: Option<&'static str>,
    reason: Option<String>,
}

impl Standing {
    fn of(target: &ReliabilityTarget, bound: &[&ServiceTerms]) -> Self {
        let not = |code, reason: &str| Self {
            measured_by: None,
            not_measured: Some(code),
            reason: Some(reason.to_owned()),
        };
        let by = |model| Self {
            measured_by: Some(model),
            not_measured: None,
            reason: target.reason.clone(),
        };
        match target.measured {
            Measurement::NotMeasurable => {
                not("not_exported", target.reason.as_deref().unwrap_or_default())
            }
            Measurement::ByTickets => by("reliability_targets"),
            Measurement::ByOutages if bound.is_empty() => not(
                "no_service",
                "No service of the configuration refers to it.",
            ),
            Measurement::ByOutages if !bound.iter().any(|service| service.has_source()) => not(
                "no_source",
                "No source says when the services that refer to it were down.",
            ),
            Measurement::ByOutages => by("availability_budget"),
        }
    }
}
