//! `[[response]]` and `[[adopt]]` of an overlay.

use super::file::{AdoptEntry, Entry, ResponseEntry};
use super::finding::Findings;
use super::read::{Reader, organisation_of, text};
use super::validity::{Period, covered};
use super::{check, wording};
use crate::catalogue::response::rule_id;
use crate::catalogue::{CalendarKind, ResponseLimit, ResponseRule};
use crate::{Adoption, hundredths_of_percent};

impl Reader<'_> {
    pub(super) fn response(
        &self,
        entry: &Entry<ResponseEntry>,
        findings: &mut Findings<'_>,
    ) -> Option<ResponseRule> {
        let given = &entry.value;
        let document = self.document_of(entry, given.document.as_ref(), findings);
        let channel = entry.need("channel", given.channel.as_ref(), "\"email\"", findings);
        let limit = entry.need(
            "limit",
            given.limit.as_ref(),
            "\"at_once\" or { within_seconds = 1800 }",
            findings,
        );
        let calendar = entry.need(
            "calendar",
            given.calendar.as_ref(),
            "\"always\" or \"office\"",
            findings,
        );
        if let Some(service) = &given.service {
            let is_known = |reference: &str| {
                let below = format!("{reference}.");
                self.references()
                    .any(|known| known == reference || known.starts_with(&below))
            };
            if !is_known(service.get_ref()) {
                findings.error(
                    &entry.place_of("service", Some(service)),
                    format!("there is no service {:?}", service.get_ref()),
                    self.nearest_reference(service.get_ref()),
                );
            }
        }
        let lines = document.map_or(&None, |d| &d.lines);
        let quote = wording::quoted(
            entry,
            "quote",
            given.quote.as_ref(),
            given.line.as_ref(),
            lines,
            findings,
        );
        if let Some((limit, (quote, _))) = limit.zip(quote.as_ref()) {
            let place = entry.place_of("quote", given.quote.as_ref());
            wording::amount_of_response(&place, quote, *limit, findings);
        }
        if let Some(ResponseLimit::WithinSeconds(seconds)) = limit
            && *seconds <= 0
        {
            findings.error(
                &entry.place_of("limit", given.limit.as_ref()),
                format!("{seconds} seconds are no time to answer in"),
                "write a number above 0, or limit = \"at_once\"",
            );
        }
        let document = &document?.document;
        let (channel, service) = (*channel?, text(given.service.as_ref()));
        let id = rule_id(&document.id, service.as_deref(), channel);
        if self.overlay.responses.iter().any(|other| other.id == id) {
            findings.error(
                &entry.place(),
                format!("there is already a rule for {channel} here"),
                "keep one for each channel, or name the service it is for",
            );
        }
        if *calendar? == CalendarKind::Office {
            let period = Period {
                from: document.valid_from,
                to: document.valid_to,
            };
            covered(&entry.place(), period, self.rules, findings);
        }
        let (quote, line) = quote?;
        Some(ResponseRule {
            document: document.id.clone(),
            id,
            channel,
            service,
            limit: *limit?,
            calendar: *calendar?,
            quote,
            line,
            note: text(given.note.as_ref()),
        })
    }

    pub(super) fn adoption(
        &self,
        entry: &Entry<AdoptEntry>,
        findings: &mut Findings<'_>,
    ) -> Option<Adoption> {
        let given = &entry.value;
        // What is adopted may rest on a document of the overlay, or on words alone.
        let document = if given.document.is_some() || self.documents.len() == 1 {
            self.document_of(entry, given.document.as_ref(), findings)
        } else {
            None
        };
        let organisation = organisation_of(entry, given.organisation.as_ref(), findings);
        entry.need(
            "valid_from",
            given.valid_from.as_ref(),
            "2025-01-01",
            findings,
        );
        let period = Period::of(given.valid_from.as_ref(), given.valid_to.as_ref());
        period.in_order(entry, given.valid_to.as_ref(), findings);
        if let Some(document) = document {
            period.within(
                entry,
                given.valid_from.as_ref(),
                given.valid_to.as_ref(),
                &document.document,
                findings,
            );
        }
        let lines = document.map_or(&None, |d| &d.lines);
        let basis = wording::quoted(
            entry,
            "basis",
            given.basis.as_ref(),
            given.line.as_ref(),
            lines,
            findings,
        );
        let table_2 = given.table_2.as_ref().is_some_and(|t| *t.get_ref());
        let availability = given.availability.as_ref().and_then(|written| {
            let read = hundredths_of_percent(written.get_ref());
            if read.is_none() {
                findings.error(
                    &entry.place_of("availability", Some(written)),
                    format!("{:?} is no percentage", written.get_ref()),
                    "write availability = \"99%\", with at most two decimals",
                );
            }
            read
        });
        if !table_2 && given.availability.is_none() {
            findings.error(
                &entry.place(),
                "it adopts nothing",
                "write table_2 = true or availability = \"99%\"",
            );
        }
        let adoption = Adoption {
            organisation: organisation?,
            table_2,
            availability,
            valid_from: period.from?,
            valid_to: period.to,
            basis: basis.as_ref()?.0.clone(),
            document: document.map(|d| d.document.id.clone()),
            line: basis?.1,
        };
        check::adoption(&adoption, &entry.place(), self, findings);
        if table_2 {
            let place = entry.place_of("valid_to", given.valid_to.as_ref());
            covered(&place, period, self.rules, findings);
        }
        Some(adoption)
    }
}
