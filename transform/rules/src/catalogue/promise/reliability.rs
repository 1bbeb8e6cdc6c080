//! Targets of reliability (keandalan layanan), RULES 5.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::holds_for;
use crate::catalogue::Document;
use crate::ticket::names;

names! {
    /// What a target is about.
    Metric {
        /// Availability of a service (ketersediaan).
        Availability = "availability",
        /// Availability of the hosts of virtual machines.
        VmHostAvailability = "vm_host_availability",
        /// Availability of licensed software.
        LicensedSoftware = "licensed_software",
        /// Installations finished.
        Installations = "installations",
        /// User requirements that the system meets.
        RequirementsMet = "requirements_met",
        /// Competence of technical staff at hand.
        StaffCompetence = "staff_competence",
        /// Failures of supporting devices, per device and event.
        FailuresPerDeviceAndEvent = "failures_per_device_and_event",
        /// Briefings before an exam.
        Briefings = "briefings",
    }
}

names! {
    /// On which side of the threshold the target is met.
    Comparison {
        /// The figure reaches it.
        AtLeast = "at_least",
        /// The figure does not pass it.
        AtMost = "at_most",
    }
}

names! {
    /// What one figure covers.
    Period {
        /// A year.
        Year = "year",
        /// An event (kegiatan).
        Event = "event",
    }
}

names! {
    /// How a target is measured.
    Measurement {
        /// From outages, up time over up and down time (RULES 5).
        ByOutages = "by_outages",
        /// From tickets, by a rule of its own that `reason` tells.
        ByTickets = "by_tickets",
        /// Nothing that is exported measures it; `reason` says why.
        NotMeasurable = "not_measurable",
    }
}

/// The number of a target, exact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Threshold {
    /// Hundredths of a percent: 9900 is 99%.
    PercentHundredths(i64),
    /// A number of things.
    Count(i64),
}

/// What one service must reach.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReliabilityTarget {
    /// The document (`001`).
    pub document: String,
    /// The service or sub-service it is for; it holds for everything below.
    pub path: String,
    /// The organisation it binds, by its one name in tables.
    pub organisation: String,
    /// What it is about.
    pub metric: Metric,
    /// On which side of `threshold` it is met.
    pub comparison: Comparison,
    /// The number.
    pub threshold: Threshold,
    /// What one figure covers; `None` where the document does not say and nothing was decided.
    pub period: Option<Period>,
    /// Whether the document prints the period; else RULES 5 decided it.
    pub period_printed: bool,
    /// How it is measured.
    pub measured: Measurement,
    /// The sub-services, of its own document, whose requests measure it; empty unless `measured` is by tickets.
    pub requests: Vec<String>,
    /// The rule of its own, or why it cannot be measured.
    pub reason: Option<String>,
    /// What it measures, in the document's words.
    pub subject: String,
    /// What it covers (yang mencakup), in the document's words; empty when the document lists nothing.
    pub components: Vec<String>,
    /// Added by a local overlay, not by a document.
    pub local: bool,
    /// First WIB day; `None` for one that counts from the beginning.
    pub valid_from: Option<NaiveDate>,
    /// Last WIB day; `None` while in force. Targets of 001 go on after 002 (RULES 3).
    pub valid_to: Option<NaiveDate>,
    /// Line of the document, counted from 1.
    pub line: u32,
    /// The exact words, as they stand on `line`.
    pub quote: String,
    /// What is uncertain in the source, and how it was decided.
    pub note: Option<String>,
}

impl ReliabilityTarget {
    /// `001/17.2/availability`.
    pub fn id(&self) -> String {
        format!("{}/{}/{}", self.document, self.path, self.metric)
    }

    /// Whether it binds `organisation` (its one name in tables) on `day` (WIB).
    pub fn binds(&self, organisation: &str, day: NaiveDate) -> bool {
        self.organisation == organisation
            && self.valid_from.is_none_or(|from| from <= day)
            && self.valid_to.is_none_or(|to| day <= to)
    }

    /// Whether it holds for a reference of its own document (`001/8.1.2`).
    pub fn holds_for(&self, reference: &str) -> bool {
        reference.split_once('/').is_some_and(|(document, path)| {
            document == self.document && holds_for(&self.path, path)
        })
    }

    /// Whether it stands at a reference or below it, so that the service of the reference has it in part.
    pub fn stands_below(&self, reference: &str) -> bool {
        reference.split_once('/').is_some_and(|(document, path)| {
            document == self.document && holds_for(path, &self.path)
        })
    }
}

names! {
    /// What a document says of reliability without giving a target.
    Says {
        /// "Tidak ada": no target.
        None = "none",
        /// A promise without a number.
        WithoutNumber = "without_number",
        /// "tidak ada batasan maksimal": no limit.
        NoLimit = "no_limit",
        /// The section leaves it out.
        LeftOut = "left_out",
    }
}

/// What a document says of a service's reliability without a number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReliabilityStatement {
    /// The document (`001`).
    pub document: String,
    /// The service.
    pub path: String,
    /// What it says.
    pub says: Says,
    /// Line of the document, counted from 1.
    pub line: u32,
    /// The exact words, as they stand on `line`.
    pub quote: String,
    /// What is uncertain in the source, and how it was decided.
    pub note: Option<String>,
}

/// A target as it stands in the data.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TargetEntry {
    document: String,
    path: String,
    metric: Metric,
    comparison: Comparison,
    threshold: Threshold,
    period: Option<Period>,
    #[serde(default = "printed")]
    period_printed: bool,
    measured: Measurement,
    #[serde(default)]
    requests: Vec<String>,
    reason: Option<String>,
    subject: String,
    #[serde(default)]
    components: Vec<String>,
    valid_from: Option<NaiveDate>,
    valid_to: Option<NaiveDate>,
    line: u32,
    quote: String,
    note: Option<String>,
}

fn printed() -> bool {
    true
}

/// The targets, with what their entries leave out: they bind the organisation of their document, from its first day.
pub(super) fn into_targets(
    entries: Vec<TargetEntry>,
    documents: &[Document],
) -> Vec<ReliabilityTarget> {
    let target = |entry: TargetEntry| {
        let document = documents
            .iter()
            .find(|document| document.id == entry.document);
        ReliabilityTarget {
            organisation: document
                .map(|document| document.organisation.clone())
                .unwrap_or_default(),
            valid_from: entry
                .valid_from
                .or_else(|| document.and_then(|document| document.valid_from)),
            valid_to: entry.valid_to,
            period_printed: entry.period_printed && entry.period.is_some(),
            document: entry.document,
            path: entry.path,
            metric: entry.metric,
            comparison: entry.comparison,
            threshold: entry.threshold,
            period: entry.period,
            measured: entry.measured,
            requests: entry.requests,
            reason: entry.reason,
            subject: entry.subject,
            components: entry.components,
            local: false,
            line: entry.line,
            quote: entry.quote,
            note: entry.note,
        }
    };
    entries.into_iter().map(target).collect()
}
