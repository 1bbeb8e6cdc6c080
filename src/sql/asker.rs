//! One statement: run on threads of its own, so that Ctrl-C is heard while it computes, and written into the audit log
//! before its answer is shown.

use std::sync::Arc;

use anyhow::Context;
use arrow::datatypes::SchemaRef;
use arrow::record_batch::RecordBatch;
use futures::StreamExt;
use norma_queries::analyst::STACK_BYTES;
use norma_queries::{Analyst, Limits, Params, RowStream};
use norma_serve::data::{self, Rows};
use tempfile::SpooledTempFile;
use tokio::runtime::{Builder, Runtime};

use super::audit::Audit;
use super::interrupt::{Interrupt, Interrupted};

/// Sheets of workbooks are named so.
const SHEET: &str = "sql";

pub struct Asker {
    pub analyst: Arc<Analyst>,
    audit: Option<Audit>,
    /// `None` only while it is dropped.
    threads: Option<Runtime>,
}

/// What an answer is made into.
#[derive(Clone, Copy, Debug)]
pub enum Wanted {
    /// Rows for reading, at most so many.
    Shown(Option<usize>),
    /// A file, every row.
    File(Rows),
}

/// An answer, whole.
pub enum Answer {
    /// Rows for reading.
    Shown(Shown),
    /// A file that is written to its end, and how many rows it has.
    File(SpooledTempFile, u64),
}

/// Rows for reading.
pub struct Shown {
    pub schema: SchemaRef,
    pub batches: Vec<RecordBatch>,
    /// There are more rows than were asked for.
    pub more: bool,
}

impl Shown {
    pub fn rows(&self) -> usize {
        self.batches.iter().map(RecordBatch::num_rows).sum()
    }
}

impl Answer {
    pub fn rows(&self) -> u64 {
        match self {
            Self::Shown(shown) => shown.rows() as u64,
            Self::File(_, rows) => *rows,
        }
    }
}

impl Asker {
    pub fn new(analyst: Analyst, audit: Option<Audit>) -> std::io::Result<Self> {
        let threads = Builder::new_multi_thread()
            .thread_stack_size(STACK_BYTES)
            .enable_time()
            .build()?;
        Ok(Self {
            analyst: Arc::new(analyst),
            audit,
            threads: Some(threads),
        })
    }

    /// The answer of one statement.
    ///
    /// # Errors
    /// What is wrong with the statement, [`Interrupted`], or an audit log that cannot be written.
    pub async fn ask(
        &self,
        sql: &str,
        params: Params,
        wanted: Wanted,
        interrupt: &mut Interrupt,
    ) -> anyhow::Result<Answer> {
        let answer = self.made(sql, params, wanted, interrupt).await;
        if let Some(audit) = &self.audit {
            audit.statement(sql, answer.as_ref().map(Answer::rows))?;
        }
        answer
    }

    async fn made(
        &self,
        sql: &str,
        params: Params,
        wanted: Wanted,
        interrupt: &mut Interrupt,
    ) -> anyhow::Result<Answer> {
        let threads = self.threads.as_ref().context("the command is ending")?;
        let analyst = Arc::clone(&self.analyst);
        let sql = sql.to_owned();
        let mut work = threads.spawn(async move {
            let statement = analyst.statement(&sql, &params).await?;
            make(statement.rows(Limits::default()), wanted).await
        });
        tokio::select! {
            answer = &mut work => answer.context("the statement broke off")?,
            () = interrupt.pressed() => {
                work.abort();
                Err(Interrupted.into())
            }
        }
    }
}

impl Drop for Asker {
    /// A runtime must not be waited for inside another one, nor what still computes in it.
    fn drop(&mut self) {
        if let Some(threads) = self.threads.take() {
            threads.shutdown_background();
        }
    }
}

async fn make(mut rows: RowStream, wanted: Wanted) -> anyhow::Result<Answer> {
    let most = match wanted {
        Wanted::Shown(most) => most.unwrap_or(usize::MAX),
        Wanted::File(format) => {
            let (file, rows) = data::write(rows, format, SHEET).await?;
            return Ok(Answer::File(file, rows));
        }
    };
    let mut shown = Shown {
        schema: rows.schema(),
        batches: Vec::new(),
        more: false,
    };
    let mut left = most;
    while let Some(batch) = rows.next().await {
        let batch = batch.map_err(norma_queries::Error::from)?;
        shown.more = batch.num_rows() > left;
        let batch = batch.slice(0, batch.num_rows().min(left));
        left -= batch.num_rows();
        shown.batches.push(batch);
        if shown.more {
            break;
        }
    }
    Ok(Answer::Shown(shown))
}
