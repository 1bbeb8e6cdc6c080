//! PDF, DOCX, XLSX, HTML and CSV of a document cannot disagree: every figure is read back from the files themselves and held
//! against the cells that they were written from.
#![allow(clippy::unwrap_used)]

mod differences;

use norma_document::{
    Block, Cell, Column, Document, Meta, Paper, Row, RowKind, Section, Status, Table,
};
use norma_rules::Instant;

use differences::{Files, differences};

/// A cell of every kind, in rows of every kind.
fn awkward() -> Table {
    let mut table = Table::new(
        "awkward",
        "Segala jenis angka",
        vec![
            Column::words("name", "Layanan", 30),
            Column::figures("rate", "Pemenuhan"),
            Column::figures("tickets", "Tiket").under("Jumlah"),
            Column::figures("late", "Terlambat").under("Jumlah"),
            Column::figures("elapsed_seconds", "Waktu").weighing(14),
            Column::figures("change", "Perubahan"),
            Column::words("status", "Status", 16),
            Column::figures("at", "Selesai").weighing(16),
            Column::figures("inner", "Rincian").data_only(),
        ],
    );
    let cells = |name: &str, part: i64, whole: i64| {
        vec![
            Cell::label(name, "002/11.a.5"),
            Cell::rate(part, whole),
            Cell::count(whole * 1_000),
            Cell::count(whole - part),
            Cell::duration(Some(part * 3_601), Some("office")),
            Cell::Change {
                from: (part, whole),
                to: (part + 1, whole),
            },
            Cell::Status {
                status: Status::Warning,
                word: String::new(),
            },
            Cell::instant(Some(Instant(1_775_000_000 + part))),
            Cell::count(part * 7),
        ]
    };
    let columns = table.columns.len();
    table.rows = vec![
        Row::group("BaTII", columns),
        Row::body(cells("Reset <Password>", 389, 400)),
        Row {
            kind: RowKind::Part,
            cells: cells("Januari & Februari", 7, 9),
        },
        Row::group("DJPb", columns),
        Row::body(cells("SAKTI", 12, 13)),
        Row::total(cells("Semua", 401, 413)),
    ];
    table
}

/// A way to make a writer say something else.
type Alter = fn(&mut Cell) -> bool;

/// Changes a cell of one kind, and says whether it was one.
macro_rules! alter {
    ($kind:pat => $change:block) => {
        |cell| {
            if let $kind = cell {
                $change;
                return true;
            }
            false
        }
    };
}

fn document() -> Document {
    let mut section = Section::new("uji", "Uji");
    let mut empty = awkward();
    "empty".clone_into(&mut empty.name);
    "Tanpa baris".clone_into(&mut empty.caption);
    empty.rows.clear();
    let mut long = awkward().at_most(4);
    "long".clone_into(&mut long.name);
    "Hanya sebagian di atas kertas".clone_into(&mut long.caption);
    section.blocks = [awkward(), empty, long].map(Block::Table).to_vec();
    Document {
        meta: Meta {
            title: "Laporan".to_owned(),
            subtitle: "Triwulan I 2026".to_owned(),
            period: String::new(),
            organisation: vec!["Unit Contoh".to_owned()],
            dated: Instant(1_775_000_000),
            identifier: "uji".to_owned(),
            facts: Vec::new(),
            mark: Some("Konsep".to_owned()),
            footer: "kaki halaman".to_owned(),
            paper: Paper::A4,
            logo: None,
            signatories: Vec::new(),
            place: String::new(),
        },
        sections: vec![section],
    }
}

#[test]
fn one_figure_that_a_writer_alters_is_noticed() {
    const ALL: &[&str] = &["html", "docx", "xlsx", "csv", "pdf"];
    let document = document();
    for (format, found) in differences(&document, &Files::of(&document)) {
        assert_eq!(found, Vec::<String>::new(), "{format}");
    }
    let alterations: [(&str, Alter, &[&str]); 6] = [
        (
            "a count",
            alter!(Cell::Count { count } => { *count += 1 }),
            ALL,
        ),
        (
            "a rate",
            alter!(Cell::Rate { part, .. } => { *part -= 1 }),
            ALL,
        ),
        (
            "the counts behind the same percentage",
            alter!(Cell::Rate { part, whole, .. } => { *part *= 2; *whole *= 2 }),
            &["xlsx", "csv"],
        ),
        (
            "a working day",
            alter!(Cell::Duration { seconds, .. } => { *seconds += 28_800 }),
            ALL,
        ),
        (
            "an instant",
            alter!(Cell::Instant { at } => { at.0 += 60 }),
            ALL,
        ),
        (
            "percentage points",
            alter!(Cell::Change { to, .. } => { to.0 += 1 }),
            ALL,
        ),
    ];
    for (what, alter, formats) in alterations {
        let mut other = document.clone();
        let Block::Table(table) = &mut other.sections[0].blocks[0] else {
            panic!("the table stands first");
        };
        let mut cells = table.rows.iter_mut().flat_map(|row| &mut row.cells);
        assert!(cells.any(alter), "{what}");
        let found = differences(&document, &Files::of(&other)).into_iter();
        let found = found.filter(|(_, differences)| !differences.is_empty());
        let found: Vec<&str> = found.map(|(format, _)| format).collect();
        assert_eq!(found, formats, "{what}");
    }
}
