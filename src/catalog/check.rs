//! `norma catalog check`.

use std::process::ExitCode;

use crate::arguments::{CatalogCheck, Place};

pub fn check(_place: &Place, _options: &CatalogCheck) -> anyhow::Result<ExitCode> {
    anyhow::bail!("not written yet")
}
