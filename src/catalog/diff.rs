//! `norma catalog diff`.

use std::process::ExitCode;

use crate::arguments::{CatalogDiff, Place};

pub fn diff(_place: &Place, _options: &CatalogDiff) -> anyhow::Result<ExitCode> {
    anyhow::bail!("not written yet")
}
