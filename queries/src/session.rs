//! A session: one snapshot of the lake, one rulebook, one as-of instant.

use std::path::Path;
use std::sync::Arc;

use arrow::record_batch::RecordBatch;
use datafusion::catalog::TableProvider;
use datafusion::common::{DataFusionError, ScalarValue};
use datafusion::dataframe::DataFrame;
use datafusion::datasource::MemTable;
use datafusion::execution::SendableRecordBatchStream;
use datafusion::prelude::SessionContext;
use norma_lake::{Lake, Snapshot};
use norma_rules::{Instant, Rulebook};

use crate::derived::{self, InUse};
use crate::history::TicketHistory;
use crate::{Error, Header, Params, Result, catalog, functions, models};

/// Queries over one snapshot. What it shows does not change while it lives, whatever is written meanwhile.
pub struct Session {
    context: SessionContext,
    rulebook: Arc<Rulebook>,
    as_of: Instant,
    snapshot: Option<Snapshot>,
    /// Keeps others from removing the derived tables that this session reads.
    #[allow(dead_code, reason = "held for its lock")]
    in_use: Option<InUse>,
}

impl Session {
    /// Opens the newest snapshot of the lake in `lake_dir`, judged under `rulebook` as of `as_of`; by default the
    /// earliest cut-off of its sources (RULES 4). Derived tables are made if they are not there yet.
    ///
    /// # Errors
    /// No snapshot yet, no cut-off, or a lake that cannot be read.
    pub async fn open(
        lake_dir: &Path,
        rulebook: Arc<Rulebook>,
        as_of: Option<Instant>,
    ) -> Result<Self> {
        let lake = Lake::open(lake_dir);
        let Some(snapshot) = lake.snapshot()? else {
            return Err(Error::NoSnapshot(lake_dir.to_owned()));
        };
        let cut_off = || snapshot.cut_offs.values().min().copied().map(Instant);
        let as_of = as_of.or_else(cut_off).ok_or(Error::NoCutOff)?;
        let context = catalog::context(lake.tables(&snapshot).await?).await?;
        functions::register(&context, &rulebook, as_of);
        let mut session = Self {
            context,
            rulebook,
            as_of,
            snapshot: None,
            in_use: None,
        };
        let in_use = derived::open_or_make(&session, &lake.derived_dir(), &snapshot).await?;
        for name in derived::TABLES {
            let frame = session.derive(name).await?;
            let schema = frame.schema().as_arrow();
            let table = in_use.table(&session.context, name, schema).await?;
            catalog::add(&session.context, name, table).await?;
        }
        catalog::add_models(&session.context).await?;
        session.snapshot = Some(snapshot);
        session.in_use = Some(in_use);
        Ok(session)
    }

    /// The number of the newest snapshot in `lake_dir`, without opening it; `None` before the first run. Who keeps a
    /// session open asks this to know when there is a newer one.
    ///
    /// # Errors
    /// A lake that cannot be read.
    pub fn newest_snapshot(lake_dir: &Path) -> Result<Option<i64>> {
        Ok(Lake::open(lake_dir).snapshot()?.map(|newest| newest.number))
    }

    /// A session over any tables of the contract, with derived tables in memory. A table that is not given is empty.
    ///
    /// # Errors
    /// Tables that do not have the contract's columns.
    pub async fn from_tables(
        tables: Vec<(&str, Arc<dyn TableProvider>)>,
        rulebook: Arc<Rulebook>,
        as_of: Instant,
    ) -> Result<Self> {
        let context = catalog::context(tables).await?;
        functions::register(&context, &rulebook, as_of);
        let session = Self {
            context,
            rulebook,
            as_of,
            snapshot: None,
            in_use: None,
        };
        for name in derived::TABLES {
            let frame = session.derive(name).await?;
            let schema = Arc::clone(frame.schema().inner());
            let batches = frame.collect().await?;
            let table = Arc::new(MemTable::try_new(schema, vec![batches])?);
            catalog::add(&session.context, name, table).await?;
        }
        catalog::add_models(&session.context).await?;
        Ok(session)
    }

    /// The instant as of which everything is judged.
    pub fn as_of(&self) -> Instant {
        self.as_of
    }

    /// The rules under which everything is judged.
    pub fn rulebook(&self) -> &Arc<Rulebook> {
        &self.rulebook
    }

    /// The snapshot that is read; `None` for a session [`from_tables`](Self::from_tables).
    pub fn snapshot(&self) -> Option<&Snapshot> {
        self.snapshot.as_ref()
    }

    /// The rows of one query.
    ///
    /// # Errors
    /// SQL that is wrong, or that would write: only queries are answered.
    pub async fn sql(&self, sql: &str) -> Result<Vec<RecordBatch>> {
        collect(self.frame(sql).await?).await
    }

    /// The rows of one query as they come, for results that do not fit in memory.
    ///
    /// # Errors
    /// As [`sql`](Self::sql); errors of single rows come in the stream.
    pub async fn stream(&self, sql: &str) -> Result<SendableRecordBatchStream> {
        Ok(self.frame(sql).await?.execute_stream().await?)
    }

    /// The rows of a model, at least one batch, so that its columns are known.
    ///
    /// # Errors
    /// No such model, or a parameter that is missing.
    pub async fn model(&self, name: &str, params: &Params) -> Result<Vec<RecordBatch>> {
        let Some(model) = models::get(name) else {
            return Err(Error::UnknownModel {
                name: name.to_owned(),
                known: models::names().join(", "),
            });
        };
        // What is kept is not computed again.
        if derived::TABLES.contains(&name) {
            return self.sql(&format!("select * from {name}")).await;
        }
        self.prepared(model.name, model.sql, &model.header, params)
            .await
    }

    /// The tickets of that number with their events, one a source that knows it.
    ///
    /// # Errors
    /// A lake that cannot be read.
    pub async fn ticket(&self, ticket_id: &str) -> Result<Vec<TicketHistory>> {
        let sql =
            "select * from lake.ticket_histories where ticket_id = $ticket_id order by source";
        let id = ScalarValue::Utf8(Some(ticket_id.to_owned()));
        let frame = self
            .frame(sql)
            .await?
            .with_param_values(vec![("ticket_id", id)])?;
        let mut found = Vec::new();
        for batch in frame.collect().await? {
            for row in 0..batch.num_rows() {
                found.push(TicketHistory::new(&batch.slice(row, 1))?);
            }
        }
        Ok(found)
    }

    /// Runs the SQL of a model or check with its parameters bound.
    pub(crate) async fn prepared(
        &self,
        name: &str,
        sql: &str,
        header: &Header,
        params: &Params,
    ) -> Result<Vec<RecordBatch>> {
        let mut values = Vec::new();
        for parameter in &header.parameters {
            let Some(value) = params.get(parameter) else {
                return Err(Error::MissingParameter {
                    model: name.to_owned(),
                    parameter: parameter.clone(),
                });
            };
            values.push((parameter.clone(), value.clone()));
        }
        let mut frame = self.frame(sql).await?;
        if !values.is_empty() {
            frame = frame.with_param_values(values)?;
        }
        collect(frame).await
    }

    /// The query that makes a derived table.
    pub(crate) async fn derive(&self, name: &str) -> Result<DataFrame> {
        let Some(model) = models::get(name) else {
            return Err(DataFusionError::Internal(format!("no model {name}")).into());
        };
        self.frame(model.sql).await
    }

    async fn frame(&self, sql: &str) -> Result<DataFrame> {
        Ok(self
            .context
            .sql_with_options(sql, catalog::read_only())
            .await?)
    }
}

async fn collect(frame: DataFrame) -> Result<Vec<RecordBatch>> {
    let schema = Arc::clone(frame.schema().inner());
    let mut batches = frame.collect().await?;
    if batches.is_empty() {
        batches.push(RecordBatch::new_empty(schema));
    }
    Ok(batches)
}
