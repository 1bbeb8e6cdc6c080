//! A server over a few tickets in memory, and how tests ask it.

#![allow(dead_code, reason = "each test uses a part of it")]

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use axum::response::Response;
use norma_queries::Session;
use norma_queries::fixture::{table, wib};
use norma_report::Edition;
use norma_rules::Rulebook;
use norma_serve::{Engine, SqlOptions, router_with};
use serde_json::json;
use tower::ServiceExt;
use url::form_urlencoded;

/// A statement that never ends by itself and keeps little.
pub const ENDLESS: &str =
    "with recursive t as (select 1 as n union all select n + 1 from t) select max(n) from t";

/// A server for this machine alone.
#[derive(Clone)]
pub struct Bench {
    router: Router,
    csrf: String,
}

/// Two requests and an incident.
pub async fn engine() -> Engine {
    let rows = ["A1", "A2", "B1"].map(|id| {
        json!({"ticket_id": id, "norm_path": "002/11.a.5", "channel": "portal", "status": "fulfilled",
            "submitted_at": "2026-03-16 08:00", "first_response_at": "2026-03-16 08:01", "fulfilled_at": "2026-03-16 08:30"})
    });
    let rejects = [
        json!({"source": "s", "file_name": "a.csv", "landing_file": "a", "record": 1, "field": "x", "reason": "y", "raw": "nama orang"}),
    ];
    let tables = vec![
        table("tickets", &rows).unwrap(),
        table("rejects", &rejects).unwrap(),
    ];
    let as_of = wib("2026-04-01 00:00").unwrap();
    let session = Session::from_tables(tables, Arc::new(Rulebook::builtin()), as_of);
    Engine::of_session(session.await.unwrap()).unwrap()
}

impl Bench {
    pub async fn new(sql: SqlOptions) -> Self {
        let desk = Arc::new(Edition::default());
        let router = router_with(engine().await, Edition::default(), desk, sql).unwrap();
        let mut bench = Self {
            router,
            csrf: String::new(),
        };
        let page = bench.page("/sql").await;
        let rest = page.split_once("name=\"csrf\" value=\"").unwrap().1;
        rest.split_once('"').unwrap().0.clone_into(&mut bench.csrf);
        bench
    }

    pub async fn send(&self, mut request: Request<Body>) -> Response {
        let host = "127.0.0.1:8080".parse().unwrap();
        request.headers_mut().insert(header::HOST, host);
        self.router.clone().oneshot(request).await.unwrap()
    }

    pub async fn get(&self, path: &str) -> Response {
        self.send(Request::get(path).body(Body::empty()).unwrap())
            .await
    }

    /// A page that is there.
    pub async fn page(&self, path: &str) -> String {
        let answer = self.get(path).await;
        let status = answer.status();
        let page = text(answer).await;
        assert_eq!(status, StatusCode::OK, "{path}: {page}");
        page
    }

    /// A form of the page.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Response {
        let mut form = form_urlencoded::Serializer::new(String::new());
        let form = form
            .append_pair("csrf", &self.csrf)
            .extend_pairs(fields)
            .finish();
        let request = Request::post(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::CONTENT_LENGTH, form.len());
        self.send(request.body(form.into()).unwrap()).await
    }

    pub async fn json(&self, body: String) -> Response {
        let request = Request::post("/api/v1/sql").header(header::CONTENT_TYPE, "application/json");
        self.send(request.body(body.into()).unwrap()).await
    }

    /// The address of an endless statement, once its page has given up waiting.
    pub async fn long(&self) -> String {
        let answer = self.get(&format!("/sql?q={}", query(ENDLESS))).await;
        assert_eq!(answer.status(), StatusCode::SEE_OTHER);
        head(&answer, "location").to_owned()
    }

    /// The page once it says this.
    pub async fn until(&self, path: &str, words: &str) -> String {
        loop {
            let page = text(self.get(path).await).await;
            if page.contains(words) {
                return page;
            }
        }
    }
}

pub async fn text(response: Response) -> String {
    let bytes = to_bytes(response.into_body(), 1 << 24).await.unwrap();
    // Slashes are escaped in pages.
    String::from_utf8(bytes.to_vec())
        .unwrap()
        .replace("&#x2f;", "/")
}

pub fn head<'a>(response: &'a Response, name: &str) -> &'a str {
    let value = response.headers().get(name);
    value.map_or("", |value| value.to_str().unwrap())
}

/// A statement in an address.
pub fn query(sql: &str) -> String {
    form_urlencoded::byte_serialize(sql.as_bytes()).collect()
}
