//! What can go wrong with a whole file, each with its repair.

use std::io;
use std::path::PathBuf;

/// A file that cannot be decoded. Batches already handed over are void: none of the file may be loaded.
#[derive(Debug, thiserror::Error)]
#[error("{file}: {fault}")]
pub struct DecodeError {
    /// The export's name.
    pub file: String,
    /// What is wrong with it.
    pub fault: Fault,
}

/// What is wrong with a file as a whole.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    /// Not a byte, or nothing but blank lines.
    #[error("the file is empty: export it again")]
    Empty,
    /// No row with column names.
    #[error("no column names in {place}: export the file with its header, or set `header_row`")]
    NoHeader {
        /// Where they were looked for.
        place: String,
    },
    /// Two columns of one name.
    #[error(
        "the column name `{name}` stands twice in the header, in columns {first} and {second}: rename one in the export"
    )]
    DuplicateColumn {
        /// The name.
        name: String,
        /// Position of the first, from 1.
        first: usize,
        /// Position of the second, from 1.
        second: usize,
    },
    /// One column only, while another delimiter would give more.
    #[error(
        "the delimiter looks like `{looks_like}`, not `{configured}`: set `delimiter = \"{looks_like}\"` for this source (the header is `{header}`)"
    )]
    WrongDelimiter {
        /// What the source says.
        configured: String,
        /// What parts the header.
        looks_like: String,
        /// The header, cut short.
        header: String,
    },
    /// The quotes of the header do not pair.
    #[error(
        "broken quote in the header: {detail}: check `quote` and `delimiter` of this source, or export the file again"
    )]
    HeaderQuote {
        /// Which quote.
        detail: String,
    },
    /// The header has no end.
    #[error(
        "the header is longer than 16 MiB: the file is all one line, or not a text file; export it with a line for each record"
    )]
    HeaderTooLong,
    /// More columns than any export has.
    #[error(
        "{found} columns are more than {limit}: the file is not a table with a header; check `format` and `delimiter` of this source"
    )]
    TooManyColumns {
        /// How many.
        found: usize,
        /// How many are allowed.
        limit: usize,
    },
    /// Bytes that are not of the encoding, in the header.
    #[error(
        "line {line}: byte 0x{byte:02X} in the header is not UTF-8: set `encoding = \"windows-1252\"` for this source, or export the file as UTF-8"
    )]
    HeaderEncoding {
        /// Line of the header.
        line: u64,
        /// The byte.
        byte: u8,
    },
    /// A UTF-16 file.
    #[error("the file is UTF-16: save it as \"CSV UTF-8\"")]
    Utf16,
    /// NUL bytes: not a text file.
    #[error(
        "the file holds NUL bytes, so it is not a text file: check `format` of this source, or save it as \"CSV UTF-8\""
    )]
    Binary,
    /// A workbook where text was expected.
    #[error("the file is an Excel workbook, not text: set `format = \"xlsx\"` for this source")]
    IsWorkbook,
    /// Expected a workbook, and it is no zip.
    #[error(
        "not an XLSX workbook (it is no zip archive): save it as .xlsx, or set `format` of this source to what it is"
    )]
    NotZip,
    /// The old binary format.
    #[error("an old Excel workbook (.xls): open it and save it as .xlsx")]
    OldXls,
    /// A workbook with a password.
    #[error("the workbook is protected by a password: save it without one")]
    Password,
    /// A sheet that is not there.
    #[error("no sheet `{sheet}` in the workbook: set `sheet` to one of {have}")]
    NoSheet {
        /// The sheet asked for.
        sheet: String,
        /// The sheets there are.
        have: String,
    },
    /// A workbook that cannot be read.
    #[error("the workbook is damaged ({detail}): export it again, or open it in Excel and save it")]
    Workbook {
        /// What the reader says.
        detail: String,
    },
    /// A gz file without its end.
    #[error("the gz file is truncated: copy or export it again")]
    TruncatedGz,
    /// A gz file that cannot be unpacked.
    #[error("the gz file is damaged ({detail}): copy or export it again")]
    DamagedGz {
        /// What the unpacker says.
        detail: String,
    },
    /// A JSON array without its end.
    #[error("the JSON array is cut off in record {record} (line {line}): export it again")]
    ArrayCutOff {
        /// The record in which it ends.
        record: u64,
        /// Its line.
        line: u64,
    },
    /// Something behind the JSON array.
    #[error(
        "line {line}: text behind the end of the JSON array: export one array, or one object a line"
    )]
    AfterArray {
        /// The line of that text.
        line: u64,
    },
    /// JSON that is neither an array nor one object a line.
    #[error(
        "neither a JSON array nor one JSON object a line ({found}): export the records as an array, or one object a line"
    )]
    NotRecords {
        /// What it is.
        found: String,
    },
    /// A file of the landing that was altered.
    #[error(
        "the bytes in the landing no longer match their name (SHA-256 is now {found}): delete {path} and its .json, then run again with the export in place"
    )]
    Altered {
        /// The landing file.
        path: PathBuf,
        /// SHA-256 of what it holds now.
        found: String,
    },
    /// A setting of the source that cannot be used.
    #[error("{0}")]
    Spec(String),
    /// The file cannot be read.
    #[error("cannot read: {}", explain(.0))]
    Read(io::Error),
    /// The columns cannot be made into a frame.
    #[error("cannot hold the records: {0}")]
    Frame(String),
}

/// The landing cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LandingError {
    /// The folder cannot be made or read.
    #[error("landing {path}: {what}: {}", explain(error))]
    Io {
        /// What it was about.
        path: PathBuf,
        /// What was tried.
        what: &'static str,
        /// What the system says.
        error: io::Error,
    },
    /// A manifest that cannot be read.
    #[error(
        "landing {path}: the manifest cannot be read ({detail}): delete it and the file it describes, then run again with the export in place"
    )]
    Manifest {
        /// The manifest.
        path: PathBuf,
        /// What is wrong with it.
        detail: String,
    },
    /// The bytes a manifest describes are gone or altered.
    #[error(
        "landing {path}: {detail}: delete it and its .json, then run again with the export in place"
    )]
    Damaged {
        /// The landing file.
        path: PathBuf,
        /// What is wrong with it.
        detail: String,
    },
    /// A source name that cannot be a folder.
    #[error("`{name}` cannot name a source: use letters, digits, `-` and `_`")]
    SourceName {
        /// The name.
        name: String,
    },
}

/// An I/O error in words, with the repair where there is one.
pub(crate) fn explain(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            "the disk is full: free space, then run again (nothing half-written was left)".into()
        }
        io::ErrorKind::PermissionDenied => {
            "permission denied: give the user who runs norma access to it".into()
        }
        io::ErrorKind::NotFound => "not found: check the path".into(),
        io::ErrorKind::ReadOnlyFilesystem => {
            "the file system is read-only: choose another folder".into()
        }
        _ => error.to_string(),
    }
}
