//! What a session allows, what it refuses, and how a ticket is read for its ledger.

use arrow::array::AsArray;
use arrow::datatypes::Int64Type;
use norma_queries::{Error, Params, Scope, Session};
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
async fn several_tickets_are_read_by_source_and_number() {
    let session = sample::session().await;
    let key = |source: &str, id: &str| (source.to_owned(), id.to_owned());
    let keys = [
        key("servicedesk", "E1"),
        key("hai", "H1"),
        key("servicedesk", "E1"),
        // A number of another source, one that tries to be SQL, and one that nobody has.
        key("hai", "R1"),
        key("servicedesk", "' or 1 = 1 --"),
        key("servicedesk", "R99"),
    ];
    let found = session.tickets(&keys).await.unwrap();
    let names: Vec<_> = found
        .iter()
        .map(|t| (t.source.as_str(), t.ticket_id.as_str(), t.events().len()))
        .collect();
    assert_eq!(names, [("hai", "H1", 0), ("servicedesk", "E1", 4)]);
    assert!(session.tickets(&[]).await.unwrap().is_empty());
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

#[tokio::test]
async fn the_parts_of_a_session_add_up_to_it() {
    let session = sample::session().await;
    let quarter = Params::quarter("2026-TW1".parse().unwrap());
    let whole = verdicts(&session, &quarter).await;
    let mut sum = std::collections::BTreeMap::new();
    for source in ["servicedesk", "hai"] {
        let part = session
            .narrowed(Scope {
                source: Some(source.to_owned()),
                ..Scope::default()
            })
            .await
            .unwrap();
        for (key, tickets) in verdicts(&part, &quarter).await {
            *sum.entry(key).or_insert(0) += tickets;
        }
    }
    assert_eq!(sum, whole);
    assert!(!whole.is_empty());
}

#[tokio::test]
async fn a_session_is_narrowed_to_what_is_named_and_never_to_nothing() {
    let session = sample::session().await;
    let tickets = async |unit: Option<&str>, service: Option<&str>| {
        let scope = Scope {
            source: None,
            unit: unit.map(str::to_owned),
            service: service.map(str::to_owned),
        };
        let narrowed = session.narrowed(scope).await?;
        // Services of which a part of the sources tells have no availability.
        assert_eq!(
            count(&narrowed, "select count(*) from availability").await,
            0
        );
        let facts = "select count(*) from (select distinct ticket_id from sla_facts)";
        let events = count(&narrowed, "select count(*) from ticket_events").await;
        Ok::<_, Error>((count(&narrowed, facts).await, events))
    };
    assert_eq!(tickets(Some("djp"), None).await.unwrap(), (1, 0));
    let reset = tickets(None, Some("reset password")).await.unwrap();
    assert_eq!(reset, tickets(None, Some("002/11.a")).await.unwrap());
    assert_eq!(reset, tickets(None, Some("002")).await.unwrap());
    assert_eq!(reset, (9, 4));
    for nothing in ["002/1", "002/11.a.", "x' or '1' = '1"] {
        let error = tickets(None, Some(nothing)).await.unwrap_err();
        assert!(matches!(error, Error::NothingInScope(_)), "{error}");
    }
}

async fn count(session: &Session, sql: &str) -> i64 {
    let batches = session.sql(sql).await.unwrap();
    batches[0].column(0).as_primitive::<Int64Type>().value(0)
}

async fn verdicts(
    session: &Session,
    quarter: &Params,
) -> std::collections::BTreeMap<(String, String, bool), i64> {
    let mut out = std::collections::BTreeMap::new();
    for batch in session.model("quarter_summary", quarter).await.unwrap() {
        for row in 0..batch.num_rows() {
            let clock = batch.column_by_name("clock").unwrap().as_string::<i32>();
            let local = batch.column_by_name("local").unwrap().as_boolean();
            for verdict in ["met", "breached", "overdue", "running", "exempt", "no_norm"] {
                let tickets = batch.column_by_name(verdict).unwrap();
                let tickets = tickets.as_primitive::<Int64Type>().value(row);
                let key = (
                    clock.value(row).to_owned(),
                    verdict.to_owned(),
                    local.value(row),
                );
                if tickets > 0 {
                    *out.entry(key).or_insert(0) += tickets;
                }
            }
        }
    }
    out
}
