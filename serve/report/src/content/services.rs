//! Requests and changes by service.

use norma_document::{Block, Cell, Column, Inline, Level, Row, Section, Table};

use super::parts;
use crate::edition::{Edition, Limit};
use crate::error::ReportError;
use crate::model::{Report, ServiceRow};
use crate::{narrative, words};

const TABLE: &str = "fulfilment_by_service";
/// Norms and times of services are too long for upright paper: the table turns it.
const TIME: u32 = 18;

pub(super) fn section(report: &Report, edition: &Edition) -> Result<Section, ReportError> {
    let mut section = Section::new("layanan", "Pemenuhan norma waktu per layanan");
    let figure = parts::rates("fulfilment", report, TABLE, "service_name")?;
    section.blocks = vec![
        parts::lead(&narrative::fulfilment(report)),
        Block::Paragraph {
            level: Level::Body,
            text: vec![
                Inline::plain(
                    "Permintaan dan perubahan, dinilai pada norma layanannya. Cara satu tiket masuk dalam satu triwulan ada di ",
                ),
                Inline::reference("definisi"),
                Inline::plain("; layanan tanpa norma ada di "),
                Inline::reference("tanpa-norma"),
                Inline::plain("."),
            ],
        },
    ];
    let counts = with_norm(report).filter(|row| !row.local);
    if let Some(few) = narrative::few_decided(counts.map(|row| &row.counts), "layanan") {
        section.blocks.push(Block::body(few));
    }
    section.blocks.extend([
        Block::Figure(figure),
        Block::Table(table(report, edition.targets.fulfilment.as_ref())),
    ]);
    Ok(section)
}

/// Every service, one without a norm too.
pub(super) fn every(report: &Report, limit: Option<&Limit>) -> Table {
    of(report.services.iter(), limit)
}

fn with_norm(report: &Report) -> impl Iterator<Item = &ServiceRow> {
    report.services.iter().filter(|row| row.has_norm())
}

fn table(report: &Report, limit: Option<&Limit>) -> Table {
    of(with_norm(report), limit)
}

fn of<'a>(rows: impl Iterator<Item = &'a ServiceRow>, limit: Option<&Limit>) -> Table {
    let mut columns = vec![
        Column::words("organisation", "Organisasi", 14).data_only(),
        Column::words("service_name", "Layanan dan norma", 24),
        Column::words("norm_path", "Kode norma", 12).data_only(),
        Column::words("clock", "Jenis waktu", 14).data_only(),
        Column::words("local", "Norma lokal", 8).data_only(),
    ];
    columns.extend(parts::judged_columns(limit));
    for column in &mut columns {
        if column.group == parts::TIMES && !column.data_only {
            column.weight = TIME;
        }
    }
    let mut table = Table::new(TABLE, "Pemenuhan norma waktu per layanan", columns);
    "Tidak ada permintaan dengan norma waktu pada triwulan ini.".clone_into(&mut table.empty);
    let rows = rows.map(|row| (row.organisation.clone(), cells(row, limit)));
    parts::grouped(&mut table, rows);
    table.notes = vec![parts::remark(parts::HOW_MEASURED)];
    table
}

fn cells(row: &ServiceRow, limit: Option<&Limit>) -> Row {
    let mut detail = vec![row.norm_path.as_deref().unwrap_or("belum dipetakan")];
    if row.clock != "fulfilment" {
        detail.push(words::clock(&row.clock));
    }
    if row.local {
        detail.push(parts::LOCAL);
    }
    let mut cells = vec![
        Cell::text_of(&row.organisation),
        Cell::label(&row.service_name, detail.join(" · ")),
        parts::code_or_none(row.norm_path.as_deref()),
        Cell::text_of(words::clock(&row.clock)),
        parts::yes_no(row.local),
    ];
    cells.extend(parts::verdict_cells(&row.counts, limit, row.local));
    cells.extend(parts::time_cells(
        (row.allowance_least, &row.limit_least),
        (row.allowance_most, &row.limit_most),
        &row.times,
    ));
    Row::body(cells)
}
