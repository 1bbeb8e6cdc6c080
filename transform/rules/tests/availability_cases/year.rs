//! Years, budgets, and recovery times.

use norma_rules::availability::{
    Availability, Budget, InService, Interval, Period, Target, year_of,
};
use norma_rules::settings::Unknown;
use norma_rules::{Calendars, Quarter, Zone};

use crate::{
    Component, DAY, HEADLINE, HOUR, Outage, Reading, WITHOUT, WorkingCalendar, logged, maintenance,
    monitor, of, outage, timeline, wib,
};

fn target(hundredths: u32) -> Target {
    Target::from_hundredths(hundredths).unwrap()
}

fn budget(component: &Component, quarter: &str, as_of: &str, reading: Reading) -> Budget {
    let quarter: Quarter = quarter.parse().unwrap();
    let timeline = timeline(component, as_of);
    Budget::of(
        &timeline,
        &WorkingCalendar::always(),
        quarter,
        reading,
        target(9900),
    )
    .unwrap()
}

/// What 99% leaves in a year, spent and left "if nothing more fails" and "to date", seconds.
#[test]
fn budgets() {
    let hours =
        |from: &str, hours: i64| Outage::new("G", wib(from), Some(wib(from).plus(hours * HOUR)));
    for (name, outages, quarter, as_of, allowed, spent, to_date, can_be_met) in [
        (
            "87 h 36 m",
            vec![],
            "2026-TW1",
            "2026-04-01 00:00",
            315_360,
            0,
            77_760,
            true,
        ),
        (
            "leap year, 87 h 50 m 24 s",
            vec![],
            "2028-TW1",
            "2028-04-01 00:00",
            316_224,
            0,
            78_624,
            true,
        ),
        (
            "40 hours",
            vec![hours("2026-02-01 00:00", 40)],
            "2026-TW1",
            "2026-04-01 00:00",
            315_360,
            144_000,
            77_760,
            true,
        ),
        (
            "all of it, to the second",
            vec![Outage::new(
                "G",
                wib("2026-02-01 00:00"),
                Some(wib("2026-02-01 00:00").plus(315_360)),
            )],
            "2026-TW2",
            "2026-07-01 00:00",
            315_360,
            315_360,
            156_384,
            true,
        ),
        (
            "and a second more",
            vec![Outage::new(
                "G",
                wib("2026-02-01 00:00"),
                Some(wib("2026-02-01 00:00").plus(315_361)),
            )],
            "2026-TW2",
            "2026-07-01 00:00",
            315_360,
            315_361,
            156_384,
            false,
        ),
        (
            "of last year nothing is spent",
            vec![hours("2025-12-31 00:00", 30)],
            "2026-TW1",
            "2026-04-01 00:00",
            315_360,
            6 * HOUR,
            77_760,
            true,
        ),
        (
            "at the quarter's end, though more is known",
            vec![hours("2026-05-01 00:00", 5)],
            "2026-TW1",
            "2026-07-01 00:00",
            315_360,
            0,
            77_760,
            true,
        ),
        (
            "before the quarter's end",
            vec![hours("2026-01-10 00:00", 5)],
            "2026-TW1",
            "2026-01-11 00:00",
            315_360,
            5 * HOUR,
            8_640,
            true,
        ),
    ] {
        let b = budget(&logged(&outages), quarter, as_of, HEADLINE);
        let whole = b.if_nothing_more_fails;
        let found = (
            whole.allowed_seconds,
            b.spent_seconds,
            b.to_date.allowed_seconds,
            b.can_still_be_met,
        );
        assert_eq!(found, (allowed, spent, to_date, can_be_met), "{name}");
        assert_eq!(
            (whole.left_seconds, b.to_date.left_seconds),
            (allowed - spent, to_date - spent),
            "{name}"
        );
        assert_eq!(
            b.agreed_seconds_of_year,
            year_of(quarter.parse().unwrap()).seconds(),
            "{name}"
        );
        // The rate of the year if nothing more fails reaches the target exactly when the budget is not overspent.
        let (up, both) = b.rate_if_nothing_more_fails().unwrap();
        assert_eq!(up * 10_000 >= both * 9_900, can_be_met, "{name}");
    }
}

#[test]
fn budgets_follow_dates_hours_and_what_is_known() {
    // In service from 1 July: 184 days.
    let late = Component {
        in_service: InService::days("2026-07-01".parse().ok(), None),
        ..logged(&[])
    };
    let b = budget(&late, "2026-TW1", "2026-04-01 00:00", HEADLINE);
    assert_eq!(
        (
            b.agreed_seconds_of_year,
            b.if_nothing_more_fails.allowed_seconds,
            b.to_date.allowed_seconds
        ),
        (184 * DAY, 158_976, 0)
    );
    // Out of service all year: nothing to meet, and no rate.
    let gone = Component {
        in_service: InService::days(None, "2025-12-31".parse().ok()),
        ..logged(&[])
    };
    let b = budget(&gone, "2026-TW1", "2026-04-01 00:00", HEADLINE);
    assert_eq!(
        (b.agreed_seconds_of_year, b.rate_if_nothing_more_fails()),
        (0, None)
    );

    // Unknown time so far leaves the base: a monitor that saw nothing in the first 90 days.
    let mut blind = logged(&[]);
    blind.sources.monitors = vec![monitor("2026-01-01 00:00", &[], "2026-04-01 00:00")];
    let b = budget(&blind, "2026-TW1", "2026-04-01 00:00", HEADLINE);
    assert_eq!(
        (
            b.unknown_seconds,
            b.if_nothing_more_fails.base_seconds,
            b.if_nothing_more_fails.allowed_seconds
        ),
        (90 * DAY, 275 * DAY, 237_600)
    );
    assert_eq!(b.to_date.base_seconds, 0);
    // Counted as down it is spent.
    let b = budget(
        &blind,
        "2026-TW1",
        "2026-04-01 00:00",
        Reading {
            unknown: Unknown::Down,
            ..HEADLINE
        },
    );
    assert_eq!(
        (b.unknown_seconds, b.spent_seconds, b.can_still_be_met),
        (0, 90 * DAY, false)
    );

    // Maintenance spends the headline's budget; in the second figure it leaves the base.
    let kept = logged(&[maintenance(
        "2026-03-01 00:00",
        "2026-03-02 00:00",
        "2026-02-20 00:00",
    )]);
    let b = budget(&kept, "2026-TW1", "2026-04-01 00:00", HEADLINE);
    assert_eq!((b.spent_seconds, b.excluded_seconds), (DAY, 0));
    let b = budget(&kept, "2026-TW1", "2026-04-01 00:00", WITHOUT);
    assert_eq!(
        (
            b.spent_seconds,
            b.excluded_seconds,
            b.if_nothing_more_fails.allowed_seconds
        ),
        (0, DAY, 364 * 864)
    );

    // Agreed office hours: 1% of the working seconds of the year, cut.
    let calendars = Calendars::builtin();
    let office = calendars.office(Zone::Wib);
    let quarter: Quarter = "2026-TW1".parse().unwrap();
    let year = year_of(quarter);
    let agreed = office.working_seconds(year.from(), year.to()).unwrap();
    let t = timeline(&logged(&[]), "2026-04-01 00:00");
    let b = Budget::of(&t, office, quarter, HEADLINE, target(9900)).unwrap();
    assert_eq!(
        (
            b.agreed_seconds_of_year,
            b.if_nothing_more_fails.allowed_seconds
        ),
        (agreed, agreed / 100)
    );
}

/// Seconds of quarter, year to date and rolling 12 months, and downtime in them, over a year's end and in a leap year.
#[test]
fn periods_of_a_quarter() {
    let component = logged(&[
        outage("2027-12-31 22:00", "2028-01-01 03:00"),
        outage("2028-02-29 23:00", "2028-03-01 01:00"),
        outage("2027-04-01 00:00", "2027-04-01 01:00"),
        outage("2027-03-31 00:00", "2027-03-31 01:00"),
    ]);
    let t = timeline(&component, "2029-01-01 00:00");
    for (quarter, period, days, hours_down) in [
        ("2028-TW1", Period::Quarter, 91, 5),
        ("2028-TW1", Period::YearToDate, 91, 5),
        ("2028-TW1", Period::Rolling, 366, 8),
        ("2027-TW4", Period::Quarter, 92, 2),
        ("2027-TW4", Period::YearToDate, 365, 4),
        ("2028-TW4", Period::YearToDate, 366, 5),
    ] {
        let a = of(&t, quarter, period, HEADLINE);
        assert_eq!(
            (a.period_seconds, a.down_seconds),
            (days * DAY, hours_down * HOUR),
            "{quarter} {period}"
        );
    }
    // As of an instant inside, the period ends there; before it, nothing is counted.
    let early = timeline(&component, "2028-02-01 00:00");
    let a = of(&early, "2028-TW1", Period::Quarter, HEADLINE);
    assert_eq!(
        (a.period_seconds, a.until),
        (31 * DAY, wib("2028-02-01 00:00"))
    );
    let a = of(&early, "2028-TW2", Period::Quarter, HEADLINE);
    assert_eq!((a.period_seconds, a.rate()), (0, None));
}

/// Rates are cut, and the verdict is on seconds: 99% of 10,000 seconds allows 100.
#[test]
fn verdicts_are_on_seconds() {
    for (down, hundredths, reaches) in [
        (0, 10_000, true),
        (1, 9_999, true),
        (100, 9_900, true),
        (101, 9_899, false),
        (10_000, 0, false),
    ] {
        let start = wib("2026-03-17 00:00");
        let t = timeline(
            &logged(&[Outage::new("G", start, Some(start.plus(down)))]),
            "2026-05-01 00:00",
        );
        let period = Interval::new(start, start.plus(10_000)).unwrap();
        let a = Availability::of(&t, &WorkingCalendar::always(), period, HEADLINE).unwrap();
        assert_eq!(
            (a.hundredths(), a.reaches(target(9900))),
            (Some(hundredths), Some(reaches)),
            "{down}"
        );
    }
    // 99.995% is 99.99, not 100.
    let start = wib("2026-03-17 00:00");
    let t = timeline(
        &logged(&[Outage::new("G", start, Some(start.plus(1)))]),
        "2026-05-01 00:00",
    );
    let period = Interval::new(start, start.plus(20_000)).unwrap();
    let a = Availability::of(&t, &WorkingCalendar::always(), period, HEADLINE).unwrap();
    assert_eq!(a.hundredths(), Some(9_999));
}
