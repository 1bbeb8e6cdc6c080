//! `[[norm]]` of an overlay.

use super::file::{Entry, NormEntry};
use super::finding::{Findings, Place};
use super::read::{LocalDocument, Reader, is_working_time, path, text};
use super::validity::{Period, covered};
use super::wording;
use crate::catalogue::{Norm, NormKind, Role, StartEvent, Tier, Unit};

/// A norm with the place it stands at.
pub(super) struct Placed {
    pub norm: Norm,
    /// Its table.
    pub place: Place,
    /// Line of its table, counted from 1.
    pub line: usize,
    /// Its tier, for gaps beside it.
    pub tier_place: Place,
    /// Quantities beside its tier have no norm on purpose.
    pub gap: bool,
}

/// What a norm judges.
struct Target {
    service_path: String,
    applies_to: Option<String>,
    replaces: Option<String>,
    name: Option<String>,
    service: String,
}

/// Reads one norm.
pub(super) fn norm(
    entry: &Entry<NormEntry>,
    reader: &Reader<'_>,
    findings: &mut Findings<'_>,
) -> Option<Placed> {
    let given = &entry.value;
    let document = reader.document_of(entry, given.document.as_ref(), findings);
    let path = path(entry, "path", given.path.as_ref(), "\"1.a\"", findings);
    let kind = entry.need("kind", given.kind.as_ref(), "\"duration\"", findings);
    let number = number(entry, kind.copied(), findings);
    let start = start(entry, kind.copied(), findings);
    let tier = given.tier.as_ref().map(|tier| tier.get_ref().clone());
    if let Some(tier) = &tier {
        in_order(entry, tier, findings);
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
    // A norm whose number is at fault has nothing to be held against its words.
    let is_numbered = given.value.is_some() == given.unit.is_some();
    if let Some((words, _)) = quote.as_ref().filter(|_| is_numbered) {
        let place = entry.place_of("quote", given.quote.as_ref());
        wording::amount_of_norm(&place, words, number, findings);
    }
    let period = period(entry, document, findings);
    let target = target(entry, path.as_deref(), document, period, reader, findings);
    if number.is_some_and(|(_, unit)| is_working_time(unit)) {
        let place = entry.place_of("valid_to", given.valid_to.as_ref());
        covered(&place, period, reader.rules, findings);
    }
    let target = target?;
    let name = match (&given.name, target.name) {
        (None, Some(name)) => name,
        _ => entry
            .need_text(
                "name",
                given.name.as_ref(),
                "\"the name of the service\"",
                findings,
            )?
            .to_owned(),
    };
    let (quote, line) = quote?;
    Some(Placed {
        norm: Norm {
            document: document?.document.id.clone(),
            path: path?,
            service_path: target.service_path,
            service: target.service,
            name,
            role: given.role.as_ref().map_or(Role::Primary, |r| *r.get_ref()),
            kind: *kind?,
            value: number.map(|(value, _)| value),
            unit: number.map(|(_, unit)| unit),
            start,
            tier,
            environment: text(given.environment.as_ref()),
            below: given.below.as_ref().is_some_and(|b| *b.get_ref()),
            local: true,
            applies_to: target.applies_to,
            replaces: target.replaces,
            valid_from: period.from,
            valid_to: period.to,
            quote,
            line,
            note: text(given.note.as_ref()),
        },
        place: entry.place(),
        line: findings.line(entry.place().offset),
        tier_place: entry.place_of("tier", given.tier.as_ref()),
        gap: given.gap.as_ref().is_some_and(|g| *g.get_ref()),
    })
}

/// Value and unit, which kinds with a number have and others have not.
fn number(
    entry: &Entry<NormEntry>,
    kind: Option<NormKind>,
    findings: &mut Findings<'_>,
) -> Option<(i64, Unit)> {
    let given = &entry.value;
    let value = given.value.as_ref().map(|v| *v.get_ref());
    let unit = given.unit.as_ref().map(|u| *u.get_ref());
    let kind = kind?;
    if matches!(
        kind,
        NormKind::SelfService | NormKind::ByPlan | NormKind::None
    ) {
        let place = entry.place_of("value", given.value.as_ref());
        if value.is_some() || unit.is_some() {
            findings.error(
                &place,
                format!("a norm of kind {kind} has no number"),
                "leave value and unit out, or write another kind",
            );
        }
        return None;
    }
    let value = entry
        .need("value", given.value.as_ref(), "4", findings)
        .copied();
    entry.need("unit", given.unit.as_ref(), "\"jam_kerja\"", findings);
    let (value, unit) = (value?, unit?);
    if !(1..=1_000_000).contains(&value) {
        findings.error(
            &entry.place_of("value", given.value.as_ref()),
            format!("{value} {} are no norm", wording::unit_text(unit)),
            "write a number above 0",
        );
        return None;
    }
    if kind == NormKind::BeforeActivity && matches!(unit, Unit::JamKerja | Unit::HariKerja) {
        findings.warning(
            &entry.place_of("unit", given.unit.as_ref()),
            "no rule counts working time backwards from an activity",
            "its tickets are unmeasurable; write hari or jam if that is what was agreed",
        );
    }
    Some((value, unit))
}

/// The start event, which for activities follows from the kind.
fn start(
    entry: &Entry<NormEntry>,
    kind: Option<NormKind>,
    findings: &mut Findings<'_>,
) -> StartEvent {
    let given = entry.value.start.as_ref();
    let of_kind = match kind {
        Some(NormKind::AfterActivity) => Some(StartEvent::ActivityEnd),
        Some(NormKind::BeforeActivity) => Some(StartEvent::ActivityStart),
        _ => None,
    };
    if let (Some(kind), Some(event), Some(written)) = (kind, of_kind, given)
        && *written.get_ref() != event
    {
        findings.error(
            &entry.place_of("start", given),
            format!(
                "a norm of kind {kind} cannot start with {}",
                written.get_ref()
            ),
            format!("write start = \"{event}\", or leave it out"),
        );
    }
    of_kind
        .or(given.map(|event| *event.get_ref()))
        .unwrap_or(StartEvent::Submitted)
}

fn in_order(entry: &Entry<NormEntry>, tier: &Tier, findings: &mut Findings<'_>) {
    if tier.from < 0 || tier.to.is_some_and(|to| to < tier.from) {
        let to = tier.to.map_or_else(String::new, |to| to.to_string());
        findings.error(
            &entry.place_of("tier", entry.value.tier.as_ref()),
            format!("a tier from {} to {to} holds nothing", tier.from),
            "write the smallest quantity as from and the greatest as to",
        );
    }
}

/// Its days: its own, else its document's.
fn period(
    entry: &Entry<NormEntry>,
    document: Option<&LocalDocument>,
    findings: &mut Findings<'_>,
) -> Period {
    let (from, to) = (
        entry.value.valid_from.as_ref(),
        entry.value.valid_to.as_ref(),
    );
    let mut period = Period::of(from, to);
    if let Some(document) = document.map(|d| &d.document) {
        period.from = period.from.or(document.valid_from);
        period.to = period.to.or(document.valid_to);
        period.within(entry, from, to, document, findings);
    }
    // Days of the document in the wrong order were said there.
    if from.is_some() || to.is_some() {
        period.in_order(entry, to, findings);
    }
    period
}

/// What it judges: a sub-service of its own document, or one of another.
fn target(
    entry: &Entry<NormEntry>,
    path: Option<&str>,
    document: Option<&LocalDocument>,
    period: Period,
    reader: &Reader<'_>,
    findings: &mut Findings<'_>,
) -> Option<Target> {
    let given = &entry.value;
    match (&given.applies_to, &given.replaces) {
        (Some(_), Some(replaces)) => {
            findings.error(
                &entry.place_of("replaces", Some(replaces)),
                "a norm has applies_to or replaces, not both",
                "write replaces alone where a norm is published, else applies_to alone",
            );
            None
        }
        (None, None) => own(entry, path?, document?, reader, findings),
        (Some(reference), None) => {
            let place = entry.place_of("applies_to", Some(reference));
            let reference = reference.get_ref();
            if !reader.references().any(|known| known == *reference) {
                findings.error(
                    &place,
                    format!("there is no sub-service {reference:?} in the catalogue"),
                    reader.nearest_reference(reference),
                );
                return None;
            }
            of_reference(&place, reference, None, path, document, reader, findings)
        }
        (None, Some(named)) => {
            let place = entry.place_of("replaces", Some(named));
            let named = named.get_ref();
            let reference = replaced(&place, named, period, reader, findings)?;
            let replaces = Some(named.clone());
            of_reference(
                &place, &reference, replaces, path, document, reader, findings,
            )
        }
    }
}

fn own(
    entry: &Entry<NormEntry>,
    path: &str,
    document: &LocalDocument,
    reader: &Reader<'_>,
    findings: &mut Findings<'_>,
) -> Option<Target> {
    let given = &entry.value;
    let id = &document.document.id;
    let service_path = given.service_path.as_ref().map_or(path, |p| p.get_ref());
    let of_document = reader.overlay.sub_services.iter();
    let sub_service = of_document
        .clone()
        .find(|s| s.document == *id && s.path == service_path);
    let Some(sub_service) = sub_service else {
        let known: Vec<&str> = of_document
            .filter(|s| s.document == *id)
            .map(|s| s.path.as_str())
            .collect();
        let key = if given.service_path.is_some() {
            "service_path"
        } else {
            "path"
        };
        let place = entry.place_of(key, given.service_path.as_ref().or(given.path.as_ref()));
        let repair = match crate::nearest(service_path, known.iter().copied()) {
            _ if known.is_empty() => {
                "write applies_to = \"004/...\" or replaces = \"002/...\" for a service of another document, or list this one as [[service]] and [[sub_service]]"
                    .to_owned()
            }
            Some(near) => format!("did you mean {near:?}? else list it as [[sub_service]]"),
            None => format!("write one of: {}, or list it as [[sub_service]]", known.join(", ")),
        };
        findings.error(
            &place,
            format!("{id} has no [[sub_service]] {service_path:?}"),
            repair,
        );
        return None;
    };
    let first = service_path.split('.').next().unwrap_or_default();
    let mut services = reader.overlay.services.iter();
    let service = services.find(|s| s.document == *id && s.path == first);
    Some(Target {
        service_path: service_path.to_owned(),
        applies_to: None,
        replaces: None,
        name: Some(sub_service.name.clone()),
        service: service
            .and_then(|s| s.code.clone())
            .unwrap_or_else(|| first.to_owned()),
    })
}

/// A sub-service of the catalogue, of the organisation that the document is for.
fn of_reference(
    place: &Place,
    reference: &str,
    replaces: Option<String>,
    path: Option<&str>,
    document: Option<&LocalDocument>,
    reader: &Reader<'_>,
    findings: &mut Findings<'_>,
) -> Option<Target> {
    let catalogue = &reader.rules.catalogue;
    let (of, service_path) = reference.split_once('/')?;
    let served = catalogue.organisation_of(reference).unwrap_or_default();
    if let Some(document) = document.map(|d| &d.document)
        && !document.organisation.is_empty()
        && document.organisation != served
        && of != document.id
    {
        findings.error(
            place,
            format!(
                "{reference} is served by {served}, {} binds {}",
                document.id, document.organisation
            ),
            "name a service of the same organisation",
        );
    }
    let first = service_path.split('.').next().unwrap_or_default();
    let mut services = catalogue.services().iter();
    let service = services.find(|s| s.document == of && s.path == first);
    let mut listed = catalogue.sub_services().iter();
    let candidates = catalogue.candidates(of, service_path);
    let name = listed
        .find(|s| s.reference() == reference)
        .map(|s| s.name.clone())
        .or_else(|| candidates.first().map(|norm| norm.name.clone()));
    Some(Target {
        service_path: path?.to_owned(),
        applies_to: Some(reference.to_owned()),
        replaces,
        name,
        service: service
            .and_then(|s| s.code.clone())
            .unwrap_or_else(|| first.to_owned()),
    })
}

/// The sub-service whose norm is replaced: `named` is the sub-service or one of its norms.
fn replaced(
    place: &Place,
    named: &str,
    period: Period,
    reader: &Reader<'_>,
    findings: &mut Findings<'_>,
) -> Option<String> {
    let catalogue = &reader.rules.catalogue;
    let is_named =
        |norm: &&Norm| norm.id() == *named || (!norm.local && norm.reference() == *named);
    let norms: Vec<&Norm> = catalogue.norms().iter().filter(is_named).collect();
    let Some(norm) = norms.first() else {
        let (problem, repair) = if reader.references().any(|known| known == *named) {
            (
                format!("{named} has no published norm"),
                format!("write applies_to = {named:?}"),
            )
        } else {
            (
                format!("there is no norm {named:?} in the catalogue"),
                reader.nearest_reference(named),
            )
        };
        findings.error(place, problem, repair);
        return None;
    };
    if !norms.iter().any(|norm| Period::of_norm(norm).meets(period)) {
        let mut followers = catalogue.crosswalk().iter();
        let next = followers
            .find(|s| s.from == norm.reference() && !s.to.is_empty())
            .map(|s| format!(", such as its successor {}", s.to.join(" or ")))
            .unwrap_or_default();
        findings.error(
            place,
            format!(
                "{named} is in force {}, not {}",
                Period::of_norm(norm).text(),
                period.text()
            ),
            format!("name the norm that is in force then{next}"),
        );
    }
    Some(norm.reference())
}
