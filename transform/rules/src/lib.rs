//! The rules of service-level reporting: what each figure means, and nothing else.
//!
//! # Layout
//!
//! - [`Instant`], [`Zone`], [`Quarter`]: time as the rules know it
//! - [`WorkingCalendar`], [`Calendars`]: working time, elapsed and due
//! - [`Catalogue`], [`organisation`]: what the source documents promise, and whom they bind
//! - [`Ticket`]: what the rules read
//! - [`Settings`], [`Rulebook`]: what we decided, and everything a verdict rests on
//! - [`judge`]: clocks (`clock`), active intervals (`timeline`), seconds (`measure`) and verdicts of a ticket
//! - [`Fact`], [`ledger`]: what they say of it, and why; [`wilson`]: how far a rate of few tickets is to be trusted
//! - [`availability`]: outages and monitoring samples, the error budget of a year
//! - [`flow`]: when a ticket was submitted, finished, reopened and cancelled
//!
//! Architecture invariant: no I/O, no clock, no environment, no arrow and no async here. Every function is a pure
//! function of its arguments, so a figure can be computed again by anybody.

#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used))]

pub mod availability;
pub mod calendar;
pub mod catalogue;
mod clock;
mod fact;
mod flow;
mod instant;
mod judge;
mod ledger;
mod measure;
mod nearest;
pub mod organisation;
mod period;
pub mod priority;
mod quarter;
mod rulebook;
pub mod settings;
mod ticket;
mod timeline;
mod wilson;
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
pub use clock::not_covered;
pub use fact::{Clock, Fact, Verdict};
pub use flow::{FlowChange, FlowStep, flow};
pub use instant::Instant;
pub use judge::judge;
pub use ledger::{ClockLedger, LedgerKind, LedgerSegment, ledger};
pub use measure::decide;
pub use nearest::nearest;
pub use period::{InvalidPeriod, Period};
pub use quarter::{InvalidQuarter, Quarter};
pub use rulebook::{Adoption, NormSelection, Rulebook, SourceRules, hundredths_of_percent};
pub use settings::Settings;
pub use ticket::{Change, Channel, Event, Level, Priority, Status, Ticket, TicketKind};
pub use wilson::wilson;
pub use zone::{UnknownZone, Zone};
