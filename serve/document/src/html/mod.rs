//! HTML: one self-contained page without script, for screens, printers and screen readers; or the sections alone, as the
//! inside of a page that somebody else frames.

mod block;
mod escape;
mod table;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

use std::fmt::Write as _;

use crate::error::DocumentError;
use crate::model::{Document, Figure, Meta, Numbered, Paper, Row, Table, Tile};

pub use escape::Escaped;

/// The style sheet of documents and pages.
pub const STYLE: &str = include_str!("style.css");

/// The document as one page.
///
/// # Errors
/// What [`Document::check`] finds.
pub fn html(document: &Document) -> Result<String, DocumentError> {
    document.check()?;
    let mut page = Page::new(document, None);
    page.head();
    page.cover();
    page.out.push_str("<main id=\"isi\">\n");
    let sections = document.numbered();
    page.contents(&sections);
    for (i, section) in sections.iter().enumerate() {
        let next = sections.get(i + 1).map_or(1, |next| next.depth);
        page.section(section, next);
    }
    page.out.push_str("</main>\n");
    page.foot();
    Ok(page.out)
}

/// What a page adds to a document that stands in it. Every address is local: path and query.
pub trait Around {
    /// Where a cell leads; `column` is its place among all columns of the table.
    fn link(&self, table: &Table, row: &Row, column: usize) -> Option<String>;

    /// Where the figure of a tile leads.
    fn link_tile(&self, tile: &Tile) -> Option<String>;

    /// What stands below a table: words and address each.
    fn below_table(&self, table: &Table) -> Vec<(String, String)>;

    /// What stands below a figure.
    fn below_figure(&self, figure: &Figure) -> Vec<(String, String)>;
}

/// The sections alone, without numbers: headings begin with `<h2>`.
///
/// # Errors
/// What [`Document::check`] finds.
pub fn sections(document: &Document, around: &dyn Around) -> Result<String, DocumentError> {
    document.check()?;
    let mut page = Page::new(document, Some(around));
    let sections = document.numbered();
    for (i, section) in sections.iter().enumerate() {
        let next = sections.get(i + 1).map_or(1, |next| next.depth);
        page.section(section, next);
    }
    Ok(page.out)
}

/// What is written so far, and how many tables and figures stand in it.
struct Page<'a> {
    document: &'a Document,
    out: String,
    tables: usize,
    figures: usize,
    /// Of sections that stand in another page; they are not numbered.
    around: Option<&'a dyn Around>,
}

/// Writes into a string, which cannot fail.
macro_rules! put {
    ($page:expr, $($words:tt)*) => {
        let _ = write!($page.out, $($words)*);
    };
}
pub(crate) use put;

impl<'a> Page<'a> {
    fn new(document: &'a Document, around: Option<&'a dyn Around>) -> Self {
        Self {
            document,
            out: String::with_capacity(256 * 1024),
            tables: 0,
            figures: 0,
            around,
        }
    }

    /// Words that lead elsewhere.
    fn downloads(&mut self, links: &[(String, String)]) {
        if links.is_empty() {
            return;
        }
        self.out.push_str("<p class=\"downloads\">Unduh: ");
        for (i, (words, address)) in links.iter().enumerate() {
            let between = if i > 0 { " · " } else { "" };
            put!(
                self,
                "{between}<a href=\"{}\">{}</a>",
                Escaped(address),
                Escaped(words)
            );
        }
        self.out.push_str("</p>\n");
    }

    fn head(&mut self) {
        let meta = &self.document.meta;
        let title = Escaped(&meta.title);
        let size = match meta.paper {
            Paper::A4 => "a4",
            Paper::Letter => "letter",
        };
        put!(
            self,
            "<!doctype html>\n<html lang=\"id\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"generator\" content=\"norma\">\n<title>{title}: {}</title>\n\
             <style>{STYLE}</style>\n</head>\n<body class=\"{size}\">\n\
             <a class=\"skip\" href=\"#isi\">Langsung ke isi</a>\n<div class=\"sheet\">\n",
            Escaped(&meta.subtitle)
        );
    }

    fn cover(&mut self) {
        let Meta {
            title,
            subtitle,
            period,
            organisation,
            facts,
            mark,
            signatories,
            place,
            ..
        } = &self.document.meta;
        self.out.push_str("<header class=\"title\">\n");
        for line in organisation {
            put!(self, "<p class=\"eyebrow\">{}</p>\n", Escaped(line));
        }
        put!(
            self,
            "<h1>{}</h1>\n<p class=\"period\"><strong>{}</strong>",
            Escaped(title),
            Escaped(subtitle)
        );
        if !period.is_empty() {
            put!(self, " · {}", Escaped(period));
        }
        self.out.push_str("</p>\n");
        if let Some(mark) = mark {
            put!(
                self,
                "<p class=\"alert\"><strong>{}</strong></p>\n",
                Escaped(mark)
            );
        }
        self.out.push_str("<dl class=\"meta\">\n");
        for (term, words) in facts {
            put!(
                self,
                "<dt>{}</dt><dd>{}</dd>\n",
                Escaped(term),
                Escaped(words)
            );
        }
        self.out.push_str("</dl>\n</header>\n");
        if signatories.is_empty() {
            return;
        }
        self.out.push_str(
            "<section class=\"approval\" aria-labelledby=\"pengesahan\">\n<h2 id=\"pengesahan\">Lembar pengesahan</h2>\n<div class=\"signatures\">\n",
        );
        for signatory in signatories {
            put!(
                self,
                "<div class=\"signature\"><p>{}<br>{}</p><p class=\"room\">{}, ____________________</p>",
                Escaped(&signatory.act),
                Escaped(&signatory.office),
                Escaped(place)
            );
            let name = if signatory.name.is_empty() {
                "________________________"
            } else {
                &signatory.name
            };
            put!(self, "<p><strong>{}</strong>", Escaped(name));
            if !signatory.number.is_empty() {
                put!(self, "<br>NIP {}", Escaped(&signatory.number));
            }
            self.out.push_str("</p></div>\n");
        }
        self.out.push_str("</div>\n</section>\n");
    }

    fn contents(&mut self, sections: &[Numbered<'_>]) {
        self.out.push_str(
            "<nav class=\"contents\" aria-labelledby=\"daftar-isi\">\n<h2 id=\"daftar-isi\">Daftar isi</h2>\n<ul>\n",
        );
        for section in sections.iter().filter(|section| section.depth == 1) {
            put!(
                self,
                "<li><a href=\"#{}\">{}</a></li>\n",
                Escaped(&section.section.id),
                Escaped(&heading(section))
            );
        }
        self.out.push_str("</ul>\n</nav>\n");
    }

    /// A section opens when it begins and closes before the next one that is not its part.
    fn section(&mut self, section: &Numbered<'_>, next: usize) {
        let level = (section.depth + 1).min(6);
        let id = &section.section.id;
        // Within a page a section is found by its heading; as landmarks they would crowd it.
        let label = match self.around {
            Some(_) => String::new(),
            None => format!(" aria-labelledby=\"{}\"", Escaped(id)),
        };
        put!(
            self,
            "<section{label}>\n<h{level} id=\"{0}\">{1}</h{level}>\n",
            Escaped(id),
            Escaped(&if self.around.is_some() {
                section.section.title.clone()
            } else {
                heading(section)
            })
        );
        for block in &section.section.blocks {
            self.block(block, level);
        }
        for _ in next..=section.depth {
            self.out.push_str("</section>\n");
        }
    }

    fn foot(&mut self) {
        put!(
            self,
            "<footer>\n<p>{} · {}</p>\n</footer>\n</div>\n</body>\n</html>\n",
            Escaped(&self.document.meta.footer),
            Escaped(&self.document.meta.identifier)
        );
    }
}

/// "2.1 Rincian", "Lampiran A. Definisi".
fn heading(section: &Numbered<'_>) -> String {
    let dot = if section.depth == 1 { "." } else { "" };
    format!("{}{dot} {}", section.number, section.section.title)
}
