//! The pages.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::header::{self, HeaderMap, HeaderValue};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use base64::Engine as _;
use minijinja::value::{Serde, Value};
use minijinja::{Environment, context};
use norma_report::{
    Edition, Format, NAMES, Report, ReportError, STYLE, document, narrative, outputs, picture,
};
use norma_rules::Quarter;
use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::engine::{Engine, EngineError, View};

/// The routes of all pages.
pub(crate) fn routes(site: Arc<Site>) -> Router {
    Router::new()
        .route("/", get(overview))
        .route("/reports/{quarter}", get(report))
        .route("/charts/{file}", get(chart))
        .route("/healthz", get(health))
        .fallback(unknown)
        .method_not_allowed_fallback(not_allowed)
        .with_state(site)
}

/// What all pages share.
pub(crate) struct Site {
    engine: Engine,
    templates: Arc<Environment<'static>>,
    policy: HeaderValue,
}

impl Site {
    pub(crate) fn new(engine: Engine) -> Result<Self, ReportError> {
        let mut templates = norma_report::environment()?;
        templates.add_template("index.html", include_str!("../templates/index.html"))?;
        templates.add_template("problem.html", include_str!("../templates/problem.html"))?;
        let policy = policy(&templates)?;
        Ok(Self {
            engine,
            templates: Arc::new(templates),
            policy,
        })
    }

    /// Nothing but the one style sheet that pages carry inside.
    pub(crate) fn content_security_policy(&self) -> HeaderValue {
        self.policy.clone()
    }

    /// A page that says what is wrong.
    pub(crate) fn problem(&self, status: StatusCode, title: &str, message: &str) -> Response {
        let page = self
            .templates
            .get_template("problem.html")
            .and_then(|template| {
                template.render(context! { title, message, code => status.as_u16() })
            });
        match page {
            Ok(page) => (status, [HTML], page).into_response(),
            Err(_) => (status, format!("{title}. {message}")).into_response(),
        }
    }

    fn failed(&self, error: &EngineError) -> Response {
        let (title, message) = match error {
            EngineError::Report(ReportError::Query(norma_queries::Error::NoSnapshot(_))) => (
                "Belum ada data",
                "Jalankan norma run untuk memuat ekspor pertama, lalu muat ulang halaman ini."
                    .to_owned(),
            ),
            EngineError::Report(ReportError::Query(norma_queries::Error::NoCutOff)) => (
                "Saat data tidak diketahui",
                "Tidak ada sumber dengan waktu ekspor; jalankan norma serve dengan --as-of."
                    .to_owned(),
            ),
            other => ("Halaman tidak dapat dibuat", other.to_string()),
        };
        self.problem(StatusCode::SERVICE_UNAVAILABLE, title, &message)
    }
}

const HTML: (header::HeaderName, &str) = (header::CONTENT_TYPE, "text/html; charset=utf-8");
const SVG: (header::HeaderName, &str) = (header::CONTENT_TYPE, "image/svg+xml; charset=utf-8");

/// The policy that allows exactly the style sheets between `<style>` and `</style>` of the base template and of reports.
fn policy(templates: &Environment<'_>) -> Result<HeaderValue, ReportError> {
    let page = templates
        .get_template("problem.html")?
        .render(context! { title => "", message => "", code => 0 })?;
    let style = page
        .split_once("<style>")
        .and_then(|(_, rest)| rest.split_once("</style>"))
        .map_or("", |(style, _)| style);
    let hash =
        |style: &str| base64::engine::general_purpose::STANDARD.encode(Sha256::digest(style));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{}' 'sha256-{}'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
        hash(style),
        hash(STYLE)
    );
    Ok(HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static("default-src 'none'")))
}

/// What a page needs before it is made: the snapshot, and whether the reader has the page already.
struct Asked {
    view: Arc<View>,
    tag: HeaderValue,
}

impl Site {
    /// The newest snapshot; an answer at once when the reader's copy is of it, or when there is none.
    async fn ask(&self, uri: &Uri, headers: &HeaderMap) -> Result<Asked, Response> {
        let view = self.engine.view().await.map_err(|e| self.failed(&e))?;
        let tag = tag(&view, uri);
        let known = headers
            .get_all(header::IF_NONE_MATCH)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .any(|known| known.trim() == tag || known.trim() == "*");
        // Hexadecimal digits in quotation marks are always a header value.
        let tag = HeaderValue::from_str(&tag).unwrap_or(HeaderValue::from_static("\"\""));
        if known {
            return Err((StatusCode::NOT_MODIFIED, [(header::ETAG, tag)]).into_response());
        }
        Ok(Asked { view, tag })
    }
}

/// A strong tag of everything a page rests on, known before the page is made.
fn tag(view: &View, uri: &Uri) -> String {
    let mut hash = Sha256::new();
    for part in [
        env!("CARGO_PKG_VERSION"),
        &view.identity(),
        uri.path(),
        uri.query().unwrap_or_default(),
    ] {
        hash.update(part.len().to_le_bytes());
        hash.update(part);
    }
    format!("\"{}\"", &hex::encode(hash.finalize())[..32])
}

async fn overview(State(site): State<Arc<Site>>, uri: Uri, headers: HeaderMap) -> Response {
    let Asked { view, tag } = match site.ask(&uri, &headers).await {
        Ok(asked) => asked,
        Err(answer) => return answer,
    };
    let templates = Arc::clone(&site.templates);
    let page = site
        .engine
        .run(async move { overview_page(&view, &templates).await })
        .await;
    match page.and_then(|page| page.map_err(EngineError::from)) {
        Ok(page) => (StatusCode::OK, [HTML], [(header::ETAG, tag)], page).into_response(),
        Err(error) => site.failed(&error),
    }
}

async fn overview_page(
    view: &View,
    templates: &Environment<'static>,
) -> Result<String, ReportError> {
    let history = view.history().await?;
    let report = match view.latest().await? {
        Some(quarter) => view.report(quarter).await?,
        None => None,
    };
    let mut charts = std::collections::BTreeMap::new();
    if let Some(report) = &report {
        for name in NAMES {
            charts.insert(name, Value::from_safe_string(picture(name, report)?));
        }
    }
    let quarters: Vec<_> = history.iter().rev().collect();
    let template = templates.get_template("index.html")?;
    Ok(template.render(context! {
        title => "Ikhtisar norma waktu",
        as_of => view.session.as_of().0,
        snapshot => view.session.snapshot().map(|snapshot| snapshot.number),
        report => Value::from(Serde(report.as_deref())),
        partial => report.as_deref().is_some_and(norma_report::Report::is_partial),
        summary => report.as_deref().map(narrative::summary).unwrap_or_default(),
        fulfilment => Value::from(Serde(report.as_deref().map(norma_report::Report::fulfilment))),
        resolution => Value::from(Serde(report.as_deref().map(norma_report::Report::resolution))),
        response => Value::from(Serde(report.as_deref().map(norma_report::Report::response))),
        flow => Value::from(Serde(report.as_deref().map(norma_report::Report::flow))),
        quarters => Value::from(Serde(quarters)),
        charts,
    })?)
}

async fn report(
    State(site): State<Arc<Site>>,
    Path(quarter): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let Ok(quarter) = quarter.parse::<Quarter>() else {
        return site.no_quarter(&quarter);
    };
    let Asked { view, tag } = match site.ask(&uri, &headers).await {
        Ok(asked) => asked,
        Err(answer) => return answer,
    };
    let page = site
        .engine
        .run(async move {
            let report = view.report(quarter).await?;
            report.map(|report| page(&report)).transpose()
        })
        .await;
    match page.and_then(|page| page.map_err(EngineError::from)) {
        Ok(Some(page)) => (StatusCode::OK, [HTML], [(header::ETAG, tag)], page).into_response(),
        Ok(None) => site.no_tickets(quarter),
        Err(error) => site.failed(&error),
    }
}

/// The report as one page, without what people and configuration add when it is handed in.
fn page(report: &Report) -> Result<Vec<u8>, ReportError> {
    let document = document(report, &Edition::default())?;
    let pages = outputs(&document, &[Format::Html])?.into_iter();
    Ok(pages.flat_map(|page| page.bytes).collect())
}

#[derive(Deserialize)]
struct ChartQuery {
    quarter: Option<String>,
}

async fn chart(
    State(site): State<Arc<Site>>,
    Path(file): Path<String>,
    query: Result<Query<ChartQuery>, axum::extract::rejection::QueryRejection>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let Some(name) = NAMES
        .into_iter()
        .find(|name| file.strip_suffix(".svg") == Some(name))
    else {
        let known: Vec<String> = NAMES.iter().map(|name| format!("{name}.svg")).collect();
        let message = format!("Grafik yang ada: {}.", known.join(", "));
        return site.problem(StatusCode::NOT_FOUND, "Grafik tidak ada", &message);
    };
    let quarter = match query.map(|Query(query)| query.quarter) {
        Ok(None) => None,
        Ok(Some(text)) => match text.parse::<Quarter>() {
            Ok(quarter) => Some(quarter),
            Err(_) => return site.no_quarter(&text),
        },
        Err(_) => return site.no_quarter(uri.query().unwrap_or_default()),
    };
    let Asked { view, tag } = match site.ask(&uri, &headers).await {
        Ok(asked) => asked,
        Err(answer) => return answer,
    };
    let svg = site
        .engine
        .run(async move {
            let quarter = match quarter {
                Some(quarter) => Some(quarter),
                None => view.latest().await?,
            };
            let report = match quarter {
                Some(quarter) => view.report(quarter).await?,
                None => None,
            };
            report.map(|report| picture(name, &report)).transpose()
        })
        .await;
    match svg.and_then(|svg| svg.map_err(EngineError::from)) {
        Ok(Some(svg)) => (StatusCode::OK, [SVG], [(header::ETAG, tag)], svg).into_response(),
        Ok(None) => match quarter {
            Some(quarter) => site.no_tickets(quarter),
            None => site.problem(
                StatusCode::NOT_FOUND,
                "Belum ada tiket",
                "Tidak ada tiket dalam data ini.",
            ),
        },
        Err(error) => site.failed(&error),
    }
}

impl Site {
    fn no_quarter(&self, text: &str) -> Response {
        let message =
            format!("\"{text}\" bukan triwulan; tulis tahun dan triwulan, misalnya 2026-TW1.");
        self.problem(StatusCode::BAD_REQUEST, "Triwulan tidak dikenal", &message)
    }

    fn no_tickets(&self, quarter: Quarter) -> Response {
        let quarter = norma_report::format::quarter(quarter);
        let message =
            format!("Tidak ada tiket pada {quarter}. Ikhtisar memuat semua triwulan yang ada.");
        self.problem(StatusCode::NOT_FOUND, "Tidak ada laporan", &message)
    }
}

/// 200 when the newest snapshot can be read, 503 when not.
async fn health(State(site): State<Arc<Site>>) -> Response {
    const TEXT: (header::HeaderName, &str) = (header::CONTENT_TYPE, "text/plain; charset=utf-8");
    match site.engine.view().await {
        Ok(view) => {
            let number = view.session.snapshot().map(|snapshot| snapshot.number);
            let number = number.map_or_else(|| "-".to_owned(), |number| number.to_string());
            (StatusCode::OK, [TEXT], format!("ok, snapshot {number}\n")).into_response()
        }
        Err(error) => (
            StatusCode::SERVICE_UNAVAILABLE,
            [TEXT],
            format!("{error}\n"),
        )
            .into_response(),
    }
}

async fn unknown(State(site): State<Arc<Site>>) -> Response {
    site.problem(
        StatusCode::NOT_FOUND,
        "Halaman tidak ada",
        "Periksa alamatnya, atau mulai dari ikhtisar.",
    )
}

async fn not_allowed(State(site): State<Arc<Site>>) -> Response {
    site.problem(
        StatusCode::METHOD_NOT_ALLOWED,
        "Permintaan tidak didukung",
        "Halaman ini hanya dapat dibaca.",
    )
}
