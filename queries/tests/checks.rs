//! The checks: silent on sound tables, loud on broken ones, "error" when they cannot run.

use std::sync::Arc;

use norma_queries::checks::{self, Outcome, State};
use norma_queries::{Params, Session, fixture};
use norma_rules::Rulebook;
use serde_json::json;

use crate::sample;

async fn outcomes(session: &Session) -> Vec<Outcome> {
    checks::run(session, &Params::quarter("2026-TW1".parse().unwrap())).await
}

fn words(outcomes: &[Outcome], word: &str) -> Vec<&'static str> {
    let named = outcomes.iter().filter(|o| o.word() == word);
    named.map(|o| o.name).collect()
}

#[tokio::test]
async fn sound_tables_pass_and_warn() {
    // Two judgings are compared only where there are two.
    for (session, count) in [
        (sample::session().await, checks::all().len() - 1),
        (sample::compared().await, checks::all().len()),
    ] {
        let outcomes = outcomes(&session).await;
        assert_eq!(outcomes.len(), count);
        assert_eq!(words(&outcomes, "fail"), Vec::<&str>::new());
        assert_eq!(words(&outcomes, "error"), Vec::<&str>::new());
        assert_eq!(words(&outcomes, "warn"), ["unmapped_tickets"]);
    }
}

#[tokio::test]
async fn every_broken_load_is_found() {
    let loads = [
        json!({"run": 1, "file_name": "a.csv", "landing_file": "f1", "records_read": 10, "loaded": 8, "rejected": 1,
            "export_time": "2026-03-31 23:59"}),
    ];
    let session = Session::from_tables(
        vec![fixture::table("loads", &loads).unwrap()],
        Arc::new(Rulebook::builtin()),
        sample::instant(sample::AS_OF),
    )
    .await
    .unwrap();
    let outcomes = outcomes(&session).await;
    assert_eq!(
        words(&outcomes, "fail"),
        ["loads_do_not_add_up", "rejects_do_not_match_loads"]
    );
    assert_eq!(words(&outcomes, "warn"), ["exports_older_than_as_of"]);
    let broken = outcomes
        .iter()
        .find(|o| o.name == "loads_do_not_add_up")
        .unwrap();
    let State::Found { rows, sample } = &broken.state else {
        panic!("{broken:?}")
    };
    assert_eq!((*rows, sample.num_rows()), (1, 1));
    assert!(broken.is_bad());
}

#[tokio::test]
async fn a_check_that_cannot_run_is_an_error() {
    let session = sample::session().await;
    let outcomes = checks::run(&session, &Params::none()).await;
    assert_eq!(words(&outcomes, "error"), ["flow_does_not_add_up"]);
    assert!(outcomes.iter().any(Outcome::is_bad));
}
