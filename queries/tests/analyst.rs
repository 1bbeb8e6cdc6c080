//! Statements of people: what is answered, what is refused, and what one statement may use.

use std::time::Duration;

use arrow::array::{AsArray, RecordBatch};
use arrow::datatypes::Int64Type;
use futures::TryStreamExt;
use norma_queries::{Analyst, Error, Limits, Params};

use crate::sample;

const ENOUGH: Limits = Limits {
    rows: None,
    time: Some(Duration::from_mins(1)),
};

async fn analyst() -> Analyst {
    sample::session().await.analyst(false, None).await.unwrap()
}

async fn answer(analyst: &Analyst, sql: &str, limits: Limits) -> Result<Vec<RecordBatch>, Error> {
    let statement = analyst.statement(sql, &Params::none()).await?;
    statement
        .rows(limits)
        .try_collect()
        .await
        .map_err(Error::from)
}

async fn number(analyst: &Analyst, sql: &str) -> i64 {
    let rows = answer(analyst, sql, ENOUGH).await.unwrap();
    rows[0].column(0).as_primitive::<Int64Type>().value(0)
}

/// A statement that was dropped is stopped at its next pause.
async fn nothing_is_held(analyst: &Analyst, after: &str) {
    for _ in 0..2_000 {
        if analyst.memory_in_use() == 0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    panic!("{after}: {} bytes are still held", analyst.memory_in_use());
}

#[tokio::test]
async fn questions_are_answered() {
    let analyst = analyst().await;
    for sql in [
        "select count(*) from tickets",
        "with t as (select 1 as n) select * from t union all select 2",
        "values (1), (2)",
        "explain select * from sla_facts",
        "explain analyze select count(*) from sla_facts",
        "show tables",
        "show all",
        "describe tickets",
        "select * from information_schema.columns",
        "select * from breaches('2026-TW1')",
        "select working_seconds('office', timestamptz '2026-03-16 08:00', timestamptz '2026-03-16 12:00');",
    ] {
        answer(&analyst, sql, ENOUGH)
            .await
            .unwrap_or_else(|error| panic!("{sql}: {error}"));
    }
}

#[tokio::test]
async fn what_would_change_something_is_refused_with_what_is_answered() {
    let analyst = analyst().await;
    for (sql, named) in [
        ("create table t as select 1", "CREATE TABLE"),
        ("create view v as select 1", "CREATE VIEW"),
        ("drop table tickets", "DROP TABLE"),
        ("insert into tickets select * from tickets", "INSERT INTO"),
        ("delete from tickets", "DELETE FROM"),
        ("update tickets set record = 1", "UPDATE TICKETS"),
        ("truncate table tickets", "TRUNCATE TABLE"),
        ("copy tickets to '/tmp/x.parquet'", "COPY TICKETS"),
        ("copy (select 1) to '/tmp/x.csv'", "COPY (SELECT"),
        (
            "create external table t stored as parquet location '/tmp'",
            "CREATE EXTERNAL",
        ),
        (
            "set datafusion.execution.time_zone = 'UTC'",
            "SET DATAFUSION",
        ),
        ("select 1 into t", "SELECT INTO"),
        ("with t as (select 1 into u) select * from t", "SELECT INTO"),
        (
            "with t as (insert into tickets select * from tickets) select 1",
            "INSERT INTO",
        ),
        (
            "explain analyze insert into tickets select * from tickets",
            "INSERT INTO",
        ),
        ("prepare p as select 1", "PREPARE P"),
        ("begin", "BEGIN"),
    ] {
        let refused = answer(&analyst, sql, ENOUGH).await.unwrap_err();
        assert!(
            matches!(refused, Error::NotAllowed(_)),
            "{sql}: {refused:?}"
        );
        assert!(refused.to_string().starts_with(named), "{sql}: {refused}");
        assert!(refused.to_string().contains("EXPLAIN"), "{sql}: {refused}");
    }
    for sql in [
        "",
        "select 1; select 2",
        "select * from '/etc/passwd'",
        "select * from lake.tickets",
        "select * from rules.outage_periods",
        "select",
    ] {
        assert!(answer(&analyst, sql, ENOUGH).await.is_err(), "{sql}");
    }
}

#[tokio::test]
async fn a_statement_that_is_too_long_or_too_deep_is_refused() {
    let analyst = analyst().await;
    let long = format!("select '{}'", "x".repeat(1_000_000));
    let refused = answer(&analyst, &long, ENOUGH).await.unwrap_err();
    assert!(matches!(
        refused,
        Error::TooLong {
            bytes: 1_000_009,
            ..
        }
    ));
    let deep = format!("select {}1{}", "(".repeat(50_000), ")".repeat(50_000));
    assert!(answer(&analyst, &deep, ENOUGH).await.is_err());
    for chain in [
        format!("select {}1", "1+".repeat(20_000)),
        format!("select 1 where {}true", "true or ".repeat(20_000)),
        format!("select 1{}", " union all select 1".repeat(8_000)),
        format!(
            "select 1 from tickets{}",
            " cross join tickets".repeat(8_000)
        ),
        format!("select 1 from tickets{}", ", tickets t".repeat(8_000)),
        format!("select 1{}", "::int".repeat(20_000)),
    ] {
        let refused = answer(&analyst, &chain, ENOUGH).await.unwrap_err();
        assert!(matches!(refused, Error::TooDeep { .. }), "{refused}");
    }
    for flat in [
        format!("select {}1", "1+".repeat(990)),
        format!("select 1 where 1 in ({}1)", "1,".repeat(20_000)),
        format!("select count(*) from (values {}(1))", "(1),".repeat(20_000)),
    ] {
        answer(&analyst, &flat, ENOUGH).await.unwrap();
    }
    assert_eq!(number(&analyst, "select 1").await, 1);
}

#[tokio::test]
async fn raw_text_is_for_those_who_may_see_it() {
    let session = sample::session().await;
    let few = session.analyst(false, None).await.unwrap();
    let all = session.analyst(true, None).await.unwrap();
    assert_eq!(
        number(&few, "select count(*) from rejects").await,
        number(&all, "select count(*) from rejects").await
    );
    for sql in ["select raw from rejects", "select * from rejects"] {
        let columns = |answered: Result<Vec<RecordBatch>, Error>| {
            let names = answered.unwrap()[0].schema();
            names.fields().iter().any(|f| f.name() == "raw")
        };
        assert!(columns(answer(&all, sql, ENOUGH).await), "{sql}");
        match answer(&few, sql, ENOUGH).await {
            Ok(answered) => assert!(!columns(Ok(answered)), "{sql}"),
            Err(error) => assert!(error.to_string().contains("raw"), "{sql}: {error}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_statement_ends_with_its_time_and_gives_everything_back() {
    let session = sample::session().await;
    let analyst = session.analyst(false, Some(256 << 20)).await.unwrap();
    let brief = Limits {
        time: Some(Duration::from_millis(300)),
        ..Limits::default()
    };
    for sql in [
        "select count(*) from generate_series(1, 10000000) a, generate_series(1, 10000000) b",
        "select count(*) from generate_series(1, 100000) a join generate_series(1, 100000) b on a.value <> b.value",
        "with recursive t as (select 1 as n union all select n + 1 from t) select count(*) from t",
        "select a.value, b.value from generate_series(1, 1000000) a, generate_series(1, 1000000) b order by 2, 1",
    ] {
        let ended = answer(&analyst, sql, brief).await.unwrap_err();
        let words = ended.to_string();
        assert!(
            words.contains("statement timeout: it may take 0.3 s") || words.contains("more memory"),
            "{sql}: {words}"
        );
        nothing_is_held(&analyst, sql).await;
        assert_eq!(
            number(&analyst, "select count(*) from (values (1))").await,
            1
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_statement_that_needs_too_much_memory_says_so_and_gives_it_back() {
    let session = sample::session().await;
    let analyst = session.analyst(false, Some(64 << 20)).await.unwrap();
    let greedy = "select array_agg(value) from generate_series(1, 12000000)";
    let ended = answer(&analyst, greedy, ENOUGH).await.unwrap_err();
    assert!(
        ended.to_string().contains("more memory than it may use"),
        "{ended}"
    );
    nothing_is_held(&analyst, greedy).await;
    // A sort that does not fit goes to the disk.
    let sorted = "select count(*) from (select value, lag(value) over (order by cast(value as varchar)) as p from generate_series(1, 3000000)) where p is distinct from value";
    assert_eq!(number(&analyst, sorted).await, 3_000_000);
    nothing_is_held(&analyst, sorted).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_answer_has_all_its_rows_or_none_of_its_end() {
    let analyst = analyst().await;
    let limits = |rows| Limits {
        rows: Some(rows),
        ..ENOUGH
    };
    let sql = "select * from generate_series(1, 20000)";
    let whole = answer(&analyst, sql, limits(20_000)).await.unwrap();
    assert_eq!(
        whole.iter().map(RecordBatch::num_rows).sum::<usize>(),
        20_000
    );
    let refused = answer(&analyst, sql, limits(19_999)).await.unwrap_err();
    assert!(
        refused.to_string().contains("more than 19999 rows"),
        "{refused}"
    );
    // An error in the middle is an error, not the end.
    let wrong = "select 10 / (value - 19000) from generate_series(1, 20000)";
    assert!(answer(&analyst, wrong, ENOUGH).await.is_err());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn whoever_goes_away_leaves_nothing_behind() {
    let session = sample::session().await;
    let analyst = session.analyst(false, Some(256 << 20)).await.unwrap();
    let sql = "select a.value, array_agg(b.value) from generate_series(1, 1000) a, generate_series(1, 1000000) b group by 1";
    let statement = analyst.statement(sql, &Params::none()).await.unwrap();
    let rows = statement.rows(ENOUGH);
    while analyst.memory_in_use() == 0 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    drop(rows);
    nothing_is_held(&analyst, sql).await;
}

#[tokio::test]
async fn parameters_are_values_and_must_be_given() {
    let analyst = analyst().await;
    let sql = "select count(*) as n from sla_facts where quarter = $quarter";
    let given = Params::quarter("2026-TW1".parse().unwrap());
    let all = "select count(*) as n from sla_facts where quarter = '2026-TW1'";
    let expected = number(&analyst, all).await;
    let statement = analyst.statement(sql, &given).await.unwrap();
    let rows: Vec<RecordBatch> = statement.rows(ENOUGH).try_collect().await.unwrap();
    assert_eq!(
        rows[0].column(0).as_primitive::<Int64Type>().value(0),
        expected
    );
    let missing = analyst.statement(sql, &Params::none()).await;
    assert_eq!(
        missing.err().unwrap().to_string(),
        "the statement needs $quarter"
    );
}

#[tokio::test]
async fn what_one_registers_nobody_else_sees() {
    let session = sample::session().await;
    let one = session.analyst(false, None).await.unwrap();
    let other = session.analyst(false, None).await.unwrap();
    let table = one.context().table("tickets").await.unwrap().into_view();
    one.context().register_table("mine", table).unwrap();
    one.context().deregister_table("tickets").unwrap();
    assert!(answer(&one, "select * from mine", ENOUGH).await.is_ok());
    assert!(answer(&other, "select * from mine", ENOUGH).await.is_err());
    assert!(
        answer(&other, "select * from tickets", ENOUGH)
            .await
            .is_ok()
    );
    assert!(session.sql("select * from tickets").await.is_ok());
}
