//! The report model: every figure of one quarter, once. All outputs are made of it, so that they cannot disagree.
//!
//! The fields of a row are the columns of the model (`queries/models/NAME.sql`) that it comes from.

mod annex;
mod availability;
mod backlog;
mod basis;
mod frame;
mod list;
mod pareto;
mod quality;
mod trend;
mod what_if;

use std::collections::BTreeMap;

use norma_rules::{Instant, Period, Quarter};
use serde::Serialize;

use crate::charts::Flow;
use crate::counts::Counts;

pub use annex::{
    Clause, Exclusion, Ledger, LedgerStretch, Ledgers, MainFigures, NormInUse, OtherFigures,
    Sensitivity,
};
pub use availability::{
    Availability, AvailabilityRow, BudgetNote, DrcRecovery, PeriodFigures, RecoveryRow,
    ReliabilityRow, Seconds, Standing, TargetNote,
};
pub use backlog::{Ages, BacklogRow};
pub use basis::{AdoptionNote, ModelNote, Setting};
pub use frame::{
    AvailabilityTotal, CalendarNote, DocumentNote, Frame, ServiceKey, ServiceMonths,
    ServiceStanding, ServiceStandings,
};
pub use list::{DueSoon, VerdictRow};
pub use pareto::ParetoRow;
pub use quality::{Finding, Load, OutageFinding, Unmapped};
pub(crate) use trend::MOST_QUARTERS;
pub use trend::{Baseline, Series};
pub use what_if::{Change, Judged, PromiseRow, PromiseTotal, Sides, WhatIf, WhatIfService};

/// One quarter, as of one instant, from one snapshot, under one version of the rules.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// The quarter; of another period the last that it touches.
    pub quarter: Quarter,
    /// What is reported: as a rule the quarter.
    pub period: Period,
    /// As of when it was judged.
    pub as_of: Instant,
    /// Number of the snapshot of the lake; `None` for figures that rest on no lake.
    pub snapshot: Option<i64>,
    /// Version of calendars, norms and settings.
    pub rules_version: String,
    /// Up to when each source is known.
    pub cut_offs: Vec<CutOff>,
    /// `quarter_summary`.
    pub clocks: Vec<ClockRow>,
    /// `fulfilment_by_service`.
    pub services: Vec<ServiceRow>,
    /// `resolution_by_priority`.
    pub priorities: Vec<PriorityRow>,
    /// `response_by_channel`.
    pub channels: Vec<ChannelRow>,
    /// `flow_by_source`.
    pub flows: Vec<FlowRow>,
    /// `availability`, `availability_targets`, `availability_budget`, `outage_periods`, `recovery_by_criticality`,
    /// `reliability_targets`, `availability_findings`.
    pub availability: Availability,
    /// `breaches`.
    pub breaches: Vec<Breach>,
    /// `verdict_counts`, those with a reason.
    pub reasons: Vec<Reason>,
    /// `load_counts`.
    pub loads: Vec<Load>,
    /// `data_quality`.
    pub findings: Vec<Finding>,
    /// `unmapped_services`.
    pub unmapped: Vec<Unmapped>,
    /// Norms that local overlays adopted.
    pub adoptions: Vec<AdoptionNote>,
    /// The settings of RULES 7 in force.
    pub settings: Vec<Setting>,
    /// The SQL files that the figures come from.
    pub models: Vec<ModelNote>,
    /// The same tickets judged by other norms, only when that was asked for: no figure of the report.
    pub what_if: Option<WhatIf>,
    /// The quarters and months around it, and what it rests on.
    pub frame: Frame,
    /// `backlog_by_age`.
    pub backlog: Vec<BacklogRow>,
    /// `breach_pareto`.
    pub pareto: Vec<ParetoRow>,
    /// `summary_by_quarter`: the last quarters up to this one, oldest first, without a gap.
    pub trend: Vec<QuarterRow>,
    /// `exclusions`.
    pub exclusions: Vec<Exclusion>,
    /// `norms_in_use`, with the words of the documents.
    pub norms: Vec<NormInUse>,
    /// The main figures under other settings; only [`Report::with_annexes`].
    pub sensitivity: Option<Sensitivity>,
    /// The breaches second by second; only [`Report::with_annexes`].
    pub ledgers: Option<Ledgers>,
}

/// Up to when a source is known: the export time of its newest export.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CutOff {
    /// Source.
    pub source: String,
    /// Export time of its newest export.
    pub at: Instant,
}

/// One clock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ClockRow {
    /// Which clock: `response`, `fulfilment`, ...
    pub clock: String,
    /// Judged by norms that a local overlay adopted.
    pub local: bool,
    /// Its tickets.
    pub counts: Counts,
}

/// Median and 90th percentile of finished tickets, by nearest rank.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Times {
    /// Median, seconds.
    pub median: Option<i64>,
    /// 90th percentile, seconds.
    pub p90: Option<i64>,
    /// Calendar of the seconds; `None` when the tickets ran on several of different day length.
    pub calendar: Option<String>,
}

/// One service of an organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ServiceRow {
    /// Organisation that serves it.
    pub organisation: String,
    /// Norm it maps to, `001/8.4`.
    pub norm_path: Option<String>,
    /// Name as exported.
    pub service_name: String,
    /// Clock of its norm.
    pub clock: String,
    /// Adopted by a local overlay.
    pub local: bool,
    /// Its tickets.
    pub counts: Counts,
    /// How long they took.
    pub times: Times,
    /// Least allowance of its tickets, seconds of the calendar.
    pub allowance_least: Option<i64>,
    /// Greatest allowance.
    pub allowance_most: Option<i64>,
    /// The least allowance as promised: `2 jam kerja`.
    pub limit_least: String,
    /// The greatest allowance as promised.
    pub limit_most: String,
    /// The words of the norm, each with its place.
    pub quotes: Vec<Quote>,
}

impl ServiceRow {
    /// Something was promised for at least one of its tickets. An exemption alone does not tell; then the norms of what it
    /// maps to do, which a sub-service that is only listed does not have.
    pub const fn has_norm(&self) -> bool {
        let judged = self.counts.decided() + self.counts.running + self.counts.unmeasurable;
        judged > 0 || (self.counts.no_norm == 0 && !self.quotes.is_empty())
    }
}

/// The words a norm rests on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Quote {
    /// Norm, `001/8.4`.
    pub norm: String,
    /// Exact words.
    pub words: String,
    /// Line of the document.
    pub line: u32,
}

/// One priority of an organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PriorityRow {
    /// Organisation.
    pub organisation: String,
    /// Adopted by a local overlay.
    pub local: bool,
    /// P1 to P5; `None` when it was not recorded.
    pub priority: Option<String>,
    /// Its incidents.
    pub counts: Counts,
    /// How long they took.
    pub times: Times,
    /// Allowance, seconds of the calendar.
    pub allowance: Option<i64>,
    /// The allowance as promised: `16 jam kerja`.
    pub limit: String,
    /// What table 2 of 001 allows at this priority, bound or not: beside times without a norm it is a comparison.
    pub comparison: String,
}

/// One channel of an organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ChannelRow {
    /// Organisation.
    pub organisation: String,
    /// Adopted by a local overlay.
    pub local: bool,
    /// Channel; `None` when it was not recorded.
    pub channel: Option<String>,
    /// Its tickets.
    pub counts: Counts,
    /// How long they took.
    pub times: Times,
    /// Least allowance, seconds.
    pub allowance_least: Option<i64>,
    /// Greatest allowance, seconds.
    pub allowance_most: Option<i64>,
    /// The least allowance in words.
    pub limit_least: String,
    /// The greatest allowance in words.
    pub limit_most: String,
}

/// The flow of one source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FlowRow {
    /// Source.
    pub source: String,
    /// Its tickets.
    pub flow: Flow,
}

/// One clock of one ticket that was breached or is overdue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Breach {
    /// Source.
    pub source: String,
    /// Ticket number.
    pub ticket_id: String,
    /// Which clock.
    pub clock: String,
    /// `breached` or `overdue`.
    pub verdict: String,
    /// Organisation.
    pub organisation: String,
    /// Service name as exported.
    pub service_name: Option<String>,
    /// Priority of an incident.
    pub priority: Option<String>,
    /// Norm it rests on.
    pub norm: Option<String>,
    /// Adopted by a local overlay.
    pub local: bool,
    /// Calendar of the seconds.
    pub calendar: Option<String>,
    /// Allowance, seconds.
    pub allowance: Option<i64>,
    /// The allowance as promised.
    pub limit: String,
    /// Elapsed, seconds; for `before_activity` there may be none.
    pub elapsed: Option<i64>,
    /// Elapsed beyond the allowance, seconds.
    pub exceeded: Option<i64>,
    /// When it was due.
    pub due_at: Option<Instant>,
    /// When it was finished.
    pub finished_at: Option<Instant>,
}

/// Why tickets have no decided verdict.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reason {
    /// Clock.
    pub clock: String,
    /// `exempt`, `no_norm` or `unmeasurable`.
    pub verdict: String,
    /// Code, or the words of an exemption.
    pub reason: String,
    /// Tickets.
    pub tickets: i64,
}

/// The clocks that norms of services run on: what "pemenuhan norma waktu" sums up.
pub const SERVICE_CLOCKS: [&str; 5] = [
    "fulfilment",
    "closing",
    "first_handling",
    "approval",
    "before_activity",
];

impl Report {
    /// The period had not ended when it was judged, so its figures still move.
    pub fn is_partial(&self) -> bool {
        self.as_of < self.period.end()
    }

    /// Requests and changes under norms of the documents; locally adopted norms are not among them.
    pub fn fulfilment(&self) -> Counts {
        fulfilment(&self.clocks)
    }

    /// Incidents under norms of the documents.
    pub fn resolution(&self) -> Counts {
        resolution(&self.clocks)
    }

    /// First responses under norms of the documents.
    pub fn response(&self) -> Counts {
        response(&self.clocks)
    }

    /// The flow of all sources together.
    pub fn flow(&self) -> Flow {
        self.flows.iter().map(|row| row.flow).sum()
    }

    /// Records of all exports that were rejected, each export as its newest run read it.
    pub fn rejected(&self) -> i64 {
        let mut newest: BTreeMap<(&str, &str), (i64, i64)> = BTreeMap::new();
        for load in &self.loads {
            let kept = newest
                .entry((&load.source, &load.landing_file))
                .or_default();
            *kept = (*kept).max((load.run, load.rejected));
        }
        newest.values().map(|(_, rejected)| rejected).sum()
    }

    /// The value in force of a setting; empty for a key that RULES 7 does not know.
    pub fn setting(&self, key: &str) -> &str {
        let found = self.settings.iter().find(|setting| setting.key == key);
        found.map_or("", |setting| &setting.value)
    }
}

/// One quarter beside others: its groups under norms of the documents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct QuarterRow {
    /// The quarter.
    pub quarter: Quarter,
    /// Requests and changes.
    pub fulfilment: Counts,
    /// Incidents.
    pub resolution: Counts,
    /// First responses.
    pub response: Counts,
}

impl QuarterRow {
    /// A quarter without a ticket.
    pub fn empty(quarter: Quarter) -> Self {
        Self {
            quarter,
            fulfilment: Counts::default(),
            resolution: Counts::default(),
            response: Counts::default(),
        }
    }
}

pub(crate) fn fulfilment(clocks: &[ClockRow]) -> Counts {
    sum(clocks, |clock| SERVICE_CLOCKS.contains(&clock))
}

pub(crate) fn resolution(clocks: &[ClockRow]) -> Counts {
    sum(clocks, |clock| clock == "resolution")
}

pub(crate) fn response(clocks: &[ClockRow]) -> Counts {
    sum(clocks, |clock| clock == "response")
}

/// The sum of these clocks; what a local overlay adopted is not among them.
fn sum(clocks: &[ClockRow], wanted: impl Fn(&str) -> bool) -> Counts {
    let rows = clocks.iter().filter(|row| !row.local && wanted(&row.clock));
    rows.map(|row| row.counts).sum()
}
