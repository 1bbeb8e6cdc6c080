//! A calendar year (WIB): its quarters, whose counts are added and never averaged.
//!
//! A ticket counts in exactly one quarter (RULES 4), so the sum of the quarters is the year. What cannot be added, medians
//! and percentiles, is not told of a year.

use std::collections::BTreeMap;

use norma_queries::Session;
use norma_rules::{Instant, Quarter};

use crate::counts::Counts;
use crate::error::ReportError;
use crate::frame;
use crate::model::{ClockRow, Exclusion, Report};

/// The year by quarter; `None` for a quarter that had not begun at the as-of instant.
pub type ByQuarter<T> = [Option<T>; 4];

/// The quarters of one year, as of one instant, from one snapshot, under one version of the rules.
#[derive(Clone, Debug)]
pub struct Year {
    /// The year.
    pub year: i32,
    /// The quarters that had begun at the as-of instant but for the last of them, oldest first.
    earlier: Vec<Report>,
    /// The last quarter that had begun.
    last: Report,
}

/// The counts of something over the year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YearRow<K> {
    /// What is counted.
    pub key: K,
    /// By quarter; nothing counted in a quarter that had begun is zero.
    pub quarters: ByQuarter<Counts>,
}

impl<K> YearRow<K> {
    /// The quarters added.
    pub fn total(&self) -> Counts {
        self.quarters.iter().flatten().copied().sum()
    }
}

impl Year {
    /// The figures of `year` in `session`.
    ///
    /// # Errors
    /// A year that begins after the as-of instant; a model that cannot be run, or that lacks a column.
    pub async fn build(session: &Session, year: i32) -> Result<Self, ReportError> {
        let as_of = session.as_of();
        let mut earlier = Vec::new();
        for number in 1..=4 {
            // A clock that runs at 00.00 of a quarter's first day counts in that quarter.
            let quarter = Quarter::new(year, number).filter(|quarter| quarter.start() <= as_of);
            if let Some(quarter) = quarter {
                earlier.push(Report::build(session, quarter).await?);
            }
        }
        let mut built = Self::of(year, earlier).ok_or(ReportError::YearNotBegun { year, as_of })?;
        let first = Quarter::new(year, 1).map(Quarter::first_day);
        let end = Quarter::new(year, 4).map(|quarter| quarter.next().first_day());
        if let (Some(first), Some(last)) = (first, end.and_then(|end| end.pred_opt())) {
            let rulebook = session.rulebook();
            built.last.frame.documents = frame::documents(rulebook, first, last);
            built.last.frame.calendars = frame::calendars(rulebook, first, last);
        }
        Ok(built)
    }

    /// A year of these quarters, oldest first; `None` without any.
    pub(crate) fn of(year: i32, mut quarters: Vec<Report>) -> Option<Self> {
        let last = quarters.pop()?;
        Some(Self {
            year,
            earlier: quarters,
            last,
        })
    }

    /// The quarters that had begun, oldest first.
    pub fn quarters(&self) -> impl Iterator<Item = &Report> {
        self.earlier.iter().chain([&self.last])
    }

    /// As of when it was judged.
    pub const fn as_of(&self) -> Instant {
        self.last.as_of
    }

    /// The year had not ended when it was judged, so its figures still move.
    pub fn is_partial(&self) -> bool {
        Quarter::new(self.year, 4).is_none_or(|quarter| self.as_of() < quarter.end())
    }

    /// The report of the quarter of that number; `None` when it had not begun.
    pub fn quarter(&self, number: u8) -> Option<&Report> {
        self.quarters()
            .find(|report| report.quarter.number() == number)
    }

    /// The last quarter of which at least a second is known: availability stands at its end, or at the as-of instant.
    pub fn standing(&self) -> &Report {
        let known = self.earlier.iter().rev();
        let mut known = [&self.last].into_iter().chain(known);
        known
            .find(|report| report.quarter.start() < self.as_of())
            .unwrap_or(&self.last)
    }

    /// What `rows` counts in each quarter, added by key, in the order of the keys.
    pub fn added<K: Ord>(&self, rows: impl Fn(&Report) -> Vec<(K, Counts)>) -> Vec<YearRow<K>> {
        let mut sums: BTreeMap<K, BTreeMap<u8, Counts>> = BTreeMap::new();
        for report in self.quarters() {
            for (key, counts) in rows(report) {
                let quarters = sums.entry(key).or_default();
                let sum = quarters.entry(report.quarter.number()).or_default();
                *sum = sum.plus(counts);
            }
        }
        let row = |(key, quarters): (K, BTreeMap<u8, Counts>)| YearRow {
            key,
            quarters: [1, 2, 3, 4].map(|number| {
                let begun = self.quarter(number).is_some();
                begun.then(|| quarters.get(&number).copied().unwrap_or_default())
            }),
        };
        sums.into_iter().map(row).collect()
    }

    /// The clocks of the year.
    pub fn clocks(&self) -> Vec<ClockRow> {
        let key = |row: &ClockRow| ((row.clock.clone(), row.local), row.counts);
        self.added(|report| report.clocks.iter().map(key).collect())
            .into_iter()
            .map(|row| ClockRow {
                counts: row.total(),
                clock: row.key.0,
                local: row.key.1,
            })
            .collect()
    }

    /// What chapters of a quarter say of a year too: clocks, exclusions and breaches are those of all its quarters, and
    /// availability stands as in [`standing`](Self::standing). Rows that belong to one quarter alone are left out of it.
    pub(crate) fn merged(&self) -> Report {
        let mut breaches: Vec<_> = self
            .quarters()
            .flat_map(|report| report.breaches.iter().cloned())
            .collect();
        // As `breaches` sorts them.
        breaches.sort_by(|a, b| {
            let by_excess = b.exceeded.cmp(&a.exceeded);
            by_excess.then_with(|| {
                (&a.source, &a.ticket_id, &a.clock).cmp(&(&b.source, &b.ticket_id, &b.clock))
            })
        });
        Report {
            clocks: self.clocks(),
            exclusions: self.exclusions(),
            breaches,
            availability: self.standing().availability.clone(),
            services: Vec::new(),
            priorities: Vec::new(),
            channels: Vec::new(),
            flows: Vec::new(),
            reasons: Vec::new(),
            backlog: Vec::new(),
            pareto: Vec::new(),
            norms: Vec::new(),
            ..self.last.clone()
        }
    }

    fn exclusions(&self) -> Vec<Exclusion> {
        let mut sums: BTreeMap<_, Exclusion> = BTreeMap::new();
        for row in self.quarters().flat_map(|report| &report.exclusions) {
            let key = (
                row.verdict.clone(),
                row.reason.clone(),
                row.approved_by.clone(),
                row.clock.clone(),
                row.local,
            );
            sums.entry(key)
                .and_modify(|sum| {
                    sum.tickets += row.tickets;
                    // The model takes the least of a quarter.
                    if row.example < sum.example {
                        sum.example.clone_from(&row.example);
                    }
                })
                .or_insert_with(|| row.clone());
        }
        sums.into_values().collect()
    }
}
