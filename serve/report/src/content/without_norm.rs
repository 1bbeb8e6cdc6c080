//! Services without a norm: volumes and times, no verdict.

use norma_document::{Block, Cell, Column, Inline, Level, Row, Section, Table};

use super::parts;
use crate::edition::Edition;
use crate::error::ReportError;
use crate::model::{PriorityRow, Report, ServiceRow};

// As every chapter.
#[allow(clippy::unnecessary_wraps)]
pub(super) fn section(report: &Report, _edition: &Edition) -> Result<Section, ReportError> {
    let mut section = Section::new("tanpa-norma", "Layanan tanpa norma");
    section.blocks = vec![
        Block::Paragraph {
            level: Level::Body,
            text: vec![
                Inline::plain(
                    "Untuk layanan berikut tidak ada norma yang diterbitkan atau nama layanannya belum dipetakan. Jumlah dan waktunya dicetak sebagai ",
                ),
                Inline::strong("pembanding, bukan komitmen"),
                Inline::plain(
                    "; tidak ada yang dinilai. Norma yang diadopsi oleh konfigurasi setempat ditandai “norma lokal” pada tabel lain. Waktu tanggapnya ada di ",
                ),
                Inline::reference("response_by_channel"),
                Inline::plain(" dan ketersediaannya di "),
                Inline::reference("ketersediaan"),
                Inline::plain("."),
            ],
        },
        Block::Table(services(report)),
        Block::Table(incidents(report)),
    ];
    Ok(section)
}

fn services(report: &Report) -> Table {
    let mut columns = vec![
        Column::words("organisation", "Organisasi", 14).data_only(),
        Column::words("service_name", "Layanan", 44),
        Column::words("norm_path", "Kode norma", 12).data_only(),
        Column::figures("tickets", "Tiket").weighing(12),
        Column::figures("exempt", "Dikecualikan").weighing(13),
    ];
    columns.extend(parts::taken_columns());
    let mut table = Table::new(
        "services_without_norm",
        "Permintaan tanpa norma (pembanding, bukan komitmen)",
        columns,
    );
    "fulfilment_by_service".clone_into(&mut table.source);
    "Semua layanan pada triwulan ini mempunyai norma.".clone_into(&mut table.empty);
    let rows = report.services.iter().filter(|row| !row.has_norm());
    let cells = |row: &ServiceRow| {
        let path = row.norm_path.as_deref();
        let mut cells = vec![
            Cell::text_of(&row.organisation),
            Cell::label(&row.service_name, path.unwrap_or("belum dipetakan")),
            parts::code_or_none(path),
            Cell::count(row.counts.total()),
            Cell::count(row.counts.exempt),
        ];
        cells.extend(parts::taken_cells(&row.times));
        (row.organisation.clone(), Row::body(cells))
    };
    parts::grouped(&mut table, rows.map(cells));
    table
}

fn incidents(report: &Report) -> Table {
    let mut columns = vec![
        Column::words("organisation", "Organisasi", 14).data_only(),
        Column::words("priority", "Prioritas", 28),
        Column::figures("tickets", "Tiket").weighing(12),
        Column::figures("exempt", "Dikecualikan").weighing(13),
    ];
    columns.extend(parts::taken_columns());
    columns.push(
        Column::figures("comparison", "Tabel 2 dokumen 001")
            .under("Pembanding")
            .weighing(16),
    );
    let mut table = Table::new(
        "incidents_without_norm",
        "Gangguan tanpa norma (pembanding, bukan komitmen)",
        columns,
    );
    "resolution_by_priority".clone_into(&mut table.source);
    "Semua gangguan pada triwulan ini mempunyai norma.".clone_into(&mut table.empty);
    let rows = report.priorities.iter();
    let rows =
        rows.filter(|row| row.counts.total() > 0 && row.counts.no_norm == row.counts.total());
    let cells = |row: &PriorityRow| {
        let priority = row.priority.as_deref();
        let mut cells = vec![
            Cell::text_of(&row.organisation),
            Cell::text_of(priority.unwrap_or("Prioritas tidak tercatat")),
            Cell::count(row.counts.total()),
            Cell::count(row.counts.exempt),
        ];
        cells.extend(parts::taken_cells(&row.times));
        cells.push(match row.comparison.as_str() {
            "-" => Cell::None,
            words => Cell::text_of(words),
        });
        (row.organisation.clone(), Row::body(cells))
    };
    parts::grouped(&mut table, rows.map(cells));
    table
}
