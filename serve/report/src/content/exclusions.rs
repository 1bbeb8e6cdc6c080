//! What does not enter a rate, why, and how far it moves it.

use norma_document::{Block, Cell, Column, Inline, Level, Row, Section, Table};

use super::parts;
use crate::counts::Counts;
use crate::edition::Edition;
use crate::error::ReportError;
use crate::format::number;
use crate::model::{Exclusion, Report};
use crate::words;

pub(super) fn section(report: &Report, _edition: &Edition) -> Result<Section, ReportError> {
    let mut section = Section::new("pengecualian", "Pengecualian");
    section.blocks = vec![
        Block::lead(lead(report)),
        Block::body(
            "Yang dikecualikan, tanpa norma, tidak terukur, dan masih berjalan tidak masuk dalam pembagi persentase; jumlahnya \
             selalu dicetak di sampingnya.",
        ),
        Block::Table(effect(report)),
        Block::Table(reasons(report)),
    ];
    Ok(section)
}

fn lead(report: &Report) -> String {
    let tickets = |verdict: &str| {
        let rows = report.exclusions.iter().filter(|e| e.verdict == verdict);
        rows.map(|row| row.tickets).sum::<i64>()
    };
    let [exempt, no_norm, unmeasurable] = ["exempt", "no_norm", "unmeasurable"].map(tickets);
    if exempt + no_norm + unmeasurable == 0 {
        return "Tidak ada penilaian yang dikecualikan dari persentase.".to_owned();
    }
    format!(
        "{} penilaian dikecualikan, {} tanpa norma, dan {} tidak terukur.",
        number(exempt),
        number(no_norm),
        number(unmeasurable)
    )
}

/// The rates as they are, and between which bounds they would lie if what is not recorded were known.
fn effect(report: &Report) -> Table {
    let between = "Bila semua yang tidak terukur";
    let mut table = Table::new(
        "exclusion_effect",
        "Yang tidak masuk persentase, dan seberapa jauh persentase dapat bergeser",
        vec![
            Column::words("group", "Penilaian", 24),
            Column::figures("exempt", "Dikecualikan").under("Tidak masuk persentase"),
            Column::figures("no_norm", "Tanpa norma").under("Tidak masuk persentase"),
            Column::figures("unmeasurable", "Tidak terukur").under("Tidak masuk persentase"),
            Column::figures("running", "Berjalan").under("Tidak masuk persentase"),
            Column::figures("met", "Memenuhi").data_only(),
            Column::figures("decided", "Diputus"),
            Column::figures("rate", "Pemenuhan"),
            Column::figures("if_breached", "melampaui").under(between),
            Column::figures("if_met", "memenuhi").under(between),
        ],
    );
    "quarter_summary".clone_into(&mut table.source);
    let groups = [
        ("Permintaan layanan", report.fulfilment()),
        ("Penyelesaian gangguan", report.resolution()),
        ("Waktu tanggap", report.response()),
    ];
    let all = groups.iter().filter(|(_, counts)| counts.total() > 0);
    table.rows = all.map(|(name, counts)| bounds(name, counts)).collect();
    for row in report.clocks.iter().filter(|row| row.local) {
        let name = format!("Norma lokal: {}", words::clock(&row.clock));
        table.rows.push(bounds(&name, &row.counts));
    }
    table.notes = vec![vec![Inline::plain(
        "Kedua kolom terakhir adalah batas bawah dan batas atas: tiket yang tidak terukur dihitung seluruhnya melampaui, atau \
         seluruhnya memenuhi. Angka yang dilaporkan tetap kolom Pemenuhan.",
    )]];
    table
}

fn bounds(name: &str, counts: &Counts) -> Row {
    let (met, decided, unknown) = (counts.met, counts.decided(), counts.unmeasurable);
    Row::body(vec![
        Cell::text_of(name),
        Cell::count(counts.exempt),
        Cell::count(counts.no_norm),
        Cell::count(unknown),
        Cell::count(counts.running),
        Cell::count(met),
        Cell::count(decided),
        parts::share(met, decided),
        parts::share(met, decided + unknown),
        parts::share(met + unknown, decided + unknown),
    ])
}

fn reasons(report: &Report) -> Table {
    let mut table = Table::new(
        "exclusions",
        "Penilaian yang tidak masuk persentase, menurut sebab",
        vec![
            Column::words("verdict", "Hasil", 14).data_only(),
            Column::words("reason", "Sebab", 34),
            Column::words("exempt_by", "Disetujui oleh", 18),
            Column::words("clock", "Penilaian", 18),
            Column::figures("tickets", "Tiket"),
            Column::words("example", "Contoh", 18),
        ],
    );
    "Semua penilaian masuk persentase.".clone_into(&mut table.empty);
    let mut verdict = "";
    for row in &report.exclusions {
        if row.verdict != verdict {
            verdict = &row.verdict;
            table.rows.push(Row::group(heading(verdict), 6));
        }
        table.rows.push(Row::body(vec![
            Cell::text_of(words::verdict(&row.verdict)),
            reason(row),
            row.approved_by.as_ref().map_or(Cell::None, Cell::text_of),
            Cell::text_of(clock(&row.clock, row.local)),
            Cell::count(row.tickets),
            Cell::code(&row.example),
        ]));
    }
    let unsigned = report
        .exclusions
        .iter()
        .any(|e| e.verdict == "exempt" && e.approved_by.is_none());
    if unsigned {
        table.notes.push(vec![Inline::plain(
            "Disetujui oleh \"-\": ekspor tidak mencatat siapa yang menyetujui pengecualian itu; pembatalan oleh pengguna tidak \
             memerlukannya.",
        )]);
    }
    table
}

/// "cancelled" is the one exemption without words of its own.
fn reason(row: &Exclusion) -> Cell {
    Cell::text_of(match row.reason.as_deref() {
        None if row.verdict == "running" => "belum selesai dan belum melewati norma".to_owned(),
        Some("cancelled") => "dibatalkan".to_owned(),
        code => words::reason(code.unwrap_or_default()),
    })
}

/// A clock in words, with its mark when the norm is local.
pub(super) fn clock(code: &str, local: bool) -> String {
    let words = words::clock(code);
    if local {
        format!("{words} (norma lokal)")
    } else {
        words.to_owned()
    }
}

fn heading(verdict: &str) -> &'static str {
    match verdict {
        "exempt" => "Dikecualikan",
        "no_norm" => "Tanpa norma",
        "unmeasurable" => "Tidak terukur",
        _ => "Berjalan",
    }
}

/// A remark with a reference in it.
pub(super) fn see(before: &str, to: &str, after: &str) -> Block {
    Block::Paragraph {
        level: Level::Note,
        text: vec![
            Inline::plain(before),
            Inline::reference(to),
            Inline::plain(after),
        ],
    }
}
