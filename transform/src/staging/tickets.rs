//! Rows for `tickets` and `ticket_events`.

use std::borrow::Cow;
use std::collections::BTreeMap;

use norma_lake::contract::{Kind, TICKETS};
use norma_rules::{Instant, Level, Priority, Quarter};
use polars::prelude::{DataFrame, PolarsResult};

use super::reader::{BatchReader, OnUnknown, Values};
use super::services::Services;
use super::sink::{column, constant};
use crate::config::{Rows, SourceConfig};
use crate::typing::Vocabulary;

/// The typed columns of a batch of tickets, all rows, rejected ones too.
pub(crate) struct Tickets<'a> {
    columns: BTreeMap<&'static str, Values<'a>>,
    /// Norm of each row.
    norms: Vec<Option<String>>,
    height: usize,
}

impl<'a> Tickets<'a> {
    /// Types a batch; faults and findings are noted in the reader.
    pub(crate) fn read(
        reader: &mut BatchReader<'a>,
        source: &'a SourceConfig,
        services: &mut Services<'_>,
    ) -> PolarsResult<Self> {
        let mut columns = BTreeMap::new();
        for c in TICKETS.columns {
            let values = match (c.kind, Vocabulary::of(c.name)) {
                (Kind::Bool, _) => reader.truths(c.name)?,
                (Kind::Text, Some(vocabulary)) => {
                    let on_unknown = if c.name == "kind" {
                        OnUnknown::Reject
                    } else {
                        OnUnknown::Find
                    };
                    Values::Text(reader.words(c.name, vocabulary, on_unknown)?)
                }
                (Kind::Text, None) => reader.free_text(c.name)?,
                (Kind::Int, _) => {
                    // A reopening that cannot be counted decides verdicts; the other numbers may be unknown.
                    let on_unknown = if c.name == "reopen_count" {
                        OnUnknown::Reject
                    } else {
                        OnUnknown::Find
                    };
                    Values::Int(reader.numbers(c.name, on_unknown)?)
                }
                (Kind::Instant, _) => Values::Instant(reader.instants(c.name)?),
            };
            columns.insert(c.name, values);
        }
        let mut tickets = Self {
            columns,
            norms: Vec::new(),
            height: reader.height(),
        };
        tickets.fill_defaults(source);
        tickets.require(reader, source);
        tickets.derive(reader, services);
        Ok(tickets)
    }

    /// Rows of `tickets`, without lineage.
    pub(crate) fn frame(&self) -> PolarsResult<DataFrame> {
        let columns = TICKETS
            .columns
            .iter()
            .filter_map(|c| Some(column(c.name, self.columns.get(c.name)?.clone())))
            .collect::<PolarsResult<Vec<_>>>()?;
        DataFrame::new(self.height, columns)
    }

    /// Rows of `ticket_events`, without lineage: one status event a row, at the row's update time.
    pub(crate) fn events(&self, reader: &mut BatchReader<'a>) -> PolarsResult<DataFrame> {
        let at = self.instants("updated_at").to_vec();
        let quarters = quarters(&at);
        let team = if reader.field("actor_team").is_some() {
            reader.free_text("actor_team")?
        } else {
            self.values("team")
        };
        let raw = reader
            .texts("status")?
            .into_iter()
            .map(|t| t.map(Cow::Borrowed))
            .collect();
        let columns = vec![
            column("ticket_id", self.values("ticket_id"))?,
            column("at", Values::Instant(at))?,
            column("attribute", constant("status", self.height))?,
            column("to_value", self.values("status"))?,
            column("raw_value", Values::Text(raw))?,
            column("actor_team", team)?,
            column("at_quarter", quarters)?,
        ];
        DataFrame::new(self.height, columns)
    }

    /// The ticket number of a row.
    pub(crate) fn id(&self, row: usize) -> &str {
        self.text("ticket_id", row).unwrap_or_default()
    }

    /// Service name and path of a row without norm; `None` for rows that have one or, without a service, need none.
    pub(crate) fn without_norm(&self, row: usize) -> Option<(Option<&str>, Option<&str>)> {
        if self.norms.get(row).is_some_and(Option::is_some) {
            return None;
        }
        let service = (
            self.text("service_name", row),
            self.text("service_path", row),
        );
        (service != (None, None) || self.needs_norm(row)).then_some(service)
    }

    /// Whether a norm judges it: requests and changes. Incidents have a priority, complaints and information a response.
    pub(crate) fn needs_norm(&self, row: usize) -> bool {
        matches!(self.text("kind", row), Some("request" | "change"))
    }

    /// Greatest update time among the rows of the mask, seconds.
    pub(crate) fn newest_update(&self, keep: &[bool]) -> Option<i64> {
        let times = self.instants("updated_at").iter().zip(keep);
        times.filter_map(|(at, keep)| at.filter(|_| *keep)).max()
    }

    /// What the export does not say and the configuration does.
    fn fill_defaults(&mut self, source: &'a SourceConfig) {
        let kind = source.kind.map(norma_rules::TicketKind::as_str);
        self.default_text("kind", kind);
        let organisation = Some(source.organisation.as_str()).filter(|o| !o.is_empty());
        self.default_text("organisation", organisation);
        self.default_text("office_zone", Some(source.office_zone.name()));
        if let Some(Values::Int(counts)) = self.columns.get_mut("reopen_count") {
            for count in counts.iter_mut() {
                count.get_or_insert(0);
            }
        }
    }

    fn default_text(&mut self, column: &str, default: Option<&'a str>) {
        if let (Some(Values::Text(texts)), Some(default)) = (self.columns.get_mut(column), default)
        {
            for text in texts.iter_mut().filter(|t| t.is_none()) {
                *text = Some(Cow::Borrowed(default));
            }
        }
    }

    /// Rejects rows without what every ticket must have.
    fn require(&self, reader: &mut BatchReader<'a>, source: &SourceConfig) {
        let of_events = (source.rows == Rows::Event).then_some("updated_at");
        let of_tickets = ["ticket_id", "kind", "organisation", "submitted_at"];
        for name in of_tickets.into_iter().chain(of_events) {
            if let Some(values) = self.columns.get(name) {
                reader.require(name, values);
            }
        }
    }

    /// Norm, priority and quarter, and what is odd about each ticket.
    fn derive(&mut self, reader: &mut BatchReader<'a>, services: &mut Services<'_>) {
        let mut priorities = Vec::with_capacity(self.height);
        for row in 0..self.height {
            let norm = self.instant("submitted_at", row).and_then(|submitted| {
                services.norm(
                    self.text("organisation", row)?,
                    self.text("service_name", row),
                    self.text("service_path", row),
                    submitted.local_date(norma_rules::Zone::Wib),
                )
            });
            self.norms.push(norm);
            priorities.push(
                self.priority(row, reader)
                    .map(|p| Cow::Borrowed(p.as_str())),
            );
            self.times(row, reader);
        }
        let norms = self
            .norms
            .iter()
            .map(|n| n.clone().map(Cow::Owned))
            .collect();
        let quarters = quarters(self.instants("submitted_at"));
        self.columns.insert("norm_path", Values::Text(norms));
        self.columns.insert("priority", Values::Text(priorities));
        self.columns.insert("submitted_quarter", quarters);
    }

    /// Priority by the matrix of 001 table 2 when both inputs are known, else as stated; P1 for a disaster (RULES 3).
    fn priority(&self, row: usize, reader: &mut BatchReader<'a>) -> Option<Priority> {
        let level = |name| self.text(name, row).and_then(Level::from_name);
        let (impact, urgency) = (level("impact"), level("urgency"));
        let stated = self
            .text("priority_stated", row)
            .and_then(Priority::from_name);
        let disaster =
            matches!(self.columns.get("disaster"), Some(Values::Bool(b)) if b[row] == Some(true));
        let source = norma_rules::settings::PrioritySource::Matrix;
        let priority = norma_rules::priority::effective(source, disaster, impact, urgency, stated);
        if let (Some(stated), Some(priority), Some(impact), Some(urgency)) =
            (stated, priority, impact, urgency)
            && stated != priority
        {
            let why = if disaster {
                "a disaster is P1".to_owned()
            } else {
                format!("impact {impact} and urgency {urgency} give {priority}")
            };
            let detail = format!("the export says {stated}, but {why}");
            reader.find(
                row,
                "priority_disagrees",
                reader.field("priority_stated"),
                detail,
            );
        }
        priority
    }

    /// Times that cannot follow each other so.
    fn times(&self, row: usize, reader: &mut BatchReader<'a>) {
        let at = |name| self.instant(name, row);
        if let Some(submitted) = at("submitted_at") {
            for (name, check) in [
                ("first_response_at", "response_before_start"),
                ("resolved_at", "finished_before_start"),
                ("fulfilled_at", "finished_before_start"),
                ("closed_at", "finished_before_start"),
            ] {
                if let Some(end) = at(name).filter(|end| *end < submitted) {
                    let detail = format!("{name} {end:?} is before submitted_at {submitted:?}");
                    reader.find(row, check, reader.field(name), detail);
                }
            }
        }
        if let (Some(start), Some(end)) = (at("activity_start_at"), at("activity_end_at"))
            && end < start
        {
            let detail = format!("activity_end_at {end:?} is before activity_start_at {start:?}");
            reader.find(
                row,
                "activity_ends_before_start",
                reader.field("activity_end_at"),
                detail,
            );
        }
        let finished = self
            .text("status", row)
            .and_then(norma_rules::Status::from_name)
            .is_some_and(norma_rules::Status::is_finished);
        let stamped = ["resolved_at", "fulfilled_at", "closed_at"]
            .iter()
            .any(|n| at(n).is_some());
        if finished && !stamped {
            let status = self.text("status", row).unwrap_or_default();
            let detail = format!("the status is {status}, but no time says when it was finished");
            reader.find(row, "finished_without_time", reader.field("status"), detail);
        }
    }

    fn values(&self, name: &str) -> Values<'a> {
        self.columns
            .get(name)
            .cloned()
            .unwrap_or_else(|| Values::Text(vec![None; self.height]))
    }

    fn text(&self, name: &str, row: usize) -> Option<&str> {
        match self.columns.get(name) {
            Some(Values::Text(texts)) => texts[row].as_deref(),
            _ => None,
        }
    }

    fn instant(&self, name: &str, row: usize) -> Option<Instant> {
        self.instants(name).get(row).copied().flatten().map(Instant)
    }

    fn instants(&self, name: &str) -> &[Option<i64>] {
        match self.columns.get(name) {
            Some(Values::Instant(times)) => times,
            _ => &[],
        }
    }
}

/// The WIB quarter of each instant.
fn quarters<'a>(at: &[Option<i64>]) -> Values<'a> {
    let names = at
        .iter()
        .map(|at| at.map(|at| Cow::Owned(Quarter::of(Instant(at)).to_string())));
    Values::Text(names.collect())
}
