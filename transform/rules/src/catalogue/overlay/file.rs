//! An overlay as it is written: its tables, every value with its place.

use chrono::NaiveDate;
use serde::Deserialize;
use serde::de::{DeserializeOwned, IntoDeserializer};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::finding::{Findings, Place};
use crate::catalogue::{CalendarKind, NormKind, ResponseLimit, Role, StartEvent, Tier, Unit};
use crate::{Channel, nearest};

/// A table whose keys are known by name.
pub(super) trait Keys {
    /// Every key it may have.
    const KEYS: &'static [&'static str];
}

macro_rules! table {
    ($(#[$doc:meta])* $name:ident { $($field:ident: $type:ty),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Deserialize)]
        pub(super) struct $name { $(pub $field: Option<Spanned<$type>>),+ }

        impl Keys for $name {
            const KEYS: &'static [&'static str] = &[$(stringify!($field)),+];
        }
    };
}

table! {
    /// `[[document]]`
    DocumentEntry {
        id: String, title: String, number: String, organisation: String, valid_from: Day, valid_to: Day, text: String,
        note: String,
    }
}

table! {
    /// `[[service]]`
    ServiceEntry { document: String, path: String, code: String, name: String, line: u32, note: String }
}

table! {
    /// `[[sub_service]]`
    SubServiceEntry { document: String, path: String, name: String, group: String, line: u32, note: String }
}

table! {
    /// `[[norm]]`
    NormEntry {
        document: String, path: String, service_path: String, name: String, role: Role, kind: NormKind, value: i64,
        unit: Unit, start: StartEvent, tier: Tier, environment: String, below: bool, applies_to: String, replaces: String,
        gap: bool, valid_from: Day, valid_to: Day, line: u32, quote: String, note: String,
    }
}

table! {
    /// `[[response]]`
    ResponseEntry {
        document: String, channel: Channel, service: String, limit: ResponseLimit, calendar: CalendarKind, line: u32,
        quote: String, note: String,
    }
}

table! {
    /// `[[adopt]]`
    AdoptEntry {
        document: String, organisation: String, table_2: bool, availability: String, valid_from: Day, valid_to: Day,
        basis: String, line: u32,
    }
}

/// Everything that an overlay says, as far as it can be read.
#[derive(Default)]
pub(super) struct File {
    pub documents: Vec<Entry<DocumentEntry>>,
    pub services: Vec<Entry<ServiceEntry>>,
    pub sub_services: Vec<Entry<SubServiceEntry>>,
    pub norms: Vec<Entry<NormEntry>>,
    pub responses: Vec<Entry<ResponseEntry>>,
    pub adoptions: Vec<Entry<AdoptEntry>>,
}

const TABLES: [&str; 6] = [
    "document",
    "service",
    "sub_service",
    "norm",
    "response",
    "adopt",
];

impl File {
    /// Reads the text of an overlay.
    pub(super) fn read(text: &str, findings: &mut Findings<'_>) -> Self {
        let (root, syntax) = DeTable::parse_recoverable(text);
        if !syntax.is_empty() {
            for error in syntax {
                let offset = error.span().map_or(0, |span| span.start);
                let place = Place {
                    offset,
                    key: String::new(),
                };
                findings.error(
                    &place,
                    format!("this is not TOML: {}", error.message()),
                    "correct it; nothing else was checked",
                );
            }
            return Self::default();
        }
        let root = root.get_ref();
        for (key, _) in root {
            let name = key.get_ref().as_ref();
            if !TABLES.contains(&name) {
                let place = Place {
                    offset: key.span().start,
                    key: name.to_owned(),
                };
                findings.error(&place, "unknown key", did_you_mean(name, &TABLES));
            }
        }
        Self {
            documents: entries(root, "document", findings),
            services: entries(root, "service", findings),
            sub_services: entries(root, "sub_service", findings),
            norms: entries(root, "norm", findings),
            responses: entries(root, "response", findings),
            adoptions: entries(root, "adopt", findings),
        }
    }
}

/// One table with the place it stands at.
pub(super) struct Entry<T> {
    pub value: T,
    table: &'static str,
    offset: usize,
    /// Keys whose values cannot be read; that has been said, and they are not missing.
    unreadable: Vec<String>,
}

impl<T> Entry<T> {
    /// The place of the table as a whole.
    pub(super) fn place(&self) -> Place {
        Place {
            offset: self.offset,
            key: self.table.to_owned(),
        }
    }

    /// The place of a key: of its value, else of the table.
    pub(super) fn place_of<V>(&self, key: &str, given: Option<&Spanned<V>>) -> Place {
        Place {
            offset: given.map_or(self.offset, |value| value.span().start),
            key: format!("{}.{key}", self.table),
        }
    }

    /// The value of a key that must be there; `example` is what to write.
    pub(super) fn need<'a, V>(
        &self,
        key: &str,
        given: Option<&'a Spanned<V>>,
        example: &str,
        findings: &mut Findings<'_>,
    ) -> Option<&'a V> {
        if given.is_none() && !self.unreadable.iter().any(|name| name == key) {
            findings.error(
                &self.place(),
                format!("{key} is missing"),
                format!("write {key} = {example}"),
            );
        }
        given.map(Spanned::get_ref)
    }

    /// A text that must be there and say something.
    pub(super) fn need_text<'a>(
        &self,
        key: &str,
        given: Option<&'a Spanned<String>>,
        example: &str,
        findings: &mut Findings<'_>,
    ) -> Option<&'a str> {
        let text = self.need(key, given, example, findings)?;
        if text.trim().is_empty() {
            let place = self.place_of(key, given);
            findings.error(&place, "this is empty", format!("write {key} = {example}"));
            return None;
        }
        Some(text)
    }
}

/// The tables of `[[name]]`.
fn entries<T: Keys + DeserializeOwned>(
    root: &DeTable<'_>,
    name: &'static str,
    findings: &mut Findings<'_>,
) -> Vec<Entry<T>> {
    let Some(value) = root.get(name) else {
        return Vec::new();
    };
    let tables = value
        .get_ref()
        .as_array()
        .filter(|list| list.iter().all(|item| item.get_ref().is_table()));
    let Some(list) = tables else {
        let place = Place {
            offset: value.span().start,
            key: name.to_owned(),
        };
        findings.error(
            &place,
            "this is not a list of tables",
            format!("write [[{name}]]"),
        );
        return Vec::new();
    };
    list.iter()
        .filter_map(|item| entry(item, name, findings))
        .collect()
}

/// One table. A key at fault is set aside so that the others are judged too.
fn entry<T: Keys + DeserializeOwned>(
    item: &Spanned<DeValue<'_>>,
    name: &'static str,
    findings: &mut Findings<'_>,
) -> Option<Entry<T>> {
    let offset = item.span().start;
    let mut table = item.get_ref().as_table()?.clone();
    let mut unreadable = Vec::new();
    for (key, _) in item.get_ref().as_table()? {
        let written = key.get_ref().as_ref();
        if !T::KEYS.contains(&written) {
            let place = Place {
                offset: key.span().start,
                key: format!("{name}.{written}"),
            };
            findings.error(&place, "unknown key", did_you_mean(written, T::KEYS));
            table.remove(written);
            // What was meant by it is not missing either.
            unreadable.extend(nearest(written, T::KEYS.iter().copied()).map(str::to_owned));
        }
    }
    loop {
        let value = Spanned::new(item.span(), DeValue::Table(table.clone()));
        let error = match T::deserialize(value.into_deserializer()) {
            Ok(value) => {
                return Some(Entry {
                    value,
                    table: name,
                    offset,
                    unreadable,
                });
            }
            Err(error) => error,
        };
        let at = error.span().map_or(offset, |span| span.start);
        let culprit = table
            .iter()
            .find(|(key, value)| key.span().start <= at && at < value.span().end)
            .map(|(key, _)| key.get_ref().to_string());
        let place = Place {
            offset: at,
            key: culprit
                .as_ref()
                .map_or_else(|| name.to_owned(), |key| format!("{name}.{key}")),
        };
        let (problem, repair) = in_words(error.message());
        findings.error(&place, problem, repair);
        let culprit = culprit?;
        table.remove(culprit.as_str());
        unreadable.push(culprit);
    }
}

/// A reader's message as problem and repair.
fn in_words(message: &str) -> (String, String) {
    let message = message.trim().replace('`', "\"");
    if let Some((problem, repair)) = message.split_once("; ") {
        return (problem.to_owned(), repair.to_owned());
    }
    let Some((problem, expected)) = message.split_once(", expected ") else {
        return (message, "correct the value".to_owned());
    };
    let expected = match expected {
        "i64" | "u32" => "a whole number",
        "a boolean" => "true or false",
        "a string" => "a text in quotes",
        other => other,
    };
    (problem.to_owned(), format!("write {expected}"))
}

/// What to write instead of an unknown key.
fn did_you_mean(name: &str, known: &[&str]) -> String {
    nearest(name, known.iter().copied()).map_or_else(
        || format!("write one of: {}", known.join(", ")),
        |near| format!("did you mean {near:?}?"),
    )
}

/// A WIB day, as TOML date or in quotes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub(super) struct Day(#[serde(deserialize_with = "crate::calendar::day")] pub NaiveDate);
