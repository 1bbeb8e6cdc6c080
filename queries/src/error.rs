//! What can go wrong, and the way out.

use std::path::PathBuf;
use std::time::Duration;

use datafusion::common::DataFusionError;
use datafusion::sql::sqlparser::parser::ParserError;
use thiserror::Error;

/// An error of this room.
#[derive(Debug, Error)]
pub enum Error {
    /// The lake holds no snapshot yet.
    #[error("{} holds no snapshot yet; norma run makes the first", .0.display())]
    NoSnapshot(PathBuf),
    /// No source has a cut-off, so there is no default as-of instant.
    #[error("no source has an export time, so there is no default as-of instant; say --as-of")]
    NoCutOff,
    /// The lake cannot be read.
    #[error(transparent)]
    Lake(#[from] norma_lake::LakeError),
    /// A query is wrong or cannot be answered; the text is the query engine's, or that of a function.
    #[error("{}", plain(.0))]
    Query(#[from] DataFusionError),
    /// No such model.
    #[error("there is no model {name:?}; there are {known}")]
    UnknownModel {
        /// As asked for.
        name: String,
        /// Every name.
        known: String,
    },
    /// A model was asked for without one of its parameters.
    #[error("{model} needs ${parameter}")]
    MissingParameter {
        /// Model or check.
        model: String,
        /// Its parameter.
        parameter: String,
    },
    /// A model that compares two judgings was asked of a session that holds one.
    #[error("{0} compares two judgings of the same tickets, and this session holds one")]
    NothingToCompare(String),
    /// Two sessions that do not read the same tickets as of the same instant.
    #[error(
        "figures of {0} and of {1} are not of the same tickets as of the same instant and cannot be compared"
    )]
    NotComparable(String, String),
    /// Tables of a frozen report cannot be written.
    #[error("cannot write {}: {source}", path.display())]
    Frozen {
        /// File.
        path: PathBuf,
        /// The system's words.
        source: std::io::Error,
    },
    /// A session was narrowed to nothing.
    #[error(
        "no ticket is of {0}; norma sql \"select distinct source, work_unit, service_name, norm_path from tickets\" lists what there is"
    )]
    NothingInScope(String),
    /// A statement that is no question.
    #[error(
        "{0}: statements here only ask; SELECT, WITH, VALUES, EXPLAIN, SHOW and DESCRIBE are answered, one at a time"
    )]
    NotAllowed(String),
    /// A statement that is too long to be planned.
    #[error(
        "the statement has {bytes} bytes, {most} are read at most; keep long lists in a table of one's own tools and join them there"
    )]
    TooLong {
        /// Its length.
        bytes: usize,
        /// The longest that is read.
        most: usize,
    },
    /// A statement that chains too much to be planned.
    #[error(
        "the statement chains {operators} operators, joins or tables, {most} are read at most; write IN (...) or VALUES instead of long chains"
    )]
    TooDeep {
        /// How many it has.
        operators: usize,
        /// How many are read.
        most: usize,
    },
    /// A statement took longer than it may.
    #[error(
        "canceling statement due to statement timeout: it may take {} s; choose fewer quarters or columns", .0.as_secs_f64()
    )]
    TimedOut(Duration),
    /// An answer has more rows than it may.
    #[error(
        "the answer has more than {0} rows, which is what may be sent; add conditions or LIMIT, or take the file from /data"
    )]
    TooManyRows(u64),
    /// The work on a statement ended before its answer was complete.
    #[error("the statement broke off before its answer was complete: {0}")]
    BrokenOff(String),
    /// Derived tables cannot be kept.
    #[error("cannot keep derived tables in {}: {source}", path.display())]
    Derived {
        /// File or folder.
        path: PathBuf,
        /// The system's words.
        source: std::io::Error,
    },
}

/// A result of this room.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// The innermost message, without the engine's "Error during planning:" in front of each layer.
fn plain(error: &DataFusionError) -> String {
    match error.find_root() {
        DataFusionError::Plan(message) | DataFusionError::Execution(message) => message.clone(),
        DataFusionError::External(inner) => inner.to_string(),
        DataFusionError::SQL(error, _) => match error.as_ref() {
            ParserError::ParserError(message) | ParserError::TokenizerError(message) => {
                message.clone()
            }
            ParserError::RecursionLimitExceeded => error.to_string(),
        },
        DataFusionError::ResourcesExhausted(message) => format!(
            "the statement needs more memory than it may use; choose fewer quarters, columns or groups ({message})"
        ),
        DataFusionError::Collection(errors) => {
            errors.iter().map(plain).collect::<Vec<_>>().join("; ")
        }
        other => other.strip_backtrace(),
    }
}
