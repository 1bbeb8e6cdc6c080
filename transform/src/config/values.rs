//! `[source.values.COLUMN]`: exported text = word of the contract.

use std::collections::BTreeMap;

use norma_lake::contract::Kind;
use norma_rules::organisation;
use toml::de::DeValue;

use super::Rows;
use super::columns::mappable;
use super::error::Faults;
use super::section::Section;
use super::suggest::did_you_mean;
use crate::typing::{ValueMap, Vocabulary};

/// Reads every value map of a source.
pub(super) fn values(
    source: &Section<'_>,
    rows: Rows,
    mapped: &BTreeMap<String, Vec<String>>,
    faults: &mut Faults<'_>,
) -> BTreeMap<String, ValueMap> {
    let mut maps = BTreeMap::new();
    let Some(section) = source.section(faults, "values") else {
        return maps;
    };
    // Keys and numbers stand for themselves, instants have date formats.
    let columns: Vec<&'static str> = mappable(rows)
        .into_iter()
        .filter(|c| matches!(c.kind, Kind::Text | Kind::Bool))
        .map(|c| c.name)
        .filter(|c| !matches!(*c, "ticket_id" | "outage_id"))
        .collect();
    for (column, value) in section.entries() {
        if !columns.contains(&column.value.as_str()) {
            let message = format!(
                "{:?} is no column with a value map; {}",
                column.value,
                did_you_mean(&column.value, columns.iter().copied())
            );
            faults.add(column.offset, column.key, message);
            continue;
        }
        if !mapped.contains_key(&column.value) {
            let message = format!(
                "this value map is never used: write {} = \"...\" in [source.columns] too",
                column.value
            );
            faults.add(column.offset, column.key.clone(), message);
        }
        if let Some(lines) = section.section_of(faults, &column.value, value) {
            maps.insert(
                column.value.clone(),
                value_map(&lines, &column.value, faults),
            );
        }
    }
    maps
}

fn value_map(lines: &Section<'_>, column: &str, faults: &mut Faults<'_>) -> ValueMap {
    let vocabulary = Vocabulary::of(column);
    let mut map = ValueMap::default();
    for (exported, value) in lines.entries() {
        let word = lines.expect(
            faults,
            &exported.value,
            value,
            "a text in quotes",
            |v| match v {
                DeValue::Boolean(truth) if vocabulary == Some(Vocabulary::Truth) => {
                    Some(truth.to_string())
                }
                other => other.as_str().map(str::to_owned),
            },
        );
        let Some(word) = word else { continue };
        let known = match vocabulary {
            _ if word.value.is_empty() => Some(String::new()),
            Some(vocabulary) => vocabulary.word(&word.value).map(str::to_owned),
            None if column == "organisation" => {
                Some(organisation::canonical(&word.value).map_or(word.value.clone(), str::to_owned))
            }
            None => Some(word.value.clone()),
        };
        let Some(known) = known else {
            let words = vocabulary.map(Vocabulary::words).unwrap_or_default();
            let message = format!(
                "{:?} is no {column}; {}",
                word.value,
                did_you_mean(&word.value, words)
            );
            faults.add(word.offset, word.key, message);
            continue;
        };
        if map.insert(&exported.value, &known).is_some() {
            faults.add(
                exported.offset,
                exported.key,
                "this value stands here twice (case and spaces do not count); keep one line",
            );
        }
    }
    map
}
