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
    let budgets = norma.sql("select * from availability_budget where year = 2026");
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
    assert!(compared > 600, "{compared}");
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
            ("end_before_start", "OUT-118"),
            ("no_source", "sso"),
            ("out_of_service", "OUT-109"),
            ("unknown_component", "OUT-005"),
            ("unknown_service", "OUT-114"),
        ]
    );
}

/// Any window, on its own: two hours of SAKTI's February.
#[test]
fn a_window_of_ones_own_is_counted() {
    let norma = Norma::finished();
    let rows = norma.sql(
        "select component, up_seconds, down_seconds from availability('sakti', \
         timestamptz '2026-02-01 00:00:00+07', timestamptz '2026-03-01 00:00:00+07') \
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
