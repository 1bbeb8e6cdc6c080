//! The pages as a browser asks for them, over tables in memory and over a lake that is not there.
#![allow(clippy::unwrap_used)]

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use axum::response::Response;
use norma_queries::Session;
use norma_queries::fixture::{table, wib};
use norma_rules::Rulebook;
use norma_serve::{Engine, ServeError, ServeOptions, router, serve};
use serde_json::json;
use tower::ServiceExt;

/// Two requests on one service, one in time and one late, and an incident still open.
async fn pages() -> Router {
    let request = |id: &str, done: &str| {
        json!({"ticket_id": id, "norm_path": "002/11.a.5", "service_name": "Reset <Password>", "channel": "portal", "status": "fulfilled",
            "submitted_at": "2026-03-16 08:00", "first_response_at": "2026-03-16 08:01", "fulfilled_at": done})
    };
    let rows = [
        request("A1", "2026-03-16 08:30"),
        request("A2", "2026-03-30 16:00"),
        json!({"ticket_id": "B1", "kind": "incident", "status": "in_progress", "impact": "high", "urgency": "high", "channel": "phone",
            "submitted_at": "2026-03-31 20:00", "first_response_at": "2026-03-31 20:01"}),
    ];
    let tables = vec![table("tickets", &rows).unwrap()];
    let as_of = wib("2026-04-01 00:00").unwrap();
    let session = Session::from_tables(tables, Arc::new(Rulebook::builtin()), as_of)
        .await
        .unwrap();
    router(Engine::of_session(session).unwrap()).unwrap()
}

async fn get(pages: &Router, path: &str) -> Response {
    let request = Request::get(path).header(header::HOST, "127.0.0.1:8080");
    pages
        .clone()
        .oneshot(request.body(Body::empty()).unwrap())
        .await
        .unwrap()
}

async fn text(response: Response) -> String {
    let bytes = to_bytes(response.into_body(), 1 << 24).await.unwrap();
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn head<'a>(response: &'a Response, name: &str) -> &'a str {
    response
        .headers()
        .get(name)
        .map_or("", |value| value.to_str().unwrap())
}

#[tokio::test]
async fn overview_and_report_show_the_figures() {
    let pages = pages().await;
    let response = get(&pages, "/").await;
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(head(&response, "content-type"), "text/html; charset=utf-8");
    let overview = text(response).await;
    if let Ok(folder) = std::env::var("NORMA_SHOW") {
        std::fs::write(format!("{folder}/overview.html"), &overview).unwrap();
    }
    assert!(
        overview.contains(
            "1 dari 2 permintaan layanan yang diputus dipenuhi dalam norma waktu (50,00%)"
        )
    );
    assert!(overview.contains("Triwulan I 2026") && overview.contains("1 April 2026 00.00 WIB"));
    assert!(overview.contains(r#"href="/reports/2026-TW1""#));

    let report = text(get(&pages, "/reports/2026-TW1").await).await;
    assert!(report.contains("Reset &lt;Password&gt;") && report.contains("A2"));
    assert!(report.contains("1 dari 2 permintaan layanan"));
    assert!(report.contains("day_counting") && report.contains("working_hours"));
}

#[tokio::test]
async fn charts_are_pictures() {
    let pages = pages().await;
    for name in norma_report::NAMES {
        let response = get(&pages, &format!("/charts/{name}.svg?quarter=2026-TW1")).await;
        assert_eq!(response.status(), StatusCode::OK, "{name}");
        assert_eq!(
            head(&response, "content-type"),
            "image/svg+xml; charset=utf-8"
        );
        let svg = text(response).await;
        assert!(
            svg.starts_with("<svg ") && svg.contains(r#"role="img""#),
            "{name}"
        );
        let latest = text(get(&pages, &format!("/charts/{name}.svg")).await).await;
        assert_eq!(latest, svg, "without a quarter: the latest");
    }
}

#[tokio::test]
async fn what_is_not_there_is_a_page_that_says_so() {
    let pages = pages().await;
    for (path, status, words) in [
        ("/nothing", StatusCode::NOT_FOUND, "Halaman tidak ada"),
        (
            "/reports/2019-TW1",
            StatusCode::NOT_FOUND,
            "Tidak ada tiket pada Triwulan I 2019",
        ),
        (
            "/reports/2026-TW5",
            StatusCode::BAD_REQUEST,
            "bukan triwulan",
        ),
        (
            "/reports/%3Cscript%3E",
            StatusCode::BAD_REQUEST,
            "&lt;script&gt;",
        ),
        ("/charts/pie.svg", StatusCode::NOT_FOUND, "fulfilment.svg"),
        ("/charts/flow", StatusCode::NOT_FOUND, "Grafik tidak ada"),
        (
            "/charts/flow.svg?quarter=2026",
            StatusCode::BAD_REQUEST,
            "bukan triwulan",
        ),
        (
            "/charts/flow.svg?quarter=2019-TW1",
            StatusCode::NOT_FOUND,
            "Tidak ada laporan",
        ),
    ] {
        let response = get(&pages, path).await;
        assert_eq!(response.status(), status, "{path}");
        let page = text(response).await;
        assert!(
            page.contains(words) && page.contains(r#"<html lang="id">"#),
            "{path}: {page}"
        );
        assert!(!page.contains("<script"), "{path}");
    }
    let post = Request::post("/").body(Body::empty()).unwrap();
    let response = pages.clone().oneshot(post).await.unwrap();
    assert_eq!(response.status(), StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn every_answer_is_guarded() {
    let pages = pages().await;
    for path in [
        "/",
        "/reports/2026-TW1",
        "/charts/flow.svg",
        "/healthz",
        "/nothing",
        "/reports/x",
    ] {
        let response = get(&pages, path).await;
        let policy = head(&response, "content-security-policy");
        assert!(
            policy.starts_with("default-src 'none'; style-src 'sha256-"),
            "{path}: {policy}"
        );
        assert!(!policy.contains("unsafe"), "{path}");
        assert_eq!(
            head(&response, "x-content-type-options"),
            "nosniff",
            "{path}"
        );
        assert_eq!(head(&response, "x-frame-options"), "DENY", "{path}");
        assert_eq!(head(&response, "referrer-policy"), "no-referrer", "{path}");
        assert_eq!(
            head(&response, "cache-control"),
            "private, no-cache",
            "{path}"
        );
    }
}

#[tokio::test]
async fn only_names_of_this_machine_are_answered() {
    let pages = pages().await;
    for (host, status) in [
        ("localhost:8080", StatusCode::OK),
        ("127.0.0.1", StatusCode::OK),
        ("[::1]:8080", StatusCode::OK),
        ("evil.example", StatusCode::BAD_REQUEST),
        ("10.0.0.7:8080", StatusCode::BAD_REQUEST),
        ("localhost.evil.example", StatusCode::BAD_REQUEST),
    ] {
        let request = Request::get("/healthz").header(header::HOST, host);
        let response = pages
            .clone()
            .oneshot(request.body(Body::empty()).unwrap())
            .await
            .unwrap();
        assert_eq!(response.status(), status, "{host}");
    }
}

#[tokio::test]
async fn a_copy_that_is_still_right_is_not_sent_again() {
    let pages = pages().await;
    let tag = head(&get(&pages, "/reports/2026-TW1").await, "etag").to_owned();
    assert!(tag.starts_with('"') && tag.len() == 34, "{tag}");
    assert_ne!(
        head(&get(&pages, "/").await, "etag"),
        tag,
        "another page, another tag"
    );
    let ask = |known: String| {
        let request = Request::get("/reports/2026-TW1").header(header::IF_NONE_MATCH, known);
        pages.clone().oneshot(request.body(Body::empty()).unwrap())
    };
    let same = ask(format!("\"old\", {tag}")).await.unwrap();
    assert_eq!(same.status(), StatusCode::NOT_MODIFIED);
    assert_eq!(head(&same, "etag"), tag);
    assert_eq!(text(same).await, "");
    assert_eq!(
        ask("\"old\"".into()).await.unwrap().status(),
        StatusCode::OK
    );
}

#[tokio::test]
async fn a_lake_without_data_says_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let engine = Engine::new(
        folder.path().join("lake"),
        Arc::new(Rulebook::builtin()),
        None,
    )
    .unwrap();
    let pages = router(engine).unwrap();
    let response = get(&pages, "/").await;
    assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert!(text(response).await.contains("norma run"));
    let health = get(&pages, "/healthz").await;
    assert_eq!(health.status(), StatusCode::SERVICE_UNAVAILABLE);
}

#[tokio::test]
async fn addresses_that_others_can_reach_are_refused() {
    for address in ["0.0.0.0:0", "192.168.1.7:8080", "[::]:0"] {
        let folder = tempfile::tempdir().unwrap();
        let engine = Engine::new(
            folder.path().to_owned(),
            Arc::new(Rulebook::builtin()),
            None,
        )
        .unwrap();
        let options = ServeOptions {
            engine,
            listen: address.parse().unwrap(),
        };
        let refused = serve(options, |_| panic!("must not listen"))
            .await
            .unwrap_err();
        assert!(matches!(refused, ServeError::NotLoopback(_)), "{refused}");
        assert!(refused.to_string().contains("127.0.0.1"), "{refused}");
    }
}

/// A snapshot as a run writes it, of a lake whose tables do not exist yet.
fn write_snapshot(lake: &std::path::Path, number: i64, cut_off: &str) {
    let folder = lake.join("snapshots");
    std::fs::create_dir_all(&folder).unwrap();
    let snapshot = json!({"number": number, "tables": {}, "rules_version": "r", "config_hash": "c", "mapping_hashes": {},
        "cut_offs": {"servicedesk": wib(cut_off).unwrap().0}});
    let path = folder.join(format!("{number:08}.json"));
    std::fs::write(path, snapshot.to_string()).unwrap();
}

#[tokio::test]
async fn a_new_snapshot_shows_without_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let lake = folder.path().join("lake");
    write_snapshot(&lake, 1, "2026-03-31 08:00");
    let engine = Engine::new(lake.clone(), Arc::new(Rulebook::builtin()), None).unwrap();
    let pages = router(engine).unwrap();

    assert_eq!(
        text(get(&pages, "/healthz").await).await,
        "ok, snapshot 1\n"
    );
    let before = get(&pages, "/").await;
    let tag = head(&before, "etag").to_owned();
    assert!(text(before).await.contains("31 Maret 2026 08.00 WIB"));

    write_snapshot(&lake, 2, "2026-04-01 00:00");
    assert_eq!(
        text(get(&pages, "/healthz").await).await,
        "ok, snapshot 2\n"
    );
    let after = get(&pages, "/").await;
    assert_ne!(head(&after, "etag"), tag);
    let page = text(after).await;
    assert!(
        page.contains("1 April 2026 00.00 WIB") && page.contains("Belum ada tiket"),
        "{page}"
    );
}

#[tokio::test]
async fn many_readers_open_a_snapshot_once_and_see_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let lake = folder.path().join("lake");
    write_snapshot(&lake, 1, "2026-03-31 08:00");
    let engine = Engine::new(lake, Arc::new(Rulebook::builtin()), None).unwrap();
    let pages = router(engine).unwrap();
    let asked: Vec<_> = (0..8)
        .map(|_| {
            let pages = pages.clone();
            tokio::spawn(async move { text(get(&pages, "/").await).await })
        })
        .collect();
    let mut seen = Vec::new();
    for page in asked {
        seen.push(page.await.unwrap());
    }
    seen.dedup();
    assert_eq!(seen.len(), 1);
}
