//! Availability over small tables: what is open, what nobody configured, what a calendar does not cover, what the function
//! refuses.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use arrow::datatypes::SchemaRef;
use arrow::util::pretty::pretty_format_batches;
use async_trait::async_trait;
use datafusion::catalog::TableProvider;
use datafusion::logical_expr::{Expr, TableType};
use datafusion::physical_plan::ExecutionPlan;
use norma_queries::{Params, Session, checks, fixture};
use norma_rules::availability::ServiceTerms;
use norma_rules::settings::{Maintenance, Unknown};
use norma_rules::{Rulebook, Settings};
use serde_json::{Value, json};

use crate::sample;

#[derive(Debug)]
struct Counted {
    table: Arc<dyn TableProvider>,
    scans: Arc<AtomicUsize>,
}

#[async_trait]
impl TableProvider for Counted {
    fn schema(&self) -> SchemaRef {
        self.table.schema()
    }

    fn table_type(&self) -> TableType {
        self.table.table_type()
    }

    async fn scan(
        &self,
        session: &dyn datafusion::catalog::Session,
        projection: Option<&Vec<usize>>,
        filters: &[Expr],
        limit: Option<usize>,
    ) -> datafusion::common::Result<Arc<dyn ExecutionPlan>> {
        self.scans.fetch_add(1, Ordering::Relaxed);
        self.table.scan(session, projection, filters, limit).await
    }
}

/// Records are read when a query first asks for what rests on them, and never again.
#[tokio::test]
async fn nothing_is_read_before_it_is_asked_for() {
    let outages = [
        json!({"source": "log", "outage_id": "A", "service": "wan", "started_at": "2026-02-01 08:00",
        "ended_at": "2026-02-01 10:00"}),
    ];
    let (_, table) = fixture::table("outages", &outages).unwrap();
    let scans = Arc::new(AtomicUsize::new(0));
    let counted: Arc<dyn TableProvider> = Arc::new(Counted {
        table,
        scans: Arc::clone(&scans),
    });
    let rules = Arc::new(rulebook(Settings::default()));
    let as_of = sample::instant(sample::AS_OF);
    let session = Session::from_tables(vec![("outages", counted)], rules, as_of)
        .await
        .unwrap();
    let quarter = Params::quarter("2026-TW1".parse().unwrap());
    session.model("quarter_summary", &quarter).await.unwrap();
    session
        .model("reliability_targets", &quarter)
        .await
        .unwrap();
    assert_eq!(scans.load(Ordering::Relaxed), 0);
    assert_eq!(row(&session, COUNTS).await, "7776000 7768800 7200 0 0 0");
    // The log, and the tickets that ask which of them it names.
    let first = scans.load(Ordering::Relaxed);
    assert!(first > 0);
    for sql in [
        "select * from availability_budget",
        "select * from outages_united",
        "select * from availability_findings",
        "select * from availability('wan', quarter_start('2026-TW1'), as_of())",
    ] {
        session.sql(sql).await.unwrap();
    }
    assert_eq!(scans.load(Ordering::Relaxed), first);
}

/// A report of an old quarter shows the budget as it stood then, also when the year has gone on.
#[tokio::test]
async fn a_budget_stands_as_it_stood_at_the_end_of_its_quarter() {
    let outages = [
        json!({"source": "log", "outage_id": "A", "service": "wan", "started_at": "2026-02-01 08:00",
        "ended_at": "2026-02-01 10:00"}),
        json!({"source": "log", "outage_id": "B", "service": "wan", "started_at": "2026-05-01 00:00",
        "ended_at": "2026-05-05 00:00"}),
    ];
    let tables = vec![fixture::table("outages", &outages).unwrap()];
    let rules = Arc::new(rulebook(Settings::default()));
    let session = Session::from_tables(tables, rules, sample::instant("2026-07-02 00:00"))
        .await
        .unwrap();
    let shown = rows(
        &session,
        "select quarter || ' ' || spent_seconds || ' ' || left_seconds || ' ' || left_to_date_seconds || ' ' \
         || can_still_be_met as budget from availability_budget order by quarter",
    )
    .await;
    // Two hours, then four days more; 99% of 90, 181 and 182 days so far.
    let budgets: Vec<&str> = shown
        .lines()
        .filter_map(|line| line.strip_prefix("| 2026"))
        .map(|line| line.trim_end_matches(['|', ' ']))
        .collect();
    assert_eq!(
        budgets,
        [
            "-TW1 7200 308160 70560 true",
            "-TW2 352800 -37440 -196416 false",
            "-TW3 352800 -37440 -195552 false",
        ]
    );
    assert!(faults(&session).await.is_empty());
}

pub async fn session(rulebook: Rulebook, outages: &[Value], tickets: &[Value]) -> Session {
    let tables = vec![
        fixture::table("outages", outages).unwrap(),
        fixture::table("tickets", tickets).unwrap(),
    ];
    let as_of = sample::instant(sample::AS_OF);
    Session::from_tables(tables, Arc::new(rulebook), as_of)
        .await
        .unwrap()
}

/// The built-in rules under `settings` with one service, complete from the year on.
pub fn rulebook(settings: Settings) -> Rulebook {
    let mut rulebook = Rulebook::with_settings(settings);
    rulebook.services = vec![terms()];
    rulebook
}

fn terms() -> ServiceTerms {
    ServiceTerms {
        reference: Some("001/5".to_owned()),
        ..sample::service("wan", "WAN", "BaTII", "log", "2026-01-01")
    }
}

async fn rows(session: &Session, sql: &str) -> String {
    let batches = session.sql(sql).await.unwrap();
    pretty_format_batches(&batches).unwrap().to_string()
}

/// The values of the one row of `sql`, separated by blanks.
pub async fn row(session: &Session, sql: &str) -> String {
    let shown = rows(session, sql).await;
    let line = shown.lines().nth(3).unwrap_or_default();
    let cells: Vec<&str> = line.split('|').map(str::trim).collect();
    cells.join(" ").trim().to_owned()
}

async fn faults(session: &Session) -> Vec<&'static str> {
    let quarter = Params::quarter("2026-TW1".parse().unwrap());
    let outcomes = checks::run(session, &quarter).await;
    let bad = outcomes.iter().filter(|o| o.is_bad());
    bad.map(|o| o.name).collect()
}

const COUNTS: &str = "select period_seconds, up_seconds, down_seconds, unknown_seconds, excluded_seconds, open_outages \
    from availability where period_kind = 'quarter'";

#[tokio::test]
async fn open_outages_run_to_the_as_of_instant_once() {
    let outages = [
        json!({"source": "log", "outage_id": "A", "service": "wan", "started_at": "2026-03-31 22:00"}),
        json!({"source": "log", "outage_id": "B", "service": "wan", "started_at": "2026-03-31 23:00"}),
    ];
    let session = session(rulebook(Settings::default()), &outages, &[]).await;
    assert_eq!(row(&session, COUNTS).await, "7776000 7768800 7200 0 0 1");
    assert_eq!(
        row(
            &session,
            "select ended, ended_at is null from outages_united"
        )
        .await,
        "open true"
    );
    assert_eq!(
        row(
            &session,
            "select finding, part, outage_id from availability_findings"
        )
        .await,
        "two_open_outages wan B"
    );
    assert!(faults(&session).await.is_empty());
}

#[tokio::test]
async fn settings_move_the_headline() {
    let outages = [
        json!({"source": "log", "outage_id": "M", "service": "wan", "started_at": "2026-03-07 22:00",
        "ended_at": "2026-03-08 02:00", "planned": true, "announced_at": "2026-03-01 08:00"}),
    ];
    let excluded = Settings {
        maintenance: Maintenance::Excluded,
        ..Settings::default()
    };
    let session_excluded = session(rulebook(excluded), &outages, &[]).await;
    assert_eq!(
        row(&session_excluded, COUNTS).await,
        "7776000 7761600 0 0 14400 0"
    );
    assert!(faults(&session_excluded).await.is_empty());

    let down = Settings {
        unknown: Unknown::Down,
        ..Settings::default()
    };
    let mut rules = rulebook(down);
    rules.services = vec![sample::service("wan", "WAN", "BaTII", "log", "2026-02-01")];
    rules.services[0].reference = Some("001/5".to_owned());
    let session_down = session(rules, &outages, &[]).await;
    // January is unknown, and so down: 31 days and 4 hours.
    assert_eq!(
        row(&session_down, COUNTS).await,
        "7776000 5083200 2692800 0 0 0"
    );
    assert!(faults(&session_down).await.is_empty());
}

#[tokio::test]
async fn a_ticket_gives_way_to_the_log_that_names_it() {
    let log = [
        json!({"source": "log", "outage_id": "A", "service": "WAN", "started_at": "2026-03-02 07:00",
        "ended_at": "2026-03-02 08:00", "ticket_id": "I1"}),
    ];
    let ticket = |id: &str, more: Value| {
        let mut ticket = json!({"source": "log", "ticket_id": id, "kind": "incident", "service_name": "wan", "is_outage": true,
            "submitted_at": "2026-03-02 07:30", "resolved_at": "2026-03-02 17:30"});
        for (key, value) in more.as_object().unwrap() {
            ticket[key] = value.clone();
        }
        ticket
    };
    for (name, tickets, down) in [
        ("named", vec![ticket("I1", json!({}))], 3600),
        ("another", vec![ticket("I2", json!({}))], 10 * 3600 + 1800),
        (
            "named, with stamps of its own",
            vec![ticket(
                "I1",
                json!({"outage_started_at": "2026-03-02 06:00", "outage_ended_at": "2026-03-02 07:30"}),
            )],
            2 * 3600,
        ),
        (
            "cancelled",
            vec![ticket("I2", json!({"cancelled_at": "2026-03-02 09:00"}))],
            3600,
        ),
        (
            "of a source that the service does not name",
            vec![ticket("I2", json!({"source": "desk"}))],
            3600,
        ),
        (
            "no outage",
            vec![ticket("I2", json!({"is_outage": false}))],
            3600,
        ),
    ] {
        let session = session(rulebook(Settings::default()), &log, &tickets).await;
        let sql = "select down_seconds from availability where period_kind = 'quarter'";
        assert_eq!(row(&session, sql).await, down.to_string(), "{name}");
    }
}

#[tokio::test]
async fn services_without_a_source_or_a_calendar_are_told() {
    let mut rules = rulebook(Settings::default());
    rules.services[0].sources.clear();
    let mut covered = terms();
    covered.id = "old".to_owned();
    covered.calendar = Some("office".to_owned());
    // Years before the calendar's first.
    covered.sources[0].complete_since = Some("1990-01-01".parse().unwrap());
    rules.services.push(covered);
    let session = session(rules, &[], &[]).await;
    let findings = rows(
        &session,
        "select finding, service from availability_findings order by finding",
    )
    .await;
    assert!(
        findings.contains("calendar_not_covered | old"),
        "{findings}"
    );
    assert!(
        findings.contains("no_source            | wan"),
        "{findings}"
    );
    let sql = "select count(*) from availability where service = 'wan'";
    assert_eq!(row(&session, sql).await, "0");
    assert!(faults(&session).await.is_empty());
}

#[tokio::test]
async fn nothing_configured_is_nothing_counted() {
    let session = session(Rulebook::builtin(), &[], &[]).await;
    for model in [
        "availability",
        "availability_budget",
        "outage_periods",
        "recovery_by_criticality",
    ] {
        let batches = session.model(model, &Params::none()).await.unwrap();
        assert!(batches.iter().all(|b| b.num_rows() == 0), "{model}");
    }
}

#[tokio::test]
async fn the_function_says_what_it_needs() {
    let session = sample::session().await;
    let at = |text: &str| format!("timestamptz '{text}:00+07'");
    let (from, to) = (at("2026-02-01 00:00"), at("2026-02-02 00:00"));
    for (arguments, words) in [
        (format!("'jaringan', {from}"), "takes 3 arguments"),
        (format!("'span', {from}, {to}"), "there are jaringan, sakti"),
        (format!("1, {from}, {to}"), "service must be a text"),
        (format!("'jaringan', {to}, {from}"), "to is not after from"),
        (
            format!("'jaringan', timestamp '2026-02-01 00:00:00', {to}"),
            "from is a timestamp without a zone",
        ),
        (
            format!("'jaringan', {from}, '2026-02-02'"),
            "not a timestamp with a zone",
        ),
        (format!("'jaringan', null, {to}"), "from is NULL"),
        (
            format!("'jaringan', as_of(), {}", at("2026-05-01 00:00")),
            "nothing is known yet",
        ),
        (
            format!("'jaringan', timestamptz '2026-02-01 08.00+07', {to}"),
            "2026-02-01 08.00+07",
        ),
    ] {
        let sql = format!("select * from availability({arguments})");
        let error = session.sql(&sql).await.unwrap_err().to_string();
        assert!(error.contains(words), "{sql}: {error}");
    }
}
