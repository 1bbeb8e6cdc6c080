//! A norm (norma waktu): what one clause of one document promises for one sub-service (RULES 2).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::ticket::names;

names! {
    /// What a norm is to its sub-service.
    Role {
        /// Judged.
        Primary = "primary",
        /// The whole of which the primary norm is a part (001 ITSM.3, 6 jam kerja): printed, never judged.
        Total = "total",
        /// A sentence above several norms (002, service 1): printed, never judged.
        Umbrella = "umbrella",
    }
}

names! {
    /// Which clock a norm gives, and how its number is to be read.
    NormKind {
        /// Fulfil within n of the start event.
        Duration = "duration",
        /// Close within n after the activity ends; times closing, not fulfilment.
        AfterActivity = "after_activity",
        /// Finish at or before activity start minus n.
        BeforeActivity = "before_activity",
        /// First handling (penanganan awal) within n of submission.
        FirstHandling = "first_handling",
        /// Approve within n of submission.
        Approval = "approval",
        /// The user does it alone on a portal: no number.
        SelfService = "self_service",
        /// According to a plan or a letter: no number.
        ByPlan = "by_plan",
        /// The document names the sub-service and no time.
        None = "none",
    }
}

names! {
    /// Unit of a norm's value, as the document writes it. RULES 1 says on which calendar each runs.
    Unit {
        /// Minutes, on `office`.
        Menit = "menit",
        /// Hours, on `always`.
        Jam = "jam",
        /// Working hours, on `office`.
        JamKerja = "jam_kerja",
        /// Days of 24 hours on `always`, from the next opening of `office`.
        Hari = "hari",
        /// Working days of 8 working hours (002:257: 2 hari kerja are 16 jam kerja), on `office`.
        HariKerja = "hari_kerja",
    }
}

impl Unit {
    /// Seconds of one unit on its own calendar.
    pub const fn seconds(self) -> i64 {
        match self {
            Self::Menit => 60,
            Self::Jam | Self::JamKerja => 3_600,
            Self::Hari => 24 * 3_600,
            Self::HariKerja => 8 * 3_600,
        }
    }
}

names! {
    /// The event from which a norm counts.
    StartEvent {
        /// The ticket was submitted; also where the document is silent (RULES 2, "We").
        Submitted = "submitted",
        /// Requirements were declared complete.
        DocumentsComplete = "documents_complete",
        /// The CIO decided.
        CioDecision = "cio_decision",
        /// The letter was received.
        LetterReceived = "letter_received",
        /// Proposals were closed.
        ProposalsClosed = "proposals_closed",
        /// The result was received.
        ResultReceived = "result_received",
        /// The activity starts.
        ActivityStart = "activity_start",
        /// The activity ends.
        ActivityEnd = "activity_end",
    }
}

/// The quantities for which a norm holds. Quantities between two tiers have no norm.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tier {
    /// What is counted: `perangkat` (devices) or `akun` (accounts).
    pub dimension: String,
    /// Smallest quantity.
    pub from: i64,
    /// Greatest quantity, itself inside; `None` has no end.
    pub to: Option<i64>,
}

impl Tier {
    /// Whether `quantity` lies in it.
    pub fn contains(&self, quantity: i64) -> bool {
        self.from <= quantity && self.to.is_none_or(|to| quantity <= to)
    }
}

/// One norm, with the words it rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Norm {
    /// The document (`001`).
    pub document: String,
    /// The clause as the document numbers it (`8.1.2`); for 002 the service's place among the 14, then its own numbering.
    pub path: String,
    /// What tickets map to: tiers and environments of one sub-service share it.
    pub service_path: String,
    /// Code of the service (`ITSM.8`); where the document has none, the first part of the path.
    pub service: String,
    /// Name of the sub-service, in Indonesian, without markup.
    pub name: String,
    /// Whether it is judged.
    pub role: Role,
    /// How it is read.
    pub kind: NormKind,
    /// The number, in `unit`.
    pub value: Option<i64>,
    /// Unit of `value`.
    pub unit: Option<Unit>,
    /// What it counts from.
    pub start: StartEvent,
    /// Quantities for which it holds; `None` for all.
    pub tier: Option<Tier>,
    /// Environment for which it holds, in the document's words; `None` for all.
    pub environment: Option<String>,
    /// It holds for every sub-service below `service_path` too (003 BMN.4 a).
    pub below: bool,
    /// Agreed locally, by an overlay, not published by a document: marked as local wherever it is shown.
    pub local: bool,
    /// The sub-service of another document whose tickets it judges (`004/1.1.b`): only norms of an overlay have it.
    pub applies_to: Option<String>,
    /// The sub-service or the norm (`001/9.2.1`) that it judges instead of while it is in force: only norms of an overlay have it.
    pub replaces: Option<String>,
    /// First WIB day; `None` for a norm of an undated document, which counts from the beginning.
    pub valid_from: Option<NaiveDate>,
    /// Last WIB day; `None` while in force.
    pub valid_to: Option<NaiveDate>,
    /// The exact words, as they stand on `line`, markup included.
    pub quote: String,
    /// Line of the document, counted from 1.
    pub line: u32,
    /// What is wrong or uncertain in the source, and how it was decided.
    pub note: Option<String>,
}

impl Norm {
    /// Document and clause: `001/8.1.2`.
    pub fn id(&self) -> String {
        format!("{}/{}", self.document, self.path)
    }

    /// What a ticket maps to: `001/8.1`.
    pub fn reference(&self) -> String {
        self.applies_to
            .clone()
            .unwrap_or_else(|| format!("{}/{}", self.document, self.service_path))
    }

    /// Whether it is in force for tickets submitted on `day` (WIB).
    pub fn in_force(&self, day: NaiveDate) -> bool {
        self.valid_from.is_none_or(|from| from <= day) && self.valid_to.is_none_or(|to| day <= to)
    }

    /// What it allows, in seconds of the calendar of its unit; `None` without a number.
    pub fn allowance_seconds(&self) -> Option<i64> {
        Some(self.value? * self.unit?.seconds())
    }

    /// Whether it holds in `environment`; case does not matter, and a norm without environment holds in each.
    pub fn holds_in(&self, environment: &str) -> bool {
        self.environment
            .as_ref()
            .is_none_or(|own| own.to_lowercase() == environment.trim().to_lowercase())
    }
}
