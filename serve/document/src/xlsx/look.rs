//! Fonts, colours and number formats, and the writing of a value in one of them.

use std::borrow::Cow;
use std::collections::HashMap;

use norma_rules::{Instant, Zone};
use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, Worksheet};

use super::refused;
use crate::error::DocumentError;
use crate::flat::Facet;
use crate::model::{Align, Cell, RowKind, Status, Value};

pub(super) const INK: u32 = 0x1B_1F24;
pub(super) const MUTED: u32 = 0x57_606A;
pub(super) const GRID: u32 = 0xD5_DAE0;
pub(super) const HEAD: u32 = 0xE6_ECF2;

/// What Excel keeps of a number.
const EXACT: i64 = 999_999_999_999_999;
/// Characters of a cell, in UTF-16 units.
const MOST_TEXT: usize = 32_767;
/// 1 January 1970 in days of Excel.
const EPOCH: i64 = 25_569;
const DAY: i64 = 86_400;

/// How a cell looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Look {
    number: &'static str,
    align: Align,
    kind: RowKind,
    indent: u8,
    status: Option<Status>,
    /// Words that may need several lines.
    wrap: bool,
    /// Smaller and grey: only for auditors.
    data: bool,
}

/// Where a cell stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spot {
    pub row: u32,
    pub column: u16,
    pub align: Align,
    pub kind: RowKind,
    /// The first column of the table: parts are indented there.
    pub first: bool,
    /// Right of what is printed.
    pub data: bool,
}

impl Spot {
    /// Words keep away from the figures on their left; parts stand below what they are parts of.
    const fn indent(self) -> u8 {
        let words = matches!(self.align, Align::Start) && self.column > 0;
        let part = self.first && matches!(self.kind, RowKind::Part);
        words as u8 + part as u8
    }
}

/// The formats in use, made once each.
#[derive(Default)]
pub(super) struct Looks {
    made: HashMap<Look, Format>,
}

impl Looks {
    /// Writes a facet of a cell.
    pub(super) fn write(
        &mut self,
        sheet: &mut Worksheet,
        spot: Spot,
        cell: &Cell,
        facet: Facet,
    ) -> Result<(), DocumentError> {
        let status = cell.status().filter(|_| facet == Facet::Value);
        let value = match (cell, facet) {
            (Cell::Change { .. }, Facet::Value) => {
                return self.write_change(sheet, spot, &cell.text());
            }
            (Cell::Status { status, .. }, Facet::Value) => {
                Value::Text(format!("{} {}", status.shape(), cell.text()))
            }
            _ => facet.of(cell),
        };
        // An empty heat cell has nothing to tint.
        let status = status.filter(|_| value != Value::Empty);
        let number = number_format(&value, status);
        let words = matches!(value, Value::Text(_));
        let format = self.format(spot, number, status, words);
        match value {
            Value::Empty => sheet.write_blank(spot.row, spot.column, format),
            Value::Text(text) => {
                sheet.write_string_with_format(spot.row, spot.column, fit(&text), format)
            }
            Value::Integer(number) if number.unsigned_abs() > EXACT.unsigned_abs() => {
                sheet.write_string_with_format(spot.row, spot.column, number.to_string(), format)
            }
            Value::Integer(number) => {
                sheet.write_number_with_format(spot.row, spot.column, number as f64, format)
            }
            Value::Ratio(part, whole) => {
                sheet.write_number_with_format(spot.row, spot.column, quotient(part, whole), format)
            }
            Value::Seconds(seconds) => {
                sheet.write_number_with_format(spot.row, spot.column, days(seconds), format)
            }
            Value::Instant(at) => {
                sheet.write_number_with_format(spot.row, spot.column, serial(at), format)
            }
            Value::Date(day) => {
                let serial = serial(Instant::start_of_day(day, Zone::Wib));
                sheet.write_number_with_format(spot.row, spot.column, serial, format)
            }
        }
        .map(|_| ())
        .map_err(refused)
    }

    /// Writes words as they are.
    pub(super) fn write_words(
        &mut self,
        sheet: &mut Worksheet,
        spot: Spot,
        words: &str,
    ) -> Result<(), DocumentError> {
        self.write(sheet, spot, &Cell::text_of(words), Facet::Value)
    }

    /// Percentage points as a number; "+0,00" keeps its sign only as text.
    fn write_change(
        &mut self,
        sheet: &mut Worksheet,
        spot: Spot,
        points: &str,
    ) -> Result<(), DocumentError> {
        let plain = points.trim_start_matches('+').replace('.', "");
        let format = self.format(spot, "+0.00;-0.00;0.00", None, false);
        match plain.replace(',', ".").parse::<f64>() {
            Ok(number) if number != 0.0 || points == "0,00" => {
                sheet.write_number_with_format(spot.row, spot.column, number, format)
            }
            Ok(_) => sheet.write_string_with_format(spot.row, spot.column, points, format),
            Err(_) => sheet.write_blank(spot.row, spot.column, format),
        }
        .map(|_| ())
        .map_err(refused)
    }

    fn format(
        &mut self,
        spot: Spot,
        number: &'static str,
        status: Option<Status>,
        wrap: bool,
    ) -> &Format {
        let look = Look {
            number,
            align: spot.align,
            kind: spot.kind,
            indent: spot.indent(),
            status,
            wrap,
            data: spot.data,
        };
        self.made.entry(look).or_insert_with(|| make(look))
    }
}

fn make(look: Look) -> Format {
    let mut format = Format::new()
        .set_num_format(look.number)
        .set_font_color(Color::RGB(if look.data { MUTED } else { INK }))
        .set_align(FormatAlign::Top)
        .set_align(match look.align {
            Align::Start => FormatAlign::Left,
            Align::End => FormatAlign::Right,
            Align::Middle => FormatAlign::Center,
        })
        .set_border_bottom(FormatBorder::Hair)
        .set_border_bottom_color(Color::RGB(GRID));
    if look.wrap {
        format = format.set_text_wrap();
    }
    if look.indent > 0 {
        format = format.set_indent(look.indent);
    }
    if look.kind == RowKind::Total {
        format = format
            .set_bold()
            .set_border_top(FormatBorder::Thin)
            .set_border_top_color(Color::RGB(MUTED));
    }
    if let Some(status) = look.status {
        format = format
            .set_background_color(status.tint())
            .set_font_color(status.colour());
    }
    format
}

/// Formats as the file has them: point and comma are those of the reader's Excel.
const fn number_format(value: &Value, status: Option<Status>) -> &'static str {
    match value {
        Value::Empty => "General",
        Value::Text(_) => "@",
        Value::Integer(_) => "#,##0",
        Value::Ratio(..) => match status {
            None => "0.00%",
            Some(Status::Reached) => "\"● \"0.00%",
            Some(Status::Warning) => "\"▲ \"0.00%",
            Some(Status::Missed) => "\"■ \"0.00%",
            Some(Status::Unknown) => "\"○ \"0.00%",
        },
        Value::Seconds(_) => "[h]:mm:ss;-[h]:mm:ss",
        Value::Instant(_) => "dd/mm/yyyy hh:mm",
        Value::Date(_) => "dd/mm/yyyy",
    }
}

/// What stands for a ratio: its quotient where Excel, which rounds, shows the cut percentage; else the cut quotient.
pub(super) fn quotient(part: i64, whole: i64) -> f64 {
    let exact = part as f64 / whole as f64;
    let (part, whole) = (i128::from(part), i128::from(whole));
    let cut = part * 10_000 / whole;
    // Below the half by more than what a double may err at 15 digits.
    let rest = (part * 10_000).rem_euclid(whole) * 1_000_000;
    if rest < whole * 499_999 {
        exact
    } else {
        cut as f64 / 10_000.0
    }
}

/// Days of 24 hours.
pub(super) fn days(seconds: i64) -> f64 {
    seconds as f64 / DAY as f64
}

/// The wall clock of WIB in days of Excel.
pub(super) fn serial(at: Instant) -> f64 {
    let local = at.0.saturating_add(Zone::Wib.offset_seconds());
    EPOCH as f64 + days(local)
}

/// As much of a text as a cell holds; what is cut ends in "…".
pub(super) fn fit(text: &str) -> Cow<'_, str> {
    within(text, MOST_TEXT)
}

/// As much of a text as has room in so many units of UTF-16; what is cut ends in "…".
pub(super) fn within(text: &str, most: usize) -> Cow<'_, str> {
    if text.len() <= most || text.encode_utf16().count() <= most {
        return Cow::Borrowed(text);
    }
    let mut units = 0;
    let mut cut: String = text
        .chars()
        .take_while(|c| {
            units += c.len_utf16();
            units < most
        })
        .collect();
    cut.push('…');
    Cow::Owned(cut)
}
