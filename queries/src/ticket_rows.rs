//! From rows of `tickets` and `ticket_events` to the rules' [`Ticket`]: columns are found and typed once a batch, a
//! ticket borrows from them.

use arrow::array::{
    Array, AsArray, BooleanArray, Int64Array, ListArray, StringArray, StructArray,
    TimestampMicrosecondArray,
};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Int64Type, TimestampMicrosecondType};
use datafusion::common::{DataFusionError, Result};
use norma_rules::{
    Change, Channel, Event, Instant, Level, Priority, Status, Ticket, TicketKind, Zone,
};

use crate::functions::{instant, shown_instant_type};

/// The columns of `tickets` that the rules read.
pub(crate) struct TicketColumns {
    source: StringArray,
    ticket_id: StringArray,
    kind: StringArray,
    organisation: StringArray,
    norm_path: StringArray,
    channel: StringArray,
    office_zone: StringArray,
    submitted_at: TimestampMicrosecondArray,
    first_response_at: TimestampMicrosecondArray,
    documents_complete_at: TimestampMicrosecondArray,
    decision_at: TimestampMicrosecondArray,
    letter_received_at: TimestampMicrosecondArray,
    proposals_closed_at: TimestampMicrosecondArray,
    results_received_at: TimestampMicrosecondArray,
    approved_at: TimestampMicrosecondArray,
    activity_start_at: TimestampMicrosecondArray,
    activity_end_at: TimestampMicrosecondArray,
    resolved_at: TimestampMicrosecondArray,
    fulfilled_at: TimestampMicrosecondArray,
    closed_at: TimestampMicrosecondArray,
    cancelled_at: TimestampMicrosecondArray,
    reopen_count: Int64Array,
    impact: StringArray,
    urgency: StringArray,
    priority_stated: StringArray,
    disaster: BooleanArray,
    quantity: Int64Array,
    environment: StringArray,
    exempt_reason: StringArray,
}

impl TicketColumns {
    /// The columns of `rows`, by name.
    ///
    /// # Errors
    /// A column that is absent or cannot be brought to its type.
    pub(crate) fn new(rows: &StructArray) -> Result<Self> {
        let text = |name: &str| text(rows, name);
        let at = |name: &str| timestamp(rows, name);
        Ok(Self {
            source: text("source")?,
            ticket_id: text("ticket_id")?,
            kind: text("kind")?,
            organisation: text("organisation")?,
            norm_path: text("norm_path")?,
            channel: text("channel")?,
            office_zone: text("office_zone")?,
            submitted_at: at("submitted_at")?,
            first_response_at: at("first_response_at")?,
            documents_complete_at: at("documents_complete_at")?,
            decision_at: at("decision_at")?,
            letter_received_at: at("letter_received_at")?,
            proposals_closed_at: at("proposals_closed_at")?,
            results_received_at: at("results_received_at")?,
            approved_at: at("approved_at")?,
            activity_start_at: at("activity_start_at")?,
            activity_end_at: at("activity_end_at")?,
            resolved_at: at("resolved_at")?,
            fulfilled_at: at("fulfilled_at")?,
            closed_at: at("closed_at")?,
            cancelled_at: at("cancelled_at")?,
            reopen_count: integer(rows, "reopen_count")?,
            impact: text("impact")?,
            urgency: text("urgency")?,
            priority_stated: text("priority_stated")?,
            disaster: boolean(rows, "disaster")?,
            quantity: integer(rows, "quantity")?,
            environment: text("environment")?,
            exempt_reason: text("exempt_reason")?,
        })
    }

    /// The ticket of `row`, with its events in order of time.
    ///
    /// # Errors
    /// A value that the table contract does not know, naming ticket, column and value.
    pub(crate) fn ticket<'a>(&'a self, row: usize, events: &'a [Event<'a>]) -> Result<Ticket<'a>> {
        let named = Named { columns: self, row };
        Ok(Ticket {
            source: self.source.value(row),
            ticket_id: self.ticket_id.value(row),
            kind: named.required("kind", &self.kind, TicketKind::from_name)?,
            organisation: self.organisation.value(row),
            norm_path: optional_text(&self.norm_path, row),
            channel: named.optional("channel", &self.channel, Channel::from_name)?,
            office_zone: named.required("office_zone", &self.office_zone, |text| {
                text.parse::<Zone>().ok()
            })?,
            submitted_at: instant(self.submitted_at.value(row)),
            first_response_at: optional_instant(&self.first_response_at, row),
            documents_complete_at: optional_instant(&self.documents_complete_at, row),
            decision_at: optional_instant(&self.decision_at, row),
            letter_received_at: optional_instant(&self.letter_received_at, row),
            proposals_closed_at: optional_instant(&self.proposals_closed_at, row),
            results_received_at: optional_instant(&self.results_received_at, row),
            approved_at: optional_instant(&self.approved_at, row),
            activity_start_at: optional_instant(&self.activity_start_at, row),
            activity_end_at: optional_instant(&self.activity_end_at, row),
            resolved_at: optional_instant(&self.resolved_at, row),
            fulfilled_at: optional_instant(&self.fulfilled_at, row),
            closed_at: optional_instant(&self.closed_at, row),
            cancelled_at: optional_instant(&self.cancelled_at, row),
            reopen_count: optional_integer(&self.reopen_count, row).unwrap_or(0),
            impact: named.optional("impact", &self.impact, Level::from_name)?,
            urgency: named.optional("urgency", &self.urgency, Level::from_name)?,
            priority_stated: named.optional(
                "priority_stated",
                &self.priority_stated,
                Priority::from_name,
            )?,
            disaster: self.disaster.is_valid(row) && self.disaster.value(row),
            quantity: optional_integer(&self.quantity, row),
            environment: optional_text(&self.environment, row),
            exempt_reason: optional_text(&self.exempt_reason, row),
            events,
        })
    }
}

/// The events of each ticket, a list a row.
pub(crate) struct EventColumns {
    lists: ListArray,
    at: TimestampMicrosecondArray,
    attribute: StringArray,
    to_value: StringArray,
    raw_value: StringArray,
    record: Int64Array,
}

impl EventColumns {
    /// The columns inside `lists`.
    ///
    /// # Errors
    /// A column that is absent or cannot be brought to its type.
    pub(crate) fn new(lists: &ListArray) -> Result<Self> {
        let Some(events) = lists.values().as_struct_opt() else {
            return Err(DataFusionError::Plan(format!(
                "judge: events are a list of {}, not of structs",
                lists.value_type()
            )));
        };
        Ok(Self {
            lists: lists.clone(),
            at: timestamp(events, "at")?,
            attribute: text(events, "attribute")?,
            to_value: text(events, "to_value")?,
            raw_value: text(events, "raw_value")?,
            record: integer(events, "record")?,
        })
    }

    /// Puts the events of `row` into `events`, in order of time, then record. A change to a value that no value map
    /// knows says nothing and is left out.
    pub(crate) fn read<'a>(&'a self, row: usize, events: &mut Vec<Event<'a>>) {
        events.clear();
        if self.lists.is_null(row) {
            return;
        }
        let offsets = self.lists.value_offsets();
        let (from, to) = (offsets[row] as usize, offsets[row + 1] as usize);
        events.extend((from..to).filter_map(|i| {
            Some(Event {
                at: instant(self.at.value(i)),
                change: self.change(i)?,
                record: self.record.value(i),
            })
        }));
        // Aggregation hands the events over in any order; the last keys only make equal stamps of one record definite.
        events.sort_unstable_by_key(|e| (e.at, e.record, rank(&e.change)));
    }

    fn change(&self, i: usize) -> Option<Change<'_>> {
        let to = optional_text(&self.to_value, i)?;
        match self.attribute.value(i) {
            "status" => Some(Change::Status(
                Status::from_name(to)?,
                optional_text(&self.raw_value, i).unwrap_or(to),
            )),
            "impact" => Level::from_name(to).map(Change::Impact),
            "urgency" => Level::from_name(to).map(Change::Urgency),
            "priority_stated" => Priority::from_name(to).map(Change::PriorityStated),
            _ => None,
        }
    }
}

/// An order among changes of one record at one instant.
fn rank<'a>(change: &Change<'a>) -> (u8, &'static str, &'a str) {
    match *change {
        Change::Impact(level) => (0, level.as_str(), ""),
        Change::Urgency(level) => (1, level.as_str(), ""),
        Change::PriorityStated(priority) => (2, priority.as_str(), ""),
        Change::Status(status, raw) => (3, status.as_str(), raw),
    }
}

struct Named<'a> {
    columns: &'a TicketColumns,
    row: usize,
}

impl Named<'_> {
    fn required<T>(
        &self,
        column: &str,
        texts: &StringArray,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Result<T> {
        let text = texts.value(self.row);
        parse(text).ok_or_else(|| {
            DataFusionError::Execution(format!(
                "ticket {} of {}: {column} {text:?} is no value of the table contract",
                self.columns.ticket_id.value(self.row),
                self.columns.source.value(self.row),
            ))
        })
    }

    fn optional<T>(
        &self,
        column: &str,
        texts: &StringArray,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<T>> {
        texts
            .is_valid(self.row)
            .then(|| self.required(column, texts, parse))
            .transpose()
    }
}

pub(crate) fn optional_text(texts: &StringArray, row: usize) -> Option<&str> {
    texts.is_valid(row).then(|| texts.value(row))
}

pub(crate) fn optional_instant(at: &TimestampMicrosecondArray, row: usize) -> Option<Instant> {
    at.is_valid(row).then(|| instant(at.value(row)))
}

fn optional_integer(values: &Int64Array, row: usize) -> Option<i64> {
    values.is_valid(row).then(|| values.value(row))
}

/// A column of `rows` by name, brought to `wanted`.
fn typed(rows: &StructArray, name: &str, wanted: &DataType) -> Result<arrow::array::ArrayRef> {
    let Some(column) = rows.column_by_name(name) else {
        return Err(DataFusionError::Plan(format!(
            "judge: column {name} is missing"
        )));
    };
    Ok(cast(column, wanted)?)
}

pub(crate) fn text(rows: &StructArray, name: &str) -> Result<StringArray> {
    Ok(typed(rows, name, &DataType::Utf8)?
        .as_string::<i32>()
        .clone())
}

pub(crate) fn integer(rows: &StructArray, name: &str) -> Result<Int64Array> {
    Ok(typed(rows, name, &DataType::Int64)?
        .as_primitive::<Int64Type>()
        .clone())
}

pub(crate) fn boolean(rows: &StructArray, name: &str) -> Result<BooleanArray> {
    Ok(typed(rows, name, &DataType::Boolean)?.as_boolean().clone())
}

pub(crate) fn timestamp(rows: &StructArray, name: &str) -> Result<TimestampMicrosecondArray> {
    Ok(typed(rows, name, &shown_instant_type())?
        .as_primitive::<TimestampMicrosecondType>()
        .clone())
}
