//! Facts are SQL: the session over one snapshot of the lake, the SQL functions, the models and the checks.
//!
//! # Layout
//!
//! - [`Session`]: one snapshot, one rulebook, one as-of instant; [`Session::sql`], [`Session::model`], [`Session::ticket`]
//! - [`models`]: `models/*.sql`, one figure or mart a file; [`checks`]: `checks/*.sql`, the rows that must not be there
//! - `functions/`: `working_seconds`, `working_due`, `quarter_of`, `quarter_start`, `quarter_end`, `as_of`, `verdict`,
//!   `percentage`, `wilson_low`, `wilson_high`, `nearest_rank`; `to_char` with the patterns of PostgreSQL; `judge` and
//!   `ticket_changes`, which the derived tables are made with; `availability(service, from, to)` of any window
//! - [`Dictionary`]: every table, column and function in words, for help texts and pages, and as tables in SQL
//! - [`analyst`]: statements of people ([`Session::analyst`]): what may be asked, and how much one may use
//! - [`Filter`]: what a page shows of the facts ([`Session::filtered`]); [`Scope`]: a part of the tickets judged on its own
//! - `derived`: `sla_facts` and `ticket_changes`, kept as Parquet and made again when snapshot, rules or as-of change;
//!   `layout`: how they lie in their files; `kept`: small models over all of them, and over long periods, beside them
//! - `few_groups`: rows grouped by texts of which there are few, faster than datafusion does it; `group_numbers`: which is which
//! - `frozen`: the tables of a session as Parquet files, for frozen reports, and a session over such files
//! - `availability`: services with their timelines and the tables of schema `rules`, made when a query first asks
//!
//! From a number to its code: its name, the model of that name, the function named as in RULES.md, the same function in
//! `norma-rules`, the clause.
//!
//! Architecture invariant: no figure is computed here outside a `.sql` file or a function of `norma-rules`, and no
//! statement of a user writes anything.

pub mod analyst;
mod availability;
mod catalog;
pub mod checks;
mod derived;
pub mod dictionary;
mod error;
mod fact_rows;
mod few_groups;
mod filter;
#[cfg(feature = "fixture")]
pub mod fixture;
mod frozen;
mod functions;
#[cfg(feature = "fixture")]
pub mod generated;
mod group_numbers;
mod header;
mod history;
mod kept;
mod layout;
pub mod models;
mod params;
mod position;
mod rows;
mod scope;
mod session;
mod ticket_rows;

pub use analyst::{Analyst, Limits, Statement};
/// Rows as they come.
pub use datafusion::execution::SendableRecordBatchStream as RowStream;
pub use dictionary::Dictionary;
pub use error::{Error, Result};
pub use filter::Filter;
pub use functions::hundredths;
pub use header::Header;
pub use history::TicketHistory;
pub use kept::LONG_PERIOD;
pub use models::Model;
pub use norma_lake::Snapshot;
pub use params::Params;
pub use position::Position;
pub use scope::Scope;
pub use session::Session;
