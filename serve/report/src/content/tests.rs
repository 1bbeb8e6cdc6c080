use std::fmt::Write as _;

use norma_document::{Block, Document, RowKind, Section, Table};

use super::*;
use crate::edition::{Limit, Targets};
use crate::sample;

/// What the reader sees of sections, one line a row: shapes and second lines in brackets.
fn text_of(sections: Vec<Section>, report: &Report) -> String {
    let document = Document {
        meta: cover::meta(report, &Edition::default()),
        sections,
    };
    let mut out = String::new();
    for numbered in document.numbered() {
        let section = numbered.section;
        let _ = writeln!(out, "\n# {} {}", numbered.number, section.title);
        for block in &section.blocks {
            match block {
                Block::Paragraph { text, .. } | Block::Callout { text, .. } => {
                    let _ = writeln!(out, "{}", document.words(text));
                }
                Block::Table(table) => table_of(&document, table, &mut out),
                Block::Figure(figure) => {
                    assert!(!figure.svg.contains("style="));
                    let _ = writeln!(
                        out,
                        "[{}] {}\n  {}",
                        figure.name, figure.caption, figure.alt
                    );
                    if let Some(data) = &figure.data {
                        table_of(&document, data, &mut out);
                    }
                    let _ = writeln!(out, "  {:?}", figure.chart);
                }
                other => panic!("{other:?}"),
            }
        }
    }
    out
}

fn table_of(document: &Document, table: &Table, out: &mut String) {
    let _ = writeln!(
        out,
        "| {} | {} | {}",
        table.name, table.caption, table.source
    );
    let heads: Vec<String> = table
        .columns
        .iter()
        .map(|column| {
            let only = if column.data_only { "*" } else { "" };
            format!("{only}{}={}", column.key, column.title)
        })
        .collect();
    let _ = writeln!(out, "  {}", heads.join(" | "));
    for row in &table.rows {
        let cells: Vec<String> = row
            .cells
            .iter()
            .map(|cell| {
                let shape = cell.status().map_or("", |status| status.shape());
                let detail = cell.detail();
                let detail = if detail.is_empty() {
                    detail
                } else {
                    format!(" ({detail})")
                };
                format!("{shape}{}{detail}", cell.text())
            })
            .collect();
        let kind = match row.kind {
            RowKind::Group => return_group(&cells, out),
            kind => Some(kind),
        };
        if let Some(kind) = kind {
            let mark = if kind == RowKind::Body { "" } else { "> " };
            let _ = writeln!(out, "  {mark}{}", cells.join(" | "));
        }
    }
    if table.rows.is_empty() {
        let _ = writeln!(out, "  {}", table.empty);
    }
    for note in &table.notes {
        let _ = writeln!(out, "  # {}", document.words(note));
    }
}

fn return_group(cells: &[String], out: &mut String) -> Option<RowKind> {
    let _ = writeln!(out, "  == {}", cells[0]);
    None
}

fn measured(report: &Report, edition: &Edition) -> Vec<Section> {
    [
        services::section,
        incidents::section,
        response::section,
        availability::section,
        flow::section,
        trend::section,
        breaches::section,
        without_norm::section,
    ]
    .map(|section| section(report, edition).unwrap())
    .to_vec()
}

#[test]
fn the_measured_chapters() {
    let report = sample::report();
    insta::assert_snapshot!(text_of(measured(&report, &Edition::default()), &report));
}

#[test]
fn the_measured_chapters_of_a_quarter_without_tickets() {
    let report = sample::empty();
    let text = text_of(measured(&report, &Edition::default()), &report);
    assert!(!text.contains("100,00%"), "nothing decided is never 100%");
    insta::assert_snapshot!(text);
}

#[test]
fn a_target_adds_how_rates_stand_against_it() {
    let limit = Limit {
        target: 9_700,
        warning: 9_000,
        basis: "uji".to_owned(),
    };
    let edition = Edition {
        targets: Targets {
            fulfilment: Some(limit.clone()),
            resolution: Some(limit),
            response: None,
        },
        ..Edition::default()
    };
    let text = text_of(measured(&sample::report(), &edition), &sample::report());
    // Requests and incidents have the column, responses do not.
    assert_eq!(text.matches("status=Terhadap target").count(), 2);
    assert!(text.contains("98,85% | ●tercapai"), "{text}");
    assert!(text.contains("■tidak tercapai"));
}

#[test]
fn the_whole_document_holds_together() {
    for report in [sample::report(), sample::empty()] {
        let document = document(&report, &Edition::default()).unwrap();
        let mut names: Vec<&str> = document.tables().iter().map(|t| t.name.as_str()).collect();
        let figures = document.figures();
        names.extend(
            figures
                .iter()
                .filter_map(|f| f.data.as_ref())
                .map(|t| t.name.as_str()),
        );
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all, "a sheet has one name");
        // A native chart is drawn over columns that are there.
        for figure in &figures {
            let Some(chart) = &figure.chart else { continue };
            let own = figure.data.as_ref().filter(|t| t.name == chart.table);
            let tables = document.tables();
            let table = own.or_else(|| tables.into_iter().find(|t| t.name == chart.table));
            let keys: Vec<&str> = table
                .unwrap()
                .columns
                .iter()
                .map(|c| c.key.as_str())
                .collect();
            for key in chart.series.iter().chain([&chart.category]) {
                assert!(keys.contains(&key.as_str()), "{}: {key}", figure.name);
            }
        }
    }
}
