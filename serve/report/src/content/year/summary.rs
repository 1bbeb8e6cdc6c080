//! The year on one page.

use norma_document::{Block, Callout, Cell, Column, Row, Section, Table, Tile};
use norma_rules::Zone;

use super::super::{parts, summary as quarterly};
use super::{Told, columns, short};
use crate::counts::Counts;
use crate::format::{date_time, number};
use crate::model::{self, ClockRow, Report};
use crate::year::ByQuarter;
use crate::{narrative, notes, words};

pub(super) fn section(told: &Told<'_>) -> Section {
    let (all, edition) = (&told.all, told.edition);
    let mut section = Section::new("ringkasan", "Ringkasan eksekutif");
    section.new_page = true;
    let blocks = &mut section.blocks;
    blocks.extend(warnings(told));
    let groups = quarterly::current(all, edition);
    match &edition.notes.summary {
        Some(written) => blocks.extend(notes::blocks(written)),
        None => blocks.push(Block::lead(quarterly::verdict(&groups))),
    }
    let mut tiles: Vec<Tile> = groups.iter().map(quarterly::tile).collect();
    tiles.extend(quarterly::availability(all));
    blocks.extend([
        Block::Tiles { tiles },
        Block::Table(totals(told)),
        Block::body(sentences(told).join(" ")),
    ]);
    blocks.extend(quarterly::unaccepted(edition));
    blocks.push(quarterly::how_counted());
    section
}

/// What must be known before any figure is read.
fn warnings(told: &Told<'_>) -> Vec<Block> {
    let partial = told.year.is_partial().then(|| {
        let rest = format!(
            " Tahun {} belum berakhir pada saat data ({}); angka masih dapat berubah.",
            told.year.year,
            date_time(told.all.as_of, Zone::Wib)
        );
        quarterly::callout(Callout::Warning, "Angka sementara.", &rest)
    });
    let narrowed = quarterly::narrowed(&told.all);
    partial.into_iter().chain(narrowed).collect()
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
