//! `[[service]]` and `[[sub_service]]` of an overlay.

use super::file::{Entry, ServiceEntry, SubServiceEntry};
use super::finding::Findings;
use super::read::{Reader, listed, path, text};
use super::wording;
use crate::catalogue::{Service, SubService};

impl Reader<'_> {
    pub(super) fn service(
        &self,
        entry: &Entry<ServiceEntry>,
        findings: &mut Findings<'_>,
    ) -> Option<Service> {
        let given = &entry.value;
        let document = self.document_of(entry, given.document.as_ref(), findings);
        let path = path(entry, "path", given.path.as_ref(), "\"1\"", findings);
        let lines = document.map_or(&None, |d| &d.lines);
        let name = wording::named(
            entry,
            given.name.as_ref(),
            given.line.as_ref(),
            lines,
            findings,
        );
        let (document, path) = (document?.document.id.clone(), path?);
        let place = entry.place_of("path", given.path.as_ref());
        if path.contains('.') {
            findings.error(
                &place,
                format!("{path:?} is the path of a part"),
                "write the first part alone, and the parts as [[sub_service]]",
            );
        }
        let mut known = self.overlay.services.iter();
        if known.any(|other| other.document == document && other.path == path) {
            let problem = format!("{document}/{path} stands here twice");
            findings.error(&place, problem, "keep one, or number them apart");
        }
        let (name, line) = name?;
        Some(Service {
            document,
            path,
            code: text(given.code.as_ref()),
            name,
            line,
            note: text(given.note.as_ref()),
        })
    }

    pub(super) fn sub_service(
        &self,
        entry: &Entry<SubServiceEntry>,
        findings: &mut Findings<'_>,
    ) -> Option<SubService> {
        let given = &entry.value;
        let document = self.document_of(entry, given.document.as_ref(), findings);
        let path = path(entry, "path", given.path.as_ref(), "\"1.a\"", findings);
        let lines = document.map_or(&None, |d| &d.lines);
        let name = wording::named(
            entry,
            given.name.as_ref(),
            given.line.as_ref(),
            lines,
            findings,
        );
        let (document, path) = (document?.document.id.clone(), path?);
        let place = entry.place_of("path", given.path.as_ref());
        let first = path.split('.').next().unwrap_or_default();
        let services = || {
            let own = self.overlay.services.iter();
            own.filter(|service| service.document == document)
                .map(|service| service.path.as_str())
        };
        if !services().any(|service| service == first) {
            findings.error(
                &place,
                format!("{document} has no [[service]] {first:?}"),
                format!(
                    "write a table [[service]] path = {first:?}, or a path that begins with one of: {}",
                    listed(services())
                ),
            );
        }
        let mut known = self.overlay.sub_services.iter();
        if known.any(|other| other.document == document && other.path == path) {
            let problem = format!("{document}/{path} stands here twice");
            findings.error(&place, problem, "keep one, or number them apart");
        }
        let (name, line) = name?;
        Some(SubService {
            document,
            path,
            name,
            group: text(given.group.as_ref()),
            line,
            note: text(given.note.as_ref()),
        })
    }
}
