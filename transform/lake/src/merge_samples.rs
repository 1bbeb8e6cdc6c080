//! Merging monitoring samples: as [`merge`](crate::merge) says, in a way that suits tens of millions of narrow rows.
//!
//! What a sample says is its key, so nothing is looked up by content hash, and what is known already is read from the table itself: one
//! quarter of one source at a time, and of it only the days that were staged. A quarter is sorted on disk when it exceeds the memory.

use std::collections::BTreeMap;

use arrow::array::AsArray;
use arrow::datatypes::Int64Type;

use crate::contract::SAMPLES;
use crate::engine::Engine;
use crate::error::Result;
use crate::merge::{Counts, number};
use crate::merge_write::{Partitions, columns, condition, quoted, write_rows};
use crate::table::Write;
use crate::writer::Writer;

/// What makes a sample the one that it is, inside its partition.
const KEY: &str = r#""service", "component", "at", "state""#;

/// What became of the staged samples.
#[derive(Default)]
pub(crate) struct Ranked {
    /// By place of the file in the order of reading.
    pub(crate) counts: BTreeMap<i64, Counts>,
    /// The quarters in which something changes.
    pub(crate) quarters: Vec<Quarter>,
}

/// A quarter of a source with samples that are new, or that an earlier export turns out to have held first.
pub(crate) struct Quarter {
    source: String,
    name: String,
    /// Its staged and known samples as they are kept in the work folder.
    kept: String,
    /// The rows of the table among them, as a condition.
    read: String,
    /// Whether a row of the table gives way.
    displaces: bool,
}

/// Keeps `samples_N` for every quarter that was staged: the first record of every sample, with `min_seq`, the file that was the first
/// to hold it in the order of reading; that is -1 where the table has it.
pub(crate) async fn rank(engine: &Engine) -> Result<Ranked> {
    let mut ranked = Ranked::default();
    let quarters = engine
        .rows(
            "list the quarters of the staged samples",
            r#"SELECT "source", "at_quarter", CAST(min(CAST("at" AS BIGINT)) AS BIGINT), CAST(max(CAST("at" AS BIGINT)) AS BIGINT)
               FROM staged_samples GROUP BY "source", "at_quarter" ORDER BY "source", "at_quarter""#,
        )
        .await?;
    for batch in quarters {
        let text = |i: usize| batch.column(i).as_string::<i32>();
        let int = |i: usize| batch.column(i).as_primitive::<Int64Type>();
        for row in 0..batch.num_rows() {
            let (source, quarter) = (text(0).value(row), text(1).value(row));
            let days = (int(2).value(row), int(3).value(row));
            rank_quarter(engine, &mut ranked, source, quarter, days).await?;
        }
    }
    Ok(ranked)
}

async fn rank_quarter(
    engine: &Engine,
    ranked: &mut Ranked,
    source: &str,
    quarter: &str,
    (first, last): (i64, i64),
) -> Result<()> {
    let within = format!(
        r#""source" = {} AND "at_quarter" = {}"#,
        quoted([source]),
        quoted([quarter])
    );
    let at = |micros: i64| {
        format!(r#"arrow_cast(CAST({micros} AS BIGINT), 'Timestamp(Microsecond, Some("UTC"))')"#)
    };
    let read = format!(
        r#"{within} AND "at" >= {} AND "at" <= {}"#,
        at(first),
        at(last)
    );
    let kept = format!("samples_{}", ranked.quarters.len());
    let rows = columns(&SAMPLES, "");
    let sql = format!(
        r#"WITH both_sides AS (
             SELECT {rows}, seq FROM staged_samples WHERE {within}
             UNION ALL
             SELECT {rows}, CAST(-1 AS BIGINT) AS seq FROM samples WHERE {read}
           ),
           placed AS (
             SELECT *,
               row_number() OVER (PARTITION BY {KEY} ORDER BY {e}, "landing_file", "record") AS place,
               min(seq) OVER (PARTITION BY {KEY}) AS min_seq
             FROM both_sides
           )
           SELECT {rows}, seq, min_seq FROM placed WHERE place = 1"#,
        e = number("export_time"),
    );
    engine.keep(&kept, &sql).await?;

    for (seq, records) in pairs(
        engine,
        &format!(
            "SELECT seq, CAST(count(*) AS BIGINT) FROM staged_samples WHERE {within} GROUP BY seq"
        ),
    )
    .await?
    {
        ranked.counts.entry(seq).or_default().records += records;
    }
    let mut is_new = false;
    for (seq, loaded) in pairs(
        engine,
        &format!("SELECT min_seq, CAST(count(*) AS BIGINT) FROM {kept} GROUP BY min_seq"),
    )
    .await?
    {
        if seq >= 0 {
            is_new = true;
            ranked.counts.entry(seq).or_default().loaded += loaded;
        }
    }
    let earlier = format!(
        "SELECT min_seq, CAST(count(*) AS BIGINT) FROM {kept} WHERE min_seq < 0 AND seq >= 0 GROUP BY min_seq"
    );
    let displaces = !pairs(engine, &earlier).await?.is_empty();
    if is_new || displaces {
        ranked.quarters.push(Quarter {
            source: source.to_string(),
            name: quarter.to_string(),
            kept,
            read,
            displaces,
        });
    }
    Ok(())
}

/// The rows of a query of a number and a count.
async fn pairs(engine: &Engine, sql: &str) -> Result<Vec<(i64, u64)>> {
    let mut found = Vec::new();
    for batch in engine.rows("count the samples", sql).await? {
        let int = |i: usize| batch.column(i).as_primitive::<Int64Type>();
        for row in 0..batch.num_rows() {
            found.push((int(0).value(row), int(1).value(row).cast_unsigned()));
        }
    }
    Ok(found)
}

/// New samples are added; where an earlier export of known ones was read, their quarters are written anew.
pub(crate) async fn write(
    writer: &mut Writer,
    engine: &Engine,
    quarters: &[Quarter],
) -> Result<()> {
    let mut touched = Partitions::new();
    for quarter in quarters {
        let of_source = touched.entry(quarter.source.clone()).or_default();
        of_source.insert(quarter.name.clone());
    }
    let Some((expression, _)) = condition(&touched, Some("at_quarter")) else {
        return Ok(());
    };
    let rows = columns(&SAMPLES, "");
    if quarters.iter().all(|quarter| !quarter.displaces) {
        let new = |q: &Quarter| format!("SELECT {rows} FROM {} WHERE min_seq >= 0", q.kept);
        let sql = quarters.iter().map(new).collect::<Vec<_>>();
        let sql = sql.join(" UNION ALL ");
        return write_rows(writer, engine, &SAMPLES, &sql, Write::Append).await;
    }
    let whole = |q: &Quarter| {
        format!(
            r#"SELECT {rows} FROM {kept} UNION ALL
               SELECT {rows} FROM samples WHERE "source" = {source} AND "at_quarter" = {quarter} AND NOT ({read})"#,
            kept = q.kept,
            source = quoted([q.source.as_str()]),
            quarter = quoted([q.name.as_str()]),
            read = q.read,
        )
    };
    let sql = quarters.iter().map(whole).collect::<Vec<_>>();
    let sql = sql.join(" UNION ALL ");
    write_rows(writer, engine, &SAMPLES, &sql, Write::Replace(expression)).await
}
