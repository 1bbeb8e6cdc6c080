//! Open tickets whose allowance is nearly used up.

use norma_document::{Block, Cell, Column, Row, Section, Table};
use norma_queries::Params;

use super::super::parts;
use super::Asked;
use crate::build::Reader;
use crate::error::ReportError;
use crate::format::{DayLength, duration, number};
use crate::model::DueSoon;
use crate::promise::limit;
use crate::words;

/// Clocks that still run with at most [`Asked::soon_seconds`] left.
pub(super) async fn section(asked: &Asked<'_>) -> Result<Section, ReportError> {
    let rows = rows(asked).await?;
    let within = asked.soon_seconds;
    let soon: Vec<&DueSoon> = rows.iter().filter(|row| row.remaining <= within).collect();
    let mut section = Section::new("segera", "Segera melewati norma");
    let day = DayLength::of_calendar(Some("office"));
    section.blocks.push(Block::lead(format!(
        "{} dari {} penilaian yang berjalan habis waktunya dalam {} ke depan menurut kalender normanya.",
        number(soon.len() as i64),
        number(rows.len() as i64),
        duration(within, day)
    )));
    section.blocks.push(Block::Table(table(&soon, asked.fetch)));
    Ok(section)
}

/// The running clocks of the reader's choice, those with the least left first.
pub(super) async fn rows(asked: &Asked<'_>) -> Result<Vec<DueSoon>, ReportError> {
    let catalogue = &asked.any.rulebook().catalogue;
    let reader = Reader::new(asked.any, Params::none());
    let rows = reader.rows("due_soon", |row| {
        let norm = row.text_or_none("norm")?;
        let calendar = row.text_or_none("calendar")?;
        let allowance = row.int("allowance_seconds")?;
        Ok(DueSoon {
            limit: limit(
                catalogue,
                norm.as_deref(),
                Some(allowance),
                calendar.as_deref(),
            ),
            source: row.text("source")?,
            ticket_id: row.text("ticket_id")?,
            clock: row.text("clock")?,
            organisation: row.text("organisation")?,
            service_name: row.text_or_none("service_name")?,
            team: row.text_or_none("team")?,
            priority: row.text_or_none("priority")?,
            norm,
            calendar,
            due_at: row.instant("due_at")?,
            allowance,
            remaining: row.int("remaining_seconds")?,
        })
    });
    rows.await
}

/// The first `most` of them; a note counts the others.
pub(super) fn table(rows: &[&DueSoon], most: usize) -> Table {
    let columns = vec![
        Column::words("source", "Sumber", 12).data_only(),
        Column::words("ticket_id", "Tiket", 18),
        Column::words("service_name", "Layanan", 30),
        Column::words("clock", "Jenis waktu", 16),
        Column::words("team", "Tim", 14),
        Column::figures("allowance_seconds", "Batas").weighing(14),
        Column::figures("remaining_seconds", "Sisa").weighing(14),
        Column::figures("due_at", "Jatuh tempo").weighing(18),
    ];
    let mut table = Table::new(
        "due_soon",
        "Tiket terbuka, sisa waktu tersedikit dahulu",
        columns,
    );
    "Tidak ada tiket yang segera melewati norma.".clone_into(&mut table.empty);
    table.rows = rows
        .iter()
        .take(most)
        .map(|row| {
            let calendar = row.calendar.as_deref();
            Row::body(vec![
                Cell::text_of(&row.source),
                Cell::label(&row.ticket_id, &row.source),
                parts::service_cell(
                    row.service_name.as_deref(),
                    row.norm.as_deref(),
                    row.priority.as_deref(),
                    &row.organisation,
                ),
                Cell::text_of(words::clock(&row.clock)),
                parts::words_or_none(row.team.as_deref()),
                Cell::Allowance {
                    seconds: row.allowance,
                    words: row.limit.clone(),
                },
                Cell::duration(Some(row.remaining), calendar),
                Cell::instant(row.due_at),
            ])
        })
        .collect();
    if rows.len() > most {
        table.notes.push(parts::remark(format!(
            "{} lainnya ada dalam berkas unduhan.",
            number((rows.len() - most) as i64)
        )));
    }
    table
}
