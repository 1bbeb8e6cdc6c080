//! From exports to typed rows: the configuration, the mapping of each source, staging, and the run that ties them together.
//!
//! # Layout
//!
//! - [`config`]: `norma.toml`, validated as a whole
//! - [`typing`]: texts of an export to instants, numbers and words of the contract
//! - [`staging`]: one export of the landing as Parquet with the columns of the contract
//! - [`pipeline`]: a run: pull, stage, merge, commit
//! - [`suggestions`]: what a service name that no rule maps may stand for
//!
//! Architecture invariant: no datafusion and no SQL here, and no figure. What leaves this room is Parquet with the
//! columns of the table contract.

pub mod config;
pub mod pipeline;
pub mod staging;
pub mod suggestions;
pub mod typing;

pub use config::{
    Config, ConfigError, ConfigErrors, ExportTime, Indicator, ProxyConfig, ReportConfig, Rows,
    ServeConfig, ServiceRules, SignatoryConfig, SourceConfig, SqlConfig, TargetConfig,
    apply_overlay,
};
