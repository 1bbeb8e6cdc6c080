//! One export of the landing, decoded, mapped and typed, as Parquet files with the columns of the table contract.
//!
//! Every record ends as a row or as a reject: none is lost, none is counted twice.

mod content;
mod outages;
mod plan;
mod reader;
mod rejects;
mod samples;
mod services;
mod sink;
mod stager;
#[cfg(test)]
mod tests;
mod tickets;

use std::collections::BTreeMap;
use std::path::Path;

use norma_ingest::{Batch, DecodeError, LandedFile, decode};
use norma_lake::contract::REJECTS;
use norma_lake::{Entity, StagedFile};
use norma_rules::Catalogue;
use polars::prelude::{PolarsError, PolarsResult};
use thiserror::Error;

pub use rejects::Reject;
pub use services::{Unmapped, UnmappedTickets};

use crate::config::{Rows, SourceConfig};
use rejects::{Gathered, Origin};
use sink::Sink;
use stager::Stager;

/// Rejects of a file that a report shows.
pub const SHOWN_REJECTS: usize = 20;

/// One export, staged.
#[derive(Clone, Debug)]
pub struct Staged {
    /// What the lake takes.
    pub file: StagedFile,
    /// The first rejects.
    pub rejects: Vec<Reject>,
    /// Services without norm: name, why, and their tickets.
    pub unmapped: BTreeMap<(String, Unmapped), UnmappedTickets>,
    /// What a person should look at although nothing was rejected for it.
    pub warnings: Vec<String>,
}

/// The staging of an export failed for a reason that has nothing to do with the export: a full disk, a bug.
#[derive(Debug, Error)]
#[error("{file}: cannot be staged: {source}")]
pub struct StageError {
    /// Name of the export.
    pub file: String,
    /// What went wrong.
    #[source]
    pub source: PolarsError,
}

/// What ends the decoding of a file.
enum Stop {
    Undecodable(DecodeError),
    Polars(PolarsError),
}

impl From<DecodeError> for Stop {
    fn from(error: DecodeError) -> Self {
        Self::Undecodable(error)
    }
}

/// Stages one export of the landing into `dir`.
///
/// A file that cannot be decoded is one rejected record with number 0; nothing of it is loaded.
///
/// # Errors
/// Only what is no fault of the export.
pub fn stage(
    source: &SourceConfig,
    catalogue: &Catalogue,
    file: &LandedFile,
    dir: &Path,
    records: &mut dyn FnMut(u64),
) -> Result<Staged, StageError> {
    let failed = |source: PolarsError| StageError {
        file: file.name.clone(),
        source,
    };
    let mut stager = Stager::new(source, catalogue, file, dir);
    let decoded = decode(&file.path, &file.name, &source.spec, &mut |batch: Batch| {
        let read = (batch.frame.height() + batch.bad.len()) as u64;
        stager.batch(&batch).map_err(Stop::Polars)?;
        records(read);
        Ok(())
    });
    match decoded {
        Ok(decoded) => stager.finish(&decoded).map_err(failed),
        Err(Stop::Polars(error)) => Err(failed(error)),
        Err(Stop::Undecodable(error)) => undecodable(source, file, dir, &error).map_err(failed),
    }
}

/// A file of which nothing can be loaded: one rejected record with number 0.
fn undecodable(
    source: &SourceConfig,
    file: &LandedFile,
    dir: &Path,
    error: &DecodeError,
) -> PolarsResult<Staged> {
    let reject = Reject {
        record: 0,
        line: None,
        field: None,
        reason: error.fault.to_string(),
        raw: None,
    };
    let origin = origin(source, file);
    // Another stem than that of the batches, which are void.
    let stem = format!("{}.undecodable", stem(source, file));
    let mut rejects = Gathered::new(Sink::new(dir, &stem, &REJECTS));
    rejects.push(reject.clone(), origin)?;
    let mut staged = blank(source, file);
    staged.records_read = 1;
    staged.rejected = 1;
    staged.rejects = rejects.finish(origin)?;
    Ok(Staged {
        file: staged,
        rejects: vec![reject],
        unmapped: BTreeMap::new(),
        warnings: Vec::new(),
    })
}

fn blank(source: &SourceConfig, file: &LandedFile) -> StagedFile {
    StagedFile {
        source: source.name.clone(),
        file_name: file.name.clone(),
        landing_file: file.sha256.clone(),
        bytes: file.bytes,
        export_time: None,
        mapping_hash: source.mapping_hash.clone(),
        counted: match source.rows {
            Rows::Ticket => Entity::Tickets,
            Rows::Event => Entity::TicketEvents,
            Rows::Outage => Entity::Outages,
            Rows::Sample => Entity::Samples,
        },
        records_read: 0,
        rejected: 0,
        tickets: None,
        events: None,
        outages: None,
        samples: None,
        rejects: None,
        findings: None,
    }
}

fn origin<'a>(source: &'a SourceConfig, file: &'a LandedFile) -> Origin<'a> {
    Origin {
        source: &source.name,
        file_name: &file.name,
        landing_file: &file.sha256,
    }
}

fn stem(source: &SourceConfig, file: &LandedFile) -> String {
    format!("{}.{}", source.name, file.sha256)
}
