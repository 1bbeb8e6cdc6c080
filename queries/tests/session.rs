//! What a session allows, what it refuses, and how a ticket is read for its ledger.

use norma_queries::{Error, Params};
use norma_rules::{Change, Status, judge};

use crate::sample;

#[tokio::test]
async fn only_queries_are_answered() {
    let session = sample::session().await;
    for refused in [
        "create table t as select 1",
        "create view v as select 1",
        "create external table t stored as parquet location '/tmp'",
        "drop table tickets",
        "drop view tickets",
        "insert into tickets select * from tickets",
        "delete from lake.tickets",
        "update lake.tickets set record = 1",
        "copy tickets to '/tmp/x.parquet'",
        "copy (select 1) to '/tmp/x.csv'",
        "set datafusion.execution.time_zone = 'UTC'",
        "explain analyze insert into tickets select * from tickets",
        "select 1 into t",
        "prepare p as select 1",
        "begin transaction",
        "select 1; select 2",
        "select * from '/etc/passwd'",
    ] {
        assert!(session.sql(refused).await.is_err(), "{refused}");
    }
    for answered in [
        "select count(*) from tickets",
        "explain select * from sla_facts",
        "show tables",
        "describe tickets",
        "select * from information_schema.columns",
    ] {
        session.sql(answered).await.unwrap();
    }
}

#[tokio::test]
async fn models_say_what_they_need() {
    let session = sample::compared().await;
    let quarter = Params::quarter("2026-TW1".parse().unwrap());
    for model in norma_queries::models::all() {
        let batches = session.model(model.name, &quarter).await.unwrap();
        assert!(!batches.is_empty(), "{}", model.name);
        assert!(batches[0].num_columns() > 0, "{}", model.name);
    }
    let missing = session.model("breaches", &Params::none()).await;
    assert_eq!(missing.unwrap_err().to_string(), "breaches needs $quarter");
    let unknown = session.model("nonesuch", &quarter).await.unwrap_err();
    assert!(matches!(unknown, Error::UnknownModel { .. }));
    assert!(unknown.to_string().contains("quarter_summary"), "{unknown}");
    // A parameter is a value: it cannot become SQL.
    let sly = Params::none().with("quarter", "2026-TW1' or '1' = '1");
    let rows = session.model("breaches", &sly).await.unwrap();
    assert_eq!(
        rows.iter()
            .map(arrow::array::RecordBatch::num_rows)
            .sum::<usize>(),
        0
    );
}

#[tokio::test]
async fn a_ticket_is_read_as_the_facts_are() {
    let session = sample::session().await;
    let found = session.ticket("E1").await.unwrap();
    assert_eq!(found.len(), 1);
    let (source, file, record) = (&found[0].source, &found[0].landing_file, found[0].record);
    assert_eq!(
        (source.as_str(), file.as_str(), record),
        ("servicedesk", "f1", 10)
    );
    assert_eq!(found[0].service(), "Reset Password");
    assert_eq!(found[0].text("work_unit"), None);
    let events = found[0].events();
    let statuses: Vec<_> = events
        .iter()
        .map(|e| match e.change {
            Change::Status(status, raw) => (status, raw, e.record),
            ref other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(
        statuses,
        [
            (Status::New, "Baru", 1),
            (Status::Fulfilled, "Selesai", 2),
            (Status::Reopened, "Dibuka lagi", 3),
            (Status::Fulfilled, "Selesai", 4),
        ]
    );
    let ticket = found[0].ticket(&events).unwrap();
    let facts = judge(session.rulebook(), &ticket, session.as_of());
    let elapsed: Vec<_> = facts.iter().map(|f| f.elapsed_seconds).collect();
    assert_eq!(elapsed, [Some(0), Some(3 * 3600)]);
    assert!(session.ticket("no such ticket").await.unwrap().is_empty());
    assert!(session.ticket("' or '1'='1").await.unwrap().is_empty());
}

#[tokio::test]
async fn as_of_an_earlier_instant_nothing_later_exists() {
    let session = sample::session_as_of("2026-01-13 11:00").await;
    let rows = session
        .sql(
            "select ticket_id from sla_facts where clock = 'fulfilment' and verdict = 'running' \
             and finished_at is null order by ticket_id",
        )
        .await
        .unwrap();
    let rows = arrow::util::pretty::pretty_format_batches(&rows)
        .unwrap()
        .to_string();
    assert!(rows.contains("R1") && rows.contains("R2"), "{rows}");
    let later = session
        .sql("select * from sla_facts where ticket_id in ('R3', 'I1')")
        .await
        .unwrap();
    assert_eq!(
        later
            .iter()
            .map(arrow::array::RecordBatch::num_rows)
            .sum::<usize>(),
        0
    );
}
