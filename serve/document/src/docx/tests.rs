//! The file is opened again, and what is read in it is held against the document.

use std::collections::BTreeSet;
use std::io::Read;

use proptest::prelude::*;
use quick_xml::Reader;
use quick_xml::escape::unescape;
use quick_xml::events::{BytesStart, Event};

use super::*;
use crate::model::{Block, Cell, Column, Inline, Paper, Row, RowKind, Table};
use crate::sample;

/// What a reader of Word sees of it.
#[derive(Default)]
struct Seen {
    /// Style and words of every paragraph outside of tables.
    paragraphs: Vec<(String, String)>,
    tables: Vec<Vec<SeenRow>>,
    bookmarks: BTreeSet<String>,
    /// Bookmarks that fields and leads name.
    targets: BTreeSet<String>,
    /// Number and words of every picture.
    pictures: Vec<(String, String)>,
    /// Width and height of the paper of every section of Word.
    papers: Vec<(String, String)>,
    numberings: Vec<String>,
}

#[derive(Default)]
struct SeenRow {
    header: bool,
    whole: bool,
    cells: Vec<SeenCell>,
}

#[derive(Default)]
struct SeenCell {
    words: String,
    span: usize,
    fill: String,
    indented: bool,
}

fn attribute(start: &BytesStart<'_>, name: &str) -> String {
    let found = start.try_get_attribute(name).unwrap();
    found.map_or_else(String::new, |a| unescape(&a.value).unwrap().into_owned())
}

fn parts(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    (0..zip.len())
        .map(|i| {
            let mut file = zip.by_index(i).unwrap();
            assert_eq!(file.last_modified(), Some(zip::DateTime::default()));
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).unwrap();
            (file.name().unwrap().into_owned(), bytes)
        })
        .collect()
}

fn part(bytes: &[u8], name: &str) -> String {
    let found = parts(bytes).into_iter().find(|(part, _)| part == name);
    String::from_utf8(found.unwrap().1).unwrap()
}

fn seen(bytes: &[u8]) -> Seen {
    let xml = part(bytes, "word/document.xml");
    let mut reader = Reader::from_str(&xml);
    let mut seen = Seen::default();
    let (mut style, mut words, mut in_table) = (String::new(), String::new(), false);
    let (mut is_text, mut is_code) = (false, false);
    loop {
        let event = reader.read_event().unwrap();
        match &event {
            Event::Eof => return seen,
            Event::Start(start) | Event::Empty(start) => {
                let name = start.name();
                let value = attribute(start, "w:val");
                match name.as_ref() {
                    "w:tbl" => {
                        seen.tables.push(Vec::new());
                        in_table = true;
                    }
                    "w:tr" => seen.tables.last_mut().unwrap().push(SeenRow::default()),
                    "w:tc" => last_row(&mut seen).cells.push(SeenCell::default()),
                    "w:tblHeader" => last_row(&mut seen).header = true,
                    "w:cantSplit" => last_row(&mut seen).whole = true,
                    "w:gridSpan" => last_cell(&mut seen).span = value.parse().unwrap(),
                    "w:shd" if in_table => last_cell(&mut seen).fill = attribute(start, "w:fill"),
                    "w:ind" if in_table => last_cell(&mut seen).indented = true,
                    "w:p" => (style, words) = (String::new(), String::new()),
                    "w:pStyle" => style = value,
                    "w:numId" => seen.numberings.push(value),
                    "w:br" => words.push('\n'),
                    "w:t" => is_text = matches!(event, Event::Start(_)),
                    "w:instrText" => is_code = matches!(event, Event::Start(_)),
                    "w:bookmarkStart" => {
                        assert!(seen.bookmarks.insert(attribute(start, "w:name")));
                    }
                    "w:hyperlink" => {
                        seen.targets.insert(attribute(start, "w:anchor"));
                    }
                    "wp:docPr" => seen
                        .pictures
                        .push((attribute(start, "id"), attribute(start, "descr"))),
                    "w:pgSz" => seen
                        .papers
                        .push((attribute(start, "w:w"), attribute(start, "w:h"))),
                    _ => {}
                }
            }
            Event::Text(text) if is_text => words.push_str(text),
            Event::GeneralRef(reference) if is_text => {
                words.push_str(&unescape(&format!("&{};", &**reference)).unwrap());
            }
            Event::Text(text) if is_code => {
                let code: &str = text;
                let mut code = code.split_whitespace();
                if let (Some("REF"), Some(to)) = (code.next(), code.next()) {
                    seen.targets.insert(to.to_owned());
                }
            }
            Event::End(end) => match end.name().as_ref() {
                "w:t" => is_text = false,
                "w:instrText" => is_code = false,
                "w:tbl" => in_table = false,
                "w:p" if in_table => {
                    let cell = last_cell(&mut seen);
                    if !cell.words.is_empty() && !words.is_empty() {
                        cell.words.push('\n');
                    }
                    cell.words.push_str(&words);
                }
                "w:p" => seen
                    .paragraphs
                    .push((std::mem::take(&mut style), std::mem::take(&mut words))),
                _ => {}
            },
            _ => {}
        }
    }
}

fn last_row(seen: &mut Seen) -> &mut SeenRow {
    seen.tables.last_mut().unwrap().last_mut().unwrap()
}

fn last_cell(seen: &mut Seen) -> &mut SeenCell {
    last_row(seen).cells.last_mut().unwrap()
}

impl Seen {
    fn of_style(&self, begins: &str) -> Vec<(&str, &str)> {
        let all = self.paragraphs.iter();
        let all = all.map(|(style, words)| (style.as_str(), words.as_str()));
        all.filter(|(style, _)| style.starts_with(begins)).collect()
    }

    /// The tables of the document: those with headers.
    fn data(&self) -> Vec<&Vec<SeenRow>> {
        self.tables.iter().filter(|rows| rows[0].header).collect()
    }
}

/// What Word shows of a cell.
fn shown(cell: &Cell) -> String {
    let shape = match cell {
        Cell::Status { status, .. } => format!("{} ", status.shape()),
        _ => String::new(),
    };
    let mut words = shape + &text::clean(&cell.text());
    if !cell.detail().is_empty() {
        words = words + "\n" + &text::clean(&cell.detail());
    }
    words
}

/// Every shown cell of every table that has rows, against the file.
fn assert_tables(document: &Document, seen: &Seen) {
    let tables: Vec<&Table> = document.tables();
    let tables: Vec<&&Table> = tables.iter().filter(|t| !t.rows.is_empty()).collect();
    let data = seen.data();
    assert_eq!(data.len(), tables.len());
    for (table, rows) in tables.into_iter().zip(data) {
        let places = table.shown();
        let grouped = places.iter().any(|&i| !table.columns[i].group.is_empty());
        let (heads, body) = rows.split_at(1 + usize::from(grouped));
        assert!(heads.iter().all(|row| row.header), "{}", table.name);
        let titles: Vec<String> = heads
            .iter()
            .flat_map(|row| &row.cells)
            .map(|c| c.words.clone())
            .collect();
        for &i in &places {
            assert!(titles.contains(&text::clean(&table.columns[i].title)));
        }
        assert_eq!(body.len(), table.rows.len(), "{}", table.name);
        for (row, seen) in table.rows.iter().zip(body) {
            assert!(seen.whole && !seen.header);
            let words: Vec<&str> = seen.cells.iter().map(|c| c.words.as_str()).collect();
            if row.kind == RowKind::Group {
                assert_eq!(words, [text::clean(&row.cells[0].text())]);
                assert_eq!(seen.cells[0].span, places.len());
            } else {
                let expected: Vec<String> = places.iter().map(|&i| shown(&row.cells[i])).collect();
                assert_eq!(words, expected);
                assert_eq!(seen.cells[0].indented, row.kind == RowKind::Part);
            }
            for (cell, &i) in seen.cells.iter().zip(&places) {
                if let Cell::Heat { status, .. } = &row.cells[i] {
                    assert_eq!(format!("#{}", cell.fill), status.tint());
                }
            }
        }
    }
}

fn is_picture(name: &str) -> bool {
    std::path::Path::new(name)
        .extension()
        .is_some_and(|extension| extension == "png")
}

#[test]
fn headings_captions_and_cells_are_read_back() {
    let document = sample::document();
    let seen = seen(&docx(&document).unwrap());
    assert_eq!(
        seen.of_style("Heading"),
        [
            ("Heading1", "1 Ringkasan eksekutif"),
            ("Heading1", "2 Capaian per layanan"),
            ("Heading2", "2.1 Rincian"),
            ("Heading1", "Lampiran A. Definisi"),
            ("Heading1", "Lampiran B. Mutu data"),
        ]
    );
    assert_eq!(
        seen.of_style("TOC"),
        [
            ("TOC1", "1 Ringkasan eksekutif"),
            ("TOC1", "2 Capaian per layanan"),
            ("TOC2", "2.1 Rincian"),
            ("TOC1", "Lampiran A. Definisi"),
            ("TOC1", "Lampiran B. Mutu data"),
        ]
    );
    assert_eq!(
        seen.of_style("Caption")
            .iter()
            .map(|c| c.1)
            .collect::<Vec<_>>(),
        [
            "Tabel 1. Peta layanan dan bulan",
            "Gambar 1. Pemenuhan 96,58%, di bawah target 97,5%",
            "Tabel 2. Pemenuhan norma waktu per layanan",
            "Tabel 3. Pelanggaran satu per satu",
            "Tabel 4. Layanan yang belum dipetakan",
        ]
    );
    assert_tables(&document, &seen);
    let body = seen.of_style("Normal");
    assert!(body.contains(&(
        "Normal",
        "Dari 1.288 tiket; lihat Tabel 2 dan kolom verdict."
    )));
    assert!(body.contains(&("Normal", "Tidak ada data pada triwulan ini.")));
    assert_eq!(
        seen.of_style("Code")[1].1,
        "SELECT *\n  FROM sla_facts -- <tabel>\n WHERE quarter = $quarter"
    );
}

#[test]
fn references_lead_to_bookmarks_that_are_there() {
    let seen = seen(&docx(&sample::document()).unwrap());
    let expected = [
        "bagian_1", "bagian_2", "bagian_3", "bagian_4", "bagian_5", "tabel_2",
    ];
    assert_eq!(
        seen.targets.iter().map(String::as_str).collect::<Vec<_>>(),
        expected
    );
    assert!(
        seen.targets.is_subset(&seen.bookmarks),
        "{:?}",
        seen.bookmarks
    );
}

#[test]
fn pictures_have_words_and_numbers_of_their_own() {
    let mut document = sample::document();
    let Some(Block::Figure(figure)) = document.sections[1].parts[0].blocks.first().cloned() else {
        panic!("the sample has a figure");
    };
    let mut again = figure.clone();
    again.name = "again".to_owned();
    again.alt = "Sama, \"dua\" kali & <lagi>.".to_owned();
    document.sections[0].blocks.push(Block::Figure(again));
    let bytes = docx(&document).unwrap();
    assert_eq!(
        seen(&bytes).pictures,
        [
            ("1".to_owned(), "Sama, \"dua\" kali & <lagi>.".to_owned()),
            ("2".to_owned(), figure.alt)
        ]
    );
    let pictures: Vec<_> = parts(&bytes)
        .into_iter()
        .filter(|(n, _)| is_picture(n))
        .collect();
    assert_eq!(pictures.len(), 2);
    for (_, png) in pictures {
        // Twice as fine as the 720 x 120 of the drawing.
        assert_eq!(png[16..24], [0, 0, 5, 160, 0, 0, 0, 240]);
    }
    let relations = part(&bytes, "word/_rels/document.xml.rels");
    assert!(relations.contains("Id=\"rIdImage2\""));
    assert!(part(&bytes, "word/document.xml").contains("r:embed=\"rIdImage2\""));
}

#[test]
fn wide_tables_lie_on_turned_paper_with_their_heading() {
    let mut document = sample::document();
    document.meta.paper = Paper::Letter;
    let columns = (0..13)
        .map(|i| Column::figures(&format!("c{i}"), "Angka"))
        .collect();
    let mut wide = Table::new("wide", "Lebar", columns);
    wide.rows
        .push(Row::body((0..13).map(Cell::count).collect()));
    assert!(wide.is_wide());
    document.sections[3].blocks = vec![
        Block::body("Menuju."),
        Block::Table(wide),
        Block::note("Sesudah."),
    ];
    let turned: Vec<bool> = flow::flow(&document)
        .iter()
        .map(|item| item.turned)
        .collect();
    let (before, after) = turned.split_at(turned.len() - 4);
    assert!(before.iter().all(|turned| !turned));
    assert_eq!(after, [true; 4]);
    let papers = seen(&docx(&document).unwrap()).papers;
    let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
    assert_eq!(papers, [pair("12240", "15840"), pair("15840", "12240")]);
}

#[test]
fn every_numbered_list_begins_at_one() {
    let mut document = sample::document();
    let item = |text: &str| vec![Inline::plain(text)];
    let list = |ordered| Block::List {
        ordered,
        items: vec![item("Satu"), item("Dua")],
    };
    document.sections[0]
        .blocks
        .extend([list(true), list(false), list(true)]);
    let bytes = docx(&document).unwrap();
    assert_eq!(
        seen(&bytes).numberings,
        ["3", "3", "2", "2", "4", "4", "5", "5"]
    );
    assert_eq!(
        part(&bytes, "word/numbering.xml")
            .matches("startOverride")
            .count(),
        3
    );
}

#[test]
fn the_file_says_what_it_is_and_the_same_document_gives_the_same_bytes() {
    let document = sample::document();
    let bytes = docx(&document).unwrap();
    let core = part(&bytes, "docProps/core.xml");
    for expected in [
        "<dc:title>Laporan Capaian SLA Layanan TIK</dc:title>",
        "<dc:creator>Kementerian Keuangan</dc:creator>",
        "<dc:identifier>norma-2026-TW1-0123456789abcdef</dc:identifier>",
        ">2026-03-31T15:00:00Z</dcterms:created>",
        "<dc:language>id-ID</dc:language>",
    ] {
        assert!(core.contains(expected), "{expected} in {core}");
    }
    for header in ["word/header1.xml", "word/header2.xml", "word/header3.xml"] {
        assert!(part(&bytes, header).contains(">Konsep<"));
    }
    assert!(part(&bytes, "word/footer1.xml").contains("NUMPAGES"));
    // docx-rs counts paragraphs and pictures on from document to document.
    assert!(docx(&document).unwrap() == bytes);
    let elsewhere = std::thread::spawn(move || docx(&document).unwrap());
    assert!(elsewhere.join().unwrap() == bytes);
}

#[test]
fn hostile_words_stay_words() {
    let hostile = "\u{0}\u{1b}</w:t><script>&amp;\u{fffe}\"'\r\n]]>\u{85}{{ x }}\t𝔘 \u{202e}x";
    let mut document = sample::document();
    let meta = &mut document.meta;
    for text in [
        &mut meta.title,
        &mut meta.subtitle,
        &mut meta.period,
        &mut meta.identifier,
        &mut meta.footer,
        &mut meta.place,
    ] {
        *text = hostile.to_owned();
    }
    meta.mark = Some(hostile.to_owned());
    meta.organisation = vec![hostile.to_owned()];
    meta.signatories[0].name = hostile.to_owned();
    let part = &mut document.sections[1].parts[0];
    part.title = hostile.to_owned();
    for block in &mut part.blocks {
        match block {
            Block::Table(table) => {
                table.caption = hostile.to_owned();
                table.columns[0].title = hostile.to_owned();
                table.columns[3].group = hostile.to_owned();
                for row in &mut table.rows {
                    row.cells[0] = Cell::label(hostile, hostile);
                }
                table.rows[1].cells[8] = Cell::code(hostile);
            }
            Block::Figure(figure) => figure.alt = hostile.to_owned(),
            _ => {}
        }
    }
    let bytes = docx(&document).unwrap();
    for (name, xml) in parts(&bytes) {
        if is_picture(&name) {
            continue;
        }
        let xml = String::from_utf8(xml).unwrap();
        assert!(!xml.contains("<script"), "{name}");
        assert!(xml.chars().all(|c| c == '\n' || !c.is_control()), "{name}");
        let mut reader = Reader::from_str(&xml);
        loop {
            match reader.read_event().unwrap() {
                Event::Eof => break,
                Event::Start(start) | Event::Empty(start) => {
                    for attribute in start.attributes() {
                        unescape(&attribute.unwrap().value).unwrap();
                    }
                }
                _ => {}
            }
        }
    }
    let seen = seen(&bytes);
    assert_tables(&document, &seen);
    assert_eq!(seen.pictures[0].1, text::clean(hostile));
    assert_eq!(
        text::clean(hostile),
        "</w:t><script>&amp;\"'  ]]>{{ x }} 𝔘 \u{202e}x"
    );
}

proptest! {
    #[test]
    fn widths_fill_the_room_and_no_word_is_cut_while_there_is_room(
        columns in prop::collection::vec((1_u32..60, 100_u32..2_500), 1..16),
    ) {
        let (weights, least): (Vec<u32>, Vec<u32>) = columns.into_iter().unzip();
        let room = 9_638;
        let widths = table::share(&weights, &least, room);
        prop_assert_eq!(widths.iter().sum::<usize>(), room as usize);
        if least.iter().sum::<u32>() <= room {
            for (width, least) in widths.iter().zip(&least) {
                prop_assert!(*width >= *least as usize);
            }
        }
    }
}
