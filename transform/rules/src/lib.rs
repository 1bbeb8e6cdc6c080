//! The rules of service-level reporting: what each figure means, and nothing else.
//!
//! # Layout
//!
//! - [`Instant`], [`Zone`], [`Quarter`]: time as the rules know it
//! - [`Ticket`]: what the rules read
//! - [`Fact`]: what they say of it
//!
//! Architecture invariant: no I/O, no clock, no environment, no arrow and no async here. Every function is a pure
//! function of its arguments, so a figure can be computed again by anybody.

mod fact;
mod instant;
mod quarter;
mod ticket;
mod zone;

pub use fact::{Clock, Fact, Verdict};
pub use instant::Instant;
pub use quarter::{InvalidQuarter, Quarter};
pub use ticket::{Change, Channel, Event, Level, Priority, Status, Ticket, TicketKind};
pub use zone::{UnknownZone, Zone};
