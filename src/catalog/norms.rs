//! The norms as a list: one row a norm, in the order of the documents.

use chrono::NaiveDate;
use norma_rules::{Catalogue, Norm};
use serde::Serialize;

use super::filter::Filter;
use crate::{show, words};

/// A norm with every field, for CSV and JSON.
#[derive(Debug, Default, Serialize)]
pub struct NormRow<'a> {
    document: &'a str,
    path: &'a str,
    role: &'static str,
    kind: &'static str,
    value: Option<i64>,
    unit: Option<&'static str>,
    quote: &'a str,
    /// Line of the document; a local norm has none.
    line: Option<u32>,
    organisation: Option<&'a str>,
    service: &'a str,
    service_path: &'a str,
    name: &'a str,
    start: &'static str,
    tier_dimension: Option<&'a str>,
    tier_from: Option<i64>,
    tier_to: Option<i64>,
    environment: Option<&'a str>,
    below: bool,
    local: bool,
    applies_to: Option<&'a str>,
    /// What a local norm judges instead of.
    replaces: Option<&'a str>,
    valid_from: Option<NaiveDate>,
    valid_to: Option<NaiveDate>,
    note: Option<&'a str>,
}

impl<'a> NormRow<'a> {
    pub fn new(catalogue: &'a Catalogue, norm: &'a Norm) -> Self {
        let tier = norm.tier.as_ref();
        let organisation = catalogue.organisation_of(&norm.reference());
        Self {
            document: &norm.document,
            path: &norm.path,
            role: norm.role.as_str(),
            kind: norm.kind.as_str(),
            value: norm.value,
            unit: norm.unit.map(norma_rules::Unit::as_str),
            quote: &norm.quote,
            line: (norm.line > 0).then_some(norm.line),
            organisation: organisation.or_else(|| catalogue.organisation_of(&norm.id())),
            service: &norm.service,
            service_path: &norm.service_path,
            name: &norm.name,
            start: norm.start.as_str(),
            tier_dimension: tier.map(|tier| tier.dimension.as_str()),
            tier_from: tier.map(|tier| tier.from),
            tier_to: tier.and_then(|tier| tier.to),
            environment: norm.environment.as_deref(),
            below: norm.below,
            local: norm.local,
            applies_to: norm.applies_to.as_deref(),
            replaces: norm.replaces.as_deref(),
            valid_from: norm.valid_from,
            valid_to: norm.valid_to,
            note: norm.note.as_deref(),
        }
    }
}

/// The norms that are asked for.
pub fn chosen<'a>(catalogue: &'a Catalogue, filter: &Filter) -> Vec<&'a Norm> {
    let norms = catalogue.norms().iter();
    norms.filter(|norm| filter.norm(catalogue, norm)).collect()
}

/// For reading: by document and service; quotes without markup, cut to about three lines.
pub fn page(catalogue: &Catalogue, norms: &[&Norm], width: u16) -> String {
    let (reference, place) = (13, 10);
    let rest = width - reference - place;
    let (name, promise) = (rest * 30 / 100, rest * 27 / 100);
    let quote = rest - name - promise;
    let widths = [reference, name, promise, quote, place];
    let quoted = |norm: &Norm| words::cut(&words::plain(&norm.quote), usize::from(quote) * 3 - 12);
    let mut blocks = Vec::new();
    for of_document in norms.chunk_by(|a, b| a.document == b.document) {
        let Some(first) = of_document.first() else {
            continue;
        };
        let title = words::document_of(catalogue, &first.document);
        blocks.push(show::sheet([width], [[title]]));
        let header = ["norm", "name", "allows", "words", "line"].map(str::to_owned);
        blocks.push(show::sheet(widths, [header]));
        for of_service in of_document.chunk_by(|a, b| service(a) == service(b)) {
            let title = of_service
                .first()
                .map(|first| service_title(catalogue, first));
            let rows = of_service.iter().map(|norm| {
                [
                    norm.id(),
                    norm.name.clone(),
                    words::promise(norm),
                    quoted(norm),
                    show::place(&norm.document, norm.line),
                ]
            });
            let title = show::sheet([width], title.map(|title| [title]));
            blocks.push(format!("{title}\n{}", show::sheet(widths, rows)));
        }
    }
    blocks.push(summary(norms));
    blocks.join("\n\n")
}

/// `001/8 ITSM.8 Layanan Akun Kementerian Keuangan`.
fn service_title(catalogue: &Catalogue, norm: &Norm) -> String {
    catalogue.service(&norm.id()).map_or_else(
        || norm.service.clone(),
        |own| format!("{}/{} {}", own.document, own.path, words::service(own)),
    )
}

/// The service's number in its document.
fn service(norm: &Norm) -> Option<&str> {
    norm.path.split('.').next()
}

/// `127 norms (78 of 001, 49 of 002)`.
fn summary(norms: &[&Norm]) -> String {
    let by_document: Vec<String> = norms
        .chunk_by(|a, b| a.document == b.document)
        .filter_map(|of| Some(format!("{} of {}", of.len(), of.first()?.document)))
        .collect();
    let all = words::count(norms.len(), "norm");
    match by_document.len() {
        0 | 1 => all,
        _ => format!("{all} ({})", by_document.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_page_keeps_its_width_and_loses_no_norm() {
        let catalogue = Catalogue::builtin();
        let norms: Vec<&Norm> = catalogue.norms().iter().collect();
        for width in [100, 110, 120] {
            let page = page(&catalogue, &norms, width);
            for line in page.lines() {
                assert!(line.chars().count() <= usize::from(width), "{line:?}");
            }
            for norm in &norms {
                assert!(page.contains(&norm.id()), "{}", norm.id());
            }
            assert!(!page.contains("<i>") && !page.contains('*'));
        }
    }

    #[test]
    fn a_row_keeps_types_and_markup() {
        let catalogue = Catalogue::builtin();
        let norm = catalogue
            .norms()
            .iter()
            .find(|norm| norm.id() == "001/8.1.1");
        let row = serde_json::to_value(NormRow::new(&catalogue, norm.unwrap())).unwrap();
        assert_eq!(row["value"], 2);
        assert_eq!(row["tier_to"], 1);
        assert_eq!(row["local"], false);
        assert_eq!(row["environment"], serde_json::Value::Null);
        assert_eq!(row["organisation"], "BaTII");
        assert_eq!(row["quote"], norm.unwrap().quote);
        assert_eq!(row["valid_to"], "2025-12-28");
    }
}
