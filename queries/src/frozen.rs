//! The tables of a session as Parquet files, one a table, that other programs and later sessions read: what a frozen
//! report rests on. The same tables give the same bytes.

use std::collections::HashMap;
use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use arrow::datatypes::{Field, Schema, SchemaRef};
use arrow::record_batch::RecordBatch;
use datafusion::catalog::TableProvider;
use datafusion::common::DataFusionError;
use datafusion::prelude::{ParquetReadOptions, SessionContext, ident};
use futures::TryStreamExt;
use norma_lake::contract::{TABLES, Table};
use norma_lake::schema::arrow_schema;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;

use crate::{Error, Result, catalog};

/// The facts, beside the tables of the contract.
pub(crate) const FACTS: &str = "sla_facts";

/// Columns that may hold personal data and decide no figure: empty in a frozen table.
const WITHHELD: [(&str, &str); 1] = [("rejects", "raw")];

/// Writes every table of the contract, and the facts, into `folder` as NAME.parquet, rows in the order of their columns.
pub(crate) async fn write(context: &SessionContext, folder: &Path) -> Result<()> {
    for name in TABLES.iter().map(|table| table.name).chain([FACTS]) {
        write_table(context, name, &folder.join(file_name(name))).await?;
    }
    Ok(())
}

async fn write_table(context: &SessionContext, name: &str, path: &Path) -> Result<()> {
    let frame = context.read_table(catalog::at_rest(context, name).await?)?;
    let order = frame.schema().fields().iter();
    let order = order.map(|f| ident(f.name()).sort(true, true)).collect();
    let withheld = |column: &str| WITHHELD.contains(&(name, column));
    let schema = plain(frame.schema().as_arrow());
    let mut rows = frame.sort(order)?.execute_stream().await?;

    let file = File::create(path).map_err(|e| Error::Frozen {
        path: path.to_owned(),
        source: e,
    })?;
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .build();
    let refused = |e: parquet::errors::ParquetError| Error::Frozen {
        path: path.to_owned(),
        source: std::io::Error::other(e),
    };
    let mut writer =
        ArrowWriter::try_new(file, Arc::clone(&schema), Some(properties)).map_err(refused)?;
    while let Some(batch) = rows.try_next().await? {
        let columns = batch.columns().iter().zip(schema.fields());
        let columns = columns.map(|(column, field)| {
            if withheld(field.name()) {
                arrow::array::new_null_array(field.data_type(), batch.num_rows())
            } else {
                Arc::clone(column)
            }
        });
        let batch = RecordBatch::try_new(Arc::clone(&schema), columns.collect())
            .map_err(DataFusionError::from)?;
        writer.write(&batch).map_err(refused)?;
    }
    let mut file = writer.into_inner().map_err(refused)?;
    std::io::Write::flush(&mut file)
        .and_then(|()| file.sync_all())
        .map_err(|e| Error::Frozen {
            path: path.to_owned(),
            source: e,
        })
}

/// The schema without its remarks: they are kept in maps, whose order is by chance.
fn plain(schema: &Schema) -> SchemaRef {
    let fields = schema.fields().iter();
    let fields = fields.map(|f| Field::new(f.name(), f.data_type().clone(), f.is_nullable()));
    Arc::new(Schema::new_with_metadata(
        fields.collect::<Vec<_>>(),
        HashMap::new(),
    ))
}

/// The tables of the contract that [`write`] put into `folder`; one that an older report did not have is left out.
pub(crate) async fn read(folder: &Path) -> Result<Vec<(&'static str, Arc<dyn TableProvider>)>> {
    let context = catalog::reader();
    let mut tables = Vec::with_capacity(TABLES.len());
    for table in TABLES {
        if folder.join(file_name(table.name)).is_file() {
            tables.push((table.name, of_contract(&context, table, folder).await?));
        }
    }
    Ok(tables)
}

async fn of_contract(
    context: &SessionContext,
    table: &Table,
    folder: &Path,
) -> Result<Arc<dyn TableProvider>> {
    let schema = arrow_schema(table);
    let options = ParquetReadOptions::default().schema(&schema);
    let path = folder.join(file_name(table.name));
    let path = path.to_string_lossy().into_owned();
    Ok(context.read_parquet(path, options).await?.into_view())
}

/// The facts that [`write`] put into `folder`, with the columns `schema`: one that they did not have yet is empty.
pub(crate) async fn facts(folder: &Path, schema: &Schema) -> Result<Arc<dyn TableProvider>> {
    let options = ParquetReadOptions::default().schema(schema);
    let path = folder.join(file_name(FACTS));
    let path = path.to_string_lossy().into_owned();
    let frame = catalog::reader().read_parquet(path, options).await?;
    Ok(frame.into_view())
}

fn file_name(table: &str) -> String {
    format!("{table}.parquet")
}
