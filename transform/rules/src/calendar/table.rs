//! Working seconds accumulated per local day.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

use super::check::Checked;
use super::window::DAY_SECONDS;
use super::{CalendarSpec, Window};
use crate::Instant;

/// A calendar compiled: how many working seconds lie before each covered local day, and how each day runs.
#[derive(Clone)]
pub(super) struct Table {
    /// 00.00 of the first covered local day.
    start: Instant,
    /// The date of that day.
    first_day: NaiveDate,
    /// Every covered day, then 24.00 of the last as a day without windows.
    days: Box<[Day]>,
    /// How days run; few, since most days are alike. The first has no windows.
    patterns: Vec<Pattern>,
    /// The days with working time, in order, for counting hari kerja.
    working_days: Box<[u32]>,
    /// Names of the free days.
    holidays: BTreeMap<u32, String>,
}

#[derive(Clone, Copy)]
struct Day {
    /// Working seconds from the first covered day to 00.00 of this one.
    before: i64,
    /// Index of its pattern.
    pattern: u32,
}

/// How a day runs.
#[derive(Clone)]
struct Pattern {
    /// The first two windows, empty ones where there are fewer: nearly every day is told by them, without a branch
    /// that depends on the day.
    head: [Window; 2],
    /// All of them, in order of time.
    windows: Box<[Window]>,
}

impl Pattern {
    fn new(windows: &[Window]) -> Self {
        let nth = |n: usize| windows.get(n).copied().unwrap_or(Window::EMPTY);
        Self {
            head: [nth(0), nth(1)],
            windows: windows.into(),
        }
    }

    /// Working seconds before a second of the day.
    #[inline]
    fn before(&self, second: u32) -> u32 {
        let [first, next] = self.head.map(|window| window.before(second));
        let rest = self.windows.iter().skip(2);
        first + next + rest.map(|window| window.before(second)).sum::<u32>()
    }
}

impl Table {
    /// Tabulates the covered years of `spec`. A holiday wins over dated hours, these over weekly windows.
    pub fn new(spec: &CalendarSpec, checked: &Checked) -> Self {
        let first_day = NaiveDate::from_ymd_opt(spec.first_year, 1, 1).unwrap_or_default();
        let mut table = Self {
            start: Instant::start_of_day(first_day, spec.zone),
            first_day,
            days: Box::default(),
            patterns: vec![Pattern::new(&[])],
            working_days: Box::default(),
            holidays: BTreeMap::new(),
        };
        let (mut days, mut working_days, mut before) = (Vec::new(), Vec::new(), 0);
        for date in first_day.iter_days() {
            if date.year() > spec.last_year {
                break;
            }
            let number = days.len() as u32;
            let weekly = &checked.weekly[date.weekday().num_days_from_monday() as usize];
            let windows = if let Some(holiday) = checked.holidays.get(&date) {
                table.holidays.insert(number, holiday.name.clone());
                &[]
            } else {
                checked.dated.get(&date).unwrap_or(weekly).as_slice()
            };
            let pattern = table.pattern_of(windows);
            days.push(Day { before, pattern });
            let seconds: u32 = windows.iter().map(|w| w.seconds()).sum();
            if seconds > 0 {
                working_days.push(number);
            }
            before += i64::from(seconds);
        }
        days.push(Day { before, pattern: 0 });
        table.days = days.into();
        table.working_days = working_days.into();
        table
    }

    /// 00.00 of the first covered day.
    pub const fn start(&self) -> Instant {
        self.start
    }

    /// 24.00 of the last covered day: itself still answered, as an end.
    pub const fn end(&self) -> Instant {
        self.start_of((self.days.len() - 1) as u32)
    }

    /// Working seconds from the start of the table to `t`; `None` outside it. This is the hot path.
    #[inline]
    pub fn before(&self, t: Instant) -> Option<i64> {
        let (day, second) = self.position(t)?;
        let day = self.days.get(day)?;
        let pattern = self.patterns.get(day.pattern as usize)?;
        Some(day.before + i64::from(pattern.before(second)))
    }

    /// The earliest instant with `target` working seconds before it, `target` at least 1; `None` when there are fewer.
    pub fn earliest(&self, target: i64) -> Option<Instant> {
        let next = self.days.partition_point(|day| day.before < target);
        if next == self.days.len() {
            return None;
        }
        let day = next.checked_sub(1)?;
        let mut left = target - self.days[day].before;
        for window in self.windows(day as u32) {
            let seconds = i64::from(window.seconds());
            if left <= seconds {
                return Some(
                    self.start_of(day as u32)
                        .plus(i64::from(window.start()) + left),
                );
            }
            left -= seconds;
        }
        None
    }

    /// The latest instant with `target` working seconds before it: just when one more begins. `None` when there is no more.
    pub fn latest(&self, target: i64) -> Option<Instant> {
        let next = self.days.partition_point(|day| day.before <= target);
        if next == self.days.len() {
            return None;
        }
        let day = next.checked_sub(1)?;
        let mut left = target - self.days[day].before;
        for window in self.windows(day as u32) {
            let seconds = i64::from(window.seconds());
            if left < seconds {
                return Some(
                    self.start_of(day as u32)
                        .plus(i64::from(window.start()) + left),
                );
            }
            left -= seconds;
        }
        None
    }

    /// The close of the `n`-th day with working time after the one of `t`, which itself has working time.
    pub fn close_of_nth(&self, t: Instant, n: i64) -> Option<Instant> {
        let (day, _) = self.position(t)?;
        let nth = self.working_days.binary_search(&(day as u32)).ok()? as i64;
        let index = usize::try_from(nth.checked_add(n.max(0))?).ok()?;
        let day = *self.working_days.get(index)?;
        let close = self.windows(day).last()?.end();
        Some(self.start_of(day).plus(i64::from(close)))
    }

    /// Number of the covered day in which `t` lies; `None` outside the table.
    pub fn day_of(&self, t: Instant) -> Option<u32> {
        self.position(t).map(|(day, _)| day as u32)
    }

    /// 00.00 of a day by its number.
    pub const fn start_of(&self, day: u32) -> Instant {
        self.start.plus(day as i64 * DAY_SECONDS as i64)
    }

    /// The windows of a day by its number, in order of time.
    pub fn windows(&self, day: u32) -> &[Window] {
        self.days
            .get(day as usize)
            .and_then(|day| self.patterns.get(day.pattern as usize))
            .map_or(&[], |pattern| &pattern.windows)
    }

    /// The name of the holiday on a day by its number.
    pub fn holiday(&self, day: u32) -> Option<&str> {
        self.holidays.get(&day).map(String::as_str)
    }

    /// The name of the holiday on a date.
    pub fn holiday_on(&self, date: NaiveDate) -> Option<&str> {
        let day = (date - self.first_day).num_days();
        self.holiday(u32::try_from(day).ok()?)
    }

    /// Day and second of it; the end of the table is second 0 of the day after the last.
    #[inline]
    fn position(&self, t: Instant) -> Option<(usize, u32)> {
        // Before the start this wraps to a number far beyond every table, so that one comparison refuses both sides.
        let seconds = t.0.wrapping_sub(self.start.0) as u64;
        let last = (self.days.len() as u64 - 1) * u64::from(DAY_SECONDS);
        (seconds <= last).then(|| {
            let day = seconds / u64::from(DAY_SECONDS);
            (
                day as usize,
                (seconds - day * u64::from(DAY_SECONDS)) as u32,
            )
        })
    }

    fn pattern_of(&mut self, windows: &[Window]) -> u32 {
        let known = self.patterns.iter().position(|p| *p.windows == *windows);
        known.unwrap_or_else(|| {
            self.patterns.push(Pattern::new(windows));
            self.patterns.len() - 1
        }) as u32
    }
}
