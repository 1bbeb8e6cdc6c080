//! Outages against recovery times.

use norma_rules::availability::{Period, Recovery};
use norma_rules::{Calendars, Zone};

use crate::{
    Component, HOUR, Outage, State, WorkingCalendar, logged, maintenance, monitor, outage, timeline,
};

/// Name, outages, limit in hours, and in time, late, open within, open beyond and unseen in TW1 and in TW2.
type Case = (&'static str, Vec<Outage>, i64, [u64; 5], [u64; 5]);

/// Recovery times of 001: 3 hours for sangat kritis and kritis, 8 and 16 for the others.
#[test]
fn recovery_times() {
    const AS_OF: &str = "2026-05-01 00:00";
    let told = "2026-03-01 09:00";
    let cases: Vec<Case> = vec![
        (
            "to the second in time",
            vec![outage("2026-03-17 08:00", "2026-03-17 11:00")],
            3,
            [1, 0, 0, 0, 0],
            [0; 5],
        ),
        (
            "a second late",
            vec![outage("2026-03-17 08:00", "2026-03-17 11:00:01")],
            3,
            [0, 1, 0, 0, 0],
            [0; 5],
        ),
        (
            "overlapping ones are one recovery",
            vec![
                outage("2026-03-17 08:00", "2026-03-17 10:00"),
                outage("2026-03-17 10:00", "2026-03-17 12:00"),
            ],
            3,
            [0, 1, 0, 0, 0],
            [0; 5],
        ),
        (
            "counts in the quarter in which it was restored",
            vec![outage("2026-03-31 23:00", "2026-04-01 01:00")],
            3,
            [0; 5],
            [1, 0, 0, 0, 0],
        ),
        (
            "or in which the limit passed",
            vec![outage("2026-03-31 20:00", "2026-04-01 01:00")],
            3,
            [0, 1, 0, 0, 0],
            [0; 5],
        ),
        (
            "open beyond",
            vec![outage("2026-03-31 20:00", "")],
            3,
            [0, 0, 0, 1, 0],
            [0; 5],
        ),
        (
            "open within, at the as-of instant",
            vec![outage("2026-04-30 22:00", "")],
            3,
            [0; 5],
            [0, 0, 1, 0, 0],
        ),
        (
            "announced maintenance is no recovery, its overrun is",
            vec![
                maintenance("2026-03-17 00:00", "2026-03-17 08:00", told),
                outage("2026-03-17 08:00", "2026-03-17 10:00"),
            ],
            3,
            [1, 0, 0, 0, 0],
            [0; 5],
        ),
        (
            "maintenance not announced is",
            vec![maintenance("2026-03-17 00:00", "2026-03-17 08:00", "")],
            3,
            [0, 1, 0, 0, 0],
            [0; 5],
        ),
        (
            "16 hours",
            vec![outage("2026-03-17 00:00", "2026-03-17 16:00")],
            16,
            [1, 0, 0, 0, 0],
            [0; 5],
        ),
    ];
    let count = |component: &Component, quarter: &str, limit: i64| {
        let period = Period::Quarter.of(quarter.parse().unwrap());
        Recovery::of(
            &timeline(component, AS_OF),
            &WorkingCalendar::always(),
            period,
            limit * HOUR,
        )
        .unwrap()
    };
    let array = |r: Recovery| [r.in_time, r.late, r.open_within, r.open_beyond, r.unseen];
    for (name, outages, limit, first, second) in cases {
        let component = logged(&outages);
        assert_eq!(
            array(count(&component, "2026-TW1", limit)),
            first,
            "{name}: TW1"
        );
        assert_eq!(
            array(count(&component, "2026-TW2", limit)),
            second,
            "{name}: TW2"
        );
    }
    // A monitor that goes silent while it is down: nobody knows.
    let mut blind = Component::new("web");
    blind.sources.monitors = vec![monitor(
        "2026-01-01 00:00",
        &[("2026-03-17 08:00", State::Down)],
        AS_OF,
    )];
    let unseen = count(&blind, "2026-TW1", 3);
    assert_eq!((array(unseen), unseen.rate()), ([0, 0, 0, 0, 1], None));
    // Services are added, then divided.
    let mut level = count(
        &logged(&[outage("2026-03-17 08:00", "2026-03-17 09:00")]),
        "2026-TW1",
        3,
    );
    level += count(
        &logged(&[outage("2026-03-17 08:00", "2026-03-17 18:00")]),
        "2026-TW1",
        3,
    );
    assert_eq!(level.rate(), Some((1, 2)));
}

/// At night nothing is agreed, so nothing is to be restored; an outage in agreed hours is timed on the clock on the wall.
#[test]
fn recovery_of_a_service_with_office_hours() {
    let calendars = Calendars::builtin();
    let period = Period::Quarter.of("2026-TW1".parse().unwrap());
    for (start, end, in_time, late) in [
        ("2026-03-10 18:00", "2026-03-10 20:00", 0, 0),
        ("2026-03-10 16:00", "2026-03-10 18:00", 1, 0),
        ("2026-03-10 16:00", "2026-03-11 08:30", 0, 1),
    ] {
        let t = timeline(&logged(&[outage(start, end)]), "2026-05-01 00:00");
        let r = Recovery::of(&t, calendars.office(Zone::Wib), period, 3 * HOUR).unwrap();
        assert_eq!((r.in_time, r.late), (in_time, late), "{start} to {end}");
    }
}
