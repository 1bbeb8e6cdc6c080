//! `tests/slt/*.slt`: one file a model, and one for the functions. `UPDATE_SLT=1` writes what comes out into them; read
//! the difference before you keep it. Files of the models that compare run over tickets of their own, judged twice.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use arrow::array::RecordBatch;
use arrow::datatypes::DataType;
use arrow::util::display::{ArrayFormatter, FormatOptions};
use norma_queries::{Error, Session};
use sqllogictest::{
    DB, DBOutput, DefaultColumnType, Runner, default_normalizer, default_validator,
    strict_column_validator,
};
use tokio::runtime::Runtime;

use crate::sample;

struct Db {
    session: Arc<Session>,
    runtime: Arc<Runtime>,
}

impl DB for Db {
    type Error = Error;
    type ColumnType = DefaultColumnType;

    fn run(&mut self, sql: &str) -> Result<DBOutput<DefaultColumnType>, Error> {
        let batches = self.runtime.block_on(self.session.sql(sql))?;
        let schema = batches[0].schema();
        let types = schema.fields().iter().map(|f| column_type(f.data_type()));
        Ok(DBOutput::Rows {
            types: types.collect(),
            rows: batches.iter().flat_map(rows).collect(),
        })
    }
}

fn column_type(data_type: &DataType) -> DefaultColumnType {
    match data_type {
        DataType::Int64 => DefaultColumnType::Integer,
        DataType::Decimal128(_, _) | DataType::Float64 => DefaultColumnType::FloatingPoint,
        DataType::Utf8 => DefaultColumnType::Text,
        _ => DefaultColumnType::Any,
    }
}

fn rows(batch: &RecordBatch) -> Vec<Vec<String>> {
    let options = FormatOptions::default()
        .with_null("NULL")
        .with_timestamp_tz_format(Some("%Y-%m-%dT%H:%M:%S%:z"));
    let columns: Vec<_> = batch
        .columns()
        .iter()
        .map(|c| ArrayFormatter::try_new(c.as_ref(), &options).unwrap())
        .collect();
    (0..batch.num_rows())
        .map(|row| columns.iter().map(|c| c.value(row).to_string()).collect())
        .collect()
}

#[test]
fn every_file() {
    let runtime = Arc::new(Runtime::new().unwrap());
    let plain = Arc::new(runtime.block_on(sample::session()));
    let compared = Arc::new(runtime.block_on(sample::compared()));
    let update = std::env::var_os("UPDATE_SLT").is_some();
    for file in files() {
        let compares = file.file_name().is_some_and(|name| {
            ["what_if", "restated"]
                .iter()
                .any(|of| name.to_string_lossy().starts_with(of))
        });
        let session = Arc::clone(if compares { &compared } else { &plain });
        let runtime = Arc::clone(&runtime);
        let mut runner = Runner::new(move || {
            let (session, runtime) = (Arc::clone(&session), Arc::clone(&runtime));
            async move { Ok(Db { session, runtime }) }
        });
        runner.with_column_validator(strict_column_validator);
        if update {
            let updated = runner.update_test_file(
                &file,
                " ",
                default_validator,
                default_normalizer,
                strict_column_validator,
            );
            futures::executor::block_on(updated).unwrap();
        } else if let Err(error) = runner.run_file(&file) {
            panic!("{error}");
        }
    }
}

fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/slt");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|e| e.unwrap().path())
        .filter(|p| p.extension().is_some_and(|e| e == "slt"))
        .collect();
    files.sort();
    assert!(!files.is_empty());
    files
}
