//! Which column of one export fills which column of the contract.

use std::collections::BTreeMap;

use crate::config::{ExportTime, SourceConfig, nearest};

/// The columns of one export, matched with the source's configuration.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Plan {
    /// Contract column = the export's column that fills it.
    found: BTreeMap<String, String>,
    /// Export columns that are configured, not optional, and not there: contract column, names looked for.
    pub missing: Vec<(String, Vec<String>)>,
}

impl Plan {
    /// Matches an export's columns. Names are compared as they stand, without outer white space.
    pub(crate) fn new(source: &SourceConfig, columns: &[String]) -> Self {
        let mut plan = Self::default();
        for (contract, names) in &source.columns {
            let found = names
                .iter()
                .find_map(|name| columns.iter().find(|c| c.trim() == name.trim()));
            match found {
                Some(column) => {
                    plan.found.insert(contract.clone(), column.clone());
                }
                None if source.optional_columns.contains(contract) => {}
                None => plan.missing.push((contract.clone(), names.clone())),
            }
        }
        if let ExportTime::Column(name) = &source.export_time
            && !columns.contains(name)
        {
            plan.missing
                .push(("export_time".to_owned(), vec![name.clone()]));
        }
        plan
    }

    /// The export's column that fills this column of the contract.
    pub(crate) fn column(&self, contract: &str) -> Option<&str> {
        self.found.get(contract).map(String::as_str)
    }

    /// What to say of an export that lacks columns: which, what it has instead, and how to repair it.
    pub(crate) fn complaint(&self, columns: &[String]) -> Option<(String, String)> {
        let (first, names) = self.missing.first()?;
        let field = names.first().cloned().unwrap_or_default();
        let missing: Vec<String> = self
            .missing
            .iter()
            .map(|(contract, names)| match names.as_slice() {
                [one] => format!("{one:?} (for {contract})"),
                many => format!(
                    "{} (for {contract})",
                    many.iter()
                        .map(|n| format!("{n:?}"))
                        .collect::<Vec<_>>()
                        .join(" or ")
                ),
            })
            .collect();
        let repair = if let Some(delimiter) = wrong_delimiter(columns) {
            format!("it was read as a single column: write delimiter = {delimiter:?} in the source")
        } else if let Some(near) = nearest(&field, columns.iter().map(String::as_str)) {
            format!("if {near:?} is meant, write {first} = {near:?} in [source.columns]")
        } else {
            format!(
                "export it, correct [source.columns], or write optional_columns = [{first:?}] if exports may lack it"
            )
        };
        let reason = format!(
            "the export has no column {}, it has {}; {repair}",
            missing.join(", "),
            listed(columns)
        );
        Some((field, reason))
    }
}

/// A header that was read as one column although it holds a usual delimiter.
fn wrong_delimiter(columns: &[String]) -> Option<char> {
    let [only] = columns else { return None };
    [';', '|', '\t', ',']
        .into_iter()
        .max_by_key(|d| only.matches(*d).count())
        .filter(|d| only.contains(*d))
}

/// Column names for a message, at most a dozen.
fn listed(columns: &[String]) -> String {
    const SHOWN: usize = 12;
    let mut names: Vec<String> = columns
        .iter()
        .take(SHOWN)
        .map(|c| format!("{:?}", c.chars().take(120).collect::<String>()))
        .collect();
    if columns.len() > SHOWN {
        names.push(format!("{} more", columns.len() - SHOWN));
    }
    if names.is_empty() {
        "none".to_owned()
    } else {
        names.join(", ")
    }
}
