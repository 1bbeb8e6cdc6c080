//! Once more, in another order, as of another instant: what must change changes, and nothing else.

use std::collections::BTreeMap;
use std::fs;

use crate::command::{Norma, Row, copy, files, repository};
use crate::oracle::loads_add_up;

#[test]
fn a_second_run_reports_nothing_new_and_changes_nothing() {
    let norma = Norma::finished_copy();
    let at_rest = |norma: &Norma| {
        let mut found = files(&norma.path("lake"));
        // Its words name the process that took the lock last.
        found.remove(".lock");
        let mut all = files(&norma.path("landing"));
        all.append(&mut found);
        all
    };
    let before = at_rest(&norma);
    norma.norma(&["run"]).exits(0).says(&["nothing new"]);
    let after = at_rest(&norma);
    assert_eq!(norma.snapshots(), Norma::finished().snapshots());
    let changed: Vec<&String> = after
        .keys()
        .filter(|name| before.get(*name) != after.get(*name))
        .collect();
    assert!(changed.is_empty(), "{changed:?}");
    assert_eq!(before.len(), after.len());
    // Nothing was rejected in this run, so nothing is wrong with it.
    norma.norma(&["run", "--strict"]).exits(0);
}

/// Every export of the sample, as a path below `exports`.
fn exports() -> Vec<String> {
    files(&repository().join("sample-data/exports"))
        .into_keys()
        .collect()
}

#[test]
fn exports_read_one_by_one_in_reverse_order_give_the_same_tables() {
    let norma = Norma::sample();
    for export in exports() {
        fs::remove_file(norma.path("exports").join(export)).unwrap();
    }
    for export in exports().iter().rev() {
        copy(
            &repository().join("sample-data/exports").join(export),
            &norma.path("exports").join(export),
        );
        norma.norma(&["run"]).exits(0);
    }
    assert_eq!(norma.snapshots().len(), exports().len());
    assert_same(&norma.tables(), &Norma::finished().tables());
    loads_add_up(&norma);
}

#[test]
fn exports_renamed_so_that_they_are_read_in_another_order_give_the_same_tables() {
    // The pattern of the export time may stand anywhere in the name: the later export now comes first.
    let norma = Norma::sample();
    for (name, other) in [
        (
            "servicedesk_20260201_0000.csv",
            "z_servicedesk_20260201_0000.csv",
        ),
        (
            "servicedesk_20260401_0000.csv",
            "a_servicedesk_20260401_0000.csv",
        ),
    ] {
        let folder = norma.path("exports/servicedesk");
        fs::rename(folder.join(name), folder.join(other)).unwrap();
    }
    norma.norma(&["run"]).exits(0);
    assert_same(&norma.tables(), &Norma::finished().tables());
    loads_add_up(&norma);
}

#[test]
fn in_2027_the_uncovered_year_shows_where_it_decides_and_nowhere_else() {
    let facts = facts_as_of("2027-02-01 00.00");
    let verdict = |ticket: &str| facts[&(ticket.to_owned(), "fulfilment".to_owned())].clone();
    let uncovered = verdict("SD-0057");
    assert_eq!(uncovered["verdict"], "unmeasurable", "{uncovered:?}");
    assert!(
        uncovered["reason"].contains("calendar_not_covered")
            && uncovered["reason"].contains("2027"),
        "{uncovered:?}"
    );
    assert_eq!(verdict("SD-0023")["verdict"], "overdue");
    assert_eq!(verdict("SD-0058")["verdict"], "met");
}

#[test]
fn a_day_later_the_tickets_of_that_day_are_there() {
    let facts = facts_as_of("2026-04-02 06.30");
    let fact = |ticket: &str| {
        facts
            .get(&(ticket.to_owned(), "resolution".to_owned()))
            .cloned()
    };
    // 31 March 10.00 to 1 April 09.00: 6 hours and 1.
    let resolved = fact("HAI-2026-0003").unwrap();
    assert_eq!(
        [
            &resolved["verdict"],
            &resolved["elapsed_seconds"],
            &resolved["quarter"]
        ],
        ["met", "25200", "2026-TW2"]
    );
    // P1 since 1 April 08.30.
    let open = fact("HAI-2026-0004").unwrap();
    assert_eq!(
        [&open["verdict"], &open["elapsed_seconds"]],
        ["overdue", "79200"]
    );
}

#[test]
fn before_the_first_ticket_there_is_no_fact() {
    assert!(facts_as_of("2023-09-01").is_empty());
}

#[test]
fn what_happens_after_the_as_of_instant_is_not_known() {
    // SD-0001 was submitted on 5 January 09.00 and fulfilled at 11.00.
    let facts = facts_as_of("2026-01-05 10.00");
    let fact = &facts[&("SD-0001".to_owned(), "fulfilment".to_owned())];
    assert_eq!(
        [
            &fact["verdict"],
            &fact["elapsed_seconds"],
            &fact["finished_at"]
        ],
        ["running", "3600", ""]
    );
    assert!(!facts.keys().any(|(ticket, _)| ticket == "SD-0002"));
}

fn facts_as_of(as_of: &str) -> BTreeMap<(String, String), Row> {
    let norma = Norma::finished_copy();
    let rows = norma.sql_with("select * from sla_facts", &["--as-of", as_of]);
    rows.into_iter()
        .map(|r| ((r["ticket_id"].clone(), r["clock"].clone()), r))
        .collect()
}

/// Fails with the lines that differ, table by table.
#[track_caller]
pub fn assert_same(actual: &BTreeMap<&str, Vec<String>>, expected: &BTreeMap<&str, Vec<String>>) {
    for (table, expected) in expected {
        let actual = &actual[table];
        let only = |a: &[String], b: &[String]| -> Vec<String> {
            a.iter().filter(|l| !b.contains(l)).cloned().collect()
        };
        let (more, less) = (only(actual, expected), only(expected, actual));
        assert!(
            more.is_empty() && less.is_empty(),
            "{table}: unexpected {more:#?}\nmissing {less:#?}"
        );
        assert_eq!(actual.len(), expected.len(), "{table}");
    }
}
