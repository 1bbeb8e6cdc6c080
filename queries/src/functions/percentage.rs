//! `percentage(numerator, denominator)`: a rate for display, cut to two decimals (RULES 4); and what other functions of two
//! counts share with it.

use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, Decimal128Array};
use arrow::datatypes::{DataType, Int64Type};
use datafusion::common::Result;
use datafusion::logical_expr::{
    ColumnarValue, Documentation, ScalarFunctionArgs, ScalarUDFImpl, Signature, Volatility,
};

use super::arguments::{array, like_arguments, require_count, require_integer, rows_to_compute};
use super::documentation;
use crate::dictionary::FunctionEntry;

/// Its entry in the dictionary.
pub const ENTRY: FunctionEntry = FunctionEntry {
    name: "percentage",
    signature: "percentage(numerator bigint, denominator bigint)",
    returns: "numeric(20,2)",
    meaning: "100 x numerator / denominator, cut to two decimals and never rounded up: 99.995 shows as 99.99. NULL where the denominator \
        is 0. For display: verdicts compare whole seconds, and percentages are never averaged.",
    section: "RULES.md 4",
    example: "select clock, percentage(sum(met), sum(decided)) from summary_by_quarter group by clock",
};

const PRECISION: u8 = 20;
const SCALE: i8 = 2;

/// `percentage(numerator, denominator)`: 100 x numerator / denominator, cut, never rounded up: 99.995 shows as 99.99.
/// NULL where the denominator is 0. For display only; verdicts compare whole seconds.
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct Percentage {
    signature: Signature,
}

impl Percentage {
    /// The function.
    pub fn new() -> Self {
        Self {
            signature: Signature::user_defined(Volatility::Immutable),
        }
    }
}

/// Hundredths of a percent, cut; `None` where the denominator is 0.
pub fn hundredths(numerator: i64, denominator: i64) -> Option<i128> {
    (denominator != 0).then(|| (i128::from(numerator) * 10_000).div_euclid(denominator.into()))
}

impl ScalarUDFImpl for Percentage {
    fn name(&self) -> &'static str {
        "percentage"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(percentage_type())
    }

    fn coerce_types(&self, given: &[DataType]) -> Result<Vec<DataType>> {
        counts(self.name(), ["numerator", "denominator"], given)
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        percentages(&args, hundredths)
    }

    fn documentation(&self) -> Option<&Documentation> {
        documentation(self.name())
    }
}

/// The type of a percentage with two decimals.
pub(super) fn percentage_type() -> DataType {
    DataType::Decimal128(PRECISION, SCALE)
}

/// The types of two counts.
///
/// # Errors
/// Anything but two integers.
pub(super) fn counts(
    function: &str,
    [first, second]: [&str; 2],
    given: &[DataType],
) -> Result<Vec<DataType>> {
    let usage = format!("({first}, {second})");
    let [one, other] = require_count(function, &usage, given)?;
    Ok(vec![
        require_integer(function, first, one)?,
        require_integer(function, second, other)?,
    ])
}

/// What `of` gives for each pair of counts, from hundredths of a percent; NULL where either is, or where it gives nothing.
pub(super) fn percentages(
    args: &ScalarFunctionArgs,
    of: impl Fn(i64, i64) -> Option<i128>,
) -> Result<ColumnarValue> {
    let rows = rows_to_compute(&args.args, args.number_rows);
    let first = array(&args.args[0], rows, &DataType::Int64)?;
    let second = array(&args.args[1], rows, &DataType::Int64)?;
    let percentages: Decimal128Array = first
        .as_primitive::<Int64Type>()
        .iter()
        .zip(second.as_primitive::<Int64Type>())
        .map(|(first, second)| of(first?, second?))
        .collect();
    let result: ArrayRef = Arc::new(percentages.with_precision_and_scale(PRECISION, SCALE)?);
    like_arguments(result, &args.args)
}
