//! Exports into records of text.

mod csv;
mod encoding;
mod gz;
mod json;
mod walk;
mod window;
mod xlsx;

use std::collections::HashMap;
use std::io::Read;
use std::ops::ControlFlow;
use std::path::Path;

use crate::batch::{Batch, BatchBuilder};
use crate::error::{DecodeError, Fault};
use crate::landing;
use crate::source::{Encoding, Format, SourceSpec};

pub(crate) use encoding::TextEncoding;

/// The longest record that is read: 16 MiB. A longer one is a bad record.
pub const MAX_RECORD_BYTES: usize = 16 << 20;
/// The most columns an export may have: as many as an Excel sheet.
pub const MAX_COLUMNS: usize = 16_384;

/// What a whole file gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// The column names, as in every batch's frame.
    pub columns: Vec<String>,
    /// Records read, good and bad: rows of all frames + `bad` of all batches.
    pub records_read: u64,
}

/// Reads an export and hands its records to `each`, in order, in batches of at most
/// [`MAX_BATCH_RECORDS`](crate::MAX_BATCH_RECORDS). All batches of a file have the same columns. CSV and
/// JSON take constant memory however large the file.
///
/// `path` is the file, `name` what messages call it. When the file's own name is a SHA-256, as in the
/// landing, its bytes are checked against it first.
///
/// # Errors
/// A [`DecodeError`] when the file as a whole cannot be read, and whatever `each` returns. Either way the
/// batches handed over before are void: nothing of the file may be loaded.
pub fn decode<E: From<DecodeError>>(
    path: &Path,
    name: &str,
    spec: &SourceSpec,
    each: &mut dyn FnMut(Batch) -> Result<(), E>,
) -> Result<Decoded, E> {
    let mut refused = None;
    let mut sink = |batch| match each(batch) {
        Ok(()) => ControlFlow::Continue(()),
        Err(error) => {
            refused = Some(error);
            ControlFlow::Break(())
        }
    };
    let result = decode_file(path, name, spec, &mut sink);
    match (result, refused) {
        (_, Some(error)) => Err(error),
        (Ok(decoded), None) => Ok(decoded),
        (Err(fault), None) => Err(DecodeError {
            file: name.to_owned(),
            fault,
        }
        .into()),
    }
}

/// Where batches go; `Break` ends the decoding.
type Sink<'a> = dyn FnMut(Batch) -> ControlFlow<()> + 'a;

/// Hands over the batch gathered so far. `false`: the receiver wants no more.
fn hand_over(batch: &mut BatchBuilder, sink: &mut Sink<'_>) -> Result<bool, Fault> {
    Ok(match batch.take()? {
        Some(batch) => sink(batch).is_continue(),
        None => true,
    })
}

/// Hands over what is left, and what the whole file gave.
fn finish(mut batch: BatchBuilder, sink: &mut Sink<'_>) -> Result<Decoded, Fault> {
    // The receiver's refusal, if any, is what `decode` returns.
    hand_over(&mut batch, sink)?;
    Ok(Decoded {
        columns: batch.columns().to_vec(),
        records_read: batch.records_read(),
    })
}

fn decode_file(
    path: &Path,
    name: &str,
    spec: &SourceSpec,
    sink: &mut Sink<'_>,
) -> Result<Decoded, Fault> {
    landing::check_name(path)?;
    let head = head(path)?;
    match format_of(&head, name, spec.format)? {
        Format::Xlsx => xlsx::decode(path, &head, spec, sink),
        Format::Csv => csv::decode(path, spec, text_encoding(path, &head, spec)?, sink),
        Format::Auto | Format::Json | Format::Jsonl => {
            json::decode(path, text_encoding(path, &head, spec)?, sink)
        }
    }
}

/// The first bytes of the (unpacked) content.
fn head(path: &Path) -> Result<Vec<u8>, Fault> {
    let mut head = vec![0; 4096];
    let mut input = gz::Input::open(path)?;
    let mut filled = 0;
    while filled < head.len() {
        match input.read(&mut head[filled..]) {
            Ok(0) => break,
            Ok(n) => filled += n,
            Err(error) => return Err(input.fault(error)),
        }
    }
    head.truncate(filled);
    if head.is_empty() {
        Err(Fault::Empty)
    } else {
        Ok(head)
    }
}

const ZIP: &[u8] = b"PK\x03\x04";
/// Begins every file of the old Office formats, and workbooks with a password.
const OLE: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
const BOM: &[u8] = b"\xEF\xBB\xBF";

fn format_of(head: &[u8], name: &str, configured: Format) -> Result<Format, Fault> {
    let lower = name.to_ascii_lowercase();
    let ending = lower
        .strip_suffix(".gz")
        .unwrap_or(&lower)
        .rsplit_once('.')
        .map(|(_, e)| e);
    let text = head.strip_prefix(BOM).unwrap_or(head);
    let format = match (configured, ending) {
        (Format::Auto, Some("csv" | "tsv" | "psv" | "txt")) => Format::Csv,
        (Format::Auto, Some("xlsx" | "xlsm" | "xls")) => Format::Xlsx,
        (Format::Auto, Some("json" | "jsonl" | "ndjson")) => Format::Json,
        (Format::Auto, _) if head.starts_with(ZIP) || head.starts_with(OLE) => Format::Xlsx,
        (Format::Auto, _) => match text.trim_ascii_start().first() {
            Some(b'[' | b'{') => Format::Json,
            _ => Format::Csv,
        },
        (configured, _) => configured,
    };
    if format != Format::Xlsx {
        if head.starts_with(b"\xFF\xFE") || head.starts_with(b"\xFE\xFF") {
            return Err(Fault::Utf16);
        }
        if head.starts_with(ZIP) {
            return Err(Fault::IsWorkbook);
        }
        if head.starts_with(OLE) {
            return Err(Fault::OldXls);
        }
        if head.contains(&0) {
            return Err(Fault::Binary);
        }
    }
    Ok(format)
}

/// The encoding as configured; for `auto` the file is read through once.
fn text_encoding(path: &Path, head: &[u8], spec: &SourceSpec) -> Result<TextEncoding, Fault> {
    match spec.encoding {
        Encoding::Utf8 => Ok(TextEncoding::Utf8),
        // A byte-order mark says UTF-8, whatever the source says.
        _ if head.starts_with(BOM) => Ok(TextEncoding::Utf8),
        Encoding::Windows1252 => Ok(TextEncoding::Windows1252),
        Encoding::Auto => encoding::detect(gz::Input::open(path)?),
    }
}

/// The names of the columns from the cells of the header, of which there are `found`.
fn column_names(cells: Vec<String>, found: usize, place: String) -> Result<Vec<String>, Fault> {
    if found > MAX_COLUMNS {
        return Err(Fault::TooManyColumns {
            found,
            limit: MAX_COLUMNS,
        });
    }
    let trimmed = |cell: &str| {
        cell.trim_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}')
            .to_owned()
    };
    let mut names: Vec<String> = cells.iter().map(|cell| trimmed(cell)).collect();
    if names.iter().all(String::is_empty) {
        return Err(Fault::NoHeader { place });
    }
    let mut positions = HashMap::new();
    for (at, name) in names.iter_mut().enumerate() {
        if name.is_empty() {
            *name = format!("column_{}", at + 1);
        }
        if let Some(first) = positions.insert(name.clone(), at) {
            let (first, second) = (first + 1, at + 1);
            return Err(Fault::DuplicateColumn {
                name: name.clone(),
                first,
                second,
            });
        }
    }
    Ok(names)
}

/// The reason why a record of a UTF-8 file is bad.
fn not_utf8(byte: u8) -> String {
    format!(
        "byte 0x{byte:02X} is not UTF-8: set `encoding = \"windows-1252\"` for this source if the whole \
         export is written so, else correct the record in the export"
    )
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests;

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod properties;
