//! A run may end anywhere: readers see the last good state, and the next run gets it right.

use std::io::Error;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::support::*;
use crate::{Entity, Lake, Result, Snapshot, StepHook, Writer};

fn before() -> Vec<Export> {
    let mut events = export("events", 1, &[rec("E1", 10, "new")]);
    events.counted = Entity::TicketEvents;
    events.source = "span";
    vec![
        export("first", 1, &[rec("T1", 10, "new"), rec("T2", 10, "odd")]),
        events,
    ]
}

/// Touches every table, and rewrites partitions that are there.
fn after() -> Vec<Export> {
    let mut desk = export(
        "second",
        2,
        &[rec("T1", 20, "closed"), rec("T3", 20, "odd")],
    );
    desk.rejected = 1;
    let mut events = export("events too", 2, &[rec("E1", 20, "closed")]);
    events.counted = Entity::TicketEvents;
    events.source = "span";
    let mut log = export("log", 2, &[rec("1", 20, "sakti")]);
    log.counted = Entity::Outages;
    log.source = "log";
    let mut probe = export("probe", 2, &[rec("web", 20, ""), rec("api", 20, "")]);
    probe.counted = Entity::Samples;
    probe.source = "probe";
    vec![desk, events, log, probe]
}

/// Ends the run before the given step, opening the tables not counted.
fn stop_before(step: usize) -> (StepHook, Arc<AtomicUsize>) {
    let seen = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&seen);
    let hook: StepHook = Box::new(move |name| {
        if name.starts_with("open ") {
            return Ok(());
        }
        match counter.fetch_add(1, Ordering::SeqCst) {
            n if n == step => Err(Error::other("killed")),
            _ => Ok(()),
        }
    });
    (hook, seen)
}

async fn run_with(place: &Place, exports: &[Export], hook: StepHook) -> Result<Snapshot> {
    let mut writer = Writer::open_with(&place.lake(), false, Some(hook)).await?;
    writer.merge(&place.stage(exports), &[]).await?;
    writer.commit(meta(exports)).await
}

/// Ends the second run before each step with `n % of == part`; returns how many steps there are.
async fn end_everywhere(part: usize, of: usize) {
    let whole = Place::new();
    whole.run(&before()).await;
    let (hook, seen) = stop_before(usize::MAX);
    run_with(&whole, &after(), hook).await.unwrap();
    let expected = whole.contents().await;
    let steps = seen.load(Ordering::SeqCst);
    assert!(steps >= 9, "{steps}");

    // One lake lives through all of it: every run begins where the last one was killed.
    let place = Place::new();
    let (_, good) = place.run(&before()).await;
    let contents = place.contents().await;
    for step in (0..steps).filter(|n| n % of == part) {
        let (hook, _) = stop_before(step);
        let error = run_with(&place, &after(), hook).await.unwrap_err();
        assert!(error.to_string().contains("killed"), "{step}: {error}");
        assert_eq!(
            place.lake().snapshot().unwrap().unwrap(),
            good,
            "before step {step}"
        );
        assert_eq!(place.contents().await, contents, "before step {step}");
    }
    let (report, snapshot) = place.run(&after()).await;
    assert_eq!(
        report.files.iter().map(four).collect::<Vec<_>>(),
        [(2, 0, 0, 1), (1, 0, 0, 0), (1, 0, 0, 0), (2, 0, 0, 0)]
    );
    assert_eq!(snapshot.number, 2);
    assert_eq!(place.contents().await, expected);
    assert_eq!(place.rows("loads").await, whole.rows("loads").await);
}

#[tokio::test]
async fn ended_before_any_even_step() {
    end_everywhere(0, 2).await;
}

#[tokio::test]
async fn ended_before_any_odd_step() {
    end_everywhere(1, 2).await;
}

#[tokio::test]
async fn a_first_run_that_ended_leaves_an_empty_lake() {
    let place = Place::new();
    let hook: StepHook = Box::new(|name| match name {
        "write the snapshot" => Err(Error::other("killed")),
        _ => Ok(()),
    });
    run_with(&place, &before(), hook).await.unwrap_err();
    assert_eq!(place.lake().snapshot().unwrap(), None);
    let (report, snapshot) = place.run(&before()).await;
    assert_eq!(
        report.files.iter().map(four).collect::<Vec<_>>(),
        [(2, 0, 0, 0), (1, 0, 0, 0)]
    );
    assert_eq!(snapshot.number, 1);
    assert_eq!(place.rows("tickets").await.len(), 3);
    assert_eq!(place.rows("loads").await.len(), 2);
}

#[tokio::test]
async fn a_run_after_a_crash_that_has_nothing_new_writes_no_snapshot() {
    let place = Place::new();
    let (_, good) = place.run(&before()).await;
    let contents = place.contents().await;
    let hook: StepHook = Box::new(|name| match name {
        "write the snapshot" => Err(Error::other("killed")),
        _ => Ok(()),
    });
    run_with(&place, &after(), hook).await.unwrap_err();
    let log = || {
        let folder = place.lake().path().join("tickets/_delta_log");
        std::fs::read_dir(folder).unwrap().count()
    };
    assert_eq!(place.run(&before()).await.1, good);
    let restored = log();
    // What was restored once is not restored again.
    assert_eq!(place.run(&before()).await.1, good);
    assert_eq!(log(), restored);
    assert_eq!(place.contents().await, contents);
}

const CHILD: &str = "NORMA_LAKE_TEST_CHILD";

/// Not a test: the process that `killed_with_its_process` starts.
#[tokio::test]
#[ignore = "runs only as a child"]
async fn child_that_aborts() {
    let Ok(path) = std::env::var(CHILD) else {
        return;
    };
    let hook: StepHook = Box::new(|name| match name {
        "write loads" => std::process::abort(),
        _ => Ok(()),
    });
    let place = Place::at(&path);
    drop(run_with(&place, &after(), hook).await);
}

#[tokio::test]
async fn killed_with_its_process() {
    let place = Place::new();
    let (_, good) = place.run(&before()).await;
    let contents = place.contents().await;
    let child = Command::new(std::env::current_exe().unwrap())
        .args(["tests::crash::child_that_aborts", "--exact", "--ignored"])
        .env(CHILD, place.path())
        .output()
        .unwrap();
    assert!(!child.status.success());
    // The tables are ahead of the snapshot, and half a run lies about.
    assert!(place.lake().path().join(".work").exists());
    let ahead = Lake::open(place.lake().path()).snapshot().unwrap().unwrap();
    assert_eq!(ahead, good);
    assert_eq!(place.contents().await, contents);
    // The lock went with the process.
    let (_, snapshot) = place.run(&after()).await;
    assert_eq!(snapshot.number, 2);
    assert_eq!(place.rows("tickets").await.len(), 4);
    assert!(!place.lake().path().join(".work").exists());
}
