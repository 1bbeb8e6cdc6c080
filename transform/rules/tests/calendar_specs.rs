//! Calendars as a configuration writes them: dated hours, versions, and everything that can be wrong.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use chrono::{NaiveDate, NaiveDateTime};
use norma_rules::{CalendarSpec, Calendars, Instant, SegmentKind, WorkingCalendar, Zone};

const HOUR: i64 = 3600;

/// Dated hours of every sort.
const DATED: &str = include_str!("calendar_specs/kantor.toml");

fn wib(text: &str) -> Instant {
    let local = NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").expect(text);
    Instant::from_local(local, Zone::Wib)
}

fn day(text: &str) -> NaiveDate {
    text.parse().expect(text)
}

fn compile(text: &str) -> WorkingCalendar {
    let spec: CalendarSpec = toml::from_str(text).expect("reads");
    WorkingCalendar::compile(&spec).expect("compiles")
}

#[test]
fn dated_hours() {
    let calendar = compile(DATED);
    for (date, expected, why) in [
        ("2026-02-17", 8 * HOUR, "the day before Ramadan"),
        ("2026-02-18", 6 * HOUR + HOUR / 2, "its first day"),
        ("2026-02-20", 6 * HOUR + HOUR / 2, "a Friday in it"),
        ("2026-02-21", 0, "a Saturday in it stays closed"),
        ("2026-02-25", 0, "a holiday in it"),
        ("2026-03-17", 6 * HOUR + HOUR / 2, "its last day"),
        ("2026-03-18", 8 * HOUR, "the day after"),
        ("2026-03-19", 0, "a holiday"),
        ("2026-12-24", 4 * HOUR, "a short day"),
        ("2026-05-09", 3 * HOUR, "a make-up day"),
        ("2026-05-16", 0, "a holiday wins over a make-up day"),
        ("2026-06-02", 0, "closed"),
    ] {
        let start = Instant::start_of_day(day(date), Zone::Wib);
        let seconds = calendar.working_seconds(start, start.plus(24 * HOUR));
        assert_eq!(seconds, Ok(expected), "{date}: {why}");
        assert_eq!(calendar.is_working_day(day(date)), expected > 0, "{date}");
    }
    // Friday has its own break: 11.30 to 12.30.
    assert_eq!(
        calendar.next_opening(wib("2026-02-20 11:45")),
        Ok(wib("2026-02-20 12:30"))
    );
    assert_eq!(
        calendar.working_due(wib("2026-02-18 08:00"), 8 * HOUR),
        Ok(wib("2026-02-19 09:30"))
    );
    // Day 0 is Friday 8 May, the make-up Saturday is working day 1.
    assert_eq!(
        calendar.end_of_nth_working_day(wib("2026-05-08 10:00"), 1),
        Ok(wib("2026-05-09 12:00"))
    );
    let kinds = |date| {
        let start = Instant::start_of_day(day(date), Zone::Wib);
        calendar.segments(start, start.plus(24 * HOUR))
    };
    assert_eq!(
        kinds("2026-05-16")[0].kind,
        SegmentKind::Holiday("Libur setempat".into())
    );
    assert_eq!(kinds("2026-06-02")[0].kind, SegmentKind::OutOfHours);
    assert_eq!(calendar.holiday_on(day("2026-03-19")), Some("Nyepi"));
    assert_eq!(calendar.holiday_on(day("2026-03-18")), None);
    assert_eq!(calendar.holiday_on(day("2031-03-19")), None);
}

#[test]
fn round_the_clock() {
    let calendar = compile(
        r#"
        id = "jaga"
        basis = "contoh"
        first_year = 1960
        last_year = 1970
        zone = "WIT"
        [weekly]
        monday = ["22:00-24:00"]
        tuesday = ["00:00-06:00", "06:00-07:00", "20:00-20:00:01"]
    "#,
    );
    // Years before 1970 have negative instants; Monday 4 January 1960.
    let wit = |text: &str| Instant(wib(text).0 - 2 * HOUR);
    let (start, midnight) = (wit("1960-01-04 22:00"), wit("1960-01-05 00:00"));
    assert!(start.0 < 0);
    assert_eq!(calendar.working_due(start, 2 * HOUR), Ok(midnight));
    assert_eq!(
        calendar.late_from(start, 2 * HOUR),
        Ok(midnight),
        "open on both sides of midnight"
    );
    assert_eq!(
        calendar.working_due(start, 8 * HOUR),
        Ok(wit("1960-01-05 06:00"))
    );
    assert_eq!(
        calendar.late_from(start, 8 * HOUR),
        Ok(wit("1960-01-05 06:00")),
        "windows touch"
    );
    assert_eq!(
        calendar.working_due(start, 9 * HOUR),
        Ok(wit("1960-01-05 07:00"))
    );
    assert_eq!(
        calendar.late_from(start, 9 * HOUR),
        Ok(wit("1960-01-05 20:00"))
    );
    assert_eq!(
        calendar.late_from(start, 9 * HOUR + 1),
        Ok(wit("1960-01-11 22:00"))
    );
    let segments = calendar.segments(start, wit("1960-01-05 20:00"));
    assert_eq!(
        segments.len(),
        2,
        "midnight and touching windows do not cut: {segments:?}"
    );
    assert_eq!(
        calendar.end_of_nth_working_day(start, 0),
        Ok(midnight),
        "a window that ends at 24:00 closes there"
    );
}

#[test]
fn all_errors_at_once() {
    let spec: CalendarSpec = toml::from_str(
        r#"
        id = "Kantor Baru"
        basis = " "
        first_year = 2026
        last_year = 2026
        valid_from = 2026-06-01
        valid_to = 2026-05-01
        holidays = [
            { date = 2026-03-21, name = "Idulfitri" },
            { date = 2026-03-21, name = "Lebaran" },
            { date = 2027-01-01, name = "Tahun Baru" },
        ]
        exceptions = [
            { from = 2026-03-02, to = 2026-03-06, windows = ["08:00-15:00"] },
            { from = 2026-03-05, to = 2026-03-10, windows = ["08:00-14:00"] },
            { from = 2026-03-07, windows = ["08:00-12:00"] },
            { from = 2026-03-14, windows = [], make_up = true },
            { from = 2026-04-10, to = 2026-04-01, windows = ["08:00-12:00"] },
            { from = 2025-12-31, to = 2026-01-02, windows = ["12:00-08:00"] },
            { from = 2026-08-03, weekdays = ["jumat"], windows = ["08:00-12:00"] },
        ]
        [weekly]
        monday = ["08:00-12:00", "11:00-17:00"]
        tuesday = ["08:00-25:00", "8-12"]
        thursday = ["08:00-12:00"]
        friday = ["08:00-12:00"]
        senin = ["08:00-12:00"]
    "#,
    )
    .expect("reads");
    let errors = WorkingCalendar::compile(&spec).expect_err("is wrong");
    let errors: Vec<String> = errors.iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(errors.join("\n"), @r#"
    calendar Kantor Baru: id: "Kantor Baru" is no id; write small letters, digits and underscores, such as office_2016
    calendar Kantor Baru: basis: empty; name the decree or the words the calendar rests on
    calendar Kantor Baru: valid_to: 2026-05-01 is before 2026-06-01; the first day must not be after the last
    calendar Kantor Baru: weekly.monday: 11:00-17:00 overlaps 08:00-12:00; windows of a day must not share time
    calendar Kantor Baru: weekly.senin: unknown weekday "senin"; write monday, tuesday, wednesday, thursday, friday, saturday or sunday
    calendar Kantor Baru: weekly.tuesday[0]: "25:00" is no time; write 00:00 to 24:00 with two digits each, such as 08:00
    calendar Kantor Baru: weekly.tuesday[1]: "8" is no time; write 00:00 to 24:00 with two digits each, such as 08:00
    calendar Kantor Baru: holidays[1].date: 2026-03-21 is already a holiday (Idulfitri); a day is listed once
    calendar Kantor Baru: holidays[2].date: 2027-01-01 is outside the covered years 2026 to 2026; correct the date or the years
    calendar Kantor Baru: exceptions[1]: 2026-03-05 already has the hours of exceptions[0]; a day can have one exception
    calendar Kantor Baru: exceptions[3].windows: a make-up day needs windows; write windows = ["08:00-12:00"]
    calendar Kantor Baru: exceptions[4].to: 2026-04-01 is before 2026-04-10; the first day must not be after the last
    calendar Kantor Baru: exceptions[5].windows[0]: "12:00-08:00" ends before it starts; across midnight write two windows, up to 24:00 and from 00:00 of the next day
    calendar Kantor Baru: exceptions[5].from: 2025-12-31 is outside the covered years 2026 to 2026; correct the date or the years
    calendar Kantor Baru: exceptions[6].weekdays[0]: unknown weekday "jumat"; write monday, tuesday, wednesday, thursday, friday, saturday or sunday
    "#);
}

#[test]
fn dated_hours_that_apply_nowhere() {
    let saturday = "\n[[exceptions]]\nfrom = 2026-03-07\nwindows = [\"08:00-12:00\"]\n";
    let spec: CalendarSpec = toml::from_str(&format!("{DATED}{saturday}")).expect("reads");
    let errors = WorkingCalendar::compile(&spec).expect_err("a Saturday without make_up");
    assert_eq!(errors.len(), 1);
    assert_eq!(
        errors[0].to_string(),
        "calendar kantor: exceptions[6]: applies to no day, since no weekday in it has weekly windows; for a make-up day write make_up = true"
    );
}

#[test]
fn wrong_years() {
    let mut spec: CalendarSpec = toml::from_str(DATED).expect("reads");
    for (first, last) in [
        (2026, 2025),
        (1, 2026),
        (2026, i32::MAX),
        (i32::MIN, i32::MAX),
    ] {
        (spec.first_year, spec.last_year) = (first, last);
        let errors = WorkingCalendar::compile(&spec).expect_err("is wrong");
        assert_eq!(errors[0].key, "first_year", "{first} to {last}: {errors:?}");
    }
}

#[test]
fn without_any_working_time() {
    let spec: CalendarSpec = toml::from_str(
        "id = 'x'\nbasis = 'x'\nfirst_year = 2026\nlast_year = 2026\nweekly = { monday = [] }",
    )
    .expect("reads");
    let errors = WorkingCalendar::compile(&spec).expect_err("is wrong");
    assert_eq!(errors.len(), 1);
    assert!(
        errors[0]
            .to_string()
            .starts_with("calendar x: weekly: no working time at all")
    );
}

#[test]
fn national_holidays_end_with_their_list() {
    let mut spec: CalendarSpec = toml::from_str(DATED).expect("reads");
    spec.national_holidays = true;
    let errors = WorkingCalendar::compile(&spec).expect_err("Nyepi stands in both");
    let errors: Vec<String> = errors.iter().map(ToString::to_string).collect();
    assert_eq!(
        errors,
        [
            "calendar kantor: holidays[0].date: 2026-03-19 is already a holiday (Day of Silence); a day is listed once"
        ]
    );
    spec.holidays.remove(0);
    let calendar = WorkingCalendar::compile(&spec).expect("compiles");
    assert_eq!(calendar.holiday_on(day("2026-03-21")), Some("Eid al-Fitr"));
    assert!(
        calendar
            .spec()
            .holidays
            .iter()
            .any(|h| h.date == day("2026-03-21"))
    );
    let again = WorkingCalendar::compile(calendar.spec()).expect("its spec is complete");
    assert_eq!(again.spec(), calendar.spec());

    spec.last_year = 2027;
    let errors = WorkingCalendar::compile(&spec).expect_err("nobody knows 2027");
    assert_eq!(
        errors[0].to_string(),
        "calendar kantor: national_holidays: national holidays are known for 2019 to 2026; cover only these years, or list the holidays yourself"
    );
}

#[test]
fn built_in() {
    let calendars = Calendars::builtin();
    assert_eq!(
        calendars.ids().collect::<Vec<_>>(),
        ["always", "office", "office_wit", "office_wita"]
    );
    for (zone, id) in [
        (Zone::Wib, "office"),
        (Zone::Wita, "office_wita"),
        (Zone::Wit, "office_wit"),
        (Zone::Utc, "office"),
    ] {
        assert_eq!(calendars.office(zone).id(), id);
        assert_eq!(Calendars::office_id(zone), id);
        let calendar = calendars.get(id).expect(id);
        assert_eq!(
            (calendar.spec().first_year, calendar.spec().last_year),
            (2019, 2026)
        );
        assert_eq!(calendar.spec().holidays.len(), 188);
    }
    assert_eq!(
        calendars.get("office_wita").map(WorkingCalendar::zone),
        Some(Zone::Wita)
    );
    assert!(calendars.get("kantor").is_none());
    let shown: Vec<String> = calendars.iter().map(|c| format!("{c:?}")).collect();
    assert_eq!(shown[..2], ["always (WIB)", "office (WIB, 2019 to 2026)"]);
}

#[test]
fn the_version_in_force_on_the_day_of_submission() {
    let mut calendars = Calendars::builtin();
    let mut version = |from: Option<&str>, to: Option<&str>, title: &str| {
        let mut spec: CalendarSpec = toml::from_str(DATED).expect("reads");
        (spec.valid_from, spec.valid_to) = (from.map(day), to.map(day));
        title.clone_into(&mut spec.title);
        calendars.add(spec)
    };
    // In any order.
    version(Some("2026-06-01"), None, "revised").unwrap();
    version(None, None, "first").unwrap();
    version(Some("2026-08-01"), Some("2026-08-31"), "August").unwrap();
    let same = version(Some("2026-06-01"), None, "again").unwrap_err();
    assert_eq!(
        same[0].to_string(),
        "calendar kantor: valid_from: there is already a version of this calendar in force from 2026-06-01; give this one a later valid_from, or another id"
    );
    let title = |date| {
        calendars
            .get_on("kantor", day(date))
            .map(|c| c.spec().title.as_str())
    };
    for (date, expected) in [
        ("1999-01-01", "first"),
        ("2026-05-31", "first"),
        ("2026-06-01", "revised"),
        ("2026-07-31", "revised"),
        ("2026-08-01", "August"),
        ("2026-08-31", "August"),
        ("2026-09-01", "revised"),
    ] {
        assert_eq!(title(date), Some(expected), "{date}");
    }
    assert_eq!(
        calendars.get("kantor").map(|c| c.spec().title.as_str()),
        Some("August")
    );
    assert!(calendars.get_on("tidak_ada", day("2026-01-01")).is_none());
    assert_eq!(calendars.iter().filter(|c| c.id() == "kantor").count(), 3);
}

#[test]
fn built_in_calendars_are_not_replaced_by_accident() {
    let mut calendars = Calendars::builtin();
    let add = |calendars: &mut Calendars, id: &str, from: Option<&str>| {
        let mut spec: CalendarSpec = toml::from_str(DATED).expect("reads");
        id.clone_into(&mut spec.id);
        spec.valid_from = from.map(day);
        calendars
            .add(spec)
            .map_err(|errors| errors.iter().map(ToString::to_string).collect::<Vec<_>>())
    };
    assert_eq!(
        add(&mut calendars, "always", None),
        Err(vec![
            "calendar always: id: \"always\" is 24 x 7 and built in; choose another id".to_owned()
        ])
    );
    assert_eq!(
        add(&mut calendars, "office", None),
        Err(vec!["calendar office: valid_from: there is already a version of this calendar in force from the beginning; give this one a later valid_from, or another id".to_owned()])
    );
    add(&mut calendars, "office", Some("2026-07-01")).expect("a later version");
    let on = |date| {
        calendars
            .get_on("office", day(date))
            .unwrap()
            .spec()
            .title
            .clone()
    };
    assert_eq!(on("2026-06-30"), "Jam layanan kantor");
    assert_eq!(on("2026-07-01"), "Kantor contoh");
}
