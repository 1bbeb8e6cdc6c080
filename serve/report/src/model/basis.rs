//! Rows about what the figures rest on: local norms, settings, SQL files.

use serde::Serialize;

/// What a local overlay adopted for an organisation whose document publishes no norm (RULES 2).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AdoptionNote {
    /// Organisation.
    pub organisation: String,
    /// It adopted table 2 of 001 for its incidents.
    pub table_2: bool,
    /// First day, in words.
    pub valid_from: String,
    /// Last day, in words; `None` while in force.
    pub valid_to: Option<String>,
    /// On what grounds.
    pub basis: String,
}

/// One setting of RULES 7.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Setting {
    /// Key.
    pub key: String,
    /// Value in force.
    pub value: String,
    /// The other values that RULES 7 names.
    pub other: String,
}

/// One SQL file that figures come from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ModelNote {
    /// Name: the file is `queries/models/NAME.sql`.
    pub name: String,
    /// What it is.
    pub title: String,
    /// What a row is.
    pub grain: String,
}
