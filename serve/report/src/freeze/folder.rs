//! The folder of a revision: it appears whole, by a rename, and is never written again.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::MANIFEST;
use super::manifest::FileHash;
use crate::error::ReportError;

/// Every revision below `place`, by number, oldest first.
///
/// # Errors
/// A folder that cannot be read.
pub fn revisions(place: &Path) -> Result<Vec<(u32, PathBuf)>, ReportError> {
    let entries = match fs::read_dir(place) {
        Ok(entries) => entries,
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(e) => return Err(failed(place, e)),
    };
    let mut found = Vec::new();
    for entry in entries {
        let entry = entry.map_err(|e| failed(place, e))?;
        let name = entry.file_name();
        let number = name.to_str().and_then(|name| name.strip_prefix('r'));
        if let Some(number) = number.and_then(|number| number.parse().ok())
            && entry.path().join(MANIFEST).is_file()
        {
            found.push((number, entry.path()));
        }
    }
    found.sort_unstable();
    Ok(found)
}

/// A revision that is being made; removed when it is dropped unfinished.
pub(super) struct Making {
    place: PathBuf,
    path: PathBuf,
    finished: bool,
}

impl Making {
    pub(super) fn new(place: &Path) -> Result<Self, ReportError> {
        let path = place.join(format!(".making-{}", std::process::id()));
        // Left behind by a process of the same number that was killed.
        if path.exists() {
            fs::remove_dir_all(&path).map_err(|e| failed(&path, e))?;
        }
        create(&path)?;
        Ok(Self {
            place: place.to_owned(),
            path,
            finished: false,
        })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Gives the folder its name. A revision that somebody else finished meanwhile is never replaced.
    pub(super) fn finish(mut self, revision: u32) -> Result<PathBuf, ReportError> {
        let folder = self.place.join(format!("r{revision}"));
        read_only(&self.path)?;
        fs::rename(&self.path, &folder).map_err(|e| failed(&folder, e))?;
        self.finished = true;
        Ok(folder)
    }
}

impl Drop for Making {
    fn drop(&mut self) {
        if !self.finished {
            // Best effort: the next freezing of this process number removes it.
            let _ = fs::remove_dir_all(&self.path);
        }
    }
}

/// Marks every file read-only, so that nobody changes one by mistake.
fn read_only(folder: &Path) -> Result<(), ReportError> {
    for (name, _) in hashes(folder)? {
        let path = folder.join(name);
        let mut permissions = fs::metadata(&path)
            .map_err(|e| failed(&path, e))?
            .permissions();
        permissions.set_readonly(true);
        fs::set_permissions(&path, permissions).map_err(|e| failed(&path, e))?;
    }
    Ok(())
}

pub(super) fn create(folder: &Path) -> Result<(), ReportError> {
    fs::create_dir_all(folder).map_err(|e| failed(folder, e))
}

pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<(), ReportError> {
    if let Some(folder) = path.parent() {
        create(folder)?;
    }
    let mut file = fs::File::create(path).map_err(|e| failed(path, e))?;
    file.write_all(bytes)
        .and_then(|()| file.sync_all())
        .map_err(|e| failed(path, e))
}

pub(super) fn write_json(path: &Path, value: &impl Serialize) -> Result<(), ReportError> {
    let mut text =
        serde_json::to_vec_pretty(value).map_err(|e| failed(path, io::Error::other(e)))?;
    text.push(b'\n');
    write(path, &text)
}

pub(super) fn read(path: &Path) -> Result<Vec<u8>, ReportError> {
    fs::read(path).map_err(|e| failed(path, e))
}

pub(super) fn read_json<T: serde::de::DeserializeOwned>(path: &Path) -> Result<T, ReportError> {
    serde_json::from_slice(&read(path)?).map_err(|e| ReportError::NotFrozen {
        path: path.to_owned(),
        what: e.to_string(),
    })
}

/// Every file below `folder`: its path with slashes, and its hash.
pub(super) fn hashes(folder: &Path) -> Result<BTreeMap<String, FileHash>, ReportError> {
    fn walk(
        folder: &Path,
        stem: &str,
        found: &mut BTreeMap<String, FileHash>,
    ) -> Result<(), ReportError> {
        for entry in fs::read_dir(folder).map_err(|e| failed(folder, e))? {
            let entry = entry.map_err(|e| failed(folder, e))?;
            let path = entry.path();
            let name = format!("{stem}{}", entry.file_name().to_string_lossy());
            if path.is_dir() {
                walk(&path, &format!("{name}/"), found)?;
            } else {
                found.insert(name, hash(&path)?);
            }
        }
        Ok(())
    }
    let mut found = BTreeMap::new();
    walk(folder, "", &mut found)?;
    Ok(found)
}

fn hash(path: &Path) -> Result<FileHash, ReportError> {
    let mut file = fs::File::open(path).map_err(|e| failed(path, e))?;
    let mut digest = Sha256::new();
    let bytes = io::copy(&mut file, &mut digest).map_err(|e| failed(path, e))?;
    Ok(FileHash {
        sha256: hex::encode(digest.finalize()),
        bytes,
    })
}

pub(super) fn failed(path: &Path, source: io::Error) -> ReportError {
    ReportError::File {
        path: path.to_owned(),
        source,
    }
}
