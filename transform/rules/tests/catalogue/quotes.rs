//! Every quote stands at its line, and every amount of time in 000 to 003 is quoted or listed as no norm.

use norma_rules::catalogue::Catalogue;
use serde::Deserialize;

use crate::words::{amounts, plain, positions};
use crate::{data, source, sources};

const WITH_NORMS: [&str; 4] = ["000", "001", "002", "003"];

#[derive(Deserialize)]
struct NotNorms {
    not_a_norm: Vec<NotANorm>,
}

/// An amount of time that is no norm.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NotANorm {
    document: String,
    words: String,
    reason: String,
}

fn not_norms() -> Vec<NotANorm> {
    toml::from_str::<NotNorms>(&data("norms/not-norms.toml"))
        .unwrap()
        .not_a_norm
}

/// Document, line, words and whose they are, for everything that is quoted.
fn quotes(catalogue: &Catalogue) -> Vec<(String, u32, String, String)> {
    let mut all = Vec::new();
    let mut add = |document: &str, line: u32, quote: &str, whose: String| {
        all.push((document.to_owned(), line, quote.to_owned(), whose));
    };
    for norm in catalogue.norms() {
        add(&norm.document, norm.line, &norm.quote, norm.id());
    }
    for rule in catalogue.response_rules() {
        add(&rule.document, rule.line, &rule.quote, rule.id.clone());
    }
    for rule in catalogue.reopening_rules() {
        add(&rule.document, rule.line, &rule.quote, "reopening".into());
    }
    for table in catalogue.priority_tables() {
        let id = &table.document;
        add(
            id,
            table.calendar_line,
            &table.calendar_quote,
            "calendar".into(),
        );
        add(
            id,
            table.disaster_line,
            &table.disaster_quote,
            "disaster".into(),
        );
        for cell in &table.cells {
            add(
                id,
                cell.line,
                &cell.quote,
                format!("cell {}", cell.priority),
            );
        }
        for limit in &table.limits {
            add(
                id,
                limit.line,
                &limit.quote,
                format!("limit {}", limit.priority),
            );
        }
    }
    all
}

#[test]
fn every_quote_stands_at_its_line() {
    let sources = sources();
    let mut checked = 0;
    for (document, line, quote, whose) in quotes(&Catalogue::builtin()) {
        let text = &sources[&document][line as usize - 1];
        assert!(
            !quote.is_empty() && text.contains(&quote),
            "{whose} at {document}:{line}: {quote}"
        );
        checked += 1;
    }
    assert!(checked > 250, "{checked}");
}

/// A quote that stands twice on its line would not say which clause it is.
#[test]
fn the_quote_of_a_norm_is_alone_on_its_line() {
    let sources = sources();
    for norm in Catalogue::builtin().norms() {
        let text = &sources[&norm.document][norm.line as usize - 1];
        assert_eq!(text.matches(&norm.quote).count(), 1, "{}", norm.id());
    }
}

#[test]
fn every_service_stands_in_the_list_of_its_document() {
    let sources = sources();
    let catalogue = Catalogue::builtin();
    for service in catalogue.services() {
        let line = &sources[&service.document][service.line as usize - 1];
        let (line, name) = (plain(line).to_lowercase(), service.name.to_lowercase());
        assert!(
            line.contains(&name),
            "{}/{}: {line}",
            service.document,
            service.path
        );
        let has_norm = catalogue.norms().iter().any(|n| {
            n.document == service.document && n.path.split('.').next() == Some(&service.path)
        });
        assert!(
            has_norm || service.document == "004",
            "{}/{} has no norm, not even by_plan",
            service.document,
            service.path
        );
    }
    // Codes: 001 prints them in its list, 000 and 003 in the row "Produk pelayanan" of the service, 002 has none.
    for service in catalogue.services() {
        let lines = &sources[&service.document];
        match (service.document.as_str(), &service.code) {
            ("001", Some(code)) => {
                let columns: Vec<_> = lines[service.line as usize - 1].split('\t').collect();
                assert_eq!(columns[1], code);
            }
            ("000", Some(code)) => {
                // The line of a service is its heading, so the next such row is its own.
                let below = &lines[service.line as usize..];
                let row = below.iter().find(|l| l.starts_with("5.\tProduk pelayanan"));
                let expected = format!("5.\tProduk pelayanan\t{code} {}", service.name);
                assert_eq!(plain(row.unwrap()), expected);
            }
            ("003", Some(code)) => {
                let row = format!("5.\tProduk pelayanan\t{code} Layanan");
                assert!(lines.iter().any(|line| line.starts_with(&row)), "{code}");
            }
            ("002" | "004", None) => {}
            ("003", None) => assert!(["14", "15"].contains(&service.path.as_str())),
            (document, code) => panic!("{document}/{} has code {code:?}", service.path),
        }
    }
}

/// Lines of the sections that hold norms: "Norma Waktu" in 001, the rows "Jangka waktu pelayanan" in 000, 002 and 003. A
/// page break may cut them (000, services 5, 7 and 10).
fn norm_sections(document: &str, lines: &[String]) -> Vec<std::ops::Range<usize>> {
    let opens = |line: &str| match document {
        "001" => line.trim_end() == "Norma Waktu",
        _ => line.starts_with("3.\tJangka waktu pelayanan"),
    };
    let closes = |line: &str| match document {
        "001" => line.trim_end() == "Dukungan",
        _ => line.starts_with("4.\tBiaya"),
    };
    (0..lines.len())
        .filter(|at| opens(&lines[*at]))
        .map(|from| from..(from..lines.len()).find(|at| closes(&lines[*at])).unwrap())
        .collect()
}

/// Inside the sections of norms every mention of hari, jam and menit is in the quote of a norm.
#[test]
fn every_mention_of_time_in_a_norm_section_is_a_norm() {
    let catalogue = Catalogue::builtin();
    for (document, expected) in WITH_NORMS.into_iter().zip([20, 19, 14, 15]) {
        let lines = source(document);
        let sections = norm_sections(document, &lines);
        assert_eq!(sections.len(), expected, "{document}");
        let inside = |line: usize| sections.iter().any(|section| section.contains(&line));
        let norms: Vec<_> = catalogue
            .norms()
            .iter()
            .filter(|n| n.document == document)
            .collect();
        for norm in &norms {
            assert!(inside(norm.line as usize - 1), "{} is outside", norm.id());
        }
        for (at, line) in lines.iter().enumerate().filter(|(at, _)| inside(*at)) {
            for mention in ["hari", "jam", "menit"]
                .iter()
                .flat_map(|word| positions(line, word))
            {
                let claimed = norms.iter().any(|norm| {
                    let found = line
                        .find(&norm.quote)
                        .filter(|_| norm.line as usize == at + 1);
                    found.is_some_and(|from| (from..from + norm.quote.len()).contains(&mention))
                });
                assert!(claimed, "{document}:{} at {mention}: {line}", at + 1);
            }
        }
    }
}

/// Outside them every amount of time is in another quote or listed as no norm, with the reason.
#[test]
fn every_amount_of_time_is_accounted_for() {
    let (sources, listed) = (sources(), not_norms());
    let quotes = quotes(&Catalogue::builtin());
    for document in WITH_NORMS {
        for (at, line) in sources[document].iter().enumerate() {
            let by_quote = quotes
                .iter()
                .filter(|(id, number, ..)| id == document && *number as usize == at + 1);
            let by_list = listed.iter().filter(|entry| entry.document == document);
            let texts = by_quote
                .map(|(_, _, quote, _)| quote)
                .chain(by_list.map(|entry| &entry.words));
            let covered: Vec<_> = texts
                .flat_map(|text| {
                    line.match_indices(text.as_str())
                        .map(|(from, hit)| from..from + hit.len())
                })
                .collect();
            for amount in amounts(line) {
                let inside = covered
                    .iter()
                    .any(|span| span.start <= amount.span.start && amount.span.end <= span.end);
                assert!(
                    inside,
                    "{document}:{}: {}",
                    at + 1,
                    &line[amount.span.clone()]
                );
            }
        }
    }
    for entry in listed {
        let there = sources[&entry.document]
            .iter()
            .any(|line| line.contains(&entry.words));
        assert!(
            there && !entry.reason.is_empty(),
            "{}: {}",
            entry.document,
            entry.words
        );
    }
}
