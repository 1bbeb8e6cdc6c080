//! The tables at rest: schemas, merge, commits, snapshots.
//!
//! # Layout
//!
//! - [`contract`]: every table with grain and columns; [`schema`]: the same for arrow and Delta
//! - [`Lake`]: reading, at exactly the versions that a [`Snapshot`] names; [`FileTable`]: their files as tables
//! - [`Writer`]: one run of writing: [`Writer::merge`] the [`StagedFile`]s, then [`Writer::commit`]
//! - [`LakeError`]
//!
//! Architecture invariant: this is the only room that knows Delta, and it gives no meaning to what it keeps. It counts records, it
//! knows which version of a ticket is newer (RULES 6), and nothing else.

pub mod contract;
mod engine;
mod error;
mod file_table;
mod files;
mod lake;
mod lock;
mod merge;
mod merge_samples;
mod merge_write;
pub mod schema;
mod snapshot;
mod sought;
mod staged;
mod table;
#[cfg(test)]
mod tests;
mod writer;

pub use error::{LakeError, Result};
pub use file_table::{DataFile, FileTable};
pub use lake::Lake;
pub use snapshot::{Snapshot, SnapshotMeta};
pub use sought::{DICTIONARY_BYTES, PAGE_ROWS, READ_IN_VAIN, SOUGHT};
pub use staged::{Entity, LoadRow, MergeReport, StagedFile};
pub use writer::{StepHook, Writer};
