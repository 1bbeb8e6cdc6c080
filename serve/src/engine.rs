//! The newest snapshot of a lake, opened once and kept until there is a newer one.

use std::collections::BTreeMap;
use std::future::Future;
use std::path::PathBuf;
use std::sync::Arc;

use norma_queries::{Analyst, LONG_PERIOD, Session};
use norma_report::{QuarterRow, Report, ReportError, history, properties};
use norma_rules::{Instant, Quarter, Rulebook};
use thiserror::Error;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::{Mutex, RwLock, Semaphore};

use crate::made::Made;
use crate::sql::{Catalogue, Idle};

/// Why there is nothing to show.
#[derive(Debug, Error)]
pub(crate) enum EngineError {
    /// A query or a page failed.
    #[error(transparent)]
    Report(#[from] ReportError),
    /// The work was stopped, or a thread could not be started.
    #[error("the work was stopped: {0}")]
    Stopped(String),
}

impl From<norma_queries::Error> for EngineError {
    fn from(error: norma_queries::Error) -> Self {
        Self::Report(error.into())
    }
}

enum Source {
    /// A lake that grows; the newest snapshot is looked for at every request.
    Lake {
        dir: PathBuf,
        rulebook: Arc<Rulebook>,
        as_of: Option<Instant>,
    },
    /// One session, as it is.
    Session(Arc<View>),
}

/// Answers requests from the newest snapshot. Queries are computed on threads of their own, so that a long one does
/// not keep others from being answered.
pub struct Engine {
    source: Source,
    current: RwLock<Option<Arc<View>>>,
    /// Held while a snapshot is opened, so that it is opened once.
    opening: Mutex<()>,
    /// `None` only while it is dropped.
    threads: Option<Runtime>,
}

impl Engine {
    /// An engine over the lake in `dir`, judged under `rulebook` as of `as_of`, by default the earliest cut-off of each
    /// snapshot.
    ///
    /// # Errors
    /// Threads that cannot be started.
    pub fn new(
        dir: PathBuf,
        rulebook: Arc<Rulebook>,
        as_of: Option<Instant>,
    ) -> std::io::Result<Self> {
        Self::over(Source::Lake {
            dir,
            rulebook,
            as_of,
        })
    }

    /// An engine over one session that never changes.
    ///
    /// # Errors
    /// Threads that cannot be started.
    pub fn of_session(session: Session) -> std::io::Result<Self> {
        Self::over(Source::Session(Arc::new(View::new(session))))
    }

    fn over(source: Source) -> std::io::Result<Self> {
        Ok(Self {
            source,
            current: RwLock::new(None),
            opening: Mutex::new(()),
            threads: Some(Builder::new_multi_thread().thread_name("queries").build()?),
        })
    }

    /// Runs `work` on the engine's threads.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        work: impl Future<Output = T> + Send + 'static,
    ) -> Result<T, EngineError> {
        let Some(threads) = &self.threads else {
            return Err(EngineError::Stopped("shutting down".to_owned()));
        };
        threads
            .spawn(work)
            .await
            .map_err(|error| EngineError::Stopped(error.to_string()))
    }

    /// The newest snapshot, opened if it is not yet.
    pub(crate) async fn view(&self) -> Result<Arc<View>, EngineError> {
        let (dir, rulebook, as_of) = match &self.source {
            Source::Session(view) => return Ok(Arc::clone(view)),
            Source::Lake {
                dir,
                rulebook,
                as_of,
            } => (dir.clone(), Arc::clone(rulebook), *as_of),
        };
        let newest = self.newest().await?;
        if let Some(view) = self.opened(newest).await {
            return Ok(view);
        }
        let _one_at_a_time = self.opening.lock().await;
        if let Some(view) = self.opened(newest).await {
            return Ok(view);
        }
        let session = self
            .run(async move { Session::open(&dir, rulebook, as_of).await })
            .await??;
        let view = Arc::new(View::new(session));
        *self.current.write().await = Some(Arc::clone(&view));
        self.keep_periods(&view);
        Ok(view)
    }

    /// What `norma run` does at its end, for whoever serves as of another instant. Nobody waits for it, and nothing shown
    /// depends on it.
    fn keep_periods(&self, view: &Arc<View>) {
        let Some(threads) = &self.threads else { return };
        let view = Arc::clone(view);
        threads.spawn(async move {
            if let Err(error) = view.session.keep_periods(LONG_PERIOD).await {
                eprintln!("norma: long periods are computed for every reader anew: {error}");
            }
        });
    }

    /// Statements of somebody over the newest snapshot, and its number; see [`Session::analyst`].
    ///
    /// # Errors
    /// In words: no snapshot yet, a lake that cannot be read.
    pub async fn analyst(
        &self,
        sees_raw: bool,
        memory_bytes: Option<usize>,
    ) -> Result<(Option<i64>, Analyst), String> {
        let view = self.view().await.map_err(|error| error.to_string())?;
        let analyst = view.session.analyst(sees_raw, memory_bytes).await;
        let number = view.session.snapshot().map(|snapshot| snapshot.number);
        Ok((number, analyst.map_err(|error| error.to_string())?))
    }

    /// The number of the newest snapshot, without opening it.
    ///
    /// # Errors
    /// In words: a lake that cannot be read.
    pub async fn newest_number(&self) -> Result<Option<i64>, String> {
        self.newest().await.map_err(|error| error.to_string())
    }

    /// The number of the newest snapshot; `None` before the first run and where there are no snapshots.
    pub(crate) async fn newest(&self) -> Result<Option<i64>, EngineError> {
        let Source::Lake { dir, .. } = &self.source else {
            return Ok(None);
        };
        let dir = dir.clone();
        // Not on the threads of queries: an answer that is there already does not wait for them.
        let newest = tokio::task::spawn_blocking(move || Session::newest_snapshot(&dir))
            .await
            .map_err(|error| EngineError::Stopped(error.to_string()))?;
        Ok(newest?)
    }

    /// The open snapshot, if it is at least `newest`: another request may have opened a newer one meanwhile.
    async fn opened(&self, newest: Option<i64>) -> Option<Arc<View>> {
        let current = self.current.read().await;
        let view = current.as_ref()?;
        (view.session.snapshot().map(|snapshot| snapshot.number) >= newest)
            .then(|| Arc::clone(view))
    }
}

impl Drop for Engine {
    /// A runtime must not be waited for inside another one.
    fn drop(&mut self) {
        if let Some(threads) = self.threads.take() {
            threads.shutdown_background();
        }
    }
}

/// Reports that are kept: all breaches of a quarter are in one.
const REPORTS: usize = 2;

/// Answers that are made at a time: each may need a good part of the memory there is.
const AT_A_TIME: usize = 4;

/// One snapshot with what was made of it.
pub(crate) struct View {
    pub(crate) session: Session,
    history: Mutex<Option<Arc<Vec<QuarterRow>>>>,
    /// Newest last.
    reports: Mutex<Vec<(Quarter, Arc<Report>)>>,
    /// Whoever makes an answer holds a permit.
    pub(crate) making: Semaphore,
    properties: Mutex<Option<Arc<Properties>>>,
    /// Answers that were made, by address.
    pub(crate) made: Made,
    /// The same, packed with gzip.
    pub(crate) packed: Made,
    /// Contexts for statements of analysts.
    pub(crate) analysts: Idle,
    /// What statements can ask for.
    pub(crate) catalogue: Catalogue,
}

/// What tickets can be chosen by: values with their names, by property.
pub(crate) type Properties = BTreeMap<String, Vec<(String, String)>>;

impl View {
    fn new(session: Session) -> Self {
        Self {
            session,
            history: Mutex::new(None),
            reports: Mutex::new(Vec::new()),
            making: Semaphore::new(AT_A_TIME),
            properties: Mutex::new(None),
            made: Made::default(),
            packed: Made::default(),
            analysts: Idle::default(),
            catalogue: Catalogue::default(),
        }
    }

    /// What this view's pages rest on: they are the same as long as this is.
    pub(crate) fn identity(&self) -> String {
        let number = self.session.snapshot().map(|snapshot| snapshot.number);
        let rules = self.session.rulebook().version();
        format!("{number:?} {rules} {}", self.session.as_of().0)
    }

    /// Every quarter that has tickets, oldest first.
    pub(crate) async fn history(&self) -> Result<Arc<Vec<QuarterRow>>, ReportError> {
        let mut kept = self.history.lock().await;
        if let Some(history) = kept.as_ref() {
            return Ok(Arc::clone(history));
        }
        let made = Arc::new(history(&self.session).await?);
        *kept = Some(Arc::clone(&made));
        Ok(made)
    }

    /// What tickets can be chosen by.
    pub(crate) async fn properties(&self) -> Result<Arc<Properties>, ReportError> {
        let mut kept = self.properties.lock().await;
        if let Some(properties) = kept.as_ref() {
            return Ok(Arc::clone(properties));
        }
        let made = Arc::new(properties(&self.session).await?);
        *kept = Some(Arc::clone(&made));
        Ok(made)
    }

    /// The quarter in which the data end; if it has no tickets the newest that has.
    pub(crate) async fn latest(&self) -> Result<Option<Quarter>, ReportError> {
        let history = self.history().await?;
        // As of 00.00 of the first day the quarter before has just ended.
        let ends = Quarter::of(self.session.as_of().plus(-1));
        let known = history.iter().any(|row| row.quarter == ends);
        let newest = || history.last().map(|row| row.quarter);
        Ok(known.then_some(ends).or_else(newest))
    }

    /// Whether a quarter has tickets.
    pub(crate) async fn has(&self, quarter: Quarter) -> Result<bool, ReportError> {
        let history = self.history().await?;
        Ok(history.iter().any(|row| row.quarter == quarter))
    }

    /// The report of a quarter; `None` when it has no tickets.
    pub(crate) async fn report(
        &self,
        quarter: Quarter,
    ) -> Result<Option<Arc<Report>>, ReportError> {
        if !self.has(quarter).await? {
            return Ok(None);
        }
        let mut kept = self.reports.lock().await;
        if let Some((_, report)) = kept.iter().find(|(of, _)| *of == quarter) {
            return Ok(Some(Arc::clone(report)));
        }
        let made = Arc::new(Report::build(&self.session, quarter).await?);
        if kept.len() == REPORTS {
            kept.remove(0);
        }
        kept.push((quarter, Arc::clone(&made)));
        Ok(Some(made))
    }
}
