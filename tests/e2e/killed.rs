//! `kill -9` at any point of a run: readers see the last good snapshot, and the next run does what the dead one would have.

use std::collections::BTreeMap;
use std::path::Path;
use std::thread;
use std::time::Duration;

use crate::command::{Norma, entries, files};
use crate::order::assert_same;
use crate::runs::add_later_export;

/// Starts a run and kills it as soon as `reached` is true of the folder, or lets it end if that never happens.
fn kill_when(norma: &Norma, reached: impl Fn(&Norma) -> bool) {
    let mut run = norma.start(&["run"]);
    while !reached(norma) && run.try_wait().unwrap().is_none() {
        thread::sleep(Duration::from_millis(1));
    }
    run.kill().unwrap();
    run.wait().unwrap();
}

/// Kills the first run of a lake, then runs again: the tables are those of a run that nobody killed.
fn first_run_killed_when(reached: impl Fn(&Norma) -> bool) {
    let norma = Norma::sample();
    kill_when(&norma, reached);
    norma.norma(&["run"]).exits(0);
    assert_same(&norma.tables(), &Norma::finished().tables());
    assert_eq!(counts(&norma), counts(Norma::finished()));
    assert_nothing_left_over(&norma);
}

/// The counts of every file, without what depends on how many runs it took.
fn counts(norma: &Norma) -> Vec<BTreeMap<String, String>> {
    norma.sql("select source, file_name, records_read, loaded, superseded, repeated, rejected from loads order by 1, 2")
}

#[track_caller]
fn assert_nothing_left_over(norma: &Norma) {
    let left: Vec<String> = entries(&norma.path("lake"))
        .into_iter()
        .chain(files(&norma.path("landing")).into_keys())
        .filter(|name| name.starts_with("staging") || name == ".work" || name.contains(".pull-"))
        .chain(
            entries(&norma.path("lake/snapshots"))
                .into_iter()
                .filter(|name| name.starts_with('.')),
        )
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

/// How many versions the table has.
fn versions(norma: &Norma, table: &str) -> usize {
    entries(&norma.path(&format!("lake/{table}/_delta_log")))
        .iter()
        .filter(|n| Path::new(n).extension().is_some_and(|e| e == "json"))
        .count()
}

#[test]
fn while_exports_are_pulled() {
    first_run_killed_when(|n| !entries(&n.path("landing/servicedesk")).is_empty());
}

#[test]
fn while_exports_are_staged() {
    first_run_killed_when(|n| {
        entries(&n.path("lake"))
            .iter()
            .any(|e| e.starts_with("staging") && !entries(&n.path("lake").join(e)).is_empty())
    });
}

#[test]
fn while_tables_are_made() {
    first_run_killed_when(|n| versions(n, "tickets") > 0);
}

#[test]
fn while_tables_are_written() {
    first_run_killed_when(|n| versions(n, "tickets") > 1);
}

#[test]
fn after_the_snapshot_is_written() {
    first_run_killed_when(|n| !n.snapshots().is_empty());
}

#[test]
fn while_facts_are_made() {
    first_run_killed_when(|n| !entries(&n.path("lake/derived")).is_empty());
}

/// Kills the second run of a lake: until the next one, readers see one snapshot or the other, whole.
fn second_run_killed_when(reached: impl Fn(&Norma) -> bool) {
    let undisturbed = Norma::finished_copy();
    add_later_export(&undisturbed);
    undisturbed.norma(&["run"]).exits(0);

    let norma = Norma::finished_copy();
    add_later_export(&norma);
    kill_when(&norma, reached);
    let seen = norma.tables();
    let whole = if norma.snapshots().len() == 1 {
        Norma::finished().tables()
    } else {
        undisturbed.tables()
    };
    assert_same(&seen, &whole);
    norma.norma(&["run"]).exits(0);
    assert_same(&norma.tables(), &undisturbed.tables());
    assert_eq!(counts(&norma), counts(&undisturbed));
    assert_nothing_left_over(&norma);
}

#[test]
fn while_a_ticket_moves_to_another_partition() {
    let before = versions(Norma::finished(), "tickets");
    second_run_killed_when(|n| versions(n, "tickets") > before);
}

#[test]
fn between_two_tables() {
    let before = versions(Norma::finished(), "loads");
    second_run_killed_when(|n| versions(n, "loads") > before);
}
