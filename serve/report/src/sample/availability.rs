//! Availability for tests: every kind of service.

use super::at;
use crate::charts::{Shown, Stretch};
use crate::model::{
    Availability, AvailabilityRow, BudgetNote, DrcRecovery, OutageFinding, PeriodFigures, Quote,
    RecoveryRow, ReliabilityRow, Seconds, Standing, TargetNote,
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
    let to_date = (10_000 - target) * (90 * DAY - unknown) / 10_000;
    BudgetNote {
        year: 2026,
        counted_until: Some(at("2026-04-01T00:00:00")),
        agreed_seconds: agreed,
        unknown_seconds: unknown,
        budget_seconds: budget,
        spent_seconds: spent,
        left_seconds: budget - spent,
        budget_to_date_seconds: to_date,
        left_to_date_seconds: to_date - spent,
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
            target: Some(target(9_900, false)),
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
                drc: DrcRecovery {
                    limit_seconds: 4 * 3_600,
                    in_time: 3,
                    open_beyond: 1,
                    unseen: 1,
                    ..DrcRecovery::default()
                },
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
                drc: DrcRecovery {
                    limit_seconds: 16 * 3_600,
                    ..DrcRecovery::default()
                },
                ..RecoveryRow::default()
            },
        ],
        promises: promises(),
        findings: vec![
            OutageFinding {
                finding: "announced_late".into(),
                service: Some("surel".into()),
                part: Some("surel".into()),
                outage_id: Some("OUT-7".into()),
                records: 1,
                detail: "planned maintenance OUT-7 was announced late; it counts as downtime in both figures".into(),
            },
            OutageFinding {
                finding: "no_source".into(),
                service: Some("cetak".into()),
                part: None,
                outage_id: None,
                records: 1,
                detail: "no source is configured for cetak".into(),
            },
        ],
    }
}

/// One that tickets measure, one that nothing does, one of a service that nobody configured.
fn promises() -> Vec<ReliabilityRow> {
    let quote = |line: u32, words: &str| Quote {
        norm: "001".into(),
        words: words.into(),
        line,
    };
    vec![
        ReliabilityRow {
            reference: "001/9".into(),
            organisation: "BaTII".into(),
            kind: "installations".into(),
            subject: "penyelesaian instalasi".into(),
            comparison: "at_least".into(),
            target_hundredths: Some(9_800),
            finished: Some(48),
            open_at_end: Some(2),
            reaches_target: Some(false),
            quote: quote(
                987,
                "Persentase tingkat penyelesaian instalasi sebesar 98%.",
            ),
            ..ReliabilityRow::default()
        },
        ReliabilityRow {
            reference: "001/11".into(),
            organisation: "BaTII".into(),
            kind: "failures_per_device_and_event".into(),
            subject: "perangkat pendukung".into(),
            comparison: "at_most".into(),
            target_count: Some(2),
            period: Some("event".into()),
            not_measured: Some("not_exported".into()),
            quote: quote(
                1_062,
                "Kerusakan perangkat pendukung maksimal 2 kali/perangkat/ kegiatan.",
            ),
            ..ReliabilityRow::default()
        },
        ReliabilityRow {
            reference: "001/19".into(),
            organisation: "BaTII".into(),
            kind: "availability".into(),
            subject: "aplikasi Survei Kemenkeu".into(),
            comparison: "at_least".into(),
            target_hundredths: Some(9_900),
            period: Some("year".into()),
            not_measured: Some("no_service".into()),
            quote: quote(
                1_305,
                "Ketersediaan aplikasi Survei Kemenkeu 99% per tahun.",
            ),
            ..ReliabilityRow::default()
        },
    ]
}
