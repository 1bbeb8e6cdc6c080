//! The same ticket judged by other norms than those in force: a simulation.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use norma_rules::{
    Channel, Clock, Fact, Instant, Level, NormSelection, Rulebook, Ticket, TicketKind, Zone, judge,
};

const AS_OF: &str = "2026-04-01T00:00:00";

fn wib(text: &str) -> Instant {
    Instant::from_local(text.parse().unwrap(), Zone::Wib)
}

/// The built-in rules: `in force`, or those of a document.
fn rules(norms: &str) -> Rulebook {
    let norms = match norms {
        "in force" => NormSelection::InForce,
        document => NormSelection::Document(document.to_owned()),
    };
    Rulebook {
        norms,
        ..Rulebook::builtin()
    }
}

fn request<'a>(norm: Option<&'a str>, submitted: &str, fulfilled: &str) -> Ticket<'a> {
    let submitted = wib(submitted);
    Ticket {
        organisation: "BaTII",
        norm_path: norm,
        channel: Some(Channel::Portal),
        first_response_at: Some(submitted),
        fulfilled_at: Some(wib(fulfilled)),
        ..Ticket::new("sd", "T-1", submitted)
    }
}

fn fact(norms: &str, ticket: &Ticket<'_>, clock: Clock) -> Fact {
    let facts = judge(&rules(norms), ticket, wib(AS_OF));
    facts
        .into_iter()
        .find(|fact| fact.clock == clock)
        .unwrap_or_else(|| panic!("no clock {clock}"))
}

/// `norm verdict reason allowance`, the parts that exist.
fn short(fact: &Fact) -> String {
    [
        fact.norm.clone(),
        Some(fact.verdict.to_string()),
        fact.reason.clone(),
        fact.allowance_seconds.map(|seconds| seconds.to_string()),
    ]
    .into_iter()
    .flatten()
    .collect::<Vec<_>>()
    .join(" ")
}

#[test]
fn the_counterpart_judges_whatever_its_validity() {
    // Static address: 6 jam kerja in 001 until 28 December 2025, 5 in 002 since the 29th. 5.5 hours were taken.
    let first_of_002 = request(
        Some("002/9.b.3"),
        "2025-12-29T08:00:00",
        "2025-12-29T14:30:00",
    );
    let last_of_001 = request(
        Some("001/5.2.5"),
        "2025-12-23T08:00:00",
        "2025-12-23T14:30:00",
    );
    // A ticket of today that still maps to the old document: in force nothing judges it.
    let outlived = request(
        Some("001/5.2.5"),
        "2026-02-10T08:00:00",
        "2026-02-10T14:30:00",
    );
    for (ticket, norms, expected) in [
        (&first_of_002, "in force", "002/9.b.3 breached 18000"),
        (&first_of_002, "001", "001/5.2.5 met 21600"),
        (&first_of_002, "002", "002/9.b.3 breached 18000"),
        (&last_of_001, "in force", "001/5.2.5 met 21600"),
        (&last_of_001, "001", "001/5.2.5 met 21600"),
        (&last_of_001, "002", "002/9.b.3 breached 18000"),
        (&outlived, "in force", "001/5.2.5 no_norm norm_not_in_force"),
        (&outlived, "001", "001/5.2.5 met 21600"),
    ] {
        let judged = fact(norms, ticket, Clock::Fulfilment);
        assert_eq!(
            short(&judged),
            expected,
            "{:?} by {norms}",
            ticket.norm_path
        );
    }
}

#[test]
fn without_a_certain_counterpart_there_is_no_norm() {
    let of = |norm| request(norm, "2026-02-10T08:00:00", "2026-02-10T09:00:00");
    // Impact analyses (BIA) begin with 002.
    let impact_analysis = of(Some("002/2"));
    assert_eq!(
        short(&fact("in force", &impact_analysis, Clock::Fulfilment)),
        "002/2 met 86400"
    );
    assert_eq!(
        short(&fact("001", &impact_analysis, Clock::Fulfilment)),
        "no_norm no_counterpart"
    );
    // What maps to nothing has no counterpart to miss.
    let unmapped = of(None);
    let djpb = Ticket {
        organisation: "DJPb",
        ..of(None)
    };
    for norms in ["in force", "001"] {
        assert_eq!(
            short(&fact(norms, &unmapped, Clock::Fulfilment)),
            "no_norm unmapped"
        );
    }
    assert_eq!(
        short(&fact("001", &djpb, Clock::Fulfilment)),
        short(&fact("in force", &djpb, Clock::Fulfilment))
    );
}

#[test]
fn tiers_hold_as_usual() {
    // 001/8.1: one account, or more than 30.
    for (quantity, expected) in [
        (Some(1), "001/8.1.1 met 57600"),
        (Some(31), "001/8.1.2 met 144000"),
        (Some(10), "001/8.1 no_norm tier_gap"),
        (None, "001/8.1 unmeasurable quantity_missing"),
    ] {
        let ticket = Ticket {
            quantity,
            ..request(
                Some("001/8.1"),
                "2026-02-10T08:00:00",
                "2026-02-10T09:00:00",
            )
        };
        assert_eq!(
            short(&fact("001", &ticket, Clock::Fulfilment)),
            expected,
            "{quantity:?}"
        );
    }
}

#[test]
fn responses_follow_the_rules_of_the_document() {
    // E-mail, answered after 30 minutes to the second: one too many for an impact analysis under 002.
    let ticket = Ticket {
        channel: Some(Channel::Email),
        first_response_at: Some(wib("2026-03-09T09:30:00")),
        ..request(Some("002/2"), "2026-03-09T09:00:00", "2026-03-10T09:00:00")
    };
    for (norms, expected) in [
        ("in force", "002/tanggap/2/email breached 1799"),
        ("001", "001/tanggap/email met 1800"),
        ("003", "003/tanggap/email met 1800"),
        ("004", "no_norm no_norm_published"),
    ] {
        assert_eq!(
            short(&fact(norms, &ticket, Clock::Response)),
            expected,
            "{norms}"
        );
    }
    // 003 runs on office hours, 001 around the clock: a message of the evening answered in the morning.
    let overnight = Ticket {
        organisation: "KPTIK BMN",
        submitted_at: wib("2026-03-09T20:00:00"),
        first_response_at: Some(wib("2026-03-10T08:10:00")),
        norm_path: None,
        ..ticket
    };
    assert_eq!(
        short(&fact("in force", &overnight, Clock::Response)),
        "003/tanggap/email met 1800"
    );
    assert_eq!(
        short(&fact("001", &overnight, Clock::Response)),
        "001/tanggap/email breached 1800"
    );
}

#[test]
fn priorities_are_not_of_the_norms_chosen() {
    let incident = Ticket {
        kind: TicketKind::Incident,
        impact: Some(Level::Medium),
        urgency: Some(Level::Medium),
        resolved_at: Some(wib("2026-03-03T08:00:00")),
        ..request(None, "2026-03-02T08:00:00", "2026-03-03T08:00:00")
    };
    for norms in ["in force", "001", "002", "004"] {
        assert_eq!(
            short(&fact(norms, &incident, Clock::Resolution)),
            "001/tabel-2/P3 met 57600",
            "{norms}"
        );
    }
}

#[test]
fn figures_of_other_norms_have_a_version_of_their_own() {
    let mut versions: Vec<String> = ["in force", "001", "002"]
        .map(|norms| rules(norms).version())
        .into();
    assert_eq!(versions[0], Rulebook::builtin().version());
    versions.sort();
    versions.dedup();
    assert_eq!(versions.len(), 3);
}
