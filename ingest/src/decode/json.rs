//! A JSON array of objects, or one JSON object a line.
//!
//! The file is read twice: the names of the columns are the keys of all its objects, and they must be
//! known before the first batch is handed over.

use std::collections::HashMap;
use std::path::Path;

use super::encoding::TextEncoding;
use super::gz::Input;
use super::walk::{NotRecord, walk};
use super::window::Window;
use super::{Decoded, MAX_COLUMNS, MAX_RECORD_BYTES, Sink, finish, hand_over, not_utf8};
use crate::batch::BatchBuilder;
use crate::error::Fault;

/// Of a record over 16 MiB this much is shown.
const EXCERPT: usize = 1024;

pub(super) fn decode(
    path: &Path,
    encoding: TextEncoding,
    sink: &mut Sink<'_>,
) -> Result<Decoded, Fault> {
    let positions = keys(path, encoding)?;
    let mut columns = vec![String::new(); positions.len()];
    for (key, &position) in &positions {
        columns[position].clone_from(key);
    }

    let mut pieces = Pieces::open(path)?;
    let mut row = vec![String::new(); columns.len()];
    let mut batch = BatchBuilder::new(columns, Some(encoding));
    while let Some(piece) = pieces.next()? {
        let (line, bytes) = (piece.line, pieces.text.as_slice());
        row.iter_mut().for_each(String::clear);
        let mut fill = |key: &str, value: &str| {
            // A key that stands twice: the last value counts, as everywhere with JSON.
            if let Some(field) = positions
                .get(key)
                .and_then(|&position| row.get_mut(position))
            {
                field.clear();
                field.push_str(value);
            }
        };
        match record(&piece, bytes, encoding, &mut fill) {
            Ok(()) => batch.good(line, bytes, row.iter()),
            Err(reason) => batch.bad(line, None, reason, encoding.show(bytes)),
        }
        if batch.is_full() && !hand_over(&mut batch, sink)? {
            break;
        }
    }
    finish(batch, sink)
}

/// The keys of all objects of the file, and the place of each in order of appearance.
fn keys(path: &Path, encoding: TextEncoding) -> Result<HashMap<String, usize>, Fault> {
    let mut positions = HashMap::new();
    let mut pieces = Pieces::open(path)?;
    let mut found = Vec::new();
    while let Some(piece) = pieces.next()? {
        found.clear();
        let mut gather = |key: &str, _: &str| {
            if !positions.contains_key(key) {
                found.push(key.to_owned());
            }
        };
        // The keys of a bad record are nobody's.
        if record(&piece, &pieces.text, encoding, &mut gather).is_ok() {
            for key in found.drain(..) {
                let next = positions.len();
                positions.entry(key).or_insert(next);
            }
        }
        if positions.len() > MAX_COLUMNS {
            return Err(Fault::TooManyColumns {
                found: positions.len(),
                limit: MAX_COLUMNS,
            });
        }
    }
    Ok(positions)
}

/// Reads one record; the error is the reason why it is bad.
fn record(
    piece: &Piece,
    bytes: &[u8],
    encoding: TextEncoding,
    each: &mut dyn FnMut(&str, &str),
) -> Result<(), String> {
    if piece.too_long {
        return Err("longer than 16 MiB: is a line end or a closing brace missing? Correct the record in the export (only its beginning is shown)".into());
    }
    let text = encoding.text(bytes).map_err(|at| not_utf8(bytes[at]))?;
    walk(&text, each).map_err(|NotRecord { reason, at }| match at {
        Some((column, line)) => {
            // The record may begin within a line, and an array's may run over several.
            let column = if line <= 1 { piece.column + column - 1 } else { column };
            let line = piece.line + line as u64 - 1;
            format!("invalid JSON: {reason} (line {line}, column {column}): correct the record in the export")
        }
        None => format!("{reason}: correct the record in the export"),
    })
}

/// Cuts the input into the texts of its records, without a look at what they say.
struct Pieces {
    window: Window,
    shape: Shape,
    /// Records cut so far.
    count: u64,
    /// Bytes of the line at hand that are before `window.start`.
    before: usize,
    /// The text of the record at hand; of one that is too long, its beginning.
    text: Vec<u8>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    Lines,
    Array,
    /// The array has ended.
    Ended,
}

/// Where the record at hand begins.
struct Piece {
    /// Line, from 1.
    line: u64,
    /// Column, from 1, in bytes.
    column: usize,
    too_long: bool,
}

impl Pieces {
    fn open(path: &Path) -> Result<Self, Fault> {
        let window = Window::new(Input::open(path)?)?;
        let mut pieces = Self {
            window,
            shape: Shape::Lines,
            count: 0,
            before: 0,
            text: Vec::new(),
        };
        match pieces.skip_blanks()? {
            None => return Err(Fault::Empty),
            Some(b'[') => {
                pieces.window.pos += 1;
                pieces.advance();
                pieces.shape = Shape::Array;
            }
            Some(b'{') => pieces.refuse_pretty_print()?,
            Some(byte) => {
                let shown = char::from(byte).escape_default();
                return Err(Fault::NotRecords {
                    found: format!("it begins with `{shown}`"),
                });
            }
        }
        Ok(pieces)
    }

    fn next(&mut self) -> Result<Option<Piece>, Fault> {
        let first = self.skip_blanks()?;
        let mut piece = Piece {
            line: self.window.line,
            column: self.before + 1,
            too_long: false,
        };
        match (self.shape, first) {
            (Shape::Lines | Shape::Ended, None) => return Ok(None),
            (Shape::Ended, Some(_)) => return Err(Fault::AfterArray { line: piece.line }),
            (Shape::Lines, Some(_)) => piece.too_long = self.line()?,
            (Shape::Array, Some(b']')) if self.count == 0 => {
                self.window.pos += 1;
                self.advance();
                self.shape = Shape::Ended;
                return self.next();
            }
            (Shape::Array, _) => match self.element()? {
                Some(too_long) => piece.too_long = too_long,
                None => {
                    return Err(Fault::ArrayCutOff {
                        record: self.count + 1,
                        line: piece.line,
                    });
                }
            },
        }
        self.count += 1;
        Ok(Some(piece))
    }

    /// Takes the rest of the line as the record at hand. `true` when it is too long.
    fn line(&mut self) -> Result<bool, Fault> {
        let mut too_long = false;
        loop {
            let rest = self.window.rest();
            let end = rest.iter().position(|&byte| byte == b'\n');
            self.window.pos += end.unwrap_or(rest.len());
            too_long |= self.drop_if_too_long(too_long);
            if end.is_some() || self.window.eof {
                self.take(too_long);
                return Ok(too_long);
            }
            self.window.more()?;
        }
    }

    /// Takes the array's next element as the record at hand, and passes its comma or bracket.
    /// `true` when it is too long, `None` when the input ends before the array does.
    fn element(&mut self) -> Result<Option<bool>, Fault> {
        let (mut depth, mut in_text, mut escaped, mut too_long) = (0_usize, false, false, false);
        let mut ends = |byte: u8| {
            if in_text {
                match byte {
                    _ if escaped => escaped = false,
                    b'\\' => escaped = true,
                    b'"' => in_text = false,
                    _ => {}
                }
                return false;
            }
            match byte {
                b'"' => in_text = true,
                b'{' | b'[' => depth += 1,
                b',' | b']' if depth == 0 => return true,
                b'}' | b']' => depth = depth.saturating_sub(1),
                _ => {}
            }
            false
        };
        loop {
            let rest = self.window.rest();
            let end = rest.iter().position(|&byte| ends(byte));
            self.window.pos += end.unwrap_or(rest.len());
            too_long |= self.drop_if_too_long(too_long);
            if end.is_some() {
                break;
            }
            if self.window.eof {
                return Ok(None);
            }
            self.window.more()?;
        }
        self.take(too_long);
        if self.window.buf.get(self.window.pos) == Some(&b']') {
            self.shape = Shape::Ended;
        }
        self.window.pos += 1;
        self.advance();
        Ok(Some(too_long))
    }

    fn take(&mut self, too_long: bool) {
        if !too_long {
            self.text.clear();
            self.text
                .extend_from_slice(self.window.seen().trim_ascii_end());
        }
        self.advance();
    }

    /// Lets a record over 16 MiB go as it is read, keeping its beginning.
    fn drop_if_too_long(&mut self, known: bool) -> bool {
        let too_long = known || self.window.seen().len() > MAX_RECORD_BYTES;
        if too_long {
            if !known {
                self.text.clear();
                self.text.extend_from_slice(&self.window.seen()[..EXCERPT]);
            }
            self.advance();
        }
        too_long
    }

    /// One object over several lines would be a bad record for each of them.
    fn refuse_pretty_print(&mut self) -> Result<(), Fault> {
        while self.window.rest().len() < 64 && !self.window.eof {
            self.window.more()?;
        }
        let rest = self.window.rest();
        match rest.iter().position(|&byte| byte == b'\n') {
            Some(end) if rest[..end].trim_ascii() == b"{" => Err(Fault::NotRecords {
                found: "it is an object over several lines".into(),
            }),
            _ => Ok(()),
        }
    }

    /// Goes to the next byte that is not blank.
    fn skip_blanks(&mut self) -> Result<Option<u8>, Fault> {
        loop {
            let rest = self.window.rest();
            let next = rest.iter().position(|byte| !byte.is_ascii_whitespace());
            self.window.pos += next.unwrap_or(rest.len());
            self.advance();
            match next {
                Some(_) => return Ok(self.window.rest().first().copied()),
                None if self.window.eof => return Ok(None),
                None => self.window.more()?,
            }
        }
    }

    fn advance(&mut self) {
        let seen = self.window.seen();
        self.before = match seen.iter().rposition(|&byte| byte == b'\n') {
            Some(at) => seen.len() - at - 1,
            None => self.before + seen.len(),
        };
        self.window.advance();
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests;
