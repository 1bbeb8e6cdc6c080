//! The quarterly report: one model of all its figures, and what is made of it.
//!
//! # Layout
//!
//! - [`Report`] (`model`): every figure of one quarter, once; `build` reads them from the models of `norma-queries`,
//!   `what_if` those of a simulation by other norms, `availability` those of services with outages
//! - `narrative` writes its sentences, `words` its words; `templates`: what pages of the server share
//! - [`document`] (`content`): the report as a document, a file a chapter, with what people and configuration add to it
//!   ([`Edition`]); [`outputs`]: the files that are written of it
//! - [`Year`] (`year`): the quarters of a year, their counts added; [`year_document`] (`content/year/`): its report
//! - [`pages`]: the pages of the server as documents, of any period and choice of tickets
//! - [`freeze`]: what was handed in, kept with everything it rests on, verified and restated
//! - [`picture`]: its charts by name; [`charts`]: how they are drawn, from plain figures
//! - [`format`]: numbers, dates and durations as Indonesian officials write them
//!
//! From a number to its code: the field of a row in `model` is the column of the model named there, whose file is
//! `queries/models/NAME.sql`.
//!
//! Architecture invariant: nothing is computed here but sums of counts and the text of rates; every verdict comes from
//! `norma-rules` through SQL. Nothing here reads a clock, and only
//! `freeze` reads or writes files.

mod annex;
mod availability;
mod build;
pub mod charts;
mod clauses;
mod content;
mod counts;
mod edition;
mod error;
mod frame;
pub mod freeze;
mod model;
pub mod narrative;
pub mod notes;
mod pictures;
mod promise;
mod rows;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod sample;
mod templates;
#[cfg(test)]
mod tests;
mod what_if;
pub mod words;
mod year;

pub use annex::LEDGER_LIMIT;
pub use build::{history, properties};
pub use content::pages::{self, Asked, Page};
pub use content::{document, year_document};
pub use counts::Counts;
pub use edition::{Edition, Limit, Targets, judged, status};
pub use error::ReportError;
pub use model::{
    AdoptionNote, Ages, Availability, AvailabilityRow, AvailabilityTotal, BacklogRow, Baseline,
    Breach, BudgetNote, CalendarNote, Change, ChannelRow, Clause, ClockRow, CutOff, DocumentNote,
    DrcRecovery, Exclusion, Finding, FlowRow, Frame, Judged, Ledger, LedgerStretch, Ledgers, Load,
    MainFigures, ModelNote, NormInUse, OtherFigures, OutageFinding, ParetoRow, PeriodFigures,
    PriorityRow, PromiseRow, PromiseTotal, QuarterRow, Quote, Reason, RecoveryRow, ReliabilityRow,
    Report, SERVICE_CLOCKS, Seconds, Sensitivity, Series, ServiceKey, ServiceMonths, ServiceRow,
    ServiceStanding, ServiceStandings, Setting, Sides, Standing, TargetNote, Times, Unmapped,
    WhatIf, WhatIfService,
};
pub use norma_document::{
    Document, DocumentError, Format, Image, Output, Paper, Signatory, format, outputs, to_png,
};
pub use pictures::{NAMES, picture};
pub use templates::{STYLE, environment};
pub use year::{ByQuarter, Year, YearRow};
