//! What the documents say at the place that a fact names: the words of norms, response rules and table 2.

use chrono::NaiveDate;
use norma_rules::catalogue::words::plain;
use norma_rules::{Catalogue, NormKind, Priority, ResponseLimit, Role, Rulebook};

use crate::format::{DayLength, allowance, number};
use crate::model::Clause;
use crate::words;

/// What the catalogue says of a reference: a norm in each of its versions, a response rule, or a priority of table 2.
pub(crate) fn clauses(rulebook: &Rulebook, reference: &str, local: bool) -> Vec<Clause> {
    let catalogue = &rulebook.catalogue;
    let norms = of_norms(catalogue, reference);
    if !norms.is_empty() {
        return norms;
    }
    of_response(rulebook, reference)
        .or_else(|| of_priority(rulebook, reference, local))
        .into_iter()
        .collect()
}

fn of_norms(catalogue: &Catalogue, reference: &str) -> Vec<Clause> {
    let norms = catalogue.norms().iter();
    norms
        .filter(|norm| norm.id() == reference && norm.role == Role::Primary)
        .map(|norm| Clause {
            document: document(catalogue, &norm.document),
            name: norm.name.clone(),
            promise: match norm.value.zip(norm.unit) {
                Some((value, unit)) => {
                    let amount = format!("{} {}", number(value), words::unit(unit));
                    match norm.kind {
                        NormKind::AfterActivity => format!("{amount} setelah kegiatan"),
                        NormKind::BeforeActivity => format!("{amount} sebelum kegiatan"),
                        _ => amount,
                    }
                }
                None => String::new(),
            },
            words: one_line(&norm.quote),
            line: norm.line,
            valid_from: norm.valid_from,
            valid_to: norm.valid_to,
        })
        .collect()
}

fn of_response(rulebook: &Rulebook, reference: &str) -> Option<Clause> {
    let catalogue = &rulebook.catalogue;
    let mut rules = catalogue.response_rules().iter();
    let rule = rules.find(|rule| rule.id == reference)?;
    let day = DayLength::of_calendar(Some(rule.calendar.as_str()));
    let (from, to) = validity(catalogue, &rule.document);
    let at_once = rulebook.settings.at_once_seconds;
    Some(Clause {
        document: document(catalogue, &rule.document),
        name: format!("Waktu tanggap: {}", words::channel(rule.channel.as_str())),
        promise: match rule.limit {
            ResponseLimit::AtOnce => format!("langsung ({})", allowance(at_once, day)),
            ResponseLimit::WithinSeconds(seconds) => allowance(seconds, day),
        },
        words: one_line(&rule.quote),
        line: rule.line,
        valid_from: from,
        valid_to: to,
    })
}

fn of_priority(rulebook: &Rulebook, reference: &str, local: bool) -> Option<Clause> {
    let catalogue = &rulebook.catalogue;
    let of = |priority: &&Priority| {
        let mut tables = catalogue.priority_tables().iter();
        tables.any(|table| table.id(**priority) == reference)
    };
    let priority = *Priority::ALL.iter().find(of)?;
    let mut tables = catalogue.priority_tables().iter();
    let table = tables.find(|table| table.id(priority) == reference)?;
    let limit = table.limit(priority)?;
    let adopted = local.then(|| rulebook.adoptions.iter().find(|a| a.table_2));
    let (from, to) = adopted
        .flatten()
        .map_or((Some(table.valid_from), table.valid_to), |adoption| {
            (Some(adoption.valid_from), adoption.valid_to)
        });
    Some(Clause {
        document: document(catalogue, &table.document),
        name: format!("Tabel 2, {priority}"),
        promise: format!("{} {}", number(limit.value), words::unit(limit.unit)),
        words: one_line(&limit.quote),
        line: limit.line,
        valid_from: from,
        valid_to: to,
    })
}

/// Title and number of a document; its id where the catalogue does not know it.
fn document(catalogue: &Catalogue, id: &str) -> String {
    let Some(document) = catalogue.document(id) else {
        return id.to_owned();
    };
    let number = document.number.as_deref();
    let number = number.map_or_else(String::new, |number| format!(" ({number})"));
    format!("{id} {}{number}", document.title)
}

fn validity(catalogue: &Catalogue, id: &str) -> (Option<NaiveDate>, Option<NaiveDate>) {
    let document = catalogue.document(id);
    document.map_or((None, None), |d| (d.valid_from, d.valid_to))
}

/// Words without markup, on one line.
fn one_line(words: &str) -> String {
    plain(words)
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use norma_rules::Rulebook;

    use super::clauses;

    #[test]
    fn every_kind_of_reference_is_quoted_with_its_place() {
        let rules = Rulebook::builtin();
        for (reference, promise) in [
            ("001/8.4", "4 jam kerja"),
            ("002/11.a.5", "4 jam kerja"),
            ("001/tanggap/email", "30 menit"),
            ("001/tanggap/portal", "langsung (5 menit)"),
            ("001/tabel-2/P1", "3 jam"),
            ("001/tabel-2/P3", "16 jam kerja"),
            ("003/13.b", "1 hari sebelum kegiatan"),
        ] {
            let found = clauses(&rules, reference, false);
            assert!(!found.is_empty(), "{reference}");
            for clause in found {
                assert_eq!(clause.promise, promise, "{reference}");
                assert!(clause.line > 0 && !clause.words.is_empty(), "{reference}");
                assert!(clause.document.starts_with(&reference[..3]), "{reference}");
            }
        }
        // A sub-service without a norm is promised nothing.
        assert_eq!(clauses(&rules, "004/1.1.a", false), []);
    }
}
