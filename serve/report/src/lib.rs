//! The quarterly report: one model of all its figures, and what is made of it.
//!
//! # Layout
//!
//! - [`Report`] (`model`): every figure of one quarter, once; `build` reads them from the models of `norma-queries`,
//!   `what_if` those of a simulation by other norms, `availability` those of services with outages
//! - [`html`]: the report as one self-contained page; `narrative` writes its sentences, `words` its words
//! - [`picture`]: its charts by name; [`charts`]: how they are drawn, from plain figures
//! - [`format`]: numbers, dates and durations as Indonesian officials write them
//!
//! From a number to its code: the field of a row in `model` is the column of the model named there, whose file is
//! `queries/models/NAME.sql`.
//!
//! Architecture invariant: nothing is computed here but sums of counts and the text of rates; every verdict comes from
//! `norma-rules` through SQL. Nothing here reads a clock or a file.

mod availability;
mod build;
pub mod charts;
mod counts;
mod error;
pub mod format;
mod html;
mod model;
pub mod narrative;
mod pictures;
mod promise;
mod rows;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod sample;
#[cfg(test)]
mod tests;
mod what_if;
pub mod words;

pub use build::history;
pub use counts::Counts;
pub use error::ReportError;
pub use html::{STYLE, environment, html};
pub use model::{
    AdoptionNote, Availability, AvailabilityRow, Breach, BudgetNote, Change, ChannelRow, ClockRow,
    CutOff, Finding, FlowRow, Judged, Load, ModelNote, PeriodFigures, PriorityRow, PromiseRow,
    PromiseTotal, QuarterRow, Quote, Reason, RecoveryRow, Report, SERVICE_CLOCKS, Seconds,
    ServiceRow, Setting, Sides, Standing, TargetNote, Times, Unmapped, WhatIf, WhatIfService,
};
pub use pictures::{NAMES, picture};
