//! Snapshots: which version of every table belongs together.
//!
//! Delta is atomic per table and a run writes several, so a run ends by writing `snapshots/N.json`, once and whole. What no snapshot
//! names does not exist for readers.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::error::{LakeError, Result, io as io_error};

/// One consistent state of the lake.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    /// Number, from 1.
    pub number: i64,
    /// Table -> Delta version.
    pub tables: BTreeMap<String, i64>,
    /// Version of the rules (hash of data and settings) at that run.
    pub rules_version: String,
    /// Hash of the configuration at that run.
    pub config_hash: String,
    /// Source -> hash of its configuration (mapping) under which its rows were made.
    pub mapping_hashes: BTreeMap<String, String>,
    /// Source -> export time of its newest export, seconds since 1970 UTC: its cut-off (RULES 4).
    pub cut_offs: BTreeMap<String, i64>,
}

/// What a run knows about itself when it commits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SnapshotMeta {
    /// Version of the rules.
    pub rules_version: String,
    /// Hash of the configuration.
    pub config_hash: String,
    /// Source -> hash of its configuration (mapping).
    pub mapping_hashes: BTreeMap<String, String>,
}

/// The folder of snapshots.
#[derive(Clone, Debug)]
pub(crate) struct Snapshots {
    dir: PathBuf,
}

impl Snapshots {
    pub(crate) fn new(lake: &Path) -> Snapshots {
        Snapshots {
            dir: lake.join("snapshots"),
        }
    }

    /// Numbers of all snapshots, ascending; none when the lake is new.
    pub(crate) fn numbers(&self) -> Result<Vec<i64>> {
        let entries = match fs::read_dir(&self.dir) {
            Ok(entries) => entries,
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(e) => return Err(io_error(&self.dir)(e)),
        };
        let mut numbers = Vec::new();
        for entry in entries {
            let name = entry.map_err(io_error(&self.dir))?.file_name();
            // What begins with a dot is being written, or was when a run was killed, and is not a snapshot.
            if let Some(number) = name
                .to_str()
                .and_then(|n| n.strip_suffix(".json"))
                .and_then(|n| n.parse::<i64>().ok())
            {
                numbers.push(number);
            }
        }
        numbers.sort_unstable();
        Ok(numbers)
    }

    /// The newest snapshot.
    pub(crate) fn newest(&self) -> Result<Option<Snapshot>> {
        match self.numbers()?.last() {
            Some(number) => self.read(*number).map(Some),
            None => Ok(None),
        }
    }

    /// The snapshot of that number.
    pub(crate) fn read(&self, number: i64) -> Result<Snapshot> {
        let path = self.path(number);
        let bytes = fs::read(&path).map_err(io_error(&path))?;
        let snapshot: Snapshot =
            serde_json::from_slice(&bytes).map_err(|e| LakeError::Snapshot {
                path: path.clone(),
                reason: e.to_string(),
            })?;
        if snapshot.number != number {
            return Err(LakeError::Snapshot {
                path,
                reason: format!("it says that it is number {}", snapshot.number),
            });
        }
        Ok(snapshot)
    }

    /// Writes a snapshot, whole and durable, if its number is still free.
    pub(crate) fn put(&self, snapshot: &Snapshot) -> Result<()> {
        fs::create_dir_all(&self.dir).map_err(io_error(&self.dir))?;
        let path = self.path(snapshot.number);
        let temporary = self
            .dir
            .join(format!(".{}.{}", snapshot.number, std::process::id()));
        let text = serde_json::to_vec_pretty(snapshot).map_err(|e| LakeError::Snapshot {
            path: path.clone(),
            reason: e.to_string(),
        })?;
        let mut file = File::create(&temporary).map_err(io_error(&temporary))?;
        file.write_all(&text)
            .and_then(|()| file.sync_all())
            .map_err(io_error(&temporary))?;
        // A hard link appears whole or not at all, and never replaces a file that is there.
        let linked = match fs::hard_link(&temporary, &path) {
            Err(e) if e.kind() != io::ErrorKind::AlreadyExists && !path.exists() => {
                // A file system without hard links: the writer's lock keeps others out, so look and rename.
                fs::rename(&temporary, &path).map_err(io_error(&path))
            }
            other => other.map_err(io_error(&path)),
        };
        let _ = fs::remove_file(&temporary);
        linked?;
        sync_dir(&self.dir)
    }

    /// Removes what a run left that was killed while it wrote a snapshot; for the holder of the writer's lock alone.
    pub(crate) fn clear_unfinished(&self) -> Result<()> {
        let Ok(entries) = fs::read_dir(&self.dir) else {
            return Ok(());
        };
        for entry in entries {
            let entry = entry.map_err(io_error(&self.dir))?;
            if entry.file_name().to_string_lossy().starts_with('.') {
                fs::remove_file(entry.path()).map_err(io_error(&entry.path()))?;
            }
        }
        Ok(())
    }

    fn path(&self, number: i64) -> PathBuf {
        self.dir.join(format!("{number:08}.json"))
    }
}

/// Makes the names in a folder durable; only where the system can.
pub(crate) fn sync_dir(dir: &Path) -> Result<()> {
    if cfg!(unix) {
        File::open(dir)
            .and_then(|d| d.sync_all())
            .map_err(io_error(dir))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn snapshot(number: i64) -> Snapshot {
        Snapshot {
            number,
            tables: BTreeMap::from([("tickets".into(), 3)]),
            rules_version: "r".into(),
            config_hash: "c".into(),
            mapping_hashes: BTreeMap::new(),
            cut_offs: BTreeMap::from([("servicedesk".into(), 1_775_000_000)]),
        }
    }

    #[test]
    fn newest_by_number_not_by_name() {
        let dir = tempfile::tempdir().unwrap();
        let snapshots = Snapshots::new(dir.path());
        assert_eq!(snapshots.newest().unwrap(), None);
        for n in [9, 10, 123_456_789] {
            snapshots.put(&snapshot(n)).unwrap();
        }
        assert_eq!(snapshots.numbers().unwrap(), [9, 10, 123_456_789]);
        assert_eq!(snapshots.newest().unwrap(), Some(snapshot(123_456_789)));
    }

    #[test]
    fn what_a_killed_run_left_is_cleared_and_no_snapshot_is() {
        let dir = tempfile::tempdir().unwrap();
        let snapshots = Snapshots::new(dir.path());
        snapshots.clear_unfinished().unwrap();
        snapshots.put(&snapshot(1)).unwrap();
        fs::write(dir.path().join("snapshots/.2.4711"), "{").unwrap();
        assert_eq!(snapshots.numbers().unwrap(), [1]);
        snapshots.clear_unfinished().unwrap();
        assert_eq!(
            fs::read_dir(dir.path().join("snapshots")).unwrap().count(),
            1
        );
        assert_eq!(snapshots.newest().unwrap(), Some(snapshot(1)));
    }

    #[test]
    fn a_number_is_written_once() {
        let dir = tempfile::tempdir().unwrap();
        let snapshots = Snapshots::new(dir.path());
        snapshots.put(&snapshot(1)).unwrap();
        let mut other = snapshot(1);
        other.config_hash = "other".into();
        assert!(matches!(snapshots.put(&other), Err(LakeError::Io { .. })));
        assert_eq!(snapshots.newest().unwrap(), Some(snapshot(1)));
        // Nothing temporary remains.
        assert_eq!(
            fs::read_dir(dir.path().join("snapshots")).unwrap().count(),
            1
        );
    }

    #[test]
    fn half_a_file_is_named_and_not_taken() {
        let dir = tempfile::tempdir().unwrap();
        let snapshots = Snapshots::new(dir.path());
        snapshots.put(&snapshot(1)).unwrap();
        fs::write(dir.path().join("snapshots/.2.77"), "{").unwrap();
        assert_eq!(snapshots.newest().unwrap(), Some(snapshot(1)));
        fs::write(dir.path().join("snapshots/00000002.json"), "{").unwrap();
        let error = snapshots.newest().unwrap_err().to_string();
        assert!(error.contains("00000002.json"), "{error}");
    }
}
