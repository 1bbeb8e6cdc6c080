//! Arguments of the SQL functions: calendars by id, and instants that say their zone.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, StringArray, TimestampMicrosecondArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, TimeUnit, TimestampMicrosecondType};
use datafusion::common::{Result, plan_err};
use datafusion::logical_expr::ColumnarValue;
use norma_rules::{Instant, Zone};

/// What every message about a missing zone shows.
pub const WRITE_TIMESTAMPTZ: &str = "write timestamptz '2026-03-17 08:00+07'";

const MICROSECONDS: i64 = 1_000_000;

/// The type in which functions read instants: microseconds with zone "UTC".
pub fn instant_type() -> DataType {
    DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into()))
}

/// The type in which functions and views show instants: microseconds labelled `Asia/Jakarta`.
pub fn shown_instant_type() -> DataType {
    DataType::Timestamp(TimeUnit::Microsecond, Some(Zone::Wib.name().into()))
}

/// The type to which `argument` of `function` is brought: any timestamp with a zone, or NULL.
///
/// # Errors
/// A zone-less timestamp, a date or a text: nobody can say which instant it means. The message shows what to write.
pub fn require_zone(function: &str, argument: &str, given: &DataType) -> Result<DataType> {
    match given {
        DataType::Null | DataType::Timestamp(_, Some(_)) => Ok(instant_type()),
        DataType::Timestamp(_, None) => {
            plan_err!("{function}: {argument} is a timestamp without a zone; {WRITE_TIMESTAMPTZ}")
        }
        other => plan_err!(
            "{function}: {argument} is {other}, not a timestamp with a zone; {WRITE_TIMESTAMPTZ}"
        ),
    }
}

/// The type to which a text argument is brought.
///
/// # Errors
/// Anything but text or NULL.
pub fn require_text(function: &str, argument: &str, given: &DataType) -> Result<DataType> {
    match given {
        DataType::Null | DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => {
            Ok(DataType::Utf8)
        }
        other => plan_err!("{function}: {argument} is {other}, not a text"),
    }
}

/// The type to which an integer argument is brought.
///
/// # Errors
/// Anything but an integer or NULL.
pub fn require_integer(function: &str, argument: &str, given: &DataType) -> Result<DataType> {
    if given.is_integer() || given.is_null() {
        Ok(DataType::Int64)
    } else {
        plan_err!("{function}: {argument} is {given}, not an integer")
    }
}

/// A plan error unless `function` was given `N` arguments.
pub fn require_count<'a, const N: usize>(
    function: &str,
    usage: &str,
    given: &'a [DataType],
) -> Result<&'a [DataType; N]> {
    given.try_into().or_else(|_| {
        plan_err!(
            "{function} takes {N} arguments, {usage}; {} were given",
            given.len()
        )
    })
}

/// The instant of a timestamp in microseconds, cut to whole seconds (RULES 1).
pub const fn instant(microseconds: i64) -> Instant {
    Instant(microseconds.div_euclid(MICROSECONDS))
}

/// A timestamp in microseconds; instants beyond what 64 bits hold stay at the last.
pub const fn microseconds(instant: Instant) -> i64 {
    instant.0.saturating_mul(MICROSECONDS)
}

/// The instants of an argument that [`require_zone`] has let through.
pub fn instants(value: &ColumnarValue, rows: usize) -> Result<TimestampMicrosecondArray> {
    Ok(array(value, rows, &instant_type())?
        .as_primitive::<TimestampMicrosecondType>()
        .clone())
}

/// The texts of an argument that [`require_text`] has let through.
pub fn texts(value: &ColumnarValue, rows: usize) -> Result<StringArray> {
    Ok(array(value, rows, &DataType::Utf8)?
        .as_string::<i32>()
        .clone())
}

/// `value` as an array of `rows` rows of type `wanted`.
pub fn array(value: &ColumnarValue, rows: usize, wanted: &DataType) -> Result<ArrayRef> {
    let array = value.to_array(rows)?;
    if array.data_type() == wanted {
        Ok(array)
    } else {
        Ok(cast(&array, wanted)?)
    }
}

/// An array result, or a scalar one where every argument was scalar, so that constants stay constants.
pub fn like_arguments(result: ArrayRef, arguments: &[ColumnarValue]) -> Result<ColumnarValue> {
    let scalar = arguments
        .iter()
        .all(|a| matches!(a, ColumnarValue::Scalar(_)));
    if scalar && result.len() == 1 {
        return Ok(ColumnarValue::Scalar(
            datafusion::common::ScalarValue::try_from_array(&result, 0)?,
        ));
    }
    Ok(ColumnarValue::Array(result))
}

/// Rows to compute: one where every argument is scalar.
pub fn rows_to_compute(arguments: &[ColumnarValue], rows: usize) -> usize {
    let scalar = arguments
        .iter()
        .all(|a| matches!(a, ColumnarValue::Scalar(_)));
    if scalar { 1 } else { rows }
}

/// Instants as the functions return them.
pub fn shown_instants(values: Vec<i64>, nulls: Option<arrow::buffer::NullBuffer>) -> ArrayRef {
    Arc::new(TimestampMicrosecondArray::new(values.into(), nulls).with_timezone(Zone::Wib.name()))
}
