//! A part of the tickets: those of a source, of a work unit, of a service.

use std::fmt;
use std::sync::Arc;

use datafusion::catalog::TableProvider;
use datafusion::common::ScalarValue;
use datafusion::datasource::MemTable;
use datafusion::prelude::SessionContext;
use norma_lake::contract::TABLES;
use serde::Serialize;

use crate::{Error, Result, catalog};

/// What a session is narrowed to; what is `None` does not narrow.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Scope {
    /// Name of the source.
    pub source: Option<String>,
    /// Work unit that asked, as exported.
    pub unit: Option<String>,
    /// Norm that the tickets map to, with everything below it (`001/8`, `001`), or the name of the service as exported.
    pub service: Option<String>,
}

impl Scope {
    /// Nothing is narrowed.
    pub const fn is_empty(&self) -> bool {
        self.source.is_none() && self.unit.is_none() && self.service.is_none()
    }

    /// The condition on a ticket, and its parameters.
    fn condition(&self) -> (String, Vec<(&'static str, ScalarValue)>) {
        let text = |text: String| ScalarValue::Utf8(Some(text));
        let mut conditions = vec!["true"];
        let mut values = Vec::new();
        if let Some(source) = &self.source {
            conditions.push("source = $source");
            values.push(("source", text(source.clone())));
        }
        if let Some(unit) = &self.unit {
            conditions.push("lower(trim(work_unit)) = $unit");
            values.push(("unit", text(unit.trim().to_lowercase())));
        }
        if let Some(service) = &self.service {
            let service = service.trim();
            // 001/8 is above 001/8.4 and not above 001/81.
            conditions.push(
                "(norm_path = $service or starts_with(norm_path, $part) \
                 or starts_with(norm_path, $below) or lower(trim(service_name)) = $named)",
            );
            values.push(("service", text(service.to_owned())));
            values.push(("part", text(format!("{service}."))));
            values.push(("below", text(format!("{service}/"))));
            values.push(("named", text(service.to_lowercase())));
        }
        (conditions.join(" and "), values)
    }

    /// Every table of the contract that `context` has at rest, with the rows of this scope alone: tickets with their events
    /// and findings; of the others, which know neither unit nor service, those of the source.
    ///
    /// # Errors
    /// [`Error::NothingInScope`] where no ticket is left; a lake that cannot be read.
    pub(crate) async fn tables(
        &self,
        context: &SessionContext,
    ) -> Result<Vec<(&'static str, Arc<dyn TableProvider>)>> {
        let (condition, values) = self.condition();
        let of_source = match &self.source {
            Some(_) => "source = $source",
            None => "true",
        };
        let mut tables = Vec::with_capacity(TABLES.len());
        for table in TABLES {
            let name = table.name;
            let sql = match name {
                "tickets" => format!("select * from lake.tickets where {condition}"),
                "ticket_events" | "findings" => format!(
                    "select * from lake.{name} as e where exists (select 1 from lake.tickets as t \
                     where t.source = e.source and t.ticket_id = e.ticket_id and {})",
                    condition_of(&condition)
                ),
                _ => format!("select * from lake.{name} where {of_source}"),
            };
            let used = values
                .iter()
                .filter(|(key, _)| sql.contains(&format!("${key}")));
            let used: Vec<_> = used.cloned().collect();
            let mut frame = context.sql_with_options(&sql, catalog::read_only()).await?;
            if !used.is_empty() {
                frame = frame.with_param_values(used)?;
            }
            let schema = Arc::clone(frame.schema().inner());
            let batches = frame.collect().await?;
            if name == "tickets" && batches.iter().all(|batch| batch.num_rows() == 0) {
                return Err(Error::NothingInScope(self.to_string()));
            }
            let kept: Arc<dyn TableProvider> = Arc::new(MemTable::try_new(schema, vec![batches])?);
            tables.push((name, kept));
        }
        Ok(tables)
    }
}

/// The condition with its columns named as those of the table `t`.
fn condition_of(condition: &str) -> String {
    let mut out = condition.to_owned();
    for (column, qualified) in [
        ("source = $", "t.source = $"),
        ("work_unit", "t.work_unit"),
        ("norm_path", "t.norm_path"),
        ("service_name", "t.service_name"),
    ] {
        out = out.replace(column, qualified);
    }
    out
}

/// For messages: `source hai, unit DJP`.
impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = [
            ("source", &self.source),
            ("unit", &self.unit),
            ("service", &self.service),
        ];
        let parts: Vec<String> = parts
            .into_iter()
            .filter_map(|(key, value)| Some(format!("{key} {}", value.as_ref()?)))
            .collect();
        f.write_str(&parts.join(", "))
    }
}
