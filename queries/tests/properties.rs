//! Whatever the exports say, the flow adds up and the facts hold together.

use std::sync::Arc;

use norma_queries::{Params, Session, checks, fixture};
use norma_rules::Rulebook;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::sample;

/// An instant between October 2025 and September 2026, in WIB; often on the bounds of a quarter.
fn at() -> impl Strategy<Value = String> {
    let any =
        (0..12_u32, 1..=28_u32, 0..24_u32, 0..60_u32).prop_map(|(month, day, hour, minute)| {
            let (year, month) = if month < 3 {
                (2025, month + 10)
            } else {
                (2026, month - 2)
            };
            format!("{year}-{month:02}-{day:02} {hour:02}:{minute:02}")
        });
    let bound = prop_oneof![
        Just("2026-01-01 00:00".to_owned()),
        Just("2026-03-31 23:59:59".to_owned()),
        Just("2026-04-01 00:00".to_owned()),
    ];
    prop_oneof![4 => any, 1 => bound]
}

fn ticket() -> impl Strategy<Value = (Value, Vec<Value>)> {
    let stamp = || proptest::option::weighted(0.4, at());
    let kind = prop_oneof![Just("request"), Just("incident"), Just("complaint")];
    let status = prop_oneof![
        Just("new"),
        Just("in_progress"),
        Just("on_hold"),
        Just("resolved"),
        Just("fulfilled"),
        Just("closed"),
        Just("reopened"),
        Just("cancelled"),
    ];
    let events = proptest::collection::vec((at(), status), 0..6);
    let service = prop_oneof![Just(Value::Null), Just(json!("002/11.a.5"))];
    (kind, at(), [stamp(), stamp(), stamp(), stamp()], service, 0..2_i64, events).prop_map(
        |(kind, submitted, [fulfilled, resolved, closed, cancelled], norm_path, reopened, events)| {
            let ticket = json!({"kind": kind, "submitted_at": submitted, "fulfilled_at": fulfilled, "resolved_at": resolved,
                "closed_at": closed, "cancelled_at": cancelled, "norm_path": norm_path, "service_name": "Layanan",
                "channel": "portal", "first_response_at": submitted, "reopen_count": reopened});
            let events = events.into_iter().map(|(at, to)| {
                json!({"at": at, "attribute": "status", "to_value": to, "raw_value": to})
            });
            (ticket, events.collect())
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, ..ProptestConfig::default() })]

    #[test]
    fn flow_adds_up(generated in proptest::collection::vec(ticket(), 20..200), as_of in at()) {
        let (mut tickets, mut events) = (Vec::new(), Vec::new());
        for (number, (mut ticket, of_ticket)) in generated.into_iter().enumerate() {
            let id = json!(format!("T{number}"));
            ticket["ticket_id"] = id.clone();
            tickets.push(ticket);
            for (record, mut event) in of_ticket.into_iter().enumerate() {
                event["ticket_id"] = id.clone();
                event["record"] = json!(record);
                events.push(event);
            }
        }
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(holds(&tickets, &events, &as_of));
    }
}

async fn holds(tickets: &[Value], events: &[Value], as_of: &str) {
    let tables = vec![
        fixture::table("tickets", tickets).unwrap(),
        fixture::table("ticket_events", events).unwrap(),
    ];
    let session = Session::from_tables(
        tables,
        Arc::new(Rulebook::builtin()),
        sample::instant(as_of),
    )
    .await
    .unwrap();
    let quarter = Params::quarter("2026-TW1".parse().unwrap());
    for outcome in checks::run(&session, &quarter).await {
        assert!(!outcome.is_bad(), "{outcome:?}");
    }
    let mut end_before = None;
    for quarter in ["2025-TW4", "2026-TW1", "2026-TW2", "2026-TW3"] {
        // What is open at the end of a quarter is open at the start of the next.
        let sums = format!(
            "select coalesce(sum(open_at_start), 0), coalesce(sum(open_at_end), 0), coalesce(sum(abs(unaccounted)), 0) \
             from flow_by_service('{quarter}')"
        );
        let [start, end, unaccounted] = integers(&session, &sums).await;
        assert_eq!(unaccounted, 0, "{quarter}");
        assert_eq!(end_before.unwrap_or(start), start, "{quarter}");
        end_before = Some(end);
        // What is open has an age, and stands in one class.
        let ages = format!(
            "select coalesce(sum(open), 0), coalesce(sum(up_to_7_days + up_to_30_days + up_to_90_days + up_to_365_days \
             + beyond_365_days), 0), coalesce(min(oldest_seconds), 0) from backlog_by_age('{quarter}')"
        );
        let [open, classed, youngest] = integers(&session, &ages).await;
        assert_eq!((open, classed), (end, end), "{quarter}");
        assert!(youngest >= 0, "{quarter}");
    }
}

async fn integers<const N: usize>(session: &Session, sql: &str) -> [i64; N] {
    use arrow::array::AsArray;
    use arrow::datatypes::Int64Type;
    let batches = session.sql(sql).await.unwrap();
    std::array::from_fn(|i| batches[0].column(i).as_primitive::<Int64Type>().value(0))
}
