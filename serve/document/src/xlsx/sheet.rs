//! The sheet of a table.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, IgnoreError, Worksheet};

use super::around::{write_notes, write_top};
use super::look::{self, Looks, Spot};
use super::{MOST_ROWS, Place, refused, set_lines, set_up_page};
use crate::error::DocumentError;
use crate::flat::{Facet, Flat, Line, kind_word};
use crate::model::{Align, Cell, Column, Document, Value};

/// Widths in characters, and the rows that they are taken from.
const NARROWEST: usize = 9;
const WIDEST: usize = 46;
const MEASURED: usize = 2_000;

/// What stands beside the values, right of what is printed.
const BESIDE: [Facet; 5] = [
    Facet::Numerator,
    Facet::Denominator,
    Facet::Interval,
    Facet::Seconds,
    Facet::Words,
];

/// A column of the sheet.
#[derive(Clone, Copy, Debug)]
enum Field {
    /// The heading over rows.
    Group,
    /// A facet of a column of the table.
    Of(usize, Facet),
    /// What kind of row it is, where parts and sums stand among the others.
    Kind,
}

/// Where the table stands on its sheet; rows and columns from 0.
#[derive(Debug)]
pub(super) struct Extent {
    /// The row of headings.
    pub header: u32,
    /// The last row that is no sum; that of the headings where there is none.
    pub last: u32,
    /// How many columns there are.
    pub columns: u16,
    fields: Vec<Field>,
}

impl Extent {
    /// Headings and rows, without the sums at the end, as a reference.
    pub(super) fn range(&self, sheet: &str) -> String {
        let last = rust_xlsxwriter::column_number_to_name(self.columns.saturating_sub(1));
        let (first, end) = (self.header + 1, self.last + 1);
        format!("='{sheet}'!$A${first}:${last}${end}")
    }

    /// Where the values of a column of the table stand.
    pub(super) fn column(&self, place: usize) -> Option<u16> {
        let found = self
            .fields
            .iter()
            .position(|f| matches!(f, Field::Of(i, Facet::Value) if *i == place));
        found.and_then(|i| u16::try_from(i).ok())
    }
}

pub(super) fn write(
    document: &Document,
    place: &Place<'_>,
    looks: &mut Looks,
) -> Result<(Worksheet, Extent), DocumentError> {
    let table = place.table;
    let flat = Flat::of(table);
    let (fields, shown) = fields(&flat);
    let over = table.columns.iter().any(|c| !c.group.is_empty()) || shown < fields.len();
    let header: u32 = if over { 4 } else { 3 };
    // Above, a row that parts the sums, a free row, remarks and source.
    let around = header as usize + 1 + 2 + table.notes.len() + 1;
    if flat.lines.len() + around > MOST_ROWS {
        return Err(DocumentError::TooLong {
            table: table.name.clone(),
            rows: table.rows.len(),
            most: MOST_ROWS - around,
        });
    }

    let mut sheet = Worksheet::new();
    sheet.set_name(&place.sheet).map_err(refused)?;
    let caption = format!("{}. {}", place.label, table.caption);
    if over {
        write_over(&mut sheet, &flat, &fields, shown, header - 1)?;
    }
    let mut widths = Vec::with_capacity(fields.len());
    let mut lines = 1;
    for (i, field) in fields.iter().enumerate() {
        let heading = heading(&flat, *field);
        let align = align(&flat, *field);
        sheet
            .write_string_with_format(header, i as u16, &heading, &head(align, i > 0))
            .map_err(refused)?;
        let width = width(&flat, *field, &heading);
        sheet
            .set_column_width(i as u16, width as f64)
            .map_err(refused)?;
        let needed = heading
            .lines()
            .map(|l| (l.chars().count() + 2).div_ceil(width));
        lines = lines.max(needed.sum());
        widths.push(width);
    }

    sheet
        .set_row_height(header, (lines * 15 + 2) as u32)
        .map_err(refused)?;

    write_top(&mut sheet, &document.meta, &caption, &widths[..shown])?;

    let mut row = header;
    for (i, line) in flat.lines.iter().enumerate() {
        row += 1;
        if i == flat.body && i > 0 {
            // A row between, or Excel would draw the sums into the filter.
            sheet.set_row_height(row, 4).map_err(refused)?;
            row += 1;
        }
        write_line(&mut sheet, looks, &flat, line, &fields, shown, row)?;
        let words = fields[..shown].iter().zip(&widths);
        let words = words.filter_map(|(field, width)| {
            let Field::Of(column, facet) = *field else {
                return None;
            };
            match facet.of(line.row.cells.get(column)?) {
                Value::Text(text) => Some((text.into(), *width)),
                _ => None,
            }
        });
        set_lines(&mut sheet, row, words)?;
    }
    let columns = u16::try_from(fields.len()).unwrap_or(u16::MAX);
    let extent = Extent {
        header,
        last: header + flat.body as u32,
        columns,
        fields,
    };
    if flat.lines.is_empty() {
        row += 1;
        let muted = Format::new().set_italic().set_font_color(look::MUTED);
        sheet
            .write_string_with_format(row, 0, look::fit(&table.empty), &muted)
            .map_err(refused)?;
    }
    let end = write_notes(&mut sheet, document, place, row + 2, &widths[..shown])?;

    let lead = 1 + u16::from(!flat.groups.is_empty());
    sheet
        .set_freeze_panes(header + 1, lead.min(columns))
        .and_then(|s| s.set_repeat_rows(if over { header - 1 } else { header }, header))
        .and_then(|s| s.set_print_area(0, 0, end, (shown.max(1) - 1) as u16))
        .map_err(refused)?;
    if flat.body > 0 && columns > 0 {
        sheet
            .autofilter(header, 0, extent.last, columns - 1)
            .and_then(|s| {
                // Codes of digits are meant.
                let error = IgnoreError::NumberStoredAsText;
                s.ignore_error_range(header, 0, extent.last, columns - 1, error)
            })
            .map_err(refused)?;
    }
    set_up_page(&mut sheet, &document.meta, &place.label, table.is_wide());
    Ok((sheet, extent))
}

/// The columns of the sheet, and how many of them are printed.
fn fields(flat: &Flat<'_>) -> (Vec<Field>, usize) {
    let columns = &flat.table.columns;
    let mut fields = Vec::new();
    if !flat.groups.is_empty() {
        fields.push(Field::Group);
    }
    let value = |i: usize| Field::Of(i, Facet::Value);
    fields.extend(flat.table.shown().into_iter().map(value));
    let shown = fields.len();
    if flat.is_mixed() {
        fields.push(Field::Kind);
    }
    fields.extend(
        (0..columns.len())
            .filter(|i| columns[*i].data_only)
            .map(value),
    );
    for i in 0..columns.len() {
        let facets = flat.facets(i, &BESIDE);
        fields.extend(facets.into_iter().map(|facet| Field::Of(i, facet)));
    }
    (fields, shown)
}

/// Headings over several columns.
fn write_over(
    sheet: &mut Worksheet,
    flat: &Flat<'_>,
    fields: &[Field],
    shown: usize,
    row: u32,
) -> Result<(), DocumentError> {
    let over = |i: usize| match fields[i] {
        _ if i >= shown => "Kolom data (tidak dicetak)",
        Field::Of(column, _) => flat.table.columns[column].group.as_str(),
        Field::Group | Field::Kind => "",
    };
    let format = head(Align::Middle, false);
    let mut first = 0;
    while first < fields.len() {
        let title = over(first);
        let mut last = first;
        while last + 1 < fields.len() && over(last + 1) == title {
            last += 1;
        }
        let (from, to) = (first as u16, last as u16);
        if title.is_empty() {
            let bare = format.clone().set_border_bottom(FormatBorder::None);
            for column in from..=to {
                sheet.write_blank(row, column, &bare).map_err(refused)?;
            }
        } else if from == to {
            sheet
                .write_string_with_format(row, from, title, &format)
                .map_err(refused)?;
        } else {
            sheet
                .merge_range(row, from, row, to, title, &format)
                .map_err(refused)?;
        }
        first = last + 1;
    }
    Ok(())
}

fn write_line(
    sheet: &mut Worksheet,
    looks: &mut Looks,
    flat: &Flat<'_>,
    line: &Line<'_>,
    fields: &[Field],
    shown: usize,
    row: u32,
) -> Result<(), DocumentError> {
    for (i, field) in fields.iter().enumerate() {
        let spot = Spot {
            row,
            column: i as u16,
            align: align(flat, *field),
            kind: line.row.kind,
            first: matches!(field, Field::Of(0, Facet::Value)),
            data: i >= shown,
        };
        match field {
            Field::Group => looks.write_words(sheet, spot, flat.group(line))?,
            Field::Kind => looks.write_words(sheet, spot, kind_word(line.row.kind))?,
            Field::Of(column, facet) => {
                looks.write(sheet, spot, &line.row.cells[*column], *facet)?;
            }
        }
    }
    Ok(())
}

fn heading(flat: &Flat<'_>, field: Field) -> String {
    let (column, facet) = match field {
        Field::Group => return "Kelompok".to_owned(),
        Field::Kind => return "Jenis baris".to_owned(),
        Field::Of(column, facet) => (column, facet),
    };
    let kinds = flat.kinds[column];
    let Column { title, group, .. } = &flat.table.columns[column];
    match facet {
        Facet::Value if kinds.seconds => format!("{title}\n(jam:menit:detik)"),
        Facet::Value if kinds.instant && !title.contains("WIB") => format!("{title}\n(WIB)"),
        Facet::Value if kinds.change => format!("{title}\n(poin persen)"),
        Facet::Value => title.clone(),
        _ if group.is_empty() => facet.title(title),
        _ => facet.title(&format!("{group} {title}")),
    }
}

fn head(align: Align, indent: bool) -> Format {
    let format = Format::new()
        .set_bold()
        .set_text_wrap()
        .set_font_color(look::INK)
        .set_background_color(Color::RGB(look::HEAD))
        .set_align(FormatAlign::Bottom)
        .set_align(match align {
            Align::Start => FormatAlign::Left,
            Align::End => FormatAlign::Right,
            Align::Middle => FormatAlign::Center,
        })
        .set_border_bottom(FormatBorder::Thin)
        .set_border_bottom_color(Color::RGB(look::MUTED));
    if indent && align == Align::Start {
        format.set_indent(1)
    } else {
        format
    }
}

fn align(flat: &Flat<'_>, field: Field) -> Align {
    match field {
        Field::Group | Field::Kind | Field::Of(_, Facet::Interval | Facet::Words) => Align::Start,
        Field::Of(column, Facet::Value) => flat.table.columns[column].align,
        Field::Of(..) => Align::End,
    }
}

/// In characters, from what stands in the column.
fn width(flat: &Flat<'_>, field: Field, heading: &str) -> usize {
    let letters = |text: &str| {
        let lines = text.lines().map(|line| line.chars().count());
        lines.max().unwrap_or(0)
    };
    let content = match field {
        Field::Group => flat.groups.iter().map(|g| letters(g)).max(),
        Field::Kind => Some(7),
        Field::Of(column, facet) => {
            let lines = flat.lines.iter().take(MEASURED);
            let cells = lines.filter_map(|line| line.row.cells.get(column));
            cells.map(|cell| shown_letters(cell, facet, letters)).max()
        }
    };
    // The button of the filter covers two letters of the heading.
    let word = heading.split_whitespace().map(letters).max().unwrap_or(0) + 2;
    let half = heading
        .lines()
        .map(|l| letters(l).div_ceil(2))
        .max()
        .unwrap_or(0)
        + 2;
    (content.unwrap_or(0) + 3)
        .max(word)
        .max(half)
        .clamp(NARROWEST, WIDEST)
}

fn shown_letters(cell: &Cell, facet: Facet, letters: impl Fn(&str) -> usize) -> usize {
    match facet.of(cell) {
        Value::Empty => 0,
        Value::Text(text) if cell.status().is_some() => letters(&text) + 2,
        Value::Text(text) => letters(&text),
        Value::Integer(number) => crate::format::number(number).len(),
        Value::Ratio(..) => 9,
        Value::Seconds(seconds) => (seconds / 3_600).to_string().len() + 6,
        Value::Instant(_) => 16,
        Value::Date(_) => 10,
    }
}

#[cfg(test)]
impl Extent {
    /// The columns that hold a facet of a column of the table: place on the sheet, column, facet.
    pub(super) fn values(&self) -> Vec<(u16, usize, Facet)> {
        let fields = self.fields.iter().enumerate();
        fields
            .filter_map(|(at, field)| match field {
                Field::Of(column, facet) => Some((at as u16, *column, *facet)),
                _ => None,
            })
            .collect()
    }
}
