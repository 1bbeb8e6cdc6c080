//! What is promised or demanded for a service besides its norms: hours, lead times, reliability, conditions.

use std::collections::BTreeSet;

use norma_rules::catalogue::promise::{HoursKind, Metric, ReliabilityTarget, ServiceHours};
use norma_rules::{Catalogue, Rulebook};

use super::beside::{Field, without_repeated_labels};
use super::promises::{
    hours_for, hours_in_words, lead_in_words, spaced, statement_in_words, target_in_words,
};
use super::reference::within;
use crate::show::place as at_line;
use crate::words;

/// Characters of a quote; all of it stands in `norma catalog --rules --format csv`.
const QUOTED: usize = 110;

/// Everything that holds for a path of a document: its own, of what lies above or below it, and of the whole document. Of a whole
/// document (an empty path) the hours, and how much else there is.
pub fn promises(rules: &Rulebook, document: &str, path: &str) -> Vec<Field> {
    let catalogue = &rules.catalogue;
    let mut told = hours(catalogue, document, path);
    if path.is_empty() {
        told.extend(adopted(rules, document));
        told.extend(counted(catalogue, document));
        return without_repeated_labels(told);
    }
    let target = format!("{document}/{path}");
    let touches = |own: &str| {
        let own = format!("{document}/{own}");
        within(&own, &target) || within(&target, &own)
    };
    let leads = catalogue.lead_times().iter();
    for lead in leads.filter(|lead| lead.document == document && touches(&lead.path)) {
        let text = format!("{} ({document}/{})", lead_in_words(lead), lead.path);
        told.push(("lead time", quoted(text, &lead.quote, document, lead.line)));
    }
    for found in targets(catalogue, document, &target) {
        let text = format!(
            "{}, {} ({}/{})",
            target_in_words(found),
            words::plain(&found.subject),
            found.document,
            found.path
        );
        let text = quoted(text, &found.quote, &found.document, found.line);
        told.push(("reliability", text));
    }
    let statements = catalogue.reliability_statements().iter();
    for said in statements.filter(|said| said.document == document && touches(&said.path)) {
        let text = format!("{} ({document}/{})", statement_in_words(said), said.path);
        told.push((
            "reliability",
            quoted(text, &said.quote, document, said.line),
        ));
    }
    told.extend(adopted(rules, document));
    let conditions = catalogue.conditions().iter();
    for condition in conditions.filter(|condition| condition.document == document) {
        let own = condition.path.as_deref();
        if own.is_none_or(touches) {
            let of = own.map_or_else(|| document.to_owned(), |own| format!("{document}/{own}"));
            let text = format!("{} ({of})", spaced(condition.kind.as_str()));
            let text = quoted(text, &condition.quote, document, condition.line);
            told.push(("conditions", text));
        }
    }
    without_repeated_labels(told)
}

fn hours(catalogue: &Catalogue, document: &str, path: &str) -> Vec<Field> {
    let found: Vec<&ServiceHours> = if path.is_empty() {
        let all = catalogue.service_hours().iter();
        all.filter(|hours| hours.document == document).collect()
    } else {
        let reference = format!("{document}/{path}");
        let kinds = HoursKind::ALL.iter();
        kinds
            .flat_map(|kind| catalogue.service_hours_of(&reference, *kind))
            .collect()
    };
    let field = |hours: &ServiceHours| {
        let of = hours.path.as_ref();
        let of = of.map_or_else(String::new, |own| format!(" ({document}/{own})"));
        let text = format!("{}: {}{of}", hours_for(hours), hours_in_words(hours));
        (
            "service hours",
            quoted(text, &hours.quote, document, hours.line),
        )
    };
    found.into_iter().map(field).collect()
}

/// The targets that bind a reference: its own, and those of the earlier sub-services that it certainly follows (RULES 3). A
/// target of another organisation's document binds nobody here.
fn targets<'a>(
    catalogue: &'a Catalogue,
    document: &str,
    reference: &str,
) -> Vec<&'a ReliabilityTarget> {
    let Some(document) = catalogue.document(document) else {
        return Vec::new();
    };
    let organisation = document.organisation.as_str();
    let own = catalogue.reliability_targets().iter();
    let own = own.filter(|target| target.holds_for(reference) || target.stands_below(reference));
    let by_outages = catalogue.availability_targets_of(reference);
    let others = Metric::ALL.iter().filter_map(|metric| {
        catalogue.reliability_target(organisation, reference, document.valid_from?, *metric)
    });
    let mut seen = BTreeSet::new();
    own.chain(by_outages)
        .chain(others)
        .filter(|target| target.organisation == organisation && seen.insert(target.id()))
        .collect()
}

/// The target of availability that the organisation of a document adopted.
fn adopted(rules: &Rulebook, document: &str) -> Vec<Field> {
    let document = rules.catalogue.document(document);
    let organisation = document.map(|document| document.organisation.as_str());
    let adoptions = rules.adoptions.iter();
    adoptions
        .filter(|adoption| Some(adoption.organisation.as_str()) == organisation)
        .filter_map(|adoption| {
            let target = adoption.availability_text()?;
            let days = words::validity(Some(adoption.valid_from), adoption.valid_to);
            let text = format!("local: availability at least {target} a year, {days}");
            let document = adoption.document.as_deref().unwrap_or("lokal");
            let text = quoted(text, &adoption.basis, document, adoption.line);
            Some(("reliability", text))
        })
        .collect()
}

/// How much else a document says, and where it is listed.
fn counted(catalogue: &Catalogue, document: &str) -> Option<Field> {
    let of = |own: &&str| **own == *document;
    let leads = catalogue.lead_times().iter().map(|l| l.document.as_str());
    let targets = catalogue.reliability_targets().iter();
    let targets = targets.map(|t| t.document.as_str());
    let conditions = catalogue.conditions().iter().map(|c| c.document.as_str());
    let counts = [
        (leads.filter(of).count(), "lead time"),
        (targets.filter(of).count(), "reliability target"),
        (conditions.filter(of).count(), "condition"),
    ];
    let told: Vec<String> = counts
        .into_iter()
        .filter(|(number, _)| *number > 0)
        .map(|(number, what)| words::count(number, what))
        .collect();
    let list = format!("`norma catalog {document} --rules` lists them");
    (!told.is_empty()).then(|| ("besides", format!("{}: {list}", told.join(", "))))
}

/// `text; "the words" 001:906`.
fn quoted(text: String, quote: &str, document: &str, line: u32) -> String {
    let quote = words::cut(&words::plain(quote), QUOTED);
    format!("{text}; \"{quote}\" {}", at_line(document, line))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(document: &str, path: &str) -> Vec<String> {
        let told = promises(&Rulebook::builtin(), document, path);
        let told = told.into_iter();
        told.map(|(label, text)| format!("{label} {text}"))
            .collect()
    }

    #[track_caller]
    fn has(told: &[String], words: &[&str]) {
        let found = told
            .iter()
            .any(|line| words.iter().all(|word| line.contains(word)));
        assert!(found, "no line has {words:?}:\n{}", told.join("\n"));
    }

    #[test]
    fn a_sub_service_has_what_is_said_of_it_and_above_it() {
        let told = said("001", "19.2");
        has(
            &told,
            &[
                "lead time",
                "asked 3 hari kerja before the survey",
                "001:1303",
            ],
        );
        has(
            &told,
            &["reliability", "availability at least 99% a year", "001/19"],
        );
        has(&told, &["(001)", "001:244"]); // a condition of the whole document
        assert!(!told.iter().any(|line| line.contains("001/18")), "{told:?}");
        // What only a part of a service has, the service has in part.
        has(&said("001", "17"), &["portal KCP", "001/17.2"]);
    }

    /// Hours of a service go before those of its document; what a document leaves out for a service is not told of it.
    #[test]
    fn hours_are_those_of_the_service() {
        has(
            &said("003", "14"),
            &["incident reports: 5x8, office (003/14)"],
        );
        has(&said("003", "14"), &["fulfilment: 08.00 - 17.00, office"]);
        assert!(
            !said("002", "1.a")
                .iter()
                .any(|line| line.contains("7 x 24"))
        );
    }

    /// RULES 3: a service of 002 is held to the target of the service of 001 that it certainly follows; one of another
    /// organisation is not.
    #[test]
    fn a_target_goes_on_with_the_service_that_follows() {
        has(
            &said("002", "9.a.1"),
            &["availability at least 99%", "WAN dan LAN", "(001/5)"],
        );
        let others = Catalogue::builtin();
        for part in others.sub_services().iter().filter(|p| p.document == "003") {
            assert!(targets(&others, "003", &part.reference()).is_empty());
        }
    }

    #[test]
    fn a_document_tells_how_much_there_is() {
        has(
            &said("001", ""),
            &[
                "besides",
                "reliability targets",
                "norma catalog 001 --rules",
            ],
        );
    }
}
