//! How long a year of one-minute samples takes to become intervals and figures, from Parquet, and the memory it takes at its most.
//!
//! `cargo bench -p norma-queries --bench samples` reads 2 components, a million samples; `NORMA_BENCH_COMPONENTS=100` before it
//! reads 52 million.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::fs::File;
use std::num::NonZeroU32;
use std::path::Path;
use std::sync::{Arc, LazyLock};

use arrow::array::{Array, ArrayRef, Int64Array, StringArray, TimestampMicrosecondArray};
use arrow::record_batch::RecordBatch;
use datafusion::prelude::{ParquetReadOptions, SessionContext};
use divan::Bencher;
use divan::counter::ItemsCount;
use norma_lake::contract::SAMPLES;
use norma_lake::schema::arrow_schema;
use norma_queries::{Session, fixture};
use norma_rules::Rulebook;
use norma_rules::availability::{ComponentTerms, ServiceTerms, SourceTerms};
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::file::properties::WriterProperties;
use tempfile::TempDir;
use tokio::runtime::Runtime;

/// One-minute samples of a year.
const A_YEAR: usize = 365 * 1440;
/// Rows of a day are alike but for their instants.
const A_DAY: usize = 1440;

static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| Runtime::new().unwrap());

fn main() {
    divan::main();
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find(|line| line.starts_with("VmHWM"));
    println!("peak memory: {}", peak.unwrap_or("not known here"));
}

/// Opens a session over the year and asks for the figures of every component and period.
#[divan::bench(sample_count = 1, sample_size = 1)]
fn a_year_of_samples(bencher: Bencher<'_, '_>) {
    let components = std::env::var("NORMA_BENCH_COMPONENTS");
    let components = components.map_or(2, |n| n.parse().unwrap());
    let folder = TempDir::new().unwrap();
    for number in 0..components {
        write(&folder.path().join(format!("{number}.parquet")), number);
    }
    bencher
        .counter(ItemsCount::new(components * A_YEAR))
        .bench_local(|| RUNTIME.block_on(figures(folder.path(), components)));
}

async fn figures(folder: &Path, components: usize) {
    let context = SessionContext::new();
    let options = ParquetReadOptions::default();
    let samples = context.read_parquet(folder.to_str().unwrap(), options);
    let samples = samples.await.unwrap().into_view();
    let rulebook = Rulebook {
        services: vec![service(components)],
        ..Rulebook::builtin()
    };
    let as_of = fixture::wib("2026-01-01 00:00").unwrap();
    let session = Session::from_tables(vec![("samples", samples)], Arc::new(rulebook), as_of)
        .await
        .unwrap();
    let sql = "select count(*), sum(up_seconds + down_seconds + unknown_seconds) from availability";
    let rows = session.sql(sql).await.unwrap();
    let counts = rows[0].column(0);
    let counts = counts.as_any().downcast_ref::<Int64Array>().unwrap();
    // The service and its components, four quarters, three periods.
    assert_eq!(counts.value(0), (components as i64 + 1) * 12);
}

fn service(components: usize) -> ServiceTerms {
    let component = |number: usize| ComponentTerms {
        id: name(number),
        title: name(number),
        names: Vec::new(),
        first_day: None,
        last_day: None,
        sources: vec![SourceTerms {
            source: "probe".to_owned(),
            complete_since: Some("2025-01-01".parse().unwrap()),
            interval: NonZeroU32::new(60),
        }],
    };
    ServiceTerms {
        id: "portal".to_owned(),
        title: "Portal".to_owned(),
        organisation: "BaTII".to_owned(),
        reference: None,
        names: Vec::new(),
        criticality: None,
        first_day: Some("2025-01-01".parse().unwrap()),
        last_day: None,
        calendar: None,
        sources: Vec::new(),
        components: (0..components).map(component).collect(),
    }
}

fn name(number: usize) -> String {
    format!("bagian-{number}")
}

/// A year of one component: down for five minutes every day, every day one check is lost and one is seconds late.
fn write(path: &Path, number: usize) {
    let start = fixture::wib("2025-01-01 00:00").unwrap().0;
    let schema = arrow_schema(&SAMPLES);
    let compression = Compression::SNAPPY;
    let properties = WriterProperties::builder().set_compression(compression);
    let file = File::create(path).unwrap();
    let mut writer =
        ArrowWriter::try_new(file, Arc::clone(&schema), Some(properties.build())).unwrap();
    let same = |text: &str| -> ArrayRef { Arc::new(StringArray::from(vec![text; A_DAY])) };
    let down = |n: usize| (number..number + 5).contains(&(n % 1440));
    let states = (0..A_DAY).map(|n| if down(n) { "down" } else { "up" });
    let states: ArrayRef = Arc::new(StringArray::from_iter_values(states));
    let (source, service, component) = (same("probe"), same("portal"), same(&name(number)));
    let (landing_file, quarter) = (same(&"ab".repeat(32)), same("2025-TW1"));
    let instants = |seconds: Vec<i64>| -> ArrayRef {
        let micros = seconds.into_iter().map(|s| s * 1_000_000);
        Arc::new(TimestampMicrosecondArray::from_iter_values(micros).with_timezone("UTC"))
    };
    let export_time = instants(vec![start; A_DAY]);
    for day in 0..A_YEAR / A_DAY {
        let rows = (day * A_DAY..(day + 1) * A_DAY).map(|n| n as i64);
        let at = rows
            .clone()
            .map(|n| start + n * 60 + i64::from(n % 1440 == 700) * 70);
        let record: ArrayRef = Arc::new(Int64Array::from_iter_values(rows.map(|n| n + 1)));
        let at = instants(at.collect());
        let columns = SAMPLES.columns.iter().map(|column| {
            Arc::clone(match column.name {
                "source" => &source,
                "service" => &service,
                "component" => &component,
                "at" => &at,
                "state" => &states,
                "export_time" => &export_time,
                "landing_file" => &landing_file,
                "record" => &record,
                _ => &quarter,
            })
        });
        let batch = RecordBatch::try_new(Arc::clone(&schema), columns.collect()).unwrap();
        writer.write(&batch).unwrap();
    }
    writer.close().unwrap();
}
