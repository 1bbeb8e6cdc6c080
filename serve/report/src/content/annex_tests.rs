#![allow(
    clippy::format_push_string,
    clippy::match_bool,
    clippy::write_with_newline
)]

use std::fmt::Write as _;

use norma_document::{Block, Document, Inline, Row, RowKind, Section, Table, Text};

use crate::{Edition, Report, content, sample};

/// The words of a text; references by the name of what they refer to, which other chapters do not move.
fn words(text: &Text) -> String {
    text.iter()
        .map(|inline| match inline {
            Inline::Plain { text } | Inline::Strong { text } | Inline::Code { text } => {
                text.clone()
            }
            Inline::Reference { to } => format!("[{to}]"),
        })
        .collect()
}

/// A chapter as a reader of text would have it: headings, words, and tables cell by cell. Data-only columns in brackets.
fn text_of(document: &Document, id: &str) -> String {
    let mut out = String::new();
    let chapter = document.sections.iter().find(|s| s.id == id).unwrap();
    write(chapter, 1, &mut out);
    out
}

fn write(section: &Section, depth: usize, out: &mut String) {
    let _ = write!(out, "{} {}\n", "#".repeat(depth), section.title);
    for block in &section.blocks {
        match block {
            Block::Paragraph { level, text } => {
                let _ = write!(out, "{level:?}: {}\n", words(text));
            }
            Block::Callout { kind, text } => {
                let _ = write!(out, "{kind:?}! {}\n", words(text));
            }
            Block::List { items, .. } => {
                for item in items {
                    let _ = write!(out, "- {}\n", words(item));
                }
            }
            Block::Terms { items } => {
                for (term, text) in items {
                    let _ = write!(out, "{term}: {}\n", words(text));
                }
            }
            Block::Table(table) => write_table(table, out),
            Block::Code { title, text } => {
                let _ = write!(out, "[{title}: {} lines]\n", text.lines().count());
            }
            Block::Tiles { .. } | Block::Figure(_) => out.push_str("[picture]\n"),
        }
    }
    for part in &section.parts {
        write(part, depth + 1, out);
    }
}

fn write_table(table: &Table, out: &mut String) {
    let _ = write!(
        out,
        "| {} ({}, source {:?}, wide {})\n| ",
        table.caption,
        table.name,
        table.source,
        table.is_wide()
    );
    for column in &table.columns {
        let group = if column.group.is_empty() {
            String::new()
        } else {
            format!("{}/", column.group)
        };
        out.push_str(&match column.data_only {
            true => format!("[{}] | ", column.title),
            false => format!("{group}{} | ", column.title),
        });
    }
    out.push('\n');
    for row in &table.rows {
        write_row(table, row, out);
    }
    if table.rows.is_empty() {
        let _ = write!(out, "{}\n", table.empty);
    }
    for note in &table.notes {
        let _ = write!(out, "* {}\n", words(note));
    }
}

fn write_row(table: &Table, row: &Row, out: &mut String) {
    if row.kind == RowKind::Group {
        let _ = write!(out, "== {}\n", row.cells[0].text());
        return;
    }
    out.push_str(if row.kind == RowKind::Total {
        "= "
    } else {
        "| "
    });
    for (cell, column) in row.cells.iter().zip(&table.columns) {
        let detail = cell.detail();
        let detail = if detail.is_empty() {
            String::new()
        } else {
            format!(" ({detail})")
        };
        out.push_str(&match column.data_only {
            true => format!("[{}] | ", cell.text()),
            false => format!("{}{detail} | ", cell.text()),
        });
    }
    out.push('\n');
}

fn whole() -> Document {
    let mut report = Report {
        what_if: Some(sample::what_if()),
        ledgers: Some(sample::annex::ledgers()),
        ..sample::report()
    };
    report.sensitivity = Some(sample::annex::sensitivity(&report));
    let edition = Edition {
        notes: sample::annex::notes(),
        ..Edition::default()
    };
    content::document(&report, &edition).unwrap()
}

#[test]
fn exclusions_say_why_and_how_far() {
    insta::assert_snapshot!(text_of(&whole(), "pengecualian"));
}

#[test]
fn people_are_quoted_and_drafts_are_marked() {
    insta::assert_snapshot!(text_of(&whole(), "isu"));
}

#[test]
fn without_notes_a_sentence_says_so() {
    let document = content::document(&sample::report(), &Edition::default()).unwrap();
    let text = text_of(&document, "isu");
    assert!(text.contains("Belum ada catatan"), "{text}");
    assert!(text.contains("norma report new 2026-TW1"), "{text}");
    assert!(text.contains("Draft!"), "{text}");
    // A quarter in which nothing was late asks for nothing.
    let text = text_of(
        &content::document(&sample::empty(), &Edition::default()).unwrap(),
        "isu",
    );
    assert!(!text.contains("norma report new"), "{text}");
}

#[test]
fn quality_of_the_data() {
    insta::assert_snapshot!(text_of(&whole(), "mutu"));
}

#[test]
fn sensitivity_to_each_setting() {
    insta::assert_snapshot!(text_of(&whole(), "sensitivitas"));
}

#[test]
fn a_simulation_is_a_chapter() {
    insta::assert_snapshot!(text_of(&whole(), "simulasi"));
    let document = content::document(&sample::report(), &Edition::default()).unwrap();
    assert!(document.sections.iter().all(|s| s.id != "simulasi"));
}

#[test]
fn appendices() {
    let document = whole();
    let texts = ["definisi", "buku-tiket", "norma", "sql"].map(|id| text_of(&document, id));
    insta::assert_snapshot!(texts.join("\n"));
}

#[test]
fn ledgers_that_the_limit_leaves_out_are_told_of() {
    let text = text_of(&whole(), "buku-tiket");
    // Two ledgers of three breaches.
    assert!(text.contains("1 pelanggaran lain"), "{text}");
    let mut report = sample::report();
    report.ledgers = Some(sample::annex::ledgers());
    report.breaches.truncate(2);
    let document = content::document(&report, &Edition::default()).unwrap();
    assert!(!text_of(&document, "buku-tiket").contains("pelanggaran lain"));
}

#[test]
fn an_empty_quarter_is_a_document_too() {
    let document = content::document(&sample::empty(), &Edition::default()).unwrap();
    for id in [
        "pengecualian",
        "mutu",
        "sensitivitas",
        "buku-tiket",
        "norma",
        "sql",
    ] {
        assert!(!text_of(&document, id).contains("100,00%"), "{id}");
    }
}
