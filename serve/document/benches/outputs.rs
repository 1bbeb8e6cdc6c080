//! How long the outputs of a quarter's report take, and the memory they take at their most.
//!
//! The number of tickets is not what a document grows with: a quarter of a million tickets has as many services, months and
//! causes as one of a thousand, and larger counts. Its document is made here by hand, of the sizes that such a quarter has: 24
//! tables, half of them of every service, and the annex of ledgers, which ends after 200 breaches. Only the list of every breach
//! grows, 200 of them on paper: it has 1.000 rows here, or as many as `NORMA_BENCH_BREACHES` says.
//!
//! `cargo bench -p norma-document --bench outputs`; with `--profile dev` in the profile of the tests.
#![allow(clippy::unwrap_used)]

use divan::Bencher;
use norma_document::{
    Block, Cell, Column, Document, Format, Meta, Paper, Row, Section, Table, csv, docx, html,
    outputs, pdf, xlsx,
};
use norma_rules::Instant;

/// Services that have tickets.
const SERVICES: i64 = 120;
/// Chapters, each with a table of services and one of a dozen rows.
const CHAPTERS: i64 = 12;
/// Rows of the list of breaches that stand on paper.
const ON_PAPER: usize = 200;
/// Stretches of 200 ledgers.
const STRETCHES: i64 = 200 * 12;
/// 1 January 2026 00.00 WIB.
const FROM: i64 = 1_767_200_400;

fn main() {
    divan::main();
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find(|line| line.starts_with("VmHWM"));
    println!("peak memory: {}", peak.unwrap_or("not known here"));
}

/// Figures of a service, by its number.
fn services(name: &str, rows: i64) -> Table {
    let mut table = Table::new(
        name,
        "Pemenuhan norma waktu per layanan",
        vec![
            Column::words("service_name", "Layanan", 30),
            Column::figures("rate", "Pemenuhan"),
            Column::figures("met", "Memenuhi").under("Tiket"),
            Column::figures("late", "Melampaui").under("Tiket"),
            Column::figures("median_seconds", "Median").under("Waktu"),
            Column::figures("p90_seconds", "P90").under("Waktu"),
        ],
    );
    let row = |i: i64| {
        let (met, late) = (8_000 + i * 7, 40 + i % 90);
        Row::body(vec![
            Cell::label(format!("Layanan nomor {i}"), format!("002/{i}.a")),
            Cell::rate(met, met + late),
            Cell::count(met),
            Cell::count(late),
            Cell::duration(Some(3_600 + i * 61), Some("office")),
            Cell::duration(Some(27_000 + i * 61), Some("office")),
        ])
    };
    table.rows = (0..rows).map(row).collect();
    table.rows.push(Row::total(row(rows).cells));
    table
}

/// Late tickets, or where their time went, row by row.
fn rows(name: &str, rows: i64) -> Table {
    let mut table = Table::new(
        name,
        "Rincian waktu tiap pelanggaran",
        vec![
            Column::words("ticket_id", "Tiket", 14),
            Column::figures("from", "Dari").weighing(16),
            Column::figures("to", "Sampai").weighing(16),
            Column::words("kind", "Ruas", 26),
            Column::figures("counted_seconds", "Dihitung").weighing(14),
        ],
    );
    let row = |i: i64| {
        Row::body(vec![
            Cell::code(format!("SD-{:07}", i / 12)),
            Cell::instant(Some(Instant(FROM + i * 60))),
            Cell::instant(Some(Instant(FROM + i * 60 + 5_400))),
            Cell::text_of("jam kerja"),
            Cell::duration(Some(5_400), Some("office")),
        ])
    };
    table.rows = (0..rows).map(row).collect();
    table
}

fn document(chapters: i64, stretches: i64, breaches: i64) -> Document {
    let mut sections: Vec<Section> = (1..=chapters)
        .map(|i| {
            let mut section = Section::new(format!("bab-{i}"), format!("Bab {i}"));
            section.blocks = vec![
                Block::lead("Kalimat pembuka dengan angka utama bab ini."),
                Block::Table(services(&format!("services_{i}"), SERVICES)),
                Block::body("Penjelasan singkat di antara dua tabel."),
                Block::Table(services(&format!("few_{i}"), 12)),
            ];
            section
        })
        .collect();
    let mut appendix = Section::new("rincian", "Rincian pelanggaran");
    appendix.appendix = true;
    appendix.blocks = vec![
        Block::Table(rows("all_breaches", breaches).at_most(ON_PAPER)),
        Block::Table(rows("breach_ledgers", stretches)),
    ];
    sections.push(appendix);
    Document {
        meta: Meta {
            title: "Laporan Capaian SLA Layanan TIK".to_owned(),
            subtitle: "Triwulan I 2026".to_owned(),
            period: "1 Januari 2026 s.d. 31 Maret 2026".to_owned(),
            organisation: vec!["Unit Contoh".to_owned()],
            dated: Instant(FROM + 90 * 86_400),
            identifier: "bench".to_owned(),
            facts: Vec::new(),
            mark: None,
            footer: "Laporan Capaian SLA Layanan TIK".to_owned(),
            paper: Paper::A4,
            logo: None,
            signatories: Vec::new(),
            place: String::new(),
        },
        sections,
    }
}

fn quarter() -> Document {
    let breaches = std::env::var("NORMA_BENCH_BREACHES");
    let breaches = breaches.map_or(1_000, |n| n.parse().unwrap());
    document(CHAPTERS, STRETCHES, breaches)
}

/// Every output of the quarter, as a report is frozen.
#[divan::bench(sample_count = 3, sample_size = 1)]
fn all_outputs(bencher: Bencher<'_, '_>) {
    bencher
        .with_inputs(quarter)
        .bench_refs(|document| outputs(document, &Format::ALL).unwrap());
}

/// The archived PDF of about forty pages.
#[divan::bench(sample_count = 3, sample_size = 1)]
fn pdf_of_forty_pages(bencher: Bencher<'_, '_>) {
    let document = document(8, 24, 24);
    let pages = pages(&pdf::pdf(&document).unwrap());
    println!("{pages} pages");
    bencher.bench_local(|| pdf::pdf(&document).unwrap());
}

/// One output each, to see which of them costs.
#[divan::bench(sample_count = 3, sample_size = 1, args = ["docx", "xlsx", "html", "csv"])]
fn output(bencher: Bencher<'_, '_>, format: &str) {
    bencher
        .with_inputs(quarter)
        .bench_refs(|document| match format {
            "docx" => docx::docx(document).unwrap().len(),
            "xlsx" => xlsx::xlsx(document).unwrap().len(),
            "html" => html::html(document).unwrap().len(),
            _ => csv::files(document, csv::Flavour::Rfc4180).unwrap().len(),
        });
}

/// What the tree of pages counts.
fn pages(pdf: &[u8]) -> usize {
    let text = String::from_utf8_lossy(pdf);
    let counts = text.split("/Count ").skip(1);
    let count = |rest: &str| {
        let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
        digits.parse().unwrap_or(0)
    };
    counts.map(count).max().unwrap_or(0)
}
