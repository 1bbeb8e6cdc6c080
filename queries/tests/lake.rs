//! A session over a lake on disk: derived tables are kept, made again when something changes, and never removed under
//! a reader.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::Path;
use std::sync::Arc;

use arrow::record_batch::RecordBatch;
use arrow::util::pretty::pretty_format_batches;
use norma_lake::contract::{self, Kind};
use norma_lake::{Entity, Lake, SnapshotMeta, StagedFile};
use norma_queries::dictionary::TableKind;
use norma_queries::{Error, Filter, Params, Session, fixture, models};
use norma_rules::{Rulebook, Settings};
use parquet::arrow::ArrowWriter;
use serde_json::json;
use tempfile::TempDir;

use crate::sample;

/// Loads one more export with one ticket; `day` of March 2026.
async fn load(lake: &Path, day: u32) {
    let rows = [
        json!({"ticket_id": format!("T{day}"), "norm_path": "002/11.a.5", "service_name": "Reset Password",
        "channel": "portal", "submitted_at": format!("2026-03-{day:02} 08:00"), "updated_at": format!("2026-03-{day:02} 12:00"),
        "first_response_at": format!("2026-03-{day:02} 08:00"), "fulfilled_at": format!("2026-03-{day:02} 12:00"),
        "landing_file": format!("f{day}"), "record": 1, "content_hash": format!("h{day}")}),
    ];
    let batch = fixture::batch("tickets", &rows).unwrap();
    let staged = lake.with_extension("parquet");
    let mut writer =
        ArrowWriter::try_new(File::create(&staged).unwrap(), batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    let file = StagedFile {
        source: "servicedesk".to_owned(),
        file_name: format!("{day}.csv"),
        landing_file: format!("f{day}"),
        bytes: 100,
        export_time: Some(sample::instant(&format!("2026-03-{day:02} 17:00")).0),
        mapping_hash: "m".to_owned(),
        counted: Entity::Tickets,
        records_read: 1,
        rejected: 0,
        tickets: Some(staged),
        events: None,
        outages: None,
        samples: None,
        rejects: None,
        findings: None,
    };
    let mut writer = Lake::writer(lake, true).await.unwrap();
    writer.merge(&[file], &[]).await.unwrap();
    writer.commit(SnapshotMeta::default()).await.unwrap();
}

async fn open(lake: &Path) -> Session {
    Session::open(lake, Arc::new(Rulebook::builtin()), None)
        .await
        .unwrap()
}

async fn facts(session: &Session) -> usize {
    let batches = session.model("sla_facts", &Params::none()).await.unwrap();
    batches
        .iter()
        .map(arrow::array::RecordBatch::num_rows)
        .sum()
}

fn derived(lake: &Path) -> BTreeSet<String> {
    fs::read_dir(lake.join("derived"))
        .unwrap()
        .map(|e| e.unwrap().file_name().into_string().unwrap())
        .collect()
}

#[tokio::test]
async fn a_lake_without_a_snapshot_says_what_to_do() {
    let folder = TempDir::new().unwrap();
    let opened = Session::open(folder.path(), Arc::new(Rulebook::builtin()), None).await;
    let Err(error) = opened else { panic!("opened") };
    assert!(matches!(error, Error::NoSnapshot(_)));
    assert!(error.to_string().contains("norma run"), "{error}");
}

#[tokio::test]
async fn the_tables_of_a_lake_are_those_of_the_contract() {
    let folder = TempDir::new().unwrap();
    let lake = folder.path().join("lake");
    load(&lake, 16).await;
    let dictionary = open(&lake).await.dictionary().await.unwrap();
    for table in contract::TABLES {
        let entry = dictionary.table(table.name).unwrap();
        assert_eq!(entry.kind, TableKind::Table, "{}", table.name);
        let at_rest: Vec<_> = entry
            .columns
            .iter()
            .map(|c| {
                (
                    c.name.as_str(),
                    c.sql_type.as_str(),
                    c.nullable,
                    c.meaning.as_str(),
                )
            })
            .collect();
        let promised: Vec<_> = table
            .columns
            .iter()
            .map(|c| {
                let sql_type = match c.kind {
                    Kind::Text => "text",
                    Kind::Int => "bigint",
                    Kind::Bool => "boolean",
                    Kind::Instant => "timestamp with time zone",
                };
                (c.name, sql_type, c.nullable, c.meaning)
            })
            .collect();
        assert_eq!(at_rest, promised, "{}", table.name);
    }
    let kinds = ["sla_facts", "ticket_changes", "choices", "breaches"];
    let kinds = kinds.map(|name| dictionary.table(name).unwrap().kind);
    assert_eq!(
        kinds,
        [
            TableKind::Derived,
            TableKind::Derived,
            TableKind::Model,
            TableKind::TableFunction
        ]
    );
}

#[tokio::test]
async fn small_models_are_the_same_when_they_are_kept() {
    let folder = TempDir::new().unwrap();
    let lake = folder.path().join("lake");
    load(&lake, 16).await;
    load(&lake, 17).await;
    let shown = |rows: &[RecordBatch]| pretty_format_batches(rows).unwrap().to_string();
    // Made by the first, read by the second.
    for _ in 0..2 {
        let session = open(&lake).await;
        for name in ["choices", "service_history", "summary_by_quarter"] {
            let computed = session.sql(models::get(name).unwrap().sql).await.unwrap();
            assert!(computed[0].num_rows() > 0, "{name}");
            let kept = session.model(name, &Params::none()).await.unwrap();
            assert_eq!(shown(&kept), shown(&computed), "{name}");
            let seen = session.sql(&format!("select * from {name}")).await.unwrap();
            assert_eq!(shown(&seen), shown(&computed), "{name}");
        }
        // What narrows the tickets is computed of them.
        let filter = Filter {
            source: Some("other".to_owned()),
            ..Filter::default()
        };
        let none = session.filtered(&filter).await.unwrap();
        let rows = none.model("choices", &Params::none()).await.unwrap();
        assert_eq!(rows[0].num_rows(), 0);
    }
    let key = fs::read_dir(lake.join("derived")).unwrap().next().unwrap();
    let kept = fs::read_dir(key.unwrap().path().join("kept")).unwrap();
    let kept: Vec<_> = kept.map(|entry| entry.unwrap().path()).collect();
    assert_eq!(kept.len(), 3);
    fs::write(&kept[0], "no Parquet").unwrap();
    let error = Session::open(&lake, Arc::new(Rulebook::builtin()), None).await;
    let error = error.err().unwrap().to_string();
    let name = kept[0].file_name().unwrap().to_string_lossy();
    assert!(error.contains(&*name), "{error}");
}

#[tokio::test]
async fn derived_tables_are_kept_and_made_again() {
    let folder = TempDir::new().unwrap();
    let lake = folder.path().join("lake");
    load(&lake, 16).await;

    let first = open(&lake).await;
    // The default as-of instant is the cut-off.
    assert_eq!(first.as_of(), sample::instant("2026-03-16 17:00"));
    assert_eq!(first.snapshot().unwrap().number, 1);
    assert_eq!(facts(&first).await, 2);
    let one = derived(&lake);
    assert_eq!(one.len(), 1);

    // The same again: nothing is made.
    drop(open(&lake).await);
    assert_eq!(derived(&lake), one);

    // Another instant, other settings: each its own.
    let earlier = Some(sample::instant("2026-03-16 09:00"));
    let running = Session::open(&lake, Arc::new(Rulebook::builtin()), earlier)
        .await
        .unwrap();
    let rows = running
        .sql("select 1 from sla_facts where verdict = 'running' and clock = 'fulfilment'")
        .await
        .unwrap();
    assert_eq!(rows[0].num_rows(), 1);
    drop(running);
    let other = Rulebook::with_settings(Settings {
        at_once_seconds: 900,
        ..Settings::default()
    });
    drop(Session::open(&lake, Arc::new(other), None).await.unwrap());
    assert_eq!(derived(&lake).len(), 3);

    // A new snapshot: older folders go, but not the one that `first` reads.
    load(&lake, 17).await;
    let second = open(&lake).await;
    assert_eq!(facts(&second).await, 4);
    assert_eq!(facts(&first).await, 2);
    let kept = derived(&lake);
    assert_eq!(kept.len(), 2);
    assert!(kept.is_superset(&one));

    // Nobody reads the first any more: the next snapshot clears it away.
    drop(first);
    load(&lake, 18).await;
    let third = open(&lake).await;
    assert_eq!(facts(&third).await, 6);
    assert!(derived(&lake).is_disjoint(&one));
}

#[tokio::test]
async fn other_norms_leave_the_usual_figures_alone() {
    let folder = TempDir::new().unwrap();
    let lake = folder.path().join("lake");
    load(&lake, 16).await;
    let usual = open(&lake).await;
    let one = derived(&lake);

    // A newer snapshot arrives: another judging still reads the tickets of the session it is made from.
    load(&lake, 17).await;
    let other = usual.under(Arc::new(sample::by_001())).await.unwrap();
    assert_eq!(other.snapshot(), usual.snapshot());
    assert_eq!(facts(&other).await, 2);
    let both = derived(&lake);
    assert!(both.is_superset(&one) && both.len() == 2, "{both:?}");

    // Together they keep both folders, though nobody else holds the other session.
    let compared = usual.beside(&other).await.unwrap();
    drop(other);
    drop(open(&lake).await);
    assert!(derived(&lake).is_superset(&both));
    let rows = compared.sql("select * from what_if").await.unwrap();
    assert_eq!(
        rows.iter()
            .map(arrow::array::RecordBatch::num_rows)
            .sum::<usize>(),
        2
    );

    // A comparison costs one more folder, and that until there is a newer snapshot.
    drop(compared);
    load(&lake, 18).await;
    drop(open(&lake).await);
    assert!(derived(&lake).is_disjoint(&both));
}

#[tokio::test]
async fn a_crash_while_making_leaves_nothing_in_the_way() {
    let folder = TempDir::new().unwrap();
    let lake = folder.path().join("lake");
    load(&lake, 16).await;
    let leftover = lake.join("derived/.making-1-0");
    fs::create_dir_all(leftover.join("sla_facts")).unwrap();
    fs::write(leftover.join(".in-use"), "").unwrap();
    fs::write(leftover.join("sla_facts/half.parquet"), "PAR1").unwrap();
    let session = open(&lake).await;
    assert_eq!(facts(&session).await, 2);
    assert!(!leftover.exists());
    assert_eq!(derived(&lake).len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_that_open_at_once_share_one_folder() {
    let folder = TempDir::new().unwrap();
    let lake = folder.path().join("lake");
    load(&lake, 16).await;
    let (one, two, three) = tokio::join!(open(&lake), open(&lake), open(&lake));
    for session in [&one, &two, &three] {
        assert_eq!(facts(session).await, 2);
    }
    assert_eq!(derived(&lake).len(), 1);
}

#[tokio::test]
async fn what_is_kept_of_a_period_is_what_would_be_computed() {
    let folder = TempDir::new().unwrap();
    let lake = folder.path().join("lake");
    load(&lake, 16).await;
    load(&lake, 17).await;
    let session = open(&lake).await;
    let shown = async |session: &Session, period: &str| {
        let period = period.parse().unwrap();
        let filter = Filter {
            period: Some(period),
            ..Filter::default()
        };
        let seen = session.filtered(&filter).await.unwrap();
        let mut shown = Vec::new();
        for model in models::all() {
            let by_quarter = model.header.parameters == ["quarter"];
            if by_quarter && !model.name.starts_with("what_if") && model.name != "restated_facts" {
                let rows = seen
                    .model(model.name, &Params::period(period))
                    .await
                    .unwrap();
                assert!(!rows.is_empty(), "{}", model.name);
                shown.push(format!(
                    "{} {}",
                    model.name,
                    pretty_format_batches(&rows).unwrap()
                ));
            }
        }
        shown
    };
    let periods = ["2026-TW1", "2026-SM1", "2026"];
    let mut computed = Vec::new();
    for period in periods {
        computed.push(shown(&session, period).await);
    }

    session.keep_periods(i64::MAX).await.unwrap();
    let derived = lake.join("derived").join(derived(&lake).first().unwrap());
    let kept = |period: &str| derived.join("kept").join(period);
    assert!(!kept("2026").exists(), "a short period is not kept");
    session.keep_periods(1).await.unwrap();
    for (period, computed) in periods.into_iter().zip(&computed) {
        assert!(fs::read_dir(kept(period)).unwrap().count() > 10);
        assert_eq!(&shown(&session, period).await, computed, "{period}");
    }

    // What is read is what was kept, and never for whoever sees only some tickets.
    for file in fs::read_dir(kept("2026")).unwrap() {
        fs::copy(lake.with_extension("parquet"), file.unwrap().path()).unwrap();
    }
    let params = Params::period("2026".parse().unwrap());
    let columns = async |filter: Filter| {
        let seen = session.filtered(&filter).await.unwrap();
        let rows = seen.model("quarter_summary", &params).await.unwrap();
        rows[0].schema().field(0).name().clone()
    };
    let of_year = Filter {
        period: Some("2026".parse().unwrap()),
        ..Filter::default()
    };
    let narrowed = Filter {
        source: Some("servicedesk".to_owned()),
        ..of_year.clone()
    };
    assert_eq!(
        columns(of_year).await,
        "source",
        "a column of the staged tickets"
    );
    assert_eq!(columns(narrowed).await, "clock");
}
