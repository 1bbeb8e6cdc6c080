//! One statement, from line to line of the audit log.
//!
//! Statements have threads of their own, and few run at a time: pages do not wait for them. A statement ends when whoever
//! waits for it goes away.

use std::collections::HashMap;
use std::future::Future;
use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::http::StatusCode;
use futures::FutureExt;
use norma_access::{Capability, Visitor};
use norma_queries::analyst::STACK_BYTES;
use norma_queries::{Analyst, Limits, Params, RowStream};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::{Semaphore, oneshot};
use tokio::task::JoinSet;

use super::fault::Fault;
use super::{LONGEST, SqlLimits, owner};
use crate::engine::View;

/// Statements that run at a time; others wait.
const AT_A_TIME: usize = 2;
/// Threads: more than there are cores, so that a statement that does not pause leaves room for others and for stopping it.
const THREADS: usize = 8;
/// Statements of one visitor that run or wait.
const OF_ONE: usize = 16;

/// A statement that somebody asks to run.
pub(crate) struct Asked {
    pub(crate) visitor: Visitor,
    pub(crate) view: Arc<View>,
    pub(crate) sql: String,
    pub(crate) params: Params,
    /// Rows of the answer; one more is an error.
    pub(crate) rows: Option<u64>,
}

/// What came of a statement.
pub(crate) struct Answered<T> {
    pub(crate) answer: T,
    /// Rows that were read.
    pub(crate) rows: u64,
    /// From when it began to run.
    pub(crate) took: Duration,
}

/// How a statement ended.
pub(crate) type Ended<T> = Result<Answered<T>, Fault>;

/// A statement that was started. Dropping it stops it.
pub(crate) struct Running<T> {
    pub(crate) stop: Stop,
    pub(crate) ended: oneshot::Receiver<Ended<T>>,
    pub(crate) is_waiting: Arc<AtomicBool>,
}

/// Stops a statement when it is told to, or dropped.
pub(crate) struct Stop(oneshot::Sender<()>);

impl Stop {
    /// Somebody asked for it.
    pub(crate) fn cancel(self) {
        // A statement that has just ended cannot be stopped.
        let _ = self.0.send(());
    }
}

/// Contexts that run no statement now: a new one plans every model.
#[derive(Default)]
pub(crate) struct Idle(Mutex<Vec<(bool, Analyst)>>);

impl Idle {
    fn take(&self, sees_raw: bool) -> Option<Analyst> {
        let mut idle = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let place = idle.iter().position(|(raw, _)| *raw == sees_raw)?;
        Some(idle.swap_remove(place).1)
    }

    fn put(&self, sees_raw: bool, analyst: Analyst) {
        let mut idle = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.iter().filter(|(raw, _)| *raw == sees_raw).count() < AT_A_TIME {
            idle.push((sees_raw, analyst));
        }
    }
}

/// Runs statements.
pub(crate) struct Statements {
    limits: SqlLimits,
    room: Arc<Semaphore>,
    /// How many run or wait, by visitor.
    asked: Arc<Mutex<HashMap<String, usize>>>,
    /// `None` only while it is dropped.
    threads: Option<Runtime>,
}

impl Statements {
    pub(crate) fn new(limits: SqlLimits) -> std::io::Result<Self> {
        let mut threads = Builder::new_multi_thread();
        Ok(Self {
            limits,
            room: Arc::new(Semaphore::new(AT_A_TIME)),
            asked: Arc::default(),
            threads: Some(
                threads
                    .worker_threads(THREADS)
                    .thread_name("statements")
                    .thread_stack_size(STACK_BYTES)
                    .enable_all()
                    .build()?,
            ),
        })
    }

    /// Does `work` on the threads of statements.
    pub(crate) fn spawn(&self, work: impl Future<Output = ()> + Send + 'static) {
        if let Some(threads) = &self.threads {
            threads.spawn(work);
        }
    }

    /// Does `work` on the threads of statements and waits for it; what nobody waits for is not done.
    ///
    /// # Errors
    /// It panicked, or the server ends.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        work: impl Future<Output = T> + Send + 'static,
    ) -> Result<T, Fault> {
        let Some(threads) = &self.threads else {
            return Err(ended_alone());
        };
        let mut tasks = JoinSet::new();
        tasks.spawn_on(work, threads.handle());
        match tasks.join_next().await {
            Some(done) => done.map_err(|_| panicked()),
            None => Err(ended_alone()),
        }
    }

    /// Starts a statement; `take` makes the answer of its rows and says how many they were.
    ///
    /// # Errors
    /// A statement that is empty or too long, or a visitor with too many of them.
    pub(crate) fn start<T, F>(
        &self,
        asked: Asked,
        take: impl FnOnce(RowStream) -> F + Send + 'static,
    ) -> Result<Running<T>, Fault>
    where
        T: Send + 'static,
        F: Future<Output = Result<(T, u64), Fault>> + Send + 'static,
    {
        if asked.sql.trim().is_empty() {
            return Err(Fault::empty());
        }
        if asked.sql.len() > LONGEST {
            return Err(Fault::too_long());
        }
        let place = Place::of(&self.asked, owner(&asked.visitor))?;
        let (stop, told) = oneshot::channel();
        let (end, ended) = oneshot::channel();
        let is_waiting = Arc::new(AtomicBool::new(true));
        let (room, limits) = (Arc::clone(&self.room), self.limits);
        let waits = Arc::clone(&is_waiting);
        self.spawn(async move {
            let _place = place;
            let (visitor, sql) = (asked.visitor.clone(), asked.sql.clone());
            let ended = if visitor.asks_sql(&sql, "begun", None).await.is_err() {
                Err(Fault::unlogged())
            } else {
                let run = async {
                    let permit = room.acquire().await;
                    let _permit = permit.map_err(|error| Fault::broken(error.to_string()))?;
                    waits.store(false, Ordering::Relaxed);
                    run(asked, limits, take).await
                };
                let run = AssertUnwindSafe(run).catch_unwind();
                let ended = tokio::select! {
                    ended = run => ended.unwrap_or_else(|_| Err(panicked())),
                    told = told => Err(if told.is_ok() { Fault::cancelled() } else { Fault::left() }),
                };
                let (outcome, rows) = match &ended {
                    Ok(answered) => ("ok".to_owned(), Some(answered.rows)),
                    Err(fault) => (fault.outcome(), None),
                };
                match visitor.asks_sql(&sql, &outcome, rows).await {
                    Ok(()) => ended,
                    Err(_) => Err(Fault::unlogged()),
                }
            };
            // Nobody may wait for it any more.
            let _ = end.send(ended);
        });
        Ok(Running {
            stop: Stop(stop),
            ended,
            is_waiting,
        })
    }
}

impl Drop for Statements {
    /// A runtime must not be waited for inside another one.
    fn drop(&mut self) {
        if let Some(threads) = self.threads.take() {
            threads.shutdown_background();
        }
    }
}

impl<T> Running<T> {
    /// Waits for its end.
    pub(crate) async fn end(self) -> Ended<T> {
        let _stop = self.stop;
        self.ended.await.unwrap_or_else(|_| Err(ended_alone()))
    }
}

/// The threads were shut down.
pub(crate) fn ended_alone() -> Fault {
    Fault::broken("Server sedang berhenti; coba lagi sesaat lagi.")
}

fn panicked() -> Fault {
    Fault::new(
        StatusCode::INTERNAL_SERVER_ERROR,
        "Mesin kueri gagal",
        "Mesin kueri gagal pada pernyataan ini; tulis dengan cara lain, dan laporkan pernyataannya kepada pengelola server.",
    )
}

async fn run<T, F>(asked: Asked, limits: SqlLimits, take: impl FnOnce(RowStream) -> F) -> Ended<T>
where
    F: Future<Output = Result<(T, u64), Fault>>,
{
    let began = Instant::now();
    let sees_raw = asked.visitor.may(Capability::RawText);
    let view = asked.view;
    let analyst = if let Some(analyst) = view.analysts.take(sees_raw) {
        analyst
    } else {
        let made = view.session.analyst(sees_raw, Some(limits.memory_bytes));
        made.await
            .map_err(|error| Fault::broken(error.to_string()))?
    };
    let planned = analyst.statement(&asked.sql, &asked.params).await;
    let limits = Limits {
        rows: asked.rows,
        time: Some(limits.time),
    };
    let answered = match planned {
        Ok(statement) => take(statement.rows(limits)).await,
        Err(error) => Err(Fault::refused(&error)),
    };
    // Its rows are read to the end, or dropped.
    view.analysts.put(sees_raw, analyst);
    let (answer, rows) = answered?;
    Ok(Answered {
        answer,
        rows,
        took: began.elapsed(),
    })
}

/// The place of a visitor's statement among those that run or wait.
struct Place {
    asked: Arc<Mutex<HashMap<String, usize>>>,
    owner: String,
}

impl Place {
    fn of(asked: &Arc<Mutex<HashMap<String, usize>>>, owner: String) -> Result<Self, Fault> {
        let mut counts = asked.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(owner.clone()).or_default();
        if *count >= OF_ONE {
            return Err(Fault::busy(OF_ONE));
        }
        *count += 1;
        Ok(Self {
            asked: Arc::clone(asked),
            owner,
        })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut counts = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(&self.owner) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&self.owner);
            }
        }
    }
}
