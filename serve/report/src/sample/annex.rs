//! What stands behind the figures of the sample.

use crate::counts::Counts;
use crate::model::{
    Clause, Exclusion, Ledger, LedgerStretch, Ledgers, MainFigures, NormInUse, OtherFigures,
    Report, Sensitivity,
};
use crate::notes::Notes;
use crate::sample::at;

pub(crate) fn exclusions() -> Vec<Exclusion> {
    let row = |verdict: &str, reason: Option<&str>, by: Option<&str>, clock: &str, tickets: i64| {
        Exclusion {
            verdict: verdict.into(),
            reason: reason.map(str::to_owned),
            approved_by: by.map(str::to_owned),
            clock: clock.into(),
            local: false,
            tickets,
            example: "servicedesk SD-0034".into(),
        }
    };
    let banjir = Some("Keadaan kahar: banjir");
    vec![
        row("exempt", Some("cancelled"), None, "fulfilment", 1),
        row("exempt", banjir, Some("Kepala <Bagian>"), "fulfilment", 2),
        row("no_norm", Some("no_norm_published"), None, "fulfilment", 14),
        row("running", None, None, "resolution", 7),
        row("unmeasurable", Some("not_recorded"), None, "response", 60),
        Exclusion {
            local: true,
            ..row(
                "unmeasurable",
                Some("calendar_not_covered (2018)"),
                None,
                "resolution",
                2,
            )
        },
    ]
}

pub(crate) fn norms() -> Vec<NormInUse> {
    let clause = |words: &str, line: u32, to: Option<&str>| Clause {
        document: "001 Katalog <uji> Pusintek (SC-11/IT/2023)".into(),
        name: "Reset Password".into(),
        promise: "2 jam kerja".into(),
        words: words.into(),
        line,
        valid_from: Some("2023-10-31".parse().unwrap()),
        valid_to: to.map(|day| day.parse().unwrap()),
    };
    let norm = |norm: &str, clock: &str, clauses: Vec<Clause>| NormInUse {
        norm: norm.into(),
        clock: clock.into(),
        local: false,
        tickets: 1_136,
        decided: 1_131,
        late: 13,
        clauses,
    };
    vec![
        norm(
            "001/8.4",
            "fulfilment",
            vec![
                clause("2 jam kerja sejak permintaan <diterima>", 412, None),
                clause("4 jam kerja", 413, Some("2025-12-28")),
            ],
        ),
        NormInUse {
            local: true,
            ..norm("PKS/1", "resolution", vec![clause("8 jam", 0, None)])
        },
        norm("999/1", "response", vec![]),
    ]
}

fn counts(met: i64, breached: i64) -> Counts {
    Counts {
        met,
        breached,
        ..Counts::default()
    }
}

pub(crate) fn sensitivity(report: &Report) -> Sensitivity {
    let in_force = MainFigures {
        fulfilment: report.fulfilment(),
        resolution: report.resolution(),
        response: report.response(),
        up_seconds: 7_700_000,
        counted_seconds: 7_776_000,
    };
    let other = |key: &str, value: &str, other: &str, figures: MainFigures| OtherFigures {
        key: key.into(),
        value: value.into(),
        other: other.into(),
        figures,
    };
    Sensitivity {
        in_force,
        others: vec![
            other(
                "day_counting",
                "working_hours",
                "end_of_day",
                MainFigures {
                    fulfilment: counts(1_140, 16),
                    resolution: counts(0, 0),
                    ..in_force
                },
            ),
            other("at_once_seconds", "300", "900", in_force),
            other(
                "maintenance",
                "counted",
                "excluded",
                MainFigures {
                    up_seconds: 7_700_000,
                    counted_seconds: 7_710_000,
                    ..in_force
                },
            ),
        ],
    }
}

pub(crate) fn ledgers() -> Ledgers {
    let stretch = |from: &str, to: &str, kind: &str, rule: &str, seconds: i64| LedgerStretch {
        from: at(from),
        to: at(to),
        kind: kind.into(),
        rule: rule.into(),
        record: (kind == "closed").then_some(17),
        seconds,
    };
    Ledgers {
        ledgers: vec![
            Ledger {
                source: "servicedesk".into(),
                ticket_id: "SD-0017".into(),
                clock: "fulfilment".into(),
                landing_file: "sha256".into(),
                record: 4,
                segments: vec![
                    stretch(
                        "2026-03-16T08:00:00",
                        "2026-03-18T00:00:00",
                        "open",
                        "office",
                        57_600,
                    ),
                    stretch(
                        "2026-03-18T00:00:00",
                        "2026-03-20T00:00:00",
                        "holiday",
                        "Cuti <bersama>",
                        0,
                    ),
                    stretch(
                        "2026-03-20T00:00:00",
                        "2026-03-20T09:00:00",
                        "closed",
                        "reopened_gap = excluded (RULES 3)",
                        0,
                    ),
                    stretch(
                        "2026-03-20T09:00:00",
                        "2026-03-23T10:00:05",
                        "open",
                        "office",
                        39_605,
                    ),
                ],
                elapsed: Some(97_205),
            },
            Ledger {
                source: "servicedesk".into(),
                ticket_id: "SD-0099".into(),
                clock: "before_activity".into(),
                landing_file: "sha256".into(),
                record: 5,
                segments: vec![],
                elapsed: None,
            },
        ],
        limit: 2,
    }
}

/// One accepted note, one draft that the report does not name.
pub(crate) fn notes() -> Notes {
    let accepted = "# Akses VPN <uji> & lain\n\nDisetujui: ya\n\n## Isu utama\n\nAntrean pada **Senin**.\n\n- kanal `portal`\n\n\
                    ## Implikasi\n\n## Kegiatan yang telah dilaksanakan\n\nPelatihan.\n\n## Rencana aksi\n\n- Menambah petugas; \
                    tenggat: 30 Juni 2026; penanggung jawab: Kepala Subbagian; status: berjalan; dilanjutkan dari 2025-TW4\n\n\
                    ## Penanggung jawab\n\nKepala Bagian\n";
    let draft = "# Layanan lain\n\n## Isu utama\n\n## Implikasi\n\n## Kegiatan yang telah dilaksanakan\n\n## Rencana aksi\n\n\
                 - Menulis =SUM(A1)\n\n## Penanggung jawab\n";
    Notes::parse(&[
        ("lain.md".to_owned(), draft.to_owned()),
        ("vpn.md".to_owned(), accepted.to_owned()),
    ])
    .unwrap()
}
