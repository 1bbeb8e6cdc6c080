//! RULES 6: every record is loaded, superseded, repeated or rejected; a second run changes nothing.

use super::support::*;
use crate::Entity;

#[tokio::test]
async fn the_four_counts_of_a_first_run() {
    let place = Place::new();
    let mut first = export(
        "jan.csv",
        1_775_000_000,
        &[
            rec("T1", 10, "old"),
            rec("T1", 20, "new"),
            rec("T2", 10, "two"),
            rec("T2", 10, "two"),
        ],
    );
    first.rejected = 2;
    let second = export(
        "feb.csv",
        1_776_000_000,
        &[
            rec("T1", 20, "new"),
            rec("T2", 30, "two again"),
            rec("T3", None, "odd"),
        ],
    );
    let (report, snapshot) = place.run(&[first, second]).await;
    assert!(report.changed);
    let counts: Vec<_> = report.files.iter().map(four).collect();
    assert_eq!(counts, [(1, 2, 1, 2), (2, 0, 1, 0)]);
    assert_eq!(snapshot.number, 1);
    assert_eq!(snapshot.cut_offs["servicedesk"], 1_776_000_000);

    let tickets = place.rows("tickets").await;
    assert_eq!(tickets.len(), 3);
    assert_eq!(value(ticket(&tickets, "T1"), "service_name"), "new");
    assert_eq!(place.rows("ticket_versions").await.len(), 5);
    assert_eq!(place.rows("rejects").await.len(), 2);
    assert_eq!(place.rows("findings").await.len(), 1);
    let loads = place.rows("loads").await;
    assert_eq!(loads.len(), 2);
    let sha = place.lake().loaded(&snapshot).await.unwrap();
    let (_, first) = sha.iter().find(|(_, sha)| loads[0].contains(sha)).unwrap();
    assert_eq!(
        loads[0],
        format!(
            "bytes=100 export_time=2026-03-31T23:33:20Z file_name=jan.csv landing_file={first} loaded=1 mapping_hash=m1 \
             records_read=6 rejected=2 repeated=1 run=1 source=servicedesk superseded=2"
        )
    );
    assert_eq!(
        place.lake().check(&snapshot).await.unwrap(),
        Vec::<String>::new()
    );
}

#[tokio::test]
async fn the_same_again_writes_nothing() {
    let place = Place::new();
    let exports = [
        export("jan.csv", 1_775_000_000, &[rec("T1", 10, "one")]),
        export("jan again.csv", 1_775_000_000, &[rec("T1", 10, "one")]),
    ];
    let (_, first) = place.run(&exports).await;
    let (report, second) = place.run(&exports).await;
    assert!(!report.changed);
    assert_eq!(
        report.files.iter().map(four).collect::<Vec<_>>(),
        [(0, 0, 1, 0); 2]
    );
    assert_eq!(first, second);
    assert_eq!(place.lake().snapshots().unwrap(), [1]);
    assert_eq!(place.lake().loaded(&second).await.unwrap().len(), 2);
}

#[tokio::test]
async fn a_run_without_files_makes_an_empty_lake() {
    let place = Place::new();
    let (report, snapshot) = place.run(&[]).await;
    assert!(!report.changed);
    assert_eq!(snapshot.number, 1);
    assert!(place.rows("tickets").await.is_empty());
    assert_eq!(place.run(&[]).await.1, snapshot);
}

#[tokio::test]
async fn a_file_that_could_not_be_read_leaves_its_reject_and_no_cut_off() {
    let place = Place::new();
    let mut broken = export("broken.csv", 1_775_000_000, &[]);
    broken.rejected = 1;
    let mut staged = place.stage(&[broken.clone()]);
    staged[0].tickets = None;
    let mut writer = crate::Lake::writer(place.lake().path(), false)
        .await
        .unwrap();
    let report = writer.merge(&staged, &[]).await.unwrap();
    assert_eq!(four(&report.files[0]), (0, 0, 0, 1));
    let snapshot = writer.commit(meta(&[broken])).await.unwrap();
    assert!(snapshot.cut_offs.is_empty());
    assert_eq!(place.rows("rejects").await.len(), 1);
    // The tables that got nothing are still at the version of their creation.
    assert_eq!(snapshot.tables["tickets"], 0);
}

#[tokio::test]
async fn outages_are_counted_as_outages_and_sources_are_apart() {
    let place = Place::new();
    let mut log = export(
        "log.csv",
        5,
        &[rec("1", 10, "sakti"), rec("1", 11, "sakti")],
    );
    log.counted = Entity::Outages;
    log.source = "outage's log";
    let tickets = export("t.csv", 5, &[rec("1", 10, "sakti")]);
    let (report, _) = place.run(&[log, tickets]).await;
    assert_eq!(
        report.files.iter().map(four).collect::<Vec<_>>(),
        [(1, 1, 0, 0), (1, 0, 0, 0)]
    );
    assert_eq!(place.rows("outages").await.len(), 1);
    assert_eq!(place.rows("tickets").await.len(), 1);
}

#[tokio::test]
async fn the_newest_wins_by_update_then_export_then_place_in_the_file() {
    let wins = async |exports: &[Export]| {
        let place = Place::new();
        place.run(exports).await;
        value(ticket(&place.rows("tickets").await, "T"), "service_name").to_string()
    };
    // Its own update time decides, whatever the export says.
    let late = export("a", 100, &[rec("T", 10, "stale")]);
    let early = export("b", 50, &[rec("T", 20, "fresh")]);
    assert_eq!(wins(&[late, early]).await, "fresh");
    // No update time is older than any.
    let with = export("a", 50, &[rec("T", 1, "known")]);
    let without = export("b", 100, &[rec("T", None, "unknown")]);
    assert_eq!(wins(&[with, without]).await, "known");
    // Then the export's time.
    let old = export("a", 50, &[rec("T", None, "old")]);
    let new = export("b", 100, &[rec("T", None, "new")]);
    assert_eq!(wins(&[new, old]).await, "new");
    // Then the later record of a file.
    assert_eq!(
        wins(&[export(
            "a",
            50,
            &[rec("T", 1, "first"), rec("T", 1, "second")]
        )])
        .await,
        "second"
    );
    // Then the greater SHA-256.
    let one = export("one", 50, &[rec("T", 1, "one")]);
    let two = export("two", 50, &[rec("X", 1, "x"), rec("T", 1, "two")]);
    let greater = if one.sha() > two.sha() { "one" } else { "two" };
    assert_eq!(wins(&[one, two]).await, greater);
}

#[tokio::test]
async fn a_ticket_that_goes_back_to_what_it_was_stands_as_it_last_was() {
    let place = Place::new();
    for (time, words) in [(1, "open"), (2, "closed"), (3, "open")] {
        place
            .run(&[export(
                &format!("{time}.csv"),
                time,
                &[rec("T", None, words)],
            )])
            .await;
    }
    let tickets = place.rows("tickets").await;
    assert_eq!(value(&tickets[0], "service_name"), "open");
    assert_eq!(value(&tickets[0], "export_time"), "1970-01-01T00:00:03Z");
}

#[tokio::test]
async fn other_rules_over_the_same_tables_are_a_snapshot_of_their_own() {
    let place = Place::new();
    let exports = [export("jan.csv", 1, &[rec("T1", 10, "one")])];
    let (_, first) = place.run(&exports).await;
    let writer = crate::Lake::writer(place.lake().path(), false)
        .await
        .unwrap();
    let mut newer = meta(&exports);
    newer.rules_version = "newer rules".into();
    let second = writer.commit(newer).await.unwrap();
    assert_eq!((second.number, &second.tables), (2, &first.tables));
    assert_eq!(place.lake().snapshot().unwrap(), Some(second));
}
