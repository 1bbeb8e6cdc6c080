//! Availability from monitoring samples over small tables: figures, findings, and that neither the order of the rows nor a
//! second reading changes anything.

use std::collections::BTreeSet;
use std::num::NonZeroU32;
use std::sync::Arc;

use arrow::util::pretty::pretty_format_batches;
use norma_queries::{Params, Session, checks, fixture};
use norma_rules::Rulebook;
use norma_rules::availability::{ComponentTerms, ServiceTerms, SourceTerms};
use proptest::prelude::*;
use serde_json::{Value, json};
use tokio::runtime::Runtime;

use crate::sample;

/// As of 10.00 of the day on which the monitor is complete.
const AS_OF: &str = "2026-03-02 10:00";

/// A service with one component, which a monitor checks every minute.
fn portal() -> ServiceTerms {
    let monitor = SourceTerms {
        source: "probe".to_owned(),
        complete_since: Some("2026-03-02".parse().unwrap()),
        interval: NonZeroU32::new(60),
    };
    ServiceTerms {
        names: vec!["Portal Layanan".to_owned()],
        first_day: Some("2026-03-02".parse().unwrap()),
        sources: Vec::new(),
        components: vec![ComponentTerms {
            id: "web".to_owned(),
            title: "Web".to_owned(),
            names: Vec::new(),
            first_day: None,
            last_day: None,
            sources: vec![monitor],
        }],
        ..sample::service("portal", "Portal", "BaTII", "log", "2026-03-02")
    }
}

async fn session(services: Vec<ServiceTerms>, samples: &[Value]) -> Session {
    let tables = vec![
        fixture::table("samples", samples).unwrap(),
        fixture::table("loads", &loads()).unwrap(),
    ];
    let rulebook = Rulebook {
        services,
        ..Rulebook::builtin()
    };
    Session::from_tables(tables, Arc::new(rulebook), sample::instant(AS_OF))
        .await
        .unwrap()
}

/// Two exports, `f2` made first; 3 samples of `f1` repeated others under the present mapping.
fn loads() -> Vec<Value> {
    let load = |run: i64, file: &str, time: &str, mapping: &str, repeated: i64| {
        json!({"run": run, "source": "probe", "file_name": file, "landing_file": file, "export_time": time,
            "mapping_hash": mapping, "records_read": repeated, "repeated": repeated})
    };
    vec![
        load(1, "f1", "2026-03-02 09:30", "old", 90),
        load(2, "f1", "2026-03-02 09:30", "new", 3),
        load(2, "f2", "2026-03-02 09:00", "new", 0),
    ]
}

fn check(file: &str, record: i64, at: &str, state: &str) -> Value {
    json!({"source": "probe", "service": "portal layanan", "component": "WEB", "at": format!("2026-03-02 {at}"),
        "state": state, "landing_file": file, "record": record})
}

/// Up at 08.00, down from 08.01 to 08.03, then silent until 08.10.
fn checks_of_a_morning() -> Vec<Value> {
    vec![
        check("f2", 1, "08:00", "up"),
        check("f2", 2, "08:01", "down"),
        check("f2", 3, "08:02", "down"),
        check("f2", 4, "08:03", "up"),
        check("f1", 1, "08:10", "up"),
        check("f1", 2, "08:10", "unknown"),
        check("f1", 3, "08:02:30", "down"),
        check("f1", 4, "08:11", "up"),
        check("f1", 5, "10:01", "up"),
    ]
}

async fn rows(session: &Session, sql: &str) -> String {
    let batches = session.sql(sql).await.unwrap();
    pretty_format_batches(&batches).unwrap().to_string()
}

const FIGURES: &str = "select component, up_seconds, down_seconds, unknown_seconds, outages, restored from availability \
    where period_kind = 'quarter' order by component nulls first";
const FINDINGS: &str = "select finding, service, part, records, detail from availability_findings order by finding, service, part";

#[tokio::test]
async fn samples_become_figures_and_findings() {
    let session = session(vec![portal()], &checks_of_a_morning()).await;
    // Up 08.00, 08.03 to 08.05, 08.11 to 08.13: 60 + 120 + 120; down two minutes; all else of ten hours is unknown.
    let expected = [
        "+-----------+------------+--------------+-----------------+---------+----------+",
        "| component | up_seconds | down_seconds | unknown_seconds | outages | restored |",
        "+-----------+------------+--------------+-----------------+---------+----------+",
        "|           | 300        | 120          | 35580           | 1       | 1        |",
        "| web       | 300        | 120          | 35580           | 1       | 1        |",
        "+-----------+------------+--------------+-----------------+---------+----------+",
    ];
    assert_eq!(rows(&session, FIGURES).await, expected.join("\n"));
    let findings = rows(&session, FINDINGS).await;
    for words in [
        "clock_set_back       | portal  | web  | 1       |",
        "samples_later        | portal  | web  | 1       |",
        "samples_missing      | portal  | web  | 1       |",
        "300 seconds are unknown, the first at 2026-03-02 08:05:00 WIB",
        "samples_out_of_order | portal  | web  | 1       |",
        "samples_overruled    | portal  | web  | 1       |",
        "samples_read_again   |         |      | 3       | 3 samples from \"probe\"",
    ] {
        assert!(findings.contains(words), "{words}\n{findings}");
    }
    assert_eq!(findings.lines().count(), 6 + 4, "{findings}");
    let quarter = Params::quarter("2026-TW1".parse().unwrap());
    let outcomes = checks::run(&session, &quarter).await;
    let bad: BTreeSet<_> = outcomes
        .iter()
        .filter(|o| o.is_bad())
        .map(|o| o.name)
        .collect();
    // The loads of this test count what was repeated, and nothing else.
    assert!(!bad.contains("availability_does_not_add_up"), "{bad:?}");
}

#[tokio::test]
async fn samples_of_nobody_are_told_once_and_count_nowhere() {
    let mut samples = checks_of_a_morning();
    let nobodys = [
        ("Sistem Lama", None),
        ("Sistem Lama", None),
        ("Portal", Some("basis data")),
        ("Portal", None),
    ];
    for (record, (service, component)) in (10..).zip(nobodys) {
        let mut sample = check("f1", record, "09:00", "down");
        sample["service"] = service.into();
        sample["component"] = component.into();
        samples.push(sample);
    }
    let with = session(vec![portal()], &samples).await;
    let without = session(vec![portal()], &checks_of_a_morning()).await;
    assert_eq!(rows(&with, FIGURES).await, rows(&without, FIGURES).await);
    let findings = rows(&with, FINDINGS).await;
    for words in [
        "samples_of_unknown_service   | Sistem Lama |            | 2 ",
        "samples_of_unknown_component | portal      | basis data | 1 ",
        "samples_of_other_source      | portal      | portal     | 1 ",
    ] {
        assert!(findings.contains(words), "{words}\n{findings}");
    }
}

/// A service that has no monitor does not read them.
#[tokio::test]
async fn samples_without_a_monitor_are_not_read() {
    let log = sample::service("portal", "Portal", "BaTII", "log", "2026-03-02");
    let session = session(vec![log], &checks_of_a_morning()).await;
    let findings = rows(&session, "select count(*) as n from availability_findings").await;
    assert!(findings.contains("| 0 |"), "{findings}");
    let down = rows(&session, "select sum(down_seconds) as s from availability").await;
    assert!(down.contains("| 0 |"), "{down}");
}

/// Everything that rests on samples.
async fn all(samples: &[Value]) -> String {
    let session = session(vec![portal()], samples).await;
    let mut all = String::new();
    for sql in [
        FIGURES,
        FINDINGS,
        "select * from outage_periods order by component nulls first, started_at",
        "select * from outages_united order by component nulls first, started_at",
    ] {
        all.push_str(&rows(&session, sql).await);
    }
    all
}

fn samples() -> impl Strategy<Value = Vec<Value>> {
    let one = (
        prop::sample::select(vec!["f1", "f2", "elsewhere"]),
        0..8_u32,
        prop::sample::select(vec!["up", "down", "unknown"]),
    );
    prop::collection::vec(one, 0..24).prop_map(|all| {
        let numbered = (1..).zip(all);
        numbered
            .map(|(record, (file, minute, state))| {
                check(file, record, &format!("08:{:02}", minute * 2), state)
            })
            .collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_order_of_rows_does_not_matter(
        (given, shuffled) in samples().prop_flat_map(|s| (Just(s.clone()), Just(s).prop_shuffle()))
    ) {
        let runtime = Runtime::new().unwrap();
        let (one, other) = runtime.block_on(async { (all(&given).await, all(&shuffled).await) });
        prop_assert_eq!(one, other);
    }
}
