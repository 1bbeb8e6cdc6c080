//! Tables.

use docx_rs::{
    BorderType, Paragraph, Run, Shading, Table as WordTable, TableBorder, TableBorderPosition,
    TableBorders, TableCell, TableCellBorder, TableCellBorderPosition, TableCellBorders,
    TableCellContent, TableLayoutType, TableRow, TableRowChild, VAlignType, VMergeType, WidthType,
};

use super::front::cell;
use super::text::{clean, paragraph, plain, shape, styled};
use super::{Piece, Writer};
use crate::model::{Align, Cell, Column, Row, RowKind, Table};

/// Left and right of a cell together, and a little for the lines: twentieths of a point.
const PADDING: u32 = 180;
/// No word is given more than this.
const WIDEST: u32 = 2_400;
/// A table of no more rows is not divided between pages.
const TOGETHER: usize = 12;
const HEAD: &str = "E6ECF2";
const GROUP: &str = "F1F4F7";
const RULE: &str = "6B7682";
const HAIR: &str = "CBD2D9";

/// Rows of this height are headers: docx-rs cannot say so, `rewrite` does.
pub(super) const HEADER_ROW: f32 = 1.0;

impl Writer<'_> {
    pub(super) fn table(&mut self, table: &Table) {
        self.tables += 1;
        let caption = self
            .caption("Tabel", self.tables, &table.name, &table.caption)
            .keep_next(true);
        self.push(caption);
        let shown = table.shown();
        if table.rows.is_empty() || shown.is_empty() {
            self.push(paragraph("Normal", &table.empty));
        } else {
            let widths = widths(table, &shown, self.page.room());
            let columns: Vec<&Column> = shown.iter().map(|&i| &table.columns[i]).collect();
            let mut rows = header(&columns, &widths);
            rows.extend(
                table
                    .printed()
                    .iter()
                    .map(|row| self::row(row, &shown, &columns, &widths)),
            );
            if rows.len() <= TOGETHER {
                let last = rows.len() - 1;
                rows[..last].iter_mut().for_each(with_next);
            }
            let word = WordTable::new(rows)
                .set_borders(rules())
                .width(widths.iter().sum(), WidthType::Dxa)
                .layout(TableLayoutType::Fixed)
                .set_grid(widths);
            self.pieces.push(Piece::Table(Box::new(word)));
        }
        for note in table.remarks() {
            let note = self.sentences(Paragraph::new().style("Note"), &note);
            self.push(note);
        }
        // Two tables without a paragraph between them become one in Word.
        self.push(Paragraph::new().style("Gap"));
    }
}

/// Keeps a row on the page of the next one.
fn with_next(row: &mut TableRow) {
    for TableRowChild::TableCell(cell) in &mut row.cells {
        for content in &mut cell.children {
            if let TableCellContent::Paragraph(words) = content {
                **words = std::mem::take(&mut **words).keep_next(true);
            }
        }
    }
}

fn rules() -> TableBorders {
    let line = |position, size, colour: &str| TableBorder::new(position).size(size).color(colour);
    TableBorders::with_empty()
        .set(line(TableBorderPosition::Top, 8, RULE))
        .set(line(TableBorderPosition::Bottom, 8, RULE))
        .set(line(TableBorderPosition::InsideH, 4, HAIR))
}

/// One row of headings, or two where columns stand under a common one.
fn header(columns: &[&Column], widths: &[usize]) -> Vec<TableRow> {
    let head = |column: &Column, width| {
        cell(width)
            .shading(Shading::new().fill(HEAD))
            .vertical_align(VAlignType::Bottom)
            .add_paragraph(aligned("TableHead", column.align).add_run(plain(&column.title)))
    };
    let row = |cells| TableRow::new(cells).cant_split().row_height(HEADER_ROW);
    if columns.iter().all(|column| column.group.is_empty()) {
        let cells = columns.iter().zip(widths).map(|(c, w)| head(c, *w));
        return vec![row(cells.collect())];
    }
    let (mut upper, mut lower) = (Vec::new(), Vec::new());
    let mut from = 0;
    for run in columns.chunk_by(|a, b| !a.group.is_empty() && a.group == b.group) {
        let widths = &widths[from..from + run.len()];
        from += run.len();
        if run[0].group.is_empty() {
            upper.push(head(run[0], widths[0]).vertical_merge(VMergeType::Restart));
            lower.push(
                cell(widths[0])
                    .shading(Shading::new().fill(HEAD))
                    .vertical_merge(VMergeType::Continue)
                    .add_paragraph(Paragraph::new().style("TableHead")),
            );
        } else {
            upper.push(
                cell(widths.iter().sum())
                    .grid_span(run.len())
                    .shading(Shading::new().fill(HEAD))
                    .add_paragraph(
                        aligned("TableHead", Align::Middle).add_run(plain(&run[0].group)),
                    ),
            );
            lower.extend(run.iter().zip(widths).map(|(c, w)| head(c, *w)));
        }
    }
    vec![row(upper), row(lower)]
}

fn row(row: &Row, shown: &[usize], columns: &[&Column], widths: &[usize]) -> TableRow {
    if row.kind == RowKind::Group {
        let title = row.cells.first().map(Cell::text).unwrap_or_default();
        let whole = cell(widths.iter().sum())
            .grid_span(widths.len())
            .shading(Shading::new().fill(GROUP))
            .add_paragraph(paragraph("TableGroup", &title));
        return TableRow::new(vec![whole]).cant_split();
    }
    let cells = shown.iter().enumerate().map(|(place, &i)| {
        let mut words = words(&row.cells[i], columns[place].align, row.kind);
        if place == 0 && row.kind == RowKind::Part {
            words = words.indent(Some(227), None, None, None);
        }
        let mut made = cell(widths[place]).add_paragraph(words);
        if let Cell::Heat { status, .. } = &row.cells[i] {
            made = made.shading(Shading::new().fill(status.tint().trim_start_matches('#')));
        }
        if row.kind == RowKind::Total {
            // Of a single border docx-rs would make a frame.
            made = made.set_borders(
                TableCellBorders::with_empty().set(
                    TableCellBorder::new(TableCellBorderPosition::Top)
                        .border_type(BorderType::Single)
                        .size(8)
                        .color(RULE),
                ),
            );
        }
        made
    });
    TableRow::new(cells.collect::<Vec<TableCell>>()).cant_split()
}

/// What a cell says, its detail on a line below.
fn words(cell: &Cell, align: Align, kind: RowKind) -> Paragraph {
    let strong = |run: Run| match kind {
        RowKind::Total => run.bold(),
        _ => run,
    };
    let mut words = aligned("TableText", align);
    let text = cell.text();
    words = match cell {
        Cell::Code { .. } => words.add_run(strong(styled("CodeText", &text))),
        Cell::Status { status, .. } => words
            .add_run(shape(*status))
            .add_run(strong(plain(&format!(" {text}")))),
        _ => words.add_run(strong(plain(&text))),
    };
    let detail = cell.detail();
    if detail.is_empty() {
        return words;
    }
    let below = Run::new()
        .add_break(docx_rs::BreakType::TextWrapping)
        .add_text(clean(&detail))
        .style("Detail");
    words.add_run(below)
}

/// A paragraph of a table; headings keep their style and are moved by hand.
fn aligned(style: &str, align: Align) -> Paragraph {
    use docx_rs::AlignmentType::{Center, Right};
    match (style, align) {
        ("TableText", Align::End) => Paragraph::new().style("TableFigure"),
        ("TableText", Align::Middle) => Paragraph::new().style("TableMiddle"),
        (style, Align::End) => Paragraph::new().style(style).align(Right),
        (style, Align::Middle) => Paragraph::new().style(style).align(Center),
        (style, Align::Start) => Paragraph::new().style(style),
    }
}

/// Widths by weight, but no narrower than the longest word, and as wide as the longest length of time where words keep
/// most of their share: twentieths of a point.
fn widths(table: &Table, shown: &[usize], room: u32) -> Vec<usize> {
    let columns: Vec<&Column> = shown.iter().map(|&i| &table.columns[i]).collect();
    let weights: Vec<u32> = columns.iter().map(|c| c.weight.max(1)).collect();
    let all: u32 = weights.iter().sum();
    let eased = least(table, shown, true).into_iter().zip(&columns);
    let eased: Vec<u32> = eased
        .zip(&weights)
        .map(|((least, column), weight)| match column.align {
            Align::Start => least.max(room * weight * 7 / (10 * all)),
            Align::Middle | Align::End => least,
        })
        .collect();
    if eased.iter().sum::<u32>() <= room {
        share(&weights, &eased, room)
    } else {
        share(&weights, &least(table, shown, false), room)
    }
}

/// The longest word of every shown column, and with `whole` the longest length of time.
fn least(table: &Table, shown: &[usize], whole: bool) -> Vec<u32> {
    let column = |&i: &usize| {
        let title = longest(&table.columns[i].title, true);
        let body = table.printed().iter();
        let body = body.filter(|row| row.kind != RowKind::Group);
        let cells = body.map(|row| {
            let bold = row.kind == RowKind::Total;
            let text = row.cells[i].text();
            match row.cells[i] {
                Cell::Duration { .. } | Cell::Allowance { .. } if whole => wide(&text, bold),
                _ => longest(&text, bold),
            }
        });
        (cells.fold(title, u32::max) + PADDING).min(WIDEST)
    };
    shown.iter().map(column).collect()
}

/// Divides `room`: who would get less than its least gets that, the others share the rest by weight.
pub(super) fn share(weights: &[u32], least: &[u32], room: u32) -> Vec<usize> {
    let needed: u32 = least.iter().sum();
    let mut out = vec![0_u32; weights.len()];
    if needed >= room {
        for (width, least) in out.iter_mut().zip(least) {
            *width = least * room / needed.max(1);
        }
    } else {
        let mut open: Vec<usize> = (0..weights.len()).collect();
        let mut left = room;
        loop {
            let sum: u32 = open.iter().map(|&i| weights[i]).sum();
            let fits = |i: usize| left * weights[i] / sum.max(1) >= least[i];
            let (wide, narrow): (Vec<usize>, Vec<usize>) = open.iter().partition(|&&i| fits(i));
            if narrow.is_empty() {
                for &i in &wide {
                    out[i] = left * weights[i] / sum.max(1);
                }
                break;
            }
            for &i in &narrow {
                out[i] = least[i];
                left -= least[i];
            }
            open = wide;
        }
    }
    let missing = room.saturating_sub(out.iter().sum());
    if let Some(widest) = (0..out.len()).max_by_key(|&i| (out[i], i)) {
        out[widest] += missing;
    }
    out.into_iter().map(|width| width as usize).collect()
}

/// About how wide the longest word is, in twentieths of a point at the size of tables.
fn longest(text: &str, bold: bool) -> u32 {
    let words = text.split([' ', '-', '/']);
    words.map(|word| wide(word, bold)).max().unwrap_or_default()
}

/// About how wide a text is on one line, in twentieths of a point at the size of tables.
fn wide(text: &str, bold: bool) -> u32 {
    let letter = |c: char| match c {
        'i' | 'l' | 'j' | 't' | 'f' | 'r' | '.' | ',' | '\'' | '(' | ')' | ':' | ' ' => 56,
        'm' | 'w' | 'M' | 'W' | '%' => 152,
        c if c.is_uppercase() => 122,
        _ => 96,
    };
    let wide: u32 = text.chars().map(letter).sum();
    if bold { wide + wide / 12 } else { wide }
}
