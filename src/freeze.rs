//! `norma report freeze` and `norma report verify`: what was handed in, kept as it was and computed again.

use std::path::{Component, Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::{Context, bail};
use norma_report::Report;
use norma_report::freeze::{self, Freezing, Frozen, Verification};
use norma_rules::Quarter;
use norma_transform::Config;

use crate::arguments::{self, Place};
use crate::workplace::Workplace;

/// The folder of frozen revisions within the folder of a report.
const PLACE: &str = "beku";
/// At most so many figures are printed one by one.
const SHOWN: usize = 20;

/// The folder of the frozen revisions of a quarter.
pub fn place(config: &Config, quarter: Quarter) -> PathBuf {
    config.reports.join(quarter.to_string()).join(PLACE)
}

/// Freezes the report of a quarter: a new revision, or the word that nothing changed.
pub async fn freeze(place: &Place, options: arguments::ReportFreeze) -> anyhow::Result<ExitCode> {
    let workplace = Workplace::open(place)?;
    let config = &workplace.config;
    let configuration = configuration(config, options.quarter)?;
    let session = workplace.session(options.as_of).await?;
    let edition = crate::edition::edition(config, options.quarter)?;
    let report = Report::full(&session, options.quarter).await?;
    let freezing = Freezing {
        report: &report,
        edition: &edition,
        formats: &norma_report::Format::ALL,
        configuration,
    };
    let folder = options.out;
    let folder = folder.unwrap_or_else(|| self::place(config, options.quarter));
    match freeze::freeze(session, freezing, &folder).await? {
        Frozen::New {
            folder,
            revision: 1,
            ..
        } => println!("{}", folder.display()),
        Frozen::New {
            folder,
            revision,
            restated,
        } => println!(
            "{}\nrevision {revision} restates {restated} figures of revision {}; its first chapter says which and why",
            folder.display(),
            revision - 1
        ),
        Frozen::Same { folder, revision } => println!(
            "{}\nnothing changed since revision {revision}; no new one was written",
            folder.display()
        ),
    }
    Ok(ExitCode::SUCCESS)
}

/// Checks a frozen report and computes it again.
pub async fn verify(options: arguments::ReportVerify) -> anyhow::Result<ExitCode> {
    let folder = options.folder;
    let file = folder.join("configuration").join("norma.toml");
    let config = Config::load(&file)
        .with_context(|| format!("{}: the configuration in it", folder.display()))?;
    let manifest = freeze::Manifest::read(&folder)?;
    let edition = crate::edition::edition(&config, manifest.quarter)?;
    let rules = Arc::new(config.rulebook);
    let verification = freeze::verify(&folder, rules, &edition).await?;
    print(&folder, &verification);
    Ok(if verification.is_identical() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn print(folder: &Path, verification: &Verification) {
    let manifest = &verification.manifest;
    println!(
        "{}: {} revision {}, {} files, {} inputs",
        folder.display(),
        manifest.quarter,
        manifest.revision,
        manifest.files.len(),
        manifest.inputs.len()
    );
    if let Some(now) = &verification.rules {
        println!(
            "rules: frozen under {}, computed under {now}",
            manifest.rules_version
        );
    }
    if let Some(now) = &verification.norma {
        println!(
            "norma: frozen by {}, computed by {now}",
            manifest.norma_version
        );
    }
    if verification.is_identical() {
        println!(
            "identical: every file is as it was frozen, every output comes out again to the byte"
        );
        return;
    }
    for fault in &verification.files {
        println!("file: {fault}");
    }
    for moved in verification.figures.iter().take(SHOWN) {
        let side = |side: &Option<String>| side.clone().unwrap_or_else(|| "nothing".to_owned());
        println!(
            "figure: {}, {}, {}: frozen {}, computed {}",
            moved.caption,
            moved.row,
            moved.column,
            side(&moved.before),
            side(&moved.after)
        );
    }
    if verification.figures.len() > SHOWN {
        println!("and {} more figures", verification.figures.len() - SHOWN);
    }
    for output in &verification.outputs {
        println!("output: {output} comes out otherwise");
    }
    if let Some(why) = &verification.unreadable {
        println!("nothing could be computed again: {why}");
    }
}

/// Every file that the configuration and the texts of people consist of, by its path beside norma.toml.
fn configuration(
    config: &Config,
    quarter: norma_rules::Quarter,
) -> anyhow::Result<Vec<(String, Vec<u8>)>> {
    let read = |path: &Path| {
        std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))
    };
    let mut files = vec![("norma.toml".to_owned(), read(&config.file)?)];
    let named = config.overlay_files.iter().cloned();
    for path in named.chain(crate::edition::files(config, quarter)?) {
        let inside = path
            .components()
            .all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
        if !inside {
            bail!(
                "{}: a frozen report takes its configuration along, so this file must stand in {} or below; move it there and name it by a relative path",
                path.display(),
                config.folder().display()
            );
        }
        let parts: Vec<String> = path
            .components()
            .filter(|part| matches!(part, Component::Normal(_)))
            .map(|part| part.as_os_str().to_string_lossy().into_owned())
            .collect();
        files.push((parts.join("/"), read(&config.folder().join(&path))?));
    }
    files.sort();
    files.dedup();
    stands_alone(&files, quarter)?;
    Ok(files)
}

/// What is taken along must not read the folder that it came from: an absolute path still would.
fn stands_alone(files: &[(String, Vec<u8>)], quarter: norma_rules::Quarter) -> anyhow::Result<()> {
    let copy = tempfile::tempdir().context("cannot copy the configuration")?;
    for (name, bytes) in files {
        let path = copy.path().join(name);
        let parent = path.parent().unwrap_or(copy.path());
        std::fs::create_dir_all(parent)
            .and_then(|()| std::fs::write(&path, bytes))
            .with_context(|| format!("cannot copy {name}"))?;
    }
    let config = Config::load(&copy.path().join("norma.toml"))
        .context("a frozen report takes its configuration along; without its folder it is wrong")?;
    let named = crate::edition::files(&config, quarter)?;
    let notes = crate::notes::folder(&config, quarter);
    let within = |path: &Path| {
        (!path.is_absolute() || path.starts_with(copy.path()))
            && path.components().all(|part| part != Component::ParentDir)
    };
    if let Some(path) = named
        .iter()
        .map(PathBuf::as_path)
        .chain([notes.as_path()])
        .find(|path| !within(path))
    {
        bail!(
            "{}: a frozen report takes its configuration along, so [report] must name it by a path relative to norma.toml",
            path.display()
        );
    }
    Ok(())
}
