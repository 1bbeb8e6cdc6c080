//! HTML and DOCX, by their markup.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use norma_document::{Cell, Document, RowKind, Table};
use quick_xml::Reader;
use quick_xml::escape::unescape;
use quick_xml::events::{BytesStart, Event};

use super::squeezed;

/// The rows of a table as they are read, a text a cell.
type Rows = Vec<Vec<String>>;

/// The rows that a table of the document has where only its shown columns stand; `mark` says how a cell is read.
fn expected(table: &Table, read: impl Fn(&Cell) -> String) -> Rows {
    let shown = table.shown();
    let rows = table.printed().iter();
    rows.map(|row| {
        if row.kind == RowKind::Group {
            return vec![squeezed(&row.cells[0].text())];
        }
        let cells = shown.iter().map(|i| squeezed(&read(&row.cells[*i])));
        cells.collect()
    })
    .collect()
}

fn with_detail(cell: &Cell) -> String {
    format!("{} {}", cell.text(), cell.detail())
}

fn compare(table: &Table, expected: &Rows, read: Option<&Rows>, out: &mut Vec<String>) {
    let Some(read) = read else {
        out.push(format!("{} is not there", table.name));
        return;
    };
    if expected.len() != read.len() {
        let (had, has) = (expected.len(), read.len());
        out.push(format!("{}: {had} rows, read {has}", table.name));
    }
    for (i, (expected, read)) in expected.iter().zip(read).enumerate() {
        if expected != read {
            out.push(format!(
                "{} row {i}: {expected:?}, read {read:?}",
                table.name
            ));
        }
    }
}

/// What the tables of the page say otherwise.
pub fn html(document: &Document, page: &str) -> Vec<String> {
    let mut out = Vec::new();
    for table in document.tables() {
        let start = format!("<table id=\"{}\">", table.name);
        let found = page
            .split_once(&start)
            .and_then(|(_, rest)| rest.split_once("</table>"));
        let read = found.map(|(inner, _)| html_rows(inner));
        if table.rows.is_empty() {
            let empty = vec![vec![squeezed(&table.empty)]];
            compare(table, &empty, read.as_ref(), &mut out);
        } else {
            compare(
                table,
                &expected(table, with_detail),
                read.as_ref(),
                &mut out,
            );
        }
    }
    out
}

/// The rows below the headings; signs and words that only some readers get are left out.
fn html_rows(table: &str) -> Rows {
    let wrapped = format!("<table>{table}</table>");
    let mut reader = Reader::from_str(&wrapped);
    let mut rows = Rows::new();
    let (mut in_body, mut hidden) = (false, 0);
    loop {
        let event = reader.read_event().unwrap();
        match &event {
            Event::Eof => {
                rows.retain(|row| !row.is_empty());
                return rows;
            }
            Event::Start(start) => match start.name().as_ref() {
                "tbody" => in_body = true,
                "tr" if in_body => rows.push(Vec::new()),
                "th" | "td" if in_body => rows.last_mut().unwrap().push(String::new()),
                "small" if in_body => push(&mut rows, " "),
                "span" => {
                    let is_hidden = attribute(start, "aria-hidden") == "true"
                        || attribute(start, "class") == "hidden";
                    if hidden > 0 || is_hidden {
                        hidden += 1;
                    }
                }
                _ => {}
            },
            Event::End(end) => match end.name().as_ref() {
                "span" if hidden > 0 => hidden -= 1,
                "tbody" => in_body = false,
                // What stands behind a row is of no cell.
                "tr" if in_body => {
                    let row = rows.last_mut().unwrap();
                    for cell in row.iter_mut() {
                        *cell = squeezed(cell);
                    }
                    rows.push(Vec::new());
                }
                _ => {}
            },
            Event::Text(text) if in_body && hidden == 0 => push(&mut rows, text),
            Event::GeneralRef(reference) if in_body && hidden == 0 => {
                push(
                    &mut rows,
                    &unescape(&format!("&{};", &**reference)).unwrap(),
                );
            }
            _ => {}
        }
    }
}

/// Text between cells is of nobody.
fn push(rows: &mut Rows, text: &str) {
    if let Some(cell) = rows.last_mut().and_then(|row| row.last_mut()) {
        cell.push_str(text);
    }
}

fn attribute(start: &BytesStart<'_>, name: &str) -> String {
    let found = start.try_get_attribute(name).unwrap();
    found.map_or_else(String::new, |a| unescape(&a.value).unwrap().into_owned())
}

/// What the tables of the Word document say otherwise.
pub fn docx(document: &Document, bytes: &[u8]) -> Vec<String> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut xml = String::new();
    let mut part = archive.by_name("word/document.xml").unwrap();
    part.read_to_string(&mut xml).unwrap();
    let read = docx_tables(&xml);
    let mut out = Vec::new();
    for (i, table) in document.tables().into_iter().enumerate() {
        let label = squeezed(&format!("Tabel {}. {}", i + 1, table.caption));
        let read = read.get(&label);
        if table.rows.is_empty() {
            let empty = vec![vec![squeezed(&table.empty)]];
            compare(table, &empty, read, &mut out);
            continue;
        }
        let with_shape = |cell: &Cell| match cell {
            Cell::Status { status, .. } => format!("{} {}", status.shape(), cell.text()),
            _ => with_detail(cell),
        };
        compare(table, &expected(table, with_shape), read, &mut out);
    }
    out
}

/// The tables below captions, by their caption: rows that are no headings, or the sentence that stands instead.
fn docx_tables(xml: &str) -> BTreeMap<String, Rows> {
    let mut reader = Reader::from_str(xml);
    let mut tables: BTreeMap<String, Rows> = BTreeMap::new();
    let mut caption: Option<String> = None;
    let (mut style, mut words) = (String::new(), String::new());
    let (mut in_table, mut is_text, mut is_head) = (false, false, false);
    let mut rows = Rows::new();
    loop {
        let event = reader.read_event().unwrap();
        match &event {
            Event::Eof => return tables,
            Event::Start(start) | Event::Empty(start) => match start.name().as_ref() {
                "w:tbl" => {
                    in_table = true;
                    rows.clear();
                }
                "w:tr" => {
                    is_head = false;
                    rows.push(Vec::new());
                }
                "w:tc" => rows.last_mut().unwrap().push(String::new()),
                "w:tblHeader" => is_head = true,
                "w:p" => {
                    style.clear();
                    words.clear();
                }
                "w:pStyle" => style = attribute(start, "w:val"),
                "w:br" => words.push(' '),
                "w:t" => is_text = matches!(event, Event::Start(_)),
                _ => {}
            },
            Event::Text(text) if is_text => words.push_str(text),
            Event::GeneralRef(reference) if is_text => {
                words.push_str(&unescape(&format!("&{};", &**reference)).unwrap());
            }
            Event::End(end) => match end.name().as_ref() {
                "w:t" => is_text = false,
                "w:tr" if is_head => {
                    rows.pop();
                }
                "w:tbl" => {
                    in_table = false;
                    if let Some(caption) = caption.take() {
                        tables.insert(caption, std::mem::take(&mut rows));
                    }
                }
                "w:p" if in_table => {
                    let cell = rows.last_mut().unwrap().last_mut().unwrap();
                    *cell = squeezed(&format!("{cell} {words}"));
                }
                "w:p" if style == "Caption" => caption = Some(squeezed(&words)),
                // A paragraph at once after the caption stands instead of a table without rows.
                "w:p" => {
                    if let Some(caption) = caption.take() {
                        tables.insert(caption, vec![vec![squeezed(&words)]]);
                    }
                }
                _ => {}
            },
            _ => {}
        }
    }
}
