#[path = "../../tests/agree/differences/pdftotext.rs"]
mod pdftotext;

use pdftotext::text;
use proptest::prelude::*;

use super::*;
use crate::model::{Block, Cell, Column, Image, Row, RowKind, Section, Table};
use crate::sample;

/// Lines end where the column does; spaces are compared nowhere.
fn solid(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

fn with_table(table: Table) -> Document {
    let mut document = sample::document();
    let mut section = Section::new("uji", "Uji");
    section.blocks = vec![Block::Table(table)];
    document.sections.push(section);
    document
}

fn words_table(words: &[String]) -> Table {
    let mut table = Table::new(
        "words",
        "Kata",
        vec![
            Column::words("ticket_id", "Tiket", 20),
            Column::words("title", "Judul", 20),
        ],
    );
    let rows = words.iter();
    table.rows = rows
        .map(|word| Row::body(vec![Cell::code(word), Cell::label(word, word)]))
        .collect();
    table
}

#[test]
fn the_sample_is_an_archived_and_accessible_pdf_and_the_same_each_time() {
    let document = sample::document();
    let (_, warnings) = pages(&document).unwrap();
    assert_eq!(warnings, "");
    let bytes = pdf(&document).unwrap();
    assert!(bytes.starts_with(b"%PDF-1.7"));
    let source = String::from_utf8_lossy(&bytes);
    for mark in [
        "<pdfaid:part>2</pdfaid:part>",
        "<pdfaid:conformance>A</pdfaid:conformance>",
        "<pdfuaid:part>1</pdfuaid:part>",
        "<xmp:CreateDate>2026-03-31T22:00:00+07:00</xmp:CreateDate>",
        "Laporan Capaian SLA Layanan TIK, Triwulan I 2026",
        "/Lang(id)",
        "/Alt",
    ] {
        assert!(source.contains(mark), "{mark}");
    }
    assert!(bytes == pdf(&document).unwrap());

    let mut other = document;
    other.meta.identifier.push('2');
    assert!(bytes != pdf(&other).unwrap());
}

#[test]
fn every_cell_and_sentence_that_stands_on_paper_is_found_in_it() {
    let document = sample::document();
    let found = text(&pdf(&document).unwrap());
    let solid_found = solid(&found);
    let stands = |what: &str| assert!(solid_found.contains(&solid(what)), "{what}\n{found}");
    for (i, table) in document.tables().into_iter().enumerate() {
        stands(&format!("Tabel {}. {}", i + 1, table.caption));
        for row in &table.rows {
            for i in table.shown() {
                stands(&row.cells[i].text());
                stands(&row.cells[i].detail());
            }
        }
        for column in &table.columns {
            stands(if column.data_only { "" } else { &column.title });
            stands(&column.group);
        }
        if table.rows.is_empty() {
            stands(&table.empty);
        } else {
            stands(&format!("Sumber: queries/models/{}.sql", table.source));
        }
        for note in &table.notes {
            stands(&document.words(note));
        }
    }
    for section in document.numbered() {
        stands(&format!("{} {}", section.number, section.section.title));
        for block in &section.section.blocks {
            match block {
                Block::Paragraph { text, .. } | Block::Callout { text, .. } => {
                    stands(&document.words(text));
                }
                Block::Code { title, text } => {
                    stands(title);
                    stands(text);
                }
                Block::Figure(figure) => stands(&format!("Gambar 1. {}", figure.caption)),
                _ => {}
            }
        }
    }
    for words in [
        "Lembar Pengesahan",
        "19700101 199501 1 001",
        "Daftar Isi",
        "97,25%",
        "▲ waspada",
        "Halaman 2 dari",
    ] {
        stands(words);
    }
    // Only in XLSX and CSV.
    assert_eq!(solid_found.matches("SD-0031").count(), 1);
    let norm = solid_found.matches("001/8.4").count();
    assert_eq!(norm, solid_found.matches("001/8.4·penutupan").count());
}

#[test]
fn without_signatories_there_is_no_approval_sheet() {
    let mut document = sample::document();
    document.meta.signatories.clear();
    document.meta.mark = None;
    let found = text(&pdf(&document).unwrap());
    assert!(!found.contains("Lembar Pengesahan"));
    assert!(!found.contains("KONSEP"));
}

#[test]
fn a_long_table_repeats_its_headings_and_a_wide_one_turns_the_paper() {
    let mut long = words_table(&[]);
    long.rows = (0..300)
        .map(|i| {
            let kind = if i % 50 == 3 {
                RowKind::Part
            } else {
                RowKind::Body
            };
            let cells = vec![Cell::code(format!("T-{i:05}")), Cell::text_of("judul")];
            Row { kind, cells }
        })
        .collect();
    long.columns[0].title = "Nomor tiket".to_owned();
    let document = with_table(long.clone());
    let upright = pages(&document).unwrap().0;
    let found = text(&pdf(&document).unwrap());
    for i in 0..300 {
        assert_eq!(found.matches(&format!("T-{i:05}")).count(), 1);
    }
    let headings = found.matches("Nomor tiket").count();
    assert!((5..12).contains(&headings), "{headings}");
    let turned = |pages: &PagedDocument| {
        let sizes = pages.pages().iter().map(|page| page.frame.size());
        sizes.filter(|size| size.x > size.y).count()
    };
    assert_eq!(turned(&upright), 0);

    long.columns[1].weight = 120;
    let document = with_table(long);
    assert!(turned(&pages(&document).unwrap().0) >= 6);
}

#[test]
fn markup_in_words_is_shown_letter_for_letter() {
    let hostile = [
        "#import \"x\": *",
        "#panic(1)",
        "$x^2$ _a_ *b* `c`",
        "@definisi <tag> \\ \\u{41} // tidak /* ada */",
        "= Judul\n- butir\n+ nomor\n/ istilah: arti",
        "\"kutip\" 'satu' -- --- ... ~ https://example.org",
        "]]) }}",
    ];
    let words: Vec<String> = hostile.iter().map(|&word| word.to_owned()).collect();
    let mut document = with_table(words_table(&words));
    let section = document.sections.last_mut().unwrap();
    for word in hostile {
        let mut part = Section::new(word, word);
        part.blocks = vec![
            Block::lead(word),
            Block::note(word),
            Block::Code {
                title: word.to_owned(),
                text: word.to_owned(),
            },
        ];
        section.parts.push(part);
    }
    document.meta.title = hostile[0].to_owned();
    document.meta.footer = hostile[2].to_owned();
    let found = solid(&text(&pdf(&document).unwrap()));
    for word in hostile {
        // Code, words, detail, heading, contents, two paragraphs, title and text of the code.
        assert!(found.matches(&solid(word)).count() >= 9, "{word}\n{found}");
    }
}

#[test]
fn letters_that_no_font_has_do_not_spoil_the_archive() {
    assert_eq!(letters::legible("a\u{200b}b\u{ad}c\td\r\ne"), "abc    d\ne");
    assert_eq!(
        letters::legible("rusak 😀 打印机 \u{e000}"),
        "rusak □ □□□ □"
    );
    assert_eq!(letters::legible("Ä é – “x” ● ▲ ■ ○"), "Ä é – “x” ● ▲ ■ ○");
    let words = [
        "😀",
        "打印机",
        "\u{e000}\u{0}\u{1b}\u{feff}",
        "שלום",
        "e\u{301}q\u{301}",
        "",
    ];
    let document = with_table(words_table(&words.map(str::to_owned)));
    let found = text(&pdf(&document).unwrap());
    assert!(found.contains("□□□"));
}

#[test]
fn what_cannot_be_printed_is_said() {
    let mut document = sample::document();
    document.meta.logo = Some(Image {
        bytes: b"no picture".to_vec(),
        svg: false,
        alt: "Lambang".to_owned(),
    });
    let error = pdf(&document).unwrap_err().to_string();
    assert!(error.starts_with("PDF: "), "{error}");

    document.meta.logo = Some(Image {
        bytes: br#"<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>"#.to_vec(),
        svg: true,
        alt: "Lambang".to_owned(),
    });
    pdf(&document).unwrap();

    document.sections[0].blocks.push(Block::Paragraph {
        level: crate::model::Level::Body,
        text: vec![crate::model::Inline::reference("nowhere")],
    });
    assert!(matches!(pdf(&document), Err(DocumentError::Dangling(_))));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_words_come_out_as_they_went_in(words in prop::collection::vec("[ -~À-ÿ]{1,60}", 40)) {
        let document = with_table(words_table(&words));
        let found = solid(&text(&pdf(&document).unwrap()));
        for word in words {
            prop_assert!(found.contains(&solid(&word)), "{}", word);
        }
    }
}
