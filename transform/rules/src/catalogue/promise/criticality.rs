//! Criticality of systems (tingkat kekritisan) and how fast they must be back, 001 BAB III.

use serde::{Deserialize, Serialize};

use crate::Level;
use crate::ticket::names;

names! {
    /// Level of a system, from its Business Impact Analysis.
    Criticality {
        /// Sangat Kritis.
        VeryCritical = "very_critical",
        /// Kritis.
        Critical = "critical",
        /// Sedang.
        Medium = "medium",
        /// Rendah.
        Low = "low",
    }
}

/// One level. The documents say of no system which level it has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CriticalityLevel {
    /// The document (`001`).
    pub document: String,
    /// The level.
    pub level: Criticality,
    /// Its name, in Indonesian.
    pub name: String,
    /// Place in the order of recovery, 1 first.
    pub rank: u8,
    /// The assessment in percent lies above this; `None` for the lowest level.
    pub score_above: Option<u8>,
    /// The assessment in percent lies up to and with this; `None` for the highest level.
    pub score_to: Option<u8>,
    /// At most so many hours (jam, on `always`) to recover from an incident.
    pub recovery_hours: i64,
    /// At most so many hours (jam, on `always`) to recover to the DRC.
    pub drc_recovery_hours: i64,
    /// What the level means, in the document's words.
    pub meaning: String,
    /// Line of the document, counted from 1.
    pub line: u32,
    /// The exact words, as they stand on `line`.
    pub quote: String,
    /// Impact (dampak) of an incident of such a system, in table 2.
    pub impact: Level,
    /// Line of `impact_quote`.
    pub impact_line: u32,
    /// Words that give the impact.
    pub impact_quote: String,
}

impl CriticalityLevel {
    /// Whether an assessment of so many percent gives this level.
    pub fn contains(&self, score: u8) -> bool {
        self.score_above.is_none_or(|above| above < score)
            && self.score_to.is_none_or(|to| score <= to)
    }
}
