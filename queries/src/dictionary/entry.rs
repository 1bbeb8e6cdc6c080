//! Entries of the dictionary.

use std::fmt;

use arrow::datatypes::Schema;
use norma_lake::contract;

use super::types::sql_type;

/// What a table is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TableKind {
    /// At rest in the lake.
    Table,
    /// Judged facts and changes, made from those at rest and kept.
    Derived,
    /// A figure or mart: a view.
    Model,
    /// A figure or mart of a quarter or other period: `select * from breaches('2026-TW1')`.
    TableFunction,
    /// Tells of the others: `dictionary_tables` and its like.
    Dictionary,
}

impl TableKind {
    /// `table`, `derived`, `model`, `table_function` or `dictionary`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Table => "table",
            Self::Derived => "derived",
            Self::Model => "model",
            Self::TableFunction => "table_function",
            Self::Dictionary => "dictionary",
        }
    }
}

impl fmt::Display for TableKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A table, view or table function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableEntry {
    /// Its name in SQL.
    pub name: String,
    /// What it is.
    pub kind: TableKind,
    /// What it holds, in a sentence.
    pub title: String,
    /// What one row is.
    pub grain: String,
    /// Units of its columns.
    pub unit: String,
    /// Names of its arguments, without `$`; table functions only.
    pub parameters: Vec<String>,
    /// Section of RULES.md.
    pub section: String,
    /// Its columns in order.
    pub columns: Vec<ColumnEntry>,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnEntry {
    /// Its name.
    pub name: String,
    /// Its type as PostgreSQL spells it: `text`, `bigint`, `boolean`, `numeric(20,2)`, `timestamp with time zone`.
    pub sql_type: String,
    /// Whether it may be NULL.
    pub nullable: bool,
    /// Meaning and unit, in a sentence.
    pub meaning: String,
}

/// A function of norma.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FunctionEntry {
    /// Its name, as in RULES.md.
    pub name: &'static str,
    /// Name and arguments with their types: `working_due(calendar text, from timestamptz, seconds bigint)`.
    pub signature: &'static str,
    /// The type of what it returns, as PostgreSQL spells it; `table` for a function of tables.
    pub returns: &'static str,
    /// What it gives, with units, when it is NULL and when it is an error.
    pub meaning: &'static str,
    /// Section of RULES.md.
    pub section: &'static str,
    /// A statement that can be run as it stands.
    pub example: &'static str,
}

impl TableEntry {
    /// The column of that name.
    pub fn column(&self, name: &str) -> Option<&ColumnEntry> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// How it is written in a query: `breaches('2026-TW1')`, `sla_facts`.
    pub fn call(&self) -> String {
        if self.kind != TableKind::TableFunction {
            return self.name.clone();
        }
        let arguments = vec!["'2026-TW1'"; self.parameters.len()];
        format!("{}({})", self.name, arguments.join(", "))
    }

    /// A table that nothing tells of.
    pub(super) fn unknown(name: &str, schema: &Schema) -> Self {
        Self {
            name: name.to_owned(),
            kind: TableKind::Table,
            title: String::new(),
            grain: String::new(),
            unit: String::new(),
            parameters: Vec::new(),
            section: String::new(),
            columns: columns(schema, |_| None),
        }
    }

    /// What it is sorted by: what analysts begin with first, in the order of the contract.
    pub(super) fn place(&self) -> (u8, usize, &str) {
        let group = match self.kind {
            TableKind::Table => 0,
            TableKind::Derived => 1,
            TableKind::Model | TableKind::TableFunction => 2,
            TableKind::Dictionary => 3,
        };
        let mut at_rest = contract::TABLES.iter();
        let place = at_rest.position(|table| table.name == self.name);
        (group, place.unwrap_or(usize::MAX), &self.name)
    }
}

/// The columns of `schema` with what `meaning` says of each.
pub(super) fn columns<'a>(
    schema: &Schema,
    meaning: impl Fn(&str) -> Option<&'a str>,
) -> Vec<ColumnEntry> {
    let columns = schema.fields().iter().map(|field| ColumnEntry {
        name: field.name().clone(),
        sql_type: sql_type(field.data_type()),
        nullable: field.is_nullable(),
        meaning: meaning(field.name()).unwrap_or_default().to_owned(),
    });
    columns.collect()
}
