//! The tickets behind a figure, a part of them at a time.

use norma_document::{Block, Cell, Column, Row, Section, Status, Table};
use norma_queries::Params;

use super::super::parts;
use super::Asked;
use crate::error::ReportError;
use crate::format::number;
use crate::model::VerdictRow;
use crate::promise::limit;
use crate::rows::Rows;
use crate::words;

/// Which list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum List {
    /// Breached and overdue, the worst first.
    Late,
    /// Every verdict, the last settled first.
    All,
}

impl List {
    const fn model(self) -> &'static str {
        match self {
            Self::Late => "breaches",
            Self::All => "verdicts",
        }
    }
}

pub(super) async fn section(asked: &Asked<'_>, list: List) -> Result<Section, ReportError> {
    let params = Params::period(asked.period);
    let all = asked.seen.count(list.model(), &params).await?;
    let rows = rows(asked, list, &params).await?;
    let (id, title) = match list {
        List::Late => ("daftar", "Pelanggaran satu per satu"),
        List::All => ("daftar", "Tiket dan hasil penilaiannya"),
    };
    let mut section = Section::new(id, title);
    let from = asked.skip + 1;
    let to = asked.skip + rows.len();
    section.blocks.push(Block::body(if rows.is_empty() {
        format!("Tidak ada penilaian pada bagian ini; seluruhnya {}.", number(all))
    } else {
        format!(
            "Penilaian ke-{} s.d. {} dari {}. Satu tiket dapat memiliki lebih dari satu penilaian, misalnya waktu tanggap dan \
             pemenuhan.",
            number(from as i64),
            number(to as i64),
            number(all)
        )
    }));
    section.blocks.push(Block::Table(table(list, &rows)));
    Ok(section)
}

async fn rows(
    asked: &Asked<'_>,
    list: List,
    params: &Params,
) -> Result<Vec<VerdictRow>, ReportError> {
    let catalogue = &asked.seen.rulebook().catalogue;
    let name = list.model();
    let batches = asked
        .seen
        .model_part(name, params, asked.skip, asked.fetch)
        .await?;
    Rows::new(name, &batches).map(|row| {
        let norm = row.text_or_none("norm")?;
        let calendar = row.text_or_none("calendar")?;
        let allowance = row.int_or_none("allowance_seconds")?;
        Ok(VerdictRow {
            limit: limit(catalogue, norm.as_deref(), allowance, calendar.as_deref()),
            source: row.text("source")?,
            ticket_id: row.text("ticket_id")?,
            clock: row.text("clock")?,
            verdict: row.text("verdict")?,
            reason: match list {
                List::Late => None,
                List::All => row.text_or_none("reason")?,
            },
            organisation: row.text("organisation")?,
            service_name: row.text_or_none("service_name")?,
            work_unit: row.text_or_none("work_unit")?,
            priority: row.text_or_none("priority")?,
            norm,
            local: row.flag("local")?,
            calendar,
            allowance,
            elapsed: row.int_or_none("elapsed_seconds")?,
            exceeded: row.int_or_none("exceeded_seconds")?,
            submitted_at: row.instant("submitted_at")?,
            finished_at: row.instant("finished_at")?,
        })
    })
}

fn table(list: List, rows: &[VerdictRow]) -> Table {
    let columns = vec![
        Column::words("source", "Sumber", 12).data_only(),
        Column::words("ticket_id", "Tiket", 16),
        Column::words("verdict", "Hasil", 14),
        Column::words("service_name", "Layanan", 28),
        Column::words("work_unit", "Unit kerja", 14),
        Column::words("norm", "Norma", 18),
        Column::figures("allowance_seconds", "Batas").weighing(13),
        Column::figures("elapsed_seconds", "Terpakai").weighing(13),
        Column::figures("exceeded_seconds", "Melebihi").weighing(13),
        Column::figures("submitted_at", "Diajukan").weighing(16),
        Column::figures("finished_at", "Selesai").weighing(16),
    ];
    let caption = match list {
        List::Late => "Pelanggaran, yang terlama melebihi norma dahulu",
        List::All => "Tiket, yang terakhir dinilai dahulu",
    };
    let mut table = Table::new(list.model(), caption, columns);
    "Tidak ada tiket untuk pilihan ini.".clone_into(&mut table.empty);
    table.rows = rows.iter().map(row).collect();
    table.notes = vec![parts::remark(
        "Pilih nomor tiket untuk melihat setiap ruas waktu yang dihitung dan dasar normanya. Durasi ditampilkan dalam dua satuan terbesar.",
    )];
    table
}

fn row(row: &VerdictRow) -> Row {
    let calendar = row.calendar.as_deref();
    let mut promised = vec![words::clock(&row.clock)];
    if row.local {
        promised.push(parts::LOCAL);
    }
    let status = match row.verdict.as_str() {
        "met" => Some(Status::Reached),
        "breached" => Some(Status::Missed),
        "overdue" => Some(Status::Warning),
        _ => None,
    };
    let word = match row.verdict.as_str() {
        "overdue" => "lewat norma",
        verdict => words::verdict(verdict),
    };
    let verdict = match (status, &row.reason) {
        (Some(status), _) => Cell::Status {
            status,
            word: word.to_owned(),
        },
        (None, Some(reason)) => Cell::label(word, words::reason(reason)),
        (None, None) => Cell::text_of(word),
    };
    let least = (row.allowance, row.limit.as_str());
    Row::body(vec![
        Cell::text_of(&row.source),
        Cell::label(&row.ticket_id, &row.source),
        verdict,
        parts::service_cell(
            row.service_name.as_deref(),
            row.norm.as_deref(),
            row.priority.as_deref(),
            &row.organisation,
        ),
        parts::words_or_none(row.work_unit.as_deref()),
        Cell::label(row.norm.as_deref().unwrap_or("-"), promised.join(" · ")),
        parts::limit_cells(least, least)[0].clone(),
        Cell::duration(row.elapsed, calendar),
        Cell::duration(row.exceeded, calendar),
        Cell::instant(row.submitted_at),
        row.finished_at
            .map_or_else(|| Cell::text_of("belum"), |at| Cell::Instant { at }),
    ])
}
