//! Rows for `samples`.

use std::borrow::Cow;

use norma_lake::contract::SAMPLES;
use norma_rules::{Instant, Quarter};
use polars::prelude::{DataFrame, PolarsResult};

use super::reader::{BatchReader, OnUnknown, Values};
use super::sink::column;
use crate::typing::Vocabulary;

/// The typed columns of a batch of monitoring samples, all rows, rejected ones too.
pub(crate) struct Samples {
    frame: DataFrame,
    at: Vec<Option<i64>>,
}

impl Samples {
    /// Types a batch. A sample that does not say what it saw, or when, or of what, says nothing: it is rejected.
    pub(crate) fn read(reader: &mut BatchReader<'_>) -> PolarsResult<Self> {
        let at = reader.instants("at")?;
        let quarters = at
            .iter()
            .map(|at| at.map(|at| Cow::Owned(Quarter::of(Instant(at)).to_string())))
            .collect();
        let mut columns = Vec::with_capacity(SAMPLES.columns.len());
        for name in ["service", "component", "at", "state"] {
            let values = match name {
                "at" => Values::Instant(at.clone()),
                "state" => {
                    Values::Text(reader.words(name, Vocabulary::State, OnUnknown::Reject)?)
                }
                _ => reader.free_text(name)?,
            };
            if name != "component" {
                reader.require(name, &values);
            }
            columns.push(column(name, values)?);
        }
        columns.push(column("at_quarter", Values::Text(quarters))?);
        Ok(Self {
            frame: DataFrame::new(reader.height(), columns)?,
            at,
        })
    }

    /// Rows of `samples`, without lineage.
    pub(crate) fn frame(&self) -> DataFrame {
        self.frame.clone()
    }

    /// The last instant among the rows of the mask, seconds: up to then the monitor has told.
    pub(crate) fn newest(&self, keep: &[bool]) -> Option<i64> {
        let times = self.at.iter().zip(keep);
        times.filter_map(|(at, keep)| at.filter(|_| *keep)).max()
    }
}
