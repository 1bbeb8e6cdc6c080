//! Open tickets and their ages.

use norma_rules::Instant;
use serde::Serialize;

/// `backlog_by_age`: the open tickets of a source and organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BacklogRow {
    /// Source.
    pub source: String,
    /// Organisation that serves them.
    pub organisation: String,
    /// Up to when ages are counted: the end of the quarter, or the as-of instant when that is earlier.
    pub measured_at: Option<Instant>,
    /// How many are how old.
    pub ages: Ages,
    /// Age of the oldest, seconds of 24 x 7.
    pub oldest_seconds: i64,
    /// Number of the oldest.
    pub oldest_ticket: String,
}

/// Open tickets by age since submission, in days of 24 hours; a class holds its upper bound.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Ages {
    /// At most 7 days.
    pub up_to_7_days: i64,
    /// More, at most 30.
    pub up_to_30_days: i64,
    /// More, at most 90.
    pub up_to_90_days: i64,
    /// More, at most 365.
    pub up_to_365_days: i64,
    /// More than 365.
    pub beyond_365_days: i64,
}

impl Ages {
    /// Every open ticket.
    pub const fn open(&self) -> i64 {
        self.up_to_7_days
            + self.up_to_30_days
            + self.up_to_90_days
            + self.up_to_365_days
            + self.beyond_365_days
    }

    /// Those of more than 30 days.
    pub const fn old(&self) -> i64 {
        self.up_to_90_days + self.up_to_365_days + self.beyond_365_days
    }

    /// The classes from the youngest, each with its name.
    pub const fn classes(&self) -> [(&'static str, i64); 5] {
        [
            ("s.d. 7 hari", self.up_to_7_days),
            ("lebih dari 7 s.d. 30 hari", self.up_to_30_days),
            ("lebih dari 30 s.d. 90 hari", self.up_to_90_days),
            ("lebih dari 90 s.d. 365 hari", self.up_to_365_days),
            ("lebih dari 365 hari", self.beyond_365_days),
        ]
    }
}

impl std::iter::Sum for Ages {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::default(), |a, b| Self {
            up_to_7_days: a.up_to_7_days + b.up_to_7_days,
            up_to_30_days: a.up_to_30_days + b.up_to_30_days,
            up_to_90_days: a.up_to_90_days + b.up_to_90_days,
            up_to_365_days: a.up_to_365_days + b.up_to_365_days,
            beyond_365_days: a.beyond_365_days + b.beyond_365_days,
        })
    }
}
