//! The year on one page.

use norma_document::{Block, Callout, Cell, Column, Inline, Row, Section, Table, Tile};
use norma_rules::Zone;

use super::super::summary::{self as quarterly, Group};
use super::super::{cover, parts};
use super::{Told, columns, short};
use crate::counts::Counts;
use crate::format::{date_time, number, target};
use crate::model::{self, ClockRow, Report};
use crate::year::ByQuarter;
use crate::{narrative, notes, words};

pub(super) fn section(told: &Told<'_>) -> Section {
    let (all, edition) = (&told.all, told.edition);
    let mut section = Section::new("ringkasan", "Ringkasan eksekutif");
    section.new_page = true;
    let blocks = &mut section.blocks;
    blocks.extend(warnings(told));
    let groups = groups(told);
    match &edition.notes.summary {
        Some(written) => blocks.extend(notes::blocks(written)),
        None => blocks.push(Block::lead(quarterly::verdict(&groups))),
    }
    let mut tiles: Vec<Tile> = groups.iter().map(tile).collect();
    tiles.extend(quarterly::availability(all));
    blocks.extend([
        Block::Tiles { tiles },
        Block::Table(totals(told)),
        Block::body(sentences(told).join(" ")),
    ]);
    if !edition.notes.summary_accepted {
        blocks.push(Block::Callout {
            kind: Callout::Draft,
            text: vec![Inline::plain(if edition.notes.summary.is_some() {
                "Ringkasan tertulis di atas belum disetujui oleh penanggung jawab, dan kalimat lainnya disusun otomatis dari angka \
                 laporan."
            } else {
                "Kalimat ringkasan ini disusun otomatis dari angka laporan dan belum disetujui oleh penanggung jawab."
            })],
        });
    }
    blocks.push(Block::note(
        "Pemenuhan = memenuhi / (memenuhi + melampaui + lewat norma dan belum selesai), dipotong pada dua desimal. Norma \
         lokal tidak termasuk dalam angka utama.",
    ));
    section
}

/// What must be known before any figure is read.
fn warnings(told: &Told<'_>) -> Vec<Block> {
    let callout = |kind, first: &str, rest: String| Block::Callout {
        kind,
        text: vec![Inline::strong(first), Inline::plain(rest)],
    };
    let mut blocks = Vec::new();
    if told.year.is_partial() {
        blocks.push(callout(
            Callout::Warning,
            "Angka sementara.",
            format!(
                " Tahun {} belum berakhir pada saat data ({}); angka masih dapat berubah.",
                told.year.year,
                date_time(told.all.as_of, Zone::Wib)
            ),
        ));
    }
    if let Some(scope) = cover::scope(&told.all) {
        blocks.push(callout(
            Callout::Info,
            "Laporan sebagian.",
            format!(
                " Hanya tiket dari {scope} yang dihitung. Ketersediaan layanan tidak disajikan, karena sebagian tiket tidak \
                 menunjukkan apakah layanan tersedia."
            ),
        ));
    }
    blocks
}

fn groups<'a>(told: &Told<'a>) -> [Group<'a>; 3] {
    let targets = &told.edition.targets;
    let group = |name, now, limit| Group {
        name,
        now,
        before: Counts::default(),
        year_ago: Counts::default(),
        limit,
    };
    [
        group(
            "Pemenuhan norma waktu layanan",
            told.all.fulfilment(),
            targets.fulfilment.as_ref(),
        ),
        group(
            "Penyelesaian gangguan",
            told.all.resolution(),
            targets.resolution.as_ref(),
        ),
        group(
            "Waktu tanggap",
            told.all.response(),
            targets.response.as_ref(),
        ),
    ]
}

fn tile(group: &Group<'_>) -> Tile {
    let (met, decided) = (group.now.met, group.now.decided());
    let goal = group.limit.map_or_else(
        || "tanpa target".to_owned(),
        |limit| format!("target {}", target(limit.target)),
    );
    Tile {
        name: group.name.to_owned(),
        figure: Cell::rate(met, decided),
        status: group.limit.map(|_| group.status()),
        under: vec![
            goal,
            format!("{} dari {} tiket diputus", number(met), number(decided)),
        ],
    }
}

/// The three groups by quarter; what local overlays adopted below, by clock.
fn totals(told: &Told<'_>) -> Table {
    let mut columns = vec![Column::words("group", "Penilaian", 26)];
    columns.extend(columns::columns(told, None));
    let mut table = Table::new("year_totals", "Penilaian per triwulan dan setahun", columns);
    "quarter_summary".clone_into(&mut table.source);
    let by_quarter = |pick: &dyn Fn(&[ClockRow]) -> Counts| -> ByQuarter<Counts> {
        [1, 2, 3, 4].map(|number| {
            let report = told.year.quarter(number);
            report.map(|report| pick(&report.clocks))
        })
    };
    let mut push = |name: String, counts: &ByQuarter<Counts>, local: bool| {
        let mut cells = vec![Cell::text_of(name)];
        cells.extend(columns::cells(counts, None, local));
        table.rows.push(Row::body(cells));
    };
    push(
        "Permintaan layanan".to_owned(),
        &by_quarter(&model::fulfilment),
        false,
    );
    push(
        "Penyelesaian gangguan".to_owned(),
        &by_quarter(&model::resolution),
        false,
    );
    push(
        "Waktu tanggap".to_owned(),
        &by_quarter(&model::response),
        false,
    );
    let key = |row: &ClockRow| (row.clock.clone(), row.counts);
    let local = told.year.added(|report: &Report| {
        let rows = report.clocks.iter().filter(|row| row.local);
        rows.map(key).collect()
    });
    for row in local {
        let name = format!("Norma lokal: {}", words::clock(&row.key));
        push(name, &row.quarters, true);
    }
    table.notes = vec![parts::remark(columns::HOW_COUNTED)];
    table
}

/// The findings of the year, sentence by sentence.
fn sentences(told: &Told<'_>) -> Vec<String> {
    let all = &told.all;
    let mut sentences = vec![format!(
        "Pada tahun {}{}:",
        told.year.year,
        if told.year.is_partial() {
            " sampai saat data"
        } else {
            ""
        }
    )];
    sentences.extend(
        [
            narrative::fulfilment(all),
            narrative::resolution(all),
            narrative::response(all),
        ]
        .map(|finding| format!("{finding}.")),
    );
    if !all.availability.services.is_empty() {
        sentences.push(format!("{}.", narrative::availability(all)));
        sentences.extend(narrative::local_availability(all).map(|words| format!("{words}.")));
    }
    let counts = all.fulfilment().plus(all.resolution()).plus(all.response());
    if counts.unmeasurable > 0 {
        sentences.push(format!(
            "{} penilaian tidak terukur karena datanya tidak tercatat; tidak masuk dalam persentase mana pun.",
            number(counts.unmeasurable)
        ));
    }
    if counts.overdue > 0 {
        sentences.push(format!(
            "{} penilaian sudah lewat norma sedangkan tiketnya belum selesai pada saat data.",
            number(counts.overdue)
        ));
    }
    if all
        .clocks
        .iter()
        .any(|row| row.local && row.counts.decided() > 0)
    {
        sentences.push(
            "Penilaian dengan norma lokal disajikan terpisah dan tidak termasuk dalam kalimat tentang tiket di atas.".to_owned(),
        );
    }
    let begun: Vec<String> = told
        .year
        .quarters()
        .map(|report| short(report.quarter.number()))
        .collect();
    sentences.push(format!(
        "Angka ini adalah jumlah tiket {}.",
        begun.join(", ")
    ));
    sentences
}
