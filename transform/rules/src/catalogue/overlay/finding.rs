//! What is found in an overlay: errors, because of which nothing of it is used, and warnings.

use std::fmt;

/// One thing to put right, or to know of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OverlayFinding {
    /// The overlay's file, as it was named.
    pub file: String,
    /// Line, counted from 1.
    pub line: usize,
    /// Where in the file: `norm.quote`; empty for the file as a whole.
    pub key: String,
    /// What is wrong.
    pub problem: String,
    /// What to write instead.
    pub repair: String,
}

impl OverlayFinding {
    /// Problem and repair in one sentence.
    pub fn message(&self) -> String {
        format!("{}; {}", self.problem, self.repair)
    }
}

impl fmt::Display for OverlayFinding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: ", self.file, self.line)?;
        if !self.key.is_empty() {
            write!(f, "{}: ", self.key)?;
        }
        write!(f, "{}", self.message())
    }
}

/// Collects findings while an overlay is read.
pub(super) struct Findings<'a> {
    file: &'a str,
    /// Byte offset at which each line begins.
    line_starts: Vec<usize>,
    errors: Vec<OverlayFinding>,
    warnings: Vec<OverlayFinding>,
}

impl<'a> Findings<'a> {
    pub(super) fn new(file: &'a str, text: &str) -> Self {
        let line_starts = std::iter::once(0)
            .chain(text.match_indices('\n').map(|(at, _)| at + 1))
            .collect();
        Self {
            file,
            line_starts,
            errors: Vec::new(),
            warnings: Vec::new(),
        }
    }

    /// Notes an error at a byte offset of the text.
    pub(super) fn error(
        &mut self,
        at: &Place,
        problem: impl Into<String>,
        repair: impl Into<String>,
    ) {
        let finding = self.finding(at, problem.into(), repair.into());
        if !self.errors.contains(&finding) {
            self.errors.push(finding);
        }
    }

    /// Notes a warning at a byte offset of the text.
    pub(super) fn warning(
        &mut self,
        at: &Place,
        problem: impl Into<String>,
        repair: impl Into<String>,
    ) {
        let finding = self.finding(at, problem.into(), repair.into());
        if !self.warnings.contains(&finding) {
            self.warnings.push(finding);
        }
    }

    fn finding(&self, at: &Place, problem: String, repair: String) -> OverlayFinding {
        OverlayFinding {
            file: self.file.to_owned(),
            line: self.line(at.offset),
            key: at.key.clone(),
            problem,
            repair,
        }
    }

    /// The line of a byte offset, counted from 1.
    pub(super) fn line(&self, offset: usize) -> usize {
        self.line_starts.partition_point(|start| *start <= offset)
    }

    /// Errors and warnings, each in order of line.
    pub(super) fn finish(mut self) -> (Vec<OverlayFinding>, Vec<OverlayFinding>) {
        self.errors.sort_by_key(|finding| finding.line);
        self.warnings.sort_by_key(|finding| finding.line);
        (self.errors, self.warnings)
    }
}

/// Where a finding stands.
#[derive(Clone, Debug, Default)]
pub(super) struct Place {
    /// Byte offset in the overlay's text.
    pub offset: usize,
    /// Path of keys.
    pub key: String,
}
