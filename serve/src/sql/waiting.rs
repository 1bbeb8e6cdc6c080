//! A statement that takes longer than a page waits: the page that says so, and the button that stops it.

use std::sync::Arc;
use std::time::Duration;

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::header::{self, HeaderMap, HeaderName};
use axum::response::{IntoResponse, Redirect, Response};
use minijinja::context;
use norma_access::Visitor;
use norma_report::format::number;

use super::fault::Fault;
use super::jobs::Job;
use super::owner;
use super::page::{Page, faulty, remember};
use crate::choice::Choice;
use crate::pages::menu;
use crate::site::{HTML, Site};

/// How long an answer is waited for before a page says that the statement runs.
const PATIENCE: Duration = Duration::from_millis(200);

/// Makes htmx load the page again.
const REFRESH: (HeaderName, &str) = (HeaderName::from_static("hx-refresh"), "true");

/// `/sql/jalan/{job}`: how a statement ended, or that it runs.
pub(crate) async fn page(
    State(site): State<Arc<Site>>,
    Extension(visitor): Extension<Visitor>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Response {
    let Some(job) = site.sql.jobs.get(&id, &owner(&visitor)) else {
        return faulty(&site, &Fault::forgotten());
    };
    let page = match Page::of(&site, &visitor, &headers).await {
        Ok(page) => page,
        Err(answer) => return answer,
    };
    let owner = owner(&visitor);
    let once = |ended: &_| remember(&site, &owner, &job.sql, ended);
    if let Some(ended) = job.ended(PATIENCE, once).await {
        return page.ended(&job.sql, job.explains, &ended).await;
    }
    let values = context! {
        title => "Pernyataan sedang berjalan",
        here => "/sql",
        menu => menu(&Choice::new(), true),
        csrf => visitor.csrf.clone(),
        job => id,
        state => words(&job),
        sql => job.sql.clone(),
        limit => super::code::seconds(site.sql.options.limits.time),
    };
    page.render("sql_waiting.html", values)
}

/// `/sql/jalan/{job}/keadaan`: a sentence for the page that waits, which is loaded again when there is more to say.
pub(crate) async fn state(
    State(site): State<Arc<Site>>,
    Extension(visitor): Extension<Visitor>,
    Path(id): Path<String>,
) -> Response {
    let owner = owner(&visitor);
    let Some(job) = site.sql.jobs.get(&id, &owner) else {
        return [REFRESH].into_response();
    };
    let once = |ended: &_| remember(&site, &owner, &job.sql, ended);
    if job.ended(PATIENCE, once).await.is_some() {
        return [REFRESH].into_response();
    }
    ([(header::CONTENT_TYPE, HTML)], words(&job)).into_response()
}

/// `POST /sql/jalan/{job}/batal`.
pub(crate) async fn cancel(
    State(site): State<Arc<Site>>,
    Extension(visitor): Extension<Visitor>,
    Path(id): Path<String>,
) -> Response {
    let Some(job) = site.sql.jobs.get(&id, &owner(&visitor)) else {
        return faulty(&site, &Fault::forgotten());
    };
    job.cancel();
    Redirect::to(&format!("/sql/jalan/{id}")).into_response()
}

fn words(job: &Job) -> String {
    let seconds = number(job.began.elapsed().as_secs() as i64);
    if job.is_waiting() {
        format!("Menunggu giliran selama {seconds} detik.")
    } else {
        format!("Berjalan selama {seconds} detik.")
    }
}
