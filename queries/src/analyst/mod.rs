//! Statements of people: one's own SQL over one snapshot, planned and run so that nothing is changed and nobody else is held up.

mod allowed;
mod running;
mod stop;

use std::sync::Arc;
use std::time::Duration;

use arrow::datatypes::SchemaRef;
use datafusion::common::ParamValues;
use datafusion::logical_expr::LogicalPlan;
use datafusion::prelude::SessionContext;
use datafusion::sql::parser::Statement as Parsed;
use datafusion::sql::sqlparser::ast;

use crate::functions::complete_timestamps;
use crate::{Error, Params, Result, RowStream, Session, catalog};

pub use allowed::{LONGEST, readable};
pub use running::Ticking;
use stop::Current;
pub use stop::Stop;
pub(crate) use stop::StoppableJoins;

/// Stack of a thread that plans statements, in bytes: what looks at one goes down as deep as it is nested.
pub const STACK_BYTES: usize = 16 << 20;

/// What one statement may use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Limits {
    /// Rows of the answer; one more is an error.
    pub rows: Option<u64>,
    /// From the start of the work to the last row.
    pub time: Option<Duration>,
}

/// Statements over one snapshot in a context of its own: what one person sets, nobody else sees. It has the tables and
/// models of schema `public`; those behind them are not to be named.
pub struct Analyst {
    context: SessionContext,
    current: Arc<Current>,
}

impl Session {
    /// Statements over this session. `sees_raw`: the raw text of rejected records, which may hold people's names, is a
    /// column of `rejects` (roles manager and admin). `memory_bytes`: for all statements that run at a time together;
    /// sorts and groups that need more go to temporary files, what cannot is an error.
    ///
    /// # Errors
    /// Only what the query engine says of tables that cannot be read.
    pub async fn analyst(&self, sees_raw: bool, memory_bytes: Option<usize>) -> Result<Analyst> {
        let current = Arc::new(Current::default());
        let joins = StoppableJoins(Arc::clone(&current));
        let context = catalog::for_analysts(self.context(), sees_raw, memory_bytes, joins).await?;
        Ok(Analyst { context, current })
    }
}

impl Analyst {
    /// Plans one statement: a query, EXPLAIN, SHOW or DESCRIBE. `$name` stands for a parameter of that name, and every one
    /// must be given. Nothing runs.
    ///
    /// # Errors
    /// SQL that is wrong, more than one statement, or one that is no question.
    pub async fn statement(&self, sql: &str, params: &Params) -> Result<Statement> {
        let parsed = allowed::parsed(&self.context, sql)?;
        let plan = self.plan(parsed).await?;
        let mut values = Vec::new();
        for name in plan.get_parameter_names().map_err(Error::Query)? {
            let name = name.trim_start_matches('$');
            let Some(value) = params.get(name) else {
                return Err(Error::MissingParameter {
                    model: "the statement".to_owned(),
                    parameter: name.to_owned(),
                });
            };
            values.push((name.to_owned(), value.clone()));
        }
        if values.is_empty() {
            return Ok(self.planned(plan));
        }
        Ok(self.planned(plan.with_param_values(ParamValues::from(values))?))
    }

    /// Plans a statement that was parsed elsewhere, with its parameters open.
    ///
    /// # Errors
    /// As [`statement`](Self::statement).
    pub async fn plan_of(&self, statement: ast::Statement) -> Result<LogicalPlan> {
        allowed::check(&statement)?;
        self.plan(Parsed::Statement(Box::new(statement))).await
    }

    async fn plan(&self, mut parsed: Parsed) -> Result<LogicalPlan> {
        complete_timestamps(&mut parsed);
        let plan = self.context.state().statement_to_plan(parsed).await?;
        catalog::read_only()
            .verify_plan(&plan)
            .map_err(|_| Error::NotAllowed("it would change something".to_owned()))?;
        Ok(plan)
    }

    /// A statement of a plan that [`plan_of`](Self::plan_of) made, its parameters bound.
    pub fn planned(&self, plan: LogicalPlan) -> Statement {
        Statement {
            context: self.context.clone(),
            plan,
        }
    }

    /// What is planned from now on by [`context`](Self::context) is ended when this is dropped; to be called when the
    /// statement before is planned. [`Statement::rows`] has a stop of its own.
    pub fn begin(&self) -> Stop {
        self.current.begin()
    }

    /// Its tables and functions; what is registered here, this analyst alone sees.
    pub fn context(&self) -> &SessionContext {
        &self.context
    }

    /// Bytes that running statements hold.
    pub fn memory_in_use(&self) -> usize {
        self.context.runtime_env().memory_pool.reserved()
    }
}

/// A statement that is planned.
pub struct Statement {
    context: SessionContext,
    plan: LogicalPlan,
}

impl Statement {
    /// Columns of the answer.
    pub fn schema(&self) -> SchemaRef {
        Arc::clone(self.plan.schema().inner())
    }

    /// Runs it. The work is done on a task of the current runtime; dropping the rows stops it.
    ///
    /// # Errors
    /// None before the first row: a limit that is passed ends the stream with [`Error::TimedOut`] or
    /// [`Error::TooManyRows`] inside, as does whatever the query engine says.
    pub fn rows(self, limits: Limits) -> RowStream {
        let stop = Stop::default();
        let context = stop::context_of(&self.context, &stop);
        running::rows(context, self.plan, limits, stop)
    }
}
