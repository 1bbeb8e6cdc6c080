//! A statement at work: on a task of its own, so that whoever waits for its rows can stop waiting, and with the limits that end it.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use arrow::array::RecordBatch;
use arrow::datatypes::SchemaRef;
use datafusion::common::DataFusionError;
use datafusion::logical_expr::LogicalPlan;
use datafusion::physical_plan::RecordBatchStream;
use datafusion::prelude::SessionContext;
use futures::{Stream, StreamExt};
use tokio::sync::mpsc::{self, Receiver, Sender};
use tokio::task::JoinHandle;
use tokio::time::{Instant, Sleep};

use super::{Limits, Stop};
use crate::{Error, RowStream};

type Part = Result<RecordBatch, DataFusionError>;

/// Batches that are computed ahead of who reads them.
const AHEAD: usize = 2;

pub(super) fn rows(
    context: SessionContext,
    plan: LogicalPlan,
    limits: Limits,
    stop: Stop,
) -> RowStream {
    let schema = Arc::clone(plan.schema().inner());
    let (sender, receiver) = mpsc::channel(AHEAD);
    let task = tokio::spawn(work(context, plan, sender));
    Box::pin(Rows {
        schema,
        ticking: Ticking::new(receiver, limits, task, Some(stop)),
    })
}

/// Runs the plan; ends early when nobody listens any more.
async fn work(context: SessionContext, plan: LogicalPlan, sender: Sender<Part>) {
    let stream = async {
        let frame = context.execute_logical_plan(plan).await?;
        frame.execute_stream().await
    };
    let mut stream = match stream.await {
        Ok(stream) => stream,
        Err(error) => {
            let _ = sender.send(Err(error)).await;
            return;
        }
    };
    while let Some(part) = stream.next().await {
        if sender.send(part).await.is_err() {
            return;
        }
    }
}

/// What a task sends, as long as the limits allow. Dropping it ends the task.
pub struct Ticking<T> {
    receiver: Receiver<T>,
    task: JoinHandle<()>,
    limits: Limits,
    deadline: Option<Pin<Box<Sleep>>>,
    rows: u64,
    over: bool,
    /// Ends what does not pause.
    stop: Option<Stop>,
}

impl<T> Ticking<T> {
    /// The time begins now.
    pub fn new(
        receiver: Receiver<T>,
        limits: Limits,
        task: JoinHandle<()>,
        stop: Option<Stop>,
    ) -> Self {
        let deadline = limits
            .time
            .and_then(|time| Instant::now().checked_add(time))
            .map(|at| Box::pin(tokio::time::sleep_until(at)));
        Self {
            receiver,
            task,
            limits,
            deadline,
            rows: 0,
            over: false,
            stop,
        }
    }

    /// The next that was sent; `count` tells its rows. After an error there is nothing more.
    pub fn poll(
        &mut self,
        context: &mut Context<'_>,
        count: impl FnOnce(&T) -> usize,
    ) -> Poll<Option<Result<T, Error>>> {
        if self.over {
            return Poll::Ready(None);
        }
        if let (Some(deadline), Some(time)) = (&mut self.deadline, self.limits.time)
            && deadline.as_mut().poll(context).is_ready()
        {
            return self.end(Error::TimedOut(time));
        }
        let Some(sent) = ready!(self.receiver.poll_recv(context)) else {
            // The end of the rows is the end of the task: one that broke off must not look like a short answer.
            let ended = ready!(Pin::new(&mut self.task).poll(context));
            self.over = true;
            return Poll::Ready(
                ended
                    .err()
                    .map(|error| Err(Error::BrokenOff(error.to_string()))),
            );
        };
        self.rows = self.rows.saturating_add(count(&sent) as u64);
        match self.limits.rows {
            Some(most) if self.rows > most => self.end(Error::TooManyRows(most)),
            _ => Poll::Ready(Some(Ok(sent))),
        }
    }

    fn end(&mut self, error: Error) -> Poll<Option<Result<T, Error>>> {
        self.over = true;
        self.task.abort();
        self.stop = None;
        Poll::Ready(Some(Err(error)))
    }
}

impl<T> Drop for Ticking<T> {
    fn drop(&mut self) {
        self.task.abort();
    }
}

struct Rows {
    schema: SchemaRef,
    ticking: Ticking<Part>,
}

impl Stream for Rows {
    type Item = Part;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Part>> {
        let count = |part: &Part| part.as_ref().map_or(0, RecordBatch::num_rows);
        let next = ready!(self.ticking.poll(context, count));
        Poll::Ready(next.map(|part| match part {
            Ok(part) => part,
            Err(limit) => Err(DataFusionError::External(Box::new(limit))),
        }))
    }
}

impl RecordBatchStream for Rows {
    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }
}
