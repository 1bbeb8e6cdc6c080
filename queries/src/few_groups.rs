//! Partial aggregates by texts of which there are few groups, as reports and analysts ask for them: faster than datafusion's, which
//! compare every text of every row. As soon as there are many groups, datafusion goes on.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use arrow::datatypes::{DataType, SchemaRef};
use datafusion::common::config::ConfigOptions;
use datafusion::common::tree_node::{Transformed, TransformedResult, TreeNode, TreeNodeRecursion};
use datafusion::common::{Result, internal_err};
use datafusion::execution::TaskContext;
use datafusion::execution::memory_pool::{MemoryConsumer, MemoryReservation};
use datafusion::logical_expr::{EmitTo, GroupsAccumulator};
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_expr::aggregate::AggregateFunctionExpr;
use datafusion::physical_optimizer::PhysicalOptimizerRule;
use datafusion::physical_plan::aggregates::{AggregateExec, AggregateMode};
use datafusion::physical_plan::metrics::{BaselineMetrics, ExecutionPlanMetricsSet, MetricsSet};
use datafusion::physical_plan::stream::{EmptyRecordBatchStream, RecordBatchStreamAdapter};
use datafusion::physical_plan::streaming::{PartitionStream, StreamingTableExec};
use datafusion::physical_plan::{
    ChildrenPropertiesMode, DisplayAs, DisplayFormatType, ExecutionPlan, InputOrderMode,
    PlanProperties, ReplaceChildrenOptions, SendableRecordBatchStream,
};
use futures::stream::{self, BoxStream};
use futures::{StreamExt, TryStreamExt};

use crate::group_numbers::GroupNumbers;

/// Puts [`FewGroupsExec`] wherever it can stand.
#[derive(Debug)]
pub(crate) struct FewGroups {
    /// More groups are left to datafusion.
    most: usize,
}

impl Default for FewGroups {
    fn default() -> Self {
        Self { most: 1 << 14 }
    }
}

impl PhysicalOptimizerRule for FewGroups {
    fn optimize(
        &self,
        plan: Arc<dyn ExecutionPlan>,
        _: &ConfigOptions,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        plan.transform_up(|node| {
            let suits = node.downcast_ref::<AggregateExec>().is_some_and(suits);
            Ok(if suits {
                let few: Arc<dyn ExecutionPlan> = Arc::new(FewGroupsExec::new(node, self.most));
                Transformed::yes(few)
            } else {
                Transformed::no(node)
            })
        })
        .data()
    }

    fn name(&self) -> &'static str {
        "few_groups"
    }

    fn schema_check(&self) -> bool {
        true
    }
}

/// Whether only texts tell the groups apart, and every figure can be kept for all groups at once.
fn suits(aggregate: &AggregateExec) -> bool {
    let by = aggregate.group_expr();
    let input = aggregate.input_schema();
    let is_text =
        |expr: &Arc<dyn PhysicalExpr>| matches!(expr.data_type(&input), Ok(DataType::Utf8View));
    *aggregate.mode() == AggregateMode::Partial
        && by.is_single()
        && !by.is_empty()
        && by.expr().iter().all(|(expr, _)| is_text(expr))
        && aggregate.limit_options().is_none()
        && *aggregate.input_order_mode() == InputOrderMode::Linear
        && aggregate
            .aggr_expr()
            .iter()
            .all(|figure| figure.groups_accumulator_supported() && figure.order_bys().is_empty())
}

/// A partial aggregate, for as long as there are few groups.
#[derive(Debug)]
struct FewGroupsExec {
    /// What it stands for.
    of: Arc<dyn ExecutionPlan>,
    most: usize,
    metrics: ExecutionPlanMetricsSet,
}

impl FewGroupsExec {
    fn new(of: Arc<dyn ExecutionPlan>, most: usize) -> Self {
        Self {
            of,
            most,
            metrics: ExecutionPlanMetricsSet::new(),
        }
    }

    fn aggregate(&self) -> Result<&AggregateExec> {
        let Some(aggregate) = self.of.downcast_ref::<AggregateExec>() else {
            return internal_err!("{} is no aggregate", self.of.name());
        };
        Ok(aggregate)
    }
}

impl DisplayAs for FewGroupsExec {
    fn fmt_as(&self, kind: DisplayFormatType, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !matches!(kind, DisplayFormatType::TreeRender) {
            write!(f, "{}: ", self.name())?;
        }
        self.of.fmt_as(kind, f)
    }
}

impl ExecutionPlan for FewGroupsExec {
    fn name(&self) -> &'static str {
        "FewGroupsExec"
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        self.of.properties()
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        self.of.children()
    }

    fn apply_expressions(
        &self,
        f: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        self.of.apply_expressions(f)
    }

    fn replace_children(
        self: Arc<Self>,
        children: Vec<Arc<dyn ExecutionPlan>>,
        options: ReplaceChildrenOptions,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let of = Arc::clone(&self.of).replace_children(children, options)?;
        Ok(Arc::new(Self::new(of, self.most)))
    }

    // Deprecated, and yet asked for.
    fn with_new_children(
        self: Arc<Self>,
        children: Vec<Arc<dyn ExecutionPlan>>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        self.replace_children(children, anew())
    }

    fn execute(
        &self,
        partition: usize,
        context: Arc<TaskContext>,
    ) -> Result<SendableRecordBatchStream> {
        let aggregate = self.aggregate()?;
        let input = aggregate.input().execute(partition, Arc::clone(&context))?;
        let found = Found::new(aggregate, self.most)?;
        let memory = MemoryConsumer::new("FewGroupsExec").register(context.memory_pool());
        let work = grouped(found, input, memory, Arc::clone(&self.of), context);
        let metrics = BaselineMetrics::new(&self.metrics, partition);
        let rows = stream::once(work).try_flatten().map(move |rows| {
            if let Ok(rows) = &rows {
                metrics.record_output(rows.num_rows());
            }
            rows
        });
        Ok(Box::pin(RecordBatchStreamAdapter::new(self.schema(), rows)))
    }

    fn metrics(&self) -> Option<MetricsSet> {
        Some(self.metrics.clone_inner())
    }
}

/// The groups of `input`, and what `of` makes of the rows after those that are grouped here.
async fn grouped(
    mut found: Found,
    mut input: SendableRecordBatchStream,
    memory: MemoryReservation,
    of: Arc<dyn ExecutionPlan>,
    context: Arc<TaskContext>,
) -> Result<BoxStream<'static, Result<RecordBatch>>> {
    let most = context.session_config().batch_size().max(1);
    let mut goes_on = None;
    while let Some(batch) = input.next().await {
        found.add(&batch?)?;
        if found.are_many(&memory) {
            goes_on = Some(rest(of, input, context)?);
            break;
        }
    }
    let rows = found.emit()?;
    // Whoever takes the rows may need it to keep them.
    memory.free();
    let starts = (0..rows.num_rows()).step_by(most);
    let parts = starts.map(move |start| Ok(rows.slice(start, most.min(rows.num_rows() - start))));
    let parts = stream::iter(parts);
    Ok(match goes_on {
        Some(rest) => parts.chain(rest).boxed(),
        None => parts.boxed(),
    })
}

/// What datafusion makes of the rows that are left.
fn rest(
    of: Arc<dyn ExecutionPlan>,
    input: SendableRecordBatchStream,
    context: Arc<TaskContext>,
) -> Result<SendableRecordBatchStream> {
    let schema = input.schema();
    let input = Arc::new(Once {
        schema: Arc::clone(&schema),
        rows: Mutex::new(Some(input)),
    });
    let input = StreamingTableExec::try_new(schema, vec![input], None, [], false, None)?;
    of.replace_children(vec![Arc::new(input)], anew())?
        .execute(0, context)
}

fn anew() -> ReplaceChildrenOptions {
    ReplaceChildrenOptions::new(ChildrenPropertiesMode::Recompute)
}

/// Rows that can be read once.
struct Once {
    schema: SchemaRef,
    rows: Mutex<Option<SendableRecordBatchStream>>,
}

impl fmt::Debug for Once {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Once").finish_non_exhaustive()
    }
}

impl PartitionStream for Once {
    fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    fn execute(&self, _: Arc<TaskContext>) -> SendableRecordBatchStream {
        let mut rows = self.rows.lock().unwrap_or_else(PoisonError::into_inner);
        match rows.take() {
            Some(rows) => rows,
            None => Box::pin(EmptyRecordBatchStream::new(Arc::clone(&self.schema))),
        }
    }
}

/// The groups and their figures.
struct Found {
    schema: SchemaRef,
    by: Vec<Arc<dyn PhysicalExpr>>,
    figures: Vec<Figure>,
    groups: GroupNumbers,
    most: usize,
}

struct Figure {
    arguments: Vec<Arc<dyn PhysicalExpr>>,
    filter: Option<Arc<dyn PhysicalExpr>>,
    values: Box<dyn GroupsAccumulator>,
}

impl Found {
    fn new(aggregate: &AggregateExec, most: usize) -> Result<Self> {
        let by: Vec<_> = aggregate.group_expr().input_exprs();
        let figure = |(figure, filter): (&Arc<AggregateFunctionExpr>, &Option<_>)| {
            Ok(Figure {
                arguments: figure.expressions(),
                filter: filter.clone(),
                values: figure.create_groups_accumulator()?,
            })
        };
        let figures = aggregate.aggr_expr().iter().zip(aggregate.filter_expr());
        Ok(Self {
            schema: aggregate.schema(),
            groups: GroupNumbers::new(by.len()),
            most,
            by,
            figures: figures.map(figure).collect::<Result<_>>()?,
        })
    }

    fn add(&mut self, batch: &RecordBatch) -> Result<()> {
        if batch.num_rows() == 0 {
            return Ok(());
        }
        let by = arrays(&self.by, batch)?;
        let texts: Vec<_> = by.iter().map(AsArray::as_string_view).collect();
        let groups = self.groups.number(&texts);
        let all = self.groups.len();
        for figure in &mut self.figures {
            let arguments = arrays(&figure.arguments, batch)?;
            let Some(filter) = &figure.filter else {
                figure.values.update_batch(&arguments, &groups, None, all)?;
                continue;
            };
            let passes = filter.evaluate(batch)?.into_array(batch.num_rows())?;
            let passes = passes.as_boolean();
            // Rows often lie sorted: all pass, or none. A filter of no rows still tells that some groups may have no value.
            match passes.true_count() {
                0 => {
                    let none = arguments.iter().map(|array| array.slice(0, 0));
                    let (none, nothing) = (none.collect::<Vec<_>>(), passes.slice(0, 0));
                    figure
                        .values
                        .update_batch(&none, &[], Some(&nothing), all)?;
                }
                passed if passed == batch.num_rows() => {
                    figure.values.update_batch(&arguments, &groups, None, all)?;
                }
                _ => figure
                    .values
                    .update_batch(&arguments, &groups, Some(passes), all)?,
            }
        }
        Ok(())
    }

    /// Whether there are more groups than this is good for, or than there is memory for.
    fn are_many(&self, memory: &MemoryReservation) -> bool {
        let figures: usize = self.figures.iter().map(|figure| figure.values.size()).sum();
        self.groups.len() > self.most || memory.try_resize(self.groups.size() + figures).is_err()
    }

    fn emit(mut self) -> Result<RecordBatch> {
        let mut columns = self.groups.texts();
        for figure in &mut self.figures {
            columns.extend(figure.values.state(EmitTo::All)?);
        }
        Ok(RecordBatch::try_new(self.schema, columns)?)
    }
}

fn arrays(exprs: &[Arc<dyn PhysicalExpr>], batch: &RecordBatch) -> Result<Vec<ArrayRef>> {
    let arrays = exprs.iter().map(|expr| {
        let value = expr.evaluate(batch)?;
        value.into_array(batch.num_rows())
    });
    arrays.collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::catalog;
    use arrow::array::{Int64Array, StringViewArray};
    use arrow::datatypes::{Field, Schema};
    use arrow::util::pretty::pretty_format_batches;
    use datafusion::datasource::MemTable;
    use datafusion::execution::SessionStateBuilder;
    use datafusion::execution::memory_pool::FairSpillPool;
    use datafusion::execution::runtime_env::RuntimeEnvBuilder;
    use datafusion::prelude::SessionContext;
    use proptest::prelude::*;

    /// Statements over a table of two texts and a number.
    const STATEMENTS: [&str; 5] = [
        "select a, count(*), sum(n), min(n), max(b) from t group by a",
        "select b, a, count(n), count(*) filter (where n > 2), sum(n) filter (where a < 'b'), avg(n) from t group by b, a",
        "select concat(a, '/', b) as ab, b, a, min(a), bool_or(n = 1) from t group by ab, b, a",
        "select a, count(distinct n), count(*) from t group by a",
        "select distinct a, b from t",
    ];

    type Row = (Option<String>, Option<String>, Option<i64>);

    /// Two partitions, each in batches of seven rows; with the rule or without.
    fn context(rows: &[Row], rule: Option<FewGroups>, memory: Option<usize>) -> SessionContext {
        let schema = Arc::new(Schema::new(vec![
            Field::new("a", DataType::Utf8View, true),
            Field::new("b", DataType::Utf8View, true),
            Field::new("n", DataType::Int64, true),
        ]));
        let batch = |rows: &[Row]| {
            let a: StringViewArray = rows.iter().map(|row| row.0.as_deref()).collect();
            let b: StringViewArray = rows.iter().map(|row| row.1.as_deref()).collect();
            let n: Int64Array = rows.iter().map(|row| row.2).collect();
            let columns: Vec<ArrayRef> = vec![Arc::new(a), Arc::new(b), Arc::new(n)];
            RecordBatch::try_new(Arc::clone(&schema), columns).unwrap()
        };
        let (left, right) = rows.split_at(rows.len() / 3);
        let parts = [left, right].map(|part| part.chunks(7).map(batch).collect());
        let state = catalog::reader().state();
        let others = state.physical_optimizers().iter();
        let others = others.filter(|known| known.name() != "few_groups").cloned();
        let rule =
            rule.map(|rule| -> Arc<dyn PhysicalOptimizerRule + Send + Sync> { Arc::new(rule) });
        let config = state.config().clone();
        let config = config
            .with_target_partitions(2)
            .with_batch_size(5)
            .with_sort_spill_reservation_bytes(10_000);
        let mut runtime = RuntimeEnvBuilder::new();
        if let Some(bytes) = memory {
            runtime = runtime.with_memory_pool(Arc::new(FairSpillPool::new(bytes)));
        }
        let state = SessionStateBuilder::new_from_existing(state.clone())
            .with_config(config)
            .with_runtime_env(runtime.build_arc().unwrap())
            .with_physical_optimizer_rules(others.chain(rule).collect())
            .build();
        let context = SessionContext::new_with_state(state);
        let table = MemTable::try_new(Arc::clone(&schema), parts.to_vec()).unwrap();
        context.register_table("t", Arc::new(table)).unwrap();
        context
    }

    /// The lines of an answer, sorted: groups have no order.
    async fn answer(context: &SessionContext, sql: &str) -> String {
        let rows = context.sql(sql).await.unwrap().collect().await.unwrap();
        let shown = pretty_format_batches(&rows).unwrap().to_string();
        let mut lines: Vec<&str> = shown.lines().collect();
        lines.sort_unstable();
        lines.join("\n")
    }

    async fn same(rows: &[Row], most: usize, memory: Option<usize>) {
        for sql in STATEMENTS {
            let with = context(rows, Some(FewGroups { most }), memory);
            let plan = answer(&with, &format!("explain format indent {sql}")).await;
            assert!(plan.contains("FewGroupsExec"), "{sql}\n{plan}");
            let expected = answer(&context(rows, None, None), sql).await;
            assert_eq!(answer(&with, sql).await, expected, "{sql}");
        }
    }

    fn text() -> impl Strategy<Value = Option<String>> {
        let short = prop::sample::select(vec!["", "a", "b", "zwölf Bytes", "twelve bytes"]);
        let long = (0..4_u8).prop_map(|n| format!("thirteen bytes and more {n}"));
        let other = "[a-c\u{e9}]{0,14}";
        prop_oneof![
            2 => Just(None),
            4 => short.prop_map(|text| Some(text.to_owned())),
            3 => long.prop_map(Some),
            1 => other.prop_map(Some),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(96))]

        /// As many as there are, or more than are kept: the others are left to datafusion.
        #[test]
        fn groups_and_figures_are_those_of_datafusion(
            rows in prop::collection::vec((text(), text(), prop::option::of(0..5_i64)), 0..80),
            most in 0..40_usize,
        ) {
            let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
            runtime.block_on(same(&rows, most, None));
        }
    }

    #[tokio::test]
    async fn with_too_little_memory_for_the_groups_datafusion_goes_on() {
        const MEMORY: usize = 400_000;
        let rows: Vec<Row> = (0..4_000)
            .map(|n| {
                (
                    Some(format!("{} of many", n % 3_000)),
                    Some((n % 3).to_string()),
                    Some(n),
                )
            })
            .collect();
        let mut groups = GroupNumbers::new(1);
        let texts: StringViewArray = rows.iter().map(|row| row.0.as_deref()).collect();
        groups.number(&[&texts]);
        assert!(groups.size() > MEMORY);
        same(&rows, usize::MAX, Some(MEMORY)).await;
    }

    #[tokio::test]
    async fn what_is_not_told_apart_by_texts_alone_is_left_as_it_is() {
        let context = context(&[(None, None, Some(1))], Some(FewGroups::default()), None);
        for sql in [
            "select n, count(*) from t group by n",
            "select a, n, count(*) from t group by a, n",
            "select count(*) from t",
            "select a, b, count(*) from t group by rollup (a, b)",
            "select a, array_agg(n order by n) from t group by a",
        ] {
            let plan = answer(&context, &format!("explain format indent {sql}")).await;
            assert!(!plan.contains("FewGroupsExec"), "{sql}\n{plan}");
        }
    }
}
