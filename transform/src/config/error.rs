//! What is wrong with a norma.toml: every fault at once, each with file, line, key and what to write instead.

use std::fmt;
use std::path::{Path, PathBuf};

/// One fault of the configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError {
    /// The configuration file, or an overlay that it names.
    pub file: PathBuf,
    /// Line, counted from 1; 0 when it concerns the file as a whole.
    pub line: usize,
    /// Where in the file, as a path of keys: `source.servicedesk.columns.ticket_id`; empty for the file as a whole.
    pub key: String,
    /// What is wrong and what to write instead.
    pub message: String,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file.display())?;
        if self.line > 0 {
            write!(f, ":{}", self.line)?;
        }
        if !self.key.is_empty() {
            write!(f, ": {}", self.key)?;
        }
        write!(f, ": {}", self.message)
    }
}

/// Every fault of a configuration and of the overlays it names, in order of line. Never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigErrors(pub Vec<ConfigError>);

impl fmt::Display for ConfigErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, error) in self.0.iter().enumerate() {
            if i > 0 {
                writeln!(f)?;
            }
            write!(f, "{error}")?;
        }
        Ok(())
    }
}

impl std::error::Error for ConfigErrors {}

/// Collects faults while a configuration is read.
pub(crate) struct Faults<'a> {
    file: &'a Path,
    /// Byte offset at which each line begins.
    line_starts: Vec<usize>,
    list: Vec<ConfigError>,
}

impl<'a> Faults<'a> {
    /// For the configuration `text` that was read from `file`.
    pub(crate) fn new(file: &'a Path, text: &str) -> Self {
        let line_starts = std::iter::once(0)
            .chain(text.match_indices('\n').map(|(i, _)| i + 1))
            .collect();
        Self {
            file,
            line_starts,
            list: Vec::new(),
        }
    }

    /// Notes a fault at a byte offset of the text.
    pub(crate) fn add(
        &mut self,
        offset: usize,
        key: impl Into<String>,
        message: impl Into<String>,
    ) {
        let line = self.line_starts.partition_point(|start| *start <= offset);
        let error = ConfigError {
            file: self.file.to_owned(),
            line,
            key: key.into(),
            message: message.into(),
        };
        if !self.list.contains(&error) {
            self.list.push(error);
        }
    }

    /// Adds faults of another file that the configuration names.
    pub(crate) fn join(&mut self, others: impl IntoIterator<Item = ConfigError>) {
        self.list.extend(others);
    }

    /// Every fault noted, in order of line, after them those of other files; `None` when there is none.
    pub(crate) fn finish(mut self) -> Option<ConfigErrors> {
        let own = self.file;
        self.list.sort_by(|a, b| {
            (a.file != own, &a.file, a.line).cmp(&(b.file != own, &b.file, b.line))
        });
        (!self.list.is_empty()).then_some(ConfigErrors(self.list))
    }

    /// Whether nothing has been noted yet.
    pub(crate) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }
}
