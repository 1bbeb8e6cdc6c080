//! What the documents promise besides norms: every quote at its line, every number as its words say, nothing overlooked.

mod exclusions;
mod reliability;
mod repetitions;

use std::collections::BTreeMap;

use norma_rules::catalogue::promise::{Demand, HoursKind, LeadEvent, LeadWording};
use norma_rules::catalogue::{CalendarKind, Catalogue, Unit};
use serde::Deserialize;

use crate::words::{amounts, number_in_words, positions};
use crate::{data, source};

const DOCUMENTS: [&str; 5] = ["000", "001", "002", "003", "004"];

/// Where something is said: document, line, words.
struct Quote {
    document: String,
    line: u32,
    text: String,
}

/// Everything quoted by a promise, the conditions last.
fn quotes(catalogue: &Catalogue) -> Vec<Quote> {
    let mut all = Vec::new();
    let mut add = |document: &str, line: u32, text: &str| {
        all.push(Quote {
            document: document.to_owned(),
            line,
            text: text.to_owned(),
        });
    };
    for hours in catalogue.service_hours() {
        add(&hours.document, hours.line, &hours.quote);
    }
    for lead in catalogue.lead_times() {
        add(&lead.document, lead.line, &lead.quote);
    }
    for target in catalogue.reliability_targets() {
        add(&target.document, target.line, &target.quote);
    }
    for statement in catalogue.reliability_statements() {
        add(&statement.document, statement.line, &statement.quote);
    }
    for level in catalogue.criticality_levels() {
        add(&level.document, level.line, &level.quote);
        add(&level.document, level.impact_line, &level.impact_quote);
    }
    for answer in catalogue.unnumbered_responses() {
        add(&answer.document, answer.line, &answer.quote);
    }
    for condition in catalogue.conditions() {
        add(&condition.document, condition.line, &condition.quote);
    }
    all
}

/// Words that look like a promise and are none.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NotPromises {
    not_a_target: Vec<NotAPromise>,
    not_a_condition: Vec<NotAPromise>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NotAPromise {
    document: String,
    words: String,
    reason: String,
}

fn not_promises() -> NotPromises {
    toml::from_str(&data("not-promises.toml")).unwrap()
}

fn documents() -> BTreeMap<&'static str, Vec<String>> {
    DOCUMENTS.map(|id| (id, source(id))).into()
}

/// Whether the byte `at` of a line lies in one of the texts, wherever they stand on it.
fn claimed<'a>(line: &str, at: usize, texts: impl Iterator<Item = &'a str>) -> bool {
    texts
        .flat_map(|text| line.match_indices(text))
        .any(|(from, hit)| (from..from + hit.len()).contains(&at))
}

#[test]
fn every_quote_stands_at_its_line() {
    let documents = documents();
    let quotes = quotes(&Catalogue::builtin());
    for quote in &quotes {
        let text = &documents[quote.document.as_str()][quote.line as usize - 1];
        assert!(
            !quote.text.is_empty() && text.contains(&quote.text),
            "{}:{}: {}",
            quote.document,
            quote.line,
            quote.text
        );
    }
    assert!(quotes.len() > 390, "{}", quotes.len());
}

#[test]
fn digits_and_words_agree() {
    for quote in quotes(&Catalogue::builtin()) {
        for amount in amounts(&quote.text) {
            if let Some(words) = &amount.words {
                assert_eq!(
                    number_in_words(words),
                    Some(amount.number),
                    "{}",
                    quote.text
                );
            }
        }
    }
}

/// Paths begin with a service of their document; those of 004 are headings.
#[test]
fn paths_are_known() {
    let catalogue = Catalogue::builtin();
    let mut paths: Vec<(&str, &str)> = Vec::new();
    let hours = catalogue.service_hours();
    paths.extend(
        hours
            .iter()
            .filter_map(|h| Some((&*h.document, h.path.as_deref()?))),
    );
    for hours in hours {
        paths.extend(hours.except.iter().map(|path| (&*hours.document, &**path)));
    }
    paths.extend(
        catalogue
            .lead_times()
            .iter()
            .map(|l| (&*l.document, &*l.path)),
    );
    let targets = catalogue.reliability_targets();
    paths.extend(targets.iter().map(|t| (&*t.document, &*t.path)));
    let statements = catalogue.reliability_statements();
    paths.extend(statements.iter().map(|s| (&*s.document, &*s.path)));
    let conditions = catalogue.conditions();
    paths.extend(
        conditions
            .iter()
            .filter_map(|c| Some((&*c.document, c.path.as_deref()?))),
    );
    let answers = catalogue.unnumbered_responses();
    paths.extend(answers.iter().map(|a| (&*a.document, &*a.path)));
    let headings: Vec<_> = exclusions::sections_of_004()
        .into_iter()
        .map(|s| s.path)
        .collect();
    for (document, path) in paths {
        let first = path.split('.').next().unwrap();
        let number: usize = first.parse().unwrap();
        let known = match document {
            "000" => (1..=20).contains(&number),
            "001" => (1..=19).contains(&number),
            "002" => (1..=14).contains(&number),
            "003" => (1..=15).contains(&number),
            _ => headings.iter().any(|heading| heading == path),
        };
        assert!(known, "{document}/{path}");
        // Where the catalogue lists the sub-services of a document, the whole path is one, or a service above one.
        let mut listed = catalogue
            .sub_services()
            .iter()
            .filter(|s| s.document == document);
        if listed.clone().next().is_some() {
            let below = format!("{path}.");
            let known = listed.any(|s| s.path == path || s.path.starts_with(&below));
            assert!(known, "{document}/{path} is no sub-service");
        }
    }
}

#[test]
fn hours_are_those_of_their_words() {
    for hours in Catalogue::builtin().service_hours() {
        let place = format!("{}:{}", hours.document, hours.line);
        if let Some(printed) = &hours.hours {
            assert!(hours.quote.contains(printed.as_str()), "{place}");
            let expected = match printed.replace(' ', "").as_str() {
                "7x24" | "24/7" | "24jam" => CalendarKind::Always,
                "5x8" | "08.00-17.00" => CalendarKind::Office,
                other => panic!("{place}: {other}"),
            };
            assert_eq!(hours.calendar, Some(expected), "{place}");
        } else {
            assert_eq!(hours.kind, HoursKind::IncidentHandling, "{place}");
            let scale = hours.quote.contains("berdasarkan skala prioritas");
            assert_eq!(hours.calendar.is_none(), scale, "{place}");
        }
        for priority in &hours.priorities {
            assert!(hours.quote.contains(priority.as_str()), "{place}");
        }
    }
}

#[test]
fn lead_times_are_those_of_their_words() {
    for lead in Catalogue::builtin().lead_times() {
        let found = amounts(&lead.quote);
        assert_eq!(found.len(), 1, "{}", lead.quote);
        let unit = match lead.unit {
            Unit::HariKerja => "hari kerja",
            Unit::Hari => "hari",
            other => panic!("{other}"),
        };
        assert_eq!(
            (found[0].number, found[0].unit.as_str()),
            (lead.value, unit)
        );
        let wording = [
            ("minimal", LeadWording::Minimal),
            ("paling lambat", LeadWording::PalingLambat),
            ("maksimal", LeadWording::Maksimal),
        ];
        let expected = wording.iter().find(|(words, _)| lead.quote.contains(words));
        let expected = expected.map_or(LeadWording::None, |(_, wording)| *wording);
        assert_eq!(lead.wording, expected, "{}", lead.quote);
        let (_, after) = lead.quote.split_once(" sebelum ").unwrap();
        let event = match () {
            () if after.contains("pengiriman") => LeadEvent::Sending,
            () if after.contains("survei") => LeadEvent::Survey,
            () if after.contains("ditandatangani") => LeadEvent::Signing,
            () => LeadEvent::Activity,
        };
        assert_eq!(lead.before, event, "{}", lead.quote);
        let pays = lead.quote.contains("penyetoran");
        assert_eq!(lead.demand == Demand::Payment, pays, "{}", lead.quote);
    }
}

/// "n hari kerja sebelum ..." is a lead time or a norm, everywhere.
#[test]
fn every_time_before_something_is_claimed() {
    let catalogue = Catalogue::builtin();
    let mut found = 0;
    for (document, lines) in documents() {
        for (at, line) in lines.iter().enumerate() {
            for amount in amounts(line) {
                if !line[amount.span.end..].trim_start().starts_with("sebelum") {
                    continue;
                }
                found += 1;
                let here = |id: &str, number: u32| id == document && number as usize == at + 1;
                let leads = catalogue.lead_times().iter();
                let leads = leads
                    .filter(|l| here(&l.document, l.line))
                    .map(|l| &*l.quote);
                let norms = catalogue.norms().iter();
                let norms = norms
                    .filter(|n| here(&n.document, n.line))
                    .map(|n| &*n.quote);
                assert!(
                    claimed(line, amount.span.start, leads.chain(norms)),
                    "{document}:{}: {}",
                    at + 1,
                    &line[amount.span.clone()]
                );
            }
        }
    }
    assert_eq!(found, 29);
}

/// Every word that announces a condition is in a quote of a condition, or listed with the reason why it announces none.
#[test]
fn every_announced_condition_is_claimed() {
    let announced = [
        "berhak",
        "kecuali",
        "terbatas hanya",
        "hanya pada",
        "hanya untuk",
        "tidak bertanggung jawab",
        "tidak diperkenankan",
        "tidak diberikan",
        "tidak dapat diberikan",
        "tidak berlaku untuk",
        "kahar",
        "wajib didampingi",
        "belum lengkap",
        "dinyatakan lengkap",
        "pengguna wajib",
        "berkewajiban",
    ];
    let catalogue = Catalogue::builtin();
    let listed = not_promises().not_a_condition;
    let documents = documents();
    for (document, lines) in &documents {
        for (at, line) in lines.iter().enumerate() {
            for mention in announced.iter().flat_map(|word| positions(line, word)) {
                let own = catalogue.conditions().iter();
                let own = own.filter(|c| c.document == *document && c.line as usize == at + 1);
                let list = listed.iter().filter(|entry| entry.document == *document);
                let texts = own
                    .map(|c| &*c.quote)
                    .chain(list.map(|entry| &*entry.words));
                assert!(
                    claimed(line, mention, texts),
                    "{document}:{}: {}",
                    at + 1,
                    line[mention..].chars().take(60).collect::<String>()
                );
            }
        }
    }
    for entry in listed {
        let there = documents[&*entry.document]
            .iter()
            .any(|line| line.contains(&entry.words));
        assert!(there && !entry.reason.is_empty(), "{}", entry.words);
    }
}
