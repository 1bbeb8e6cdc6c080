//! Joins that compare every pair of rows do so for hours without a pause in which they could be stopped: they ask themselves
//! whether the answer is still wanted.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use arrow::array::RecordBatch;
use arrow::datatypes::{DataType, Schema};
use datafusion::common::config::ConfigOptions;
use datafusion::common::tree_node::{Transformed, TransformedResult, TreeNode};
use datafusion::common::{Result, exec_err};
use datafusion::execution::SessionStateBuilder;
use datafusion::logical_expr::ColumnarValue;
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_optimizer::PhysicalOptimizerRule;
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::joins::NestedLoopJoinExec;
use datafusion::physical_plan::joins::utils::JoinFilter;
use datafusion::prelude::SessionContext;

/// Ends the work of the statement that it was made for when it is dropped.
#[derive(Debug, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Drop for Stop {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// The statement that is planned at the moment, where one is planned to its end before the next begins.
#[derive(Debug, Default)]
pub(super) struct Current(Mutex<Arc<AtomicBool>>);

impl Current {
    /// What is planned from now on is ended by this.
    pub(super) fn begin(&self) -> Stop {
        let stop = Stop::default();
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&stop.0);
        stop
    }
}

/// Makes the joins of every plan ask.
#[derive(Debug)]
pub(crate) struct StoppableJoins(pub(super) Arc<Current>);

/// The same tables and functions for one statement, whose joins ask for `stop` and for nothing else: it may still be planned
/// when the next one begins.
pub(super) fn context_of(context: &SessionContext, stop: &Stop) -> SessionContext {
    let state = context.state();
    let current = Current(Mutex::new(Arc::clone(&stop.0)));
    let own: Arc<dyn PhysicalOptimizerRule + Send + Sync> =
        Arc::new(StoppableJoins(Arc::new(current)));
    let others = state.physical_optimizers().iter();
    let others = others.filter(|rule| rule.name() != NAME).cloned();
    let rules = others.chain([own]).collect();
    let state = SessionStateBuilder::new_from_existing(state.clone())
        .with_physical_optimizer_rules(rules)
        .build();
    SessionContext::new_with_state(state)
}

const NAME: &str = "stoppable_joins";

impl PhysicalOptimizerRule for StoppableJoins {
    fn optimize(
        &self,
        plan: Arc<dyn ExecutionPlan>,
        _: &ConfigOptions,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let stopped = Arc::clone(&self.0.0.lock().unwrap_or_else(PoisonError::into_inner));
        plan.transform_up(|node| {
            let Some(join) = node.downcast_ref::<NestedLoopJoinExec>() else {
                return Ok(Transformed::no(node));
            };
            let Some(filter) = join.filter() else {
                return Ok(Transformed::no(node));
            };
            let asking = JoinFilter::new(
                Arc::new(StillWanted {
                    of: Arc::clone(filter.expression()),
                    stopped: Arc::clone(&stopped),
                }),
                filter.column_indices().to_vec(),
                Arc::clone(filter.schema()),
            );
            let projection = join.projection().as_deref().map(<[usize]>::to_vec);
            let join = NestedLoopJoinExec::try_new(
                Arc::clone(join.left()),
                Arc::clone(join.right()),
                Some(asking),
                join.join_type(),
                projection,
            )?;
            Ok(Transformed::yes(Arc::new(join) as Arc<dyn ExecutionPlan>))
        })
        .data()
    }

    fn name(&self) -> &'static str {
        NAME
    }

    fn schema_check(&self) -> bool {
        true
    }
}

/// The condition of a join, as long as its answer is wanted.
#[derive(Debug)]
struct StillWanted {
    of: Arc<dyn PhysicalExpr>,
    stopped: Arc<AtomicBool>,
}

impl fmt::Display for StillWanted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.of.fmt(f)
    }
}

impl PartialEq for StillWanted {
    fn eq(&self, other: &Self) -> bool {
        self.of.eq(&other.of) && Arc::ptr_eq(&self.stopped, &other.stopped)
    }
}

impl Eq for StillWanted {}

impl Hash for StillWanted {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.of.hash(state);
    }
}

impl PhysicalExpr for StillWanted {
    fn data_type(&self, input: &Schema) -> Result<DataType> {
        self.of.data_type(input)
    }

    fn nullable(&self, input: &Schema) -> Result<bool> {
        self.of.nullable(input)
    }

    fn evaluate(&self, batch: &RecordBatch) -> Result<ColumnarValue> {
        if self.stopped.load(Ordering::Relaxed) {
            return exec_err!("the statement was stopped");
        }
        self.of.evaluate(batch)
    }

    fn children(&self) -> Vec<&Arc<dyn PhysicalExpr>> {
        vec![&self.of]
    }

    fn with_new_children(
        self: Arc<Self>,
        children: Vec<Arc<dyn PhysicalExpr>>,
    ) -> Result<Arc<dyn PhysicalExpr>> {
        let [of] = children.as_slice() else {
            return exec_err!("a condition has one expression, not {}", children.len());
        };
        Ok(Arc::new(Self {
            of: Arc::clone(of),
            stopped: Arc::clone(&self.stopped),
        }))
    }

    fn fmt_sql(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.of.fmt_sql(f)
    }
}
