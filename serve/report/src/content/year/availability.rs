//! Availability of the year and what its target leaves.

use norma_document::{Block, Cell, Column, Row, RowKind, Section, Table};
use norma_rules::Zone;

use super::super::{availability as quarterly, parts};
use super::{Told, short};
use crate::error::ReportError;
use crate::format::{date_time, quarter};
use crate::model::{AvailabilityRow, PeriodFigures};
use crate::{narrative, pictures, words};

pub(super) fn section(told: &Told<'_>) -> Result<Section, ReportError> {
    let all = &told.all;
    let mut section = Section::new("ketersediaan", "Ketersediaan layanan");
    if all.availability.services.is_empty() {
        section.blocks.push(Block::body(
            if all.frame.scope.is_empty() {
                "Belum ada layanan yang ketersediaannya dihitung: konfigurasi belum menyebut layanan dan sumbernya."
            } else {
                "Ketersediaan layanan tidak disajikan bagi sebagian tiket."
            },
        ));
        return Ok(section);
    }
    section
        .blocks
        .push(parts::lead(&narrative::availability(all)));
    if let Some(local) = narrative::local_availability(all) {
        section.blocks.push(Block::body(format!("{local}.")));
    }
    section.blocks.push(Block::Table(periods(told)));
    let title = format!("Jatah waktu tidak tersedia tahun {}", told.year.year);
    let mut budget = Section::new("jatah", title);
    budget.blocks = vec![
        parts::lead(&narrative::budget(all)),
        Block::Figure(pictures::figure("budget", all)?),
        Block::Table(quarterly::budgets(all)),
    ];
    section.parts.push(budget);
    Ok(section)
}

fn periods(told: &Told<'_>) -> Table {
    let mut columns = vec![
        Column::words("organisation", "Organisasi", 14).data_only(),
        Column::words("title", "Layanan", 30),
    ];
    columns.extend([1, 2, 3, 4].map(|number| {
        let key = format!("q{number}_availability_percent");
        Column::figures(&key, &short(number)).under("Tersedia per triwulan")
    }));
    let year = format!("Tahun {}", told.year.year);
    let column = |key: &str, title: &str| Column::figures(key, title).under(&year).weighing(11);
    columns.extend([
        column("availability_percent", "Tersedia"),
        column(
            "availability_percent_without_planned",
            "Tanpa pem. terencana",
        ),
        column("coverage_percent", "Cakupan"),
        column("up_seconds", "Detik tersedia").data_only(),
        column("down_seconds", "Detik tidak tersedia").data_only(),
        column("unknown_seconds", "Detik tanpa data").data_only(),
        column("excluded_seconds", "Detik dikeluarkan").data_only(),
        column("outages", "Gangguan"),
        column("longest_outage_seconds", "Terlama"),
        column("target", "Target"),
        Column::words("local", "Norma lokal", 8).data_only(),
    ]);
    let mut table = Table::new(
        "availability_by_year",
        "Ketersediaan per layanan dan komponen, per triwulan dan setahun",
        columns,
    );
    "availability".clone_into(&mut table.source);
    let rows = told.all.availability.services.iter();
    let rows = rows.map(|row| (row.organisation.clone(), period_row(told, row)));
    parts::grouped(&mut table, rows);
    let standing = told.year.standing();
    let until = standing.as_of.min(standing.quarter.end());
    table.notes = vec![
        parts::remark(format!(
            "Angka tahun {} dihitung dari detik sejak 1 Januari sampai {} (akhir {} atau saat data, mana yang lebih dahulu); \
             triwulan saja tidak dinilai.",
            told.year.year,
            date_time(until, Zone::Wib),
            quarter(standing.quarter)
        )),
        parts::remark(quarterly::remarks(&told.all)[0].clone()),
    ];
    table
}

const fn share(part: i64, whole: i64) -> Cell {
    Cell::Rate {
        part,
        whole,
        interval: false,
    }
}

fn period_row(told: &Told<'_>, row: &AvailabilityRow) -> Row {
    let target = row.target.as_ref();
    let mut remarks = Vec::new();
    if row.year_to_date.is_none() {
        remarks.push(if row.has_source {
            "tidak ada angka: belum ada data untuk tahun ini"
        } else {
            words::no_figure(false)
        });
    }
    if target.is_some_and(|target| target.local) {
        remarks.push("target: norma lokal");
    }
    let mut cells = vec![
        Cell::text_of(&row.organisation),
        Cell::label(&row.title, remarks.join("; ")),
    ];
    cells.extend([1, 2, 3, 4].map(|number| {
        let report = told.year.quarter(number);
        let mut rows = report.into_iter().flat_map(|r| &r.availability.services);
        let same = rows.find(|r| r.service == row.service && r.component == row.component);
        let figures = same.and_then(|row| row.quarter);
        figures.map_or(Cell::None, |f| share(f.headline.up, f.headline.counted()))
    }));
    cells.extend(year_cells(row.year_to_date));
    cells.extend([
        quarterly::target_cell(target),
        target.map_or(Cell::None, |target| parts::yes_no(target.local)),
    ]);
    Row {
        kind: if row.component.is_some() {
            RowKind::Part
        } else {
            RowKind::Body
        },
        cells,
    }
}

fn year_cells(figures: Option<PeriodFigures>) -> [Cell; 9] {
    let Some(figures) = figures else {
        return std::array::from_fn(|_| Cell::None);
    };
    let (whole, other) = (&figures.headline, &figures.without_planned);
    [
        share(whole.up, whole.counted()),
        share(other.up, other.counted()),
        share(whole.known, whole.counted() + whole.unknown),
        Cell::count(whole.up),
        Cell::count(whole.down),
        Cell::count(whole.unknown),
        Cell::count(whole.excluded),
        Cell::count(figures.outages),
        quarterly::span(figures.longest_seconds),
    ]
}
