//! Two runs at once: the second waits or says so.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use super::support::*;
use crate::{Lake, LakeError};

#[tokio::test]
async fn the_second_waits_and_builds_on_the_first() {
    let place = std::sync::Arc::new(Place::new());
    let run = |name: &'static str, key: &'static str| {
        let place = std::sync::Arc::clone(&place);
        tokio::spawn(async move {
            let exports = [export(name, 1, &[rec(key, 1, "one")])];
            let staged = place.stage(&exports);
            let mut writer = Lake::writer(place.lake().path(), true).await.unwrap();
            writer.merge(&staged, &[]).await.unwrap();
            writer.commit(meta(&exports)).await.unwrap().number
        })
    };
    let (one, two) = (run("a", "T1"), run("b", "T2"));
    let mut numbers = [one.await.unwrap(), two.await.unwrap()];
    numbers.sort_unstable();
    assert_eq!(numbers, [1, 2]);
    assert_eq!(place.rows("tickets").await.len(), 2);
    assert_eq!(place.rows("loads").await.len(), 2);
}

const CHILD: &str = "NORMA_LAKE_TEST_HOLDER";

/// Not a test: the process that holds the lock.
#[tokio::test]
#[ignore = "runs only as a child"]
async fn child_that_holds_the_lock() {
    let Ok(path) = std::env::var(CHILD) else {
        return;
    };
    let writer = Lake::writer(Place::at(&path).lake().path(), false)
        .await
        .unwrap();
    println!("holding {}", writer.run());
    // Until it is killed, or its parent has gone and the pipe with it.
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).unwrap();
}

#[tokio::test]
async fn another_process_is_named_and_its_end_frees_the_lake() {
    let place = Place::new();
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args([
            "tests::two_writers::child_that_holds_the_lock",
            "--exact",
            "--ignored",
            "--nocapture",
        ])
        .env(CHILD, place.path())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    assert!(
        lines
            .map_while(Result::ok)
            .any(|line| line.contains("holding 1"))
    );

    let refused = Lake::writer(place.lake().path(), false).await.unwrap_err();
    let LakeError::Locked { ref holder, .. } = refused else {
        panic!("{refused}")
    };
    assert!(
        holder.contains(&format!("process {} on ", child.id())),
        "{refused}"
    );
    // Readers do not care.
    assert_eq!(place.lake().snapshot().unwrap(), None);

    child.kill().unwrap();
    child.wait().unwrap();
    place.run(&[export("a", 1, &[rec("T1", 1, "one")])]).await;
    assert_eq!(place.rows("tickets").await.len(), 1);
}
