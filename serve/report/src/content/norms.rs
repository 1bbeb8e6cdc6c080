//! The words that the figures rest on.

use std::collections::BTreeSet;

use norma_document::{Block, Cell, Column, Inline, Row, Section, Table};

use super::exclusions::clock;
use crate::edition::Edition;
use crate::error::ReportError;
use crate::format::{date, number};
use crate::model::{Clause, NormInUse, Report};

pub(super) fn section(report: &Report, _edition: &Edition) -> Result<Section, ReportError> {
    let mut section = Section::new("norma", "Norma yang dikutip");
    section.appendix = true;
    section.new_page = true;
    section.blocks = vec![
        Block::lead(format!(
            "{} norma menilai tiket triwulan ini.",
            number(report.norms.len() as i64)
        )),
        Block::Table(in_use(report)),
    ];
    let others = others(report);
    if !others.rows.is_empty() {
        section.blocks.push(Block::Table(others));
    }
    Ok(section)
}

const COLUMNS: usize = 13;

fn in_use(report: &Report) -> Table {
    let mut table = Table::new(
        "norms_in_use",
        "Norma yang menilai tiket triwulan ini, kata demi kata",
        vec![
            Column::words("norm", "Norma", 16),
            Column::words("document", "Dokumen", 20).data_only(),
            Column::words("clock", "Penilaian", 16),
            Column::words("clause", "Ketentuan", 24),
            Column::words("promise", "Batas", 14),
            Column::words("words", "Bunyi", 40),
            Column::figures("line", "Baris"),
            Column::words("valid_from", "Sejak", 12).data_only(),
            Column::words("valid_to", "Sampai", 12).data_only(),
            Column::words("validity", "Berlaku", 18),
            Column::figures("tickets", "Tiket"),
            Column::figures("decided", "Diputus").data_only(),
            Column::figures("late", "Terlambat").data_only(),
        ],
    );
    "Tidak ada norma yang dipakai pada triwulan ini.".clone_into(&mut table.empty);
    let mut document = "";
    for norm in &report.norms {
        let of = norm.clauses.first().map_or("", |c| c.document.as_str());
        if of != document && !of.is_empty() {
            document = of;
            table.rows.push(Row::group(document, COLUMNS));
        }
        if norm.clauses.is_empty() {
            table.rows.push(Row::body(row(norm, None, true)));
        }
        for (at, clause) in norm.clauses.iter().enumerate() {
            table.rows.push(Row::body(row(norm, Some(clause), at == 0)));
        }
    }
    table.notes = vec![vec![Inline::plain(
        "Baris: nomor baris pada naskah dokumen. Satu norma yang bunyinya berganti berdiri dalam beberapa baris; jumlah tiketnya \
         berdiri pada baris pertama.",
    )]];
    table
}

/// A clause of a norm; the tickets stand beside the first.
fn row(norm: &NormInUse, clause: Option<&Clause>, is_first: bool) -> Vec<Cell> {
    let text = |text: &dyn Fn(&Clause) -> String| {
        let text = clause.map(text).unwrap_or_default();
        if text.is_empty() {
            Cell::None
        } else {
            Cell::text_of(text)
        }
    };
    let day = |day: Option<chrono::NaiveDate>| day.map_or(Cell::None, |day| Cell::Date { day });
    let count = |count: i64| {
        if is_first {
            Cell::count(count)
        } else {
            Cell::Blank
        }
    };
    vec![
        Cell::code(&norm.norm),
        text(&|c| c.document.clone()),
        Cell::text_of(clock(&norm.clock, norm.local)),
        text(&|c| c.name.clone()),
        text(&|c| c.promise.clone()),
        text(&|c| format!("“{}”", c.words)),
        match clause {
            Some(clause) if clause.line > 0 => Cell::count(i64::from(clause.line)),
            _ => Cell::None,
        },
        day(clause.and_then(|c| c.valid_from)),
        day(clause.and_then(|c| c.valid_to)),
        text(&validity),
        count(norm.tickets),
        count(norm.decided),
        count(norm.late),
    ]
}

fn validity(clause: &Clause) -> String {
    match (clause.valid_from, clause.valid_to) {
        (None, None) => "tidak bertanggal".to_owned(),
        (Some(from), None) => format!("sejak {}", date(from)),
        (None, Some(to)) => format!("sampai {}", date(to)),
        (Some(from), Some(to)) => format!("{} s.d. {}", date(from), date(to)),
    }
}

/// Norms of the report's services that judged no ticket of the quarter: other tiers, and those of exempt tickets alone.
fn others(report: &Report) -> Table {
    let mut table = Table::new(
        "norms_of_services",
        "Norma lain dari layanan triwulan ini, yang tidak menilai tiket apa pun",
        vec![
            Column::words("service_name", "Layanan", 30),
            Column::words("norm", "Norma", 16),
            Column::words("words", "Bunyi", 50),
            Column::figures("line", "Baris dokumen").weighing(14),
        ],
    );
    table.source = String::new();
    let mut seen: BTreeSet<(&str, &str)> = BTreeSet::new();
    for norm in &report.norms {
        let words = norm.clauses.iter();
        seen.extend(words.map(|clause| (norm.norm.as_str(), clause.words.as_str())));
    }
    for service in report.services.iter().filter(|row| row.has_norm()) {
        for quote in &service.quotes {
            let words: Vec<&str> = quote.words.split_whitespace().collect();
            let words = words.join(" ");
            let known = seen
                .iter()
                .any(|(norm, told)| *norm == quote.norm && *told == words);
            if known || !seen.insert((quote.norm.as_str(), quote.words.as_str())) {
                continue;
            }
            table.rows.push(Row::body(vec![
                Cell::text_of(&service.service_name),
                Cell::code(&quote.norm),
                Cell::text_of(format!("“{words}”")),
                Cell::count(i64::from(quote.line)),
            ]));
        }
    }
    table
}
