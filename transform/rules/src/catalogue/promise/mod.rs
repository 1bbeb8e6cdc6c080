//! What the documents promise or demand besides norms and response times, each with the words it rests on.
//!
//! # Layout
//!
//! - [`ServiceHours`]: when requests are taken and served, incidents reported and handled
//! - [`LeadTime`]: how long before an activity a user must ask
//! - [`ReliabilityTarget`], [`ReliabilityStatement`]: keandalan layanan, with and without a number (RULES 5)
//! - [`CriticalityLevel`]: how fast a system must be back
//! - [`Condition`]: when a service is not given, ends, or is meant for some users only

mod condition;
mod criticality;
mod hours;
mod lead_time;
mod look_up;
mod reliability;

use serde::Deserialize;
use serde::de::DeserializeOwned;

pub use condition::{Condition, ConditionKind};
pub use criticality::{Criticality, CriticalityLevel};
pub use hours::{HoursKind, ServiceHours};
pub use lead_time::{Demand, LeadEvent, LeadTime, LeadWording};
pub use reliability::{
    Comparison, Measurement, Metric, Period, ReliabilityStatement, ReliabilityTarget, Says,
    Threshold,
};

use super::data::{CatalogueError, in_file};
use super::document::Document;

/// The texts of the files in `data/` that hold promises.
#[derive(Clone, Copy, Default)]
pub(super) struct Texts<'a> {
    pub hours: &'a str,
    pub lead_times: &'a str,
    pub reliability: &'a str,
    pub criticality: &'a str,
    pub conditions: &'a str,
}

/// All of them, each list in the order of its file.
#[derive(Clone, Debug, Default)]
pub(super) struct Promises {
    hours: Vec<ServiceHours>,
    lead_times: Vec<LeadTime>,
    targets: Vec<ReliabilityTarget>,
    statements: Vec<ReliabilityStatement>,
    levels: Vec<CriticalityLevel>,
    conditions: Vec<Condition>,
}

impl Promises {
    /// Reads them. A target without validity of its own begins with its document.
    pub(super) fn parse(texts: &Texts<'_>, documents: &[Document]) -> Result<Self, CatalogueError> {
        let hours: HoursFile = read("hours.toml", texts.hours)?;
        let lead_times: LeadTimeFile = read("lead-times.toml", texts.lead_times)?;
        let reliability: ReliabilityFile = read("reliability.toml", texts.reliability)?;
        let criticality: CriticalityFile = read("criticality.toml", texts.criticality)?;
        let conditions: ConditionFile = read("conditions.toml", texts.conditions)?;
        Ok(Self {
            hours: hours.hours,
            lead_times: lead_times.lead_time,
            targets: reliability::into_targets(reliability.target, documents),
            statements: reliability.statement,
            levels: criticality.level,
            conditions: condition::into_conditions(conditions.condition),
        })
    }
}

fn read<T: DeserializeOwned>(file: &str, text: &str) -> Result<T, CatalogueError> {
    toml::from_str(text).map_err(in_file(file))
}

/// Whether what is said of `above` holds for `path`: it is the same or stands below it (`8` and `8.1.2`).
fn holds_for(above: &str, path: &str) -> bool {
    path.strip_prefix(above)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// `hours.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HoursFile {
    #[serde(default)]
    hours: Vec<ServiceHours>,
}

/// `lead-times.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LeadTimeFile {
    #[serde(default)]
    lead_time: Vec<LeadTime>,
}

/// `reliability.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ReliabilityFile {
    #[serde(default)]
    target: Vec<reliability::TargetEntry>,
    #[serde(default)]
    statement: Vec<ReliabilityStatement>,
}

/// `criticality.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CriticalityFile {
    #[serde(default)]
    level: Vec<CriticalityLevel>,
}

/// `conditions.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ConditionFile {
    #[serde(default)]
    condition: Vec<condition::ConditionEntry>,
}

#[cfg(test)]
mod tests;
