//! Cover, summary, scope and indicators of small reports, held against figures worked out by hand.

use norma_document::{Block, Callout, Document, Status, Table};

use super::document;
use crate::edition::{Edition, Limit, Targets};
use crate::model::{ServiceMonths, WhatIf};
use crate::{Report, sample};

fn limit(target: i64, warning: i64) -> Limit {
    Limit {
        target,
        warning,
        basis: "contoh".to_owned(),
    }
}

fn edition() -> Edition {
    Edition {
        targets: Targets {
            fulfilment: Some(limit(9_500, 9_000)),
            resolution: Some(limit(9_000, 8_000)),
            response: None,
        },
        ..Edition::default()
    }
}

fn blocks<'a>(document: &'a Document, id: &str) -> &'a [Block] {
    let numbered = document.numbered();
    let section = numbered.into_iter().find(|s| s.section.id == id).unwrap();
    &section.section.blocks
}

/// All words of a section but those of tables and tiles.
fn words(document: &Document, id: &str) -> String {
    let texts = blocks(document, id).iter().flat_map(|block| match block {
        Block::Paragraph { text, .. } | Block::Callout { text, .. } => vec![document.words(text)],
        Block::List { items, .. } => items.iter().map(|text| document.words(text)).collect(),
        Block::Terms { items } => items
            .iter()
            .map(|(term, text)| format!("{term}: {}", document.words(text)))
            .collect(),
        _ => Vec::new(),
    });
    texts.collect::<Vec<_>>().join("\n")
}

fn table<'a>(document: &'a Document, name: &str) -> &'a Table {
    let mut tables = document.tables().into_iter();
    tables.find(|table| table.name == name).unwrap()
}

fn rows(table: &Table) -> Vec<Vec<String>> {
    let row =
        |row: &norma_document::Row| row.cells.iter().map(norma_document::Cell::text).collect();
    table.rows.iter().map(row).collect()
}

#[test]
fn the_summary_says_how_the_quarter_stands() {
    let document = document(&sample::report(), &edition()).unwrap();
    let said = words(&document, "ringkasan");
    for sentence in [
        "Pemenuhan norma waktu layanan 97,83% (tercapai terhadap target 95%), penyelesaian gangguan 88,52% (waspada terhadap \
         target 90%), dan waktu tanggap 97,31% (tanpa target).",
        "Penyelesaian gangguan waspada: 7 dari 61 tiket tidak memenuhi norma.",
        "Instalasi <perangkat lunak> (BaTII): 70,00% dari 40 tiket diputus.",
        "7 penilaian sudah lewat norma sedangkan tiketnya belum selesai pada saat data.",
    ] {
        assert!(said.contains(sentence), "{sentence}\n{said}");
    }
    let tiles = blocks(&document, "ringkasan")
        .iter()
        .find_map(|block| match block {
            Block::Tiles { tiles } => Some(tiles),
            _ => None,
        });
    let tiles = tiles.unwrap();
    assert_eq!(tiles.len(), 4);
    assert_eq!(
        tiles[0].under,
        [
            "target 95%",
            "1.131 dari 1.156 tiket diputus",
            "triwulan lalu: 90,00% (+7,83 poin)",
            "triwulan sama tahun lalu: 80,00% (+17,83 poin)"
        ]
    );
    let statuses: Vec<Option<Status>> = tiles[..3].iter().map(|tile| tile.status).collect();
    assert_eq!(
        statuses,
        [Some(Status::Reached), Some(Status::Warning), None]
    );
    // Nothing was decided in that quarter of last year.
    assert_eq!(tiles[2].under[3], "triwulan sama tahun lalu: -");
}

#[test]
fn services_are_counted_and_the_worst_come_first() {
    let document = document(&sample::report(), &edition()).unwrap();
    assert_eq!(
        rows(table(&document, "service_standings")),
        [
            ["Triwulan I 2026", "1", "0", "1", "1"],
            ["Triwulan IV 2025", "0", "1", "0", "0"],
            ["Triwulan I 2025", "0", "0", "0", "0"]
        ]
    );
    let heat = table(&document, "service_by_month");
    let shown: Vec<Vec<String>> = rows(heat)
        .into_iter()
        .map(|row| row[..7].to_vec())
        .collect();
    assert_eq!(
        shown,
        [
            [
                "Pembuatan akun surat elektronik dinas",
                "90,00%",
                "-",
                "0,00%",
                "47,36%",
                "19",
                "data kurang"
            ],
            [
                "Instalasi <perangkat lunak>",
                "-",
                "70,00%",
                "-",
                "70,00%",
                "40",
                "tidak tercapai"
            ],
            [
                "Reset Password",
                "100,00%",
                "99,66%",
                "97,20%",
                "98,85%",
                "1.131",
                "tercapai"
            ]
        ]
    );
    let tints: Vec<_> = heat.rows[0].cells[1..4]
        .iter()
        .map(norma_document::Cell::status)
        .collect();
    assert_eq!(
        tints,
        [
            Some(Status::Warning),
            Some(Status::Unknown),
            Some(Status::Missed)
        ]
    );
}

#[test]
fn what_does_not_fit_the_page_stands_further_on() {
    let mut report = sample::report();
    let one = report.frame.months[0].clone();
    report.frame.months = (0..15)
        .map(|i| {
            let mut service = one.service.clone();
            service.service_name = format!("Layanan {i}");
            ServiceMonths {
                service,
                months: vec![(1, i, 100)],
            }
        })
        .collect();
    let document = document(&report, &edition()).unwrap();
    let (worst, all) = (
        table(&document, "service_by_month"),
        table(&document, "service_by_month_all"),
    );
    assert_eq!((worst.rows.len(), all.rows.len()), (6, 15));
    assert_eq!(worst.rows[..], all.rows[..6]);
    let note = document.words(&worst.notes[1]);
    assert!(
        note.starts_with("9 layanan lain") && note.ends_with("Tabel 7."),
        "{note}"
    );
}

#[test]
fn without_targets_nothing_is_called_reached() {
    let document = document(&sample::report(), &Edition::default()).unwrap();
    let said = words(&document, "ringkasan");
    assert!(said.contains("97,83% (tanpa target)"), "{said}");
    assert!(!said.contains("tercapai terhadap"), "{said}");
    assert!(
        document
            .tables()
            .iter()
            .all(|t| t.name != "service_standings")
    );
    let achieved = rows(table(&document, "indicators"));
    let achieved = achieved.iter().find(|row| row[0] == "Capaian").unwrap();
    assert!(
        achieved[1..8].iter().all(|cell| cell == "-"),
        "{achieved:?}"
    );
}

#[test]
fn an_empty_quarter_is_judged_by_nothing() {
    let document = document(&sample::empty(), &edition()).unwrap();
    let said = words(&document, "ringkasan");
    assert!(
        said.contains("Pemenuhan norma waktu layanan belum dapat dinilai, penyelesaian gangguan belum dapat dinilai"),
        "{said}"
    );
    assert!(said.contains("Angka sementara."), "{said}");
    assert_eq!(document.meta.mark.as_deref(), Some("Angka sementara"));
    let tables = document.tables();
    let cells = tables.iter().flat_map(|t| rows(t)).flatten();
    assert!(cells.into_iter().all(|cell| cell != "100,00%"));
}

#[test]
fn sentences_are_a_draft_until_somebody_accepts_them() {
    let drafts = |edition: &Edition| {
        let document = document(&sample::report(), edition).unwrap();
        let drafts = blocks(&document, "ringkasan").iter().filter(|block| {
            matches!(
                block,
                Block::Callout {
                    kind: Callout::Draft,
                    ..
                }
            )
        });
        (drafts.count(), document.meta.mark.clone())
    };
    let mut edition = edition();
    assert_eq!(drafts(&edition), (1, Some("Konsep".to_owned())));
    edition.notes.summary = Some("Triwulan ini baik.".to_owned());
    edition.notes.summary_accepted = true;
    assert_eq!(drafts(&edition), (0, None));
    let document = document(&sample::report(), &edition).unwrap();
    let said = words(&document, "ringkasan");
    assert!(
        said.contains("Triwulan ini baik.") && !said.contains("terhadap target"),
        "{said}"
    );
}

#[test]
fn the_cover_tells_parts_and_simulations_from_the_report() {
    let whole = document(&sample::report(), &edition()).unwrap().meta;
    assert_eq!(whole.period, "1 Januari 2026 s.d. 31 Maret 2026");
    let mut part: Report = sample::report();
    part.frame.scope.source = Some("hai".to_owned());
    let part = document(&part, &edition()).unwrap();
    assert_eq!(part.meta.subtitle, "Triwulan I 2026: sumber hai");
    assert!(words(&part, "ringkasan").contains("Hanya tiket dari sumber hai yang dihitung."));
    let what_if: WhatIf = sample::what_if();
    let simulation = document(
        &Report {
            what_if: Some(what_if),
            ..sample::report()
        },
        &edition(),
    );
    let simulation = simulation.unwrap().meta;
    assert_eq!(simulation.mark.as_deref(), Some("Simulasi"));
    let identifiers = [&whole, &part.meta, &simulation].map(|meta| &meta.identifier);
    assert!(identifiers[0] != identifiers[1] && identifiers[0] != identifiers[2]);
}

#[test]
fn the_scope_names_documents_hours_and_free_days() {
    let document = document(&sample::report(), &edition()).unwrap();
    let hours = words(&document, "lingkup-jam");
    assert!(
        hours.contains(
            "Hari libur pada kalender jam kerja WIB: hari libur nasional: 1 Januari 2026, 16 Januari 2026; cuti bersama: 16 Februari 2026."
        ),
        "{hours}"
    );
    assert_eq!(
        rows(table(&document, "scope_documents"))[0][4..],
        ["31 Oktober 2023".to_owned(), "-".to_owned()]
    );
    assert!(words(&document, "lingkup-data").contains("Versi aturan: 3f9a1c2b7d5e8f60"));
    assert!(words(&document, "lingkup-lokal").contains("tabel 2 dokumen 001 diadopsi"));
}
