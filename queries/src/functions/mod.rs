//! The SQL functions, named as in RULES.md. Each reads its arguments and calls the function of `norma-rules`.

mod arguments;
mod as_of;
mod availability;
mod judge;
mod literals;
mod model_table;
mod nearest_rank;
mod percentage;
mod quarter;
mod template;
mod ticket_changes;
mod to_char;
mod verdict;
mod wilson;
mod working_time;

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use datafusion::logical_expr::{AggregateUDF, Documentation, ScalarUDF, scalar_doc_sections};
use datafusion::prelude::SessionContext;
use norma_rules::{Instant, Rulebook};

use crate::dictionary::FunctionEntry;

pub(crate) use arguments::{instant, instant_type, microseconds, shown_instant_type};
pub(crate) use availability::AvailabilityOf;
pub(crate) use literals::complete_timestamps;
pub(crate) use model_table::ModelTable;
pub use percentage::hundredths;

/// What the dictionary says of each function, those of RULES.md first.
pub(crate) const ENTRIES: [FunctionEntry; 15] = [
    working_time::SECONDS,
    working_time::DUE,
    quarter::OF,
    quarter::START,
    quarter::END,
    as_of::ENTRY,
    verdict::ENTRY,
    percentage::ENTRY,
    wilson::LOW,
    wilson::HIGH,
    nearest_rank::ENTRY,
    availability::ENTRY,
    to_char::ENTRY,
    judge::ENTRY,
    ticket_changes::ENTRY,
];

/// Functions that read whole histories of tickets: of use where schema `lake` holds them.
pub(crate) const OF_HISTORIES: [&str; 2] = [judge::ENTRY.name, ticket_changes::ENTRY.name];

/// The same for `information_schema.routines` and `show functions`.
static DOCUMENTATION: LazyLock<BTreeMap<&str, Documentation>> = LazyLock::new(|| {
    let documented = ENTRIES.iter().map(|entry| {
        let section = scalar_doc_sections::DOC_SECTION_OTHER;
        let documentation = Documentation::builder(section, entry.meaning, entry.signature)
            .with_sql_example(entry.example)
            .build();
        (entry.name, documentation)
    });
    documented.collect()
});

fn documentation(name: &str) -> Option<&'static Documentation> {
    DOCUMENTATION.get(name)
}

/// Registers every function, and the reading of timestamp literals.
pub(crate) fn register(context: &SessionContext, rulebook: &Arc<Rulebook>, as_of: Instant) {
    let functions = [
        ScalarUDF::from(working_time::WorkingSeconds::new(Arc::clone(rulebook))),
        ScalarUDF::from(working_time::WorkingDue::new(Arc::clone(rulebook))),
        ScalarUDF::from(quarter::QuarterOf::new()),
        ScalarUDF::from(quarter::QuarterBound::start()),
        ScalarUDF::from(quarter::QuarterBound::end()),
        ScalarUDF::from(percentage::Percentage::new()),
        ScalarUDF::from(wilson::Wilson::low()),
        ScalarUDF::from(wilson::Wilson::high()),
        ScalarUDF::from(verdict::VerdictOf::new()),
        ScalarUDF::from(to_char::ToChar::new()),
        ScalarUDF::from(as_of::AsOf::new(as_of)),
        ScalarUDF::from(judge::Judge::new(Arc::clone(rulebook), as_of)),
        ScalarUDF::from(ticket_changes::TicketChanges::new(as_of)),
    ];
    for function in functions {
        context.register_udf(function);
    }
    context.register_udaf(AggregateUDF::from(nearest_rank::NearestRank::new()));
    context.add_analyzer_rule(Arc::new(literals::TimestampLiterals));
}

/// Equality of functions that hold a rulebook: the same one, not one of equal content.
macro_rules! same_rulebook {
    ($($function:ty),+) => {$(
        impl PartialEq for $function {
            fn eq(&self, other: &Self) -> bool {
                std::sync::Arc::ptr_eq(&self.rulebook, &other.rulebook)
            }
        }
        impl Eq for $function {}
        impl std::hash::Hash for $function {
            fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
                std::sync::Arc::as_ptr(&self.rulebook).hash(state);
            }
        }
    )+};
}
use same_rulebook;
