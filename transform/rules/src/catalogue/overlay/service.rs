//! `[[service]]` and `[[sub_service]]` of an overlay.

use toml::Spanned;

use super::file::{Entry, ServiceEntry, SubServiceEntry};
use super::finding::{Findings, Place};
use super::read::{Reader, listed, path, text};
use super::wording;
use crate::catalogue::{Service, SubService};

/// What a service and a sub-service have in common.
struct Head {
    document: String,
    path: String,
    /// Where the path stands.
    place: Place,
    /// Name and line; `None` where they are at fault.
    named: Option<(String, u32)>,
}

impl Head {
    /// Whether an earlier table of the overlay has the same path.
    fn stands_twice<'a>(
        &self,
        mut known: impl Iterator<Item = (&'a str, &'a str)>,
        findings: &mut Findings<'_>,
    ) {
        let (document, path) = (self.document.as_str(), self.path.as_str());
        if known.any(|other| other == (document, path)) {
            let problem = format!("{document}/{path} stands here twice");
            findings.error(&self.place, problem, "keep one, or number them apart");
        }
    }
}

impl Reader<'_> {
    pub(super) fn service(
        &self,
        entry: &Entry<ServiceEntry>,
        findings: &mut Findings<'_>,
    ) -> Option<Service> {
        let given = &entry.value;
        let keys = [&given.document, &given.path, &given.name];
        let head = self.head(entry, keys, given.line.as_ref(), "\"1\"", findings)?;
        if head.path.contains('.') {
            findings.error(
                &head.place,
                format!("{:?} is the path of a part", head.path),
                "write the first part alone, and the parts as [[sub_service]]",
            );
        }
        let known = self.overlay.services.iter();
        let known = known.map(|other| (other.document.as_str(), other.path.as_str()));
        head.stands_twice(known, findings);
        let (name, line) = head.named?;
        Some(Service {
            document: head.document,
            path: head.path,
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
        let keys = [&given.document, &given.path, &given.name];
        let head = self.head(entry, keys, given.line.as_ref(), "\"1.a\"", findings)?;
        let first = head.path.split('.').next().unwrap_or_default();
        let services = || {
            let own = self.overlay.services.iter();
            own.filter(|service| service.document == head.document)
                .map(|service| service.path.as_str())
        };
        if !services().any(|service| service == first) {
            findings.error(
                &head.place,
                format!("{} has no [[service]] {first:?}", head.document),
                format!(
                    "write a table [[service]] path = {first:?}, or a path that begins with one of: {}",
                    listed(services())
                ),
            );
        }
        let known = self.overlay.sub_services.iter();
        let known = known.map(|other| (other.document.as_str(), other.path.as_str()));
        head.stands_twice(known, findings);
        let (name, line) = head.named?;
        Some(SubService {
            document: head.document,
            path: head.path,
            name,
            group: text(given.group.as_ref()),
            line,
            note: text(given.note.as_ref()),
        })
    }

    /// Document, path and name of a table; `example` is a path that could stand there.
    fn head<T>(
        &self,
        entry: &Entry<T>,
        [document, path_given, name]: [&Option<Spanned<String>>; 3],
        line: Option<&Spanned<u32>>,
        example: &str,
        findings: &mut Findings<'_>,
    ) -> Option<Head> {
        let document = self.document_of(entry, document.as_ref(), findings);
        let path = path(entry, "path", path_given.as_ref(), example, findings);
        let lines = document.map_or(&None, |d| &d.lines);
        let named = wording::named(entry, name.as_ref(), line, lines, findings);
        Some(Head {
            document: document?.document.id.clone(),
            path: path?,
            place: entry.place_of("path", path_given.as_ref()),
            named,
        })
    }
}
