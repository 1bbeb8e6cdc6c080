//! Parameters of models and checks: `$quarter` and the like, bound as values, never pasted into SQL.

use std::collections::BTreeMap;

use datafusion::common::ScalarValue;
use norma_rules::{Period, Quarter};

/// Values for the parameters of a model.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Params(BTreeMap<String, ScalarValue>);

impl Params {
    /// No parameters.
    pub fn none() -> Self {
        Self::default()
    }

    /// `$quarter`.
    pub fn quarter(quarter: Quarter) -> Self {
        Self::period(quarter.into())
    }

    /// `$quarter` for any period. One that is no quarter has facts in a session that is
    /// [`filtered`](crate::Session::filtered) by it.
    pub fn period(period: Period) -> Self {
        Self::none().with("quarter", period.to_string())
    }

    /// Adds a text parameter.
    #[must_use]
    pub fn with(mut self, name: &str, text: impl Into<String>) -> Self {
        self.0
            .insert(name.to_owned(), ScalarValue::Utf8(Some(text.into())));
        self
    }

    /// The period of `$quarter`, when that is the only parameter.
    pub(crate) fn only_period(&self) -> Option<Period> {
        match self.0.get("quarter") {
            Some(ScalarValue::Utf8(Some(text))) if self.0.len() == 1 => text.parse().ok(),
            _ => None,
        }
    }

    /// The value of `name`.
    pub(crate) fn get(&self, name: &str) -> Option<&ScalarValue> {
        self.0.get(name)
    }
}
