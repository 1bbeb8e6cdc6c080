//! Downloads: what a page shows as a workbook, a table of it as CSV, its chart as a picture, and the rows of a model.
//! Each is whole or refused.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::Response;
use norma_document::csv::{Flavour, csv};
use norma_document::{Document, xlsx};
use norma_queries::{Params, models};
use norma_report::{Page, ReportError};

use crate::choice::Choice;
use crate::data::{self, DataError, Rows};
use crate::engine::View;
use crate::made::Answer;
use crate::pages::Shown;
use crate::site::{Failure, PNG, SVG, Site, attachment};

/// Rows of a list in the file of a page, which is a document in memory; the rows of a model have no such limit.
const MOST_ROWS: usize = 100_000;

/// `/unduh/{page}/{file}`.
pub(crate) async fn of_page(
    State(site): State<Arc<Site>>,
    Path((page, file)): Path<(String, String)>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let name = format!("{page}-{file}");
    let make = |site: Arc<Site>, view: Arc<View>| {
        let query = uri.query().unwrap_or_default().to_owned();
        async move {
            let Some(page) = Page::ALL.into_iter().find(|known| known.name() == page) else {
                let known: Vec<&str> = Page::ALL.iter().map(|page| page.name()).collect();
                return Err(missing(format!("Halaman yang ada: {}.", known.join(", "))));
            };
            let choice = Choice::read(&query)?.first_page();
            let shown = Shown::of(&view, page, choice, None).await?;
            let document = shown.document(&site, &view, MOST_ROWS).await?;
            let rows = document.tables().iter().map(|table| table.rows.len()).max();
            if rows.unwrap_or_default() >= MOST_ROWS {
                let most = norma_report::format::number(MOST_ROWS as i64);
                return Err(Failure::TooLarge(format!(
                    "{most} baris atau lebih; persempit pilihannya, atau unduh semua baris sebagai /data/verdicts.csv atau .parquet."
                )));
            }
            part(&document, &file)
        }
    };
    with_name(site.answer(&uri, &headers, make).await, &name)
}

fn part(document: &Document, file: &str) -> Result<Answer, Failure> {
    let report = |error| Failure::from(ReportError::from(error));
    if let Some((name, format)) = Rows::of_file(file) {
        let flavour = match format {
            Rows::Csv => Flavour::Rfc4180,
            Rows::CsvExcel => Flavour::Excel,
            Rows::Xlsx => {
                return Ok(Answer {
                    kind: format.kind(),
                    body: xlsx::xlsx(document).map_err(report)?.into(),
                });
            }
            _ => {
                return Err(missing(
                    "Berkas halaman: .xlsx, .csv, .excel.csv.".to_owned(),
                ));
            }
        };
        let figures = document.figures();
        let drawn = figures.iter().filter_map(|figure| figure.data.as_ref());
        let tables: Vec<_> = document.tables().into_iter().chain(drawn).collect();
        let Some(table) = tables.iter().find(|table| table.name == name) else {
            let names: Vec<&str> = tables.iter().map(|table| table.name.as_str()).collect();
            return Err(missing(format!("Tabel yang ada: {}.", names.join(", "))));
        };
        return Ok(Answer {
            kind: format.kind(),
            body: csv(table, flavour).map_err(report)?.into(),
        });
    }
    let figures = document.figures();
    let of = |end: &str| {
        let name = file.strip_suffix(end)?;
        figures.iter().find(|figure| figure.name == name)
    };
    if let Some(figure) = of(".svg") {
        return Ok(Answer {
            kind: SVG,
            body: figure.svg.clone().into_bytes().into(),
        });
    }
    if let Some(figure) = of(".png") {
        return Ok(Answer {
            kind: PNG,
            body: norma_document::to_png(&figure.svg, 2)
                .map_err(report)?
                .into(),
        });
    }
    let names: Vec<&str> = figures.iter().map(|figure| figure.name.as_str()).collect();
    Err(missing(format!(
        "Grafik yang ada, sebagai .svg atau .png: {}.",
        names.join(", ")
    )))
}

fn missing(words: String) -> Failure {
    Failure::Missing("Unduhan tidak ada", words)
}

/// `/data/{model}.{format}`: every row that the choice leaves.
pub(crate) async fn of_model(
    State(site): State<Arc<Site>>,
    Path(file): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let name = file.clone();
    let make = |_: Arc<Site>, view: Arc<View>| {
        let query = uri.query().unwrap_or_default().to_owned();
        async move {
            let formats: Vec<&str> = Rows::ALL.iter().map(|(_, end)| *end).collect();
            let Some((name, format)) = Rows::of_file(&file) else {
                return Err(missing(format!("Format data: {}.", formats.join(", "))));
            };
            let Some(model) = models::get(name) else {
                return Err(missing(format!(
                    "Data yang ada: {}.",
                    models::names().join(", ")
                )));
            };
            let choice = Choice::read(&query)?.first_page();
            let shown = Shown::of(&view, Page::Tickets, choice, None).await?;
            let period = shown.period;
            // What is not asked by period is told of any.
            let filter = if model.header.parameters.is_empty() {
                shown.choice.filter.clone()
            } else {
                shown.choice.in_period(period)
            };
            let session = view.session.filtered(&filter).await?;
            let stream = session.model_stream(name, &Params::period(period)).await?;
            let written = data::file(stream, format, name).await.map_err(|error| match error {
                DataError::TooMany { most, .. } => Failure::TooLarge(format!(
                    "Lebih dari {most} baris, batas satu lembar Excel; persempit pilihannya atau unduh CSV atau Parquet."
                )),
                DataError::Query(error) => Failure::from(error),
                other => Failure::Engine(crate::engine::EngineError::Stopped(other.to_string())),
            })?;
            Ok(Answer {
                kind: format.kind(),
                body: written.body,
            })
        }
    };
    with_name(site.answer(&uri, &headers, make).await, &name)
}

/// A file has a name; a page that says what is wrong has none.
pub(crate) fn with_name(mut answer: Response, name: &str) -> Response {
    if answer.status() == StatusCode::OK {
        let (key, value) = attachment(name);
        answer.headers_mut().insert(key, value);
    }
    answer
}
