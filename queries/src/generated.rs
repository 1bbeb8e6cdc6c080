//! Large tables of the contract whose columns are computed, for benchmarks.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use datafusion::common::{DataFusionError, Result};
use datafusion::dataframe::{DataFrame, DataFrameWriteOptions};
use datafusion::prelude::SessionContext;
use norma_lake::contract::{Column, Kind, TABLES, Table};
use norma_lake::{Entity, Lake, SnapshotMeta, StagedFile};
use norma_rules::Rulebook;

/// `rows` rows of the table `name`, its columns computed by SQL from `value`, 1 to `rows`; a column that is not given is
/// empty, or plain where it must not be.
///
/// # Errors
/// No such table, or SQL that is wrong.
pub async fn rows(name: &str, rows: usize, columns: &[(&str, &str)]) -> Result<DataFrame> {
    let known = TABLES.iter().find(|table| table.name == name);
    let table: &Table = known.ok_or_else(|| DataFusionError::Plan(format!("no table {name}")))?;
    let expression = |column: &Column| {
        let given = columns.iter().find(|(name, _)| *name == column.name);
        let plain = match (column.nullable, column.name, column.kind) {
            (true, ..) => "null",
            (_, "source", _) => "'servicedesk'",
            (_, "organisation", _) => "'BaTII'",
            (_, "office_zone", _) => "'Asia/Jakarta'",
            (.., Kind::Text) => "'-'",
            (.., Kind::Int) => "0",
            (.., Kind::Bool) => "false",
            (.., Kind::Instant) => "to_timestamp(0)",
        };
        let sql = given.map_or(plain, |(_, sql)| sql);
        let wanted = match column.kind {
            Kind::Text => "Utf8",
            Kind::Int => "Int64",
            Kind::Bool => "Boolean",
            Kind::Instant => "Timestamp(Microsecond, Some(\"UTC\"))",
        };
        format!("arrow_cast({sql}, '{wanted}') as {}", column.name)
    };
    let list: Vec<String> = table.columns.iter().map(expression).collect();
    let sql = format!("select {} from generate_series(1, {rows})", list.join(", "));
    SessionContext::new().sql(&sql).await
}

/// The sources of [`lake`].
const SOURCES: [&str; 4] = ["servicedesk", "hai", "sakti", "span"];
/// The first ticket: 1 October 2023 00.00 WIB, three years before the data end.
const FIRST: i64 = 1_696_093_200;
/// 20 September 2026 17.00 WIB, when all exports were made.
const EXPORTED: i64 = 1_789_898_400;

/// A lake in `folder` with `tickets` tickets of three years, of four sources, of every norm of documents 001 and 002; one in
/// ten was on hold for an hour. Staged files stand in the folder while it is made.
///
/// # Errors
/// A folder that cannot be written.
pub async fn lake(folder: &Path, tickets: usize) -> Result<()> {
    let staging = folder.join("staged");
    fs::create_dir_all(&staging)?;
    let each = tickets / SOURCES.len();
    let mut files = Vec::new();
    for (number, source) in SOURCES.iter().enumerate() {
        let file = |name: &str| staging.join(format!("{source}-{name}.parquet"));
        let staged = StagedFile {
            source: (*source).to_owned(),
            file_name: format!("{source}.csv"),
            landing_file: format!("{number:064}"),
            bytes: 1,
            export_time: Some(EXPORTED),
            mapping_hash: "-".to_owned(),
            counted: Entity::Tickets,
            records_read: each as u64,
            rejected: 0,
            tickets: Some(file("tickets")),
            events: Some(file("events")),
            outages: None,
            samples: None,
            rejects: None,
            findings: None,
        };
        write(&tickets_of(source, number, each).await?, &file("tickets")).await?;
        write(&events_of(source, number, each).await?, &file("events")).await?;
        files.push(staged);
    }
    let wrong = |e: norma_lake::LakeError| DataFusionError::External(Box::new(e));
    let mut writer = Lake::writer(folder, false).await.map_err(wrong)?;
    writer.merge(&files, &[]).await.map_err(wrong)?;
    let meta = SnapshotMeta {
        rules_version: Rulebook::builtin().version(),
        config_hash: "-".to_owned(),
        mapping_hashes: SOURCES
            .iter()
            .map(|source| ((*source).to_owned(), "-".to_owned()))
            .collect(),
    };
    writer.commit(meta).await.map_err(wrong)?;
    fs::remove_dir_all(&staging)?;
    Ok(())
}

async fn write(frame: &DataFrame, path: &Path) -> Result<()> {
    let options = DataFrameWriteOptions::new().with_single_file_output(true);
    let path = path.to_string_lossy();
    frame.clone().write_parquet(&path, options, None).await?;
    Ok(())
}

/// Seconds since 1970 at which the ticket of `value` was submitted: evenly over three years.
fn submitted(rows: usize) -> String {
    format!("({FIRST} + value * {} / {rows})", EXPORTED - FIRST)
}

fn quarter(seconds: &str) -> String {
    let wall = format!("to_timestamp({seconds} + 25200)");
    format!("concat(date_part('year', {wall}), '-TW', date_part('quarter', {wall}))")
}

async fn tickets_of(source: &str, number: usize, rows: usize) -> Result<DataFrame> {
    let submitted = submitted(rows);
    let at = |later: &str| {
        let at = format!("{submitted} + {later}");
        format!("case when {at} <= {EXPORTED} then to_timestamp({at}) end")
    };
    let known: BTreeSet<String> = Rulebook::builtin()
        .catalogue
        .norms()
        .iter()
        .filter(|norm| ["001", "002"].contains(&norm.document.as_str()))
        .map(|norm| format!("'{}/{}'", norm.document, norm.service_path))
        .collect();
    let paths: Vec<String> = known.into_iter().collect();
    let path = format!(
        "make_array({})[value % {} + 1]",
        paths.join(", "),
        paths.len()
    );
    let source = format!("'{source}'");
    let done = at("value * 7919 % 300000");
    let only = |kind: i64| format!("case when (value % 3 = 0) = ({kind} = 0) then {done} end");
    self::rows(
        "tickets",
        rows,
        &[
            ("source", &source),
            ("ticket_id", &format!("concat('T{number}-', value)")),
            (
                "kind",
                "case when value % 3 = 0 then 'incident' else 'request' end",
            ),
            (
                "service_name",
                &format!("concat('Layanan ', value % {})", paths.len()),
            ),
            ("norm_path", &path),
            (
                "status",
                &format!("case when {done} is null then 'in_progress' else 'closed' end"),
            ),
            (
                "channel",
                "make_array('portal', 'email', 'phone', 'visit')[value * 31 % 4 + 1]",
            ),
            ("work_unit", "concat('Kantor ', value * 13 % 60)"),
            ("team", "concat('Tim ', value * 17 % 12)"),
            ("submitted_at", &format!("to_timestamp({submitted})")),
            ("first_response_at", &at("value % 400")),
            ("fulfilled_at", &only(1)),
            ("resolved_at", &only(0)),
            ("closed_at", &done),
            ("impact", "case value % 2 when 0 then 'high' else 'low' end"),
            (
                "urgency",
                "case value % 5 when 0 then 'high' else 'medium' end",
            ),
            ("updated_at", &at("value % 400")),
            ("landing_file", &format!("'{number:064}'")),
            ("record", "value"),
            ("content_hash", "cast(value as varchar)"),
            ("submitted_quarter", &quarter(&submitted)),
        ],
    )
    .await
}

/// Two events of every tenth ticket.
async fn events_of(source: &str, number: usize, rows: usize) -> Result<DataFrame> {
    let events = rows / 5;
    let ticket = "((value + 1) / 2 * 10)";
    let at = format!(
        "{} + value % 2 * -3600 + 4200",
        submitted(rows).replace("value", ticket)
    );
    self::rows(
        "ticket_events",
        events,
        &[
            ("source", &format!("'{source}'")),
            ("ticket_id", &format!("concat('T{number}-', {ticket})")),
            ("at", &format!("to_timestamp({at})")),
            ("attribute", "'status'"),
            (
                "to_value",
                "case when value % 2 = 1 then 'on_hold' else 'in_progress' end",
            ),
            ("landing_file", &format!("'{number:064}'")),
            ("record", "value"),
            ("content_hash", "cast(value as varchar)"),
            ("at_quarter", &quarter(&format!("({at})"))),
        ],
    )
    .await
}
