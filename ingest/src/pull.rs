//! Pulling: files, folders, globs and one address into the landing.

use std::fs::{self, File, Metadata};
use std::path::{Path, PathBuf};

use crate::error::{LandingError, explain};
use crate::http::{self, Answer};
use crate::landing::{
    CopyError, LandedFile, Landing, Manifest, copy_hashing, instant_text, io_error,
};
use crate::source::SourceSpec;

/// What a pull brought.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PullReport {
    /// Exports that are new in the landing.
    pub landed: Vec<LandedFile>,
    /// Exports whose bytes were there already.
    pub known: Vec<LandedFile>,
    /// Those of `known` that now come under another name. The first name stays.
    pub renamed: Vec<Renamed>,
    /// What could not be pulled, and what is damaged in the landing.
    pub failed: Vec<PullFailure>,
}

/// The bytes of a known export under another name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Renamed {
    /// SHA-256 of the bytes.
    pub sha256: String,
    /// The name they are kept under.
    pub first_name: String,
    /// The name they came under now.
    pub seen_as: String,
}

/// An export that could not be pulled.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{source_name}: {name}: {message}")]
pub struct PullFailure {
    /// The source.
    pub source_name: String,
    /// The file or address.
    pub name: String,
    /// What is wrong, and the repair.
    pub message: String,
}

/// Told what a pull is doing, for progress bars.
pub trait Progress {
    /// A file is being read; its length if known.
    fn start(&self, _name: &str, _bytes: Option<u64>) {}
    /// So many bytes more were read.
    fn advance(&self, _bytes: u64) {}
    /// The file is done.
    fn finish(&self) {}
}

/// Tells nobody.
#[derive(Debug, Clone, Copy)]
pub struct NoProgress;

impl Progress for NoProgress {}

impl Landing {
    /// Pulls everything a source has to offer now. Relative paths start from `base_dir`; `pulled_at` are
    /// seconds since 1970 UTC, written into the manifests. `token` is asked for the value of the
    /// environment variable that the source names in `token_env`: this crate does not read the environment.
    ///
    /// What fails is in the report; the other exports are pulled all the same.
    pub fn pull(
        &self,
        spec: &SourceSpec,
        base_dir: &Path,
        pulled_at: i64,
        token: &dyn Fn(&str) -> Option<String>,
        progress: &dyn Progress,
    ) -> PullReport {
        let mut pull = Pull {
            landing: self,
            spec,
            pulled_at,
            progress,
            report: PullReport::default(),
        };
        let faults = spec.faults();
        if faults.is_empty() {
            match (&spec.path, &spec.url) {
                (Some(path), _) => pull.path(base_dir, path),
                (None, Some(url)) => pull.url(url, base_dir, token),
                (None, None) => {}
            }
            pull.damage();
        }
        for fault in faults {
            pull.failed("", fault.to_string());
        }
        pull.report
    }
}

struct Pull<'a> {
    landing: &'a Landing,
    spec: &'a SourceSpec,
    pulled_at: i64,
    progress: &'a dyn Progress,
    report: PullReport,
}

/// One export could not be taken.
enum Failure {
    /// It changed while it was read.
    Changed,
    /// Anything else, in words.
    Message(String),
}

impl From<LandingError> for Failure {
    fn from(error: LandingError) -> Self {
        Self::Message(error.to_string())
    }
}

impl Pull<'_> {
    fn path(&mut self, base_dir: &Path, path: &str) {
        match find(base_dir, path) {
            Ok(found) => {
                for file in found {
                    self.file(&file);
                }
            }
            Err(message) => self.failed(path, message),
        }
    }

    fn file(&mut self, path: &Path) {
        let name = file_name(path);
        let mut result = self.take_file(path, &name);
        if matches!(result, Err(Failure::Changed)) {
            std::thread::sleep(self.landing.retry_after);
            result = self.take_file(path, &name);
        }
        self.progress.finish();
        match result {
            Ok(()) => {}
            Err(Failure::Message(message)) => self.failed(&path.display().to_string(), message),
            Err(Failure::Changed) => self.failed(
                &path.display().to_string(),
                "the file changes while it is read: wait until its export is complete, then run again"
                    .into(),
            ),
        }
    }

    /// Reads the file twice: to know its bytes, and to copy them. Both times they must be the same.
    fn take_file(&mut self, path: &Path, name: &str) -> Result<(), Failure> {
        let unreadable =
            |error| Failure::Message(format!("cannot read the file: {}", explain(&error)));
        let before = fs::metadata(path).map_err(unreadable)?;
        // Opening a pipe would wait for a writer that may never come.
        if !before.is_file() {
            return Err(Failure::Message(
                "not a file: give a file, a folder or a glob as `path`".into(),
            ));
        }
        self.progress.start(name, Some(before.len()));
        let mut file = File::open(path).map_err(unreadable)?;
        let mut advance = |bytes| self.progress.advance(bytes);
        let (sha256, _) = copy_hashing(&mut file, &mut std::io::sink(), &mut advance)
            .map_err(|(CopyError::Read(e) | CopyError::Write(e))| unreadable(e))?;
        if let Some(known) = self.landing.known(&self.spec.name, &sha256) {
            self.known(known, name);
            return Ok(());
        }

        let (temp, mut disk) = self.landing.temp(&self.spec.name)?;
        let mut file = File::open(path).map_err(unreadable)?;
        let (copied, bytes) =
            copy_hashing(&mut file, &mut disk, &mut |_| {}).map_err(|error| match error {
                CopyError::Read(error) => unreadable(error),
                CopyError::Write(error) => io_error(temp.path(), "cannot write")(error).into(),
            })?;
        let after = fs::metadata(path).map_err(unreadable)?;
        if copied != sha256 || bytes != before.len() || stamp(&before) != stamp(&after) {
            return Err(Failure::Changed);
        }
        let origin = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let manifest = self.manifest(name, bytes, sha256, origin.display().to_string());
        self.report
            .landed
            .push(self.landing.keep((temp, disk), &manifest)?);
        Ok(())
    }

    fn url(&mut self, url: &str, base_dir: &Path, token: &dyn Fn(&str) -> Option<String>) {
        let shown = http::without_secrets(url);
        let result = self.take_url(url, &shown, base_dir, token);
        self.progress.finish();
        match result {
            Ok(()) => {}
            Err(Failure::Message(message)) => self.failed(&shown, message),
            Err(Failure::Changed) => self.failed(&shown, "the answer changed".into()),
        }
    }

    fn take_url(
        &mut self,
        url: &str,
        shown: &str,
        base_dir: &Path,
        token: &dyn Fn(&str) -> Option<String>,
    ) -> Result<(), Failure> {
        let token = match &self.spec.token_env {
            None => None,
            Some(variable) => match token(variable).map(|token| token.trim().to_owned()) {
                Some(token) if !token.is_empty() => Some(token),
                _ => {
                    return Err(Failure::Message(format!(
                        "the environment variable {variable} is not set: put the token into it, then run again"
                    )));
                }
            },
        };
        let Answer {
            mut body,
            name,
            length,
        } = http::get(self.spec, url, base_dir, token.as_deref()).map_err(Failure::Message)?;
        let name = name.unwrap_or_else(|| self.spec.name.clone());
        self.progress.start(&name, length);
        let (temp, mut disk) = self.landing.temp(&self.spec.name)?;
        let mut advance = |bytes| self.progress.advance(bytes);
        let (sha256, bytes) =
            copy_hashing(&mut body, &mut disk, &mut advance).map_err(|error| match error {
                CopyError::Read(error) => Failure::Message(http::broken_off(&error)),
                CopyError::Write(error) => io_error(temp.path(), "cannot write")(error).into(),
            })?;
        if let Some(length) = length.filter(|&length| length != bytes) {
            return Err(Failure::Message(format!(
                "the answer broke off after {bytes} of {length} bytes: run again"
            )));
        }
        if let Some(known) = self.landing.known(&self.spec.name, &sha256) {
            self.known(known, &name);
            return Ok(());
        }
        let manifest = self.manifest(&name, bytes, sha256, shown.to_owned());
        self.report
            .landed
            .push(self.landing.keep((temp, disk), &manifest)?);
        Ok(())
    }

    fn manifest(&self, name: &str, bytes: u64, sha256: String, origin: String) -> Manifest {
        Manifest {
            source: self.spec.name.clone(),
            name: name.to_owned(),
            bytes,
            sha256,
            pulled_at: instant_text(self.pulled_at),
            origin,
        }
    }

    fn known(&mut self, file: LandedFile, name: &str) {
        if file.name != name {
            self.report.renamed.push(Renamed {
                sha256: file.sha256.clone(),
                first_name: file.name.clone(),
                seen_as: name.to_owned(),
            });
        }
        let here = |files: &[LandedFile]| files.iter().any(|other| other.sha256 == file.sha256);
        if !here(&self.report.landed) && !here(&self.report.known) {
            self.report.known.push(file);
        }
    }

    /// What this pull did not mend is reported.
    fn damage(&mut self) {
        match self.landing.damage(&self.spec.name) {
            Ok(errors) => {
                for error in errors {
                    self.failed("landing", error.to_string());
                }
            }
            Err(error) => self.failed("landing", error.to_string()),
        }
    }

    fn failed(&mut self, name: &str, message: String) {
        self.report.failed.push(PullFailure {
            source_name: self.spec.name.clone(),
            name: name.to_owned(),
            message,
        });
    }
}

/// The files that a configured path stands for, in order of name.
fn find(base_dir: &Path, path: &str) -> Result<Vec<PathBuf>, String> {
    let place = base_dir.join(path);
    match fs::metadata(&place) {
        Ok(found) if found.is_dir() => in_folder(&place),
        Ok(_) => Ok(vec![place]),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound && is_glob(path) => {
            by_glob(base_dir, path)
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Err(format!(
            "no such file or folder ({}): check `path` of this source",
            place.display()
        )),
        Err(error) => Err(format!(
            "cannot read {}: {}",
            place.display(),
            explain(&error)
        )),
    }
}

/// The files of a folder, not those of its subfolders, nor hidden files and Excel's `~$` locks.
fn in_folder(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let unreadable = |error| format!("cannot list the folder: {}", explain(&error));
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        let name = file_name(&path);
        if !path.is_dir() && !name.starts_with('.') && !name.starts_with("~$") {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

fn by_glob(base_dir: &Path, path: &str) -> Result<Vec<PathBuf>, String> {
    // The folder of the configuration may have brackets in its own name.
    let pattern = if Path::new(path).is_absolute() {
        path.to_owned()
    } else {
        let base = glob::Pattern::escape(&base_dir.to_string_lossy());
        Path::new(&base).join(path).to_string_lossy().into_owned()
    };
    let options = glob::MatchOptions {
        require_literal_leading_dot: true,
        ..Default::default()
    };
    let matches = glob::glob_with(&pattern, options).map_err(|error| {
        format!("`{path}` is no glob ({error}): write for example exports/*.csv")
    })?;
    let mut found = Vec::new();
    for entry in matches {
        let path = entry.map_err(|error| {
            format!(
                "cannot read {}: {}",
                error.path().display(),
                explain(error.error())
            )
        })?;
        if !path.is_dir() && !file_name(&path).starts_with("~$") {
            found.push(path);
        }
    }
    if found.is_empty() {
        return Err("no file matches: check `path` of this source".into());
    }
    found.sort();
    Ok(found)
}

fn is_glob(path: &str) -> bool {
    path.contains(['*', '?', '['])
}

fn file_name(path: &Path) -> String {
    path.file_name()
        .map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}

/// What changes when a file is written to.
fn stamp(metadata: &Metadata) -> (u64, Option<std::time::SystemTime>) {
    (metadata.len(), metadata.modified().ok())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests;
