//! `to_char(value, pattern)`: dates and instants as text, by PostgreSQL's template patterns.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, StringBuilder};
use arrow::datatypes::{DataType, TimeUnit, TimestampMicrosecondType};
use chrono::{DateTime, NaiveDateTime, TimeDelta};
use datafusion::common::{DataFusionError, Result, exec_err, plan_err};
use datafusion::logical_expr::{
    ColumnarValue, Documentation, ScalarFunctionArgs, ScalarUDFImpl, Signature, Volatility,
};
use norma_rules::Zone;

use super::arguments::{
    WRITE_TIMESTAMPTZ, array, instant_type, like_arguments, require_count, require_text,
    rows_to_compute, texts,
};
use super::documentation;
use super::template::Template;
use crate::dictionary::FunctionEntry;

/// Its entry in the dictionary.
pub const ENTRY: FunctionEntry = FunctionEntry {
    name: "to_char",
    signature: "to_char(value timestamptz | timestamp | date, pattern text)",
    returns: "text",
    meaning: "The value as text, by the template patterns of PostgreSQL (YYYY-MM-DD HH24:MI, FMDD Month YYYY, YYYY-\"TW\"Q). Instants \
        are shown in WIB; months and days in English. Letters that are no pattern are an error, unless in double quotes. NULL \
        where value or pattern is.",
    section: "RULES.md 1",
    example: "select to_char(timestamptz '2026-03-17 08:00+07', 'FMDD Month YYYY HH24.MI \"WIB\"')",
};

/// `to_char(value, pattern)`. The engine's own takes patterns of strftime, and gives `YYYY-MM` back as text.
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct ToChar {
    signature: Signature,
}

impl ToChar {
    /// The function.
    pub fn new() -> Self {
        Self {
            signature: Signature::user_defined(Volatility::Immutable),
        }
    }
}

/// What a value without a zone is brought to.
const WITHOUT_ZONE: DataType = DataType::Timestamp(TimeUnit::Microsecond, None);

impl ScalarUDFImpl for ToChar {
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
        let [value, pattern] = require_count(name, "(value, pattern)", given)?;
        let value = match value {
            DataType::Null | DataType::Timestamp(_, Some(_)) => instant_type(),
            DataType::Timestamp(_, None) | DataType::Date32 | DataType::Date64 => WITHOUT_ZONE,
            other => {
                return plan_err!(
                    "{name} supports dates and instants only, not {other}; {WRITE_TIMESTAMPTZ}"
                );
            }
        };
        Ok(vec![value, require_text(name, "pattern", pattern)?])
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let rows = rows_to_compute(&args.args, args.number_rows);
        let offset = match args.args[0].data_type() {
            DataType::Timestamp(_, None) => 0,
            _ => Zone::Wib.offset_seconds(),
        };
        let values = array(&args.args[0], rows, &args.args[0].data_type())?;
        let values = values.as_primitive::<TimestampMicrosecondType>();
        let patterns = texts(&args.args[1], rows)?;
        let mut result = StringBuilder::with_capacity(rows, rows * "2026-03-17 08:00:00".len());
        let mut last: Option<(&str, Template)> = None;
        for row in 0..rows {
            // PostgreSQL gives NULL for an empty pattern.
            if values.is_null(row) || patterns.is_null(row) || patterns.value(row).is_empty() {
                result.append_null();
                continue;
            }
            let pattern = patterns.value(row);
            let template = match last.take() {
                Some((known, template)) if known == pattern => template,
                _ => Template::parse(pattern)
                    .or_else(|words| exec_err!("{}: {words}", self.name()))?,
            };
            template
                .write(local(values.value(row), offset)?, &mut result)
                .map_err(|e| DataFusionError::Execution(e.to_string()))?;
            result.append_value("");
            last = Some((pattern, template));
        }
        let result: ArrayRef = Arc::new(result.finish());
        like_arguments(result, &args.args)
    }

    fn documentation(&self) -> Option<&Documentation> {
        documentation(self.name())
    }
}

/// What the clocks show, `offset` seconds east of UTC.
fn local(microseconds: i64, offset: i64) -> Result<NaiveDateTime> {
    let utc = DateTime::from_timestamp_micros(microseconds).map(|at| at.naive_utc());
    let shown = utc.and_then(|at| at.checked_add_signed(TimeDelta::seconds(offset)));
    shown.ok_or_else(|| {
        DataFusionError::Execution(format!(
            "{}: {microseconds} microseconds since 1970 is no date that a calendar has",
            ENTRY.name
        ))
    })
}
