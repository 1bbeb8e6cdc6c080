//! `judge(ticket, events)`: the clocks of a ticket and their verdicts, as of the session's instant.

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use arrow::array::{AsArray, ListArray};
use arrow::buffer::OffsetBuffer;
use arrow::datatypes::{DataType, Field};
use datafusion::common::{Result, plan_err};
use datafusion::logical_expr::{
    ColumnarValue, Documentation, ScalarFunctionArgs, ScalarUDFImpl, Signature, Volatility,
};
use norma_rules::{Event, Instant, Rulebook};

use super::arguments::require_count;
use super::documentation;
use crate::dictionary::FunctionEntry;
use crate::fact_rows::{FactRows, fact_fields};
use crate::ticket_rows::{EventColumns, TicketColumns};

/// Its entry in the dictionary.
pub const ENTRY: FunctionEntry = FunctionEntry {
    name: "judge",
    signature: "judge(ticket record, events record[])",
    returns: "record[]",
    meaning: "The clocks of a ticket with their verdicts as of the session's instant, one record a clock; sla_facts is made with it. ticket \
        holds the columns of tickets, events those of ticket_events, in any order.",
    section: "RULES.md 3 and 4",
    example: "select ticket_id, unnest(judge(ticket, events)) as fact from lake.ticket_histories limit 10",
};

/// `judge(ticket, events)`: a list of facts, one a clock; empty for a ticket submitted after the as-of instant.
/// `ticket` is a struct of the columns of `tickets`, `events` a list of structs of `ticket_events`, in any order.
#[derive(Debug)]
pub struct Judge {
    rulebook: Arc<Rulebook>,
    as_of: Instant,
    signature: Signature,
}

impl PartialEq for Judge {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.rulebook, &other.rulebook) && self.as_of == other.as_of
    }
}

impl Eq for Judge {}

impl Hash for Judge {
    fn hash<H: Hasher>(&self, state: &mut H) {
        Arc::as_ptr(&self.rulebook).hash(state);
        self.as_of.hash(state);
    }
}

impl Judge {
    /// The function under `rulebook`, as of `as_of`.
    pub fn new(rulebook: Arc<Rulebook>, as_of: Instant) -> Self {
        Self {
            rulebook,
            as_of,
            signature: Signature::user_defined(Volatility::Immutable),
        }
    }

    fn facts(&self, args: &ScalarFunctionArgs) -> Result<ListArray> {
        let tickets = args.args[0].to_array(args.number_rows)?;
        let lists = args.args[1].to_array(args.number_rows)?;
        let tickets = TicketColumns::new(tickets.as_struct())?;
        let lists = EventColumns::new(lists.as_list::<i32>())?;
        let mut events: Vec<Event<'_>> = Vec::new();
        let mut facts = FactRows::default();
        let mut lengths = Vec::with_capacity(args.number_rows);
        for row in 0..args.number_rows {
            lists.read(row, &mut events);
            let ticket = tickets.ticket(row, &events)?;
            let judged = norma_rules::judge(&self.rulebook, &ticket, self.as_of);
            for fact in &judged {
                facts.push(fact)?;
            }
            lengths.push(judged.len());
        }
        Ok(ListArray::try_new(
            fact_item(),
            OffsetBuffer::from_lengths(lengths),
            Arc::new(facts.finish()?),
            None,
        )?)
    }
}

/// The types of (ticket, events) as they are; columns inside are found by name.
///
/// # Errors
/// Anything but a struct and a list of structs.
pub(super) fn require_history(function: &str, given: &[DataType]) -> Result<Vec<DataType>> {
    let [ticket, events] = require_count(function, "(ticket, events)", given)?;
    if !matches!(ticket, DataType::Struct(_)) {
        return plan_err!("{function}: ticket is {ticket}, not a struct of the columns of tickets");
    }
    match events {
        DataType::List(item) if matches!(item.data_type(), DataType::Struct(_)) => {
            Ok(given.to_vec())
        }
        _ => plan_err!("{function}: events are {events}, not a list of structs of ticket_events"),
    }
}

fn fact_item() -> Arc<Field> {
    Arc::new(Field::new("item", DataType::Struct(fact_fields()), false))
}

impl ScalarUDFImpl for Judge {
    fn name(&self) -> &'static str {
        "judge"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::List(fact_item()))
    }

    fn coerce_types(&self, given: &[DataType]) -> Result<Vec<DataType>> {
        require_history(self.name(), given)
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        Ok(ColumnarValue::Array(Arc::new(self.facts(&args)?)))
    }

    fn documentation(&self) -> Option<&Documentation> {
        documentation(self.name())
    }
}
