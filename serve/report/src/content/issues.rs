//! What people wrote.

use norma_document::{Block, Callout, Cell, Column, Inline, Level, Row, Section, Table};

use crate::edition::Edition;
use crate::error::ReportError;
use crate::format;
use crate::model::Report;
use crate::notes::{self, Note};

pub(super) fn section(report: &Report, edition: &Edition) -> Result<Section, ReportError> {
    let mut section = Section::new("isu", "Isu utama dan rencana aksi");
    let notes = sorted(report, &edition.notes.notes);
    if notes.is_empty() {
        section.blocks.push(Block::body(
            "Belum ada catatan tentang isu utama, implikasi, kegiatan, dan rencana aksi untuk triwulan ini.",
        ));
    }
    section.blocks.extend(without_note(report, &notes));
    for (at, note) in notes.iter().enumerate() {
        section.parts.push(part(report, note, at + 1));
    }
    if notes.iter().any(|note| !note.actions.is_empty()) {
        section.blocks.push(Block::Table(actions(&notes)));
    }
    Ok(section)
}

/// The notes in the order in which the report names their services; those that it does not name come last.
fn sorted<'a>(report: &Report, notes: &'a [Note]) -> Vec<&'a Note> {
    let order = notes::subjects(report);
    let place = |note: &Note| {
        let mut titles = order.iter();
        titles.position(|title| title.to_lowercase() == note.title.to_lowercase())
    };
    let mut sorted: Vec<&Note> = notes.iter().collect();
    sorted.sort_by_key(|note| place(note).unwrap_or(usize::MAX));
    sorted
}

/// What broke its norms and has no words: the sentences are made from figures, and say so.
fn without_note(report: &Report, notes: &[&Note]) -> Vec<Block> {
    let has = |title: &str| {
        let title = title.to_lowercase();
        notes.iter().any(|note| note.title.to_lowercase() == title)
    };
    let missing: Vec<String> = notes::subjects(report)
        .into_iter()
        .filter(|title| !has(title))
        .collect();
    if missing.is_empty() {
        return Vec::new();
    }
    let command = format!("norma report new {}", report.quarter);
    let mut blocks = vec![Block::Callout {
        kind: Callout::Draft,
        text: vec![
            Inline::plain(format!(
                "{} layanan melampaui norma dan belum mempunyai catatan. Kalimat di bawah ini dibuat dari angka; siapkan berkas \
                 catatannya dengan ",
                format::number(missing.len() as i64)
            )),
            Inline::code(command),
            Inline::plain("."),
        ],
    }];
    let items = missing.iter().map(|title| {
        let facts = notes::facts(report, title).join(" ");
        vec![
            Inline::strong(title),
            Inline::plain(format!(": {facts}").trim_end_matches(": ")),
        ]
    });
    blocks.push(Block::List {
        ordered: false,
        items: items.collect(),
    });
    blocks
}

fn part(report: &Report, note: &Note, number: usize) -> Section {
    let mut part = Section::new(format!("isu-{number}"), &note.title);
    if !note.accepted {
        part.blocks.push(Block::Callout {
            kind: Callout::Draft,
            text: vec![Inline::plain("Catatan ini belum disetujui.")],
        });
    }
    for fact in notes::facts(report, &note.title) {
        part.blocks.push(Block::note(fact));
    }
    for (heading, text) in [
        ("Isu utama", &note.issues),
        ("Implikasi", &note.implications),
        ("Kegiatan yang telah dilaksanakan", &note.activities),
        ("Rencana aksi", &note.plan),
        ("Penanggung jawab", &note.responsible),
    ] {
        let planned = heading == "Rencana aksi" && !note.actions.is_empty();
        part.blocks.push(Block::Paragraph {
            level: Level::Body,
            text: vec![Inline::strong(heading)],
        });
        if planned {
            part.blocks.push(Block::Paragraph {
                level: Level::Body,
                text: vec![
                    Inline::plain(format!(
                        "{} tindakan, lihat ",
                        format::number(note.actions.len() as i64)
                    )),
                    Inline::reference("action_plan"),
                    Inline::plain("."),
                ],
            });
        }
        let blocks = notes::blocks(text);
        if blocks.is_empty() && !planned {
            part.blocks.push(Block::note("Belum diisi."));
        }
        part.blocks.extend(blocks);
    }
    part
}

fn actions(notes: &[&Note]) -> Table {
    let mut table = Table::new(
        "action_plan",
        "Rencana aksi menurut layanan",
        vec![
            Column::words("service_name", "Layanan", 20).data_only(),
            Column::words("action", "Tindakan", 40),
            Column::words("due", "Tenggat", 16),
            Column::words("responsible", "Penanggung jawab", 20),
            Column::words("progress", "Status", 14),
            Column::words("since", "Dilanjutkan dari", 14),
            Column::words("accepted", "Disetujui", 10).data_only(),
        ],
    );
    table.source = String::new();
    let or_none = |text: &str| {
        if text.is_empty() {
            Cell::None
        } else {
            Cell::text_of(text)
        }
    };
    for note in notes.iter().filter(|note| !note.actions.is_empty()) {
        let draft = if note.accepted { "" } else { " (konsep)" };
        let title = format!("{}{draft}", note.title);
        table.rows.push(Row::group(title, 7));
        for action in &note.actions {
            table.rows.push(Row::body(vec![
                Cell::text_of(&note.title),
                Cell::text_of(&action.action),
                or_none(&action.due),
                or_none(&action.responsible),
                Cell::text_of(action.progress.word()),
                action
                    .since
                    .map_or(Cell::None, |quarter| Cell::Quarter { quarter }),
                Cell::text_of(if note.accepted { "ya" } else { "tidak" }),
            ]));
        }
    }
    table
}
