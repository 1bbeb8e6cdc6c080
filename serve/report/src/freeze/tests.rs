use norma_document::{Block, Cell, Column, Document, Meta, Paper, Row, Section, Table};
use norma_rules::Instant;

use super::*;

fn document_of(rows: Vec<(&str, i64, i64)>) -> Document {
    let mut table = Table::new(
        "fulfilment_by_service",
        "Pemenuhan per layanan",
        vec![
            Column::words("service_name", "Layanan", 30),
            Column::figures("rate", "Pemenuhan"),
            Column::figures("met", "Memenuhi").under("Tiket"),
        ],
    );
    table.rows = vec![Row::group("BaTII", 3)];
    table
        .rows
        .extend(rows.into_iter().map(|(name, met, decided)| {
            Row::body(vec![
                Cell::text_of(name),
                Cell::rate(met, decided),
                Cell::count(met),
            ])
        }));
    let mut section = Section::new("layanan", "Layanan");
    section.blocks = vec![Block::Table(table)];
    let mut quality = Section::new("mutu", "Mutu data");
    quality.blocks = vec![Block::Table(Table::new(
        "load_counts",
        "Muatan",
        vec![Column::figures("loaded", "Dimuat")],
    ))];
    Document {
        meta: Meta {
            title: "Laporan".to_owned(),
            subtitle: "Triwulan I 2026".to_owned(),
            period: String::new(),
            organisation: Vec::new(),
            dated: Instant(0),
            identifier: "uji".to_owned(),
            facts: Vec::new(),
            mark: None,
            footer: "kaki".to_owned(),
            paper: Paper::A4,
            logo: None,
            signatories: Vec::new(),
            place: String::new(),
        },
        sections: vec![section, quality],
    }
}

#[test]
fn what_moved_is_told_with_the_counts_behind_it() {
    let before = stated(&document_of(vec![
        ("Akun", 9, 10),
        ("Jaringan", 5, 5),
        ("Wi-Fi", 1, 2),
    ]));
    // 18/20 is shown as 9/10 is; a service came and one went.
    let after = stated(&document_of(vec![
        ("Akun", 18, 20),
        ("Jaringan", 5, 5),
        ("Telepon", 2, 2),
    ]));
    let told: Vec<String> = moved(&before, &after)
        .into_iter()
        .map(|m| {
            let side = |side: Option<String>| side.unwrap_or_else(|| "none".to_owned());
            format!(
                "{} | {} | {} -> {}",
                m.row,
                m.column,
                side(m.before),
                side(m.after)
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            "BaTII · Akun | Pemenuhan | 90,00% (9/10) -> 90,00% (18/20)",
            "BaTII · Akun | Tiket: Memenuhi | 9 -> 18",
            "BaTII · Telepon | Pemenuhan | none -> 100,00% (2/2)",
            "BaTII · Telepon | Tiket: Memenuhi | none -> 2",
            "BaTII · Wi-Fi | Pemenuhan | 50,00% (1/2) -> none",
            "BaTII · Wi-Fi | Tiket: Memenuhi | 1 -> none",
        ]
    );
    assert_eq!(moved(&before, &before), []);
}

#[test]
fn rows_of_one_name_are_told_apart() {
    let twice = stated(&document_of(vec![("Akun", 1, 2), ("Akun", 3, 4)]));
    let rows: Vec<&str> = twice.iter().map(|s| s.row.as_str()).collect();
    assert_eq!(
        rows,
        [
            "BaTII · Akun",
            "BaTII · Akun",
            "BaTII · Akun (2)",
            "BaTII · Akun (2)"
        ]
    );
}

#[test]
fn an_unfinished_revision_is_none() {
    let place = tempfile::tempdir().unwrap();
    let making = folder::Making::new(place.path()).unwrap();
    folder::write(&making.path().join(MANIFEST), b"{}").unwrap();
    assert_eq!(revisions(place.path()).unwrap(), []);
    drop(making);
    assert_eq!(std::fs::read_dir(place.path()).unwrap().count(), 0);

    let making = folder::Making::new(place.path()).unwrap();
    folder::write(&making.path().join(MANIFEST), b"{}").unwrap();
    let finished = making.finish(1).unwrap();
    assert_eq!(revisions(place.path()).unwrap(), [(1, finished.clone())]);
    // Nobody overwrites it: a second first revision is refused.
    let again = folder::Making::new(place.path()).unwrap();
    folder::write(&again.path().join(MANIFEST), b"{}").unwrap();
    assert!(again.finish(1).is_err());
    assert_eq!(std::fs::read(finished.join(MANIFEST)).unwrap(), b"{}");
    let error = Manifest::read(&finished).unwrap_err().to_string();
    assert!(
        error.contains("this is no frozen report: missing field"),
        "{error}"
    );
}
