//! What transform hands over, and what it gets back: staged files and their four counts.

use std::path::PathBuf;

/// What a record of an export is counted as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Entity {
    /// One row a ticket.
    Tickets,
    /// One row an event of a ticket.
    TicketEvents,
    /// One row an outage.
    Outages,
    /// One row a monitoring sample.
    Samples,
}

impl Entity {
    /// Name of its table.
    pub const fn table(self) -> &'static str {
        match self {
            Entity::Tickets => "tickets",
            Entity::TicketEvents => "ticket_events",
            Entity::Outages => "outages",
            Entity::Samples => "samples",
        }
    }
}

/// One export, mapped and typed: Parquet files with the columns of the table contract.
///
/// `export_time` is left empty in the Parquet files: the lake fills it from here. Rows name their own `source`, `landing_file` and
/// `record`. An export that was decoded has a file for what it counts, if need be without rows: it moves the cut-off of its source.
/// One that could not be decoded is one record, number 0, rejected.
#[derive(Clone, Debug)]
pub struct StagedFile {
    /// Name of the source in norma.toml.
    pub source: String,
    /// Name of the export as it was found.
    pub file_name: String,
    /// SHA-256 (hex) of the export.
    pub landing_file: String,
    /// Size of the export, bytes.
    pub bytes: u64,
    /// When the export was made, seconds since 1970 UTC.
    pub export_time: Option<i64>,
    /// Hash of the source's configuration under which it was staged.
    pub mapping_hash: String,
    /// What its records are counted as.
    pub counted: Entity,
    /// Records in the export.
    pub records_read: u64,
    /// Records that were rejected; as many distinct ones stand in `rejects`.
    pub rejected: u64,
    /// Rows for `tickets`.
    pub tickets: Option<PathBuf>,
    /// Rows for `ticket_events`.
    pub events: Option<PathBuf>,
    /// Rows for `outages`.
    pub outages: Option<PathBuf>,
    /// Rows for `samples`.
    pub samples: Option<PathBuf>,
    /// Rows for `rejects`.
    pub rejects: Option<PathBuf>,
    /// Rows for `findings`.
    pub findings: Option<PathBuf>,
}

impl StagedFile {
    /// The staged Parquet file for that table.
    pub(crate) fn path(&self, table: &str) -> Option<&PathBuf> {
        match table {
            "tickets" => self.tickets.as_ref(),
            "ticket_events" => self.events.as_ref(),
            "outages" => self.outages.as_ref(),
            "samples" => self.samples.as_ref(),
            "rejects" => self.rejects.as_ref(),
            "findings" => self.findings.as_ref(),
            _ => None,
        }
    }

    /// Whether the export could be decoded: a file that could not says nothing about how far its source reaches.
    pub(crate) fn was_decoded(&self) -> bool {
        let staged = [&self.tickets, &self.events, &self.outages, &self.samples];
        staged.into_iter().any(Option::is_some)
    }
}

/// What became of the records of one file in one run: `records_read = loaded + superseded + repeated + rejected`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoadRow {
    /// Number of the snapshot that the run writes.
    pub run: i64,
    /// Name of the source.
    pub source: String,
    /// Name of the export as it was found.
    pub file_name: String,
    /// SHA-256 (hex) of the export.
    pub landing_file: String,
    /// Size of the export, bytes.
    pub bytes: u64,
    /// When the export was made, seconds since 1970 UTC.
    pub export_time: Option<i64>,
    /// Records in the export.
    pub records_read: u64,
    /// Records that stand in the lake at the end of the run.
    pub loaded: u64,
    /// Records of which a newer version is known at the end of the run.
    pub superseded: u64,
    /// Records identical to one already read.
    pub repeated: u64,
    /// Records that were rejected.
    pub rejected: u64,
    /// Hash of the source's configuration.
    pub mapping_hash: String,
}

/// What a merge did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MergeReport {
    /// One entry a file, in the order in which they were given.
    pub files: Vec<LoadRow>,
    /// Whether any table has a new version.
    pub changed: bool,
}
