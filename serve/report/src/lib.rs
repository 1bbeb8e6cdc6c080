//! The quarterly report: one model of all its figures, and what is made of it.
//!
//! # Layout
//!
//! - [`format`]: numbers, dates and durations as Indonesian officials write them
//! - [`Counts`]: the verdicts of one group of tickets
//! - [`charts`]: plotters pictures of figures

pub mod charts;
mod counts;
pub mod format;

pub use counts::Counts;
