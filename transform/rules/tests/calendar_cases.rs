//! Every boundary of RULES 1, one line each. Instants are written in WIB.
//!
//! March 2026: Monday the 2nd is an ordinary day; Wednesday 18 to Tuesday 24 is Nyepi, Lebaran and their joint leave.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use chrono::NaiveDateTime;
use norma_rules::{BreakRule, Calendars, Instant, NotCovered, SegmentKind, WorkingCalendar, Zone};

const MINUTE: i64 = 60;
const HOUR: i64 = 3600;

/// `2026-03-02 08:00` or with seconds, in WIB.
fn wib(text: &str) -> Instant {
    let full = if text.len() == 16 {
        format!("{text}:00")
    } else {
        text.to_owned()
    };
    let local = NaiveDateTime::parse_from_str(&full, "%Y-%m-%d %H:%M:%S");
    Instant::from_local(local.expect(text), Zone::Wib)
}

fn not_covered(calendar: &str, year: i32) -> NotCovered {
    NotCovered {
        calendar: calendar.to_owned(),
        year,
    }
}

fn calendars() -> Calendars {
    Calendars::builtin()
}

fn office(calendars: &Calendars) -> &WorkingCalendar {
    calendars.get("office").unwrap()
}

#[rustfmt::skip] // one case a line
#[test]
fn working_seconds() {
    let calendars = calendars();
    for (id, from, to, expected, why) in [
        ("office", "2026-03-02 08:00", "2026-03-02 17:00", 8 * HOUR, "one hari kerja is 8 jam kerja"),
        ("office", "2026-03-02 00:00", "2026-03-03 00:00", 8 * HOUR, "a whole local day"),
        ("office", "2026-03-02 00:00", "2026-03-09 00:00", 40 * HOUR, "a whole week"),
        ("office", "2026-03-02 11:30", "2026-03-02 13:30", HOUR, "across the lunch break"),
        ("office", "2026-03-02 12:00", "2026-03-02 13:00", 0, "the lunch break"),
        ("office", "2026-03-02 12:15", "2026-03-02 12:45", 0, "inside the lunch break"),
        ("office", "2026-03-02 11:59:59", "2026-03-02 13:00:01", 2, "its bounds, half-open"),
        ("office", "2026-03-02 07:59:59", "2026-03-02 08:00:01", 1, "opening"),
        ("office", "2026-03-02 16:59:59", "2026-03-02 17:00:01", 1, "closing"),
        ("office", "2026-03-02 17:00", "2026-03-03 08:00", 0, "the night"),
        ("office", "2026-03-02 16:59:59", "2026-03-03 08:00:01", 2, "around the night"),
        ("office", "2026-03-06 16:00", "2026-03-09 09:00", 2 * HOUR, "around the weekend"),
        ("office", "2026-03-07 00:00", "2026-03-09 00:00", 0, "the weekend"),
        ("office", "2026-03-18 00:00", "2026-03-25 00:00", 0, "Nyepi and Lebaran 2026"),
        ("office", "2026-03-17 16:00", "2026-03-25 09:00", 2 * HOUR, "around Lebaran 2026"),
        ("office", "2025-12-24 16:00", "2025-12-29 09:00", 2 * HOUR, "around Christmas and its joint leave"),
        ("office", "2025-12-31 16:00", "2026-01-02 09:00", 2 * HOUR, "across the year end"),
        ("office", "2024-02-28 16:00", "2024-03-01 09:00", 10 * HOUR, "29 February"),
        ("office", "2026-03-02 10:00", "2026-03-02 10:00", 0, "nothing"),
        ("office", "2026-03-02 17:00", "2026-03-02 08:00", 0, "the end before the start"),
        // 08.00-17.00 WITA is 07.00-16.00 WIB, WIT 06.00-15.00 WIB.
        ("office_wita", "2026-03-02 07:00", "2026-03-02 16:00", 8 * HOUR, "a WITA day"),
        ("office_wita", "2026-03-02 16:00", "2026-03-03 07:00", 0, "a WITA night"),
        ("office_wita", "2026-03-02 11:00", "2026-03-02 12:00", 0, "lunch in WITA"),
        ("office", "2026-03-02 07:00", "2026-03-02 16:00", 7 * HOUR, "the same instants in WIB"),
        ("office_wita", "2026-03-17 15:00", "2026-03-25 08:00", 2 * HOUR, "around Lebaran in WITA"),
        ("office_wit", "2026-03-02 06:00", "2026-03-02 15:00", 8 * HOUR, "a WIT day"),
        ("always", "2026-03-21 00:00", "2026-03-22 00:00", 24 * HOUR, "always has no holidays"),
        ("always", "1850-01-01 00:00", "1850-01-01 00:01", MINUTE, "always covers all years"),
        ("always", "2026-03-21 00:00", "2026-03-20 00:00", 0, "the end before the start"),
    ] {
        let calendar = calendars.get(id).expect(id);
        assert_eq!(
            calendar.working_seconds(wib(from), wib(to)),
            Ok(expected),
            "{id}: {why}"
        );
    }
}

#[rustfmt::skip] // one case a line
#[test]
fn covered_years() {
    let calendars = calendars();
    for (id, from, to, expected, why) in [
        ("office", "2019-01-01 00:00", "2019-01-02 09:00", Ok(HOUR), "the first covered instant"),
        ("office", "2018-12-31 23:59:59", "2019-01-02 09:00", Err(2018), "a second earlier"),
        ("office", "2026-12-31 16:00", "2027-01-01 00:00", Ok(HOUR), "the end of the covered years"),
        ("office", "2026-12-31 16:00", "2027-01-01 00:00:01", Err(2027), "a second later"),
        ("office", "2026-12-31 16:00", "2031-05-05 00:00", Err(2027), "the first uncovered year, not the last"),
        ("office", "2012-06-01 00:00", "2031-05-05 00:00", Err(2012), "around all of them"),
        ("office", "2030-01-01 00:00", "2031-05-05 00:00", Err(2030), "after all of them"),
        ("office", "2027-01-01 00:00", "2027-01-01 00:00:01", Err(2027), "from the end on"),
        ("office", "2027-01-01 00:00", "2027-01-01 00:00", Ok(0), "nothing, at the end"),
        ("office", "2030-01-01 00:00", "2030-01-01 00:00", Ok(0), "nothing, outside"),
        ("office", "2031-01-01 00:00", "2012-01-01 00:00", Ok(0), "the end before the start, outside"),
        ("office_wita", "2026-12-31 15:00", "2026-12-31 23:00", Ok(HOUR), "2027 begins an hour earlier in WITA"),
        ("office_wita", "2026-12-31 15:00", "2026-12-31 23:00:01", Err(2027), "and a second is too far"),
        ("office_wita", "2018-12-31 23:00", "2019-01-02 08:00", Ok(HOUR), "and so does 2019"),
    ] {
        let expected = expected.map_err(|year| not_covered(id, year));
        let calendar = calendars.get(id).expect(id);
        assert_eq!(
            calendar.working_seconds(wib(from), wib(to)),
            expected,
            "{id}: {why}"
        );
    }
}

#[rustfmt::skip] // one case a line
#[test]
fn deadlines() {
    let calendars = calendars();
    for (id, from, seconds, due, late, why) in [
        ("office", "2026-03-02 08:00", 8 * HOUR, "2026-03-02 17:00", "2026-03-03 08:00", "RULES 1: Monday 17.00, not Tuesday"),
        ("office", "2026-03-02 08:00", 8 * HOUR - 1, "2026-03-02 16:59:59", "2026-03-02 16:59:59", "a second before closing"),
        ("office", "2026-03-02 08:00", 8 * HOUR + 1, "2026-03-03 08:00:01", "2026-03-03 08:00:01", "a second after closing"),
        ("office", "2026-03-02 08:00", 4 * HOUR, "2026-03-02 12:00", "2026-03-02 13:00", "used up at lunch"),
        ("office", "2026-03-02 11:00", 2 * HOUR, "2026-03-02 14:00", "2026-03-02 14:00", "lunch does not count"),
        ("office", "2026-03-02 09:30", 16 * HOUR, "2026-03-04 09:30", "2026-03-04 09:30", "2 hari kerja"),
        ("office", "2026-03-02 17:00", 8 * HOUR, "2026-03-03 17:00", "2026-03-04 08:00", "at closing: starts at the next opening"),
        ("office", "2026-03-02 20:15", HOUR, "2026-03-03 09:00", "2026-03-03 09:00", "out of hours"),
        ("office", "2026-03-07 10:00", 8 * HOUR, "2026-03-09 17:00", "2026-03-10 08:00", "on a Saturday"),
        ("office", "2026-03-06 16:00", 2 * HOUR, "2026-03-09 09:00", "2026-03-09 09:00", "over a weekend"),
        ("office", "2026-03-17 08:00", 8 * HOUR, "2026-03-17 17:00", "2026-03-25 08:00", "the last evening before Lebaran"),
        ("office", "2026-03-16 10:00", 16 * HOUR, "2026-03-25 10:00", "2026-03-25 10:00", "over Lebaran"),
        ("office", "2026-03-20 09:00", HOUR, "2026-03-25 09:00", "2026-03-25 09:00", "during Lebaran"),
        ("office", "2025-12-31 16:00", 2 * HOUR, "2026-01-02 09:00", "2026-01-02 09:00", "over the year end"),
        ("office", "2026-03-02 10:00", 0, "2026-03-02 10:00", "2026-03-02 10:00", "no allowance, in hours"),
        ("office", "2026-03-02 18:00", 0, "2026-03-02 18:00", "2026-03-03 08:00", "no allowance, out of hours"),
        ("office", "2026-03-02 10:00", -5, "2026-03-02 10:00", "2026-03-02 10:00", "less than none"),
        ("office_wita", "2026-03-02 07:00", 8 * HOUR, "2026-03-02 16:00", "2026-03-03 07:00", "a WITA day"),
        ("always", "2026-03-17 22:00", 3 * HOUR, "2026-03-18 01:00", "2026-03-18 01:00", "P1 at night"),
        ("always", "2026-03-17 22:00", 0, "2026-03-17 22:00", "2026-03-17 22:00", "no allowance"),
    ] {
        let calendar = calendars.get(id).expect(id);
        let from = wib(from);
        assert_eq!(
            calendar.working_due(from, seconds),
            Ok(wib(due)),
            "due, {id}: {why}"
        );
        assert_eq!(
            calendar.late_from(from, seconds),
            Ok(wib(late)),
            "late_from, {id}: {why}"
        );
    }
}

#[test]
fn deadlines_beyond_the_covered_years() {
    let calendars = calendars();
    let office = office(&calendars);
    let last_day = wib("2026-12-31 08:00");
    let too_late = || not_covered("office", 2027);
    // The last closing is known, the opening after it is not.
    assert_eq!(
        office.working_due(last_day, 8 * HOUR),
        Ok(wib("2026-12-31 17:00"))
    );
    assert_eq!(office.late_from(last_day, 8 * HOUR), Err(too_late()));
    assert_eq!(office.working_due(last_day, 8 * HOUR + 1), Err(too_late()));
    assert_eq!(
        office.late_from(last_day, 8 * HOUR - 1),
        Ok(wib("2026-12-31 16:59:59"))
    );
    assert_eq!(
        office.next_opening(wib("2026-12-31 17:00")),
        Err(too_late())
    );
    assert_eq!(
        office.next_opening(wib("2027-01-01 00:00")),
        Err(too_late())
    );
    let early = wib("2018-12-31 17:00");
    assert_eq!(
        office.working_due(early, 1),
        Err(not_covered("office", 2018))
    );
    assert_eq!(office.late_from(early, 1), Err(not_covered("office", 2018)));
    assert_eq!(office.next_opening(early), Err(not_covered("office", 2018)));
    assert_eq!(
        office.working_due(early, 0),
        Ok(early),
        "nothing is to be counted"
    );
    assert_eq!(
        not_covered("office", 2027).to_string(),
        "calendar office does not cover the year 2027; add its holidays and extend last_year, or ask for covered years only"
    );
}

#[rustfmt::skip] // one case a line
#[test]
fn next_openings() {
    let calendars = calendars();
    for (id, from, expected, why) in [
        ("office", "2026-03-02 07:59:59", "2026-03-02 08:00", "early in the morning"),
        ("office", "2026-03-02 08:00", "2026-03-02 08:00", "at opening"),
        ("office", "2026-03-02 11:59:59", "2026-03-02 11:59:59", "in hours"),
        ("office", "2026-03-02 12:00", "2026-03-02 13:00", "at lunch"),
        ("office", "2026-03-02 17:00", "2026-03-03 08:00", "at closing"),
        ("office", "2026-03-06 17:00", "2026-03-09 08:00", "on Friday evening"),
        ("office", "2026-03-17 17:00", "2026-03-25 08:00", "before Lebaran"),
        ("office", "2025-12-31 17:00", "2026-01-02 08:00", "on New Year's Eve"),
        ("office_wita", "2026-03-02 16:00", "2026-03-03 07:00", "at closing in WITA"),
        ("always", "2026-03-21 03:00", "2026-03-21 03:00", "always"),
    ] {
        let calendar = calendars.get(id).expect(id);
        assert_eq!(
            calendar.next_opening(wib(from)),
            Ok(wib(expected)),
            "{id}: {why}"
        );
    }
}

#[rustfmt::skip] // one case a line
#[test]
fn end_of_the_nth_working_day() {
    let calendars = calendars();
    for (id, from, n, expected, why) in [
        ("office", "2026-03-02 10:00", 0, "2026-03-02 17:00", "day 0 itself"),
        ("office", "2026-03-02 10:00", 1, "2026-03-03 17:00", "1 hari kerja"),
        ("office", "2026-03-02 10:00", 2, "2026-03-04 17:00", "2 hari kerja"),
        ("office", "2026-03-02 07:00", 1, "2026-03-03 17:00", "before opening: day 0 is today"),
        ("office", "2026-03-02 17:00", 1, "2026-03-04 17:00", "at closing: day 0 is tomorrow"),
        ("office", "2026-03-06 10:00", 1, "2026-03-09 17:00", "over the weekend"),
        ("office", "2026-03-07 10:00", 1, "2026-03-10 17:00", "on a Saturday: day 0 is Monday"),
        ("office", "2026-03-17 16:59:59", 1, "2026-03-25 17:00", "over Lebaran"),
        ("office", "2026-03-17 17:00", 1, "2026-03-26 17:00", "day 0 is the day after Lebaran"),
        ("office", "2025-12-31 10:00", 1, "2026-01-02 17:00", "over the year end"),
        ("office", "2026-12-30 10:00", 1, "2026-12-31 17:00", "the last covered day"),
        ("office", "2026-03-02 10:00", -3, "2026-03-02 17:00", "fewer than none"),
        ("office_wita", "2026-03-02 16:00", 1, "2026-03-04 16:00", "at closing in WITA"),
        ("always", "2026-03-02 10:00", 1, "2026-03-04 00:00", "24.00 of the next day"),
    ] {
        let calendar = calendars.get(id).expect(id);
        assert_eq!(
            calendar.end_of_nth_working_day(wib(from), n),
            Ok(wib(expected)),
            "{id}: {why}"
        );
    }
    let office = office(&calendars);
    for (from, n, year) in [
        ("2026-12-31 10:00", 1, 2027),
        ("2026-12-31 17:00", 0, 2027),
        ("2026-03-02 10:00", i64::MAX, 2027),
        ("2018-12-31 10:00", 1, 2018),
    ] {
        let answer = office.end_of_nth_working_day(wib(from), n);
        assert_eq!(answer, Err(not_covered("office", year)), "{from} {n}");
    }
}

#[rustfmt::skip] // one case a line
#[test]
fn the_covered_part() {
    let calendars = calendars();
    for (id, from, to, seconds, missing_year) in [
        ("office", "2026-03-02 08:00", "2026-03-02 17:00", 8 * HOUR, None),
        ("office", "2026-12-31 16:00", "2027-01-01 00:00", HOUR, None),
        ("office", "2026-12-31 16:00", "2027-01-05 09:00", HOUR, Some(2027)),
        ("office", "2018-12-28 08:00", "2019-01-02 09:00", HOUR, Some(2018)),
        ("office", "2017-01-01 00:00", "2018-01-01 00:00", 0, Some(2017)),
        ("office", "2018-06-01 00:00", "2019-01-01 00:00", 0, Some(2018)),
        ("office", "2027-01-01 00:00", "2029-01-01 00:00", 0, Some(2027)),
        ("office", "2028-01-01 00:00", "2029-01-01 00:00", 0, Some(2028)),
        ("office", "2029-01-01 00:00", "2028-01-01 00:00", 0, None),
        ("always", "2029-01-01 00:00", "2029-01-02 00:00", 24 * HOUR, None),
    ] {
        let covered = calendars
            .get(id)
            .expect(id)
            .covered_seconds(wib(from), wib(to));
        assert_eq!(
            (covered.seconds, covered.missing_year),
            (seconds, missing_year),
            "{id}: {from} to {to}"
        );
    }
    // Whatever lies inside is counted: 2019 to 2026 have as many working seconds as their days say.
    let whole = office(&calendars).covered_seconds(Instant(i64::MIN), Instant(i64::MAX));
    assert!(whole.seconds % (8 * HOUR) == 0 && whole.seconds > 8 * 230 * 8 * HOUR);
}

#[rustfmt::skip] // one case a line
#[test]
fn the_ledger_of_lebaran() {
    use SegmentKind::{Holiday, NotCovered, Open, OutOfHours};
    let calendars = calendars();
    let show = |from: &str, to: &str| -> Vec<(Instant, SegmentKind)> {
        let segments = office(&calendars).segments(wib(from), wib(to));
        assert_eq!(segments.first().map(|s| s.from), Some(wib(from)));
        segments.into_iter().map(|s| (s.to, s.kind)).collect()
    };
    let holiday = |name: &str| Holiday(name.to_owned());
    assert_eq!(
        show("2026-03-17 11:00", "2026-03-25 09:00"),
        [
            (wib("2026-03-17 12:00"), Open),
            (wib("2026-03-17 13:00"), OutOfHours),
            (wib("2026-03-17 17:00"), Open),
            (wib("2026-03-18 00:00"), OutOfHours),
            (wib("2026-03-19 00:00"), holiday("Day of Silence Joint Holiday")),
            (wib("2026-03-20 00:00"), holiday("Day of Silence")),
            (wib("2026-03-21 00:00"), holiday("Eid al-Fitr Joint Holiday")),
            (wib("2026-03-22 00:00"), holiday("Eid al-Fitr")),
            (wib("2026-03-23 00:00"), holiday("Eid al-Fitr Second Day")),
            (wib("2026-03-25 00:00"), holiday("Eid al-Fitr Joint Holiday")),
            (wib("2026-03-25 08:00"), OutOfHours),
            (wib("2026-03-25 09:00"), Open),
        ]
    );
    assert_eq!(
        show("2026-03-06 16:00", "2026-03-09 08:30"),
        [
            (wib("2026-03-06 17:00"), Open),
            (wib("2026-03-09 08:00"), OutOfHours),
            (wib("2026-03-09 08:30"), Open),
        ],
        "a weekend is one segment"
    );
    assert_eq!(
        show("2026-12-31 16:00", "2028-03-01 00:00"),
        [
            (wib("2026-12-31 17:00"), Open),
            (wib("2027-01-01 00:00"), OutOfHours),
            (wib("2028-01-01 00:00"), NotCovered(2027)),
            (wib("2028-03-01 00:00"), NotCovered(2028)),
        ]
    );
    assert_eq!(
        show("2017-12-01 00:00", "2019-01-02 08:00"),
        [
            (wib("2018-01-01 00:00"), NotCovered(2017)),
            (wib("2019-01-01 00:00"), NotCovered(2018)),
            (wib("2019-01-02 00:00"), holiday("New Year's Day")),
            (wib("2019-01-02 08:00"), OutOfHours),
        ]
    );
    let always = calendars.get("always").unwrap();
    let (a, b) = (wib("2026-03-17 11:00"), wib("2026-03-25 09:00"));
    assert_eq!(always.segments(a, b).len(), 1);
    assert_eq!(always.segments(a, b)[0].kind, Open);
    assert!(always.segments(b, a).is_empty() && office(&calendars).segments(b, b).is_empty());
}

#[test]
fn without_the_break() {
    let calendars = Calendars::builtin_with(BreakRule::None);
    for (id, from, to, expected) in [
        ("office", "2026-03-02 08:00", "2026-03-02 17:00", 9 * HOUR),
        ("office", "2026-03-02 12:00", "2026-03-02 13:00", HOUR),
        ("office_wita", "2026-03-02 11:00", "2026-03-02 12:00", HOUR),
        ("office", "2026-03-18 00:00", "2026-03-25 00:00", 0),
    ] {
        let calendar = calendars.get(id).expect(id);
        assert_eq!(
            calendar.working_seconds(wib(from), wib(to)),
            Ok(expected),
            "{id}"
        );
    }
    // A hari kerja stays 8 jam kerja (RULES 7).
    let due = office(&calendars).working_due(wib("2026-03-02 08:00"), 8 * HOUR);
    assert_eq!(due, Ok(wib("2026-03-02 16:00")));
}

#[test]
fn the_ends_of_time() {
    let calendars = calendars();
    let ends = [i64::MIN, i64::MIN + 1, -1, 0, 1, i64::MAX - 1, i64::MAX].map(Instant);
    for id in ["office", "office_wit", "always"] {
        let calendar = calendars.get(id).expect(id);
        for a in ends {
            for b in ends {
                let seconds = calendar.working_seconds(a, b);
                assert_eq!(
                    seconds.is_ok(),
                    b <= a || id == "always",
                    "{id} {a:?} {b:?}"
                );
                let covered = calendar.covered_seconds(a, b);
                assert_eq!(covered.missing_year.is_some(), a < b && id != "always");
                assert_eq!(
                    calendar.working_due(a, b.0).is_ok(),
                    b.0 <= 0 || id == "always"
                );
                assert_eq!(calendar.late_from(a, b.0).is_ok(), id == "always");
                assert_eq!(
                    calendar.end_of_nth_working_day(a, b.0).is_ok(),
                    id == "always"
                );
            }
            assert_eq!(calendar.next_opening(a).is_ok(), id == "always");
        }
        let segments = calendar.segments(Instant(i64::MIN), Instant(i64::MAX));
        assert_eq!(segments.first().map(|s| s.from), Some(Instant(i64::MIN)));
        assert_eq!(segments.last().map(|s| s.to), Some(Instant(i64::MAX)));
        assert!(segments.windows(2).all(|pair| pair[0].to == pair[1].from));
    }
}
