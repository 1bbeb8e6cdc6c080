//! What follows the sub-services of 000: whole, true to the norms, and what 001 says where 001 lies between.

use std::collections::{BTreeMap, BTreeSet};

use norma_rules::catalogue::{Catalogue, Certainty, Norm, Role, SubService, Succession};

const LATER: [&str; 3] = ["001", "002", "003"];

fn of<'a>(catalogue: &'a Catalogue, document: &str) -> Vec<&'a Succession> {
    let all = catalogue.crosswalk().iter();
    all.filter(|entry| entry.from.split('/').next() == Some(document))
        .collect()
}

fn norms<'a>(catalogue: &'a Catalogue, reference: &str) -> Vec<&'a Norm> {
    let (document, path) = reference.split_once('/').unwrap();
    catalogue.candidates(document, path)
}

#[test]
fn each_sub_service_has_one_entry_for_each_later_document() {
    let catalogue = Catalogue::builtin();
    let mut entries: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for entry in of(&catalogue, "000") {
        let documents = entries.entry(entry.from.clone()).or_default();
        documents.push(&entry.document);
    }
    let listed = catalogue.sub_services().iter();
    let expected: BTreeMap<_, _> = listed
        .filter(|sub_service| sub_service.document == "000")
        .map(|sub_service| (sub_service.reference(), LATER.to_vec()))
        .collect();
    assert_eq!(expected.len(), 64);
    assert_eq!(entries, expected);
}

#[test]
fn successors_are_sub_services_of_the_later_document() {
    let catalogue = Catalogue::builtin();
    let with_norms = catalogue.norms().iter().map(Norm::reference);
    let listed = catalogue.sub_services().iter().map(SubService::reference);
    let known: BTreeSet<String> = with_norms.chain(listed).collect();
    for entry in of(&catalogue, "000") {
        let whose = format!("{} in {}", entry.from, entry.document);
        for to in &entry.to {
            assert!(known.contains(to), "{whose}: {to}");
            assert!(to.starts_with(&entry.document), "{whose}: {to}");
        }
        let shape = (entry.to.is_empty(), entry.reason.is_empty());
        let expected = match entry.certainty {
            Certainty::Certain => (false, true),
            Certainty::Uncertain => (false, false),
            Certainty::None => (true, false),
        };
        assert_eq!(shape, expected, "{whose}");
    }
}

/// Every amount that one side promises and the other does not is named: `6 jam kerja -> 5 jam kerja`.
#[test]
fn differences_name_every_amount_that_changed() {
    let catalogue = Catalogue::builtin();
    let amounts = |references: &[String]| -> BTreeSet<String> {
        let all = references.iter().flat_map(|r| norms(&catalogue, r));
        all.filter(|norm| norm.role == Role::Primary)
            .filter_map(|norm| Some((norm.value?, norm.unit?.as_str().replace('_', " "))))
            .map(|(value, unit)| format!("{value} {unit}"))
            .collect()
    };
    let mut changes = 0;
    for entry in of(&catalogue, "000") {
        if entry.to.is_empty() {
            continue;
        }
        let (was, is) = (
            amounts(std::slice::from_ref(&entry.from)),
            amounts(&entry.to),
        );
        for changed in was.symmetric_difference(&is) {
            changes += 1;
            let whose = format!("{} in {}", entry.from, entry.document);
            assert!(
                entry.difference.contains(changed),
                "{changed} of {whose}: {}",
                entry.difference
            );
        }
    }
    assert!(changes > 50, "{changes}");
}

/// Where a certain successor in 001 lies between, what follows in 002 and 003 is what follows that one.
#[test]
fn what_follows_agrees_with_the_crosswalk_of_001() {
    let catalogue = Catalogue::builtin();
    let (here, between) = (of(&catalogue, "000"), of(&catalogue, "001"));
    let certain = |entry: &&&Succession| entry.certainty == Certainty::Certain;
    for step in here.iter().filter(|e| e.document == "001").filter(certain) {
        for later in ["002", "003"] {
            let direct = here
                .iter()
                .find(|e| e.from == step.from && e.document == later);
            let direct = direct.unwrap();
            let through = between
                .iter()
                .filter(|e| e.document == later && step.to.contains(&e.from));
            for entry in through {
                let whose = format!("{} through {} in {later}", step.from, entry.from);
                assert_eq!(direct.to, entry.to, "{whose}");
                assert_eq!(direct.certainty, entry.certainty, "{whose}");
            }
        }
    }
}

/// A norm of 001 that keeps running has no certain successor in 002, so neither has what it follows in 000; one that ended
/// is followed there by what its note names.
#[test]
fn what_follows_in_002_agrees_with_the_norms_of_001() {
    let catalogue = Catalogue::builtin();
    let entries = of(&catalogue, "000");
    let mut compared = 0;
    for entry in entries.iter().filter(|e| e.document == "001") {
        if entry.certainty != Certainty::Certain {
            continue;
        }
        compared += 1;
        let from = &entry.from;
        let in_002 = entries
            .iter()
            .find(|other| other.from == *from && other.document == "002")
            .unwrap();
        let norms: Vec<_> = entry
            .to
            .iter()
            .flat_map(|to| norms(&catalogue, to))
            .collect();
        if norms.iter().any(|norm| norm.valid_to.is_none()) {
            assert_ne!(in_002.certainty, Certainty::Certain, "{from}");
            continue;
        }
        let named: Vec<_> = norms
            .iter()
            .flat_map(|norm| {
                norm.note
                    .as_deref()
                    .unwrap_or_default()
                    .split("002 ")
                    .skip(1)
            })
            .filter_map(|rest| rest.split([' ', ',']).next())
            .map(|path| format!("002/{}", path.trim_end_matches('.')))
            .collect();
        assert!(!in_002.to.is_empty(), "{from}");
        for to in &in_002.to {
            assert!(named.contains(to), "{from}: {to} is not in {named:?}");
        }
    }
    assert_eq!(compared, 59); // all but Online Storage, training rooms and attended conferences
}
