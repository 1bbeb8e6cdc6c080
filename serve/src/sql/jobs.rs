//! Statements that take longer than a page waits for. Each belongs to who started it, and is stopped when nobody asks after it.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::{Duration, Instant};

use tokio::sync::oneshot;

use super::answer::Shown;
use super::fault::Fault;
use super::run::{Ended, Running, Stop, ended_alone};

/// Statements that are kept, running or ended.
const MOST: usize = 64;
/// A page asks every few seconds; a statement that is not asked after for so long is stopped.
const ABANDONED: Duration = Duration::from_secs(30);
/// An answer that was made is kept so long after it was last looked at.
const KEPT: Duration = Duration::from_mins(10);
/// Between two looks for what is abandoned.
const LOOKS: Duration = Duration::from_secs(5);

/// A statement of a page, which is still running or has ended.
pub(crate) struct Job {
    owner: String,
    pub(crate) sql: String,
    pub(crate) explains: bool,
    pub(crate) began: Instant,
    is_waiting: Arc<AtomicBool>,
    asked: Mutex<Instant>,
    stop: Mutex<Option<Stop>>,
    state: tokio::sync::Mutex<State>,
}

enum State {
    Running(oneshot::Receiver<Ended<Shown>>),
    Ended(Arc<Ended<Shown>>),
}

impl Job {
    /// How it ended, if it does within `wait`; `once` is told when it is known for the first time.
    pub(crate) async fn ended(
        &self,
        wait: Duration,
        once: impl FnOnce(&Ended<Shown>),
    ) -> Option<Arc<Ended<Shown>>> {
        let mut state = self.state.lock().await;
        if let State::Running(ended) = &mut *state {
            let ended = tokio::time::timeout(wait, ended).await.ok()?;
            let ended = ended.unwrap_or_else(|_| Err(ended_alone()));
            once(&ended);
            *state = State::Ended(Arc::new(ended));
        }
        match &*state {
            State::Ended(ended) => Some(Arc::clone(ended)),
            State::Running(_) => None,
        }
    }

    /// Stops it; one that has ended stays as it is.
    pub(crate) fn cancel(&self) {
        let mut stop = self.stop.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(stop) = stop.take() {
            stop.cancel();
        }
    }

    /// Whether others run before it.
    pub(crate) fn is_waiting(&self) -> bool {
        self.is_waiting.load(Ordering::Relaxed)
    }

    /// Whether it may be forgotten: dropped while it runs, it stops.
    fn is_abandoned(&self) -> bool {
        let asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        let age = asked.elapsed();
        // Who holds the state waits for it.
        let has_ended = self
            .state
            .try_lock()
            .is_ok_and(|state| matches!(&*state, State::Ended(_)));
        age > if has_ended { KEPT } else { ABANDONED }
    }
}

/// Statements by their ids.
#[derive(Default)]
pub(crate) struct Jobs(Mutex<HashMap<String, Arc<Job>>>);

impl Jobs {
    /// Keeps a statement that runs, under an id that cannot be guessed.
    ///
    /// # Errors
    /// There are too many; the statement is stopped.
    pub(crate) fn add(
        &self,
        owner: String,
        sql: String,
        explains: bool,
        began: Instant,
        running: Running<Shown>,
    ) -> Result<String, Fault> {
        let mut random = [0_u8; 16];
        getrandom::fill(&mut random).map_err(|error| Fault::broken(error.to_string()))?;
        let id = hex::encode(random);
        let job = Job {
            owner,
            sql,
            explains,
            began,
            is_waiting: running.is_waiting,
            asked: Mutex::new(Instant::now()),
            stop: Mutex::new(Some(running.stop)),
            state: tokio::sync::Mutex::new(State::Running(running.ended)),
        };
        let mut jobs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if jobs.len() >= MOST {
            jobs.retain(|_, job| !job.is_abandoned());
        }
        if jobs.len() >= MOST {
            return Err(Fault::full());
        }
        jobs.insert(id.clone(), Arc::new(job));
        Ok(id)
    }

    /// The statement of that id, for who started it.
    pub(crate) fn get(&self, id: &str, owner: &str) -> Option<Arc<Job>> {
        let jobs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let job = jobs.get(id).filter(|job| job.owner == owner)?;
        *job.asked.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
        Some(Arc::clone(job))
    }

    fn forget(&self) {
        let mut jobs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        jobs.retain(|_, job| !job.is_abandoned());
    }
}

/// Looks for what is abandoned as long as there are jobs.
pub(crate) async fn forget_abandoned(jobs: Weak<Jobs>) {
    while let Some(jobs) = jobs.upgrade() {
        jobs.forget();
        drop(jobs);
        tokio::time::sleep(LOOKS).await;
    }
}
