//! `as_of()`: the instant as of which this session judges.

use arrow::datatypes::DataType;
use datafusion::common::{Result, ScalarValue};
use datafusion::logical_expr::{
    ColumnarValue, Documentation, ScalarFunctionArgs, ScalarUDFImpl, Signature, Volatility,
};
use norma_rules::{Instant, Zone};

use super::arguments::{microseconds, shown_instant_type};
use super::documentation;
use crate::dictionary::FunctionEntry;

/// Its entry in the dictionary.
pub const ENTRY: FunctionEntry = FunctionEntry {
    name: "as_of",
    signature: "as_of()",
    returns: "timestamp with time zone",
    meaning: "The instant as of which this session judges, never the clock on the wall: by default the earliest cut-off of its sources.",
    section: "RULES.md 4",
    example: "select as_of()",
};

/// `as_of()`: an argument of the session, never the clock on the wall (RULES 4).
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct AsOf {
    as_of: Instant,
    signature: Signature,
}

impl AsOf {
    /// The function of a session that judges as of `as_of`.
    pub fn new(as_of: Instant) -> Self {
        Self {
            as_of,
            signature: Signature::nullary(Volatility::Immutable),
        }
    }
}

impl ScalarUDFImpl for AsOf {
    fn name(&self) -> &'static str {
        "as_of"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(shown_instant_type())
    }

    fn invoke_with_args(&self, _: ScalarFunctionArgs) -> Result<ColumnarValue> {
        Ok(ColumnarValue::Scalar(ScalarValue::TimestampMicrosecond(
            Some(microseconds(self.as_of)),
            Some(Zone::Wib.name().into()),
        )))
    }

    fn documentation(&self) -> Option<&Documentation> {
        documentation(self.name())
    }
}
