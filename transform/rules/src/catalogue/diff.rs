//! What changed between two documents, sub-service by sub-service.

use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};

use super::{Catalogue, Certainty, Norm};
use crate::ticket::names;

names! {
    /// What became of a sub-service.
    Change {
        /// It is in both, and nothing changed.
        Kept = "kept",
        /// It is in both, with another name, scope or norm.
        Changed = "changed",
        /// Whether it is in both is for people to decide.
        Uncertain = "uncertain",
        /// Nothing in the later document follows it. Where that is another organisation's: it is not offered there.
        Ended = "ended",
        /// It is in the later document only.
        New = "new",
    }
}

/// A sub-service and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// What became of it.
    pub change: Change,
    /// The earlier sub-service (`001/8.4`); `None` for a new one.
    pub earlier: Option<String>,
    /// The later sub-services; several when it was split; empty when it ended.
    pub later: Vec<String>,
    /// Its name in the earlier document; that of the later one for a new one.
    pub name: String,
    /// Its name in the later document, several joined by " / "; `None` when it ended.
    pub later_name: Option<String>,
    /// What differs, computed from names and norms.
    pub fields: Vec<FieldChange>,
    /// What the crosswalk says changed.
    pub difference: String,
    /// Why it is uncertain or ended.
    pub reason: String,
}

/// A field that differs. Where a sub-service has several norms, their values stand joined by ", ".
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FieldChange {
    /// `name`, `norm` (value and unit), `role`, `kind`, `start`, `tier` or `environment`.
    pub field: &'static str,
    /// In the earlier document.
    pub from: String,
    /// In the later document.
    pub to: String,
}

impl Catalogue {
    /// What changed from document `earlier` to `later`: the sub-services of the earlier one in its order, then those of the
    /// later one to which nothing leads. Documents without a crosswalk of their own are compared through the others
    /// ([`Catalogue::counterparts`]). Empty when neither document is known.
    pub fn diff(&self, earlier: &str, later: &str) -> Vec<Difference> {
        let later_listed = self.listed(later);
        let names: HashMap<&str, &str> = later_listed
            .iter()
            .map(|(reference, name)| (reference.as_str(), name.as_str()))
            .collect();
        let mut differences = Vec::new();
        let mut followed = HashSet::new();
        for (reference, name) in self.listed(earlier) {
            let end = self.end(&reference, earlier, later);
            followed.extend(end.later.iter().cloned());
            differences.push(self.difference(reference, name, end, &names));
        }
        let unfollowed = later_listed
            .iter()
            .filter(|(reference, _)| !followed.contains(reference));
        differences.extend(unfollowed.map(|(reference, name)| Difference {
            change: Change::New,
            earlier: None,
            later: vec![reference.clone()],
            name: name.clone(),
            later_name: Some(name.clone()),
            fields: Vec::new(),
            difference: String::new(),
            reason: String::new(),
        }));
        differences
    }

    fn difference(
        &self,
        reference: String,
        name: String,
        end: End,
        names: &HashMap<&str, &str>,
    ) -> Difference {
        let later_names: Vec<&str> = end
            .later
            .iter()
            .map(|to| names.get(to.as_str()).copied().unwrap_or(to))
            .collect();
        let later_name = (!later_names.is_empty()).then(|| later_names.join(" / "));
        let mut fields = Vec::new();
        if let Some(later_name) = &later_name {
            if plain(&name) != plain(later_name) {
                fields.push(FieldChange {
                    field: "name",
                    from: name.clone(),
                    to: later_name.clone(),
                });
            }
            let before = self.norms_of(std::slice::from_ref(&reference));
            fields.extend(changed_norms(&before, &self.norms_of(&end.later)));
        }
        let change = match end.certainty {
            Certainty::Certain if fields.is_empty() && end.difference.is_empty() => Change::Kept,
            Certainty::Certain => Change::Changed,
            Certainty::Uncertain => Change::Uncertain,
            Certainty::None => Change::Ended,
        };
        Difference {
            change,
            earlier: Some(reference),
            later: end.later,
            name,
            later_name,
            fields,
            difference: end.difference,
            reason: end.reason,
        }
    }

    /// Where a sub-service leads: as the crosswalk of the two documents says, else by its counterparts.
    fn end(&self, reference: &str, earlier: &str, later: &str) -> End {
        if self.leads(earlier, later) {
            let entry = self.successions_of(reference);
            return match entry.iter().find(|entry| entry.document == later) {
                Some(entry) => End {
                    later: entry.to.clone(),
                    certainty: entry.certainty,
                    difference: entry.difference.clone(),
                    reason: entry.reason.clone(),
                },
                None => End {
                    later: Vec::new(),
                    certainty: Certainty::Uncertain,
                    difference: String::new(),
                    reason: "The crosswalk has no entry for it.".to_owned(),
                },
            };
        }
        let found = self.counterparts(reference, later);
        let reason = match found.certainty {
            Certainty::Certain => String::new(),
            Certainty::Uncertain => format!(
                "Uncertain on the way from {earlier} to {later}: see the crosswalk between them."
            ),
            Certainty::None => format!("The crosswalk leads from it to nothing in {later}."),
        };
        End {
            later: found.references,
            certainty: found.certainty,
            difference: String::new(),
            reason,
        }
    }

    /// Reference and name of a document's sub-services in its order: those it lists, and those only a norm names. Headings
    /// (no norm of their own, sub-services below) and clauses of a sub-service are left out.
    fn listed(&self, document: &str) -> Vec<(String, String)> {
        let mut listed: Vec<(String, String)> = self
            .sub_services
            .iter()
            .filter(|sub_service| sub_service.document == document)
            .map(|sub_service| (sub_service.reference(), sub_service.name.clone()))
            .collect();
        let mut seen: HashSet<String> = listed.iter().map(|(known, _)| known.clone()).collect();
        let prefix = format!("{document}/");
        for norm in self.norms.iter().filter(|norm| norm.document == document) {
            let reference = norm.reference();
            if reference.starts_with(&prefix) && seen.insert(reference.clone()) {
                listed.push((reference, norm.name.clone()));
            }
        }
        let heading = |reference: &str| {
            let below = format!("{reference}.");
            self.by_reference.get(reference).is_none_or(Vec::is_empty)
                && self.successions_of(reference).is_empty()
                && seen.iter().any(|other| other.starts_with(&below))
        };
        listed.retain(|(reference, _)| {
            self.sub_service_of(reference) == *reference && !heading(reference)
        });
        let places: HashMap<&str, usize> = self
            .services
            .iter()
            .filter(|service| service.document == document)
            .enumerate()
            .map(|(at, service)| (service.path.as_str(), at))
            .collect();
        listed.sort_by_key(|(reference, _)| {
            let path = reference.strip_prefix(&prefix).unwrap_or(reference);
            let service = path.split('.').next().unwrap_or(path);
            places.get(service).copied().unwrap_or(usize::MAX)
        });
        listed
    }

    fn norms_of(&self, references: &[String]) -> Vec<&Norm> {
        references
            .iter()
            .filter_map(|reference| reference.split_once('/'))
            .flat_map(|(document, path)| self.candidates(document, path))
            .collect()
    }
}

/// Where a sub-service leads in the later document.
struct End {
    later: Vec<String>,
    certainty: Certainty,
    difference: String,
    reason: String,
}

/// A field of a norm: its name, and how it is told.
type Field = (&'static str, fn(&Norm) -> String);

const FIELDS: [Field; 6] = [
    ("norm", |norm| match (norm.value, norm.unit) {
        (Some(value), Some(unit)) => format!("{value} {}", unit.as_str().replace('_', " ")),
        _ => "no number".to_owned(),
    }),
    ("role", |norm| norm.role.to_string()),
    ("kind", |norm| norm.kind.to_string()),
    ("start", |norm| norm.start.to_string()),
    ("tier", |norm| {
        norm.tier.as_ref().map_or_else(
            || "any".to_owned(),
            |tier| match tier.to {
                Some(to) if to == tier.from => format!("{to} {}", tier.dimension),
                Some(to) => format!("{} to {to} {}", tier.from, tier.dimension),
                None => format!("{} {} and more", tier.from, tier.dimension),
            },
        )
    }),
    ("environment", |norm| {
        norm.environment.clone().unwrap_or_else(|| "any".to_owned())
    }),
];

/// What differs between the norms of two sub-services.
fn changed_norms(before: &[&Norm], after: &[&Norm]) -> Vec<FieldChange> {
    if before.is_empty() && after.is_empty() {
        return Vec::new();
    }
    let told = |norms: &[&Norm], tell: fn(&Norm) -> String| -> Vec<String> {
        norms.iter().map(|norm| tell(norm)).collect()
    };
    // A sub-service without a norm has nothing but that to tell.
    let fields = if before.is_empty() || after.is_empty() {
        &FIELDS[..1]
    } else {
        &FIELDS[..]
    };
    let mut changes = Vec::new();
    for (field, tell) in fields {
        let (mut from, mut to) = (told(before, *tell), told(after, *tell));
        // Norm by norm where both have as many, so that values exchanged between tiers are seen; else as a whole.
        let (once_from, once_to) = (once(&from), once(&to));
        if from == to || (from.len() != to.len() && once_from == once_to) {
            continue;
        }
        if once_from != once_to {
            (from, to) = (once_from, once_to);
        }
        changes.push(FieldChange {
            field,
            from: joined(&from),
            to: joined(&to),
        });
    }
    changes
}

/// Each text once, in the order of first appearance.
fn once(texts: &[String]) -> Vec<String> {
    let mut seen = HashSet::new();
    let first = texts.iter().filter(|text| seen.insert(text.as_str()));
    first.cloned().collect()
}

fn joined(texts: &[String]) -> String {
    if texts.is_empty() {
        return "no norm".to_owned();
    }
    texts.join(", ")
}

/// For comparing names: case and spaces do not matter.
fn plain(name: &str) -> String {
    name.split_whitespace().collect::<String>().to_lowercase()
}
