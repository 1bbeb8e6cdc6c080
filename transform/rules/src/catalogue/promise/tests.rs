use super::*;
use crate::catalogue::Catalogue;
use crate::catalogue::data::Texts as All;

/// 001 promises, 002 follows it without a word: two services, of which the later one has two parts.
fn catalogue() -> Catalogue {
    let documents = r#"
[[document]]
id = "001"
title = "t"
organisation = "BaTII"
valid_from = "2023-10-31"
[[document]]
id = "002"
title = "t"
organisation = "BaTII"
valid_from = "2025-12-29"
"#;
    let crosswalk = r#"
[[succession]]
from = "001/5.1"
document = "002"
to = ["002/9.a"]
certainty = "certain"
[[succession]]
from = "001/6"
document = "002"
to = ["002/9.b"]
certainty = "uncertain"
reason = "scope"
"#;
    let target = |path: &str, percent: i64| {
        format!(
            "[[target]]\ndocument = \"001\"\npath = \"{path}\"\nmetric = \"availability\"\ncomparison = \"at_least\"\n\
             threshold = {{ percent_hundredths = {percent} }}\nperiod = \"year\"\nmeasured = \"by_outages\"\n\
             subject = \"s\"\nline = 1\nquote = \"q\"\n"
        )
    };
    let reliability = [target("5", 9900), target("5.1.2", 9950), target("6", 9800)].concat();
    Catalogue::from_texts(&All {
        documents,
        norms: &[],
        response: "response = []\nreopening = []",
        priority: "table = []",
        crosswalk: &[("001", crosswalk)],
        promises: Texts {
            reliability: &reliability,
            ..Texts::default()
        },
    })
    .unwrap()
}

/// The nearest target, also through a certain succession; an uncertain one gives none.
#[test]
fn a_target_binds_what_follows_for_certain() {
    let catalogue = catalogue();
    for (organisation, reference, day, expected) in [
        ("BaTII", "001/5.3", "2024-01-01", Some(9900)),
        ("BaTII", "001/5.1.2", "2024-01-01", Some(9950)),
        ("Pusintek", "001/5", "2023-10-31", Some(9900)),
        ("BaTII", "001/5", "2023-10-30", None),
        ("BaTII", "001/5", "2026-01-01", Some(9900)), // also after 002 (RULES 3)
        ("KPTIK BMN", "001/5", "2024-01-01", None),
        ("DJPb", "001/5", "2024-01-01", None),
        ("Biro SDM", "001/5", "2024-01-01", None),
        ("BaTII", "001/55", "2024-01-01", None),
        ("BaTII", "nonsense", "2024-01-01", None),
        ("BaTII", "002/9.a", "2026-01-01", Some(9900)),
        ("BaTII", "002/9.a.1", "2026-01-01", Some(9900)), // a part of what follows
        ("BaTII", "002/9.b", "2026-01-01", None),
        ("BaTII", "002/9", "2026-01-01", None), // follows in part only
    ] {
        let found = catalogue.reliability_target(
            organisation,
            reference,
            day.parse().unwrap(),
            Metric::Availability,
        );
        let found = found.map(|target| target.threshold);
        let expected = expected.map(Threshold::PercentHundredths);
        assert_eq!(found, expected, "{organisation} {reference} {day}");
    }
}

#[test]
fn availability_of_a_service_is_that_of_its_parts_too() {
    let catalogue = catalogue();
    for (reference, expected) in [
        ("001/5", &["5", "5.1.2"][..]),
        ("001/5.2", &["5"]),
        ("001/7", &[]),
        ("002/9", &["5", "5.1.2"]),
        ("002/9.b", &[]),
    ] {
        let found: Vec<_> = catalogue
            .availability_targets_of(reference)
            .iter()
            .map(|target| target.path.as_str())
            .collect();
        assert_eq!(found, expected, "{reference}");
    }
}

#[test]
fn what_holds_above_holds_below() {
    for (above, path, expected) in [
        ("8", "8", true),
        ("8", "8.1.2", true),
        ("8.1", "8", false),
        ("1", "10", false),
        ("1.1", "1.10", false),
    ] {
        assert_eq!(holds_for(above, path), expected, "{above} {path}");
    }
}

#[test]
fn broken_promises_name_the_file() {
    let fails = |texts: Texts<'_>| Promises::parse(&texts, &[]).unwrap_err().to_string();
    let none = Texts::default();
    assert!(
        fails(Texts {
            hours: "hours = 1",
            ..none
        })
        .starts_with("hours.toml: ")
    );
    assert!(
        fails(Texts {
            lead_times: "x = 1",
            ..none
        })
        .starts_with("lead-times.toml: ")
    );
    assert!(
        fails(Texts {
            reliability: "[[target]]",
            ..none
        })
        .starts_with("reliability.toml: ")
    );
    assert!(
        fails(Texts {
            criticality: "[[level]]",
            ..none
        })
        .starts_with("criticality.toml: ")
    );
    assert!(
        fails(Texts {
            conditions: "[[condition]]",
            ..none
        })
        .starts_with("conditions.toml: ")
    );
}

#[test]
fn requests_measure_installations_alone() {
    let catalogue = Catalogue::builtin();
    for target in catalogue.reliability_targets() {
        let requests = catalogue.requests_of(target);
        match target.measured {
            // Those that certainly follow them stand beside them; tickets of another organisation do not count there.
            Measurement::ByTickets => {
                assert_eq!(requests, ["001/9.2", "001/9.3", "003/3.b", "003/3.c"]);
            }
            _ => assert!(requests.is_empty(), "{}", target.id()),
        }
        // Each is a sub-service that there is.
        assert!(
            requests
                .iter()
                .all(|one| catalogue.sub_service(one).is_some())
        );
    }
}

#[test]
fn the_crosswalk_is_walked_both_ways() {
    let catalogue = Catalogue::builtin();
    for step in catalogue.crosswalk() {
        assert!(catalogue.successions_of(&step.from).contains(&step));
        for to in &step.to {
            assert!(catalogue.predecessions_of(to).contains(&step), "{to}");
        }
    }
    assert!(catalogue.predecessions_of("000/1").is_empty());
}
