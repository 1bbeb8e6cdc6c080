//! Who may run statements, what they see, and what the audit log says of it.
#![allow(clippy::unwrap_used)]

mod sql_bench;

use std::path::Path;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, StatusCode, header};
use axum::response::Response;
use chrono::DateTime;
use norma_access::{Peer, Role, Settings, TrustedProxy, User, UserName, UsersError, UsersFile};
use norma_report::Edition;
use norma_serve::{SqlOptions, access, guarded};
use serde_json::Value;
use sql_bench::{head, query, text};
use tower::ServiceExt;

const PROXY: &str = "10.0.0.5:50000";

/// A server behind a proxy that says who somebody is.
async fn server(folder: &Path) -> Router {
    let users = UsersFile::at(folder.join("users.toml"));
    users
        .edit(|users| {
            for (name, role) in [
                ("lihat", Role::Viewer),
                ("budi", Role::Analyst),
                ("sari", Role::Manager),
            ] {
                users.add(User {
                    name: UserName::parse(name).unwrap(),
                    role,
                    password: None,
                    scram: None,
                    disabled: false,
                    created: DateTime::UNIX_EPOCH,
                })?;
            }
            Ok::<(), UsersError>(())
        })
        .unwrap();
    let settings = Settings {
        users: Some(folder.join("users.toml")),
        audit: Some(folder.join("audit.jsonl")),
        hosts: vec!["norma.example".to_owned()],
        proxy: Some(TrustedProxy {
            header: "x-remote-user".parse().unwrap(),
            addresses: vec!["10.0.0.5/32".parse().unwrap()],
        }),
        ..Settings::local("0.0.0.0:8080".parse().unwrap())
    };
    let access = access(settings, Arc::new(|| DateTime::UNIX_EPOCH)).unwrap();
    let (edition, desk) = (Edition::default(), Arc::new(Edition::default()));
    let engine = sql_bench::engine().await;
    guarded(engine, edition, desk, SqlOptions::default(), &access).unwrap()
}

async fn get(server: &Router, user: &str, path: &str) -> Response {
    let mut request = Request::get(path)
        .header(header::HOST, "norma.example")
        .header("x-remote-user", user)
        .body(Body::empty())
        .unwrap();
    let peer = ConnectInfo(Peer(PROXY.parse().unwrap()));
    request.extensions_mut().insert(peer);
    server.clone().oneshot(request).await.unwrap()
}

/// Outcome, statement and rows of each line about statements and exports.
fn audit(folder: &Path) -> Vec<(String, String, Option<u64>)> {
    let text = std::fs::read_to_string(folder.join("audit.jsonl")).unwrap();
    let lines = text.lines();
    lines
        .map(|line| serde_json::from_str(line).unwrap())
        .filter(|line: &Value| line["event"] == "sql" || line["event"] == "export")
        .map(|line| {
            let text = |key: &str| line[key].as_str().unwrap_or_default().to_owned();
            (text("outcome"), text("statement"), line["rows"].as_u64())
        })
        .collect()
}

#[tokio::test]
async fn viewers_run_nothing_and_are_not_led_there() {
    let folder = tempfile::tempdir().unwrap();
    let server = server(folder.path()).await;
    for path in [
        "/sql",
        "/sql?q=select+1",
        "/sql/koneksi",
        "/sql/unduh/hasil.csv?q=select+1",
        "/api/v1/sql?q=select+1",
    ] {
        let answer = get(&server, "lihat", path).await;
        assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{path}");
    }
    assert_eq!(audit(folder.path()), []);
    // The page of one is not that of the other, whoever asks first.
    for _ in 0..2 {
        for (user, leads) in [("lihat", false), ("budi", true)] {
            for path in ["/layanan", "/triwulan", "/akun"] {
                let page = text(get(&server, user, path).await).await;
                assert_eq!(page.contains("href=\"/sql\""), leads, "{user} {path}");
            }
        }
    }
}

#[tokio::test]
async fn raw_text_is_for_managers_and_the_same_address_is_another_answer() {
    let folder = tempfile::tempdir().unwrap();
    let server = server(folder.path()).await;
    let ask = format!("/api/v1/sql?q={}", query("select raw from rejects"));
    for _ in 0..2 {
        let answer = get(&server, "sari", &ask).await;
        assert_eq!(answer.status(), StatusCode::OK);
        assert!(text(answer).await.contains("nama orang"));
        let answer = get(&server, "budi", &ask).await;
        assert!(!text(answer).await.contains("nama orang"));
    }
    let catalogue = |page: String| {
        page.split("<h2>Katalog")
            .nth(1)
            .unwrap()
            .contains("<code>raw</code>")
    };
    assert!(catalogue(text(get(&server, "sari", "/sql").await).await));
    assert!(!catalogue(text(get(&server, "budi", "/sql").await).await));
}

#[tokio::test]
async fn every_statement_is_in_the_audit_log_before_and_after() {
    let folder = tempfile::tempdir().unwrap();
    let server = server(folder.path()).await;
    let line = |outcome: &str, rows| {
        (
            outcome.to_owned(),
            "select ticket_id from tickets".to_owned(),
            rows,
        )
    };
    let sql = query("select ticket_id from tickets");
    assert_eq!(
        get(&server, "budi", &format!("/sql?q={sql}"))
            .await
            .status(),
        StatusCode::OK
    );
    assert_eq!(
        audit(folder.path()),
        [line("begun", None), line("ok", Some(3))]
    );
    let file = get(&server, "budi", &format!("/sql/unduh/hasil.csv?q={sql}")).await;
    assert_eq!(
        head(&file, "content-type"),
        "text/csv; charset=utf-8; header=present"
    );
    let exported = ("sent".to_owned(), String::new(), None);
    assert_eq!(
        audit(folder.path())[2..],
        [line("begun", None), line("ok", Some(3)), exported]
    );
    let wrong = get(&server, "budi", "/api/v1/sql?q=drop+table+tickets").await;
    assert_eq!(wrong.status(), StatusCode::BAD_REQUEST);
    let log = audit(folder.path());
    assert!(log[6].0.starts_with("400: DROP TABLE"), "{log:?}");

    // What cannot be logged does not run.
    std::fs::rename(folder.path().join("audit.jsonl"), folder.path().join("old")).unwrap();
    std::fs::create_dir(folder.path().join("audit.jsonl")).unwrap();
    let answer = get(&server, "budi", &format!("/api/v1/sql?q={sql}")).await;
    assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert!(!text(answer).await.contains("A1"));
}

#[tokio::test]
async fn nobody_sees_the_statements_of_others() {
    let folder = tempfile::tempdir().unwrap();
    let server = server(folder.path()).await;
    get(&server, "sari", "/sql?q=select+%27rahasia%27+as+a").await;
    assert!(
        text(get(&server, "sari", "/sql").await)
            .await
            .contains("rahasia")
    );
    assert!(
        !text(get(&server, "budi", "/sql").await)
            .await
            .contains("rahasia")
    );
    assert!(
        !text(get(&server, "budi", "/sql?riwayat=1").await)
            .await
            .contains("rahasia")
    );
    let long = format!("/sql?q={}", query(sql_bench::ENDLESS));
    let job = get(&server, "sari", &long).await;
    let job = head(&job, "location").to_owned();
    assert_eq!(
        get(&server, "budi", &job).await.status(),
        StatusCode::NOT_FOUND
    );
    assert_eq!(get(&server, "sari", &job).await.status(), StatusCode::OK);
}
