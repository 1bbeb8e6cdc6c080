//! Availability of services (RULES 5): seconds up, down, unknown and excluded, what a yearly target leaves, and how fast
//! outages were over.

use norma_rules::Instant;
use serde::Serialize;

use super::{OutageFinding, Quote};
use crate::charts::Stretch;

/// What the quarter shows of availability; without a configured service it is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Availability {
    /// Services, each followed by its components.
    pub services: Vec<AvailabilityRow>,
    /// `recovery_by_criticality`.
    pub recovery: Vec<RecoveryRow>,
    /// `reliability_targets` without those that a service above is judged by: targets of another kind, and of services that
    /// nobody configured or that no source speaks of. There also without a configured service.
    pub promises: Vec<ReliabilityRow>,
    /// `availability_findings`, of all records whatever their quarter.
    pub findings: Vec<OutageFinding>,
}

/// A service or one of its components.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct AvailabilityRow {
    /// Key of the service.
    pub service: String,
    /// Key of the component; `None` for the service as a whole.
    pub component: Option<String>,
    /// Title for people.
    pub title: String,
    /// Organisation that runs it.
    pub organisation: String,
    /// The configuration names a source that speaks of it.
    pub has_source: bool,
    /// The quarter alone, which gets no verdict; `None` where nothing was to be counted.
    pub quarter: Option<PeriodFigures>,
    /// From 1 January.
    pub year_to_date: Option<PeriodFigures>,
    /// The four quarters that end with this one.
    pub rolling: Option<PeriodFigures>,
    /// Its yearly target, also where it has no figure; `None` where nothing was promised.
    pub target: Option<TargetNote>,
    /// What that target leaves of the year.
    pub budget: Option<BudgetNote>,
    /// The states of the quarter, in order, for the picture.
    pub stretches: Vec<Stretch>,
}

/// A yearly target.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TargetNote {
    /// Hundredths of a percent: 9900 is 99%.
    pub hundredths: i64,
    /// Agreed locally.
    pub local: bool,
    /// Document and line, `001:765`; `None` for an adoption without a document.
    pub source: Option<String>,
    /// The exact words, or what the adoption rests on.
    pub quote: String,
}

/// Both figures of one period.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct PeriodFigures {
    /// As the settings say; by default planned maintenance counts as downtime.
    pub headline: Seconds,
    /// Without planned maintenance announced before it began.
    pub without_planned: Seconds,
    /// Outages with a counted second in it.
    pub outages: i64,
    /// Counted seconds of the longest.
    pub longest_seconds: Option<i64>,
    /// Outages that ended in it and were restored.
    pub restored: i64,
    /// Seconds of these.
    pub restore_seconds: i64,
    /// Mean time to restore, cut to seconds; `None` when nothing was restored.
    pub mean_restore_seconds: Option<i64>,
}

/// Agreed seconds by state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Seconds {
    /// Up.
    pub up: i64,
    /// Down.
    pub down: i64,
    /// Nobody knows.
    pub unknown: i64,
    /// In windows that leave both sides.
    pub excluded: i64,
    /// Up or down by knowledge: what coverage is taken of. With `unknown = down` less than up + down.
    pub known: i64,
}

impl Seconds {
    /// The denominator of the rate: up + down.
    pub const fn counted(&self) -> i64 {
        self.up + self.down
    }
}

/// What a yearly target leaves, as it stands at the end of the quarter or at the as-of instant when that is earlier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct BudgetNote {
    /// The year.
    pub year: i64,
    /// Up to when downtime is counted.
    pub counted_until: Option<Instant>,
    /// Agreed seconds of the whole year in service.
    pub agreed_seconds: i64,
    /// Unknown so far.
    pub unknown_seconds: i64,
    /// Downtime that the year may have.
    pub budget_seconds: i64,
    /// Downtime so far.
    pub spent_seconds: i64,
    /// Budget less spent, "if nothing more fails"; negative when it is overspent.
    pub left_seconds: i64,
    /// Downtime that the time so far may have: "to date".
    pub budget_to_date_seconds: i64,
    /// The same less spent; negative when it is overspent.
    pub left_to_date_seconds: i64,
    /// How the year stands.
    pub standing: Standing,
}

/// How a year stands against its target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// The year is over, its downtime within the budget.
    Reached,
    /// The year is over, its downtime beyond it.
    Missed,
    /// Downtime so far <= budget: the year can still be met.
    Reachable,
    /// Downtime so far > budget.
    OutOfReach,
    /// No second so far is up or down: nothing to judge.
    NoFigure,
}

impl Standing {
    /// From whether anything is known, whether the year is over, and whether downtime so far <= budget.
    pub const fn of(is_known: bool, is_over: bool, within_budget: bool) -> Self {
        match (is_known, is_over, within_budget) {
            (false, _, _) => Self::NoFigure,
            (true, true, true) => Self::Reached,
            (true, true, false) => Self::Missed,
            (true, false, true) => Self::Reachable,
            (true, false, false) => Self::OutOfReach,
        }
    }

    /// The target is met, or can still be.
    pub const fn is_good(self) -> bool {
        matches!(self, Self::Reached | Self::Reachable)
    }

    /// It is not met, or cannot be any more.
    pub const fn is_bad(self) -> bool {
        matches!(self, Self::Missed | Self::OutOfReach)
    }
}

/// The outages of services of one criticality against its recovery time. Counts are added, never averaged.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct RecoveryRow {
    /// Organisation that runs the services.
    pub organisation: String,
    /// Name of the level: `Sangat Kritis`.
    pub name: String,
    /// At most so many seconds, on the clock on the wall.
    pub limit_seconds: i64,
    /// Restored within the limit.
    pub in_time: i64,
    /// Over, and longer.
    pub late: i64,
    /// Open at the as-of instant, within the limit.
    pub open_within: i64,
    /// Open at the as-of instant, beyond it.
    pub open_beyond: i64,
    /// Within the limit when it was last seen, but nobody saw the end.
    pub unseen: i64,
    /// The same outages against the recovery to the DRC: no record says whether a service was moved there.
    pub drc: DrcRecovery,
    /// The words of the document.
    pub quote: Option<Quote>,
}

/// Outages against the time of recovery to the DRC.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct DrcRecovery {
    /// At most so many seconds, on the clock on the wall.
    pub limit_seconds: i64,
    /// Restored within the limit.
    pub in_time: i64,
    /// Over, and longer.
    pub late: i64,
    /// Open at the as-of instant, within the limit.
    pub open_within: i64,
    /// Open at the as-of instant, beyond it.
    pub open_beyond: i64,
    /// Within the limit when it was last seen, but nobody saw the end.
    pub unseen: i64,
}

/// A promise of reliability that no figure of availability answers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ReliabilityRow {
    /// Document and clause, `001/9`.
    pub reference: String,
    /// Organisation that it binds.
    pub organisation: String,
    /// Its kind, as a code: `installations`.
    pub kind: String,
    /// What is measured, in the document's words.
    pub subject: String,
    /// `at_least` or `at_most`.
    pub comparison: String,
    /// Hundredths of a percent; `None` for a number of things.
    pub target_hundredths: Option<i64>,
    /// A number of things.
    pub target_count: Option<i64>,
    /// `year` or `event`; `None` where nothing is said.
    pub period: Option<String>,
    /// Agreed locally.
    pub local: bool,
    /// Tickets finished in the quarter; `None` unless tickets measure it.
    pub finished: Option<i64>,
    /// Tickets open at its end.
    pub open_at_end: Option<i64>,
    /// Whether the share that was finished reaches the target; `None` where there is none.
    pub reaches_target: Option<bool>,
    /// Why nothing measures it: `not_exported`, `no_service`, `no_source`.
    pub not_measured: Option<String>,
    /// The exact words, with their line.
    pub quote: Quote,
}

impl Availability {
    /// Services as a whole, without their components.
    pub fn wholes(&self) -> impl Iterator<Item = &AvailabilityRow> {
        self.services.iter().filter(|row| row.component.is_none())
    }
}
