//! Every breach with its ledger.

use std::fmt::Write as _;

use norma_document::{Block, Callout, Cell, Column, Inline, Level, Row, RowKind, Section, Table};

use super::exclusions::clock;
use crate::annex::LEDGER_LIMIT;
use crate::edition::Edition;
use crate::error::ReportError;
use crate::format::{DayLength, exact_duration, number};
use crate::model::{Breach, Ledger, LedgerStretch, Ledgers, Report};
use crate::words;

pub(super) fn section(report: &Report, _edition: &Edition) -> Result<Section, ReportError> {
    let mut section = Section::new("buku-tiket", "Pelanggaran satu per satu");
    section.appendix = true;
    section.new_page = true;
    let mut list = Section::new("buku-tiket-daftar", "Semua pelanggaran");
    list.blocks.push(Block::Table(breaches(report)));
    let mut ledgers = Section::new("buku-tiket-waktu", "Perhitungan waktu tiap pelanggaran");
    match &report.ledgers {
        None => ledgers.blocks.push(Block::Paragraph {
            level: Level::Body,
            text: vec![
                Inline::plain("Perhitungan waktu sebuah tiket ditampilkan oleh "),
                Inline::code("norma explain TIKET"),
                Inline::plain("."),
            ],
        }),
        Some(of_report) => {
            ledgers.blocks.extend(left_out(report, of_report));
            ledgers.blocks.push(Block::Table(table(report, of_report)));
        }
    }
    section.parts = vec![list, ledgers];
    Ok(section)
}

/// What the limit left out is told, and where it is.
fn left_out(report: &Report, ledgers: &Ledgers) -> Option<Block> {
    let left = report.breaches.len().saturating_sub(ledgers.ledgers.len());
    (left > 0).then(|| Block::Callout {
        kind: Callout::Info,
        text: vec![
            Inline::plain(format!(
                "Perhitungan waktu {} pelanggaran yang paling jauh melampaui norma berdiri di bawah ini. Perhitungan {} \
                 pelanggaran lain ditampilkan oleh ",
                number(ledgers.ledgers.len() as i64),
                number(left as i64)
            )),
            Inline::code("norma explain TIKET"),
            Inline::plain("; tiketnya ada pada "),
            Inline::reference("all_breaches"),
            Inline::plain(" dalam berkas Excel dan CSV."),
        ],
    })
}

fn breaches(report: &Report) -> Table {
    let mut table = Table::new(
        "all_breaches",
        "Setiap penilaian yang melampaui norma, yang terjauh lebih dahulu",
        vec![
            Column::words("ticket_id", "Tiket", 18),
            Column::words("source", "Sumber", 14).data_only(),
            Column::words("organisation", "Organisasi", 14).data_only(),
            Column::words("service_name", "Layanan", 26),
            Column::words("clock", "Penilaian", 18),
            Column::words("priority", "Prioritas", 8).data_only(),
            Column::words("norm", "Norma", 16),
            Column::figures("allowance_seconds", "Batas").weighing(14),
            Column::figures("elapsed_seconds", "Terpakai").weighing(14),
            Column::figures("exceeded_seconds", "Kelebihan").weighing(14),
            Column::words("due_at", "Jatuh tempo", 18),
            Column::words("finished_at", "Selesai", 18),
            Column::words("verdict", "Hasil", 16).data_only(),
        ],
    );
    "Tidak ada pelanggaran pada triwulan ini.".clone_into(&mut table.empty);
    "breaches".clone_into(&mut table.source);
    table.rows = report.breaches.iter().map(breach).collect();
    table.at_most(LEDGER_LIMIT)
}

fn breach(breach: &Breach) -> Row {
    let calendar = breach.calendar.as_deref();
    let optional = |text: Option<&String>| text.map_or(Cell::None, Cell::text_of);
    let clock = match &breach.priority {
        Some(priority) => format!("{} {priority}", clock(&breach.clock, breach.local)),
        None => clock(&breach.clock, breach.local),
    };
    Row::body(vec![
        Cell::label(
            &breach.ticket_id,
            format!("{} · {}", breach.source, breach.organisation),
        ),
        Cell::text_of(&breach.source),
        Cell::text_of(&breach.organisation),
        optional(breach.service_name.as_ref()),
        Cell::text_of(clock),
        optional(breach.priority.as_ref()),
        breach.norm.as_ref().map_or(Cell::None, Cell::code),
        breach
            .allowance
            .map_or(Cell::None, |seconds| Cell::Allowance {
                seconds,
                words: breach.limit.clone(),
            }),
        Cell::duration(breach.elapsed, calendar),
        Cell::duration(breach.exceeded, calendar),
        Cell::instant(breach.due_at),
        Cell::instant(breach.finished_at),
        Cell::text_of(words::verdict(&breach.verdict)),
    ])
}

const COLUMNS: usize = 9;

/// Stretches of time, those of a breach below its heading, and their sum: the elapsed figure.
fn table(report: &Report, ledgers: &Ledgers) -> Table {
    let mut table = Table::new(
        "breach_ledgers",
        "Perhitungan waktu tiap pelanggaran: detik yang dihitung berjumlah waktu terpakai",
        vec![
            Column::words("source", "Sumber", 14).data_only(),
            Column::words("ticket_id", "Tiket", 14).data_only(),
            Column::words("clock", "Penilaian", 14).data_only(),
            Column::words("from", "Dari", 27),
            Column::words("to", "Sampai", 25),
            Column::words("state", "Keadaan", 20),
            Column::words("rule", "Kalender atau aturan", 21),
            Column::figures("event_record", "Rekaman").weighing(9),
            Column::figures("counted_seconds", "Detik dihitung").weighing(13),
        ],
    );
    "Tidak ada pelanggaran pada triwulan ini.".clone_into(&mut table.empty);
    "breaches".clone_into(&mut table.source);
    for ledger in &ledgers.ledgers {
        let of = |breach: &&Breach| {
            (&breach.source, &breach.ticket_id, &breach.clock)
                == (&ledger.source, &ledger.ticket_id, &ledger.clock)
        };
        let breach = report.breaches.iter().find(of);
        table
            .rows
            .push(Row::group(heading(ledger, breach), COLUMNS));
        let calendar = breach.and_then(|breach| breach.calendar.as_deref());
        let stretches = holidays_together(&ledger.segments);
        table
            .rows
            .extend(stretches.iter().map(|s| stretch(ledger, s)));
        let Some(elapsed) = ledger.elapsed else {
            continue;
        };
        let day = DayLength::of_calendar(calendar);
        let mut sum = named(ledger);
        sum.extend([
            Cell::Blank,
            Cell::Blank,
            Cell::text_of("waktu terpakai"),
            Cell::text_of(exact_duration(elapsed, day)),
            Cell::Blank,
            Cell::count(elapsed),
        ]);
        table.rows.push(Row::total(sum));
    }
    table.notes = vec![
        vec![Inline::plain(
            "Jam buka dan jam tutup satu kalender yang berurutan, dan hari libur yang berurutan, berdiri dalam satu baris; yang dihitung hanya jam bukanya. Jam dalam WIB.",
        )],
        vec![
            Inline::plain("Setiap potongan waktu dengan rekaman ekspornya ditampilkan oleh "),
            Inline::code("norma explain TIKET"),
            Inline::plain(". Rekaman \"-\": rekaman tiket itu sendiri."),
        ],
    ];
    table
}

/// Days off that follow each other on one line: none of their seconds counts.
fn holidays_together(stretches: &[LedgerStretch]) -> Vec<LedgerStretch> {
    let mut out: Vec<LedgerStretch> = Vec::with_capacity(stretches.len());
    for stretch in stretches {
        match out.last_mut() {
            Some(last)
                if last.kind == "holiday"
                    && stretch.kind == "holiday"
                    && last.to == stretch.from
                    && last.record == stretch.record =>
            {
                last.to = stretch.to;
                last.seconds += stretch.seconds;
            }
            _ => out.push(stretch.clone()),
        }
    }
    out
}

fn named(ledger: &Ledger) -> Vec<Cell> {
    vec![
        Cell::text_of(&ledger.source),
        Cell::code(&ledger.ticket_id),
        Cell::text_of(words::clock(&ledger.clock)),
    ]
}

fn heading(ledger: &Ledger, breach: Option<&Breach>) -> String {
    let mut text = format!("{} ({})", ledger.ticket_id, ledger.source);
    if let Some(breach) = breach {
        let norm = breach.norm.as_deref().unwrap_or("-");
        let _ = write!(
            text,
            " · {} · {norm} · batas {}",
            clock(&breach.clock, breach.local),
            breach.limit
        );
        let day = DayLength::of_calendar(breach.calendar.as_deref());
        if let Some(exceeded) = breach.exceeded {
            let _ = write!(text, " · melampaui {}", exact_duration(exceeded, day));
        }
    }
    if ledger.segments.is_empty() {
        text += " · tanpa waktu terpakai: selesai dibandingkan dengan batas sebelum kegiatan";
    }
    format!("{text} · rekaman {}", number(ledger.record))
}

fn stretch(ledger: &Ledger, stretch: &LedgerStretch) -> Row {
    let mut cells = named(ledger);
    cells.extend([
        Cell::instant(Some(stretch.from)),
        Cell::instant(Some(stretch.to)),
        Cell::text_of(state(&stretch.kind)),
        Cell::text_of(rule(stretch)),
        stretch.record.map_or(Cell::None, Cell::count),
        Cell::count(stretch.seconds),
    ]);
    Row {
        kind: RowKind::Part,
        cells,
    }
}

pub(super) fn state(kind: &str) -> &str {
    match kind {
        "open" => "berjalan",
        "closed" => "selesai, lalu dibuka kembali",
        "on_hold" => "dihentikan",
        "out_of_hours" => "di luar jam kerja",
        "holiday" => "hari libur",
        "not_covered" => "di luar kalender",
        other => other,
    }
}

pub(super) fn rule(stretch: &LedgerStretch) -> String {
    match stretch.kind.as_str() {
        "open" | "out_of_hours" => words::calendar(&stretch.rule).to_owned(),
        // The names of days off come in the language of their source; their dates say enough.
        "holiday" => "libur nasional atau cuti bersama".to_owned(),
        "not_covered" => format!("kalender kerja belum mencakup tahun {}", stretch.rule),
        _ => stretch.rule.clone(),
    }
}
