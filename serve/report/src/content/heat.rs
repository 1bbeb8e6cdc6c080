//! Services by month, tinted by how they stand.

use std::cmp::Ordering;

use norma_document::{Cell, Column, Inline, Row, Status, Table};
use norma_rules::Quarter;

use super::parts;
use crate::counts::Counts;
use crate::edition::{Edition, judged, status};
use crate::format::{month, number};
use crate::model::{Report, ServiceMonths};

/// Rows that leave room for the rest of the summary's page.
const ROWS: usize = 6;

/// Names of the columns, by month.
const KEYS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// The services with the lowest rates; a note counts the others.
pub(super) fn worst(report: &Report, edition: &Edition) -> Table {
    let mut table = table(report, edition, "service_by_month", ROWS);
    let rest = report.frame.months.len().saturating_sub(ROWS);
    if rest > 0 {
        table.notes.push(vec![
            Inline::plain(format!(
                "{} layanan lain (pemenuhan sama atau lebih tinggi): ",
                number(rest as i64)
            )),
            Inline::reference("service_by_month_all"),
            Inline::plain("."),
        ]);
    }
    table
}

/// Every service, where the summary had no room for all.
pub(super) fn all(report: &Report, edition: &Edition) -> Option<Table> {
    let services = report.frame.months.len();
    (services > ROWS).then(|| table(report, edition, "service_by_month_all", services))
}

/// Lower rates first, decided on the counts; of the same rate the one with more tickets first.
pub(super) fn by_rate(a: (i64, i64), b: (i64, i64)) -> Ordering {
    let (left, right) = (
        i128::from(a.0) * i128::from(b.1),
        i128::from(b.0) * i128::from(a.1),
    );
    left.cmp(&right).then(b.1.cmp(&a.1))
}

fn table(report: &Report, edition: &Edition, name: &str, rows: usize) -> Table {
    let months = months(report.quarter);
    let mut columns = vec![Column::words("service_name", "Layanan", 34)];
    columns.extend(months.iter().map(|number| {
        let key = KEYS.get(*number as usize - 1).copied().unwrap_or_default();
        Column::figures(key, month(*number))
            .centred()
            .under("Pemenuhan")
    }));
    columns.extend([
        Column::figures("rate", "Triwulan").under("Pemenuhan"),
        Column::figures("decided", "Diputus"),
        Column::words("status", "Status", 14),
        Column::words("organisation", "Organisasi", 14).data_only(),
        Column::words("norm_path", "Norma", 12).data_only(),
    ]);
    let mut table = Table::new(name, "Pemenuhan norma waktu per layanan dan bulan", columns);
    "service_by_month".clone_into(&mut table.source);
    let mut services: Vec<&ServiceMonths> = report.frame.months.iter().collect();
    services.sort_by(|a, b| by_rate(a.total(), b.total()).then_with(|| a.service.cmp(&b.service)));
    let limit = edition.targets.fulfilment.as_ref();
    table.rows = services
        .into_iter()
        .take(rows)
        .map(|row| {
            // A target of the report does not bind norms that others agreed for themselves.
            let limit = limit.filter(|_| !row.service.local);
            let (met, decided) = row.total();
            let local = if row.service.local {
                " (norma lokal)"
            } else {
                ""
            };
            let mut cells = vec![Cell::text_of(format!(
                "{}{local}",
                row.service.service_name
            ))];
            cells.extend(months.iter().map(|number| {
                let (part, whole) = row.month(*number);
                Cell::Heat {
                    part,
                    whole,
                    status: status(limit, part, whole),
                }
            }));
            let counts = Counts {
                met,
                breached: decided - met,
                ..Counts::default()
            };
            cells.extend([
                parts::share(met, decided),
                Cell::count(decided),
                Cell::Status {
                    status: judged(limit, counts),
                    word: String::new(),
                },
                Cell::text_of(row.service.organisation.clone()),
                row.service
                    .norm_path
                    .as_ref()
                    .map_or(Cell::None, Cell::code),
            ]);
            Row::body(cells)
        })
        .collect();
    table.notes.push(vec![Inline::plain(format!(
        "Warna sel tidak melihat banyaknya tiket; {}: kurang dari {} tiket diputus dalam triwulan, atau tanpa target.",
        Status::Unknown.word(),
        Counts::FEW
    ))]);
    table
}

/// The months of a quarter.
fn months(quarter: Quarter) -> [u32; 3] {
    let last = u32::from(quarter.number()) * 3;
    [last - 2, last - 1, last]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lowest_rate_comes_first_and_counts_decide() {
        let mut rates = [(9, 10), (0, 3), (99_999, 100_000), (1, 1), (90, 100)];
        rates.sort_by(|a, b| by_rate(*a, *b));
        assert_eq!(
            rates,
            [(0, 3), (90, 100), (9, 10), (99_999, 100_000), (1, 1)]
        );
        assert_eq!(
            months(Quarter::new(2026, 4).unwrap_or_else(|| unreachable!())),
            [10, 11, 12]
        );
    }
}
