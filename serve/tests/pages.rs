//! The pages as a browser asks for them, over tables in memory and over a lake that is not there.
#![allow(clippy::unwrap_used)]

use std::io::Read;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use axum::response::Response;
use chrono::DateTime;
use flate2::read::GzDecoder;
use norma_access::Settings;
use norma_queries::Session;
use norma_queries::fixture::{table, wib};
use norma_report::freeze::{Freezing, freeze};
use norma_report::notes::Notes;
use norma_report::{Edition, Format, Report};
use norma_rules::{Quarter, Rulebook};
use norma_serve::{Desk, Engine, ServeError, SqlOptions, access, router, router_with};
use serde_json::json;
use tower::ServiceExt;

/// Two requests on one service, one in time and one late, and an incident still open.
async fn pages() -> Router {
    let engine = Engine::of_session(session().await).unwrap();
    router(engine, Edition::default()).unwrap()
}

async fn session() -> Session {
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
    Session::from_tables(tables, Arc::new(Rulebook::builtin()), as_of)
        .await
        .unwrap()
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
        overview.contains("Pemenuhan norma waktu layanan 50,00% (tanpa target)"),
        "{overview}"
    );
    assert!(overview.contains("Triwulan I 2026") && overview.contains("1 April 2026 00.00 WIB"));
    assert!(overview.contains("Reset &lt;Password&gt;"));

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
        (
            "/layanan/001/99",
            StatusCode::NOT_FOUND,
            "Layanan tidak dikenal",
        ),
        (
            "/tiket/servicedesk/none",
            StatusCode::NOT_FOUND,
            "tidak memiliki tiket",
        ),
        (
            "/?periode=2026-TW7",
            StatusCode::BAD_REQUEST,
            "bukan periode",
        ),
        ("/?warna=biru", StatusCode::BAD_REQUEST, "bukan pilihan"),
        (
            "/unduh/ikhtisar/none.csv",
            StatusCode::NOT_FOUND,
            "service_history",
        ),
        ("/unduh/none/x.csv", StatusCode::NOT_FOUND, "ikhtisar"),
        ("/data/none.csv", StatusCode::NOT_FOUND, "verdicts"),
        ("/data/verdicts.doc", StatusCode::NOT_FOUND, ".parquet"),
        ("/triwulan/x", StatusCode::BAD_REQUEST, "bukan triwulan"),
        (
            "/reports/2026-TW1/x.pdf",
            StatusCode::NOT_FOUND,
            "laporan.pdf",
        ),
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
    // Nothing is posted that does not come from a page of ours.
    let post = Request::post("/").body(Body::empty()).unwrap();
    let response = pages.clone().oneshot(post).await.unwrap();
    assert_eq!(response.status(), StatusCode::FORBIDDEN);
    let ask = Request::options("/").body(Body::empty()).unwrap();
    let response = pages.clone().oneshot(ask).await.unwrap();
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
            policy.starts_with("default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self' 'sha256-"),
            "{path}: {policy}"
        );
        assert!(!policy.contains("unsafe"), "{path}");
        assert_eq!(
            head(&response, "x-content-type-options"),
            "nosniff",
            "{path}"
        );
        assert_eq!(head(&response, "x-frame-options"), "DENY", "{path}");
        assert_eq!(head(&response, "referrer-policy"), "same-origin", "{path}");
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
    let pages = router(engine, Edition::default()).unwrap();
    let response = get(&pages, "/").await;
    assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert!(text(response).await.contains("norma run"));
    let ready = get(&pages, "/readyz").await;
    assert_eq!(ready.status(), StatusCode::SERVICE_UNAVAILABLE);
    let alive = get(&pages, "/healthz").await;
    assert_eq!(alive.status(), StatusCode::OK);
}

#[tokio::test]
async fn addresses_that_others_can_reach_are_refused() {
    for address in ["0.0.0.0:0", "192.168.1.7:8080", "[::]:0"] {
        let settings = Settings::local(address.parse().unwrap());
        let refused = access(settings, Arc::new(|| DateTime::UNIX_EPOCH))
            .err()
            .unwrap();
        assert!(matches!(refused, ServeError::Access(_)), "{refused}");
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
    let pages = router(engine, Edition::default()).unwrap();

    assert_eq!(text(get(&pages, "/readyz").await).await, "ok, snapshot 1\n");
    let before = get(&pages, "/").await;
    let tag = head(&before, "etag").to_owned();
    assert!(text(before).await.contains("31 Maret 2026 08.00 WIB"));

    write_snapshot(&lake, 2, "2026-04-01 00:00");
    assert_eq!(text(get(&pages, "/readyz").await).await, "ok, snapshot 2\n");
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
    let pages = router(engine, Edition::default()).unwrap();
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

#[tokio::test]
async fn a_browser_gets_the_same_page_packed() {
    let pages = pages().await;
    let plain = text(get(&pages, "/").await).await;
    let ask = async |encoding: &str, known: &str| {
        let request = Request::get("/")
            .header(header::HOST, "127.0.0.1:8080")
            .header(header::ACCEPT_ENCODING, encoding)
            .header(header::IF_NONE_MATCH, known);
        let request = request.body(Body::empty()).unwrap();
        pages.clone().oneshot(request).await.unwrap()
    };
    // Made for one reader, and kept for the next.
    for _ in 0..2 {
        let answer = ask("br, gzip;q=0.8", "\"\"").await;
        assert_eq!(head(&answer, "content-encoding"), "gzip");
        assert_eq!(head(&answer, "vary"), "accept-encoding");
        let tag = head(&answer, "etag").to_owned();
        let bytes = to_bytes(answer.into_body(), 1 << 24).await.unwrap();
        assert!(bytes.len() * 3 < plain.len());
        let mut read = String::new();
        GzDecoder::new(&bytes[..])
            .read_to_string(&mut read)
            .unwrap();
        assert_eq!(read, plain);
        let again = ask("gzip", &tag).await;
        assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
    }
    for encoding in ["identity", "gzip;q=0", "br"] {
        let answer = ask(encoding, "\"\"").await;
        assert_eq!(head(&answer, "content-encoding"), "", "{encoding}");
        assert_eq!(text(answer).await, plain);
    }
}

#[tokio::test]
async fn an_open_page_is_told_of_newer_data() {
    let folder = tempfile::tempdir().unwrap();
    let lake = folder.path().join("lake");
    write_snapshot(&lake, 1, "2026-03-31 08:00");
    let engine = Engine::new(lake.clone(), Arc::new(Rulebook::builtin()), None).unwrap();
    let pages = router(engine, Edition::default()).unwrap();
    let page = text(get(&pages, "/").await).await;
    assert!(page.contains("hx-get=\"/segar?snapshot=1\""), "{page}");
    let script = page.split("<script src=\"").nth(1).unwrap();
    let script = script.split('"').next().unwrap().replace("&#x2f;", "/");
    let script = get(&pages, &script).await;
    assert!(head(&script, "content-type").starts_with("text/javascript"));

    let same = get(&pages, "/segar?snapshot=1").await;
    assert_eq!(same.status(), StatusCode::NO_CONTENT);
    write_snapshot(&lake, 2, "2026-04-01 00:00");
    let newer = get(&pages, "/segar?snapshot=1").await;
    assert!(text(newer).await.contains("muat ulang"));
    let asked = get(&pages, "/segar?snapshot=x").await;
    assert_eq!(asked.status(), StatusCode::BAD_REQUEST);
}

/// What people wrote, which they may change, and a folder of revisions.
struct Folders {
    notes: Mutex<Notes>,
    frozen: PathBuf,
}

impl Desk for Folders {
    fn edition(&self, _: Quarter) -> Result<Edition, String> {
        let notes = self.notes.lock().unwrap().clone();
        if notes.summary.as_deref() == Some("?") {
            return Err("catatan/2026-TW1/ringkasan.md:3: ...".to_owned());
        }
        Ok(Edition {
            notes,
            ..Edition::default()
        })
    }

    fn frozen(&self, quarter: Quarter) -> Option<PathBuf> {
        Some(self.frozen.join(quarter.to_string()))
    }
}

#[tokio::test]
async fn notes_and_revisions_show_as_they_come() {
    let folder = tempfile::tempdir().unwrap();
    let desk = Arc::new(Folders {
        notes: Mutex::default(),
        frozen: folder.path().to_owned(),
    });
    let engine = Engine::of_session(session().await).unwrap();
    let pages = router_with(
        engine,
        Edition::default(),
        Arc::clone(&desk) as _,
        SqlOptions::default(),
    )
    .unwrap();
    let quarter = "/triwulan/2026-TW1";
    let page = text(get(&pages, quarter).await).await;
    assert!(page.contains("Belum ada catatan") && page.contains("Belum ada revisi"));

    // The same snapshot, another page.
    let wrote = |text: &str| Notes {
        summary: Some(text.to_owned()),
        ..Notes::default()
    };
    *desk.notes.lock().unwrap() = wrote("Jaringan kantor pusat diganti.");
    let page = text(get(&pages, quarter).await).await;
    assert!(page.contains("1 masih konsep"), "{page}");
    let report = text(get(&pages, "/reports/2026-TW1").await).await;
    assert!(report.contains("Jaringan kantor pusat diganti."));
    *desk.notes.lock().unwrap() = wrote("?");
    let broken = get(&pages, quarter).await;
    assert_eq!(broken.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert!(text(broken).await.contains("ringkasan.md:3"));
    *desk.notes.lock().unwrap() = Notes::default();

    let session = session().await;
    let of: Quarter = "2026-TW1".parse().unwrap();
    let report = Report::full(&session, of).await.unwrap();
    let freezing = Freezing {
        report: &report,
        edition: &Edition::default(),
        formats: &[Format::Html, Format::Csv],
        configuration: Vec::new(),
    };
    let place = folder.path().join("2026-TW1");
    freeze(session, freezing, &place).await.unwrap();
    let page = text(get(&pages, quarter).await).await;
    let file = "/reports/2026-TW1/r1/laporan.html";
    assert!(page.contains(file), "{page}");
    let answer = get(&pages, file).await;
    assert!(head(&answer, "content-disposition").contains("2026-TW1-r1-laporan.html"));
    let kept = std::fs::read_to_string(place.join("r1/laporan.html")).unwrap();
    assert_eq!(text(answer).await, kept);
    for missing in ["r1/laporan.pdf", "r2/laporan.html", "r1/manifest.json"] {
        let answer = get(&pages, &format!("/reports/2026-TW1/{missing}")).await;
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{missing}");
    }
}

/// The addresses that a page leads to.
fn links(page: &str) -> Vec<String> {
    page.split("href=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .map(|link| link.replace("&#x2f;", "/").replace("&amp;", "&"))
        .filter(|link| link.starts_with('/'))
        .collect()
}

#[tokio::test]
async fn every_link_of_every_page_leads_somewhere() {
    let pages = pages().await;
    let mut open = vec!["/".to_owned()];
    let mut seen = std::collections::BTreeSet::new();
    while let Some(path) = open.pop() {
        // A file is asked for once, whatever the choice: what it holds is tested elsewhere.
        // Asking for a statement of before makes another one.
        let is_file = ["/data/", "/unduh/", "/sql/unduh/", "/sql?riwayat="]
            .iter()
            .any(|begins| path.starts_with(begins));
        let once = path.split('?').next().filter(|_| is_file);
        if !seen.insert(once.unwrap_or(&path).to_owned()) {
            continue;
        }
        let response = get(&pages, &path).await;
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        if head(&response, "content-type").starts_with("text/html") && !path.starts_with("/reports")
        {
            open.extend(links(&text(response).await));
        }
        // Pages lead to pages of every month and verdict: enough of each kind.
        assert!(seen.len() < 2_000, "{seen:?}");
    }
    for needed in [
        "/layanan/002/11.a.5",
        "/tiket/",
        "/unduh/",
        "/data/",
        "/triwulan/2026-TW1",
    ] {
        assert!(
            seen.iter().any(|path| path.starts_with(needed)),
            "{needed}: {seen:?}"
        );
    }
}

#[tokio::test]
async fn a_figure_leads_to_as_many_tickets_as_it_counts() {
    let pages = pages().await;
    let mut counted = 0;
    for path in ["/layanan", "/gangguan", "/pelanggaran", "/"] {
        let page = text(get(&pages, path).await).await;
        for cell in page.split("<a href=\"/tiket?").skip(1) {
            let (query, rest) = cell.split_once('"').unwrap();
            let words = rest.split_once('>').unwrap().1.split('<').next().unwrap();
            let Ok(figure) = words.trim().parse::<usize>() else {
                continue;
            };
            let query = query.replace("&amp;", "&");
            let rows = text(get(&pages, &format!("/data/verdicts.csv?{query}")).await).await;
            assert_eq!(rows.lines().count() - 1, figure, "{path}: {query}\n{rows}");
            counted += 1;
        }
    }
    assert!(counted >= 4, "{counted}");
}

#[tokio::test]
async fn a_form_leads_to_the_shortest_address() {
    let pages = pages().await;
    let response = get(
        &pages,
        "/gangguan?periode=2026-TW1&sumber=&unit=&dari=2026-03-01&sampai=2026-03-31",
    )
    .await;
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    assert_eq!(head(&response, "location"), "/gangguan?periode=2026-03");
}

#[tokio::test]
async fn rows_are_the_same_in_every_format() {
    let pages = pages().await;
    let query = "periode=2026-03&putusan=met,breached,overdue";
    let csv = text(get(&pages, &format!("/data/verdicts.csv?{query}")).await).await;
    let rows = csv.lines().count() - 1;
    assert!(rows >= 3, "{csv}");
    let json = text(get(&pages, &format!("/data/verdicts.json?{query}")).await).await;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json.as_array().unwrap().len(), rows);
    let excel = text(get(&pages, &format!("/data/verdicts.excel.csv?{query}")).await).await;
    assert!(excel.starts_with("\u{feff}source;ticket_id;"), "{excel}");
    assert_eq!(excel.lines().count() - 1, rows);
    for (end, begins) in [
        ("xlsx", &b"PK"[..]),
        ("parquet", b"PAR1"),
        ("arrow", b"\xff\xff\xff\xff"),
    ] {
        let response = get(&pages, &format!("/data/verdicts.{end}?{query}")).await;
        assert_eq!(response.status(), StatusCode::OK, "{end}");
        assert!(head(&response, "content-disposition").contains(end));
        let bytes = to_bytes(response.into_body(), 1 << 24).await.unwrap();
        assert!(bytes.starts_with(begins), "{end}");
    }
}

#[tokio::test]
async fn the_interface_says_what_pages_say() {
    let pages = pages().await;
    let index = text(get(&pages, "/api/v1").await).await;
    let index: serde_json::Value = serde_json::from_str(&index).unwrap();
    for page in index["pages"].as_array().unwrap() {
        let address = page["address"].as_str().unwrap();
        let address = if address.ends_with("satu-layanan") {
            format!("{address}?layanan=002/11.a.5")
        } else {
            address.to_owned()
        };
        let response = get(&pages, &address).await;
        assert_eq!(response.status(), StatusCode::OK, "{address}");
        let said: serde_json::Value = serde_json::from_str(&text(response).await).unwrap();
        assert_eq!(said["period"], "2026-TW1", "{address}");
        assert!(
            !said["sections"].as_array().unwrap().is_empty(),
            "{address}"
        );
    }
    let services: serde_json::Value =
        serde_json::from_str(&text(get(&pages, "/api/v1/pages/layanan").await).await).unwrap();
    let rate = &services["sections"][0]["tables"][0]["rows"][0]["met_percent"];
    assert_eq!(
        rate,
        &json!({"numerator": 1, "denominator": 2}),
        "{services}"
    );
    let described: serde_json::Value =
        serde_json::from_str(&text(get(&pages, "/api/v1/openapi.json").await).await).unwrap();
    assert_eq!(described["openapi"], "3.1.0");
    // Every address that is described answers as it says.
    for (path, item) in described["paths"].as_object().unwrap() {
        let address = path
            .replace("{page}", "layanan")
            .replace("{source}", "servicedesk")
            .replace("{ticket}", "A1")
            .replace("{model}", "verdicts");
        let address = match address.as_str() {
            "/api/v1/sql" => "/api/v1/sql?q=select+1+as+a".to_owned(),
            _ => address,
        };
        let answer = get(&pages, &address).await;
        assert_eq!(answer.status(), StatusCode::OK, "{address}");
        let content = &item["get"]["responses"]["200"]["content"];
        let kind = head(&answer, "content-type");
        let kind = kind.split(';').next().unwrap();
        assert!(content.get(kind).is_some(), "{address}: {kind}: {content}");
    }
    for (address, status) in [
        ("/api/v1/pages/layanan?periode=x", StatusCode::BAD_REQUEST),
        ("/api/v1/pages/x", StatusCode::NOT_FOUND),
        ("/api/v1/tickets/x/y", StatusCode::NOT_FOUND),
        ("/api/v2", StatusCode::NOT_FOUND),
    ] {
        let answer = get(&pages, address).await;
        assert_eq!(answer.status(), status, "{address}");
        let said: serde_json::Value = serde_json::from_str(&text(answer).await).unwrap();
        assert!(said["error"].is_string() && said["message"].is_string());
    }
}
