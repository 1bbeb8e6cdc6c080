//! The report model from the models of `queries/models/`.

mod beside;

pub(crate) use beside::trend;

use std::collections::BTreeMap;

use norma_queries::{Params, Session, models};
use norma_rules::{Catalogue, Instant, Period, Quarter, Rulebook};

use crate::availability;
use crate::charts::Flow;
use crate::clauses::clauses;
use crate::error::ReportError;
use crate::format::date;
use crate::frame;
use crate::model::{
    self, AdoptionNote, Breach, ChannelRow, ClockRow, CutOff, Exclusion, Finding, FlowRow, Load,
    ModelNote, NormInUse, PriorityRow, QuarterRow, Reason, Report, ServiceRow, Setting, Times,
    Unmapped,
};
use crate::promise::{comparison, hours, limit, quotes};
use crate::rows::{Row, Rows};

/// The models that a report is made of, in the order of its sections.
const MODELS: [&str; 13] = [
    "quarter_summary",
    "fulfilment_by_service",
    "service_by_month",
    "resolution_by_priority",
    "response_by_channel",
    "flow_by_source",
    "breaches",
    "verdict_counts",
    "load_counts",
    "data_quality",
    "unmapped_services",
    "exclusions",
    "norms_in_use",
];

impl Report {
    /// The figures of `quarter` in `session`.
    ///
    /// # Errors
    /// A model that cannot be run, or that lacks a column.
    pub async fn build(session: &Session, quarter: Quarter) -> Result<Self, ReportError> {
        Self::read(session, quarter.into(), None).await
    }

    /// The figures of `period` as far as these models tell them; all other lists are empty. Pages of the server need a
    /// few chapters each, of any period: one that is no quarter wants a session [`filtered`](Session::filtered) by it,
    /// and its neighbours in time are unknown there. What is told by quarter (availability, promises) is that of the
    /// period's last quarter.
    ///
    /// # Errors
    /// As [`build`](Self::build).
    pub async fn part(
        session: &Session,
        period: Period,
        models: &[&'static str],
    ) -> Result<Self, ReportError> {
        Self::read(session, period, Some(models)).await
    }

    async fn read(
        session: &Session,
        period: Period,
        only: Option<&[&'static str]>,
    ) -> Result<Self, ReportError> {
        let rulebook = session.rulebook();
        let snapshot = session.snapshot();
        let cut_offs = snapshot.map(|snapshot| &snapshot.cut_offs);
        let catalogue = &rulebook.catalogue;
        let quarter = Quarter::of(period.end().plus(-1));
        let reader = Reader {
            session,
            params: Params::period(period),
            only,
        };
        Ok(Self {
            quarter,
            period,
            as_of: session.as_of(),
            snapshot: snapshot.map(|snapshot| snapshot.number),
            rules_version: rulebook.version(),
            cut_offs: cut_offs
                .into_iter()
                .flatten()
                .map(|(source, at)| CutOff {
                    source: source.clone(),
                    at: Instant(*at),
                })
                .collect(),
            clocks: reader.rows("quarter_summary", clock).await?,
            services: reader
                .rows("fulfilment_by_service", |row| service(row, catalogue))
                .await?,
            priorities: reader
                .rows("resolution_by_priority", |row| priority(row, catalogue))
                .await?,
            channels: reader.rows("response_by_channel", channel).await?,
            flows: reader.rows("flow_by_source", flow).await?,
            availability: availability::section(session, &reader, quarter).await?,
            breaches: reader
                .rows("breaches", |row| breach(row, catalogue))
                .await?,
            reasons: reader
                .rows("verdict_counts", reason)
                .await?
                .into_iter()
                .flatten()
                .collect(),
            loads: reader.rows("load_counts", load).await?,
            findings: reader.rows("data_quality", finding).await?,
            unmapped: reader.rows("unmapped_services", unmapped).await?,
            adoptions: local(rulebook),
            settings: rulebook
                .settings
                .table()
                .into_iter()
                .map(|(key, value, other)| Setting {
                    key: key.to_owned(),
                    value,
                    other,
                })
                .collect(),
            models: MODELS
                .into_iter()
                .chain(availability::MODELS)
                .chain(beside::MODELS)
                .filter_map(note)
                .collect(),
            what_if: None,
            frame: frame::frame(&reader, quarter).await?,
            backlog: reader.rows("backlog_by_age", beside::backlog).await?,
            pareto: reader.rows("breach_pareto", beside::pareto).await?,
            trend: beside::trend(quarters(&reader).await?, quarter),
            exclusions: reader.rows("exclusions", exclusion).await?,
            norms: reader
                .rows("norms_in_use", |row| norm_in_use(row, rulebook))
                .await?,
            sensitivity: None,
            ledgers: None,
        })
    }
}

/// What is local: adoptions, then the documents of overlays with norms of their own.
fn local(rulebook: &Rulebook) -> Vec<AdoptionNote> {
    let adopted = rulebook.adoptions.iter().map(|adoption| AdoptionNote {
        organisation: adoption.organisation.clone(),
        table_2: adoption.table_2,
        availability: adoption.availability_text().map(|t| t.replace('.', ",")),
        norms: 0,
        valid_from: date(adoption.valid_from),
        valid_to: adoption.valid_to.map(date),
        basis: adoption.basis.clone(),
    });
    let catalogue = &rulebook.catalogue;
    let agreed = catalogue.documents().iter().filter_map(|document| {
        let norms = catalogue.norms().iter();
        let norms = norms.filter(|norm| norm.local && norm.document == document.id);
        let number = document.number.as_deref().unwrap_or(&document.id);
        Some(AdoptionNote {
            organisation: document.organisation.clone(),
            table_2: false,
            availability: None,
            norms: Some(norms.count()).filter(|count| *count > 0)?,
            valid_from: date(document.valid_from?),
            valid_to: document.valid_to.map(date),
            basis: format!("{} ({number})", document.title),
        })
    });
    adopted.chain(agreed).collect()
}

/// Every quarter that has tickets as of the session, oldest first, with its three main groups.
///
/// # Errors
/// As [`Report::build`].
pub async fn history(session: &Session) -> Result<Vec<QuarterRow>, ReportError> {
    quarters(&Reader::new(session, Params::none())).await
}

/// The rows of [`history`] as far as `reader` reads them; facts of a period that is no quarter belong to none.
pub(crate) async fn quarters(reader: &Reader<'_>) -> Result<Vec<QuarterRow>, ReportError> {
    let rows = reader
        .rows("summary_by_quarter", |row| {
            let text = row.text("quarter")?;
            let period = text.parse::<Period>().map_err(|e| ReportError::Column {
                model: "summary_by_quarter",
                column: "quarter",
                what: e.to_string(),
            })?;
            Ok((period.quarter(), clock(row)?))
        })
        .await?;
    let mut quarters: BTreeMap<Quarter, Vec<ClockRow>> = BTreeMap::new();
    for (quarter, row) in rows {
        if let Some(quarter) = quarter {
            quarters.entry(quarter).or_default().push(row);
        }
    }
    let row = |(quarter, clocks): (Quarter, Vec<ClockRow>)| QuarterRow {
        quarter,
        fulfilment: model::fulfilment(&clocks),
        resolution: model::resolution(&clocks),
        response: model::response(&clocks),
    };
    Ok(quarters.into_iter().map(row).collect())
}

/// What tickets can be chosen by: values with their names, by property (`choices`).
///
/// # Errors
/// As [`Report::build`].
pub async fn properties(
    session: &Session,
) -> Result<BTreeMap<String, Vec<(String, String)>>, ReportError> {
    let reader = Reader::new(session, Params::none());
    let rows = reader.rows("choices", |row| {
        let value = row.text("value")?;
        let name = row.text_or_none("name")?.unwrap_or_else(|| value.clone());
        Ok((row.text("property")?, (value, name)))
    });
    let mut properties: BTreeMap<String, Vec<(String, String)>> = BTreeMap::new();
    for (property, value) in rows.await? {
        properties.entry(property).or_default().push(value);
    }
    Ok(properties)
}

/// Rows of the models of a session.
pub(crate) struct Reader<'a> {
    pub(crate) session: &'a Session,
    pub(crate) params: Params,
    /// The models that are run; others give no rows. `None`: all.
    pub(crate) only: Option<&'a [&'static str]>,
}

impl<'a> Reader<'a> {
    /// Of every model.
    pub(crate) fn new(session: &'a Session, params: Params) -> Self {
        Self {
            session,
            params,
            only: None,
        }
    }

    /// The same with other parameters.
    pub(crate) fn with(&self, params: Params) -> Self {
        Self { params, ..*self }
    }

    pub(crate) async fn rows<T>(
        &self,
        model: &'static str,
        read: impl Fn(&Row<'_>) -> Result<T, ReportError>,
    ) -> Result<Vec<T>, ReportError> {
        if self.only.is_some_and(|only| !only.contains(&model)) {
            return Ok(Vec::new());
        }
        let batches = self.session.model(model, &self.params).await?;
        Rows::new(model, &batches).map(read)
    }
}

pub(crate) fn note(name: &'static str) -> Option<ModelNote> {
    models::get(name).map(|model| ModelNote {
        name: name.to_owned(),
        title: model.header.title.clone(),
        grain: model.header.grain.clone(),
    })
}

pub(crate) fn clock(row: &Row<'_>) -> Result<ClockRow, ReportError> {
    Ok(ClockRow {
        clock: row.text("clock")?,
        local: row.flag("local")?,
        counts: row.counts()?,
    })
}

fn times(row: &Row<'_>) -> Result<Times, ReportError> {
    Ok(Times {
        median: row.int_or_none("elapsed_median_seconds")?,
        p90: row.int_or_none("elapsed_p90_seconds")?,
        calendar: row.text_or_none("calendar")?,
    })
}

fn service(row: &Row<'_>, catalogue: &Catalogue) -> Result<ServiceRow, ReportError> {
    let norm_path = row.text_or_none("norm_path")?;
    let service_name = row.text_or_none("service_name")?;
    let quotes = norm_path
        .as_deref()
        .map_or_else(Vec::new, |path| quotes(catalogue, path));
    let times = times(row)?;
    let least = row.int_or_none("allowance_least_seconds")?;
    let most = row.int_or_none("allowance_most_seconds")?;
    let words = |seconds| {
        limit(
            catalogue,
            norm_path.as_deref(),
            seconds,
            times.calendar.as_deref(),
        )
    };
    let (limit_least, limit_most) = (words(least), words(most));
    Ok(ServiceRow {
        organisation: row.text("organisation")?,
        service_name: service_name
            .or_else(|| norm_path.clone())
            .unwrap_or_else(|| "Layanan tidak tercatat".to_owned()),
        norm_path,
        clock: row.text("clock")?,
        local: row.flag("local")?,
        counts: row.counts()?,
        times,
        allowance_least: least,
        allowance_most: most,
        limit_least,
        limit_most,
        quotes,
    })
}

fn priority(row: &Row<'_>, catalogue: &Catalogue) -> Result<PriorityRow, ReportError> {
    let times = times(row)?;
    let name = row.text_or_none("priority")?;
    let allowed = row.int_or_none("allowance_seconds")?;
    Ok(PriorityRow {
        limit: hours(allowed, times.calendar.as_deref()),
        organisation: row.text("organisation")?,
        local: row.flag("local")?,
        comparison: comparison(catalogue, name.as_deref()),
        priority: name,
        counts: row.counts()?,
        times,
        allowance: allowed,
    })
}

fn channel(row: &Row<'_>) -> Result<ChannelRow, ReportError> {
    let times = times(row)?;
    let least = row.int_or_none("allowance_least_seconds")?;
    let most = row.int_or_none("allowance_most_seconds")?;
    Ok(ChannelRow {
        limit_least: hours(least, times.calendar.as_deref()),
        limit_most: hours(most, times.calendar.as_deref()),
        organisation: row.text("organisation")?,
        local: row.flag("local")?,
        channel: row.text_or_none("channel")?,
        counts: row.counts()?,
        times,
        allowance_least: least,
        allowance_most: most,
    })
}

fn flow(row: &Row<'_>) -> Result<FlowRow, ReportError> {
    Ok(FlowRow {
        source: row.text("source")?,
        flow: Flow {
            open_at_start: row.int("open_at_start")?,
            submitted: row.int("submitted")?,
            reopened: row.int("reopened")?,
            finished: row.int("finished")?,
            cancelled: row.int("cancelled")?,
            open_at_end: row.int("open_at_end")?,
        },
    })
}

fn breach(row: &Row<'_>, catalogue: &Catalogue) -> Result<Breach, ReportError> {
    let norm = row.text_or_none("norm")?;
    let calendar = row.text_or_none("calendar")?;
    let allowed = row.int_or_none("allowance_seconds")?;
    Ok(Breach {
        limit: limit(catalogue, norm.as_deref(), allowed, calendar.as_deref()),
        source: row.text("source")?,
        ticket_id: row.text("ticket_id")?,
        clock: row.text("clock")?,
        verdict: row.text("verdict")?,
        organisation: row.text("organisation")?,
        service_name: row.text_or_none("service_name")?,
        priority: row.text_or_none("priority")?,
        norm,
        local: row.flag("local")?,
        calendar,
        allowance: allowed,
        elapsed: row.int_or_none("elapsed_seconds")?,
        exceeded: row.int_or_none("exceeded_seconds")?,
        due_at: row.instant("due_at")?,
        finished_at: row.instant("finished_at")?,
    })
}

/// Only verdicts without a decision have a reason.
fn reason(row: &Row<'_>) -> Result<Option<Reason>, ReportError> {
    let verdict = row.text("verdict")?;
    if !["exempt", "no_norm", "unmeasurable"].contains(&verdict.as_str()) {
        return Ok(None);
    }
    Ok(Some(Reason {
        clock: row.text("clock")?,
        verdict,
        reason: row.text_or_none("reason")?.unwrap_or_default(),
        tickets: row.int("tickets")?,
    }))
}

fn exclusion(row: &Row<'_>) -> Result<Exclusion, ReportError> {
    Ok(Exclusion {
        verdict: row.text("verdict")?,
        reason: row.text_or_none("reason")?,
        approved_by: row.text_or_none("exempt_by")?,
        clock: row.text("clock")?,
        local: row.flag("local")?,
        tickets: row.int("tickets")?,
        example: row.text("example")?,
    })
}

fn norm_in_use(row: &Row<'_>, rulebook: &Rulebook) -> Result<NormInUse, ReportError> {
    let norm = row.text("norm")?;
    let local = row.flag("local")?;
    Ok(NormInUse {
        clauses: clauses(rulebook, &norm, local),
        norm,
        clock: row.text("clock")?,
        local,
        tickets: row.int("tickets")?,
        decided: row.int("decided")?,
        late: row.int("late")?,
    })
}

fn load(row: &Row<'_>) -> Result<Load, ReportError> {
    Ok(Load {
        run: row.int("run")?,
        source: row.text("source")?,
        file_name: row.text("file_name")?,
        landing_file: row.text("landing_file")?,
        export_time: row.instant("export_time")?,
        records_read: row.int("records_read")?,
        loaded: row.int("loaded")?,
        superseded: row.int("superseded")?,
        repeated: row.int("repeated")?,
        rejected: row.int("rejected")?,
    })
}

fn finding(row: &Row<'_>) -> Result<Finding, ReportError> {
    Ok(Finding {
        source: row.text("source")?,
        check: row.text("check")?,
        field: row.text_or_none("field")?,
        findings: row.int("findings")?,
        concerned: row.int("concerned")?,
        example_ticket: row.text_or_none("example_ticket")?,
        example_detail: row.text_or_none("example_detail")?,
    })
}

fn unmapped(row: &Row<'_>) -> Result<Unmapped, ReportError> {
    Ok(Unmapped {
        source: row.text("source")?,
        organisation: row.text("organisation")?,
        service_path: row.text_or_none("service_path")?,
        service_name: row.text_or_none("service_name")?,
        tickets: row.int("tickets")?,
        requests: row.int("requests")?,
    })
}
