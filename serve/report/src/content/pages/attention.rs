//! Which services to look at first.

use norma_document::{Cell, Column, Row, Status, Table};

use super::super::parts;
use crate::edition::{Edition, Limit, judged};
use crate::format::target;
use crate::model::{Report, ServiceRow};
use crate::words;

/// So many are shown; the page of services has all.
const MOST: usize = 7;

/// Clocks that are late beyond what the target allows: what would have had to be kept for it to be reached. Without a
/// target every late one.
fn beyond(limit: Option<&Limit>, row: &ServiceRow) -> i64 {
    let late = row.counts.breached + row.counts.overdue;
    let limit = limit.filter(|_| !row.local);
    let allowed = limit.map_or(0, |limit| {
        row.counts.decided() * (10_000 - limit.target) / 10_000
    });
    (late - allowed).max(0)
}

/// The services whose distance from the target, times their tickets, is the greatest.
pub(super) fn table(report: &Report, edition: &Edition) -> Table {
    let limit = edition.targets.fulfilment.as_ref();
    let mut columns = vec![
        Column::words("service_name", "Layanan", 30),
        Column::words("organisation", "Organisasi", 12).data_only(),
        Column::words("norm_path", "Kode norma", 12).data_only(),
        Column::words("clock", "Jenis waktu", 14).data_only(),
        Column::words("local", "Norma lokal", 8).data_only(),
        Column::figures("met_percent", "Pemenuhan").weighing(14),
    ];
    if limit.is_some() {
        columns.push(Column::words("status", "Status", 14));
    }
    columns.extend([
        Column::figures("decided", "Diputus"),
        Column::figures("breached", "Melampaui"),
        Column::figures("overdue", "Lewat norma"),
        Column::figures("beyond", "Kelebihan"),
    ]);
    let mut table = Table::new(
        "attention",
        "Layanan dengan kelebihan pelanggaran terbesar",
        columns,
    );
    "fulfilment_by_service".clone_into(&mut table.source);
    "Tidak ada layanan yang melampaui norma dalam periode ini.".clone_into(&mut table.empty);
    let mut rows: Vec<(&ServiceRow, i64)> = report
        .services
        .iter()
        .map(|row| (row, beyond(limit, row)))
        .filter(|(_, beyond)| *beyond > 0)
        .collect();
    rows.sort_by_key(|(row, beyond)| (-beyond, row.counts.decided()));
    table.rows = rows
        .into_iter()
        .take(MOST)
        .map(|(row, beyond)| {
            let mut detail = vec![row.norm_path.as_deref().unwrap_or("belum dipetakan")];
            if row.clock != "fulfilment" {
                detail.push(words::clock(&row.clock));
            }
            if row.local {
                detail.push(parts::LOCAL);
            }
            detail.push(&row.organisation);
            let mut cells = vec![
                Cell::label(&row.service_name, detail.join(" · ")),
                Cell::text_of(&row.organisation),
                parts::code_or_none(row.norm_path.as_deref()),
                Cell::text_of(words::clock(&row.clock)),
                parts::yes_no(row.local),
                Cell::rate(row.counts.met, row.counts.decided()),
            ];
            if limit.is_some() {
                let status = if row.local {
                    Status::Unknown
                } else {
                    judged(limit, row.counts)
                };
                cells.push(parts::status_cell(status));
            }
            let counts = &row.counts;
            let all = [counts.decided(), counts.breached, counts.overdue, beyond];
            cells.extend(all.map(Cell::count));
            Row::body(cells)
        })
        .collect();
    table.notes = vec![parts::remark(limit.map_or_else(
        || "Diurutkan menurut jumlah tiket yang melampaui norma; tidak ada target yang ditetapkan.".to_owned(),
        |limit| {
            format!(
                "Kelebihan: tiket yang melampaui norma di atas jumlah yang masih diperbolehkan target {}; diurutkan menurut kelebihan.",
                target(limit.target)
            )
        },
    ))];
    table
}
