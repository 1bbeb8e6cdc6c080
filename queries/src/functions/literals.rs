//! Refuses `timestamp '2026-03-17 08:00+07'`: the type has no zone, so datafusion would drop the offset silently and
//! keep 01.00. With `timestamptz` the offset counts.

use arrow::datatypes::DataType;
use datafusion::common::config::ConfigOptions;
use datafusion::common::tree_node::{TreeNode, TreeNodeRecursion};
use datafusion::common::{Result, plan_err};
use datafusion::logical_expr::{Cast, Expr, LogicalPlan, TryCast};
use datafusion::optimizer::AnalyzerRule;

use super::arguments::WRITE_TIMESTAMPTZ;

/// The analyzer rule.
#[derive(Debug)]
pub struct RefuseOffsets;

impl AnalyzerRule for RefuseOffsets {
    fn analyze(&self, plan: LogicalPlan, _: &ConfigOptions) -> Result<LogicalPlan> {
        plan.apply_with_subqueries(|node| {
            node.apply_expressions(|expression| expression.apply(refuse_offset))
        })?;
        Ok(plan)
    }

    fn name(&self) -> &'static str {
        "refuse_offsets_in_zoneless_literals"
    }
}

fn refuse_offset(expression: &Expr) -> Result<TreeNodeRecursion> {
    let (inner, field) = match expression {
        Expr::Cast(Cast { expr, field }) | Expr::TryCast(TryCast { expr, field }) => (expr, field),
        _ => return Ok(TreeNodeRecursion::Continue),
    };
    if let (DataType::Timestamp(_, None), Expr::Literal(literal, _)) =
        (field.data_type(), inner.as_ref())
        && let Some(Some(text)) = literal.try_as_str()
        && has_zone(text)
    {
        return plan_err!(
            "timestamp '{text}' has an offset, but its type has no zone and would drop it; {WRITE_TIMESTAMPTZ}"
        );
    }
    Ok(TreeNodeRecursion::Continue)
}

/// Whether a timestamp text carries an offset or a zone's name after its date.
fn has_zone(text: &str) -> bool {
    let time = text
        .trim()
        .split_once(['T', 't', ' '])
        .map_or("", |(_, time)| time);
    time.contains(['+', '-']) || time.chars().any(char::is_alphabetic)
}

#[cfg(test)]
mod tests {
    use super::has_zone;

    #[test]
    fn offsets_and_zone_names() {
        for with in [
            "2026-03-17 08:00+07",
            "2026-03-17T08:00:00Z",
            "2026-03-17 08:00 Asia/Jakarta",
            "2026-03-17 08:00:00-03:00",
        ] {
            assert!(has_zone(with), "{with}");
        }
        for without in ["2026-03-17", "2026-03-17 08:00", "2026-03-17T08:00:00.5"] {
            assert!(!has_zone(without), "{without}");
        }
    }
}
