//! A calendar that answers.

use std::fmt;

use chrono::{Datelike, NaiveDate};

use super::check::check;
use super::segment::Ledger;
use super::table::Table;
use super::{CalendarError, CalendarSpec, NotCovered, Segment, SegmentKind};
use crate::{Instant, Zone};

/// A compiled calendar. Instants are UTC; days, hours and years are those of its zone.
#[derive(Clone)]
pub struct WorkingCalendar {
    spec: CalendarSpec,
    /// `None`: 24 x 7, every year.
    table: Option<Table>,
}

/// Working seconds of the covered part of a stretch of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Covered {
    /// Working seconds on covered days.
    pub seconds: i64,
    /// The first year crossed that is not covered.
    pub missing_year: Option<i32>,
}

impl WorkingCalendar {
    /// Reads and tabulates a calendar, or says everything that is wrong with it.
    pub fn compile(spec: &CalendarSpec) -> Result<Self, Vec<CalendarError>> {
        let checked = check(spec)?;
        let table = Some(Table::new(spec, &checked));
        let mut spec = spec.clone();
        spec.national_holidays = false;
        spec.holidays = checked.holidays.into_values().collect();
        Ok(Self { spec, table })
    }

    /// `always`: 24 x 7, no holidays, all years (RULES 1).
    pub fn always() -> Self {
        Self {
            spec: CalendarSpec {
                id: "always".to_owned(),
                title: "24 jam sehari, 7 hari seminggu".to_owned(),
                basis: "24 x 7".to_owned(),
                first_year: i32::MIN,
                last_year: i32::MAX,
                ..CalendarSpec::default()
            },
            table: None,
        }
    }

    /// Its name in configuration and SQL.
    pub fn id(&self) -> &str {
        &self.spec.id
    }

    /// The zone of its days and hours.
    pub const fn zone(&self) -> Zone {
        self.spec.zone
    }

    /// What it was compiled from, with the national holidays written out: everything its answers rest on.
    pub const fn spec(&self) -> &CalendarSpec {
        &self.spec
    }

    /// Seconds of `[a, b)` inside windows; 0 if `b <= a`, even outside the covered years. Constant time.
    #[inline]
    pub fn working_seconds(&self, a: Instant, b: Instant) -> Result<i64, NotCovered> {
        if b <= a {
            return Ok(0);
        }
        let Some(table) = &self.table else {
            return Ok(b.since(a));
        };
        match (table.before(a), table.before(b)) {
            (Some(before_a), Some(before_b)) => Ok(before_b - before_a),
            _ => Err(self.not_covered(a)),
        }
    }

    /// The earliest instant `t` with `working_seconds(a, t) = seconds`; `a` itself if `seconds <= 0`. What people are
    /// shown: Monday 08.00 plus 8 jam kerja is Monday 17.00.
    pub fn working_due(&self, a: Instant, seconds: i64) -> Result<Instant, NotCovered> {
        if seconds <= 0 {
            return Ok(a);
        }
        let Some(table) = &self.table else {
            return Ok(a.plus(seconds));
        };
        table
            .before(a)
            .and_then(|before| table.earliest(before.saturating_add(seconds)))
            .ok_or_else(|| self.not_covered(a))
    }

    /// The latest instant `t` with `working_seconds(a, t) <= seconds`, after which the allowance is exceeded: the next
    /// opening where it ends at closing time. Fewer than 0 seconds count as 0.
    pub fn late_from(&self, a: Instant, seconds: i64) -> Result<Instant, NotCovered> {
        let seconds = seconds.max(0);
        let Some(table) = &self.table else {
            return Ok(a.plus(seconds));
        };
        table
            .before(a)
            .and_then(|before| table.latest(before.saturating_add(seconds)))
            .ok_or_else(|| self.not_covered(a))
    }

    /// The first instant at or after `t` that lies in a window; `t` itself when it does.
    pub fn next_opening(&self, t: Instant) -> Result<Instant, NotCovered> {
        self.late_from(t, 0)
    }

    /// Working seconds of `[a, b)` on covered days only, and the first year crossed that is not covered. Where they
    /// already exceed an allowance the verdict stands (RULES 1).
    pub fn covered_seconds(&self, a: Instant, b: Instant) -> Covered {
        let nothing = Covered {
            seconds: 0,
            missing_year: None,
        };
        if b <= a {
            return nothing;
        }
        let Some(table) = &self.table else {
            return Covered {
                seconds: b.since(a),
                ..nothing
            };
        };
        let clip = |t: Instant| t.clamp(table.start(), table.end());
        let before = |t| table.before(clip(t)).unwrap_or_default();
        let is_inside = table.start() <= a && b <= table.end();
        Covered {
            seconds: before(b) - before(a),
            missing_year: (!is_inside).then(|| self.uncovered_year(a)),
        }
    }

    /// The close of the `n`-th working day after the day of the next opening, which is day 0: the `end_of_day` reading
    /// of hari kerja (RULES 1). A working day is a local day with working time. Fewer than 0 days count as 0.
    pub fn end_of_nth_working_day(&self, a: Instant, n: i64) -> Result<Instant, NotCovered> {
        let opening = self.next_opening(a)?;
        let Some(table) = &self.table else {
            let days = n.max(0).saturating_add(1);
            let midnight = Instant::start_of_day(a.local_date(self.zone()), self.zone());
            return Ok(midnight.plus(days.saturating_mul(86_400)));
        };
        table
            .close_of_nth(opening, n)
            .ok_or_else(|| self.not_covered(opening))
    }

    /// All of `[a, b)` as contiguous segments in order of time, alike neighbours joined. The seconds of the open ones
    /// add up to [`Self::covered_seconds`].
    pub fn segments(&self, a: Instant, b: Instant) -> Vec<Segment> {
        let mut ledger = Ledger::new(a, b);
        let Some(table) = &self.table else {
            ledger.until(b, SegmentKind::Open);
            return ledger.finish();
        };
        self.uncovered_until(b.min(table.start()), &mut ledger);
        while !ledger.is_complete()
            && ledger.reached() < table.end()
            && let Some(day) = table.day_of(ledger.reached())
        {
            let (start, end) = (table.start_of(day), table.start_of(day + 1));
            if let Some(name) = table.holiday(day) {
                ledger.until(end, SegmentKind::Holiday(name.to_owned()));
            }
            for window in table.windows(day) {
                ledger.until(start.plus(window.start().into()), SegmentKind::OutOfHours);
                ledger.until(start.plus(window.end().into()), SegmentKind::Open);
            }
            ledger.until(end, SegmentKind::OutOfHours);
        }
        self.uncovered_until(b, &mut ledger);
        ledger.finish()
    }

    /// The name of the holiday on a local day; `None` on every other day.
    pub fn holiday_on(&self, day: NaiveDate) -> Option<&str> {
        self.table.as_ref()?.holiday_on(day)
    }

    /// Whether a local day is covered and has working time.
    pub fn is_working_day(&self, day: NaiveDate) -> bool {
        self.table.as_ref().is_none_or(|table| {
            table
                .day_of(Instant::start_of_day(day, self.zone()))
                .is_some_and(|number| !table.windows(number).is_empty())
        })
    }

    /// One segment a year up to `to`, which nothing covers.
    fn uncovered_until(&self, to: Instant, ledger: &mut Ledger) {
        while ledger.reached() < to {
            let year = ledger.reached().local_date(self.zone()).year();
            // The last year chrono knows has no next one: the rest is counted to it.
            let end = NaiveDate::from_ymd_opt(year.saturating_add(1), 1, 1)
                .map_or(to, |day| Instant::start_of_day(day, self.zone()));
            ledger.until(end.min(to), SegmentKind::NotCovered(year));
        }
    }

    #[cold]
    fn not_covered(&self, a: Instant) -> NotCovered {
        NotCovered {
            calendar: self.spec.id.clone(),
            year: self.uncovered_year(a),
        }
    }

    /// The first uncovered year that a clock started at `a` meets.
    fn uncovered_year(&self, a: Instant) -> i32 {
        match &self.table {
            Some(table) if table.start() <= a && a < table.end() => {
                self.spec.last_year.saturating_add(1)
            }
            _ => a.local_date(self.zone()).year(),
        }
    }
}

impl fmt::Debug for WorkingCalendar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let spec = &self.spec;
        write!(f, "{} ({}", spec.id, spec.zone.abbreviation())?;
        if self.table.is_some() {
            write!(f, ", {} to {}", spec.first_year, spec.last_year)?;
        }
        f.write_str(")")
    }
}
