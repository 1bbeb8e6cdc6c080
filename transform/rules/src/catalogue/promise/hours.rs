//! Service hours (waktu mekanisme permintaan, waktu pemenuhan layanan, dukungan layanan).

use serde::{Deserialize, Serialize};

use super::holds_for;
use crate::Priority;
use crate::catalogue::CalendarKind;
use crate::ticket::names;

names! {
    /// What the hours are of.
    HoursKind {
        /// When requests may be made (waktu mekanisme permintaan).
        Requests = "requests",
        /// When the desk can be reached, where that is printed beside it.
        Desk = "desk",
        /// When requests are served (waktu pemenuhan layanan).
        Fulfilment = "fulfilment",
        /// When incidents may be reported.
        IncidentReports = "incident_reports",
        /// When incidents are handled; without a calendar: by a scale of priorities.
        IncidentHandling = "incident_handling",
        /// When a facility is staffed or watched.
        Facility = "facility",
    }
}

/// Hours of one kind, of a document or of one of its services.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServiceHours {
    /// The document (`001`).
    pub document: String,
    /// The service or sub-service; `None` for every service of the document but those in `except`.
    pub path: Option<String>,
    /// Services whose own sections print no hours of this kind.
    #[serde(default)]
    pub except: Vec<String>,
    /// What they are of.
    pub kind: HoursKind,
    /// The priorities of incidents they are for; empty for all.
    #[serde(default)]
    pub priorities: Vec<Priority>,
    /// The hours as printed (`7 x 24`, `08.00 - 17.00`).
    pub hours: Option<String>,
    /// The calendar they mean; `None` where the document names a scale of priorities instead.
    pub calendar: Option<CalendarKind>,
    /// Line of the document, counted from 1.
    pub line: u32,
    /// The exact words, as they stand on `line`.
    pub quote: String,
    /// What is uncertain in the source, and how it was decided.
    pub note: Option<String>,
}

impl ServiceHours {
    /// Whether they hold for `path` of their document.
    pub fn hold_for(&self, path: &str) -> bool {
        match &self.path {
            Some(own) => holds_for(own, path),
            None => !self.except.iter().any(|left_out| holds_for(left_out, path)),
        }
    }
}
