//! Availability (keandalan layanan): what sources say of components becomes time up, down and unknown (RULES 5).
//!
//! # Layout
//!
//! - [`Interval`], [`Intervals`]: stretches of time and sets of them
//! - [`Turner`], [`Observed`]: monitoring samples become intervals
//! - [`Monitored`]: the samples of all exports find their monitor, in the order of reading
//! - [`Outage`]: outages and maintenance as logged
//! - [`Component`], [`Service`], [`assign`]: what is said of whom, rolled up
//! - [`ServiceTerms`], [`services`]: what the configuration says of a service, and the services with their records
//! - [`PromisedTarget`]: the target that binds a service, with its words
//! - [`Timeline`]: down > unknown > up, second by second, up to the as-of instant
//! - [`Period`], [`Availability`], [`Figures`]: the seconds of a period in agreed hours, and the outages in it
//! - [`Budget`]: what a yearly target leaves
//! - [`Recovery`]: outages against a recovery time
//! - [`Finding`]: what is wrong with the records
//!
//! From records to a figure: samples find their [`Monitored`] place and pass a [`Turner`], log rows [`assign`], [`Service::timelines`] joins them, and
//! [`Figures::of`], [`Budget::of`] and [`Recovery::of`] count. All seconds are whole, all instants UTC, periods are those of
//! WIB.

mod budget;
mod component;
mod figures;
mod finding;
mod interval;
mod journal;
mod monitored;
mod outage;
mod period;
mod records;
mod recovery;
mod sample_counts;
mod samples;
mod service;
mod terms;
mod timeline;

pub use budget::{Allowance, Budget, InvalidTarget, Target};
pub use component::{Complete, Component, InService, Monitor, Sources};
pub use figures::{Availability, Figures, PeriodOutage, Reading, outages};
pub use finding::Finding;
pub use interval::{Interval, Intervals};
pub use monitored::{Monitored, Place, Sample};
pub use outage::{Outage, StartStamp};
pub use period::{Period, year_of};
pub use records::{PromisedTarget, is_known, services};
pub use recovery::Recovery;
pub use sample_counts::{SampleCounts, SampleFirsts};
pub use samples::{Observed, State, Turner};
pub use service::{LoggedOutage, Service, ServiceTimelines, assign};
pub use terms::{ComponentTerms, ServiceTerms, SourceTerms};
pub use timeline::{Ended, Stretch, Timeline};
