//! Incidents by priority.

use norma_document::{Block, Cell, Chart, ChartKind, Column, Row, Section, Table};

use super::parts;
use crate::edition::{Edition, Limit};
use crate::error::ReportError;
use crate::model::{PriorityRow, Report};
use crate::{narrative, pictures};

pub(super) fn section(report: &Report, edition: &Edition) -> Result<Section, ReportError> {
    let mut section = Section::new("gangguan", "Penyelesaian gangguan menurut prioritas");
    let mut figure = pictures::figure("priorities", report)?;
    figure.data = Some(drawn(report));
    figure.chart = Some(Chart {
        kind: ChartKind::StackedBar,
        table: "priorities_drawn".to_owned(),
        category: "priority".to_owned(),
        series: ["met", "breached", "overdue", "running"]
            .map(str::to_owned)
            .to_vec(),
    });
    section.blocks = vec![
        parts::lead(&narrative::resolution(report)),
        Block::Figure(figure),
        Block::Table(table(report, edition.targets.resolution.as_ref())),
    ];
    Ok(section)
}

fn table(report: &Report, limit: Option<&Limit>) -> Table {
    let mut columns = vec![
        Column::words("organisation", "Organisasi", 14).data_only(),
        Column::words("local", "Norma lokal", 8).data_only(),
        Column::words("priority", "Prioritas", 14),
    ];
    columns.extend(parts::verdict_columns(limit));
    columns.extend(parts::time_columns(&["allowance_seconds"]));
    let mut table = Table::new(
        "resolution_by_priority",
        "Penyelesaian gangguan menurut prioritas",
        columns,
    );
    "Tidak ada gangguan pada triwulan ini.".clone_into(&mut table.empty);
    let rows = report.priorities.iter().map(|row| {
        let heading = parts::heading(&row.organisation, row.local);
        (heading, cells(row, limit))
    });
    parts::grouped(&mut table, rows);
    table.notes = vec![parts::remark(parts::HOW_MEASURED)];
    table
}

fn cells(row: &PriorityRow, limit: Option<&Limit>) -> Row {
    let [allowed, _] = parts::limit_cells((row.allowance, &row.limit), (row.allowance, &row.limit));
    let mut cells = vec![
        Cell::text_of(&row.organisation),
        parts::yes_no(row.local),
        Cell::text_of(row.priority.as_deref().unwrap_or("Tidak tercatat")),
    ];
    cells.extend(parts::verdict_cells(&row.counts, limit, row.local));
    cells.push(allowed);
    cells.extend(parts::taken_cells(&row.times));
    Row::body(cells)
}

/// The lines of the picture: all organisations together, under norms of the documents.
fn drawn(report: &Report) -> Table {
    let count = Column::figures;
    let mut table = Table::new(
        "priorities_drawn",
        "Gangguan menurut prioritas, semua organisasi, tanpa norma lokal",
        vec![
            Column::words("priority", "Prioritas", 20),
            count("met", "Memenuhi"),
            count("breached", "Melampaui"),
            count("overdue", "Lewat norma"),
            count("running", "Berjalan"),
        ],
    );
    "resolution_by_priority".clone_into(&mut table.source);
    table.rows = pictures::priority_lines(report)
        .into_iter()
        .map(|line| {
            let counts = &line.counts;
            let all = [counts.met, counts.breached, counts.overdue, counts.running];
            let mut cells = vec![Cell::text_of(&line.label)];
            cells.extend(all.map(Cell::count));
            Row::body(cells)
        })
        .collect();
    table
}
