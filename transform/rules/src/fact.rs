//! The outcome of one clock of one ticket.

use serde::{Deserialize, Serialize};

use crate::ticket::names;
use crate::{Instant, Priority, Quarter};

names! {
    /// A clock of RULES 3.
    Clock {
        /// Waktu tanggap: submitted to first response.
        Response = "response",
        /// Pemenuhan: the norm's start event to fulfilled.
        Fulfilment = "fulfilment",
        /// Penutupan: activity end to closed.
        Closing = "closing",
        /// Penanganan awal: submitted to first response, by a norm of that kind.
        FirstHandling = "first_handling",
        /// Persetujuan: submitted to approved.
        Approval = "approval",
        /// Finished at or before activity start minus n.
        BeforeActivity = "before_activity",
        /// Penyelesaian gangguan: reported to resolved.
        Resolution = "resolution",
    }
}

names! {
    /// A verdict of RULES 4, in the order in which they are tried.
    Verdict {
        /// Force majeure, cancelled, out of scope.
        Exempt = "exempt",
        /// Nothing was promised.
        NoNorm = "no_norm",
        /// Something was promised, but the data do not tell.
        Unmeasurable = "unmeasurable",
        /// Finished, elapsed <= allowance.
        Met = "met",
        /// Finished, elapsed > allowance.
        Breached = "breached",
        /// Unfinished and beyond the allowance.
        Overdue = "overdue",
        /// Unfinished and within it.
        Running = "running",
    }
}

impl Verdict {
    /// Whether it enters the rate's denominator: met, breached or overdue.
    pub const fn is_decided(self) -> bool {
        matches!(self, Self::Met | Self::Breached | Self::Overdue)
    }
}

/// One clock of one ticket, judged as of an instant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fact {
    /// Which clock.
    pub clock: Clock,
    /// What it rests on: `001/8.4`, `001/tanggap/email`, `001/tabel-2/P3`. For `no_norm` the sub-service without norm
    /// (`004/1.1.a`); `None` where not even that is known.
    pub norm: Option<String>,
    /// The norm was adopted by a local overlay, no source document promises it.
    pub local: bool,
    /// Calendar the clock runs on: `office`, `office_wita`, `office_wit`, `always` or a configured one.
    pub calendar: Option<String>,
    /// What is allowed, in seconds of that calendar.
    pub allowance_seconds: Option<i64>,
    /// Start event of the clock.
    pub started_at: Option<Instant>,
    /// Seconds on the calendar over the active intervals, to the finish or the as-of instant.
    pub elapsed_seconds: Option<i64>,
    /// Earliest instant at which the allowance is used up.
    pub due_at: Option<Instant>,
    /// Instant after which it is exceeded.
    pub late_from: Option<Instant>,
    /// When the clock stopped (the last outcome).
    pub finished_at: Option<Instant>,
    /// Priority that was applied; incidents only.
    pub priority: Option<Priority>,
    /// Reopened later than seven days after the finish: a finding, the first finish stands (RULES 3).
    pub reopened_late: bool,
    /// The verdict.
    pub verdict: Verdict,
    /// Why it is exempt, no_norm or unmeasurable: a code such as `not_recorded`, or the exemption's own words.
    pub reason: Option<String>,
    /// When the outcome was settled: the earlier of finish and `late_from`; for the others RULES 4, "We:".
    pub settled_at: Instant,
    /// The quarter of `settled_at`.
    pub quarter: Quarter,
    /// As of when it was judged.
    pub as_of: Instant,
}
