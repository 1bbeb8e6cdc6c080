//! The report model from a real session over small tables.
#![allow(clippy::unwrap_used)]

use std::sync::Arc;

use norma_queries::Session;
use norma_queries::fixture::{table, wib};
use norma_report::{
    Asked, Document, Edition, Format, Page, Report, document, history, narrative, outputs,
};
use norma_rules::availability::{ComponentTerms, ServiceTerms, SourceTerms};
use norma_rules::{NormSelection, Rulebook};
use serde_json::{Value, json};

fn request(id: &str, service: &str, from: &str, done: Option<&str>) -> Value {
    json!({"ticket_id": id, "norm_path": service, "service_name": "Reset Password", "channel": "email",
        "status": if done.is_some() { "fulfilled" } else { "in_progress" },
        "submitted_at": from, "first_response_at": from, "fulfilled_at": done})
}

fn incident(id: &str, level: &str, from: &str, done: &str) -> Value {
    json!({"ticket_id": id, "kind": "incident", "impact": level, "urgency": level, "status": "resolved", "channel": "phone",
        "service_name": "Jaringan", "submitted_at": from, "first_response_at": from, "resolved_at": done})
}

async fn session() -> Session {
    let tickets = [
        request(
            "A1",
            "002/11.a.5",
            "2026-03-16 08:00",
            Some("2026-03-16 08:30"),
        ),
        request(
            "A2",
            "002/11.a.5",
            "2026-03-16 08:00",
            Some("2026-03-30 16:00"),
        ),
        request("A3", "002/11.a.5", "2026-02-02 08:00", None),
        incident("B1", "high", "2026-03-10 20:00", "2026-03-10 22:59"),
        incident("B2", "medium", "2026-03-10 08:00", "2026-03-30 08:00"),
        json!({"ticket_id": "D1", "organisation": "DJPb", "source": "sakti", "service_name": "SAKTI", "channel": "phone",
            "submitted_at": "2026-03-10 08:00", "first_response_at": "2026-03-10 08:01", "fulfilled_at": "2026-03-10 10:15", "status": "fulfilled"}),
    ];
    let loads = [
        json!({"run": 1, "file_name": "a.csv", "records_read": 8, "loaded": 6, "superseded": 1, "repeated": 0, "rejected": 1}),
    ];
    let tables = vec![
        table("tickets", &tickets).unwrap(),
        table("loads", &loads).unwrap(),
    ];
    let as_of = wib("2026-04-01 00:00").unwrap();
    Session::from_tables(tables, Arc::new(Rulebook::builtin()), as_of)
        .await
        .unwrap()
}

/// The report as a page.
fn page(report: &Report) -> String {
    let document = document(report, &Edition::default()).unwrap();
    let files = outputs(&document, &[Format::Html]).unwrap();
    String::from_utf8(files.into_iter().next().unwrap().bytes).unwrap()
}

#[tokio::test]
async fn the_model_holds_what_the_session_says() {
    let session = session().await;
    let report = Report::build(&session, "2026-TW1".parse().unwrap())
        .await
        .unwrap();
    let figures = json!({
        "fulfilment": report.fulfilment(), "resolution": report.resolution(), "response": report.response(),
        "services": report.services, "priorities": report.priorities, "flows": report.flows,
        "breaches": report.breaches, "loads": report.loads, "reasons": report.reasons,
        "summary": narrative::summary(&report),
    });
    insta::assert_json_snapshot!(figures);

    assert!(report.flows.iter().all(|row| row.flow.adds_up()));
    assert!(report.loads.iter().all(norma_report::Load::adds_up));
    // What is open has an age; what was broken has a place; the last quarter of the trend is this one.
    let ages: norma_report::Ages = report.backlog.iter().map(|row| row.ages).sum();
    assert_eq!(ages.open(), report.flow().open_at_end);
    let promised = report.breaches.iter().filter(|row| !row.local);
    let placed = report.pareto.iter().filter(|row| !row.local);
    assert_eq!(
        placed.map(|row| row.breaches).sum::<i64>(),
        promised.count() as i64
    );
    let last = report.trend.last().unwrap();
    assert_eq!(
        (
            last.quarter,
            last.fulfilment,
            last.resolution,
            last.response
        ),
        (
            report.quarter,
            report.fulfilment(),
            report.resolution(),
            report.response()
        )
    );
    // The rows of services and the row of the quarter count the same tickets.
    let services: norma_report::Counts = report.services.iter().map(|row| row.counts).sum();
    assert_eq!(services, report.fulfilment());
    let late = report
        .breaches
        .iter()
        .filter(|row| row.clock == "fulfilment")
        .count() as i64;
    assert_eq!(
        late,
        report.fulfilment().breached + report.fulfilment().overdue
    );
    // Every table of the page names a model that exists.
    assert_eq!(report.models.len(), 23);
    assert!(
        report
            .settings
            .iter()
            .any(|row| row.key == "at_once_seconds" && row.value == "300")
    );
    assert!(page(&report).contains("pembanding, bukan komitmen"));
}

#[tokio::test]
async fn annexes_say_what_the_figures_rest_on() {
    let session = session().await;
    let quarter = "2026-TW1".parse().unwrap();
    let plain = Report::build(&session, quarter).await.unwrap();
    assert_eq!((&plain.sensitivity, &plain.ledgers), (&None, &None));
    let report = plain.with_annexes(&session).await.unwrap();

    // Each breach has its ledger, whose seconds add up to the figure.
    let ledgers = report.ledgers.as_ref().unwrap();
    assert!(!report.breaches.is_empty());
    assert_eq!(ledgers.ledgers.len(), report.breaches.len());
    for (breach, ledger) in report.breaches.iter().zip(&ledgers.ledgers) {
        assert_eq!(
            (&breach.source, &breach.ticket_id, &breach.clock),
            (&ledger.source, &ledger.ticket_id, &ledger.clock)
        );
        let sum: i64 = ledger.segments.iter().map(|s| s.seconds).sum();
        assert_eq!(Some(sum), breach.elapsed, "{}", breach.ticket_id);
    }

    // Each other setting gives what a report built under it says.
    let sensitivity = report.sensitivity.as_ref().unwrap();
    let others = session.rulebook().settings.others();
    assert_eq!(sensitivity.others.len(), others.len());
    for (told, other) in sensitivity.others.iter().zip(others) {
        let rules = session.rulebook().under(other.settings);
        let under = session.under(Arc::new(rules)).await.unwrap();
        let built = Report::build(&under, quarter).await.unwrap();
        assert_eq!((told.key.as_str(), &told.other), (other.key, &other.other));
        assert_eq!(told.figures.fulfilment, built.fulfilment(), "{}", told.key);
        assert_eq!(told.figures.resolution, built.resolution(), "{}", told.key);
        assert_eq!(told.figures.response, built.response(), "{}", told.key);
    }

    // What does not enter a rate is told row by row, what judges is quoted.
    let excluded: i64 = report.exclusions.iter().map(|row| row.tickets).sum();
    let counted: i64 = report
        .clocks
        .iter()
        .map(|row| row.counts.total() - row.counts.decided())
        .sum();
    assert_eq!(excluded, counted);
    let decided: i64 = report.norms.iter().map(|row| row.decided).sum();
    let all: i64 = report.clocks.iter().map(|row| row.counts.decided()).sum();
    assert_eq!(decided, all);
    for norm in &report.norms {
        assert!(!norm.clauses.is_empty(), "{}", norm.norm);
    }
    let document = norma_report::document(&report, &norma_report::Edition::default()).unwrap();
    assert!(document.tables().iter().any(|t| t.name == "breach_ledgers"));
}

#[tokio::test]
async fn a_simulation_stands_beside_the_same_figures() {
    // A static address, 5 jam kerja in 002 and 6 in 001: after 5.5 hours, and after 9.
    let request = |id: &str, done: &str| {
        json!({"ticket_id": id, "norm_path": "002/9.b.3", "service_name": "IP Static", "channel": "portal", "status": "fulfilled",
            "submitted_at": "2026-03-10 08:00", "first_response_at": "2026-03-10 08:00", "fulfilled_at": done})
    };
    let tickets = [
        request("A1", "2026-03-10 14:30"),
        request("A2", "2026-03-11 09:00"),
    ];
    let session = Session::from_tables(
        vec![table("tickets", &tickets).unwrap()],
        Arc::new(Rulebook::builtin()),
        wib("2026-04-01 00:00").unwrap(),
    )
    .await
    .unwrap();
    let quarter = "2026-TW1".parse().unwrap();
    let by_001 = Rulebook {
        norms: NormSelection::Document("001".to_owned()),
        ..Rulebook::builtin()
    };
    let other = session.under(Arc::new(by_001)).await.unwrap();
    let alone = Report::build_with_simulation(&session, &other, "001", quarter).await;
    assert!(alone.is_err(), "one judging compares nothing");

    let session = session.beside(&other).await.unwrap();
    let report = Report::build_with_simulation(&session, &other, "001", quarter)
        .await
        .unwrap();
    let what_if = report.what_if.as_ref().unwrap();
    let total = what_if.total("service");
    assert_eq!(total.in_force, report.fulfilment());
    assert_eq!((total.in_force.met, total.in_force.decided()), (0, 2));
    assert_eq!((total.other.met, total.other.decided()), (1, 2));
    assert_eq!(what_if.total("response").in_force, report.response());
    let service = &what_if.services[0];
    assert_eq!(
        [&service.limit, &service.other_norms, &service.other_limit],
        ["5 jam kerja", "001/5.2.5", "6 jam kerja"]
    );
    let changes: Vec<_> = what_if.changes.iter().collect();
    assert_eq!(changes.len(), 1);
    assert_eq!(
        (changes[0].change.as_str(), changes[0].ticket_id.as_str()),
        ("improved", "A1")
    );
    assert_eq!(report.models.len(), 26);
    let simulated = page(&report);
    assert!(
        simulated.contains("+50,00")
            && simulated.contains("Simulasi, bukan angka yang disampaikan")
    );
    // The report without it is as it was.
    let plain = Report::build(&session, quarter).await.unwrap();
    assert!(plain.what_if.is_none() && !page(&plain).contains("imulasi"));
}

#[tokio::test]
async fn quarters_are_those_with_tickets() {
    let session = session().await;
    let quarters: Vec<String> = history(&session)
        .await
        .unwrap()
        .iter()
        .map(|row| row.quarter.to_string())
        .collect();
    assert_eq!(quarters, ["2026-TW1"]);
    let none = Report::build(&session, "2024-TW3".parse().unwrap())
        .await
        .unwrap();
    assert_eq!(none.fulfilment().total(), 0);
    assert!(page(&none).contains("Tidak ada permintaan layanan dengan norma waktu"));
}

fn watched(id: &str, sources: Vec<SourceTerms>) -> ServiceTerms {
    ServiceTerms {
        id: id.into(),
        title: format!("Layanan {id}"),
        organisation: "BaTII".into(),
        reference: Some("001/5".into()),
        names: vec![],
        criticality: Some("very_critical".into()),
        first_day: None,
        last_day: None,
        calendar: None,
        sources,
        components: vec![],
    }
}

#[tokio::test]
async fn availability_is_that_of_the_configured_services() {
    let log = || SourceTerms {
        source: "servicedesk".into(),
        complete_since: "2026-01-01".parse().ok(),
        interval: None,
    };
    let mut network = watched("jaringan", vec![log()]);
    network.components.push(ComponentTerms {
        id: "lan".into(),
        title: "LAN".into(),
        names: vec![],
        first_day: None,
        last_day: None,
        sources: vec![],
    });
    let rulebook = Rulebook {
        services: vec![network, watched("awan", vec![])],
        ..Rulebook::builtin()
    };
    let outages = [
        json!({"outage_id": "O1", "service": "jaringan", "started_at": "2026-03-10 08:00", "ended_at": "2026-03-10 10:15",
            "opened_at": "2026-03-10 08:30"}),
        json!({"outage_id": "O2", "service": "jaringan", "component": "lan", "started_at": "2026-03-14 22:00",
            "ended_at": "2026-03-15 02:00", "planned": true, "announced_at": "2026-03-10 09:00"}),
    ];
    let session = Session::from_tables(
        vec![table("outages", &outages).unwrap()],
        Arc::new(rulebook),
        wib("2026-04-01 00:00").unwrap(),
    )
    .await
    .unwrap();
    let report = Report::build(&session, "2026-TW1".parse().unwrap())
        .await
        .unwrap();
    let [network, lan, cloud] = &report.availability.services[..] else {
        panic!("{:?}", report.availability.services)
    };
    let quarter = network.quarter.unwrap();
    let (outage, maintenance) = (8_100, 14_400);
    assert_eq!(quarter.headline.down, outage + maintenance);
    assert_eq!(quarter.without_planned.down, outage);
    assert_eq!(quarter.without_planned.excluded, maintenance);
    assert_eq!(
        quarter.headline.up + quarter.headline.down,
        90 * 86_400,
        "to the second"
    );
    assert_eq!(
        (quarter.outages, quarter.longest_seconds),
        (2, Some(maintenance))
    );
    assert_eq!(
        quarter.mean_restore_seconds,
        Some(i64::midpoint(outage, maintenance))
    );
    let target = network.target.as_ref().unwrap();
    assert_eq!((target.hundredths, target.local), (9_900, false));
    let budget = network.budget.unwrap();
    assert_eq!(
        (budget.budget_seconds, budget.spent_seconds),
        (315_360, 22_500)
    );
    assert_eq!(budget.standing, norma_report::Standing::Reachable);
    assert_eq!(lan.component.as_deref(), Some("lan"));
    assert!(lan.has_source && lan.target.is_none() && lan.budget.is_none());
    assert!(!cloud.has_source && cloud.quarter.is_none());
    assert!(!network.stretches.is_empty());
    let page = page(&report);
    assert!(page.contains("tidak ada angka: sumber belum ada"));
    assert!(page.contains("“Ketersediaan WAN dan LAN sebesar 99% per tahun.”"));
}

/// The leading sentences of every section, by its id.
fn leads(document: &Document) -> std::collections::BTreeMap<String, Vec<String>> {
    let sections = document.numbered().into_iter();
    sections
        .map(|numbered| {
            let blocks = numbered.section.blocks.iter();
            let leads = blocks.filter_map(|block| match block {
                norma_document::Block::Paragraph {
                    level: norma_document::Level::Lead,
                    text,
                } => Some(document.words(text)),
                _ => None,
            });
            (numbered.section.id.clone(), leads.collect())
        })
        .collect()
}

/// A page reads only some models; its chapters must say what they say in the report all the same.
#[tokio::test]
async fn pages_say_what_the_report_says() {
    let session = session().await;
    let quarter: norma_rules::Quarter = "2026-TW1".parse().unwrap();
    let edition = Edition::default();
    let report = Report::build(&session, quarter).await.unwrap();
    let whole = document(&report, &edition).unwrap();
    let (mut tables, mut sentences) = (0, 0);
    for page in Page::ALL {
        let asked = Asked {
            page,
            period: quarter.into(),
            seen: &session,
            any: &session,
            is_narrowed: false,
            edition: &edition,
            service: (page == Page::Service).then_some("002/11.a.5"),
            skip: 0,
            fetch: 1_000,
            soon_seconds: 8 * 3_600,
        };
        let shown = asked.document().await.unwrap().unwrap();
        shown.check().unwrap();
        for table in shown.tables() {
            // The list of late clocks and the months of a year are told otherwise there.
            let same = whole
                .tables()
                .into_iter()
                .find(|other| other.name == table.name);
            // One service is a part of the report's table.
            if let Some(same) = same.filter(|_| page != Page::Service) {
                assert_eq!(table.rows, same.rows, "{page:?}: {}", table.name);
                tables += 1;
            }
        }
        let told = leads(&whole);
        for (section, words) in leads(&shown) {
            if let Some(same) = told.get(&section).filter(|_| page != Page::Service) {
                assert_eq!(&words, same, "{page:?}: {section}");
                sentences += usize::from(!words.is_empty());
            }
        }
    }
    assert!(
        tables >= 10 && sentences >= 6,
        "{tables} tables, {sentences} sentences"
    );
}
