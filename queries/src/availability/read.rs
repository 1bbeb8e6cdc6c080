//! The records of availability in the lake: `outages`, and incident tickets marked as outages.

use arrow::array::{Array, StructArray};
use datafusion::catalog::Session;
use datafusion::common::Result;
use datafusion::prelude::SessionContext;
use norma_rules::availability::{LoggedOutage, Outage, ServiceTerms, StartStamp, is_known};

use super::lazy::Query;
use crate::functions::instant;
use crate::ticket_rows::{boolean, optional_instant, optional_text, text, timestamp};

const LOGGED: &str = "select source, outage_id, service, component, started_at, ended_at, planned, announced_at, \
    window_started_at, window_ended_at, opened_at from lake.outages order by source, outage_id";

/// Ticket opened is not outage started: a ticket that does not say when the outage began gives way to a log that names it.
const MARKED: &str = "select t.source, t.ticket_id, t.service_name, t.service_path, t.submitted_at, t.resolved_at, \
    t.outage_started_at, t.outage_ended_at from lake.tickets as t \
    left join (select distinct ticket_id from lake.outages where ticket_id is not null) as named \
    on named.ticket_id = t.ticket_id \
    where t.is_outage and (t.cancelled_at is null or t.cancelled_at > as_of()) \
    and (t.outage_started_at is not null or named.ticket_id is null) order by t.source, t.ticket_id";

/// The queries for the records, planned before anybody asks for them.
#[derive(Debug)]
pub(super) struct Records {
    logged: Query,
    marked: Query,
}

impl Records {
    /// Over the tables of `context`.
    pub(super) async fn plan(context: &SessionContext) -> Result<Self> {
        Ok(Self {
            logged: Query::plan(context, LOGGED).await?,
            marked: Query::plan(context, MARKED).await?,
        })
    }
}

/// Every record, with its source, under the names that it was logged with. Where no service is configured, tickets are not read.
pub(super) async fn logged(
    records: &Records,
    session: &dyn Session,
    terms: &[ServiceTerms],
) -> Result<Vec<(String, LoggedOutage)>> {
    let mut found = Vec::new();
    for batch in records.logged.rows(session).await? {
        let rows = StructArray::from(batch);
        let source = text(&rows, "source")?;
        let (id, service) = (text(&rows, "outage_id")?, text(&rows, "service")?);
        let component = text(&rows, "component")?;
        let started = timestamp(&rows, "started_at")?;
        let ended = timestamp(&rows, "ended_at")?;
        let planned = boolean(&rows, "planned")?;
        let announced = timestamp(&rows, "announced_at")?;
        let (from, to) = (
            timestamp(&rows, "window_started_at")?,
            timestamp(&rows, "window_ended_at")?,
        );
        let opened = timestamp(&rows, "opened_at")?;
        for row in 0..rows.len() {
            let record = LoggedOutage {
                service: service.value(row).to_owned(),
                component: optional_text(&component, row).map(str::to_owned),
                outage: Outage {
                    start_stamp: StartStamp::Outage,
                    opened_at: optional_instant(&opened, row),
                    planned: planned.is_valid(row) && planned.value(row),
                    announced_at: optional_instant(&announced, row),
                    // Half a window says nothing: the stamps of the outage are taken then.
                    window: optional_instant(&from, row).zip(optional_instant(&to, row)),
                    ..Outage::new(
                        id.value(row),
                        instant(started.value(row)),
                        optional_instant(&ended, row),
                    )
                },
            };
            found.push((source.value(row).to_owned(), record));
        }
    }
    if terms.is_empty() {
        return Ok(found);
    }
    for batch in records.marked.rows(session).await? {
        let rows = StructArray::from(batch);
        let (source, id) = (text(&rows, "source")?, text(&rows, "ticket_id")?);
        let names = [text(&rows, "service_name")?, text(&rows, "service_path")?];
        let opened = timestamp(&rows, "submitted_at")?;
        let resolved = timestamp(&rows, "resolved_at")?;
        let started = timestamp(&rows, "outage_started_at")?;
        let ended = timestamp(&rows, "outage_ended_at")?;
        for row in 0..rows.len() {
            let given = || names.iter().filter_map(|n| optional_text(n, row));
            let service = given().find(|name| is_known(terms, name));
            let record = LoggedOutage {
                service: service.or_else(|| given().next()).unwrap_or("-").to_owned(),
                component: None,
                outage: Outage::of_incident(
                    id.value(row),
                    instant(opened.value(row)),
                    optional_instant(&resolved, row),
                    optional_instant(&started, row),
                    optional_instant(&ended, row),
                ),
            };
            found.push((source.value(row).to_owned(), record));
        }
    }
    Ok(found)
}
