//! Exports with one row an event: every record is an event, known by its whole content.

use super::support::*;
use crate::Entity;

fn log(name: &str, time: i64, recs: &[Rec]) -> Export {
    let mut export = export(name, time, recs);
    export.counted = Entity::TicketEvents;
    export
}

#[tokio::test]
async fn every_record_is_an_event_and_the_ticket_is_its_newest() {
    let place = Place::new();
    let (report, _) = place
        .run(&[log(
            "log.csv",
            5,
            &[
                rec("T1", 10, "new"),
                rec("T1", 20, "closed"),
                rec("T1", 20, "closed"),
                rec("T1", 15, ""),
            ],
        )])
        .await;
    // The record without any change is counted all the same, and nothing is superseded.
    assert_eq!(four(&report.files[0]), (3, 0, 1, 0));
    let events = place.rows("ticket_events").await;
    assert_eq!(events.len(), 4, "two changes of two records");
    let tickets = place.rows("tickets").await;
    assert_eq!(tickets.len(), 1);
    assert_eq!(value(&tickets[0], "service_name"), "closed");
    assert_eq!(value(&tickets[0], "record"), "3");
}

#[tokio::test]
async fn an_event_names_the_first_export_that_holds_it() {
    let place = Place::new();
    let shared = rec("T1", 10, "new");
    place
        .run(&[log("b", 20, &[shared.clone(), rec("T1", 11, "closed")])])
        .await;
    let (report, _) = place
        .run(&[log("c", 30, &[shared.clone(), rec("T2", 12, "new")])])
        .await;
    assert_eq!(four(&report.files[0]), (1, 0, 1, 0));
    let first_exports = async || {
        let mut times: Vec<String> = place
            .rows("ticket_events")
            .await
            .iter()
            .map(|l| format!("{} {}", value(l, "to_value"), value(l, "export_time")))
            .collect();
        times.sort();
        times.dedup();
        times
    };
    assert_eq!(
        first_exports().await,
        [
            "closed 1970-01-01T00:00:20Z",
            "new 1970-01-01T00:00:20Z",
            "new 1970-01-01T00:00:30Z"
        ]
    );
    // An export from before arrives last.
    let (report, _) = place.run(&[log("a", 10, &[shared])]).await;
    assert_eq!(four(&report.files[0]), (0, 0, 1, 0));
    assert_eq!(
        first_exports().await,
        [
            "closed 1970-01-01T00:00:20Z",
            "new 1970-01-01T00:00:10Z",
            "new 1970-01-01T00:00:30Z"
        ]
    );
    assert_eq!(place.rows("ticket_events").await.len(), 6);
    assert_eq!(place.rows("tickets").await.len(), 2);
}
