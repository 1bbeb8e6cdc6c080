//! Elapsed active time against an allowance: exact seconds, earliest due instant, latest instant in time.

use crate::{Instant, Verdict, WorkingCalendar};

/// What a clock measured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Measured {
    /// Seconds of the calendar inside the active intervals, over covered days only.
    pub elapsed_seconds: i64,
    /// Earliest instant at which the allowance is used up, taking the last interval as still open.
    pub due_at: Option<Instant>,
    /// Instant after which it is exceeded.
    pub late_from: Option<Instant>,
    /// First year crossed that the calendar does not cover. Then `due_at` and `late_from` are empty (RULES 1).
    pub missing_year: Option<i32>,
}

/// Measures the active intervals `[from, to)`, in order of time, on `calendar`.
pub fn measure(
    calendar: &WorkingCalendar,
    intervals: &[(Instant, Instant)],
    allowance_seconds: Option<i64>,
) -> Measured {
    let mut measured = Measured::default();
    for &(from, to) in intervals {
        let covered = calendar.covered_seconds(from, to);
        measured.elapsed_seconds += covered.seconds;
        measured.missing_year = measured.missing_year.or(covered.missing_year);
    }
    if let (Some(allowance), None) = (allowance_seconds, measured.missing_year) {
        (measured.due_at, measured.late_from) = limits(calendar, intervals, allowance);
    }
    measured
}

/// `due_at` and `late_from`: where the allowance runs out along the intervals, the last taken as open.
fn limits(
    calendar: &WorkingCalendar,
    intervals: &[(Instant, Instant)],
    allowance: i64,
) -> (Option<Instant>, Option<Instant>) {
    let Some((&(last, _), earlier)) = intervals.split_last() else {
        return (None, None);
    };
    let mut left = allowance;
    let mut due = None;
    for &(from, to) in earlier {
        let seconds = calendar.covered_seconds(from, to).seconds;
        if due.is_none() && left <= seconds {
            due = calendar.working_due(from, left).ok();
        }
        if left < seconds {
            return (due, calendar.late_from(from, left).ok());
        }
        left -= seconds;
    }
    (
        due.or_else(|| calendar.working_due(last, left).ok()),
        calendar.late_from(last, left).ok(),
    )
}

/// The verdict of a measurable clock (RULES 4): whole seconds, `met` up to and including the allowance.
pub const fn decide(finished: bool, elapsed_seconds: i64, allowance_seconds: i64) -> Verdict {
    match (finished, elapsed_seconds <= allowance_seconds) {
        (true, true) => Verdict::Met,
        (true, false) => Verdict::Breached,
        (false, true) => Verdict::Running,
        (false, false) => Verdict::Overdue,
    }
}
