//! The crosswalk: every sub-service has its entry, and what the entries say agrees with the norms.

use std::collections::BTreeSet;

use norma_rules::catalogue::{
    Catalogue, Certainty, Change, Counterparts, Difference, Norm, Succession,
};

/// Documents with a crosswalk, and those it leads to.
const LEADS: [(&str, &[&str]); 2] = [("000", &["001", "002", "003"]), ("001", &["002", "003"])];

fn norms<'a>(catalogue: &'a Catalogue, reference: &str) -> Vec<&'a Norm> {
    let (document, path) = reference.split_once('/').unwrap();
    catalogue.candidates(document, path)
}

/// What the norms of some sub-services say, whatever their clauses are called.
fn promises(catalogue: &Catalogue, references: &[String]) -> BTreeSet<String> {
    references
        .iter()
        .flat_map(|reference| norms(catalogue, reference))
        .map(|n| {
            let (role, kind, start) = (n.role, n.kind, n.start);
            let (value, unit) = (n.value, n.unit);
            format!(
                "{role} {kind} {value:?} {unit:?} {start} {:?} {:?}",
                n.tier, n.environment
            )
        })
        .collect()
}

/// Whether `difference` names a change of the norms among its things, which are joined by "; ".
fn states_a_norm(entry: &Succession) -> bool {
    let things = ["norm ", "start ", "tier ", "environment "];
    entry
        .difference
        .split("; ")
        .any(|thing| things.iter().any(|word| thing.starts_with(word)))
}

#[test]
fn both_ends_are_known_and_nothing_stands_twice() {
    let catalogue = Catalogue::builtin();
    let mut seen = BTreeSet::new();
    for entry in catalogue.crosswalk() {
        let from = &entry.from;
        assert!(catalogue.knows(from), "{from}");
        let leads = LEADS
            .iter()
            .any(|(id, to)| from.starts_with(*id) && to.contains(&entry.document.as_str()));
        assert!(leads, "{from} to {}", entry.document);
        assert!(
            seen.insert((from, &entry.document)),
            "{from} to {} twice",
            entry.document
        );
        let mut ends = BTreeSet::new();
        for to in &entry.to {
            assert!(catalogue.knows(to), "{from}: {to}");
            assert!(
                to.starts_with(&format!("{}/", entry.document)),
                "{from}: {to}"
            );
            assert!(ends.insert(to), "{from}: {to} twice");
        }
    }
}

#[test]
fn every_sub_service_with_a_norm_has_its_entries() {
    let catalogue = Catalogue::builtin();
    for (earlier, leads) in LEADS {
        for norm in catalogue.norms().iter().filter(|n| n.document == earlier) {
            let entries = catalogue.successions_of(&norm.reference());
            let documents: BTreeSet<_> = entries.iter().map(|e| e.document.as_str()).collect();
            let expected = leads.iter().copied().collect();
            assert_eq!(documents, expected, "{}", norm.reference());
        }
    }
    assert_eq!(catalogue.successions_of("001/8.4").len(), 2);
}

#[test]
fn certainty_has_what_it_needs() {
    for entry in Catalogue::builtin().crosswalk() {
        let name = format!("{} to {}", entry.from, entry.document);
        assert_eq!(
            entry.to.is_empty(),
            entry.certainty == Certainty::None,
            "{name}"
        );
        assert_eq!(
            entry.reason.is_empty(),
            entry.certainty == Certainty::Certain,
            "{name}"
        );
        if entry.certainty == Certainty::None {
            assert!(entry.difference.is_empty(), "{name}");
        }
    }
}

/// A certain entry states a difference of norms if, and only if, the norms differ.
#[test]
fn stated_differences_are_those_of_the_norms() {
    let catalogue = Catalogue::builtin();
    for entry in catalogue.crosswalk() {
        if entry.certainty != Certainty::Certain {
            continue;
        }
        let before = promises(&catalogue, std::slice::from_ref(&entry.from));
        let after = promises(&catalogue, &entry.to);
        assert_eq!(
            states_a_norm(entry),
            before != after,
            "{} to {}: {:?}",
            entry.from,
            entry.document,
            entry.difference
        );
    }
}

/// Numbers that a difference states are those of the norms: "norm 6 jam kerja -> 5 jam kerja".
#[test]
fn stated_numbers_are_those_of_the_norms() {
    let catalogue = Catalogue::builtin();
    let mut read = 0;
    for entry in catalogue.crosswalk() {
        let told = |references: &[String]| -> BTreeSet<String> {
            let of = references.iter().flat_map(|r| norms(&catalogue, r));
            of.filter_map(|n| {
                Some(format!(
                    "{} {}",
                    n.value?,
                    n.unit?.as_str().replace('_', " ")
                ))
            })
            .collect()
        };
        for thing in entry.difference.split("; ") {
            let Some((from, to)) = thing
                .strip_prefix("norm ")
                .and_then(|t| t.split_once(" -> "))
            else {
                continue;
            };
            let before = told(std::slice::from_ref(&entry.from));
            for (side, known) in [(from, before), (to, told(&entry.to))] {
                for amount in crate::words::amounts(side) {
                    let amount = format!("{} {}", amount.number, amount.unit);
                    assert!(known.contains(&amount), "{}: {thing}", entry.from);
                    read += 1;
                }
            }
        }
    }
    assert!(read > 50, "{read}");
}

/// RULES 2: a norm of 001 ended if, and only if, it has a certain successor in 002 that is in force the day after.
#[test]
fn norms_of_001_end_where_002_follows() {
    let catalogue = Catalogue::builtin();
    for norm in catalogue.norms().iter().filter(|n| n.document == "001") {
        let id = norm.id();
        let successor = catalogue
            .successions_of(&norm.reference())
            .into_iter()
            .find(|e| e.document == "002" && e.certainty == Certainty::Certain);
        assert_eq!(norm.valid_to.is_some(), successor.is_some(), "{id}");
        let (Some(successor), Some(last)) = (successor, norm.valid_to) else {
            continue;
        };
        let next = last.succ_opt().unwrap();
        let in_force = |to: &String| norms(&catalogue, to).iter().any(|n| n.in_force(next));
        assert!(successor.to.iter().all(in_force), "{id}");
        // The note of the norm names the same successor.
        let note = norm.note.as_deref().unwrap();
        let named = note.split("Successor: 002 ").nth(1).unwrap();
        let named = named
            .split([' ', ','])
            .next()
            .unwrap()
            .trim_end_matches('.');
        let named = format!("002/{named}");
        assert!(
            successor.to.iter().any(|to| to.starts_with(&named)),
            "{id}: {note}"
        );
    }
}

#[test]
fn one_to_one_counterparts_are_symmetric() {
    let catalogue = Catalogue::builtin();
    let mut pairs = 0;
    for entry in catalogue.crosswalk() {
        let [to] = entry.to.as_slice() else { continue };
        let from_here = |other: &&Succession| other.from[..4] == entry.from[..4];
        let leading = catalogue.crosswalk().iter().filter(from_here);
        let alone = leading.filter(|other| other.to.contains(to)).count() == 1;
        if entry.certainty != Certainty::Certain || !alone {
            continue;
        }
        pairs += 1;
        let document = &entry.from[..3];
        assert_eq!(
            catalogue.counterpart(&entry.from, &entry.document).as_ref(),
            Some(to)
        );
        assert_eq!(
            catalogue.counterpart(to, document),
            Some(entry.from.clone())
        );
    }
    assert!(pairs > 30, "{pairs}");
}

/// Reference, document, counterparts, their certainty, the one certain counterpart.
type Case<'a> = (&'a str, &'a str, &'a [&'a str], Certainty, Option<&'a str>);

#[test]
fn counterparts_look_both_ways() {
    use Certainty::{Certain, None as Nothing, Uncertain};
    let catalogue = Catalogue::builtin();
    #[rustfmt::skip]
    let cases: [Case<'_>; 18] = [
        ("001/8.4", "001", &["001/8.4"], Certain, Some("001/8.4")),
        ("001/8.4", "002", &["002/11.a.5"], Certain, Some("002/11.a.5")),
        ("002/11.a.5", "001", &["001/8.4"], Certain, Some("001/8.4")),
        ("003/2.b", "001", &["001/8.4"], Certain, Some("001/8.4")),
        // 002 and 003 have no crosswalk of their own: through 001.
        ("002/11.a.5", "003", &["003/2.b"], Certain, Some("003/2.b")),
        ("003/2.b", "002", &["002/11.a.5"], Certain, Some("002/11.a.5")),
        ("003/3.a", "002", &[], Nothing, None),
        // Split, and merged.
        ("001/8.1", "002", &["002/11.a.1", "002/11.a.2"], Certain, None),
        ("002/11.a.2", "001", &["001/8.1"], Certain, Some("001/8.1")),
        ("002/6", "001", &["001/1.1.2", "001/1.2.2"], Certain, None),
        ("002/10.a", "003", &["003/6.a", "003/6.b"], Certain, None),
        // Uncertain ones are told, and do not count beside the certain one.
        ("001/1.1.4", "002", &["002/14", "002/5"], Uncertain, None),
        ("002/14", "001", &["001/1.1.4"], Uncertain, None),
        ("002/8.a", "001", &["001/1.1.1", "001/1.2.1", "001/2.1", "001/2.2", "001/17.2"], Uncertain, Some("001/17.2")),
        // Clauses belong to their sub-service.
        ("001/8.1.2", "003", &["003/2.a"], Certain, Some("003/2.a")),
        ("002/13.a.ii", "001", &["001/7.1"], Certain, Some("001/7.1")),
        ("001/9.1", "004", &[], Nothing, None),
        ("001/99", "002", &[], Nothing, None),
    ];
    for (reference, document, references, certainty, one) in cases {
        let expected = Counterparts {
            references: references.iter().map(|r| (*r).to_owned()).collect(),
            certainty,
        };
        let found = catalogue.counterparts(reference, document);
        assert_eq!(found, expected, "{reference} in {document}");
        let found = catalogue.counterpart(reference, document);
        assert_eq!(found.as_deref(), one, "{reference} in {document}");
    }
}

fn find<'a>(differences: &'a [Difference], reference: &str) -> &'a Difference {
    differences
        .iter()
        .find(|d| d.earlier.as_deref() == Some(reference))
        .unwrap()
}

/// Fields of a difference, names aside: the documents call nearly everything a little differently.
fn fields(difference: &Difference) -> Vec<(&str, &str, &str)> {
    let fields = difference.fields.iter().filter(|f| f.field != "name");
    fields
        .map(|f| (f.field, f.from.as_str(), f.to.as_str()))
        .collect()
}

#[test]
fn diff_tells_what_changed_from_001_to_002() {
    let catalogue = Catalogue::builtin();
    let all = catalogue.diff("001", "002");
    let static_ip = find(&all, "001/5.2.5");
    assert_eq!(static_ip.change, Change::Changed);
    assert_eq!(static_ip.later, ["002/9.b.3"]);
    assert_eq!(fields(static_ip), [("norm", "6 jam kerja", "5 jam kerja")]);
    assert_eq!(static_ip.difference, "norm 6 jam kerja -> 5 jam kerja");

    let accounts = find(&all, "001/8.1");
    assert_eq!(accounts.later, ["002/11.a.1", "002/11.a.2"]);
    let norm = (
        "norm",
        "2 hari kerja, 5 hari kerja",
        "1 hari kerja, 4 hari kerja",
    );
    let tier = ("tier", "1 akun, 31 akun and more", "any");
    assert_eq!(fields(accounts), [norm, tier]);

    let tests = find(&all, "001/7.1");
    let norm = ("norm", "12 hari kerja", "12 hari kerja, 8 hari kerja");
    let environment = ("environment", "any", "BaTii, KCP Unit Pengguna");
    assert_eq!(fields(tests), [norm, environment]);

    let leaders = find(&all, "001/12.1");
    let kind = ("kind", "duration", "after_activity");
    let start = ("start", "submitted", "activity_end");
    assert_eq!(fields(leaders), [kind, start]);

    let access = find(&all, "001/3.2");
    let norm = ("norm", "1 hari kerja, 6 jam kerja", "1 hari kerja");
    assert_eq!(
        fields(access)[..2],
        [norm, ("role", "primary, total", "primary")]
    );

    assert_eq!(fields(find(&all, "001/8.4")), []); // other name, same norm
    assert_eq!(find(&all, "001/14.1").change, Change::Kept);
    assert_eq!(find(&all, "001/1.1.4").change, Change::Uncertain);
    let software = find(&all, "001/9.2");
    assert_eq!(
        (software.change, &software.later_name),
        (Change::Ended, &None)
    );
    assert!(!software.reason.is_empty());

    let new: Vec<_> = all.iter().filter(|d| d.change == Change::New).collect();
    let later = |reference: &str| new.iter().any(|d| d.later == [reference]);
    assert!(
        later("002/2")
            && later("002/11.b.2")
            && later("002/3.b.3")
            && later("002/3.c")
            && later("002/10.e.2")
    );
    assert!(!later("002/8.b") && !later("002/4"));
    assert!(
        new.iter()
            .all(|d| d.earlier.is_none() && !d.name.is_empty())
    );
}

#[test]
fn diff_goes_through_other_documents() {
    let catalogue = Catalogue::builtin();
    let regional = catalogue.diff("001", "003");
    assert_eq!(find(&regional, "001/9.3").change, Change::Kept);
    let individual = (
        "norm",
        "2 hari kerja, 5 hari kerja",
        "1 hari kerja, 5 hari kerja",
    );
    assert_eq!(fields(find(&regional, "001/8.1")), [individual]);
    assert!(
        regional
            .iter()
            .any(|d| d.later == ["003/7"] && d.change == Change::New)
    );

    let across = catalogue.diff("002", "003");
    let reset = find(&across, "002/11.a.5");
    assert_eq!(reset.later, ["003/2.b"]);
    assert_eq!(fields(reset), []);
    assert_eq!(find(&across, "002/2").change, Change::Ended);

    let back = catalogue.diff("002", "001");
    let static_ip = find(&back, "002/9.b.3");
    assert_eq!(fields(static_ip), [("norm", "5 jam kerja", "6 jam kerja")]);
    assert_eq!(find(&back, "002/14").change, Change::Uncertain);
}

/// Every sub-service of either document is told: once of the earlier, at least once of the later.
#[test]
fn diff_leaves_nothing_out() {
    let catalogue = Catalogue::builtin();
    for (earlier, later) in [
        ("001", "002"),
        ("001", "003"),
        ("002", "003"),
        ("000", "002"),
    ] {
        let all = catalogue.diff(earlier, later);
        for norm in catalogue.norms() {
            let reference = norm.reference();
            if norm.document == earlier {
                let told = all
                    .iter()
                    .filter(|d| d.earlier.as_ref() == Some(&reference));
                assert_eq!(told.count(), 1, "{reference}");
            } else if norm.document == later {
                assert!(
                    all.iter().any(|d| d.later.contains(&reference)),
                    "{reference}"
                );
            }
        }
    }
    assert!(catalogue.diff("998", "999").is_empty());
}
