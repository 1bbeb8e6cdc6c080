//! Instants: whole seconds in UTC.

use std::fmt;

use chrono::{DateTime, NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};

use crate::Zone;

/// An instant: whole seconds since 1970-01-01T00:00:00Z. RULES 1: "Every instant is stored in UTC, cut to whole seconds".
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Instant(pub i64);

impl Instant {
    /// The instant at which the clocks of `zone` show `local`; fractions of a second are cut off.
    pub fn from_local(local: NaiveDateTime, zone: Zone) -> Self {
        Self(local.and_utc().timestamp() - zone.offset_seconds())
    }

    /// 00.00 of `day` in `zone`.
    pub fn start_of_day(day: NaiveDate, zone: Zone) -> Self {
        Self::from_local(day.and_time(chrono::NaiveTime::MIN), zone)
    }

    /// What the clocks of `zone` show at this instant. Instants beyond the years chrono knows show as its first or last.
    pub fn to_local(self, zone: Zone) -> NaiveDateTime {
        let seconds = self.0.saturating_add(zone.offset_seconds());
        DateTime::from_timestamp(seconds, 0).map_or(
            if seconds < 0 {
                NaiveDateTime::MIN
            } else {
                NaiveDateTime::MAX
            },
            |t| t.naive_utc(),
        )
    }

    /// The date in `zone` at this instant.
    pub fn local_date(self, zone: Zone) -> NaiveDate {
        self.to_local(zone).date()
    }

    /// The instant `seconds` later, without wrapping.
    #[must_use]
    pub const fn plus(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds))
    }

    /// Seconds from `earlier` to this instant; negative when `earlier` is later.
    pub const fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }
}

impl fmt::Debug for Instant {
    /// Shown as a reader of a failing test wants it: WIB wall clock.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} WIB",
            self.to_local(Zone::Wib).format("%Y-%m-%d %H:%M:%S")
        )
    }
}
