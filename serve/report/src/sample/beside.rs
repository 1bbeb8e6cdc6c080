//! Ages, causes and earlier quarters for tests. Sums are those of the report's other rows.

use norma_rules::Quarter;

use super::at;
use crate::counts::Counts;
use crate::model::{Ages, BacklogRow, ParetoRow, QuarterRow};

pub(crate) fn backlog() -> Vec<BacklogRow> {
    let row = |source: &str, organisation: &str, ages: [i64; 5], oldest: (i64, &str)| BacklogRow {
        source: source.into(),
        organisation: organisation.into(),
        measured_at: Some(at("2026-04-01T00:00:00")),
        ages: Ages {
            up_to_7_days: ages[0],
            up_to_30_days: ages[1],
            up_to_90_days: ages[2],
            up_to_365_days: ages[3],
            beyond_365_days: ages[4],
        },
        oldest_seconds: oldest.0,
        oldest_ticket: oldest.1.into(),
    };
    vec![
        row("hai", "DJPb", [4, 3, 0, 0, 0], (2_000_000, "HAI-77")),
        row(
            "servicedesk",
            "BaTII",
            [8, 4, 2, 0, 1],
            (36_000_000, "SD-0002"),
        ),
        row(
            "servicedesk",
            "KPTIK BMN",
            [3, 0, 0, 0, 0],
            (90_061, "SD-0061"),
        ),
    ]
}

pub(crate) fn pareto() -> Vec<ParetoRow> {
    let rows = [
        (Some("001/8.4"), Some("Reset Password"), "response", 30, 0),
        (Some("001/8.4"), Some("Reset Password"), "fulfilment", 13, 0),
        (
            Some("001/8.1"),
            Some("Pembuatan akun surat elektronik dinas"),
            "fulfilment",
            9,
            1,
        ),
        (None, Some("Jaringan"), "resolution", 6, 1),
        (
            Some("001/8.1"),
            Some("Pembuatan akun surat elektronik dinas"),
            "response",
            1,
            4,
        ),
        (Some("001/12.2"), Some("Dukungan kegiatan"), "closing", 1, 0),
        (
            Some("002/12.a.5"),
            Some("Akses VPN <uji> & lain"),
            "fulfilment",
            0,
            1,
        ),
    ];
    let mut cumulative = 0;
    let mut out: Vec<ParetoRow> = Vec::new();
    for (place, (path, name, clock, breached, overdue)) in (1..).zip(rows) {
        cumulative += breached + overdue;
        out.push(ParetoRow {
            local: false,
            place,
            organisation: "BaTII".into(),
            norm_path: path.map(str::to_owned),
            service_name: name.map(str::to_owned),
            clock: clock.into(),
            breached,
            overdue,
            breaches: breached + overdue,
            cumulative,
            of_all: 67,
        });
    }
    out.push(ParetoRow {
        local: true,
        place: 1,
        organisation: "DJPb".into(),
        norm_path: None,
        service_name: None,
        clock: "resolution".into(),
        breached: 1,
        overdue: 0,
        breaches: 1,
        cumulative: 1,
        of_all: 1,
    });
    out
}

/// Nine quarters; the last is the report's.
pub(crate) fn trend() -> Vec<QuarterRow> {
    let counts = |(met, breached): (i64, i64)| Counts {
        met,
        breached,
        ..Counts::default()
    };
    let rows = [
        ((480, 20), (0, 0), (980, 12)),
        ((960, 38), (40, 2), (1_180, 15)),
        ((1_010, 44), (45, 4), (1_204, 17)),
        ((1_040, 36), (51, 3), (1_190, 11)),
        ((1_102, 49), (22, 1), (1_270, 15)),
        ((990, 41), (48, 5), (1_112, 16)),
        ((1_080, 80), (50, 4), (1_240, 14)),
        ((1_120, 45), (52, 2), (1_301, 12)),
        ((1_131, 25), (54, 7), (1_270, 35)),
    ];
    let mut quarter = Quarter::new(2024, 1).unwrap();
    let mut out = Vec::new();
    for (fulfilment, resolution, response) in rows {
        out.push(QuarterRow {
            quarter,
            fulfilment: counts(fulfilment),
            resolution: counts(resolution),
            response: counts(response),
        });
        quarter = quarter.next();
    }
    out
}
