//! Table 2 of document 001: priorities of incidents, from impact and urgency, and what each allows (RULES 3).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::norm::Unit;
use super::response::CalendarKind;
use crate::{Level, Priority};

/// The table of priorities of one document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PriorityTable {
    /// The document (`001`).
    pub document: String,
    /// Name of the table in ids: `tabel-2`.
    pub table: String,
    /// Organisations it binds, by their one name in tables.
    pub organisations: Vec<String>,
    /// First WIB day.
    pub valid_from: NaiveDate,
    /// Last WIB day; `None` while in force.
    pub valid_to: Option<NaiveDate>,
    /// Words that give P1 its calendar and the others theirs.
    pub calendar_quote: String,
    /// Line of `calendar_quote`.
    pub calendar_line: u32,
    /// Words that make a disaster a P1.
    pub disaster_quote: String,
    /// Line of `disaster_quote`.
    pub disaster_line: u32,
    /// Why it binds those organisations and days.
    pub note: Option<String>,
    /// The nine cells of the matrix.
    #[serde(rename = "cell")]
    pub cells: Vec<PriorityCell>,
    /// What each priority allows.
    #[serde(rename = "limit")]
    pub limits: Vec<PriorityLimit>,
}

/// One cell of the matrix.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PriorityCell {
    /// Impact (dampak), the column.
    pub impact: Level,
    /// Urgency (kepentingan), the row.
    pub urgency: Level,
    /// The priority.
    pub priority: Priority,
    /// The cell's words.
    pub quote: String,
    /// Line of the document, counted from 1.
    pub line: u32,
}

/// What a priority allows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PriorityLimit {
    /// The priority.
    pub priority: Priority,
    /// The number, in `unit`.
    pub value: i64,
    /// `jam` or `jam_kerja`.
    pub unit: Unit,
    /// On which calendar. P1: "pola kerja pengelolaan DC dan DRC", which RULES 3 takes as `always`.
    pub calendar: CalendarKind,
    /// The words.
    pub quote: String,
    /// Line of the document, counted from 1.
    pub line: u32,
}

impl PriorityLimit {
    /// What it allows, in seconds of its calendar.
    pub const fn seconds(&self) -> i64 {
        self.value * self.unit.seconds()
    }
}

impl PriorityTable {
    /// The priority of an incident; `None` only for a cell that the table leaves out.
    pub fn priority(&self, impact: Level, urgency: Level) -> Option<Priority> {
        self.cells
            .iter()
            .find(|cell| cell.impact == impact && cell.urgency == urgency)
            .map(|cell| cell.priority)
    }

    /// What a priority allows.
    pub fn limit(&self, priority: Priority) -> Option<&PriorityLimit> {
        self.limits.iter().find(|limit| limit.priority == priority)
    }

    /// `001/tabel-2/P3`.
    pub fn id(&self, priority: Priority) -> String {
        format!("{}/{}/{priority}", self.document, self.table)
    }

    /// Whether it binds `organisation` (its one name in tables) for incidents reported on `day` (WIB).
    pub fn binds(&self, organisation: &str, day: NaiveDate) -> bool {
        self.organisations.iter().any(|bound| bound == organisation)
            && self.valid_from <= day
            && self.valid_to.is_none_or(|to| day <= to)
    }
}
