//! What people do about the report of a quarter: notes that stand beside the data, and revisions that were handed in.

use std::path::PathBuf;
use std::sync::Arc;

use norma_report::freeze::{Manifest, revisions};
use norma_report::{Edition, ReportError, format};
use norma_rules::{Quarter, Zone};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::engine::EngineError;
use crate::made::Body;
use crate::site::Failure;

/// Where notes and frozen reports are found. Both may change while the server runs, so each is asked for anew.
pub trait Desk: Send + Sync {
    /// The edition of a quarter's report, with what people wrote about it.
    ///
    /// # Errors
    /// Words for who reads the page: the file, its line, and how to mend it.
    fn edition(&self, quarter: Quarter) -> Result<Edition, String>;

    /// The folder in which revisions of a quarter are frozen; `None` where reports are not frozen.
    fn frozen(&self, quarter: Quarter) -> Option<PathBuf>;
}

/// An edition that is the same for every quarter, and nothing handed in.
impl Desk for Edition {
    fn edition(&self, _: Quarter) -> Result<Edition, String> {
        Ok(self.clone())
    }

    fn frozen(&self, _: Quarter) -> Option<PathBuf> {
        None
    }
}

/// What lies on the desk for a quarter.
pub(crate) struct Lying {
    pub(crate) edition: Edition,
    /// Newest first.
    pub(crate) revisions: Vec<Revision>,
    /// The same as long as all of it is.
    pub(crate) identity: String,
}

/// A revision that was handed in.
#[derive(Serialize)]
pub(crate) struct Revision {
    pub(crate) number: u32,
    /// As of when it was judged, in WIB.
    as_of: String,
    snapshot: Option<i64>,
    rules_version: String,
    /// Of everything in it.
    contents: String,
    /// Its outputs, such as `laporan.pdf`.
    pub(crate) files: Vec<String>,
    #[serde(skip)]
    folder: PathBuf,
}

impl Lying {
    /// Reads notes and revisions of a quarter, on a thread that may wait for the disk.
    pub(crate) async fn of(desk: &Arc<dyn Desk>, quarter: Quarter) -> Result<Self, Failure> {
        let desk = Arc::clone(desk);
        tokio::task::spawn_blocking(move || Self::read(desk.as_ref(), quarter))
            .await
            .map_err(|error| EngineError::Stopped(error.to_string()))?
    }

    fn read(desk: &dyn Desk, quarter: Quarter) -> Result<Self, Failure> {
        let edition = desk.edition(quarter).map_err(Failure::Notes)?;
        let found = match desk.frozen(quarter) {
            Some(place) => revisions(&place)?,
            None => Vec::new(),
        };
        let found: Result<Vec<Revision>, ReportError> = found
            .into_iter()
            .rev()
            .map(|(number, folder)| Revision::read(number, folder))
            .collect();
        let revisions = found?;
        let mut digest = Sha256::new();
        let json = |error: serde_json::Error| EngineError::Stopped(error.to_string());
        digest.update(serde_json::to_vec(&edition).map_err(json)?);
        digest.update(serde_json::to_vec(&revisions).map_err(json)?);
        Ok(Self {
            edition,
            revisions,
            identity: hex::encode(&digest.finalize()[..16]),
        })
    }
}

impl Revision {
    fn read(number: u32, folder: PathBuf) -> Result<Self, ReportError> {
        let manifest = Manifest::read(&folder)?;
        let files = manifest.files.keys();
        Ok(Self {
            number,
            as_of: format::date_time(manifest.as_of, Zone::Wib),
            snapshot: manifest.snapshot.map(|snapshot| snapshot.number),
            rules_version: manifest.rules_version,
            files: files
                .filter(|name| name.starts_with("laporan."))
                .cloned()
                .collect(),
            contents: manifest.contents,
            folder,
        })
    }

    /// One of its [`files`](Self::files).
    pub(crate) fn open(&self, file: &str) -> Result<Option<Body>, Failure> {
        let Some(name) = self.files.iter().find(|known| *known == file) else {
            return Ok(None);
        };
        let path = self.folder.join(name);
        let failed =
            |error: std::io::Error| EngineError::Stopped(format!("{}: {error}", path.display()));
        let file = std::fs::File::open(&path).map_err(failed)?;
        let length = file.metadata().map_err(failed)?.len();
        Ok(Some(Body::File(Arc::new(file), length)))
    }
}
