use super::*;
use crate::sample;

#[test]
fn sections_tables_and_figures_are_counted_in_reading_order() {
    let document = sample::document();
    document.check().unwrap();
    let numbers: Vec<String> = document.numbered().into_iter().map(|s| s.number).collect();
    assert_eq!(numbers, ["1", "2", "2.1", "Lampiran A", "Lampiran B"]);
    let references = ["rincian", "definisi", "breaches", "fulfilment", "nothing"];
    assert_eq!(
        references.map(|to| document.reference(to)),
        [
            Some("bagian 2.1".to_owned()),
            Some("Lampiran A".to_owned()),
            Some("Tabel 3".to_owned()),
            Some("Gambar 1".to_owned()),
            None
        ]
    );
    assert_eq!([letters(0), letters(25), letters(26)], ["A", "Z", "AA"]);
}

#[test]
fn what_no_output_could_write_is_found() {
    let mut twice = sample::document();
    let again = twice.sections[0].clone();
    twice.sections.push(again);
    assert!(matches!(twice.check(), Err(DocumentError::NotUnique(_))));

    let mut dangling = sample::document();
    dangling.sections[0].blocks.push(Block::Paragraph {
        level: Level::Body,
        text: vec![Inline::reference("nowhere")],
    });
    assert!(matches!(dangling.check(), Err(DocumentError::Dangling(to)) if to == "nowhere"));

    let mut ragged = sample::document();
    for block in &mut ragged.sections[2].blocks {
        if let Block::Table(table) = block {
            table.rows[4].cells.pop();
        }
    }
    let error = ragged.check().unwrap_err();
    assert_eq!(
        error.to_string(),
        "table breaches: row 5 has 5 cells for 6 columns"
    );
}

#[test]
fn a_cell_shows_what_it_is_worth() {
    let few = Cell::rate(7, 7);
    assert_eq!(
        (few.text(), few.detail(), few.value()),
        (
            "100,00%".to_owned(),
            "64,56% s.d. 100,00%".to_owned(),
            Value::Ratio(7, 7)
        )
    );
    assert_eq!(Cell::rate(29_999, 30_000).text(), "99,99%");
    assert_eq!(Cell::rate(30, 30).detail(), "");
    let none = Cell::rate(0, 0);
    assert_eq!((none.text(), none.value()), ("-".to_owned(), Value::Empty));
    assert_eq!(
        Cell::duration(Some(39_600), Some("office")).text(),
        "1 hari kerja 3 jam"
    );
    assert_eq!(Cell::duration(None, None), Cell::None);
}
