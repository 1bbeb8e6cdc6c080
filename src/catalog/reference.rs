//! What a word of the command line names in the catalogue; else what was probably meant.

use anyhow::bail;
use norma_rules::{Catalogue, organisation};

/// Whether `reference` (`001/8.4`) is `prefix` (`001`, `001/8`) or lies below it.
pub fn within(reference: &str, prefix: &str) -> bool {
    reference
        .strip_prefix(prefix)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '.']))
}

/// The reference that `text` means: `001`, `001/8`, `001/8.4`, or with the code of a service `001/ITSM.8` or `BMN.4`.
///
/// # Errors
/// Nothing of that name, with the nearest known ones; or more than one.
pub fn resolve(catalogue: &Catalogue, text: &str) -> anyhow::Result<String> {
    let text = text.trim().trim_end_matches('/');
    let known = known(catalogue);
    let is_known = |prefix: &str| known.iter().any(|(reference, _)| within(reference, prefix));
    if is_known(text) {
        return Ok(text.to_owned());
    }
    let mut found: Vec<String> = spelled_otherwise(catalogue, text)
        .into_iter()
        .filter(|reference| is_known(reference))
        .collect();
    found.dedup();
    match found.as_slice() {
        [one] => Ok(one.clone()),
        [] => bail!(
            "no {text:?} in the catalogue{}; `norma catalog --services` lists what there is",
            did_you_mean(&nearest(&known, text))
        ),
        several => {
            let name = |reference: &String| {
                let entry = known.iter().find(|(other, _)| other == reference);
                entry
                    .cloned()
                    .unwrap_or((reference.clone(), "several".to_owned()))
            };
            let several: Vec<_> = several.iter().map(name).collect();
            bail!(
                "{text:?} stands in more than one document; write {}",
                listed(&several)
            )
        }
    }
}

/// The document of that id.
///
/// # Errors
/// No such document, with the nearest.
pub fn document(catalogue: &Catalogue, text: &str) -> anyhow::Result<String> {
    let text = text.trim();
    let of_norms = catalogue.norms().iter().map(|norm| norm.document.as_str());
    let documents = || catalogue.documents().iter();
    if documents().any(|document| document.id == text) || of_norms.into_iter().any(|id| id == text)
    {
        return Ok(text.to_owned());
    }
    let mut known: Vec<(String, String)> = documents()
        .map(|document| (document.id.clone(), document.title.clone()))
        .collect();
    let nearest = nearest(&known, text);
    known.retain(|entry| !nearest.contains(entry));
    let others: Vec<String> = known.into_iter().map(|(id, _)| id).collect();
    bail!(
        "no document {text:?} in the catalogue{}; there are also {}",
        did_you_mean(&nearest),
        others.join(", ")
    )
}

/// Looks `text` up among the ids of rules, each with what it is for.
///
/// # Errors
/// No rule of which it is the beginning, with the nearest.
pub fn rule(mut known: Vec<(String, String)>, text: &str) -> anyhow::Result<()> {
    if known.iter().any(|(id, _)| within(id, text)) {
        return Ok(());
    }
    known.sort();
    known.dedup_by(|(a, _), (b, _)| a == b);
    bail!(
        "no rule {text:?} in the catalogue{}; `norma catalog --rules` lists them",
        did_you_mean(&nearest(&known, text))
    )
}

/// The one name of an organisation in tables.
///
/// # Errors
/// An organisation that no document serves, with those that are.
pub fn organisation(catalogue: &Catalogue, text: &str) -> anyhow::Result<String> {
    let mut served: Vec<&str> = catalogue
        .documents()
        .iter()
        .map(|document| document.organisation.as_str())
        .collect();
    served.sort_unstable();
    served.dedup();
    let wanted = organisation::canonical(text).unwrap_or(text.trim());
    if let Some(one) = served.iter().find(|one| one.eq_ignore_ascii_case(wanted)) {
        return Ok((*one).to_owned());
    }
    bail!(
        "no document of the catalogue serves {text:?}; they serve {}",
        served.join(", ")
    )
}

/// Documents, services, sub-services and norms: reference and name, each once.
fn known(catalogue: &Catalogue) -> Vec<(String, String)> {
    let documents = catalogue.documents().iter();
    let services = catalogue.services().iter();
    let sub_services = catalogue.sub_services().iter();
    let norms = catalogue.norms().iter();
    let mut known: Vec<(String, String)> = Vec::new();
    known.extend(documents.map(|d| (d.id.clone(), d.title.clone())));
    known.extend(services.map(|s| (format!("{}/{}", s.document, s.path), s.name.clone())));
    known.extend(sub_services.map(|s| (s.reference(), s.name.clone())));
    known.extend(norms.map(|n| (n.id(), n.name.clone())));
    known.sort_by(|(a, _), (b, _)| a.cmp(b));
    known.dedup_by(|(a, _), (b, _)| a == b);
    known
}

/// References that people write otherwise: without document, or with the code of a service in place of its number.
fn spelled_otherwise(catalogue: &Catalogue, text: &str) -> Vec<String> {
    let (document, path) = match text.split_once('/') {
        Some((document, path)) => (Some(document), path),
        None => (None, text),
    };
    let by_code = catalogue.services().iter().filter_map(|service| {
        let code = service.code.as_ref()?;
        let (own, below) = path.split_at_checked(code.len())?;
        let is_it = own.eq_ignore_ascii_case(code) && (below.is_empty() || below.starts_with('.'));
        let here = document.is_none_or(|document| document == service.document);
        (is_it && here).then(|| format!("{}/{}{below}", service.document, service.path))
    });
    let without_document = catalogue
        .documents()
        .iter()
        .filter(|_| document.is_none())
        .map(|document| format!("{}/{path}", document.id));
    by_code.chain(without_document).collect()
}

/// What was probably meant: the known reference spelled nearly alike, else what lies above, else at most three whose name
/// has these words.
fn nearest(known: &[(String, String)], text: &str) -> Vec<(String, String)> {
    let wanted = text.to_lowercase();
    let begins_alike = |other: &str| {
        let pairs = wanted.chars().zip(other.chars());
        pairs.take_while(|(a, b)| a == b).count()
    };
    // Of several that differ as little, the one that begins alike: of the same document and service.
    let mut references: Vec<&str> = known
        .iter()
        .map(|(reference, _)| reference.as_str())
        .collect();
    references.sort_by_key(|other| std::cmp::Reverse(begins_alike(&other.to_lowercase())));
    let entry = |reference: &str| known.iter().find(|(other, _)| other == reference).cloned();
    if let Some(found) = norma_rules::nearest(&wanted, references).and_then(entry) {
        return vec![found];
    }
    let mut above = wanted.as_str();
    while let Some(at) = above.rfind(['/', '.']) {
        above = &above[..at];
        if let Some(found) = entry(above) {
            return vec![found];
        }
    }
    known
        .iter()
        .filter(|(_, name)| wanted.len() > 2 && name.to_lowercase().contains(&wanted))
        .take(3)
        .cloned()
        .collect()
}

/// `; did you mean 001/8.4 (Reset Password)?`, nothing when there is nothing to propose.
fn did_you_mean(entries: &[(String, String)]) -> String {
    if entries.is_empty() {
        return String::new();
    }
    format!("; did you mean {}?", listed(entries))
}

fn listed(entries: &[(String, String)]) -> String {
    let entries: Vec<String> = entries
        .iter()
        .map(|(reference, name)| format!("{reference} ({name})"))
        .collect();
    entries.join(" or ")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_prefix_ends_where_a_number_ends() {
        assert!(within("001/8.4", "001") && within("001/8.4", "001/8") && within("001/8", "001/8"));
        assert!(
            !within("001/18", "001/1") && !within("001/8", "001/8.4") && !within("001/8", "00")
        );
    }

    #[test]
    fn references_and_codes() {
        let catalogue = Catalogue::builtin();
        for (text, expected) in [
            ("001", "001"),
            ("001/8", "001/8"),
            (" 001/8.4 ", "001/8.4"),
            ("002/11.a", "002/11.a"),
            ("001/ITSM.8", "001/8"),
            ("001/itsm.8.4", "001/8.4"),
            ("BMN.4", "003/10"),
            ("002/", "002"),
        ] {
            assert_eq!(resolve(&catalogue, text).unwrap(), expected, "{text:?}");
        }
    }

    #[test]
    fn what_is_unknown_is_told_with_the_nearest() {
        let catalogue = Catalogue::builtin();
        for (text, words) in [
            ("001/8.40", &["\"001/8.40\"", "did you mean 001/8.4 ("][..]),
            ("005", &["\"005\"", "did you mean 000 ("]),
            ("001/8.4.9.9.9", &["did you mean 001/8.4 ("]),
            ("003/10.x", &["did you mean", "003/10"]),
            ("nothing of the kind", &["norma catalog --services"]),
            ("8", &["more than one document", "001/8 (", "003/8 ("]),
        ] {
            let said = resolve(&catalogue, text).unwrap_err().to_string();
            assert!(
                words.iter().all(|word| said.contains(word)),
                "{text:?}: {said}"
            );
        }
    }

    #[test]
    fn rules_begin_with_what_is_asked_for() {
        let known = ["001/tabel-2/P1", "001/tabel-2/P1", "002/tanggap/email"]
            .map(|id| (id.to_owned(), "P1".to_owned()));
        assert!(rule(known.to_vec(), "001/tabel-2").is_ok());
        let said = rule(known.to_vec(), "001/tabel-2/P9")
            .unwrap_err()
            .to_string();
        assert_eq!(
            said,
            "no rule \"001/tabel-2/P9\" in the catalogue; did you mean 001/tabel-2/P1 (P1)?; `norma catalog --rules` lists them"
        );
    }

    #[test]
    fn documents_and_organisations() {
        let catalogue = Catalogue::builtin();
        assert_eq!(document(&catalogue, "004").unwrap(), "004");
        let said = document(&catalogue, "009").unwrap_err().to_string();
        assert!(
            said.contains("did you mean 000") && said.contains("there are also"),
            "{said}"
        );
        for (name, expected) in [
            ("Pusintek", "BaTII"),
            ("batii", "BaTII"),
            ("KPTIK-BMN", "KPTIK BMN"),
            ("Ditjen Perbendaharaan", "DJPb"),
        ] {
            assert_eq!(organisation(&catalogue, name).unwrap(), expected);
        }
        let said = organisation(&catalogue, "Biro SDM")
            .unwrap_err()
            .to_string();
        assert!(
            said.contains("Biro SDM") && said.contains("BaTII, DJPb, KPTIK BMN"),
            "{said}"
        );
    }
}
