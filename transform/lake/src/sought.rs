//! Where a value may be: the filters of a column that is sought one by one, read once and kept.

use std::fs::File;
use std::path::{Path, PathBuf};

use datafusion::common::Result;
use datafusion::error::DataFusionError;
use datafusion::logical_expr::{BinaryExpr, Expr, Operator};
use parquet::bloom_filter::Sbbf;
use parquet::file::metadata::{ParquetMetaDataReader, RowGroupMetaData};
use parquet::file::properties::WriterPropertiesBuilder;
use parquet::schema::types::ColumnPath;
use tokio::sync::OnceCell;

use crate::file_table::unreadable;

/// The column: tickets are sought by their number, in every table.
pub const SOUGHT: &str = "ticket_id";

/// How often, at most, a row group is read in vain. Sizes are powers of two, so it is mostly far less.
pub const READ_IN_VAIN: f64 = 0.01;

/// Rows of a page, all of which are read for one of them.
pub const PAGE_ROWS: usize = 4_096;

/// Bytes of a dictionary, all of which are read for one row. Columns with more different values do without.
pub const DICTIONARY_BYTES: usize = 1 << 16;

/// More values than that are not sought one by one.
const MOST_VALUES: usize = 100;

/// Files of which one row is read without much else: the filter of a row group tells whether it may be there.
pub(crate) fn for_single_rows(
    properties: WriterPropertiesBuilder,
    row_group: usize,
) -> WriterPropertiesBuilder {
    let column = || ColumnPath::from(SOUGHT);
    properties
        .set_data_page_row_count_limit(PAGE_ROWS)
        .set_dictionary_page_size_limit(DICTIONARY_BYTES)
        .set_column_bloom_filter_enabled(column(), true)
        .set_column_bloom_filter_fpp(column(), READ_IN_VAIN)
        .set_column_bloom_filter_max_ndv(column(), row_group as u64)
}

/// The filters of some files: of each its row groups; `None` for one without a filter.
#[derive(Debug, Default)]
pub(crate) struct Sought(OnceCell<Vec<Vec<Option<Sbbf>>>>);

impl Sought {
    /// Of each file, whether each row group may hold a row that passes `filters`; `None` where they seek no value. `files` are
    /// always the same.
    pub(crate) async fn row_groups(
        &self,
        filters: &[Expr],
        files: impl Iterator<Item = &Path>,
    ) -> Result<Option<Vec<Vec<bool>>>> {
        let Some(values) = filters.iter().find_map(values) else {
            return Ok(None);
        };
        let kept = self
            .0
            .get_or_try_init(async || {
                let files: Vec<PathBuf> = files.map(Path::to_owned).collect();
                let read = move || files.iter().map(|file| read(file)).collect();
                let read = tokio::task::spawn_blocking(read).await;
                read.map_err(|e| DataFusionError::External(Box::new(e)))?
            })
            .await?;
        let may_hold = |filter: &Option<Sbbf>| {
            filter
                .as_ref()
                .is_none_or(|filter| values.iter().any(|value| filter.check(*value)))
        };
        let groups = kept.iter().map(|file| file.iter().map(may_hold).collect());
        Ok(Some(groups.collect()))
    }
}

/// The values of which the column must have one, if the filter says so.
fn values(filter: &Expr) -> Option<Vec<&str>> {
    match filter {
        Expr::BinaryExpr(BinaryExpr { left, op, right }) if *op == Operator::Eq => {
            let value = match (left.as_ref(), right.as_ref()) {
                (Expr::Column(column), value) | (value, Expr::Column(column))
                    if column.name == SOUGHT =>
                {
                    value
                }
                _ => return None,
            };
            Some(vec![text(value)?])
        }
        Expr::InList(list) if !list.negated && list.list.len() <= MOST_VALUES => {
            match list.expr.as_ref() {
                Expr::Column(column) if column.name == SOUGHT => {
                    list.list.iter().map(text).collect()
                }
                _ => None,
            }
        }
        _ => None,
    }
}

fn text(value: &Expr) -> Option<&str> {
    match value {
        Expr::Literal(value, _) => value.try_as_str().flatten(),
        _ => None,
    }
}

fn read(path: &Path) -> Result<Vec<Option<Sbbf>>> {
    let file = File::open(path).map_err(|e| unreadable(path, e))?;
    let broken = |e: parquet::errors::ParquetError| unreadable(path, std::io::Error::other(e));
    let footer = ParquetMetaDataReader::new()
        .parse_and_finish(&file)
        .map_err(broken)?;
    let filter = |group: &RowGroupMetaData| {
        let mut columns = group.columns().iter();
        match columns.find(|column| column.column_path().string() == SOUGHT) {
            Some(column) => Sbbf::read_from_column_chunk(column, &file).map_err(broken),
            None => Ok(None),
        }
    };
    footer.row_groups().iter().map(filter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use datafusion::prelude::{col, lit};

    #[test]
    fn only_filters_that_name_values_of_the_column_seek() {
        let (id, other) = (|| col(SOUGHT), || col("title"));
        assert_eq!(values(&id().eq(lit("a"))), Some(vec!["a"]));
        assert_eq!(values(&lit("a").eq(id())), Some(vec!["a"]));
        let list = vec![lit("a"), lit("b")];
        assert_eq!(
            values(&id().in_list(list.clone(), false)),
            Some(vec!["a", "b"])
        );
        for none in [
            id().not_eq(lit("a")),
            id().gt(lit("a")),
            id().eq(other()),
            other().eq(lit("a")),
            id().eq(lit(1)),
            id().in_list(list.clone(), true),
            id().in_list(vec![lit("a"), other()], false),
            other().in_list(list.clone(), false),
            id().eq(lit("a")).or(other().eq(lit("b"))),
        ] {
            assert_eq!(values(&none), None, "{none}");
        }
    }
}
