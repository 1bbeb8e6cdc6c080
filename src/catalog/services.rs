//! Services and sub-services, with how many norms each has.

use norma_rules::catalogue::Service;
use norma_rules::{Catalogue, Norm};
use serde::Serialize;

use super::filter::Filter;
use crate::{show, words};

/// A service or a sub-service, for CSV and JSON.
#[derive(Debug, Default, Serialize)]
pub struct ServiceRow<'a> {
    document: &'a str,
    organisation: Option<&'a str>,
    /// `service` or `sub_service`.
    level: &'static str,
    path: &'a str,
    /// Code of the service.
    service: Option<&'a str>,
    service_name: Option<&'a str>,
    name: &'a str,
    /// The heading of the document above a sub-service, when that is not the service: `Modul Administrasi`.
    group: Option<&'a str>,
    /// Of a service; `None` of a sub-service.
    sub_services: Option<usize>,
    /// Norms that the document publishes for it.
    norms: usize,
    /// Norms that an overlay agrees for it.
    local_norms: usize,
    /// The document publishes no norm at all.
    none_published: bool,
    line: u32,
    note: Option<&'a str>,
}

/// The services and sub-services that are asked for, each service before its parts.
pub fn rows<'a>(catalogue: &'a Catalogue, filter: &Filter) -> Vec<ServiceRow<'a>> {
    let mut rows = Vec::new();
    for service in catalogue.services() {
        let Some(document) = catalogue.document(&service.document) else {
            continue;
        };
        if !filter.document(&document.id) || !filter.serves(&document.organisation) {
            continue;
        }
        let none_published = !catalogue.has_norms(&document.id);
        let row = |path, name, line, note, norms: &[&Norm]| ServiceRow {
            document: &document.id,
            organisation: Some(&document.organisation),
            path,
            service: service.code.as_deref(),
            service_name: Some(&service.name),
            name,
            norms: norms.iter().filter(|norm| !norm.local).count(),
            local_norms: norms.iter().filter(|norm| norm.local).count(),
            none_published,
            line,
            note,
            ..ServiceRow::default()
        };
        let in_force = |norm: &&Norm| filter.stands(catalogue, norm);
        let parts: Vec<_> = catalogue
            .sub_services()
            .iter()
            .filter(|part| part.document == service.document && is_part(&part.path, service))
            .collect();
        if filter.path(&format!("{}/{}", service.document, service.path)) {
            let norms = norms_of(catalogue, service);
            let norms: Vec<&Norm> = norms.into_iter().filter(in_force).collect();
            let note = service.note.as_deref();
            rows.push(ServiceRow {
                level: "service",
                sub_services: Some(parts.len()),
                ..row(&service.path, &service.name, service.line, note, &norms)
            });
        }
        for part in parts
            .into_iter()
            .filter(|part| filter.path(&part.reference()))
        {
            let mut norms = catalogue.candidates(&part.document, &part.path);
            norms.retain(in_force);
            rows.push(ServiceRow {
                level: "sub_service",
                group: part.group.as_deref(),
                ..row(
                    &part.path,
                    &part.name,
                    part.line,
                    part.note.as_deref(),
                    &norms,
                )
            });
        }
    }
    rows
}

/// Whether a path of the same document belongs to the service.
fn is_part(path: &str, service: &Service) -> bool {
    path.split('.').next() == Some(service.path.as_str())
}

/// Every norm of a service, also those that an overlay agrees for one of its parts.
fn norms_of<'a>(catalogue: &'a Catalogue, service: &Service) -> Vec<&'a Norm> {
    let is_its = |norm: &&Norm| {
        let reference = norm.reference();
        let at = reference.split_once('/');
        at.is_some_and(|(document, path)| document == service.document && is_part(path, service))
    };
    catalogue.norms().iter().filter(is_its).collect()
}

/// For reading: by document.
pub fn page(catalogue: &Catalogue, rows: &[ServiceRow<'_>], width: u16) -> String {
    let (reference, norms, place) = (13, 24, 10);
    let widths = [reference, width - reference - norms - place, norms, place];
    let mut blocks = Vec::new();
    for of_document in rows.chunk_by(|a, b| a.document == b.document) {
        let Some(first) = of_document.first() else {
            continue;
        };
        let title = words::document_of(catalogue, first.document);
        blocks.push(show::sheet([width], [[title]]));
        let header = ["path", "name", "norms", "line"].map(str::to_owned);
        let mut lines = vec![header];
        let mut group = None;
        for row in of_document {
            if row.group != group {
                group = row.group;
                lines.extend(
                    group.map(|group| ["", &format!("  {group}"), "", ""].map(str::to_owned)),
                );
            }
            let name = match (row.level, row.service, row.group) {
                ("service", Some(code), _) => format!("{code} {}", row.name),
                ("service", None, _) => row.name.to_owned(),
                (_, _, Some(_)) => format!("    {}", row.name),
                _ => format!("  {}", row.name),
            };
            lines.push([
                format!("{}/{}", row.document, row.path),
                name,
                norms_in_words(row),
                show::place(row.document, row.line),
            ]);
        }
        blocks.push(show::sheet(widths, lines));
    }
    let of_level = |level| rows.iter().filter(|row| row.level == level).count();
    blocks.push(format!(
        "{}, {}",
        words::count(of_level("service"), "service"),
        words::count(of_level("sub_service"), "sub-service")
    ));
    blocks.join("\n\n")
}

/// `2`, `none`, `none published`, `none published, 1 local`.
fn norms_in_words(row: &ServiceRow<'_>) -> String {
    let own = match (row.norms, row.none_published) {
        (0, true) => "none published".to_owned(),
        (0, false) => "none".to_owned(),
        (norms, _) => norms.to_string(),
    };
    match row.local_norms {
        0 => own,
        local => format!("{own}, {local} local"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn norms_of_a_service_in_words() {
        for (norms, local_norms, none_published, expected) in [
            (2, 0, false, "2"),
            (0, 0, false, "none"),
            (0, 0, true, "none published"),
            (0, 1, true, "none published, 1 local"),
            (2, 1, false, "2, 1 local"),
        ] {
            let row = ServiceRow {
                norms,
                local_norms,
                none_published,
                ..ServiceRow::default()
            };
            assert_eq!(norms_in_words(&row), expected);
        }
    }

    #[test]
    fn every_service_and_sub_service_is_listed_once() {
        let catalogue = Catalogue::builtin();
        let rows = rows(&catalogue, &Filter::default());
        let of = |level: &str| rows.iter().filter(|row| row.level == level).count();
        assert_eq!(of("service"), catalogue.services().len());
        assert_eq!(of("sub_service"), catalogue.sub_services().len());
        let norms: usize = rows
            .iter()
            .filter(|r| r.level == "service")
            .map(|r| r.norms)
            .sum();
        assert_eq!(norms, catalogue.norms().iter().filter(|n| !n.local).count());
        let page = page(&catalogue, &rows, 110);
        assert!(
            page.contains("001/8") && page.contains("ITSM.8 Layanan Akun"),
            "{page}"
        );
        let heading = page.lines().position(|l| l.trim() == "Modul Administrasi");
        let below = heading.and_then(|at| page.lines().nth(at + 1));
        assert!(below.is_some_and(|l| l.starts_with("004/1.1.a")), "{page}");
    }
}
