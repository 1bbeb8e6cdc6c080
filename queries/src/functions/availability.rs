//! `availability(service, from, to)`: both figures of a service and its components in any window (RULES 5). What it is
//! given is checked when the query is planned; what it tells is counted when the query runs.

use std::sync::Arc;

use datafusion::catalog::{TableFunctionArgs, TableFunctionImpl, TableProvider};
use datafusion::common::{Result, ScalarValue, plan_err};
use datafusion::logical_expr::Expr;
use norma_rules::Instant;
use norma_rules::availability::Interval;

use super::arguments::{WRITE_TIMESTAMPTZ, instant, instant_type, require_zone};
use crate::availability::Watching;
use crate::dictionary::FunctionEntry;

/// Its entry in the dictionary.
pub(crate) const ENTRY: FunctionEntry = FunctionEntry {
    name: "availability",
    signature: "availability(service text, from timestamptz, to timestamptz)",
    returns: "table",
    meaning: "Seconds up, down, unknown and excluded of a service and its components in any window, up to the session's instant: one row a \
        part, with the columns of the table availability from service to carried_over_without_planned, without period_kind, quarter \
        and percentages. service is its key, title or another name; all arguments are constants.",
    section: "RULES.md 5",
    example: "select service, component, percentage(up_seconds, up_seconds + down_seconds) from availability('jaringan', \
        timestamptz '2026-02-01 00:00+07', timestamptz '2026-03-01 00:00+07')",
};

const NAME: &str = ENTRY.name;

/// The table function over the services of a session.
#[derive(Debug)]
pub(crate) struct AvailabilityOf {
    watching: Arc<Watching>,
}

impl AvailabilityOf {
    /// The function over what `watching` knows.
    pub(crate) fn new(watching: Arc<Watching>) -> Self {
        Self { watching }
    }
}

impl TableFunctionImpl for AvailabilityOf {
    fn call_with_args(&self, args: TableFunctionArgs<'_, '_>) -> Result<Arc<dyn TableProvider>> {
        let [service, from, to] = args.exprs() else {
            return plan_err!(
                "{NAME} takes 3 arguments, (service, from, to); {} were given",
                args.exprs().len()
            );
        };
        let name = match service {
            Expr::Literal(value, _) => value.try_as_str().flatten(),
            _ => None,
        };
        let Some(name) = name else {
            return plan_err!("{NAME}: service must be a text such as 'jaringan'");
        };
        let Some(service) = self.watching.service(name) else {
            return plan_err!(
                "{NAME}: unknown service {name:?}; there are {}",
                self.watching.keys().join(", ")
            );
        };
        let (from, to) = (instant_of("from", from)?, instant_of("to", to)?);
        let Some(period) = Interval::new(from, to) else {
            return plan_err!("{NAME}: to is not after from");
        };
        if from >= self.watching.as_of() {
            return plan_err!("{NAME}: from is not before the as-of instant; nothing is known yet");
        }
        Ok(self.watching.window(service, period))
    }
}

/// The instant of a constant argument: the engine hands over what it could compute.
fn instant_of(argument: &str, expression: &Expr) -> Result<Instant> {
    let Expr::Literal(value, _) = expression else {
        return plan_err!("{NAME}: {argument} must be a constant; {WRITE_TIMESTAMPTZ}");
    };
    require_zone(NAME, argument, &value.data_type())?;
    let ScalarValue::TimestampMicrosecond(Some(microseconds), _) = value.cast_to(&instant_type())?
    else {
        return plan_err!("{NAME}: {argument} is NULL; {WRITE_TIMESTAMPTZ}");
    };
    Ok(instant(microseconds))
}
