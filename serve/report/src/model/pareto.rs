//! Where norms were broken most.

use serde::Serialize;

/// `breach_pareto`: what one service broke on one clock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ParetoRow {
    /// Judged by norms that a local overlay adopted; they have a Pareto of their own.
    pub local: bool,
    /// 1 for the most.
    pub place: i64,
    /// Organisation.
    pub organisation: String,
    /// Norm it maps to, `001/8.4`.
    pub norm_path: Option<String>,
    /// Name as exported.
    pub service_name: Option<String>,
    /// Which clock.
    pub clock: String,
    /// Finished beyond the norm.
    pub breached: i64,
    /// Unfinished and beyond it.
    pub overdue: i64,
    /// Both.
    pub breaches: i64,
    /// This row and those before it.
    pub cumulative: i64,
    /// Every row.
    pub of_all: i64,
}
