//! An answer under way: on a task of its own, with the limits of its statement, until it is complete, refused or cancelled;
//! how it ended is in the audit log.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use datafusion_postgres::pgwire::api::results::QueryResponse;
use datafusion_postgres::pgwire::error::{PgWireError, PgWireResult};
use datafusion_postgres::pgwire::messages::data::DataRow;
use futures::{Stream, StreamExt};
use norma_access::Visitor;
use norma_queries::Limits;
use norma_queries::analyst::{Stop, Ticking};
use tokio::sync::{Semaphore, mpsc};

use crate::cancel::{self, Cancelled};
use crate::told::{error, of_library, of_query};

/// Rows that are handed over at a time.
const CHUNK: usize = 256;

/// What the client is told whose statement was cancelled.
pub(crate) fn cancelled() -> PgWireError {
    error("57014", "canceling statement due to user request")
}

/// One statement of one visitor.
#[derive(Clone)]
pub(crate) struct Asked {
    pub(crate) visitor: Visitor,
    pub(crate) statement: String,
    pub(crate) limits: Limits,
    pub(crate) cancelled: Option<Cancelled>,
    pub(crate) stop: Arc<Stop>,
}

impl Asked {
    /// How it ended, in the audit log. What cannot be written any more is said where the server runs.
    fn ended(&self, outcome: String, rows: u64) {
        let (visitor, statement) = (self.visitor.clone(), self.statement.clone());
        tokio::spawn(async move {
            if let Err(refusal) = visitor.logs_sql(&statement, &outcome, Some(rows)).await {
                eprintln!("norma: {refusal}");
            }
        });
    }

    /// It did not come to an answer.
    pub(crate) fn failed(&self, error: &PgWireError) {
        self.ended(format!("failed: {error}"), 0);
    }

    /// It has no rows.
    pub(crate) fn done(&self) {
        self.ended("ok".to_owned(), 0);
    }
}

/// The same answer, worked out on a task that waits for its turn in `turns`.
pub(crate) fn under_way(
    mut answer: QueryResponse,
    asked: Asked,
    turns: Arc<Semaphore>,
) -> QueryResponse {
    let rows = std::mem::replace(&mut answer.data_rows, Box::pin(futures::stream::empty()));
    let (sender, receiver) = mpsc::channel(2);
    let task = tokio::spawn(async move {
        let Ok(_turn) = turns.acquire_owned().await else {
            return;
        };
        let mut chunks = rows.ready_chunks(CHUNK);
        while let Some(chunk) = chunks.next().await {
            if sender.send(chunk).await.is_err() {
                return;
            }
        }
    });
    let stop = Box::pin(cancel::cancelled(asked.cancelled.clone()));
    answer.data_rows = Box::pin(Rows {
        ticking: Ticking::new(receiver, asked.limits, task, None),
        asked: Some(asked),
        stop,
        chunk: Vec::new().into_iter(),
        sent: 0,
    });
    answer
}

type Chunk = Vec<PgWireResult<DataRow>>;

struct Rows {
    ticking: Ticking<Chunk>,
    /// Until the end is in the audit log.
    asked: Option<Asked>,
    stop: Pin<Box<dyn Future<Output = ()> + Send>>,
    chunk: std::vec::IntoIter<PgWireResult<DataRow>>,
    sent: u64,
}

impl Rows {
    fn end(&mut self, error: Option<PgWireError>) -> Poll<Option<PgWireResult<DataRow>>> {
        if let Some(asked) = self.asked.take() {
            let outcome = error
                .as_ref()
                .map_or_else(|| "ok".to_owned(), |e| format!("failed: {e}"));
            asked.ended(outcome, self.sent);
        }
        Poll::Ready(error.map(Err))
    }
}

impl Stream for Rows {
    type Item = PgWireResult<DataRow>;

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<PgWireResult<DataRow>>> {
        loop {
            if self.asked.is_none() {
                return Poll::Ready(None);
            }
            match self.chunk.next() {
                Some(Ok(row)) => {
                    self.sent += 1;
                    return Poll::Ready(Some(Ok(row)));
                }
                Some(Err(PgWireError::ApiError(inner))) => {
                    return self.end(Some(of_library(inner)));
                }
                Some(Err(other)) => return self.end(Some(other)),
                None => {}
            }
            if self.stop.as_mut().poll(context).is_ready() {
                return self.end(Some(cancelled()));
            }
            match ready!(self.ticking.poll(context, Vec::len)) {
                None => return self.end(None),
                Some(Ok(chunk)) => self.chunk = chunk.into_iter(),
                Some(Err(limit)) => return self.end(Some(of_query(limit))),
            }
        }
    }
}

impl Drop for Rows {
    /// The client went away.
    fn drop(&mut self) {
        if let Some(asked) = self.asked.take() {
            asked.ended("stopped before the end".to_owned(), self.sent);
        }
    }
}
