//! The folder that keeps every export byte for byte: `landing/{source}/{sha256}` and, beside it,
//! `{sha256}.json`, the manifest that says what it is. An export is in the landing once both are there.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tempfile::{Builder, NamedTempFile};

use crate::error::{Fault, LandingError};
use crate::source::is_source_name;

/// Begins the name of a file that is still being written.
const TEMP_PREFIX: &str = ".pull-";

/// An export as kept in the landing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct LandedFile {
    /// The source it was pulled for.
    pub source: String,
    /// The file name it was first pulled under, without its folder.
    pub name: String,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// Its length.
    pub bytes: u64,
    /// When it was first pulled: seconds since 1970-01-01 UTC.
    pub pulled_at: i64,
    /// Where its bytes are.
    pub path: PathBuf,
}

/// The manifest as written beside the bytes.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Manifest {
    pub source: String,
    pub name: String,
    pub bytes: u64,
    pub sha256: String,
    /// RFC 3339, UTC.
    pub pulled_at: String,
    /// The path or address it came from, without anything secret.
    pub origin: String,
}

/// Where bytes are written to. Tests put a disk here that fills up.
pub(crate) trait Disk: Write {
    /// Waits until everything written is safe from a power cut.
    fn sync(&mut self) -> io::Result<()>;
}

impl Disk for File {
    fn sync(&mut self) -> io::Result<()> {
        self.sync_all()
    }
}

/// The landing folder.
pub struct Landing {
    dir: PathBuf,
    disk: fn(File) -> Box<dyn Disk>,
    /// How long to wait before a file that changed while it was read is read again.
    pub(crate) retry_after: std::time::Duration,
}

impl Landing {
    /// Opens the landing, making the folder if it is not there, and removes what a crash left half-written.
    pub fn open(dir: impl Into<PathBuf>) -> Result<Self, LandingError> {
        let dir = dir.into();
        fs::create_dir_all(&dir).map_err(io_error(&dir, "cannot make the folder"))?;
        let landing = Self {
            dir,
            disk: |file| Box::new(file),
            retry_after: std::time::Duration::from_millis(500),
        };
        landing.remove_leftovers()?;
        Ok(landing)
    }

    /// The folder.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The exports of a source in order of name, then SHA-256. A source never pulled has none.
    ///
    /// # Errors
    /// When any of them is damaged: a manifest that cannot be read, bytes missing or of another length.
    /// [`Landing::damage`] lists them all.
    pub fn files(&self, source: &str) -> Result<Vec<LandedFile>, LandingError> {
        let mut files = self
            .entries(source)?
            .into_iter()
            .collect::<Result<Vec<_>, _>>()?;
        files.sort_by(|a, b| (&a.name, &a.sha256).cmp(&(&b.name, &b.sha256)));
        Ok(files)
    }

    /// What is wrong with the exports of a source, one error each. Lengths are compared, not contents:
    /// [`Landing::verify`] and decoding read the bytes.
    pub fn damage(&self, source: &str) -> Result<Vec<LandingError>, LandingError> {
        Ok(self
            .entries(source)?
            .into_iter()
            .filter_map(Result::err)
            .collect())
    }

    /// Reads a landed file and compares its bytes with its name.
    pub fn verify(file: &LandedFile) -> Result<(), LandingError> {
        let (found, _) = hash(&file.path).map_err(io_error(&file.path, "cannot read"))?;
        if found == file.sha256 {
            Ok(())
        } else {
            let detail = format!("the bytes no longer match the name (SHA-256 is now {found})");
            Err(LandingError::Damaged {
                path: file.path.clone(),
                detail,
            })
        }
    }

    /// The same landing on another disk, which waits for nothing.
    #[cfg(test)]
    pub(crate) fn on_disk(mut self, disk: fn(File) -> Box<dyn Disk>) -> Self {
        self.disk = disk;
        self.retry_after = std::time::Duration::ZERO;
        self
    }

    /// The folder of a source, made if need be.
    pub(crate) fn source_dir(&self, source: &str) -> Result<PathBuf, LandingError> {
        if !is_source_name(source) {
            return Err(LandingError::SourceName {
                name: source.to_owned(),
            });
        }
        let dir = self.dir.join(source);
        fs::create_dir_all(&dir).map_err(io_error(&dir, "cannot make the folder"))?;
        Ok(dir)
    }

    /// An export of the source with these bytes, if it is in the landing, whole.
    pub(crate) fn known(&self, source: &str, sha256: &str) -> Option<LandedFile> {
        let file = landed(&self.dir.join(source).join(format!("{sha256}.json"))).ok()?;
        Self::verify(&file).ok()?;
        Some(file)
    }

    /// A file to write an export to. It is gone when dropped.
    pub(crate) fn temp(
        &self,
        source: &str,
    ) -> Result<(NamedTempFile, Box<dyn Disk>), LandingError> {
        let dir = self.source_dir(source)?;
        let what = "cannot make a file";
        let temp = Builder::new()
            .prefix(TEMP_PREFIX)
            .tempfile_in(&dir)
            .map_err(io_error(&dir, what))?;
        // The lock says that somebody is still writing it. Without locks there is nothing to say it to.
        let _ = temp.as_file().try_lock();
        let disk = (self.disk)(temp.as_file().try_clone().map_err(io_error(&dir, what))?);
        Ok((temp, disk))
    }

    /// Puts a written export and its manifest in place.
    pub(crate) fn keep(
        &self,
        (temp, mut disk): (NamedTempFile, Box<dyn Disk>),
        manifest: &Manifest,
    ) -> Result<LandedFile, LandingError> {
        let dir = self.source_dir(&manifest.source)?;
        let path = dir.join(&manifest.sha256);
        disk.sync().map_err(io_error(&path, "cannot write"))?;
        persist(temp, &path)?;

        let path = dir.join(format!("{}.json", manifest.sha256));
        let (temp, mut disk) = self.temp(&manifest.source)?;
        let mut text = serde_json::to_vec_pretty(manifest)
            .map_err(|error| io_error(&path, "cannot write")(error.into()))?;
        text.push(b'\n');
        disk.write_all(&text)
            .and_then(|()| disk.sync())
            .map_err(io_error(&path, "cannot write"))?;
        persist(temp, &path)?;
        sync_dir(&dir)?;
        sync_dir(&self.dir)?;
        landed(&path)
    }

    /// Every manifest of a source: the export it describes, or what is wrong with it.
    fn entries(&self, source: &str) -> Result<Vec<Result<LandedFile, LandingError>>, LandingError> {
        if !is_source_name(source) {
            return Err(LandingError::SourceName {
                name: source.to_owned(),
            });
        }
        let dir = self.dir.join(source);
        let read = match fs::read_dir(&dir) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            other => other.map_err(io_error(&dir, "cannot list the folder"))?,
        };
        let mut manifests = Vec::new();
        for entry in read {
            let path = entry
                .map_err(io_error(&dir, "cannot list the folder"))?
                .path();
            if path
                .extension()
                .is_some_and(|extension| extension == "json")
                && path
                    .file_stem()
                    .and_then(|stem| stem.to_str())
                    .is_some_and(is_sha256)
            {
                manifests.push(path);
            }
        }
        manifests.sort();
        Ok(manifests.iter().map(|path| landed(path)).collect())
    }

    fn remove_leftovers(&self) -> Result<(), LandingError> {
        let what = "cannot list the folder";
        for source in fs::read_dir(&self.dir).map_err(io_error(&self.dir, what))? {
            let source = source.map_err(io_error(&self.dir, what))?.path();
            if !source.is_dir() {
                continue;
            }
            for entry in fs::read_dir(&source).map_err(io_error(&source, what))? {
                let entry = entry.map_err(io_error(&source, what))?;
                if !entry.file_name().to_string_lossy().starts_with(TEMP_PREFIX) {
                    continue;
                }
                let path = entry.path();
                // A lock that is held: another run is writing it at this moment.
                let abandoned = File::open(&path).is_ok_and(|file| file.try_lock().is_ok());
                if abandoned {
                    fs::remove_file(&path).map_err(io_error(&path, "cannot remove a leftover"))?;
                }
            }
        }
        Ok(())
    }
}

/// Checks a file whose name is a SHA-256 against it; any other name is fine.
pub(crate) fn check_name(path: &Path) -> Result<(), Fault> {
    let Some(name) = path
        .file_name()
        .and_then(|name| name.to_str())
        .filter(|name| is_sha256(name))
    else {
        return Ok(());
    };
    let (found, _) = hash(path).map_err(Fault::Read)?;
    if found == name {
        Ok(())
    } else {
        Err(Fault::Altered {
            path: path.to_owned(),
            found,
        })
    }
}

/// SHA-256, in hexadecimal, and length of a file.
pub(crate) fn hash(path: &Path) -> io::Result<(String, u64)> {
    copy_hashing(&mut File::open(path)?, &mut io::sink(), &mut |_| {}).map_err(
        |error| match error {
            CopyError::Read(error) | CopyError::Write(error) => error,
        },
    )
}

/// Which side of a copy failed.
#[derive(Debug)]
pub(crate) enum CopyError {
    Read(io::Error),
    Write(io::Error),
}

/// Copies everything; returns SHA-256, in hexadecimal, and length.
pub(crate) fn copy_hashing(
    from: &mut dyn Read,
    to: &mut dyn Write,
    advance: &mut dyn FnMut(u64),
) -> Result<(String, u64), CopyError> {
    let mut sha256 = Sha256::new();
    let mut buffer = vec![0; 128 << 10];
    let mut bytes = 0;
    loop {
        let read = match from.read(&mut buffer) {
            Ok(0) => break,
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(CopyError::Read(error)),
        };
        sha256.update(&buffer[..read]);
        to.write_all(&buffer[..read]).map_err(CopyError::Write)?;
        bytes += read as u64;
        advance(read as u64);
    }
    Ok((hex::encode(sha256.finalize()), bytes))
}

/// Seconds since 1970 as RFC 3339; an instant out of range as the number itself.
pub(crate) fn instant_text(seconds: i64) -> String {
    DateTime::<Utc>::from_timestamp(seconds, 0).map_or_else(
        || seconds.to_string(),
        |at| at.to_rfc3339_opts(SecondsFormat::Secs, true),
    )
}

pub(crate) fn io_error<'a>(
    path: &'a Path,
    what: &'static str,
) -> impl Fn(io::Error) -> LandingError + 'a {
    move |error| LandingError::Io {
        path: path.to_owned(),
        what,
        error,
    }
}

/// The export that a manifest describes.
fn landed(manifest_path: &Path) -> Result<LandedFile, LandingError> {
    let unreadable = |detail: String| LandingError::Manifest {
        path: manifest_path.to_owned(),
        detail,
    };
    let text = fs::read(manifest_path).map_err(io_error(manifest_path, "cannot read"))?;
    let manifest: Manifest =
        serde_json::from_slice(&text).map_err(|error| unreadable(error.to_string()))?;
    let pulled_at = match DateTime::parse_from_rfc3339(&manifest.pulled_at) {
        Ok(at) => at.timestamp(),
        Err(error) => manifest
            .pulled_at
            .parse()
            .map_err(|_| unreadable(format!("pulled_at `{}`: {error}", manifest.pulled_at)))?,
    };
    let path = manifest_path.with_extension("");
    if path
        .file_name()
        .is_none_or(|name| name != manifest.sha256.as_str())
    {
        return Err(unreadable(format!("it describes {}", manifest.sha256)));
    }
    let damaged = |detail| {
        Err(LandingError::Damaged {
            path: path.clone(),
            detail,
        })
    };
    match fs::metadata(&path) {
        Ok(found) if found.len() == manifest.bytes => {}
        Ok(found) => {
            let (is, was) = (found.len(), manifest.bytes);
            return damaged(format!("it has {is} bytes, the manifest says {was}"));
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return damaged(format!("the bytes of {} are gone", manifest.name));
        }
        Err(error) => return Err(io_error(&path, "cannot read")(error)),
    }
    Ok(LandedFile {
        source: manifest.source,
        name: manifest.name,
        sha256: manifest.sha256,
        bytes: manifest.bytes,
        pulled_at,
        path,
    })
}

fn persist(temp: NamedTempFile, path: &Path) -> Result<(), LandingError> {
    match temp.persist(path) {
        Ok(_) => Ok(()),
        Err(failed) => Err(io_error(path, "cannot put the file in place")(failed.error)),
    }
}

/// Makes a rename within the folder safe from a power cut.
fn sync_dir(dir: &Path) -> Result<(), LandingError> {
    if cfg!(unix) {
        let sync = File::open(dir).and_then(|dir| dir.sync_all());
        sync.map_err(io_error(dir, "cannot write"))?;
    }
    Ok(())
}

fn is_sha256(name: &str) -> bool {
    name.len() == 64
        && name
            .bytes()
            .all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests;
