//! Small models over the whole history, kept beside the derived tables: `lake/derived/<key>/kept/<model>-<digest>.parquet`.
//! Every page reads them, and making them reads every fact. The digest is that of their SQL.

use std::fs::{self, File};
use std::io;
use std::path::Path;

use arrow::record_batch::RecordBatch;
use datafusion::common::DataFusionError;
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;

use crate::derived::at;
use crate::models::Model;
use crate::session::collect;
use crate::{Result, Session};

/// Models without parameters, of a few thousand rows at most, without instants.
pub(crate) const MODELS: [&str; 3] = ["choices", "service_history", "summary_by_quarter"];

/// The rows of `model` in `session`, in its order, from `folder` of its derived tables; computed and written there if they
/// are not there yet. Two sessions may do so at once: a file appears whole, by a rename, and both write the same.
pub(crate) async fn rows(
    session: &Session,
    folder: &Path,
    model: &Model,
) -> Result<Vec<RecordBatch>> {
    let folder = folder.join("kept");
    let digest = hex::encode(&Sha256::digest(model.printed())[..8]);
    let path = folder.join(format!("{}-{digest}.parquet", model.name));
    match File::open(&path) {
        Ok(file) => return read(file).map_err(|e| at(&path)(io::Error::other(e))),
        Err(e) if e.kind() == io::ErrorKind::NotFound => {}
        Err(e) => return Err(at(&path)(e)),
    }
    let rows = collect(session.derive(model.name).await?).await?;
    fs::create_dir_all(&folder).map_err(at(&folder))?;
    write(&rows, &folder, &path)?;
    Ok(rows)
}

fn read(file: File) -> std::result::Result<Vec<RecordBatch>, DataFusionError> {
    let builder = ParquetRecordBatchReaderBuilder::try_new(file)?;
    let schema = builder.schema().clone();
    let rows: std::result::Result<Vec<_>, _> = builder.build()?.collect();
    let mut rows = rows?;
    if rows.is_empty() {
        rows.push(RecordBatch::new_empty(schema));
    }
    Ok(rows)
}

fn write(rows: &[RecordBatch], folder: &Path, path: &Path) -> Result<()> {
    let refused = |e: DataFusionError| at(path)(io::Error::other(e));
    let mut file = NamedTempFile::new_in(folder).map_err(at(folder))?;
    if let Some(first) = rows.first() {
        let mut writer =
            ArrowWriter::try_new(&mut file, first.schema(), None).map_err(|e| refused(e.into()))?;
        for batch in rows {
            writer.write(batch).map_err(|e| refused(e.into()))?;
        }
        writer.close().map_err(|e| refused(e.into()))?;
    }
    file.as_file().sync_all().map_err(at(path))?;
    file.persist(path).map_err(|e| at(path)(e.error))?;
    Ok(())
}
