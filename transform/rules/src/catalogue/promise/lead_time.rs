//! Lead times: how long before an activity something must be asked for or done.

use serde::{Deserialize, Serialize};

use crate::catalogue::Unit;
use crate::ticket::names;

names! {
    /// What the time is counted back from.
    LeadEvent {
        /// Start of the activity (pelaksanaan kegiatan, waktu kegiatan).
        Activity = "activity",
        /// Sending of a broadcast (waktu pengiriman).
        Sending = "sending",
        /// The survey (survei dilakukan).
        Survey = "survey",
        /// Signing of a contract (ditandatangani perjanjian).
        Signing = "signing",
    }
}

names! {
    /// How the document says it.
    LeadWording {
        /// "minimal".
        Minimal = "minimal",
        /// "paling lambat": at the latest.
        PalingLambat = "paling_lambat",
        /// "maksimal H-5": at the latest five days before.
        Maksimal = "maksimal",
        /// The number alone.
        None = "none",
    }
}

names! {
    /// What must be done by then.
    Demand {
        /// The request is made.
        Request = "request",
        /// The user has paid.
        Payment = "payment",
    }
}

/// How long before an event a user must ask for a sub-service. It binds the user and is no norm.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LeadTime {
    /// The document (`001`).
    pub document: String,
    /// The service or sub-service as the document numbers it (`13.1`).
    pub path: String,
    /// The number, in `unit`.
    pub value: i64,
    /// `hari_kerja` or `hari`.
    pub unit: Unit,
    /// Before what.
    pub before: LeadEvent,
    /// How the document says it.
    pub wording: LeadWording,
    /// What must be done by then.
    #[serde(default = "request")]
    pub demand: Demand,
    /// For which places or cases, in the document's words; `None` for all.
    pub place: Option<String>,
    /// Line of the document, counted from 1.
    pub line: u32,
    /// The exact words, as they stand on `line`.
    pub quote: String,
    /// What is uncertain in the source, and how it was decided.
    pub note: Option<String>,
}

fn request() -> Demand {
    Demand::Request
}
