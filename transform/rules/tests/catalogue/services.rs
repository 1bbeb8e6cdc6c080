//! Services and sub-services against the documents: each named where it is said to be, none twice, none forgotten.

use std::collections::{BTreeMap, BTreeSet};

use norma_rules::catalogue::{Catalogue, Role, SubService};

use crate::sources;
use crate::words::plain;

/// Services and sub-services of the documents that were read for this file; most checks hold for every document there is.
const COUNTS: [(&str, usize, usize); 4] = [
    ("001", 19, 65),
    ("002", 14, 46),
    ("003", 15, 39),
    ("004", 6, 112),
];

/// A line without markup, case and irregular white space ("Jaringan/ UTP").
fn even(text: &str) -> String {
    let words: Vec<_> = plain(text)
        .to_lowercase()
        .split_whitespace()
        .map(str::to_owned)
        .collect();
    words.join(" ").replace("/ ", "/").replace(" /", "/")
}

/// The path of what a sub-service stands under: `1.1` of `1.1.a`.
fn above(path: &str) -> Option<&str> {
    path.rsplit_once('.').map(|(above, _)| above)
}

/// A path in its parts, so that `5.2` stands before `5.10` and digits before letters.
fn numbers(path: &str) -> Vec<(u32, &str)> {
    path.split('.')
        .map(|part| part.parse().map_or((u32::MAX, part), |number| (number, "")))
        .collect()
}

fn counted(document: &str) -> bool {
    COUNTS.iter().any(|(counted, ..)| *counted == document)
}

/// How the document may print the number before the name: 001 and 004 the whole path, the others its last part.
fn labels(of: &SubService) -> Vec<String> {
    let last = of.path.rsplit('.').next().unwrap();
    match of.document.as_str() {
        "001" | "004" => vec![of.path.clone(), format!("{}.", of.path)],
        _ => vec![format!("{last}."), format!("{last})")],
    }
}

/// Where its name stands on its line, at or after `from`: behind its number if it is printed there.
fn place(line: &str, of: &SubService, from: usize) -> Option<(usize, bool)> {
    let name = even(&of.name);
    let numbered = |at: usize| {
        let before = line[..at].trim_end();
        labels(of).iter().any(|label| {
            let rest = before.strip_suffix(label.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.ends_with(' '))
        })
    };
    let mut found = line
        .match_indices(&name)
        .map(|(at, _)| at)
        .filter(|at| *at >= from);
    let first = found.clone().next()?;
    Some(
        found
            .find(|at| numbered(*at))
            .map_or((first, false), |at| (at, true)),
    )
}

/// Named at its line, behind its number; where the number is not printed there, the note says so. Those of one line stand in
/// its order.
#[test]
fn every_sub_service_is_named_at_its_line() {
    let sources = sources();
    let catalogue = Catalogue::builtin();
    let mut ends: BTreeMap<_, usize> = BTreeMap::new();
    for found in catalogue.sub_services() {
        let id = found.reference();
        let line = even(&sources[&found.document][found.line as usize - 1]);
        let from = ends.entry((&found.document, found.line)).or_default();
        let (at, numbered) =
            place(&line, found, *from).unwrap_or_else(|| panic!("{id}: {}: {line}", found.name));
        *from = at + even(&found.name).len();
        let whole_service = above(&found.path).is_none();
        let explained = found.note.is_some() || !counted(&found.document);
        assert!(
            numbered || whole_service || explained,
            "{id}: no number before {:?}",
            found.name
        );
    }
}

/// The order of the document is that of its numbers; 000 names one sub-service earlier than those before it.
#[test]
fn sub_services_stand_in_the_order_of_the_document() {
    let catalogue = Catalogue::builtin();
    for pair in catalogue.sub_services().windows(2) {
        let (a, b) = (&pair[0], &pair[1]);
        let before = (&a.document, numbers(&a.path)) < (&b.document, numbers(&b.path));
        assert!(before, "{} and {}", a.reference(), b.reference());
        if a.document == b.document && counted(&a.document) {
            assert!(a.line <= b.line, "{} and {}", a.reference(), b.reference());
        }
    }
}

#[test]
fn names_are_without_markup() {
    let catalogue = Catalogue::builtin();
    let sub_services = catalogue.sub_services().iter().flat_map(|found| {
        let texts = [Some(&found.name), found.group.as_ref()];
        texts
            .into_iter()
            .flatten()
            .map(|text| (found.reference(), text))
    });
    let services = catalogue
        .services()
        .iter()
        .map(|found| (found.path.clone(), &found.name));
    for (id, text) in sub_services.chain(services) {
        let clean =
            !text.is_empty() && text.trim() == text && !text.contains(['<', '>', '*', '\t']);
        assert!(clean && !text.contains("  "), "{id}: {text:?}");
    }
}

/// A group is the heading above: it stands there, and all that stand under one number have the same.
#[test]
fn groups_are_headings_of_the_document() {
    let sources = sources();
    let catalogue = Catalogue::builtin();
    let mut groups = BTreeMap::new();
    for found in catalogue.sub_services() {
        let id = found.reference();
        let lines = &sources[&found.document][..found.line as usize];
        if let Some(group) = &found.group {
            assert!(
                lines.iter().any(|line| even(line).contains(&even(group))),
                "{id}: {group}"
            );
        }
        let key = (&found.document, above(&found.path));
        let first = groups.entry(key).or_insert(&found.group);
        assert_eq!(*first, &found.group, "{id}");
    }
}

#[test]
fn paths_are_unique_within_a_document() {
    let catalogue = Catalogue::builtin();
    let mut seen = BTreeSet::new();
    for found in catalogue.sub_services() {
        assert!(seen.insert(found.reference()), "{}", found.reference());
    }
    let mut seen = BTreeSet::new();
    for service in catalogue.services() {
        assert!(
            seen.insert((&service.document, &service.path)),
            "{service:?}"
        );
    }
}

/// Headings are groups, tiers are norms: what tickets map to has nothing below it.
#[test]
fn a_sub_service_has_no_sub_services() {
    let catalogue = Catalogue::builtin();
    for found in catalogue.sub_services() {
        let below = format!("{}.", found.reference());
        let parts = catalogue
            .sub_services()
            .iter()
            .filter(|other| other.reference().starts_with(&below));
        assert_eq!(parts.count(), 0, "{}", found.reference());
    }
}

#[test]
fn services_and_sub_services_belong_together() {
    let catalogue = Catalogue::builtin();
    for found in catalogue.sub_services() {
        let service = catalogue.service(&found.reference());
        assert!(service.is_some(), "{} has no service", found.reference());
        assert!(catalogue.knows(&found.reference()));
        assert_eq!(catalogue.sub_service(&found.reference()), Some(found));
        assert_eq!(
            catalogue.name_of(&found.reference()),
            Some(found.name.as_str())
        );
    }
    for service in catalogue.services() {
        let own = catalogue
            .sub_services()
            .iter()
            .any(|found| catalogue.service(&found.reference()) == Some(service));
        assert!(
            own,
            "{}/{} has no sub-service",
            service.document, service.path
        );
    }
}

/// A norm judges a sub-service, or it is said of all those of its service: 002 1 (umbrella), 003 10.a, 11 and 12 (below).
#[test]
fn every_norm_is_that_of_a_sub_service() {
    let catalogue = Catalogue::builtin();
    for norm in catalogue.norms() {
        let reference = norm.reference();
        let parts = format!("{reference}.");
        let of_several = (norm.role == Role::Umbrella || norm.below)
            && catalogue
                .sub_services()
                .iter()
                .any(|found| found.reference().starts_with(&parts));
        assert!(
            catalogue.sub_service(&reference).is_some() || of_several,
            "{}: {reference}",
            norm.id()
        );
    }
}

#[test]
fn services_and_sub_services_are_counted() {
    let catalogue = Catalogue::builtin();
    for (document, services, sub_services) in COUNTS {
        let listed = catalogue
            .services()
            .iter()
            .filter(|found| found.document == document);
        let parts = catalogue
            .sub_services()
            .iter()
            .filter(|found| found.document == document);
        assert_eq!(
            (listed.count(), parts.count()),
            (services, sub_services),
            "{document}"
        );
    }
}

/// 004 publishes nothing that a ticket could be held against, and each of its services prints its status.
#[test]
fn document_004_has_services_and_no_norm() {
    let catalogue = Catalogue::builtin();
    assert!(catalogue.norms().iter().all(|norm| norm.document != "004"));
    assert!(
        catalogue
            .response_rules()
            .iter()
            .all(|rule| rule.document != "004")
    );
    assert!(
        catalogue
            .reopening_rules()
            .iter()
            .all(|rule| rule.document != "004")
    );
    assert!(!catalogue.has_norms("004"));
    let lines = &sources()["004"];
    let headings: BTreeSet<_> = (0..lines.len())
        .filter(|at| lines[*at].starts_with("Status Layanan"))
        .map(|at| {
            (1..=at)
                .rev()
                .find(|line| !lines[line - 1].trim().is_empty())
                .unwrap()
        })
        .collect();
    let named: BTreeSet<_> = catalogue
        .sub_services()
        .iter()
        .filter(|found| found.document == "004")
        .map(|found| found.line as usize)
        .collect();
    assert_eq!(headings, named);
}

/// The headings of 004 are numbered without a gap: chapters, modules and letters each count up by one.
#[test]
fn the_numbering_of_004_has_no_gap() {
    let catalogue = Catalogue::builtin();
    let mut next: BTreeMap<String, usize> = BTreeMap::new();
    let mut modules = BTreeSet::new();
    for found in catalogue
        .sub_services()
        .iter()
        .filter(|found| found.document == "004")
    {
        let (module, last) = found.path.rsplit_once('.').unwrap();
        let number = last
            .parse()
            .unwrap_or_else(|_| 1 + usize::from(last.as_bytes()[0] - b'a'));
        let expected = next.entry(module.to_owned()).or_insert(1);
        assert_eq!(number, *expected, "{}", found.path);
        *expected += 1;
        if let Some((chapter, module)) = module.split_once('.') {
            modules.insert((chapter.to_owned(), module.parse::<usize>().unwrap()));
        }
    }
    for (chapter, modules_of) in [("1", 4), ("3", 4), ("6", 3)] {
        let own: Vec<_> = modules
            .iter()
            .filter(|(of, _)| of == chapter)
            .map(|(_, module)| *module)
            .collect();
        assert_eq!(own, (1..=modules_of).collect::<Vec<_>>(), "{chapter}");
    }
}
