//! What the configuration says of reports, as `norma-report` takes it.

use std::fmt::Display;
use std::path::PathBuf;

use anyhow::Context;
use norma_report::{Edition, Image, Limit, Paper, Signatory, Targets};
use norma_rules::Quarter;
use norma_transform::{Config, Indicator};

use crate::notes;

/// Cover, signatures and targets of the configuration, and what people wrote about the quarter or year.
///
/// # Errors
/// A logo or a note that cannot be read.
pub fn edition(config: &Config, period: impl Display + Copy) -> anyhow::Result<Edition> {
    Ok(Edition {
        notes: notes::read(&notes::folder(config, period))?,
        ..lasting(config)?
    })
}

/// The same without what people wrote: it holds for any quarter.
///
/// # Errors
/// A logo that cannot be read.
pub fn lasting(config: &Config) -> anyhow::Result<Edition> {
    let report = &config.report;
    let logo = match &report.logo {
        None => None,
        Some(path) => Some(Image {
            bytes: std::fs::read(path).with_context(|| {
                format!("cannot read the logo {} ([report] logo)", path.display())
            })?,
            svg: path.extension().is_some_and(|extension| extension == "svg"),
            alt: report.organisation.first().map_or_else(
                || "Logo".to_owned(),
                |organisation| format!("Logo {organisation}"),
            ),
        }),
    };
    let limit = |indicator: Indicator| {
        let mut targets = report.targets.iter();
        let found = targets.find(|target| target.indicator == indicator)?;
        Some(Limit {
            target: found.target,
            warning: found.warning,
            basis: found.basis.clone(),
        })
    };
    let signatories = report.signatories.iter().map(|signatory| Signatory {
        act: signatory.act.clone(),
        office: signatory.office.clone(),
        name: signatory.name.clone(),
        number: signatory.number.clone(),
    });
    Ok(Edition {
        organisation: report.organisation.clone(),
        place: report.place.clone(),
        paper: if report.letter {
            Paper::Letter
        } else {
            Paper::A4
        },
        logo,
        signatories: signatories.collect(),
        targets: Targets {
            fulfilment: limit(Indicator::Fulfilment),
            resolution: limit(Indicator::Resolution),
            response: limit(Indicator::Response),
        },
        ..Edition::default()
    })
}

/// The files that [`edition`] reads, relative to the folder of the configuration where they stand below it.
///
/// # Errors
/// A folder of notes that cannot be read.
pub fn files(config: &Config, quarter: Quarter) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = notes::files(&notes::folder(config, quarter))?;
    files.extend(config.report.logo.clone());
    let folder = config.folder();
    let inside = |path: PathBuf| path.strip_prefix(folder).map(PathBuf::from).unwrap_or(path);
    Ok(files.into_iter().map(inside).collect())
}
