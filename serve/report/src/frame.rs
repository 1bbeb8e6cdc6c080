//! What frames a quarter, from the models of `norma-queries` and the rules.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use norma_queries::Params;
use norma_rules::{CalendarSpec, HolidayKind, Quarter, Rulebook};

use crate::build::{Reader, quarters};
use crate::counts::Counts;
use crate::error::ReportError;
use crate::model::{
    AvailabilityTotal, CalendarNote, DocumentNote, Frame, ServiceKey, ServiceMonths,
    ServiceStanding, ServiceStandings,
};
use crate::rows::Row;

/// Weekdays as calendars name them, and as people do.
const WEEK: [(&str, &str); 7] = [
    ("monday", "Senin"),
    ("tuesday", "Selasa"),
    ("wednesday", "Rabu"),
    ("thursday", "Kamis"),
    ("friday", "Jumat"),
    ("saturday", "Sabtu"),
    ("sunday", "Minggu"),
];

/// The frame of `quarter`.
pub(crate) async fn frame(reader: &Reader<'_>, quarter: Quarter) -> Result<Frame, ReportError> {
    let session = reader.session;
    let mut quarters = quarters(reader).await?;
    quarters.retain(|row| row.quarter <= quarter);
    let year_ago = Quarter::new(quarter.year() - 1, quarter.number());
    let mut standings = Vec::new();
    let wanted = [Some(quarter), Some(quarter.previous()), year_ago];
    for quarter in wanted.into_iter().flatten() {
        standings.push(services(reader, quarter).await?);
    }
    let rulebook = session.rulebook();
    let availability = if rulebook.services.is_empty() || !session.scope().is_empty() {
        Vec::new()
    } else {
        let rows = reader.rows("availability", |row| total(row, quarter));
        rows.await?.into_iter().flatten().collect()
    };
    Ok(Frame {
        scope: session.scope().clone(),
        quarters,
        standings,
        months: months(reader).await?,
        availability,
        documents: documents(rulebook, quarter.first_day(), last_day(quarter)),
        calendars: calendars(rulebook, quarter.first_day(), last_day(quarter)),
    })
}

pub(crate) fn key(row: &Row<'_>) -> Result<ServiceKey, ReportError> {
    let norm_path = row.text_or_none("norm_path")?;
    Ok(ServiceKey {
        organisation: row.text("organisation")?,
        local: row.flag("local")?,
        service_name: row
            .text_or_none("service_name")?
            .or_else(|| norm_path.clone())
            .unwrap_or_else(|| "Layanan tidak tercatat".to_owned()),
        norm_path,
    })
}

/// Services of a quarter with something promised, the clocks of one service together.
async fn services(reader: &Reader<'_>, quarter: Quarter) -> Result<ServiceStandings, ReportError> {
    let reader = reader.with(Params::quarter(quarter));
    let rows = reader.rows("fulfilment_by_service", |row| {
        Ok((key(row)?, row.counts()?))
    });
    let mut services: BTreeMap<ServiceKey, Counts> = BTreeMap::new();
    for (service, counts) in rows.await? {
        let sum = services.entry(service).or_default();
        *sum = sum.plus(counts);
    }
    let services = services.into_iter();
    let judged = services.filter(|(_, c)| c.decided() + c.running + c.unmeasurable > 0);
    Ok(ServiceStandings {
        quarter,
        services: judged
            .map(|(service, counts)| ServiceStanding { service, counts })
            .collect(),
    })
}

async fn months(reader: &Reader<'_>) -> Result<Vec<ServiceMonths>, ReportError> {
    let rows = reader.rows("service_by_month", |row| {
        let month = u32::try_from(row.int("month")?).unwrap_or_default();
        Ok((key(row)?, (month, row.int("met")?, row.int("decided")?)))
    });
    let mut services: BTreeMap<ServiceKey, Vec<(u32, i64, i64)>> = BTreeMap::new();
    for (service, month) in rows.await? {
        services.entry(service).or_default().push(month);
    }
    let row = |(service, months)| ServiceMonths { service, months };
    Ok(services.into_iter().map(row).collect())
}

/// A service as a whole in a quarter of the year up to `until`.
fn total(row: &Row<'_>, until: Quarter) -> Result<Option<AvailabilityTotal>, ReportError> {
    let Ok(quarter) = row.text("quarter")?.parse::<Quarter>() else {
        return Ok(None);
    };
    let year_to_date = match row.text("period_kind")?.as_str() {
        "quarter" => false,
        "year_to_date" => true,
        _ => return Ok(None),
    };
    let of_year = quarter.year() == until.year() && quarter <= until;
    if !of_year || row.text_or_none("component")?.is_some() {
        return Ok(None);
    }
    let (up, down) = (row.int("up_seconds")?, row.int("down_seconds")?);
    Ok(Some(AvailabilityTotal {
        service: row.text("service")?,
        quarter,
        year_to_date,
        up,
        counted: up + down,
    }))
}

fn last_day(quarter: Quarter) -> NaiveDate {
    let next = quarter.next().first_day();
    next.pred_opt().unwrap_or(next)
}

/// Documents in force on at least one of these days, and those of which at least one norm is.
pub(crate) fn documents(
    rulebook: &Rulebook,
    first: NaiveDate,
    last: NaiveDate,
) -> Vec<DocumentNote> {
    let touches = |from: Option<NaiveDate>, to: Option<NaiveDate>| {
        from.is_none_or(|from| from <= last) && to.is_none_or(|to| first <= to)
    };
    let catalogue = &rulebook.catalogue;
    let in_force = catalogue
        .documents()
        .iter()
        .filter(|document| touches(document.valid_from, document.valid_to));
    in_force
        .map(|document| DocumentNote {
            id: document.id.clone(),
            title: document.title.clone(),
            number: document.number.clone(),
            organisation: document.organisation.clone(),
            valid_from: document.valid_from,
            valid_to: document.valid_to,
            local: document.local,
        })
        .collect()
}

/// Calendars that apply on at least one of these days, with their free days among them.
pub(crate) fn calendars(
    rulebook: &Rulebook,
    first: NaiveDate,
    last: NaiveDate,
) -> Vec<CalendarNote> {
    let calendars = rulebook
        .calendars
        .iter()
        .map(norma_rules::WorkingCalendar::spec);
    calendars
        .filter(|spec| {
            spec.valid_from.is_none_or(|from| from <= last)
                && spec.valid_to.is_none_or(|to| first <= to)
        })
        .map(|spec| {
            let days = |kind: HolidayKind| {
                let days = spec.holidays.iter();
                days.filter(|day| day.kind == kind && (first..=last).contains(&day.date))
                    .map(|day| day.date)
                    .collect()
            };
            let dated = spec.exceptions.iter();
            let dated = dated.filter(|dated| dated.from <= last && first <= dated.last_day());
            CalendarNote {
                id: spec.id.clone(),
                title: spec.title.clone(),
                zone: spec.zone,
                basis: spec.basis.clone(),
                hours: hours(spec),
                holidays: days(HolidayKind::Holiday),
                leave: days(HolidayKind::CollectiveLeave),
                dated: dated
                    .map(|dated| (dated.from, dated.last_day(), windows(&dated.windows)))
                    .collect(),
            }
        })
        .collect()
}

/// The windows of a day: "08.00-12.00 dan 13.00-17.00".
fn windows(windows: &[String]) -> String {
    if windows.is_empty() {
        return "tutup".to_owned();
    }
    windows.join(" dan ").replace(':', ".")
}

/// The hours of the week, days with the same hours together.
fn hours(spec: &CalendarSpec) -> String {
    if spec.id == "always" {
        return "setiap hari, 24 jam".to_owned();
    }
    let mut stretches: Vec<(&str, &str, String)> = Vec::new();
    for (day, name) in WEEK {
        let hours = spec.weekly.get(day).map_or(&[][..], Vec::as_slice);
        let hours = windows(hours);
        match stretches.last_mut() {
            Some((_, until, same)) if *same == hours => *until = name,
            _ => stretches.push((name, name, hours)),
        }
    }
    let stretches = stretches.into_iter().map(|(from, until, hours)| {
        if from == until {
            format!("{from} {hours}")
        } else {
            format!("{from} s.d. {until} {hours}")
        }
    });
    stretches.collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn what_is_in_force_in_a_quarter_is_named() {
        let rulebook = Rulebook::builtin();
        let ids = |quarter: &str| -> Vec<String> {
            let quarter: Quarter = quarter.parse().unwrap();
            let documents = documents(&rulebook, quarter.first_day(), last_day(quarter));
            documents.into_iter().map(|d| d.id).collect()
        };
        // 001 begins on 31 October 2023, a day after 000 ends; 002 on 29 December 2025.
        assert_eq!(ids("2023-TW4"), ["000", "001", "003", "004"]);
        assert!(ids("2025-TW4").contains(&"002".to_owned()));
        assert!(!ids("2025-TW3").contains(&"002".to_owned()));
    }

    #[test]
    fn calendars_have_the_hours_and_free_days_of_the_quarter() {
        let rulebook = Rulebook::builtin();
        let quarter: Quarter = "2026-TW1".parse().unwrap();
        let calendars = calendars(&rulebook, quarter.first_day(), last_day(quarter));
        let office = calendars.iter().find(|c| c.id == "office").unwrap();
        assert_eq!(
            office.hours,
            "Senin s.d. Jumat 08.00-12.00 dan 13.00-17.00; Sabtu s.d. Minggu tutup"
        );
        // Counted by hand in data/holidays-id.csv, January to March 2026.
        assert_eq!((office.holidays.len(), office.leave.len()), (6, 5));
        assert_eq!(office.leave[0].to_string(), "2026-02-16");
    }
}
