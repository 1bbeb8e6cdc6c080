//! Outages and maintenance of one log.

use norma_rules::availability::{Outage, Period};

use crate::{DAY, HEADLINE, HOUR, WITHOUT, logged, maintenance, of, outage, timeline, wib};

/// Hours down and number of outages in 2026-TW1 as of 1 May, in the headline and without maintenance, and hours excluded.
#[test]
fn outages_and_maintenance_of_a_log() {
    const TOLD: &str = "2026-03-01 09:00";
    type Figure = (i64, u64);
    let cases: &[(&str, Vec<Outage>, Figure, Figure, i64)] = &[
        ("nothing logged", vec![], (0, 0), (0, 0), 0),
        (
            "two apart",
            vec![
                outage("2026-03-17 08:00", "2026-03-17 10:00"),
                outage("2026-03-18 08:00", "2026-03-18 11:00"),
            ],
            (5, 2),
            (5, 2),
            0,
        ),
        (
            "overlapping",
            vec![
                outage("2026-03-17 08:00", "2026-03-17 10:00"),
                outage("2026-03-17 09:00", "2026-03-17 12:00"),
            ],
            (4, 1),
            (4, 1),
            0,
        ),
        (
            "one inside the other, logged twice",
            vec![
                outage("2026-03-17 08:00", "2026-03-17 12:00"),
                outage("2026-03-17 09:00", "2026-03-17 10:00"),
                outage("2026-03-17 08:00", "2026-03-17 12:00"),
            ],
            (4, 1),
            (4, 1),
            0,
        ),
        (
            "touching",
            vec![
                outage("2026-03-17 08:00", "2026-03-17 09:00"),
                outage("2026-03-17 09:00", "2026-03-17 10:00"),
            ],
            (2, 1),
            (2, 1),
            0,
        ),
        (
            "across midnight WIB",
            vec![outage("2026-03-17 23:00", "2026-03-18 01:00")],
            (2, 1),
            (2, 1),
            0,
        ),
        (
            "across the end of the quarter",
            vec![outage("2026-03-31 22:00", "2026-04-01 05:00")],
            (2, 1),
            (2, 1),
            0,
        ),
        (
            "across the start of quarter and year",
            vec![outage("2025-12-31 20:00", "2026-01-01 03:00")],
            (3, 1),
            (3, 1),
            0,
        ),
        (
            "open: to the as-of instant, all of what is left of the quarter",
            vec![outage("2026-03-31 00:00", "")],
            (24, 1),
            (24, 1),
            0,
        ),
        (
            "ends after the as-of instant: as of then it is open",
            vec![outage("2026-03-31 00:00", "2026-06-01 00:00")],
            (24, 1),
            (24, 1),
            0,
        ),
        (
            "begins after the as-of instant",
            vec![outage("2026-06-01 00:00", "2026-06-01 05:00")],
            (0, 0),
            (0, 0),
            0,
        ),
        (
            "end before start",
            vec![outage("2026-03-17 10:00", "2026-03-17 08:00")],
            (0, 0),
            (0, 0),
            0,
        ),
        (
            "maintenance announced",
            vec![maintenance("2026-03-17 20:00", "2026-03-17 23:00", TOLD)],
            (3, 1),
            (0, 0),
            3,
        ),
        (
            "announced when it began",
            vec![maintenance(
                "2026-03-17 20:00",
                "2026-03-17 23:00",
                "2026-03-17 20:00",
            )],
            (3, 1),
            (3, 1),
            0,
        ),
        (
            "announced a minute before",
            vec![maintenance(
                "2026-03-17 20:00",
                "2026-03-17 23:00",
                "2026-03-17 19:59",
            )],
            (3, 1),
            (0, 0),
            3,
        ),
        (
            "announced afterwards",
            vec![maintenance(
                "2026-03-17 20:00",
                "2026-03-17 23:00",
                "2026-03-18 08:00",
            )],
            (3, 1),
            (3, 1),
            0,
        ),
        (
            "never announced",
            vec![maintenance("2026-03-17 20:00", "2026-03-17 23:00", "")],
            (3, 1),
            (3, 1),
            0,
        ),
        (
            "an open end excuses nothing",
            vec![maintenance("2026-03-31 20:00", "", TOLD)],
            (4, 1),
            (4, 1),
            0,
        ),
        (
            "maintenance inside an outage: one outage, before and after count",
            vec![
                outage("2026-03-17 18:00", "2026-03-18 00:00"),
                maintenance("2026-03-17 20:00", "2026-03-17 23:00", TOLD),
            ],
            (6, 1),
            (3, 1),
            3,
        ),
        (
            "outage inside maintenance",
            vec![
                maintenance("2026-03-17 20:00", "2026-03-17 23:00", TOLD),
                outage("2026-03-17 21:00", "2026-03-17 22:00"),
            ],
            (3, 1),
            (0, 0),
            3,
        ),
        (
            "overrun as a second record",
            vec![
                maintenance("2026-03-17 20:00", "2026-03-17 23:00", TOLD),
                outage("2026-03-17 23:00", "2026-03-18 01:00"),
            ],
            (5, 1),
            (2, 1),
            3,
        ),
        (
            "overrun and too early a start, with the announced window beside the actual stamps",
            vec![Outage {
                window: Some((wib("2026-03-17 20:00"), wib("2026-03-17 23:00"))),
                ..maintenance("2026-03-17 19:00", "2026-03-18 01:00", TOLD)
            }],
            (6, 1),
            (3, 1),
            3,
        ),
        (
            "done early: the whole window leaves both sides",
            vec![Outage {
                window: Some((wib("2026-03-17 20:00"), wib("2026-03-17 23:00"))),
                ..maintenance("2026-03-17 20:00", "2026-03-17 21:00", TOLD)
            }],
            (1, 1),
            (0, 0),
            3,
        ),
        (
            "two windows that overlap",
            vec![
                maintenance("2026-03-17 20:00", "2026-03-17 23:00", TOLD),
                maintenance("2026-03-17 22:00", "2026-03-18 00:00", TOLD),
            ],
            (4, 1),
            (0, 0),
            4,
        ),
    ];
    for (name, outages, headline, without, excluded) in cases {
        let timeline = timeline(&logged(outages), "2026-05-01 00:00");
        let a = of(&timeline, "2026-TW1", Period::Quarter, HEADLINE);
        let b = of(&timeline, "2026-TW1", Period::Quarter, WITHOUT);
        assert_eq!(
            (a.down_seconds, a.outages),
            (headline.0 * HOUR, headline.1),
            "{name}: headline"
        );
        assert_eq!(
            (b.down_seconds, b.outages),
            (without.0 * HOUR, without.1),
            "{name}: without maintenance"
        );
        assert_eq!(
            (a.excluded_seconds, b.excluded_seconds),
            (0, excluded * HOUR),
            "{name}: excluded"
        );
        assert_eq!(
            (a.period_seconds, a.unknown_seconds),
            (90 * DAY, 0),
            "{name}"
        );
    }
}

/// The longest outage, the mean time to restore, and the outages that are not restored, by period.
#[test]
fn restoring() {
    let component = logged(&[
        outage("2025-12-31 20:00", "2026-01-01 03:00"), // 7 hours, 3 of them in 2026
        outage("2026-02-10 08:00", "2026-02-10 09:00"),
        outage("2026-03-31 22:00", "2026-04-01 05:00"), // carried into TW2
        outage("2026-04-30 12:00", ""),
    ]);
    let timeline = timeline(&component, "2026-05-01 00:00");
    for (quarter, period, outages, longest, restored, seconds, open, carried) in [
        ("2025-TW4", Period::Quarter, 1, 4, 0, 0, 0, 1),
        ("2026-TW1", Period::Quarter, 3, 3, 2, 8, 0, 1),
        ("2026-TW2", Period::Quarter, 2, 12, 1, 7, 1, 0),
        ("2026-TW2", Period::YearToDate, 4, 12, 3, 15, 1, 0),
        ("2026-TW2", Period::Rolling, 4, 12, 3, 15, 1, 0),
    ] {
        let a = of(&timeline, quarter, period, HEADLINE);
        let found = (
            a.outages,
            a.longest_seconds,
            a.restored,
            a.restored_seconds,
            a.open,
            a.carried,
        );
        let expected = (
            outages,
            longest * HOUR,
            restored,
            seconds * HOUR,
            open,
            carried,
        );
        assert_eq!(found, expected, "{quarter} {period}");
        let mean = (restored > 0).then(|| seconds * HOUR / restored as i64);
        assert_eq!(a.mean_time_to_restore(), mean, "{quarter} {period}");
    }
}
