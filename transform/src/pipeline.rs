//! A run: pull every source, stage what the lake has not read yet, merge, commit.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use norma_ingest::{LandedFile, Landing, LandingError, PullFailure};
use norma_lake::{Lake, LakeError, LoadRow, Snapshot, SnapshotMeta, StagedFile};
use thiserror::Error;

use crate::config::{Config, SourceConfig};
use crate::staging::{Reject, StageError, Unmapped, UnmappedTickets, stage};

/// What a run is told from outside: it reads neither clock nor environment.
pub struct RunOptions<'a> {
    /// Now, in seconds since 1970 UTC; written into the manifests of the landing.
    pub pulled_at: i64,
    /// Whether to wait for another run that is writing the lake, or to say so and end.
    pub wait: bool,
    /// Value of an environment variable that a source names in `token_env`.
    pub token: &'a dyn Fn(&str) -> Option<String>,
}

/// Told what a run is doing, for progress bars. Every method does nothing unless implemented.
pub trait Progress: norma_ingest::Progress {
    /// An export is being staged, the `number`-th of `of`.
    fn stage(&self, _source: &str, _file: &str, _number: usize, _of: usize) {}
    /// So many records more were read.
    fn records(&self, _count: u64) {}
    /// The staged exports are being merged into the tables.
    fn merge(&self, _files: usize) {}
}

impl Progress for norma_ingest::NoProgress {}

/// What a run did.
#[derive(Clone, Debug)]
pub struct RunReport {
    /// Each export that was read in this run, with its four counts, in order of source and name.
    pub files: Vec<LoadRow>,
    /// Exports that could not be pulled, and sources whose landing is damaged.
    pub failed: Vec<PullFailure>,
    /// The first rejects of each export; all of them stand in the table `rejects`.
    pub rejects: Vec<RejectedRecord>,
    /// Services without norm among the tickets that were read in this run: most requests first, then most tickets.
    pub unmapped: Vec<UnmappedService>,
    /// What a person should look at although nothing was rejected for it.
    pub warnings: Vec<String>,
    /// The newest snapshot after the run.
    pub snapshot: Snapshot,
    /// Whether the run wrote a new snapshot.
    pub changed: bool,
}

impl RunReport {
    /// Records rejected in this run.
    pub fn rejected(&self) -> u64 {
        self.files.iter().map(|f| f.rejected).sum()
    }
}

/// A rejected record and where it stands. Shown as one line: file, record, field, reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RejectedRecord {
    /// Name of the source.
    pub source: String,
    /// Name of the export.
    pub file_name: String,
    /// The record.
    pub reject: Reject,
}

impl fmt::Display for RejectedRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.source, self.file_name)?;
        if self.reject.record > 0 {
            write!(f, ", record {}", self.reject.record)?;
        }
        if let Some(line) = self.reject.line {
            write!(f, " (line {line})")?;
        }
        if let Some(field) = &self.reject.field {
            write!(f, ", {field:?}")?;
        }
        write!(f, ": {}", self.reject.reason)
    }
}

/// A service without norm. Its tickets are loaded all the same (RULES 6).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnmappedService {
    /// Name of the source.
    pub source: String,
    /// Service name as exported, else its path; empty for requests and changes without either.
    pub service: String,
    /// Why it has none.
    pub why: Unmapped,
    /// Tickets of it that were read in this run.
    pub tickets: u64,
    /// Of these, requests and changes: they have no verdict for want of a norm.
    pub requests: u64,
}

/// A run failed as a whole; the lake stands as before.
#[derive(Debug, Error)]
pub enum RunError {
    /// The lake cannot be read or written.
    #[error(transparent)]
    Lake(#[from] LakeError),
    /// The landing cannot be used at all.
    #[error(transparent)]
    Landing(#[from] LandingError),
    /// An export cannot be staged, through no fault of its own.
    #[error(transparent)]
    Stage(#[from] StageError),
    /// The folder for staged files cannot be made or cleared.
    #[error(
        "{path}: cannot be used for staging: {source}; free space or correct its permissions and run again"
    )]
    Folder {
        /// The folder.
        path: PathBuf,
        /// What the system says.
        #[source]
        source: std::io::Error,
    },
    /// The configuration of a source changed, so all its exports must be read again, but not all are in the landing.
    #[error(
        "the configuration of source {source_name} changed, so its exports must all be read again, but {missing} of them are no longer in {landing}; restore the landing (or take the change back), then run again"
    )]
    LandingIncomplete {
        /// The source.
        source_name: String,
        /// How many exports are gone.
        missing: usize,
        /// The landing folder.
        landing: PathBuf,
    },
}

/// Runs the whole job up to the tables: pull, stage, merge, commit.
///
/// The lake's lock is taken first and held to the end. An export that cannot be read stops no other. A source whose
/// mapping changed since the last snapshot is read again as a whole. Running twice changes nothing.
///
/// # Errors
/// Only what makes the whole run impossible; readers then see the last snapshot.
pub async fn run(
    config: &Config,
    lake_dir: &Path,
    options: RunOptions<'_>,
    progress: &dyn Progress,
) -> Result<RunReport, RunError> {
    let mut writer = Lake::writer(lake_dir, options.wait).await?;
    let before = writer.snapshot().cloned();
    let folder = StagingFolder::make(lake_dir)?;
    let landing = Landing::open(&config.landing)?;

    let mut failed = Vec::new();
    let mut notes = Notes::default();
    for source in &config.sources {
        let pulled = landing.pull(
            &source.spec,
            config.folder(),
            options.pulled_at,
            options.token,
            progress,
        );
        failed.extend(pulled.failed);
        notes
            .warnings
            .extend(pulled.renamed.into_iter().map(|same| {
                format!(
                    "{}/{}: the same bytes as {}, which stands for both",
                    source.name, same.seen_as, same.first_name
                )
            }));
    }

    let loaded = match &before {
        Some(snapshot) => writer.lake().loaded(snapshot).await?,
        None => BTreeSet::new(),
    };
    let work = plan(config, &landing, before.as_ref(), &loaded, &mut failed)?;
    let staged = stage_all(config, &work, &folder.path, &mut notes, progress)?;

    progress.merge(staged.len());
    let merged = writer.merge(&staged, &work.resets).await?;
    let snapshot = writer
        .commit(SnapshotMeta {
            rules_version: config.rulebook.version(),
            config_hash: config.hash.clone(),
            mapping_hashes: work.mapping_hashes,
        })
        .await?;

    for overlay in &config.rulebook.overlays {
        let found = overlay.warnings.iter().map(ToString::to_string);
        notes.warnings.extend(found);
    }
    let gone = before.iter().flat_map(|s| s.mapping_hashes.keys());
    for name in gone.filter(|name| config.source(name).is_none()) {
        notes.warnings.push(format!(
            "source {name} is in the lake but no longer in the configuration; its tickets are kept as they are"
        ));
    }
    Ok(RunReport {
        files: merged.files,
        failed,
        unmapped: notes.unmapped_services(),
        rejects: notes.rejects,
        warnings: notes.warnings,
        changed: before.is_none_or(|b| b.number != snapshot.number),
        snapshot,
    })
}

/// What there is to do.
#[derive(Default)]
struct Work<'a> {
    /// Exports to stage, in order of source and name.
    files: Vec<(&'a SourceConfig, LandedFile)>,
    /// Sources to be read again as a whole.
    resets: Vec<String>,
    /// Mapping of every source after the run.
    mapping_hashes: BTreeMap<String, String>,
}

/// Finds the exports that the lake has not read under the present mapping.
fn plan<'a>(
    config: &'a Config,
    landing: &Landing,
    before: Option<&Snapshot>,
    loaded: &BTreeSet<(String, String)>,
    failed: &mut Vec<PullFailure>,
) -> Result<Work<'a>, RunError> {
    let mut work = Work {
        mapping_hashes: before.map(|s| s.mapping_hashes.clone()).unwrap_or_default(),
        ..Work::default()
    };
    for source in &config.sources {
        // A landing that is damaged leaves the source as it is; the others are read.
        let files = match landing.files(&source.name) {
            Ok(files) => files,
            Err(error) => {
                failed.push(PullFailure {
                    source_name: source.name.clone(),
                    name: landing.dir().join(&source.name).display().to_string(),
                    message: format!("nothing of this source was read: {error}"),
                });
                continue;
            }
        };
        let known = work
            .mapping_hashes
            .insert(source.name.clone(), source.mapping_hash.clone());
        let reset = known.is_some_and(|hash| hash != source.mapping_hash);
        let of_source = loaded.iter().filter(|(name, _)| *name == source.name);
        let read: HashSet<&str> = of_source.map(|(_, file)| file.as_str()).collect();
        if reset {
            let present: HashSet<&str> = files.iter().map(|f| f.sha256.as_str()).collect();
            let missing = read.difference(&present).count();
            if missing > 0 {
                return Err(RunError::LandingIncomplete {
                    source_name: source.name.clone(),
                    missing,
                    landing: landing.dir().join(&source.name),
                });
            }
            work.resets.push(source.name.clone());
        }
        let unread = files
            .into_iter()
            .filter(|f| reset || !read.contains(f.sha256.as_str()));
        work.files.extend(unread.map(|file| (source, file)));
    }
    Ok(work)
}

/// Stages every export that is to be read.
fn stage_all(
    config: &Config,
    work: &Work<'_>,
    folder: &Path,
    notes: &mut Notes,
    progress: &dyn Progress,
) -> Result<Vec<StagedFile>, StageError> {
    let mut staged = Vec::with_capacity(work.files.len());
    for (number, (source, file)) in work.files.iter().enumerate() {
        progress.stage(&source.name, &file.name, number + 1, work.files.len());
        let catalogue = &config.rulebook.catalogue;
        let mut count = |records| progress.records(records);
        let one = stage(source, catalogue, file, folder, &mut count)?;
        notes
            .rejects
            .extend(one.rejects.into_iter().map(|reject| RejectedRecord {
                source: source.name.clone(),
                file_name: file.name.clone(),
                reject,
            }));
        for ((service, why), tickets) in one.unmapped {
            let key = (source.name.clone(), service, why);
            let all = notes.unmapped.entry(key).or_default();
            all.all.extend(tickets.all);
            all.requests.extend(tickets.requests);
        }
        notes.warnings.extend(one.warnings);
        staged.push(one.file);
    }
    Ok(staged)
}

/// What is to be told of the exports read.
#[derive(Default)]
struct Notes {
    rejects: Vec<RejectedRecord>,
    unmapped: BTreeMap<(String, String, Unmapped), UnmappedTickets>,
    warnings: Vec<String>,
}

impl Notes {
    fn unmapped_services(&self) -> Vec<UnmappedService> {
        let mut services: Vec<UnmappedService> = self
            .unmapped
            .iter()
            .map(|((source, service, why), tickets)| UnmappedService {
                source: source.clone(),
                service: service.clone(),
                why: *why,
                tickets: tickets.all.len() as u64,
                requests: tickets.requests.len() as u64,
            })
            .collect();
        services.sort_by_key(|s| std::cmp::Reverse((s.requests, s.tickets)));
        services
    }
}

/// The folder for staged files; it is gone when the run ends, and the next run removes what a killed one left.
struct StagingFolder {
    path: PathBuf,
}

impl StagingFolder {
    const PREFIX: &str = "staging-";

    /// Makes the folder. Only called under the lake's lock, so what is there belongs to nobody.
    fn make(lake_dir: &Path) -> Result<Self, RunError> {
        let failed = |path: &Path| {
            let path = path.to_owned();
            move |source| RunError::Folder { path, source }
        };
        for entry in fs::read_dir(lake_dir).map_err(failed(lake_dir))? {
            let path = entry.map_err(failed(lake_dir))?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if name.starts_with(Self::PREFIX) && path.is_dir() {
                fs::remove_dir_all(&path).map_err(failed(&path))?;
            }
        }
        let path = lake_dir.join(format!("{}{}", Self::PREFIX, std::process::id()));
        fs::create_dir_all(&path).map_err(failed(&path))?;
        Ok(Self { path })
    }
}

impl Drop for StagingFolder {
    fn drop(&mut self) {
        // What cannot be removed now is removed by the next run.
        let _ = fs::remove_dir_all(&self.path);
    }
}
