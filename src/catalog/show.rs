//! `norma catalog show`.

use std::process::ExitCode;

use crate::arguments::{CatalogShow, Place};

pub fn show(_place: &Place, _options: &CatalogShow) -> anyhow::Result<ExitCode> {
    anyhow::bail!("not written yet")
}
