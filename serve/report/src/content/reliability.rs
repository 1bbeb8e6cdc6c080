//! Promises of reliability of another kind than availability: each by its own rule, or why nothing measures it.

use norma_document::{Block, Cell, Column, Row, Section, Status, Table};

use super::parts;
use crate::format::{number, target};
use crate::model::{ReliabilityRow, Report};
use crate::words;

/// Nothing without a promise.
pub(super) fn section(report: &Report) -> Option<Section> {
    let promises = &report.availability.promises;
    if promises.is_empty() {
        return None;
    }
    let mut section = Section::new("keandalan-lain", "Target keandalan lain");
    section.blocks = vec![Block::Table(table(promises))];
    Some(section)
}

fn table(promises: &[ReliabilityRow]) -> Table {
    let mut table = Table::new(
        "reliability_targets",
        "Target keandalan lain, dan cara mengukurnya atau sebab tidak terukur",
        vec![
            Column::words("kind", "Target", 38),
            Column::words("reference", "Dokumen", 10),
            Column::words("quote", "Kutipan", 30).data_only(),
            Column::words("limit", "Batas", 16),
            Column::figures("finished_percent", "Capaian").weighing(11),
            Column::figures("finished", "Selesai").data_only(),
            Column::figures("open_at_end", "Terbuka di akhir").data_only(),
            Column::words("not_measured", "Cara mengukur atau sebab tidak terukur", 34),
            Column::words("status", "Status", 14),
        ],
    );
    table.rows = promises.iter().map(row).collect();
    table.notes = vec![parts::remark(
        "Penyelesaian instalasi = permintaan yang selesai dalam triwulan / (yang selesai + yang masih terbuka pada akhirnya); yang dibatalkan tidak dihitung. Dokumen tidak menyebut jangka waktunya.",
    )];
    table
}

fn row(promise: &ReliabilityRow) -> Row {
    let quote = &promise.quote;
    let words = format!("{}, baris {}: “{}”", quote.norm, quote.line, quote.words);
    let side = match promise.comparison.as_str() {
        "at_most" => "paling banyak",
        _ => "paling sedikit",
    };
    let amount = match (promise.target_hundredths, promise.target_count) {
        (Some(hundredths), _) => target(hundredths),
        (None, Some(count)) => format!("{} kali", number(count)),
        (None, None) => String::new(),
    };
    let local = if promise.local { "norma lokal" } else { "" };
    let counts = promise.finished.zip(promise.open_at_end);
    let (how, status) = match &promise.not_measured {
        Some(code) => (
            words::not_measured(code, &promise.kind).to_owned(),
            Status::Unknown,
        ),
        None => (
            counts.map_or_else(String::new, |(finished, open)| {
                format!(
                    "{} selesai, {} masih terbuka pada akhir triwulan",
                    number(finished),
                    number(open)
                )
            }),
            match promise.reaches_target {
                Some(true) => Status::Reached,
                Some(false) => Status::Missed,
                None => Status::Unknown,
            },
        ),
    };
    Row::body(vec![
        Cell::label(
            format!(
                "{} ({})",
                words::reliability(&promise.kind),
                promise.subject
            ),
            &words,
        ),
        Cell::code(&promise.reference),
        Cell::text_of(&words),
        Cell::label(format!("{side} {amount}"), local),
        counts.map_or(Cell::None, |(finished, open)| {
            Cell::rate(finished, finished + open)
        }),
        promise.finished.map_or(Cell::None, Cell::count),
        promise.open_at_end.map_or(Cell::None, Cell::count),
        Cell::text_of(how),
        parts::status_cell(status),
    ])
}
