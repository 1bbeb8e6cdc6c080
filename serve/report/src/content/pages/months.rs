//! Services by month, whatever the period: the last twelve months up to its end.

use std::collections::BTreeMap;

use chrono::{Datelike, Months, NaiveDate};
use norma_document::{Cell, Column, Row, Table};
use norma_queries::{Params, Session};
use norma_rules::Period;

use super::super::heat::by_rate;
use crate::build::Reader;
use crate::edition::{Edition, status};
use crate::error::ReportError;
use crate::format::month;
use crate::model::ServiceKey;

/// Months side by side.
const MONTHS: u32 = 12;

/// Met and decided of each service, by month (`2026-03`).
pub(super) type History = BTreeMap<ServiceKey, BTreeMap<String, (i64, i64)>>;

/// `service_history` of a session.
pub(super) async fn history(session: &Session) -> Result<History, ReportError> {
    let reader = Reader::new(session, Params::none());
    let rows = reader.rows("service_history", |row| {
        let month = row.text("month")?;
        let counts = (row.int("met")?, row.int("decided")?);
        Ok((crate::frame::key(row)?, month, counts))
    });
    let mut services = History::new();
    for (service, month, counts) in rows.await? {
        services.entry(service).or_default().insert(month, counts);
    }
    Ok(services)
}

/// The months up to the end of `period`, oldest first, as `2026-03` and as people write them.
pub(super) fn last_months(period: Period) -> Vec<(String, String)> {
    let last = period.last_day();
    let first_of_last = NaiveDate::from_ymd_opt(last.year(), last.month(), 1).unwrap_or(last);
    (0..MONTHS)
        .rev()
        .filter_map(|back| first_of_last.checked_sub_months(Months::new(back)))
        .map(|day| {
            let name: String = month(day.month()).chars().take(3).collect();
            (
                format!("{:04}-{:02}", day.year(), day.month()),
                format!("{name} {:02}", day.year() % 100),
            )
        })
        .collect()
}

/// Lower rates of the shown months first.
pub(super) fn table(services: &History, period: Period, edition: &Edition) -> Table {
    let months = last_months(period);
    let mut columns = vec![
        Column::words("service_name", "Layanan", 30),
        Column::words("organisation", "Organisasi", 12).data_only(),
        Column::words("norm_path", "Kode norma", 12).data_only(),
        Column::words("local", "Norma lokal", 8).data_only(),
    ];
    columns.extend(months.iter().map(|(key, title)| {
        let key = format!("month_{}", key.replace('-', "_"));
        Column::figures(&key, title).centred().weighing(7)
    }));
    let mut table = Table::new(
        "service_history",
        "Pemenuhan norma waktu per layanan, dua belas bulan terakhir",
        columns,
    );
    "Tidak ada layanan dengan tiket yang diputus dalam dua belas bulan ini."
        .clone_into(&mut table.empty);
    let limit = edition.targets.fulfilment.as_ref();
    let counts =
        |of: &BTreeMap<String, (i64, i64)>, month: &str| of.get(month).copied().unwrap_or((0, 0));
    let mut rows: Vec<_> = services
        .iter()
        .map(|(service, of)| {
            let sum = months.iter().fold((0, 0), |sum, (month, _)| {
                let (met, decided) = counts(of, month);
                (sum.0 + met, sum.1 + decided)
            });
            (service, of, sum)
        })
        .filter(|(_, _, sum)| sum.1 > 0)
        .collect();
    rows.sort_by(|a, b| by_rate(a.2, b.2).then_with(|| a.0.cmp(b.0)));
    table.rows = rows
        .into_iter()
        .map(|(service, of, _)| {
            // A target of the report does not bind norms that others agreed for themselves.
            let limit = limit.filter(|_| !service.local);
            let detail = match (&service.norm_path, service.local) {
                (Some(path), false) => format!("{path} · {}", service.organisation),
                (Some(path), true) => format!("{path} · {} · norma lokal", service.organisation),
                (None, _) => service.organisation.clone(),
            };
            let mut cells = vec![
                Cell::label(&service.service_name, detail),
                Cell::text_of(&service.organisation),
                super::super::parts::code_or_none(service.norm_path.as_deref()),
                super::super::parts::yes_no(service.local),
            ];
            cells.extend(months.iter().map(|(month, _)| {
                let (part, whole) = counts(of, month);
                Cell::Heat {
                    part,
                    whole,
                    status: status(limit, part, whole),
                }
            }));
            Row::body(cells)
        })
        .collect();
    table
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn twelve_months_up_to_the_end() {
        let months = last_months("2026-TW1".parse().unwrap());
        assert_eq!(months.len(), 12);
        assert_eq!(months[0], ("2025-04".to_owned(), "Apr 25".to_owned()));
        assert_eq!(months[11], ("2026-03".to_owned(), "Mar 26".to_owned()));
    }
}
