//! `[[service]]`: the services whose availability is counted, their components and their sources (RULES 5).

use std::collections::BTreeMap;
use std::num::NonZeroU32;

use chrono::NaiveDate;
use norma_rules::availability::{ComponentTerms, ServiceTerms, SourceTerms};
use norma_rules::catalogue::SubService;
use norma_rules::{Catalogue, Rulebook};

use super::error::Faults;
use super::rules::canonical;
use super::section::{At, Section};
use super::suggest::{did_you_mean, nearest};
use super::{Rows, SourceConfig};
use crate::typing::normalise;

/// Longest time between two checks of a monitor, seconds: a day.
const LONGEST_INTERVAL: u32 = 86_400;

/// Reads every service. Sources and calendars must have been read before.
pub(super) fn services(
    root: &Section<'_>,
    sources: &[SourceConfig],
    rulebook: &Rulebook,
    faults: &mut Faults<'_>,
) -> Vec<ServiceTerms> {
    let known = Known { sources, rulebook };
    let (mut ids, mut names) = (Taken::default(), Taken::default());
    let mut services = Vec::new();
    for (mut section, _) in root.sections(faults, "service") {
        let id = id(&mut section, "service", &mut ids, faults);
        services.extend(service(&section, id, &known, &mut names, faults));
    }
    services
}

/// What a service may name.
struct Known<'a> {
    sources: &'a [SourceConfig],
    rulebook: &'a Rulebook,
}

/// Words that belong to one thing only: normalised word = what has it.
type Taken = BTreeMap<String, String>;

fn service(
    section: &Section<'_>,
    id: Option<String>,
    known: &Known<'_>,
    taken: &mut Taken,
    faults: &mut Faults<'_>,
) -> Option<ServiceTerms> {
    let title = section.text(faults, "title");
    let organisation = section.text(faults, "organisation");
    if organisation.is_none() && section.value("organisation").is_none() {
        section.fault(
            faults,
            "organisation is missing; write the one that runs it: organisation = \"BaTII\"",
        );
    }
    let catalogue = &known.rulebook.catalogue;
    let reference = section.text(faults, "reference");
    check(reference.as_ref(), faults, |text| {
        unknown_service(catalogue, text)
    });
    let criticality = section.text(faults, "criticality");
    check(criticality.as_ref(), faults, |text| {
        let levels: Vec<&str> = catalogue
            .criticality_levels()
            .iter()
            .map(|level| level.level.as_str())
            .collect();
        unknown("level of criticality", text, levels)
    });
    let calendar = section.text(faults, "calendar");
    check(calendar.as_ref(), faults, |text| {
        unknown("calendar", text, known.rulebook.calendars.ids())
    });
    let title = title.map_or_else(|| id.clone(), |title| Some(title.value));
    let owner = section.path.clone();
    let names = names(section, title.as_deref(), &owner, taken, faults);
    let (first_day, last_day) = in_service(section, faults);
    let sources = sources(section, known, faults);

    let (mut ids, mut taken) = (Taken::default(), Taken::default());
    let mut components = Vec::new();
    for (mut part, _) in section.sections(faults, "component") {
        let id = self::id(&mut part, "component", &mut ids, faults);
        components.extend(component(&part, id, known, &mut taken, faults));
    }
    section.no_other_keys(faults);
    Some(ServiceTerms {
        id: id?,
        title: title?,
        organisation: canonical(&organisation?),
        reference: reference.map(|at| at.value),
        names,
        criticality: criticality.map(|at| at.value),
        first_day,
        last_day,
        calendar: calendar.map(|at| at.value),
        sources,
        components,
    })
}

/// A component; `taken` are the names of the others of its service. Components of two services may share a name.
fn component(
    section: &Section<'_>,
    id: Option<String>,
    known: &Known<'_>,
    taken: &mut Taken,
    faults: &mut Faults<'_>,
) -> Option<ComponentTerms> {
    let title = section.text(faults, "title");
    let title = title.map_or_else(|| id.clone(), |title| Some(title.value));
    let owner = section.path.clone();
    let names = names(section, title.as_deref(), &owner, taken, faults);
    let (first_day, last_day) = in_service(section, faults);
    let sources = sources(section, known, faults);
    section.no_other_keys(faults);
    Some(ComponentTerms {
        id: id?,
        title: title?,
        names,
        first_day,
        last_day,
        sources,
    })
}

/// The id, which from then on stands in the path of every key of the table.
fn id(
    section: &mut Section<'_>,
    what: &str,
    taken: &mut Taken,
    faults: &mut Faults<'_>,
) -> Option<String> {
    let Some(id) = section.text(faults, "id") else {
        if section.value("id").is_none() {
            section.fault(faults, "id is missing; write id = \"jaringan\"");
        }
        return None;
    };
    section.path = section.key(&id.value);
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_');
    if id.value.is_empty() || !id.value.chars().all(plain) {
        let message = format!(
            "{:?} is no id; write small letters, digits, - and _ (what people read is the title)",
            id.value
        );
        faults.add(id.offset, section.key("id"), message);
    }
    if taken
        .insert(id.value.clone(), section.path.clone())
        .is_some()
    {
        let message = format!(
            "there is another {what} with the id {:?}; every {what} needs one of its own",
            id.value
        );
        faults.add(id.offset, section.key("id"), message);
    }
    Some(id.value)
}

/// The names in exports; the title where none are given.
fn names(
    section: &Section<'_>,
    title: Option<&str>,
    owner: &str,
    taken: &mut Taken,
    faults: &mut Faults<'_>,
) -> Vec<String> {
    let given = section.texts(faults, "names");
    if given.as_ref().is_some_and(Vec::is_empty) {
        faults.add(
            section.offset_of("names"),
            section.key("names"),
            "nothing would ever be logged under it; write what exports call it, or leave out names for the title",
        );
    }
    let of_title = |title: &str| At {
        value: title.to_owned(),
        offset: section.offset_of("title"),
        key: section.key("title"),
    };
    let names = given.unwrap_or_else(|| title.map(of_title).into_iter().collect());
    for name in &names {
        if let Some(other) = taken.insert(normalise(&name.value), owner.to_owned()) {
            let message = if other == owner {
                "this name stands here twice (case and spaces do not count); keep one".to_owned()
            } else {
                format!(
                    "{other} is called {:?} too (case and spaces do not count); a name means one thing",
                    name.value
                )
            };
            faults.add(name.offset, name.key.clone(), message);
        }
    }
    names.into_iter().map(|name| name.value).collect()
}

/// First and last day in service.
fn in_service(
    section: &Section<'_>,
    faults: &mut Faults<'_>,
) -> (Option<NaiveDate>, Option<NaiveDate>) {
    let from = section.date(faults, "in_service_from");
    let to = section.date(faults, "in_service_to");
    if let (Some(from), Some(to)) = (&from, &to)
        && to.value < from.value
    {
        let message = format!(
            "it ends before it begins on {}; write a later day",
            from.value
        );
        faults.add(to.offset, to.key.clone(), message);
    }
    (from.map(|at| at.value), to.map(|at| at.value))
}

/// `[[service.source]]`, or that of a component. None at all is allowed: there is no figure then.
fn sources(section: &Section<'_>, known: &Known<'_>, faults: &mut Faults<'_>) -> Vec<SourceTerms> {
    let mut sources: Vec<SourceTerms> = Vec::new();
    for (section, _) in section.sections(faults, "source") {
        let source = section.text(faults, "source");
        if source.is_none() && section.value("source").is_none() {
            section.fault(
                faults,
                "source is missing; write the name of an outage log, a monitor or a source of tickets: source = \"outages\"",
            );
        }
        let complete_since = section.date(faults, "complete_since");
        let interval = interval(&section, source.as_ref(), known, faults);
        section.no_other_keys(faults);
        let Some(source) = source else { continue };
        if sources.iter().any(|other| other.source == source.value) {
            faults.add(
                source.offset,
                source.key.clone(),
                "this source stands here twice; keep one",
            );
        }
        check(Some(&source), faults, |name| known.unusable(name));
        sources.push(SourceTerms {
            source: source.value,
            complete_since: complete_since.map(|at| at.value),
            interval,
        });
    }
    sources
}

/// Seconds between two checks of a monitor, which every one must say and nothing else may.
fn interval(
    section: &Section<'_>,
    source: Option<&At<String>>,
    known: &Known<'_>,
    faults: &mut Faults<'_>,
) -> Option<NonZeroU32> {
    let given = section.integer(faults, "interval_seconds");
    let seconds = given.as_ref().map(|at| {
        let seconds = u32::try_from(at.value).ok().and_then(NonZeroU32::new);
        seconds.filter(|seconds| seconds.get() <= LONGEST_INTERVAL)
    });
    if let (Some(at), Some(None)) = (&given, seconds) {
        let message = format!(
            "a monitor does not check every {} seconds; write how far its checks are apart, 1 to {LONGEST_INTERVAL}",
            at.value
        );
        faults.add(at.offset, at.key.clone(), message);
    }
    // What a source says that has faults of its own is not known.
    let source = source?;
    let found = known.sources.iter().find(|s| s.name == source.value)?;
    match (found.rows == Rows::Sample, given) {
        (true, None) if section.value("interval_seconds").is_none() => faults.add(
            source.offset,
            source.key.clone(),
            format!(
                "{:?} is a monitor; write how far its checks are apart: interval_seconds = 60",
                source.value
            ),
        ),
        (false, Some(at)) => faults.add(
            at.offset,
            at.key,
            format!(
                "{:?} is no monitor (rows = \"sample\"); leave it out",
                source.value
            ),
        ),
        _ => {}
    }
    seconds.flatten()
}

impl Known<'_> {
    /// Why a source says nothing of outages.
    fn unusable(&self, name: &str) -> Option<String> {
        let names = self.rulebook.sources.keys().filter(|name| !name.is_empty());
        if let Some(message) = unknown("source", name, names.map(String::as_str)) {
            return Some(message);
        }
        // One with faults of its own is not among them; those are told.
        let source = self.sources.iter().find(|source| source.name == name)?;
        let marked = !source.rows.of_tickets() || source.columns.contains_key("is_outage");
        (!marked).then(|| {
            format!(
                "{name:?} is no outage log, and nothing marks its tickets as outages; map is_outage in its [source.columns], or name a source of rows = \"outage\" or \"sample\""
            )
        })
    }
}

fn check(
    given: Option<&At<String>>,
    faults: &mut Faults<'_>,
    fault: impl Fn(&str) -> Option<String>,
) {
    if let Some(at) = given
        && let Some(message) = fault(&at.value)
    {
        faults.add(at.offset, at.key.clone(), message);
    }
}

/// What to write instead of a word that is not among the known ones; `None` when it is.
fn unknown<'a>(
    what: &str,
    given: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Option<String> {
    let known: Vec<&str> = known.into_iter().collect();
    (!known.contains(&given)).then(|| {
        format!(
            "there is no {what} {given:?}; {}",
            did_you_mean(given, known)
        )
    })
}

/// What to write instead of a reference that is no service and no sub-service; `None` when it is one. Targets bind services
/// (`001/5`), so one with sub-services counts by itself here.
fn unknown_service(catalogue: &Catalogue, reference: &str) -> Option<String> {
    let services = catalogue.services().iter();
    let services = services.map(|service| format!("{}/{}", service.document, service.path));
    let sub_services = catalogue.sub_services().iter().map(SubService::reference);
    let known: Vec<String> = services.chain(sub_services).collect();
    if known.iter().any(|other| other == reference) {
        return None;
    }
    let suggestion = nearest(reference, known.iter().map(String::as_str)).map_or_else(
        || "write document/path such as 001/5".to_owned(),
        |near| format!("did you mean {near:?}?"),
    );
    Some(format!(
        "there is no service {reference:?} in the catalogue; {suggestion} (`norma catalog` lists them)"
    ))
}
