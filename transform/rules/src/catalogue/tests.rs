mod matching;
mod rules;

use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn references(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

#[test]
fn the_embedded_data_can_be_read() {
    let catalogue = Catalogue::builtin();
    let count = |id: &str| {
        catalogue
            .norms()
            .iter()
            .filter(|n| n.document == id)
            .count()
    };
    assert_eq!(["000", "001", "002", "003"].map(count), [72, 78, 49, 38]);
    let listed = |id: &str| {
        catalogue
            .services()
            .iter()
            .filter(|s| s.document == id)
            .count()
    };
    assert_eq!(["000", "001", "002", "003"].map(listed), [20, 19, 14, 15]);
}

/// RULES 2: the organisation chooses the document, the day of submission the norm; newest document first.
#[test]
fn resolve_picks_the_document_of_the_day() {
    let catalogue = Catalogue::builtin();
    let reset = ["000/8.d", "001/8.4", "002/11.a.5", "003/2.b"];
    let later = &reset[1..];
    let software = ["001/9.1", "003/3.a"];
    for (organisation, names, submitted, expected) in [
        ("BaTII", &reset[..], "2019-01-01", Some("000/8.d")), // undated: from the beginning
        ("BaTII", &reset[..], "2023-10-30", Some("000/8.d")),
        ("BaTII", later, "2023-10-30", None), // the mapping does not name 000
        ("BaTII", &["000/8.d"][..], "2023-10-31", None),
        ("KPTIK BMN", &["000/8.d"][..], "2023-10-30", None),
        ("BaTII", &reset[..], "2023-10-31", Some("001/8.4")),
        ("BaTII", &reset[..], "2025-12-28", Some("001/8.4")),
        ("BaTII", &reset[..], "2025-12-29", Some("002/11.a.5")),
        ("Pusintek", &reset[..], "2026-03-17", Some("002/11.a.5")),
        ("BaTII", &["001/8.4"][..], "2025-12-29", None), // it has a successor, the mapping does not name it
        ("BaTII", &["002/11.a.5"][..], "2025-12-28", None),
        ("BaTII", &software[..], "2025-12-28", Some("001/9.1")),
        ("BaTII", &software[..], "2026-03-17", Some("001/9.1")), // no successor in 002: 001 keeps running
        ("KPTIK BMN", &reset[..], "2022-12-31", None),
        ("KPTIK BMN", &reset[..], "2023-01-01", Some("003/2.b")),
        (
            "KPTIK BMN Makassar",
            &reset[..],
            "2026-03-17",
            Some("003/2.b"),
        ),
        ("KPTIK BMN", &["001/9.1"][..], "2026-03-17", None), // 001 does not serve it
        ("DJPb", &reset[..], "2026-03-17", None),
        ("Biro SDM", &reset[..], "2026-03-17", None),
        (
            "BaTII",
            &["004/1", "nonsense", "001/99"][..],
            "2026-03-17",
            None,
        ),
        ("BaTII", &[][..], "2026-03-17", None),
    ] {
        assert_eq!(
            catalogue.resolve(organisation, &references(names), day(submitted)),
            expected.map(str::to_owned),
            "{organisation} {names:?} {submitted}"
        );
    }
}

#[test]
fn resolve_does_not_depend_on_the_order_of_references() {
    let catalogue = Catalogue::builtin();
    for names in [["001/9.1", "001/8.4"], ["002/11.a.5", "001/9.1"]] {
        let mut turned = references(&names);
        turned.reverse();
        let on = day("2026-03-17");
        let found = catalogue.resolve("BaTII", &references(&names), on);
        assert!(found.is_some(), "{names:?}");
        assert_eq!(found, catalogue.resolve("BaTII", &turned, on), "{names:?}");
    }
}

#[test]
fn candidates_share_a_sub_service() {
    let catalogue = Catalogue::builtin();
    let paths = |document: &str, path: &str| -> Vec<String> {
        catalogue
            .candidates(document, path)
            .iter()
            .map(|norm| format!("{} {} {}", norm.path, norm.role, norm.kind))
            .collect()
    };
    for (document, path, expected) in [
        (
            "000",
            "8.a",
            &["8.a.1 primary duration", "8.a.2 primary duration"][..],
        ),
        ("000", "10.b.4", &["10.b.4 primary duration"]),
        ("000", "4.a.4", &[]), // named without a norm
        ("000", "14", &[]),    // what 000 prints there without a letter is 14.0
        (
            "001",
            "8.1",
            &["8.1.1 primary duration", "8.1.2 primary duration"][..],
        ),
        ("001", "8.1.2", &["8.1.2 primary duration"]),
        (
            "001",
            "3.2",
            &["3.2 primary after_activity", "3.2 total duration"],
        ),
        (
            "001",
            "17.2",
            &["17.2 primary self_service", "17.2 primary approval"],
        ),
        ("001", "8", &[]), // a service is no sub-service
        ("002", "1", &["1 umbrella duration"]),
        ("002", "1.c", &["1.c primary duration"]),
        (
            "002",
            "13.a",
            &["13.a.i primary duration", "13.a.ii primary duration"],
        ),
        ("003", "10", &["10.a primary first_handling"]),
        (
            "003",
            "10.c",
            &["10.a primary first_handling", "10.c primary duration"],
        ), // said of every request
        ("003", "10.a", &["10.a primary first_handling"]),
        ("003", "1.a.1", &["1.a.1 primary after_activity"]), // 10.a holds below 10, not below 1
        ("004", "1", &[]),
    ] {
        assert_eq!(paths(document, path), expected, "{document}/{path}");
    }
    assert!(catalogue.knows("001/8.1") && catalogue.knows("001/8.1.2"));
    assert!(catalogue.knows("000/4.a.4") && catalogue.knows("000/14.0"));
    for unknown in ["001/8", "001/8.7", "8.4", "", "004/1"] {
        assert!(!catalogue.knows(unknown), "{unknown:?}");
    }
}

#[test]
fn allowances_are_seconds_of_the_units_calendar() {
    let catalogue = Catalogue::builtin();
    for (reference, expected) in [
        ("000/4.a.3", Some(18 * 3600)),
        ("001/1.1.1", Some(22 * 8 * 3600)),
        ("001/8.4", Some(4 * 3600)),
        ("002/2", Some(3 * 8 * 3600)),
        ("002/8.a", None),
        ("003/10.a", Some(600)),
        ("003/10.e", Some(14 * 86_400)),
        ("003/13.b", Some(86_400)),
        ("003/12", None),
    ] {
        let norm = catalogue.norms().iter().find(|n| n.id() == reference);
        assert_eq!(norm.unwrap().allowance_seconds(), expected, "{reference}");
    }
}

#[test]
fn environments_are_compared_without_case() {
    let catalogue = Catalogue::builtin();
    let holding = |environment: &str| -> Vec<&str> {
        catalogue
            .candidates("002", "13.a")
            .into_iter()
            .filter(|norm| norm.holds_in(environment))
            .map(|norm| norm.path.as_str())
            .collect()
    };
    assert_eq!(holding("BaTII"), ["13.a.i"]);
    assert_eq!(holding(" kcp unit pengguna "), ["13.a.ii"]);
    assert!(holding("production").is_empty());
    assert!(
        catalogue
            .candidates("002", "13.c")
            .iter()
            .all(|n| n.holds_in("production"))
    );
}

#[test]
fn norms_on_a_day_are_those_in_force() {
    let catalogue = Catalogue::builtin();
    let counts = |on: &str| {
        let norms = catalogue.norms_on(day(on));
        ["000", "001", "002", "003"].map(|id| norms.iter().filter(|n| n.document == id).count())
    };
    assert_eq!(counts("2022-12-31"), [72, 0, 0, 0]);
    assert_eq!(counts("2023-01-01"), [72, 0, 0, 38]);
    assert_eq!(counts("2023-10-30"), [72, 0, 0, 38]);
    assert_eq!(counts("2023-10-31"), [0, 78, 0, 38]);
    assert_eq!(counts("2025-12-28"), [0, 78, 0, 38]);
    let after = counts("2025-12-29");
    assert_eq!((after[0], &after[2..]), (0, &[49, 38][..]));
    let ended = catalogue
        .norms()
        .iter()
        .filter(|n| n.document == "001" && n.valid_to.is_some())
        .count();
    assert_eq!(after[1], 78 - ended);
}

/// What a broken file says to whoever edits the data.
#[test]
fn broken_data_name_the_file() {
    let texts = data::Texts {
        documents: "[[document]]\nid = \"001\"\ntitle = \"t\"\norganisation = \"BaTII\"\nvalid_from = \"2023-10-31\"",
        norms: &[],
        response: "response = []\nreopening = []",
        priority: "table = []",
        crosswalk: &[],
        promises: promise::Texts::default(),
    };
    let service = "[[service]]\npath = \"1\"\nname = \"n\"\nline = 1\n[[norm]]\nname = \"n\"\nkind = \"none\"\nline = 1\nquote = \"q\"\n";
    let fails = |id: &str, text: &str| {
        let norms = [(id, text)];
        Catalogue::from_texts(&data::Texts {
            norms: &norms,
            ..texts
        })
        .unwrap_err()
        .to_string()
    };
    assert!(fails("001", "norms = 1").starts_with("norms/001.toml: "));
    assert!(fails("001", service).contains("missing field `path`"));
    let stray = format!("{service}path = \"2.1\"");
    assert_eq!(
        fails("001", &stray),
        "norms/001.toml: norm 2.1 belongs to no [[service]] of that file"
    );
    assert!(fails("009", service).contains("document 009 is missing in documents.toml"));
    let whole = format!("{service}path = \"1.1\"");
    let norms = [("001", whole.as_str())];
    let catalogue = Catalogue::from_texts(&data::Texts {
        norms: &norms,
        ..texts
    })
    .unwrap();
    assert!(catalogue.knows("001/1.1"));
}
