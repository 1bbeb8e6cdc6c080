//! The pages as JSON: `/api/v1`; `openapi` describes it.
//!
//! A page gives its sentences, main figures and tables; the rows of a model come as `/data/{model}.json` does, with the
//! same choice in the query.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, Uri};
use axum::response::{IntoResponse, Redirect, Response};
use norma_document::{Block, Cell, Document, Row, RowKind, Table, Value};
use norma_queries::models;
use norma_report::Page;
use norma_report::pages::ROWS;
use norma_rules::Zone;
use serde_json::{Map, Value as Json, json};

use crate::choice::Choice;
use crate::engine::View;
use crate::made::Answer;
use crate::pages::{Shown, ledgers};
use crate::site::{Failure, JSON, Site};

/// `/api/v1`: what there is.
pub(crate) async fn index() -> Response {
    let pages = Page::ALL.map(|page| {
        json!({"name": page.name(), "title": page.title(), "address": format!("/api/v1/pages/{}", page.name())})
    });
    let models = models::all().iter().map(|model| {
        json!({
            "name": model.name, "title": model.header.title, "grain": model.header.grain, "unit": model.header.unit,
            "address": format!("/api/v1/models/{}", model.name),
        })
    });
    axum::Json(json!({
        "openapi": "/api/v1/openapi.json",
        "sql": "/api/v1/sql",
        "pages": pages,
        "models": models.collect::<Vec<_>>(),
    }))
    .into_response()
}

/// `/api/v1/pages/{page}`.
pub(crate) async fn page(
    State(site): State<Arc<Site>>,
    Path(name): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let make = |site: Arc<Site>, view: Arc<View>| {
        let query = uri.query().unwrap_or_default().to_owned();
        async move {
            let Some(page) = Page::ALL.into_iter().find(|page| page.name() == name) else {
                return Err(Failure::Missing(
                    "Halaman tidak ada",
                    "GET /api/v1 memuat semua halaman.".to_owned(),
                ));
            };
            let choice = Choice::read(&query)?;
            let shown = Shown::of(&view, page, choice, None).await?;
            let document = shown.document(&site, &view, ROWS).await?;
            let mut answer = of_document(&document);
            answer.insert("page".to_owned(), page.name().into());
            answer.insert("period".to_owned(), shown.period.to_string().into());
            written(&view, answer)
        }
    };
    site.answer(&uri, &headers, make).await
}

/// `/api/v1/tickets/{source}/{ticket}`: the ledger.
pub(crate) async fn ticket(
    State(site): State<Arc<Site>>,
    Path((source, number)): Path<(String, String)>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let make = |site: Arc<Site>, view: Arc<View>| async move {
        let document = ledgers(&site, &view, &source, &number).await?;
        written(&view, of_document(&document))
    };
    site.answer(&uri, &headers, make).await
}

/// `/api/v1/models/{model}`: the rows, where `/data` has them in every format.
pub(crate) async fn model(Path(name): Path<String>, uri: Uri) -> Response {
    let known = models::get(&name).map_or("unknown", |model| model.name);
    let query = uri
        .query()
        .map_or_else(String::new, |query| format!("?{query}"));
    Redirect::temporary(&format!("/data/{known}.json{query}")).into_response()
}

fn written(view: &View, mut answer: Map<String, Json>) -> Result<Answer, Failure> {
    let as_of = view.session.as_of().to_local(Zone::Wib);
    answer.insert(
        "as_of".to_owned(),
        format!("{}+07:00", as_of.format("%Y-%m-%dT%H:%M:%S")).into(),
    );
    let snapshot = view.session.snapshot().map(|snapshot| snapshot.number);
    answer.insert("snapshot".to_owned(), snapshot.into());
    let rules = view.session.rulebook().version();
    answer.insert("rules_version".to_owned(), rules.into());
    let bytes = serde_json::to_vec(&answer)
        .map_err(|error| crate::engine::EngineError::Stopped(error.to_string()))?;
    Ok(Answer {
        kind: JSON,
        body: bytes.into(),
    })
}

fn of_document(document: &Document) -> Map<String, Json> {
    let mut out = Map::new();
    out.insert("title".to_owned(), document.meta.title.clone().into());
    let sections = document.numbered().into_iter().map(|numbered| {
        let section = numbered.section;
        let mut sentences = Vec::new();
        let mut figures = Vec::new();
        let mut tables = Vec::new();
        for block in &section.blocks {
            match block {
                Block::Paragraph { text, .. } | Block::Callout { text, .. } => {
                    sentences.push(document.words(text));
                }
                Block::List { items, .. } => {
                    sentences.extend(items.iter().map(|text| document.words(text)));
                }
                Block::Terms { items } => sentences.extend(
                    items
                        .iter()
                        .map(|(term, text)| format!("{term}: {}", document.words(text))),
                ),
                Block::Tiles { tiles } => figures.extend(tiles.iter().map(|tile| {
                    json!({
                        "name": tile.name, "figure": cell(&tile.figure), "text": tile.figure.text(),
                        "status": tile.status, "under": tile.under,
                    })
                })),
                Block::Table(of) => tables.push(table(of)),
                Block::Figure(figure) => tables.extend(figure.data.iter().map(table)),
                Block::Code { .. } => {}
            }
        }
        json!({"id": section.id, "title": section.title, "sentences": sentences, "figures": figures, "tables": tables})
    });
    out.insert("sections".to_owned(), sections.collect());
    out
}

fn table(table: &Table) -> Json {
    let columns = table.columns.iter();
    let columns = columns.map(|column| json!({"key": column.key, "title": column.title}));
    let rows = table.rows.iter().filter(|row| row.kind != RowKind::Group);
    json!({
        "name": table.name, "caption": table.caption, "model": table.source,
        "columns": columns.collect::<Vec<_>>(),
        "rows": rows.map(|of| row(table, of)).collect::<Vec<_>>(),
    })
}

fn row(table: &Table, row: &Row) -> Json {
    let cells = table.columns.iter().zip(&row.cells);
    Json::Object(
        cells
            .map(|(column, of)| (column.key.clone(), cell(of)))
            .collect(),
    )
}

/// Rates as numerator and denominator, lengths of time in seconds, instants in WIB.
fn cell(cell: &Cell) -> Json {
    match cell.value() {
        Value::Empty => Json::Null,
        Value::Text(text) => text.into(),
        Value::Integer(number) | Value::Seconds(number) => number.into(),
        Value::Ratio(part, whole) => json!({"numerator": part, "denominator": whole}),
        Value::Instant(at) => {
            let at = at.to_local(Zone::Wib);
            format!("{}+07:00", at.format("%Y-%m-%dT%H:%M:%S")).into()
        }
        Value::Date(day) => day.to_string().into(),
    }
}
