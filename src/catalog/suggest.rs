//! `norma catalog suggest`.

use std::process::ExitCode;

use crate::arguments::{CatalogSuggest, Place};

pub async fn suggest(_place: &Place, _options: &CatalogSuggest) -> anyhow::Result<ExitCode> {
    anyhow::bail!("not written yet")
}
