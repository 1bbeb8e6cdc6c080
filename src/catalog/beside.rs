//! What holds for a service beside its norms: response, reopening, incidents; and what it follows.

use norma_rules::catalogue::{Certainty, Succession};
use norma_rules::{Catalogue, Rulebook};

use crate::show::place as at_line;
use crate::words;

/// A label and what it says.
pub type Field = (&'static str, String);

/// Response, reopening and incidents, for a path of a document; an empty path is the whole document.
pub fn rules(rules: &Rulebook, document: &str, path: &str) -> Vec<Field> {
    let own = path.split('.').next().filter(|first| !first.is_empty());
    let mut told = response(rules, document, own);
    let reopenings = rules.catalogue.reopening_rules().iter();
    for rule in reopenings.filter(|rule| rule.document == document) {
        let (quote, at) = (
            words::plain(&rule.quote),
            at_line(&rule.document, rule.line),
        );
        let text = format!("{}; \"{quote}\" {at}", words::reopening(rule));
        told.push(("reopening", text));
    }
    told.extend(incidents(rules, document));
    without_repeated_labels(told)
}

/// The response rules of a document, those of the service `own` in place of the document's for the same channel (RULES 3).
fn response(rules: &Rulebook, document: &str, own: Option<&str>) -> Vec<Field> {
    let all = rules.catalogue.response_rules().iter();
    let all: Vec<_> = all.filter(|rule| rule.document == document).collect();
    let mut told = Vec::new();
    for rule in &all {
        let of_service = rule.service.as_deref();
        let hidden = of_service.is_none()
            && own.is_some()
            && all
                .iter()
                .any(|other| other.channel == rule.channel && other.service.as_deref() == own);
        if hidden || (of_service.is_some() && own.is_some() && of_service != own) {
            continue;
        }
        let service = of_service.map_or_else(String::new, |path| format!(" (service {path})"));
        let (quote, at) = (
            words::plain(&rule.quote),
            at_line(&rule.document, rule.line),
        );
        let limit = words::response_limit(rule, &rules.settings);
        let (channel, calendar) = (rule.channel, rule.calendar);
        let text = format!("{channel}{service}: {limit}, {calendar}; \"{quote}\" {at}");
        told.push(("response", text));
        told.extend(rule.note.clone().map(|note| ("note", note)));
    }
    told
}

/// Table 2, where it binds the organisation of a document or was adopted for it.
fn incidents(rules: &Rulebook, document: &str) -> Vec<Field> {
    let catalogue = &rules.catalogue;
    let Some(document) = catalogue.document(document) else {
        return Vec::new();
    };
    let binds = |organisation: &String| *organisation == document.organisation;
    let mut told = Vec::new();
    for table in catalogue.priority_tables() {
        if table.organisations.iter().any(binds) {
            let limits = words::priorities(table);
            let days = words::validity(Some(table.valid_from), table.valid_to);
            let text = format!("{limits} ({}/{}, {days})", table.document, table.table);
            told.push(("incidents", text));
        }
    }
    let adoptions = rules.adoptions.iter();
    for adoption in adoptions.filter(|adoption| adoption.table_2 && binds(&adoption.organisation)) {
        let limits = catalogue.table_2().map(words::priorities);
        let days = words::validity(Some(adoption.valid_from), adoption.valid_to);
        let basis = &adoption.basis;
        let text = limits.map(|limits| format!("local: {limits} ({days}); \"{basis}\""));
        told.extend(text.map(|text| ("incidents", text)));
    }
    told
}

/// What the references that are meant follow, then what follows them.
pub fn crosswalk(catalogue: &Catalogue, is_meant: impl Fn(&str) -> bool) -> Vec<Field> {
    let (mut before, mut after) = (Vec::new(), Vec::new());
    for succession in catalogue.crosswalk() {
        if succession.to.iter().any(|to| is_meant(to)) {
            before.push(("follows", succession_in_words(catalogue, succession)));
        }
        if is_meant(&succession.from) {
            after.push(("followed by", succession_in_words(catalogue, succession)));
        }
    }
    before.extend(after);
    before
}

/// `001/8.4 Reset Password -> 002/11.a.5 Reset Password. Its norm ...`.
fn succession_in_words(catalogue: &Catalogue, succession: &Succession) -> String {
    let named = |reference: &String| match catalogue.name_of(reference) {
        Some(name) => format!("{reference} {name}"),
        None => reference.clone(),
    };
    let to: Vec<String> = succession.to.iter().map(named).collect();
    let (to, document) = (to.join(" and "), &succession.document);
    let to = match succession.certainty {
        Certainty::None => format!("nothing in {document}"),
        Certainty::Certain => to,
        Certainty::Uncertain if to.is_empty() => format!("uncertain in {document}"),
        Certainty::Uncertain => format!("uncertain: {to}"),
    };
    let mut told = vec![format!("{} -> {to}", named(&succession.from))];
    let why = [&succession.difference, &succession.reason];
    told.extend(why.into_iter().filter(|why| !why.is_empty()).cloned());
    told.join(". ")
}

/// Fields without the label where the one above has it too.
pub fn without_repeated_labels(mut told: Vec<Field>) -> Vec<Field> {
    let mut last = "";
    for (label, _) in &mut told {
        if *label == last {
            *label = "";
        } else {
            last = *label;
        }
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(document: &str, path: &str) -> String {
        let told = rules(&Rulebook::builtin(), document, path);
        let told: Vec<String> = told
            .into_iter()
            .map(|(label, text)| label.to_owned() + &text)
            .collect();
        told.join("\n")
    }

    #[test]
    fn a_rule_of_the_service_goes_before_the_documents() {
        let own = said("003", "9.a");
        assert!(own.contains("email (service 9): 60 menit, office"), "{own}");
        assert!(!own.contains("30 menit, office"), "{own}");
        let other = said("003", "2.b");
        assert!(other.contains("email: 30 menit, office"), "{other}");
        assert!(!other.contains("60 menit"), "{other}");
        let all = said("003", "");
        assert!(
            all.contains("60 menit") && all.contains("30 menit"),
            "{all}"
        );
    }

    #[test]
    fn successions_in_words() {
        let succession = |certainty, to: &[&str], reason: &str| Succession {
            from: "001/8.4".to_owned(),
            document: "002".to_owned(),
            to: to.iter().map(|to| (*to).to_owned()).collect(),
            certainty,
            difference: String::new(),
            reason: reason.to_owned(),
        };
        let catalogue = Catalogue::builtin();
        for (succession, words) in [
            (
                succession(Certainty::Certain, &["002/11.a.5"], ""),
                "-> 002/11.a.5 ",
            ),
            (
                succession(Certainty::Uncertain, &["002/1.x"], "Why."),
                "-> uncertain: 002/1.x. Why.",
            ),
            (
                succession(Certainty::Uncertain, &[], "Why."),
                "-> uncertain in 002. Why.",
            ),
            (
                succession(Certainty::None, &[], "Gone."),
                "-> nothing in 002. Gone.",
            ),
        ] {
            let told = succession_in_words(&catalogue, &succession);
            assert!(
                told.starts_with("001/8.4 Reset Password") && told.contains(words),
                "{told}"
            );
        }
    }
}
