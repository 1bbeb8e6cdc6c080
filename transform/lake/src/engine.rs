//! The session in which a merge is computed: DataFusion over staged Parquet and the tables, within a bounded memory.

use std::collections::HashMap;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::array::TimestampMicrosecondArray;
use arrow::array::{Array, ArrayRef, AsArray, Int64Array, RecordBatch, StringArray};
use arrow::datatypes::{DataType, Schema};
use datafusion::catalog::{MemTable, TableProvider};
use datafusion::common::{exec_err, plan_err};
use datafusion::datasource::file_format::parquet::ParquetFormat;
use datafusion::datasource::listing::{
    ListingOptions, ListingTable, ListingTableConfig, ListingTableUrl,
};
use datafusion::error::DataFusionError;
use datafusion::execution::disk_manager::{DiskManagerBuilder, DiskManagerMode};
use datafusion::execution::memory_pool::FairSpillPool;
use datafusion::execution::runtime_env::RuntimeEnvBuilder;
use datafusion::execution::{SessionState, SessionStateBuilder};
use datafusion::logical_expr::{ColumnarValue, LogicalPlan, ScalarUDF, Volatility, create_udf};
use datafusion::prelude::{SessionConfig, SessionContext};
use deltalake::delta_datafusion::planner::DeltaPlanner;
use futures::StreamExt;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use crate::contract::{Kind, Table};
use crate::error::{LakeError, Result, io, query};
use crate::schema::{arrow_type, same_type, staged_schema};
use crate::staged::StagedFile;
use crate::table::file_url;

/// Memory within which a merge sorts and joins; beyond it sorts spill to disk.
const MEMORY_BYTES: usize = 4 << 30;

/// The session of one merge.
pub(crate) struct Engine {
    /// Joins by sorting, so that narrow lists of any length can be joined within the memory.
    narrow: SessionContext,
    /// Joins by hashing a narrow list, so that wide rows stream by.
    wide: SessionContext,
    work: PathBuf,
}

impl Engine {
    /// A session that spills and keeps its intermediate results in `work`.
    pub(crate) fn new(work: &Path, files: &[&StagedFile]) -> Result<Engine> {
        std::fs::create_dir_all(work).map_err(io(work))?;
        let step = "open the session of the merge";
        let runtime = RuntimeEnvBuilder::new()
            .with_memory_pool(Arc::new(FairSpillPool::new(MEMORY_BYTES)))
            .with_disk_manager_builder(
                DiskManagerBuilder::default()
                    .with_mode(DiskManagerMode::Directories(vec![work.to_path_buf()]))
                    .with_max_temp_directory_size(u64::MAX),
            )
            .build_arc()
            .map_err(query(step))?;
        let state = |prefer_hash_join: bool| {
            let config = SessionConfig::new()
                .set_bool("datafusion.optimizer.prefer_hash_join", prefer_hash_join);
            SessionStateBuilder::new()
                .with_default_features()
                .with_config(config)
                .with_runtime_env(Arc::clone(&runtime))
                .with_query_planner(DeltaPlanner::new())
        };
        let wide = SessionContext::new_with_state(state(true).build());
        // One catalogue for both: a table registered in either is known in the other.
        let narrow = SessionContext::new_with_state(
            state(false)
                .with_catalog_list(Arc::clone(wide.state().catalog_list()))
                .build(),
        );
        let engine = Engine {
            narrow,
            wide,
            work: work.to_path_buf(),
        };
        for udf in file_functions(files) {
            engine.narrow.register_udf(udf.clone());
            engine.wide.register_udf(udf);
        }
        Ok(engine)
    }

    /// Makes a table known under a name, instead of the one that had it.
    pub(crate) fn register(&self, name: &str, table: Arc<dyn TableProvider>) -> Result<()> {
        let step = format!("register {name}");
        self.wide.deregister_table(name).map_err(query(&*step))?;
        self.wide.register_table(name, table).map_err(query(step))?;
        Ok(())
    }

    /// Makes the staged rows for a table known as `staged_<table>`: its columns with `export_time` filled in, and `seq`, the place of
    /// the file in the order of reading.
    pub(crate) async fn register_staged(&self, table: &Table, files: &[&StagedFile]) -> Result<()> {
        let mut urls = Vec::new();
        for path in files.iter().filter_map(|f| f.path(table.name)) {
            check_columns(table, path)?;
            let url = ListingTableUrl::try_new(file_url(path)?, None);
            urls.push(url.map_err(query(format!("open {}", path.display())))?);
        }
        let step = format!("open the staged {}", table.name);
        let raw = format!("raw_{}", table.name);
        let schema = staged_schema(table);
        let provider: Arc<dyn TableProvider> = if urls.is_empty() {
            Arc::new(MemTable::try_new(schema, vec![vec![]]).map_err(query(&*step))?)
        } else {
            let options = ListingOptions::new(Arc::new(ParquetFormat::default()));
            let config = ListingTableConfig::new_with_multi_paths(urls)
                .with_listing_options(options)
                .with_schema(schema);
            Arc::new(ListingTable::try_new(config).map_err(query(&*step))?)
        };
        self.register(&raw, provider)?;
        let columns: Vec<String> = table
            .columns
            .iter()
            .map(|c| match c.name {
                "export_time" => {
                    r#"file_export_time("source", "landing_file") AS "export_time""#.to_string()
                }
                name => format!(r#""{name}""#),
            })
            .collect();
        let sql = format!(
            r#"SELECT {}, file_seq("source", "landing_file") AS seq FROM {raw}"#,
            columns.join(", ")
        );
        let view = self.wide.sql(&sql).await.map_err(query(step))?;
        self.register(&format!("staged_{}", table.name), view.into_view())
    }

    /// Computes a narrow list, keeps it on disk under a name, and tells how many rows it has.
    pub(crate) async fn keep(&self, name: &str, sql: &str) -> Result<u64> {
        let step = format!("compute {name}");
        let frame = self.narrow.sql(sql).await.map_err(query(&*step))?;
        let schema = Arc::new(frame.schema().as_arrow().clone());
        let path = self.work.join(format!("{name}.parquet"));
        let file = File::create(&path).map_err(io(&path))?;
        let parquet = |e: parquet::errors::ParquetError| query(&*step)(e.into());
        let mut writer = ArrowWriter::try_new(file, schema, None).map_err(parquet)?;
        let mut stream = frame.execute_stream().await.map_err(query(&*step))?;
        let mut rows = 0;
        while let Some(batch) = stream.next().await {
            let batch = batch.map_err(query(&*step))?;
            rows += batch.num_rows() as u64;
            writer.write(&batch).map_err(parquet)?;
        }
        writer.close().map_err(parquet)?;
        let url = ListingTableUrl::try_new(file_url(&path)?, None).map_err(query(&*step))?;
        let config = ListingTableConfig::new(url)
            .with_listing_options(ListingOptions::new(Arc::new(ParquetFormat::default())))
            .infer_schema(&self.wide.state())
            .await
            .map_err(query(&*step))?;
        let table = ListingTable::try_new(config).map_err(query(&*step))?;
        self.register(name, Arc::new(table))?;
        Ok(rows)
    }

    /// The rows of a short result; text as `Utf8`.
    pub(crate) async fn rows(&self, step: &str, sql: &str) -> Result<Vec<RecordBatch>> {
        let frame = self.narrow.sql(sql).await.map_err(query(step))?;
        let batches = frame.collect().await.map_err(query(step))?;
        batches
            .into_iter()
            .map(|batch| plain_text(&batch).map_err(query(step)))
            .collect()
    }

    /// The plan of a query that gives whole rows, to be written.
    pub(crate) async fn plan(&self, step: &str, sql: &str) -> Result<LogicalPlan> {
        self.wide
            .sql(sql)
            .await
            .and_then(datafusion::prelude::DataFrame::into_optimized_plan)
            .map_err(query(step))
    }

    /// The session in which such a plan runs.
    pub(crate) fn session(&self) -> Arc<SessionState> {
        Arc::new(self.wide.state())
    }
}

/// Text columns read as views become plain ones, so that callers know what they hold.
pub(crate) fn plain_text(batch: &RecordBatch) -> Result<RecordBatch, DataFusionError> {
    let mut fields = Vec::new();
    let mut columns: Vec<ArrayRef> = Vec::new();
    for (field, column) in batch.schema().fields().iter().zip(batch.columns()) {
        let text = matches!(
            column.data_type(),
            DataType::Utf8View | DataType::LargeUtf8 | DataType::Dictionary(..)
        );
        let column = if text {
            arrow::compute::cast(column, &DataType::Utf8)?
        } else {
            Arc::clone(column)
        };
        fields.push(
            field
                .as_ref()
                .clone()
                .with_data_type(column.data_type().clone()),
        );
        columns.push(column);
    }
    Ok(RecordBatch::try_new(
        Arc::new(Schema::new(fields)),
        columns,
    )?)
}

/// Refuses a staged file that does not have exactly the contract's columns.
fn check_columns(table: &Table, path: &Path) -> Result<()> {
    let staged = |reason: String| LakeError::Staged {
        path: path.to_path_buf(),
        reason,
    };
    let file = File::open(path).map_err(io(path))?;
    let reader =
        ParquetRecordBatchReaderBuilder::try_new(file).map_err(|e| staged(e.to_string()))?;
    let found = reader.schema();
    for column in table.columns {
        let wanted = arrow_type(column.kind);
        let Ok(field) = found.field_with_name(column.name) else {
            return Err(staged(format!("column {} is missing", column.name)));
        };
        let fits = same_type(field.data_type(), &wanted)
            || (column.kind == Kind::Instant && is_utc_micros(field.data_type()));
        if !fits {
            return Err(staged(format!(
                "column {} is {}, not {wanted}",
                column.name,
                field.data_type()
            )));
        }
    }
    match found
        .fields()
        .iter()
        .find(|f| table.column(f.name()).is_none())
    {
        Some(field) => Err(staged(format!(
            "column {} is not one of {}",
            field.name(),
            table.name
        ))),
        None => Ok(()),
    }
}

/// Some writers name the zone of UTC instants `+00:00`.
fn is_utc_micros(found: &DataType) -> bool {
    matches!(
        found,
        DataType::Timestamp(arrow::datatypes::TimeUnit::Microsecond, Some(zone))
            if matches!(zone.as_ref(), "UTC" | "+00:00" | "Etc/UTC")
    )
}

/// `file_seq(source, landing_file)` and `file_export_time(source, landing_file)`: what is known of a file but not in its rows.
fn file_functions(files: &[&StagedFile]) -> [ScalarUDF; 2] {
    let mut known: HashMap<String, HashMap<String, (i64, Option<i64>)>> = HashMap::new();
    for (seq, file) in files.iter().enumerate() {
        known.entry(file.source.clone()).or_default().insert(
            file.landing_file.clone(),
            (seq as i64, file.export_time.map(|s| s * 1_000_000)),
        );
    }
    let known = Arc::new(known);
    let times = Arc::clone(&known);
    let text = vec![DataType::Utf8, DataType::Utf8];
    let seq = create_udf(
        "file_seq",
        text.clone(),
        DataType::Int64,
        Volatility::Immutable,
        Arc::new(move |args: &[ColumnarValue]| {
            let found = look_up(&known, args)?;
            let seqs: Int64Array = found.into_iter().map(|(seq, _)| Some(seq)).collect();
            Ok(ColumnarValue::Array(Arc::new(seqs)))
        }),
    );
    let export_time = create_udf(
        "file_export_time",
        text,
        arrow_type(Kind::Instant),
        Volatility::Immutable,
        Arc::new(move |args: &[ColumnarValue]| {
            let found = look_up(&times, args)?;
            let times: TimestampMicrosecondArray =
                found.into_iter().map(|(_, time)| time).collect();
            Ok(ColumnarValue::Array(Arc::new(times.with_timezone("UTC"))))
        }),
    );
    [seq, export_time]
}

fn look_up(
    known: &HashMap<String, HashMap<String, (i64, Option<i64>)>>,
    args: &[ColumnarValue],
) -> Result<Vec<(i64, Option<i64>)>, DataFusionError> {
    let arrays = ColumnarValue::values_to_arrays(args)?;
    let [sources, files] = arrays.as_slice() else {
        return plan_err!("a file is named by source and landing_file");
    };
    let (sources, files): (&StringArray, &StringArray) =
        (sources.as_string::<i32>(), files.as_string::<i32>());
    let mut found = Vec::with_capacity(sources.len());
    for row in 0..sources.len() {
        let (source, file) = (sources.value(row), files.value(row));
        match known.get(source).and_then(|files| files.get(file)) {
            Some(entry) => found.push(*entry),
            None => {
                return exec_err!(
                    "a staged row names the source '{source}' and the file '{file}', which is not the file it is staged with"
                );
            }
        }
    }
    Ok(found)
}
