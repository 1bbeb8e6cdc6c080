//! The simulation from the models `what_if` of `queries/models/`.

use norma_queries::{Params, Session};
use norma_rules::{Catalogue, Quarter};

use crate::build::{Reader, note};
use crate::counts::Counts;
use crate::error::ReportError;
use crate::model::{Change, Judged, PromiseRow, Report, Sides, WhatIf, WhatIfService};
use crate::promise::limit;
use crate::rows::Row;

/// The models that a simulation is made of, in the order of its tables.
const MODELS: [&str; 3] = [
    "what_if_by_organisation",
    "what_if_by_service",
    "what_if_changes",
];

impl Report {
    /// The report of `quarter` with a simulation. `session` holds the facts of `other` beside its own (see
    /// [`Session::beside`]); `norms` is what `other` judges by, as it was named.
    ///
    /// # Errors
    /// As [`build`](Self::build), and a session with one judging.
    pub async fn build_with_simulation(
        session: &Session,
        other: &Session,
        norms: &str,
        quarter: Quarter,
    ) -> Result<Self, ReportError> {
        let mut report = Self::build(session, quarter).await?;
        report.what_if = Some(simulation(session, other, norms, quarter).await?);
        report.models.extend(MODELS.into_iter().filter_map(note));
        Ok(report)
    }
}

async fn simulation(
    session: &Session,
    other: &Session,
    norms: &str,
    quarter: Quarter,
) -> Result<WhatIf, ReportError> {
    let reader = Reader::new(session, Params::quarter(quarter));
    let rulebook = other.rulebook();
    let catalogue = &rulebook.catalogue;
    let document = rulebook
        .norms
        .document()
        .and_then(|id| catalogue.document(id));
    Ok(WhatIf {
        norms: norms.to_owned(),
        title: document.map(|document| document.title.clone()),
        rules_version: rulebook.version(),
        organisations: reader.rows("what_if_by_organisation", promise).await?,
        services: reader
            .rows("what_if_by_service", |row| service(row, catalogue))
            .await?,
        changes: reader
            .rows("what_if_changes", |row| change(row, catalogue))
            .await?,
    })
}

fn sides(row: &Row<'_>) -> Result<Sides, ReportError> {
    Ok(Sides {
        in_force: row.counts()?,
        other: Counts {
            met: row.int("other_met")?,
            breached: row.int("other_breached")?,
            overdue: row.int("other_overdue")?,
            running: row.int("other_running")?,
            exempt: row.int("other_exempt")?,
            no_norm: row.int("other_no_norm")?,
            unmeasurable: row.int("other_unmeasurable")?,
        },
        improved: row.int("improved")?,
        worsened: row.int("worsened")?,
        no_counterpart: row.int("no_counterpart")?,
    })
}

fn promise(row: &Row<'_>) -> Result<PromiseRow, ReportError> {
    Ok(PromiseRow {
        organisation: row.text("organisation")?,
        promise: row.text("promise")?,
        local: row.flag("local")?,
        other_local: row.flag("other_local")?,
        sides: sides(row)?,
    })
}

fn service(row: &Row<'_>, catalogue: &Catalogue) -> Result<WhatIfService, ReportError> {
    let norm_path = row.text_or_none("norm_path")?;
    let service_name = row.text_or_none("service_name")?;
    let first = row.text_or_none("other_norm_first")?;
    let last = row.text_or_none("other_norm_last")?;
    let words = |reference: Option<&str>, seconds| limit(catalogue, reference, seconds, None);
    Ok(WhatIfService {
        organisation: row.text("organisation")?,
        service_name: service_name
            .or_else(|| norm_path.clone())
            .unwrap_or_else(|| "Layanan tidak tercatat".to_owned()),
        local: row.flag("local")?,
        other_local: row.flag("other_local")?,
        limit: from_to(
            words(
                norm_path.as_deref(),
                row.int_or_none("allowance_least_seconds")?,
            ),
            words(
                norm_path.as_deref(),
                row.int_or_none("allowance_most_seconds")?,
            ),
        ),
        other_limit: from_to(
            words(
                first.as_deref(),
                row.int_or_none("other_allowance_least_seconds")?,
            ),
            words(
                last.as_deref(),
                row.int_or_none("other_allowance_most_seconds")?,
            ),
        ),
        other_norms: from_to(first.unwrap_or_default(), last.unwrap_or_default()),
        norm_path,
        sides: sides(row)?,
    })
}

/// One of them where both are the same, else from the first to the last.
fn from_to(first: String, last: String) -> String {
    if first == last {
        first
    } else {
        format!("{first} s.d. {last}")
    }
}

fn change(row: &Row<'_>, catalogue: &Catalogue) -> Result<Change, ReportError> {
    let (in_force, other) = (
        judged(row, catalogue, &IN_FORCE)?,
        judged(row, catalogue, &OTHER)?,
    );
    Ok(Change {
        change: row.text("change")?,
        source: row.text("source")?,
        ticket_id: row.text("ticket_id")?,
        organisation: row.text("organisation")?,
        service_name: row.text_or_none("service_name")?,
        in_force,
        other,
    })
}

/// The columns of one side of `what_if_changes`.
struct Columns {
    clock: &'static str,
    norm: &'static str,
    local: &'static str,
    calendar: &'static str,
    allowance: &'static str,
    elapsed: &'static str,
    verdict: &'static str,
}

const IN_FORCE: Columns = Columns {
    clock: "clock",
    norm: "norm",
    local: "local",
    calendar: "calendar",
    allowance: "allowance_seconds",
    elapsed: "elapsed_seconds",
    verdict: "verdict",
};

const OTHER: Columns = Columns {
    clock: "other_clock",
    norm: "other_norm",
    local: "other_local",
    calendar: "other_calendar",
    allowance: "other_allowance_seconds",
    elapsed: "other_elapsed_seconds",
    verdict: "other_verdict",
};

fn judged(row: &Row<'_>, catalogue: &Catalogue, columns: &Columns) -> Result<Judged, ReportError> {
    let norm = row.text_or_none(columns.norm)?;
    let calendar = row.text_or_none(columns.calendar)?;
    let allowed = row.int_or_none(columns.allowance)?;
    Ok(Judged {
        limit: limit(catalogue, norm.as_deref(), allowed, calendar.as_deref()),
        clock: row.text_or_none(columns.clock)?,
        // Only what is late on one side and judged on the other is here, so both sides are.
        local: row.flag(columns.local)?,
        elapsed: row.int_or_none(columns.elapsed)?,
        verdict: row.text_or_none(columns.verdict)?,
        norm,
        calendar,
    })
}
