//! The models: `models/*.sql`, one figure or mart a file, embedded in the binary.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use norma_lake::contract::TABLES;

use crate::header::{self, EVERY, Header};

/// One model.
#[derive(Clone, Debug)]
pub struct Model {
    /// Name of the file, of the figure in reports and of the address under which it is served.
    pub name: &'static str,
    /// The file, header and all.
    pub sql: &'static str,
    /// Its header.
    pub header: Header,
}

impl Model {
    /// The file without the meanings of its columns: what is printed, and what decides its rows.
    pub fn printed(&self) -> String {
        header::without_columns(self.sql)
    }
}

/// The models that compare two judgings: only a session with other facts beside its own has them. `what_if` comes before
/// those that read it.
pub(crate) const COMPARISONS: [&str; 5] = [
    "restated_facts",
    "what_if",
    "what_if_by_organisation",
    "what_if_by_service",
    "what_if_changes",
];

/// Every model, by name.
pub fn all() -> &'static [Model] {
    &ALL
}

/// The model of that name.
pub fn get(name: &str) -> Option<&'static Model> {
    ALL.iter().find(|m| m.name == name)
}

/// The names of all models.
pub fn names() -> Vec<&'static str> {
    ALL.iter().map(|m| m.name).collect()
}

macro_rules! models {
    ($($name:ident),+ $(,)?) => {
        vec![$({
            let sql = include_str!(concat!("../models/", stringify!($name), ".sql"));
            Model { name: stringify!($name), sql, header: Header::parse(sql) }
        }),+]
    };
}

/// Puts the words of the table that a column refers to in the place of the reference; what refers to nothing is empty.
fn resolved(mut models: Vec<Model>) -> Vec<Model> {
    let written: BTreeMap<&str, Columns> = models
        .iter_mut()
        .map(|model| (model.name, std::mem::take(&mut model.header.columns)))
        .collect();
    for model in &mut models {
        let names = names_of(&written, model.name, MOST_REFERENCES);
        let columns = names.into_iter().map(|name| {
            let meaning = meaning_of(&written, model.name, name, MOST_REFERENCES);
            (name.to_owned(), meaning.unwrap_or_default().to_owned())
        });
        model.header.columns = columns.collect();
    }
    models
}

/// Columns as a header has them.
type Columns = Vec<(String, String)>;

/// References from table to table end somewhere.
const MOST_REFERENCES: u32 = 8;

/// The columns of a table of the contract or of a model, in order.
fn names_of<'a>(written: &'a BTreeMap<&str, Columns>, table: &str, depth: u32) -> Vec<&'a str> {
    if let Some(at_rest) = TABLES.iter().find(|known| known.name == table) {
        return at_rest.columns.iter().map(|column| column.name).collect();
    }
    let (Some(own), Some(depth)) = (written.get(table), depth.checked_sub(1)) else {
        return Vec::new();
    };
    let mut names = Vec::with_capacity(own.len());
    for (name, meaning) in own {
        match header::referred(meaning) {
            Some(other) if name == EVERY => names.extend(names_of(written, other, depth)),
            _ => names.push(name),
        }
    }
    names
}

/// What a column of a table means, in the words of the table that has its own.
fn meaning_of<'a>(
    written: &'a BTreeMap<&str, Columns>,
    table: &str,
    column: &str,
    depth: u32,
) -> Option<&'a str> {
    if let Some(at_rest) = TABLES.iter().find(|known| known.name == table) {
        return at_rest.column(column).map(|column| column.meaning);
    }
    let own = written.get(table)?;
    let is_named = |wanted: &str| own.iter().find(|(name, _)| name == wanted);
    let (_, meaning) = is_named(column).or_else(|| is_named(EVERY))?;
    match header::referred(meaning) {
        Some(other) => meaning_of(written, other, column, depth.checked_sub(1)?),
        None => Some(meaning),
    }
}

static ALL: LazyLock<Vec<Model>> = LazyLock::new(|| {
    resolved(models![
        availability,
        availability_budget,
        availability_findings,
        availability_targets,
        backlog_by_age,
        breach_pareto,
        breaches,
        choices,
        data_quality,
        due_soon,
        elapsed_shares,
        exclusions,
        flow_by_service,
        flow_by_source,
        fulfilment_by_service,
        late_by_unit,
        load_counts,
        norms_in_use,
        outage_periods,
        outages_united,
        quarter_summary,
        recovery_by_criticality,
        reliability_targets,
        resolution_by_priority,
        response_by_channel,
        restated_facts,
        service_by_month,
        service_history,
        sla_facts,
        summary_by_organisation,
        summary_by_quarter,
        ticket_changes,
        ticket_histories,
        unmapped_services,
        verdict_counts,
        verdicts,
        what_if,
        what_if_by_organisation,
        what_if_by_service,
        what_if_changes,
    ])
});
