//! Partitions: a ticket may move from one quarter to another, and a source may be made anew.

use super::support::*;

#[tokio::test]
async fn a_ticket_that_moved_stands_once() {
    let place = Place::new();
    let mut before = rec("T1", 10, "one");
    before.quarter = "2025-TW4";
    let mut stays = rec("T2", 10, "two");
    stays.quarter = "2025-TW4";
    place
        .run(&[export("a", 1, &[before, stays, rec("T3", 10, "three")])])
        .await;
    let (_, snapshot) = place.run(&[export("b", 2, &[rec("T1", 20, "one")])]).await;
    let tickets = place.rows("tickets").await;
    let quarters: Vec<_> = tickets
        .iter()
        .map(|t| (value(t, "ticket_id"), value(t, "submitted_quarter")))
        .collect();
    assert_eq!(tickets.len(), 3, "{tickets:#?}");
    for expected in [("T1", "2026-TW1"), ("T2", "2025-TW4"), ("T3", "2026-TW1")] {
        assert!(quarters.contains(&expected), "{quarters:?}");
    }
    // The older snapshot still shows the older state.
    assert_eq!(snapshot.number, 2);
    let first = place.lake().snapshot_at(1).unwrap();
    let old = rows_at(&place.lake(), &first, "tickets").await;
    assert_eq!(
        old.iter()
            .filter(|t| value(t, "submitted_quarter") == "2025-TW4")
            .count(),
        2
    );
}

#[tokio::test]
async fn untouched_partitions_keep_their_files() {
    let place = Place::new();
    let mut old = rec("T1", 10, "one");
    old.quarter = "2025-TW4";
    place
        .run(&[export("a", 1, &[old, rec("T2", 10, "two")])])
        .await;
    let folder = place
        .lake()
        .path()
        .join("tickets/source=servicedesk/submitted_quarter=2025-TW4");
    let files = || std::fs::read_dir(&folder).unwrap().count();
    assert_eq!(files(), 1);
    place.run(&[export("b", 2, &[rec("T2", 20, "two")])]).await;
    assert_eq!(files(), 1);
}

#[tokio::test]
async fn a_changed_mapping_makes_a_source_anew() {
    let place = Place::new();
    let mut other = export("other.csv", 1, &[rec("T1", 1, "other")]);
    other.source = "span";
    let mut desk = export("a.csv", 9, &[rec("T1", 10, "odd"), rec("T2", 10, "odd")]);
    desk.rejected = 1;
    place.run(&[desk.clone(), other.clone()]).await;

    // The new mapping reads one record less, and rejects two.
    desk.mapping = "m2";
    desk.recs.pop();
    desk.rejected = 2;
    let staged = place.stage(&[desk.clone()]);
    let mut writer = crate::Lake::writer(place.lake().path(), false)
        .await
        .unwrap();
    let refused = writer.merge(&staged, &[]).await.unwrap_err();
    assert!(refused.to_string().contains("mapping changed"), "{refused}");
    assert!(writer.commit(meta(&[])).await.is_err());

    let (report, snapshot) = place
        .run_reset(&[desk.clone(), other], &["servicedesk"])
        .await;
    assert_eq!(
        report.files.iter().map(four).collect::<Vec<_>>(),
        [(1, 0, 0, 2), (0, 0, 1, 0)]
    );
    assert_eq!(place.rows("tickets").await.len(), 2);
    assert_eq!(place.rows("ticket_versions").await.len(), 2);
    assert_eq!(place.rows("rejects").await.len(), 2);
    assert_eq!(place.rows("findings").await.len(), 1);
    assert_eq!(place.rows("loads").await.len(), 3);
    assert_eq!(snapshot.mapping_hashes["servicedesk"], "m2");
    assert_eq!(snapshot.cut_offs["servicedesk"], 9);
    let loaded = place.lake().loaded(&snapshot).await.unwrap();
    assert!(loaded.contains(&("servicedesk".to_string(), desk.sha())));
}

#[tokio::test]
async fn a_mapping_that_is_taken_back_reads_everything_again() {
    let place = Place::new();
    let mut desk = export("a.csv", 9, &[rec("T1", 10, "one")]);
    let (_, first) = place.run(&[desk.clone()]).await;
    let before = place.contents().await;
    for (mapping, loads) in [("m2", 2), ("m1", 3)] {
        desk.mapping = mapping;
        let (report, snapshot) = place.run_reset(&[desk.clone()], &["servicedesk"]).await;
        assert_eq!(four(&report.files[0]), (1, 0, 0, 0));
        assert_eq!(place.rows("loads").await.len(), loads);
        assert_eq!(place.lake().loaded(&snapshot).await.unwrap().len(), 1);
    }
    assert_eq!(place.contents().await, before);
    // A snapshot from before still shows its own state.
    assert_eq!(rows_at(&place.lake(), &first, "loads").await.len(), 1);
}

#[tokio::test]
async fn a_source_that_lost_all_its_rows_is_empty() {
    let place = Place::new();
    let mut other = export("other.csv", 1, &[rec("T1", 1, "other")]);
    other.source = "span";
    place
        .run(&[export("a.csv", 9, &[rec("T1", 10, "odd")]), other])
        .await;
    let (report, snapshot) = place.run_reset(&[], &["servicedesk", "never seen"]).await;
    assert!(report.changed);
    for table in ["tickets", "ticket_versions"] {
        let rows = place.rows(table).await;
        assert_eq!(
            rows.iter().map(|r| value(r, "source")).collect::<Vec<_>>(),
            ["span"],
            "{table}"
        );
    }
    assert!(place.rows("findings").await.is_empty());
    assert_eq!(snapshot.cut_offs.keys().collect::<Vec<_>>(), ["span"]);
    // Once more there is nothing to drop.
    assert!(!place.run_reset(&[], &["servicedesk"]).await.0.changed);
}
