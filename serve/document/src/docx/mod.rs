//! DOCX: the copy that people finish by hand. Real heading styles for the navigation pane, captions and references as
//! fields that Word counts again, table headers that repeat, pictures with words for those who do not see them.
//!
//! # Layout
//!
//! - `flow`: which pages stand upright and which are turned; `page`: paper, headers and feet
//! - `front`: cover, approval sheet, contents; `blocks`, `table`, `text`: what stands in sections
//! - `picture`: charts as PNG; `rewrite`: what docx-rs leaves out of `word/document.xml`; `package`: the file
//! - `parts/`: styles, settings and the list of fonts, letter for letter as in the file

mod blocks;
mod flow;
mod front;
mod package;
mod page;
mod picture;
mod rewrite;
mod table;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
mod text;

use std::collections::BTreeMap;

use docx_rs::{
    AbstractNumbering, Docx, IndentLevel, Level, LevelJc, LevelOverride, LevelText, NumberFormat,
    Numbering, NumberingId, Paragraph, SectionProperty, SpecialIndentType, Start,
};

use crate::error::DocumentError;
use crate::model::Document;
use page::Page;

/// Id of the pattern of bullets, and of the list that uses it; 1 is a pattern of docx-rs.
const BULLETS: usize = 2;
/// Id of the pattern of numbers; every numbered list is one of its own that begins at 1.
const NUMBERS: usize = 3;

/// Writes the document for Word.
///
/// # Errors
/// The document fails [`Document::check`]; a picture is not SVG or PNG; a library refuses.
pub fn docx(document: &Document) -> Result<Vec<u8>, DocumentError> {
    document.check()?;
    let mut writer = Writer::new(document);
    writer.front()?;
    writer.body()?;
    writer.finish()
}

/// What stands one below the other on the pages.
enum Piece {
    Paragraph(Box<Paragraph>),
    Table(Box<docx_rs::Table>),
}

/// Where a reference leads.
struct Anchor {
    /// Name of the bookmark.
    bookmark: String,
    /// The bookmark holds the words of the reference itself ("Tabel 3"), so that Word can count them again.
    counted: bool,
}

/// A picture and what it shows, in words.
struct Picture {
    png: Vec<u8>,
    alt: String,
}

/// A document on its way to Word.
struct Writer<'a> {
    document: &'a Document,
    page: Page,
    anchors: BTreeMap<&'a str, Anchor>,
    pieces: Vec<Piece>,
    pictures: Vec<Picture>,
    bookmarks: usize,
    tables: usize,
    figures: usize,
    ordered: usize,
}

impl<'a> Writer<'a> {
    fn new(document: &'a Document) -> Self {
        let mut anchors = BTreeMap::new();
        let mut add = |name: &'a str, stem: &str, place: usize, counted| {
            let bookmark = format!("{stem}_{}", place + 1);
            anchors.insert(name, Anchor { bookmark, counted });
        };
        for (i, section) in document.numbered().into_iter().enumerate() {
            add(&section.section.id, "bagian", i, false);
        }
        for (i, table) in document.tables().into_iter().enumerate() {
            add(&table.name, "tabel", i, true);
        }
        for (i, figure) in document.figures().into_iter().enumerate() {
            add(&figure.name, "gambar", i, true);
        }
        Self {
            document,
            page: Page::upright(document.meta.paper),
            anchors,
            pieces: Vec::new(),
            pictures: Vec::new(),
            bookmarks: 0,
            tables: 0,
            figures: 0,
            ordered: 0,
        }
    }

    fn push(&mut self, paragraph: Paragraph) {
        self.pieces.push(Piece::Paragraph(Box::new(paragraph)));
    }

    /// Headings and blocks; where the paper turns, the last paragraph before carries the section of Word.
    fn body(&mut self) -> Result<(), DocumentError> {
        for item in flow::flow(self.document) {
            if item.turned != self.page.turned {
                self.end_section();
                self.page = self.page.turn();
            }
            match item.what {
                flow::What::Heading(heading) => self.heading(&heading),
                flow::What::Block(block) => self.block(block)?,
            }
        }
        Ok(())
    }

    fn end_section(&mut self) {
        let (width, height) = (self.page.width, self.page.height);
        let section =
            SectionProperty::new().page_size(docx_rs::PageSize::new().size(width, height));
        match self.pieces.last_mut() {
            Some(Piece::Paragraph(last)) => {
                **last = std::mem::take(&mut **last).section_property(section);
            }
            _ => self.push(Paragraph::new().style("Gap").section_property(section)),
        }
    }

    fn finish(self) -> Result<Vec<u8>, DocumentError> {
        let mut docx = Docx::new()
            .page_size(self.page.width, self.page.height)
            .add_abstract_numbering(pattern(BULLETS, "bullet", "•"))
            .add_abstract_numbering(pattern(NUMBERS, "decimal", "%1."))
            .add_numbering(Numbering::new(BULLETS, BULLETS));
        for list in 0..self.ordered {
            let from_one = LevelOverride::new(0).start(1);
            docx =
                docx.add_numbering(Numbering::new(NUMBERS + list, NUMBERS).add_override(from_one));
        }
        for piece in self.pieces {
            docx = match piece {
                Piece::Paragraph(paragraph) => docx.add_paragraph(*paragraph),
                Piece::Table(table) => docx.add_table(*table),
            };
        }
        let parts = docx.build();
        package::package(
            &self.document.meta,
            &parts.document,
            &parts.numberings,
            &self.pictures,
        )
    }
}

fn pattern(id: usize, format: &str, text: &str) -> AbstractNumbering {
    let level = Level::new(
        0,
        Start::new(1),
        NumberFormat::new(format),
        LevelText::new(text),
        LevelJc::new("left"),
    );
    AbstractNumbering::new(id).add_level(level.indent(
        Some(397),
        Some(SpecialIndentType::Hanging(397)),
        None,
        None,
    ))
}

/// A paragraph of the list `id`.
fn point(id: usize) -> Paragraph {
    Paragraph::new()
        .style("ListParagraph")
        .numbering(NumberingId::new(id), IndentLevel::new(0))
}
