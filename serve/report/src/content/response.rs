//! First responses by channel.

use norma_document::{Block, Cell, Column, Row, Section, Table};

use super::parts;
use crate::edition::{Edition, Limit};
use crate::error::ReportError;
use crate::model::{ChannelRow, Report};
use crate::{narrative, words};

const TABLE: &str = "response_by_channel";

pub(super) fn section(report: &Report, edition: &Edition) -> Result<Section, ReportError> {
    let mut section = Section::new("tanggap", "Waktu tanggap per kanal");
    let figure = parts::rates("response", report, TABLE, "channel")?;
    section.blocks = vec![
        parts::lead(&narrative::response(report)),
        Block::Figure(figure),
        Block::Table(table(report, edition.targets.response.as_ref())),
    ];
    Ok(section)
}

fn table(report: &Report, limit: Option<&Limit>) -> Table {
    let mut columns = vec![
        Column::words("organisation", "Organisasi", 14).data_only(),
        Column::words("local", "Norma lokal", 8).data_only(),
        Column::words("channel", "Kanal", 18),
    ];
    columns.extend(parts::judged_columns(limit));
    let mut table = Table::new(TABLE, "Waktu tanggap per kanal", columns);
    "Tidak ada tiket pada triwulan ini.".clone_into(&mut table.empty);
    let rows = report.channels.iter().map(|row| {
        let heading = parts::heading(&row.organisation, row.local);
        (heading, cells(row, limit))
    });
    parts::grouped(&mut table, rows);
    table.notes = vec![parts::remark(parts::HOW_MEASURED)];
    table
}

fn cells(row: &ChannelRow, limit: Option<&Limit>) -> Row {
    let channel = row.channel.as_deref();
    let mut cells = vec![
        Cell::text_of(&row.organisation),
        parts::yes_no(row.local),
        Cell::text_of(channel.map_or("Kanal tidak tercatat", words::channel)),
    ];
    cells.extend(parts::verdict_cells(&row.counts, limit, row.local));
    cells.extend(parts::time_cells(
        (row.allowance_least, &row.limit_least),
        (row.allowance_most, &row.limit_most),
        &row.times,
    ));
    Row::body(cells)
}
