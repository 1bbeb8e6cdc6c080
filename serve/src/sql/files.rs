//! The whole result of a statement as a file: every row, or an error.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::Extension;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, RawQuery, State};
use axum::http::header::{self, HeaderMap, HeaderValue};
use axum::http::{Method, StatusCode};
use axum::response::Response;
use norma_access::{Capability, Visitor};
use norma_queries::Params;

use super::fault::Fault;
use super::page::{Form, faulty};
use super::run::Asked;
use crate::data::{self, Rows};
use crate::files::with_name;
use crate::made::Answer;
use crate::ranges::asks_part;
use crate::site::Site;

/// Files that are kept for who reads them part by part.
const MOST: usize = 4;
/// How long they are.
const KEPT: Duration = Duration::from_mins(2);

/// Files that were asked for in parts: each part must be of the same file.
#[derive(Default)]
pub(crate) struct Kept(Mutex<Vec<Whole>>);

#[derive(Clone)]
struct Whole {
    /// Everything it depends on.
    of: String,
    made: Instant,
    tag: String,
    answer: Answer,
}

impl Kept {
    fn get(&self, of: &str) -> Option<Whole> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|whole| whole.made.elapsed() < KEPT);
        kept.iter().find(|whole| whole.of == of).cloned()
    }

    fn keep(&self, whole: Whole) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|other| other.made.elapsed() < KEPT && other.of != whole.of);
        if kept.len() >= MOST {
            kept.remove(0);
        }
        kept.push(whole);
    }
}

/// `/sql/unduh/hasil.{format}?q=...`.
pub(crate) async fn asked(
    State(site): State<Arc<Site>>,
    Extension(visitor): Extension<Visitor>,
    Path(file): Path<String>,
    method: Method,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let form = Form::read(query.unwrap_or_default().as_bytes());
    download(&site, visitor, &file, form.sql, &method, &headers).await
}

/// The same for a statement that is too long for an address.
pub(crate) async fn posted(
    State(site): State<Arc<Site>>,
    Extension(visitor): Extension<Visitor>,
    Path(file): Path<String>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    match body {
        Ok(body) => {
            let sql = Form::read(&body).sql;
            download(&site, visitor, &file, sql, &Method::POST, &headers).await
        }
        Err(_) => faulty(&site, &Fault::too_long()),
    }
}

async fn download(
    site: &Arc<Site>,
    visitor: Visitor,
    file: &str,
    sql: String,
    method: &Method,
    headers: &HeaderMap,
) -> Response {
    let Some(("hasil", format)) = Rows::of_file(file) else {
        let ends = Rows::ALL.map(|(_, end)| format!("hasil{end}"));
        let words = format!("Unduhan yang ada: {}.", ends.join(", "));
        return faulty(
            site,
            &Fault::new(StatusCode::NOT_FOUND, "Unduhan tidak ada", words),
        );
    };
    match whole(site, visitor, sql, Params::none(), format, method, headers).await {
        Ok(answer) => with_name(answer, file),
        Err(fault) => faulty(site, &fault),
    }
}

/// All rows of a statement, or the part of them that is asked for. JSON has a limit of rows.
pub(crate) async fn whole(
    site: &Arc<Site>,
    visitor: Visitor,
    sql: String,
    params: Params,
    format: Rows,
    method: &Method,
    headers: &HeaderMap,
) -> Result<Response, Fault> {
    let view = site.engine.view().await?;
    let in_parts = asks_part(headers) || *method == Method::HEAD;
    let sees_raw = visitor.may(Capability::RawText);
    let of = format!("{} {sees_raw} {format:?} {params:?} {sql}", view.identity());
    if let Some(whole) = site.sql.files.get(&of).filter(|_| in_parts) {
        let logged = visitor.asks_sql(&sql, "a further part of the answer", None);
        logged.await.map_err(|_| Fault::unlogged())?;
        return Ok(sent(whole, headers));
    }
    let asked = Asked {
        visitor,
        view,
        sql,
        params,
        rows: (format == Rows::Json).then_some(site.sql.options.limits.rows),
    };
    let take = move |stream| async move {
        let written = data::file(stream, format, "hasil").await;
        let written = written.map_err(Fault::failed)?;
        Ok((written.body, written.rows))
    };
    let answered = site.sql.statements.start(asked, take)?.end().await?;
    let mut random = [0_u8; 16];
    getrandom::fill(&mut random).map_err(|error| Fault::broken(error.to_string()))?;
    let whole = Whole {
        of,
        made: Instant::now(),
        tag: format!("\"{}\"", hex::encode(random)),
        answer: Answer {
            kind: format.kind(),
            body: answered.answer,
        },
    };
    if in_parts {
        site.sql.files.keep(whole.clone());
    }
    Ok(sent(whole, headers))
}

fn sent(whole: Whole, headers: &HeaderMap) -> Response {
    let mut response = whole.answer.asked(headers, &whole.tag);
    if let Ok(tag) = HeaderValue::from_str(&whole.tag) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}
