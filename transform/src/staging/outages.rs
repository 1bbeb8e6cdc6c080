//! Rows for `outages`.

use std::borrow::Cow;

use norma_lake::contract::{Kind, OUTAGES};
use norma_rules::Instant;
use polars::prelude::{DataFrame, PolarsResult};

use super::reader::{BatchReader, Values};
use super::sink::column;

/// The typed columns of a batch of outages, all rows, rejected ones too.
pub(crate) struct Outages {
    frame: DataFrame,
    /// Number, else content hash, of each row.
    pub ids: Vec<String>,
    updated: Vec<Option<i64>>,
}

impl Outages {
    /// Types a batch; `hashes` are the content hashes of its rows, which number outages that have no number.
    pub(crate) fn read(reader: &mut BatchReader<'_>, hashes: &[String]) -> PolarsResult<Self> {
        let mut columns = Vec::with_capacity(OUTAGES.columns.len());
        let (mut ids, mut updated) = (Vec::new(), Vec::new());
        let (mut started, mut ended) = (Vec::new(), Vec::new());
        for c in OUTAGES.columns {
            let values = match c.kind {
                Kind::Bool => reader.truths(c.name)?,
                Kind::Instant => Values::Instant(reader.instants(c.name)?),
                _ => reader.free_text(c.name)?,
            };
            let values = match (c.name, values) {
                ("outage_id", Values::Text(texts)) => {
                    let or_hash = texts.into_iter().zip(hashes);
                    ids = or_hash
                        .map(|(text, hash)| text.map_or_else(|| hash.clone(), Cow::into_owned))
                        .collect();
                    Values::Text(
                        ids.iter()
                            .map(|id| Some(Cow::Borrowed(id.as_str())))
                            .collect(),
                    )
                }
                (name, values) => {
                    if let Values::Instant(times) = &values {
                        match name {
                            "updated_at" => updated.clone_from(times),
                            "started_at" => started.clone_from(times),
                            "ended_at" => ended.clone_from(times),
                            _ => {}
                        }
                    }
                    values
                }
            };
            if !c.nullable && matches!(c.name, "service" | "started_at") {
                reader.require(c.name, &values);
            }
            columns.push(column(c.name, values)?);
        }
        for (row, (start, end)) in started.iter().zip(&ended).enumerate() {
            if let (Some(start), Some(end)) = (start.map(Instant), end.map(Instant))
                && end < start
            {
                let detail = format!("ended_at {end:?} is before started_at {start:?}");
                let field = reader.field("ended_at");
                reader.find(row, "finished_before_start", field, detail);
            }
        }
        Ok(Self {
            frame: DataFrame::new(reader.height(), columns)?,
            ids,
            updated,
        })
    }

    /// Rows of `outages`, without lineage.
    pub(crate) fn frame(&self) -> DataFrame {
        self.frame.clone()
    }

    /// Greatest update time among the rows of the mask, seconds.
    pub(crate) fn newest_update(&self, keep: &[bool]) -> Option<i64> {
        let times = self.updated.iter().zip(keep);
        times.filter_map(|(at, keep)| at.filter(|_| *keep)).max()
    }
}
