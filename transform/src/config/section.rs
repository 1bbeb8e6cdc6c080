//! Reading one table of the configuration: typed getters that note a fault with its line and carry on, and know at the
//! end which keys nobody asked for.

use std::cell::RefCell;

use chrono::NaiveDate;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::error::Faults;
use super::suggest::did_you_mean;

/// A value with the place it stands at.
#[derive(Clone, Debug)]
pub(crate) struct At<T> {
    /// The value.
    pub value: T,
    /// Byte offset in the configuration.
    pub offset: usize,
    /// Path of keys.
    pub key: String,
}

/// One table being read.
pub(crate) struct Section<'a> {
    table: &'a DeTable<'a>,
    /// Path of keys to here; empty for the whole file.
    pub path: String,
    /// Byte offset of the table.
    pub offset: usize,
    asked: RefCell<Vec<&'static str>>,
}

impl<'a> Section<'a> {
    /// The table at `offset`, reached by `path`.
    pub(crate) fn new(table: &'a DeTable<'a>, path: impl Into<String>, offset: usize) -> Self {
        Self {
            table,
            path: path.into(),
            offset,
            asked: RefCell::default(),
        }
    }

    /// The path of a key in this table; names that need quotes get them.
    pub(crate) fn key(&self, name: &str) -> String {
        let plain = !name.is_empty()
            && name
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
        let name = if plain {
            name.to_owned()
        } else {
            format!("{name:?}")
        };
        if self.path.is_empty() {
            name
        } else {
            format!("{}.{name}", self.path)
        }
    }

    /// Notes a fault about the table as a whole.
    pub(crate) fn fault(&self, faults: &mut Faults<'_>, message: impl Into<String>) {
        faults.add(self.offset, self.path.clone(), message);
    }

    /// The value of a key, which thereby counts as known.
    pub(crate) fn value(&self, name: &'static str) -> Option<&'a Spanned<DeValue<'a>>> {
        let mut asked = self.asked.borrow_mut();
        if !asked.contains(&name) {
            asked.push(name);
        }
        self.table.get(name)
    }

    /// A text.
    pub(crate) fn text(&self, faults: &mut Faults<'_>, name: &'static str) -> Option<At<String>> {
        let value = self.value(name)?;
        self.expect(faults, name, value, "a text in quotes", |v| {
            v.as_str().map(str::to_owned)
        })
    }

    /// A whole number.
    pub(crate) fn integer(&self, faults: &mut Faults<'_>, name: &'static str) -> Option<At<i64>> {
        let value = self.value(name)?;
        self.expect(faults, name, value, "a whole number", integer)
    }

    /// true or false.
    pub(crate) fn boolean(&self, faults: &mut Faults<'_>, name: &'static str) -> Option<At<bool>> {
        let value = self.value(name)?;
        self.expect(faults, name, value, "true or false", DeValue::as_bool)
    }

    /// A date, bare or in quotes.
    pub(crate) fn date(
        &self,
        faults: &mut Faults<'_>,
        name: &'static str,
    ) -> Option<At<NaiveDate>> {
        let value = self.value(name)?;
        self.expect(faults, name, value, "a date such as 2025-01-01", |v| {
            let text = v
                .as_datetime()
                .map(ToString::to_string)
                .or_else(|| v.as_str().map(str::to_owned))?;
            text.parse().ok()
        })
    }

    /// A list of texts; one text counts as a list of one.
    pub(crate) fn texts(
        &self,
        faults: &mut Faults<'_>,
        name: &'static str,
    ) -> Option<Vec<At<String>>> {
        let value = self.value(name)?;
        Some(self.texts_of(faults, name, value))
    }

    /// The texts of a value that is a text or a list of texts.
    pub(crate) fn texts_of(
        &self,
        faults: &mut Faults<'_>,
        name: &str,
        value: &'a Spanned<DeValue<'a>>,
    ) -> Vec<At<String>> {
        let items = value
            .get_ref()
            .as_array()
            .map_or_else(|| vec![value], |list| list.iter().collect());
        items
            .into_iter()
            .filter_map(|item| {
                self.expect(
                    faults,
                    name,
                    item,
                    "a text in quotes, or a list of them",
                    |v| v.as_str().map(str::to_owned),
                )
            })
            .collect()
    }

    /// A table below this one.
    pub(crate) fn section(
        &self,
        faults: &mut Faults<'_>,
        name: &'static str,
    ) -> Option<Section<'a>> {
        let value = self.value(name)?;
        self.section_of(faults, name, value)
    }

    /// The value as a table below this one.
    pub(crate) fn section_of(
        &self,
        faults: &mut Faults<'_>,
        name: &str,
        value: &'a Spanned<DeValue<'a>>,
    ) -> Option<Section<'a>> {
        let offset = value.span().start;
        let Some(table) = value.get_ref().as_table() else {
            let message = format!(
                "this is {}; write a table, [{}]",
                kind(value.get_ref()),
                self.key(name)
            );
            faults.add(offset, self.key(name), message);
            return None;
        };
        Some(Section::new(table, self.key(name), offset))
    }

    /// The tables of `[[name]]`.
    pub(crate) fn sections(
        &self,
        faults: &mut Faults<'_>,
        name: &'static str,
    ) -> Vec<(Section<'a>, &'a Spanned<DeValue<'a>>)> {
        let Some(value) = self.value(name) else {
            return Vec::new();
        };
        let tables = value
            .get_ref()
            .as_array()
            .filter(|list| list.iter().all(|item| item.get_ref().is_table()));
        let Some(list) = tables else {
            let message = format!("this is not a list of tables; write [[{name}]]");
            faults.add(value.span().start, self.key(name), message);
            return Vec::new();
        };
        list.iter()
            .filter_map(|item| {
                let table = item.get_ref().as_table()?;
                Some((Section::new(table, self.key(name), item.span().start), item))
            })
            .collect()
    }

    /// Every key and value, for tables whose keys are names of the user; nothing of it is unknown then.
    pub(crate) fn entries(
        &self,
    ) -> impl Iterator<Item = (At<String>, &'a Spanned<DeValue<'a>>)> + use<'a, '_> {
        self.table.iter().map(|(key, value)| {
            let name = key.get_ref().as_ref();
            let at = At {
                value: name.to_owned(),
                offset: key.span().start,
                key: self.key(name),
            };
            (at, value)
        })
    }

    /// Where a key stands; the beginning of the table when it is not there.
    pub(crate) fn offset_of(&self, name: &str) -> usize {
        self.table
            .get_key_value(name)
            .map_or(self.offset, |(key, _)| key.span().start)
    }

    /// Notes a fault for every key that no getter asked for.
    pub(crate) fn no_other_keys(&self, faults: &mut Faults<'_>) {
        let asked = self.asked.borrow();
        for (key, _) in self.table {
            let name = key.get_ref().as_ref();
            if !asked.contains(&name) {
                let message = format!("unknown key; {}", did_you_mean(name, asked.iter().copied()));
                faults.add(key.span().start, self.key(name), message);
            }
        }
    }

    /// The value in the wanted form, or a fault that says what it is instead.
    pub(crate) fn expect<T>(
        &self,
        faults: &mut Faults<'_>,
        name: &str,
        value: &'a Spanned<DeValue<'a>>,
        wanted: &str,
        read: impl Fn(&DeValue<'a>) -> Option<T>,
    ) -> Option<At<T>> {
        let (offset, key) = (value.span().start, self.key(name));
        if let Some(value) = read(value.get_ref()) {
            return Some(At { value, offset, key });
        }
        let message = format!("this is {}; write {wanted}", kind(value.get_ref()));
        faults.add(offset, key, message);
        None
    }
}

/// A whole number in the notations of TOML.
fn integer(value: &DeValue<'_>) -> Option<i64> {
    let number = value.as_integer()?;
    i64::from_str_radix(number.as_str(), number.radix()).ok()
}

/// What a value is, in words, with its text where that is short.
fn kind(value: &DeValue<'_>) -> String {
    match value {
        DeValue::String(text) => format!("the text {text:?}"),
        DeValue::Integer(number) => format!("the number {number}"),
        DeValue::Float(number) => format!("the number {number}"),
        DeValue::Boolean(value) => value.to_string(),
        DeValue::Datetime(date) => format!("the date {date}"),
        DeValue::Array(_) => "a list".to_owned(),
        DeValue::Table(_) => "a table".to_owned(),
    }
}
