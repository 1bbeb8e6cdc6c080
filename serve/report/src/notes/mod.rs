//! What people wrote about a quarter, kept per service and carried forward.
//!
//! # Layout
//!
//! - `parse`: from the Markdown files of a quarter's folder, every fault with file and line
//! - `prepare`: new files for a quarter, prefilled from the quarter before
//! - `text`: Markdown as the blocks of a document
//!
//! Architecture invariant: nothing here reads a file; what a person wrote is shown, carried forward or refused with its
//! line, never dropped.

mod parse;
mod prepare;
mod text;

use norma_rules::Quarter;
use serde::Serialize;
use thiserror::Error;

pub use prepare::{NewNote, prepare};
pub(crate) use prepare::{facts, subjects};
pub(crate) use text::blocks;

/// Name of the file of the summary.
pub const SUMMARY_FILE: &str = "ringkasan.md";

/// The texts of one quarter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Notes {
    /// One a service, in the order of their files.
    pub notes: Vec<Note>,
    /// The summary in people's words, Markdown; `None` when nobody wrote one.
    pub summary: Option<String>,
    /// Somebody accepted the summary; else it is a draft.
    pub summary_accepted: bool,
}

/// What people wrote about one service in one quarter. Texts are Markdown without comments; empty where nothing is said.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Note {
    /// What it is about: the name of a service, as the report names it.
    pub title: String,
    /// File that it was read from.
    pub file: String,
    /// Somebody accepted it; else it is a draft.
    pub accepted: bool,
    /// Isu utama.
    pub issues: String,
    /// Implikasi.
    pub implications: String,
    /// Kegiatan yang telah dilaksanakan.
    pub activities: String,
    /// Rencana aksi: what stands beside its points.
    pub plan: String,
    /// Rencana aksi: its points.
    pub actions: Vec<Action>,
    /// Penanggung jawab.
    pub responsible: String,
}

/// One point of a plan.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Action {
    /// What is to be done.
    pub action: String,
    /// Until when, in the words of who wrote it.
    pub due: String,
    /// Who answers for it.
    pub responsible: String,
    /// How far it is.
    pub progress: Progress,
    /// The quarter in which it was first planned, when that is an earlier one.
    pub since: Option<Quarter>,
}

/// How far an action is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Progress {
    /// Not begun.
    #[default]
    Planned,
    /// Under way.
    Running,
    /// Done.
    Done,
    /// Given up.
    Cancelled,
}

impl Progress {
    /// All.
    pub const ALL: [Self; 4] = [Self::Planned, Self::Running, Self::Done, Self::Cancelled];

    /// The word in files and reports.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Planned => "belum dimulai",
            Self::Running => "berjalan",
            Self::Done => "selesai",
            Self::Cancelled => "dibatalkan",
        }
    }

    /// There is still something to be done.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Planned | Self::Running)
    }
}

impl Note {
    /// Nobody has written anything.
    pub fn is_empty(&self) -> bool {
        self.actions.is_empty()
            && [
                &self.issues,
                &self.implications,
                &self.activities,
                &self.plan,
                &self.responsible,
            ]
            .iter()
            .all(|text| text.is_empty())
    }
}

/// What is wrong with the files of a quarter.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
pub struct NotesErrors(pub Vec<NotesError>);

/// One fault of a file.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{file}:{line}: {what}")]
pub struct NotesError {
    /// File.
    pub file: String,
    /// Line, counted from 1.
    pub line: usize,
    /// What is wrong, and how to mend it.
    pub what: String,
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
