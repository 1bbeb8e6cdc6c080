//! The keys of a source that say where its exports are and how they are written: what ingest needs to know.

use norma_ingest::SourceSpec;
use serde::Deserialize;
use serde::de::IntoDeserializer;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::error::Faults;
use super::section::Section;

const KEYS: &[&str] = &[
    "name",
    "path",
    "url",
    "token_env",
    "ca_file",
    "format",
    "delimiter",
    "quote",
    "encoding",
    "sheet",
    "header_row",
];

/// Reads them. Ingest's own reader judges the values; a key at fault is set aside so that the others are judged too.
pub(super) fn spec(
    section: &Section<'_>,
    item: &Spanned<DeValue<'_>>,
    faults: &mut Faults<'_>,
) -> Option<SourceSpec> {
    for key in KEYS {
        section.value(key);
    }
    // Without a name there is no spec, and the fault is noted already.
    section.value("name").filter(|n| n.get_ref().is_str())?;
    let mut table = DeTable::new();
    for (key, value) in item.get_ref().as_table()? {
        if KEYS.contains(&key.get_ref().as_ref()) {
            table.insert(key.clone(), value.clone());
        }
    }
    let mut readable = true;
    let spec = loop {
        let value = Spanned::new(item.span(), DeValue::Table(table.clone()));
        let error = match SourceSpec::deserialize(value.into_deserializer()) {
            Ok(spec) => break spec,
            Err(error) => error,
        };
        readable = false;
        let at = error.span().map_or(section.offset, |s| s.start);
        let culprit = table
            .iter()
            .find(|(k, v)| k.span().start <= at && at < v.span().end)
            .map(|(k, _)| k.get_ref().to_string());
        let key = culprit
            .as_ref()
            .map_or(section.path.clone(), |c| section.key(c));
        faults.add(at, key, error.message().trim());
        table.remove(culprit?.as_str());
    };
    let mut usable = true;
    for fault in spec.faults() {
        usable = false;
        let at = section
            .value(fault.key)
            .map_or(section.offset, |v| v.span().start);
        // What is missing because it was set aside is not missing.
        if readable || section.value(fault.key).is_some() {
            faults.add(at, section.key(fault.key), fault.message);
        }
    }
    (readable && usable).then_some(spec)
}
