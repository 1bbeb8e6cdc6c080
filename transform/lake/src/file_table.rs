//! A table over Parquet files that never change. Which files they are, and what is the same in every row of one, is known
//! before anything is read.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::datatypes::{Field, Schema, SchemaRef};
use async_trait::async_trait;
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::stats::Precision;
use datafusion::common::{Result, ScalarValue, Statistics};
use datafusion::datasource::TableType;
use datafusion::datasource::file_format::FileFormat;
use datafusion::datasource::file_format::parquet::ParquetFormat;
use datafusion::datasource::listing::PartitionedFile;
use datafusion::datasource::object_store::ObjectStoreUrl;
use datafusion::datasource::physical_plan::parquet::ParquetAccessPlan;
use datafusion::datasource::physical_plan::{FileGroup, FileScanConfigBuilder, ParquetSource};
use datafusion::datasource::table_schema::TableSchema;
use datafusion::error::DataFusionError;
use datafusion::logical_expr::{Expr, TableProviderFilterPushDown};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::empty::EmptyExec;
use object_store::ObjectMeta;
use tokio::sync::OnceCell;

use crate::sought::Sought;

/// A Parquet file, and the value of each column that is not in it: those by which the table is parted, in their order.
#[derive(Clone, Debug)]
pub struct DataFile {
    /// Where it lies.
    pub path: PathBuf,
    /// The same in every row; `None` for NULL.
    pub parts: Vec<Option<String>>,
}

/// A table over Parquet files. A column that a file lacks is NULL in its rows; one of another type is cast, as far as every
/// value can be.
#[derive(Debug)]
pub struct FileTable {
    /// The columns as readers see them.
    schema: SchemaRef,
    /// The same columns as a scan has them: first those in the files, then those by which the table is parted.
    scanned: TableSchema,
    /// Where each column of `schema` stands in a scan.
    places: Vec<usize>,
    files: Arc<Files>,
    /// The files with what their footers tell, and all of it together.
    known: OnceCell<(Vec<PartitionedFile>, Statistics)>,
}

#[derive(Debug)]
struct Files {
    each: Vec<(ObjectMeta, DataFile)>,
    parted_by: Vec<String>,
    sought: Sought,
}

impl FileTable {
    /// The rows of `files`, parted by these columns of `schema`, all of them texts.
    ///
    /// # Errors
    /// A file that is not there; a column to part by that the schema lacks.
    pub fn new(schema: SchemaRef, parted_by: &[&str], files: Vec<DataFile>) -> Result<Self> {
        let described = files.into_iter().map(|file| {
            let meta = described(&file.path).map_err(|e| unreadable(&file.path, e))?;
            Ok((meta, file))
        });
        let files = Files {
            each: described.collect::<Result<_>>()?,
            parted_by: parted_by.iter().map(|name| (*name).to_owned()).collect(),
            sought: Sought::default(),
        };
        Self::over(schema, Arc::new(files))
    }

    /// The same files, with the types of `schema`, which has the same columns.
    ///
    /// # Errors
    /// A schema without a column by which the table is parted.
    pub fn seen_as(&self, schema: SchemaRef) -> Result<Self> {
        Self::over(schema, Arc::clone(&self.files))
    }

    fn over(schema: SchemaRef, files: Arc<Files>) -> Result<Self> {
        let is_part = |field: &Field| files.parted_by.iter().any(|name| name == field.name());
        let in_files = schema.fields().iter().filter(|field| !is_part(field));
        let in_files = Schema::new(in_files.cloned().collect::<Vec<_>>());
        let parts = files.parted_by.iter().map(|name| {
            let field = schema.field_with_name(name)?;
            Ok(Arc::new(field.clone()))
        });
        let scanned = TableSchema::builder(Arc::new(in_files))
            .with_table_partition_cols(parts.collect::<Result<Vec<_>>>()?)
            .build();
        let places = schema.fields().iter().map(|field| {
            let place = scanned.table_schema().index_of(field.name())?;
            Ok(place)
        });
        Ok(Self {
            places: places.collect::<Result<_>>()?,
            schema,
            scanned,
            files,
            known: OnceCell::new(),
        })
    }

    /// Reads every footer, the first time.
    async fn known(&self, state: &dyn Session) -> Result<&(Vec<PartitionedFile>, Statistics)> {
        self.known
            .get_or_try_init(async || {
                let store = state
                    .runtime_env()
                    .object_store(ObjectStoreUrl::local_filesystem())?;
                let format = ParquetFormat::new();
                let mut files = Vec::with_capacity(self.files.each.len());
                for (meta, file) in &self.files.each {
                    let in_file = Arc::clone(self.scanned.file_schema());
                    let told = format.infer_stats(state, &store, in_file, meta).await;
                    let told = told.map_err(|e| e.context(file.path.display().to_string()))?;
                    files.push(
                        PartitionedFile::new_from_meta(meta.clone())
                            .with_partition_values(self.part_values(file)?)
                            .with_statistics(Arc::new(told)),
                    );
                }
                let told = files.iter().filter_map(|file| file.statistics.as_deref());
                let told = Statistics::try_merge_iter(told, self.scanned.table_schema())?;
                Ok((files, told))
            })
            .await
    }

    fn part_values(&self, file: &DataFile) -> Result<Vec<ScalarValue>> {
        let types = self.scanned.table_partition_cols().iter();
        let values = types.zip(&file.parts).map(|(field, value)| match value {
            Some(text) => ScalarValue::try_from_string(text.clone(), field.data_type()),
            None => ScalarValue::try_from(field.data_type()),
        });
        values.collect()
    }

    /// The files that may hold what is sought, each with the row groups that may; every file where nothing is sought.
    async fn to_read(
        &self,
        state: &dyn Session,
        filters: &[Expr],
    ) -> Result<(Vec<PartitionedFile>, Statistics)> {
        let (files, told) = self.known(state).await?;
        let paths = self.files.each.iter().map(|(_, file)| file.path.as_path());
        let Some(groups) = self.files.sought.row_groups(filters, paths).await? else {
            return Ok((files.clone(), told.clone()));
        };
        let read = files.iter().zip(groups).filter_map(|(file, hits)| {
            if !hits.contains(&true) {
                return None;
            }
            let mut plan = ParquetAccessPlan::new_none(hits.len());
            let may_hold = hits.iter().enumerate().filter(|(_, hit)| **hit);
            may_hold.for_each(|(group, _)| plan.scan(group));
            Some(file.clone().with_extension(plan))
        });
        let mut told = told.clone().to_inexact();
        told.num_rows = Precision::Absent;
        Ok((read.collect(), told))
    }
}

#[async_trait]
impl TableProvider for FileTable {
    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    async fn scan(
        &self,
        state: &dyn Session,
        projection: Option<&Vec<usize>>,
        filters: &[Expr],
        limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let places: Vec<usize> = match projection {
            Some(projection) => projection.iter().map(|i| self.places[*i]).collect(),
            None => self.places.clone(),
        };
        let (files, told) = self.to_read(state, filters).await?;
        if files.is_empty() {
            let projected = self.scanned.table_schema().project(&places)?;
            return Ok(Arc::new(EmptyExec::new(Arc::new(projected))));
        }
        let source = Arc::new(ParquetSource::new(self.scanned.clone()));
        let groups = FileGroup::new(files).split_files(state.config().target_partitions());
        let config = FileScanConfigBuilder::new(ObjectStoreUrl::local_filesystem(), source)
            .with_file_groups(groups)
            .with_statistics(told)
            .with_projection_indices(Some(places))?
            .with_limit(limit)
            .build();
        ParquetFormat::new()
            .with_options(state.default_table_options().parquet)
            .create_physical_plan(state, config)
            .await
    }

    fn supports_filters_pushdown(
        &self,
        filters: &[&Expr],
    ) -> Result<Vec<TableProviderFilterPushDown>> {
        Ok(vec![TableProviderFilterPushDown::Inexact; filters.len()])
    }
}

fn described(path: &Path) -> std::io::Result<ObjectMeta> {
    let metadata = std::fs::metadata(path)?;
    let location = object_store::path::Path::from_absolute_path(std::path::absolute(path)?);
    Ok(ObjectMeta {
        location: location.map_err(std::io::Error::other)?,
        last_modified: metadata.modified()?.into(),
        size: metadata.len(),
        e_tag: None,
        version: None,
    })
}

pub(crate) fn unreadable(path: &Path, error: std::io::Error) -> DataFusionError {
    DataFusionError::IoError(error).context(path.display().to_string())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::sought::for_single_rows;
    use arrow::array::{ArrayRef, RecordBatch, StringArray, TimestampMicrosecondArray};
    use arrow::datatypes::{DataType, TimeUnit};
    use arrow::util::pretty::pretty_format_batches;
    use datafusion::prelude::{SessionConfig, SessionContext};
    use parquet::arrow::ArrowWriter;
    use parquet::file::properties::WriterProperties;

    /// Numbers `from..to` as texts, with an instant each, four to a row group.
    fn write(path: &Path, from: i64, to: i64) {
        let numbers = || from..to;
        let ids: StringArray = numbers().map(|n| Some(format!("T-{n}"))).collect();
        let at: TimestampMicrosecondArray = numbers().map(|n| Some(n * 1_000_000)).collect();
        let columns: Vec<(&str, ArrayRef)> = vec![
            ("at", Arc::new(at.with_timezone("UTC"))),
            ("ticket_id", Arc::new(ids)),
        ];
        let batch = RecordBatch::try_from_iter(columns).unwrap();
        let properties = WriterProperties::builder().set_max_row_group_row_count(Some(4));
        let properties = for_single_rows(properties, 4).build();
        let file = std::fs::File::create(path).unwrap();
        let mut writer = ArrowWriter::try_new(file, batch.schema(), Some(properties)).unwrap();
        writer.write(&batch).unwrap();
        writer.close().unwrap();
    }

    fn schema() -> SchemaRef {
        let instant = |zone: &str| DataType::Timestamp(TimeUnit::Microsecond, Some(zone.into()));
        Arc::new(Schema::new(vec![
            Field::new("source", DataType::Utf8View, false),
            Field::new("ticket_id", DataType::Utf8View, false),
            Field::new("quarter", DataType::Utf8View, true),
            Field::new("at", instant("Asia/Jakarta"), false),
            Field::new("rating", DataType::Int64, true),
        ]))
    }

    /// Two files in a folder whose name has to be quoted.
    fn table(folder: &Path) -> FileTable {
        let folder = folder.join("Tahun 2026 [é] %20");
        std::fs::create_dir_all(&folder).unwrap();
        let file = |name: &str, from, to, quarter: Option<&str>| {
            let path = folder.join(name);
            write(&path, from, to);
            DataFile {
                path,
                parts: vec![quarter.map(str::to_owned), Some("hai".to_owned())],
            }
        };
        let files = vec![
            file("a.parquet", 0, 10, Some("2026-TW1")),
            file("b.parquet", 10, 12, None),
        ];
        FileTable::new(schema(), &["quarter", "source"], files).unwrap()
    }

    async fn shown(table: &FileTable, sql: &str) -> String {
        let mut config = SessionConfig::new().with_target_partitions(2);
        let options = config.options_mut();
        options.execution.parquet.pushdown_filters = true;
        let context = SessionContext::new_with_config(config);
        let table = table.seen_as(table.schema()).unwrap();
        context.register_table("t", Arc::new(table)).unwrap();
        let rows = context.sql(sql).await.unwrap().collect().await.unwrap();
        pretty_format_batches(&rows).unwrap().to_string()
    }

    #[tokio::test]
    async fn columns_stand_in_their_order_with_what_their_file_says_of_all_its_rows() {
        let folder = tempfile::tempdir().unwrap();
        let table = table(folder.path());
        let rows = shown(
            &table,
            "select * from t where at >= '1970-01-01T07:00:09+07:00' order by at",
        )
        .await;
        assert_eq!(
            rows.lines().skip(1).collect::<Vec<_>>().join("\n"),
            "\
| source | ticket_id | quarter  | at                        | rating |
+--------+-----------+----------+---------------------------+--------+
| hai    | T-9       | 2026-TW1 | 1970-01-01T07:00:09+07:00 |        |
| hai    | T-10      |          | 1970-01-01T07:00:10+07:00 |        |
| hai    | T-11      |          | 1970-01-01T07:00:11+07:00 |        |
+--------+-----------+----------+---------------------------+--------+"
        );
        let sql = "select quarter, count(*) as n, max(ticket_id) as last from t group by quarter order by quarter";
        let rows = shown(&table, sql).await;
        assert!(rows.contains("| 2026-TW1 | 10 | T-9  |"), "{rows}");
        assert!(rows.contains("|          | 2  | T-11 |"), "{rows}");
    }

    #[tokio::test]
    async fn every_row_that_is_sought_is_found_and_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let table = table(folder.path());
        for n in 0..12 {
            let rows = shown(
                &table,
                &format!("select rating, ticket_id from t where ticket_id = 'T-{n}'"),
            )
            .await;
            assert_eq!(rows.matches("T-").count(), 1, "{rows}");
            assert!(rows.contains(&format!("T-{n} ")), "{rows}");
        }
        let several = "select ticket_id from t where ticket_id in ('T-11', 'T-2', 'none') and quarter = '2026-TW1'";
        let rows = shown(&table, several).await;
        assert!(rows.contains("| T-2 ") && !rows.contains("T-11"), "{rows}");
        let rows = shown(
            &table,
            "select count(*) as n from t where ticket_id = 'none'",
        )
        .await;
        assert!(rows.contains("| 0 |"), "{rows}");
    }

    #[tokio::test]
    async fn only_row_groups_that_may_hold_what_is_sought_are_read() {
        let folder = tempfile::tempdir().unwrap();
        let table = table(folder.path());
        let seeking = [datafusion::prelude::col("ticket_id").eq(datafusion::prelude::lit("T-6"))];
        let state = SessionContext::new().state();
        let (files, told) = table.to_read(&state, &seeking).await.unwrap();
        let plans: Vec<Vec<bool>> = files
            .iter()
            .map(|file| {
                let plan = file.extension::<ParquetAccessPlan>().unwrap();
                (0..plan.len())
                    .map(|group| plan.should_scan(group))
                    .collect()
            })
            .collect();
        assert_eq!(plans, [[false, true, false]]);
        assert_eq!(told.num_rows, Precision::Absent);
        let (files, told) = table.to_read(&state, &[]).await.unwrap();
        assert_eq!((files.len(), told.num_rows), (2, Precision::Exact(12)));
    }

    #[test]
    fn a_file_that_is_missing_is_named() {
        let path = PathBuf::from("/nowhere/a.parquet");
        let parts = vec![None, None];
        let missing = FileTable::new(
            schema(),
            &["quarter", "source"],
            vec![DataFile { path, parts }],
        );
        let said = missing.unwrap_err().to_string();
        assert!(said.contains("/nowhere/a.parquet"), "{said}");
        assert!(said.contains("No such file"), "{said}");
    }
}
