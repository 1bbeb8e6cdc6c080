//! `percentage(numerator, denominator)`: a rate for display, cut to two decimals (RULES 4).

use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, Decimal128Array};
use arrow::datatypes::{DataType, Int64Type};
use datafusion::common::Result;
use datafusion::logical_expr::{
    ColumnarValue, ScalarFunctionArgs, ScalarUDFImpl, Signature, Volatility,
};

use super::arguments::{array, like_arguments, require_count, require_integer, rows_to_compute};

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
        Ok(DataType::Decimal128(PRECISION, SCALE))
    }

    fn coerce_types(&self, given: &[DataType]) -> Result<Vec<DataType>> {
        let name = self.name();
        let [numerator, denominator] = require_count(name, "(numerator, denominator)", given)?;
        Ok(vec![
            require_integer(name, "numerator", numerator)?,
            require_integer(name, "denominator", denominator)?,
        ])
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let rows = rows_to_compute(&args.args, args.number_rows);
        let numerators = array(&args.args[0], rows, &DataType::Int64)?;
        let denominators = array(&args.args[1], rows, &DataType::Int64)?;
        let (numerators, denominators) = (
            numerators.as_primitive::<Int64Type>(),
            denominators.as_primitive::<Int64Type>(),
        );
        let percentages: Decimal128Array = numerators
            .iter()
            .zip(denominators)
            .map(|(n, d)| hundredths(n?, d?))
            .collect();
        let result: ArrayRef = Arc::new(percentages.with_precision_and_scale(PRECISION, SCALE)?);
        like_arguments(result, &args.args)
    }
}
