//! The availability of a quarter from the models of `norma-queries`, laid beside the services of the configuration: what no
//! source speaks of has no rows there, and is named all the same (RULES 5).

use std::collections::BTreeMap;

use norma_queries::Session;
use norma_rules::availability::{ServiceTerms, SourceTerms};
use norma_rules::catalogue::words::plain;
use norma_rules::{Catalogue, Instant, Quarter};

use crate::build::Reader;
use crate::charts::{Shown, Stretch};
use crate::error::ReportError;
use crate::model::{
    Availability, AvailabilityRow, BudgetNote, DrcRecovery, OutageFinding, PeriodFigures, Quote,
    RecoveryRow, ReliabilityRow, Seconds, Standing, TargetNote,
};
use crate::rows::Row;

/// The models that the section is made of.
pub(crate) const MODELS: [&str; 7] = [
    "availability",
    "availability_targets",
    "availability_budget",
    "outage_periods",
    "recovery_by_criticality",
    "reliability_targets",
    "availability_findings",
];

/// A service, or one of its components.
type Key = (String, Option<String>);

/// What the tables say, before it finds its service.
#[derive(Default)]
struct Tables {
    periods: BTreeMap<(Key, String), PeriodFigures>,
    targets: BTreeMap<String, TargetNote>,
    budgets: BTreeMap<String, BudgetNote>,
    stretches: BTreeMap<Key, Vec<Stretch>>,
}

/// The section of `quarter`; without a configured service it has promises and findings alone.
pub(crate) async fn section(
    session: &Session,
    reader: &Reader<'_>,
    quarter: Quarter,
) -> Result<Availability, ReportError> {
    let rulebook = session.rulebook();
    // A part of the tickets does not tell whether a service was up.
    if !session.scope().is_empty() {
        return Ok(Availability::default());
    }
    let mut tables = Tables::default();
    let periods = reader.rows("availability", |row| period(row, quarter));
    for (key, kind, figures) in periods.await?.into_iter().flatten() {
        tables.periods.insert((key, kind), figures);
    }
    let targets = reader.rows("availability_targets", |row| target(row, quarter));
    tables.targets = targets.await?.into_iter().flatten().collect();
    let budgets = reader.rows("availability_budget", |row| budget(row, quarter));
    tables.budgets = budgets.await?.into_iter().flatten().collect();
    let stretches = reader.rows("outage_periods", |row| stretch(row, quarter));
    for (key, stretch) in stretches.await?.into_iter().flatten() {
        tables.stretches.entry(key).or_default().push(stretch);
    }
    let catalogue = &rulebook.catalogue;
    let mut recovery = reader
        .rows("recovery_by_criticality", |row| {
            recovery(row, quarter, catalogue)
        })
        .await?;
    recovery.sort_by_key(|row| row.as_ref().map(|(order, _)| order.clone()));
    let promises = reader.rows("reliability_targets", promise).await?;
    Ok(Availability {
        services: rows(&rulebook.services, tables),
        recovery: recovery.into_iter().flatten().map(|(_, row)| row).collect(),
        promises: promises.into_iter().flatten().collect(),
        findings: reader.rows("availability_findings", finding).await?,
    })
}

/// Every service and component of the configuration, those of an organisation together.
fn rows(services: &[ServiceTerms], mut tables: Tables) -> Vec<AvailabilityRow> {
    let mut organisations: Vec<&str> = Vec::new();
    for service in services {
        if !organisations.contains(&service.organisation.as_str()) {
            organisations.push(&service.organisation);
        }
    }
    let mut out = Vec::new();
    for organisation in organisations {
        let of = |service: &&ServiceTerms| service.organisation == organisation;
        for service in services.iter().filter(of) {
            let whole = &service.sources;
            out.push(tables.take(service, None, &service.title, service.has_source()));
            for part in &service.components {
                let sources: &[SourceTerms] = &part.sources;
                let spoken_of = !sources.is_empty() || !whole.is_empty();
                out.push(tables.take(service, Some(&part.id), &part.title, spoken_of));
            }
        }
    }
    out
}

impl Tables {
    fn take(
        &mut self,
        service: &ServiceTerms,
        component: Option<&str>,
        title: &str,
        has_source: bool,
    ) -> AvailabilityRow {
        let key: Key = (service.id.clone(), component.map(str::to_owned));
        let mut period = |kind: &str| self.periods.remove(&(key.clone(), kind.to_owned()));
        AvailabilityRow {
            service: service.id.clone(),
            component: component.map(str::to_owned),
            title: title.to_owned(),
            organisation: service.organisation.clone(),
            has_source,
            quarter: period("quarter"),
            year_to_date: period("year_to_date"),
            rolling: period("rolling_12_months"),
            // Documents promise of services, not of what they consist of.
            target: match component {
                None => self.targets.remove(&service.id),
                Some(_) => None,
            },
            budget: match component {
                None => self.budgets.remove(&service.id),
                Some(_) => None,
            },
            stretches: self.stretches.remove(&key).unwrap_or_default(),
        }
    }
}

fn key(row: &Row<'_>) -> Result<Key, ReportError> {
    Ok((row.text("service")?, row.text_or_none("component")?))
}

type Period = (Key, String, PeriodFigures);

/// One period of `quarter`; the table has those of every quarter.
fn period(row: &Row<'_>, quarter: Quarter) -> Result<Option<Period>, ReportError> {
    if row.text("quarter")? != quarter.to_string() {
        return Ok(None);
    }
    let (outages, restored) = (row.int("outages")?, row.int("restored")?);
    let restore_seconds = row.int("restore_seconds")?;
    let longest = row.int("longest_outage_seconds")?;
    let figures = PeriodFigures {
        headline: Seconds {
            up: row.int("up_seconds")?,
            down: row.int("down_seconds")?,
            unknown: row.int("unknown_seconds")?,
            excluded: row.int("excluded_seconds")?,
            known: row.int("known_seconds")?,
        },
        without_planned: Seconds {
            up: row.int("up_seconds_without_planned")?,
            down: row.int("down_seconds_without_planned")?,
            unknown: row.int("unknown_seconds_without_planned")?,
            excluded: row.int("excluded_seconds_without_planned")?,
            known: row.int("known_seconds_without_planned")?,
        },
        outages,
        longest_seconds: (outages > 0).then_some(longest),
        restored,
        restore_seconds,
        mean_restore_seconds: restore_seconds.checked_div(restored),
    };
    Ok(Some((key(row)?, row.text("period_kind")?, figures)))
}

/// What binds a service in `quarter`, whether it has a figure or not.
fn target(row: &Row<'_>, quarter: Quarter) -> Result<Option<(String, TargetNote)>, ReportError> {
    let Some(hundredths) = row.int_or_none("target")? else {
        return Ok(None);
    };
    if row.text("quarter")? != quarter.to_string() {
        return Ok(None);
    }
    let note = TargetNote {
        hundredths,
        local: row.flag("local")?,
        source: row.text_or_none("target_source")?,
        quote: plain(&row.text("target_quote")?),
    };
    Ok(Some((row.text("service")?, note)))
}

/// The budget of the year of `quarter`, as of the end of the quarter or the as-of instant.
fn budget(row: &Row<'_>, quarter: Quarter) -> Result<Option<(String, BudgetNote)>, ReportError> {
    if row.text("quarter")? != quarter.to_string() {
        return Ok(None);
    }
    let year = row.int("year")?;
    let so_far = row.int("to_date_denominator")?;
    let whole_year = row.int("if_nothing_more_fails_denominator")?;
    let within_budget = row.flag("can_still_be_met")?;
    let note = BudgetNote {
        year,
        counted_until: row.instant("counted_until")?,
        agreed_seconds: row.int("agreed_seconds")?,
        unknown_seconds: row.int("unknown_seconds")?,
        budget_seconds: row.int("budget_seconds")?,
        spent_seconds: row.int("spent_seconds")?,
        left_seconds: row.int("left_seconds")?,
        budget_to_date_seconds: row.int("budget_to_date_seconds")?,
        left_to_date_seconds: row.int("left_to_date_seconds")?,
        // The year is over where no agreed second of it is left.
        standing: Standing::of(so_far > 0, so_far >= whole_year, within_budget),
    };
    Ok(Some((row.text("service")?, note)))
}

/// A stretch that touches `quarter`. Planned maintenance is shown as such, whatever happened inside.
fn stretch(row: &Row<'_>, quarter: Quarter) -> Result<Option<(Key, Stretch)>, ReportError> {
    let (from, to) = (row.instant("started_at")?, row.instant("ended_at")?);
    let (Some(from), Some(to)) = (from, to) else {
        return Ok(None);
    };
    let (start, end): (Instant, Instant) = (quarter.start(), quarter.end());
    if from >= end || to <= start {
        return Ok(None);
    }
    let shown = match (row.flag("maintenance")?, row.text("state")?.as_str()) {
        (true, _) => Shown::Planned,
        (false, "up") => Shown::Up,
        (false, "down") => Shown::Down,
        (false, _) => Shown::Unknown,
    };
    Ok(Some((key(row)?, Stretch { from, to, shown })))
}

/// Where a row of recoveries stands, and the row.
type Recovered = ((String, i64), RecoveryRow);

fn recovery(
    row: &Row<'_>,
    quarter: Quarter,
    catalogue: &Catalogue,
) -> Result<Option<Recovered>, ReportError> {
    if row.text("quarter")? != quarter.to_string() {
        return Ok(None);
    }
    let (organisation, level) = (row.text("organisation")?, row.text("criticality")?);
    let mut levels = catalogue.criticality_levels().iter();
    let words = levels.find(|words| words.level.as_str() == level);
    let order = (organisation.clone(), row.int("criticality_rank")?);
    Ok(Some((
        order,
        RecoveryRow {
            organisation,
            name: row.text("criticality_name")?,
            limit_seconds: row.int("limit_seconds")?,
            in_time: row.int("in_time")?,
            late: row.int("late")?,
            open_within: row.int("open_within")?,
            open_beyond: row.int("open_beyond")?,
            unseen: row.int("unseen")?,
            drc: DrcRecovery {
                limit_seconds: row.int("drc_limit_seconds")?,
                in_time: row.int("drc_in_time")?,
                late: row.int("drc_late")?,
                open_within: row.int("drc_open_within")?,
                open_beyond: row.int("drc_open_beyond")?,
                unseen: row.int("drc_unseen")?,
            },
            quote: words.map(|level| Quote {
                norm: level.document.clone(),
                words: plain(&level.quote),
                line: level.line,
            }),
        },
    )))
}

/// A promise that no figure of availability answers; the others stand with their service.
fn promise(row: &Row<'_>) -> Result<Option<ReliabilityRow>, ReportError> {
    let not_measured = row.text_or_none("not_measured")?;
    if not_measured.is_none() && row.text("measured")? == "by_outages" {
        return Ok(None);
    }
    let document = row.text("document")?;
    Ok(Some(ReliabilityRow {
        reference: format!("{document}/{}", row.text("path")?),
        organisation: row.text("organisation")?,
        kind: row.text("kind")?,
        subject: plain(&row.text("subject")?),
        comparison: row.text("comparison")?,
        target_hundredths: row.int_or_none("target")?,
        target_count: row.int_or_none("target_count")?,
        period: row.text_or_none("period")?,
        local: row.flag("local")?,
        finished: row.int_or_none("finished")?,
        open_at_end: row.int_or_none("open_at_end")?,
        reaches_target: row.flag_or_none("reaches_target")?,
        not_measured,
        quote: Quote {
            norm: document,
            words: plain(&row.text("target_quote")?),
            line: u32::try_from(row.int("line")?).unwrap_or_default(),
        },
    }))
}

fn finding(row: &Row<'_>) -> Result<OutageFinding, ReportError> {
    Ok(OutageFinding {
        finding: row.text("finding")?,
        service: row.text_or_none("service")?,
        part: row.text_or_none("part")?,
        outage_id: row.text_or_none("outage_id")?,
        records: row.int("records")?,
        detail: row.text("detail")?,
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use norma_rules::availability::ComponentTerms;

    use super::*;

    fn terms(id: &str, organisation: &str, sources: &[&str]) -> ServiceTerms {
        ServiceTerms {
            id: id.into(),
            title: id.to_uppercase(),
            organisation: organisation.into(),
            reference: None,
            names: vec![],
            criticality: None,
            first_day: None,
            last_day: None,
            calendar: None,
            sources: sources
                .iter()
                .map(|source| SourceTerms {
                    source: (*source).into(),
                    complete_since: None,
                    interval: None,
                })
                .collect(),
            components: vec![],
        }
    }

    #[test]
    fn every_configured_service_is_named_and_organisations_stay_together() {
        let mut network = terms("net", "BaTII", &[]);
        network.components.push(ComponentTerms {
            id: "lan".into(),
            title: "LAN".into(),
            names: vec![],
            first_day: None,
            last_day: None,
            sources: vec![SourceTerms {
                source: "hai".into(),
                complete_since: None,
                interval: None,
            }],
        });
        let services = [
            network,
            terms("sakti", "DJPb", &["hai"]),
            terms("mail", "BaTII", &[]),
        ];
        let key: Key = ("net".into(), Some("lan".into()));
        let mut tables = Tables::default();
        let figures = PeriodFigures {
            outages: 3,
            ..PeriodFigures::default()
        };
        tables.periods.insert((key, "quarter".into()), figures);
        let rows = rows(&services, tables);
        let seen: Vec<(&str, bool, i64)> = rows
            .iter()
            .map(|row| {
                let outages = row.quarter.map_or(-1, |figures| figures.outages);
                (row.title.as_str(), row.has_source, outages)
            })
            .collect();
        let all = [
            ("NET", true, -1),
            ("LAN", true, 3),
            ("MAIL", false, -1),
            ("SAKTI", true, -1),
        ];
        assert_eq!(seen, all);
    }
}
