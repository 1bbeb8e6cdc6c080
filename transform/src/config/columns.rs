//! Which columns of the contract a source may fill, which it must, and which are not for it to say.

use norma_lake::contract::{Kind, OUTAGES, SAMPLES, TICKETS};

use super::Rows;

/// Columns that norma fills itself, with what to write instead.
const NOT_MAPPED: &[(&str, &str)] = &[
    ("source", "it is the name of the [[source]]"),
    (
        "export_time",
        "write export_time = { column = \"...\" } in the source",
    ),
    ("norm_path", "write [source.services], service name = norm"),
    (
        "priority",
        "map priority_stated, impact and urgency; the priority follows from them",
    ),
    ("landing_file", "norma fills it"),
    ("record", "norma fills it"),
    ("content_hash", "norma fills it"),
    ("submitted_quarter", "it follows from submitted_at"),
    ("at_quarter", "it follows from at"),
];

/// A column that a source may map.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Mappable {
    /// Name in the contract.
    pub name: &'static str,
    /// Type in the contract.
    pub kind: Kind,
}

/// The columns that a source of these rows may map.
pub(crate) fn mappable(rows: Rows) -> Vec<Mappable> {
    let table = match rows {
        Rows::Ticket | Rows::Event => &TICKETS,
        Rows::Outage => &OUTAGES,
        Rows::Sample => &SAMPLES,
    };
    let mut columns: Vec<Mappable> = table
        .columns
        .iter()
        .filter(|c| not_mapped(c.name).is_none())
        .map(|c| Mappable {
            name: c.name,
            kind: c.kind,
        })
        .collect();
    if rows == Rows::Event {
        columns.push(Mappable {
            name: "actor_team",
            kind: Kind::Text,
        });
    }
    columns
}

/// Why a column of the contract cannot be mapped, and what to write instead.
pub(crate) fn not_mapped(column: &str) -> Option<&'static str> {
    NOT_MAPPED
        .iter()
        .find(|(name, _)| *name == column)
        .map(|(_, why)| *why)
}

/// The columns without which rows of this kind mean nothing.
pub(crate) fn required(rows: Rows) -> &'static [&'static str] {
    match rows {
        Rows::Ticket => &["ticket_id", "submitted_at"],
        Rows::Event => &["ticket_id", "submitted_at", "updated_at", "status"],
        Rows::Outage => &["service", "started_at"],
        Rows::Sample => &["service", "at", "state"],
    }
}
