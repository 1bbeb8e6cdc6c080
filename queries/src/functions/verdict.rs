//! `verdict(elapsed_seconds, allowance_seconds, finished)`: the comparison that decides a clock (RULES 4).

use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, StringArray};
use arrow::datatypes::{DataType, Int64Type};
use datafusion::common::{Result, plan_err};
use datafusion::logical_expr::{
    ColumnarValue, Documentation, ScalarFunctionArgs, ScalarUDFImpl, Signature, Volatility,
};
use norma_rules::decide;

use super::arguments::{array, like_arguments, require_count, require_integer, rows_to_compute};
use super::documentation;
use crate::dictionary::FunctionEntry;

/// Its entry in the dictionary.
pub const ENTRY: FunctionEntry = FunctionEntry {
    name: "verdict",
    signature: "verdict(elapsed_seconds bigint, allowance_seconds bigint, finished boolean)",
    returns: "text",
    meaning: "met or breached where finished, running or overdue where not: whole seconds, within the allowance up to and including it. \
        NULL where any argument is: what is exempt, no_norm or unmeasurable only the ticket's record tells, in sla_facts.verdict.",
    section: "RULES.md 4",
    example: "select ticket_id, verdict, verdict(elapsed_seconds, 8 * 3600, finished_at is not null) as within_8_hours from sla_facts",
};

/// `verdict(elapsed_seconds, allowance_seconds, finished)`: what a clock that can be measured comes to.
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct VerdictOf {
    signature: Signature,
}

impl VerdictOf {
    /// The function.
    pub fn new() -> Self {
        Self {
            signature: Signature::user_defined(Volatility::Immutable),
        }
    }
}

impl ScalarUDFImpl for VerdictOf {
    fn name(&self) -> &'static str {
        ENTRY.name
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::Utf8)
    }

    fn coerce_types(&self, given: &[DataType]) -> Result<Vec<DataType>> {
        let name = self.name();
        let usage = "(elapsed_seconds, allowance_seconds, finished)";
        let [elapsed, allowance, finished] = require_count(name, usage, given)?;
        if !matches!(finished, DataType::Boolean | DataType::Null) {
            return plan_err!(
                "{name}: finished is {finished}, not a boolean; write finished_at is not null"
            );
        }
        Ok(vec![
            require_integer(name, "elapsed_seconds", elapsed)?,
            require_integer(name, "allowance_seconds", allowance)?,
            DataType::Boolean,
        ])
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let rows = rows_to_compute(&args.args, args.number_rows);
        let elapsed = array(&args.args[0], rows, &DataType::Int64)?;
        let allowance = array(&args.args[1], rows, &DataType::Int64)?;
        let finished = array(&args.args[2], rows, &DataType::Boolean)?;
        let seconds = elapsed
            .as_primitive::<Int64Type>()
            .iter()
            .zip(allowance.as_primitive::<Int64Type>());
        let verdicts: StringArray = seconds
            .zip(finished.as_boolean())
            .map(|((elapsed, allowance), finished)| {
                Some(decide(finished?, elapsed?, allowance?).as_str())
            })
            .collect();
        let result: ArrayRef = Arc::new(verdicts);
        like_arguments(result, &args.args)
    }

    fn documentation(&self) -> Option<&Documentation> {
        documentation(self.name())
    }
}
