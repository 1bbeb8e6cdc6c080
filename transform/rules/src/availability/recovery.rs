//! Outages against a recovery time: "waktu pemulihan gangguan maksimal 3 jam" and the like, by criticality (001:1356-1361).

use std::ops::AddAssign;

use serde::Serialize;

use super::figures::Count;
use super::{Ended, Interval, Intervals, Timeline};
use crate::settings::Maintenance;
use crate::{Instant, NotCovered, WorkingCalendar};

/// Outages of a period by how their recovery stands. Counts of services and quarters are added, never averaged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Recovery {
    /// Restored within the limit.
    pub in_time: u64,
    /// Over, and longer than the limit.
    pub late: u64,
    /// Open at the as-of instant, within the limit.
    pub open_within: u64,
    /// Open at the as-of instant, beyond the limit.
    pub open_beyond: u64,
    /// Within the limit when it was last seen, but nobody saw the end: not measurable.
    pub unseen: u64,
}

impl Recovery {
    /// Judges every outage that settled in `period`, as tickets are counted (RULES 4): at its last second, or at the first
    /// second beyond the limit when that comes earlier. So each outage counts in one period only, and a closed one does not
    /// move.
    ///
    /// The limit is in `jam`, which run on `always` (RULES 1): seconds on the clock on the wall, in time up to and including
    /// the limit. Windows of maintenance announced before they began do not count, nor do outages that have no second in
    /// agreed hours, which are none of the service.
    pub fn of(
        timeline: &Timeline,
        calendar: &WorkingCalendar,
        period: Interval,
        limit_seconds: i64,
    ) -> Result<Self, NotCovered> {
        let count = Count::new(timeline, calendar, Maintenance::Excluded);
        let mut recovery = Self::default();
        for &outage in timeline.down().overlapping(period) {
            let counted = Intervals::from(outage).subtract(timeline.windows());
            let Some(settled) = settled_at(&counted, limit_seconds) else {
                continue;
            };
            if period.contains(settled) && count.one(outage)? > 0 {
                let beyond = counted.seconds() > limit_seconds;
                recovery.count(timeline.ended(outage), beyond);
            }
        }
        Ok(recovery)
    }

    fn count(&mut self, ended: Ended, beyond: bool) {
        *match (ended, beyond) {
            (Ended::Restored, false) => &mut self.in_time,
            (Ended::Restored | Ended::Unseen, true) => &mut self.late,
            (Ended::Open, false) => &mut self.open_within,
            (Ended::Open, true) => &mut self.open_beyond,
            (Ended::Unseen, false) => &mut self.unseen,
        } += 1;
    }

    /// Restored in time, and all that are decided; `None` when none is (RULES 4, rate).
    pub fn rate(&self) -> Option<(u64, u64)> {
        let decided = self.in_time + self.late + self.open_beyond;
        (decided > 0).then_some((self.in_time, decided))
    }
}

impl AddAssign for Recovery {
    fn add_assign(&mut self, other: Self) {
        self.in_time += other.in_time;
        self.late += other.late;
        self.open_within += other.open_within;
        self.open_beyond += other.open_beyond;
        self.unseen += other.unseen;
    }
}

/// The first second beyond the limit, else the last one; `None` when no second counts.
fn settled_at(counted: &Intervals, limit_seconds: i64) -> Option<Instant> {
    let mut left = limit_seconds.max(0);
    for part in counted {
        if part.seconds() > left {
            return Some(part.from().plus(left));
        }
        left -= part.seconds();
    }
    counted.iter().last().map(|part| part.to().plus(-1))
}
