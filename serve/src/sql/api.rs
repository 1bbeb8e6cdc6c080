//! `/api/v1/sql`: a statement and its rows, for programs.
//!
//! The statement is `q` in the address, or the body: JSON (`{"sql": "...", "params": {"quarter": "2026-TW1"}}`), a form, or
//! plain text. The format is `format` in the address, or what `Accept` names first; JSON by default.

use std::sync::Arc;

use axum::Extension;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{RawQuery, State};
use axum::http::Method;
use axum::http::header::{self, HeaderMap};
use axum::response::Response;
use norma_access::Visitor;
use norma_queries::Params;
use serde_json::Value as Json;
use url::form_urlencoded;

use super::fault::Fault;
use super::files::whole;
use crate::data::Rows;
use crate::site::Site;

/// What is asked for.
#[derive(Debug)]
struct Question {
    sql: String,
    params: Params,
    format: Option<Rows>,
}

/// `GET /api/v1/sql?q=...`.
pub(crate) async fn asked(
    State(site): State<Arc<Site>>,
    Extension(visitor): Extension<Visitor>,
    method: Method,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let question = pairs(query.unwrap_or_default().as_bytes());
    answered(&site, visitor, question, &method, &headers).await
}

/// `POST /api/v1/sql`.
pub(crate) async fn posted(
    State(site): State<Arc<Site>>,
    Extension(visitor): Extension<Visitor>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let question = body.map_err(|_| Fault::too_long()).and_then(|body| {
        let mut question = of_body(&headers, &body)?;
        let said = pairs(query.unwrap_or_default().as_bytes())?;
        if !said.sql.is_empty() {
            return Err(Fault::misunderstood(
                "Pernyataan ada di alamat dan di isi permintaan; tulis di salah satunya.",
            ));
        }
        question.format = said.format.or(question.format);
        Ok(question)
    });
    answered(&site, visitor, question, &Method::POST, &headers).await
}

async fn answered(
    site: &Arc<Site>,
    visitor: Visitor,
    question: Result<Question, Fault>,
    method: &Method,
    headers: &HeaderMap,
) -> Response {
    let answer = async {
        let Question {
            sql,
            params,
            format,
        } = question?;
        let format = format.or_else(|| accepted(headers)).unwrap_or(Rows::Json);
        whole(site, visitor, sql, params, format, method, headers).await
    };
    answer
        .await
        .unwrap_or_else(|fault: Fault| fault.for_programs())
}

/// `q` and `format` of an address or a form.
fn pairs(text: &[u8]) -> Result<Question, Fault> {
    let mut question = Question {
        sql: String::new(),
        params: Params::none(),
        format: None,
    };
    for (name, value) in form_urlencoded::parse(text) {
        match name.as_ref() {
            "q" | "sql" => question.sql = value.into_owned(),
            "format" => question.format = Some(format(&value)?),
            // Of a form of our own.
            "csrf" => {}
            other => {
                return Err(Fault::misunderstood(format!(
                    "\"{other}\" tidak dikenal; yang ada: q, format."
                )));
            }
        }
    }
    Ok(question)
}

fn of_body(headers: &HeaderMap, body: &[u8]) -> Result<Question, Fault> {
    let kind = headers.get(header::CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    match kind.to_ascii_lowercase().as_str() {
        "application/json" => of_json(body),
        "application/x-www-form-urlencoded" => pairs(body),
        "text/plain" | "application/sql" | "" => {
            let sql = std::str::from_utf8(body)
                .map_err(|_| Fault::misunderstood("Pernyataan bukan teks UTF-8."))?;
            Ok(Question {
                sql: sql.to_owned(),
                params: Params::none(),
                format: None,
            })
        }
        other => Err(Fault::misunderstood(format!(
            "Isi berjenis \"{other}\" tidak dikenal; kirim application/json {{\"sql\": \"...\"}} atau text/plain."
        ))),
    }
}

fn of_json(body: &[u8]) -> Result<Question, Fault> {
    let said: Json = serde_json::from_slice(body)
        .map_err(|error| Fault::misunderstood(format!("Isi bukan JSON: {error}.")))?;
    let Json::Object(members) = said else {
        return Err(Fault::misunderstood(
            "Isi bukan objek JSON {\"sql\": \"...\"}.",
        ));
    };
    let mut question = pairs(&[])?;
    for (name, value) in members {
        match (name.as_str(), value) {
            ("sql", Json::String(sql)) => question.sql = sql,
            ("format", Json::String(text)) => question.format = Some(format(&text)?),
            ("params", Json::Object(params)) => {
                for (name, value) in params {
                    let Json::String(text) = value else {
                        return Err(Fault::misunderstood(format!(
                            "Nilai parameter \"{name}\" harus teks; ubah jenisnya dalam SQL, misalnya CAST(${name} AS BIGINT)."
                        )));
                    };
                    question.params = question.params.with(&name, text);
                }
            }
            (other, _) => {
                return Err(Fault::misunderstood(format!(
                    "\"{other}\" tidak dikenal atau berjenis lain; yang ada: sql (teks), params (objek berisi teks), format (teks)."
                )));
            }
        }
    }
    Ok(question)
}

fn format(name: &str) -> Result<Rows, Fault> {
    let mut all = Rows::ALL.into_iter();
    let found = all.find(|(_, end)| end.strip_prefix('.') == Some(name));
    found.map(|(format, _)| format).ok_or_else(|| {
        let names = Rows::ALL.map(|(_, end)| end.trim_start_matches('.'));
        Fault::misunderstood(format!(
            "Format \"{name}\" tidak dikenal; yang ada: {}.",
            names.join(", ")
        ))
    })
}

/// The first format that the reader accepts.
fn accepted(headers: &HeaderMap) -> Option<Rows> {
    // CSV for programs, where the two are of one type.
    let formats = [
        Rows::Json,
        Rows::Csv,
        Rows::Xlsx,
        Rows::Parquet,
        Rows::Arrow,
    ];
    let plain = |kind: &str| kind.split(';').next().unwrap_or_default().trim().to_owned();
    headers
        .get_all(header::ACCEPT)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .find_map(|kind| {
            let kind = plain(kind);
            formats
                .into_iter()
                .find(|format| plain(format.kind()) == kind)
        })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn headers(name: header::HeaderName, value: &str) -> HeaderMap {
        HeaderMap::from_iter([(name, value.parse().unwrap())])
    }

    #[test]
    fn a_question_is_read_from_every_kind_of_body() {
        let json = headers(header::CONTENT_TYPE, "application/json; charset=utf-8");
        let body = br#"{"sql": "select $a", "params": {"a": "x"}, "format": "parquet"}"#;
        let question = of_body(&json, body).unwrap();
        assert_eq!(question.sql, "select $a");
        assert_eq!(question.params, Params::none().with("a", "x"));
        assert_eq!(question.format, Some(Rows::Parquet));
        let form = headers(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let question = of_body(&form, b"q=select+1&csrf=x&format=excel.csv").unwrap();
        assert_eq!(question.sql, "select 1");
        assert_eq!(question.format, Some(Rows::CsvExcel));
        let text = headers(header::CONTENT_TYPE, "text/plain");
        assert_eq!(of_body(&text, b"select 2").unwrap().sql, "select 2");
        for (headers, body, words) in [
            (&json, &b"{"[..], "bukan JSON"),
            (&json, b"[]", "objek JSON"),
            (&json, br#"{"sql": 1}"#, "\"sql\""),
            (&json, br#"{"query": "x"}"#, "\"query\""),
            (&json, br#"{"params": {"n": 1}}"#, "CAST($n"),
            (&text, b"\xff", "UTF-8"),
            (&form, b"format=doc", "parquet"),
            (&form, b"x=1", "\"x\""),
        ] {
            let fault = of_body(headers, body).unwrap_err();
            assert!(fault.words.contains(words), "{}", fault.words);
        }
    }

    #[test]
    fn the_first_known_type_is_answered() {
        for (accept, expected) in [
            ("application/vnd.apache.parquet", Some(Rows::Parquet)),
            ("text/html, text/csv;q=0.9, */*", Some(Rows::Csv)),
            ("application/vnd.apache.arrow.stream", Some(Rows::Arrow)),
            ("*/*", None),
        ] {
            assert_eq!(
                accepted(&headers(header::ACCEPT, accept)),
                expected,
                "{accept}"
            );
        }
    }
}
