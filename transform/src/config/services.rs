//! Which norms a service name of an export stands for.

use std::collections::BTreeMap;

use norma_rules::Catalogue;

use super::error::Faults;
use super::section::Section;
use crate::typing::normalise;

/// Service names of a source and the norms they stand for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServiceMap {
    /// Normalised service name = references such as `001/8.4`. An empty list: a known service without any norm.
    pub aliases: BTreeMap<String, Vec<String>>,
    /// Document of which the exported service path is itself a path: with `001`, path `8.4` is norm `001/8.4`.
    pub path_document: Option<String>,
}

impl ServiceMap {
    /// The references of a ticket's service: by its name, else by its path, else by the path itself where that is a
    /// path of `path_document`. `None` when no rule maps the service.
    pub fn references(
        &self,
        name: Option<&str>,
        path: Option<&str>,
        catalogue: &Catalogue,
    ) -> Option<Vec<String>> {
        let alias = |text: Option<&str>| self.aliases.get(&normalise(text?));
        if let Some(references) = alias(name).or_else(|| alias(path)) {
            return Some(references.clone());
        }
        let reference = format!("{}/{}", self.path_document.as_ref()?, path?.trim());
        catalogue.knows(&reference).then(|| vec![reference])
    }
}

/// Reads `[source.services]` and `service_path_is_reference`.
pub(super) fn services(
    source: &Section<'_>,
    catalogue: &Catalogue,
    faults: &mut Faults<'_>,
) -> ServiceMap {
    let mut map = ServiceMap::default();
    if let Some(document) = source.text(faults, "service_path_is_reference") {
        let ids: Vec<&str> = catalogue
            .documents()
            .iter()
            .map(|d| d.id.as_ref())
            .collect();
        if !ids.contains(&document.value.as_str()) {
            faults.add(
                document.offset,
                document.key,
                format!(
                    "there is no document {:?} in the catalogue; write one of: {}",
                    document.value,
                    ids.join(", ")
                ),
            );
        }
        map.path_document = Some(document.value);
    }
    let Some(section) = source.section(faults, "services") else {
        return map;
    };
    for (name, value) in section.entries() {
        let references = section.texts_of(faults, &name.value, value);
        for reference in &references {
            if !catalogue.knows(&reference.value) {
                faults.add(
                    reference.offset,
                    reference.key.clone(),
                    unknown_norm(catalogue, &reference.value),
                );
            }
        }
        let references = references.into_iter().map(|r| r.value).collect();
        if map
            .aliases
            .insert(normalise(&name.value), references)
            .is_some()
        {
            faults.add(
                name.offset,
                name.key,
                "this service stands here twice (case and spaces do not count); keep one line",
            );
        }
    }
    map
}

/// What to write instead of a norm that is not in the catalogue.
fn unknown_norm(catalogue: &Catalogue, reference: &str) -> String {
    let near = catalogue
        .norms()
        .iter()
        .map(|n| format!("{}/{}", n.document, n.service_path))
        .collect::<std::collections::BTreeSet<_>>();
    let suggestion = super::suggest::nearest(reference, near.iter().map(String::as_str))
        .map_or_else(
            || "write document/path such as 001/8.4".to_owned(),
            |near| format!("did you mean {near:?}?"),
        );
    format!(
        "there is no norm {reference:?} in the catalogue; {suggestion} (`norma catalog` lists them)"
    )
}
