//! Calendars against a walker that knows nothing of tables: it looks at every second (or minute) in turn.
#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "calendar_properties/walker.rs"]
mod walker;

use chrono::NaiveDate;
use norma_rules::{Holiday, HolidayKind, Instant, SegmentKind, WorkingCalendar};
use proptest::prelude::*;

use walker::{Walker, model_and_instants};

fn compile(walker: &Walker) -> WorkingCalendar {
    WorkingCalendar::compile(&walker.spec()).expect("the model is a valid calendar")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn elapsed_is_what_the_walker_counts((walker, [a, b, _]) in model_and_instants()) {
        let calendar = compile(&walker);
        prop_assert_eq!(calendar.working_seconds(a, b), Ok(walker.count(a, b)));
        prop_assert_eq!(calendar.working_seconds(b, a), Ok(0));
    }

    #[test]
    fn elapsed_is_additive_and_monotone((walker, [a, b, c]) in model_and_instants()) {
        let calendar = compile(&walker);
        let seconds = |from, to| calendar.working_seconds(from, to).expect("covered");
        prop_assert_eq!(seconds(a, c), seconds(a, b) + seconds(b, c));
        prop_assert!(seconds(a, b) <= seconds(a, c));
        prop_assert!(seconds(b, c) <= seconds(a, c));
        prop_assert!(seconds(a, c) <= c.since(a));
    }

    #[test]
    fn holidays_have_no_working_time((walker, _) in model_and_instants()) {
        let calendar = compile(&walker);
        for &day in &walker.holidays {
            let start = walker.start_of(day);
            prop_assert_eq!(calendar.working_seconds(start, start.plus(86_400)), Ok(0));
            prop_assert!(!calendar.is_working_day(day));
            prop_assert!(calendar.holiday_on(day).is_some());
        }
    }

    #[test]
    fn another_holiday_never_raises((walker, [a, b, _]) in model_and_instants(), share in 0.0..1.0) {
        let calendar = compile(&walker);
        let day = walker.local_day(a.plus((b.since(a) as f64 * share) as i64));
        let mut spec = walker.spec();
        // `a` may be the end of the covered years.
        prop_assume!(walker.years().contains(&day));
        if !walker.holidays.contains(&day) {
            spec.holidays.push(Holiday { date: day, kind: HolidayKind::Holiday, name: "one more".into() });
        }
        let closed = WorkingCalendar::compile(&spec).expect("still valid");
        prop_assert!(closed.working_seconds(a, b).unwrap() <= calendar.working_seconds(a, b).unwrap());
        let start = walker.start_of(day);
        prop_assert_eq!(closed.working_seconds(start, start.plus(86_400)), Ok(0));
    }

    /// `working_due` is the earliest, `late_from` the latest instant with that much working time.
    #[test]
    fn deadlines_invert_elapsed((walker, [a, b, _]) in model_and_instants()) {
        let calendar = compile(&walker);
        // An allowance that is used up between a and b, so that the walker arrives.
        let s = walker.count(a, b);
        let due = calendar.working_due(a, s).expect("used up before b");
        prop_assert_eq!(due, walker.due(a, s));
        prop_assert_eq!(calendar.working_seconds(a, due), Ok(s));
        if s > 0 {
            prop_assert_eq!(calendar.working_seconds(a, due.plus(-1)), Ok(s - 1), "not the earliest");
        }
        if let Ok(late) = calendar.late_from(a, s) {
            prop_assert!(late >= b.max(due));
            prop_assert_eq!(calendar.working_seconds(a, late), Ok(s));
            prop_assert_eq!(calendar.working_seconds(a, late.plus(1)), Ok(s + 1), "not the latest");
            prop_assert_eq!(calendar.next_opening(due), Ok(late));
        } else {
            prop_assert_eq!(calendar.working_seconds(b, walker.end()), Ok(0), "working time is left");
        }
    }

    /// Also for allowances that end in the middle of a unit of the walker.
    #[test]
    fn every_allowance_is_inverted_or_too_long((walker, [a, ..]) in model_and_instants(), s in 1_i64..40_000_000) {
        let calendar = compile(&walker);
        let left = calendar.working_seconds(a, walker.end()).expect("covered");
        match calendar.working_due(a, s) {
            Ok(due) => {
                prop_assert!(s <= left);
                prop_assert_eq!(calendar.working_seconds(a, due), Ok(s));
                prop_assert_eq!(calendar.working_seconds(a, due.plus(-1)), Ok(s - 1));
            }
            Err(error) => {
                prop_assert!(s > left);
                prop_assert_eq!(error.year, walker.last_year + 1);
            }
        }
        match calendar.late_from(a, s) {
            Ok(late) => {
                prop_assert!(s < left);
                prop_assert_eq!(calendar.working_seconds(a, late), Ok(s));
                prop_assert_eq!(calendar.working_seconds(a, late.plus(1)), Ok(s + 1));
            }
            Err(error) => {
                prop_assert!(s >= left);
                prop_assert_eq!(error.year, walker.last_year + 1);
            }
        }
    }

    #[test]
    fn next_opening_is_the_first_open_second((walker, [a, b, _]) in model_and_instants()) {
        let calendar = compile(&walker);
        match walker.first_open(a, b) {
            Some(open) => prop_assert_eq!(calendar.next_opening(a), Ok(open)),
            None => prop_assert!(calendar.next_opening(a).map_or(true, |open| open >= b)),
        }
    }

    #[test]
    fn working_days_are_counted_one_by_one((walker, [a, ..]) in model_and_instants(), n in 0_i64..12) {
        let calendar = compile(&walker);
        let expected = calendar.next_opening(a).ok().and_then(|opening| {
            let mut days = walker.years().into_iter().filter(|day| *day >= walker.local_day(opening));
            let nth = days.by_ref().filter(|day| !walker.windows_on(*day).is_empty()).nth(n as usize)?;
            let close = walker.windows_on(nth).iter().map(|w| w.1).max()?;
            Some(walker.start_of(nth).plus(close.into()))
        });
        prop_assert_eq!(calendar.end_of_nth_working_day(a, n).ok(), expected);
    }

    #[test]
    fn segments_partition((walker, [a, b, _]) in model_and_instants()) {
        let calendar = compile(&walker);
        let segments = calendar.segments(a, b);
        prop_assert_eq!(segments.is_empty(), a == b);
        let mut reached = a;
        let mut open = 0;
        for (i, segment) in segments.iter().enumerate() {
            prop_assert_eq!(segment.from, reached, "a gap or an overlap");
            prop_assert!(segment.to > segment.from);
            prop_assert!(i == 0 || segments[i - 1].kind != segment.kind, "not joined");
            let (first, last) = (walker.look(segment.from), walker.look(segment.to.plus(-1)));
            let kind = match &segment.kind {
                SegmentKind::Open => walker::Seen::Open,
                SegmentKind::OutOfHours => walker::Seen::Closed,
                SegmentKind::Holiday(_) => walker::Seen::Holiday,
                SegmentKind::NotCovered(_) => unreachable!("a and b are covered"),
            };
            prop_assert_eq!((first, last), (kind, kind));
            if kind == walker::Seen::Open {
                open += segment.seconds();
                prop_assert_eq!(walker.count(segment.from, segment.to), segment.seconds());
            }
            reached = segment.to;
        }
        prop_assert!(segments.is_empty() || reached == b);
        prop_assert_eq!(Ok(open), calendar.working_seconds(a, b));
    }

    /// Up to three years on both sides of the covered ones.
    #[test]
    fn outside_the_covered_years((walker, [a, b, _]) in model_and_instants(), before in 0_i64..100_000_000, after in 0_i64..100_000_000) {
        let calendar = compile(&walker);
        let (a, b) = (a.plus(-before), b.plus(after));
        let (start, end) = (walker.start(), walker.end());
        let inside = calendar.working_seconds(a.clamp(start, end), b.clamp(start, end)).expect("clipped");
        let covered = calendar.covered_seconds(a, b);
        prop_assert_eq!(covered.seconds, inside);
        let year = |t: Instant| chrono::Datelike::year(&walker.local_day(t));
        let missing = if b <= a {
            None
        } else if a < start || a >= end {
            Some(year(a))
        } else {
            (b > end).then_some(walker.last_year + 1)
        };
        prop_assert_eq!(covered.missing_year, missing);
        prop_assert_eq!(calendar.working_seconds(a, b).map_err(|e| Some(e.year)), missing.map_or(Ok(inside), |y| Err(Some(y))));

        let mut reached = a;
        for segment in calendar.segments(a, b) {
            prop_assert_eq!(segment.from, reached);
            if let SegmentKind::NotCovered(y) = segment.kind {
                prop_assert_eq!((year(segment.from), year(segment.to.plus(-1))), (y, y));
                prop_assert!(segment.to <= start || segment.from >= end);
            }
            reached = segment.to;
        }
        prop_assert_eq!(reached, b);
    }

    /// Whatever the instants, there is an answer or an error, never a panic.
    #[test]
    fn any_instant_has_an_answer((walker, _) in model_and_instants(), a: i64, b: i64, s: i64) {
        let (a, b) = (Instant(a), Instant(b));
        for calendar in [compile(&walker), WorkingCalendar::always()] {
            if b <= a {
                prop_assert_eq!(calendar.working_seconds(a, b), Ok(0));
            }
            prop_assert!(calendar.covered_seconds(a, b).seconds >= 0);
            if let Ok(due) = calendar.working_due(a, s) {
                prop_assert!(due >= a);
                prop_assert!(calendar.late_from(a, s).map_or(true, |late| late >= due));
            }
            let _ = calendar.next_opening(a);
            let _ = calendar.end_of_nth_working_day(a, s);
        }
    }
}

#[test]
fn the_walker_agrees_on_a_known_week() {
    let walker = Walker::office_2026();
    let at = |text: &str| {
        Instant::from_local(
            chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap(),
            walker.zone,
        )
    };
    // Monday to Sunday: 5 x 8 hours, counted by hand.
    assert_eq!(
        walker.count(at("2026-03-02 00:00"), at("2026-03-09 00:00")),
        5 * 8 * 3600
    );
    assert_eq!(
        walker.local_day(at("2026-03-02 23:59")),
        NaiveDate::from_ymd_opt(2026, 3, 2).unwrap()
    );
    assert_eq!(
        walker.due(at("2026-03-02 08:00"), 8 * 3600),
        at("2026-03-02 17:00")
    );
}
