//! The error budget of a year (RULES 5): what a yearly target leaves for downtime, what of it is spent and left.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::figures::Count;
use super::period::year_of;
use super::{Availability, Interval, Period, Reading, Timeline};
use crate::{NotCovered, Quarter, WorkingCalendar};

/// A target of availability in hundredths of a percent: 9900 is 99%, 9750 is 97.5%.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
pub struct Target(u32);

/// The whole, in hundredths of a percent.
const WHOLE: u32 = 10_000;

impl Target {
    /// `None` above 100%.
    pub const fn from_hundredths(hundredths: u32) -> Option<Self> {
        if hundredths <= WHOLE {
            Some(Self(hundredths))
        } else {
            None
        }
    }

    /// In hundredths of a percent.
    pub const fn hundredths(self) -> u32 {
        self.0
    }

    /// (1 - target) x `seconds`, cut to whole seconds. Downtime is whole seconds, so it exceeds the cut budget exactly when it
    /// exceeds the uncut one: cutting moves no verdict.
    pub fn allows(self, seconds: i64) -> i64 {
        let cut = i128::from(WHOLE - self.0) * i128::from(seconds) / i128::from(WHOLE);
        i64::try_from(cut).unwrap_or(i64::MAX)
    }
}

/// A target above 100%.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("{0} is no target; write hundredths of a percent up to 10000, such as 9900 for 99%")]
pub struct InvalidTarget(pub u32);

impl TryFrom<u32> for Target {
    type Error = InvalidTarget;
    fn try_from(hundredths: u32) -> Result<Self, Self::Error> {
        Self::from_hundredths(hundredths).ok_or(InvalidTarget(hundredths))
    }
}

impl From<Target> for u32 {
    fn from(target: Target) -> Self {
        target.0
    }
}

/// A budget over some agreed seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Allowance {
    /// What the target is taken of: agreed seconds without unknown and excluded time.
    pub base_seconds: i64,
    /// (1 - target) x base, cut.
    pub allowed_seconds: i64,
    /// Allowed less spent; negative when it is overspent.
    pub left_seconds: i64,
}

/// The error budget of a service or component in the year of a quarter.
///
/// Unknown time so far leaves the seconds of which the target is taken, as it leaves both sides of the rate: so the year can
/// still be met exactly when its rate would reach the target if nothing more failed. Excluded maintenance leaves them
/// likewise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Budget {
    /// The target.
    pub target: Target,
    /// Agreed seconds of the whole year in service, past and to come.
    pub agreed_seconds_of_year: i64,
    /// Unknown so far.
    pub unknown_seconds: i64,
    /// In excluded maintenance windows so far.
    pub excluded_seconds: i64,
    /// Downtime so far.
    pub spent_seconds: i64,
    /// "To date": the budget of the time that has passed.
    pub to_date: Allowance,
    /// "If nothing more fails": the budget of the whole year, the rest of it taken as up.
    pub if_nothing_more_fails: Allowance,
    /// Downtime so far <= budget of the year.
    pub can_still_be_met: bool,
}

impl Budget {
    /// The budget of the year of `quarter` as it stands at the end of the quarter, or at the as-of instant when that is
    /// earlier. Fails when the calendar does not cover the year.
    pub fn of(
        timeline: &Timeline,
        calendar: &WorkingCalendar,
        quarter: Quarter,
        reading: Reading,
        target: Target,
    ) -> Result<Self, NotCovered> {
        let period = Period::YearToDate.of(quarter);
        let so_far = Availability::of(timeline, calendar, period, reading)?;
        let year = timeline
            .in_service
            .and_then(|dates: Interval| dates.intersect(year_of(quarter)));
        let count = Count::new(timeline, calendar, reading.maintenance);
        let agreed = year.map_or(Ok(0), |year| count.agreed(year))?;
        let allowance = |agreed_seconds: i64| {
            let base = agreed_seconds - so_far.unknown_seconds - so_far.excluded_seconds;
            let allowed = target.allows(base);
            Allowance {
                base_seconds: base,
                allowed_seconds: allowed,
                left_seconds: allowed - so_far.down_seconds,
            }
        };
        let whole = allowance(agreed);
        Ok(Self {
            target,
            agreed_seconds_of_year: agreed,
            unknown_seconds: so_far.unknown_seconds,
            excluded_seconds: so_far.excluded_seconds,
            spent_seconds: so_far.down_seconds,
            to_date: allowance(so_far.period_seconds),
            if_nothing_more_fails: whole,
            can_still_be_met: whole.left_seconds >= 0,
        })
    }

    /// Up and up + down of the year if nothing more fails; `None` when no second counts.
    pub fn rate_if_nothing_more_fails(&self) -> Option<(i64, i64)> {
        let base = self.if_nothing_more_fails.base_seconds;
        (base > 0).then_some((base - self.spent_seconds, base))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn budgets_of_a_year() {
        for (target, days, seconds) in [
            (9900, 365, 315_360), // 87 h 36 m
            (9900, 366, 316_224), // 87 h 50 m 24 s
            (9750, 365, 788_400),
            (9800, 365, 630_720),
            (10_000, 365, 0),
            (0, 365, 31_536_000),
            (9999, 365, 3_153), // 3153.6, cut
        ] {
            let target = Target::from_hundredths(target).unwrap();
            assert_eq!(target.allows(days * 86_400), seconds, "{target:?} {days}");
        }
        assert_eq!(Target::from_hundredths(10_001), None);
    }
}
