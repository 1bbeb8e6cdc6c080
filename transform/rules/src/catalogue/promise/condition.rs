//! Conditions: when a service is not given, ends, or is meant for some users only.

use serde::{Deserialize, Serialize};

use super::holds_for;
use crate::ticket::names;

names! {
    /// What a condition does.
    ConditionKind {
        /// The service is not given (tidak dapat diberikan apabila).
        NotGiven = "not_given",
        /// Keadaan kahar.
        ForceMajeure = "force_majeure",
        /// Not part of the service (tidak mencakup, tidak termasuk).
        OutOfScope = "out_of_scope",
        /// Takes an exclusion back for some.
        Exception = "exception",
        /// Asked for by another way than the service.
        OtherProcedure = "other_procedure",
        /// For these users, things or cases only.
        RestrictedTo = "restricted_to",
        /// Must be there before the service begins, for a whole group of users.
        Requirement = "requirement",
        /// Nothing runs while papers are missing (belum lengkap, dinyatakan lengkap).
        Incomplete = "incomplete",
        /// The office may end, close or delete what was given.
        Suspended = "suspended",
        /// What was given ends by itself after a time.
        LimitedPeriod = "limited_period",
        /// The user has to do it.
        ResponsibilityOfUser = "responsibility_of_user",
        /// The office does not answer for it.
        NoLiability = "no_liability",
        /// From when the service counts as fulfilled.
        FulfilledWhen = "fulfilled_when",
    }
}

/// One statement of a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Condition {
    /// The document (`001`).
    pub document: String,
    /// The service or sub-service it is about, with everything below; `None` for every service of the document.
    pub path: Option<String>,
    /// What it does.
    pub kind: ConditionKind,
    /// Line of the document, counted from 1.
    pub line: u32,
    /// The exact words, as they stand on `line`.
    pub quote: String,
    /// What is uncertain in the source, and how it was read.
    pub note: Option<String>,
}

impl Condition {
    /// Whether it is about a reference (`001/8.4`): its own path, one above it, or the whole document.
    pub fn holds_for(&self, reference: &str) -> bool {
        reference.split_once('/').is_some_and(|(document, path)| {
            document == self.document && self.path.as_ref().is_none_or(|own| holds_for(own, path))
        })
    }
}

/// A clause as it stands in the data: one statement a quote.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ConditionEntry {
    document: String,
    path: Option<String>,
    kind: ConditionKind,
    line: u32,
    quotes: Vec<String>,
    note: Option<String>,
}

/// One condition a quote, in their order.
pub(super) fn into_conditions(entries: Vec<ConditionEntry>) -> Vec<Condition> {
    let mut conditions = Vec::new();
    for entry in entries {
        for quote in entry.quotes {
            conditions.push(Condition {
                document: entry.document.clone(),
                path: entry.path.clone(),
                kind: entry.kind,
                line: entry.line,
                quote,
                note: entry.note.clone(),
            });
        }
    }
    conditions
}
