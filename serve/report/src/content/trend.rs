//! Eight to twelve quarters with control limits.

use norma_document::{Block, Cell, Chart, ChartKind, Column, Row, Section, Status, Table};

use super::parts;
use crate::charts::Sign;
use crate::counts::Counts;
use crate::edition::Edition;
use crate::error::ReportError;
use crate::format::{self, percent};
use crate::model::{Baseline, Report, Series};
use crate::{narrative, pictures};

pub(super) fn section(report: &Report, _edition: &Edition) -> Result<Section, ReportError> {
    let mut section = Section::new("tren", "Tren triwulanan");
    let mut figure = pictures::figure("trend", report)?;
    figure.data = Some(drawn(report));
    figure.chart = Some(Chart {
        kind: ChartKind::Line,
        table: "trend_drawn".to_owned(),
        category: "quarter".to_owned(),
        series: report.series().map(|series| series.key.to_owned()).to_vec(),
    });
    section.blocks = vec![
        parts::lead(&narrative::trend(report)),
        Block::Figure(figure),
        Block::Table(table(report)),
    ];
    Ok(section)
}

/// What the picture shows: a rate a group and quarter.
fn drawn(report: &Report) -> Table {
    let all = report.series();
    let mut columns = vec![Column::words("quarter", "Triwulan", 20)];
    columns.extend(
        all.iter()
            .map(|series| Column::figures(series.key, series.label)),
    );
    let mut table = Table::new("trend_drawn", "Pemenuhan per triwulan", columns);
    "summary_by_quarter".clone_into(&mut table.source);
    table.rows = report
        .trend
        .iter()
        .map(|row| {
            let quarter = row.quarter;
            let mut cells = vec![Cell::Quarter { quarter }];
            cells.extend(
                [row.fulfilment, row.resolution, row.response]
                    .map(|counts| Cell::rate(counts.met, counts.decided())),
            );
            Row::body(cells)
        })
        .collect();
    table
}

fn table(report: &Report) -> Table {
    let ticket = |key: &str, title: &str| Column::figures(key, title).under("Tiket");
    let limit = |key: &str, title: &str| Column::figures(key, title).under("Batas kendali");
    let columns = vec![
        Column::words("group", "Kelompok", 16).data_only(),
        Column::words("quarter", "Triwulan", 19),
        ticket("met_percent", "Pemenuhan").weighing(17),
        ticket("decided", "Diputus"),
        ticket("met", "Memenuhi"),
        ticket("breached", "Melampaui"),
        ticket("overdue", "Lewat norma"),
        limit("lower_limit", "Bawah"),
        limit("upper_limit", "Atas"),
        Column::words("control", "Kendali", 13),
    ];
    let mut table = Table::new(
        "trend_by_quarter",
        "Pemenuhan per triwulan dengan batas kendali",
        columns,
    );
    "summary_by_quarter".clone_into(&mut table.source);
    "Tidak ada tiket yang diputus sampai dengan triwulan ini.".clone_into(&mut table.empty);
    let all = report.series();
    let rows = all.iter().flat_map(|series| {
        let quarters = series.quarters.iter();
        // What was not yet decided at the beginning says nothing.
        let quarters = quarters.skip_while(|(_, counts)| counts.decided() == 0);
        quarters.map(move |(quarter, counts)| {
            let cells = cells(series, Cell::Quarter { quarter: *quarter }, counts);
            (heading(series), Row::body(cells))
        })
    });
    parts::grouped(&mut table, rows);
    let mut notes = vec![
        format!(
            "Batas kendali = p ± 3 √(p (1 − p) / n): p adalah pemenuhan semua triwulan sebelum {} bersama-sama, n tiket yang diputus pada triwulan itu. Di luar batas diputuskan dengan bilangan bulat, tidak pada angka yang dipotong ini. Sedikitnya {} triwulan dengan tiket yang diputus diperlukan. Batas ini menunjukkan perubahan yang tidak lagi wajar sebagai kebetulan; batas ini bukan target.",
            format::quarter(report.quarter),
            Baseline::LEAST
        ),
        "Semua triwulan dihitung sebagaimana diketahui pada saat data ini, dengan norma dokumen; norma lokal tidak termasuk.".to_owned(),
    ];
    if report.is_partial() {
        notes.push("Triwulan terakhir belum berakhir; angkanya masih dapat berubah.".to_owned());
    }
    table.notes = notes.into_iter().map(parts::remark).collect();
    table
}

fn heading(series: &Series) -> String {
    series.baseline.map_or_else(
        || series.label.to_owned(),
        |base| {
            format!(
                "{}: rata-rata {} dari {} triwulan sebelumnya",
                series.label,
                percent(base.met, base.decided),
                base.quarters
            )
        },
    )
}

fn cells(series: &Series, quarter: Cell, counts: &Counts) -> Vec<Cell> {
    let limits = series.baseline.and_then(|b| b.limits(counts.decided()));
    let limit = |rate: Option<format::Rate>| {
        rate.map_or(Cell::None, |rate| Cell::Target {
            hundredths: rate.0.into(),
        })
    };
    let control = |status: Status, word: &str| Cell::Status {
        status,
        word: word.to_owned(),
    };
    vec![
        Cell::text_of(series.label),
        quarter,
        Cell::rate(counts.met, counts.decided()),
        Cell::count(counts.decided()),
        Cell::count(counts.met),
        Cell::count(counts.breached),
        Cell::count(counts.overdue),
        limit(limits.map(|(low, _)| low)),
        limit(limits.map(|(_, high)| high)),
        match (limits, series.sign(counts)) {
            (None, _) => Cell::None,
            (_, Sign::Within) => control(Status::Reached, "dalam batas"),
            (_, Sign::Below) => control(Status::Missed, "di bawah batas"),
            (_, Sign::Above) => control(Status::Warning, "di atas batas"),
        },
    ]
}
