//! Availability of the year and what its target leaves.

use norma_document::{Block, Cell, Column, Row, Section, Table};
use norma_rules::Zone;

use super::super::{availability as quarterly, parts};
use super::{Told, short};
use crate::error::ReportError;
use crate::format::{date_time, quarter};
use crate::model::AvailabilityRow;
use crate::words;

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
    section.blocks = quarterly::findings(all);
    section.blocks.push(Block::Table(periods(told)));
    section.parts.push(quarterly::budget(all)?);
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
    columns.extend(quarterly::period_columns("", &year));
    columns.extend([
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

fn period_row(told: &Told<'_>, row: &AvailabilityRow) -> Row {
    let nothing = row.year_to_date.is_none().then_some(if row.has_source {
        "tidak ada angka: belum ada data untuk tahun ini"
    } else {
        words::no_figure(false)
    });
    let mut cells = quarterly::named(row, nothing);
    cells.extend([1, 2, 3, 4].map(|number| {
        let report = told.year.quarter(number);
        let mut rows = report.into_iter().flat_map(|r| &r.availability.services);
        let same = rows.find(|r| r.service == row.service && r.component == row.component);
        let figures = same.and_then(|row| row.quarter);
        figures.map_or(Cell::None, |figures| {
            parts::share(figures.headline.up, figures.headline.counted())
        })
    }));
    cells.extend(quarterly::period_cells(row.year_to_date));
    cells.extend([
        row.year_to_date
            .map_or(Cell::None, |figures| Cell::count(figures.outages)),
        quarterly::span(row.year_to_date.and_then(|f| f.longest_seconds)),
    ]);
    quarterly::of_service(row, cells)
}
