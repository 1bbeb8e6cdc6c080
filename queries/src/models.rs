//! The models: `models/*.sql`, one figure or mart a file, embedded in the binary.

use std::sync::LazyLock;

use crate::header::Header;

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

static ALL: LazyLock<Vec<Model>> = LazyLock::new(|| {
    models![
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
    ]
});
