//! Two judgings of the same tickets beside each other.

use std::sync::Arc;

use arrow::array::{AsArray, RecordBatch};
use arrow::datatypes::Int64Type;
use norma_queries::{Error, Params, Session, fixture};
use norma_rules::{NormSelection, Rulebook};
use serde_json::json;

use crate::sample;

fn quarter() -> Params {
    Params::quarter("2026-TW1".parse().unwrap())
}

#[tokio::test]
async fn a_session_that_holds_one_judging_compares_nothing() {
    let session = sample::session().await;
    let error = session
        .model("what_if_by_service", &quarter())
        .await
        .unwrap_err();
    assert!(matches!(error, Error::NothingToCompare(_)), "{error}");
    for sql in [
        "select * from what_if",
        "select * from sla_facts_other",
        "select * from what_if_changes('2026-TW1')",
    ] {
        assert!(session.sql(sql).await.is_err(), "{sql}");
    }
}

#[tokio::test]
async fn only_the_same_tickets_as_of_the_same_instant_are_compared() {
    let session = sample::session().await;
    let earlier = sample::session_as_of("2026-03-01 00:00").await;
    let Err(error) = session.beside(&earlier).await else {
        panic!("compared")
    };
    assert!(matches!(error, Error::NotComparable(..)), "{error}");
    assert!(error.to_string().contains("2026-03-01"), "{error}");
}

/// The sums of columns of a query, empty ones as 0.
async fn sums(session: &Session, columns: &[&str], from: &str) -> Vec<i64> {
    let columns: Vec<String> = columns
        .iter()
        .map(|c| format!("coalesce(sum({c}), 0)"))
        .collect();
    let sql = format!("select {} from {from}", columns.join(", "));
    let batches = session.sql(&sql).await.unwrap();
    let value = |i| batches[0].column(i).as_primitive::<Int64Type>().value(0);
    (0..columns.len()).map(value).collect()
}

const COUNTS: [&str; 8] = [
    "met",
    "breached",
    "overdue",
    "running",
    "exempt",
    "no_norm",
    "unmeasurable",
    "decided",
];

#[tokio::test]
async fn the_side_in_force_is_the_report() {
    let session = sample::compared().await;
    let own = sums(&session, &COUNTS, "quarter_summary('2026-TW1')").await;
    let compared = sums(&session, &COUNTS, "what_if_by_organisation('2026-TW1')").await;
    assert_eq!(compared, own);
    let service = "(select * from what_if_by_organisation('2026-TW1') where promise = 'service')";
    let all = [
        "met",
        "decided",
        "other_met",
        "other_decided",
        "improved",
        "worsened",
        "no_counterpart",
    ];
    assert_eq!(
        sums(&session, &all, "what_if_by_service('2026-TW1')").await,
        sums(&session, &all, service).await
    );
}

#[tokio::test]
async fn by_the_norms_in_force_once_more_nothing_changes() {
    let session = sample::session().await;
    let same = session.under(Arc::new(sample::rulebook())).await.unwrap();
    let session = session.beside(&same).await.unwrap();
    let changed = session
        .sql("select * from what_if where change is not null or verdict is distinct from other_verdict")
        .await
        .unwrap();
    assert_eq!(changed.iter().map(RecordBatch::num_rows).sum::<usize>(), 0);
}

#[tokio::test]
async fn a_clock_that_only_the_other_norms_give_counts_where_the_ticket_does() {
    // A self-service request with an approval (001 17.2) has two clocks; without a counterpart it has one.
    let tickets = [
        json!({"ticket_id": "S1", "norm_path": "001/17.2", "service_name": "Self Service KCP", "channel": "portal",
        "submitted_at": "2025-12-22 08:00", "first_response_at": "2025-12-22 08:00", "approved_at": "2025-12-23 08:00",
        "fulfilled_at": "2026-01-05 09:00"}),
    ];
    let in_force = Session::from_tables(
        vec![fixture::table("tickets", &tickets).unwrap()],
        Arc::new(Rulebook::builtin()),
        sample::instant(sample::AS_OF),
    )
    .await
    .unwrap();
    let by_003 = Rulebook {
        norms: NormSelection::Document("003".to_owned()),
        ..Rulebook::builtin()
    };
    let session = in_force.under(Arc::new(by_003)).await.unwrap();
    let session = session.beside(&in_force).await.unwrap();
    let rows = session
        .sql("select place, clock, other_clock, other_verdict, quarter from what_if where promise = 'service' order by place")
        .await
        .unwrap();
    let rows = arrow::util::pretty::pretty_format_batches(&rows)
        .unwrap()
        .to_string();
    let expected = "\
+-------+------------+-------------+---------------+----------+
| place | clock      | other_clock | other_verdict | quarter  |
+-------+------------+-------------+---------------+----------+
| 1     | fulfilment | fulfilment  | no_norm       | 2026-TW1 |
| 2     |            | approval    | met           | 2026-TW1 |
+-------+------------+-------------+---------------+----------+";
    assert_eq!(rows, expected);
    let outcomes = norma_queries::checks::run_comparison(&session).await;
    assert_eq!(outcomes.len(), 1);
    assert_eq!(outcomes[0].word(), "pass", "{outcomes:?}");
}
