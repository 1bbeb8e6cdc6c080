//! Working calendars (RULES 1): weekly windows, holidays, dated hours, a zone, the years covered, versions.
//!
//! In reading order: [`Window`] is a stretch of a local day; [`CalendarSpec`] is a calendar as it is written down;
//! `check` reads it and finds everything wrong with it; `table` accumulates working seconds per local day;
//! [`WorkingCalendar`] answers from that table; [`Segment`] is what a ledger shows; [`Calendars`] holds all versions.
//!
//! Architecture invariant: an elapsed time is the difference of two look-ups, a deadline one binary search. No answer
//! walks over days but [`WorkingCalendar::segments`], which shows them.

mod window;

mod error;
mod spec;

mod check;
mod table;

mod segment;
mod working;

mod book;
mod national;

pub use book::{BreakRule, Calendars};
pub use error::{CalendarError, CalendarProblem, NotCovered};
pub use national::national_holidays;
pub use segment::{Segment, SegmentKind};
pub(crate) use spec::day;
pub use spec::{CalendarSpec, DatedHours, Holiday, HolidayKind};
pub use window::Window;
pub use working::{Covered, WorkingCalendar};
