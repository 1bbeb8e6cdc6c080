//! Monitoring samples: what they say is their key, exports that overlap add only what is new, and the first export that held one is
//! the one that it names.

use super::support::*;
use crate::Entity;

fn probe(name: &str, time: i64, recs: &[Rec]) -> Export {
    let mut export = export(name, time, recs);
    export.counted = Entity::Samples;
    export.source = "probe";
    export
}

/// Of `web` at that second.
fn web(at: i64) -> Rec {
    rec("web", at, "")
}

fn in_next_quarter(rec: Rec) -> Rec {
    Rec {
        quarter: "2026-TW2",
        ..rec
    }
}

async fn lines(place: &Place) -> Vec<String> {
    let rows = place.rows("samples").await;
    let columns = ["at", "component", "export_time", "record"];
    let lines = rows.iter();
    let lines = lines.map(|row| columns.map(|c| value(row, c)).join(" "));
    let mut lines: Vec<String> = lines.collect();
    lines.sort();
    lines
}

#[tokio::test]
async fn a_sample_counts_once_and_names_the_first_export_that_holds_it() {
    let place = Place::new();
    let first = probe("b", 20, &[web(1), web(2), web(2), rec("web", 2, "api")]);
    let second = probe("c", 30, &[web(2), web(3), in_next_quarter(web(4))]);
    let (report, _) = place.run(&[first, second]).await;
    let counts: Vec<_> = report.files.iter().map(four).collect();
    assert_eq!(counts, [(3, 0, 1, 0), (2, 0, 1, 0)]);
    assert_eq!(
        lines(&place).await,
        [
            "1970-01-01T00:00:01Z  1970-01-01T00:00:20Z 1",
            "1970-01-01T00:00:02Z  1970-01-01T00:00:20Z 2",
            "1970-01-01T00:00:02Z api 1970-01-01T00:00:20Z 4",
            "1970-01-01T00:00:03Z  1970-01-01T00:00:30Z 2",
            "1970-01-01T00:00:04Z  1970-01-01T00:00:30Z 3",
        ]
    );
    // They have no versions.
    assert!(place.rows("ticket_versions").await.is_empty());
}

#[tokio::test]
async fn an_export_from_before_takes_its_place() {
    let place = Place::new();
    place
        .run(&[probe("b", 20, &[web(1), web(5), in_next_quarter(web(9))])])
        .await;
    let (report, _) = place.run(&[probe("a", 10, &[web(5), web(4)])]).await;
    assert_eq!(four(&report.files[0]), (1, 0, 1, 0));
    assert_eq!(
        lines(&place).await,
        [
            "1970-01-01T00:00:01Z  1970-01-01T00:00:20Z 1",
            "1970-01-01T00:00:04Z  1970-01-01T00:00:10Z 2",
            "1970-01-01T00:00:05Z  1970-01-01T00:00:10Z 1",
            "1970-01-01T00:00:09Z  1970-01-01T00:00:20Z 3",
        ]
    );
}

#[tokio::test]
async fn only_new_samples_write_the_table() {
    let place = Place::new();
    let (_, first) = place.run(&[probe("a", 10, &[web(1), web(2)])]).await;
    // Known to the last: a new export, but nothing to add.
    let (report, second) = place.run(&[probe("b", 20, &[web(2), web(1)])]).await;
    assert_eq!(four(&report.files[0]), (0, 0, 2, 0));
    assert_eq!(second.tables["samples"], first.tables["samples"]);
    assert_eq!(second.cut_offs["probe"], 20);
    // A source that is read anew starts from nothing.
    let mut anew = probe("a", 10, &[web(1), web(2)]);
    anew.mapping = "m2";
    let (report, _) = place.run_reset(&[anew], &["probe"]).await;
    assert_eq!(four(&report.files[0]), (2, 0, 0, 0));
    assert_eq!(place.rows("samples").await.len(), 2);
}
