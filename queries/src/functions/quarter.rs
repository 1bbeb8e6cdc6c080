//! `quarter_of(ts)`, `quarter_start(quarter)`, `quarter_end(quarter)`: quarters in WIB (RULES 4). The bounds are those of any
//! period (`2026-TW1`, `2026-03`, `2026-01-15..2026-02-14`), so that models of a quarter hold for each.

use std::fmt::Write as _;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, StringBuilder};
use arrow::datatypes::DataType;
use datafusion::common::{DataFusionError, Result};
use datafusion::logical_expr::{
    ColumnarValue, ScalarFunctionArgs, ScalarUDFImpl, Signature, Volatility,
};
use norma_rules::{Period, Quarter};

use super::arguments::{
    instant, instants, like_arguments, microseconds, require_count, require_text, require_zone,
    rows_to_compute, shown_instant_type, shown_instants, texts,
};

/// `quarter_of(ts)`: the WIB quarter in which an instant lies, `2026-TW1`.
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct QuarterOf {
    signature: Signature,
}

/// `quarter_start(quarter)` and `quarter_end(quarter)`: 00.00 WIB of the first day of a quarter or other period, and of
/// the day after its last.
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct QuarterBound {
    end: bool,
    signature: Signature,
}

impl QuarterOf {
    /// The function.
    pub fn new() -> Self {
        Self {
            signature: Signature::user_defined(Volatility::Immutable),
        }
    }
}

impl QuarterBound {
    /// `quarter_start`.
    pub fn start() -> Self {
        Self {
            end: false,
            signature: Signature::user_defined(Volatility::Immutable),
        }
    }

    /// `quarter_end`, itself outside.
    pub fn end() -> Self {
        Self {
            end: true,
            ..Self::start()
        }
    }
}

impl ScalarUDFImpl for QuarterOf {
    fn name(&self) -> &'static str {
        "quarter_of"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::Utf8)
    }

    fn coerce_types(&self, given: &[DataType]) -> Result<Vec<DataType>> {
        let [at] = require_count(self.name(), "(timestamp)", given)?;
        Ok(vec![require_zone(self.name(), "the argument", at)?])
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let rows = rows_to_compute(&args.args, args.number_rows);
        let at = instants(&args.args[0], rows)?;
        let mut texts = StringBuilder::with_capacity(rows, rows * "2026-TW1".len());
        for row in 0..rows {
            if at.is_null(row) {
                texts.append_null();
            } else {
                let quarter = Quarter::of(instant(at.value(row)));
                write!(texts, "{quarter}")
                    .map_err(|e| DataFusionError::Execution(e.to_string()))?;
                texts.append_value("");
            }
        }
        let result: ArrayRef = Arc::new(texts.finish());
        like_arguments(result, &args.args)
    }
}

impl ScalarUDFImpl for QuarterBound {
    fn name(&self) -> &'static str {
        if self.end {
            "quarter_end"
        } else {
            "quarter_start"
        }
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(shown_instant_type())
    }

    fn coerce_types(&self, given: &[DataType]) -> Result<Vec<DataType>> {
        let [quarter] = require_count(self.name(), "(quarter)", given)?;
        Ok(vec![require_text(self.name(), "the argument", quarter)?])
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let rows = rows_to_compute(&args.args, args.number_rows);
        let quarters = texts(&args.args[0], rows)?;
        let mut bounds = vec![0; rows];
        for (row, bound) in bounds.iter_mut().enumerate() {
            if quarters.is_null(row) {
                continue;
            }
            let period: Period = quarters
                .value(row)
                .parse()
                .map_err(|e| DataFusionError::External(Box::new(e)))?;
            *bound = microseconds(if self.end {
                period.end()
            } else {
                period.start()
            });
        }
        like_arguments(
            shown_instants(bounds, quarters.nulls().cloned()),
            &args.args,
        )
    }
}
