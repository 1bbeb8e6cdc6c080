//! Availability of the sample's services against what a second-by-second walk over RULES 5 gave, worked out apart from the
//! program.

use std::collections::BTreeMap;
use std::fs;

use crate::command::{Norma, Row, repository, rows};

/// Columns of the expected file that are named otherwise in the table.
const NAMED: [(&str, &str); 2] = [
    ("longest_seconds", "longest_outage_seconds"),
    (
        "longest_seconds_without_planned",
        "longest_outage_seconds_without_planned",
    ),
];

/// The figures of the year, which stand on the rows of the year to date.
const OF_THE_YEAR: [&str; 4] = [
    "budget_seconds",
    "spent_seconds",
    "left_seconds",
    "can_still_be_met",
];

/// What the table has under the key of an expected row, and which columns are not compared as figures.
const KEYS: [&str; 7] = [
    "service",
    "component",
    "period",
    "from",
    "to",
    "target",
    "period_seconds_without_planned",
];

#[test]
fn every_figure_is_the_one_that_was_worked_out() {
    let norma = Norma::finished();
    let file = repository().join("sample-data/expected-availability.csv");
    let expected = rows(&fs::read_to_string(file).unwrap());
    let key = |row: &Row, period: &str| {
        ["service", "component", period].map(|column| row[column].clone())
    };
    let table = norma.sql("select * from availability where quarter = '2026-TW1'");
    let mut found: BTreeMap<_, Row> = table
        .into_iter()
        .map(|row| (key(&row, "period_kind"), row))
        .collect();
    let budgets = norma.sql("select * from availability_budget where quarter = '2026-TW1'");
    let mut compared = 0;
    for row in &expected {
        let key = key(row, "period");
        // Without a source there is no figure.
        let Some(figures) = found.remove(&key) else {
            assert_eq!(row["period_seconds"], "", "{key:?} is missing");
            continue;
        };
        for (column, value) in row {
            if KEYS.contains(&column.as_str()) || OF_THE_YEAR.contains(&column.as_str()) {
                continue;
            }
            let named = NAMED.iter().find(|(expected, _)| expected == column);
            let column = named.map_or(column.as_str(), |(_, own)| own);
            assert_eq!(figures[column], *value, "{column} of {key:?}");
            compared += 1;
        }
        // The second figure speaks of the same period.
        assert_eq!(
            row["period_seconds"], row["period_seconds_without_planned"],
            "{key:?}"
        );
        if row["budget_seconds"].is_empty() {
            continue;
        }
        let budget = budgets
            .iter()
            .find(|budget| budget["service"] == row["service"])
            .unwrap_or_else(|| panic!("{key:?} has no budget"));
        for column in OF_THE_YEAR {
            assert_eq!(budget[column], row[column], "{column} of {key:?}");
        }
        let percent: f64 = row["target"].trim_end_matches('%').parse().unwrap();
        let hundredths: f64 = budget["target"].parse().unwrap();
        assert!(
            (percent * 100.0 - hundredths).abs() < 1e-6,
            "target of {key:?}"
        );
        compared += 1;
    }
    assert!(found.is_empty(), "not expected: {:?}", found.keys());
    assert!(compared > 800, "{compared}");
}

/// What is left of the year as it stood at the end of each quarter, so that an old report shows what it showed then.
#[test]
fn every_budget_is_the_one_that_was_worked_out_for_its_quarter() {
    let norma = Norma::finished();
    let file = repository().join("sample-data/expected-availability-budget.csv");
    let expected = rows(&fs::read_to_string(file).unwrap());
    let key = |row: &Row| ["service", "quarter"].map(|column| row[column].clone());
    let table = norma.sql("select * from availability_budget");
    let mut found: BTreeMap<_, Row> = table.into_iter().map(|row| (key(&row), row)).collect();
    for row in &expected {
        let figures = found
            .remove(&key(row))
            .unwrap_or_else(|| panic!("{:?} is missing", key(row)));
        for (column, value) in row {
            assert_eq!(figures[column], *value, "{column} of {:?}", key(row));
        }
    }
    assert!(found.is_empty(), "not expected: {:?}", found.keys());
    assert_eq!(expected.len(), 22);
}

/// A service is told of by its own sources alone: what another log says of it counts nowhere, and is named.
#[test]
fn another_source_says_nothing_of_a_service() {
    let norma = Norma::empty();
    norma.write("norma.toml", two_logs());
    let log = |rows: &str| format!("No,Layanan,Mulai,Selesai,Terencana\n{rows}");
    norma.write(
        "ekspor/sendiri/sendiri_20260401_0000.csv",
        log("A-1,Jaringan,02/03/2026 08:00,02/03/2026 09:00,Tidak\n"),
    );
    norma.write(
        "ekspor/lain/lain_20260401_0000.csv",
        log("B-1,Jaringan,03/03/2026 08:00,03/03/2026 18:00,Tidak\n"),
    );
    norma.norma(&["run"]).exits(0);
    let figures = norma.sql(
        "select down_seconds, outages from availability \
         where period_kind = 'quarter' and quarter = '2026-TW1'",
    );
    assert_eq!(figures.len(), 1);
    assert_eq!(
        [&figures[0]["down_seconds"], &figures[0]["outages"]],
        ["3600", "1"]
    );
    let findings = norma.sql("select * from availability_findings");
    assert_eq!(findings.len(), 1, "{findings:?}");
    let finding = &findings[0];
    assert_eq!(
        ["finding", "service", "outage_id", "records"].map(|column| finding[column].as_str()),
        ["other_source", "jaringan", "B-1", "1"]
    );
    assert!(
        finding["detail"].contains("comes from \"lain\""),
        "{finding:?}"
    );
    norma
        .norma(&["report", "2026-TW1", "--format", "html"])
        .exits(0);
    let page = fs::read_to_string(norma.path("reports/2026-TW1/laporan.html")).unwrap();
    assert!(page.contains("dari sumber yang bukan sumber layanan itu"));
}

/// Two outage logs, and a service that names one of them.
fn two_logs() -> String {
    let log = |name: &str| {
        format!(
            r#"
[[source]]
name = "{name}"
path = "ekspor/{name}"
format = "csv"
rows = "outage"
export_time = {{ file_name = "{name}_%Y%m%d_%H%M" }}
date_formats = ["%d/%m/%Y %H:%M"]
[source.columns]
outage_id = "No"
service = "Layanan"
started_at = "Mulai"
ended_at = "Selesai"
planned = "Terencana"
[source.values.planned]
"Ya" = "true"
"Tidak" = "false"
"#
        )
    };
    let service = r#"
[[service]]
id = "jaringan"
title = "Jaringan"
organisation = "BaTII"
reference = "001/5"

[[service.source]]
source = "sendiri"
complete_since = 2026-01-01
"#;
    [log("sendiri"), log("lain"), service.to_owned()].concat()
}

/// Without a source there is no figure, but the target is named with its words; so are promises of another kind.
#[test]
fn what_has_no_figure_has_its_target_and_the_reason() {
    let norma = Norma::finished();
    let targets = norma.sql(
        "select service, target, target_source, has_source, no_figure from availability_targets \
         where quarter = '2026-TW1' and (target is null or no_figure is not null) order by service desc",
    );
    let told: Vec<[&str; 5]> = targets
        .iter()
        .map(|row| {
            [
                "service",
                "target",
                "target_source",
                "has_source",
                "no_figure",
            ]
            .map(|column| row[column].as_str())
        })
        .collect();
    assert_eq!(
        told,
        [
            ["surel", "", "", "true", ""],
            ["sso", "9900", "001:418", "false", "no_source"],
            ["intranet", "", "", "true", ""],
        ]
    );
    let promises = norma.sql(
        "select document || '/' || path as reference, kind, coalesce(measured_by, not_measured) as standing, \
         finished, open_at_end from reliability_targets('2026-TW1') order by document, line, path",
    );
    let told: Vec<String> = promises
        .iter()
        .map(|row| {
            ["reference", "kind", "standing", "finished", "open_at_end"]
                .map(|column| row[column].as_str())
                .join(" ")
        })
        .collect();
    // 14 installations by BaTII; those of KPTIK BMN bind it not.
    assert_eq!(
        told.iter().map(|line| line.trim()).collect::<Vec<_>>(),
        [
            "001/1 availability availability_budget",
            "001/2 vm_host_availability availability_budget",
            "001/4 availability availability_budget",
            "001/5 availability availability_budget",
            "001/6 requirements_met not_exported",
            "001/8 availability no_service",
            "001/9 licensed_software no_service",
            "001/9 installations reliability_targets 14 0",
            "001/10 staff_competence not_exported",
            "001/11 failures_per_device_and_event not_exported",
            "001/17.1 availability no_service",
            "001/17.2 availability no_service",
            "001/18 availability no_service",
            "001/19 availability no_service",
            "002/1 briefings not_exported",
        ]
    );
}

/// Bad records are named, with what to do.
#[test]
fn what_is_wrong_with_the_records_is_told() {
    let norma = Norma::finished();
    let findings = norma.sql(
        "select finding, coalesce(outage_id, service) as what from availability_findings order by 1, 2",
    );
    let told: Vec<(&str, &str)> = findings
        .iter()
        .map(|row| (row["finding"].as_str(), row["what"].as_str()))
        .collect();
    assert_eq!(
        told,
        [
            ("announced_late", "OUT-004"),
            ("announced_late", "OUT-108"),
            ("clock_set_back", "intranet"),
            ("end_before_start", "OUT-118"),
            ("no_source", "sso"),
            ("out_of_service", "OUT-109"),
            ("samples_missing", "intranet"),
            ("samples_missing", "intranet"),
            ("samples_of_unknown_component", "intranet"),
            ("samples_of_unknown_service", "Sistem Lama"),
            ("samples_out_of_order", "intranet"),
            ("samples_overruled", "intranet"),
            ("samples_read_again", ""),
            ("unknown_component", "OUT-005"),
            ("unknown_service", "OUT-114"),
        ]
    );
}

/// Any window, on its own: two hours of SAKTI's February. Instants need no seconds.
#[test]
fn a_window_of_ones_own_is_counted() {
    let norma = Norma::finished();
    let rows = norma.sql(
        "select component, up_seconds, down_seconds from availability('sakti', \
         timestamptz '2026-02-01 00:00+07', timestamptz '2026-03-01 00:00+07') \
         where component is null",
    );
    assert_eq!(rows.len(), 1);
    let seconds: i64 = ["up_seconds", "down_seconds"]
        .iter()
        .map(|column| rows[0][*column].parse::<i64>().unwrap())
        .sum();
    assert_eq!(seconds, 28 * 86_400);
    assert_eq!(rows[0]["down_seconds"], "7200");
}

/// A finding on samples is one row with a count and an example, and what the monitor saw can be looked up.
#[test]
fn samples_are_kept_and_what_is_odd_about_them_is_counted() {
    let norma = Norma::finished();
    let findings = norma.sql(
        "select finding, part, records, detail from availability_findings \
         where finding like 'samples%' or finding = 'clock_set_back' order by finding, part",
    );
    let told: Vec<(&str, &str, &str)> = findings
        .iter()
        .map(|row| ["finding", "part", "records"].map(|column| row[column].as_str()))
        .map(|[finding, part, records]| (finding, part, records))
        .collect();
    assert_eq!(
        told,
        [
            ("clock_set_back", "api", "1"),
            ("samples_missing", "api", "1"),
            ("samples_missing", "web", "1"),
            ("samples_of_unknown_component", "Singgahan", "1"),
            ("samples_of_unknown_service", "", "1"),
            ("samples_out_of_order", "api", "3"),
            ("samples_overruled", "api", "1"),
            ("samples_read_again", "", "1"),
        ]
    );
    assert!(
        findings[2]["detail"].contains("1800 seconds are unknown"),
        "{findings:#?}"
    );
    let states = norma.sql(
        "select state, count(*) as samples, min(at_quarter) as quarter from samples group by state order by state",
    );
    let states: Vec<[&str; 3]> = states
        .iter()
        .map(|row| ["state", "samples", "quarter"].map(|column| row[column].as_str()))
        .collect();
    assert_eq!(
        states,
        [
            ["down", "6", "2026-TW1"],
            ["unknown", "1", "2026-TW1"],
            ["up", "86", "2026-TW1"],
        ]
    );
}
