//! Agreed hours and in-service dates.

use norma_rules::availability::{Availability, InService, Period};
use norma_rules::{Calendars, Quarter, Zone};

use crate::{Component, DAY, HEADLINE, HOUR, logged, of, outage, timeline};

/// Seconds down in office hours, WIB: 10 March 2026 is a Tuesday, 13 March a Friday.
#[test]
fn agreed_hours() {
    let calendars = Calendars::builtin();
    let office = calendars.office(Zone::Wib);
    let quarter: Quarter = "2026-TW1".parse().unwrap();
    let period = Period::Quarter.of(quarter);
    let agreed = office.working_seconds(period.from(), period.to()).unwrap();
    for (name, start, end, seconds, number) in [
        (
            "a working day",
            "2026-03-10 08:00",
            "2026-03-10 17:00",
            8 * HOUR,
            1,
        ),
        ("at night", "2026-03-10 17:00", "2026-03-11 08:00", 0, 0),
        (
            "over the break",
            "2026-03-10 11:30",
            "2026-03-10 13:30",
            HOUR,
            1,
        ),
        (
            "over a night, one outage",
            "2026-03-10 16:00",
            "2026-03-11 09:00",
            2 * HOUR,
            1,
        ),
        (
            "over a weekend",
            "2026-03-13 16:59:59",
            "2026-03-16 08:00:01",
            2,
            1,
        ),
        (
            "from the eve of the quarter's end",
            "2026-03-31 16:00",
            "2026-04-01 09:00",
            HOUR,
            1,
        ),
    ] {
        let timeline = timeline(&logged(&[outage(start, end)]), "2026-05-01 00:00");
        let a = Availability::of(&timeline, office, period, HEADLINE).unwrap();
        let found = (
            a.down_seconds,
            a.outages,
            a.longest_seconds,
            a.period_seconds,
        );
        assert_eq!(found, (seconds, number, seconds, agreed), "{name}");
        assert_eq!(a.up_seconds, agreed - seconds, "{name}");
    }
    // Restored in the quarter of its last counted second, though it ended at night in the next.
    let t = timeline(
        &logged(&[outage("2026-03-31 16:00", "2026-04-01 07:00")]),
        "2026-05-01 00:00",
    );
    let a = Availability::of(&t, office, period, HEADLINE).unwrap();
    assert_eq!((a.restored, a.restored_seconds, a.carried), (1, HOUR, 0));
    // A year without holidays is no figure.
    let late = timeline(&logged(&[]), "2031-01-01 00:00");
    let error = Availability::of(
        &late,
        office,
        Period::Quarter.of("2030-TW1".parse().unwrap()),
        HEADLINE,
    );
    assert_eq!(error.unwrap_err().year, 2030);
}

#[test]
fn in_service_from_the_middle_of_a_quarter() {
    for (name, first, last, days, hours_down) in [
        ("from 1 March", Some("2026-03-01"), None, 31, 4),
        ("until 31 January", None, Some("2026-01-31"), 31, 2),
        (
            "15 February alone, whole",
            Some("2026-02-15"),
            Some("2026-02-15"),
            1,
            0,
        ),
        ("later", Some("2026-04-01"), None, 0, 0),
        ("never", Some("2026-02-15"), Some("2026-02-14"), 0, 0),
    ] {
        let day = |text: Option<&str>| text.map(|text| text.parse().unwrap());
        let component = Component {
            in_service: InService::days(day(first), day(last)),
            ..logged(&[
                outage("2026-01-31 22:00", "2026-02-01 02:00"),
                outage("2026-02-28 22:00", "2026-03-01 04:00"),
            ])
        };
        let t = timeline(&component, "2026-05-01 00:00");
        let a = of(&t, "2026-TW1", Period::Quarter, HEADLINE);
        assert_eq!(
            (a.period_seconds, a.down_seconds),
            (days * DAY, hours_down * HOUR),
            "{name}"
        );
        if days == 0 {
            assert_eq!(
                (a.rate(), a.hundredths(), a.coverage()),
                (None, None, (0, 0)),
                "{name}: -, never 100%"
            );
        }
    }
}
