//! Case tables for verdicts: input, rule, expected, one line each, boundaries named.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use chrono::NaiveDate;
use norma_rules::settings::{
    Cohort, DayCounting, HariReading, OutOfHours, P1Calendar, PrioritySource,
};
use norma_rules::{
    Adoption, Change, Channel, Clock, Event, Fact, Instant, Level, Priority, Rulebook, Settings,
    SourceRules, Status, Ticket, TicketKind, Zone, judge,
};

fn wib(text: &str) -> Instant {
    Instant::from_local(text.parse().unwrap(), Zone::Wib)
}

/// A request of BaTII for a norm, portal, answered at once.
fn request<'a>(norm: &'a str, submitted: &str) -> Ticket<'a> {
    let submitted = wib(submitted);
    Ticket {
        organisation: "BaTII",
        norm_path: Some(norm),
        channel: Some(Channel::Portal),
        first_response_at: Some(submitted),
        ..Ticket::new("sd", "T-1", submitted)
    }
}

fn incident(submitted: &str) -> Ticket<'static> {
    Ticket {
        kind: TicketKind::Incident,
        norm_path: None,
        ..request("", submitted)
    }
}

fn fact(rules: &Rulebook, ticket: &Ticket<'_>, clock: Clock, as_of: &str) -> Fact {
    let facts = judge(rules, ticket, wib(as_of));
    facts
        .into_iter()
        .find(|f| f.clock == clock)
        .unwrap_or_else(|| panic!("no clock {clock}"))
}

/// `verdict reason elapsed quarter`, the parts that exist.
fn short(fact: &Fact) -> String {
    let reason = fact
        .reason
        .as_ref()
        .map(|r| format!(" ({r})"))
        .unwrap_or_default();
    let elapsed = fact
        .elapsed_seconds
        .map(|s| format!(" {s}"))
        .unwrap_or_default();
    format!("{}{reason}{elapsed} {}", fact.verdict, fact.quarter)
}

const AS_OF: &str = "2026-04-01T00:00:00";

#[test]
fn fulfilment_to_the_second() {
    let rules = Rulebook::builtin();
    // 001/8.4: 4 jam kerja. 2025-10-13 is a Monday.
    for (submitted, fulfilled, expected, what) in [
        (
            "2025-10-13T08:00:00",
            "2025-10-13T12:00:00",
            "met 14400 2025-TW4",
            "allowance used up to the second",
        ),
        (
            "2025-10-13T08:00:00",
            "2025-10-13T13:00:00",
            "met 14400 2025-TW4",
            "the break does not count",
        ),
        (
            "2025-10-13T08:00:00",
            "2025-10-13T13:00:01",
            "breached 14401 2025-TW4",
            "one second over",
        ),
        (
            "2025-10-13T13:00:00",
            "2025-10-13T21:30:00",
            "met 14400 2025-TW4",
            "evening of the last working day",
        ),
        (
            "2025-10-13T13:00:00",
            "2025-10-14T08:00:00",
            "met 14400 2025-TW4",
            "no working time before the opening",
        ),
        (
            "2025-10-13T13:00:00",
            "2025-10-14T08:00:01",
            "breached 14401 2025-TW4",
            "one second after the opening",
        ),
        (
            "2025-10-11T10:00:00",
            "2025-10-13T10:00:00",
            "met 7200 2025-TW4",
            "Saturday starts Monday 08.00",
        ),
        (
            "2025-10-13T10:00:00",
            "2025-10-13T09:00:00",
            "met 0 2025-TW4",
            "finished before its own start",
        ),
    ] {
        let ticket = Ticket {
            fulfilled_at: Some(wib(fulfilled)),
            ..request("001/8.4", submitted)
        };
        assert_eq!(
            short(&fact(&rules, &ticket, Clock::Fulfilment, AS_OF)),
            expected,
            "{what}"
        );
    }
}

#[test]
fn due_and_late_part_at_closing_time() {
    let rules = Rulebook::builtin();
    let ticket = request("001/8.4", "2025-10-13T13:00:00");
    let fact = fact(&rules, &ticket, Clock::Fulfilment, "2025-10-13T14:00:00");
    assert_eq!(fact.due_at, Some(wib("2025-10-13T17:00:00")));
    assert_eq!(fact.late_from, Some(wib("2025-10-14T08:00:00")));
    assert_eq!(short(&fact), "running 3600 2025-TW4");
}

#[test]
fn a_breach_settles_when_it_becomes_late() {
    let rules = Rulebook::builtin();
    let ticket = request("002/11.b.1", "2025-12-31T08:00:00");
    let open = fact(&rules, &ticket, Clock::Fulfilment, AS_OF);
    assert_eq!(open.late_from, Some(wib("2026-01-02T08:00:00")));
    assert!(short(&open).starts_with("overdue") && short(&open).ends_with("2026-TW1"));
    let late = Ticket {
        fulfilled_at: Some(wib("2026-05-05T09:00:00")),
        ..ticket
    };
    let later = fact(&rules, &late, Clock::Fulfilment, "2026-06-01T00:00:00");
    assert_eq!(
        later.quarter, open.quarter,
        "a closed quarter does not move"
    );
}

#[test]
fn what_cannot_be_measured_says_why() {
    let rules = Rulebook::builtin();
    let done = Some(wib("2026-01-22T10:00:00"));
    let at = "2026-01-20T09:00:00";
    let plain = request("002/11.a.5", at);
    let cases: Vec<(Ticket<'_>, Clock, &str)> = vec![
        (
            Ticket {
                norm_path: None,
                fulfilled_at: done,
                ..plain.clone()
            },
            Clock::Fulfilment,
            "no_norm (unmapped)",
        ),
        (
            Ticket {
                fulfilled_at: done,
                ..request("001/9.2", at)
            },
            Clock::Fulfilment,
            "unmeasurable (quantity_missing)",
        ),
        (
            Ticket {
                fulfilled_at: done,
                quantity: Some(21),
                ..request("001/9.2", at)
            },
            Clock::Fulfilment,
            "no_norm (tier_gap)",
        ),
        (
            Ticket {
                fulfilled_at: done,
                quantity: Some(0),
                ..request("001/9.2", at)
            },
            Clock::Fulfilment,
            "no_norm (tier_gap)",
        ),
        (
            Ticket {
                fulfilled_at: done,
                quantity: Some(20),
                ..request("001/9.2", at)
            },
            Clock::Fulfilment,
            "met",
        ),
        (
            Ticket {
                fulfilled_at: done,
                ..request("002/13.a", at)
            },
            Clock::Fulfilment,
            "unmeasurable (environment_missing)",
        ),
        (
            Ticket {
                fulfilled_at: done,
                environment: Some("lain"),
                ..request("002/13.a", at)
            },
            Clock::Fulfilment,
            "no_norm (environment_gap)",
        ),
        (
            Ticket {
                fulfilled_at: done,
                environment: Some("BaTii"),
                ..request("002/13.a", at)
            },
            Clock::Fulfilment,
            "met",
        ),
        (
            Ticket {
                fulfilled_at: done,
                ..request("001/8.4", at)
            },
            Clock::Fulfilment,
            "no_norm (norm_not_in_force)",
        ),
        (
            Ticket {
                closed_at: done,
                ..request("002/10.d.1", at)
            },
            Clock::Closing,
            "unmeasurable (activity_end_at_missing)",
        ),
        (
            Ticket {
                fulfilled_at: done,
                ..request("002/1.a", at)
            },
            Clock::Fulfilment,
            "unmeasurable (letter_received_at_missing)",
        ),
        (
            Ticket {
                fulfilled_at: done,
                reopen_count: 1,
                ..plain.clone()
            },
            Clock::Fulfilment,
            "unmeasurable (reopened_without_history)",
        ),
        (
            Ticket {
                fulfilled_at: Some(wib("2026-01-20T11:00:00")),
                reopen_count: 1,
                ..plain.clone()
            },
            Clock::Fulfilment,
            "met",
        ),
        (
            Ticket {
                closed_at: done,
                ..plain.clone()
            },
            Clock::Fulfilment,
            "unmeasurable (finish_not_recorded)",
        ),
        (
            Ticket {
                closed_at: Some(wib("2026-01-20T11:00:00")),
                ..plain.clone()
            },
            Clock::Fulfilment,
            "met",
        ),
        (
            Ticket {
                cancelled_at: done,
                ..plain.clone()
            },
            Clock::Fulfilment,
            "exempt (cancelled)",
        ),
        (
            Ticket {
                exempt_reason: Some("banjir"),
                fulfilled_at: done,
                ..plain.clone()
            },
            Clock::Fulfilment,
            "exempt (banjir)",
        ),
        (
            Ticket {
                first_response_at: None,
                fulfilled_at: done,
                ..plain.clone()
            },
            Clock::Response,
            "unmeasurable (not_recorded)",
        ),
        (
            Ticket {
                first_response_at: None,
                ..plain.clone()
            },
            Clock::Response,
            "overdue",
        ),
        (
            Ticket {
                channel: None,
                ..plain.clone()
            },
            Clock::Response,
            "unmeasurable (channel_missing)",
        ),
        (
            Ticket {
                channel: Some(Channel::Other),
                ..plain.clone()
            },
            Clock::Response,
            "no_norm (no_response_rule)",
        ),
        (
            Ticket {
                organisation: "DJPb",
                ..plain.clone()
            },
            Clock::Response,
            "no_norm (no_norm_published)",
        ),
        (
            Ticket {
                organisation: "DJPb",
                norm_path: None,
                ..plain.clone()
            },
            Clock::Fulfilment,
            "no_norm (unmapped)",
        ),
        // Its document publishes no norm for any service.
        (
            Ticket {
                organisation: "DJPb",
                fulfilled_at: done,
                ..request("004/1.1.a", at)
            },
            Clock::Fulfilment,
            "no_norm (not_published)",
        ),
        // No document serves it: no mapping would help.
        (
            Ticket {
                organisation: "Biro SDM",
                norm_path: None,
                ..plain.clone()
            },
            Clock::Fulfilment,
            "no_norm (no_norm_published)",
        ),
        (
            incident(at),
            Clock::Resolution,
            "unmeasurable (priority_missing)",
        ),
        (
            Ticket {
                organisation: "DJPb",
                ..incident(at)
            },
            Clock::Resolution,
            "no_norm (no_norm_published)",
        ),
    ];
    for (ticket, clock, expected) in cases {
        let fact = fact(&rules, &ticket, clock, AS_OF);
        let reason = fact.reason.map(|r| format!(" ({r})")).unwrap_or_default();
        assert_eq!(format!("{}{reason}", fact.verdict), expected, "{ticket:?}");
    }
}

#[test]
fn a_response_that_nobody_recorded_did_not_run_on() {
    let mut rules = Rulebook::builtin();
    let closed = [Event {
        at: wib("2026-01-22T10:00:00"),
        change: Change::Status(Status::Closed, "Selesai"),
        record: 1,
    }];
    let unanswered = Ticket {
        first_response_at: None,
        ..incident("2026-01-20T09:00:00")
    };
    let by_history = Ticket {
        events: &closed,
        ..unanswered.clone()
    };
    let response =
        |rules: &Rulebook, ticket: &Ticket<'_>| short(&fact(rules, ticket, Clock::Response, AS_OF));
    assert!(response(&rules, &unanswered).starts_with("overdue "));
    let not_recorded = "unmeasurable (not_recorded) 2026-TW1";
    assert_eq!(response(&rules, &by_history), not_recorded);
    let djpb = Ticket {
        organisation: "DJPb",
        ..by_history.clone()
    };
    let no_norm = "no_norm (no_norm_published) 2026-TW1";
    assert_eq!(response(&rules, &djpb), no_norm, "and no elapsed time");
    let without_column = SourceRules {
        response_recorded: false,
        ..SourceRules::default()
    };
    rules.sources.insert("sd".to_owned(), without_column);
    assert_eq!(response(&rules, &unanswered), not_recorded);
}

#[test]
fn calendars_that_end() {
    let rules = Rulebook::builtin();
    let ticket = request("001/6.1", "2026-01-02T08:00:00");
    let running = fact(&rules, &ticket, Clock::Fulfilment, AS_OF);
    assert_eq!(
        (running.verdict.as_str(), running.due_at, running.late_from),
        ("running", None, None)
    );
    let after = fact(&rules, &ticket, Clock::Fulfilment, "2027-02-01T00:00:00");
    assert_eq!(
        short(&after),
        "unmeasurable (calendar_not_covered (2027)) 2026-TW1"
    );
    // The days of 2026 alone decide against this one.
    let short_norm = request("002/9.b.3", "2026-03-27T08:00:00");
    let decided = fact(
        &rules,
        &short_norm,
        Clock::Fulfilment,
        "2027-02-01T00:00:00",
    );
    assert_eq!(
        (decided.verdict.as_str(), decided.due_at),
        ("overdue", None)
    );
}

#[test]
fn table_2_and_its_reach() {
    let adopted = Adoption {
        organisation: "DJPb".to_owned(),
        table_2: true,
        valid_from: NaiveDate::from_ymd_opt(2026, 1, 1).unwrap(),
        valid_to: None,
        availability: None,
        basis: "contoh".to_owned(),
        document: None,
        line: 0,
    };
    let rules = Rulebook {
        adoptions: vec![adopted],
        ..Rulebook::builtin()
    };
    let of = |organisation, submitted, impact, urgency| Ticket {
        organisation,
        impact: Some(impact),
        urgency: Some(urgency),
        resolved_at: Some(wib(submitted)),
        ..incident(submitted)
    };
    for (organisation, submitted, impact, urgency, norm, allowance, local) in [
        (
            "BaTII",
            "2023-10-31T00:00:00",
            Level::High,
            Level::High,
            Some("001/tabel-2/P1"),
            Some(3 * 3600),
            false,
        ),
        (
            "BaTII",
            "2023-10-30T23:59:59",
            Level::High,
            Level::High,
            None,
            None,
            false,
        ),
        (
            "KPTIK BMN",
            "2026-01-20T09:00:00",
            Level::High,
            Level::Low,
            Some("001/tabel-2/P3"),
            Some(16 * 3600),
            false,
        ),
        (
            "BaTII",
            "2026-01-20T09:00:00",
            Level::Medium,
            Level::Low,
            Some("001/tabel-2/P4"),
            Some(24 * 3600),
            false,
        ),
        (
            "BaTII",
            "2026-01-20T09:00:00",
            Level::Low,
            Level::Low,
            Some("001/tabel-2/P5"),
            Some(80 * 3600),
            false,
        ),
        (
            "DJPb",
            "2026-01-01T00:00:00",
            Level::Medium,
            Level::High,
            Some("001/tabel-2/P2"),
            Some(8 * 3600),
            true,
        ),
        (
            "DJPb",
            "2025-12-31T23:59:59",
            Level::Medium,
            Level::High,
            None,
            None,
            false,
        ),
        (
            "Unit lain",
            "2026-01-20T09:00:00",
            Level::Medium,
            Level::High,
            None,
            None,
            false,
        ),
    ] {
        let fact = fact(
            &rules,
            &of(organisation, submitted, impact, urgency),
            Clock::Resolution,
            AS_OF,
        );
        assert_eq!(
            (fact.norm.as_deref(), fact.allowance_seconds, fact.local),
            (norm, allowance, local),
            "{organisation} {submitted}"
        );
    }
}

#[test]
fn as_of_hides_what_comes_later() {
    let rules = Rulebook::builtin();
    let ticket = Ticket {
        fulfilled_at: Some(wib("2026-01-20T11:00:00")),
        ..request("002/11.a.5", "2026-01-20T09:00:00")
    };
    assert!(
        judge(&rules, &ticket, wib("2026-01-20T08:59:59")).is_empty(),
        "submitted later is absent"
    );
    assert_eq!(
        short(&fact(
            &rules,
            &ticket,
            Clock::Fulfilment,
            "2026-01-20T10:59:59"
        )),
        "running 7199 2026-TW1"
    );
    assert_eq!(
        short(&fact(
            &rules,
            &ticket,
            Clock::Fulfilment,
            "2026-01-20T11:00:00"
        )),
        "met 7200 2026-TW1"
    );
}

#[test]
fn settings_move_the_figures_as_rules_7_says() {
    let with = |change: fn(&mut Settings)| {
        let mut settings = Settings::default();
        change(&mut settings);
        Rulebook::with_settings(settings)
    };
    // Submitted Tuesday 10.00 under 1 hari kerja, done Wednesday 16.00: 13 working hours, but before Wednesday's close.
    let day = Ticket {
        fulfilled_at: Some(wib("2026-01-21T16:00:00")),
        ..request("002/11.b.1", "2026-01-20T10:00:00")
    };
    // Submitted at 06.00 on a working day under 4 jam kerja, done next day 11.00.
    let early = Ticket {
        fulfilled_at: Some(wib("2026-01-21T11:00:00")),
        ..request("002/11.a.5", "2026-01-20T06:00:00")
    };
    // "3 hari" over a weekend.
    let hari = Ticket {
        organisation: "KPTIK BMN",
        fulfilled_at: Some(wib("2026-02-09T10:00:00")),
        ..request("003/10.c", "2026-02-06T08:00:00")
    };
    let p1 = Ticket {
        priority_stated: Some(Priority::P1),
        impact: Some(Level::Low),
        urgency: Some(Level::Low),
        resolved_at: Some(wib("2026-01-21T07:00:00")),
        ..incident("2026-01-20T16:00:00")
    };
    let noon = Ticket {
        fulfilled_at: Some(wib("2026-01-20T14:00:00")),
        ..request("002/11.a.5", "2026-01-20T09:00:00")
    };
    let cases: Vec<(&str, Rulebook, &Ticket<'_>, Clock, &str)> = vec![
        (
            "day_counting",
            with(|_| {}),
            &day,
            Clock::Fulfilment,
            "breached 46800 2026-TW1",
        ),
        (
            "end_of_day",
            with(|s| s.day_counting = DayCounting::EndOfDay),
            &day,
            Clock::Fulfilment,
            "met 46800 2026-TW1",
        ),
        (
            "out_of_hours",
            with(|_| {}),
            &early,
            Clock::Fulfilment,
            "breached 39600 2026-TW1",
        ),
        (
            "next_working_day",
            with(|s| s.out_of_hours = OutOfHours::NextWorkingDay),
            &early,
            Clock::Fulfilment,
            "met 10800 2026-TW1",
        ),
        (
            "hari",
            with(|_| {}),
            &hari,
            Clock::Fulfilment,
            "breached 266400 2026-TW1",
        ),
        (
            "hari_kerja",
            with(|s| s.hari = HariReading::HariKerja),
            &hari,
            Clock::Fulfilment,
            "met 36000 2026-TW1",
        ),
        (
            "priority",
            with(|_| {}),
            &p1,
            Clock::Resolution,
            "met 3600 2026-TW1",
        ),
        (
            "stated",
            with(|s| s.priority = PrioritySource::Stated),
            &p1,
            Clock::Resolution,
            "breached 54000 2026-TW1",
        ),
        (
            "stated on office",
            with(|s| {
                s.priority = PrioritySource::Stated;
                s.p1_calendar = P1Calendar::Office;
            }),
            &p1,
            Clock::Resolution,
            "met 3600 2026-TW1",
        ),
        (
            "break",
            with(|_| {}),
            &noon,
            Clock::Fulfilment,
            "met 14400 2026-TW1",
        ),
        (
            "no break",
            with(|s| s.break_rule = norma_rules::BreakRule::None),
            &noon,
            Clock::Fulfilment,
            "breached 18000 2026-TW1",
        ),
        (
            "cohort",
            with(|s| s.cohort = Cohort::Submitted),
            &noon,
            Clock::Fulfilment,
            "met 14400 2026-TW1",
        ),
    ];
    for (what, rules, ticket, clock, expected) in cases {
        assert_eq!(
            short(&fact(&rules, ticket, clock, AS_OF)),
            expected,
            "{what}"
        );
    }
}

#[test]
fn the_version_names_what_would_change_a_figure() {
    let plain = Rulebook::builtin();
    assert_eq!(plain.version(), Rulebook::builtin().version());
    let other = Rulebook::with_settings(Settings {
        at_once_seconds: 900,
        ..Settings::default()
    });
    assert_ne!(plain.version(), other.version());
}
