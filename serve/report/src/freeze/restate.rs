//! What moved since the revision before, and the chapter that says so.

use norma_document::{Block, Cell, Column, Document, Row, Section, Table};
use norma_queries::{Params, Session};
use norma_rules::Quarter;
use serde::{Deserialize, Serialize};

use super::figures::{Moved, Stated, moved};
use crate::error::ReportError;
use crate::rows::{Row as ModelRow, Rows};
use crate::words;

/// The chapter's name; it comes first, before what it restates.
const CHAPTER: &str = "penyajian-kembali";

/// `restatement.json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Restatement {
    /// The revision that it is compared with.
    pub since: u32,
    /// Figures that say something else.
    pub figures: Vec<Moved>,
    /// Why: clocks of tickets that are judged otherwise.
    pub facts: Vec<RestatedFact>,
}

/// `restated_facts`: one clock of one ticket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RestatedFact {
    /// Source.
    pub source: String,
    /// Ticket number.
    pub ticket_id: String,
    /// Which clock.
    pub clock: String,
    /// Service as exported.
    pub service_name: Option<String>,
    /// Code of what changed.
    pub cause: String,
    /// Verdict in the frozen report.
    pub frozen_verdict: Option<String>,
    /// Verdict now.
    pub verdict: Option<String>,
    /// Quarter in the frozen report.
    pub frozen_quarter: Option<String>,
    /// Quarter now.
    pub quarter: Option<String>,
    /// Elapsed in the frozen report, seconds.
    pub frozen_elapsed: Option<i64>,
    /// Elapsed now, seconds.
    pub elapsed: Option<i64>,
}

impl Restatement {
    /// What moved from `before`, revision `since`, to `after`; `session` has the facts of that revision beside its own.
    pub(super) async fn of(
        session: &Session,
        quarter: Quarter,
        since: u32,
        before: &[Stated],
        after: &[Stated],
    ) -> Result<Self, ReportError> {
        const MODEL: &str = "restated_facts";
        let batches = session.model(MODEL, &Params::quarter(quarter)).await?;
        Ok(Self {
            since,
            figures: moved(before, after),
            facts: Rows::new(MODEL, &batches).map(fact)?,
        })
    }

    /// Puts the chapter before all others.
    pub(super) fn insert(&self, document: &mut Document) {
        document.sections.insert(0, self.chapter());
    }

    fn chapter(&self) -> Section {
        let mut section = Section::new(CHAPTER, "Penyajian kembali");
        section.new_page = true;
        section.blocks = vec![
            Block::lead(format!(
                "Laporan ini menyajikan kembali revisi {}: {} angka berubah karena {} penilaian tiket berubah.",
                self.since,
                crate::format::number(self.figures.len() as i64),
                crate::format::number(self.facts.len() as i64),
            )),
            Block::body(
                "Angka lama adalah angka yang telah disampaikan dan tetap tersimpan pada revisinya; angka baru menggantikannya.",
            ),
            Block::Table(self.figures_table()),
            Block::Table(self.facts_table()),
        ];
        section
    }

    fn figures_table(&self) -> Table {
        let mut table = Table::new(
            "restated_figures",
            "Angka yang disajikan kembali",
            vec![
                Column::words("caption", "Tabel", 26),
                Column::words("row", "Baris", 34),
                Column::words("column", "Kolom", 18),
                Column::figures("before", "Semula").weighing(14),
                Column::figures("after", "Menjadi").weighing(14),
            ],
        );
        table.source.clear();
        "Tidak ada angka yang berubah.".clone_into(&mut table.empty);
        let figure = |text: &Option<String>| text.clone().map_or(Cell::None, Cell::text_of);
        table.rows = self
            .figures
            .iter()
            .map(|moved| {
                Row::body(vec![
                    Cell::text_of(&moved.caption),
                    Cell::text_of(&moved.row),
                    Cell::text_of(&moved.column),
                    figure(&moved.before),
                    figure(&moved.after),
                ])
            })
            .collect();
        table
    }

    fn facts_table(&self) -> Table {
        let mut table = Table::new(
            "restated_facts",
            "Penilaian tiket yang berubah",
            vec![
                Column::words("ticket_id", "Tiket", 14),
                Column::words("source", "Sumber", 12).data_only(),
                Column::words("service_name", "Layanan", 24),
                Column::words("clock", "Jam norma", 14),
                Column::words("frozen_verdict", "Semula", 16),
                Column::words("verdict", "Menjadi", 16),
                Column::figures("frozen_elapsed_seconds", "Terpakai semula").data_only(),
                Column::figures("elapsed_seconds", "Terpakai kini").data_only(),
                Column::words("cause", "Sebab", 24),
            ],
        );
        "Tidak ada penilaian tiket yang berubah.".clone_into(&mut table.empty);
        let quarter = |quarter: &Option<String>| {
            let quarter = quarter.as_deref().map(str::parse::<Quarter>);
            quarter
                .and_then(Result::ok)
                .map_or_else(String::new, crate::format::quarter)
        };
        let verdict = |verdict: &Option<String>, of: &Option<String>| {
            verdict.as_deref().map_or(Cell::None, |verdict| {
                Cell::label(words::verdict(verdict), quarter(of))
            })
        };
        table.rows = self
            .facts
            .iter()
            .map(|fact| {
                Row::body(vec![
                    Cell::code(&fact.ticket_id),
                    Cell::text_of(&fact.source),
                    fact.service_name.clone().map_or(Cell::None, Cell::text_of),
                    Cell::text_of(words::clock(&fact.clock)),
                    verdict(&fact.frozen_verdict, &fact.frozen_quarter),
                    verdict(&fact.verdict, &fact.quarter),
                    Cell::duration(fact.frozen_elapsed, None),
                    Cell::duration(fact.elapsed, None),
                    Cell::text_of(words::cause(&fact.cause)),
                ])
            })
            .collect();
        table
    }
}

fn fact(row: &ModelRow<'_>) -> Result<RestatedFact, ReportError> {
    Ok(RestatedFact {
        source: row.text("source")?,
        ticket_id: row.text("ticket_id")?,
        clock: row.text("clock")?,
        service_name: row.text_or_none("service_name")?,
        cause: row.text("cause")?,
        frozen_verdict: row.text_or_none("frozen_verdict")?,
        verdict: row.text_or_none("verdict")?,
        frozen_quarter: row.text_or_none("frozen_quarter")?,
        quarter: row.text_or_none("quarter")?,
        frozen_elapsed: row.int_or_none("frozen_elapsed_seconds")?,
        elapsed: row.int_or_none("elapsed_seconds")?,
    })
}
