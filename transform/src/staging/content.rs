//! The content hash of a record: by it a record is known as one that was read before (RULES 6).

use polars::prelude::{DataFrame, PolarsResult, StringChunked};
use sha2::{Digest, Sha256};

/// SHA-256 (first 16 bytes, hex) of each row's column names and texts, as exported.
///
/// Columns count by name, not by position, and empty ones not at all: an export that gains an empty column, or moves
/// one, repeats its records.
pub(crate) fn hashes(frame: &DataFrame) -> PolarsResult<Vec<String>> {
    let mut columns: Vec<(&str, &StringChunked)> = Vec::with_capacity(frame.width());
    for column in frame.columns() {
        columns.push((column.name().as_str(), column.str()?));
    }
    columns.sort_unstable_by_key(|(name, _)| *name);
    let mut texts: Vec<_> = columns.iter().map(|(_, c)| c.iter()).collect();
    let mut hashes = Vec::with_capacity(frame.height());
    for _ in 0..frame.height() {
        let mut digest = Sha256::new();
        for ((name, _), column) in columns.iter().zip(&mut texts) {
            let text = column.next().flatten().unwrap_or_default();
            if !text.is_empty() {
                // Lengths keep ("ab", "c") apart from ("a", "bc").
                digest.update((name.len() as u64).to_le_bytes());
                digest.update(name);
                digest.update((text.len() as u64).to_le_bytes());
                digest.update(text);
            }
        }
        hashes.push(hex::encode(&digest.finalize()[..16]));
    }
    Ok(hashes)
}
