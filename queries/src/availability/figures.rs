//! The tables of counted seconds: `availability`, `availability_budget`, and any window. Each has a
//! function for its columns alone: they are known before anything is counted.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use datafusion::common::Result;
use norma_rules::availability::{
    Availability, Budget, Figures, Interval, Period, PromisedTarget, Reading, Timeline,
};
use norma_rules::{NotCovered, WorkingCalendar, Zone};

use super::{Part, Watch, Watched};
use crate::rows::{Cell, Column, Kind, Rows};

/// Services whose calendar does not cover what was to be counted, with the first words on it.
pub(super) type Uncovered = BTreeMap<String, String>;

const PART: [Column; 4] = [
    ("service", Kind::Text),
    ("component", Kind::Text),
    ("title", Kind::Text),
    ("organisation", Kind::Text),
];

const WINDOW: [Column; 3] = [
    ("period_from", Kind::Instant),
    ("period_to", Kind::Instant),
    ("counted_until", Kind::Instant),
];

/// The headline, then the second figure without planned maintenance.
const COUNTS: [Column; 25] = [
    ("period_seconds", Kind::Int),
    ("up_seconds", Kind::Int),
    ("down_seconds", Kind::Int),
    ("unknown_seconds", Kind::Int),
    ("excluded_seconds", Kind::Int),
    ("known_seconds", Kind::Int),
    ("outages", Kind::Int),
    ("longest_outage_seconds", Kind::Int),
    ("restored", Kind::Int),
    ("restore_seconds", Kind::Int),
    ("open_outages", Kind::Int),
    ("unseen_ends", Kind::Int),
    ("carried_over", Kind::Int),
    ("up_seconds_without_planned", Kind::Int),
    ("down_seconds_without_planned", Kind::Int),
    ("unknown_seconds_without_planned", Kind::Int),
    ("excluded_seconds_without_planned", Kind::Int),
    ("known_seconds_without_planned", Kind::Int),
    ("outages_without_planned", Kind::Int),
    ("longest_outage_seconds_without_planned", Kind::Int),
    ("restored_without_planned", Kind::Int),
    ("restore_seconds_without_planned", Kind::Int),
    ("open_outages_without_planned", Kind::Int),
    ("unseen_ends_without_planned", Kind::Int),
    ("carried_over_without_planned", Kind::Int),
];

pub(super) const TARGET: [Column; 4] = [
    ("target", Kind::Int),
    ("local", Kind::Bool),
    ("target_source", Kind::Text),
    ("target_quote", Kind::Text),
];

const BUDGET: [Column; 25] = [
    ("service", Kind::Text),
    ("title", Kind::Text),
    ("organisation", Kind::Text),
    ("year", Kind::Int),
    ("quarter", Kind::Text),
    ("counted_until", Kind::Instant),
    ("agreed_seconds", Kind::Int),
    ("unknown_seconds", Kind::Int),
    ("excluded_seconds", Kind::Int),
    ("spent_seconds", Kind::Int),
    ("budget_seconds", Kind::Int),
    ("left_seconds", Kind::Int),
    ("budget_to_date_seconds", Kind::Int),
    ("left_to_date_seconds", Kind::Int),
    ("to_date_numerator", Kind::Int),
    ("to_date_denominator", Kind::Int),
    ("if_nothing_more_fails_numerator", Kind::Int),
    ("if_nothing_more_fails_denominator", Kind::Int),
    ("can_still_be_met", Kind::Bool),
    ("excluded_seconds_without_planned", Kind::Int),
    ("spent_seconds_without_planned", Kind::Int),
    ("budget_seconds_without_planned", Kind::Int),
    ("left_seconds_without_planned", Kind::Int),
    ("base_seconds_without_planned", Kind::Int),
    ("can_still_be_met_without_planned", Kind::Bool),
];

/// The columns of [`periods`].
pub(super) fn period_rows() -> Rows {
    let quarter = [("period_kind", Kind::Text), ("quarter", Kind::Text)];
    let columns = PART.into_iter().chain(quarter).chain(WINDOW);
    Rows::new(columns.chain(COUNTS).chain(TARGET))
}

/// The columns of [`window`].
pub(super) fn window_rows() -> Rows {
    Rows::new(PART.into_iter().chain(WINDOW).chain(COUNTS))
}

/// The columns of [`budgets`].
pub(super) fn budget_rows() -> Rows {
    Rows::new(BUDGET.into_iter().chain(TARGET))
}

/// `availability`: every part of every service, quarter by quarter, in the three periods that a quarter shows.
pub(super) fn periods(watch: &Watch, uncovered: &mut Uncovered) -> Result<Rows> {
    let mut rows = period_rows();
    for service in &watch.services {
        let calendar = watch.calendar(service)?;
        for quarter in watch.quarters(service) {
            for part in service.parts() {
                for &kind in Period::ALL {
                    let period = kind.of(quarter);
                    let Some(scope) = part.timeline.scope(period) else {
                        continue;
                    };
                    let Some(figures) = covered(
                        figures(watch, part.timeline, calendar, period),
                        service,
                        uncovered,
                    ) else {
                        continue;
                    };
                    // Documents promise of services, not of what they consist of.
                    let target = part
                        .component
                        .is_none()
                        .then(|| watch.target(service, last_day(scope)))
                        .flatten();
                    let mut row = part_cells(&part);
                    row.push(kind.as_str().into());
                    row.push(quarter.to_string().into());
                    row.extend(window_cells(&figures));
                    row.extend(count_cells(&figures));
                    row.extend(target_cells(target));
                    rows.push(row);
                }
            }
        }
    }
    Ok(rows)
}

/// The parts of one service in any window: the columns of `availability` without period and target.
///
/// # Errors
/// A calendar that does not cover the window.
pub(super) fn window(watch: &Watch, service: &str, period: Interval) -> Result<Rows> {
    let mut rows = window_rows();
    let Some(service) = watch.services.iter().find(|s| s.terms.id == service) else {
        return Ok(rows);
    };
    let calendar = watch.calendar(service)?;
    for part in service.parts() {
        let figures = figures(watch, part.timeline, calendar, period)
            .map_err(|e| datafusion::common::DataFusionError::Execution(e.to_string()))?;
        let mut row = part_cells(&part);
        row.extend(window_cells(&figures));
        row.extend(count_cells(&figures));
        rows.push(row);
    }
    Ok(rows)
}

/// `availability_budget`: every service with a target, as its year stands at the end of each quarter.
pub(super) fn budgets(watch: &Watch, uncovered: &mut Uncovered) -> Result<Rows> {
    let mut rows = budget_rows();
    for service in &watch.services {
        let calendar = watch.calendar(service)?;
        let Some(timeline) = &service.timelines.service else {
            continue;
        };
        for quarter in watch.quarters(service) {
            let Some(scope) = timeline.scope(Period::YearToDate.of(quarter)) else {
                continue;
            };
            let Some(promised) = watch.target(service, last_day(scope)) else {
                continue;
            };
            let budget =
                |reading| Budget::of(timeline, calendar, quarter, reading, promised.target);
            let settings = &watch.rulebook.settings;
            let both = budget(Reading::headline(settings)).and_then(|headline| {
                let second = budget(Reading::without_maintenance(settings))?;
                Ok((headline, second))
            });
            let Some((headline, second)) = covered(both, service, uncovered) else {
                continue;
            };
            let terms = &service.terms;
            let mut row: Vec<Cell> = vec![
                terms.id.as_str().into(),
                terms.title.as_str().into(),
                terms.organisation.as_str().into(),
                i64::from(quarter.year()).into(),
                quarter.to_string().into(),
                scope.to().into(),
            ];
            row.extend(budget_cells(&headline, &second));
            row.extend(target_cells(Some(promised)));
            rows.push(row);
        }
    }
    Ok(rows)
}

impl Watch {
    pub(super) fn target(&self, service: &Watched, day: NaiveDate) -> Option<PromisedTarget> {
        self.rulebook.availability_target(&service.terms, day)
    }
}

/// Both figures of a period, as `Figures::of` makes them of a quarter's.
fn figures(
    watch: &Watch,
    timeline: &Timeline,
    calendar: &WorkingCalendar,
    period: Interval,
) -> Result<Figures, NotCovered> {
    let settings = &watch.rulebook.settings;
    let figure = |reading| Availability::of(timeline, calendar, period, reading);
    Ok(Figures {
        headline: figure(Reading::headline(settings))?,
        without_maintenance: figure(Reading::without_maintenance(settings))?,
    })
}

/// What a calendar covers; what it does not is a finding, not an error of everything else.
pub(super) fn covered<T>(
    result: Result<T, NotCovered>,
    service: &Watched,
    uncovered: &mut Uncovered,
) -> Option<T> {
    match result {
        Ok(value) => Some(value),
        Err(error) => {
            uncovered
                .entry(service.terms.id.clone())
                .or_insert_with(|| error.to_string());
            None
        }
    }
}

/// The WIB day of the last second of a stretch.
pub(super) fn last_day(scope: Interval) -> NaiveDate {
    scope.to().plus(-1).local_date(Zone::Wib)
}

fn part_cells(part: &Part<'_>) -> Vec<Cell> {
    vec![
        part.service.into(),
        part.component.into(),
        part.title.into(),
        part.organisation.into(),
    ]
}

fn window_cells(figures: &Figures) -> [Cell; 3] {
    let figure = &figures.headline;
    [
        figure.period.from().into(),
        figure.period.to().into(),
        figure.until.into(),
    ]
}

fn count_cells(figures: &Figures) -> Vec<Cell> {
    let counts = |figure: &Availability| -> [Cell; 12] {
        [
            figure.up_seconds.into(),
            figure.down_seconds.into(),
            figure.unknown_seconds.into(),
            figure.excluded_seconds.into(),
            figure.known_seconds.into(),
            figure.outages.into(),
            figure.longest_seconds.into(),
            figure.restored.into(),
            figure.restored_seconds.into(),
            figure.open.into(),
            figure.unseen.into(),
            figure.carried.into(),
        ]
    };
    let mut cells = vec![figures.headline.period_seconds.into()];
    cells.extend(counts(&figures.headline));
    cells.extend(counts(&figures.without_maintenance));
    cells
}

fn budget_cells(headline: &Budget, second: &Budget) -> [Cell; 19] {
    let (to_date, year) = (&headline.to_date, &headline.if_nothing_more_fails);
    [
        headline.agreed_seconds_of_year.into(),
        headline.unknown_seconds.into(),
        headline.excluded_seconds.into(),
        headline.spent_seconds.into(),
        year.allowed_seconds.into(),
        year.left_seconds.into(),
        to_date.allowed_seconds.into(),
        to_date.left_seconds.into(),
        (to_date.base_seconds - headline.spent_seconds).into(),
        to_date.base_seconds.into(),
        (year.base_seconds - headline.spent_seconds).into(),
        year.base_seconds.into(),
        headline.can_still_be_met.into(),
        second.excluded_seconds.into(),
        second.spent_seconds.into(),
        second.if_nothing_more_fails.allowed_seconds.into(),
        second.if_nothing_more_fails.left_seconds.into(),
        second.if_nothing_more_fails.base_seconds.into(),
        second.can_still_be_met.into(),
    ]
}

pub(super) fn target_cells(target: Option<PromisedTarget>) -> [Cell; 4] {
    let Some(target) = target else {
        return [Cell::Empty, Cell::Empty, Cell::Empty, Cell::Empty];
    };
    [
        i64::from(target.target.hundredths()).into(),
        target.local.into(),
        target.source.into(),
        target.quote.into(),
    ]
}
