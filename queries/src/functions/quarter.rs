//! `quarter_of(ts)`, `quarter_start(quarter)`, `quarter_end(quarter)`: quarters in WIB (RULES 4). The bounds are those of any
//! period (`2026-TW1`, `2026-03`, `2026-01-15..2026-02-14`), so that models of a quarter hold for each.

use std::fmt::Write as _;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, StringBuilder};
use arrow::datatypes::DataType;
use datafusion::common::{DataFusionError, Result};
use datafusion::logical_expr::{
    ColumnarValue, Documentation, ScalarFunctionArgs, ScalarUDFImpl, Signature, Volatility,
};
use norma_rules::{Period, Quarter};

use super::arguments::{
    instant, instants, like_arguments, microseconds, require_count, require_text, require_zone,
    rows_to_compute, shown_instant_type, shown_instants, texts,
};
use super::documentation;
use crate::dictionary::FunctionEntry;

/// Entry of `quarter_of` in the dictionary.
pub const OF: FunctionEntry = FunctionEntry {
    name: "quarter_of",
    signature: "quarter_of(at timestamptz)",
    returns: "text",
    meaning: "The calendar quarter (triwulan) in WIB in which an instant lies, written 2026-TW1.",
    section: "RULES.md 4",
    example: "select quarter_of(submitted_at) as quarter, count(*) from tickets group by 1",
};

/// Entry of `quarter_start`.
pub const START: FunctionEntry = FunctionEntry {
    name: "quarter_start",
    signature: "quarter_start(period text)",
    returns: "timestamp with time zone",
    meaning: "00.00 WIB of the first day of a quarter or other period: 2026-TW1, 2026-03, 2026-01-15..2026-02-14.",
    section: "RULES.md 4",
    example: "select quarter_start('2026-TW1')",
};

/// Entry of `quarter_end`.
pub const END: FunctionEntry = FunctionEntry {
    name: "quarter_end",
    signature: "quarter_end(period text)",
    meaning: "00.00 WIB of the day after the last of a quarter or other period; itself outside: at < quarter_end('2026-TW1').",
    example: "select quarter_start('2026-03'), quarter_end('2026-03')",
    ..START
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

    fn documentation(&self) -> Option<&Documentation> {
        documentation(self.name())
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

    fn documentation(&self) -> Option<&Documentation> {
        documentation(self.name())
    }
}
