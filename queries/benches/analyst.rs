//! Statements of analysts beside DuckDB, on the same Parquet files, in one run, a run of each after the other: full-scan
//! aggregates with their ratios, and a ticket by its number. The answers must be the same.
//!
//! `cargo bench -p norma-queries --bench analyst` makes a lake of 200.000 tickets; `NORMA_BENCH_TICKETS=10000000` before it
//! one of ten million, and `NORMA_BENCH_LAKE=folder` keeps it for the next run. DuckDB is that of `tests/setup`.
#![allow(clippy::unwrap_used)]

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use arrow::array::{Array, AsArray};
use arrow::datatypes::{DataType, Int64Type};
use arrow::record_batch::RecordBatch;
use arrow::util::display::{ArrayFormatter, FormatOptions};
use futures::TryStreamExt;
use norma_queries::{Analyst, Limits, Params, Session, generated};
use norma_rules::Rulebook;
use serde_json::{Value, json};
use tokio::runtime::Runtime;

/// Runs of each that are measured, after one that is not.
const RUNS: usize = 5;
/// Runs of a ticket by its number.
const POINT_RUNS: usize = 21;
/// The aim of a ticket by its number.
const POINT_AIM: Duration = Duration::from_millis(20);

/// Statements that read every row, in words that both engines understand.
const SCANS: [(&str, &str); 5] = [
    (
        "facts by quarter, clock and verdict",
        "select quarter, clock, verdict, count(*) as n, cast(sum(elapsed_seconds) as bigint) as seconds \
         from sla_facts group by quarter, clock, verdict",
    ),
    (
        "every fact summed",
        "select count(*) as n, cast(sum(elapsed_seconds) as bigint) as elapsed, \
         cast(sum(allowance_seconds) as bigint) as allowed, max(elapsed_seconds) as longest from sla_facts",
    ),
    (
        "tickets by source, kind and channel",
        "select source, kind, channel, count(*) as n, count(resolved_at) as resolved, max(record) as last \
         from tickets group by source, kind, channel",
    ),
    (
        "tickets of each unit, late first",
        "select work_unit, count(*) as n, count(*) filter (where verdict = 'breached') as late \
         from sla_facts group by work_unit order by late desc, work_unit",
    ),
    (
        "different tickets of each norm",
        "select norm, count(distinct ticket_id) as tickets from sla_facts group by norm",
    ),
];

const POINTS: [(&str, &str); 2] = [
    (
        "a ticket by its number",
        "select * from tickets where ticket_id = $id",
    ),
    ("its facts", "select * from sla_facts where ticket_id = $id"),
];

fn main() {
    let folder = tempfile::tempdir().unwrap();
    let kept = std::env::var_os("NORMA_BENCH_LAKE").map(PathBuf::from);
    let lake = kept.unwrap_or_else(|| folder.path().join("lake"));
    let runtime = Runtime::new().unwrap();
    let analyst = runtime.block_on(analyst(&lake));
    let cores = std::thread::available_parallelism().unwrap().get();
    let mut duck = Duck::start(&lake, cores);
    let norma = |sql: &str, params: &Params| runtime.block_on(run(&analyst, sql, params));

    let none = Params::none();
    let (_, tickets) = norma("select count(*) from tickets", &none);
    let (_, facts) = norma("select count(*) from sla_facts", &none);
    println!(
        "{} tickets, {} facts, {cores} cores; medians of {RUNS} runs",
        tickets.sum, facts.sum
    );
    println!("{:>10}  {:>10}  {:>6}", "norma", "DuckDB", "ratio");
    for (words, sql) in SCANS {
        compared(
            words,
            RUNS,
            || norma(sql, &none),
            || duck.run(sql, &json!(null)),
        );
    }
    let middle = format!(
        "select ticket_id from tickets limit 1 offset {}",
        tickets.sum / 2
    );
    let id = runtime.block_on(text(&analyst, &middle));
    println!(
        "{id}, medians of {POINT_RUNS} runs (aim {} ms)",
        POINT_AIM.as_millis()
    );
    let params = Params::none().with("id", id.as_str());
    for (words, sql) in POINTS {
        compared(
            words,
            POINT_RUNS,
            || norma(sql, &params),
            || duck.run(sql, &json!({"id": id})),
        );
    }
}

/// Runs one after the other, and says the medians. What both answer must be the same.
fn compared(
    words: &str,
    runs: usize,
    mut norma: impl FnMut() -> (Duration, Answer),
    mut duck: impl FnMut() -> (Duration, Answer),
) {
    let (_, expected) = norma();
    let mut times = (Vec::new(), Vec::new());
    assert_eq!(duck().1, expected, "{words}: DuckDB answers otherwise");
    for _ in 0..runs {
        let (time, answer) = norma();
        times.0.push(time);
        assert_eq!(answer, expected, "{words}");
        times.1.push(duck().0);
    }
    let median = |times: &mut Vec<Duration>| {
        times.sort();
        times[times.len() / 2].as_secs_f64()
    };
    let (norma, duck) = (median(&mut times.0), median(&mut times.1));
    println!(
        "{:>7.1} ms  {:>7.1} ms  {:>6.2}  {words}",
        norma * 1_000.0,
        duck * 1_000.0,
        norma / duck
    );
}

/// The newest snapshot of `lake`, which is made if it is not there; what is derived from it as well.
async fn analyst(lake: &Path) -> Analyst {
    if Session::newest_snapshot(lake).unwrap().is_none() {
        let tickets =
            std::env::var("NORMA_BENCH_TICKETS").map_or(200_000, |text| text.parse().unwrap());
        generated::lake(lake, tickets).await.unwrap();
    }
    let session = Session::open(lake, Arc::new(Rulebook::builtin()), None)
        .await
        .unwrap();
    session.analyst(true, None).await.unwrap()
}

/// What is held against each other: how many rows, and the sum of all whole numbers in them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Answer {
    rows: usize,
    sum: i128,
}

async fn run(analyst: &Analyst, sql: &str, params: &Params) -> (Duration, Answer) {
    let begun = Instant::now();
    let rows = analyst
        .statement(sql, params)
        .await
        .unwrap()
        .rows(Limits::default());
    let batches: Vec<RecordBatch> = rows.try_collect().await.unwrap();
    let time = begun.elapsed();
    let columns = batches.iter().flat_map(RecordBatch::columns);
    let whole = columns.filter(|column| *column.data_type() == DataType::Int64);
    let numbers = whole.flat_map(|column| column.as_primitive::<Int64Type>().iter().flatten());
    let answer = Answer {
        rows: batches.iter().map(RecordBatch::num_rows).sum(),
        sum: numbers.map(i128::from).sum(),
    };
    (time, answer)
}

/// The only value of an answer.
async fn text(analyst: &Analyst, sql: &str) -> String {
    let rows = analyst
        .statement(sql, &Params::none())
        .await
        .unwrap()
        .rows(Limits::default());
    let batches: Vec<RecordBatch> = rows.try_collect().await.unwrap();
    let found = batches.iter().find(|batch| batch.num_rows() > 0).unwrap();
    let shown = ArrayFormatter::try_new(found.column(0), &FormatOptions::default());
    shown.unwrap().value(0).to_string()
}

/// DuckDB in a process of its own.
struct Duck {
    process: Child,
    asks: ChildStdin,
    says: BufReader<ChildStdout>,
}

impl Duck {
    fn start(lake: &Path, threads: usize) -> Self {
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
        let python = target.join("tests-python/bin/python");
        assert!(
            python.exists(),
            "{} is missing: run tests/setup",
            python.display()
        );
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/python/duckdb_bench.py");
        let mut command = Command::new(python);
        command.arg(script).arg(lake).arg(threads.to_string());
        let mut process = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        Self {
            asks: process.stdin.take().unwrap(),
            says: BufReader::new(process.stdout.take().unwrap()),
            process,
        }
    }

    /// The time is that of DuckDB alone, without the way here.
    fn run(&mut self, sql: &str, params: &Value) -> (Duration, Answer) {
        writeln!(self.asks, "{}", json!({"sql": sql, "params": params})).unwrap();
        let mut line = String::new();
        assert!(
            self.says.read_line(&mut line).unwrap() > 0,
            "DuckDB ended; see above"
        );
        let said: Value = serde_json::from_str(&line).unwrap();
        let answer = Answer {
            rows: usize::try_from(said["rows"].as_u64().unwrap()).unwrap(),
            sum: said["sum"].as_i64().map(i128::from).unwrap(),
        };
        (
            Duration::from_secs_f64(said["seconds"].as_f64().unwrap()),
            answer,
        )
    }
}

impl Drop for Duck {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
