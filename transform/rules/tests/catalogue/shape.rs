//! The catalogue as a whole: nothing twice, no overlap, validity from one document to the next.

use std::collections::{BTreeMap, BTreeSet};

use norma_rules::catalogue::{Catalogue, Norm};

#[test]
fn tiers_do_not_overlap() {
    let mut groups: BTreeMap<_, Vec<&Norm>> = BTreeMap::new();
    let catalogue = Catalogue::builtin();
    for norm in catalogue.norms() {
        let key = (
            norm.reference(),
            norm.role,
            norm.kind,
            norm.environment.clone(),
        );
        groups.entry(key).or_default().push(norm);
    }
    for (key, group) in groups {
        // A sub-service with several norms of one kind tells them apart by tier, or it has one norm.
        assert!(
            group.len() == 1 || group.iter().all(|n| n.tier.is_some()),
            "{key:?}"
        );
        for (at, a) in group.iter().enumerate() {
            for b in &group[at + 1..] {
                let (s, t) = (a.tier.as_ref().unwrap(), b.tier.as_ref().unwrap());
                assert_eq!(s.dimension, t.dimension, "{key:?}");
                let apart =
                    s.to.is_some_and(|to| to < t.from) || t.to.is_some_and(|to| to < s.from);
                assert!(apart, "{} and {}", a.id(), b.id());
            }
        }
    }
    let software = catalogue.candidates("001", "9.2");
    let holding = |quantity| {
        software
            .iter()
            .filter(|n| n.tier.as_ref().unwrap().contains(quantity))
            .count()
    };
    assert!((1..=20).all(|quantity| holding(quantity) == 1));
    assert_eq!((holding(0), holding(21)), (0, 0)); // the gap above 20 devices: no_norm
}

#[test]
fn no_norm_stands_twice() {
    let mut seen = BTreeSet::new();
    for norm in Catalogue::builtin().norms() {
        let tier = norm.tier.as_ref().map(|tier| (tier.from, tier.to));
        let key = (
            norm.id(),
            norm.role,
            norm.kind,
            tier,
            norm.environment.clone(),
        );
        assert!(seen.insert(key), "{}", norm.id());
    }
}

#[test]
fn norms_stand_in_the_order_of_the_document() {
    let catalogue = Catalogue::builtin();
    for pair in catalogue.norms().windows(2) {
        let place = |norm: &Norm| (norm.document.clone(), norm.line);
        assert!(
            place(&pair[0]) <= place(&pair[1]),
            "{} and {}",
            pair[0].id(),
            pair[1].id()
        );
    }
}

/// RULES 2: 001 ends where 002 has a successor, and only there; each norm of 001 says which. 000 ends as a whole.
#[test]
fn each_norm_of_001_names_its_successor_or_keeps_running() {
    let catalogue = Catalogue::builtin();
    let successor_from = catalogue.document("002").unwrap().valid_from.unwrap();
    let mut ended = 0;
    for norm in catalogue.norms() {
        let id = norm.id();
        let document = catalogue.document(&norm.document).unwrap();
        assert_eq!(norm.valid_from, document.valid_from, "{id}");
        let note = norm.note.as_deref().unwrap_or_default();
        if norm.document != "001" {
            assert_eq!(norm.valid_to, document.valid_to, "{id}");
            continue;
        }
        match norm.valid_to {
            Some(last) => {
                ended += 1;
                assert_eq!(last.succ_opt(), Some(successor_from), "{id}");
                let path = note.split("Successor: 002 ").nth(1).unwrap_or_default();
                let path = path.split([' ', ',']).next().unwrap().trim_end_matches('.');
                let known = catalogue.knows(&format!("002/{path}"))
                    || catalogue.knows(&format!("002/{path}.1"));
                assert!(known, "{id}: {note}");
            }
            None => assert!(note.ends_with("Keeps running."), "{id}: {note}"),
        }
    }
    assert!(ended > 0);
}

/// RULES 2: 000 counts from the beginning until the day before 001; 002 and 003 have no end.
#[test]
fn norms_of_000_end_the_day_before_001() {
    let catalogue = Catalogue::builtin();
    let successor_from = catalogue.document("001").unwrap().valid_from;
    for norm in catalogue.norms() {
        let (from, to) = (norm.valid_from, norm.valid_to);
        match norm.document.as_str() {
            "000" => assert_eq!(
                (from, to.and_then(|last| last.succ_opt())),
                (None, successor_from)
            ),
            "001" => {}
            _ => assert_eq!(to, None, "{}", norm.id()),
        }
    }
}

#[test]
fn documents_do_not_overlap_in_their_first_day() {
    let catalogue = Catalogue::builtin();
    let ids: Vec<_> = catalogue
        .documents()
        .iter()
        .map(|d| d.id.as_str())
        .collect();
    assert_eq!(ids, ["000", "001", "002", "003", "004"]);
    for document in catalogue.documents() {
        let canonical = norma_rules::organisation::canonical(&document.organisation);
        assert_eq!(
            canonical,
            Some(document.organisation.as_str()),
            "{}",
            document.id
        );
    }
    let mut firsts = BTreeSet::new();
    for document in catalogue.documents() {
        let key = (document.organisation.clone(), document.valid_from);
        assert!(firsts.insert(key), "{}", document.id);
    }
}
