//! Rows about the data: what came in, what is odd, what no rule maps.

use norma_rules::Instant;
use serde::Serialize;

/// What became of the records of one export in one run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Load {
    /// Number of the snapshot that the run wrote.
    pub run: i64,
    /// Source.
    pub source: String,
    /// File name as found.
    pub file_name: String,
    /// SHA-256 of the export, its name in the landing.
    pub landing_file: String,
    /// When it was exported.
    pub export_time: Option<Instant>,
    /// Records in it.
    pub records_read: i64,
    /// Stand in the lake.
    pub loaded: i64,
    /// A newer version is known.
    pub superseded: i64,
    /// Identical to one already read.
    pub repeated: i64,
    /// Rejected.
    pub rejected: i64,
}

impl Load {
    /// The four counts are the records read.
    pub const fn adds_up(&self) -> bool {
        self.records_read == self.loaded + self.superseded + self.repeated + self.rejected
    }
}

/// One check and how often it found something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Source.
    pub source: String,
    /// Name of the check; `rejected` for rejected records.
    pub check: String,
    /// Column.
    pub field: Option<String>,
    /// Findings.
    pub findings: i64,
    /// Tickets or records concerned.
    pub concerned: i64,
    /// One of the tickets.
    pub example_ticket: Option<String>,
    /// What was found there.
    pub example_detail: Option<String>,
}

/// Something wrong with a record that availability rests on, or something that could not be counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OutageFinding {
    /// Its code: `end_before_start`.
    pub finding: String,
    /// Service; as logged where it is not configured.
    pub service: Option<String>,
    /// Component, or the service as a whole.
    pub part: Option<String>,
    /// Number of the outage.
    pub outage_id: Option<String>,
    /// Records that it tells of.
    pub records: i64,
    /// What was found and what was made of it, in English.
    pub detail: String,
}

/// A service name that no rule maps to a norm.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Unmapped {
    /// Source.
    pub source: String,
    /// Organisation.
    pub organisation: String,
    /// Service code or path as exported.
    pub service_path: Option<String>,
    /// Service name as exported.
    pub service_name: Option<String>,
    /// Tickets.
    pub tickets: i64,
    /// Of these, requests and changes, which have no norm for want of a mapping.
    pub requests: i64,
}
