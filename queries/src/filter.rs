//! What a page shows of the facts: a period, and tickets with certain properties. Nothing is judged again: a filter
//! chooses among facts, where a [`Scope`](crate::Scope) makes a session of its own for what is handed in.

use datafusion::common::{Result, ScalarValue};
use datafusion::dataframe::DataFrame;
use datafusion::functions::string::expr_fn::{btrim, lower, starts_with};
use datafusion::logical_expr::{Expr, JoinType, col, ident, lit};
use datafusion::prelude::SessionContext;
use norma_rules::{Instant, Period};
use serde::Serialize;

use crate::functions::microseconds;
use crate::{catalog, derived};

/// Which facts, changes and tickets are seen; what is empty does not narrow.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Filter {
    /// Clocks that were settled in it. `None` leaves the choice of a quarter to the models.
    pub period: Option<Period>,
    /// Name of the source.
    pub source: Option<String>,
    /// Organisation that serves.
    pub organisation: Option<String>,
    /// Work unit that asked, as exported, whatever its capitals.
    pub unit: Option<String>,
    /// Norm that the tickets map to, with everything below it (`001/8`, `001`), or the name of the service as exported;
    /// after `=` that norm alone (`=001/8`), or that name of tickets without a norm.
    pub service: Option<String>,
    /// Team that handled it, as exported.
    pub team: Option<String>,
    /// Channel by which the ticket came.
    pub channel: Option<String>,
    /// Priority that was applied; only clocks of incidents have one.
    pub priority: Option<String>,
    /// Judged by a norm of a local overlay, or by one of the documents; changes and tickets are not narrowed by it.
    pub local: Option<bool>,
    /// Clocks (`fulfilment`); changes and tickets are not narrowed by it.
    pub clocks: Vec<String>,
    /// Verdicts (`breached`); changes and tickets are not narrowed by it.
    pub verdicts: Vec<String>,
}

impl Filter {
    /// Whether every fact is seen.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// What facts, changes and tickets all have.
    fn common(&self) -> Vec<Expr> {
        let texts = [
            ("source", &self.source),
            ("organisation", &self.organisation),
            ("team", &self.team),
        ];
        let mut conditions: Vec<Expr> = texts
            .into_iter()
            .filter_map(|(name, value)| Some(col(name).eq(lit(value.clone()?))))
            .collect();
        if let Some(unit) = &self.unit {
            conditions.push(plain("work_unit").eq(lit(unit.trim().to_lowercase())));
        }
        if let Some(service) = &self.service {
            conditions.push(of_service(service.trim()));
        }
        conditions
    }

    /// Of facts.
    fn of_facts(&self) -> Vec<Expr> {
        let mut conditions = self.common();
        for (name, value) in [("channel", &self.channel), ("priority", &self.priority)] {
            if let Some(value) = value {
                conditions.push(col(name).eq(lit(value.clone())));
            }
        }
        if let Some(local) = self.local {
            conditions.push(col("local").eq(lit(local)));
        }
        for (name, values) in [("clock", &self.clocks), ("verdict", &self.verdicts)] {
            if !values.is_empty() {
                let values = values.iter().map(|value| lit(value.clone())).collect();
                conditions.push(col(name).in_list(values, false));
            }
        }
        if let Some(period) = self.period {
            // The quarter prunes files, the instant decides.
            let quarters = period.quarters().map(|quarter| lit(quarter.to_string()));
            conditions.push(col("quarter").in_list(quarters.collect(), false));
            if period.quarter().is_none() {
                let bound = |at: Instant| {
                    let at = Some(microseconds(at));
                    lit(ScalarValue::TimestampMicrosecond(at, Some("UTC".into())))
                };
                conditions.push(col("settled_at").gt_eq(bound(period.start())));
                conditions.push(col("settled_at").lt(bound(period.end())));
            }
        }
        conditions
    }

    /// Another context over the same tables that sees what this filter leaves. `sla_facts` of a period that is no quarter
    /// have its name as their quarter, so that the models of a quarter hold for it.
    pub(crate) async fn context(&self, whole: &SessionContext) -> Result<SessionContext> {
        let tables = catalog::tables_at_rest(whole).await?;
        let context = catalog::context(tables).await?;
        catalog::share_computed(whole, &context)?;

        let [facts, changes] = derived::TABLES;
        let kept = whole.read_table(catalog::at_rest(whole, facts).await?)?;
        let mut seen = filtered(kept, self.of_facts())?;
        if let Some(period) = self.period.filter(|period| period.quarter().is_none()) {
            let name = lit(period.to_string());
            let columns = seen
                .schema()
                .fields()
                .iter()
                .map(|field| match field.name().as_str() {
                    "quarter" => name.clone().alias("quarter"),
                    other => ident(other),
                });
            let columns: Vec<Expr> = columns.collect();
            seen = seen.select(columns)?;
        }
        catalog::add(&context, facts, seen.into_view()).await?;

        let tickets = whole.read_table(catalog::at_rest(whole, "tickets").await?)?;
        let mut conditions = self.common();
        if let Some(channel) = &self.channel {
            conditions.push(col("channel").eq(lit(channel.clone())));
        }
        let mut tickets = filtered(tickets, conditions)?;
        if let Some(priority) = &self.priority {
            let facts = whole.read_table(catalog::at_rest(whole, facts).await?)?;
            let of = filtered(facts, vec![col("priority").eq(lit(priority.clone()))])?;
            tickets = those_of(tickets, of)?;
        }
        let changed = whole.read_table(catalog::at_rest(whole, changes).await?)?;
        let mut changed = filtered(changed, self.common())?;
        if self.channel.is_some() || self.priority.is_some() {
            changed = those_of(changed, tickets.clone())?;
        }
        catalog::add(&context, changes, changed.into_view()).await?;
        catalog::replace(&context, "tickets", tickets.into_view()).await?;
        if let Some(source) = &self.source {
            for name in ["findings", "loads", "rejects"] {
                let rows = whole.read_table(catalog::at_rest(whole, name).await?)?;
                let rows = rows.filter(col("source").eq(lit(source.clone())))?;
                catalog::replace(&context, name, rows.into_view()).await?;
            }
        }
        Ok(context)
    }
}

fn of_service(service: &str) -> Expr {
    let path = || col("norm_path");
    let named = |name: &str| plain("service_name").eq(lit(name.to_lowercase()));
    match service.strip_prefix('=') {
        Some(only) => path().eq(lit(only)).or(path().is_null().and(named(only))),
        // 001/8 is above 001/8.4 and not above 001/81.
        None => path()
            .eq(lit(service))
            .or(starts_with(path(), lit(format!("{service}."))))
            .or(starts_with(path(), lit(format!("{service}/"))))
            .or(named(service)),
    }
}

/// A text column without regard to capitals and outer spaces.
fn plain(name: &str) -> Expr {
    lower(btrim(vec![col(name)]))
}

fn filtered(frame: DataFrame, conditions: Vec<Expr>) -> Result<DataFrame> {
    conditions.into_iter().try_fold(frame, DataFrame::filter)
}

/// The rows of `frame` whose ticket is among those of `others`.
fn those_of(frame: DataFrame, others: DataFrame) -> Result<DataFrame> {
    let keys = ["source", "ticket_id"];
    let named = ["of_source", "of_ticket"];
    let others = others.select(
        keys.iter()
            .zip(named)
            .map(|(key, name)| col(*key).alias(name))
            .collect::<Vec<_>>(),
    )?;
    frame.join(others, JoinType::LeftSemi, &keys, &named, None)
}
