//! The periods of availability, in WIB: a quarter has 90 to 92 days, a year 365 or 366 (RULES 4 and 5).

use serde::{Deserialize, Serialize};

use super::Interval;
use crate::Quarter;
use crate::ticket::names;

names! {
    /// What a quarter shows: "the quarter, the year to date and the rolling 12 months" (RULES 5).
    Period {
        /// The quarter alone, which gets no verdict.
        Quarter = "quarter",
        /// From 1 January to the end of the quarter.
        YearToDate = "year_to_date",
        /// The four quarters that end with this one.
        Rolling = "rolling_12_months",
    }
}

impl Period {
    /// From 00.00 WIB of its first day to 24.00 WIB of the quarter's last. As of an earlier instant it ends there.
    pub fn of(self, quarter: Quarter) -> Interval {
        let first = match self {
            Self::Quarter => quarter,
            Self::YearToDate => first_quarter(quarter),
            Self::Rolling => quarter.previous().previous().previous(),
        };
        span(first, quarter)
    }
}

/// The whole calendar year of `quarter`, in WIB.
pub fn year_of(quarter: Quarter) -> Interval {
    let first = first_quarter(quarter);
    span(first, first.next().next().next())
}

fn first_quarter(quarter: Quarter) -> Quarter {
    Quarter::new(quarter.year(), 1).unwrap_or(quarter)
}

/// From the start of `first` to the end of `last`; all of time for a quarter beyond the years chrono knows.
fn span(first: Quarter, last: Quarter) -> Interval {
    Interval::new(first.start(), last.end()).unwrap_or(Interval::ALWAYS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_in_days() {
        for (quarter, period, days) in [
            ("2026-TW1", Period::Quarter, 90),
            ("2028-TW1", Period::Quarter, 91),
            ("2026-TW2", Period::Quarter, 91),
            ("2026-TW3", Period::Quarter, 92),
            ("2026-TW4", Period::Quarter, 92),
            ("2026-TW1", Period::YearToDate, 90),
            ("2026-TW3", Period::YearToDate, 273),
            ("2028-TW4", Period::YearToDate, 366),
            ("2026-TW2", Period::Rolling, 365),
            ("2028-TW1", Period::Rolling, 366), // 1 April 2027 to 31 March 2028
            ("2027-TW4", Period::Rolling, 365),
            ("2028-TW4", Period::Rolling, 366),
        ] {
            let interval = period.of(quarter.parse().unwrap());
            assert_eq!(interval.seconds(), days * 86_400, "{quarter} {period}");
        }
        assert_eq!(year_of("2028-TW3".parse().unwrap()).seconds(), 366 * 86_400);
    }
}
