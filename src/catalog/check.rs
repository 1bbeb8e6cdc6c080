//! `norma catalog check`: the configuration with its overlays, and overlay files besides.

use std::collections::BTreeMap;
use std::process::ExitCode;

use chrono::NaiveDate;
use norma_rules::catalogue::Certainty;
use norma_rules::{Catalogue, Rulebook};
use norma_transform::{Config, ServiceRules, SourceConfig, apply_overlay};

use crate::arguments::{CatalogCheck, Place};
use crate::workplace;

/// Checks everything, prints what was found and what was checked.
pub fn check(place: &Place, options: &CatalogCheck) -> ExitCode {
    let (mut errors, mut warnings) = (0, 0);
    let mut error = |text: &dyn std::fmt::Display| {
        println!("error: {text}");
        errors += 1;
    };
    let config = match workplace::config_path(place) {
        None => None,
        Some(path) => match Config::load(&path) {
            Ok(config) => Some(config),
            Err(found) => {
                found.0.iter().for_each(|one| error(one));
                println!(
                    "note: {} is wrong, so what follows was checked against the built-in catalogue alone",
                    path.display()
                );
                None
            }
        },
    };
    let mut rulebook = config
        .as_ref()
        .map_or_else(Rulebook::builtin, |config| config.rulebook.clone());
    for file in &options.files {
        if let Err(found) = apply_overlay(&mut rulebook, file) {
            found.0.iter().for_each(|one| error(one));
        }
    }
    let mut warning = |text: &dyn std::fmt::Display| {
        println!("warning: {text}");
        warnings += 1;
    };
    for found in rulebook.overlays.iter().flat_map(|o| &o.warnings) {
        warning(found);
    }
    if let Some(config) = &config {
        for text in ended(config, &rulebook.catalogue) {
            warning(&text);
        }
        for text in unused(config, &rulebook.catalogue) {
            warning(&text);
        }
    }
    print_summary(config.as_ref(), &rulebook);
    println!("{errors} errors, {warnings} warnings");
    if errors == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// Where the configuration maps services, and how: what holds for every source, then each source's own.
fn tables(config: &Config) -> Vec<(String, &ServiceRules)> {
    let common = config
        .sources
        .first()
        .map(|source| &*source.services.common);
    let common = common.map(|rules| (String::new(), rules));
    let own = config.sources.iter().map(|source| {
        let place = format!("source.{}.", source.name);
        (place, &source.services.own)
    });
    common.into_iter().chain(own).collect()
}

/// Each alias and each pattern without groups, with its key and its references.
fn mapped<'a>(
    place: &'a str,
    rules: &'a ServiceRules,
) -> impl Iterator<Item = (String, &'a Vec<String>)> {
    let aliases = rules
        .aliases
        .iter()
        .map(move |(name, to)| (format!("{place}services: {name:?}"), to));
    let patterns = rules.patterns.iter().map(move |pattern| {
        let (key, regex) = (pattern.field.key(), pattern.regex.as_str());
        let name = format!("{place}service_pattern: {key} {regex:?}");
        (name, &pattern.to)
    });
    aliases.chain(patterns)
}

/// Names that, for one organisation, map only to norms that end, although what follows them is certain.
fn ended(config: &Config, catalogue: &Catalogue) -> Vec<String> {
    let mut found = Vec::new();
    for (place, rules) in tables(config) {
        for (name, references) in mapped(&place, rules) {
            let mut by_organisation: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
            for reference in references {
                let organisation = catalogue.organisation_of(reference).unwrap_or_default();
                by_organisation
                    .entry(organisation)
                    .or_default()
                    .push(reference);
            }
            for references in by_organisation.values() {
                if let Some((last, following)) = ended_and_followed(references, catalogue) {
                    found.push(format!(
                        "{}: {name} maps to norms until {last} alone ({}); {} follows for certain, add it",
                        config.file.display(),
                        references.join(", "),
                        following.join(", ")
                    ));
                }
            }
        }
    }
    found
}

/// The last day of references that all end, and what follows them and does not end; `None` where that is nothing.
fn ended_and_followed<'a>(
    references: &[&str],
    catalogue: &'a Catalogue,
) -> Option<(NaiveDate, Vec<&'a str>)> {
    let ends = references.iter().map(|one| last_day(catalogue, one));
    let last = ends.collect::<Option<Vec<_>>>()?.into_iter().max()?;
    let mut following: Vec<&str> = references
        .iter()
        .flat_map(|reference| successors(catalogue, reference))
        .filter(|next| !references.contains(next) && last_day(catalogue, next).is_none())
        .collect();
    following.sort_unstable();
    following.dedup();
    (!following.is_empty()).then_some((last, following))
}

/// The last day on which a norm of the reference is in force; `None` where one has no end, or there is none.
fn last_day(catalogue: &Catalogue, reference: &str) -> Option<NaiveDate> {
    let (document, path) = reference.split_once('/')?;
    let ends = catalogue.candidates(document, path).into_iter();
    ends.map(|norm| norm.valid_to)
        .collect::<Option<Vec<_>>>()?
        .into_iter()
        .max()
}

/// What follows a reference for certain.
fn successors<'a>(catalogue: &'a Catalogue, reference: &str) -> impl Iterator<Item = &'a str> {
    let steps = catalogue.successions_of(reference).into_iter();
    steps
        .filter(|step| step.certainty == Certainty::Certain)
        .flat_map(|step| step.to.iter().map(String::as_str))
}

/// Local norms of services that no source maps a name to: they judge nothing.
fn unused(config: &Config, catalogue: &Catalogue) -> Vec<String> {
    // What a pattern makes of its groups, or an exported path says itself, may be any path of that document.
    let whole = |document: &str, reference: &str| {
        let own = reference.split_once('/').map(|(document, _)| document);
        own == Some(document)
    };
    let says = |known: &str, reference: &str| match known.split_once('/') {
        Some((document, path)) if path.contains('$') => whole(document, reference),
        _ => known == reference,
    };
    let is_mapped = |reference: &str| {
        let by_path = |source: &SourceConfig| {
            let document = source.services.path_document.as_deref();
            document.is_some_and(|document| whole(document, reference))
        };
        config.sources.iter().any(by_path)
            || tables(config).iter().any(|(place, rules)| {
                mapped(place, rules).any(|(_, to)| to.iter().any(|known| says(known, reference)))
            })
    };
    catalogue
        .norms()
        .iter()
        .filter(|norm| norm.local && !is_mapped(&norm.reference()) && !is_mapped(&norm.id()))
        .map(|norm| {
            format!(
                "{}: no source maps a service name to {}, so it judges nothing; name it in [source.services]",
                norm.id(),
                norm.reference()
            )
        })
        .collect()
}

fn print_summary(config: Option<&Config>, rulebook: &Rulebook) {
    let catalogue = &rulebook.catalogue;
    let local = |is_local: bool| {
        let norms = catalogue.norms().iter();
        norms.filter(|norm| norm.local == is_local).count()
    };
    println!(
        "checked: {} documents, {} sub-services, {} published norms, {} local norms",
        catalogue.documents().len(),
        catalogue.sub_services().len(),
        local(false),
        local(true),
    );
    for overlay in &rulebook.overlays {
        println!(
            "  {}: {} norms, {} response rules, {} adoptions (local)",
            overlay.file, overlay.norms, overlay.responses, overlay.adoptions
        );
    }
    for adoption in &rulebook.adoptions {
        let what: Vec<String> = adoption
            .table_2
            .then(|| "table 2".to_owned())
            .into_iter()
            .chain(
                adoption
                    .availability_text()
                    .map(|target| format!("availability {target}")),
            )
            .collect();
        println!(
            "  {} adopts {} from {} (local)",
            adoption.organisation,
            what.join(" and "),
            adoption.valid_from
        );
    }
    for (place, rules) in config.iter().flat_map(|config| tables(config)) {
        let (names, patterns) = (rules.aliases.len(), rules.patterns.len());
        if names + patterns > 0 {
            let of = place.trim_end_matches('.');
            let of = if of.is_empty() { "every source" } else { of };
            println!("  {of}: {names} service names and {patterns} patterns mapped");
        }
    }
}
