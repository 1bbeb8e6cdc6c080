//! From the texts of an export to values: instants, numbers, and the words of the table contract.

pub(crate) mod format;
mod names;
pub(crate) mod time;
#[cfg(test)]
mod time_tests;
mod words;

pub use format::{BadFormat, DateFormat};
pub use time::{Reading, TimeReader, find_in};
pub use words::{ValueMap, Vocabulary, normalise, whole_number};
