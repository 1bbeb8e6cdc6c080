//! PDF, by what pdftotext reads: letter for letter, without spaces, in the order of the rows.

use norma_document::{Cell, Document, RowKind, Table};

use super::pdftotext;

/// Stands for a letter that no bundled font has.
const MISSING: char = '□';
/// Stands between two pages.
const PAGE: char = '\u{c}';

/// What the tables on paper say otherwise: the first difference of each.
pub fn pdf(document: &Document, bytes: &[u8]) -> Vec<String> {
    let text = plain(document, &pdftotext::text(bytes));
    let mut from = 0;
    let mut out = Vec::new();
    for (i, table) in document.tables().into_iter().enumerate() {
        let caption = solid(&format!("Tabel {}. {}", i + 1, table.caption));
        match find(&text, &caption, from, table) {
            Ok(end) => from = end,
            Err(what) => out.push(format!("{}: {what}", table.name)),
        }
    }
    out
}

/// Spaces and places to end a line are no letters.
fn solid(text: &str) -> Vec<char> {
    let letters = text.chars();
    letters
        .filter(|c| *c == PAGE || !(c.is_whitespace() || *c == '\u{200b}' || *c == '\u{ad}'))
        .filter(|c| *c == PAGE || !c.is_control())
        .collect()
}

/// All pages without what stands at the head and foot of each.
fn plain(document: &Document, text: &str) -> Vec<char> {
    let meta = &document.meta;
    let mut head = meta.title.clone();
    if !meta.subtitle.is_empty() {
        head = format!("{head} · {}", meta.subtitle);
    }
    if let Some(mark) = &meta.mark {
        head.push_str(&mark.to_uppercase());
    }
    let string = |text: &str| solid(text).into_iter().collect::<String>();
    let (head, foot) = (string(&head), string(&meta.footer));
    let pages: Vec<&str> = text.split(PAGE).collect();
    let of = pages.len() - 1;
    let mut out = Vec::new();
    for (i, page) in pages.iter().enumerate() {
        let foot = format!("{foot}Halaman{}dari{of}", i + 1);
        let page = string(page).replacen(&head, "", 1).replacen(&foot, "", 1);
        out.extend(page.chars());
        out.push(PAGE);
    }
    out
}

/// What stands between cells: headings, which come again on every page, and those over rows; the longest first.
fn between(table: &Table) -> Vec<Vec<char>> {
    let shown = table.shown();
    let columns = shown.iter().map(|i| &table.columns[*i]);
    let headings = columns.flat_map(|column| [solid(&column.group), solid(&column.title)]);
    let groups = table.rows.iter().filter(|row| row.kind == RowKind::Group);
    let groups = groups.map(|row| solid(&row.cells[0].text()));
    let mut all: Vec<Vec<char>> = headings.chain(groups).filter(|w| !w.is_empty()).collect();
    all.sort_by_key(|words| std::cmp::Reverse(words.len()));
    all
}

/// Reads the table below the first caption that it follows, and gives the place behind it: lists of tables have the same
/// words before.
fn find(text: &[char], caption: &[char], from: usize, table: &Table) -> Result<usize, String> {
    let between = between(table);
    let mut failed = format!("no {:?}", caption.iter().collect::<String>());
    for at in from..text.len() {
        if let Some(below) = after(text, at, caption) {
            match follow(text, below, table, &between) {
                Ok(end) => return Ok(end),
                Err(what) => failed = what,
            }
        }
    }
    Err(failed)
}

fn same(read: &[char], expected: &[char]) -> bool {
    read.len() == expected.len() && read.iter().zip(expected).all(|(r, e)| is(*r, *e))
}

/// A letter that no font has is printed as a box.
fn is(read: char, expected: char) -> bool {
    read == expected || (read == MISSING && !expected.is_ascii())
}

/// The place behind `words`, when they stand at `at`.
fn after(text: &[char], at: usize, words: &[char]) -> Option<usize> {
    let end = at + words.len();
    (end <= text.len() && same(&text[at..end], words)).then_some(end)
}

/// Reads the rows of a table from `at` on and gives the place behind the last.
fn follow(
    text: &[char],
    mut at: usize,
    table: &Table,
    between: &[Vec<char>],
) -> Result<usize, String> {
    if table.rows.is_empty() {
        return step(text, at, &solid(&table.empty), between);
    }
    for row in table.printed() {
        if row.kind == RowKind::Group {
            at = step(text, at, &solid(&row.cells[0].text()), between)?;
            continue;
        }
        for i in table.shown() {
            at = step(text, at, &words(&row.cells[i]), between)?;
        }
    }
    Ok(at)
}

/// The place behind `expected`, before which only a new page and headings may stand.
fn step(
    text: &[char],
    mut at: usize,
    expected: &[char],
    between: &[Vec<char>],
) -> Result<usize, String> {
    let begin = at;
    loop {
        if let Some(end) = after(text, at, expected) {
            return Ok(end);
        }
        let skipped = between.iter().find_map(|words| after(text, at, words));
        at = match skipped {
            Some(end) => end,
            None if text.get(at) == Some(&PAGE) => at + 1,
            None => return Err(told(text, begin, expected)),
        };
    }
}

fn words(cell: &Cell) -> Vec<char> {
    let shape = cell.status().map_or("", |status| status.shape());
    solid(&format!("{shape}{}{}", cell.text(), cell.detail()))
}

fn told(text: &[char], at: usize, expected: &[char]) -> String {
    let read: String = text[at..].iter().take(expected.len() + 40).collect();
    let expected: String = expected.iter().collect();
    format!("{expected:?}, read {read:?}")
}
