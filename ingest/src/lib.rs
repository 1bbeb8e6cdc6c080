//! Exports come in: pulled, kept byte for byte, decoded to text. Nothing here knows what a column means.
//!
//! # Layout
//! - [`source`]: where exports come from and how they are written ([`SourceSpec`]).
//! - [`landing`]: the folder that keeps every export under its SHA-256 ([`Landing`]).
//! - `pull`: files, folders, globs and one URL into the landing ([`Landing::pull`]); `http`: the URL.
//! - [`mod@decode`]: CSV, XLSX, JSON, each perhaps gzipped, into [`Batch`]es of text columns.
//! - [`batch`]: records as read, and the records that could not be read.
//! - [`error`]: what can go wrong with a whole file. What goes wrong with one record is a [`BadRecord`].
//!
//! Invariants: a record is either in a frame or in `bad`, never in neither; the bytes in the landing are
//! the bytes of the export; this crate reads neither the clock nor the environment.

pub mod batch;
pub mod decode;
pub mod error;
pub mod landing;
pub mod source;

mod http;
mod pull;

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod testing;

pub use batch::{BadRecord, Batch, MAX_BATCH_RECORDS, RawRecords};
pub use decode::{Decoded, MAX_COLUMNS, MAX_RECORD_BYTES, decode};
pub use error::{DecodeError, Fault, LandingError};
pub use landing::{LandedFile, Landing};
pub use pull::{NoProgress, Progress, PullFailure, PullReport, Renamed};
pub use source::{Encoding, Format, SourceSpec, SpecFault};
