//! The SQL of each figure.

use norma_document::{Block, Cell, Column, Inline, Level, Row, Section, Table};
use norma_queries::models;

use crate::edition::Edition;
use crate::error::ReportError;
use crate::model::Report;

pub(super) fn section(report: &Report, _edition: &Edition) -> Result<Section, ReportError> {
    let mut section = Section::new("sql", "SQL setiap angka");
    section.appendix = true;
    section.new_page = true;
    section.blocks = vec![
        Block::Paragraph {
            level: Level::Body,
            text: vec![
                Inline::plain(
                    "Setiap angka berasal dari satu berkas SQL, yang dapat dijalankan lagi dengan ",
                ),
                Inline::code("norma sql"),
                Inline::plain("; $quarter adalah triwulan laporan ini, "),
                Inline::code(report.quarter.to_string()),
                Inline::plain("."),
            ],
        },
        Block::Table(files(report)),
    ];
    for note in &report.models {
        if let Some(model) = models::get(&note.name) {
            section.blocks.push(Block::Code {
                title: format!("queries/models/{}.sql", model.name),
                text: model.printed().trim_end().to_owned(),
            });
        }
    }
    Ok(section)
}

pub(super) fn files(report: &Report) -> Table {
    let mut table = Table::new(
        "models",
        "Berkas SQL",
        vec![
            Column::words("file", "Berkas", 40),
            Column::words("title", "Isi", 40),
            Column::words("grain", "Satu baris", 35),
        ],
    );
    table.source = String::new();
    for note in &report.models {
        table.rows.push(Row::body(vec![
            Cell::code(format!("queries/models/{}.sql", note.name)),
            Cell::text_of(&note.title),
            Cell::text_of(&note.grain),
        ]));
    }
    table
}
