//! Derived tables at rest: `lake/derived/<key>/<table>/`, in a folder each quarter. The key is a digest of what they were made from:
//! snapshot, rules, as-of instant and their SQL. They appear whole, by a rename, or not at all.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use arrow::datatypes::Schema;
use datafusion::catalog::TableProvider;
use datafusion::dataframe::DataFrameWriteOptions;
use norma_lake::Snapshot;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::layout::{self, ROW_GROUP};
use crate::{Error, Result, Session, models};

/// The models that are kept row by row; [`kept`](crate::kept) holds the small ones beside them.
pub(crate) const TABLES: [&str; 2] = ["sla_facts", "ticket_changes"];

/// A folder each of its values, so that a quarter reads no other's facts, and no changes that were over before it.
const PARTED_BY: [&str; 2] = ["quarter", "until_quarter"];

/// Rows of more than a row group stand in the order of these, so that whoever asks for a verdict, a clock or some days passes
/// over the others.
const SORTED_BY: [&[&str]; 2] = [&["verdict", "clock", "settled_at"], &[]];

/// Changes with the way in which the files are laid out: folders of another one are made again.
const LAYOUT: &str = "by quarter, verdict, clock, time; finer filters of tickets; small pages";

const MADE_FROM: &str = "made_from.json";
const LOCK: &str = ".in-use";
const MAKING: &str = ".making-";
const REMOVING: &str = ".removing-";

/// What a folder of derived tables was made from.
#[derive(Debug, Serialize, Deserialize)]
struct MadeFrom {
    snapshot: i64,
    rules_version: String,
    as_of: i64,
}

/// A folder of derived tables that nobody removes while this value lives: it holds a shared lock.
#[derive(Debug)]
pub(crate) struct InUse {
    folder: PathBuf,
    _lock: File,
}

/// The derived tables of `session` over `snapshot`, made if they are not there yet; older ones that nobody reads are
/// removed then.
pub(crate) async fn open_or_make(
    session: &Session,
    derived: &Path,
    snapshot: &Snapshot,
) -> Result<InUse> {
    let made_from = MadeFrom {
        snapshot: snapshot.number,
        rules_version: session.rulebook().version(),
        as_of: session.as_of().0,
    };
    let folder = derived.join(key(&made_from, snapshot));
    loop {
        if let Some(in_use) = InUse::open(&folder)? {
            return Ok(in_use);
        }
        if let Some(made) = make(session, derived, &folder, &made_from).await? {
            remove_older(derived, &folder, snapshot.number);
            return Ok(made);
        }
    }
}

impl InUse {
    /// The folder with a shared lock, if it is there and whole.
    fn open(folder: &Path) -> Result<Option<Self>> {
        let path = folder.join(LOCK);
        let lock = match File::open(&path) {
            Ok(lock) => lock,
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(e) => return Err(at(&path)(e)),
        };
        lock.lock_shared().map_err(at(&path))?;
        // Between opening and locking it may have been removed.
        if !folder.join(MADE_FROM).exists() {
            return Ok(None);
        }
        Ok(Some(Self {
            folder: folder.to_owned(),
            _lock: lock,
        }))
    }

    /// The folder in which derived tables stand, each under its key.
    pub(crate) fn place(&self) -> &Path {
        self.folder.parent().unwrap_or(&self.folder)
    }

    /// The folder of these tables.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// One of the tables.
    pub(crate) fn table(&self, name: &str, schema: &Schema) -> Result<Arc<dyn TableProvider>> {
        Ok(Arc::new(layout::read(&self.folder.join(name), schema)?))
    }
}

/// Digest of everything that decides the rows.
fn key(made_from: &MadeFrom, snapshot: &Snapshot) -> String {
    let mut digest = Sha256::new();
    digest.update(format!(
        "{LAYOUT}|{}|{}|{}|{:?}",
        made_from.snapshot, made_from.rules_version, made_from.as_of, snapshot.tables
    ));
    for model in models::all() {
        if TABLES.contains(&model.name) || model.name == "ticket_histories" {
            digest.update(model.printed());
        }
    }
    hex::encode(&digest.finalize()[..12])
}

/// Makes the tables in a folder of their own and renames it; `None` when somebody else was faster.
async fn make(
    session: &Session,
    derived: &Path,
    folder: &Path,
    made_from: &MadeFrom,
) -> Result<Option<InUse>> {
    fs::create_dir_all(derived).map_err(at(derived))?;
    let making = new_folder(derived)?;
    // The lock goes with the file through the rename; it also says that this folder is no leftover.
    let lock_path = making.join(LOCK);
    let lock = File::create(&lock_path).map_err(at(&lock_path))?;
    lock.lock_shared().map_err(at(&lock_path))?;
    if !lock_path.exists() {
        // Taken for a leftover before it was locked.
        return Ok(None);
    }
    let result = fill(session, &making, made_from).await;
    let renamed = match result {
        Ok(()) => fs::rename(&making, folder).map_err(at(folder)),
        Err(e) => Err(e),
    };
    match renamed {
        Ok(()) => Ok(Some(InUse {
            folder: folder.to_owned(),
            _lock: lock,
        })),
        Err(error) => {
            // Best effort: what stays behind is removed by a later run.
            let _ = fs::remove_dir_all(&making);
            if folder.join(MADE_FROM).exists() {
                Ok(None)
            } else {
                Err(error)
            }
        }
    }
}

/// A new folder that no other session uses.
fn new_folder(derived: &Path) -> Result<PathBuf> {
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    loop {
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let folder = derived.join(format!("{MAKING}{}-{number}", process::id()));
        match fs::create_dir(&folder) {
            Ok(()) => return Ok(folder),
            // Left behind by a crashed process of the same number.
            Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {}
            Err(e) => return Err(at(&folder)(e)),
        }
    }
}

async fn fill(session: &Session, making: &Path, made_from: &MadeFrom) -> Result<()> {
    for ((name, column), order) in TABLES.into_iter().zip(PARTED_BY).zip(SORTED_BY) {
        let frame = session.derive(name).await?;
        let schema = frame.schema().as_arrow().clone();
        let folder = making.join(name);
        fs::create_dir_all(&folder).map_err(at(&folder))?;
        let path = format!("{}/", folder.to_string_lossy());
        let options = DataFrameWriteOptions::new().with_partition_by(vec![column.to_owned()]);
        frame
            .write_parquet(&path, options, Some(layout::file_format()))
            .await?;
        for part in fs::read_dir(&folder).map_err(at(&folder))? {
            let part = part.map_err(at(&folder))?.path();
            // Without any row there is a file, and no part.
            if !order.is_empty() && part.is_dir() {
                layout::sort(&part, &schema, order, making, ROW_GROUP).await?;
            }
        }
        sync(&folder)?;
    }
    write(&making.join(MADE_FROM), made_from)
}

/// Makes every file below `folder` durable.
fn sync(folder: &Path) -> Result<()> {
    for path in layout::files(folder)? {
        let synced = File::open(&path).and_then(|f| f.sync_all());
        synced.map_err(at(&path))?;
    }
    Ok(())
}

fn write(path: &Path, value: &impl Serialize) -> Result<()> {
    let text = serde_json::to_vec_pretty(value)
        .map_err(io::Error::from)
        .map_err(at(path))?;
    fs::write(path, text).map_err(at(path))
}

/// Removes folders of older snapshots that nobody reads, and what crashed runs left behind. What cannot be removed
/// stays for the next time: it costs space, not correctness.
fn remove_older(derived: &Path, current: &Path, snapshot: i64) {
    let Ok(entries) = fs::read_dir(derived) else {
        return;
    };
    for path in entries.flatten().map(|e| e.path()) {
        if path == current || !is_older(&path, snapshot) {
            continue;
        }
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if name.starts_with(REMOVING) {
            let _ = fs::remove_dir_all(&path);
            continue;
        }
        let Ok(lock) = File::open(path.join(LOCK)) else {
            continue;
        };
        if lock.try_lock().is_err() {
            continue;
        }
        let removing = derived.join(format!("{REMOVING}{name}"));
        if fs::rename(&path, &removing).is_ok() {
            let _ = fs::remove_dir_all(&removing);
        }
    }
}

fn is_older(folder: &Path, snapshot: i64) -> bool {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    if name.starts_with(MAKING) || name.starts_with(REMOVING) {
        return true;
    }
    fs::read(folder.join(MADE_FROM))
        .ok()
        .and_then(|text| serde_json::from_slice::<MadeFrom>(&text).ok())
        .is_some_and(|made_from| made_from.snapshot < snapshot)
}

pub(crate) fn at(path: &Path) -> impl FnOnce(io::Error) -> Error {
    let path = path.to_owned();
    move |source| Error::Derived { path, source }
}
