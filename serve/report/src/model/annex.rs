//! What stands behind the figures: exclusions, the norms in use, other settings, breaches second by second.

use chrono::NaiveDate;
use norma_rules::Instant;
use serde::Serialize;

use crate::counts::Counts;

/// Clocks that do not enter a rate, and why: a row of `exclusions`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Exclusion {
    /// `exempt`, `no_norm`, `unmeasurable` or `running`.
    pub verdict: String,
    /// Code, or the words of an exemption; `None` while running.
    pub reason: Option<String>,
    /// Who approved an exemption, where the export says so.
    pub approved_by: Option<String>,
    /// Which clock.
    pub clock: String,
    /// Adopted by a local overlay.
    pub local: bool,
    /// Tickets.
    pub tickets: i64,
    /// Source and number of one of them.
    pub example: String,
}

/// A norm that judges tickets of the quarter: a row of `norms_in_use`, with what its document says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NormInUse {
    /// Reference: `001/8.4`, `001/tanggap/email`, `001/tabel-2/P3`.
    pub norm: String,
    /// Which clock it gives.
    pub clock: String,
    /// Adopted by a local overlay.
    pub local: bool,
    /// Tickets that it judges.
    pub tickets: i64,
    /// Of these, decided.
    pub decided: i64,
    /// Of these, late.
    pub late: i64,
    /// What the catalogue says of that reference: several where versions or roles share it.
    pub clauses: Vec<Clause>,
}

/// A clause of a document, word for word.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Clause {
    /// Title and number of the document.
    pub document: String,
    /// Name of the clause: sub-service, channel or priority.
    pub name: String,
    /// What it promises: `4 jam kerja`.
    pub promise: String,
    /// Exact words.
    pub words: String,
    /// Line of the document, counted from 1; 0 without its text.
    pub line: u32,
    /// First WIB day.
    pub valid_from: Option<NaiveDate>,
    /// Last WIB day.
    pub valid_to: Option<NaiveDate>,
}

/// The main figures of a quarter under one set of settings. Norms adopted locally are not among them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct MainFigures {
    /// Requests and changes.
    pub fulfilment: Counts,
    /// Incidents.
    pub resolution: Counts,
    /// First responses.
    pub response: Counts,
    /// Seconds up of all services together.
    pub up_seconds: i64,
    /// Seconds up or down of all services together.
    pub counted_seconds: i64,
}

/// The main figures with one line of RULES 7 at its other value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OtherFigures {
    /// Key of the setting.
    pub key: String,
    /// Value in force.
    pub value: String,
    /// The other value.
    pub other: String,
    /// The figures under it.
    pub figures: MainFigures,
}

/// The sensitivity table of RULES 7.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Sensitivity {
    /// As in force.
    pub in_force: MainFigures,
    /// Each other value of each setting, in the order of RULES 7.
    pub others: Vec<OtherFigures>,
}

/// The ledgers of the quarter's breaches, in the order of `breaches`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Ledgers {
    /// Ledgers; as many as the limit allows.
    pub ledgers: Vec<Ledger>,
    /// At most so many were made; of the others [`super::Report::breaches`] tells that they are there.
    pub limit: usize,
}

/// One clock of a late ticket, second by second.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Ledger {
    /// Source.
    pub source: String,
    /// Ticket number.
    pub ticket_id: String,
    /// Which clock.
    pub clock: String,
    /// Export that the newest version came from: the name of its copy in the landing.
    pub landing_file: String,
    /// Record of that export.
    pub record: i64,
    /// Contiguous stretches; their seconds add up to `elapsed`. Empty where there is no elapsed figure.
    pub segments: Vec<LedgerStretch>,
    /// Elapsed, seconds.
    pub elapsed: Option<i64>,
}

/// A stretch of time of a ledger. Openings and closing hours of one calendar that follow each other are one stretch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LedgerStretch {
    /// From.
    pub from: Instant,
    /// Until, itself outside.
    pub to: Instant,
    /// `open` (with the closing hours between), `closed`, `on_hold`, `out_of_hours`, `holiday`, `not_covered`.
    pub kind: String,
    /// The calendar, the holiday's name, or the rule.
    pub rule: String,
    /// Record of the export whose event began it; `None` for the ticket's own record.
    pub record: Option<i64>,
    /// Seconds that it adds to the elapsed figure.
    pub seconds: i64,
}
