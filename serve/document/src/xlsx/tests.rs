use std::io::{Cursor, Read};

use calamine::{Data, Reader, Xlsx};

use super::*;
use crate::flat::{Facet, Flat};
use crate::model::{Block, Cell, Chart, ChartKind, Column, Row, Section, Value};
use crate::sample;

fn open(bytes: &[u8]) -> Xlsx<Cursor<Vec<u8>>> {
    Xlsx::new(Cursor::new(bytes.to_vec())).unwrap()
}

/// A part of the file as text.
fn part(bytes: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    archive
        .by_name(name)
        .unwrap()
        .read_to_string(&mut text)
        .unwrap();
    text
}

fn parts(bytes: &[u8]) -> Vec<String> {
    let archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    archive
        .file_names()
        .map(|name| name.unwrap().into_owned())
        .collect()
}

fn with(blocks: Vec<Block>) -> Document {
    let mut document = sample::document();
    let mut section = Section::new("uji", "Uji");
    section.blocks = blocks;
    document.sections = vec![section];
    document
}

fn number(cell: &Data) -> f64 {
    match cell {
        Data::Float(number) => *number,
        Data::DateTime(at) => at.as_f64(),
        other => panic!("no number: {other:?}"),
    }
}

/// Whether a cell of the file is worth what the cell of the document is.
fn assert_worth(read: &Data, cell: &Cell, facet: Facet, at: &str) {
    match (cell, facet.of(cell)) {
        (Cell::Status { status, .. }, _) => {
            assert_eq!(
                read,
                &Data::String(format!("{} {}", status.shape(), cell.text())),
                "{at}"
            );
        }
        (Cell::Change { .. }, Value::Text(points)) if points == "-" => {
            assert_eq!(read, &Data::Empty);
        }
        (Cell::Change { .. }, Value::Text(points)) => {
            let points = points.replace('.', "").replace(',', ".");
            assert!(
                (number(read) - points.parse::<f64>().unwrap()).abs() < 1e-9,
                "{at}"
            );
        }
        (_, Value::Empty) => assert!(
            matches!(read, Data::Empty) || read == &Data::String(String::new()),
            "{at}: {read:?}"
        ),
        (_, Value::Text(text)) => assert_eq!(read, &Data::String(text), "{at}"),
        (_, Value::Integer(whole)) => assert_eq!(number(read) as i64, whole, "{at}"),
        (_, Value::Ratio(part, whole)) => {
            let shown = (number(read) * 10_000.0).round() as i64;
            assert_eq!(
                shown,
                part * 10_000 / whole,
                "{at}: shown as the cut percentage"
            );
            assert!(
                (number(read) - part as f64 / whole as f64).abs() < 1e-4,
                "{at}"
            );
        }
        (_, Value::Seconds(seconds)) => {
            assert_eq!((number(read) * 86_400.0).round() as i64, seconds, "{at}");
        }
        (_, Value::Instant(instant)) => {
            let seconds = (number(read) - 25_569.0) * 86_400.0;
            assert_eq!(seconds.round() as i64 - 7 * 3_600, instant.0, "{at}");
        }
        (_, Value::Date(day)) => {
            let since = day - chrono::NaiveDate::from_ymd_opt(1899, 12, 30).unwrap();
            assert_eq!(number(read).round() as i64, since.num_days(), "{at}");
        }
    }
}

#[test]
fn every_cell_is_read_back_with_its_value() {
    let document = sample::document();
    let mut workbook = open(&xlsx(&document).unwrap());
    let mut compared = 0;
    for place in places(&document) {
        let range = workbook.worksheet_range(&place.sheet).unwrap();
        let flat = Flat::of(place.table);
        let mut looks = look::Looks::default();
        let (_, extent) = sheet::write(&document, &place, &mut looks).unwrap();
        for (i, line) in flat.lines.iter().enumerate() {
            // Sums at the end stand below a free row.
            let row = extent.header + 1 + i as u32 + u32::from(i >= flat.body);
            for (at, column, facet) in extent.values() {
                let read = range
                    .get_value((row, u32::from(at)))
                    .unwrap_or(&Data::Empty);
                let where_to = format!("{} row {row} column {at}", place.sheet);
                assert_worth(read, &line.row.cells[column], facet, &where_to);
                compared += 1;
            }
        }
    }
    assert!(compared > 400, "{compared}");
}

#[test]
fn headings_over_rows_become_a_column_and_sums_stay_out_of_the_filter() {
    let bytes = xlsx(&sample::document()).unwrap();
    let mut workbook = open(&bytes);
    assert_eq!(
        workbook.sheet_names(),
        [
            "Ringkasan",
            "T1 Peta layanan dan bulan",
            "T2 Pemenuhan norma waktu per",
            "T3 Pelanggaran satu per satu",
            "T4 Layanan yang belum dipetakan",
        ]
    );
    let range = workbook
        .worksheet_range("T2 Pemenuhan norma waktu per")
        .unwrap();
    let lines: Vec<String> = (0..=range.end().unwrap().0)
        .map(|row| {
            let cells = (0..=range.end().unwrap().1).map(|column| {
                range
                    .get_value((row, column))
                    .map_or(String::new(), ToString::to_string)
            });
            cells.collect::<Vec<_>>().join(" | ").replace('\n', " ")
        })
        .collect();
    insta::assert_snapshot!(lines.join("\n"));

    let sheet = part(&bytes, "xl/worksheets/sheet3.xml");
    // Headings in row 5, four rows, a free row, the sum in row 11.
    assert!(sheet.contains(r#"<autoFilter ref="A5:Q9"/>"#), "{sheet}");
    assert!(sheet.contains(r#"<pane xSplit="2" ySplit="5""#));
    assert!(sheet.contains(r#"<row r="10" "#));
    let names = part(&bytes, "xl/workbook.xml");
    for name in [
        r#"name="fulfilment_by_service">'T2 Pemenuhan norma waktu per'!$A$5:$Q$9<"#,
        r#"name="_xlnm.Print_Titles""#,
        r#"name="_xlnm.Print_Area" localSheetId="2">'T2 Pemenuhan norma waktu per'!$A$1:$I$14<"#,
    ] {
        assert!(names.contains(name), "{name} in {names}");
    }
}

#[test]
fn hostile_text_stays_text() {
    let hostile = [
        "=1+1",
        "=cmd|' /C calc'!A0",
        "+1",
        "-1",
        "@SUM(A1)",
        "http://example.org/",
        "{=1}",
        "<b>&amp;\"'",
        "_x0041_",
        "\u{1f600}",
        "0012",
        "1E5",
        "TRUE",
        "a\nb\tc",
    ];
    let mut table = Table::new(
        "hostile",
        "=Bukan rumus & <bukan> [tag]",
        vec![Column::words("text", "=Judul", 30)],
    );
    table.rows = hostile
        .iter()
        .map(|text| Row::body(vec![Cell::text_of(*text)]))
        .collect();
    let mut document = with(vec![Block::Table(table)]);
    document.meta.title = "A & B &P \"c\"".to_owned();
    document.meta.footer = "&D ".repeat(100);
    let bytes = xlsx(&document).unwrap();
    let sheet = part(&bytes, "xl/worksheets/sheet2.xml");
    assert!(!sheet.contains("<f>"));
    assert!(sheet.contains("A &amp;&amp; B &amp;&amp;P"));
    let mut workbook = open(&bytes);
    let name = workbook.sheet_names()[1].clone();
    let range = workbook.worksheet_range(&name).unwrap();
    assert!(workbook.worksheet_formula(&name).unwrap().is_empty());
    for (i, text) in hostile.iter().enumerate() {
        let read = range.get_value((4 + i as u32, 0)).unwrap();
        assert_eq!(read, &Data::String((*text).to_owned()));
    }
}

#[test]
fn a_text_longer_than_a_cell_is_cut_and_says_so() {
    assert_eq!(look::fit("pendek"), "pendek");
    let long = "\u{1f600}".repeat(20_000);
    let cut = look::fit(&long);
    assert!(cut.ends_with('…'));
    assert!(cut.encode_utf16().count() <= 32_767);
    assert!(cut.encode_utf16().count() > 32_760);
}

#[test]
fn charts_are_native_with_title_and_words_and_on_the_sheet_of_their_table() {
    let mut document = sample::document();
    let mut data = Table::new(
        "causes_data",
        "Pelanggaran menurut penyebab",
        vec![
            Column::words("cause", "Penyebab", 20),
            Column::figures("count", "Tiket"),
            Column::figures("running_share", "Kumulatif"),
        ],
    );
    data.rows = [(6, 6), (3, 9), (1, 10)]
        .into_iter()
        .map(|(count, upto)| {
            let name = Cell::text_of(format!("sebab {count}"));
            Row::body(vec![name, Cell::count(count), Cell::rate(upto, 10)])
        })
        .collect();
    for (i, kind) in [
        ChartKind::Pareto,
        ChartKind::Line,
        ChartKind::Bar,
        ChartKind::Column,
    ]
    .into_iter()
    .enumerate()
    {
        let figure = Figure {
            name: format!("causes_{i}"),
            caption: "=Tiga sebab!A1".to_owned(),
            alt: "Batang & garis.".to_owned(),
            svg: String::new(),
            data: Some(data.clone()),
            chart: Some(Chart {
                kind,
                table: "causes_data".to_owned(),
                category: "cause".to_owned(),
                series: vec!["count".to_owned(), "running_share".to_owned()],
            }),
        };
        document.sections[0].blocks.push(Block::Figure(figure));
    }
    let bytes = xlsx(&document).unwrap();
    let charts: Vec<String> = parts(&bytes)
        .into_iter()
        .filter(|name| name.starts_with("xl/charts/chart"))
        .collect();
    assert_eq!(charts.len(), 5);
    let stacked = part(&bytes, "xl/charts/chart1.xml");
    for piece in [
        r#"<c:barDir val="bar"/>"#,
        r#"<c:grouping val="stacked"/>"#,
        r#"<c:orientation val="maxMin"/>"#,
        "Pemenuhan 96,58%, di bawah target 97,5%",
        "'T2 Pemenuhan norma waktu per'!$B$6:$B$9",
        r#"<a:srgbClr val="009E73"/>"#,
    ] {
        assert!(stacked.contains(piece), "{piece} in {stacked}");
    }
    let drawing = part(&bytes, "xl/drawings/drawing1.xml");
    assert!(drawing.contains(r#"descr="Dua batang: memenuhi 1.244, melampaui 44.""#));
    let pareto = part(&bytes, "xl/charts/chart2.xml");
    assert!(pareto.contains("<c:barChart>") && pareto.contains("<c:lineChart>"));
    assert!(pareto.contains("!$C$6:$C$8"), "{pareto}");
    assert!(
        pareto.contains(r#"<c:symbol val="square"/>"#) && pareto.contains(r#"<c:max val="1"/>"#)
    );
    let line = part(&bytes, "xl/charts/chart3.xml");
    assert!(line.contains(r#"<c:symbol val="circle"/>"#));
}

#[test]
fn long_words_of_a_chart_are_cut_not_lost() {
    let mut document = sample::document();
    let long = "memenuhi 1.244, melampaui 44; ".repeat(20);
    for block in &mut document.sections[1].parts[0].blocks {
        if let Block::Figure(figure) = block {
            figure.alt.clone_from(&long);
        }
    }
    let drawing = part(&xlsx(&document).unwrap(), "xl/drawings/drawing1.xml");
    let (_, words) = drawing.split_once(r#"descr=""#).unwrap();
    let (words, _) = words.split_once('"').unwrap();
    assert_eq!(words.chars().count(), 255);
    assert!(words.ends_with('…') && long.starts_with(words.trim_end_matches('…')));
}

#[test]
fn a_chart_of_nothing_is_refused() {
    let mut document = sample::document();
    for block in &mut document.sections[1].parts[0].blocks {
        if let Block::Figure(figure) = block {
            figure.chart.as_mut().unwrap().series = vec!["nowhere".to_owned()];
        }
    }
    let error = xlsx(&document).unwrap_err();
    assert!(
        matches!(error, DocumentError::Dangling(what) if what == "fulfilment_by_service.nowhere")
    );
    for block in &mut document.sections[1].parts[0].blocks {
        if let Block::Figure(figure) = block {
            figure.chart.as_mut().unwrap().table = "no_table".to_owned();
        }
    }
    let error = xlsx(&document).unwrap_err();
    assert!(matches!(error, DocumentError::Dangling(what) if what == "no_table"));
}

#[test]
fn more_rows_than_a_sheet_has_are_refused() {
    let mut table = Table::new("long_table", "Panjang", vec![Column::words("a", "A", 10)]);
    table.rows = vec![Row::body(vec![Cell::Blank]); MOST_ROWS - 6];
    let error = xlsx(&with(vec![Block::Table(table)])).unwrap_err();
    assert_eq!(
        error.to_string(),
        "table long_table has 1048570 rows, a sheet of Excel has room for 1048569; narrow the report by source or \
         service"
    );
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    let first = xlsx(&sample::document()).unwrap();
    assert_eq!(first, xlsx(&sample::document()).unwrap());
    let core = part(&first, "docProps/core.xml");
    for piece in [
        "<dc:title>Laporan Capaian SLA Layanan TIK</dc:title>",
        r#"<dcterms:created xsi:type="dcterms:W3CDTF">2026-03-31T15:00:00Z</dcterms:created>"#,
        "norma-2026-TW1-0123456789abcdef",
    ] {
        assert!(core.contains(piece), "{piece} in {core}");
    }
}

#[test]
fn rates_are_shown_as_they_are_cut() {
    for (part, whole, value) in [
        (389, 400, 0.9725),
        (2, 3, 0.6666),            // Excel would show 66,67%
        (1, 3, 1.0 / 3.0),         // 33,33% either way
        (99_995, 100_000, 0.9999), // half a unit
        (99_999_999, 100_000_000, 0.9999),
        (0, 7, 0.0),
        (7, 7, 1.0),
        (i64::MAX, i64::MAX, 1.0),
    ] {
        assert!(
            (look::quotient(part, whole) - value).abs() < 1e-15,
            "{part} / {whole}"
        );
    }
}

proptest::proptest! {
    #[test]
    fn excel_shows_the_percentage_of_the_other_outputs(whole in 1_i64..2_000_000, part in 0_i64..2_000_000) {
        let part = part % (whole + 1);
        let shown = format!("{:.2}%", look::quotient(part, whole) * 100.0).replace('.', ",");
        proptest::prop_assert_eq!(shown, crate::format::percent(part, whole));
    }
}
