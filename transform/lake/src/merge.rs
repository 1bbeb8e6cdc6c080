//! Merging staged files into the tables: RULES 6, word for word.
//!
//! A *record* is one record of one export; records of the same *content* (source, entity and content hash) may stand in many exports.
//!
//! - The version of a ticket or outage that stands is the greatest record of all that were ever read, by its own update time, then
//!   export time, then landing file, then number within the file. The row carries that very record, so the tables do not depend on the
//!   order of reading: a maximum has none. (Among records of one file the later wins, among files of one export time the greater
//!   SHA-256, as RULES 6 says; an unknown time is older than any known one.)
//! - An event, and a row of `ticket_versions`, carries the *first* record of its content, by export time, landing file, number: also
//!   without order, and exports that come later in time only add rows.
//! - A sample is identified by all it says, so it carries its first record too; it has no row in `ticket_versions` (`merge_samples`).
//! - Counted is in the order of reading: the first record of a content is `loaded` or `superseded`, every other is `repeated`.

use std::collections::{BTreeMap, HashSet};

use arrow::array::AsArray;
use arrow::datatypes::Int64Type;

use crate::contract::{OUTAGES, TICKETS, Table};
use crate::engine::Engine;
use crate::error::{LakeError, Result};
use crate::merge_samples;
use crate::merge_write::{self, quoted};
use crate::staged::{Entity, LoadRow, MergeReport, StagedFile};
use crate::writer::Writer;

/// A table that keeps the newest version of what it holds.
pub(crate) struct Keyed {
    pub(crate) table: &'static Table,
    pub(crate) key: &'static str,
    /// The partition column besides `source`.
    pub(crate) quarter: Option<&'static str>,
}

pub(crate) const KEYED: [Keyed; 2] = [
    Keyed {
        table: &TICKETS,
        key: "ticket_id",
        quarter: Some("submitted_quarter"),
    },
    Keyed {
        table: &OUTAGES,
        key: "outage_id",
        quarter: None,
    },
];

/// An instant as a number; an unknown one is older than any other.
pub(crate) fn number(column: &str) -> String {
    format!(r#"coalesce(CAST("{column}" AS BIGINT), {})"#, i64::MIN + 1)
}

/// What one file brought, as the queries count it.
#[derive(Clone, Copy, Default)]
pub(crate) struct Counts {
    pub(crate) records: u64,
    pub(crate) loaded: u64,
    pub(crate) superseded: u64,
}

pub(crate) async fn merge(
    writer: &mut Writer,
    files: &[StagedFile],
    reset_sources: &[String],
) -> Result<MergeReport> {
    check_mappings(writer, files, reset_sources)?;
    merge_write::reset(writer, reset_sources).await?;

    let work = writer.work_dir();
    let known = merge_write::loaded_before(writer, reset_sources).await?;
    let fresh = first_time(files, &known);
    let mut report = MergeReport::default();
    let mut counts = BTreeMap::new();
    if !fresh.is_empty() {
        let engine = Engine::new(&work, &fresh)?;
        register(writer, &engine, &fresh).await?;
        rank(&engine, &fresh).await?;
        choose(&engine).await?;
        counts = count(&engine).await?;
        let samples = merge_samples::rank(&engine).await?;
        for (seq, found) in samples.counts {
            counts.insert((seq, Entity::Samples.table().to_string()), found);
        }
        check_rejects(&engine, &fresh).await?;
        check_counts(&fresh, &counts)?;
        merge_write::write(writer, &engine, &fresh).await?;
        merge_samples::write(writer, &engine, &samples.quarters).await?;
    }

    let mut loads = Vec::new();
    for file in files {
        let seq = fresh.iter().position(|f| std::ptr::eq(*f, file));
        let found = seq.and_then(|seq| counts.get(&key_of(seq, file)).copied());
        let row = load_row(writer.run(), file, found.unwrap_or_default());
        if seq.is_some() {
            loads.push(row.clone());
        }
        report.files.push(row);
    }
    merge_write::append_loads(writer, &loads).await?;
    report.changed = writer.changed();
    Ok(report)
}

/// All rows of a source must have been made under one mapping, or identical records would give different rows.
fn check_mappings(writer: &Writer, files: &[StagedFile], reset_sources: &[String]) -> Result<()> {
    let mut mappings: BTreeMap<&str, &str> = BTreeMap::new();
    if let Some(snapshot) = writer.snapshot() {
        for (source, hash) in &snapshot.mapping_hashes {
            if !reset_sources.contains(source) {
                mappings.insert(source, hash);
            }
        }
    }
    for file in files {
        let hash = mappings.entry(&file.source).or_insert(&file.mapping_hash);
        if *hash != file.mapping_hash {
            return Err(LakeError::MappingChanged {
                source_name: file.source.clone(),
            });
        }
    }
    Ok(())
}

/// The files that neither an earlier run nor an earlier place in the list has brought: byte for byte the same says nothing new.
fn first_time<'a>(
    files: &'a [StagedFile],
    known: &HashSet<(String, String, String)>,
) -> Vec<&'a StagedFile> {
    let mut seen = HashSet::new();
    files
        .iter()
        .filter(|f| {
            let before = (
                f.source.clone(),
                f.landing_file.clone(),
                f.mapping_hash.clone(),
            );
            seen.insert((&f.source, &f.landing_file)) && !known.contains(&before)
        })
        .collect()
}

/// Under what the counts of a file are found.
fn key_of(seq: usize, file: &StagedFile) -> (i64, String) {
    (seq as i64, file.counted.table().to_string())
}

fn load_row(run: i64, file: &StagedFile, found: Counts) -> LoadRow {
    let accepted = file.records_read.saturating_sub(file.rejected);
    LoadRow {
        run,
        source: file.source.clone(),
        file_name: file.file_name.clone(),
        landing_file: file.landing_file.clone(),
        bytes: file.bytes,
        export_time: file.export_time,
        records_read: file.records_read,
        loaded: found.loaded,
        superseded: found.superseded,
        repeated: accepted - found.loaded - found.superseded,
        rejected: file.rejected,
        mapping_hash: file.mapping_hash.clone(),
    }
}

async fn register(writer: &Writer, engine: &Engine, files: &[&StagedFile]) -> Result<()> {
    for table in crate::contract::TABLES {
        merge_write::register_current(writer, engine, table.name).await?;
    }
    for table in merge_write::STAGED {
        engine.register_staged(table, files).await?;
    }
    Ok(())
}

/// `ranked`: every staged record, whether its content is known, and its place among the records of its content.
async fn rank(engine: &Engine, files: &[&StagedFile]) -> Result<()> {
    let mut records: Vec<String> = KEYED
        .iter()
        .map(|k| {
            format!(
                r#"SELECT '{entity}' AS entity, "source", "{key}" AS key, "content_hash", "updated_at", "export_time",
                     "landing_file", "record", seq, {quarter} AS quarter
                   FROM staged_{entity}"#,
                entity = k.table.name,
                key = k.key,
                quarter = k.quarter.map_or("''".to_string(), |q| format!(r#""{q}""#)),
            )
        })
        .collect();
    records.push(event_records(files));
    let sql = format!(
        r#"WITH records AS (
             SELECT *, {u} AS u, {e} AS e FROM ({records})
           ),
           known AS (
             SELECT "entity", "source", "content_hash", {e} AS e, "landing_file", "record"
             FROM ticket_versions WHERE "source" IN ({sources})
           )
           SELECT r.*,
             row_number() OVER (PARTITION BY r.entity, r."source", r."content_hash" ORDER BY r.seq, r."record") = 1
               AND k."landing_file" IS NULL AS is_new,
             row_number() OVER (PARTITION BY r.entity, r."source", r."content_hash"
               ORDER BY r.e, r."landing_file", r."record") = 1 AS is_first,
             k."landing_file" IS NOT NULL AS is_known,
             k."landing_file" IS NOT NULL AND {earlier} AS is_earlier
           FROM records r LEFT JOIN known k
             ON r.entity = k."entity" AND r."source" = k."source" AND r."content_hash" = k."content_hash""#,
        u = number("updated_at"),
        e = number("export_time"),
        records = records.join(" UNION ALL "),
        sources = quoted(files.iter().map(|f| f.source.as_str())),
        earlier = less(["e", "landing_file", "record"], "r", "k"),
    );
    engine.keep("ranked", &sql).await?;
    Ok(())
}

/// Records that are events: those with rows for `ticket_events`, and in exports of events every record.
fn event_records(files: &[&StagedFile]) -> String {
    let columns = r#""source", "ticket_id" AS key, "content_hash", "export_time", "landing_file", "record", seq"#;
    let mut from = vec![format!("SELECT {columns} FROM staged_ticket_events")];
    let seqs: Vec<String> = (0..)
        .zip(files)
        .filter(|(_, f)| f.counted == Entity::TicketEvents)
        .map(|(seq, _): (i64, _)| seq.to_string())
        .collect();
    if !seqs.is_empty() {
        from.push(format!(
            "SELECT {columns} FROM staged_tickets WHERE seq IN ({})",
            seqs.join(", ")
        ));
    }
    format!(
        r#"SELECT DISTINCT 'ticket_events' AS entity, "source", key, "content_hash", arrow_cast(NULL, 'Timestamp(Microsecond, Some("UTC"))') AS "updated_at",
             "export_time", "landing_file", "record", seq, '' AS quarter
           FROM ({})"#,
        from.join(" UNION ALL ")
    )
}

/// Whether the tuple of `a` comes before that of `b`.
fn less<const N: usize>(columns: [&str; N], a: &str, b: &str) -> String {
    columns.iter().rev().fold(String::new(), |rest, c| {
        let here = format!(r#"{a}."{c}" < {b}."{c}""#);
        if rest.is_empty() {
            here
        } else {
            format!(r#"({here} OR ({a}."{c}" = {b}."{c}" AND {rest}))"#)
        }
    })
}

/// `chosen`: for every ticket and outage of this run the greatest staged record, whether it takes the place of the one that stands
/// (`is_changed`), and the content that stands in the end (`final_hash`).
async fn choose(engine: &Engine) -> Result<()> {
    let current: Vec<String> = KEYED
        .iter()
        .map(|k| {
            format!(
                r#"SELECT '{entity}' AS entity, "source", "{key}" AS key, "content_hash", {u} AS u, {e} AS e,
                     "landing_file", "record", {quarter} AS quarter
                   FROM {entity} WHERE "source" IN (SELECT DISTINCT "source" FROM ranked)"#,
                entity = k.table.name,
                key = k.key,
                u = number("updated_at"),
                e = number("export_time"),
                quarter = k.quarter.map_or("''".to_string(), |q| format!(r#""{q}""#)),
            )
        })
        .collect();
    let sql = format!(
        r#"WITH best AS (
             SELECT * FROM (
               SELECT *, row_number() OVER (PARTITION BY entity, "source", key
                 ORDER BY u DESC, e DESC, "landing_file" DESC, "record" DESC) AS place
               FROM ranked WHERE entity <> 'ticket_events')
             WHERE place = 1
           ),
           here AS ({current}),
           compared AS (
             SELECT b.entity, b."source", b.key, b.seq, b."record", b.quarter, b."content_hash",
               h.quarter AS old_quarter, h."content_hash" AS old_hash,
               h.key IS NULL OR {older} AS is_changed
             FROM best b LEFT JOIN here h ON b.entity = h.entity AND b."source" = h."source" AND b.key = h.key
           )
           SELECT entity, "source", key, seq, "record", quarter, old_quarter, is_changed,
             CASE WHEN is_changed THEN "content_hash" ELSE old_hash END AS final_hash
           FROM compared"#,
        current = current.join(" UNION ALL "),
        older = less(["u", "e", "landing_file", "record"], "h", "b"),
    );
    engine.keep("chosen", &sql).await?;
    Ok(())
}

/// Counts by file and entity. A record that stands twice in a staged file would be counted twice: refused.
async fn count(engine: &Engine) -> Result<BTreeMap<(i64, String), Counts>> {
    let rows = engine
        .rows(
            "count the records",
            r#"SELECT seq, entity, CAST(count(*) AS BIGINT), CAST(sum(copies) AS BIGINT),
                 CAST(sum(is_loaded) AS BIGINT), CAST(sum(is_superseded) AS BIGINT)
               FROM (
                 SELECT r.seq, r.entity, r."record", count(*) AS copies,
                   sum(CASE WHEN r.is_new AND (c.key IS NULL OR c.final_hash = r."content_hash") THEN 1 ELSE 0 END) AS is_loaded,
                   sum(CASE WHEN r.is_new AND c.final_hash <> r."content_hash" THEN 1 ELSE 0 END) AS is_superseded
                 FROM ranked r LEFT JOIN chosen c
                   ON r.entity = c.entity AND r."source" = c."source" AND r.key = c.key
                 GROUP BY r.seq, r.entity, r."record")
               GROUP BY seq, entity"#,
        )
        .await?;
    let mut counts = BTreeMap::new();
    for batch in rows {
        let int = |i: usize| batch.column(i).as_primitive::<Int64Type>();
        let entity = batch.column(1).as_string::<i32>();
        for row in 0..batch.num_rows() {
            // Two rows of one record stand for a fault in staging; counting both makes the four counts disagree.
            let records = int(2).value(row).max(int(3).value(row));
            counts.insert(
                (int(0).value(row), entity.value(row).to_string()),
                Counts {
                    records: records.cast_unsigned(),
                    loaded: int(4).value(row).cast_unsigned(),
                    superseded: int(5).value(row).cast_unsigned(),
                },
            );
        }
    }
    Ok(counts)
}

/// Every record counted as rejected stands in `rejects`; a file that could not be read is one record, number 0.
async fn check_rejects(engine: &Engine, files: &[&StagedFile]) -> Result<()> {
    let rows = engine
        .rows(
            "count the rejected records",
            r#"SELECT seq, CAST(count(*) AS BIGINT)
               FROM (SELECT DISTINCT seq, "record" FROM staged_rejects) GROUP BY seq"#,
        )
        .await?;
    let mut found = BTreeMap::new();
    for batch in rows {
        let int = |i: usize| batch.column(i).as_primitive::<Int64Type>();
        for row in 0..batch.num_rows() {
            found.insert(int(0).value(row), int(1).value(row).cast_unsigned());
        }
    }
    for (seq, file) in (0..).zip(files) {
        let rejects = found.get(&seq).copied().unwrap_or_default();
        if rejects != file.rejected {
            return Err(LakeError::RejectsDoNotAddUp {
                source_name: file.source.clone(),
                file_name: file.file_name.clone(),
                rejected: file.rejected,
                rejects,
            });
        }
    }
    Ok(())
}

fn check_counts(files: &[&StagedFile], counts: &BTreeMap<(i64, String), Counts>) -> Result<()> {
    for (seq, file) in files.iter().enumerate() {
        let found = counts.get(&key_of(seq, file)).copied().unwrap_or_default();
        if found.records + file.rejected != file.records_read {
            return Err(LakeError::CountsDoNotAddUp {
                source_name: file.source.clone(),
                file_name: file.file_name.clone(),
                records_read: file.records_read,
                staged: found.records,
                rejected: file.rejected,
            });
        }
    }
    Ok(())
}
