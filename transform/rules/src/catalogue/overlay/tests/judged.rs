//! Tickets under overlays.

use super::{DOCUMENT, with};
use crate::{
    Channel, Clock, Fact, Instant, Level, Rulebook, Ticket, TicketKind, Zone, judge, ledger,
};

const AGREED: &str = r#"
[[norm]]
path = "1"
applies_to = "004/1.1.b"
kind = "duration"
value = 4
unit = "jam_kerja"
valid_from = 2026-02-01
line = 6
quote = "Reset password user SAKTI: 4 (empat) jam kerja"

[[response]]
channel = "email"
limit = { within_seconds = 3600 }
calendar = "office"
line = 9
quote = "Permintaan melalui email ditanggapi dalam 60 (enam puluh) menit."
"#;

/// BaTII promises less time for a while, KPTIK BMN more for one tier.
const REVISED: &str = r#"
[[document]]
id = "REV-TI-2026"
title = "Revisi target"
organisation = "BaTII"
valid_from = 2026-02-01
valid_to = 2026-06-30

[[document]]
id = "REV-BMN-2026"
title = "Revisi target"
organisation = "KPTIK BMN"
valid_from = 2026-02-01

[[norm]]
document = "REV-TI-2026"
path = "1"
replaces = "002/11.a.5"
kind = "duration"
value = 2
unit = "jam_kerja"
quote = "reset password 2 (dua) jam kerja"

[[norm]]
document = "REV-BMN-2026"
path = "1"
replaces = "003/3.b.2"
kind = "duration"
value = 5
unit = "hari_kerja"
tier = { dimension = "perangkat", from = 5, to = 8 }
quote = "5 s.d 8 perangkat 5 (lima) hari kerja"
"#;

fn wib(text: &str) -> Instant {
    Instant::from_local(text.parse().unwrap(), Zone::Wib)
}

fn request<'a>(organisation: &'a str, norm: &'a str, submitted: &str) -> Ticket<'a> {
    Ticket {
        organisation,
        kind: TicketKind::Request,
        norm_path: Some(norm),
        channel: Some(Channel::Email),
        first_response_at: Some(wib(submitted)),
        fulfilled_at: Some(wib(submitted).plus(3 * 3600)),
        quantity: Some(6),
        ..Ticket::new("s", "T1", wib(submitted))
    }
}

fn fact(rules: &Rulebook, ticket: &Ticket<'_>, clock: Clock) -> Fact {
    let facts = judge(rules, ticket, wib("2026-12-01T00:00:00"));
    let mut of_clock = facts.into_iter().filter(|fact| fact.clock == clock);
    let found = of_clock.next().unwrap();
    assert!(of_clock.next().is_none(), "one fact a clock");
    found
}

fn told(fact: &Fact) -> String {
    format!(
        "{} {} {}{}",
        fact.norm.as_deref().unwrap_or("-"),
        fact.allowance_seconds.unwrap_or_default(),
        fact.verdict,
        if fact.local { " local" } else { "" },
    )
}

/// A norm agreed for a service of 004 judges from its first day on; other services of 004 have none.
#[test]
fn an_agreed_norm_judges_tickets_of_the_service_it_is_for() {
    let rules = with(&format!("{DOCUMENT}{AGREED}"));
    for (service, submitted, expected) in [
        (
            "004/1.1.b",
            "2026-02-02T08:00:00",
            "KL-DJPb-2026/1 14400 met local",
        ),
        ("004/1.1.b", "2026-01-30T08:00:00", "004/1.1.b 0 no_norm"),
    ] {
        let fact = fact(
            &rules,
            &request("DJPb", service, submitted),
            Clock::Fulfilment,
        );
        assert_eq!(told(&fact), expected, "{service} {submitted}");
    }
    let references = ["004/1.1.b".to_owned()];
    assert_eq!(
        rules
            .catalogue
            .resolve("DJPb", &references, "2026-02-02".parse().unwrap()),
        Some("004/1.1.b".to_owned())
    );
    assert!(rules.catalogue.knows("KL-DJPb-2026/1"));
}

/// The ledger quotes the agreement at its line.
#[test]
fn the_words_of_a_local_verdict_are_those_of_the_agreement() {
    let rules = with(&format!("{DOCUMENT}{AGREED}"));
    let ticket = request("DJPb", "004/1.1.b", "2026-02-02T08:00:00");
    let clocks = ledger(&rules, &ticket, wib("2026-03-01T00:00:00"));
    let told: Vec<_> = clocks
        .iter()
        .map(|c| {
            let words = c.document.as_deref().zip(c.line).zip(c.quote.as_deref());
            (c.fact.clock, c.fact.local, words)
        })
        .collect();
    assert_eq!(
        told,
        [
            (
                Clock::Response,
                true,
                Some((
                    ("KL-DJPb-2026", 9),
                    "Permintaan melalui email ditanggapi dalam 60 (enam puluh) menit."
                ))
            ),
            (
                Clock::Fulfilment,
                true,
                Some((
                    ("KL-DJPb-2026", 6),
                    "Reset password user SAKTI: 4 (empat) jam kerja"
                ))
            ),
        ]
    );
}

/// A revised target judges within its days alone; before and after them the published one does, and its response rules stay.
#[test]
fn a_revised_target_judges_within_its_days() {
    let rules = with(REVISED);
    for (organisation, service, submitted, expected) in [
        (
            "BaTII",
            "002/11.a.5",
            "2026-01-30T08:00:00",
            "002/11.a.5 14400 met",
        ),
        (
            "BaTII",
            "002/11.a.5",
            "2026-02-02T08:00:00",
            "REV-TI-2026/1 7200 breached local",
        ),
        (
            "BaTII",
            "002/11.a.5",
            "2026-06-30T08:00:00",
            "REV-TI-2026/1 7200 breached local",
        ),
        (
            "BaTII",
            "002/11.a.5",
            "2026-07-01T08:00:00",
            "002/11.a.5 14400 met",
        ),
        (
            "BaTII",
            "002/11.a.1",
            "2026-02-02T08:00:00",
            "002/11.a.1 28800 met",
        ),
        (
            "KPTIK BMN",
            "003/3.b",
            "2026-02-02T08:00:00",
            "REV-BMN-2026/1 144000 met local",
        ),
    ] {
        let ticket = request(organisation, service, submitted);
        let fact = fact(&rules, &ticket, Clock::Fulfilment);
        assert_eq!(told(&fact), expected, "{service} {submitted}");
        let response = fact_of_response(&rules, &ticket);
        assert!(!response.local && response.norm.is_some(), "{response:?}");
    }
    // The other tiers stay published.
    let other = Ticket {
        quantity: Some(3),
        ..request("KPTIK BMN", "003/3.b", "2026-02-02T08:00:00")
    };
    let fact = fact(&rules, &other, Clock::Fulfilment);
    assert_eq!(told(&fact), "003/3.b.1 28800 met");
}

fn fact_of_response(rules: &Rulebook, ticket: &Ticket<'_>) -> Fact {
    fact(rules, ticket, Clock::Response)
}

/// A new document with services of its own.
#[test]
fn a_document_of_its_own_has_services_and_norms() {
    let rules = with(&format!(
        "{DOCUMENT}{}",
        r#"
[[service]]
path = "1"
code = "KL.1"
name = "Layanan Pengguna"
line = 3

[[sub_service]]
path = "1.a"
name = "Pelatihan SAKTI"
line = 4

[[norm]]
path = "1.a"
kind = "after_activity"
value = 2
unit = "hari_kerja"
line = 7
quote = "tiket ditutup 2 (dua) hari kerja setelah pelaksanaan kegiatan"
"#
    ));
    let norm = rules.catalogue.candidates("KL-DJPb-2026", "1.a")[0];
    assert_eq!(
        (
            norm.name.as_str(),
            norm.service.as_str(),
            norm.start.as_str()
        ),
        ("Pelatihan SAKTI", "KL.1", "activity_end")
    );
    let ticket = Ticket {
        activity_end_at: Some(wib("2026-02-02T17:00:00")),
        closed_at: Some(wib("2026-02-05T08:00:01")),
        ..request("DJPb", "KL-DJPb-2026/1.a", "2026-01-30T08:00:00")
    };
    let fact = fact(&rules, &ticket, Clock::Closing);
    assert_eq!(told(&fact), "KL-DJPb-2026/1.a 57600 breached local");
}

/// Table 2 and 99% adopted, with the words of the agreement.
#[test]
fn adoptions_of_an_overlay_are_local() {
    let rules = with(
        "[[adopt]]\norganisation = \"DJPb\"\ntable_2 = true\nvalid_from = 2026-01-01\nbasis = \"kesepakatan\"\n\
         [[adopt]]\norganisation = \"DJPb\"\navailability = \"99,5%\"\nvalid_from = 2026-01-01\nbasis = \"kesepakatan\"\n",
    );
    let incident = Ticket {
        kind: TicketKind::Incident,
        impact: Some(Level::High),
        urgency: Some(Level::Low),
        resolved_at: Some(wib("2026-02-02T09:00:00")),
        ..request("DJPb", "004/1.1.b", "2026-02-02T08:00:00")
    };
    let fact = fact(&rules, &incident, Clock::Resolution);
    assert_eq!(told(&fact), "001/tabel-2/P3 57600 met local");
    let day = "2026-02-02".parse().unwrap();
    let target = rules.availability_adoption("DJPb", day).unwrap();
    assert_eq!(target.availability, Some(9950));
    assert_eq!(target.availability_text().as_deref(), Some("99.5%"));
    assert_eq!(rules.availability_adoption("BaTII", day), None);
}

/// Figures made with another overlay are made again; comments change nothing.
#[test]
fn the_version_moves_with_what_an_overlay_says() {
    let plain = Rulebook::builtin().version();
    let one = with(&format!("{DOCUMENT}{AGREED}")).version();
    let commented = with(&format!("# komentar\n{DOCUMENT}{AGREED}"));
    let later = with(&format!(
        "{DOCUMENT}{}",
        AGREED.replace("2026-02-01", "2026-03-01")
    ));
    assert_ne!(one, plain);
    assert_eq!(one, commented.version());
    assert_ne!(one, later.version());
    let added = &later.overlays[0];
    assert_eq!(
        (added.file.as_str(), added.norms, added.responses),
        ("overlay/djpb.toml", 1, 1)
    );
}

/// What is replaced is not listed for the days of its replacement, and says what replaces it.
#[test]
fn a_replaced_norm_does_not_stand_while_its_replacement_is_in_force() {
    let catalogue = with(REVISED).catalogue;
    let of = |reference: &str, day: &str| {
        let norms = catalogue.norms_on(day.parse().unwrap());
        let ids = norms.into_iter().filter(|n| n.reference() == reference);
        ids.map(crate::Norm::id).collect::<Vec<_>>()
    };
    assert_eq!(of("002/11.a.5", "2026-01-31"), ["002/11.a.5"]);
    assert_eq!(of("002/11.a.5", "2026-02-01"), ["REV-TI-2026/1"]);
    assert_eq!(of("002/11.a.5", "2026-07-01"), ["002/11.a.5"]);
    // One tier alone is revised.
    let tiers = of("003/3.b", "2026-03-01");
    assert!(
        tiers.contains(&"003/3.b.1".to_owned()) && tiers.contains(&"REV-BMN-2026/1".to_owned())
    );
    assert!(!tiers.contains(&"003/3.b.2".to_owned()), "{tiers:?}");
    let replaced = catalogue.candidates("002", "11.a.5");
    let ids: Vec<String> = replaced
        .iter()
        .flat_map(|norm| catalogue.replacements_of(norm))
        .map(crate::Norm::id)
        .collect();
    assert_eq!(ids, ["REV-TI-2026/1"]);
}
