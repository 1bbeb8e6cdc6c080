//! By which rule a clock was judged: the document, the clause, the version in force that day, and why no other.

use chrono::NaiveDate;
use norma_rules::{
    Catalogue, Clock, ClockLedger, Norm, Role, Rulebook, Ticket, Zone, organisation,
};

use crate::{show, words};

/// What a ticket's clocks rest on.
pub struct Citation<'a> {
    rules: &'a Rulebook,
    ticket: &'a Ticket<'a>,
    clocks: &'a [ClockLedger],
    /// WIB day of submission: it chooses the version.
    day: NaiveDate,
}

/// A label and what it says.
type Line = (&'static str, String);

impl<'a> Citation<'a> {
    /// Of `ticket`, whose clocks these are.
    pub fn new(rules: &'a Rulebook, ticket: &'a Ticket<'a>, clocks: &'a [ClockLedger]) -> Self {
        let day = ticket.submitted_at.local_date(Zone::Wib);
        Self {
            rules,
            ticket,
            clocks,
            day,
        }
    }

    /// What is to be said of one clock besides its norm's reference and words.
    pub fn of(&self, clock: &ClockLedger) -> Vec<Line> {
        let catalogue = &self.rules.catalogue;
        match clock.fact.clock {
            Clock::Response => self.of_response(catalogue, clock),
            Clock::Resolution => self.of_resolution(catalogue, clock),
            _ => self.of_norm(catalogue, clock),
        }
    }

    fn of_response(&self, catalogue: &Catalogue, clock: &ClockLedger) -> Vec<Line> {
        let mut rules = catalogue.response_rules().iter();
        let Some(rule) = rules.find(|rule| Some(&rule.id) == clock.fact.norm.as_ref()) else {
            return Vec::new();
        };
        let whose = match rule.service.as_deref() {
            None => "every service".to_owned(),
            // A rule of an overlay names the document too, and may be for one sub-service.
            Some(named) if named.contains('/') => {
                format!(
                    "{named} {} alone",
                    catalogue.name_of(named).unwrap_or_default()
                )
            }
            Some(path) => catalogue
                .service(&format!("{}/{path}", rule.document))
                .map_or_else(
                    || format!("service {path} alone"),
                    |service| format!("service {} alone", words::service(service)),
                ),
        };
        let limit = words::response_limit(rule, &self.rules.settings);
        let mut lines = vec![
            ("document", words::document_of(catalogue, &rule.document)),
            (
                "clause",
                format!("waktu tanggap, {}, {whose}: {limit}", rule.channel),
            ),
        ];
        if let Some(document) = catalogue.document(&rule.document) {
            lines.push(self.in_force(document.valid_from, document.valid_to));
        }
        lines.extend(rule.note.clone().map(|note| ("note", note)));
        lines
    }

    fn of_resolution(&self, catalogue: &Catalogue, clock: &ClockLedger) -> Vec<Line> {
        let Some(priority) = clock.fact.priority else {
            return Vec::new();
        };
        let mut tables = catalogue.priority_tables().iter();
        let Some(table) = tables.find(|t| Some(t.id(priority)) == clock.fact.norm) else {
            return Vec::new();
        };
        let limit = table.limit(priority);
        let limit = limit.map_or_else(String::new, |l| {
            format!(": {}", words::amount(l.value, l.unit))
        });
        let at = limit_place(catalogue, clock);
        let mut lines = vec![
            ("document", words::document_of(catalogue, &table.document)),
            ("clause", format!("{}, {priority}{limit}{at}", table.table)),
        ];
        if !clock.fact.local {
            lines.push(self.in_force(Some(table.valid_from), table.valid_to));
            lines.extend(table.note.clone().map(|note| ("note", note)));
            return lines;
        }
        // What was adopted is in force from the adoption on, not from the table's own day.
        let serves = self.ticket.organisation;
        let told = format!("adopted locally for {serves}; no document promises it");
        lines.push(("local", told));
        let mut adoptions = self.rules.adoptions.iter().filter(|a| {
            a.table_2
                && a.organisation == serves
                && a.valid_from <= self.day
                && a.valid_to.is_none_or(|to| self.day <= to)
        });
        if let Some(adoption) = adoptions.next() {
            lines.push(self.in_force(Some(adoption.valid_from), adoption.valid_to));
        }
        lines
    }

    fn of_norm(&self, catalogue: &Catalogue, clock: &ClockLedger) -> Vec<Line> {
        let chosen = self.chosen(catalogue, clock);
        let mut lines = Vec::new();
        if let Some(norm) = chosen {
            lines.push(("document", words::document_of(catalogue, &norm.document)));
            let service = catalogue.service(&norm.id());
            let service = service.map_or_else(|| norm.service.clone(), words::service);
            lines.push((
                "clause",
                format!("{} {}, of {service}", norm.path, norm.name),
            ));
            let promise = words::promise_in_full(norm, &self.rules.settings);
            lines.push(("promises", promise));
            lines.push(self.in_force(norm.valid_from, norm.valid_to));
            if norm.local {
                let told = "agreed by a local overlay; no document promises it";
                lines.push(("local", told.to_owned()));
            }
            lines.extend(norm.note.clone().map(|note| ("note", note)));
        } else if let Some(sub_service) = clock
            .fact
            .norm
            .as_deref()
            .and_then(|reference| catalogue.sub_service(reference))
        {
            let document = words::document_of(catalogue, &sub_service.document);
            lines.push(("document", document));
            lines.push((
                "sub-service",
                format!(
                    "{} ({})",
                    sub_service.name,
                    show::place(&sub_service.document, sub_service.line)
                ),
            ));
        }
        let passed_over = self.passed_over(catalogue, chosen);
        lines.extend(passed_over.into_iter().map(|why| ("not chosen", why)));
        lines
    }

    /// The norm that judges: several may have one reference, of other days or roles; the words tell them apart.
    fn chosen(&self, catalogue: &'a Catalogue, clock: &ClockLedger) -> Option<&'a Norm> {
        let reference = clock.fact.norm.as_ref()?;
        let quote = clock.quote.as_ref()?;
        let is_it = |norm: &&Norm| norm.id() == *reference && norm.quote == *quote;
        let of_its_day = catalogue
            .norms()
            .iter()
            .filter(is_it)
            .find(|n| n.in_force(self.day));
        of_its_day.or_else(|| catalogue.norms().iter().find(is_it))
    }

    fn in_force(&self, from: Option<NaiveDate>, to: Option<NaiveDate>) -> Line {
        let days = words::validity(from, to);
        ("in force", format!("{days}; submitted {} (WIB)", self.day))
    }

    /// Why the other norms of the sub-service, and those that came before or after them, did not judge: one line each.
    fn passed_over(&self, catalogue: &Catalogue, chosen: Option<&Norm>) -> Vec<String> {
        let Some((document, path)) = self.ticket.norm_path.and_then(|p| p.split_once('/')) else {
            return Vec::new();
        };
        let own = catalogue.candidates(document, path);
        // What judges another clock of this ticket was not passed over.
        let judges = |norm: &Norm| {
            let mut clocks = self.clocks.iter();
            clocks.any(|clock| {
                clock.fact.norm == Some(norm.id()) && clock.quote.as_ref() == Some(&norm.quote)
            })
        };
        let told =
            |norm: &Norm, why: String| format!("{} ({}): {why}", norm.id(), words::promise(norm));
        let mut lines: Vec<String> = own
            .iter()
            .filter(|norm| !judges(norm))
            .filter_map(|norm| {
                let replaced = || {
                    let local = chosen.is_some_and(|chosen| chosen.local) && !norm.local;
                    local.then(|| "the local norm goes before it".to_owned())
                };
                Some(told(norm, self.why_not(norm).or_else(replaced)?))
            })
            .collect();
        for other in Self::versions(catalogue, &format!("{document}/{path}")) {
            let same_organisation = catalogue.organisation_of(&other.id())
                == organisation::canonical(self.ticket.organisation);
            let named = own.iter().any(|norm| norm.id() == other.id());
            if same_organisation && !named && !other.in_force(self.day) {
                lines.extend(self.why_not(other).map(|why| told(other, why)));
            }
        }
        lines
    }

    /// The norms that the crosswalk ties to a sub-service.
    fn versions<'c>(catalogue: &'c Catalogue, reference: &str) -> Vec<&'c Norm> {
        let norms = catalogue.norms().iter();
        let own = norms
            .filter(|norm| norm.id() == reference)
            .map(Norm::reference);
        let mut others: Vec<&str> = Vec::new();
        for own in own.chain([reference.to_owned()]) {
            let later = catalogue.successions_of(&own).into_iter();
            others.extend(later.flat_map(|step| step.to.iter().map(String::as_str)));
            let earlier = catalogue.predecessions_of(&own).into_iter();
            others.extend(earlier.map(|step| step.from.as_str()));
        }
        others.sort_unstable();
        others.dedup();
        let parts = others.into_iter().filter_map(|other| other.split_once('/'));
        parts
            .flat_map(|(document, path)| catalogue.candidates(document, path))
            .collect()
    }

    /// Why a norm does not judge this ticket, the first reason of those that the rules try.
    fn why_not(&self, norm: &Norm) -> Option<String> {
        let ticket = self.ticket;
        if norm.role != Role::Primary {
            return Some("printed beside the norm that judges".to_owned());
        }
        if let Some(from) = norm.valid_from.filter(|from| *from > self.day) {
            return Some(format!("in force only from {from}"));
        }
        if let Some(to) = norm.valid_to.filter(|to| *to < self.day) {
            return Some(format!("in force until {to}"));
        }
        match (&norm.environment, ticket.environment) {
            (Some(_), None) => return Some("the ticket names no environment".to_owned()),
            (Some(_), Some(own)) if !norm.holds_in(own) => {
                return Some(format!("the ticket's environment is {own}"));
            }
            _ => {}
        }
        match (&norm.tier, ticket.quantity) {
            (Some(_), None) => Some("the ticket names no quantity".to_owned()),
            (Some(tier), Some(own)) if !tier.contains(own) => {
                Some(format!("the ticket has {own} {}", tier.dimension))
            }
            _ => None,
        }
    }
}

/// Where the words of the table stand, when the clock cites those of an adoption: ` (001:1325)`.
fn limit_place(catalogue: &Catalogue, clock: &ClockLedger) -> String {
    let table = catalogue.table_2().filter(|_| clock.fact.local);
    let limit = table
        .zip(clock.fact.priority)
        .and_then(|(table, p)| Some((table, table.limit(p)?)));
    limit.map_or_else(String::new, |(table, limit)| {
        format!(" ({})", crate::show::place(&table.document, limit.line))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use norma_rules::{Instant, Priority, TicketKind, ledger};

    /// What is said of a clock of a request submitted at noon of a day.
    fn said(path: &str, day: &str, clock: Clock, more: impl FnOnce(&mut Ticket<'_>)) -> String {
        let rules = Rulebook::builtin();
        let day: NaiveDate = day.parse().unwrap_or_default();
        let mut ticket = Ticket {
            organisation: rules.catalogue.organisation_of(path).unwrap_or_default(),
            norm_path: Some(path),
            ..Ticket::new(
                "sd",
                "1",
                Instant::start_of_day(day, Zone::Wib).plus(12 * 3600),
            )
        };
        more(&mut ticket);
        let clocks = ledger(&rules, &ticket, ticket.submitted_at.plus(60));
        let citation = Citation::new(&rules, &ticket, &clocks);
        let mut of = clocks.iter().filter(|ledger| ledger.fact.clock == clock);
        let lines = of
            .next()
            .map(|ledger| citation.of(ledger))
            .unwrap_or_default();
        let lines: Vec<String> = lines
            .iter()
            .map(|(l, text)| format!("{l}: {text}"))
            .collect();
        lines.join("\n")
    }

    #[track_caller]
    fn has(said: &str, words: &[&str]) {
        let mut lines = said.lines();
        let found = lines.any(|line| words.iter().all(|word| line.contains(word)));
        assert!(found, "no line has {words:?}:\n{said}");
    }

    #[test]
    fn a_norm_names_its_document_clause_and_days() {
        let said = said("001/8.4", "2025-12-01", Clock::Fulfilment, |_| ());
        has(&said, &["document: 001 Katalog Layanan", "SC-11/IT/2023"]);
        has(&said, &["clause: 8.4", "of ITSM.8 Layanan Akun"]);
        has(&said, &["promises: 4 jam kerja"]);
        has(
            &said,
            &["in force: from 2023-10-31 until 2025-12-28; submitted 2025-12-01"],
        );
    }

    #[test]
    fn the_other_tier_environment_and_version_are_told() {
        let tier = said("001/8.1", "2025-12-01", Clock::Fulfilment, |ticket| {
            ticket.quantity = Some(1);
        });
        has(&tier, &["clause: 8.1.1"]);
        has(&tier, &["not chosen: 001/8.1.2", "the ticket has 1 akun"]);
        let gap = said("001/8.1", "2025-12-01", Clock::Fulfilment, |ticket| {
            ticket.quantity = Some(2);
        });
        has(&gap, &["not chosen: 001/8.1.1", "the ticket has 2 akun"]);
        let elsewhere = said("002/13.a", "2026-01-05", Clock::Fulfilment, |ticket| {
            ticket.environment = Some("BaTII");
        });
        has(
            &elsewhere,
            &[
                "not chosen: 002/13.a.ii",
                "the ticket's environment is BaTII",
            ],
        );
        let ended = said("001/8.4", "2026-01-05", Clock::Fulfilment, |_| ());
        has(
            &ended,
            &["not chosen: 001/8.4", "in force until 2025-12-28"],
        );
        let total = said("001/3.2", "2025-12-01", Clock::Closing, |_| ());
        has(
            &total,
            &["not chosen: 001/3.2 (6 jam kerja; total, never judged): printed beside"],
        );
    }

    #[test]
    fn what_another_clock_takes_was_not_passed_over() {
        let said = said("003/10.c", "2026-01-05", Clock::Fulfilment, |_| ());
        assert!(!said.contains("not chosen"), "{said}");
    }

    #[test]
    fn response_and_priority_name_their_document_too() {
        let response = said("003/9.a", "2026-01-05", Clock::Response, |ticket| {
            ticket.channel = Some(norma_rules::Channel::Email);
        });
        has(&response, &["document: 003 Standar Pelayanan Kantor"]);
        has(
            &response,
            &["clause: waktu tanggap, email, service BMN.3", "60 menit"],
        );
        let incident = said("002/1", "2026-01-05", Clock::Resolution, |ticket| {
            ticket.kind = TicketKind::Incident;
            ticket.priority_stated = Some(Priority::P3);
        });
        has(&incident, &["clause: tabel-2, P3: 16 jam kerja"]);
        has(
            &incident,
            &["in force: from 2023-10-31 on; submitted 2026-01-05"],
        );
    }
}
