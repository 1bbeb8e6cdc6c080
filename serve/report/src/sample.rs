//! A report for tests: small, awkward, and every kind of row in it.

pub(crate) mod annex;
mod availability;
mod beside;
mod frame;

use norma_rules::{Instant, Quarter, Zone};

use crate::charts::Flow;
use crate::counts::Counts;
use crate::model::{
    AdoptionNote, Availability, Breach, Change, ChannelRow, ClockRow, CutOff, Finding, FlowRow,
    Judged, Load, ModelNote, PriorityRow, PromiseRow, Quote, Reason, Report, ServiceRow, Setting,
    Sides, Times, Unmapped, WhatIf, WhatIfService,
};

pub(crate) fn at(text: &str) -> Instant {
    Instant::from_local(text.parse().unwrap(), Zone::Wib)
}

/// met, breached, overdue, running, exempt, no_norm, unmeasurable.
fn counts(c: [i64; 7]) -> Counts {
    Counts {
        met: c[0],
        breached: c[1],
        overdue: c[2],
        running: c[3],
        exempt: c[4],
        no_norm: c[5],
        unmeasurable: c[6],
    }
}

fn times(median: i64, p90: i64, calendar: &str) -> Times {
    Times {
        median: Some(median),
        p90: Some(p90),
        calendar: Some(calendar.into()),
    }
}

fn service(organisation: &str, norm: Option<&str>, name: &str, c: [i64; 7]) -> ServiceRow {
    let has_norm = c[5] == 0;
    ServiceRow {
        organisation: organisation.into(),
        norm_path: norm.map(str::to_owned),
        service_name: name.into(),
        clock: "fulfilment".into(),
        local: false,
        counts: counts(c),
        times: times(5_400, 27_000, "office"),
        allowance_least: has_norm.then_some(7_200),
        allowance_most: has_norm.then_some(7_200),
        limit_least: if has_norm { "2 jam kerja" } else { "-" }.into(),
        limit_most: if has_norm { "2 jam kerja" } else { "-" }.into(),
        quotes: norm
            .map(|norm| Quote {
                norm: norm.into(),
                words: "2 jam kerja sejak permintaan <diterima>".into(),
                line: 412,
            })
            .into_iter()
            .collect(),
    }
}

fn priority(
    organisation: &str,
    local: bool,
    priority: Option<&str>,
    hours: i64,
    c: [i64; 7],
) -> PriorityRow {
    let calendar = if hours == 3 { "always" } else { "office" };
    let any = c.iter().sum::<i64>() > 0;
    PriorityRow {
        organisation: organisation.into(),
        local,
        comparison: format!("{hours} jam kerja"),
        priority: priority.map(str::to_owned),
        counts: counts(c),
        times: if any {
            times(hours * 1_800, hours * 3_500, calendar)
        } else {
            Times::default()
        },
        allowance: (any && priority.is_some()).then_some(hours * 3_600),
        limit: if any && priority.is_some() {
            let unit = if hours == 3 { "jam" } else { "jam kerja" };
            format!("{hours} {unit}")
        } else {
            "-".into()
        },
    }
}

fn channel(organisation: &str, channel: Option<&str>, limit: i64, c: [i64; 7]) -> ChannelRow {
    ChannelRow {
        organisation: organisation.into(),
        local: false,
        channel: channel.map(str::to_owned),
        counts: counts(c),
        times: times(limit / 2, limit * 2, "always"),
        allowance_least: channel.is_some().then_some(limit),
        allowance_most: channel.is_some().then_some(limit),
        limit_least: channel.map_or("-".into(), |_| format!("{} menit", limit / 60)),
        limit_most: channel.map_or("-".into(), |_| format!("{} menit", limit / 60)),
    }
}

fn breach(ticket: &str, clock: &str, verdict: &str, norm: &str, seconds: (i64, i64)) -> Breach {
    let finished = verdict == "breached";
    Breach {
        source: "servicedesk".into(),
        ticket_id: ticket.into(),
        clock: clock.into(),
        verdict: verdict.into(),
        organisation: "BaTII".into(),
        service_name: Some("Akses VPN <uji> & lain".into()),
        priority: (clock == "resolution").then(|| "P2".to_owned()),
        norm: Some(norm.into()),
        local: false,
        calendar: Some("office".into()),
        allowance: Some(seconds.0),
        limit: format!("{} menit", seconds.0 / 60),
        elapsed: Some(seconds.1),
        exceeded: Some(seconds.1 - seconds.0),
        due_at: Some(at("2026-03-16T17:00:00")),
        finished_at: finished.then(|| at("2026-03-18T09:12:00")),
    }
}

fn load(file: &str, c: [i64; 5]) -> Load {
    Load {
        run: 1,
        source: "servicedesk".into(),
        file_name: file.into(),
        landing_file: format!("sha256 of {file}"),
        export_time: Some(at("2026-04-01T00:00:00")),
        records_read: c[0],
        loaded: c[1],
        superseded: c[2],
        repeated: c[3],
        rejected: c[4],
    }
}

/// A quarter with something of everything.
pub(crate) fn report() -> Report {
    let clock = |name: &str, local: bool, c: [i64; 7]| ClockRow {
        clock: name.into(),
        local,
        counts: counts(c),
    };
    let setting = |key: &str, value: &str, other: &str| Setting {
        key: key.into(),
        value: value.into(),
        other: other.into(),
    };
    let flow = |source: &str, c: [i64; 6]| FlowRow {
        source: source.into(),
        flow: Flow {
            open_at_start: c[0],
            submitted: c[1],
            reopened: c[2],
            finished: c[3],
            cancelled: c[4],
            open_at_end: c[5],
        },
    };
    let mut closing = service(
        "BaTII",
        Some("001/12.2"),
        "Dukungan kegiatan",
        [4, 1, 0, 0, 0, 0, 1],
    );
    closing.clock = "closing".into();
    closing.allowance_most = Some(57_600);
    closing.limit_most = "2 hari kerja".into();
    Report {
        quarter: Quarter::new(2026, 1).unwrap(),
        period: Quarter::new(2026, 1).unwrap().into(),
        as_of: at("2026-04-01T00:00:00"),
        snapshot: Some(12),
        rules_version: "3f9a1c2b7d5e8f60".into(),
        cut_offs: vec![
            CutOff {
                source: "servicedesk".into(),
                at: at("2026-04-01T00:00:00"),
            },
            CutOff {
                source: "span".into(),
                at: at("2026-04-02T06:30:00"),
            },
        ],
        clocks: vec![
            clock("fulfilment", false, [1_127, 22, 2, 6, 3, 14, 5]),
            clock("closing", false, [4, 1, 0, 0, 0, 0, 1]),
            clock("resolution", false, [54, 6, 1, 7, 0, 0, 2]),
            clock("response", false, [1_270, 31, 4, 2, 0, 20, 60]),
            clock("resolution", true, [8, 1, 0, 0, 0, 0, 0]),
        ],
        services: vec![
            service(
                "BaTII",
                Some("001/8.4"),
                "Reset Password",
                [1_118, 13, 0, 1, 3, 0, 4],
            ),
            service(
                "BaTII",
                Some("001/8.1"),
                "Pembuatan akun surat elektronik dinas",
                [9, 9, 1, 1, 0, 0, 1],
            ),
            service(
                "BaTII",
                Some("002/12.a.5"),
                "Akses VPN <uji> & lain",
                [0, 0, 1, 4, 0, 0, 0],
            ),
            closing,
            service("DJPb", None, "Bantuan SAKTI", [0, 0, 0, 0, 1, 14, 0]),
            service(
                "KPTIK BMN",
                Some("003/BMN.4"),
                "Peminjaman perangkat",
                [0, 0, 0, 0, 0, 0, 0],
            ),
        ],
        priorities: vec![
            priority("BaTII", false, Some("P1"), 3, [2, 1, 0, 0, 0, 0, 0]),
            priority("BaTII", false, Some("P2"), 8, [12, 2, 1, 1, 0, 0, 0]),
            priority("BaTII", false, Some("P3"), 16, [40, 3, 0, 6, 0, 0, 0]),
            priority("BaTII", false, Some("P4"), 24, [0; 7]),
            priority("BaTII", false, Some("P5"), 80, [0; 7]),
            priority("BaTII", false, None, 0, [0, 0, 0, 0, 0, 0, 2]),
            priority("DJPb", true, Some("P3"), 16, [8, 1, 0, 0, 0, 0, 0]),
            priority("DJPb", false, Some("P5"), 80, [0, 0, 0, 0, 0, 3, 0]),
        ],
        channels: vec![
            channel("BaTII", Some("portal"), 300, [1_100, 12, 0, 1, 0, 0, 0]),
            channel("BaTII", Some("email"), 1_800, [160, 18, 4, 1, 0, 0, 0]),
            channel("BaTII", Some("whatsapp"), 1_800, [10, 1, 0, 0, 0, 0, 0]),
            channel("BaTII", None, 0, [0, 0, 0, 0, 0, 20, 60]),
        ],
        flows: vec![
            flow("hai", [3, 24, 0, 20, 0, 7]),
            flow("servicedesk", [14, 1_363, 2, 1_358, 3, 18]),
        ],
        availability: availability::availability(),
        breaches: vec![
            breach(
                "SD-0017",
                "fulfilment",
                "breached",
                "001/8.1",
                (28_800, 97_205),
            ),
            breach(
                "SD-0021",
                "resolution",
                "overdue",
                "001/tabel-2/P2",
                (28_800, 39_600),
            ),
            breach(
                "SD-0009",
                "response",
                "breached",
                "001/tanggap/email",
                (1_800, 1_801),
            ),
        ],
        reasons: vec![
            Reason {
                clock: "fulfilment".into(),
                verdict: "exempt".into(),
                reason: "Keadaan kahar: banjir".into(),
                tickets: 3,
            },
            Reason {
                clock: "fulfilment".into(),
                verdict: "no_norm".into(),
                reason: "no_norm_published".into(),
                tickets: 14,
            },
            Reason {
                clock: "fulfilment".into(),
                verdict: "unmeasurable".into(),
                reason: "calendar_not_covered (2018)".into(),
                tickets: 2,
            },
            Reason {
                clock: "response".into(),
                verdict: "unmeasurable".into(),
                reason: "not_recorded".into(),
                tickets: 60,
            },
        ],
        loads: vec![
            load("servicedesk_20260331_2359.csv", [1_400, 1_363, 20, 12, 5]),
            load("hai_20260402.xlsx", [24, 24, 0, 0, 0]),
        ],
        findings: vec![
            Finding {
                source: "servicedesk".into(),
                check: "rejected".into(),
                field: Some("Tanggal Lapor".into()),
                findings: 5,
                concerned: 5,
                example_ticket: None,
                example_detail: Some("31/02/2026 is no date; correct it in the export".into()),
            },
            Finding {
                source: "servicedesk".into(),
                check: "priority_disagrees".into(),
                field: Some("priority_stated".into()),
                findings: 2,
                concerned: 2,
                example_ticket: Some("SD-0031".into()),
                example_detail: Some("stated P1, matrix P3".into()),
            },
        ],
        unmapped: vec![Unmapped {
            source: "servicedesk".into(),
            organisation: "BaTII".into(),
            service_path: None,
            service_name: Some("Layanan \"baru\"".into()),
            tickets: 4,
            requests: 3,
        }],
        adoptions: vec![AdoptionNote {
            organisation: "DJPb".into(),
            table_2: true,
            availability: Some("99%".into()),
            norms: 0,
            valid_from: "1 Januari 2025".into(),
            valid_to: None,
            basis: "contoh konfigurasi".into(),
        }],
        settings: vec![
            setting("day_counting", "working_hours", "end_of_day"),
            setting("break", "12.00-13.00", "none"),
            setting("at_once_seconds", "300", "900"),
        ],
        models: vec![ModelNote {
            name: "breaches".into(),
            title: "Every clock of a quarter that was breached or is overdue, and by how much."
                .into(),
            grain: "one row a ticket and clock".into(),
        }],
        what_if: None,
        frame: frame::frame(),
        backlog: beside::backlog(),
        pareto: beside::pareto(),
        trend: beside::trend(),
        exclusions: annex::exclusions(),
        norms: annex::norms(),
        sensitivity: None,
        ledgers: None,
    }
}

/// A simulation of that quarter by document 001.
pub(crate) fn what_if() -> WhatIf {
    let sides = |in_force: [i64; 7], other: [i64; 7], changed: [i64; 3]| Sides {
        in_force: counts(in_force),
        other: counts(other),
        improved: changed[0],
        worsened: changed[1],
        no_counterpart: changed[2],
    };
    let promise = |organisation: &str, promise: &str, local: bool, sides: Sides| PromiseRow {
        organisation: organisation.into(),
        promise: promise.into(),
        local,
        other_local: local,
        sides,
    };
    let judged = |clock: &str, norm: &str, limit: &str, elapsed: i64, verdict: &str| Judged {
        clock: Some(clock.into()),
        norm: Some(norm.into()),
        local: false,
        calendar: Some("office".into()),
        limit: limit.into(),
        elapsed: Some(elapsed),
        verdict: Some(verdict.into()),
    };
    let change = |change: &str, ticket: &str, in_force: Judged, other: Judged| Change {
        change: change.into(),
        source: "servicedesk".into(),
        ticket_id: ticket.into(),
        organisation: "BaTII".into(),
        service_name: Some("Akses VPN <uji> & lain".into()),
        in_force,
        other,
    };
    WhatIf {
        norms: "001".into(),
        title: Some("Katalog <uji> Pusintek".into()),
        rules_version: "77aa00bb11cc22dd".into(),
        organisations: vec![
            promise(
                "BaTII",
                "service",
                false,
                sides([40, 8, 2, 0, 1, 1, 0], [44, 3, 1, 0, 1, 3, 0], [4, 1, 2]),
            ),
            promise(
                "BaTII",
                "response",
                false,
                sides([50, 1, 0, 0, 0, 0, 1], [50, 1, 0, 0, 0, 0, 1], [0, 0, 0]),
            ),
            promise(
                "DJPb",
                "resolution",
                true,
                sides([8, 1, 0, 0, 0, 0, 0], [8, 1, 0, 0, 0, 0, 0], [0, 0, 0]),
            ),
        ],
        services: vec![
            WhatIfService {
                organisation: "BaTII".into(),
                norm_path: Some("002/9.b.3".into()),
                service_name: "Akses VPN <uji> & lain".into(),
                local: false,
                other_local: true,
                limit: "5 jam kerja".into(),
                other_norms: "001/5.2.5 s.d. 001/5.2.6".into(),
                other_limit: "6 jam kerja s.d. 1 hari kerja".into(),
                sides: sides([40, 8, 2, 0, 1, 0, 0], [44, 3, 1, 0, 1, 0, 2], [4, 1, 0]),
            },
            WhatIfService {
                organisation: "BaTII".into(),
                norm_path: None,
                service_name: "Layanan baru".into(),
                local: false,
                other_local: false,
                limit: "-".into(),
                other_norms: String::new(),
                other_limit: "-".into(),
                sides: sides([0, 0, 0, 0, 0, 1, 0], [0, 0, 0, 0, 0, 3, 0], [0, 0, 2]),
            },
        ],
        changes: vec![
            change(
                "improved",
                "SD-0007",
                judged("fulfilment", "002/9.b.3", "5 jam kerja", 19_800, "breached"),
                judged("fulfilment", "001/5.2.5", "6 jam kerja", 19_800, "met"),
            ),
            change(
                "worsened",
                "SD-0008",
                judged("closing", "002/10.d.1", "1 hari kerja", 27_000, "met"),
                judged("fulfilment", "001/3.1.1", "6 jam kerja", 27_000, "overdue"),
            ),
        ],
    }
}

/// A quarter without a single ticket, judged before it ended.
pub(crate) fn empty() -> Report {
    let full = report();
    Report {
        quarter: Quarter::new(2026, 2).unwrap(),
        period: Quarter::new(2026, 2).unwrap().into(),
        clocks: vec![],
        services: vec![],
        priorities: vec![],
        channels: vec![],
        flows: vec![],
        availability: Availability::default(),
        breaches: vec![],
        reasons: vec![],
        loads: vec![],
        findings: vec![],
        unmapped: vec![],
        cut_offs: vec![],
        snapshot: None,
        frame: crate::model::Frame::default(),
        backlog: vec![],
        pareto: vec![],
        trend: vec![],
        exclusions: vec![],
        norms: vec![],
        ..full
    }
}
