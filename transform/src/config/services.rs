//! Which norms a service name of an export stands for: aliases and patterns, of one source and of all.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use norma_rules::catalogue::SubService;
use norma_rules::{Catalogue, Norm};

use super::error::Faults;
use super::pattern::{ServicePattern, patterns};
use super::section::Section;
use crate::typing::normalise;

/// What a service of an export stands for, as one table of the configuration says it.
#[derive(Clone, Debug, Default)]
pub struct ServiceRules {
    /// Normalised service name or path = references such as `001/8.4`. An empty list: a known service without any norm.
    pub aliases: BTreeMap<String, Vec<String>>,
    /// Patterns, in the order in which they are tried.
    pub patterns: Vec<ServicePattern>,
}

impl ServiceRules {
    fn alias(&self, text: Option<&str>) -> Option<&Vec<String>> {
        self.aliases.get(&normalise(text?))
    }

    fn exact(&self, name: Option<&str>, path: Option<&str>) -> Option<Vec<String>> {
        self.alias(name).or_else(|| self.alias(path)).cloned()
    }

    fn by_pattern(&self, name: Option<&str>, path: Option<&str>) -> Option<Vec<String>> {
        self.patterns.iter().find_map(|p| p.references(name, path))
    }
}

/// How the services of a source are mapped.
#[derive(Clone, Debug, Default)]
pub struct ServiceMap {
    /// What the source says itself.
    pub own: ServiceRules,
    /// What holds for every source.
    pub common: Arc<ServiceRules>,
    /// Document of which the exported service path is itself a path: with `001`, path `8.4` is norm `001/8.4`.
    pub path_document: Option<String>,
}

impl ServiceMap {
    /// The references of a ticket's service: by an alias of its name, else of its path, else by the first pattern that
    /// matches, the source's own before those of every source; else by the path itself where that is a path of
    /// `path_document`. `None` when no rule maps the service. What a pattern makes of its groups may be a reference that
    /// the catalogue does not know.
    pub fn references(
        &self,
        name: Option<&str>,
        path: Option<&str>,
        catalogue: &Catalogue,
    ) -> Option<Vec<String>> {
        let itself = || {
            let reference = format!("{}/{}", self.path_document.as_ref()?, path?.trim());
            catalogue.knows(&reference).then(|| vec![reference])
        };
        self.own
            .exact(name, path)
            .or_else(|| self.common.exact(name, path))
            .or_else(|| self.own.by_pattern(name, path))
            .or_else(|| self.common.by_pattern(name, path))
            .or_else(itself)
    }
}

/// Reads `[services]` and `[[service_pattern]]`, at the top level or in a source.
pub(super) fn rules(
    section: &Section<'_>,
    catalogue: &Catalogue,
    faults: &mut Faults<'_>,
) -> ServiceRules {
    ServiceRules {
        aliases: aliases(section, catalogue, faults),
        patterns: patterns(section, catalogue, faults),
    }
}

/// Reads what a source says of services, on top of what holds for every source.
pub(super) fn services(
    source: &Section<'_>,
    common: &Arc<ServiceRules>,
    catalogue: &Catalogue,
    faults: &mut Faults<'_>,
) -> ServiceMap {
    let path_document = source.text(faults, "service_path_is_reference");
    if let Some(document) = &path_document
        && let Some(message) = unknown_document(catalogue, &document.value)
    {
        faults.add(document.offset, document.key.clone(), message);
    }
    ServiceMap {
        own: rules(source, catalogue, faults),
        common: Arc::clone(common),
        path_document: path_document.map(|document| document.value),
    }
}

fn aliases(
    section: &Section<'_>,
    catalogue: &Catalogue,
    faults: &mut Faults<'_>,
) -> BTreeMap<String, Vec<String>> {
    let mut aliases = BTreeMap::new();
    let Some(section) = section.section(faults, "services") else {
        return aliases;
    };
    for (name, value) in section.entries() {
        let references = section.texts_of(faults, &name.value, value);
        for reference in &references {
            if let Some(message) = unknown_norm(catalogue, &reference.value) {
                faults.add(reference.offset, reference.key.clone(), message);
            }
        }
        let references = references.into_iter().map(|r| r.value).collect();
        if aliases.insert(normalise(&name.value), references).is_some() {
            faults.add(
                name.offset,
                name.key,
                "this service stands here twice (case and spaces do not count); keep one line",
            );
        }
    }
    aliases
}

/// What to write instead of a reference that the catalogue does not know; `None` when it knows it.
pub(super) fn unknown_norm(catalogue: &Catalogue, reference: &str) -> Option<String> {
    if catalogue.knows(reference) {
        return None;
    }
    let sub_services = catalogue.sub_services().iter().map(SubService::reference);
    let near: BTreeSet<String> = sub_services
        .chain(catalogue.norms().iter().map(Norm::reference))
        .collect();
    let suggestion = super::suggest::nearest(reference, near.iter().map(String::as_str))
        .map_or_else(
            || "write document/path such as 001/8.4".to_owned(),
            |near| format!("did you mean {near:?}?"),
        );
    Some(format!(
        "there is no norm {reference:?} in the catalogue; {suggestion} (`norma catalog` lists them)"
    ))
}

/// What to write instead of a document that the catalogue does not have; `None` when it has it.
pub(super) fn unknown_document(catalogue: &Catalogue, id: &str) -> Option<String> {
    let ids: Vec<&str> = catalogue
        .documents()
        .iter()
        .map(|d| d.id.as_ref())
        .collect();
    (!ids.contains(&id)).then(|| {
        format!(
            "there is no document {id:?} in the catalogue; write one of: {}",
            ids.join(", ")
        )
    })
}
