//! The SQL functions, named as in RULES.md. Each reads its arguments and calls the function of `norma-rules`.

mod arguments;
mod as_of;
mod availability;
mod judge;
mod literals;
mod model_table;
mod percentage;
mod quarter;
mod ticket_changes;
mod working_time;

use std::sync::Arc;

use datafusion::logical_expr::ScalarUDF;
use datafusion::prelude::SessionContext;
use norma_rules::{Instant, Rulebook};

pub(crate) use arguments::{instant, instant_type, microseconds, shown_instant_type};
pub(crate) use availability::AvailabilityOf;
pub(crate) use literals::complete_timestamps;
pub(crate) use model_table::ModelTable;
pub use percentage::hundredths;

/// Registers every function, and the reading of timestamp literals.
pub(crate) fn register(context: &SessionContext, rulebook: &Arc<Rulebook>, as_of: Instant) {
    let functions = [
        ScalarUDF::from(working_time::WorkingSeconds::new(Arc::clone(rulebook))),
        ScalarUDF::from(working_time::WorkingDue::new(Arc::clone(rulebook))),
        ScalarUDF::from(quarter::QuarterOf::new()),
        ScalarUDF::from(quarter::QuarterBound::start()),
        ScalarUDF::from(quarter::QuarterBound::end()),
        ScalarUDF::from(percentage::Percentage::new()),
        ScalarUDF::from(as_of::AsOf::new(as_of)),
        ScalarUDF::from(judge::Judge::new(Arc::clone(rulebook), as_of)),
        ScalarUDF::from(ticket_changes::TicketChanges::new(as_of)),
    ];
    for function in functions {
        context.register_udf(function);
    }
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
