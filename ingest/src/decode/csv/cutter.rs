//! Where a record ends, and what to do when a quote is broken.

use csv_core::{ReadRecordResult, Reader, ReaderBuilder};

use super::quote::{self, QuoteFault};
use crate::decode::MAX_RECORD_BYTES;
use crate::decode::window::Window;
use crate::error::Fault;

/// Of a record over 16 MiB this much is shown.
const EXCERPT: usize = 1024;
/// How many bytes may be read a second time to find the end of broken quotes. Without a bound a file
/// made for it could keep the program busy for days.
const SECOND_READINGS: usize = 256 << 20;

/// Cuts the input into records and their fields.
pub(super) struct Cutter {
    pub window: Window,
    core: Reader,
    /// Reads a line a second time.
    probe: Reader,
    pub delimiter: u8,
    quote: Option<u8>,
    /// How many fields a record has; 0 until the header is known.
    pub expected: usize,
    /// The fields of the record at hand, one behind the other, and where each ends.
    fields: Vec<u8>,
    ends: Vec<usize>,
    fields_len: usize,
    ends_len: usize,
    second_readings: usize,
}

/// What `Cutter::next` found at hand; its bytes are `window.seen()`.
pub(super) enum Cut {
    /// A record whose quotes pair and, once the header is known, with the right number of fields.
    Whole,
    /// A record with this many fields, and not as many as the header.
    Count(usize),
    /// A record whose quotes do not pair.
    Quote(QuoteFault),
    /// A record over 16 MiB, of which this is the beginning. It began on this line.
    TooLong { excerpt: Vec<u8>, line: u64 },
}

impl Cutter {
    pub fn new(window: Window, delimiter: u8, quote: Option<u8>) -> Self {
        // Built twice: a clone of a csv-core 0.1.13 reader has lost its transitions.
        let core = || {
            ReaderBuilder::new()
                .delimiter(delimiter)
                .quote(quote.unwrap_or(b'"'))
                .quoting(quote.is_some())
                .build()
        };
        Self {
            window,
            core: core(),
            probe: core(),
            delimiter,
            quote,
            expected: 0,
            fields: vec![0; 64 << 10],
            ends: vec![0; 256],
            fields_len: 0,
            ends_len: 0,
            second_readings: SECOND_READINGS,
        }
    }

    /// Cuts the next record; it begins at `window.start` and ends at `window.pos`.
    pub fn next(&mut self) -> Result<Option<Cut>, Fault> {
        (self.fields_len, self.ends_len) = (0, 0);
        loop {
            if self.window.rest().is_empty() && !self.window.eof {
                if self.window.seen().len() > MAX_RECORD_BYTES {
                    return self.too_long(false).map(Some);
                }
                self.window.skip_line_ends();
                self.window.more()?;
                continue;
            }
            // An empty rest tells csv-core that the input ends.
            let (result, read, written, ended) = self.core.read_record(
                &self.window.buf[self.window.pos..],
                &mut self.fields[self.fields_len..],
                &mut self.ends[self.ends_len..],
            );
            self.window.pos += read;
            self.fields_len += written;
            self.ends_len += ended;
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull => self.fields.resize(self.fields.len() * 2, 0),
                ReadRecordResult::OutputEndsFull => self.ends.resize(self.ends.len() * 2, 0),
                ReadRecordResult::Record => break,
                ReadRecordResult::End => return Ok(None),
            }
        }
        self.window.skip_line_ends();
        if self.window.seen().len() > MAX_RECORD_BYTES {
            return self.too_long(true).map(Some);
        }
        self.judge().map(Some)
    }

    /// Whether the record at hand is whole. If not, and it runs over several lines because of a broken
    /// quote, only its first lines are given up and the reading resumes behind them.
    fn judge(&mut self) -> Result<Cut, Fault> {
        let cut = match self.quote_fault() {
            Some(fault) => Cut::Quote(fault),
            None if self.expected != 0 && self.ends_len != self.expected => {
                Cut::Count(self.ends_len)
            }
            None => return Ok(Cut::Whole),
        };
        match self.next_good_line()? {
            // Seen alone, the lines given up end within the quote that swallowed the others.
            Some(offset) if self.resume_at(offset) => {
                Ok(self.quote_fault().map_or(cut, Cut::Quote))
            }
            _ => Ok(cut),
        }
    }

    /// The offset from `start` of the first later line of the record at hand that is, read alone, a
    /// record with the right number of fields.
    fn next_good_line(&mut self) -> Result<Option<usize>, Fault> {
        if self.expected == 0 {
            return Ok(None);
        }
        let mut at = 0;
        loop {
            let seen = self.window.seen();
            let Some(line_end) = seen[at..].iter().position(|&byte| byte == b'\n') else {
                return Ok(None);
            };
            at += line_end + 1;
            if at >= seen.len() {
                return Ok(None);
            }
            match self.is_good_line(at)? {
                Some(true) => return Ok(Some(at)),
                Some(false) => {}
                None => return Ok(None),
            }
        }
    }

    /// Whether a record with the right number of fields begins `offset` behind `start`; `None` when
    /// too much has been read a second time to go on asking.
    fn is_good_line(&mut self, offset: usize) -> Result<Option<bool>, Fault> {
        self.probe.reset();
        let (mut scratch, mut ends) = ([0; 4096], [0; 256]);
        let mut at = offset;
        let mut fields = 0;
        loop {
            let rest = &self.window.buf[self.window.start + at..];
            if rest.is_empty() && !self.window.eof {
                if at - offset > MAX_RECORD_BYTES {
                    return Ok(Some(false));
                }
                self.window.more()?;
                continue;
            }
            let (result, read, _, ended) = self.probe.read_record(rest, &mut scratch, &mut ends);
            at += read;
            fields += ended;
            let Some(left) = self.second_readings.checked_sub(read) else {
                return Ok(None);
            };
            self.second_readings = left;
            match result {
                ReadRecordResult::Record => break,
                ReadRecordResult::End => return Ok(Some(false)),
                _ => {}
            }
        }
        let start = self.window.start;
        let raw = trim_line_ends(&self.window.buf[start + offset..start + at]);
        let pairs = self
            .quote
            .is_none_or(|quote| quote::check(raw, self.delimiter, quote).is_ok());
        Ok(Some(pairs && fields == self.expected))
    }

    /// Gives the record at hand up to `offset` behind its start; the reading resumes there. `false` when
    /// too much has been read a second time already.
    fn resume_at(&mut self, offset: usize) -> bool {
        let again = self.window.seen().len() - offset;
        let Some(left) = self.second_readings.checked_sub(again) else {
            return false;
        };
        self.second_readings = left;
        self.window.pos = self.window.start + offset;
        self.core.reset();
        true
    }

    /// Passes over a record of more than 16 MiB, keeping its beginning only. `ended`: its end has been
    /// seen.
    fn too_long(&mut self, mut ended: bool) -> Result<Cut, Fault> {
        if let Some(offset) = self.next_good_line()?
            && self.resume_at(offset)
        {
            if offset <= MAX_RECORD_BYTES {
                let fault = self
                    .quote_fault()
                    .unwrap_or(QuoteFault::Unclosed { field: 0 });
                return Ok(Cut::Quote(fault));
            }
            ended = true;
        }
        let line = self.window.line;
        let excerpt = self.window.seen()[..EXCERPT].to_vec();
        while !ended {
            self.window.advance();
            // At the end of the input csv-core is shown an empty rest, and ends the record.
            self.window.peek()?;
            let (result, read, _, _) = self.core.read_record(
                &self.window.buf[self.window.pos..],
                &mut self.fields,
                &mut self.ends,
            );
            self.window.pos += read;
            ended = matches!(result, ReadRecordResult::Record | ReadRecordResult::End);
        }
        Ok(Cut::TooLong { excerpt, line })
    }

    /// What is wrong with the quotes of the record at hand.
    fn quote_fault(&self) -> Option<QuoteFault> {
        let raw = trim_line_ends(self.window.seen());
        let quote = self.quote.filter(|quote| raw.contains(quote))?;
        quote::check(raw, self.delimiter, quote).err()
    }

    /// The fields of the record at hand, one behind the other, and where each ends.
    pub fn content(&self) -> (&[u8], &[usize]) {
        (&self.fields[..self.fields_len], &self.ends[..self.ends_len])
    }

    /// The fields of the record at hand.
    pub fn fields(&self) -> impl ExactSizeIterator<Item = &[u8]> {
        let (fields, ends) = self.content();
        (0..ends.len()).map(move |at| {
            let start = at.checked_sub(1).map_or(0, |before| ends[before]);
            &fields[start..ends[at]]
        })
    }
}

/// A record without its line end.
pub(super) fn trim_line_ends(bytes: &[u8]) -> &[u8] {
    let end = bytes
        .iter()
        .rposition(|byte| !matches!(byte, b'\r' | b'\n'));
    &bytes[..end.map_or(0, |end| end + 1)]
}
