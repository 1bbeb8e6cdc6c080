//! `norma report`: the report of a quarter or a year, and simulations by other norms.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context, bail};
use norma_queries::{Scope, Session, checks};
use norma_report::{Format, Report, WhatIf, Year, format};
use norma_rules::{NormSelection, Quarter, Rulebook};
use norma_transform::apply_overlay;

use crate::arguments::{self, Period, Place, ReportFormat};
use crate::edition::edition;
use crate::workplace::Workplace;

/// Writes the report, or a simulation, in every format asked for.
pub async fn report(place: &Place, options: arguments::Report) -> anyhow::Result<ExitCode> {
    if matches!(options.period, Period::Year(_)) && options.norms.is_some() {
        bail!("--norms: a simulation is of a quarter; name one, such as 2026-TW1");
    }
    let workplace = Workplace::open(place)?;
    // What is wrong with the norms is told before anything is computed.
    let simulation = options
        .norms
        .as_deref()
        .map(|norms| Ok::<_, anyhow::Error>((norms, other_rules(&workplace.rules(), norms)?)))
        .transpose()?;
    let edition = match options.period {
        Period::Quarter(quarter) => edition(&workplace.config, quarter),
        Period::Year(year) => edition(&workplace.config, year),
    }?;
    let scope = Scope {
        source: options.source.clone(),
        unit: options.unit.clone(),
        service: options.service.clone(),
    };
    let mut session = workplace.session(options.as_of).await?;
    if !scope.is_empty() {
        session = session.narrowed(scope.clone()).await?;
    }
    let mut stem = "laporan".to_owned();
    let mut simulated = None;
    let (document, name) = match (options.period, simulation) {
        (Period::Year(year), _) => {
            let report = Year::build(&session, year).await?;
            (
                norma_report::year_document(&report, &edition)?,
                year.to_string(),
            )
        }
        (Period::Quarter(quarter), None) => {
            let report = Report::full(&session, quarter).await?;
            (
                norma_report::document(&report, &edition)?,
                quarter.to_string(),
            )
        }
        (Period::Quarter(quarter), Some((norms, rules))) => {
            stem = format!("{stem}-simulasi-{}", file_stem(norms));
            let report = simulate(session, rules, norms, quarter).await?;
            let document = norma_report::document(&report, &edition)?;
            simulated = report.what_if;
            (document, quarter.to_string())
        }
    };
    let folder = folder(&workplace, &name, options.out.as_deref());
    stem.push_str(&scope_stem(&scope));
    let formats: Vec<Format> = options.format.into_iter().map(of_document).collect();
    for output in norma_report::outputs(&document, &formats)? {
        let path = folder.join(named(&output.name, &stem));
        write(&output.bytes, &path)?;
        println!("{}", path.display());
    }
    if let Some(what_if) = &simulated {
        println!("{}", totals(what_if));
    }
    Ok(ExitCode::SUCCESS)
}

const fn of_document(format: ReportFormat) -> Format {
    match format {
        ReportFormat::Pdf => Format::Pdf,
        ReportFormat::Docx => Format::Docx,
        ReportFormat::Xlsx => Format::Xlsx,
        ReportFormat::Html => Format::Html,
        ReportFormat::Csv => Format::Csv,
        ReportFormat::CsvExcel => Format::CsvExcel,
    }
}

/// The name of an output of a report that is not the whole one: `laporan` and the folders of tables say which.
fn named(output: &str, stem: &str) -> String {
    match output.strip_prefix("laporan") {
        Some(rest) => format!("{stem}{rest}"),
        None if stem == "laporan" => output.to_owned(),
        None => format!("{stem}-{output}"),
    }
}

/// What the files of a part of the tickets are called after: `-sumber-hai`.
fn scope_stem(scope: &Scope) -> String {
    let parts = [
        ("sumber", &scope.source),
        ("unit", &scope.unit),
        ("layanan", &scope.service),
    ];
    parts
        .into_iter()
        .filter_map(|(word, value)| Some(format!("-{word}-{}", plain(value.as_ref()?))))
        .collect()
}

/// Writes `laporan.html` of a quarter, without the annexes that cost more than it does, and returns its path. The file is
/// whole or absent.
pub async fn write_html(
    workplace: &Workplace,
    session: &Session,
    quarter: Quarter,
    out: Option<&Path>,
) -> anyhow::Result<PathBuf> {
    let report = Report::build(session, quarter).await?;
    let document = norma_report::document(&report, &edition(&workplace.config, quarter)?)?;
    let folder = folder(workplace, &quarter.to_string(), out);
    let mut path = folder.clone();
    for output in norma_report::outputs(&document, &[Format::Html])? {
        path = folder.join(&output.name);
        write(&output.bytes, &path)?;
    }
    Ok(path)
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
    plain(&stem.to_string_lossy())
}

/// Letters and digits of a text that names a file.
fn plain(text: &str) -> String {
    text.trim()
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

fn folder(workplace: &Workplace, period: &str, out: Option<&Path>) -> PathBuf {
    out.map_or_else(|| workplace.config.reports.join(period), Path::to_path_buf)
}

/// Writes one file of the report, whole or not at all.
fn write(bytes: &[u8], path: &Path) -> anyhow::Result<()> {
    write_whole(path, bytes).with_context(|| format!("cannot write the report {}", path.display()))
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

    #[test]
    fn the_files_of_a_part_never_are_the_report() {
        let scope = norma_queries::Scope {
            source: Some("hai".to_owned()),
            unit: None,
            service: Some("002/11.a".to_owned()),
        };
        let stem = format!("laporan{}", super::scope_stem(&scope));
        for (output, whole, part) in [
            (
                "laporan.pdf",
                "laporan.pdf",
                "laporan-sumber-hai-layanan-002-11-a.pdf",
            ),
            (
                "csv/breaches.csv",
                "csv/breaches.csv",
                "laporan-sumber-hai-layanan-002-11-a-csv/breaches.csv",
            ),
        ] {
            assert_eq!(super::named(output, "laporan"), whole);
            assert_eq!(super::named(output, &stem), part);
        }
    }
}
