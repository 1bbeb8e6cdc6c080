//! The folder of what people write about quarters: `catatan/2026-TW1/*.md`, beside the configuration.

use std::fmt::Display;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use anyhow::Context;
use norma_report::notes::Notes;
use norma_transform::Config;

/// The folder of a quarter, or of a year.
pub fn folder(config: &Config, period: impl Display + Copy) -> PathBuf {
    config.report.notes.join(period.to_string())
}

/// The notes in `folder`, in the order of their names; none where there is no folder.
///
/// # Errors
/// A file that cannot be read, or is no note: every fault with file and line.
pub fn read(folder: &Path) -> anyhow::Result<Notes> {
    let mut texts = Vec::new();
    for path in files(folder)? {
        let text = fs::read_to_string(&path).with_context(|| {
            format!("cannot read the note {}; save it as UTF-8", path.display())
        })?;
        texts.push((path.display().to_string(), text));
    }
    Ok(Notes::parse(&texts)?)
}

/// The files of the notes in `folder`, in the order of their names; none where there is no folder.
///
/// # Errors
/// A folder that cannot be read.
pub fn files(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let reading = || format!("cannot read the notes in {}", folder.display());
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error).with_context(reading),
    };
    let mut paths = Vec::new();
    for entry in entries {
        let path = entry.with_context(reading)?.path();
        let is_note = path
            .extension()
            .is_some_and(|e| e.eq_ignore_ascii_case("md"));
        // Names that begin with a dot are of editors and systems.
        let hidden = path
            .file_name()
            .is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if is_note && !hidden && path.is_file() {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}
