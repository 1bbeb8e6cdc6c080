//! Models in SQL: `select * from quarter_summary('2026-TW1')`; those without parameters are views.

use std::fmt;
use std::sync::Arc;

use arrow::datatypes::Schema;
use datafusion::catalog::{TableFunctionArgs, TableFunctionImpl, TableProvider};
use datafusion::common::{Result, ScalarValue, plan_err};
use datafusion::datasource::ViewTable;
use datafusion::logical_expr::{Expr, LogicalPlan};

use crate::models::Model;

/// A model with parameters as a table function; its arguments are its parameters in the order of its header.
pub(crate) struct ModelTable {
    model: &'static Model,
    plan: LogicalPlan,
}

impl ModelTable {
    /// The function over the planned SQL of `model`.
    pub(crate) fn new(model: &'static Model, plan: LogicalPlan) -> Self {
        Self { model, plan }
    }

    /// The model.
    pub(crate) fn model(&self) -> &'static Model {
        self.model
    }

    /// The columns of its rows.
    pub(crate) fn schema(&self) -> &Schema {
        self.plan.schema().as_arrow()
    }
}

impl fmt::Debug for ModelTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ModelTable({})", self.model.name)
    }
}

impl TableFunctionImpl for ModelTable {
    fn call_with_args(&self, args: TableFunctionArgs<'_, '_>) -> Result<Arc<dyn TableProvider>> {
        let parameters = &self.model.header.parameters;
        if args.exprs().len() != parameters.len() {
            return plan_err!(
                "{} takes {} arguments: ${}",
                self.model.name,
                parameters.len(),
                parameters.join(", $")
            );
        }
        let mut values = Vec::with_capacity(parameters.len());
        for (parameter, expression) in parameters.iter().zip(args.exprs()) {
            let text = match expression {
                Expr::Literal(value, _) => value.try_as_str().flatten(),
                _ => None,
            };
            let Some(text) = text else {
                return plan_err!(
                    "{}: ${parameter} must be a text such as '2026-TW1'",
                    self.model.name
                );
            };
            let value = ScalarValue::Utf8(Some(text.to_owned()));
            values.push((parameter.clone(), value));
        }
        let plan = self.plan.clone().with_param_values(values)?;
        Ok(Arc::new(ViewTable::new(plan, None)))
    }
}
