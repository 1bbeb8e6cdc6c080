//! From [`Fact`]s to rows: the columns that a judged clock has in `sla_facts`.

use std::sync::Arc;

use arrow::array::{
    ArrayRef, BooleanBuilder, Int64Builder, StringBuilder, StructArray, TimestampMicrosecondArray,
    TimestampMicrosecondBuilder,
};
use arrow::datatypes::{DataType, Field, Fields};
use datafusion::common::{DataFusionError, Result};
use norma_rules::{Fact, Instant};

use crate::functions::{instant_type, microseconds};

/// The columns of a fact, in order.
pub(crate) fn fact_fields() -> Fields {
    let text = |name, nullable| Field::new(name, DataType::Utf8, nullable);
    let seconds = |name| Field::new(name, DataType::Int64, true);
    let at = |name, nullable| Field::new(name, instant_type(), nullable);
    Fields::from(vec![
        text("clock", false),
        text("norm", true),
        Field::new("local", DataType::Boolean, false),
        text("calendar", true),
        seconds("allowance_seconds"),
        at("started_at", true),
        seconds("elapsed_seconds"),
        at("due_at", true),
        at("late_from", true),
        at("finished_at", true),
        text("priority", true),
        Field::new("reopened_late", DataType::Boolean, false),
        text("verdict", false),
        text("reason", true),
        at("settled_at", false),
        text("quarter", false),
        at("as_of", false),
    ])
}

/// Collects facts column by column.
#[derive(Default)]
pub(crate) struct FactRows {
    clock: StringBuilder,
    norm: StringBuilder,
    local: BooleanBuilder,
    calendar: StringBuilder,
    allowance_seconds: Int64Builder,
    started_at: TimestampMicrosecondBuilder,
    elapsed_seconds: Int64Builder,
    due_at: TimestampMicrosecondBuilder,
    late_from: TimestampMicrosecondBuilder,
    finished_at: TimestampMicrosecondBuilder,
    priority: StringBuilder,
    reopened_late: BooleanBuilder,
    verdict: StringBuilder,
    reason: StringBuilder,
    settled_at: TimestampMicrosecondBuilder,
    quarter: StringBuilder,
    as_of: TimestampMicrosecondBuilder,
}

impl FactRows {
    /// Adds one fact.
    pub(crate) fn push(&mut self, fact: &Fact) -> Result<()> {
        use std::fmt::Write as _;
        let at = |instant: Option<Instant>| instant.map(microseconds);
        self.clock.append_value(fact.clock.as_str());
        self.norm.append_option(fact.norm.as_deref());
        self.local.append_value(fact.local);
        self.calendar.append_option(fact.calendar.as_deref());
        self.allowance_seconds.append_option(fact.allowance_seconds);
        self.started_at.append_option(at(fact.started_at));
        self.elapsed_seconds.append_option(fact.elapsed_seconds);
        self.due_at.append_option(at(fact.due_at));
        self.late_from.append_option(at(fact.late_from));
        self.finished_at.append_option(at(fact.finished_at));
        self.priority
            .append_option(fact.priority.map(norma_rules::Priority::as_str));
        self.reopened_late.append_value(fact.reopened_late);
        self.verdict.append_value(fact.verdict.as_str());
        self.reason.append_option(fact.reason.as_deref());
        self.settled_at.append_value(microseconds(fact.settled_at));
        write!(self.quarter, "{}", fact.quarter)
            .map_err(|e| DataFusionError::Execution(e.to_string()))?;
        self.quarter.append_value("");
        self.as_of.append_value(microseconds(fact.as_of));
        Ok(())
    }

    /// The rows collected.
    pub(crate) fn finish(mut self) -> Result<StructArray> {
        let utc = |mut builder: TimestampMicrosecondBuilder| -> ArrayRef {
            let array: TimestampMicrosecondArray = builder.finish();
            Arc::new(array.with_timezone("UTC"))
        };
        let columns: Vec<ArrayRef> = vec![
            Arc::new(self.clock.finish()),
            Arc::new(self.norm.finish()),
            Arc::new(self.local.finish()),
            Arc::new(self.calendar.finish()),
            Arc::new(self.allowance_seconds.finish()),
            utc(self.started_at),
            Arc::new(self.elapsed_seconds.finish()),
            utc(self.due_at),
            utc(self.late_from),
            utc(self.finished_at),
            Arc::new(self.priority.finish()),
            Arc::new(self.reopened_late.finish()),
            Arc::new(self.verdict.finish()),
            Arc::new(self.reason.finish()),
            utc(self.settled_at),
            Arc::new(self.quarter.finish()),
            utc(self.as_of),
        ];
        Ok(StructArray::try_new(fact_fields(), columns, None)?)
    }
}
