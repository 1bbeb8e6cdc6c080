//! Made on first use: most queries ask nothing of availability, and its records are read only when one does.

use std::sync::Arc;

use arrow::datatypes::SchemaRef;
use arrow::record_batch::RecordBatch;
use async_trait::async_trait;
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::Result;
use datafusion::datasource::MemTable;
use datafusion::execution::SendableRecordBatchStream;
use datafusion::logical_expr::{Expr, LogicalPlan, TableType};
use datafusion::physical_plan::{ExecutionPlan, collect, execute_stream};
use datafusion::prelude::SessionContext;
use norma_rules::availability::Interval;

use super::{Watching, figures};

/// A query over the tables of a session, planned when the session opens and run when somebody asks. It does not hold the
/// session, whose tables hold it.
#[derive(Debug)]
pub(super) struct Query(LogicalPlan);

impl Query {
    /// Planned over the tables that `context` has now.
    pub(super) async fn plan(context: &SessionContext, sql: &str) -> Result<Self> {
        Ok(Self(context.sql(sql).await?.into_unoptimized_plan()))
    }

    /// Its rows.
    pub(super) async fn rows(&self, session: &dyn Session) -> Result<Vec<RecordBatch>> {
        let plan = session.create_physical_plan(&self.0).await?;
        collect(plan, session.task_ctx()).await
    }

    /// Its rows as they come, for more of them than fit in memory.
    pub(super) async fn stream(&self, session: &dyn Session) -> Result<SendableRecordBatchStream> {
        let plan = session.create_physical_plan(&self.0).await?;
        execute_stream(plan, session.task_ctx())
    }
}

/// What a scan is to give.
#[derive(Debug)]
pub(super) enum Asked {
    /// A table of schema `rules`.
    Table(&'static str),
    /// The parts of the service of that key in a window.
    Window { service: String, period: Interval },
}

/// A small table that is made when it is first scanned.
#[derive(Debug)]
pub(super) struct Lazy {
    watching: Arc<Watching>,
    asked: Asked,
    schema: SchemaRef,
}

impl Lazy {
    /// The table over what `watching` knows.
    pub(super) fn new(watching: Arc<Watching>, asked: Asked, schema: SchemaRef) -> Self {
        Self {
            watching,
            asked,
            schema,
        }
    }

    async fn batch(&self, session: &dyn Session) -> Result<RecordBatch> {
        match &self.asked {
            Asked::Table(name) => self.watching.table(name, session).await,
            Asked::Window { service, period } => {
                let watch = self.watching.watch(session).await?;
                figures::window(&watch, service, *period)?.finish()
            }
        }
    }
}

#[async_trait]
impl TableProvider for Lazy {
    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    async fn scan(
        &self,
        session: &dyn Session,
        projection: Option<&Vec<usize>>,
        filters: &[Expr],
        limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let batch = self.batch(session).await?;
        let table = MemTable::try_new(self.schema(), vec![vec![batch]])?;
        table.scan(session, projection, filters, limit).await
    }
}
