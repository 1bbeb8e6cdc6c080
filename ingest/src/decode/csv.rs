//! Delimited text, cut into records by csv-core.

mod cutter;
mod header;
mod quote;

use std::path::Path;

use self::cutter::{Cut, Cutter, trim_line_ends};
use self::quote::QuoteFault;
use super::encoding::TextEncoding;
use super::gz::Input;
use super::window::Window;
use super::{Decoded, Sink, finish, hand_over, not_utf8};
use crate::batch::BatchBuilder;
use crate::error::Fault;
use crate::source::SourceSpec;

pub(super) fn decode(
    path: &Path,
    spec: &SourceSpec,
    encoding: TextEncoding,
    sink: &mut Sink<'_>,
) -> Result<Decoded, Fault> {
    let delimiter = spec
        .delimiter_byte()
        .map_err(|e| Fault::Spec(format!("delimiter: {e}")))?;
    let quote = spec
        .quote_byte()
        .map_err(|e| Fault::Spec(format!("quote: {e}")))?;
    let mut cutter = Cutter::new(Window::new(Input::open(path)?)?, delimiter, quote);
    header::skip_to_header(&mut cutter, spec.header_row)?;
    let columns = header::header(&mut cutter, encoding, spec.header_row)?;
    cutter.expected = columns.len();

    let mut batch = BatchBuilder::new(columns, Some(encoding));
    while let Some(cut) = cutter.next()? {
        take(&cutter, cut, encoding, &mut batch);
        cutter.window.advance();
        if batch.is_full() && !hand_over(&mut batch, sink)? {
            break;
        }
    }
    finish(batch, sink)
}

/// Puts the record at hand into the batch, among the good or the bad.
fn take(cutter: &Cutter, cut: Cut, encoding: TextEncoding, batch: &mut BatchBuilder) {
    let line = cutter.window.line;
    let raw = trim_line_ends(cutter.window.seen());
    let column = |field: usize| batch.columns().get(field).cloned();
    let (field, reason) = match cut {
        Cut::Whole => match good(cutter, encoding, batch, line, raw) {
            Ok(()) => return,
            Err(bad) => bad,
        },
        Cut::Count(found) => {
            let expected = cutter.expected;
            let repair = if found < expected {
                "is a delimiter or the end of the line missing?"
            } else {
                "is a text with the delimiter in it not quoted?"
            };
            (
                None,
                format!(
                    "expected {expected} fields, found {found}: {repair} Correct the record in the export"
                ),
            )
        }
        Cut::Quote(fault) => {
            let what = match fault {
                QuoteFault::Unclosed { .. } => {
                    "the quote that opens the field is never closed: close it, or double it if it is a letter"
                }
                QuoteFault::Stray { .. } => {
                    "a quote within a quoted field must be doubled (\"\"): double it, or set `quote` for this source"
                }
            };
            (column(fault.field()), format!("broken quote: {what}"))
        }
        Cut::TooLong { excerpt, line } => {
            let reason = "longer than 16 MiB: is a line end missing, or a quote not closed? Correct the record in the export (only its beginning is shown)";
            batch.bad(line, None, reason.into(), encoding.show(&excerpt));
            return;
        }
    };
    batch.bad(line, field, reason, encoding.show(raw));
}

/// Takes a whole record, unless its bytes are not of the encoding: then the field and the reason.
fn good(
    cutter: &Cutter,
    encoding: TextEncoding,
    batch: &mut BatchBuilder,
    line: u64,
    raw: &[u8],
) -> Result<(), (Option<String>, String)> {
    let (bytes, ends) = cutter.content();
    // All fields at once when each byte is a letter, or each field holds whole letters.
    if encoding == TextEncoding::Utf8 || bytes.is_ascii() {
        if let Ok(text) = std::str::from_utf8(bytes)
            && ends.iter().all(|&end| text.is_char_boundary(end))
        {
            let starts = std::iter::once(0).chain(ends.iter().copied());
            batch.good(
                line,
                raw,
                starts.zip(ends).map(|(start, &end)| &text[start..end]),
            );
            return Ok(());
        }
        for (field, bytes) in cutter.fields().enumerate() {
            if let Err(at) = encoding.text(bytes) {
                let column = batch.columns().get(field).cloned();
                return Err((column, not_utf8(bytes[at])));
            }
        }
    }
    let texts: Vec<_> = cutter
        .fields()
        .filter_map(|bytes| encoding.text(bytes).ok())
        .collect();
    batch.good(line, raw, texts.iter());
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests;
