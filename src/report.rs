//! `norma report`: the report of a quarter.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use norma_queries::Session;
use norma_report::Report;
use norma_rules::Quarter;

use crate::arguments::{self, Place, ReportFormat};
use crate::workplace::Workplace;

/// Writes the report in every format asked for.
pub async fn report(place: &Place, options: arguments::Report) -> anyhow::Result<ExitCode> {
    let workplace = Workplace::open(place)?;
    let session = workplace.session(options.as_of).await?;
    for format in &options.format {
        match format {
            ReportFormat::Html => {
                let path = write_html(
                    &workplace,
                    &session,
                    options.quarter,
                    options.out.as_deref(),
                )
                .await?;
                println!("{}", path.display());
            }
        }
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
    let html = norma_report::html(&report)?;
    let folder = out.map_or_else(
        || workplace.config.reports.join(quarter.to_string()),
        Path::to_path_buf,
    );
    let path = folder.join("laporan.html");
    write_whole(&path, html.as_bytes())
        .with_context(|| format!("cannot write the report {}", path.display()))?;
    Ok(path)
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
