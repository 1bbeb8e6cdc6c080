//! The same tickets judged by other norms: a simulation beside the report's own figures.

use serde::Serialize;

use crate::counts::Counts;

/// A simulation of one quarter. Both sides count the same tickets: those that the norms in force count in the quarter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WhatIf {
    /// What judged: a document (`001`), or the file of an overlay as it was named.
    pub norms: String,
    /// The title of that document; `None` for an overlay.
    pub title: Option<String>,
    /// Version of calendars, norms and settings of the simulation.
    pub rules_version: String,
    /// `what_if_by_organisation`.
    pub organisations: Vec<PromiseRow>,
    /// `what_if_by_service`.
    pub services: Vec<WhatIfService>,
    /// `what_if_changes`.
    pub changes: Vec<Change>,
}

impl WhatIf {
    /// What is promised, in the order of the report.
    pub const PROMISES: [&str; 3] = ["service", "resolution", "response"];

    /// Both sides of one promise (`service`, `resolution`, `response`), norms adopted locally among them.
    pub fn total(&self, promise: &str) -> Sides {
        let rows = self.organisations.iter();
        rows.filter(|row| row.promise == promise)
            .map(|row| row.sides)
            .fold(Sides::default(), Sides::plus)
    }

    /// Both sides of every promise, in the order of the report.
    pub fn totals(&self) -> Vec<PromiseTotal> {
        let total = |promise: &str| PromiseTotal {
            promise: promise.to_owned(),
            sides: self.total(promise),
        };
        Self::PROMISES.into_iter().map(total).collect()
    }
}

/// The same clocks under the norms in force and under the others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Sides {
    /// By the norms in force: the report's own figures.
    pub in_force: Counts,
    /// By the others.
    pub other: Counts,
    /// Late in force, and met or running by the others.
    pub improved: i64,
    /// Met or running in force, and late by the others.
    pub worsened: i64,
    /// The others have no certain counterpart of the ticket's sub-service.
    pub no_counterpart: i64,
}

impl Sides {
    /// Both groups together.
    #[must_use]
    pub const fn plus(self, more: Self) -> Self {
        Self {
            in_force: self.in_force.plus(more.in_force),
            other: self.other.plus(more.other),
            improved: self.improved + more.improved,
            worsened: self.worsened + more.worsened,
            no_counterpart: self.no_counterpart + more.no_counterpart,
        }
    }
}

/// Both sides of one promise, of all organisations.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PromiseTotal {
    /// `service`, `resolution` or `response`.
    pub promise: String,
    /// Its clocks.
    pub sides: Sides,
}

/// One promise of an organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PromiseRow {
    /// Organisation that serves the tickets.
    pub organisation: String,
    /// `service`, `resolution` or `response`.
    pub promise: String,
    /// Some norm in force is adopted locally.
    pub local: bool,
    /// Some of the other norms are.
    pub other_local: bool,
    /// Its clocks.
    pub sides: Sides,
}

/// One service of an organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WhatIfService {
    /// Organisation that serves it.
    pub organisation: String,
    /// Norm its tickets map to, `002/9.b.3`.
    pub norm_path: Option<String>,
    /// Name as exported.
    pub service_name: String,
    /// Some norm in force is adopted locally.
    pub local: bool,
    /// Some of the other norms are.
    pub other_local: bool,
    /// What the norms in force allow, in words, from the least to the greatest.
    pub limit: String,
    /// The other norms that judged its tickets, from the first to the last; empty without any.
    pub other_norms: String,
    /// What those allow.
    pub other_limit: String,
    /// Its clocks.
    pub sides: Sides,
}

/// One clock of one ticket that is late on one side alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// `improved` or `worsened`.
    pub change: String,
    /// Source.
    pub source: String,
    /// Ticket number.
    pub ticket_id: String,
    /// Organisation.
    pub organisation: String,
    /// Service name as exported.
    pub service_name: Option<String>,
    /// By the norms in force.
    pub in_force: Judged,
    /// By the others.
    pub other: Judged,
}

/// How one side judges a clock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Judged {
    /// Which clock.
    pub clock: Option<String>,
    /// Norm it rests on.
    pub norm: Option<String>,
    /// Adopted by a local overlay.
    pub local: bool,
    /// Calendar of the seconds.
    pub calendar: Option<String>,
    /// The allowance as promised.
    pub limit: String,
    /// Elapsed, seconds.
    pub elapsed: Option<i64>,
    /// The verdict.
    pub verdict: Option<String>,
}
