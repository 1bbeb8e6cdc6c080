//! The frame of the report for tests.

use norma_rules::{Quarter, Rulebook, Zone};

use super::counts;
use crate::counts::Counts;
use crate::model::{
    AvailabilityTotal, CalendarNote, DocumentNote, Frame, QuarterRow, ServiceKey, ServiceMonths,
    ServiceStanding, ServiceStandings,
};

fn key(norm: &str, name: &str) -> ServiceKey {
    ServiceKey {
        organisation: "BaTII".into(),
        local: false,
        norm_path: Some(norm.into()),
        service_name: name.into(),
    }
}

fn decided(met: i64, breached: i64) -> Counts {
    counts([met, breached, 0, 0, 0, 0, 0])
}

fn quarter(text: &str) -> Quarter {
    text.parse().unwrap()
}

fn row(text: &str, fulfilment: Counts, resolution: Counts, response: Counts) -> QuarterRow {
    QuarterRow {
        quarter: quarter(text),
        fulfilment,
        resolution,
        response,
    }
}

pub(super) fn frame() -> Frame {
    let standing = |norm: &str, name: &str, counts| ServiceStanding {
        service: key(norm, name),
        counts,
    };
    let reset = |counts| standing("001/8.4", "Reset Password", counts);
    let account = |counts| standing("001/8.1", "Pembuatan akun surat elektronik dinas", counts);
    let months = |norm: &str, name: &str, months: &[(u32, i64, i64)]| ServiceMonths {
        service: key(norm, name),
        months: months.to_vec(),
    };
    let total = |text: &str, year_to_date, up, counted| AvailabilityTotal {
        service: "surel".into(),
        quarter: quarter(text),
        year_to_date,
        up,
        counted,
    };
    Frame {
        scope: norma_queries::Scope::default(),
        quarters: vec![
            row("2025-TW1", decided(80, 20), decided(1, 1), decided(0, 0)),
            row(
                "2025-TW4",
                decided(900, 100),
                decided(50, 10),
                decided(1_000, 50),
            ),
            row(
                "2026-TW1",
                counts([1_131, 23, 2, 6, 3, 14, 6]),
                counts([54, 6, 1, 7, 0, 0, 2]),
                counts([1_270, 31, 4, 2, 0, 20, 60]),
            ),
        ],
        standings: vec![
            ServiceStandings {
                quarter: quarter("2026-TW1"),
                services: vec![
                    reset(counts([1_118, 13, 0, 1, 3, 0, 4])),
                    account(counts([9, 9, 1, 1, 0, 0, 1])),
                    standing("001/9.2", "Instalasi <perangkat lunak>", decided(28, 12)),
                ],
            },
            ServiceStandings {
                quarter: quarter("2025-TW4"),
                services: vec![reset(decided(900, 100))],
            },
            ServiceStandings {
                quarter: quarter("2025-TW1"),
                services: Vec::new(),
            },
        ],
        months: vec![
            months(
                "001/8.4",
                "Reset Password",
                &[(1, 400, 400), (2, 300, 301), (3, 418, 430)],
            ),
            months(
                "001/8.1",
                "Pembuatan akun surat elektronik dinas",
                &[(1, 9, 10), (3, 0, 9)],
            ),
            months("001/9.2", "Instalasi <perangkat lunak>", &[(2, 28, 40)]),
        ],
        availability: vec![
            total("2026-TW1", false, 7_770_000, 7_776_000),
            total("2026-TW1", true, 7_770_000, 7_776_000),
        ],
        documents: vec![DocumentNote {
            id: "001".into(),
            title: "Katalog Layanan TIK".into(),
            number: Some("ND-1/2023".into()),
            organisation: "BaTII".into(),
            valid_from: Some("2023-10-31".parse().unwrap()),
            valid_to: None,
            local: false,
        }],
        calendars: vec![CalendarNote {
            id: "office".into(),
            title: "Jam layanan kantor".into(),
            zone: Zone::Wib,
            basis: Rulebook::builtin()
                .calendars
                .office(Zone::Wib)
                .spec()
                .basis
                .clone(),
            hours: "Senin s.d. Jumat 08.00-12.00 dan 13.00-17.00; Sabtu s.d. Minggu tutup".into(),
            holidays: vec!["2026-01-01".parse().unwrap(), "2026-01-16".parse().unwrap()],
            leave: vec!["2026-02-16".parse().unwrap()],
            dated: Vec::new(),
        }],
    }
}
