//! Availability over small tables: what is open, what nobody configured, what a calendar does not cover, what the function
//! refuses.

use std::sync::Arc;

use arrow::util::pretty::pretty_format_batches;
use norma_queries::{Params, Session, checks, fixture};
use norma_rules::availability::ServiceTerms;
use norma_rules::settings::{Maintenance, Unknown};
use norma_rules::{Rulebook, Settings};
use serde_json::{Value, json};

use crate::sample;

async fn session(rulebook: Rulebook, outages: &[Value], tickets: &[Value]) -> Session {
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
fn rulebook(settings: Settings) -> Rulebook {
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
async fn row(session: &Session, sql: &str) -> String {
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
    ] {
        let sql = format!("select * from availability({arguments})");
        let error = session.sql(&sql).await.unwrap_err().to_string();
        assert!(error.contains(words), "{sql}: {error}");
    }
}
