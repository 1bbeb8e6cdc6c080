//! Periods that are asked for: a quarter, a month, a semester, a year, or any run of days in WIB.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, Months, NaiveDate};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::{Instant, Quarter, Zone};

/// Whole days in WIB, first and last included. Two ways to write the same days are the same period, and it is written
/// the shortest way: `2026`, `2026-SM1`, `2026-TW1`, `2026-03`, else `2026-01-15..2026-02-14`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Period {
    first: NaiveDate,
    last: NaiveDate,
}

impl Period {
    /// The days from `first` to `last`; `None` when the last comes before the first, or outside the years 1900 to 9999.
    pub fn new(first: NaiveDate, last: NaiveDate) -> Option<Self> {
        let within = |day: NaiveDate| (1900..=9999).contains(&day.year());
        (first <= last && within(first) && within(last)).then_some(Self { first, last })
    }

    /// `months` months from the first day of `month` (1 to 12).
    fn of_months(year: i32, month: u32, months: u32) -> Option<Self> {
        let first = NaiveDate::from_ymd_opt(year, month, 1)?;
        let last = first.checked_add_months(Months::new(months))?.pred_opt()?;
        Self::new(first, last)
    }

    /// The first day.
    pub const fn first_day(self) -> NaiveDate {
        self.first
    }

    /// The last day, itself inside.
    pub const fn last_day(self) -> NaiveDate {
        self.last
    }

    /// 00.00 WIB of the first day.
    pub fn start(self) -> Instant {
        Instant::start_of_day(self.first, Zone::Wib)
    }

    /// 24.00 WIB of the last day, itself outside.
    pub fn end(self) -> Instant {
        let next = self.last.succ_opt().unwrap_or(NaiveDate::MAX);
        Instant::start_of_day(next, Zone::Wib)
    }

    /// The quarter, when it is one.
    pub fn quarter(self) -> Option<Quarter> {
        let quarter = Quarter::of(self.start());
        (Self::from(quarter) == self).then_some(quarter)
    }

    /// The quarters that it touches, oldest first.
    pub fn quarters(self) -> impl Iterator<Item = Quarter> {
        let last = Quarter::of(self.end().plus(-1));
        std::iter::successors(Some(Quarter::of(self.start())), |quarter| {
            Some(quarter.next())
        })
        .take_while(move |quarter| *quarter <= last)
    }
}

impl From<Quarter> for Period {
    fn from(quarter: Quarter) -> Self {
        let first = quarter.first_day();
        let last = quarter.next().first_day().pred_opt();
        Self {
            first,
            last: last.unwrap_or(NaiveDate::MAX),
        }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month) = (self.first.year(), self.first.month());
        let is = |months| Self::of_months(year, month, months) == Some(*self);
        match month {
            1 if is(12) => write!(f, "{year:04}"),
            1 | 7 if is(6) => write!(f, "{year:04}-SM{}", month / 6 + 1),
            1 | 4 | 7 | 10 if is(3) => write!(f, "{year:04}-TW{}", month / 3 + 1),
            _ if is(1) => write!(f, "{year:04}-{month:02}"),
            _ => write!(f, "{}..{}", self.first, self.last),
        }
    }
}

/// A text that is no period.
#[derive(Debug, Error, PartialEq, Eq)]
#[error(
    "{0:?} is no period; write a quarter (2026-TW1), semester (2026-SM1), year (2026), month (2026-03), or first and last day (2026-01-15..2026-02-14)"
)]
pub struct InvalidPeriod(pub String);

impl FromStr for Period {
    type Err = InvalidPeriod;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        parse(text.trim()).ok_or_else(|| InvalidPeriod(text.to_owned()))
    }
}

fn parse(text: &str) -> Option<Period> {
    if let Some((first, last)) = text.split_once("..") {
        return Period::new(day(first)?, day(last)?);
    }
    if let Ok(quarter) = text.parse::<Quarter>() {
        return Some(quarter.into());
    }
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let (year, part) = match text.split_once('-') {
        Some((year, part)) => (year, Some(part)),
        None => (text, None),
    };
    if year.len() != 4 || !digits(year) {
        return None;
    }
    let year = year.parse().ok()?;
    match part {
        None => Period::of_months(year, 1, 12),
        Some("SM1" | "sm1") => Period::of_months(year, 1, 6),
        Some("SM2" | "sm2") => Period::of_months(year, 7, 6),
        Some(month) if month.len() == 2 && digits(month) => {
            Period::of_months(year, month.parse().ok()?, 1)
        }
        Some(_) => {
            let day = day(text)?;
            Period::new(day, day)
        }
    }
}

/// A day as ISO 8601 writes it, and no other way.
fn day(text: &str) -> Option<NaiveDate> {
    let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
    (day.to_string() == text).then_some(day)
}

impl TryFrom<String> for Period {
    type Error = InvalidPeriod;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Period> for String {
    fn from(period: Period) -> Self {
        period.to_string()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn period(text: &str) -> Period {
        text.parse().unwrap()
    }

    #[test]
    fn the_same_days_are_the_same_period() {
        for (written, shortest) in [
            ("2026-01-01..2026-12-31", "2026"),
            ("2026-01-01..2026-06-30", "2026-SM1"),
            ("2026-07-01..2026-12-31", "2026-SM2"),
            ("2026-10-01..2026-12-31", "2026-TW4"),
            ("2026-tw1", "2026-TW1"),
            ("2024-02-01..2024-02-29", "2024-02"),
            ("2026-02-01..2026-04-30", "2026-02-01..2026-04-30"),
            ("2026-03-05", "2026-03-05..2026-03-05"),
        ] {
            assert_eq!(period(written).to_string(), shortest);
            assert_eq!(period(shortest), period(written));
        }
    }

    #[test]
    fn what_is_no_period_is_refused() {
        for text in [
            "",
            "26",
            "2026-13",
            "2026-00",
            "2026-TW5",
            "2026-SM3",
            "2026-02-30",
            "2026-2-3",
            "2026-02-14..2026-02-13",
            "2026-01-01..",
            "1899",
            "+026",
            "2026-01..2026-02",
        ] {
            assert_eq!(
                text.parse::<Period>(),
                Err(InvalidPeriod(text.to_owned())),
                "{text}"
            );
        }
    }

    #[test]
    fn a_quarter_is_itself() {
        let quarter: Quarter = "2026-TW1".parse().unwrap();
        let period = Period::from(quarter);
        assert_eq!(period.quarter(), Some(quarter));
        assert_eq!(
            (period.start(), period.end()),
            (quarter.start(), quarter.end())
        );
        assert_eq!(self::period("2026-01").quarter(), None);
        let touched: Vec<String> = self::period("2025-12-31..2026-04-01")
            .quarters()
            .map(|quarter| quarter.to_string())
            .collect();
        assert_eq!(touched, ["2025-TW4", "2026-TW1", "2026-TW2"]);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(start in 0..100_000_i64, days in 0..1000_i64) {
            let first = NaiveDate::from_ymd_opt(1900, 1, 1).unwrap() + chrono::Days::new(start as u64);
            let last = first + chrono::Days::new(days as u64);
            let period = Period::new(first, last).unwrap();
            prop_assert_eq!(period.to_string().parse::<Period>().unwrap(), period);
            prop_assert_eq!(period.end().0 - period.start().0, (days + 1) * 86_400);
            let quarters: Vec<Quarter> = period.quarters().collect();
            prop_assert!(quarters[0].start() <= period.start());
            prop_assert!(quarters[quarters.len() - 1].end() >= period.end());
            prop_assert!(quarters.windows(2).all(|pair| pair[0].next() == pair[1]));
        }
    }
}
