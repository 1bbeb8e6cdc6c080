//! The rules of service-level reporting: what each figure means, and nothing else.
//!
//! # Layout
//!
//! - [`Instant`], [`Zone`], [`Quarter`]: time as the rules know it
//! - [`WorkingCalendar`], [`Calendars`]: working time, elapsed and due
//! - [`Catalogue`], [`organisation`]: what the source documents promise, and whom they bind
//! - [`Ticket`]: what the rules read
//! - [`Fact`]: what they say of it
//!
//! Architecture invariant: no I/O, no clock, no environment, no arrow and no async here. Every function is a pure
//! function of its arguments, so a figure can be computed again by anybody.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

mod calendar;
pub mod catalogue;
mod fact;
mod instant;
pub mod organisation;
mod quarter;
mod ticket;
mod zone;

pub use calendar::{
    BreakRule, CalendarError, CalendarProblem, CalendarSpec, Calendars, Covered, DatedHours,
    Holiday, HolidayKind, NotCovered, Segment, SegmentKind, Window, WorkingCalendar,
    national_holidays,
};
pub use catalogue::{
    CalendarKind, Catalogue, Norm, NormKind, PriorityTable, ResponseLimit, ResponseRule, Role,
    StartEvent, Tier, Unit,
};
pub use fact::{Clock, Fact, Verdict};
pub use instant::Instant;
pub use quarter::{InvalidQuarter, Quarter};
pub use ticket::{Change, Channel, Event, Level, Priority, Status, Ticket, TicketKind};
pub use zone::{UnknownZone, Zone};
