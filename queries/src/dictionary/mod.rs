//! The dictionary: every table that an analyst sees and every function of norma, in words. Names and types are read from the
//! session, words from the table contract, the headers of the models and the functions.
//!
//! # Layout
//!
//! - [`Dictionary`]: what there is, for help texts and pages
//! - `entry`: a table, a column, a function
//! - `types`: types as PostgreSQL spells them
//! - `tables`: the same as tables in SQL: `dictionary_tables`, `dictionary_columns`, `dictionary_functions`

mod entry;
mod tables;
mod types;

use std::any::Any;
use std::sync::Arc;

use arrow::datatypes::Schema;
use datafusion::catalog::TableFunction;
use datafusion::common::{DataFusionError, Result as EngineResult};
use datafusion::execution::SessionState;
use datafusion::prelude::SessionContext;
use norma_lake::contract;

use crate::functions::{ENTRIES, ModelTable, OF_HISTORIES};
use crate::models::{self, Model};
use crate::{Result, catalog, derived};

pub use entry::{ColumnEntry, FunctionEntry, TableEntry, TableKind};
pub(crate) use tables::add;
pub use types::sql_type;

/// What a session has, in words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dictionary {
    /// Tables, views and table functions of schema `public`: those at rest, those derived from them, the models by name, the
    /// dictionary itself.
    pub tables: Vec<TableEntry>,
    /// Functions of norma, those of RULES.md first.
    pub functions: Vec<FunctionEntry>,
}

impl Dictionary {
    /// The dictionary of a session's tables and functions as they are now. Nothing is read of the lake.
    ///
    /// # Errors
    /// Only what the query engine says of tables that cannot be opened.
    pub async fn of(context: &SessionContext) -> Result<Self> {
        Ok(Self::read(&context.state()).await?)
    }

    async fn read(state: &SessionState) -> EngineResult<Self> {
        let missing = |what: &str| DataFusionError::Internal(format!("no {what}"));
        let catalog = state.catalog_list().catalog(catalog::CATALOG);
        let catalog = catalog.ok_or_else(|| missing(catalog::CATALOG))?;
        let shown = catalog.schema(catalog::SHOWN);
        let shown = shown.ok_or_else(|| missing(catalog::SHOWN))?;
        let mut tables = Vec::new();
        for name in shown.table_names() {
            if let Some(table) = shown.table(&name).await? {
                tables.push(table_entry(&name, &table.schema()));
            }
        }
        tables.extend(state.table_functions().values().filter_map(model_entry));
        tables.sort_by(|one, other| one.place().cmp(&other.place()));
        let has_histories = catalog.schema(catalog::AT_REST).is_some();
        let is_there = |name: &str| {
            (state.scalar_functions().contains_key(name)
                || state.aggregate_functions().contains_key(name)
                || state.table_functions().contains_key(name))
                && (has_histories || !OF_HISTORIES.contains(&name))
        };
        let functions = ENTRIES.iter().filter(|entry| is_there(entry.name));
        Ok(Self {
            tables,
            functions: functions.copied().collect(),
        })
    }

    /// The table, view or table function of that name.
    pub fn table(&self, name: &str) -> Option<&TableEntry> {
        self.tables.iter().find(|table| table.name == name)
    }

    /// The function of that name.
    pub fn function(&self, name: &str) -> Option<&FunctionEntry> {
        self.functions.iter().find(|function| function.name == name)
    }
}

/// A table or view of that name, in the words of whatever tells of it.
fn table_entry(name: &str, schema: &Schema) -> TableEntry {
    if let Some(table) = contract::TABLES.iter().find(|table| table.name == name) {
        let meaning = |column: &str| Some(table.column(column)?.meaning);
        return TableEntry {
            name: name.to_owned(),
            kind: TableKind::Table,
            title: table.title.to_owned(),
            grain: table.grain.to_owned(),
            unit: table.unit.to_owned(),
            parameters: Vec::new(),
            section: table.section.to_owned(),
            columns: entry::columns(schema, meaning),
        };
    }
    let kind = if derived::TABLES.contains(&name) || name == catalog::OTHER_FACTS {
        TableKind::Derived
    } else {
        TableKind::Model
    };
    if name == catalog::OTHER_FACTS {
        let facts = models::get("sla_facts").map(|facts| of_model(facts, kind, schema));
        return TableEntry {
            name: name.to_owned(),
            title: "Every clock of every ticket as judged otherwise, by other norms or by a frozen report: beside sla_facts."
                .to_owned(),
            ..facts.unwrap_or_else(|| TableEntry::unknown(name, schema))
        };
    }
    match models::get(name) {
        Some(model) => of_model(model, kind, schema),
        None => tables::entry(name, schema).unwrap_or_else(|| TableEntry::unknown(name, schema)),
    }
}

/// A model as a table function; `None` for other functions.
fn model_entry(function: &Arc<TableFunction>) -> Option<TableEntry> {
    let function: &dyn Any = function.function().as_ref();
    let table = function.downcast_ref::<ModelTable>()?;
    Some(of_model(
        table.model(),
        TableKind::TableFunction,
        table.schema(),
    ))
}

fn of_model(model: &Model, kind: TableKind, schema: &Schema) -> TableEntry {
    let header = &model.header;
    let meaning = |name: &str| {
        let column = header.columns.iter().find(|(known, _)| known == name);
        column.map(|(_, meaning)| meaning.as_str())
    };
    TableEntry {
        name: model.name.to_owned(),
        kind,
        title: header.title.clone(),
        grain: header.grain.clone(),
        unit: header.unit.clone(),
        parameters: header.parameters.clone(),
        section: header.section.clone(),
        columns: entry::columns(schema, meaning),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::collections::BTreeSet;

    use norma_rules::{Instant, Rulebook};

    use super::*;
    use crate::Session;

    /// What a session has and a plain one of the engine has not; `to_char` takes the place of the engine's.
    #[tokio::test]
    async fn every_function_of_norma_is_told_of_and_nothing_else() {
        let rules = Arc::new(Rulebook::builtin());
        let session = Session::from_tables(Vec::new(), rules, Instant(1_775_000_000)).await;
        let (own, plain) = (
            session.unwrap().context().state(),
            SessionContext::new().state(),
        );
        let mut registered = BTreeSet::from(["to_char"]);
        let functions = own.scalar_functions().keys();
        let aggregates = own.aggregate_functions().keys();
        registered.extend(
            aggregates
                .filter(|name| !plain.aggregate_functions().contains_key(*name))
                .map(String::as_str),
        );
        registered.extend(
            functions
                .filter(|name| !plain.scalar_functions().contains_key(*name))
                .map(String::as_str),
        );
        let tables = own.table_functions().iter();
        registered.extend(
            tables
                .filter(|(name, function)| {
                    !plain.table_functions().contains_key(*name) && model_entry(function).is_none()
                })
                .map(|(name, _)| name.as_str()),
        );
        let told: BTreeSet<&str> = ENTRIES.iter().map(|entry| entry.name).collect();
        assert_eq!(registered, told);
        let to_char = &own.scalar_functions()["to_char"];
        assert_eq!(
            to_char.documentation().unwrap().syntax_example,
            Dictionary::read(&own)
                .await
                .unwrap()
                .function("to_char")
                .unwrap()
                .signature
        );
    }
}
