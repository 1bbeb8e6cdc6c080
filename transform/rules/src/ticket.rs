//! A ticket as the rules see it: only what decides a figure, borrowed from wherever it is kept.

use serde::{Deserialize, Serialize};

use crate::{Instant, Zone};

/// Implements text form, parsing and the list of variants for a plain enum whose names stand in tables.
macro_rules! names {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum $name { $($(#[$vdoc])* #[serde(rename = $text)] $variant),+ }

        impl $name {
            /// Every variant, in reading order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The name that stands in tables, SQL and configuration.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }

            /// The variant of that name; `None` for any other text.
            pub fn from_name(text: &str) -> Option<Self> {
                match text { $($text => Some(Self::$variant),)+ _ => None }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }
    };
}
pub(crate) use names;

names! {
    /// What a ticket is. Which clocks it has follows from this (RULES 3).
    TicketKind {
        /// Permintaan layanan.
        Request = "request",
        /// Gangguan.
        Incident = "incident",
        /// Perubahan.
        Change = "change",
        /// Service complaint (keluhan): response only.
        Complaint = "complaint",
        /// Permintaan informasi: response only.
        Information = "information",
    }
}

names! {
    /// How a ticket reached the desk. Response rules are by channel.
    Channel {
        /// Service desk portal.
        Portal = "portal",
        /// Kunjungan.
        Visit = "visit",
        /// Telepon.
        Phone = "phone",
        /// E-mail.
        Email = "email",
        /// WhatsApp chat.
        Whatsapp = "whatsapp",
        /// Pesan singkat.
        TextMessage = "text_message",
        /// Nota dinas or surat.
        Letter = "letter",
        /// Anything else.
        Other = "other",
    }
}

names! {
    /// Impact (dampak) or urgency (kepentingan), 001 BAB III A and B.
    Level {
        /// Tinggi.
        High = "high",
        /// Sedang.
        Medium = "medium",
        /// Rendah.
        Low = "low",
    }
}

names! {
    /// Priority of an incident, 001 table 2.
    Priority {
        /// 3 jam.
        P1 = "P1",
        /// 8 jam kerja.
        P2 = "P2",
        /// 16 jam kerja.
        P3 = "P3",
        /// 24 jam kerja.
        P4 = "P4",
        /// 80 jam kerja.
        P5 = "P5",
    }
}

names! {
    /// A ticket's status, as value maps of the configuration name it.
    Status {
        /// Not yet taken up.
        New = "new",
        /// Handed to a team.
        Assigned = "assigned",
        /// Being worked on.
        InProgress = "in_progress",
        /// Waiting. Stops no clock unless the source's `hold_statuses` say so.
        OnHold = "on_hold",
        /// Opened again after it was finished.
        Reopened = "reopened",
        /// Incident solved.
        Resolved = "resolved",
        /// Request fulfilled.
        Fulfilled = "fulfilled",
        /// Closed.
        Closed = "closed",
        /// Cancelled.
        Cancelled = "cancelled",
    }
}

impl Status {
    /// Whether work has ended: resolved, fulfilled or closed.
    pub const fn is_finished(self) -> bool {
        matches!(self, Self::Resolved | Self::Fulfilled | Self::Closed)
    }
}

/// One change in the life of a ticket, from an export with event history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event<'a> {
    /// When.
    pub at: Instant,
    /// What changed.
    pub change: Change<'a>,
    /// Record in the export it came from, for the ledger.
    pub record: i64,
}

/// What an event changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change<'a> {
    /// The status became this. The second is the status as exported, which `hold_statuses` name.
    Status(Status, &'a str),
    /// Impact became this.
    Impact(Level),
    /// Urgency became this.
    Urgency(Level),
    /// The stated priority became this.
    PriorityStated(Priority),
}

/// A ticket as exported, newest version. Instants that the export does not give are `None`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ticket<'a> {
    /// Source of the configuration.
    pub source: &'a str,
    /// The source's own ticket number.
    pub ticket_id: &'a str,
    /// What it is.
    pub kind: TicketKind,
    /// The organisation that serves it: `BaTII`, `KPTIK BMN`, `DJPb` or another; it chooses the document (RULES 2).
    pub organisation: &'a str,
    /// Norm it maps to as `document/path` (`001/8.4`); `None` when no rule maps the service name.
    pub norm_path: Option<&'a str>,
    /// How it came.
    pub channel: Option<Channel>,
    /// Zone of the office that serves it.
    pub office_zone: Zone,
    /// Submitted or reported.
    pub submitted_at: Instant,
    /// First response.
    pub first_response_at: Option<Instant>,
    /// Requirements declared complete.
    pub documents_complete_at: Option<Instant>,
    /// CIO decision.
    pub decision_at: Option<Instant>,
    /// Letter received.
    pub letter_received_at: Option<Instant>,
    /// Closing of proposals.
    pub proposals_closed_at: Option<Instant>,
    /// Result received.
    pub results_received_at: Option<Instant>,
    /// Approved.
    pub approved_at: Option<Instant>,
    /// Start of the activity.
    pub activity_start_at: Option<Instant>,
    /// End of the activity.
    pub activity_end_at: Option<Instant>,
    /// Incident resolved.
    pub resolved_at: Option<Instant>,
    /// Request fulfilled.
    pub fulfilled_at: Option<Instant>,
    /// Closed.
    pub closed_at: Option<Instant>,
    /// Cancelled.
    pub cancelled_at: Option<Instant>,
    /// How often it was reopened, as the export counts.
    pub reopen_count: i64,
    /// Impact, newest.
    pub impact: Option<Level>,
    /// Urgency, newest.
    pub urgency: Option<Level>,
    /// Priority that the export states.
    pub priority_stated: Option<Priority>,
    /// Declared an ICT disaster (Bencana TIK).
    pub disaster: bool,
    /// Devices, accounts or whatever the norm's tiers count.
    pub quantity: Option<i64>,
    /// Environment, for norms by environment.
    pub environment: Option<&'a str>,
    /// Why the ticket is exempt (force majeure, out of scope, ...), with approver and document elsewhere.
    pub exempt_reason: Option<&'a str>,
    /// Event history in order of time; empty when the source gives none.
    pub events: &'a [Event<'a>],
}

impl<'a> Ticket<'a> {
    /// A request of which nothing is known but when it was submitted.
    pub const fn new(source: &'a str, ticket_id: &'a str, submitted_at: Instant) -> Self {
        Self {
            source,
            ticket_id,
            kind: TicketKind::Request,
            organisation: "",
            norm_path: None,
            channel: None,
            office_zone: Zone::Wib,
            submitted_at,
            first_response_at: None,
            documents_complete_at: None,
            decision_at: None,
            letter_received_at: None,
            proposals_closed_at: None,
            results_received_at: None,
            approved_at: None,
            activity_start_at: None,
            activity_end_at: None,
            resolved_at: None,
            fulfilled_at: None,
            closed_at: None,
            cancelled_at: None,
            reopen_count: 0,
            impact: None,
            urgency: None,
            priority_stated: None,
            disaster: false,
            quantity: None,
            environment: None,
            exempt_reason: None,
            events: &[],
        }
    }
}
