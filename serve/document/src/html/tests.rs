use super::*;
use crate::model::{Block, Cell, RowKind};
use crate::sample;

#[test]
fn the_page_as_it_is_read() {
    let page = html(&sample::document()).unwrap();
    let body = page.split_once("</head>").unwrap().1;
    insta::assert_snapshot!(body);
}

#[test]
fn every_cell_that_is_shown_stands_on_the_page() {
    let document = sample::document();
    let page = html(&document).unwrap().replace('\u{a0}', " ");
    for table in document.tables() {
        for row in &table.rows {
            let cells = table.shown().into_iter().map(|i| &row.cells[i]);
            for cell in cells.filter(|_| row.kind != RowKind::Group) {
                let text = Escaped(&cell.text()).to_string();
                assert!(page.contains(&text), "{}: {text}", table.name);
            }
        }
    }
}

#[test]
fn text_stays_text() {
    let mut document = sample::document();
    let evil = "</td><script>alert('x')</script>&\u{0}\u{1b}";
    for block in &mut document.sections[2].blocks {
        if let Block::Table(table) = block {
            table.rows[0].cells[0] = Cell::label(evil, evil);
            table.caption = evil.to_owned();
        }
    }
    document.sections[0].title = evil.to_owned();
    document.meta.footer = evil.to_owned();
    let page = html(&document).unwrap();
    assert!(!page.contains("<script"));
    assert!(!page.contains('\u{0}') && !page.contains('\u{1b}'));
    assert_eq!(page.matches("&lt;script&gt;").count(), 6);
}
