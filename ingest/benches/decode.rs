//! How fast exports are decoded, hash check and encoding included: `cargo bench -p norma-ingest`.
#![allow(clippy::unwrap_used, missing_docs)]

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::PathBuf;
use std::sync::OnceLock;

use divan::counter::{BytesCount, ItemsCount};
use divan::{Bencher, black_box};
use norma_ingest::{Batch, DecodeError, Encoding, SourceSpec, decode};

const RECORDS: usize = 200_000;
const SHEET_RECORDS: usize = 20_000;

fn main() {
    divan::main();
}

/// A ticket as a service desk exports it: twelve columns, a quoted title, dates as text.
fn ticket(number: usize) -> [String; 12] {
    let (day, hour, minute) = (number % 28 + 1, number % 24, number % 60);
    [
        format!("SD-{number:07}"),
        "Permintaan".into(),
        format!("Reset kata sandi; akun ke-{number} \"lupa\""),
        "Selesai".into(),
        "E-mail".into(),
        "KPP Pratama Jakarta Menteng Satu".into(),
        format!("{day:02}/03/2026 {hour:02}:{minute:02}:10"),
        format!("{day:02}/03/2026 {hour:02}:{minute:02}:50"),
        format!("{day:02}/03/2026 {hour:02}:59:59"),
        String::new(),
        "Tim Layanan TIK".into(),
        (number % 5).to_string(),
    ]
}

const NAMES: [&str; 12] = [
    "Nomor",
    "Jenis",
    "Judul",
    "Status",
    "Kanal",
    "Unit",
    "Dibuat",
    "Ditanggapi",
    "Selesai",
    "Batal",
    "Tim",
    "Penilaian",
];

fn csv() -> Vec<u8> {
    let mut text = NAMES.join(";") + "\r\n";
    for number in 0..RECORDS {
        let fields = ticket(number).map(|field| {
            if field.contains([';', '"']) {
                format!("\"{}\"", field.replace('"', "\"\""))
            } else {
                field
            }
        });
        text.push_str(&fields.join(";"));
        text.push_str("\r\n");
    }
    text.into_bytes()
}

fn jsonl() -> Vec<u8> {
    let mut text = String::new();
    for number in 0..RECORDS {
        let record: serde_json::Map<_, _> = NAMES
            .into_iter()
            .map(str::to_owned)
            .zip(ticket(number).map(Into::into))
            .collect();
        writeln!(text, "{}", serde_json::Value::Object(record)).unwrap();
    }
    text.into_bytes()
}

fn gz() -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(&csv()).unwrap();
    packed.finish().unwrap()
}

fn xlsx() -> Vec<u8> {
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.write_row(0, 0, NAMES).unwrap();
    for number in 0..SHEET_RECORDS {
        sheet
            .write_row(number as u32 + 1, 0, ticket(number))
            .unwrap();
    }
    workbook.save_to_buffer().unwrap()
}

/// Writes the export once for all benches, under its SHA-256 as in the landing.
fn landed(name: &str, content: fn() -> Vec<u8>) -> (PathBuf, u64) {
    static FOLDER: OnceLock<tempfile::TempDir> = OnceLock::new();
    use sha2::Digest as _;
    let content = content();
    let folder = FOLDER
        .get_or_init(|| tempfile::tempdir().unwrap())
        .path()
        .join(name);
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join(hex::encode(sha2::Sha256::digest(&content)));
    std::fs::write(&path, &content).unwrap();
    (path, content.len() as u64)
}

fn run(
    bencher: Bencher<'_, '_>,
    name: &str,
    records: usize,
    content: fn() -> Vec<u8>,
    encoding: Encoding,
) {
    let (path, bytes) = landed(name, content);
    let spec = SourceSpec {
        delimiter: Some(";".into()),
        encoding,
        ..SourceSpec::new("sd")
    };
    bencher
        .counter(BytesCount::new(bytes))
        .counter(ItemsCount::new(records))
        .bench(|| {
            let mut rows = 0;
            let decoded = decode(&path, name, &spec, &mut |batch: Batch| {
                rows += black_box(batch).frame.height();
                Ok::<_, DecodeError>(())
            })
            .unwrap();
            assert_eq!((rows, decoded.records_read), (records, records as u64));
        });
}

#[divan::bench(sample_count = 10)]
fn csv_utf8(bencher: Bencher<'_, '_>) {
    run(bencher, "a.csv", RECORDS, csv, Encoding::Utf8);
}

#[divan::bench(sample_count = 10)]
fn csv_auto(bencher: Bencher<'_, '_>) {
    run(bencher, "b.csv", RECORDS, csv, Encoding::Auto);
}

#[divan::bench(sample_count = 10)]
fn csv_windows_1252(bencher: Bencher<'_, '_>) {
    run(bencher, "c.csv", RECORDS, csv, Encoding::Windows1252);
}

#[divan::bench(sample_count = 10)]
fn csv_gz_packed_bytes(bencher: Bencher<'_, '_>) {
    run(bencher, "d.csv.gz", RECORDS, gz, Encoding::Utf8);
}

#[divan::bench(sample_count = 10)]
fn json_lines(bencher: Bencher<'_, '_>) {
    run(bencher, "e.jsonl", RECORDS, jsonl, Encoding::Utf8);
}

#[divan::bench(sample_count = 5)]
fn xlsx_packed_bytes(bencher: Bencher<'_, '_>) {
    run(bencher, "f.xlsx", SHEET_RECORDS, xlsx, Encoding::Utf8);
}
