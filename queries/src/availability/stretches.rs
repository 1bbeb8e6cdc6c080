//! The tables of stretches and findings: `outage_periods`, `outages_united`, `availability_findings`.

use datafusion::common::Result;
use norma_rules::availability::{Ended, Finding, Interval, Timeline};
use norma_rules::{Instant, NotCovered, Quarter, WorkingCalendar};

use super::figures::Uncovered;
use super::{Watch, Watched};
use crate::rows::{Cell, Kind, Rows};

/// The columns of [`states`].
pub(super) fn state_rows() -> Rows {
    Rows::new([
        ("service", Kind::Text),
        ("component", Kind::Text),
        ("title", Kind::Text),
        ("started_at", Kind::Instant),
        ("ended_at", Kind::Instant),
        ("seconds", Kind::Int),
        ("state", Kind::Text),
        ("maintenance", Kind::Bool),
    ])
}

/// `outage_periods`: what is said of every part, second by second, from its first quarter with data on.
pub(super) fn states(watch: &Watch) -> Rows {
    let mut rows = state_rows();
    for service in &watch.services {
        let Some(shown) = watch.shown(service) else {
            continue;
        };
        for part in service.parts() {
            for stretch in part.timeline.stretches(shown) {
                rows.push(vec![
                    part.service.into(),
                    part.component.into(),
                    part.title.into(),
                    stretch.from.into(),
                    stretch.to.into(),
                    stretch.to.since(stretch.from).into(),
                    stretch.state.as_str().into(),
                    stretch.maintenance.into(),
                ]);
            }
        }
    }
    rows
}

/// The columns of [`outages`].
pub(super) fn outage_rows() -> Rows {
    Rows::new([
        ("service", Kind::Text),
        ("component", Kind::Text),
        ("title", Kind::Text),
        ("quarter", Kind::Text),
        ("started_at", Kind::Instant),
        ("ended_at", Kind::Instant),
        ("ended", Kind::Text),
        ("seconds", Kind::Int),
        ("agreed_seconds", Kind::Int),
        ("agreed_seconds_without_planned", Kind::Int),
    ])
}

/// `outages_united`: the outages of every part, those that overlap or touch as one; also those before there are figures.
/// Counted seconds are empty where the calendar does not cover them.
pub(super) fn outages(watch: &Watch) -> Result<Rows> {
    let mut rows = outage_rows();
    for service in &watch.services {
        let calendar = watch.calendar(service)?;
        for part in service.parts() {
            for &outage in part.timeline.down() {
                let ended = part.timeline.ended(outage);
                let agreed = calendar.working_seconds(outage.from(), outage.to());
                let planned = in_windows(part.timeline, calendar, outage);
                let agreed = agreed.ok();
                let outside = agreed.zip(planned.ok()).map(|(all, planned)| all - planned);
                let end = (ended != Ended::Open).then_some(outage.to());
                rows.push(vec![
                    part.service.into(),
                    part.component.into(),
                    part.title.into(),
                    Quarter::of(outage.from()).to_string().into(),
                    outage.from().into(),
                    end.into(),
                    ended.as_str().into(),
                    outage.seconds().into(),
                    agreed.into(),
                    outside.into(),
                ]);
            }
        }
    }
    Ok(rows)
}

/// The columns of [`findings`].
pub(super) fn finding_rows() -> Rows {
    Rows::new([
        ("finding", Kind::Text),
        ("service", Kind::Text),
        ("part", Kind::Text),
        ("outage_id", Kind::Text),
        ("records", Kind::Int),
        ("detail", Kind::Text),
    ])
}

/// `availability_findings`: what is wrong with the records, and what could not be counted.
pub(super) fn findings(watch: &Watch, uncovered: &Uncovered) -> Result<Rows> {
    let mut rows = finding_rows();
    for finding in &watch.strays {
        rows.push(finding_cells(None, finding)?);
    }
    for service in &watch.services {
        for finding in service.service.findings(watch.as_of) {
            rows.push(finding_cells(Some(&service.terms.id), &finding)?);
        }
    }
    for (service, detail) in uncovered {
        rows.push(vec![
            "calendar_not_covered".into(),
            service.as_str().into(),
            Cell::Empty,
            Cell::Empty,
            1_i64.into(),
            detail.as_str().into(),
        ]);
    }
    Ok(rows)
}

fn finding_cells(service: Option<&str>, finding: &Finding) -> Result<Vec<Cell>> {
    let fields = serde_json::to_value(finding)
        .map_err(|e| datafusion::common::DataFusionError::External(Box::new(e)))?;
    let text = |name: &str| fields.get(name).and_then(|v| v.as_str());
    Ok(vec![
        text("finding").into(),
        service.or_else(|| text("service")).into(),
        text("component").into(),
        text("outage").or_else(|| text("second")).into(),
        finding.records().into(),
        finding.to_string().into(),
    ])
}

impl Watch {
    /// From the start of a service's first quarter with data to the as-of instant.
    fn shown(&self, service: &Watched) -> Option<Interval> {
        let first: Instant = service.service.first_data()?;
        Interval::new(Quarter::of(first).start(), self.as_of)
    }
}

/// Agreed seconds of an outage inside windows of maintenance announced before they began.
fn in_windows(
    timeline: &Timeline,
    calendar: &WorkingCalendar,
    outage: Interval,
) -> Result<i64, NotCovered> {
    let parts = timeline.windows().parts(outage);
    parts
        .map(|part| calendar.working_seconds(part.from(), part.to()))
        .sum()
}
