//! `norma report`: the report of a quarter, and simulations by other norms.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context, bail};
use norma_queries::{Session, checks};
use norma_report::{Report, WhatIf, format};
use norma_rules::{NormSelection, Quarter, Rulebook};
use norma_transform::apply_overlay;

use crate::arguments::{self, Place, ReportFormat};
use crate::workplace::Workplace;

/// Writes the report, or a simulation, in every format asked for.
pub async fn report(place: &Place, options: arguments::Report) -> anyhow::Result<ExitCode> {
    let workplace = Workplace::open(place)?;
    // What is wrong with the norms is told before anything is computed.
    let simulation = options
        .norms
        .as_deref()
        .map(|norms| Ok::<_, anyhow::Error>((norms, other_rules(&workplace.rules(), norms)?)))
        .transpose()?;
    let session = workplace.session(options.as_of).await?;
    let folder = folder(&workplace, options.quarter, options.out.as_deref());
    let (report, name) = match simulation {
        None => (
            Report::build(&session, options.quarter).await?,
            "laporan".to_owned(),
        ),
        Some((norms, rules)) => {
            let report = simulate(session, rules, norms, options.quarter).await?;
            (report, format!("laporan-simulasi-{}", file_stem(norms)))
        }
    };
    for format in &options.format {
        match format {
            ReportFormat::Html => {
                let path = write(&report, &folder.join(format!("{name}.html")))?;
                println!("{}", path.display());
            }
        }
    }
    if let Some(what_if) = &report.what_if {
        println!("{}", totals(what_if));
    }
    Ok(ExitCode::SUCCESS)
}

/// Writes `laporan.html` of a quarter and returns its path. The file is whole or absent.
pub async fn write_html(
    workplace: &Workplace,
    session: &Session,
    quarter: Quarter,
    out: Option<&Path>,
) -> anyhow::Result<PathBuf> {
    let report = Report::build(session, quarter).await?;
    write(
        &report,
        &folder(workplace, quarter, out).join("laporan.html"),
    )
}

/// The rules of the configuration with other norms: those of a document of the catalogue, or an overlay besides.
fn other_rules(rules: &Rulebook, norms: &str) -> anyhow::Result<Arc<Rulebook>> {
    let mut other = rules.clone();
    if rules.catalogue.document(norms).is_some() {
        other.norms = NormSelection::Document(norms.to_owned());
    } else if Path::new(norms).is_file() {
        apply_overlay(&mut other, Path::new(norms))?;
    } else {
        let documents: Vec<&str> = rules
            .catalogue
            .documents()
            .iter()
            .map(|document| document.id.as_str())
            .collect();
        bail!(
            "--norms: {norms:?} is no document of the catalogue and no file; name one of {} or an overlay file",
            documents.join(", ")
        );
    }
    if other.version() == rules.version() {
        bail!("--norms: {norms} changes nothing: the norms in force already judge so");
    }
    Ok(Arc::new(other))
}

/// The report of the same tickets by both norms.
async fn simulate(
    session: Session,
    rules: Arc<Rulebook>,
    norms: &str,
    quarter: Quarter,
) -> anyhow::Result<Report> {
    let other = session.under(rules).await?;
    let session = session.beside(&other).await?;
    for outcome in checks::run_comparison(&session).await {
        if outcome.is_bad() {
            bail!(
                "check {} ({}): {}; a fault in norma, please report it",
                outcome.name,
                outcome.word(),
                outcome.title
            );
        }
    }
    Ok(Report::build_with_simulation(&session, &other, norms, quarter).await?)
}

/// What the file of a simulation is called after: `001`, or the name of the overlay without folder and extension.
fn file_stem(norms: &str) -> String {
    let stem = Path::new(norms).file_stem().unwrap_or_default();
    stem.to_string_lossy()
        .chars()
        .map(|c| {
            if c.is_alphanumeric() || c == '_' {
                c
            } else {
                '-'
            }
        })
        .collect()
}

/// Both totals of every promise, in a line.
fn totals(what_if: &WhatIf) -> String {
    let sides = WhatIf::PROMISES.map(|promise| {
        let total = what_if.total(promise);
        let side = |counts: norma_report::Counts| {
            let rate = format::percent(counts.met, counts.decided());
            format!("{} of {} ({rate})", counts.met, counts.decided())
        };
        let (in_force, other) = (side(total.in_force), side(total.other));
        format!("{promise} met {in_force} in force, {other} simulated")
    });
    format!(
        "simulation by {}, not the figures of the report: {}",
        what_if.norms,
        sides.join("; ")
    )
}

fn folder(workplace: &Workplace, quarter: Quarter, out: Option<&Path>) -> PathBuf {
    out.map_or_else(
        || workplace.config.reports.join(quarter.to_string()),
        Path::to_path_buf,
    )
}

/// Writes the page and returns its path. The file is whole or absent.
fn write(report: &Report, path: &Path) -> anyhow::Result<PathBuf> {
    let html = norma_report::html(report)?;
    write_whole(path, html.as_bytes())
        .with_context(|| format!("cannot write the report {}", path.display()))?;
    Ok(path.to_owned())
}

fn write_whole(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    let temporary = folder.join(format!(".{}.tmp", std::process::id()));
    let written =
        std::fs::write(&temporary, bytes).and_then(|()| std::fs::rename(&temporary, path));
    if written.is_err() {
        // Best effort: what could not be written is not left half-written either.
        let _ = std::fs::remove_file(&temporary);
    }
    written
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_file_of_a_simulation_never_is_the_report() {
        for (norms, stem) in [
            ("001", "001"),
            ("overlay/contoh.toml", "contoh"),
            ("overlay/norma lokal v1.2.toml", "norma-lokal-v1-2"),
        ] {
            assert_eq!(super::file_stem(norms), stem);
        }
    }
}
