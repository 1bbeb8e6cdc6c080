//! Columns and cells that several chapters share.

use norma_document::{
    Block, Cell, Chart, ChartKind, Column, Figure, Inline, Row, Status, Table, Text,
};

use crate::counts::Counts;
use crate::edition::{Limit, judged};
use crate::error::ReportError;
use crate::model::{Report, Times};
use crate::{pictures, words};

/// Over the columns of counts.
const TICKETS: &str = "Tiket";
/// Over the columns of norms and times.
pub(super) const TIMES: &str = "Waktu";

/// Stands where norms are local.
pub(super) const LOCAL: &str = "norma lokal";

/// The rate and every verdict; with a limit, how the rate stands against it. Paper has room for the rate, its
/// denominator and the breaches; the other verdicts stand in XLSX and CSV, and in the chapter of what is left out.
pub(super) fn verdict_columns(limit: Option<&Limit>) -> Vec<Column> {
    let count = |key: &str, title: &str, weight: u32| {
        Column::figures(key, title).under(TICKETS).weighing(weight)
    };
    let mut columns = vec![count("met_percent", "Pemenuhan", 15)];
    if limit.is_some() {
        columns.push(count("status", "Terhadap target", 12).centred());
    }
    columns.extend([
        count("decided", "Diputus", 9),
        count("met", "Memenuhi", 10).data_only(),
        count("breached", "Melampaui", 10),
        count("overdue", "Lewat norma", 9),
        count("running", "Berjalan", 9).data_only(),
        count("exempt", "Dikecualikan", 12).data_only(),
        count("no_norm", "Tanpa norma", 9).data_only(),
        count("unmeasurable", "Tidak terukur", 9).data_only(),
        count("tickets", "Semua", 8).data_only(),
    ]);
    columns
}

/// The cells of [`verdict_columns`]. What is local is not held against the limit.
pub(super) fn verdict_cells(counts: &Counts, limit: Option<&Limit>, local: bool) -> Vec<Cell> {
    let mut cells = vec![Cell::rate(counts.met, counts.decided())];
    if let Some(limit) = limit {
        cells.push(if local || counts.decided() == 0 {
            Cell::None
        } else {
            status_cell(judged(Some(limit), *counts))
        });
    }
    let all = [
        counts.decided(),
        counts.met,
        counts.breached,
        counts.overdue,
        counts.running,
        counts.exempt,
        counts.no_norm,
        counts.unmeasurable,
        counts.total(),
    ];
    cells.extend(all.map(Cell::count));
    cells
}

/// A part of a whole, which has no interval.
pub(super) const fn share(part: i64, whole: i64) -> Cell {
    Cell::Rate {
        part,
        whole,
        interval: false,
    }
}

/// A status in its own word.
pub(super) fn status_cell(status: Status) -> Cell {
    Cell::Status {
        status,
        word: String::new(),
    }
}

/// The picture of rates: in Excel a bar for every row of `table`, named by its column `category`.
pub(super) fn rates(
    picture: &str,
    report: &Report,
    table: &str,
    category: &str,
) -> Result<Figure, ReportError> {
    let chart = Chart {
        kind: ChartKind::Bar,
        table: table.to_owned(),
        category: category.to_owned(),
        series: vec!["met_percent".to_owned()],
    };
    Ok(Figure {
        chart: Some(chart),
        ..pictures::figure(picture, report)?
    })
}

/// The verdicts, the norms from the least to the greatest, and how long tickets took.
pub(super) fn judged_columns(limit: Option<&Limit>) -> Vec<Column> {
    let mut columns = verdict_columns(limit);
    columns.extend(time_columns(&[
        "allowance_least_seconds",
        "allowance_most_seconds",
    ]));
    columns
}

/// The norm, and how long tickets took.
pub(super) fn time_columns(allowance: &[&str]) -> Vec<Column> {
    let mut columns: Vec<Column> = allowance
        .iter()
        .enumerate()
        .map(|(i, key)| {
            let title = if i == 0 { "Norma" } else { "Norma terbesar" };
            let column = Column::figures(key, title).under(TIMES).weighing(12);
            if i == 0 { column } else { column.data_only() }
        })
        .collect();
    columns.extend(taken_columns());
    columns
}

/// Median and P90.
pub(super) fn taken_columns() -> [Column; 3] {
    let time = |key: &str, title: &str| Column::figures(key, title).under(TIMES).weighing(12);
    [
        time("elapsed_median_seconds", "Median"),
        time("elapsed_p90_seconds", "P90"),
        Column::words("calendar", "Kalender", 12).data_only(),
    ]
}

/// The cells of norms from the least to the greatest, and of how long tickets took.
pub(super) fn time_cells(
    least: (Option<i64>, &str),
    most: (Option<i64>, &str),
    times: &Times,
) -> Vec<Cell> {
    let limits = limit_cells(least, most).into_iter();
    limits.chain(taken_cells(times)).collect()
}

/// The cells of [`taken_columns`].
pub(super) fn taken_cells(times: &Times) -> [Cell; 3] {
    let calendar = times.calendar.as_deref();
    [
        Cell::duration(times.median, calendar),
        Cell::duration(times.p90, calendar),
        calendar.map_or(Cell::None, Cell::code),
    ]
}

/// The least allowance and, where tickets differ, up to which one; then the greatest alone.
pub(super) fn limit_cells(least: (Option<i64>, &str), most: (Option<i64>, &str)) -> [Cell; 2] {
    let cell = |(seconds, words): (Option<i64>, &str), words_of: String| match seconds {
        None if words == "-" => Cell::None,
        None => Cell::text_of(words),
        Some(seconds) => Cell::Allowance {
            seconds,
            words: words_of,
        },
    };
    let words = words::limits(least.1, most.1);
    [cell(least, words), cell(most, most.1.to_owned())]
}

/// A service with the priority of its incident, if it is one, and who serves it.
pub(super) fn service_cell(
    name: Option<&str>,
    norm: Option<&str>,
    priority: Option<&str>,
    organisation: &str,
) -> Cell {
    let detail = match priority {
        Some(priority) => format!("{priority} · {organisation}"),
        None => organisation.to_owned(),
    };
    Cell::label(words::service(name, norm), detail)
}

/// Words or "-".
pub(super) fn words_or_none(words: Option<&str>) -> Cell {
    words.map_or(Cell::None, Cell::text_of)
}

/// A code or "-".
pub(super) fn code_or_none(code: Option<&str>) -> Cell {
    code.map_or(Cell::None, Cell::code)
}

/// Yes or no, for columns that only files have.
pub(super) fn yes_no(yes: bool) -> Cell {
    Cell::text_of(if yes { "ya" } else { "tidak" })
}

/// Adds rows under a heading for each run of rows with the same heading.
pub(super) fn grouped(table: &mut Table, rows: impl Iterator<Item = (String, Row)>) {
    let columns = table.columns.len();
    let mut current: Option<String> = None;
    for (heading, row) in rows {
        if current.as_ref() != Some(&heading) {
            table.rows.push(Row::group(heading.as_str(), columns));
            current = Some(heading);
        }
        table.rows.push(row);
    }
}

/// An organisation as a heading.
pub(super) fn heading(organisation: &str, local: bool) -> String {
    if local {
        format!("{organisation} ({LOCAL})")
    } else {
        organisation.to_owned()
    }
}

/// A remark of plain words.
pub(super) fn remark(words: impl Into<String>) -> Text {
    vec![Inline::plain(words)]
}

/// A sentence of a finding, with its full stop.
pub(super) fn lead(finding: &str) -> Block {
    Block::lead(format!("{finding}."))
}

/// What median, P90 and intervals are.
pub(super) const HOW_MEASURED: &str = "Selang di bawah pemenuhan adalah selang Wilson 95%, ditampilkan bila kurang dari 30 tiket diputus. Median dan P90 dari tiket yang selesai, menurut peringkat terdekat, pada kalender normanya; 1 hari kerja = 8 jam kerja. Yang diputus tetapi tidak memenuhi, serta yang berjalan, dikecualikan, tanpa norma, atau tidak terukur, dirinci pada berkas Excel dan CSV.";
