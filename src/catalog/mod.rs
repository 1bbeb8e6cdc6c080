//! `norma catalog`: what the documents promise.

mod check;
mod diff;
mod list;
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
        Some(CatalogAction::Check(options)) => check::check(place, &options),
        Some(CatalogAction::Suggest(options)) => suggest::suggest(place, &options).await,
    }
}
