//! Words, and the fields that Word counts by itself.

use docx_rs::{FieldCharType, Hyperlink, HyperlinkType, InstrText, Paragraph, Run};

use super::Writer;
use crate::model::{Inline, Status, Text};

/// The letters that XML may hold, in one line: control characters are left out, a line break becomes a blank.
pub(super) fn clean(text: &str) -> String {
    text.chars()
        .filter_map(|c| match c {
            '\n' | '\r' | '\t' => Some(' '),
            '\u{fffe}' | '\u{ffff}' => None,
            c if c.is_control() => None,
            c => Some(c),
        })
        .collect()
}

/// Words without looks of their own.
pub(super) fn plain(text: &str) -> Run {
    Run::new().add_text(clean(text))
}

/// Words of a style of characters.
pub(super) fn styled(style: &str, text: &str) -> Run {
    plain(text).style(style)
}

/// The shape of a status in its colour.
pub(super) fn shape(status: Status) -> Run {
    plain(status.shape()).color(status.colour().trim_start_matches('#'))
}

/// A paragraph of plain words.
pub(super) fn paragraph(style: &str, text: &str) -> Paragraph {
    Paragraph::new().style(style).add_run(plain(text))
}

/// A field: Word counts it again when it opens the file, others show `cached`.
pub(super) fn field(instruction: &str, cached: &str) -> [Run; 5] {
    let instruction = InstrText::Unsupported(format!(" {instruction} "));
    [
        Run::new().add_field_char(FieldCharType::Begin, false),
        Run::new().add_instr_text(instruction),
        Run::new().add_field_char(FieldCharType::Separate, false),
        plain(cached),
        Run::new().add_field_char(FieldCharType::End, false),
    ]
}

/// Puts runs one after the other.
pub(super) fn add(paragraph: Paragraph, runs: impl IntoIterator<Item = Run>) -> Paragraph {
    runs.into_iter().fold(paragraph, Paragraph::add_run)
}

/// A lead to a bookmark.
pub(super) fn link(bookmark: &str, runs: impl IntoIterator<Item = Run>) -> Hyperlink {
    let link = Hyperlink::new(bookmark, HyperlinkType::Anchor);
    runs.into_iter().fold(link, Hyperlink::add_run)
}

impl Writer<'_> {
    /// Sentences, references as fields or leads.
    pub(super) fn sentences(&self, mut to: Paragraph, text: &Text) -> Paragraph {
        for inline in text {
            to = match inline {
                Inline::Plain { text } => to.add_run(plain(text)),
                Inline::Strong { text } => to.add_run(styled("Strong", text)),
                Inline::Code { text } => to.add_run(styled("CodeText", text)),
                Inline::Reference { to: name } => {
                    let words = self.document.reference(name).unwrap_or_default();
                    match self.anchors.get(name.as_str()) {
                        Some(anchor) if anchor.counted => {
                            add(to, field(&format!("REF {} \\h", anchor.bookmark), &words))
                        }
                        Some(anchor) => to.add_hyperlink(link(&anchor.bookmark, [plain(&words)])),
                        None => to.add_run(plain(&words)),
                    }
                }
            };
        }
        to
    }

    /// Puts a bookmark around runs.
    pub(super) fn marked(
        &mut self,
        to: Paragraph,
        name: &str,
        runs: impl IntoIterator<Item = Run>,
    ) -> Paragraph {
        self.bookmarks += 1;
        let id = self.bookmarks;
        let bookmark = self.anchors.get(name).map(|a| a.bookmark.clone());
        match bookmark {
            Some(bookmark) => add(to.add_bookmark_start(id, bookmark), runs).add_bookmark_end(id),
            None => add(to, runs),
        }
    }

    /// "Tabel 3. Pemenuhan norma waktu per layanan": the number is a field, and what references point to.
    pub(super) fn caption(
        &mut self,
        label: &str,
        number: usize,
        name: &str,
        words: &str,
    ) -> Paragraph {
        let counted = field(&format!("SEQ {label} \\* ARABIC"), &number.to_string());
        let runs = std::iter::once(plain(&format!("{label} "))).chain(counted);
        self.marked(Paragraph::new().style("Caption"), name, runs)
            .add_run(plain(&format!(". {words}")))
    }
}
