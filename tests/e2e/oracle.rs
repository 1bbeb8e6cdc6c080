//! What must come out, worked out without the program, held against what comes out: both ways.

use std::collections::{BTreeMap, BTreeSet};

use crate::command::{Norma, Row, rows_of};

/// Every column of `expected.csv` but its key.
const FACT: [&str; 8] = [
    "norm",
    "allowance_seconds",
    "elapsed_seconds",
    "verdict",
    "reason",
    "quarter",
    "due_at",
    "late_from",
];
const FACT_KEY: [&str; 3] = ["source", "ticket_id", "clock"];
const LOAD: [&str; 5] = [
    "records_read",
    "loaded",
    "superseded",
    "repeated",
    "rejected",
];
const LOAD_KEY: [&str; 2] = ["source", "file_name"];

/// The query whose rows have the columns of `expected.csv`.
pub const FACTS: &str = "select source, ticket_id, clock, norm, allowance_seconds, elapsed_seconds, verdict, reason, quarter, \
     due_at, late_from from sla_facts";

/// Fails with every difference between the facts and an expected file: missing, unexpected, or another value.
#[track_caller]
pub fn facts_are(facts: &[Row], expected_file: &str) {
    hold(facts, expected_file, &FACT_KEY, &FACT);
}

/// Fails with every difference between `loads` and an expected file, and unless the four counts add up for every file.
#[track_caller]
pub fn loads_are(norma: &Norma, expected_file: &str) {
    hold(
        &norma.sql("select * from loads"),
        expected_file,
        &LOAD_KEY,
        &LOAD,
    );
    loads_add_up(norma);
}

/// Fails unless read = loaded + superseded + repeated + rejected for every file and run, and `rejects` has every rejected record.
#[track_caller]
pub fn loads_add_up(norma: &Norma) {
    let loads = norma.sql("select * from loads");
    assert!(!loads.is_empty());
    for load in &loads {
        let count = |column: &str| load[column].parse::<u64>().unwrap();
        let ends = ["loaded", "superseded", "repeated", "rejected"].map(count);
        assert_eq!(count("records_read"), ends.iter().sum::<u64>(), "{load:?}");
        let rejects = norma.sql(&format!(
            "select * from rejects where landing_file = '{}'",
            load["landing_file"]
        ));
        assert_eq!(
            count("rejected"),
            rejects.len() as u64,
            "{load:?}\n{rejects:#?}"
        );
    }
}

#[track_caller]
fn hold(actual: &[Row], expected_file: &str, key: &[&str], fields: &[&str]) {
    let by_key = |rows: &[Row]| {
        let key_of = |row: &Row| {
            key.iter()
                .map(|c| row[*c].clone())
                .collect::<Vec<_>>()
                .join(" ")
        };
        let map: BTreeMap<String, Row> =
            rows.iter().map(|row| (key_of(row), row.clone())).collect();
        assert_eq!(map.len(), rows.len(), "{key:?} is no key");
        map
    };
    let (actual, expected) = (by_key(actual), by_key(&rows_of(expected_file)));
    let mut differences = Vec::new();
    let keys: BTreeSet<&String> = actual.keys().chain(expected.keys()).collect();
    for key in keys {
        match (expected.get(key), actual.get(key)) {
            (Some(_), None) => differences.push(format!("{key}: expected, but is not there")),
            (None, Some(row)) => {
                differences.push(format!("{key}: is there, but was not expected: {row:?}"));
            }
            (Some(expected), Some(actual)) => {
                for field in fields
                    .iter()
                    .filter(|f| expected[**f] != "?" && expected[**f] != actual[**f])
                {
                    differences.push(format!(
                        "{key}: {field} is {:?}, expected {:?}",
                        actual[*field], expected[*field]
                    ));
                }
            }
            (None, None) => {}
        }
    }
    assert!(
        differences.is_empty(),
        "{expected_file}: {} differences\n{}",
        differences.len(),
        differences.join("\n")
    );
}
