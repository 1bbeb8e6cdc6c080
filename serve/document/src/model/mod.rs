//! The model of a document.

mod cell;
mod figure;
mod table;

use norma_rules::Instant;
use serde::{Deserialize, Serialize};

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

pub use cell::{Cell, Status, Value};
pub use figure::{Chart, ChartKind, Figure};
pub use table::{Align, Column, Row, RowKind, Table};

use crate::error::DocumentError;

/// A report from cover to appendix.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Document {
    /// What stands on the cover and in the properties of the file.
    pub meta: Meta,
    /// Chapters, in order; appendices last.
    pub sections: Vec<Section>,
}

/// What a document says of itself.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Meta {
    /// Title: "Laporan Capaian SLA Layanan TIK".
    pub title: String,
    /// Second line: "Triwulan I 2026".
    pub subtitle: String,
    /// The days that it covers: "1 Januari 2026 s.d. 31 Maret 2026".
    pub period: String,
    /// Who hands it in, the highest unit first; may be empty.
    pub organisation: Vec<String>,
    /// The date of the document, for the properties of the file: the instant of evaluation, never the clock.
    pub dated: Instant,
    /// Identifies the contents: same identifier, same document.
    pub identifier: String,
    /// Term and words of the cover: data cut-off, snapshot, version of the rules.
    pub facts: Vec<(String, String)>,
    /// A word that is printed on every page while the document is not final: "Konsep", "Simulasi".
    pub mark: Option<String>,
    /// Stands at the foot of every page.
    pub footer: String,
    /// Size of the paper.
    pub paper: Paper,
    /// Emblem of the cover.
    pub logo: Option<Image>,
    /// Who signs, in order of the approval sheet; without any there is no approval sheet.
    pub signatories: Vec<Signatory>,
    /// Place of signature: "Jakarta". The date is left blank, for the hand that signs.
    pub place: String,
}

/// Paper; wide tables turn it by themselves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Paper {
    /// 210 x 297 mm.
    #[default]
    A4,
    /// 8.5 x 11 inches.
    Letter,
}

/// A picture from outside, as it is in its file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Image {
    /// The bytes of a PNG or SVG.
    #[serde(skip)]
    pub bytes: Vec<u8>,
    /// `bytes` is SVG text, else PNG.
    pub svg: bool,
    /// What it shows, in words.
    pub alt: String,
}

/// Who signs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signatory {
    /// What the signature says: "Disusun oleh", "Disetujui oleh".
    pub act: String,
    /// Office: "Manajer Mutu Layanan".
    pub office: String,
    /// Name; empty leaves a line to fill in.
    pub name: String,
    /// Number of the civil servant (NIP); may be empty.
    pub number: String,
}

/// A chapter or a part of one.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Section {
    /// Name for references and anchors: lower-case letters, digits and hyphens, unique in the document.
    pub id: String,
    /// Heading without its number.
    pub title: String,
    /// An appendix: counted with letters. Only chapters, not their parts.
    pub appendix: bool,
    /// Begins on a new page.
    pub new_page: bool,
    /// What it says.
    pub blocks: Vec<Block>,
    /// Its parts.
    pub parts: Vec<Section>,
}

/// A piece of a section.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "block", rename_all = "snake_case")]
pub enum Block {
    /// Sentences.
    Paragraph {
        /// How it is set.
        level: Level,
        /// The sentences.
        text: Text,
    },
    /// Sentences that must not be overlooked.
    Callout {
        /// Why they stand out.
        kind: Callout,
        /// The sentences.
        text: Text,
    },
    /// Points.
    List {
        /// Numbered.
        ordered: bool,
        /// A text a point.
        items: Vec<Text>,
    },
    /// Terms and what they mean.
    Terms {
        /// Term and meaning.
        items: Vec<(String, Text)>,
    },
    /// The main figures, at most four in a row.
    Tiles {
        /// A figure each.
        tiles: Vec<Tile>,
    },
    /// A table.
    Table(Table),
    /// A chart.
    Figure(Figure),
    /// SQL or another text that is shown letter for letter.
    Code {
        /// What it is.
        title: String,
        /// The text.
        text: String,
    },
}

/// How a paragraph is set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// The sentence that tells all: larger.
    Lead,
    /// Plain.
    Body,
    /// A remark: smaller and grey.
    Note,
}

/// Why a text stands out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Callout {
    /// Words not accepted by anybody yet.
    Draft,
    /// Figures that may mislead.
    Warning,
    /// A remark.
    Info,
}

/// Sentences: pieces in order, nothing between them.
pub type Text = Vec<Inline>;

/// A piece of a sentence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "inline", rename_all = "snake_case")]
pub enum Inline {
    /// Plain words.
    Plain {
        /// The words.
        text: String,
    },
    /// Words that matter.
    Strong {
        /// The words.
        text: String,
    },
    /// A code, path or name of a column.
    Code {
        /// The code.
        text: String,
    },
    /// The number and title of a section, or "Tabel 3", "Gambar 2": written by the outputs, as they count.
    Reference {
        /// Id of the section, or name of the table or figure.
        to: String,
    },
}

impl Inline {
    /// Plain words.
    pub fn plain(text: impl Into<String>) -> Self {
        Self::Plain { text: text.into() }
    }

    /// Words that matter.
    pub fn strong(text: impl Into<String>) -> Self {
        Self::Strong { text: text.into() }
    }

    /// A code.
    pub fn code(text: impl Into<String>) -> Self {
        Self::Code { text: text.into() }
    }

    /// A reference.
    pub fn reference(to: impl Into<String>) -> Self {
        Self::Reference { to: to.into() }
    }
}

/// One main figure.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Tile {
    /// Tells a page where its figure leads; empty leads nowhere.
    pub key: String,
    /// What is counted.
    pub name: String,
    /// The figure.
    pub figure: Cell,
    /// How it stands against its target; `None` where there is none.
    pub status: Option<Status>,
    /// The word of the status, when another one fits better than [`Status::word`]; empty takes that.
    pub word: String,
    /// Lines below: target, last quarter, tickets.
    pub under: Vec<String>,
    /// The last quarters as a small SVG, only on screens.
    #[serde(skip)]
    pub spark: Option<String>,
}

impl Tile {
    /// How it stands, as a cell says it; `None` where there is no target.
    pub fn standing(&self) -> Option<Cell> {
        self.status.map(|status| Cell::Status {
            status,
            word: self.word.clone(),
        })
    }
}

impl Block {
    /// A plain paragraph of plain words.
    pub fn body(text: impl Into<String>) -> Self {
        Self::Paragraph {
            level: Level::Body,
            text: vec![Inline::plain(text)],
        }
    }

    /// A remark of plain words.
    pub fn note(text: impl Into<String>) -> Self {
        Self::Paragraph {
            level: Level::Note,
            text: vec![Inline::plain(text)],
        }
    }

    /// A leading sentence of plain words.
    pub fn lead(text: impl Into<String>) -> Self {
        Self::Paragraph {
            level: Level::Lead,
            text: vec![Inline::plain(text)],
        }
    }
}

impl Section {
    /// A chapter or part without anything in it yet.
    pub fn new(id: impl Into<String>, title: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            title: title.into(),
            appendix: false,
            new_page: false,
            blocks: Vec::new(),
            parts: Vec::new(),
        }
    }
}

/// A section with its number, as every output counts.
#[derive(Clone, Debug)]
pub struct Numbered<'a> {
    /// "2", "2.1", "Lampiran A", "A.1".
    pub number: String,
    /// 1 for chapters.
    pub depth: usize,
    /// The section.
    pub section: &'a Section,
}

impl Document {
    /// Every section in reading order with its number.
    pub fn numbered(&self) -> Vec<Numbered<'_>> {
        fn parts<'a>(section: &'a Section, stem: &str, depth: usize, out: &mut Vec<Numbered<'a>>) {
            for (i, part) in section.parts.iter().enumerate() {
                let number = format!("{stem}.{}", i + 1);
                out.push(Numbered {
                    number: number.clone(),
                    depth,
                    section: part,
                });
                parts(part, &number, depth + 1, out);
            }
        }
        let mut out = Vec::new();
        let (mut chapters, mut appendices) = (0_usize, 0_usize);
        for section in &self.sections {
            let (number, stem) = if section.appendix {
                let letter = letters(appendices);
                appendices += 1;
                (format!("Lampiran {letter}"), letter)
            } else {
                chapters += 1;
                (chapters.to_string(), chapters.to_string())
            };
            out.push(Numbered {
                number,
                depth: 1,
                section,
            });
            parts(section, &stem, 2, &mut out);
        }
        out
    }

    /// Every table in reading order; its place + 1 is its number ("Tabel 1").
    pub fn tables(&self) -> Vec<&Table> {
        let blocks = self.numbered().into_iter().flat_map(|s| &s.section.blocks);
        blocks
            .filter_map(|block| match block {
                Block::Table(table) => Some(table),
                _ => None,
            })
            .collect()
    }

    /// Every figure in reading order; its place + 1 is its number ("Gambar 1").
    pub fn figures(&self) -> Vec<&Figure> {
        let blocks = self.numbered().into_iter().flat_map(|s| &s.section.blocks);
        blocks
            .filter_map(|block| match block {
                Block::Figure(figure) => Some(figure),
                _ => None,
            })
            .collect()
    }

    /// The words of a reference: "bagian 2.1", "Lampiran A", "Tabel 3", "Gambar 2"; `None` for a name that is not there.
    pub fn reference(&self, to: &str) -> Option<String> {
        let section = self.numbered().into_iter().find(|s| s.section.id == to);
        if let Some(section) = section {
            return Some(
                if section.number.starts_with(|c: char| c.is_ascii_digit()) {
                    format!("bagian {}", section.number)
                } else {
                    section.number
                },
            );
        }
        let place = |names: Vec<&str>| names.iter().position(|name| *name == to).map(|i| i + 1);
        place(self.tables().iter().map(|t| t.name.as_str()).collect())
            .map(|n| format!("Tabel {n}"))
            .or_else(|| {
                place(self.figures().iter().map(|f| f.name.as_str()).collect())
                    .map(|n| format!("Gambar {n}"))
            })
    }

    /// The title of a section or the caption of a table or figure, without its number; `None` for a name that is not there.
    pub fn title(&self, to: &str) -> Option<String> {
        let sections = self.numbered().into_iter();
        let sections = sections.map(|s| (&s.section.id, &s.section.title));
        let tables = self.tables().into_iter().map(|t| (&t.name, &t.caption));
        let figures = self.figures().into_iter().map(|f| (&f.name, &f.caption));
        sections
            .chain(tables)
            .chain(figures)
            .find(|(name, _)| *name == to)
            .map(|(_, title)| title.clone())
    }

    /// The words of a text, references written out; a dangling one stays empty ([`Self::check`] finds it).
    pub fn words(&self, text: &Text) -> String {
        text.iter()
            .map(|inline| match inline {
                Inline::Plain { text } | Inline::Strong { text } | Inline::Code { text } => {
                    text.clone()
                }
                Inline::Reference { to } => self.reference(to).unwrap_or_default(),
            })
            .collect()
    }

    /// Looks for what no output could write.
    ///
    /// # Errors
    /// Ragged tables, names given twice, references to nothing.
    pub fn check(&self) -> Result<(), DocumentError> {
        let mut names = std::collections::BTreeSet::new();
        let numbered = self.numbered();
        let ids = numbered.iter().map(|s| &s.section.id);
        let tables = self.tables();
        let figures = self.figures();
        let all = ids
            .chain(tables.iter().map(|t| &t.name))
            .chain(figures.iter().map(|f| &f.name));
        for name in all {
            if !names.insert(name) {
                return Err(DocumentError::NotUnique(name.clone()));
            }
        }
        for table in tables
            .iter()
            .copied()
            .chain(figures.iter().filter_map(|f| f.data.as_ref()))
        {
            table.check()?;
        }
        for section in &numbered {
            for block in &section.section.blocks {
                for text in block.texts() {
                    for inline in text {
                        if let Inline::Reference { to } = inline
                            && !names.contains(to)
                        {
                            return Err(DocumentError::Dangling(to.clone()));
                        }
                    }
                }
            }
        }
        Ok(())
    }
}

impl Block {
    fn texts(&self) -> Vec<&Text> {
        match self {
            Self::Paragraph { text, .. } | Self::Callout { text, .. } => vec![text],
            Self::List { items, .. } => items.iter().collect(),
            Self::Terms { items } => items.iter().map(|(_, text)| text).collect(),
            Self::Table(table) => table.notes.iter().collect(),
            Self::Tiles { .. } | Self::Figure(_) | Self::Code { .. } => Vec::new(),
        }
    }

    /// Its texts, to change them.
    pub fn texts_mut(&mut self) -> Vec<&mut Text> {
        match self {
            Self::Paragraph { text, .. } | Self::Callout { text, .. } => vec![text],
            Self::List { items, .. } => items.iter_mut().collect(),
            Self::Terms { items } => items.iter_mut().map(|(_, text)| text).collect(),
            Self::Table(table) => table.notes.iter_mut().collect(),
            Self::Tiles { .. } | Self::Figure(_) | Self::Code { .. } => Vec::new(),
        }
    }
}

/// 0 is A, 25 is Z, 26 is AA.
fn letters(mut place: usize) -> String {
    let mut out = String::new();
    loop {
        out.insert(0, char::from(b'A' + (place % 26) as u8));
        if place < 26 {
            return out;
        }
        place = place / 26 - 1;
    }
}
