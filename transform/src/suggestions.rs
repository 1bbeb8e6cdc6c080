//! What a service name that no rule maps may stand for: close sub-services of the documents, for a person to decide.
//! Nothing here is ever applied.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use chrono::NaiveDate;
use norma_rules::Catalogue;
use norma_rules::catalogue::Certainty;

use crate::config::similarity;

/// As many as are worth reading.
const SHOWN: usize = 3;

/// Less alike than this is not alike (see [`similarity`]).
const FLOOR: f64 = 0.5;

/// A sub-service that a name may stand for.
#[derive(Clone, Debug, PartialEq)]
pub struct Suggestion {
    /// The closest sub-service: `002/11.a.5`.
    pub reference: String,
    /// Its name, as the document has it.
    pub name: String,
    /// How alike the names are, from 0 to 1, rounded to hundredths.
    pub score: f64,
    /// It and its counterparts in the other documents, oldest document first: what an alias should list, because tickets of
    /// other days and organisations bear the same name.
    pub references: Vec<String>,
}

/// The sub-services closest to `name` among those that a ticket of `organisation` submitted on one of `days` (WIB) would
/// map to; at most three, nearest first, then by document, newest first, and as they stand in it. None is less alike
/// than half. What the crosswalk follows for certain from one that is listed is not listed again.
pub fn suggestions(
    catalogue: &Catalogue,
    organisation: &str,
    days: &[NaiveDate],
    name: &str,
) -> Vec<Suggestion> {
    let would_map = |reference: &str| {
        let reference = [reference.to_owned()];
        days.iter()
            .any(|day| catalogue.resolve(organisation, &reference, *day).is_some())
    };
    let mut near: Vec<(i64, String, &str)> = sub_services(catalogue)
        .into_iter()
        .map(|(reference, known)| (hundredths(similarity(name, known)), reference, known))
        .filter(|(score, reference, _)| *score >= hundredths(FLOOR) && would_map(reference))
        .collect();
    // A stable sort: equals stay in the order of the documents.
    let begins = |reference: &str| {
        let (document, _) = reference.split_once('/')?;
        catalogue.document(document)?.valid_from
    };
    near.sort_by_key(|(score, reference, _)| Reverse((*score, begins(reference))));

    let mut told: Vec<Suggestion> = Vec::new();
    for (score, reference, known) in near {
        if told.len() == SHOWN {
            break;
        }
        if told.iter().any(|s| s.references.contains(&reference)) {
            continue;
        }
        told.push(Suggestion {
            references: counterparts(catalogue, &reference, name),
            reference,
            name: known.to_owned(),
            score: score as f64 / 100.0,
        });
    }
    told
}

/// A line of `[source.services]` or `[services]` that maps `name`.
pub fn toml_line(name: &str, references: &[String]) -> String {
    // JSON's quoted text is TOML's.
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
    let references: Vec<String> = references.iter().map(|r| quoted(r)).collect();
    format!("{} = [{}]", quoted(name), references.join(", "))
}

fn hundredths(score: f64) -> i64 {
    (score * 100.0).round() as i64
}

/// Reference and name of everything that a ticket can map to, each once, in the order of the documents.
fn sub_services(catalogue: &Catalogue) -> Vec<(String, &str)> {
    let listed = catalogue
        .sub_services()
        .iter()
        .map(|s| (s.reference(), s.name.as_str()));
    let norms = catalogue
        .norms()
        .iter()
        .map(|n| (n.reference(), n.name.as_str()));
    let mut seen = BTreeSet::new();
    listed
        .chain(norms)
        .filter(|(reference, _)| seen.insert(reference.clone()))
        .collect()
}

/// The sub-service and what the crosswalk says for certain of the other documents, as far as the catalogue knows it: one a
/// document, where it says several the one whose name is nearest. In the order of the documents.
fn counterparts(catalogue: &Catalogue, reference: &str, name: &str) -> Vec<String> {
    let document = |reference: &str| reference.split('/').next().map(str::to_owned);
    let score = |reference: &str| {
        let named = sub_services(catalogue);
        let known = named.iter().find(|(r, _)| r == reference);
        known.map_or(0, |(_, known)| hundredths(similarity(name, known)))
    };
    let mut found = vec![reference.to_owned()];
    let mut at = 0;
    while let Some(one) = found.get(at).cloned() {
        let certain = catalogue
            .crosswalk()
            .iter()
            .filter(|s| s.certainty == Certainty::Certain);
        let mut beside: Vec<&String> = certain
            .flat_map(|s| {
                let follows = s.to.iter().filter(|_| s.from == one);
                let precedes = Some(&s.from).filter(|_| s.to.contains(&one));
                follows.chain(precedes)
            })
            .filter(|other| catalogue.knows(other))
            .collect();
        beside.sort_by_key(|other| Reverse(score(other)));
        for other in beside {
            if !found.iter().any(|f| document(f) == document(other)) {
                found.push(other.clone());
            }
        }
        at += 1;
    }
    found.sort_by_key(|reference| document(reference));
    found
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn told(organisation: &str, on: &str, name: &str) -> Vec<Suggestion> {
        suggestions(&Catalogue::builtin(), organisation, &[day(on)], name)
    }

    #[test]
    fn a_name_is_held_against_what_its_ticket_would_map_to() {
        for (organisation, on, name, expected) in [
            ("BaTII", "2026-03-02", "Reset Sandi", "002/11.a.5"),
            ("BaTII", "2025-12-28", "reset sandi akun surel", "001/8.4"),
            ("KPTIK BMN Medan", "2026-03-02", "Reset Pasword", "003/2.b"),
            // No successor in 002: 001 keeps its norm.
            ("BaTII", "2026-03-02", "Instal perangkat lunak", "001/9.2"),
        ] {
            let told = told(organisation, on, name);
            assert!((1..=SHOWN).contains(&told.len()), "{name}: {told:?}");
            assert_eq!(told[0].reference, expected, "{name}: {told:?}");
            assert!(told[0].references.contains(&told[0].reference), "{told:?}");
            assert!(told.is_sorted_by(|a, b| a.score >= b.score), "{told:?}");
            assert!(told.iter().all(|s| s.score >= FLOOR), "{told:?}");
        }
    }

    #[test]
    fn nothing_near_is_no_suggestion() {
        for (organisation, on, name) in [
            ("BaTII", "2026-03-02", "Konsumsi Rapat"),
            ("BaTII", "2026-03-02", ""),
            ("Biro SDM", "2026-03-02", "Reset Password"),
            ("KPTIK BMN", "2022-12-31", "Reset Password"),
        ] {
            assert_eq!(told(organisation, on, name), [], "{organisation} {name}");
        }
        assert_eq!(
            suggestions(&Catalogue::builtin(), "BaTII", &[], "Reset Password"),
            []
        );
    }

    #[test]
    fn what_is_equally_near_stands_in_the_order_of_the_documents() {
        let hosting = told("BaTII", "2025-12-01", "Hosting Production");
        assert_eq!(hosting, told("BaTII", "2025-12-01", "Hosting Production"));
        let named = |at: usize, word: &str| hosting[at].name.contains(word);
        assert!(named(0, "IaaS") && named(1, "PaaS"), "{hosting:?}");
        assert!((hosting[0].score - hosting[1].score).abs() < 1e-9);

        let stress = told("BaTII", "2026-03-02", "Uji Beban (Stress Test)");
        assert!(stress[0].reference.starts_with("002/13"), "{stress:?}");
        let all: BTreeSet<&String> = stress.iter().flat_map(|s| &s.references).collect();
        let listed: usize = stress.iter().map(|s| s.references.len()).sum();
        assert_eq!(all.len(), listed, "each is told once: {stress:?}");
    }

    #[test]
    fn a_line_is_toml_whatever_the_name() {
        for name in [
            "Reset Sandi",
            "Rekam \"Supplier\" – baru",
            "a\\b\tc\nd",
            "it's",
        ] {
            let references = ["001/8.4".to_owned(), "002/11.a.5".to_owned()];
            let line = toml_line(name, &references);
            assert_eq!(line.lines().count(), 1, "{line}");
            let table: toml::Table = line.parse().unwrap();
            let listed = table[name].as_array().unwrap();
            let listed: Vec<&str> = listed.iter().filter_map(|r| r.as_str()).collect();
            assert_eq!(listed, references, "{line}");
        }
        assert_eq!(
            toml_line("Reset Sandi", &["001/8.4".to_owned()]),
            "\"Reset Sandi\" = [\"001/8.4\"]"
        );
    }
}
