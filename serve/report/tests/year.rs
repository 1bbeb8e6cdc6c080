//! The annual report from a real session: its counts are those of the facts, each once.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::util::display::array_value_to_string;
use norma_queries::Session;
use norma_queries::fixture::{table, wib};
use norma_report::{Counts, Edition, Year, year_document};
use norma_rules::Rulebook;
use serde_json::{Value, json};

/// Requests and incidents from December 2025 to September 2026: in time, late, cancelled and open.
fn tickets() -> Vec<Value> {
    let mut tickets = Vec::new();
    for n in 0..80 {
        let (month, day) = (n % 10, n % 27 + 1);
        let (year, month) = if month == 0 {
            (2025, 12)
        } else {
            (2026, month)
        };
        let day_of = |day: i32, hour: i32| format!("{year}-{month:02}-{day:02} {hour:02}:00");
        let from = day_of(day, 9);
        let done = match n % 4 {
            0 => Some(day_of(day, 10)),
            1 => Some(day_of(28, 16)),
            2 => Some(day_of(day, 11)),
            _ => None,
        };
        let id = format!("T{n:03}");
        let channel = ["email", "portal", "phone"][n as usize % 3];
        tickets.push(if n % 5 == 0 {
            json!({"ticket_id": id, "kind": "incident", "impact": "medium", "urgency": "high", "channel": channel,
                "status": if done.is_some() { "resolved" } else { "in_progress" },
                "service_name": "Jaringan", "submitted_at": from, "first_response_at": from, "resolved_at": done})
        } else {
            let path = if n % 7 == 0 { Value::Null } else { json!("002/11.a.5") };
            json!({"ticket_id": id, "norm_path": path, "service_name": "Reset Password", "channel": channel,
                "status": if done.is_some() { "fulfilled" } else { "in_progress" },
                "submitted_at": from, "first_response_at": from, "fulfilled_at": done})
        });
    }
    tickets
}

async fn session(as_of: &str) -> Session {
    let tables = vec![table("tickets", &tickets()).unwrap()];
    Session::from_tables(tables, Arc::new(Rulebook::builtin()), wib(as_of).unwrap())
        .await
        .unwrap()
}

/// Facts of the year by clock and verdict, straight from the table of facts.
async fn facts(session: &Session) -> BTreeMap<(String, String), i64> {
    let sql = "select clock, verdict, cast(count(*) as varchar) as facts from sla_facts \
               where quarter like '2026-TW%' group by clock, verdict";
    let mut all = BTreeMap::new();
    for batch in session.sql(sql).await.unwrap() {
        for row in 0..batch.num_rows() {
            let text = |column: usize| array_value_to_string(batch.column(column), row).unwrap();
            all.insert((text(0), text(1)), text(2).parse().unwrap());
        }
    }
    all
}

fn by_verdict(counts: &Counts) -> [(&'static str, i64); 7] {
    [
        ("met", counts.met),
        ("breached", counts.breached),
        ("overdue", counts.overdue),
        ("running", counts.running),
        ("exempt", counts.exempt),
        ("no_norm", counts.no_norm),
        ("unmeasurable", counts.unmeasurable),
    ]
}

#[tokio::test]
async fn the_counts_of_the_year_are_the_facts_of_the_year() {
    for as_of in ["2026-04-01 00:00", "2026-09-15 12:00", "2027-01-01 00:00"] {
        let session = session(as_of).await;
        let year = Year::build(&session, 2026).await.unwrap();
        let facts = facts(&session).await;
        assert!(facts.len() > 4, "{as_of}: {facts:?}");
        let mut counted = BTreeMap::new();
        for row in year.clocks() {
            for (verdict, tickets) in by_verdict(&row.counts) {
                if tickets > 0 {
                    *counted
                        .entry((row.clock.clone(), verdict.to_owned()))
                        .or_default() += tickets;
                }
            }
        }
        assert_eq!(counted, facts, "{as_of}");
        // The rows of services, priorities and channels are the same facts once more.
        let sum = |clocks: &[&str]| {
            let rows = year.clocks().into_iter();
            rows.filter(|row| clocks.contains(&row.clock.as_str()))
                .map(|row| row.counts)
                .sum::<Counts>()
        };
        let services = year.added(|r| r.services.iter().map(|row| ((), row.counts)).collect());
        let services: Counts = services.iter().map(norma_report::YearRow::total).sum();
        assert_eq!(services, sum(&norma_report::SERVICE_CLOCKS), "{as_of}");
        let priorities = year.added(|r| r.priorities.iter().map(|row| ((), row.counts)).collect());
        let priorities: Counts = priorities.iter().map(norma_report::YearRow::total).sum();
        assert_eq!(priorities, sum(&["resolution"]), "{as_of}");
        let channels = year.added(|r| r.channels.iter().map(|row| ((), row.counts)).collect());
        let channels: Counts = channels.iter().map(norma_report::YearRow::total).sum();
        assert_eq!(channels, sum(&["response"]), "{as_of}");
        year_document(&year, &Edition::default()).unwrap();
    }
}

#[tokio::test]
async fn a_year_is_told_once_it_has_begun() {
    let session = session("2026-09-15 12:00").await;
    let error = Year::build(&session, 2027).await.unwrap_err().to_string();
    assert!(error.contains("2027 begins after"), "{error}");
    assert!(error.contains("--as-of"), "{error}");
    let year = Year::build(&session, 2026).await.unwrap();
    assert_eq!(year.quarters().count(), 3);
    assert!(year.is_partial() && year.quarter(4).is_none());
    // One that is over has all its quarters, though tickets came in at its end alone.
    let year = Year::build(&session, 2025).await.unwrap();
    assert_eq!(year.quarters().count(), 4);
    assert!(!year.is_partial());
}
