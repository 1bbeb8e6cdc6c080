//! What can go wrong in the lake, each with the way out.

use std::path::{Path, PathBuf};

use datafusion::error::DataFusionError;
use deltalake::DeltaTableError;

/// An error of the lake.
#[derive(Debug, thiserror::Error)]
pub enum LakeError {
    /// A file or folder of the lake cannot be read or written.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// Another run is writing.
    #[error(
        "the lake {} is being written by {holder}; wait until that run has ended, or start this one so that it waits",
        path.display()
    )]
    Locked {
        /// The lake.
        path: PathBuf,
        /// Process and host that hold the lock.
        holder: String,
    },
    /// A snapshot file that cannot be understood.
    #[error("snapshot {}: {reason}; restore this file from a backup", path.display())]
    Snapshot {
        /// The snapshot file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// A table that cannot be read or written.
    #[error("table {table}: {source}")]
    Table {
        /// The table.
        table: String,
        /// What Delta says.
        source: Box<DeltaTableError>,
    },
    /// A table whose columns are not those of the contract.
    #[error(
        "table {table} does not fit this version of norma ({reason}); keep landing/, remove the lake folder and run again"
    )]
    Contract {
        /// The table.
        table: String,
        /// The first difference.
        reason: String,
    },
    /// A query of the merge that failed.
    #[error("{step}: {source}")]
    Query {
        /// What was being done.
        step: String,
        /// What the engine says.
        source: Box<DataFusionError>,
    },
    /// A staged file that does not have the contract's columns or is not what its description says.
    #[error("staged file {}: {reason}", path.display())]
    Staged {
        /// The Parquet file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// Records that would have been lost: the four counts of a file do not add up.
    #[error(
        "{source_name}: {file_name}: {records_read} records read, but {staged} staged and {rejected} rejected; nothing was loaded"
    )]
    CountsDoNotAddUp {
        /// Source of the file.
        source_name: String,
        /// Name of the export.
        file_name: String,
        /// Records in the export.
        records_read: u64,
        /// Distinct records in the staged files of what the file counts.
        staged: u64,
        /// Records that were rejected.
        rejected: u64,
    },
    /// Records counted as rejected that do not stand in the staged rejects, or the other way round.
    #[error(
        "{source_name}: {file_name}: {rejected} records rejected, but {rejects} of them stand in the staged rejects; nothing was loaded"
    )]
    RejectsDoNotAddUp {
        /// Source of the file.
        source_name: String,
        /// Name of the export.
        file_name: String,
        /// Records that were rejected.
        rejected: u64,
        /// Distinct records in the staged rejects.
        rejects: u64,
    },
    /// A commit after a merge that failed.
    #[error("the merge failed, so there is nothing to commit; readers see the last snapshot")]
    NothingToCommit,
    /// Files staged under two mappings of one source would give rows that depend on the order of reading.
    #[error(
        "{source_name}: the mapping changed since the last run; every file of this source must be staged again and the source reset"
    )]
    MappingChanged {
        /// The source.
        source_name: String,
    },
}

/// Short for the results of this crate.
pub type Result<T, E = LakeError> = std::result::Result<T, E>;

pub(crate) fn io(path: impl AsRef<Path>) -> impl FnOnce(std::io::Error) -> LakeError {
    let path = path.as_ref().to_path_buf();
    move |source| LakeError::Io { path, source }
}

pub(crate) fn table(name: impl Into<String>) -> impl FnOnce(DeltaTableError) -> LakeError {
    let table = name.into();
    move |source| LakeError::Table {
        table,
        source: Box::new(source),
    }
}

pub(crate) fn query(step: impl Into<String>) -> impl FnOnce(DataFusionError) -> LakeError {
    let step = step.into();
    move |source| LakeError::Query {
        step,
        source: Box::new(source),
    }
}
