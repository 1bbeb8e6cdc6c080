//! The pages with figures: one way from an address to a document, and from the document to a page or a file.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::header::{self, HeaderMap};
use axum::http::{StatusCode, Uri};
use axum::middleware;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use axum::{Extension, Router};
use minijinja::{Value, context};
use norma_access::{Capability, Visitor};
use norma_document::{Document, html};
use norma_report::pages::{ROWS, ticket_document};
use norma_report::{Asked, Page};
use norma_rules::{Period, Quarter};

use crate::around::Links;
use crate::choice::Choice;
use crate::engine::View;
use crate::made::Answer;
use crate::site::{Failure, HTML, Site, is_api, problem_of_api};
use crate::{account, api, assets, charts, files, health, metrics, openapi, quarters, sql};

/// The routes of all pages.
pub(crate) fn routes(site: Arc<Site>) -> Router {
    Router::new()
        .route("/", get(overview))
        .route("/layanan", get(services))
        .route("/layanan/{*service}", get(service))
        .route("/gangguan", get(incidents))
        .route("/ketersediaan", get(availability))
        .route("/tunggakan", get(backlog))
        .route("/pelanggaran", get(breaches))
        .route("/tiket", get(tickets))
        .route("/tiket/{source}/{ticket}", get(ticket))
        .route("/mutu-data", get(quality))
        .route("/definisi", get(definitions))
        .route("/triwulan", get(quarters::list))
        .route("/triwulan/{quarter}", get(quarters::quarter))
        .route("/reports/{quarter}", get(quarters::report))
        .merge(exports())
        .route("/charts/{file}", get(charts::chart))
        .merge(sql::routes())
        .route("/akun", get(account::account))
        .route("/aset/{file}", get(assets::asset))
        .route("/favicon.ico", get(assets::icon))
        .route("/api/v1", get(api::index))
        .route("/api/v1/openapi.json", get(openapi::description))
        .route("/api/v1/pages/{page}", get(api::page))
        .route("/api/v1/tickets/{source}/{ticket}", get(api::ticket))
        .route("/api/v1/models/{model}", get(api::model))
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/segar", get(health::newer))
        .route("/metrics", get(metrics::metrics))
        .fallback(unknown)
        .method_not_allowed_fallback(not_allowed)
        .layer(middleware::from_fn_with_state(
            Arc::clone(&site),
            metrics::count,
        ))
        .with_state(site)
}

/// What leaves the server as a file.
fn exports() -> Router<Arc<Site>> {
    Router::new()
        .route("/reports/{quarter}/{file}", get(quarters::file))
        .route(
            "/reports/{quarter}/{revision}/{file}",
            get(quarters::frozen),
        )
        .route("/unduh/{page}/{file}", get(files::of_page))
        .route("/data/{file}", get(files::of_model))
        .route_layer(middleware::from_fn(account::exported))
}

/// Address and name of each page of the menu.
const MENU: [(&str, &str); 10] = [
    ("/", "Ikhtisar"),
    ("/layanan", "Layanan"),
    ("/gangguan", "Gangguan"),
    ("/ketersediaan", "Ketersediaan"),
    ("/tunggakan", "Tunggakan"),
    ("/pelanggaran", "Pelanggaran"),
    ("/triwulan", "Triwulan"),
    ("/mutu-data", "Mutu data"),
    ("/definisi", "Definisi"),
    (SQL, "SQL"),
];

/// For those who may run statements.
const SQL: &str = "/sql";

/// What a page for those who may run statements rests on besides its snapshot: its menu is another.
pub(crate) fn besides(visitor: &Visitor) -> &'static str {
    if visitor.may(Capability::Sql) {
        SQL
    } else {
        ""
    }
}

/// A menu in which the choice of a reader goes along; with SQL for those who may run it.
pub(crate) fn menu(choice: &Choice, with_sql: bool) -> Vec<(String, &'static str, &'static str)> {
    let along = Choice {
        filter: norma_queries::Filter {
            clocks: Vec::new(),
            verdicts: Vec::new(),
            local: None,
            ..choice.filter.clone()
        },
        ..choice.first_page()
    };
    MENU.into_iter()
        .filter(|(path, _)| with_sql || *path != SQL)
        .map(|(path, name)| {
            let href = match path {
                "/triwulan" | SQL => path.to_owned(),
                _ => along.href(path),
            };
            (href, path, name)
        })
        .collect()
}

/// A handler a page, each of the same kind.
macro_rules! handlers {
    ($($name:ident => $page:ident),+ $(,)?) => {$(
        async fn $name(
            State(site): State<Arc<Site>>,
            Extension(visitor): Extension<Visitor>,
            uri: Uri,
            headers: HeaderMap,
        ) -> Response {
            shown(&site, &visitor, Page::$page, None, &uri, &headers).await
        }
    )+};
}

handlers! {
    overview => Overview,
    services => Services,
    incidents => Incidents,
    availability => Availability,
    backlog => Backlog,
    breaches => Breaches,
    tickets => Tickets,
    quality => Quality,
    definitions => Definitions,
}

async fn service(
    State(site): State<Arc<Site>>,
    Extension(visitor): Extension<Visitor>,
    Path(service): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let page = Page::Service;
    shown(&site, &visitor, page, Some(service), &uri, &headers).await
}

/// The page, or the shortest address of the same choice.
async fn shown(
    site: &Arc<Site>,
    visitor: &Visitor,
    page: Page,
    service: Option<String>,
    uri: &Uri,
    headers: &HeaderMap,
) -> Response {
    let query = uri.query().unwrap_or_default();
    let choice = match Choice::read(query) {
        Ok(choice) => choice,
        Err(error) => return site.failed(&error.into()),
    };
    if choice.query() != query {
        return Redirect::to(&choice.href(uri.path())).into_response();
    }
    let path = uri.path().to_owned();
    let besides = besides(visitor);
    let make = |site: Arc<Site>, view: Arc<View>| async move {
        let shown = Shown::of(&view, page, choice, service).await?;
        let document = shown.document(&site, &view, ROWS).await?;
        let menu = menu(&shown.asked, !besides.is_empty());
        let bytes = shown.html(&site, &view, &document, &path, menu).await?;
        Ok(Answer {
            kind: HTML,
            body: bytes.into(),
        })
    };
    site.answer_of(uri, headers, besides, make).await
}

/// A page and what is chosen on it.
pub(crate) struct Shown {
    pub(crate) page: Page,
    /// With the period that is shown.
    pub(crate) choice: Choice,
    /// As the reader wrote it.
    asked: Choice,
    pub(crate) period: Period,
    service: Option<String>,
}

impl Shown {
    pub(crate) async fn of(
        view: &View,
        page: Page,
        asked: Choice,
        service: Option<String>,
    ) -> Result<Self, Failure> {
        let period = match asked.period {
            Some(period) => period,
            None => view
                .latest()
                .await?
                .unwrap_or_else(|| Quarter::of(view.session.as_of().plus(-1)))
                .into(),
        };
        let mut choice = Choice {
            period: Some(period),
            ..asked.clone()
        };
        let service = service.or_else(|| {
            let named = || choice.filter.service.clone();
            (page == Page::Service).then(named).flatten()
        });
        if let Some(service) = &service {
            choice.filter.service = Some(service.clone());
        }
        Ok(Self {
            page,
            choice,
            asked,
            period,
            service,
        })
    }

    /// The page as a document with at most `fetch` rows of its list.
    pub(crate) async fn document(
        &self,
        site: &Site,
        view: &View,
        fetch: usize,
    ) -> Result<Document, Failure> {
        let in_period = self.choice.in_period(self.period);
        let seen = view.session.filtered(&in_period).await?;
        let any = view.session.filtered(&self.choice.filter).await?;
        let asked = Asked {
            page: self.page,
            period: self.period,
            seen: &seen,
            any: &any,
            is_narrowed: self.choice.is_narrowed(),
            edition: &site.edition,
            service: self.service.as_deref(),
            skip: (self.choice.page - 1) * ROWS,
            fetch,
            soon_seconds: self.choice.hours * 3_600,
        };
        asked.document().await?.ok_or_else(|| {
            Failure::Missing(
                "Layanan tidak dikenal",
                format!(
                    "Tidak ada tiket dan tidak ada norma dengan nama \"{}\". Halaman Layanan memuat semuanya.",
                    self.service.as_deref().unwrap_or_default()
                ),
            )
        })
    }

    async fn html(
        &self,
        site: &Site,
        view: &View,
        document: &Document,
        path: &str,
        menu: Vec<(String, &'static str, &'static str)>,
    ) -> Result<Vec<u8>, Failure> {
        let links = Links {
            page: self.page,
            choice: &self.choice,
        };
        let inside = html::sections(document, &links).map_err(norma_report::ReportError::from)?;
        let properties = view.properties().await?;
        let history = view.history().await?;
        let quarters: Vec<String> = history
            .iter()
            .rev()
            .map(|row| row.quarter.to_string())
            .collect();
        let workbook = self.choice.first_page().href(&format!(
            "/unduh/{}/{}.xlsx",
            self.page.name(),
            self.page.name()
        ));
        let service = self
            .service
            .as_deref()
            .filter(|_| self.page == Page::Service);
        let filter = &self.choice.filter;
        let values = context! {
            title => document.meta.title.clone(),
            service => service.map(|service| service.trim_start_matches('=')),
            here => if self.page == Page::Service { "/layanan" } else { path },
            path,
            menu,
            period => norma_report::format::period(self.period),
            period_code => self.period.to_string(),
            is_quarter => self.period.quarter().is_some(),
            quarters,
            chosen => self.asked.words(),
            cleared => Choice { period: self.asked.period, ..Choice::new() }.href(path),
            filter => Value::from(minijinja::value::Serde(filter)),
            hours => self.choice.hours,
            properties => Value::from(minijinja::value::Serde(properties.as_ref())),
            is_partial => view.session.as_of() < self.period.end(),
            inside => Value::from_safe_string(inside),
            facts => document.meta.facts.clone(),
            pager => self.pager(document, path),
            workbook,
            is_service => self.page == Page::Service,
            with_hours => self.page == Page::Backlog,
        };
        Ok(site.render_of(view, "page.html", values)?)
    }

    /// Addresses of the pages of a list before and after this one.
    fn pager(&self, document: &Document, path: &str) -> (Option<String>, Option<String>) {
        let lists = document.tables().into_iter();
        let rows = lists
            .filter(|table| ["breaches", "verdicts"].contains(&table.name.as_str()))
            .map(|table| table.rows.len())
            .max();
        let to = |page: usize| {
            Choice {
                page,
                ..self.asked.clone()
            }
            .href(path)
        };
        let page = self.choice.page;
        (
            (page > 1).then(|| to(page - 1)),
            rows.filter(|rows| *rows >= ROWS).map(|_| to(page + 1)),
        )
    }
}

/// The ledgers of the ticket of that source and number.
pub(crate) async fn ledgers(
    site: &Site,
    view: &View,
    source: &str,
    number: &str,
) -> Result<Document, Failure> {
    let document = ticket_document(&view.session, &site.edition, Some(source), number).await?;
    document.ok_or_else(|| {
        Failure::Missing(
            "Tiket tidak dikenal",
            format!("Sumber \"{source}\" tidak memiliki tiket \"{number}\"."),
        )
    })
}

/// The page of a ticket.
async fn ticket(
    State(site): State<Arc<Site>>,
    Extension(visitor): Extension<Visitor>,
    Path((source, number)): Path<(String, String)>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let besides = besides(&visitor);
    let make = |site: Arc<Site>, view: Arc<View>| async move {
        let document = ledgers(&site, &view, &source, &number).await?;
        let choice = Choice::new();
        let links = Links {
            page: Page::Tickets,
            choice: &choice,
        };
        let inside = html::sections(&document, &links).map_err(norma_report::ReportError::from)?;
        let values = context! {
            title => document.meta.title,
            here => "/pelanggaran",
            menu => menu(&choice, !besides.is_empty()),
            inside => Value::from_safe_string(inside),
            facts => document.meta.facts,
        };
        let bytes = site.render_of(&view, "page.html", values)?;
        Ok(Answer {
            kind: HTML,
            body: bytes.into(),
        })
    };
    site.answer_of(&uri, &headers, besides, make).await
}

async fn unknown(State(site): State<Arc<Site>>, uri: Uri) -> Response {
    let (status, title) = (StatusCode::NOT_FOUND, "Halaman tidak ada");
    if is_api(&uri) {
        return problem_of_api(status, title, "GET /api/v1 memuat semua yang ada.");
    }
    site.problem(
        status,
        title,
        "Periksa alamatnya, atau mulai dari ikhtisar.",
    )
}

async fn not_allowed(State(site): State<Arc<Site>>) -> Response {
    let mut answer = site.problem(
        StatusCode::METHOD_NOT_ALLOWED,
        "Permintaan tidak didukung",
        "Halaman ini hanya dapat dibaca.",
    );
    answer
        .headers_mut()
        .insert(header::ALLOW, header::HeaderValue::from_static("GET, HEAD"));
    answer
}
