//! What the tables of an overlay say, table by table.

use std::collections::BTreeMap;

use toml::Spanned;

use super::file::{Day, DocumentEntry, Entry, File};
use super::finding::Findings;
use super::validity::Period;
use super::wording::{self, Lines};
use super::{Overlay, OverlayFinding, OverlaySource, check, norm};
use crate::catalogue::{Document, Norm, SubService, Unit};
use crate::{Rulebook, nearest, organisation};

/// Reads an overlay; all that is wrong with it, and what of it can be read.
pub(super) fn read(source: OverlaySource<'_>, rules: &Rulebook) -> (Overlay, Vec<OverlayFinding>) {
    let mut findings = Findings::new(source.file, source.text);
    let file = File::read(source.text, &mut findings);
    let mut reader = Reader {
        rules,
        documents: Vec::new(),
        is_whole: true,
        overlay: Overlay {
            file: source.file.to_owned(),
            ..Overlay::default()
        },
    };
    for entry in &file.documents {
        match reader.document(entry, source.texts, &mut findings) {
            Some(document) => reader.documents.push(document),
            None => reader.is_whole = false,
        }
    }
    for entry in &file.services {
        let service = reader.service(entry, &mut findings);
        reader.overlay.services.extend(service);
    }
    for entry in &file.sub_services {
        let sub_service = reader.sub_service(entry, &mut findings);
        reader.overlay.sub_services.extend(sub_service);
    }
    let norms: Vec<_> = file
        .norms
        .iter()
        .filter_map(|entry| norm::norm(entry, &reader, &mut findings))
        .collect();
    for entry in &file.responses {
        let response = reader.response(entry, &mut findings);
        reader.overlay.responses.extend(response);
    }
    for entry in &file.adoptions {
        let adoption = reader.adoption(entry, &mut findings);
        reader.overlay.adoptions.extend(adoption);
    }
    check::norms(&norms, &rules.catalogue, &mut findings);
    let mut overlay = reader.overlay;
    overlay.norms = norms.into_iter().map(|placed| placed.norm).collect();
    overlay.documents = reader.documents.into_iter().map(|d| d.document).collect();
    let (errors, warnings) = findings.finish();
    overlay.warnings = warnings;
    (overlay, errors)
}

/// A document of the overlay, with the text that its quotes stand in.
pub(super) struct LocalDocument {
    pub document: Document,
    pub lines: Lines,
}

/// What has been read so far.
pub(super) struct Reader<'a> {
    pub rules: &'a Rulebook,
    pub documents: Vec<LocalDocument>,
    /// Whether every document could be read; else what names none is not said to be wrong.
    is_whole: bool,
    pub overlay: Overlay,
}

impl Reader<'_> {
    fn document(
        &self,
        entry: &Entry<DocumentEntry>,
        texts: &BTreeMap<String, Result<String, String>>,
        findings: &mut Findings<'_>,
    ) -> Option<LocalDocument> {
        let given = &entry.value;
        let id = entry.need_text("id", given.id.as_ref(), "\"KL-DJPb-2025\"", findings);
        if let Some(id) = id {
            let place = entry.place_of("id", given.id.as_ref());
            let is_plain = id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
            if !is_plain || id == "lokal" {
                findings.error(
                    &place,
                    format!("{id:?} cannot be an id"),
                    "write letters, digits and dashes, such as \"KL-DJPb-2025\"",
                );
            }
            let known = self.rules.catalogue.documents().iter();
            let here = self.documents.iter().map(|other| &other.document);
            if known
                .chain(here)
                .any(|other| other.id.eq_ignore_ascii_case(id))
            {
                findings.error(
                    &place,
                    format!("there is already a document {id}"),
                    "give this one an id of its own, such as \"KL-DJPb-2025\"",
                );
            }
        }
        let title = entry.need_text(
            "title",
            given.title.as_ref(),
            "\"the title of the agreement\"",
            findings,
        );
        let organisation = organisation_of(entry, given.organisation.as_ref(), findings);
        entry.need(
            "valid_from",
            given.valid_from.as_ref(),
            "2025-01-01",
            findings,
        );
        let period = Period::of(given.valid_from.as_ref(), given.valid_to.as_ref());
        period.in_order(entry, given.valid_to.as_ref(), findings);
        let lines = given.text.as_ref().and_then(|file| {
            let problem = match texts.get(file.get_ref()) {
                Some(Ok(text)) => return Some(wording::lines(text)),
                Some(Err(error)) => format!("the text {:?} cannot be read: {error}", file.get_ref()),
                None => format!("the text {:?} was not given", file.get_ref()),
            };
            findings.error(
                &entry.place_of("text", Some(file)),
                problem,
                "write the path of the text, beginning at the folder of the overlay, or leave text out",
            );
            None
        });
        Some(LocalDocument {
            document: Document {
                id: id?.to_owned(),
                title: title.unwrap_or_default().to_owned(),
                number: text(given.number.as_ref()),
                organisation: organisation.unwrap_or_default(),
                valid_from: period.from,
                valid_to: period.to,
                note: text(given.note.as_ref()),
                local: true,
            },
            lines,
        })
    }

    /// The document that a table belongs to: the one it names, else the only one of the overlay.
    pub(super) fn document_of<T>(
        &self,
        entry: &Entry<T>,
        given: Option<&Spanned<String>>,
        findings: &mut Findings<'_>,
    ) -> Option<&LocalDocument> {
        let ids = || self.documents.iter().map(|d| d.document.id.as_str());
        let Some(id) = given else {
            if self.is_whole && self.documents.len() != 1 {
                let (problem, repair) = if self.documents.is_empty() {
                    (
                        "it belongs to no document".to_owned(),
                        "write a table [[document]] that says what it rests on".to_owned(),
                    )
                } else {
                    (
                        "the overlay has several documents".to_owned(),
                        format!("write document = one of: {}", listed(ids())),
                    )
                };
                findings.error(&entry.place(), problem, repair);
            }
            return self.documents.first().filter(|_| self.documents.len() == 1);
        };
        let found = self
            .documents
            .iter()
            .find(|d| d.document.id == *id.get_ref());
        if found.is_none() && self.is_whole {
            let repair = nearest(id.get_ref(), ids()).map_or_else(
                || format!("write one of: {}", listed(ids())),
                |near| format!("did you mean {near:?}?"),
            );
            findings.error(
                &entry.place_of("document", given),
                format!("the overlay has no document {:?}", id.get_ref()),
                repair,
            );
        }
        found
    }

    /// Every sub-service a ticket can map to: those of the catalogue, then the overlay's own.
    pub(super) fn references(&self) -> impl Iterator<Item = String> {
        let catalogue = &self.rules.catalogue;
        let listed = catalogue.sub_services().iter().map(SubService::reference);
        let judged = catalogue.norms().iter().map(Norm::reference);
        let own = self.overlay.sub_services.iter().map(SubService::reference);
        listed.chain(judged).chain(own)
    }

    /// What to write instead of a reference that is unknown.
    pub(super) fn nearest_reference(&self, reference: &str) -> String {
        let known: std::collections::BTreeSet<String> = self.references().collect();
        nearest(reference, known.iter().map(String::as_str)).map_or_else(
            || "write document/path such as \"004/1.1.b\" (`norma catalog` lists them)".to_owned(),
            |near| format!("did you mean {near:?}? (`norma catalog` lists them)"),
        )
    }
}

/// Whether a unit runs on working time, and so needs the holidays of its years.
pub(super) const fn is_working_time(unit: Unit) -> bool {
    matches!(
        unit,
        Unit::Menit | Unit::JamKerja | Unit::HariKerja | Unit::Hari
    )
}

/// A path within a document.
pub(super) fn path<T>(
    entry: &Entry<T>,
    key: &str,
    given: Option<&Spanned<String>>,
    example: &str,
    findings: &mut Findings<'_>,
) -> Option<String> {
    let path = entry.need_text(key, given, example, findings)?;
    let is_part = |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric());
    if !path.split('.').all(is_part) {
        findings.error(
            &entry.place_of(key, given),
            format!("{path:?} is no path"),
            format!("write letters and digits parted by dots, such as {example}"),
        );
        return None;
    }
    Some(path.to_owned())
}

/// The one name of an organisation that a document of the catalogue serves.
pub(super) fn organisation_of<T>(
    entry: &Entry<T>,
    given: Option<&Spanned<String>>,
    findings: &mut Findings<'_>,
) -> Option<String> {
    let name = entry.need_text("organisation", given, "\"DJPb\"", findings)?;
    let known = organisation::canonical(name);
    if known.is_none() {
        let all = [
            organisation::BATII,
            organisation::KPTIK_BMN,
            organisation::DJPB,
        ];
        findings.error(
            &entry.place_of("organisation", given),
            format!("no document of the catalogue serves {name:?}"),
            format!("write one of: {}", all.join(", ")),
        );
    }
    known.map(str::to_owned)
}

pub(super) fn text(given: Option<&Spanned<String>>) -> Option<String> {
    given.map(|text| text.get_ref().clone())
}

pub(super) fn day(given: Option<&Spanned<Day>>) -> Option<chrono::NaiveDate> {
    given.map(|day| day.get_ref().0)
}

pub(super) fn listed<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<&str> = names.collect();
    if names.is_empty() {
        "(there is none)".to_owned()
    } else {
        names.join(", ")
    }
}
