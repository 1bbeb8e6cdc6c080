//! What there is to ask for: tables with their columns and rows, and functions, as `norma-queries` describes them.

use std::sync::Arc;
use std::time::Duration;

use arrow::array::{AsArray, RecordBatch};
use arrow::datatypes::Int64Type;
use futures::TryStreamExt;
use minijinja::context;
use minijinja::value::Serde;
use norma_access::{Capability, Visitor};
use norma_queries::dictionary::{FunctionEntry, TableEntry, TableKind};
use norma_queries::{Analyst, Dictionary, Limits, Params, models};
use norma_report::format::number;
use serde::Serialize;
use tokio::sync::OnceCell;

use super::code::address;
use super::fault::Fault;
use crate::data::Rows;
use crate::engine::View;
use crate::site::Site;

/// Longest that rows are counted; a table that takes longer has none.
const COUNTING: Duration = Duration::from_secs(20);

/// The catalogue of a snapshot as it stands on the page, for those who see raw text and for those who do not.
#[derive(Default)]
pub(crate) struct Catalogue([OnceCell<Arc<str>>; 2]);

/// Tables of a kind.
#[derive(Debug, Serialize)]
struct Group {
    title: &'static str,
    tables: Vec<Table>,
}

/// A table, a view, or a function that gives a table.
#[derive(Debug, Default, Serialize)]
struct Table {
    name: String,
    title: String,
    grain: String,
    unit: String,
    /// Rows of a table; views are computed when they are asked.
    rows: Option<String>,
    columns: Vec<Column>,
    /// A statement that shows it.
    example: String,
    href: String,
    /// Ends of its files under `/data`.
    files: Vec<&'static str>,
}

#[derive(Debug, Serialize)]
struct Column {
    name: String,
    kind: String,
    is_nullable: bool,
    meaning: String,
}

#[derive(Debug, Serialize)]
struct Function {
    signature: String,
    returns: String,
    meaning: String,
    example: String,
    href: String,
}

/// The catalogue as a part of a page; made once for each snapshot.
///
/// # Errors
/// A snapshot that cannot be read.
pub(crate) async fn shown(
    site: &Arc<Site>,
    view: &Arc<View>,
    visitor: &Visitor,
) -> Result<Arc<str>, Fault> {
    let sees_raw = visitor.may(Capability::RawText);
    let make = async {
        let (read, memory) = (Arc::clone(view), site.sql.options.limits.memory_bytes);
        let work = async move { read_all(&read, sees_raw, memory).await };
        let (groups, functions) = site.sql.statements.run(work).await??;
        let values = context! {
            groups => minijinja::Value::from(Serde(&groups)),
            functions => minijinja::Value::from(Serde(&functions)),
        };
        let text = site.render("sql_catalogue.html", values);
        let text = text.map_err(|error| Fault::broken(error.to_string()))?;
        Ok(String::from_utf8_lossy(&text).as_ref().into())
    };
    let kept = &view.catalogue.0[usize::from(sees_raw)];
    kept.get_or_try_init(|| make).await.cloned()
}

async fn read_all(
    view: &View,
    sees_raw: bool,
    memory: usize,
) -> Result<(Vec<Group>, Vec<Function>), Fault> {
    let broken = |error: norma_queries::Error| Fault::broken(error.to_string());
    let analyst = view
        .session
        .analyst(sees_raw, Some(memory))
        .await
        .map_err(broken)?;
    let dictionary = Dictionary::of(analyst.context()).await.map_err(broken)?;
    let mut groups = KINDS.map(|(_, title)| Group {
        title,
        tables: Vec::new(),
    });
    for entry in &dictionary.tables {
        let mut table = Table::from(entry);
        if matches!(entry.kind, TableKind::Table | TableKind::Derived) {
            // A table that cannot be counted has no number, and the page is there.
            let rows = count(&analyst, &entry.name).await;
            table.rows = rows.ok().flatten().map(number);
        }
        let group = KINDS.iter().position(|(kind, _)| *kind == entry.kind);
        groups[group.unwrap_or_default()].tables.push(table);
    }
    let services = &view.session.rulebook().services;
    let service = services.first().map(|service| service.id.as_str());
    let functions = dictionary.functions.iter();
    let functions = functions.map(|entry| Function::of(entry, service));
    Ok((groups.into(), functions.collect()))
}

/// The service that the example of `availability` names.
const SERVICE: &str = "'jaringan'";

/// Kinds of tables in their order on the page.
const KINDS: [(TableKind, &str); 5] = [
    (TableKind::Table, "Tabel"),
    (TableKind::Derived, "Fakta dan perubahan"),
    (TableKind::Model, "Tampilan siap pakai"),
    (TableKind::TableFunction, "Tampilan dengan parameter"),
    (TableKind::Dictionary, "Kamus"),
];

impl From<&TableEntry> for Table {
    fn from(entry: &TableEntry) -> Self {
        let example = format!("select * from {} limit 100", entry.call());
        let columns = entry.columns.iter().map(|column| Column {
            name: column.name.clone(),
            kind: column.sql_type.clone(),
            is_nullable: column.nullable,
            meaning: column.meaning.clone(),
        });
        // Files are of models: those of a table are asked for in SQL.
        let files = match models::get(&entry.name) {
            Some(_) => Rows::ALL
                .map(|(_, end)| end.trim_start_matches('.'))
                .to_vec(),
            None => Vec::new(),
        };
        Self {
            name: entry.name.clone(),
            title: entry.title.clone(),
            grain: entry.grain.clone(),
            unit: entry.unit.clone(),
            rows: None,
            columns: columns.collect(),
            href: address("/sql", &example, &[]).unwrap_or_default(),
            example,
            files,
        }
    }
}

impl Function {
    /// `service` is one that is configured here; without one there is no example that names one.
    fn of(entry: &FunctionEntry, service: Option<&str>) -> Self {
        let example = match (entry.example.contains(SERVICE), service) {
            (false, _) => entry.example.to_owned(),
            (true, Some(service)) => entry.example.replace(SERVICE, &format!("'{service}'")),
            (true, None) => String::new(),
        };
        Self {
            signature: entry.signature.to_owned(),
            returns: entry.returns.to_owned(),
            meaning: format!("{} ({})", entry.meaning, entry.section),
            href: address("/sql", &example, &[]).unwrap_or_default(),
            example,
        }
    }
}

async fn count(analyst: &Analyst, table: &str) -> norma_queries::Result<Option<i64>> {
    let sql = format!("select count(*) from {table}");
    let statement = analyst.statement(&sql, &Params::none()).await?;
    let limits = Limits {
        rows: None,
        time: Some(COUNTING),
    };
    let rows: Vec<RecordBatch> = statement.rows(limits).try_collect().await?;
    Ok(rows
        .first()
        .filter(|batch| batch.num_rows() == 1)
        .and_then(|batch| {
            batch
                .column(0)
                .as_primitive_opt::<Int64Type>()
                .map(|counts| counts.value(0))
        }))
}
