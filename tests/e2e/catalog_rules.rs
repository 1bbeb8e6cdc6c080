//! `norma catalog --rules`: what is promised besides norms, and what local overlays change.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use crate::catalog::{catalog, csv, quotes_stand_at_their_lines};
use crate::command::{Norma, Row, repository, rows};

#[test]
fn every_quote_of_a_rule_stands_at_its_line() {
    let rules = csv(&["--rules"]);
    assert!(rules.len() > 400, "{}", rules.len());
    quotes_stand_at_their_lines(&rules);
    let tables: BTreeSet<&str> = rules.iter().map(|r| r["table"].as_str()).collect();
    for table in [
        "response",
        "unnumbered",
        "reopening",
        "priority",
        "matrix",
        "criticality",
        "hours",
        "lead_time",
        "reliability",
        "statement",
        "condition",
    ] {
        assert!(tables.contains(table), "no rule of {table}");
    }
}

#[test]
fn rules_have_what_they_allow() {
    let seconds: BTreeMap<String, String> = csv(&["--rules"])
        .into_iter()
        .map(|r| (r["rule"].clone(), r["allowance_seconds"].clone()))
        .collect();
    for (rule, allowance) in [
        ("001/tabel-2/P1", "10800"),
        ("001/tabel-2/P2", "28800"),
        ("001/tabel-2/P3", "57600"),
        ("001/tabel-2/P4", "86400"),
        ("001/tabel-2/P5", "288000"),
        ("002/tanggap/portal", "300"),
        ("002/tanggap/email", "1800"),
        ("002/tanggap/2/email", "1799"),
        ("003/tanggap/9/email", "3600"),
        ("001/reopen", "604800"),
    ] {
        assert_eq!(
            seconds.get(rule).map(String::as_str),
            Some(allowance),
            "{rule}"
        );
    }
    let response = csv(&["003/tanggap", "--rules"]);
    assert!(response.len() > 5 && response.iter().all(|r| r["table"] == "response"));
}

#[test]
fn promises_have_typed_values() {
    let rules = csv(&["--rules"]);
    for (rule, columns) in [
        (
            "001/2/vm_host_availability",
            &[
                ("comparison", "at_least"),
                ("value", "97.5"),
                ("unit", "percent"),
                ("period", "year"),
            ][..],
        ),
        (
            "001/11/failures_per_device_and_event",
            &[("comparison", "at_most"), ("value", "2"), ("unit", "count")],
        ),
        (
            "001/criticality/very_critical/recovery",
            &[
                ("value", "3"),
                ("unit", "jam"),
                ("allowance_seconds", "10800"),
            ],
        ),
        (
            "001/criticality/very_critical/recovery_to_drc",
            &[
                ("value", "4"),
                ("unit", "jam"),
                ("allowance_seconds", "14400"),
            ],
        ),
        (
            "001/lead_time/13.1/activity",
            &[("value", "1"), ("unit", "hari_kerja"), ("service", "13.1")],
        ),
        (
            "003/hours/fulfilment",
            &[("hours", "08.00 - 17.00"), ("calendar", "office")],
        ),
        (
            "004/tanggap/5.7/letter",
            &[("value", ""), ("allowance_seconds", "")],
        ),
    ] {
        let row = rules.iter().find(|r| r["rule"] == rule).unwrap();
        for (column, expected) in columns {
            assert_eq!(row[*column], *expected, "{rule}, {column}");
        }
    }
}

#[test]
fn filters_leave_rules_of_a_service_or_an_organisation() {
    // By the path of the service, by its code, by the id of a rule.
    let of_service = csv(&["003/14", "--rules"]);
    assert!(of_service.iter().any(|r| r["table"] == "hours"));
    assert!(
        of_service
            .iter()
            .all(|r| r["service"] == "14" || r["service"].starts_with("14.")),
        "{of_service:?}"
    );
    assert_eq!(csv(&["BMN.3", "--rules"]), csv(&["003/9", "--rules"]));
    let conditions = csv(&["001/condition", "--rules"]);
    assert!(conditions.len() > 20 && conditions.iter().all(|r| r["table"] == "condition"));
    let of_djpb = csv(&["--rules", "--organisation", "DJPb"]);
    assert!(!of_djpb.is_empty() && of_djpb.iter().all(|r| r["document"] == "004"));
    let of_002 = csv(&["--rules", "--document", "002"]);
    assert!(of_002.iter().any(|r| r["table"] == "lead_time"));
    assert!(of_002.iter().all(|r| r["document"] == "002"));

    let said = catalog(&["--rules"]).exits(0);
    for line in said.stdout.lines() {
        assert!(line.chars().count() <= 120, "{line:?}");
    }
    said.says(&["Conditions: BaTII"]);
    said.says(&["Service hours: KPTIK BMN"]);
}

/// The sample adopts table 2 and a target of availability for DJPb; their words stand in the agreement beside the overlay.
#[test]
fn what_is_adopted_is_marked_as_local_and_quoted() {
    let norma = Norma::sample();
    let arguments = [
        "catalog",
        "--rules",
        "--organisation",
        "DJPb",
        "--format",
        "csv",
    ];
    let rules = rows(&norma.norma(&arguments).exits(0).stdout);
    let adopted: Vec<&Row> = rules.iter().filter(|r| r["table"] == "adoption").collect();
    let kinds: Vec<&str> = adopted.iter().map(|r| r["kind"].as_str()).collect();
    assert_eq!(kinds, ["table_2", "availability"]);
    let agreement = repository().join("sample-data/overlay/kesepakatan-djpb.txt");
    let agreement = fs::read_to_string(agreement).unwrap();
    let agreement: Vec<&str> = agreement.lines().collect();
    for row in adopted {
        assert_eq!(
            (row["local"].as_str(), row["document"].as_str()),
            ("true", "CONTOH-KTL-2025")
        );
        let line: usize = row["line"].parse().unwrap();
        assert!(
            !row["quote"].is_empty() && agreement[line - 1].contains(&row["quote"]),
            "{row:?}"
        );
    }
    norma
        .norma(&["catalog", "show", "004/1.1.a"])
        .exits(0)
        .says(&["reliability", "local: availability at least 99% a year"]);
}

/// On a day of its replacement a published norm is left out; without a day both are listed, and each names the other.
#[test]
fn a_replaced_norm_is_left_out_for_the_days_of_its_replacement() {
    let norma = Norma::sample();
    let configured = fs::read_to_string(norma.path("norma.toml")).unwrap();
    let named = "\"overlay/djpb.toml\"";
    assert!(configured.contains(named));
    let both = format!("{named}, \"revisi.toml\"");
    norma.write("norma.toml", configured.replace(named, &both));
    norma.write(
        "revisi.toml",
        r#"
[[document]]
id = "REV-TI-2026"
title = "Revisi target"
organisation = "BaTII"
valid_from = 2026-02-01
valid_to = 2026-06-30

[[norm]]
path = "1"
replaces = "002/11.a.5"
kind = "duration"
value = 2
unit = "jam_kerja"
quote = "reset password 2 (dua) jam kerja"
"#,
    );
    let listed = |more: &[&str]| {
        let arguments = [&["catalog", "002/11.a.5", "--format", "csv"], more].concat();
        let rows = rows(&norma.norma(&arguments).exits(0).stdout);
        let ids = rows
            .iter()
            .map(|r| format!("{}/{}", r["document"], r["path"]));
        ids.collect::<Vec<_>>()
    };
    assert_eq!(listed(&[]), ["002/11.a.5", "REV-TI-2026/1"]);
    assert_eq!(listed(&["--on", "2026-01-31"]), ["002/11.a.5"]);
    assert_eq!(listed(&["--on", "2026-02-01"]), ["REV-TI-2026/1"]);
    assert_eq!(listed(&["--on", "2026-07-01"]), ["002/11.a.5"]);
    let said = norma.norma(&["catalog", "show", "002/11.a.5"]).exits(0);
    said.says(&[
        "replaced by",
        "REV-TI-2026/1",
        "from 2026-02-01 until 2026-06-30",
    ]);
    said.says(&["replaces", "002/11.a.5"]);
    said.says(&["norm", "REV-TI-2026/1"]);
}
