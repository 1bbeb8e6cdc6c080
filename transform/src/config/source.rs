//! `[[source]]`: one source of exports.

use std::collections::BTreeMap;
use std::sync::Arc;

use norma_lake::contract::Kind;
use norma_rules::{Rulebook, SourceRules, TicketKind, Zone};
use toml::Spanned;
use toml::de::DeValue;

use super::columns::{mappable, not_mapped, required};
use super::error::Faults;
use super::rules::{canonical, either};
use super::section::{At, Section};
use super::services::{ServiceRules, services};
use super::spec::spec;
use super::suggest::did_you_mean;
use super::values::values;
use super::{ExportTime, Rows, SourceConfig, hash};
use crate::typing::DateFormat;

/// Reads every source, and enters into the rulebook what sources say of rules.
pub(super) fn sources(
    root: &Section<'_>,
    common: &Arc<ServiceRules>,
    rulebook: &mut Rulebook,
    faults: &mut Faults<'_>,
) -> Vec<SourceConfig> {
    let mut sources: Vec<SourceConfig> = Vec::new();
    let mut names: Vec<String> = Vec::new();
    for (mut section, item) in root.sections(faults, "source") {
        let name = name(&mut section, faults);
        if !name.is_empty() && names.contains(&name) {
            let message = format!(
                "there is another source named {name:?}; every source needs a name of its own"
            );
            section.fault(faults, message);
        }
        sources.extend(source(&section, item, &name, common, rulebook, faults));
        names.push(name);
    }
    if sources.is_empty() && root.value("source").is_none() {
        root.fault(faults, "there is no source; write a table [[source]]");
    }
    sources
}

/// The name, which from then on stands in the path of every key of the source.
fn name(section: &mut Section<'_>, faults: &mut Faults<'_>) -> String {
    let Some(name) = section.text(faults, "name") else {
        if section.value("name").is_none() {
            section.fault(faults, "name is missing; write name = \"servicedesk\"");
        }
        return String::new();
    };
    section.path = section.key(&name.value);
    name.value
}

fn source(
    section: &Section<'_>,
    item: &Spanned<DeValue<'_>>,
    name: &str,
    common: &Arc<ServiceRules>,
    rulebook: &mut Rulebook,
    faults: &mut Faults<'_>,
) -> Option<SourceConfig> {
    let spec = spec(section, item, faults);
    let rows = rows(section, faults);
    let title = section.text(faults, "title");
    let organisation = section.text(faults, "organisation");
    let zone = zone(section, "zone", faults);
    let office_zone = zone_of_office(section, faults);
    let office_calendar = section.text(faults, "office_calendar");
    if let Some(id) = &office_calendar
        && rulebook.calendars.get(&id.value).is_none()
    {
        let ids: Vec<&str> = rulebook.calendars.ids().collect();
        let message = format!(
            "there is no calendar {:?}; {}",
            id.value,
            did_you_mean(&id.value, ids)
        );
        faults.add(id.offset, id.key.clone(), message);
    }
    let kind = kind(section, faults);
    let export_time = export_time(section, faults);
    let empty = section.texts(faults, "empty").unwrap_or_default();
    let date_formats = section.texts(faults, "date_formats").unwrap_or_default();
    let date_formats = formats(date_formats, faults);
    let hold_statuses = section.texts(faults, "hold_statuses").unwrap_or_default();
    requester(section, faults);
    let columns = columns(section, rows, faults);
    let optional_columns = optional_columns(section, &columns, faults);
    let date_formats_by_column = by_column(section, rows, faults);
    let values = values(section, rows, &columns, faults);
    let services = services(section, common, &rulebook.catalogue, faults);
    section.no_other_keys(faults);

    for column in required(rows) {
        if !columns.contains_key(*column) {
            let message = format!(
                "[source.columns] lacks {column}, without which a record of rows = {:?} means nothing; write {column} = \"name of the export's column\"",
                rows.as_str()
            );
            section.fault(faults, message);
        }
    }
    if rows.of_tickets() {
        for (column, given, example) in [
            ("kind", section.value("kind").is_some(), "\"request\""),
            ("organisation", organisation.is_some(), "\"BaTII\""),
        ] {
            if !given && !columns.contains_key(column) {
                let message = format!(
                    "nothing says the {column} of its tickets; write {column} = {example}, or {column} in [source.columns]"
                );
                section.fault(faults, message);
            }
        }
    }
    rulebook.sources.insert(
        name.to_owned(),
        SourceRules {
            office_calendar: office_calendar.map(|id| id.value),
            hold_statuses: plain(hold_statuses),
            response_recorded: columns.contains_key("first_response_at"),
        },
    );
    let mut source = SourceConfig {
        name: name.to_owned(),
        title: title.map_or_else(|| name.to_owned(), |t| t.value),
        organisation: organisation.as_ref().map(canonical).unwrap_or_default(),
        zone: zone.unwrap_or_default(),
        office_zone: office_zone.unwrap_or_default(),
        spec: spec?,
        rows,
        kind,
        export_time,
        empty: plain(empty),
        date_formats,
        date_formats_by_column,
        columns,
        optional_columns,
        values,
        services,
        mapping_hash: String::new(),
    };
    source.mapping_hash = hash::of_mapping(&source, &rulebook.catalogue);
    Some(source)
}

fn rows(section: &Section<'_>, faults: &mut Faults<'_>) -> Rows {
    let Some(given) = section.text(faults, "rows") else {
        return Rows::Ticket;
    };
    Rows::ALL
        .into_iter()
        .find(|r| r.as_str() == given.value)
        .unwrap_or_else(|| {
            let message = format!(
                "{:?} is not known; write {}",
                given.value,
                either(&Rows::ALL.map(Rows::as_str))
            );
            faults.add(given.offset, given.key, message);
            Rows::Ticket
        })
}

fn zone(section: &Section<'_>, key: &'static str, faults: &mut Faults<'_>) -> Option<Zone> {
    let given = section.text(faults, key)?;
    given
        .value
        .parse()
        .map_err(|e: norma_rules::UnknownZone| faults.add(given.offset, given.key, e.to_string()))
        .ok()
}

fn zone_of_office(section: &Section<'_>, faults: &mut Faults<'_>) -> Option<Zone> {
    let zone = zone(section, "office_zone", faults)?;
    if zone == Zone::Utc {
        let offset = section
            .value("office_zone")
            .map_or(section.offset, |v| v.span().start);
        faults.add(
            offset,
            section.key("office_zone"),
            "no office works in UTC; write Asia/Jakarta, Asia/Makassar or Asia/Jayapura",
        );
    }
    Some(zone)
}

fn kind(section: &Section<'_>, faults: &mut Faults<'_>) -> Option<TicketKind> {
    let given = section.text(faults, "kind")?;
    let kind = TicketKind::from_name(&given.value);
    if kind.is_none() {
        let words: Vec<&str> = TicketKind::ALL.iter().map(|k| k.as_str()).collect();
        let message = format!(
            "{:?} is no kind; {}",
            given.value,
            did_you_mean(&given.value, words)
        );
        faults.add(given.offset, given.key, message);
    }
    kind
}

fn export_time(section: &Section<'_>, faults: &mut Faults<'_>) -> ExportTime {
    let Some(table) = section.section(faults, "export_time") else {
        return ExportTime::GreatestUpdate;
    };
    let file_name = table.text(faults, "file_name");
    let column = table.text(faults, "column");
    table.no_other_keys(faults);
    match (file_name, column) {
        (Some(pattern), None) => formats(vec![pattern], faults)
            .pop()
            .map_or(ExportTime::GreatestUpdate, ExportTime::FileName),
        (None, Some(column)) => ExportTime::Column(column.value),
        _ => {
            table.fault(
                faults,
                "write either { file_name = \"name_%Y%m%d_%H%M\" } or { column = \"name of the export's column\" }",
            );
            ExportTime::GreatestUpdate
        }
    }
}

/// Identity of requesters is not needed for any figure.
fn requester(section: &Section<'_>, faults: &mut Faults<'_>) {
    let Some(given) = section.text(faults, "requester") else {
        return;
    };
    let message = match given.value.as_str() {
        "drop" => return,
        "hmac" => {
            "replacing requesters by an HMAC is not supported yet: no table has a column for them; write \"drop\""
                .to_owned()
        }
        other => format!("{other:?} is not known; write \"drop\""),
    };
    faults.add(given.offset, given.key, message);
}

fn columns(
    section: &Section<'_>,
    rows: Rows,
    faults: &mut Faults<'_>,
) -> BTreeMap<String, Vec<String>> {
    let mut columns = BTreeMap::new();
    let Some(table) = section.section(faults, "columns") else {
        return columns;
    };
    let known: Vec<&'static str> = mappable(rows).into_iter().map(|c| c.name).collect();
    for (column, value) in table.entries() {
        let names = table.texts_of(faults, &column.value, value);
        if let Some(why) = not_mapped(&column.value) {
            let message = format!("{} cannot be mapped: {why}", column.value);
            faults.add(column.offset, column.key, message);
        } else if !known.contains(&column.value.as_str()) {
            let message = format!(
                "{:?} is no column of rows = {:?}; {}",
                column.value,
                rows.as_str(),
                did_you_mean(&column.value, known.iter().copied())
            );
            faults.add(column.offset, column.key, message);
        } else if matches!(value.get_ref(), DeValue::Array(list) if list.is_empty()) {
            faults.add(
                column.offset,
                column.key,
                "write the name of the export's column in quotes",
            );
        } else {
            columns.insert(column.value, plain(names));
        }
    }
    columns
}

fn optional_columns(
    section: &Section<'_>,
    columns: &BTreeMap<String, Vec<String>>,
    faults: &mut Faults<'_>,
) -> Vec<String> {
    let given = section
        .texts(faults, "optional_columns")
        .unwrap_or_default();
    for column in &given {
        if !columns.contains_key(&column.value) {
            let message = format!(
                "{:?} is not in [source.columns]; {}",
                column.value,
                did_you_mean(&column.value, columns.keys().map(String::as_str))
            );
            faults.add(column.offset, column.key.clone(), message);
        }
    }
    plain(given)
}

fn by_column(
    section: &Section<'_>,
    rows: Rows,
    faults: &mut Faults<'_>,
) -> BTreeMap<String, Vec<DateFormat>> {
    let mut map = BTreeMap::new();
    let Some(table) = section.section(faults, "date_formats_by_column") else {
        return map;
    };
    let instants: Vec<&'static str> = mappable(rows)
        .into_iter()
        .filter(|c| c.kind == Kind::Instant)
        .map(|c| c.name)
        .collect();
    for (column, value) in table.entries() {
        if !instants.contains(&column.value.as_str()) {
            let message = format!(
                "{:?} is no column of instants; {}",
                column.value,
                did_you_mean(&column.value, instants.iter().copied())
            );
            faults.add(column.offset, column.key.clone(), message);
        }
        let texts = table.texts_of(faults, &column.value, value);
        map.insert(column.value, formats(texts, faults));
    }
    map
}

/// Compiles date formats. Two of one list that differ only in which comes first, day or month, are refused: some dates
/// could be read both ways, and nothing is guessed.
fn formats(texts: Vec<At<String>>, faults: &mut Faults<'_>) -> Vec<DateFormat> {
    let mut formats: Vec<DateFormat> = Vec::new();
    for text in texts {
        match DateFormat::compile(&text.value) {
            Ok(format) => {
                if let Some(other) = formats.iter().find(|f| f.is_ambiguous_with(&format)) {
                    let message = format!(
                        "{:?} and {:?} read the same text as different dates; keep the one the export uses",
                        other.text, text.value
                    );
                    faults.add(text.offset, text.key.clone(), message);
                }
                formats.push(format);
            }
            Err(error) => faults.add(text.offset, text.key, error.to_string()),
        }
    }
    formats
}

fn plain(texts: Vec<At<String>>) -> Vec<String> {
    texts.into_iter().map(|t| t.value).collect()
}
