//! Functions that clients ask for when they connect.

use std::sync::Arc;

use arrow::datatypes::DataType;
use datafusion::common::{Result, ScalarValue};
use datafusion::logical_expr::{ColumnarValue, Volatility, create_udf};
use datafusion::prelude::SessionContext;

use crate::sign_in::VERSION;

/// `version()` in the form that drivers read, and who asks.
pub(crate) fn register(context: &SessionContext, user: &str) {
    let version = format!(
        "PostgreSQL {VERSION} (norma {}, datafusion)",
        env!("CARGO_PKG_VERSION")
    );
    constant(context, "version", version);
    for name in ["session_user", "current_user"] {
        constant(context, name, user.to_owned());
    }
    // Drivers give back what a connection may hold; here it holds no locks.
    constant(context, "pg_advisory_unlock_all", String::new());
}

fn constant(context: &SessionContext, name: &str, value: String) {
    let value = ScalarValue::Utf8(Some(value));
    let answer = move |_: &[ColumnarValue]| -> Result<ColumnarValue> {
        Ok(ColumnarValue::Scalar(value.clone()))
    };
    context.register_udf(create_udf(
        name,
        Vec::new(),
        DataType::Utf8,
        Volatility::Stable,
        Arc::new(answer),
    ));
}
