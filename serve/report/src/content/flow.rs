//! Flow, backlog and its ages.

use norma_document::{Block, Callout, Cell, Chart, ChartKind, Column, Inline, Row, Section, Table};
use norma_rules::Zone;

use super::parts;
use crate::charts::Flow;
use crate::edition::Edition;
use crate::error::ReportError;
use crate::format::date_time;
use crate::model::{Ages, Report};
use crate::{narrative, pictures};

pub(super) fn section(report: &Report, _edition: &Edition) -> Result<Section, ReportError> {
    let mut section = Section::new("arus", "Arus dan tunggakan");
    section.blocks.push(parts::lead(&narrative::flow(report)));
    if !report.flows.iter().all(|row| row.flow.adds_up()) {
        section.blocks.push(Block::Callout {
            kind: Callout::Warning,
            text: vec![
                Inline::strong("Arus tidak berimbang."),
                Inline::plain(
                    " Kedua sisi persamaan di bawah ini berbeda; laporkan sebagai kesalahan.",
                ),
            ],
        });
    }
    let mut figure = pictures::figure("flow", report)?;
    figure.data = Some(steps(&report.flow()));
    figure.chart = Some(Chart {
        kind: ChartKind::Column,
        table: "flow_drawn".to_owned(),
        category: "step".to_owned(),
        series: vec!["tickets".to_owned()],
    });
    section
        .blocks
        .extend([Block::Figure(figure), Block::Table(flows(report))]);
    section.parts.push(backlog(report)?);
    Ok(section)
}

const STEPS: [(&str, &str); 6] = [
    ("open_at_start", "Terbuka di awal"),
    ("submitted", "+ Masuk"),
    ("reopened", "+ Dibuka kembali"),
    ("finished", "− Selesai"),
    ("cancelled", "− Dibatalkan"),
    ("open_at_end", "= Terbuka di akhir"),
];

const fn figures(flow: &Flow) -> [i64; 6] {
    [
        flow.open_at_start,
        flow.submitted,
        flow.reopened,
        flow.finished,
        flow.cancelled,
        flow.open_at_end,
    ]
}

fn flows(report: &Report) -> Table {
    let mut columns = vec![Column::words("source", "Sumber", 26)];
    columns.extend(STEPS.map(|(key, title)| Column::figures(key, title).weighing(14)));
    let mut table = Table::new("flow_by_source", "Arus tiket per sumber", columns);
    "Tidak ada tiket pada triwulan ini.".clone_into(&mut table.empty);
    let cells = |name: &str, flow: &Flow| {
        let mut cells = vec![Cell::text_of(name)];
        cells.extend(figures(flow).map(Cell::count));
        cells
    };
    table.rows = report
        .flows
        .iter()
        .map(|row| Row::body(cells(&row.source, &row.flow)))
        .collect();
    if !table.rows.is_empty() {
        table
            .rows
            .push(Row::total(cells("Semua sumber", &report.flow())));
    }
    table
}

/// What the picture shows.
fn steps(flow: &Flow) -> Table {
    let mut table = Table::new(
        "flow_drawn",
        "Arus tiket semua sumber",
        vec![
            Column::words("step", "Langkah", 30),
            Column::figures("tickets", "Tiket"),
        ],
    );
    "flow_by_source".clone_into(&mut table.source);
    table.rows = STEPS
        .iter()
        .zip(figures(flow))
        .map(|((_, title), count)| Row::body(vec![Cell::text_of(*title), Cell::count(count)]))
        .collect();
    table
}

fn backlog(report: &Report) -> Result<Section, ReportError> {
    let mut section = Section::new("tunggakan", "Tunggakan menurut umur");
    let mut figure = pictures::figure("backlog", report)?;
    let ages: Ages = report.backlog.iter().map(|row| row.ages).sum();
    let mut drawn = Table::new(
        "backlog_drawn",
        "Tiket terbuka menurut umur, semua sumber",
        vec![
            Column::words("age", "Umur", 30),
            Column::figures("open", "Tiket terbuka"),
        ],
    );
    "backlog_by_age".clone_into(&mut drawn.source);
    drawn.rows = ages
        .classes()
        .into_iter()
        .map(|(class, count)| Row::body(vec![Cell::text_of(class), Cell::count(count)]))
        .collect();
    figure.data = Some(drawn);
    figure.chart = Some(Chart {
        kind: ChartKind::Bar,
        table: "backlog_drawn".to_owned(),
        category: "age".to_owned(),
        series: vec!["open".to_owned()],
    });
    section.blocks = vec![
        parts::lead(&narrative::backlog(report)),
        Block::Figure(figure),
        Block::Table(ages_table(report)),
    ];
    Ok(section)
}

fn ages_table(report: &Report) -> Table {
    let age = |key: &str, title: &str| Column::figures(key, title).under("Umur").weighing(9);
    let columns = vec![
        Column::words("source", "Sumber", 18),
        Column::words("organisation", "Organisasi", 14),
        Column::figures("open", "Terbuka").weighing(9),
        age("up_to_7_days", "s.d. 7 hari"),
        age("up_to_30_days", "> 7 s.d. 30 hari"),
        age("up_to_90_days", "> 30 s.d. 90 hari"),
        age("up_to_365_days", "> 90 s.d. 365 hari"),
        age("beyond_365_days", "> 365 hari"),
        Column::figures("oldest_seconds", "Tertua")
            .under("Tiket tertua")
            .weighing(13),
        Column::words("oldest_ticket", "Nomor", 14).under("Tiket tertua"),
    ];
    let mut table = Table::new(
        "backlog_by_age",
        "Tiket terbuka menurut umur, per sumber dan organisasi",
        columns,
    );
    "Tidak ada tiket terbuka.".clone_into(&mut table.empty);
    let counts = |ages: &Ages| {
        [
            ages.open(),
            ages.up_to_7_days,
            ages.up_to_30_days,
            ages.up_to_90_days,
            ages.up_to_365_days,
            ages.beyond_365_days,
        ]
        .map(Cell::count)
    };
    for row in &report.backlog {
        let mut cells = vec![Cell::text_of(&row.source), Cell::text_of(&row.organisation)];
        cells.extend(counts(&row.ages));
        cells.push(Cell::duration(Some(row.oldest_seconds), Some("always")));
        cells.push(Cell::code(&row.oldest_ticket));
        table.rows.push(Row::body(cells));
    }
    if table.rows.len() > 1 {
        let mut cells = vec![Cell::text_of("Semua sumber"), Cell::Blank];
        cells.extend(counts(&report.backlog.iter().map(|row| row.ages).sum()));
        let oldest = report.backlog.iter().map(|row| row.oldest_seconds).max();
        cells.extend([Cell::duration(oldest, Some("always")), Cell::Blank]);
        table.rows.push(Row::total(cells));
    }
    let until = report.backlog.iter().find_map(|row| row.measured_at);
    let until = until.map_or_else(String::new, |at| {
        format!(" sampai {}", date_time(at, Zone::Wib))
    });
    table.notes = vec![parts::remark(format!(
        "Umur dihitung sejak tiket diajukan{until} dalam hari kalender (24 jam); setiap kelas memuat batas atasnya sampai detiknya. Tiket yang dibuka kembali berumur sejak diajukan pertama kali."
    ))];
    table
}
