//! Rows about what the figures rest on: local norms, settings, SQL files.

use serde::Serialize;

/// What is local for an organisation (RULES 2): adopted from another document, or agreed in a document of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct AdoptionNote {
    /// Organisation.
    pub organisation: String,
    /// It adopted table 2 of 001 for its incidents.
    pub table_2: bool,
    /// Target of availability that it adopted: `97,5%`.
    pub availability: Option<String>,
    /// Norms that a document of a local overlay agrees.
    pub norms: usize,
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
