//! Frozen tables: the same rows and facts again, and what was judged otherwise since.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::util::pretty::pretty_format_batches;
use norma_lake::contract::TABLES;
use norma_queries::{Params, Session, fixture};
use norma_rules::Rulebook;
use serde_json::{Value, json};

use crate::sample;

async fn frozen(folder: &Path) -> Session {
    let as_of = sample::instant(sample::AS_OF);
    Session::frozen(folder, Arc::new(sample::rulebook()), as_of, None)
        .await
        .unwrap()
}

/// The rows of a query as sorted lines.
async fn lines(session: &Session, sql: &str) -> Vec<String> {
    let batches = session.sql(sql).await.unwrap();
    let text = pretty_format_batches(&batches).unwrap().to_string();
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    lines.sort();
    lines
}

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = std::fs::read_dir(folder).unwrap().map(Result::unwrap);
    entries
        .map(|entry| {
            let name = entry.file_name().into_string().unwrap();
            (name, std::fs::read(entry.path()).unwrap())
        })
        .collect()
}

#[tokio::test]
async fn what_is_frozen_is_read_again() {
    let session = sample::session().await;
    let (first, second) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    session.freeze(first.path()).await.unwrap();
    let again = frozen(first.path()).await;
    assert_eq!(again.as_of(), session.as_of());
    for table in TABLES {
        // What may hold personal data is left out of rejected records.
        let columns: Vec<&str> = table.columns.iter().map(|column| column.name).collect();
        let columns = columns.into_iter();
        let kept: Vec<&str> = columns.filter(|column| *column != "raw").collect();
        let sql = format!("select {} from lake.{}", kept.join(", "), table.name);
        assert_eq!(
            lines(&again, &sql).await,
            lines(&session, &sql).await,
            "{}",
            table.name
        );
    }
    for facts in ["sla_facts", "ticket_changes"] {
        let sql = format!("select * from {facts}");
        let rows = lines(&session, &sql).await;
        assert!(rows.len() > 10, "{facts}");
        assert_eq!(lines(&again, &sql).await, rows, "{facts}");
    }
    assert_eq!(
        lines(
            &again,
            "select count(*) from lake.rejects where raw is not null"
        )
        .await,
        lines(&again, "select 0 as \"count(*)\"").await
    );

    // Frozen once more it is the same to the byte.
    again.freeze(second.path()).await.unwrap();
    let files_of_first = files(first.path());
    assert_eq!(files_of_first.len(), TABLES.len() + 1);
    assert!(files_of_first == files(second.path()));
}

fn request(id: &str, landing_file: &str, done: Option<&str>) -> Value {
    json!({"ticket_id": id, "landing_file": landing_file, "norm_path": "002/11.a.5",
        "service_name": "Reset Password", "channel": "email",
        "status": if done.is_some() { "fulfilled" } else { "in_progress" },
        "submitted_at": "2026-03-16 08:00", "first_response_at": "2026-03-16 08:00", "fulfilled_at": done})
}

async fn session_of(tickets: &[Value], rules: Rulebook, as_of: &str) -> Session {
    let tables = vec![fixture::table("tickets", tickets).unwrap()];
    Session::from_tables(tables, Arc::new(rules), sample::instant(as_of))
        .await
        .unwrap()
}

/// Ticket, verdict before, verdict now and cause of every restated fulfilment.
async fn restated(session: &Session) -> Vec<[String; 4]> {
    let quarter = Params::quarter("2026-TW1".parse().unwrap());
    let batches = session.model("restated_facts", &quarter).await.unwrap();
    let text = |batch: &RecordBatch, name: &str, row: usize| {
        let column = batch.column_by_name(name).unwrap();
        arrow::util::display::array_value_to_string(column, row).unwrap()
    };
    let mut out = Vec::new();
    for batch in &batches {
        for row in 0..batch.num_rows() {
            if text(batch, "clock", row) == "fulfilment" {
                out.push(
                    ["ticket_id", "frozen_verdict", "verdict", "cause"]
                        .map(|name| text(batch, name, row)),
                );
            }
        }
    }
    out
}

const LATE: Option<&str> = Some("2026-03-30 16:00");
const SOON: Option<&str> = Some("2026-03-16 08:30");

#[tokio::test]
async fn what_was_judged_otherwise_is_told_with_its_cause() {
    let before = [
        request("same", "a", SOON),
        request("same-from-a-newer-export", "a", LATE),
        request("corrected", "a", LATE),
        request("gone", "a", LATE),
        request("open", "a", None),
    ];
    let after = [
        request("same", "a", SOON),
        request("same-from-a-newer-export", "b", LATE),
        request("corrected", "b", SOON),
        request("late-arrival", "b", SOON),
        request("open", "a", None),
    ];
    let folder = tempfile::tempdir().unwrap();
    let frozen = session_of(&before, Rulebook::builtin(), sample::AS_OF).await;
    frozen.freeze(folder.path()).await.unwrap();
    // A later instant alone restates nothing of a clock that was late already.
    let now = session_of(&after, Rulebook::builtin(), "2026-04-02 00:00").await;
    let now = now.beside_frozen(folder.path()).await.unwrap();
    let expected = [
        ["corrected", "breached", "met", "newer_export"],
        ["gone", "breached", "", "gone"],
        ["late-arrival", "", "met", "new_clock"],
    ];
    assert_eq!(
        restated(&now).await,
        expected.map(|row| row.map(str::to_owned))
    );

    // The same tickets under the same rules restate nothing.
    let same = frozen.beside_frozen(folder.path()).await.unwrap();
    assert_eq!(restated(&same).await, Vec::<[String; 4]>::new());
}

#[tokio::test]
async fn other_rules_and_a_later_instant_are_causes_too() {
    let folder = tempfile::tempdir().unwrap();
    let tickets = [request("late", "a", LATE)];
    let frozen = session_of(&tickets, Rulebook::builtin(), sample::AS_OF).await;
    frozen.freeze(folder.path()).await.unwrap();
    let other = session_of(&tickets, sample::by_001(), sample::AS_OF).await;
    let other = other.beside_frozen(folder.path()).await.unwrap();
    let found = restated(&other).await;
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0][3], "rules");

    // Running when it was frozen, late since.
    let open = [
        json!({"ticket_id": "open", "norm_path": "002/11.a.5", "status": "in_progress",
        "submitted_at": "2026-03-31 15:00", "first_response_at": "2026-03-31 15:00"}),
    ];
    let early = "2026-03-31 15:05";
    let folder = tempfile::tempdir().unwrap();
    let frozen = session_of(&open, Rulebook::builtin(), early).await;
    frozen.freeze(folder.path()).await.unwrap();
    let later = session_of(&open, Rulebook::builtin(), "2026-04-15 00:00").await;
    let later = later.beside_frozen(folder.path()).await.unwrap();
    let expected = ["open", "running", "overdue", "as_of"].map(str::to_owned);
    assert_eq!(restated(&later).await, [expected]);
}
