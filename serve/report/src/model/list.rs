//! Rows of lists that only pages have.

use norma_rules::Instant;
use serde::Serialize;

/// A clock that still runs: a row of `due_soon`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DueSoon {
    /// Source.
    pub source: String,
    /// Number of the ticket.
    pub ticket_id: String,
    /// Which clock.
    pub clock: String,
    /// Organisation that serves.
    pub organisation: String,
    /// Service as exported.
    pub service_name: Option<String>,
    /// Team that handles it.
    pub team: Option<String>,
    /// Priority; incidents only.
    pub priority: Option<String>,
    /// Norm.
    pub norm: Option<String>,
    /// Calendar of the seconds.
    pub calendar: Option<String>,
    /// When the allowance is used up if nothing stops the clock.
    pub due_at: Option<Instant>,
    /// Allowance, seconds of the calendar.
    pub allowance: i64,
    /// The allowance as promised.
    pub limit: String,
    /// What is left of it, seconds of the calendar.
    pub remaining: i64,
}

/// A clock with its verdict: a row of `verdicts` or `breaches`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct VerdictRow {
    /// Source.
    pub source: String,
    /// Number of the ticket.
    pub ticket_id: String,
    /// Which clock.
    pub clock: String,
    /// Verdict.
    pub verdict: String,
    /// Why it has no decided verdict.
    pub reason: Option<String>,
    /// Organisation that serves.
    pub organisation: String,
    /// Service as exported.
    pub service_name: Option<String>,
    /// Work unit that asked.
    pub work_unit: Option<String>,
    /// Priority; incidents only.
    pub priority: Option<String>,
    /// Norm.
    pub norm: Option<String>,
    /// Adopted by a local overlay.
    pub local: bool,
    /// Calendar of the seconds.
    pub calendar: Option<String>,
    /// Allowance, seconds of the calendar.
    pub allowance: Option<i64>,
    /// The allowance as promised.
    pub limit: String,
    /// Elapsed, seconds of the calendar.
    pub elapsed: Option<i64>,
    /// Beyond the allowance, seconds of the calendar.
    pub exceeded: Option<i64>,
    /// When it was submitted.
    pub submitted_at: Option<Instant>,
    /// When the clock stopped.
    pub finished_at: Option<Instant>,
}
