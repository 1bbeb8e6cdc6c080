//! Quarters (triwulan): calendar quarters in WIB, written `2026-TW1` (RULES 4).

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::{Instant, Zone};

/// A calendar quarter in WIB.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Quarter {
    year: i32,
    number: u8,
}

impl Quarter {
    /// The quarter of `year` with `number` 1 to 4.
    pub fn new(year: i32, number: u8) -> Option<Self> {
        ((1..=4).contains(&number) && (1900..=9999).contains(&year))
            .then_some(Self { year, number })
    }

    /// The quarter in which `instant` lies. 00.00 WIB of the first day belongs to it, 24.00 of the last to the next.
    pub fn of(instant: Instant) -> Self {
        let day = instant.local_date(Zone::Wib);
        Self {
            year: day.year(),
            number: (day.month0() / 3 + 1) as u8,
        }
    }

    /// The year.
    pub const fn year(self) -> i32 {
        self.year
    }

    /// 1 to 4.
    pub const fn number(self) -> u8 {
        self.number
    }

    /// The number as officials write it: I to IV.
    pub const fn roman(self) -> &'static str {
        match self.number {
            1 => "I",
            2 => "II",
            3 => "III",
            _ => "IV",
        }
    }

    /// The first day.
    pub fn first_day(self) -> NaiveDate {
        NaiveDate::from_ymd_opt(self.year, u32::from(self.number) * 3 - 2, 1)
            .unwrap_or(NaiveDate::MAX)
    }

    /// 00.00 WIB of the first day.
    pub fn start(self) -> Instant {
        Instant::start_of_day(self.first_day(), Zone::Wib)
    }

    /// 24.00 WIB of the last day: the start of the next quarter, itself outside.
    pub fn end(self) -> Instant {
        self.next().start()
    }

    /// The quarter after this one.
    #[must_use]
    pub const fn next(self) -> Self {
        if self.number == 4 {
            Self {
                year: self.year + 1,
                number: 1,
            }
        } else {
            Self {
                year: self.year,
                number: self.number + 1,
            }
        }
    }

    /// The quarter before this one.
    #[must_use]
    pub const fn previous(self) -> Self {
        if self.number == 1 {
            Self {
                year: self.year - 1,
                number: 4,
            }
        } else {
            Self {
                year: self.year,
                number: self.number - 1,
            }
        }
    }
}

impl fmt::Display for Quarter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-TW{}", self.year, self.number)
    }
}

/// A text that is no quarter.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("{0:?} is no quarter; write year and triwulan, such as 2026-TW1")]
pub struct InvalidQuarter(pub String);

impl FromStr for Quarter {
    type Err = InvalidQuarter;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parse = || {
            let (year, number) = text.split_once("-TW").or_else(|| text.split_once("-tw"))?;
            if year.len() != 4 || number.len() != 1 {
                return None;
            }
            Self::new(year.parse().ok()?, number.parse().ok()?)
        };
        parse().ok_or_else(|| InvalidQuarter(text.to_owned()))
    }
}

impl TryFrom<String> for Quarter {
    type Error = InvalidQuarter;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Quarter> for String {
    fn from(quarter: Quarter) -> Self {
        quarter.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wib(text: &str) -> Instant {
        Instant::from_local(text.parse().unwrap(), Zone::Wib)
    }

    #[test]
    fn boundaries_are_in_wib() {
        for (local, quarter) in [
            ("2025-12-31T23:59:59", "2025-TW4"),
            ("2026-01-01T00:00:00", "2026-TW1"),
            ("2026-01-01T06:59:59", "2026-TW1"), // still 2025 in UTC
            ("2026-03-31T23:59:59", "2026-TW1"),
            ("2026-04-01T00:00:00", "2026-TW2"),
            ("2026-12-31T23:59:59", "2026-TW4"),
        ] {
            assert_eq!(Quarter::of(wib(local)).to_string(), quarter, "{local}");
        }
    }

    #[test]
    fn text_and_neighbours() {
        let q: Quarter = "2026-TW1".parse().unwrap();
        assert_eq!(q.previous().to_string(), "2025-TW4");
        assert_eq!(q.previous().next(), q);
        assert_eq!(q.end(), q.next().start());
        for bad in [
            "2026",
            "2026-TW5",
            "2026-TW0",
            "26-TW1",
            "2026-Q1",
            "2026-TW11",
        ] {
            assert!(bad.parse::<Quarter>().is_err(), "{bad}");
        }
    }
}
