//! The header: where it stands, and the signs that the source is configured for another file.

use super::cutter::{Cut, Cutter, trim_line_ends};
use crate::decode::encoding::TextEncoding;
use crate::decode::{MAX_COLUMNS, column_names};
use crate::error::Fault;

/// Reads the column names.
pub(super) fn header(
    cutter: &mut Cutter,
    encoding: TextEncoding,
    header_row: Option<u32>,
) -> Result<Vec<String>, Fault> {
    let Some(cut) = cutter.next()? else {
        return Err(match header_row {
            Some(row) => Fault::NoHeader {
                place: format!("line {row}"),
            },
            None => Fault::Empty,
        });
    };
    match cut {
        Cut::TooLong { .. } => return Err(Fault::HeaderTooLong),
        Cut::Quote(fault) => {
            let column = fault.field() + 1;
            return Err(Fault::HeaderQuote {
                detail: format!("column {column}"),
            });
        }
        Cut::Whole | Cut::Count(_) => {}
    }
    let line = cutter.window.line;
    let found = cutter.fields().len();
    let mut names = Vec::new();
    for bytes in cutter.fields().take(MAX_COLUMNS) {
        let name = encoding.text(bytes).map_err(|at| Fault::HeaderEncoding {
            line,
            byte: bytes[at],
        })?;
        names.push(name.into_owned());
    }
    let raw = trim_line_ends(cutter.window.seen());
    if names.len() == 1
        && let Some(looks_like) = likelier_delimiter(raw, cutter.delimiter)
    {
        return Err(wrong_delimiter(
            cutter.delimiter,
            looks_like,
            &encoding.show(raw),
        ));
    }
    let place = format!("line {line}");
    let columns = column_names(names, found, place)?;
    cutter.window.advance();
    Ok(columns)
}

/// Passes over the lines before the header, and over the line `sep=;` that Excel understands.
pub(super) fn skip_to_header(cutter: &mut Cutter, header_row: Option<u32>) -> Result<(), Fault> {
    let window = &mut cutter.window;
    if let Some(row) = header_row {
        while window.line < u64::from(row) {
            if window.peek()?.is_none() {
                return Err(Fault::NoHeader {
                    place: format!("line {row}"),
                });
            }
            let rest = window.rest();
            window.pos += rest
                .iter()
                .position(|&b| b == b'\n')
                .map_or(rest.len(), |at| at + 1);
            window.advance();
        }
        return Ok(());
    }
    while window.rest().len() < 7 && !window.eof {
        window.more()?;
    }
    if let &[s, e, p, b'=', delimiter, b'\r' | b'\n', ..] = window.rest()
        && [s, e, p].eq_ignore_ascii_case(b"sep")
    {
        if delimiter != cutter.delimiter {
            let header = format!("sep={}", char::from(delimiter));
            return Err(wrong_delimiter(cutter.delimiter, delimiter, &header));
        }
        window.pos += 5;
        window.advance();
    }
    Ok(())
}

fn likelier_delimiter(header: &[u8], configured: u8) -> Option<u8> {
    let count = |candidate: u8| header.split(|&byte| byte == candidate).count() - 1;
    b";,\t|"
        .iter()
        .copied()
        .filter(|&candidate| candidate != configured && count(candidate) > 0)
        .max_by_key(|&candidate| count(candidate))
}

fn wrong_delimiter(configured: u8, looks_like: u8, header: &str) -> Fault {
    let name = |byte| {
        if byte == b'\t' {
            "tab".into()
        } else {
            char::from(byte).to_string()
        }
    };
    let mut shown: String = header.chars().take(100).collect();
    if shown.len() < header.len() {
        shown.push('…');
    }
    Fault::WrongDelimiter {
        configured: name(configured),
        looks_like: name(looks_like),
        header: shown,
    }
}
