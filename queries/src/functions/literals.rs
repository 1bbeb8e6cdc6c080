//! Timestamps as people write them in SQL, where datafusion would misread or refuse them.
//!
//! - `timestamp '2026-03-17 08:00+07'` is refused: its type has no zone, so the offset would be dropped silently and
//!   01.00 kept. With `timestamptz` it counts.
//! - `timestamptz '2026-03-17 08:00+07'` is read although it has no seconds: in models by the analyzer rule, in queries of
//!   users before they are planned, because arguments of table functions never come to the rule.

use std::ops::ControlFlow;

use arrow::datatypes::DataType;
use datafusion::common::config::ConfigOptions;
use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::common::{Result, ScalarValue, plan_err};
use datafusion::logical_expr::expr_rewriter::NamePreserver;
use datafusion::logical_expr::{Cast, Expr, LogicalPlan, TryCast};
use datafusion::optimizer::AnalyzerRule;
use datafusion::sql::parser::Statement;
use datafusion::sql::sqlparser::ast::{
    DataType as SqlType, Expr as SqlExpr, TypedString, Value, visit_expressions_mut,
};

use super::arguments::WRITE_TIMESTAMPTZ;

/// The analyzer rule.
#[derive(Debug)]
pub struct TimestampLiterals;

impl AnalyzerRule for TimestampLiterals {
    fn analyze(&self, plan: LogicalPlan, _: &ConfigOptions) -> Result<LogicalPlan> {
        let read = plan.transform_up_with_subqueries(|node| {
            let names = NamePreserver::new(&node);
            node.map_expressions(|expression| {
                let name = names.save(&expression);
                let read = expression.transform_up(literal)?;
                Ok(read.update_data(|e| name.restore(e)))
            })
        })?;
        Ok(read.data)
    }

    fn name(&self) -> &'static str {
        "timestamp_literals"
    }
}

/// A cast of a literal text to a timestamp, refused or completed; anything else as it is.
fn literal(expression: Expr) -> Result<Transformed<Expr>> {
    let (Expr::Cast(Cast { expr: inner, field }) | Expr::TryCast(TryCast { expr: inner, field })) =
        &expression
    else {
        return Ok(Transformed::no(expression));
    };
    let (DataType::Timestamp(_, zone), Expr::Literal(value, _)) =
        (field.data_type(), inner.as_ref())
    else {
        return Ok(Transformed::no(expression));
    };
    let Some(Some(text)) = value.try_as_str() else {
        return Ok(Transformed::no(expression));
    };
    if zone.is_none() && has_zone(text) {
        return plan_err!(
            "timestamp '{text}' has an offset, but its type has no zone and would drop it; {WRITE_TIMESTAMPTZ}"
        );
    }
    let Some(completed) = with_seconds(text) else {
        return Ok(Transformed::no(expression));
    };
    let completed = Box::new(Expr::Literal(ScalarValue::Utf8(Some(completed)), None));
    let field = field.clone();
    Ok(Transformed::yes(match expression {
        Expr::TryCast(_) => Expr::TryCast(TryCast {
            expr: completed,
            field,
        }),
        _ => Expr::Cast(Cast {
            expr: completed,
            field,
        }),
    }))
}

/// Adds the seconds that timestamps of a statement lack, wherever they stand.
pub(crate) fn complete_timestamps(statement: &mut Statement) {
    let sql = match statement {
        Statement::Statement(sql) => sql,
        Statement::Explain(explained) => return complete_timestamps(&mut explained.statement),
        _ => return,
    };
    let _ = visit_expressions_mut(sql, |expression| {
        let value = match expression {
            SqlExpr::TypedString(TypedString {
                data_type: SqlType::Timestamp(..),
                value,
                ..
            }) => Some(value),
            SqlExpr::Cast {
                data_type: SqlType::Timestamp(..),
                expr,
                ..
            } => match expr.as_mut() {
                SqlExpr::Value(value) => Some(value),
                _ => None,
            },
            _ => None,
        };
        if let Some(value) = value
            && let Value::SingleQuotedString(text) = &mut value.value
            && let Some(completed) = with_seconds(text)
        {
            *text = completed;
        }
        ControlFlow::<()>::Continue(())
    });
}

/// What follows the date in a timestamp text.
fn time_of(text: &str) -> Option<&str> {
    text.split_once(['T', 't', ' ']).map(|(_, time)| time)
}

/// Whether a timestamp text carries an offset or a zone's name after its date.
fn has_zone(text: &str) -> bool {
    time_of(text.trim())
        .is_some_and(|time| time.contains(['+', '-']) || time.chars().any(char::is_alphabetic))
}

/// The text with seconds, if it gives hour and minute only.
fn with_seconds(text: &str) -> Option<String> {
    let time = time_of(text)?;
    let (clock, rest) = time.split_at_checked("08:00".len())?;
    let is_clock = clock.bytes().enumerate().all(|(i, b)| match i {
        2 => b == b':',
        _ => b.is_ascii_digit(),
    });
    let ends = rest.is_empty() || rest.starts_with(['+', '-', 'Z', 'z', ' ']);
    let date = text.strip_suffix(time)?;
    (is_clock && ends).then(|| format!("{date}{clock}:00{rest}"))
}

#[cfg(test)]
mod tests {
    use super::*;

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

    #[test]
    fn seconds_are_added_where_there_are_none() {
        for (text, completed) in [
            ("2026-03-17 08:00", "2026-03-17 08:00:00"),
            ("2026-03-17T08:00", "2026-03-17T08:00:00"),
            ("2026-03-17 08:00+07", "2026-03-17 08:00:00+07"),
            ("2026-03-17 08:00Z", "2026-03-17 08:00:00Z"),
            (
                "2026-03-17 08:00 Asia/Jakarta",
                "2026-03-17 08:00:00 Asia/Jakarta",
            ),
        ] {
            assert_eq!(with_seconds(text).as_deref(), Some(completed), "{text}");
        }
        for whole in [
            "2026-03-17",
            "2026-03-17 08:00:30",
            "2026-03-17 0800",
            "2026-03-17 08.00",
            "x",
        ] {
            assert_eq!(with_seconds(whole), None, "{whole}");
        }
    }
}
