//! The table contract: every table at rest, with grain and columns, types, units and meaning.
//!
//! Lake, staging, documentation and SQL help all read this one list; a test holds it against the lake both ways.

/// The type of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// UTF-8 text.
    Text,
    /// 64-bit integer.
    Int,
    /// Boolean.
    Bool,
    /// Instant: timestamp in microseconds with zone "UTC", on whole seconds.
    Instant,
}

/// One column.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// snake_case name.
    pub name: &'static str,
    /// Type.
    pub kind: Kind,
    /// Whether it may be empty.
    pub nullable: bool,
    /// Meaning and unit, in one sentence.
    pub meaning: &'static str,
}

/// One table.
#[derive(Clone, Copy, Debug)]
pub struct Table {
    /// snake_case name.
    pub name: &'static str,
    /// What it holds, in a sentence.
    pub title: &'static str,
    /// What one row is.
    pub grain: &'static str,
    /// Units of its columns.
    pub unit: &'static str,
    /// Section of RULES.md.
    pub section: &'static str,
    /// Partition columns, among `columns`.
    pub partition_by: &'static [&'static str],
    /// Columns in order.
    pub columns: &'static [Column],
}

impl Table {
    /// The column of that name.
    pub fn column(&self, name: &str) -> Option<&'static Column> {
        self.columns.iter().find(|c| c.name == name)
    }
}

const fn col(name: &'static str, kind: Kind, meaning: &'static str) -> Column {
    Column {
        name,
        kind,
        nullable: true,
        meaning,
    }
}
const fn key(name: &'static str, kind: Kind, meaning: &'static str) -> Column {
    Column {
        name,
        kind,
        nullable: false,
        meaning,
    }
}

use Kind::{Bool, Instant, Int, Text};

const SOURCE: Column = key("source", Text, "Name of the source in norma.toml.");
const LANDING_FILE: Column = key(
    "landing_file",
    Text,
    "SHA-256 (hex) of the export this came from; the file in landing/.",
);
const RECORD: Column = key(
    "record",
    Int,
    "Number of the record in that export; the first record after the header is 1.",
);
const EXPORT_TIME: Column = col(
    "export_time",
    Instant,
    "When the export was made: from the file name or a column as configured, else the greatest update time in it.",
);
const CONTENT_HASH: Column = key(
    "content_hash",
    Text,
    "SHA-256 (first 16 bytes, hex) of the record's content as exported: column names and texts.",
);
const TICKET_ID: Column = key("ticket_id", Text, "The source's own ticket number.");

/// One row a ticket.
pub const TICKETS: Table = Table {
    name: "tickets",
    title: "Every ticket of every source, in its newest version.",
    grain: "One row a ticket, its newest version; key (source, ticket_id).",
    unit: "instants to the second; reopen_count in reopenings, quantity in what the norm counts",
    section: "RULES.md 3 and 6",
    partition_by: &["source", "submitted_quarter"],
    columns: &[
        SOURCE,
        TICKET_ID,
        key(
            "kind",
            Text,
            "request | incident | change | complaint | information.",
        ),
        key(
            "organisation",
            Text,
            "Organisation that serves it: BaTII (also Pusintek), KPTIK BMN, DJPb or another.",
        ),
        col("service_path", Text, "Service code or path as exported."),
        col("service_name", Text, "Service name as exported."),
        col(
            "norm_path",
            Text,
            "Norm it maps to, document/path such as 001/8.4; empty when no rule maps the service (unmapped).",
        ),
        col(
            "status",
            Text,
            "Status: new | assigned | in_progress | on_hold | reopened | resolved | fulfilled | closed | cancelled.",
        ),
        col(
            "channel",
            Text,
            "portal | visit | phone | email | whatsapp | text_message | letter | other.",
        ),
        col("work_unit", Text, "Work unit (unit kerja) that asked."),
        col("team", Text, "Team or group that served it."),
        key(
            "office_zone",
            Text,
            "Zone of the office that serves the ticket: Asia/Jakarta, Asia/Makassar or Asia/Jayapura.",
        ),
        key("submitted_at", Instant, "Submitted or reported."),
        col("first_response_at", Instant, "First response."),
        col(
            "documents_complete_at",
            Instant,
            "Required documents declared complete.",
        ),
        col("decision_at", Instant, "CIO decision."),
        col("letter_received_at", Instant, "Letter received."),
        col("proposals_closed_at", Instant, "Closing of proposals."),
        col("results_received_at", Instant, "Result received."),
        col("approved_at", Instant, "Approved."),
        col("activity_start_at", Instant, "Start of the activity."),
        col("activity_end_at", Instant, "End of the activity."),
        col("resolved_at", Instant, "Incident resolved."),
        col("fulfilled_at", Instant, "Request fulfilled."),
        col("closed_at", Instant, "Closed."),
        col("cancelled_at", Instant, "Cancelled."),
        key(
            "reopen_count",
            Int,
            "How often it was reopened, as the export counts; 0 if it does not say.",
        ),
        col("impact", Text, "high | medium | low, newest."),
        col("urgency", Text, "high | medium | low, newest."),
        col("priority_stated", Text, "Priority as exported: P1 to P5."),
        col(
            "priority",
            Text,
            "Priority by the matrix of 001 table 2 when impact and urgency are known, else the stated one; P1 for a disaster.",
        ),
        key("disaster", Bool, "Declared an ICT disaster (Bencana TIK)."),
        col(
            "quantity",
            Int,
            "Devices, accounts or whatever the norm's tiers count.",
        ),
        col(
            "environment",
            Text,
            "Environment, for norms by environment.",
        ),
        key(
            "is_outage",
            Bool,
            "Incident marked as an outage of its service.",
        ),
        col("outage_started_at", Instant, "When the outage began."),
        col("outage_ended_at", Instant, "When the outage ended."),
        col("rating", Int, "User's rating as exported."),
        col(
            "exempt_reason",
            Text,
            "Why it is exempt, in the approver's words.",
        ),
        col("exempt_by", Text, "Who approved the exemption."),
        col("updated_at", Instant, "The ticket's own update time."),
        EXPORT_TIME,
        LANDING_FILE,
        RECORD,
        CONTENT_HASH,
        key(
            "submitted_quarter",
            Text,
            "WIB quarter of submission, 2026-TW1; partition.",
        ),
    ],
};

/// One row an event.
pub const TICKET_EVENTS: Table = Table {
    name: "ticket_events",
    title: "What changed in a ticket and when, where the source exports a history.",
    grain: "One row an event of a ticket, identified by its whole content.",
    unit: "instants to the second",
    section: "RULES.md 3 (active intervals)",
    partition_by: &["source", "at_quarter"],
    columns: &[
        SOURCE,
        TICKET_ID,
        key("at", Instant, "When it happened."),
        key(
            "attribute",
            Text,
            "What changed: status | impact | urgency | priority_stated.",
        ),
        col(
            "from_value",
            Text,
            "Value before, when the export gives it.",
        ),
        col("to_value", Text, "Value after, in the words of tickets."),
        col("raw_value", Text, "Value after, as exported."),
        col("actor_team", Text, "Team that made the change."),
        EXPORT_TIME,
        LANDING_FILE,
        RECORD,
        CONTENT_HASH,
        key("at_quarter", Text, "WIB quarter of the event; partition."),
    ],
};

/// One row an outage.
pub const OUTAGES: Table = Table {
    name: "outages",
    title: "Outages and maintenance windows as the logs have them, before those that overlap are united.",
    grain: "One row an outage or maintenance window as logged; key (source, outage_id), newest version.",
    unit: "instants to the second",
    section: "RULES.md 5",
    partition_by: &["source"],
    columns: &[
        SOURCE,
        key(
            "outage_id",
            Text,
            "The log's own number; the content hash where it has none.",
        ),
        key("service", Text, "Service that was down."),
        col("component", Text, "Component of the service."),
        key("started_at", Instant, "Down from."),
        col("ended_at", Instant, "Up again from; empty while it lasts."),
        key("planned", Bool, "Planned maintenance."),
        col(
            "announced_at",
            Instant,
            "When the maintenance was announced.",
        ),
        col("cause", Text, "Cause as logged."),
        col("ticket_id", Text, "Ticket that goes with it."),
        col(
            "opened_at",
            Instant,
            "When that ticket was opened; not the same as the start of the outage.",
        ),
        col("updated_at", Instant, "The record's own update time."),
        EXPORT_TIME,
        LANDING_FILE,
        RECORD,
        CONTENT_HASH,
        // Added later; a lake made before gets them at its end.
        col(
            "window_started_at",
            Instant,
            "Start of the maintenance window as announced; empty: as started_at.",
        ),
        col(
            "window_ended_at",
            Instant,
            "End of the maintenance window as announced, from which an overrun is measured; empty: as ended_at.",
        ),
    ],
};

/// One row a monitoring sample. Rows are narrow, because a monitor makes half a million a year: what they say is their key, so
/// they have no content hash, and no row in `ticket_versions`.
pub const SAMPLES: Table = Table {
    name: "samples",
    title: "What monitors saw, check by check.",
    grain: "One row a monitoring sample, identified by all it says (source, service, component, at, state); what else the export has does not count.",
    unit: "instants to the second",
    section: "RULES.md 5",
    partition_by: &["source", "at_quarter"],
    columns: &[
        SOURCE,
        key("service", Text, "Service that was checked, as exported."),
        col(
            "component",
            Text,
            "Component of the service that was checked, as exported.",
        ),
        key("at", Instant, "When it was checked."),
        key("state", Text, "What was seen: up | down | unknown."),
        EXPORT_TIME,
        LANDING_FILE,
        RECORD,
        key("at_quarter", Text, "WIB quarter of the check; partition."),
    ],
};

/// One row a distinct record of an export.
pub const TICKET_VERSIONS: Table = Table {
    name: "ticket_versions",
    title: "Which records were read before, so that a repeated one is known.",
    grain: "One row a distinct record ever read of a ticket, outage or event; tells repeated records from new ones.",
    unit: "instants to the second",
    section: "RULES.md 6",
    partition_by: &["source"],
    columns: &[
        SOURCE,
        key("entity", Text, "tickets | ticket_events | outages."),
        key("key", Text, "ticket_id or outage_id."),
        CONTENT_HASH,
        col("updated_at", Instant, "The record's own update time."),
        EXPORT_TIME,
        LANDING_FILE,
        RECORD,
    ],
};

/// One row a rejected record.
pub const REJECTS: Table = Table {
    name: "rejects",
    title: "Records that could not be loaded, and how to repair them.",
    grain: "One row a record that was rejected; for manager and admin only, the raw text may hold personal data.",
    unit: "record and line counted from 1",
    section: "RULES.md 6",
    partition_by: &["source"],
    columns: &[
        SOURCE,
        key("file_name", Text, "Name of the export as it was found."),
        LANDING_FILE,
        key(
            "record",
            Int,
            "Number of the record; 0 when the whole file could not be read.",
        ),
        col(
            "line",
            Int,
            "Line of the file on which the record begins, counted from 1.",
        ),
        col("field", Text, "Column of the export that is at fault."),
        key("reason", Text, "What is wrong and how to repair it."),
        col(
            "raw",
            Text,
            "The record as it stands in the export, at most 16 KiB.",
        ),
    ],
};

/// One row a data-quality finding.
pub const FINDINGS: Table = Table {
    name: "findings",
    title: "What is odd in records that were loaded.",
    grain: "One row a data-quality finding on a record that was loaded all the same.",
    unit: "record counted from 1",
    section: "RULES.md 6",
    partition_by: &["source"],
    columns: &[
        SOURCE,
        key("ticket_id", Text, "Ticket it is about."),
        key(
            "check",
            Text,
            "Name of the check: priority_disagrees, finished_before_start, unknown_value, ...",
        ),
        col("field", Text, "Column it is about."),
        key("detail", Text, "What was found."),
        LANDING_FILE,
        RECORD,
    ],
};

/// One row a file and run.
pub const LOADS: Table = Table {
    name: "loads",
    title: "What became of the records of each export in each run.",
    grain: "One row a file and run: records_read = loaded + superseded + repeated + rejected. Never rewritten.",
    unit: "records; bytes",
    section: "RULES.md 6",
    partition_by: &[],
    columns: &[
        key("run", Int, "Number of the snapshot that the run wrote."),
        SOURCE,
        key("file_name", Text, "Name of the export as it was found."),
        LANDING_FILE,
        key("bytes", Int, "Size of the export, bytes."),
        EXPORT_TIME,
        key("records_read", Int, "Records in the export."),
        key(
            "loaded",
            Int,
            "Records that stood in the lake when the run ended.",
        ),
        key(
            "superseded",
            Int,
            "Records of which a newer version was known when the run ended.",
        ),
        key("repeated", Int, "Records identical to one already read."),
        key(
            "rejected",
            Int,
            "Records that were rejected; they stand in rejects.",
        ),
        key(
            "mapping_hash",
            Text,
            "SHA-256 (first 16 bytes, hex) of the source's configuration at that run.",
        ),
    ],
};

/// Every table at rest.
pub const TABLES: &[&Table] = &[
    &TICKETS,
    &TICKET_EVENTS,
    &OUTAGES,
    &SAMPLES,
    &TICKET_VERSIONS,
    &REJECTS,
    &FINDINGS,
    &LOADS,
];
