//! The lake as a run writes it: one writer, every table at its newest version, a snapshot at the end.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

use crate::contract::TABLES;
use crate::error::{LakeError, Result, io};
use crate::lake::Lake;
use crate::lock::WriterLock;
use crate::merge;
use crate::snapshot::{Snapshot, SnapshotMeta, Snapshots, sync_dir};
use crate::staged::{MergeReport, StagedFile};
use crate::table::OpenTable;

/// Called before every step that lasts, with its name; an error ends the run there.
pub type StepHook = Box<dyn FnMut(&str) -> std::io::Result<()> + Send + Sync>;

/// The only writer of a lake, for as long as it lives.
///
/// Dropped without [`Writer::commit`] it leaves readers where they were: what it wrote is undone by the next writer.
pub struct Writer {
    lake: Lake,
    _lock: WriterLock,
    pub(crate) tables: BTreeMap<&'static str, OpenTable>,
    pub(crate) newest: Option<Snapshot>,
    /// Cut-offs as they will stand in the next snapshot.
    cut_offs: BTreeMap<String, i64>,
    /// A merge that failed half-way must not be committed.
    failed: bool,
    hook: Option<StepHook>,
}

impl fmt::Debug for Writer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Writer({})", self.lake.path().display())
    }
}

impl Writer {
    /// Takes the lock, makes missing tables and restores those that are ahead of the newest snapshot.
    pub(crate) async fn open(lake: &Lake, wait: bool) -> Result<Writer> {
        Writer::open_with(lake, wait, None).await
    }

    /// Like [`Lake::writer`], with a hook before every step that lasts: for tests of crashes.
    pub async fn open_with(lake: &Lake, wait: bool, hook: Option<StepHook>) -> Result<Writer> {
        std::fs::create_dir_all(lake.path()).map_err(io(lake.path()))?;
        let lock = WriterLock::take(lake.path(), wait).await?;
        let newest = lake.snapshot()?;
        let mut writer = Writer {
            lake: lake.clone(),
            _lock: lock,
            tables: BTreeMap::new(),
            cut_offs: newest
                .as_ref()
                .map(|s| s.cut_offs.clone())
                .unwrap_or_default(),
            newest,
            failed: false,
            hook,
        };
        writer.clear_work()?;
        Snapshots::new(lake.path()).clear_unfinished()?;
        for table in TABLES {
            writer.step(&format!("open {}", table.name))?;
            let pinned = writer
                .newest
                .as_ref()
                .and_then(|s| s.tables.get(table.name))
                .map(|version| u64::try_from(*version))
                .transpose()
                .map_err(|e| LakeError::Contract {
                    table: table.name.to_string(),
                    reason: e.to_string(),
                })?;
            let open = OpenTable::open(lake.path(), table, pinned).await?;
            writer.tables.insert(table.name, open);
        }
        Ok(writer)
    }

    /// The lake that is written.
    pub fn lake(&self) -> &Lake {
        &self.lake
    }

    /// The snapshot on which this run builds.
    pub fn snapshot(&self) -> Option<&Snapshot> {
        self.newest.as_ref()
    }

    /// Number of the snapshot that this run writes, if it changes anything.
    pub fn run(&self) -> i64 {
        self.newest.as_ref().map_or(1, |s| s.number + 1)
    }

    /// Merges staged files, in the order of reading. Call it once a run: the counts are those at its end.
    ///
    /// Rows of `reset_sources` are dropped first: their mapping changed, and all their exports are staged again.
    /// Files that stand in the lake already under the same mapping change nothing and get no row in `loads`.
    ///
    /// # Errors
    /// A staged file without the contract's columns, counts that do not add up, a full disk. Then nothing can be committed,
    /// and readers see the last snapshot.
    pub async fn merge(
        &mut self,
        files: &[StagedFile],
        reset_sources: &[String],
    ) -> Result<MergeReport> {
        self.failed = true;
        let report = merge::merge(self, files, reset_sources).await?;
        self.clear_work()?;
        for source in reset_sources {
            self.cut_offs.remove(source);
        }
        for file in files.iter().filter(|f| f.was_decoded()) {
            if let Some(time) = file.export_time {
                let cut_off = self.cut_offs.entry(file.source.clone()).or_insert(time);
                *cut_off = time.max(*cut_off);
            }
        }
        self.failed = false;
        Ok(report)
    }

    /// Writes the snapshot, which makes everything that was merged visible at once. Nothing new: the newest one again.
    pub async fn commit(mut self, meta: SnapshotMeta) -> Result<Snapshot> {
        if self.failed {
            return Err(LakeError::NothingToCommit);
        }
        let changed = self.changed();
        if let Some(newest) = &self.newest {
            let same = newest.rules_version == meta.rules_version
                && newest.config_hash == meta.config_hash
                && newest.mapping_hashes == meta.mapping_hashes
                && newest.cut_offs == self.cut_offs;
            if same && !changed {
                return Ok(newest.clone());
            }
        }
        let mut snapshot = Snapshot {
            number: self.run(),
            tables: BTreeMap::new(),
            rules_version: meta.rules_version,
            config_hash: meta.config_hash,
            mapping_hashes: meta.mapping_hashes,
            cut_offs: self.cut_offs.clone(),
        };
        for (name, table) in &self.tables {
            let pinned = self.newest.as_ref().and_then(|s| s.tables.get(*name));
            let version = match pinned {
                Some(version) if !table.changed() => *version,
                _ => table.version().cast_signed(),
            };
            snapshot.tables.insert((*name).to_string(), version);
        }
        self.step("make durable")?;
        let tables: Vec<OpenTable> = self.tables.values().cloned().collect();
        tokio::task::spawn_blocking(move || tables.iter().try_for_each(OpenTable::sync))
            .await
            .map_err(|e| io(self.lake.path())(e.into()))??;
        sync_dir(self.lake.path())?;
        self.step("write the snapshot")?;
        Snapshots::new(self.lake.path()).put(&snapshot)?;
        Ok(snapshot)
    }

    /// Whether this run wrote a version of any table.
    pub(crate) fn changed(&self) -> bool {
        self.tables.values().any(OpenTable::changed)
    }

    pub(crate) fn step(&mut self, name: &str) -> Result<()> {
        match &mut self.hook {
            Some(hook) => hook(name).map_err(io(self.lake.path().join(name))),
            None => Ok(()),
        }
    }

    /// Folder for what a merge needs only while it runs.
    pub(crate) fn work_dir(&self) -> PathBuf {
        self.lake.path().join(".work")
    }

    fn clear_work(&self) -> Result<()> {
        let dir = self.work_dir();
        match std::fs::remove_dir_all(&dir) {
            Err(e) if e.kind() != std::io::ErrorKind::NotFound => Err(io(&dir)(e)),
            _ => Ok(()),
        }
    }
}
