//! Writing what a merge has found: every table at most once, whole partitions at a time.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use arrow::array::{
    ArrayRef, AsArray, Int64Array, RecordBatch, StringArray, TimestampMicrosecondArray,
};
use arrow::datatypes::Int64Type;
use datafusion::catalog::MemTable;
use datafusion::prelude::{Expr, SessionContext, col, lit};

use crate::contract::{
    FINDINGS, LOADS, OUTAGES, REJECTS, SAMPLES, TABLES, TICKET_EVENTS, TICKET_VERSIONS, TICKETS,
    Table,
};
use crate::engine::{Engine, plain_text};
use crate::error::{LakeError, Result, query, table as table_error};
use crate::merge::{KEYED, Keyed};
use crate::schema::arrow_schema;
use crate::staged::{LoadRow, StagedFile};
use crate::table::{OpenTable, Write};
use crate::writer::Writer;

/// The tables that staging brings rows for.
pub(crate) const STAGED: [&Table; 6] = [
    &TICKETS,
    &TICKET_EVENTS,
    &OUTAGES,
    &SAMPLES,
    &REJECTS,
    &FINDINGS,
];

/// Partitions by source; the quarters of tables that have them.
pub(crate) type Partitions = BTreeMap<String, BTreeSet<String>>;

/// Drops the rows of sources whose mapping changed. What was counted of them stays in `loads`.
pub(crate) async fn reset(writer: &mut Writer, sources: &[String]) -> Result<()> {
    let Some(named) = any(sources.iter().map(|s| col("source").eq(lit(s.as_str())))) else {
        return Ok(());
    };
    for table in TABLES.iter().filter(|t| t.name != LOADS.name) {
        writer.step(&format!("reset {}", table.name))?;
        table_of(writer, table.name)?.delete(named.clone()).await?;
    }
    Ok(())
}

/// (source, landing file, mapping) of every load so far; a source that is reset has none.
pub(crate) async fn loaded_before(
    writer: &Writer,
    reset_sources: &[String],
) -> Result<HashSet<(String, String, String)>> {
    let step = "list the exports that are loaded";
    let loads = &open_table(writer, LOADS.name)?.delta;
    let provider = loads.table_provider().await.map_err(query(step))?;
    let names = ["source", "landing_file", "mapping_hash"];
    let batches = SessionContext::new()
        .read_table(provider)
        .and_then(|t| t.select_columns(&names))
        .map_err(query(step))?
        .collect()
        .await
        .map_err(query(step))?;
    let mut loaded = HashSet::new();
    for batch in batches {
        let batch = plain_text(&batch).map_err(query(step))?;
        let text = |i: usize| batch.column(i).as_string::<i32>();
        for row in 0..batch.num_rows() {
            if !reset_sources.iter().any(|s| s == text(0).value(row)) {
                loaded.insert((
                    text(0).value(row).to_string(),
                    text(1).value(row).to_string(),
                    text(2).value(row).to_string(),
                ));
            }
        }
    }
    Ok(loaded)
}

/// Makes a table known to the queries as it stands now.
pub(crate) async fn register_current(writer: &Writer, engine: &Engine, name: &str) -> Result<()> {
    let table = open_table(writer, name)?;
    let provider = table
        .delta
        .table_provider()
        .await
        .map_err(query(format!("open {name}")))?;
    engine.register(name, provider)
}

/// Writes `chosen` and `ranked` into the tables.
pub(crate) async fn write(
    writer: &mut Writer,
    engine: &Engine,
    files: &[&StagedFile],
) -> Result<()> {
    for keyed in &KEYED {
        write_newest(writer, engine, keyed).await?;
    }
    write_events(writer, engine).await?;
    write_versions(writer, engine).await?;
    for table in [&REJECTS, &FINDINGS] {
        if files.iter().any(|f| f.path(table.name).is_some()) {
            let sql = format!(
                "SELECT {} FROM staged_{} WHERE seq >= 0",
                columns(table, ""),
                table.name
            );
            write_rows(writer, engine, table, &sql, Write::Append).await?;
        }
    }
    Ok(())
}

/// Tickets and outages: the partitions of every row that changes, old and new, are written anew.
async fn write_newest(writer: &mut Writer, engine: &Engine, keyed: &Keyed) -> Result<()> {
    let (name, key) = (keyed.table.name, keyed.key);
    let changed = format!("SELECT * FROM chosen WHERE entity = '{name}' AND is_changed");
    let touched = partitions(
        engine,
        &format!(
            r#"SELECT DISTINCT "source", quarter FROM ({changed})
               UNION SELECT DISTINCT "source", old_quarter FROM ({changed}) WHERE old_quarter IS NOT NULL"#
        ),
    )
    .await?;
    let Some((expression, condition)) = condition(&touched, keyed.quarter) else {
        return Ok(());
    };
    let sql = format!(
        r#"SELECT {kept} FROM (SELECT "source", key FROM ({changed}) WHERE old_quarter IS NOT NULL) c
             RIGHT ANTI JOIN (SELECT * FROM {name} WHERE {condition}) t
             ON c."source" = t."source" AND c.key = t."{key}"
           UNION ALL
           SELECT {new} FROM (SELECT seq, "record" FROM ({changed})) c
             RIGHT SEMI JOIN staged_{name} s ON c.seq = s.seq AND c."record" = s."record""#,
        kept = columns(keyed.table, "t."),
        new = columns(keyed.table, "s."),
    );
    write_rows(
        writer,
        engine,
        keyed.table,
        &sql,
        Write::Replace(expression),
    )
    .await
}

/// Events: new ones are added; where an earlier export of known ones was read, their partitions are written anew.
async fn write_events(writer: &mut Writer, engine: &Engine) -> Result<()> {
    let table = &TICKET_EVENTS;
    let wanted = "SELECT * FROM ranked WHERE entity = 'ticket_events' AND is_first AND (NOT is_known OR is_earlier)";
    let new = format!(
        r#"SELECT {} FROM (SELECT seq, "record" FROM ({wanted})) c
             RIGHT SEMI JOIN staged_ticket_events s ON c.seq = s.seq AND c."record" = s."record""#,
        columns(table, "s.")
    );
    let touched = partitions(
        engine,
        &format!(r#"SELECT DISTINCT "source", "at_quarter" FROM ({new})"#),
    )
    .await?;
    let Some((expression, condition)) = condition(&touched, Some("at_quarter")) else {
        return Ok(());
    };
    if !earlier(engine, "entity = 'ticket_events'").await? {
        return write_rows(writer, engine, table, &new, Write::Append).await;
    }
    let sql = format!(
        r#"SELECT {kept} FROM (SELECT "source", "content_hash" FROM ({wanted}) WHERE is_earlier) c
             RIGHT ANTI JOIN (SELECT * FROM ticket_events WHERE {condition}) t
             ON c."source" = t."source" AND c."content_hash" = t."content_hash"
           UNION ALL {new}"#,
        kept = columns(table, "t."),
    );
    write_rows(writer, engine, table, &sql, Write::Replace(expression)).await
}

/// Contents: new ones are added; where an earlier export of known ones was read, their source is written anew.
async fn write_versions(writer: &mut Writer, engine: &Engine) -> Result<()> {
    let table = &TICKET_VERSIONS;
    let wanted = "SELECT * FROM ranked WHERE is_first AND (NOT is_known OR is_earlier)";
    let touched = partitions(
        engine,
        &format!(r#"SELECT DISTINCT "source", '' FROM ({wanted})"#),
    )
    .await?;
    let Some((expression, condition)) = condition(&touched, None) else {
        return Ok(());
    };
    let new = format!("SELECT {} FROM ({wanted}) r", columns(table, "r."));
    if !earlier(engine, "TRUE").await? {
        return write_rows(writer, engine, table, &new, Write::Append).await;
    }
    let sql = format!(
        r#"SELECT {kept} FROM (SELECT entity, "source", "content_hash" FROM ({wanted}) WHERE is_earlier) c
             RIGHT ANTI JOIN (SELECT * FROM ticket_versions WHERE {condition}) t
             ON c.entity = t."entity" AND c."source" = t."source" AND c."content_hash" = t."content_hash"
           UNION ALL {new}"#,
        kept = columns(table, "t."),
    );
    write_rows(writer, engine, table, &sql, Write::Replace(expression)).await
}

/// Adds the counts of this run.
pub(crate) async fn append_loads(writer: &mut Writer, loads: &[LoadRow]) -> Result<()> {
    if loads.is_empty() {
        return Ok(());
    }
    let step = "write loads";
    let batch = loads_batch(loads).map_err(|e| query(step)(e.into()))?;
    let rows = MemTable::try_new(batch.schema(), vec![vec![batch]]).map_err(query(step))?;
    std::fs::create_dir_all(writer.work_dir()).map_err(crate::error::io(writer.work_dir()))?;
    let engine = Engine::new(&writer.work_dir(), &[])?;
    engine.register("new_loads", Arc::new(rows))?;
    let sql = format!("SELECT {} FROM new_loads", columns(&LOADS, ""));
    write_rows(writer, &engine, &LOADS, &sql, Write::Append).await
}

fn loads_batch(loads: &[LoadRow]) -> Result<RecordBatch, arrow::error::ArrowError> {
    let int = |f: fn(&LoadRow) -> i64| -> ArrayRef {
        Arc::new(loads.iter().map(|l| Some(f(l))).collect::<Int64Array>())
    };
    let text = |f: fn(&LoadRow) -> &str| -> ArrayRef {
        Arc::new(loads.iter().map(|l| Some(f(l))).collect::<StringArray>())
    };
    let export_times: TimestampMicrosecondArray = loads
        .iter()
        .map(|l| l.export_time.map(|s| s * 1_000_000))
        .collect();
    let columns = LOADS
        .columns
        .iter()
        .map(|c| match c.name {
            "run" => int(|l| l.run),
            "source" => text(|l| &l.source),
            "file_name" => text(|l| &l.file_name),
            "landing_file" => text(|l| &l.landing_file),
            "bytes" => int(|l| l.bytes.cast_signed()),
            "export_time" => Arc::new(export_times.clone().with_timezone("UTC")),
            "records_read" => int(|l| l.records_read.cast_signed()),
            "loaded" => int(|l| l.loaded.cast_signed()),
            "superseded" => int(|l| l.superseded.cast_signed()),
            "repeated" => int(|l| l.repeated.cast_signed()),
            "rejected" => int(|l| l.rejected.cast_signed()),
            // A test holds that the contract has no other column.
            _ => text(|l| &l.mapping_hash),
        })
        .collect();
    RecordBatch::try_new(arrow_schema(&LOADS), columns)
}

pub(crate) async fn write_rows(
    writer: &mut Writer,
    engine: &Engine,
    table: &Table,
    sql: &str,
    how: Write,
) -> Result<()> {
    let step = format!("write {}", table.name);
    writer.step(&step)?;
    let plan = engine.plan(&step, sql).await?;
    table_of(writer, table.name)?
        .write(engine.session(), plan, how)
        .await
}

/// The partitions that a query of (source, quarter) names.
async fn partitions(engine: &Engine, sql: &str) -> Result<Partitions> {
    let mut partitions = Partitions::new();
    for batch in engine.rows("list the partitions that change", sql).await? {
        let text = |i: usize| batch.column(i).as_string::<i32>();
        for row in 0..batch.num_rows() {
            partitions
                .entry(text(0).value(row).to_string())
                .or_default()
                .insert(text(1).value(row).to_string());
        }
    }
    Ok(partitions)
}

/// The rows of these partitions, as an expression for Delta and as SQL; none when there are none.
pub(crate) fn condition(partitions: &Partitions, quarter: Option<&str>) -> Option<(Expr, String)> {
    let mut words = Vec::new();
    let mut expressions = Vec::new();
    for (source, quarters) in partitions {
        let here = col("source").eq(lit(source.as_str()));
        let word = format!(r#""source" = {}"#, quoted([source.as_str()]));
        match quarter {
            None => {
                expressions.push(here);
                words.push(word);
            }
            Some(name) => {
                let named = any(quarters.iter().map(|q| col(name).eq(lit(q.as_str()))))?;
                expressions.push(here.and(named));
                let list = quoted(quarters.iter().map(String::as_str));
                words.push(format!(r#"({word} AND "{name}" IN ({list}))"#));
            }
        }
    }
    Some((any(expressions)?, words.join(" OR ")))
}

fn any(terms: impl IntoIterator<Item = Expr>) -> Option<Expr> {
    terms.into_iter().reduce(Expr::or)
}

/// Whether a known content was read from an export that comes before the one it is known from.
async fn earlier(engine: &Engine, which: &str) -> Result<bool> {
    let sql = format!(
        "SELECT CAST(count(*) AS BIGINT) FROM ranked WHERE is_first AND is_earlier AND {which}"
    );
    let rows = engine.rows("look for earlier exports", &sql).await?;
    Ok(rows
        .iter()
        .any(|b| b.num_rows() > 0 && b.column(0).as_primitive::<Int64Type>().value(0) > 0))
}

/// The columns of a table, in order, of the relation with that prefix.
pub(crate) fn columns(table: &Table, prefix: &str) -> String {
    let names: Vec<String> = table
        .columns
        .iter()
        .map(|c| format!(r#"{prefix}"{}""#, c.name))
        .collect();
    names.join(", ")
}

/// SQL literals, with commas.
pub(crate) fn quoted<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    let distinct: BTreeSet<&str> = texts.into_iter().collect();
    let literals: Vec<String> = distinct
        .iter()
        .map(|t| format!("'{}'", t.replace('\'', "''")))
        .collect();
    literals.join(", ")
}

fn open_table<'a>(writer: &'a Writer, name: &str) -> Result<&'a OpenTable> {
    writer.tables.get(name).ok_or_else(|| not_open(name))
}

fn table_of<'a>(writer: &'a mut Writer, name: &str) -> Result<&'a mut OpenTable> {
    writer.tables.get_mut(name).ok_or_else(|| not_open(name))
}

fn not_open(name: &str) -> LakeError {
    table_error(name)(deltalake::DeltaTableError::NotInitialized)
}
