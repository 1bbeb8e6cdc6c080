//! How derived tables lie in their files: texts as views, facts in an order, filters of what is sought one by one.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::datatypes::Schema;
use datafusion::config::{ParquetColumnOptions, TableParquetOptions};
use datafusion::dataframe::DataFrameWriteOptions;
use datafusion::execution::SessionStateBuilder;
use datafusion::execution::memory_pool::FairSpillPool;
use datafusion::execution::runtime_env::RuntimeEnvBuilder;
use datafusion::logical_expr::ident;
use datafusion::prelude::SessionContext;
use norma_lake::schema::text_views;
use norma_lake::{DICTIONARY_BYTES, DataFile, FileTable, PAGE_ROWS, READ_IN_VAIN, SOUGHT};
use parquet::file::metadata::ParquetMetaDataReader;

use crate::derived::at;
use crate::{Result, catalog};

/// Rows that a writer holds back, a quarter each.
pub(crate) const ROW_GROUP: usize = 1 << 17;

/// Bytes of rows that are sorted at a time; the others wait on disk.
const SORTED_BYTES: usize = 1 << 30;

/// The rows of the files in `folder` and its parts, which have the columns of `schema`.
pub(crate) fn read(folder: &Path, schema: &Schema) -> Result<FileTable> {
    let files = files(folder)?.into_iter().map(|path| DataFile {
        path,
        parts: Vec::new(),
    });
    Ok(FileTable::new(text_views(schema), &[], files.collect())?)
}

/// Every file in `folder` and its parts, in the order of their names.
pub(crate) fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(at(folder))? {
        let path = entry.map_err(at(folder))?.path();
        if path.is_dir() {
            files.extend(self::files(&path)?);
        } else {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// What a file of a derived table is written with.
pub(crate) fn file_format() -> TableParquetOptions {
    let mut format = TableParquetOptions::default();
    format.global.max_row_group_size = ROW_GROUP;
    format.global.data_page_row_count_limit = PAGE_ROWS;
    format.global.dictionary_page_size_limit = DICTIONARY_BYTES;
    // Read a hundred times, written once.
    format.global.compression = Some("snappy".to_owned());
    let sought = ParquetColumnOptions {
        bloom_filter_enabled: Some(true),
        bloom_filter_fpp: Some(READ_IN_VAIN),
        bloom_filter_ndv: Some(ROW_GROUP as u64),
        ..ParquetColumnOptions::default()
    };
    format
        .column_specific_options
        .insert(SOUGHT.to_owned(), sought);
    format
}

/// Writes the rows in `folder`, with the columns of `schema`, again in the order of `columns` and in one file, if there are
/// more than `most`. `beside` is on the same disk and has room for what does not fit in memory.
pub(crate) async fn sort(
    folder: &Path,
    schema: &Schema,
    columns: &[&str],
    beside: &Path,
    most: usize,
) -> Result<()> {
    if rows(folder)? <= most {
        return Ok(());
    }
    let runtime = RuntimeEnvBuilder::new()
        .with_memory_pool(Arc::new(FairSpillPool::new(SORTED_BYTES)))
        .with_temp_file_path(beside)
        .build_arc()?;
    let state = SessionStateBuilder::new_from_existing(catalog::reader().state())
        .with_runtime_env(runtime)
        .build();
    let context = SessionContext::new_with_state(state);
    let rows = context.read_table(Arc::new(read(folder, schema)?))?;
    let order = columns
        .iter()
        .map(|column| ident(*column).sort(true, false));
    let sorted = tempfile::Builder::new()
        .prefix(".sorted-")
        .tempdir_in(beside)
        .map_err(at(beside))?;
    let file = sorted.path().join("sorted.parquet");
    rows.sort(order.collect())?
        .write_parquet(
            &file.to_string_lossy(),
            DataFrameWriteOptions::new().with_single_file_output(true),
            Some(file_format()),
        )
        .await?;
    for path in files(folder)? {
        fs::remove_file(&path).map_err(at(&path))?;
    }
    let place = folder.join("sorted.parquet");
    fs::rename(&file, &place).map_err(at(&place))
}

/// How many rows the files in `folder` have.
fn rows(folder: &Path) -> Result<usize> {
    let mut rows = 0;
    for path in files(folder)? {
        let file = File::open(&path).map_err(at(&path))?;
        let footer = ParquetMetaDataReader::new().parse_and_finish(&file);
        let footer = footer.map_err(|e| at(&path)(io::Error::other(e)))?;
        rows += usize::try_from(footer.file_metadata().num_rows()).unwrap_or(usize::MAX);
    }
    Ok(rows)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use datafusion::prelude::ParquetReadOptions;

    /// Facts with all these values, twice, in two files.
    async fn facts(folder: &Path) {
        let context = catalog::reader();
        for part in ["a", "b"] {
            let sql = format!(
                "select v.column1 as verdict, c.column1 as clock, \
                 cast(concat('2026-01-01T0', s.column1, ':00:00') as timestamp) as settled_at, \
                 concat('{part}', v.column1, c.column1, s.column1) as ticket_id \
                 from (values ('met'), ('breached'), ('running')) as v, (values ('response'), ('fulfilment')) as c, \
                 (values ('3'), ('1'), ('2')) as s"
            );
            let path = folder.join(format!("{part}.parquet"));
            let options = DataFrameWriteOptions::new().with_single_file_output(true);
            let rows = context.sql(&sql).await.unwrap();
            rows.write_parquet(&path.to_string_lossy(), options, Some(file_format()))
                .await
                .unwrap();
        }
    }

    async fn read_schema(folder: &Path) -> Schema {
        let path = folder.to_string_lossy().into_owned();
        let options = ParquetReadOptions::default();
        let frame = catalog::reader().read_parquet(path, options).await;
        frame.unwrap().schema().as_arrow().clone()
    }

    async fn shown(folder: &Path, order: &str) -> String {
        // Another remembers which files there were.
        let context = catalog::reader();
        let path = folder.to_string_lossy().into_owned();
        let frame = context.read_parquet(path, ParquetReadOptions::default());
        let rows = context
            .read_table(frame.await.unwrap().into_view())
            .unwrap();
        context.register_table("facts", rows.into_view()).unwrap();
        let sql = format!("select * from facts {order}");
        let rows = context.sql(&sql).await.unwrap().collect().await.unwrap();
        arrow::util::pretty::pretty_format_batches(&rows)
            .unwrap()
            .to_string()
    }

    #[tokio::test]
    async fn many_facts_stand_in_their_order_and_none_is_lost() {
        let beside = tempfile::tempdir().unwrap();
        let folder = beside.path().join("quarter=2026-TW1");
        fs::create_dir(&folder).unwrap();
        facts(&folder).await;
        let all = "order by ticket_id";
        let before = shown(&folder, all).await;
        assert_eq!(before.lines().count(), 36 + 4);

        let schema = read_schema(&folder).await;
        let columns = ["verdict", "clock", "settled_at"];
        sort(&folder, &schema, &columns, beside.path(), 36)
            .await
            .unwrap();
        assert_eq!(
            fs::read_dir(&folder).unwrap().count(),
            2,
            "few stay as they are"
        );

        sort(&folder, &schema, &columns, beside.path(), 35)
            .await
            .unwrap();
        assert_eq!(shown(&folder, all).await, before);
        let rows: Vec<String> = shown(&folder, "")
            .await
            .lines()
            .filter(|line| line.contains("2026-01-01T"))
            // Up to the ticket's number, by which they are not sorted.
            .map(|line| line.rsplitn(3, '|').nth(2).unwrap_or_default().to_owned())
            .collect();
        assert_eq!(rows.len(), 36);
        assert!(rows.is_sorted(), "{rows:#?}");
        let left: Vec<_> = fs::read_dir(beside.path()).unwrap().collect();
        assert_eq!(left.len(), 1, "{left:?}");
    }
}
