//! `wilson_low(met, decided)`, `wilson_high(met, decided)`: how far a rate of few tickets is to be trusted (RULES 4).

use arrow::datatypes::DataType;
use datafusion::common::Result;
use datafusion::logical_expr::{
    ColumnarValue, Documentation, ScalarFunctionArgs, ScalarUDFImpl, Signature, Volatility,
};
use norma_rules::wilson;

use super::documentation;
use super::percentage::{counts, percentage_type, percentages};
use crate::dictionary::FunctionEntry;

/// Entry of the lower end in the dictionary.
pub const LOW: FunctionEntry = FunctionEntry {
    name: "wilson_low",
    signature: "wilson_low(met bigint, decided bigint)",
    returns: "numeric(20,2)",
    meaning: "Lower end of the 95% Wilson interval of a rate, in percent, cut to two decimals; NULL where decided is 0. Reports show \
        it below 30 decided tickets.",
    section: "RULES.md 4",
    example: "select clock, met, decided, wilson_low(met, decided), wilson_high(met, decided) from summary_by_quarter",
};

/// Entry of the upper end.
pub const HIGH: FunctionEntry = FunctionEntry {
    name: "wilson_high",
    signature: "wilson_high(met bigint, decided bigint)",
    meaning: "Upper end of the 95% Wilson interval of a rate, in percent, cut to two decimals; NULL where decided is 0. Reports show \
        it below 30 decided tickets.",
    example: "select wilson_high(17, 20)",
    ..LOW
};

/// `wilson_low(met, decided)` and `wilson_high(met, decided)`: the ends of the 95% Wilson score interval in percent, cut to
/// two decimals. NULL where nothing is decided.
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct Wilson {
    is_high: bool,
    signature: Signature,
}

impl Wilson {
    /// `wilson_low`.
    pub fn low() -> Self {
        Self {
            is_high: false,
            signature: Signature::user_defined(Volatility::Immutable),
        }
    }

    /// `wilson_high`.
    pub fn high() -> Self {
        Self {
            is_high: true,
            ..Self::low()
        }
    }
}

impl ScalarUDFImpl for Wilson {
    fn name(&self) -> &'static str {
        if self.is_high { HIGH.name } else { LOW.name }
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(percentage_type())
    }

    fn coerce_types(&self, given: &[DataType]) -> Result<Vec<DataType>> {
        counts(self.name(), ["met", "decided"], given)
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        percentages(&args, |met, decided| {
            let (low, high) = wilson(met, decided)?;
            Some(i128::from(if self.is_high { high } else { low }))
        })
    }

    fn documentation(&self) -> Option<&Documentation> {
        documentation(self.name())
    }
}
