//! A view of the input that slides from record to record.

use super::gz::Input;
use crate::error::Fault;

const CHUNK: usize = 1 << 20;

/// The bytes from the beginning of the record at hand to as far as has been read.
///
/// Invariant: `start <= pos <= buf.len()`.
pub(crate) struct Window {
    input: Input,
    /// What has been read and is still needed.
    pub buf: Vec<u8>,
    /// Where the record at hand begins in `buf`.
    pub start: usize,
    /// How far `buf` has been looked at.
    pub pos: usize,
    /// Whether `buf` ends where the input does.
    pub eof: bool,
    /// Line on which `start` stands, from 1.
    pub line: u64,
}

impl Window {
    /// Over an input, after its byte-order mark if it has one.
    pub fn new(input: Input) -> Result<Self, Fault> {
        let mut window = Self {
            input,
            buf: Vec::new(),
            start: 0,
            pos: 0,
            eof: false,
            line: 1,
        };
        while window.buf.len() < super::BOM.len() && !window.eof {
            window.more()?;
        }
        if window.buf.starts_with(super::BOM) {
            window.start = super::BOM.len();
            window.pos = window.start;
        }
        Ok(window)
    }

    /// What has been read and not yet looked at.
    pub fn rest(&self) -> &[u8] {
        &self.buf[self.pos..]
    }

    /// The record at hand as far as it has been looked at.
    pub fn seen(&self) -> &[u8] {
        &self.buf[self.start..self.pos]
    }

    /// The byte at `pos`, read if need be; `None` at the end of the input.
    pub fn peek(&mut self) -> Result<Option<u8>, Fault> {
        while self.pos == self.buf.len() && !self.eof {
            self.more()?;
        }
        Ok(self.buf.get(self.pos).copied())
    }

    /// Reads on. What is before `start` is let go.
    pub fn more(&mut self) -> Result<(), Fault> {
        use std::io::Read;
        if self.start > 0 {
            self.buf.copy_within(self.start.., 0);
            self.buf.truncate(self.buf.len() - self.start);
            self.pos -= self.start;
            self.start = 0;
        }
        let filled = self.buf.len();
        self.buf.resize(filled + CHUNK, 0);
        match self.input.read(&mut self.buf[filled..]) {
            Ok(read) => {
                self.buf.truncate(filled + read);
                self.eof = read == 0;
                Ok(())
            }
            Err(error) => {
                self.buf.truncate(filled);
                Err(self.input.fault(error))
            }
        }
    }

    /// Begins the next record at `pos`.
    pub fn advance(&mut self) {
        self.line += count_lines(self.seen());
        self.start = self.pos;
    }

    /// Lets line ends at the beginning of the record at hand go: they are blank lines before it.
    pub fn skip_line_ends(&mut self) {
        while self.start < self.pos && matches!(self.buf[self.start], b'\r' | b'\n') {
            self.line += u64::from(self.buf[self.start] == b'\n');
            self.start += 1;
        }
    }
}

/// Line feeds in `bytes`.
fn count_lines(bytes: &[u8]) -> u64 {
    bytes.iter().map(|&byte| u64::from(byte == b'\n')).sum()
}
