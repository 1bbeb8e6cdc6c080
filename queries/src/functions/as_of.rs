//! `as_of()`: the instant as of which this session judges.

use arrow::datatypes::DataType;
use datafusion::common::{Result, ScalarValue};
use datafusion::logical_expr::{
    ColumnarValue, ScalarFunctionArgs, ScalarUDFImpl, Signature, Volatility,
};
use norma_rules::{Instant, Zone};

use super::arguments::{microseconds, shown_instant_type};

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
}
