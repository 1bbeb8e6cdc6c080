//! How much of its allowance each ticket used.

use norma_document::{Block, Cell, Column, Figure, Row, Section, Table};
use norma_queries::Params;

use super::Asked;
use crate::build::Reader;
use crate::charts::{Caption, Distribution, ecdf};
use crate::error::ReportError;
use crate::format::period;
use crate::words;

/// Parts of a norm in which the chart counts; the model counts in hundredths.
const PARTS: i64 = 100;

/// The tickets of one clock, under norms of the documents; `None` when none finished.
pub(super) async fn section(
    asked: &Asked<'_>,
    clock: &str,
) -> Result<Option<Section>, ReportError> {
    let reader = Reader::new(asked.seen, Params::period(asked.period));
    let rows = reader.rows("elapsed_shares", |row| {
        let is_asked = row.text("clock")? == clock && !row.flag("local")?;
        let share = (row.int("share_percent")?, row.int("tickets")?);
        Ok(is_asked.then_some(share))
    });
    let shares: Vec<(i64, i64)> = rows.await?.into_iter().flatten().collect();
    let mut up_to = 0;
    let steps = shares.iter().map(|(share, tickets)| {
        up_to += tickets;
        (share * PARTS, up_to)
    });
    let Some(tickets) = Distribution::new(steps.collect()).filter(|all| all.total() > 0) else {
        return Ok(None);
    };
    let name = words::clock(clock);
    let caption = Caption {
        id: format!("terpakai-{}", clock.replace('_', "-")),
        title: tickets.finding(),
        subtitle: format!(
            "Waktu terpakai dibagi norma, {name}, tiket yang selesai; skala logaritmik. {}.",
            period(asked.period)
        ),
        description: format!(
            "Distribusi kumulatif waktu terpakai dibagi norma untuk {name}: {}.",
            tickets.finding()
        ),
        is_titled: false,
    };
    let svg = ecdf(&caption, &tickets)?;
    let mut section = Section::new("terpakai", "Seberapa jauh dari norma");
    section.blocks.push(Block::Figure(Figure {
        name: format!("chart_shares_{clock}"),
        caption: caption.title,
        alt: caption.description,
        svg,
        data: Some(table(&shares)),
        chart: None,
    }));
    Ok(Some(section))
}

/// What is drawn.
fn table(shares: &[(i64, i64)]) -> Table {
    let mut table = Table::new(
        "elapsed_shares",
        "Tiket menurut bagian norma yang terpakai",
        vec![
            Column::figures("share_percent", "Sampai dengan persen norma"),
            Column::figures("tickets", "Tiket"),
        ],
    );
    table.rows = shares
        .iter()
        .map(|(share, tickets)| Row::body(vec![Cell::count(*share), Cell::count(*tickets)]))
        .collect();
    table
}
