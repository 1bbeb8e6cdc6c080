//! `norma catalog`: what the documents promise.
//!
//! # Layout
//! - [`list`]: norms ([`norms`]), services ([`services`]) or rules ([`rules`], [`promises`]) that a [`filter`] leaves
//! - [`show`]: everything about one service, sub-service or norm, with what holds [`beside`] its norms and is [`promised`] besides
//! - [`diff`]: what changed between two documents
//! - [`check`], [`suggest`]: the overlays and service names of the configuration
//! - [`reference`]: what a word of the command line names; [`rows`]: CSV and JSON

mod beside;
mod check;
mod diff;
mod filter;
mod list;
mod norms;
mod promised;
mod promises;
mod reference;
mod rows;
mod rules;
mod services;
mod show;
mod suggest;

use std::process::ExitCode;

use crate::arguments::{Catalog, CatalogAction, Place};

/// One action of `norma catalog`; without one the norms are listed.
pub async fn catalog(place: &Place, options: Catalog) -> anyhow::Result<ExitCode> {
    match options.action {
        None => list::list(place, &options.list),
        Some(CatalogAction::List(options)) => list::list(place, &options),
        Some(CatalogAction::Show(options)) => show::show(place, &options),
        Some(CatalogAction::Diff(options)) => diff::diff(place, &options),
        Some(CatalogAction::Check(options)) => Ok(check::check(place, &options)),
        Some(CatalogAction::Suggest(options)) => suggest::suggest(place, &options).await,
    }
}
