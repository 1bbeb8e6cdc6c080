//! The zones in which exports are written and offices work. Indonesia has no daylight saving time, so a zone is an offset.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A zone of RULES 1, or UTC for systems that export in it.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize,
)]
#[serde(try_from = "String", into = "String")]
pub enum Zone {
    /// `Asia/Jakarta`, UTC+7; the default of RULES 1.
    #[default]
    Wib,
    /// `Asia/Makassar`, UTC+8.
    Wita,
    /// `Asia/Jayapura`, UTC+9.
    Wit,
    /// `UTC`.
    Utc,
}

impl Zone {
    /// Every zone.
    pub const ALL: [Self; 4] = [Self::Wib, Self::Wita, Self::Wit, Self::Utc];

    /// Seconds that local clocks are ahead of UTC.
    pub const fn offset_seconds(self) -> i64 {
        match self {
            Self::Wib => 7 * 3600,
            Self::Wita => 8 * 3600,
            Self::Wit => 9 * 3600,
            Self::Utc => 0,
        }
    }

    /// The IANA name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Wib => "Asia/Jakarta",
            Self::Wita => "Asia/Makassar",
            Self::Wit => "Asia/Jayapura",
            Self::Utc => "UTC",
        }
    }

    /// What Indonesian readers call it.
    pub const fn abbreviation(self) -> &'static str {
        match self {
            Self::Wib => "WIB",
            Self::Wita => "WITA",
            Self::Wit => "WIT",
            Self::Utc => "UTC",
        }
    }
}

/// A zone name that is none of the four.
#[derive(Debug, Error, PartialEq, Eq)]
#[error(
    "unknown zone {0:?}; write Asia/Jakarta (WIB), Asia/Makassar (WITA), Asia/Jayapura (WIT) or UTC"
)]
pub struct UnknownZone(pub String);

impl FromStr for Zone {
    type Err = UnknownZone;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|z| {
                z.name().eq_ignore_ascii_case(text) || z.abbreviation().eq_ignore_ascii_case(text)
            })
            .ok_or_else(|| UnknownZone(text.to_owned()))
    }
}

impl TryFrom<String> for Zone {
    type Error = UnknownZone;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Zone> for String {
    fn from(zone: Zone) -> Self {
        zone.name().to_owned()
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
