//! A sheet of an Excel workbook, cell by cell.

use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use calamine::{DataRef, ExcelDateTime, Reader, Style, Xlsx, XlsxError};
use chrono::{NaiveTime, Timelike};

use super::gz::Input;
use super::{Decoded, OLE, Sink, ZIP, column_names, finish, hand_over};
use crate::batch::BatchBuilder;
use crate::error::Fault;
use crate::source::SourceSpec;

pub(super) fn decode(
    path: &Path,
    head: &[u8],
    spec: &SourceSpec,
    sink: &mut Sink<'_>,
) -> Result<Decoded, Fault> {
    let mut file = Input::open(path)?.into_file()?;
    if head.starts_with(OLE) {
        return Err(old_or_protected(&mut file)?);
    }
    if !head.starts_with(ZIP) {
        return Err(Fault::NotZip);
    }
    let mut workbook: Xlsx<_> = guarded(|| Xlsx::new(BufReader::new(file)))?;
    let sheet = sheet(&workbook, spec.sheet.as_deref())?;
    let cells = workbook.worksheet_cells_reader(&sheet).map_err(damaged)?;
    let mut rows = Rows {
        cells,
        next: None,
        last: None,
        ended: false,
    };

    let columns = header(&mut rows, &sheet, spec.header_row)?;
    let mut fields = vec![String::new(); columns.len()];
    let mut batch = BatchBuilder::new(columns, None);
    while let Some(row) = rows.next()? {
        take(row, &mut fields, &mut batch);
        if batch.is_full() && !hand_over(&mut batch, sink)? {
            break;
        }
    }
    finish(batch, sink)
}

/// A row that is not blank.
struct Row {
    /// Number in the sheet, from 1.
    number: u64,
    /// Column (from 0) and content of the cells that are not empty.
    cells: Vec<(usize, Content)>,
}

enum Content {
    Text(String),
    /// What Excel shows for it, such as `#N/A`.
    Error(String),
}

type Cells<'a> = calamine::XlsxCellReader<'a, BufReader<File>>;

/// The rows of a sheet in order, without the blank ones.
struct Rows<'a> {
    cells: Cells<'a>,
    /// The first cell of the row after.
    next: Option<(u32, usize, Content)>,
    /// The row read last (from 0).
    last: Option<u32>,
    /// Whether the sheet has ended: calamine must not be asked again then.
    ended: bool,
}

impl Rows<'_> {
    fn next(&mut self) -> Result<Option<Row>, Fault> {
        let first = match self.next.take() {
            Some(cell) => Some(cell),
            None => self.cell()?,
        };
        let Some((row, column, content)) = first else {
            return Ok(None);
        };
        if self.last.is_some_and(|last| row <= last) {
            let detail = format!("row {} comes out of order", row + 1);
            return Err(Fault::Workbook { detail });
        }
        self.last = Some(row);
        let mut cells = vec![(column, content)];
        while let Some((other, column, content)) = self.cell()? {
            if other != row {
                self.next = Some((other, column, content));
                break;
            }
            cells.push((column, content));
        }
        Ok(Some(Row {
            number: u64::from(row) + 1,
            cells,
        }))
    }

    /// The next cell that is not empty.
    fn cell(&mut self) -> Result<Option<(u32, usize, Content)>, Fault> {
        if self.ended {
            return Ok(None);
        }
        while let Some((cell, style)) = guarded(|| self.cells.next_cell_with_style_id())? {
            let (row, column) = cell.get_position();
            let content = match cell.get_value() {
                DataRef::Error(error) => Content::Error(error.to_string()),
                value => match text(value, self.cells.styles().get(style)) {
                    text if text.is_empty() => continue,
                    text => Content::Text(text),
                },
            };
            return Ok(Some((row, column as usize, content)));
        }
        self.ended = true;
        Ok(None)
    }
}

fn header(rows: &mut Rows<'_>, sheet: &str, row: Option<u32>) -> Result<Vec<String>, Fault> {
    let place = match row {
        Some(row) => format!("row {row} of sheet `{sheet}`"),
        None => format!("sheet `{sheet}`"),
    };
    let found = loop {
        match rows.next()? {
            Some(found) if row.is_none_or(|row| found.number == u64::from(row)) => break found,
            Some(found) if row.is_some_and(|row| found.number < u64::from(row)) => {}
            None if row.is_none() => return Err(Fault::Empty),
            _ => return Err(Fault::NoHeader { place }),
        }
    };
    let width = found
        .cells
        .iter()
        .map(|(column, _)| column + 1)
        .max()
        .unwrap_or(0);
    let mut names = vec![String::new(); width];
    for (column, content) in found.cells {
        names[column] = match content {
            Content::Text(text) | Content::Error(text) => text,
        };
    }
    column_names(names, width, place)
}

/// Puts a row into the batch, among the good or the bad.
fn take(row: Row, fields: &mut [String], batch: &mut BatchBuilder) {
    fields.iter_mut().for_each(String::clear);
    let mut wrong = None;
    for (column, content) in &row.cells {
        let cell = || format!("{}{}", letters(*column), row.number);
        match (content, fields.get_mut(*column)) {
            (Content::Text(text), Some(field)) => field.clone_from(text),
            (Content::Error(error), Some(field)) => {
                field.clone_from(error);
                let name = batch.columns().get(*column).cloned();
                let reason = format!(
                    "cell {} holds the error {error}: correct its formula in the workbook",
                    cell()
                );
                wrong.get_or_insert((name, reason));
            }
            (Content::Text(_) | Content::Error(_), None) => {
                let (expected, found) = (fields.len(), column + 1);
                let reason = format!(
                    "expected {expected} fields, found {found}: cell {} stands right of the last column name; name its column, or delete it",
                    cell()
                );
                wrong.get_or_insert((None, reason));
            }
        }
    }
    match wrong {
        None => batch.good(row.number, &[], fields.iter()),
        Some((field, reason)) => {
            let raw = row.cells.into_iter().map(|(column, content)| {
                let (Content::Text(text) | Content::Error(text)) = content;
                let name = batch.columns().get(column).cloned();
                (name.unwrap_or_else(|| letters(column)), text.into())
            });
            let raw = serde_json::Value::Object(raw.collect()).to_string();
            batch.bad(row.number, field, reason, raw);
        }
    }
}

/// The sheet to read: the one of that name, else the first.
fn sheet(workbook: &Xlsx<BufReader<File>>, wanted: Option<&str>) -> Result<String, Fault> {
    let names = workbook.sheet_names();
    let found = match wanted {
        Some(wanted) => names.iter().find(|name| name.trim() == wanted.trim()),
        None => names.first(),
    };
    found.cloned().ok_or_else(|| Fault::NoSheet {
        sheet: wanted.unwrap_or("1").to_owned(),
        have: names
            .iter()
            .map(|name| format!("`{name}`"))
            .collect::<Vec<_>>()
            .join(", "),
    })
}

/// The text of a cell.
fn text(value: &DataRef<'_>, style: Option<&Style>) -> String {
    match value {
        DataRef::Int(number) => number.to_string(),
        // Rust writes the shortest text that means this number, never an exponent.
        DataRef::Float(number) => number.to_string(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            text.clone()
        }
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(true) => "TRUE".into(),
        DataRef::Bool(false) => "FALSE".into(),
        DataRef::DateTime(date) => date_text(*date, style),
        DataRef::Error(_) | DataRef::Empty => String::new(),
    }
}

/// `2026-03-17T15:00:00`; `2026-03-17` where the cell's format shows no time and it holds none; `15:00:00`
/// for a time without a day; `26:30:00` for an amount of time.
fn date_text(date: ExcelDateTime, style: Option<&Style>) -> String {
    let serial = date.as_f64();
    if date.is_duration() {
        let seconds = (serial.abs() * 86_400.0).round() as u64;
        let sign = if serial < 0.0 { "-" } else { "" };
        return format!(
            "{sign}{}:{:02}:{:02}",
            seconds / 3600,
            seconds / 60 % 60,
            seconds % 60
        );
    }
    let Some(at) = date.as_datetime() else {
        return serial.to_string();
    };
    if (0.0..1.0).contains(&serial) && serial > 0.0 {
        return time_text(at.time());
    }
    if at.time() == NaiveTime::MIN && style.is_some_and(shows_no_time) {
        return at.date().to_string();
    }
    format!("{}T{}", at.date(), time_text(at.time()))
}

fn time_text(time: NaiveTime) -> String {
    let milliseconds = time.nanosecond() / 1_000_000;
    let fraction = if milliseconds == 0 {
        String::new()
    } else {
        format!(".{milliseconds:03}")
    };
    format!("{}{fraction}", time.format("%H:%M:%S"))
}

/// Whether a number format is known and has neither hours nor seconds.
fn shows_no_time(style: &Style) -> bool {
    let Some(format) = &style.number_format else {
        return false;
    };
    let mut quoted = false;
    let mut escaped = false;
    // Text in quotes, after a backslash, and in brackets (colours, locales) is no part of the date.
    let mut bracket = false;
    let mut letters = String::new();
    for letter in format.format_code.chars() {
        match letter {
            _ if escaped => escaped = false,
            '\\' | '_' | '*' => escaped = true,
            '"' => quoted = !quoted,
            '[' if !quoted => bracket = true,
            ']' if !quoted => bracket = false,
            _ if quoted || bracket => {}
            _ => letters.push(letter.to_ascii_lowercase()),
        }
    }
    letters.contains(['d', 'y']) && !letters.contains(['h', 's'])
}

/// The letters of a column (from 0): A, B, ..., Z, AA.
fn letters(column: usize) -> String {
    let mut letters = Vec::new();
    let mut left = column + 1;
    while left > 0 {
        left -= 1;
        letters.push(b'A' + (left % 26) as u8);
        left /= 26;
    }
    letters
        .iter()
        .rev()
        .map(|&letter| char::from(letter))
        .collect()
}

/// Excel packs a workbook with a password into a file of the old format.
fn old_or_protected(file: &mut File) -> Result<Fault, Fault> {
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(0)).map_err(Fault::Read)?;
    // The directory that names its parts may stand anywhere, in practice within the first MiBs.
    file.take(64 << 20)
        .read_to_end(&mut bytes)
        .map_err(Fault::Read)?;
    let name: Vec<u8> = "EncryptedPackage"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let protected = bytes.windows(name.len()).any(|window| window == name);
    Ok(if protected {
        Fault::Password
    } else {
        Fault::OldXls
    })
}

/// Calls calamine. Should a damaged workbook make it panic, then only this file fails.
fn guarded<T>(call: impl FnOnce() -> Result<T, XlsxError>) -> Result<T, Fault> {
    match catch_unwind(AssertUnwindSafe(call)) {
        Ok(result) => result.map_err(damaged),
        Err(_) => Err(Fault::Workbook {
            detail: "it makes the reader fail".into(),
        }),
    }
}

fn damaged(error: XlsxError) -> Fault {
    match error {
        XlsxError::Password => Fault::Password,
        XlsxError::Io(error) => Fault::Read(error),
        error => Fault::Workbook {
            detail: error.to_string(),
        },
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests;
