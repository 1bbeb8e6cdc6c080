//! Availability (RULES 5): outages and tickets of the lake become services with timelines, and the tables of schema `rules`
//! that the models of availability select from. Both are made once a session, when a query first asks for them.
//!
//! # Layout
//!
//! - `monitor`: the monitoring samples, as a stream
//! - `read`: the records of `outages` and of tickets marked as outages
//! - `figures`, `recovery`, `stretches`, `promises`: the tables, column by column
//! - `lazy`: tables that are made when they are scanned

mod figures;
mod lazy;
mod monitor;
mod promises;
mod read;
mod recovery;
mod stretches;

use std::collections::BTreeMap;
use std::sync::Arc;

use arrow::record_batch::RecordBatch;
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::{DataFusionError, Result};
use datafusion::datasource::MemTable;
use datafusion::prelude::SessionContext;
use norma_rules::availability::{
    Finding, Interval, Service, ServiceTerms, ServiceTimelines, Timeline, services,
};
use norma_rules::{Instant, Quarter, Rulebook, WorkingCalendar};
use tokio::sync::OnceCell;

use crate::catalog;
use crate::functions::AvailabilityOf;
use crate::rows::Rows;

use lazy::{Asked, Lazy};
use monitor::Seen;
use read::Records;

/// A table and what gives its columns.
type Made = (&'static str, fn() -> Rows);

/// The tables of schema `rules` that rest on records, and their columns.
const TABLES: [Made; 7] = [
    ("availability", figures::period_rows),
    ("availability_budget", figures::budget_rows),
    ("availability_findings", stretches::finding_rows),
    ("availability_targets", promises::target_rows),
    ("outage_periods", stretches::state_rows),
    ("outage_recovery", recovery::recovery_rows),
    ("outages_united", stretches::outage_rows),
];

/// What a session knows of availability: nothing was read before the first query that asks.
#[derive(Debug)]
pub(crate) struct Watching {
    rulebook: Arc<Rulebook>,
    as_of: Instant,
    cut_offs: BTreeMap<String, Instant>,
    records: Records,
    seen: Seen,
    watch: OnceCell<Arc<Watch>>,
    tables: OnceCell<BTreeMap<&'static str, RecordBatch>>,
}

/// The services of the configuration, with all that the lake says of them.
#[derive(Debug)]
struct Watch {
    rulebook: Arc<Rulebook>,
    as_of: Instant,
    services: Vec<Watched>,
    /// Of records that are nobody's.
    strays: Vec<Finding>,
}

/// One service.
#[derive(Debug)]
struct Watched {
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

/// Registers the tables and the function `availability`. Sources that are not in `cut_offs` speak up to the as-of instant.
pub(crate) async fn add(
    context: &SessionContext,
    rulebook: &Arc<Rulebook>,
    as_of: Instant,
    cut_offs: BTreeMap<String, Instant>,
) -> Result<()> {
    let watching = Arc::new(Watching {
        rulebook: Arc::clone(rulebook),
        as_of,
        cut_offs,
        records: Records::plan(context).await?,
        seen: Seen::plan(context).await?,
        watch: OnceCell::new(),
        tables: OnceCell::new(),
    });
    for (name, columns) in TABLES {
        let of = Arc::clone(&watching);
        let table = Lazy::new(of, Asked::Table(name), columns().schema());
        catalog::add_computed(context, name, Arc::new(table))?;
    }
    // What documents promise rests on no record.
    for (name, rows) in [
        (
            "reliability_targets",
            promises::reliability(rulebook, as_of),
        ),
        ("reliability_requests", promises::requests(rulebook)),
    ] {
        let batch = rows.finish()?;
        let table = MemTable::try_new(batch.schema(), vec![vec![batch]])?;
        catalog::add_computed(context, name, Arc::new(table))?;
    }
    context.register_udtf("availability", Arc::new(AvailabilityOf::new(watching)));
    Ok(())
}

impl Watching {
    pub(crate) fn as_of(&self) -> Instant {
        self.as_of
    }

    /// The service of that key, title or name.
    pub(crate) fn service(&self, name: &str) -> Option<&ServiceTerms> {
        let services = &self.rulebook.services;
        let by_key = services.iter().find(|s| s.id == name);
        by_key.or_else(|| services.iter().find(|s| s.is_called(name)))
    }

    /// The keys of all services.
    pub(crate) fn keys(&self) -> Vec<&str> {
        let services = self.rulebook.services.iter();
        services.map(|s| s.id.as_str()).collect()
    }

    /// The parts of a service in a window, counted when it is scanned.
    pub(crate) fn window(
        self: &Arc<Self>,
        service: &ServiceTerms,
        period: Interval,
    ) -> Arc<dyn TableProvider> {
        let service = service.id.clone();
        let asked = Asked::Window { service, period };
        let schema = figures::window_rows().schema();
        Arc::new(Lazy::new(Arc::clone(self), asked, schema))
    }

    /// The services with their timelines; the records are read the first time.
    async fn watch(&self, session: &dyn Session) -> Result<Arc<Watch>> {
        let made = self.watch.get_or_try_init(|| self.read(session)).await?;
        Ok(Arc::clone(made))
    }

    async fn read(&self, session: &dyn Session) -> Result<Arc<Watch>> {
        let rulebook = &self.rulebook;
        let logged = read::logged(&self.records, session, &rulebook.services).await?;
        let terms = &rulebook.services;
        let (mut services, mut strays) = services(terms, &self.cut_offs, logged);
        strays.extend(
            self.seen
                .observe(session, terms, self.as_of, &mut services)
                .await?,
        );
        let rollup = rulebook.settings.rollup;
        let watched = rulebook.services.iter().zip(services);
        Ok(Arc::new(Watch {
            rulebook: Arc::clone(rulebook),
            as_of: self.as_of,
            services: watched
                .map(|(terms, service)| Watched {
                    terms: terms.clone(),
                    timelines: service.timelines(self.as_of, rollup),
                    service,
                })
                .collect(),
            strays,
        }))
    }

    /// One of the tables; all are made together, because what could not be counted in one is told of in another.
    async fn table(&self, name: &str, session: &dyn Session) -> Result<RecordBatch> {
        let make = || async { self.watch(session).await?.tables() };
        let tables = self.tables.get_or_try_init(make).await?;
        let table = tables.get(name).cloned();
        table.ok_or_else(|| DataFusionError::Internal(format!("no table rules.{name}")))
    }
}

impl Watch {
    fn tables(&self) -> Result<BTreeMap<&'static str, RecordBatch>> {
        let mut uncovered = BTreeMap::new();
        let periods = figures::periods(self, &mut uncovered)?;
        let budgets = figures::budgets(self, &mut uncovered)?;
        let recoveries = recovery::recoveries(self, &mut uncovered)?;
        let tables = [
            ("availability", periods),
            ("availability_budget", budgets),
            (
                "availability_findings",
                stretches::findings(self, &uncovered)?,
            ),
            ("availability_targets", promises::targets(self)),
            ("outage_periods", stretches::states(self)),
            ("outage_recovery", recoveries),
            ("outages_united", stretches::outages(self)?),
        ];
        tables
            .into_iter()
            .map(|(name, rows)| Ok((name, rows.finish()?)))
            .collect()
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
