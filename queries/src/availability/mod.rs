//! Availability (RULES 5): outages and tickets of the lake become services with timelines, once a session, and the tables
//! of schema `rules` that the models of availability select from.
//!
//! # Layout
//!
//! - `read`: the records of `outages` and of tickets marked as outages
//! - `figures`, `stretches`: the tables, column by column
//! - `rows`: cells and columns of small tables

mod figures;
mod read;
mod rows;
mod stretches;

use std::collections::BTreeMap;
use std::sync::Arc;

use datafusion::common::{DataFusionError, Result};
use datafusion::datasource::MemTable;
use datafusion::prelude::SessionContext;
use norma_rules::availability::{
    Finding, Service, ServiceTerms, ServiceTimelines, Timeline, services,
};
use norma_rules::{Instant, Quarter, Rulebook, WorkingCalendar};

use crate::catalog;
use crate::functions::AvailabilityOf;

pub(crate) use figures::window;

/// The services of the configuration, with all that the lake says of them.
#[derive(Debug)]
pub(crate) struct Watch {
    rulebook: Arc<Rulebook>,
    as_of: Instant,
    services: Vec<Watched>,
    /// Of records that are nobody's.
    strays: Vec<Finding>,
}

/// One service.
#[derive(Debug)]
pub(crate) struct Watched {
    terms: ServiceTerms,
    service: Service,
    timelines: ServiceTimelines,
}

/// A service as a whole, or one of its components.
struct Part<'a> {
    service: &'a str,
    component: Option<&'a str>,
    title: &'a str,
    organisation: &'a str,
    timeline: &'a Timeline,
}

/// Reads the records, computes the tables and registers them with the function `availability`. Sources that are not in
/// `cut_offs` speak up to the as-of instant.
pub(crate) async fn add(
    context: &SessionContext,
    rulebook: &Arc<Rulebook>,
    as_of: Instant,
    cut_offs: &BTreeMap<String, Instant>,
) -> Result<()> {
    let logged = read::logged(context, &rulebook.services).await?;
    let (services, strays) = services(&rulebook.services, cut_offs, logged);
    let rollup = rulebook.settings.rollup;
    let watched = rulebook.services.iter().zip(services);
    let watch = Arc::new(Watch {
        rulebook: Arc::clone(rulebook),
        as_of,
        services: watched
            .map(|(terms, service)| Watched {
                terms: terms.clone(),
                timelines: service.timelines(as_of, rollup),
                service,
            })
            .collect(),
        strays,
    });
    let mut uncovered = BTreeMap::new();
    let tables = [
        ("availability", figures::periods(&watch, &mut uncovered)?),
        (
            "availability_budget",
            figures::budgets(&watch, &mut uncovered)?,
        ),
        (
            "outage_recovery",
            figures::recoveries(&watch, &mut uncovered)?,
        ),
        ("outage_periods", stretches::states(&watch)),
        ("outages_united", stretches::outages(&watch)?),
        (
            "availability_findings",
            stretches::findings(&watch, &uncovered)?,
        ),
    ];
    for (name, rows) in tables {
        let batch = rows.finish()?;
        let table = MemTable::try_new(batch.schema(), vec![vec![batch]])?;
        catalog::add_computed(context, name, Arc::new(table))?;
    }
    context.register_udtf("availability", Arc::new(AvailabilityOf::new(watch)));
    Ok(())
}

impl Watch {
    pub(crate) fn as_of(&self) -> Instant {
        self.as_of
    }

    /// The service of that key, title or name.
    pub(crate) fn service(&self, name: &str) -> Option<&Watched> {
        let by_key = self.services.iter().find(|s| s.terms.id == name);
        by_key.or_else(|| self.services.iter().find(|s| s.terms.is_called(name)))
    }

    /// The keys of all services.
    pub(crate) fn keys(&self) -> Vec<&str> {
        self.services.iter().map(|s| s.terms.id.as_str()).collect()
    }

    /// The calendar of a service's agreed hours.
    fn calendar(&self, service: &Watched) -> Result<&WorkingCalendar> {
        let calendars = &self.rulebook.calendars;
        let Some(id) = service.terms.calendar.as_deref() else {
            return Ok(calendars.always());
        };
        calendars.get(id).ok_or_else(|| {
            let known: Vec<&str> = calendars.ids().collect();
            DataFusionError::Execution(format!(
                "service {}: unknown calendar {id:?}; there are {}",
                service.terms.id,
                known.join(", ")
            ))
        })
    }

    /// The quarters of a service, from the first with data to the as-of instant.
    fn quarters(&self, service: &Watched) -> impl Iterator<Item = Quarter> + use<> {
        let last = Quarter::of(self.as_of.plus(-1));
        let first = service.service.first_data().map(Quarter::of);
        std::iter::successors(first, |quarter| Some(quarter.next()))
            .take_while(move |quarter| *quarter <= last)
    }
}

impl Watched {
    /// The service and its components, those of which a source says something.
    fn parts(&self) -> impl Iterator<Item = Part<'_>> {
        let terms = &self.terms;
        let whole = self.timelines.service.iter().map(|timeline| Part {
            service: &terms.id,
            component: None,
            title: &terms.title,
            organisation: &terms.organisation,
            timeline,
        });
        let components = terms.components.iter().zip(&self.timelines.components);
        whole.chain(components.filter_map(|(component, timeline)| {
            Some(Part {
                service: &terms.id,
                component: Some(&component.id),
                title: &component.title,
                organisation: &terms.organisation,
                timeline: timeline.as_ref()?,
            })
        }))
    }
}
