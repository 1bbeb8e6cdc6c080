//! A filter leaves exactly the facts, changes and tickets that have the properties, and any period is as good as a quarter.

use arrow::array::AsArray;
use arrow::compute::cast;
use arrow::datatypes::{DataType, Int64Type, TimeUnit};
use norma_queries::{Filter, Params, Session};
use norma_rules::{Instant, Period};
use proptest::prelude::*;

use crate::sample;

/// What a filter looks at, of one fact.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Seen {
    source: String,
    ticket_id: String,
    clock: String,
    verdict: String,
    organisation: String,
    work_unit: String,
    team: String,
    channel: String,
    priority: String,
    norm_path: String,
    service_name: String,
    local: bool,
    settled_at: i64,
}

async fn facts(session: &Session, sql: &str) -> Vec<Seen> {
    let mut out = Vec::new();
    for batch in session.sql(sql).await.unwrap() {
        let text = |name: &str, row: usize| {
            let column = batch.column_by_name(name).unwrap();
            if column.is_null(row) {
                String::new()
            } else {
                column.as_string::<i32>().value(row).to_owned()
            }
        };
        let seconds = DataType::Timestamp(TimeUnit::Second, Some("UTC".into()));
        let at = cast(batch.column_by_name("settled_at").unwrap(), &seconds).unwrap();
        let at = cast(&at, &DataType::Int64).unwrap();
        for row in 0..batch.num_rows() {
            out.push(Seen {
                source: text("source", row),
                ticket_id: text("ticket_id", row),
                clock: text("clock", row),
                verdict: text("verdict", row),
                organisation: text("organisation", row),
                work_unit: text("work_unit", row),
                team: text("team", row),
                channel: text("channel", row),
                priority: text("priority", row),
                norm_path: text("norm_path", row),
                service_name: text("service_name", row),
                local: batch
                    .column_by_name("local")
                    .unwrap()
                    .as_boolean()
                    .value(row),
                settled_at: at.as_primitive::<Int64Type>().value(row),
            });
        }
    }
    out.sort();
    out
}

/// The plain reading of a filter, a fact at a time.
fn is_left(filter: &Filter, fact: &Seen) -> bool {
    let is = |wanted: &Option<String>, value: &str| wanted.as_deref().is_none_or(|w| w == value);
    let among = |wanted: &[String], value: &str| {
        wanted.is_empty() || wanted.iter().any(|wanted| wanted == value)
    };
    let path = fact.norm_path.as_str();
    let name = fact.service_name.trim().to_lowercase();
    let service = filter
        .service
        .as_deref()
        .is_none_or(|wanted| match wanted.strip_prefix('=') {
            Some(only) => path == only || (path.is_empty() && name == only.to_lowercase()),
            None => {
                path == wanted
                    || path.starts_with(&format!("{wanted}."))
                    || path.starts_with(&format!("{wanted}/"))
                    || name == wanted.to_lowercase()
            }
        });
    let unit = filter
        .unit
        .as_ref()
        .is_none_or(|unit| fact.work_unit.trim().to_lowercase() == unit.to_lowercase());
    let period = filter.period.is_none_or(|period| {
        let at = Instant(fact.settled_at);
        period.start() <= at && at < period.end()
    });
    is(&filter.source, &fact.source)
        && is(&filter.organisation, &fact.organisation)
        && is(&filter.team, &fact.team)
        && is(&filter.channel, &fact.channel)
        && is(&filter.priority, &fact.priority)
        && filter.local.is_none_or(|local| local == fact.local)
        && among(&filter.clocks, &fact.clock)
        && among(&filter.verdicts, &fact.verdict)
        && service
        && unit
        && period
}

/// Values that some fact has, and one that none has.
fn one_of(values: Vec<&'static str>) -> impl Strategy<Value = Option<String>> {
    proptest::option::weighted(
        0.3,
        proptest::sample::select(values).prop_map(str::to_owned),
    )
}

fn filters() -> impl Strategy<Value = Filter> {
    let periods = vec![
        "2026-TW1",
        "2026-01",
        "2026-03",
        "2026",
        "2025",
        "2026-SM1",
        "2026-01-13..2026-01-14",
        "2026-03-30",
        "2025-12-31..2026-01-01",
    ];
    let period = proptest::option::of(
        proptest::sample::select(periods).prop_map(|text| text.parse::<Period>().unwrap()),
    );
    let clocks = proptest::collection::vec(
        proptest::sample::select(vec!["fulfilment", "response", "resolution"])
            .prop_map(str::to_owned),
        0..3,
    );
    let verdicts = proptest::collection::vec(
        proptest::sample::select(vec!["met", "breached", "overdue", "no_norm"])
            .prop_map(str::to_owned),
        0..3,
    );
    (
        period,
        one_of(vec!["servicedesk", "hai", "nobody"]),
        one_of(vec!["BaTII", "DJPb", "KPTIK BMN"]),
        one_of(vec!["DJP", "djp", "DJBC"]),
        one_of(vec![
            "002",
            "002/11",
            "002/11.a",
            "002/11.a.5",
            "002/1",
            "reset password",
            "=002/11",
            "=002/11.a.5",
            "=Jaringan",
        ]),
        one_of(vec!["Akun", "Jaringan"]),
        one_of(vec!["portal", "email", "phone"]),
        one_of(vec!["P1", "P3"]),
        (
            proptest::option::weighted(0.2, any::<bool>()),
            clocks,
            verdicts,
        ),
    )
        .prop_map(
            |(
                period,
                source,
                organisation,
                unit,
                service,
                team,
                channel,
                priority,
                (local, clocks, verdicts),
            )| Filter {
                period,
                source,
                organisation,
                unit,
                service,
                team,
                channel,
                priority,
                local,
                clocks,
                verdicts,
            },
        )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn the_facts_that_are_left_are_those_with_the_properties(filter in filters()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let session = sample::session().await;
            let all = facts(&session, "select * from sla_facts").await;
            let left = session.filtered(&filter).await.unwrap();
            let found = facts(&left, "select * from sla_facts").await;
            let expected: Vec<Seen> = all.into_iter().filter(|fact| is_left(&filter, fact)).collect();
            assert_eq!(found, expected, "{filter:?}");
            if let Some(period) = filter.period {
                // A model of a quarter counts them all under the name of the period.
                let params = Params::period(period);
                let rows = left.count("verdicts", &params).await.unwrap();
                assert_eq!(rows as usize, expected.len());
            }
        });
    }
}

#[tokio::test]
async fn months_add_up_to_their_quarter_in_every_model_that_counts() {
    let session = sample::session().await;
    let sum = async |period: &str| {
        let period: Period = period.parse().unwrap();
        let filter = Filter {
            period: Some(period),
            ..Filter::default()
        };
        let seen = session.filtered(&filter).await.unwrap();
        let mut sum = 0;
        for batch in seen
            .model("quarter_summary", &Params::period(period))
            .await
            .unwrap()
        {
            let tickets = batch.column_by_name("tickets").unwrap();
            sum += tickets
                .as_primitive::<Int64Type>()
                .iter()
                .flatten()
                .sum::<i64>();
        }
        sum
    };
    let quarter = sum("2026-TW1").await;
    assert!(quarter > 0);
    assert_eq!(
        sum("2026-01").await + sum("2026-02").await + sum("2026-03").await,
        quarter
    );
    assert_eq!(sum("2026-01-01..2026-03-31").await, quarter);
}

#[tokio::test]
async fn flow_of_a_month_adds_up_and_its_tickets_are_those_of_the_choice() {
    let session = sample::session().await;
    let period: Period = "2026-02".parse().unwrap();
    for filter in [
        Filter::default(),
        Filter {
            organisation: Some("BaTII".to_owned()),
            channel: Some("email".to_owned()),
            ..Filter::default()
        },
        Filter {
            priority: Some("P3".to_owned()),
            ..Filter::default()
        },
    ] {
        let filter = Filter {
            period: Some(period),
            ..filter
        };
        let seen = session.filtered(&filter).await.unwrap();
        for batch in seen
            .model("flow_by_service", &Params::period(period))
            .await
            .unwrap()
        {
            let unaccounted = batch.column_by_name("unaccounted").unwrap();
            assert!(
                unaccounted
                    .as_primitive::<Int64Type>()
                    .iter()
                    .flatten()
                    .all(|rest| rest == 0),
                "{filter:?}"
            );
        }
        let changes = seen
            .sql("select distinct source, ticket_id from ticket_changes")
            .await
            .unwrap();
        let tickets = seen
            .sql(
                "select source, ticket_id from ticket_changes except select source, ticket_id from tickets",
            )
            .await
            .unwrap();
        let rows = |batches: &[arrow::record_batch::RecordBatch]| {
            batches
                .iter()
                .map(arrow::record_batch::RecordBatch::num_rows)
                .sum::<usize>()
        };
        assert!(rows(&changes) > 0, "{filter:?}");
        assert_eq!(rows(&tickets), 0, "{filter:?}");
    }
}

#[tokio::test]
async fn a_part_of_a_model_is_a_part_of_the_whole() {
    let session = sample::session().await;
    let params = Params::quarter("2026-TW1".parse().unwrap());
    let whole = session.model("breaches", &params).await.unwrap();
    let rows = whole
        .iter()
        .map(arrow::record_batch::RecordBatch::num_rows)
        .sum::<usize>();
    assert_eq!(
        session.count("breaches", &params).await.unwrap() as usize,
        rows
    );
    let ids = |batches: &[arrow::record_batch::RecordBatch]| {
        let mut ids = Vec::new();
        for batch in batches {
            let column = batch.column_by_name("ticket_id").unwrap();
            ids.extend(
                column
                    .as_string::<i32>()
                    .iter()
                    .flatten()
                    .map(str::to_owned),
            );
        }
        ids
    };
    let mut parts = Vec::new();
    for skip in (0..rows + 2).step_by(2) {
        parts.extend(ids(&session
            .model_part("breaches", &params, skip, 2)
            .await
            .unwrap()));
    }
    assert_eq!(parts, ids(&whole));
}
