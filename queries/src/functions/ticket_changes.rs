//! `ticket_changes(ticket, events)`: the changes that the flow of a quarter counts.

use std::sync::Arc;

use arrow::array::{
    ArrayRef, AsArray, Int64Builder, ListArray, StringBuilder, StructArray,
    TimestampMicrosecondBuilder,
};
use arrow::buffer::OffsetBuffer;
use arrow::datatypes::{DataType, Field, Fields};
use datafusion::common::Result;
use datafusion::logical_expr::{
    ColumnarValue, Documentation, ScalarFunctionArgs, ScalarUDFImpl, Signature, Volatility,
};
use norma_rules::{Event, Instant};

use super::arguments::{instant_type, microseconds};
use super::documentation;
use super::judge::require_history;
use crate::dictionary::FunctionEntry;
use crate::ticket_rows::{EventColumns, TicketColumns};

/// Its entry in the dictionary.
pub const ENTRY: FunctionEntry = FunctionEntry {
    name: "ticket_changes",
    signature: "ticket_changes(ticket record, events record[])",
    returns: "record[]",
    meaning: "When a ticket was submitted, finished, reopened and cancelled, up to the session's instant, one record a change in order; the \
        table ticket_changes is made with it.",
    section: "RULES.md 4 (Flow)",
    example: "select ticket_id, unnest(ticket_changes(ticket, events)) as change from lake.ticket_histories limit 10",
};

/// `ticket_changes(ticket, events)`: a list of changes in order; empty for a ticket submitted after the as-of instant.
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct TicketChanges {
    as_of: Instant,
    signature: Signature,
}

impl TicketChanges {
    /// The function as of `as_of`.
    pub fn new(as_of: Instant) -> Self {
        Self {
            as_of,
            signature: Signature::user_defined(Volatility::Immutable),
        }
    }

    fn changes(&self, args: &ScalarFunctionArgs) -> Result<ListArray> {
        let tickets = args.args[0].to_array(args.number_rows)?;
        let lists = args.args[1].to_array(args.number_rows)?;
        let tickets = TicketColumns::new(tickets.as_struct())?;
        let lists = EventColumns::new(lists.as_list::<i32>())?;
        let mut events: Vec<Event<'_>> = Vec::new();
        let mut sequence = Int64Builder::new();
        let mut change = StringBuilder::new();
        let mut at = TimestampMicrosecondBuilder::new();
        let mut next_at = TimestampMicrosecondBuilder::new();
        let mut lengths = Vec::with_capacity(args.number_rows);
        for row in 0..args.number_rows {
            lists.read(row, &mut events);
            let steps = norma_rules::flow(&tickets.ticket(row, &events)?, self.as_of);
            for (number, step) in (1..).zip(&steps) {
                sequence.append_value(number);
                change.append_value(step.change.as_str());
                at.append_value(microseconds(step.at));
            }
            let following = steps.iter().skip(1).map(|step| microseconds(step.at));
            following.for_each(|at| next_at.append_value(at));
            next_at.append_nulls(steps.len().min(1));
            lengths.push(steps.len());
        }
        let columns: Vec<ArrayRef> = vec![
            Arc::new(sequence.finish()),
            Arc::new(change.finish()),
            Arc::new(at.finish().with_timezone("UTC")),
            Arc::new(next_at.finish().with_timezone("UTC")),
        ];
        Ok(ListArray::try_new(
            change_item(),
            OffsetBuffer::from_lengths(lengths),
            Arc::new(StructArray::try_new(change_fields(), columns, None)?),
            None,
        )?)
    }
}

fn change_fields() -> Fields {
    Fields::from(vec![
        Field::new("sequence", DataType::Int64, false),
        Field::new("change", DataType::Utf8, false),
        Field::new("at", instant_type(), false),
        Field::new("next_at", instant_type(), true),
    ])
}

fn change_item() -> Arc<Field> {
    Arc::new(Field::new("item", DataType::Struct(change_fields()), false))
}

impl ScalarUDFImpl for TicketChanges {
    fn name(&self) -> &'static str {
        "ticket_changes"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::List(change_item()))
    }

    fn coerce_types(&self, given: &[DataType]) -> Result<Vec<DataType>> {
        require_history(self.name(), given)
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        Ok(ColumnarValue::Array(Arc::new(self.changes(&args)?)))
    }

    fn documentation(&self) -> Option<&Documentation> {
        documentation(self.name())
    }
}
