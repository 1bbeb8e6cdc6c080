//! How fast tickets are judged and working time is counted in SQL: rows a second on every core.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::sync::{Arc, LazyLock};

use arrow::record_batch::RecordBatch;
use datafusion::catalog::TableProvider;
use datafusion::datasource::MemTable;
use divan::Bencher;
use divan::counter::ItemsCount;
use norma_lake::contract::TABLES;
use norma_lake::schema::arrow_schema;
use norma_queries::{Session, fixture, models};
use norma_rules::Rulebook;
use tokio::runtime::Runtime;

const TICKETS: usize = 200_000;
const EVENTS_PER_TICKET: usize = 5;
const INTERVALS: usize = 5_000_000;

static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Runtime::new().unwrap());
static WITH_EVENTS: LazyLock<Session> = LazyLock::new(|| session(EVENTS_PER_TICKET));
static WITHOUT_EVENTS: LazyLock<Session> = LazyLock::new(|| session(0));

fn main() {
    divan::main();
}

/// `sla_facts` of 200,000 tickets without event history, a third of them incidents.
#[divan::bench(sample_count = 5, sample_size = 1)]
fn sla_facts(bencher: Bencher<'_, '_>) {
    judge(bencher, &WITHOUT_EVENTS);
}

/// The same with five events a ticket.
#[divan::bench(sample_count = 5, sample_size = 1)]
fn sla_facts_with_events(bencher: Bencher<'_, '_>) {
    judge(bencher, &WITH_EVENTS);
}

/// `working_seconds` over intervals of up to 60 days.
#[divan::bench(sample_count = 10, sample_size = 1)]
fn working_seconds(bencher: Bencher<'_, '_>) {
    let session = &*WITHOUT_EVENTS;
    let sql = format!(
        "select sum(working_seconds('office', submitted_at, submitted_at + interval '60 days')) \
         from tickets cross join generate_series(1, {})",
        INTERVALS / TICKETS
    );
    bencher
        .counter(ItemsCount::new(INTERVALS))
        .bench(|| RUNTIME.block_on(session.sql(&sql)).unwrap());
}

fn judge(bencher: Bencher<'_, '_>, session: &Session) {
    let sql = models::get("sla_facts").unwrap().sql;
    bencher
        .counter(ItemsCount::new(TICKETS))
        .bench(|| RUNTIME.block_on(session.sql(sql)).unwrap());
}

fn session(events_per_ticket: usize) -> Session {
    let submitted = "to_timestamp(1767225600 + value * 37)";
    let later = |seconds: &str| format!("to_timestamp(to_unixtime({submitted}) + {seconds})");
    let (answered, done) = (later("value % 400"), later("value * 7919 % 300000"));
    let tickets = generated(
        "tickets",
        TICKETS,
        &[
            ("ticket_id", "cast(value as varchar)"),
            (
                "kind",
                "case when value % 3 = 0 then 'incident' else 'request' end",
            ),
            ("service_name", "'Reset Password'"),
            ("norm_path", "'002/11.a.5'"),
            ("channel", "'portal'"),
            ("submitted_at", submitted),
            ("first_response_at", &answered),
            (
                "fulfilled_at",
                &format!("case when value % 3 > 0 then {done} end"),
            ),
            (
                "resolved_at",
                &format!("case when value % 3 = 0 then {done} end"),
            ),
            ("impact", "case value % 2 when 0 then 'high' else 'low' end"),
            (
                "urgency",
                "case value % 5 when 0 then 'high' else 'medium' end",
            ),
        ],
    );
    let mut tables = vec![tickets];
    if events_per_ticket > 0 {
        let ticket = "(value % 200000) + 1";
        tables.push(generated(
            "ticket_events",
            TICKETS * events_per_ticket,
            &[
                ("ticket_id", &format!("cast({ticket} as varchar)")),
                ("at", &format!("to_timestamp(1767225600 + ({ticket}) * 37 + value / 200000 * 3600)")),
                ("attribute", "'status'"),
                ("to_value", "case value / 200000 when 0 then 'new' when 4 then 'fulfilled' else 'in_progress' end"),
                ("record", "value"),
            ],
        ));
    }
    let as_of = fixture::wib("2026-10-01 00:00").unwrap();
    let session = Session::from_tables(tables, Arc::new(Rulebook::builtin()), as_of);
    RUNTIME.block_on(session).unwrap()
}

/// A table of the contract with `rows` rows, its columns computed from `value`, 1 to `rows`.
fn generated(
    name: &'static str,
    rows: usize,
    columns: &[(&str, &str)],
) -> (&'static str, Arc<dyn TableProvider>) {
    let batches: Vec<RecordBatch> = RUNTIME.block_on(async {
        let frame = norma_queries::generated::rows(name, rows, columns);
        frame.await.unwrap().collect().await.unwrap()
    });
    let table = TABLES.iter().find(|table| table.name == name).unwrap();
    let schema = arrow_schema(table);
    let batches = batches
        .iter()
        .map(|b| RecordBatch::try_new(Arc::clone(&schema), b.columns().to_vec()).unwrap())
        .collect();
    let provider = MemTable::try_new(schema, vec![batches]).unwrap();
    (name, Arc::new(provider))
}
