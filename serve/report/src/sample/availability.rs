//! Availability for tests: every kind of service.

use super::at;
use crate::charts::{Shown, Stretch};
use crate::model::{
    Availability, AvailabilityRow, BudgetNote, PeriodFigures, Quote, RecoveryRow, Seconds,
    Standing, TargetNote,
};

const DAY: i64 = 86_400;

/// Seconds of a period of so many days with so many down, unknown and excluded.
fn seconds(days: i64, down: i64, unknown: i64, excluded: i64) -> Seconds {
    Seconds {
        up: days * DAY - down - unknown - excluded,
        down,
        unknown,
        excluded,
        known: days * DAY - unknown - excluded,
    }
}

fn figures(headline: Seconds, without_planned: Seconds, outages: [i64; 4]) -> PeriodFigures {
    PeriodFigures {
        headline,
        without_planned,
        outages: outages[0],
        longest_seconds: Some(outages[1]),
        restored: outages[2],
        restore_seconds: outages[3],
        mean_restore_seconds: outages[3].checked_div(outages[2]),
    }
}

fn target(hundredths: i64, local: bool) -> TargetNote {
    TargetNote {
        hundredths,
        local,
        source: (!local).then(|| "001:986".into()),
        quote: if local {
            "contoh konfigurasi"
        } else {
            "Target keandalan <uji> dalam 1 (satu) tahun"
        }
        .into(),
    }
}

fn budget(target: i64, unknown: i64, spent: i64, standing: Standing) -> BudgetNote {
    let agreed = 365 * DAY;
    let budget = (10_000 - target) * (agreed - unknown) / 10_000;
    BudgetNote {
        year: 2026,
        counted_until: Some(at("2026-04-01T00:00:00")),
        agreed_seconds: agreed,
        unknown_seconds: unknown,
        budget_seconds: budget,
        spent_seconds: spent,
        left_seconds: budget - spent,
        standing,
    }
}

fn stretch(from: &str, to: &str, shown: Shown) -> Stretch {
    Stretch {
        from: at(from),
        to: at(to),
        shown,
    }
}

/// A service with a component, one beyond its budget with data missing, one under a local target, one without a source.
pub(crate) fn availability() -> Availability {
    let network = figures(
        seconds(90, 22_500, 0, 0),
        seconds(90, 8_100, 0, 14_400),
        [3, 14_400, 3, 22_500],
    );
    let mail = figures(
        seconds(90, 330_000, 80_000, 0),
        seconds(90, 330_000, 80_000, 0),
        [1, 330_000, 0, 0],
    );
    let whole = |service: &str, title: &str, organisation: &str| AvailabilityRow {
        service: service.into(),
        title: title.into(),
        organisation: organisation.into(),
        has_source: true,
        ..AvailabilityRow::default()
    };
    let same = |row: AvailabilityRow, figures: PeriodFigures| AvailabilityRow {
        quarter: Some(figures),
        year_to_date: Some(figures),
        rolling: Some(PeriodFigures {
            headline: Seconds {
                up: figures.headline.up + 275 * DAY,
                known: figures.headline.known + 275 * DAY,
                ..figures.headline
            },
            without_planned: Seconds {
                up: figures.without_planned.up + 275 * DAY,
                known: figures.without_planned.known + 275 * DAY,
                ..figures.without_planned
            },
            ..figures
        }),
        ..row
    };
    let services = vec![
        AvailabilityRow {
            target: Some(target(9_900, false)),
            budget: Some(budget(9_900, 0, 22_500, Standing::Reachable)),
            stretches: vec![
                stretch("2026-01-01T00:00:00", "2026-01-14T09:00:00", Shown::Up),
                stretch("2026-01-14T09:00:00", "2026-01-14T11:15:00", Shown::Down),
                stretch("2026-01-14T11:15:00", "2026-02-14T20:00:00", Shown::Up),
                stretch("2026-02-14T20:00:00", "2026-02-15T00:00:00", Shown::Down),
                stretch("2026-02-15T00:00:00", "2026-04-01T00:00:00", Shown::Up),
            ],
            ..same(whole("jaringan", "Jaringan <uji> & data", "BaTII"), network)
        },
        AvailabilityRow {
            component: Some("lan".into()),
            // 99,995% is cut, not rounded up (RULES 4).
            ..same(
                whole("jaringan", "LAN kantor pusat", "BaTII"),
                figures(
                    Seconds {
                        up: 99_995,
                        down: 5,
                        known: 100_000,
                        ..Seconds::default()
                    },
                    Seconds {
                        up: 99_995,
                        down: 5,
                        known: 100_000,
                        ..Seconds::default()
                    },
                    [1, 5, 1, 5],
                ),
            )
        },
        AvailabilityRow {
            target: Some(target(9_900, false)),
            budget: Some(budget(9_900, 80_000, 330_000, Standing::OutOfReach)),
            stretches: vec![
                stretch("2026-01-01T00:00:00", "2026-03-01T00:00:00", Shown::Up),
                stretch("2026-03-01T00:00:00", "2026-03-04T19:40:00", Shown::Down),
                stretch("2026-03-04T19:40:00", "2026-03-20T00:00:00", Shown::Up),
                stretch("2026-03-20T00:00:00", "2026-03-20T22:13:20", Shown::Unknown),
                stretch("2026-03-22T00:00:00", "2026-03-24T00:00:00", Shown::Planned),
                stretch("2026-03-24T00:00:00", "2026-04-01T00:00:00", Shown::Up),
            ],
            ..same(whole("surel", "Surat elektronik", "BaTII"), mail)
        },
        AvailabilityRow {
            target: Some(target(9_750, false)),
            budget: Some(budget(9_750, 0, 0, Standing::NoFigure)),
            ..whole("awan", "Komputasi awan", "BaTII")
        },
        AvailabilityRow {
            has_source: false,
            ..whole("cetak", "Pencetakan", "BaTII")
        },
        AvailabilityRow {
            target: Some(target(9_900, true)),
            budget: Some(budget(9_900, 0, 0, Standing::Reachable)),
            stretches: vec![stretch(
                "2026-01-01T00:00:00",
                "2026-04-01T00:00:00",
                Shown::Up,
            )],
            ..same(
                whole("sakti", "SAKTI", "DJPb"),
                PeriodFigures {
                    headline: seconds(90, 0, 0, 0),
                    without_planned: seconds(90, 0, 0, 0),
                    ..PeriodFigures::default()
                },
            )
        },
    ];
    Availability {
        services,
        recovery: vec![
            RecoveryRow {
                organisation: "BaTII".into(),
                name: "Sangat Kritis".into(),
                limit_seconds: 3 * 3_600,
                in_time: 2,
                late: 1,
                open_within: 0,
                open_beyond: 1,
                unseen: 1,
                quote: Some(Quote {
                    norm: "001".into(),
                    words: "waktu pemulihan gangguan maksimal 3 jam".into(),
                    line: 1_356,
                }),
            },
            RecoveryRow {
                organisation: "BaTII".into(),
                name: "Rendah".into(),
                limit_seconds: 16 * 3_600,
                ..RecoveryRow::default()
            },
        ],
    }
}
