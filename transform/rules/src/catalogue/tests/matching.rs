//! From a ticket to its norm: organisation, service path, tier, environment and the day it was submitted (RULES 2), on a
//! small catalogue of its own.

use super::*;
use crate::{Clock, Instant, Rulebook, Ticket, Zone, judge};

const DOCUMENTS: &str = r#"
[[document]]
id = "001"
title = "Lama"
organisation = "BaTII"
valid_from = "2023-10-31"

[[document]]
id = "002"
title = "Baru"
organisation = "BaTII"
valid_from = "2025-12-29"

[[document]]
id = "003"
title = "Kantor"
organisation = "KPTIK BMN"
valid_from = "2023-01-01"
valid_to = "2026-12-31"

[[document]]
id = "004"
title = "Perbendaharaan"
organisation = "DJPb"
valid_from = "2023-11-10"
"#;

/// A service with a norm until 002 came, one that 002 does not mention, one listed without a time.
const N001: &str = r#"
service = [{ path = "1", name = "Uji", line = 1 }]
sub_service = [
  { path = "1.1", name = "Uji beban", line = 1 },
  { path = "1.2", name = "Uji lain", line = 2 },
  { path = "1.3", name = "Uji tanpa waktu", line = 3 },
]
[[norm]]
path = "1.1"
name = "Uji beban"
kind = "duration"
value = 1
unit = "jam_kerja"
valid_to = "2025-12-28"
line = 1
quote = "1 jam kerja"
[[norm]]
path = "1.2"
name = "Uji lain"
kind = "duration"
value = 2
unit = "jam_kerja"
line = 2
quote = "2 jam kerja"
"#;

/// Tiers inside environments; in one of them the norm was revised.
const N002: &str = r#"
service = [{ path = "1", name = "Uji", line = 1 }]
sub_service = [
  { path = "1.a", name = "Uji beban", line = 1 },
  { path = "1.b", name = "Uji tanpa waktu", line = 2 },
]
[[norm]]
path = "1.a.i"
service_path = "1.a"
name = "Uji beban"
kind = "duration"
value = 3
unit = "jam_kerja"
environment = "Development"
tier = { dimension = "perangkat", from = 1, to = 5 }
valid_to = "2026-06-30"
line = 1
quote = "3 jam kerja"
[[norm]]
path = "1.a.ii"
service_path = "1.a"
name = "Uji beban"
kind = "duration"
value = 4
unit = "jam_kerja"
environment = "Development"
tier = { dimension = "perangkat", from = 1, to = 5 }
valid_from = "2026-07-01"
line = 2
quote = "4 jam kerja"
[[norm]]
path = "1.a.iii"
service_path = "1.a"
name = "Uji beban"
kind = "duration"
value = 5
unit = "jam_kerja"
environment = "Development"
tier = { dimension = "perangkat", from = 8 }
line = 3
quote = "5 jam kerja"
[[norm]]
path = "1.a.iv"
service_path = "1.a"
name = "Uji beban"
kind = "duration"
value = 6
unit = "jam_kerja"
environment = "Production"
line = 4
quote = "6 jam kerja"
"#;

const N003: &str = r#"
service = [{ path = "9", name = "Uji", line = 1 }]
sub_service = [{ path = "9.a", name = "Uji", line = 1 }, { path = "9.b", name = "Tanpa waktu", line = 2 }]
[[norm]]
path = "9.a"
name = "Uji"
kind = "duration"
value = 7
unit = "jam_kerja"
line = 1
quote = "7 jam kerja"
"#;

const N004: &str = r#"
service = [{ path = "1", name = "SAKTI", line = 1 }]
sub_service = [{ path = "1.1.a", name = "Pengelolaan User", line = 1 }, { path = "1.1.b", name = "Reset", line = 2 }]
"#;

/// The small catalogue.
fn small() -> Catalogue {
    Catalogue::from_texts(&data::Texts {
        documents: DOCUMENTS,
        norms: &[("001", N001), ("002", N002), ("003", N003), ("004", N004)],
        response: include_str!("../../../data/response.toml"),
        priority: include_str!("../../../data/priority.toml"),
        crosswalk: &[],
        promises: crate::catalogue::promise::Texts::default(),
    })
    .unwrap()
}

/// The same, with 8 jam kerja agreed for 004/1.1.b from 2026 on, as an overlay does.
fn agreed() -> Catalogue {
    let mut catalogue = small();
    let mut norm = catalogue.norms[0].clone();
    norm.document = "lokal".to_owned();
    norm.applies_to = Some("004/1.1.b".to_owned());
    norm.local = true;
    (norm.valid_from, norm.valid_to) = (Some(day("2026-01-01")), None);
    norm.value = Some(8);
    catalogue.norms.push(norm);
    catalogue.by_reference = index(&catalogue.norms, &catalogue.sub_services);
    catalogue
}

/// Reference that a ticket of the day is mapped to; allowance in hours, or the reason why there is none.
fn matched(
    catalogue: &Catalogue,
    organisation: &str,
    names: &[&str],
    submitted: &str,
    environment: Option<&str>,
    quantity: Option<i64>,
) -> (String, String) {
    let reference = catalogue.resolve(organisation, &references(names), day(submitted));
    let rules = Rulebook {
        catalogue: catalogue.clone(),
        ..Rulebook::builtin()
    };
    let at = Instant::start_of_day(day(submitted), Zone::Wib);
    let ticket = Ticket {
        organisation,
        norm_path: reference.as_deref(),
        environment,
        quantity,
        ..Ticket::new("sd", "T-1", at)
    };
    let facts = judge(&rules, &ticket, at.plus(3600));
    let fact = facts
        .iter()
        .find(|fact| fact.clock == Clock::Fulfilment)
        .unwrap();
    let outcome = fact.reason.clone().or_else(|| {
        let hours = fact.allowance_seconds? / 3600;
        Some(format!("{} {hours}", fact.norm.as_deref()?))
    });
    if fact.reason.is_some() {
        assert_eq!(
            fact.norm, reference,
            "what has no verdict is counted by its sub-service"
        );
    }
    (reference.unwrap_or_default(), outcome.unwrap())
}

#[test]
fn organisation_path_tier_environment_and_day_choose_the_norm_together() {
    let catalogue = small();
    let all = &["001/1.1", "002/1.a", "003/9.a"][..];
    for (organisation, names, submitted, environment, quantity, reference, outcome) in [
        // The day chooses the document, and in it the version.
        (
            "BaTII",
            all,
            "2025-12-28",
            None,
            None,
            "001/1.1",
            "001/1.1 1",
        ),
        (
            "BaTII",
            all,
            "2025-12-29",
            Some("development"),
            Some(5),
            "002/1.a",
            "002/1.a.i 3",
        ),
        (
            "BaTII",
            all,
            "2026-06-30",
            Some("Development"),
            Some(1),
            "002/1.a",
            "002/1.a.i 3",
        ),
        (
            "BaTII",
            all,
            "2026-07-01",
            Some("Development"),
            Some(1),
            "002/1.a",
            "002/1.a.ii 4",
        ),
        // The environment, then the tier inside it.
        (
            "BaTII",
            all,
            "2026-03-02",
            Some("Development"),
            Some(8),
            "002/1.a",
            "002/1.a.iii 5",
        ),
        (
            "BaTII",
            all,
            "2026-03-02",
            Some("Development"),
            Some(6),
            "002/1.a",
            "tier_gap",
        ),
        (
            "BaTII",
            all,
            "2026-03-02",
            Some("Development"),
            None,
            "002/1.a",
            "quantity_missing",
        ),
        (
            "BaTII",
            all,
            "2026-03-02",
            Some("Production"),
            None,
            "002/1.a",
            "002/1.a.iv 6",
        ),
        (
            "BaTII",
            all,
            "2026-03-02",
            Some("Production"),
            Some(99),
            "002/1.a",
            "002/1.a.iv 6",
        ),
        (
            "BaTII",
            all,
            "2026-03-02",
            Some("Staging"),
            Some(1),
            "002/1.a",
            "environment_gap",
        ),
        (
            "BaTII",
            all,
            "2026-03-02",
            None,
            Some(1),
            "002/1.a",
            "environment_missing",
        ),
        // The organisation chooses among documents of one day.
        (
            "KPTIK BMN Medan",
            all,
            "2026-03-02",
            None,
            None,
            "003/9.a",
            "003/9.a 7",
        ),
        ("DJPb", all, "2026-03-02", None, None, "", "unmapped"),
        (
            "BaTII",
            &["003/9.a", "004/1.1.a"],
            "2026-03-02",
            None,
            None,
            "",
            "unmapped",
        ),
        // A service of 001 without successor keeps its norm; one whose norm has ended does not.
        (
            "BaTII",
            &["001/1.2"],
            "2026-03-02",
            None,
            None,
            "001/1.2",
            "001/1.2 2",
        ),
        (
            "BaTII",
            &["001/1.1"],
            "2026-03-02",
            None,
            None,
            "",
            "unmapped",
        ),
    ] {
        assert_eq!(
            matched(
                &catalogue,
                organisation,
                names,
                submitted,
                environment,
                quantity
            ),
            (reference.to_owned(), outcome.to_owned()),
            "{organisation} {names:?} {submitted} {environment:?} {quantity:?}"
        );
    }
}

/// Sub-services without any norm: counted under their own reference, never judged.
#[test]
fn what_is_listed_without_a_norm_is_matched_where_nothing_has_one() {
    let catalogue = small();
    for (organisation, names, submitted, reference, outcome) in [
        (
            "DJPb",
            &["004/1.1.a"][..],
            "2026-03-02",
            "004/1.1.a",
            "not_published",
        ),
        (
            "DJPb",
            &["004/1.1.b", "004/1.1.a"],
            "2026-03-02",
            "004/1.1.b",
            "not_published",
        ),
        ("DJPb", &["004/1.1.a"], "2023-11-09", "", "unmapped"),
        ("DJPb", &["004/1", "004/9.9"], "2026-03-02", "", "unmapped"),
        ("BaTII", &["004/1.1.a"], "2026-03-02", "", "unmapped"),
        // Documents with norms list some services without a time.
        ("BaTII", &["001/1.3"], "2025-12-28", "001/1.3", "no_number"),
        (
            "BaTII",
            &["001/1.3", "002/1.b"],
            "2025-12-29",
            "002/1.b",
            "no_number",
        ),
        ("BaTII", &["002/1.b"], "2025-12-28", "", "unmapped"),
        (
            "KPTIK BMN",
            &["003/9.b"],
            "2026-12-31",
            "003/9.b",
            "no_number",
        ),
        ("KPTIK BMN", &["003/9.b"], "2027-01-01", "", "unmapped"),
        // A norm in force goes before, even of an older document.
        (
            "BaTII",
            &["002/1.b", "001/1.2"],
            "2026-03-02",
            "001/1.2",
            "001/1.2 2",
        ),
    ] {
        assert_eq!(
            matched(&catalogue, organisation, names, submitted, None, None),
            (reference.to_owned(), outcome.to_owned()),
            "{organisation} {names:?} {submitted}"
        );
    }
}

/// A norm agreed for a sub-service of 004 judges its tickets from its first day, and no others.
#[test]
fn an_agreed_norm_judges_what_the_document_only_lists() {
    let catalogue = agreed();
    for (names, submitted, reference, outcome) in [
        (
            &["004/1.1.b"][..],
            "2025-12-31",
            "004/1.1.b",
            "not_published",
        ),
        (&["004/1.1.b"], "2026-01-01", "004/1.1.b", "lokal/1.1 8"),
        (&["004/1.1.a"], "2026-01-01", "004/1.1.a", "not_published"),
        (
            &["004/1.1.a", "004/1.1.b"],
            "2026-01-01",
            "004/1.1.b",
            "lokal/1.1 8",
        ),
    ] {
        assert_eq!(
            matched(&catalogue, "DJPb", names, submitted, None, None),
            (reference.to_owned(), outcome.to_owned()),
            "{names:?} {submitted}"
        );
    }
    assert!(!catalogue.has_norms("004") && catalogue.has_norms("002"));
    assert!(catalogue.serves("djpb") && !catalogue.serves("Biro SDM"));
}
