//! One batch of an export being typed: columns of text in, columns of values out, and a fault or a finding for every
//! text that says nothing a column can hold.

use std::borrow::Cow;
use std::collections::HashMap;

use norma_rules::organisation;
use polars::prelude::{DataFrame, PolarsResult, StringChunked};

use super::plan::Plan;
use crate::config::SourceConfig;
use crate::typing::{Reading, TimeReader, Vocabulary, whole_number};

/// Why a record is rejected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    /// Columns of the export, the first that is at fault first.
    pub fields: Vec<String>,
    /// What is wrong and how to repair it.
    pub reason: String,
}

/// A data-quality finding on one row of the batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Finding {
    /// Row in the batch.
    pub row: usize,
    /// Name of the check.
    pub check: &'static str,
    /// Column of the export.
    pub field: Option<String>,
    /// What was found.
    pub detail: String,
}

/// Values of one contract column, one a row of the batch.
#[derive(Clone, Debug)]
pub(crate) enum Values<'a> {
    /// Text.
    Text(Vec<Option<Cow<'a, str>>>),
    /// Whole numbers.
    Int(Vec<Option<i64>>),
    /// Truth values.
    Bool(Vec<Option<bool>>),
    /// Seconds since 1970 UTC.
    Instant(Vec<Option<i64>>),
}

/// What happens to a record with a text that the column's vocabulary does not know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OnUnknown {
    /// The record is rejected.
    Reject,
    /// The column stays empty, and a finding says so.
    Find,
}

/// A batch being typed.
pub(crate) struct BatchReader<'a> {
    source: &'a SourceConfig,
    plan: &'a Plan,
    frame: &'a DataFrame,
    /// First fault of each row; further ones are added to its reason.
    pub faults: Vec<Option<Fault>>,
    /// Findings so far, also on rows that turn out to be rejected.
    pub findings: Vec<Finding>,
}

impl<'a> BatchReader<'a> {
    /// Begins to type a batch.
    pub(crate) fn new(source: &'a SourceConfig, plan: &'a Plan, frame: &'a DataFrame) -> Self {
        Self {
            source,
            plan,
            frame,
            faults: vec![None; frame.height()],
            findings: Vec::new(),
        }
    }

    /// Rows in the batch.
    pub(crate) fn height(&self) -> usize {
        self.frame.height()
    }

    /// Rejects a row.
    pub(crate) fn reject(&mut self, row: usize, field: Option<&str>, reason: String) {
        let fields = field.map(str::to_owned);
        match &mut self.faults[row] {
            // One export column may fill two of the contract; its text is complained of once.
            Some(fault) if fault.reason.contains(&reason) => {}
            Some(fault) => {
                fault.fields.extend(fields);
                fault.reason.push_str("; ");
                fault.reason.push_str(&reason);
            }
            none => {
                *none = Some(Fault {
                    fields: fields.into_iter().collect(),
                    reason,
                });
            }
        }
    }

    /// Notes a finding.
    pub(crate) fn find(
        &mut self,
        row: usize,
        check: &'static str,
        field: Option<&str>,
        detail: String,
    ) {
        self.findings.push(Finding {
            row,
            check,
            field: field.map(str::to_owned),
            detail,
        });
    }

    /// The texts of a contract column as exported, without outer white space; `None` for texts that mean: no value.
    pub(crate) fn texts(&self, column: &str) -> PolarsResult<Vec<Option<&'a str>>> {
        let Some(name) = self.plan.column(column) else {
            return Ok(vec![None; self.height()]);
        };
        self.texts_of(name)
    }

    /// The texts of an export column.
    pub(crate) fn texts_of(&self, name: &str) -> PolarsResult<Vec<Option<&'a str>>> {
        // Only JSON exports get here without the column: there it means that no record has the key.
        let Ok(column) = self.frame.column(name) else {
            return Ok(vec![None; self.height()]);
        };
        let texts: &'a StringChunked = column.str()?;
        let empty =
            |text: &&str| !text.is_empty() && !self.source.empty.iter().any(|e| e.trim() == *text);
        Ok(texts
            .iter()
            .map(|text| text.map(str::trim).filter(empty))
            .collect())
    }

    /// The export column that fills a contract column.
    pub(crate) fn field(&self, column: &str) -> Option<&'a str> {
        self.plan.column(column)
    }

    /// Free text, through its value map where there is one; organisations under their one name.
    pub(crate) fn free_text(&self, column: &str) -> PolarsResult<Values<'a>> {
        let texts = self.texts(column)?;
        let map = self.source.values.get(column);
        let word = |text: &'a str| match map.and_then(|m| m.get(text)) {
            Some(word) => word,
            None if column == "organisation" => organisation::canonical(text).unwrap_or(text),
            None => text,
        };
        // Few distinct texts stand in many rows; without a map there is nothing to look up.
        let looked_up = map.is_some() || column == "organisation";
        let mut known: HashMap<&str, &'a str> = HashMap::new();
        let values = texts.into_iter().map(|text| {
            let text = text?;
            let word = if looked_up {
                *known.entry(text).or_insert_with(|| word(text))
            } else {
                text
            };
            (!word.is_empty()).then_some(Cow::Borrowed(word))
        });
        Ok(Values::Text(values.collect()))
    }

    /// Words of a closed list.
    pub(crate) fn words(
        &mut self,
        column: &str,
        vocabulary: Vocabulary,
        on_unknown: OnUnknown,
    ) -> PolarsResult<Vec<Option<Cow<'a, str>>>> {
        let texts = self.texts(column)?;
        let map = self.source.values.get(column);
        let field = self.field(column);
        // Few distinct texts stand in many rows.
        let mut known: HashMap<&str, Option<&'a str>> = HashMap::new();
        let mut values = Vec::with_capacity(texts.len());
        for (row, text) in texts.into_iter().enumerate() {
            let Some(text) = text else {
                values.push(None);
                continue;
            };
            let word = *known.entry(text).or_insert_with(|| {
                map.and_then(|m| m.get(text))
                    .or_else(|| vocabulary.word(text))
            });
            if word.is_none() {
                let detail = format!(
                    "{text:?} is no known {column}; add it to [source.values.{column}] as one of: {}",
                    vocabulary.words().join(", ")
                );
                match on_unknown {
                    OnUnknown::Reject => self.reject(row, field, detail),
                    OnUnknown::Find => self.find(row, "unknown_value", field, detail),
                }
            }
            values.push(word.filter(|w| !w.is_empty()).map(Cow::Borrowed));
        }
        Ok(values)
    }

    /// Truth values; what is not said, or not understood, is false.
    pub(crate) fn truths(&mut self, column: &str) -> PolarsResult<Values<'a>> {
        let words = self.words(column, Vocabulary::Truth, OnUnknown::Find)?;
        Ok(Values::Bool(
            words
                .into_iter()
                .map(|w| Some(w.as_deref() == Some("true")))
                .collect(),
        ))
    }

    /// Whole numbers.
    pub(crate) fn numbers(
        &mut self,
        column: &str,
        on_unknown: OnUnknown,
    ) -> PolarsResult<Vec<Option<i64>>> {
        let texts = self.texts(column)?;
        let field = self.field(column);
        let mut values = Vec::with_capacity(texts.len());
        for (row, text) in texts.into_iter().enumerate() {
            let number = text.and_then(whole_number);
            if let (Some(text), None) = (text, number) {
                let detail = format!(
                    "{text:?} is no {column}: write a whole number, 0 or more, without thousands separators"
                );
                match on_unknown {
                    OnUnknown::Reject => self.reject(row, field, detail),
                    OnUnknown::Find => self.find(row, "unknown_value", field, detail),
                }
            }
            values.push(number);
        }
        Ok(values)
    }

    /// Instants. A text that cannot be read rejects its row. A date without a time is 24.00 of that day for the end of an
    /// activity and 00.00 for its start; elsewhere it rejects the row too (RULES 1).
    pub(crate) fn instants(&mut self, column: &str) -> PolarsResult<Vec<Option<i64>>> {
        let Some(field) = self.field(column) else {
            return Ok(vec![None; self.height()]);
        };
        let formats = self
            .source
            .date_formats_by_column
            .get(column)
            .unwrap_or(&self.source.date_formats);
        let reader = TimeReader::new(formats, self.source.zone);
        self.instants_of(field, column, &reader)
    }

    /// Instants of an export column, read as the contract column says.
    pub(crate) fn instants_of(
        &mut self,
        field: &'a str,
        column: &str,
        reader: &TimeReader,
    ) -> PolarsResult<Vec<Option<i64>>> {
        let texts = self.texts_of(field)?;
        let zone = self.source.zone;
        let mut values = Vec::with_capacity(texts.len());
        for (row, text) in texts.into_iter().enumerate() {
            let Some(text) = text else {
                values.push(None);
                continue;
            };
            let reason = match (reader.read(text), column) {
                (Reading::At(at), _) => {
                    values.push(Some(at.0));
                    continue;
                }
                (Reading::Day(day), "activity_start_at") => {
                    values.push(Some(norma_rules::Instant::start_of_day(day, zone).0));
                    continue;
                }
                (Reading::Day(day), "activity_end_at") => {
                    let end = day
                        .succ_opt()
                        .map(|next| norma_rules::Instant::start_of_day(next, zone).0);
                    values.push(end);
                    continue;
                }
                (Reading::Day(_), _) => {
                    format!("{text:?} has no time of day; export {field:?} with hours and minutes")
                }
                (Reading::Impossible(why), _) => {
                    format!(
                        "{text:?} does not exist: {why}; correct {field:?} in the source system"
                    )
                }
                (Reading::Unknown, _) => format!(
                    "{text:?} cannot be read as a date and time; tried {}; add its format to date_formats, or its text to empty if it means none",
                    reader.tried()
                ),
            };
            self.reject(row, Some(field), reason);
            values.push(None);
        }
        Ok(values)
    }

    /// Rejects rows in which a column is empty, unless its text was rejected already.
    pub(crate) fn require(&mut self, column: &str, values: &Values<'_>) {
        let field = self.field(column);
        for row in 0..self.height() {
            let present = match values {
                Values::Text(texts) => texts[row].is_some(),
                Values::Instant(times) => times[row].is_some(),
                Values::Int(_) | Values::Bool(_) => true,
            };
            let said = field.is_some()
                && self.faults[row]
                    .as_ref()
                    .is_some_and(|f| f.fields.iter().any(|x| Some(x.as_str()) == field));
            if !present && !said {
                self.reject(
                    row,
                    field,
                    format!("{column} is empty; every record needs it"),
                );
            }
        }
    }
}
