//! `norma catalog list`: norms, services or rules, with their words and source.

use std::process::ExitCode;

use norma_rules::Rulebook;
use serde::Serialize;

use super::filter::Filter;
use super::{norms, rows, rules, services};
use crate::arguments::{CatalogList, Format, Place};
use crate::{show, workplace};

/// Lists what was asked for. Filters that leave nothing are told, they are no error.
///
/// # Errors
/// A document, organisation or path that the catalogue does not have.
pub fn list(place: &Place, options: &CatalogList) -> anyhow::Result<ExitCode> {
    let rulebook = workplace::rulebook(place)?;
    let filter = Filter::new(&rulebook.catalogue, options)?;
    if options.rules {
        list_rules(&rulebook, &filter, options.format)?;
    } else if options.services {
        list_services(&rulebook, &filter, options.format)?;
    } else {
        list_norms(&rulebook, &filter, options.format)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn list_norms(rulebook: &Rulebook, filter: &Filter, format: Format) -> anyhow::Result<()> {
    let catalogue = &rulebook.catalogue;
    let chosen = norms::chosen(catalogue, filter);
    let typed: Vec<_> = chosen
        .iter()
        .map(|norm| norms::NormRow::new(catalogue, norm))
        .collect();
    print("norm", filter, format, &typed, |width| {
        norms::page(catalogue, &chosen, width)
    })
}

fn list_services(rulebook: &Rulebook, filter: &Filter, format: Format) -> anyhow::Result<()> {
    let catalogue = &rulebook.catalogue;
    let rows = services::rows(catalogue, filter);
    print("service", filter, format, &rows, |width| {
        services::page(catalogue, &rows, width)
    })
}

fn list_rules(rulebook: &Rulebook, filter: &Filter, format: Format) -> anyhow::Result<()> {
    let rows = rules::rows(rulebook, filter)?;
    print("rule", filter, format, &rows, |width| {
        rules::page(&rows, width)
    })
}

/// Prints rows for reading or for programs; that there are none goes to standard error.
fn print<T: Serialize + Default>(
    what: &str,
    filter: &Filter,
    format: Format,
    rows: &[T],
    page: impl FnOnce(u16) -> String,
) -> anyhow::Result<()> {
    if rows.is_empty() {
        eprintln!(
            "norma: no {what} is left by the filters: {}",
            filter.in_words()
        );
    }
    match format {
        Format::Table if rows.is_empty() => Ok(()),
        Format::Table => {
            println!("{}", page(show::page_width()));
            Ok(())
        }
        _ => rows::print(format, rows),
    }
}
