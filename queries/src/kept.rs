//! Small models, kept beside the derived tables: making them reads every fact, or those of a period, and every page wants them.
//! Of the whole history they stand as `lake/derived/<key>/kept/<model>-<digest>.parquet`, of a long period in a folder
//! of its name there. The digest is that of their SQL.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use arrow::array::AsArray;
use arrow::datatypes::{DataType, Int64Type};
use arrow::record_batch::RecordBatch;
use datafusion::common::DataFusionError;
use norma_rules::{Period, Quarter};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;

use crate::derived::at;
use crate::filter::Filter;
use crate::models::{self, Model};
use crate::session::collect;
use crate::{Params, Result, Session};

/// Models without parameters, of a few thousand rows at most.
pub(crate) const MODELS: [&str; 3] = ["choices", "service_history", "summary_by_quarter"];

/// Models of `$quarter` alone, of a few thousand rows at most.
const BY_PERIOD: [&str; 12] = [
    "backlog_by_age",
    "breach_pareto",
    "elapsed_shares",
    "exclusions",
    "flow_by_source",
    "fulfilment_by_service",
    "norms_in_use",
    "quarter_summary",
    "resolution_by_priority",
    "response_by_channel",
    "service_by_month",
    "verdict_counts",
];

/// Facts from which on the models of a period are kept: those of a shorter one are made about as fast as they are read.
pub const LONG_PERIOD: i64 = 250_000;

/// The place of what is kept for a session that sees every ticket, or every fact of a period.
#[derive(Clone, Debug)]
pub(crate) struct Kept {
    folder: PathBuf,
    /// `None` for all.
    period: Option<Period>,
}

impl Kept {
    /// Beside the derived tables in `folder`.
    pub(crate) fn beside(folder: &Path) -> Self {
        Self {
            folder: folder.join("kept"),
            period: None,
        }
    }

    /// For a session that sees what `filter` leaves; `None` when it leaves only some tickets, or a part of a period.
    pub(crate) fn filtered(&self, filter: &Filter) -> Option<Self> {
        let others = Filter {
            period: None,
            ..filter.clone()
        };
        let period = match (self.period, filter.period) {
            (Some(seen), Some(wanted)) if seen != wanted => return None,
            (seen, wanted) => wanted.or(seen),
        };
        others.is_empty().then(|| Self {
            period,
            ..self.clone()
        })
    }

    /// Whether the models of [`MODELS`] are tables of the session.
    pub(crate) fn is_whole(&self) -> bool {
        self.period.is_none()
    }

    /// The rows of a model of a period, if they are kept.
    pub(crate) fn of_period(
        &self,
        model: &Model,
        params: &Params,
    ) -> Result<Option<Vec<RecordBatch>>> {
        if !BY_PERIOD.contains(&model.name) {
            return Ok(None);
        }
        let Some(period) = params.only_period() else {
            return Ok(None);
        };
        // Whoever sees all facts has those of a quarter by its name, and of no other period.
        let is_seen = match self.period {
            Some(seen) => seen == period,
            None => period.quarter().is_some(),
        };
        if !is_seen {
            return Ok(None);
        }
        open(&self.place(period).join(file_name(model)))
    }

    fn place(&self, period: Period) -> PathBuf {
        self.folder.join(period.to_string())
    }
}

/// The rows of `model`, one of [`MODELS`], in `session`, in its order; computed and kept if they are not yet.
pub(crate) async fn rows(
    session: &Session,
    kept: &Kept,
    model: &Model,
) -> Result<Vec<RecordBatch>> {
    let name = file_name(model);
    if let Some(rows) = open(&kept.folder.join(&name))? {
        return Ok(rows);
    }
    let rows = collect(session.derive(model.name).await?).await?;
    write(&rows, &kept.folder, &name)?;
    Ok(rows)
}

/// Keeps the models of every quarter, semester and year with at least `least` facts, the newest first, unless they are.
/// `session` sees all.
pub(crate) async fn keep_periods(session: &Session, kept: &Kept, least: i64) -> Result<()> {
    for period in periods(session, least).await? {
        let folder = kept.place(period);
        let models = BY_PERIOD.into_iter().filter_map(models::get);
        let lacking: Vec<&Model> = models
            .filter(|model| !folder.join(file_name(model)).exists())
            .collect();
        if lacking.is_empty() {
            continue;
        }
        let filter = Filter {
            period: Some(period),
            ..Filter::default()
        };
        let seen = session.filtered(&filter).await?;
        let params = Params::period(period);
        for model in lacking {
            let rows = seen.model(model.name, &params).await?;
            write(&rows, &folder, &file_name(model))?;
        }
    }
    Ok(())
}

/// The quarters, semesters and years with at least `least` facts, the newest first; of those that end together the
/// shortest first.
async fn periods(session: &Session, least: i64) -> Result<Vec<Period>> {
    let sql = "select cast(quarter as varchar), cast(sum(tickets) as bigint) from summary_by_quarter group by quarter";
    let mut facts: BTreeMap<Period, i64> = BTreeMap::new();
    for batch in session.sql(sql).await? {
        let names = arrow::compute::cast(batch.column(0), &DataType::Utf8)
            .map_err(DataFusionError::from)?;
        let counts = batch.column(1).as_primitive::<Int64Type>();
        for (name, count) in names.as_string::<i32>().iter().zip(counts) {
            let quarter = name.and_then(|name| name.parse::<Quarter>().ok());
            for period in quarter.into_iter().flat_map(around) {
                *facts.entry(period).or_default() += count.unwrap_or_default();
            }
        }
    }
    let long = facts.into_iter().filter(|(_, count)| *count >= least);
    let mut long: Vec<Period> = long.map(|(period, _)| period).collect();
    long.sort_by_key(|period| std::cmp::Reverse((period.last_day(), period.first_day())));
    Ok(long)
}

/// The quarter with its semester and its year.
fn around(quarter: Quarter) -> impl Iterator<Item = Period> {
    let year = quarter.year();
    let semester = quarter.number().div_ceil(2);
    let wider = [format!("{year:04}-SM{semester}"), format!("{year:04}")];
    let wider = wider.into_iter().filter_map(|text| text.parse().ok());
    std::iter::once(Period::from(quarter)).chain(wider)
}

fn file_name(model: &Model) -> String {
    let digest = hex::encode(&Sha256::digest(model.printed())[..8]);
    format!("{}-{digest}.parquet", model.name)
}

/// The rows in that file; `None` when it is not there.
fn open(path: &Path) -> Result<Option<Vec<RecordBatch>>> {
    match File::open(path) {
        Ok(file) => Ok(Some(read(file).map_err(|e| at(path)(io::Error::other(e)))?)),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(e) => Err(at(path)(e)),
    }
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

/// Two sessions may do so at once: a file appears whole, by a rename, and both write the same.
fn write(rows: &[RecordBatch], folder: &Path, name: &str) -> Result<()> {
    let path = folder.join(name);
    let refused = |e: DataFusionError| at(&path)(io::Error::other(e));
    fs::create_dir_all(folder).map_err(at(folder))?;
    let mut file = NamedTempFile::new_in(folder).map_err(at(folder))?;
    if let Some(first) = rows.first() {
        let mut writer =
            ArrowWriter::try_new(&mut file, first.schema(), None).map_err(|e| refused(e.into()))?;
        for batch in rows {
            writer.write(batch).map_err(|e| refused(e.into()))?;
        }
        writer.close().map_err(|e| refused(e.into()))?;
    }
    file.as_file().sync_all().map_err(at(&path))?;
    file.persist(&path).map_err(|e| at(&path)(e.error))?;
    Ok(())
}
