//! `working_seconds(calendar, from, to)` and `working_due(calendar, from, seconds)`: RULES 1 in SQL.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, Int64Array, StringArray};
use arrow::buffer::NullBuffer;
use arrow::datatypes::{DataType, Int64Type};
use datafusion::common::{DataFusionError, Result, exec_err};
use datafusion::logical_expr::{
    ColumnarValue, Documentation, ScalarFunctionArgs, ScalarUDFImpl, Signature, Volatility,
};
use norma_rules::{NotCovered, Rulebook, WorkingCalendar};

use super::arguments::{
    array, instant, instants, like_arguments, microseconds, require_count, require_integer,
    require_text, require_zone, rows_to_compute, shown_instant_type, shown_instants, texts,
};
use super::{documentation, same_rulebook};
use crate::dictionary::FunctionEntry;

/// Entry of `working_seconds` in the dictionary.
pub const SECONDS: FunctionEntry = FunctionEntry {
    name: "working_seconds",
    signature: "working_seconds(calendar text, from timestamptz, to timestamptz)",
    returns: "bigint",
    meaning: "Seconds of [from, to) inside the windows of a calendar: office, office_wita, office_wit, always, or one of the configuration. \
        0 if to is not after from; an error naming the year where the calendar does not cover it.",
    section: "RULES.md 1",
    example: "select working_seconds('office', timestamptz '2026-03-16 08:00+07', timestamptz '2026-03-16 17:00+07')",
};

/// Entry of `working_due`.
pub const DUE: FunctionEntry = FunctionEntry {
    name: "working_due",
    signature: "working_due(calendar text, from timestamptz, seconds bigint)",
    returns: "timestamp with time zone",
    meaning: "The earliest instant at which that many seconds of the calendar have passed since from: Monday 08.00 plus 8 jam kerja is \
        Monday 17.00. An error naming the year where the calendar does not cover it.",
    section: "RULES.md 1",
    example: "select working_due('office', timestamptz '2026-03-16 08:00+07', 8 * 3600)",
};

/// `working_seconds(calendar, from, to)`: seconds of [from, to) inside the calendar's windows; 0 if to <= from.
#[derive(Debug)]
pub struct WorkingSeconds {
    rulebook: Arc<Rulebook>,
    signature: Signature,
}

/// `working_due(calendar, from, seconds)`: the earliest instant at which that many working seconds have passed.
#[derive(Debug)]
pub struct WorkingDue {
    rulebook: Arc<Rulebook>,
    signature: Signature,
}

same_rulebook!(WorkingSeconds, WorkingDue);

impl WorkingSeconds {
    /// The function over the calendars of `rulebook`.
    pub fn new(rulebook: Arc<Rulebook>) -> Self {
        Self {
            rulebook,
            signature: Signature::user_defined(Volatility::Immutable),
        }
    }
}

impl WorkingDue {
    /// The function over the calendars of `rulebook`.
    pub fn new(rulebook: Arc<Rulebook>) -> Self {
        Self {
            rulebook,
            signature: Signature::user_defined(Volatility::Immutable),
        }
    }
}

impl ScalarUDFImpl for WorkingSeconds {
    fn name(&self) -> &'static str {
        "working_seconds"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(DataType::Int64)
    }

    fn coerce_types(&self, given: &[DataType]) -> Result<Vec<DataType>> {
        let name = self.name();
        let [calendar, from, to] = require_count(name, "(calendar, from, to)", given)?;
        Ok(vec![
            require_text(name, "calendar", calendar)?,
            require_zone(name, "from", from)?,
            require_zone(name, "to", to)?,
        ])
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let rows = rows_to_compute(&args.args, args.number_rows);
        let calendars = CalendarColumn::new(&self.rulebook, &args.args[0], rows)?;
        let from = instants(&args.args[1], rows)?;
        let to = instants(&args.args[2], rows)?;
        let nulls = union([
            calendars.nulls(),
            from.nulls().cloned(),
            to.nulls().cloned(),
        ]);
        let seconds = calendars.each(nulls.as_ref(), rows, |calendar, row| {
            calendar.working_seconds(instant(from.value(row)), instant(to.value(row)))
        })?;
        let result: ArrayRef = Arc::new(Int64Array::new(seconds.into(), nulls));
        like_arguments(result, &args.args)
    }

    fn documentation(&self) -> Option<&Documentation> {
        documentation(self.name())
    }
}

impl ScalarUDFImpl for WorkingDue {
    fn name(&self) -> &'static str {
        "working_due"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(shown_instant_type())
    }

    fn coerce_types(&self, given: &[DataType]) -> Result<Vec<DataType>> {
        let name = self.name();
        let [calendar, from, seconds] = require_count(name, "(calendar, from, seconds)", given)?;
        Ok(vec![
            require_text(name, "calendar", calendar)?,
            require_zone(name, "from", from)?,
            require_integer(name, "seconds", seconds)?,
        ])
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let rows = rows_to_compute(&args.args, args.number_rows);
        let calendars = CalendarColumn::new(&self.rulebook, &args.args[0], rows)?;
        let from = instants(&args.args[1], rows)?;
        let seconds = array(&args.args[2], rows, &DataType::Int64)?;
        let seconds = seconds.as_primitive::<Int64Type>();
        let nulls = union([
            calendars.nulls(),
            from.nulls().cloned(),
            seconds.nulls().cloned(),
        ]);
        let due = calendars.each(nulls.as_ref(), rows, |calendar, row| {
            calendar
                .working_due(instant(from.value(row)), seconds.value(row))
                .map(microseconds)
        })?;
        like_arguments(shown_instants(due, nulls), &args.args)
    }

    fn documentation(&self) -> Option<&Documentation> {
        documentation(self.name())
    }
}

/// The calendar argument: mostly one constant, looked up once.
enum CalendarColumn<'a> {
    /// A constant NULL: every row is NULL.
    Null(usize),
    One(&'a WorkingCalendar),
    Many(&'a Rulebook, StringArray),
}

impl<'a> CalendarColumn<'a> {
    fn new(rulebook: &'a Rulebook, value: &ColumnarValue, rows: usize) -> Result<Self> {
        let ColumnarValue::Scalar(_) = value else {
            return Ok(Self::Many(rulebook, texts(value, rows)?));
        };
        let id = texts(value, 1)?;
        if id.is_null(0) {
            Ok(Self::Null(rows))
        } else {
            Ok(Self::One(calendar(rulebook, id.value(0))?))
        }
    }

    fn nulls(&self) -> Option<NullBuffer> {
        match self {
            Self::Null(rows) => Some(NullBuffer::new_null(*rows)),
            Self::One(_) => None,
            Self::Many(_, ids) => ids.nulls().cloned(),
        }
    }

    /// `compute` over the rows that are not NULL; the others are 0 underneath.
    fn each(
        &self,
        nulls: Option<&NullBuffer>,
        rows: usize,
        compute: impl Fn(&WorkingCalendar, usize) -> std::result::Result<i64, NotCovered>,
    ) -> Result<Vec<i64>> {
        let is_null = |row| nulls.is_some_and(|n| n.is_null(row));
        let mut values = vec![0; rows];
        match self {
            Self::Null(_) => {}
            Self::One(calendar) => {
                for (row, value) in values.iter_mut().enumerate() {
                    if !is_null(row) {
                        *value = compute(calendar, row).map_err(not_covered)?;
                    }
                }
            }
            Self::Many(rulebook, ids) => {
                let mut last: Option<(&str, &WorkingCalendar)> = None;
                for (row, value) in values.iter_mut().enumerate() {
                    if is_null(row) {
                        continue;
                    }
                    let id = ids.value(row);
                    let found = match last {
                        Some((known, found)) if known == id => found,
                        _ => calendar(rulebook, id)?,
                    };
                    last = Some((id, found));
                    *value = compute(found, row).map_err(not_covered)?;
                }
            }
        }
        Ok(values)
    }
}

fn calendar<'a>(rulebook: &'a Rulebook, id: &str) -> Result<&'a WorkingCalendar> {
    if let Some(calendar) = rulebook.calendars.get(id) {
        Ok(calendar)
    } else {
        let known: Vec<&str> = rulebook.calendars.ids().collect();
        exec_err!("unknown calendar {id:?}; there are {}", known.join(", "))
    }
}

fn not_covered(error: NotCovered) -> DataFusionError {
    DataFusionError::Execution(error.to_string())
}

/// NULL where any argument is.
fn union(nulls: [Option<NullBuffer>; 3]) -> Option<NullBuffer> {
    nulls.into_iter().fold(None, |all, next| {
        NullBuffer::union(all.as_ref(), next.as_ref())
    })
}
