//! Blocks but tables.

use std::fmt::Write as _;

use super::{Escaped, Page, put};
use crate::model::{Block, Callout, Figure, Inline, Level, Status, Table, Text, Tile};

impl Page<'_> {
    pub(super) fn block(&mut self, block: &Block, level: usize) {
        match block {
            Block::Paragraph { level, text } => {
                self.out.push_str(match level {
                    Level::Lead => "<p class=\"lead\">",
                    Level::Body => "<p>",
                    Level::Note => "<p class=\"note\">",
                });
                self.text(text);
                self.out.push_str("</p>\n");
            }
            Block::Callout { kind, text } => {
                self.out.push_str(match kind {
                    Callout::Draft => "<p class=\"alert draft\"><strong>Konsep.</strong> ",
                    Callout::Warning => "<p class=\"alert\"><strong>Perhatian.</strong> ",
                    Callout::Info => "<p class=\"alert info\"><strong>Catatan.</strong> ",
                });
                self.text(text);
                self.out.push_str("</p>\n");
            }
            Block::List { ordered, items } => {
                let tag = if *ordered { "ol" } else { "ul" };
                put!(self, "<{tag}>\n");
                for item in items {
                    self.out.push_str("<li>");
                    self.text(item);
                    self.out.push_str("</li>\n");
                }
                put!(self, "</{tag}>\n");
            }
            Block::Terms { items } => {
                self.out.push_str("<dl class=\"words\">\n");
                for (term, text) in items {
                    put!(self, "<dt>{}</dt><dd>", Escaped(term));
                    self.text(text);
                    self.out.push_str("</dd>\n");
                }
                self.out.push_str("</dl>\n");
            }
            Block::Tiles { tiles } => {
                self.out.push_str("<ul class=\"tiles\">\n");
                for tile in tiles {
                    self.tile(tile);
                }
                self.out.push_str("</ul>\n");
            }
            Block::Table(table) => {
                self.tables += 1;
                if self.around.is_some() {
                    self.table(table, &table.caption);
                } else {
                    let caption = format!("Tabel {}. {}", self.tables, table.caption);
                    self.table(table, &caption);
                }
            }
            Block::Figure(figure) => self.figure(figure, level),
            Block::Code { title, text } => {
                put!(
                    self,
                    "<details>\n<summary>{}</summary>\n<pre tabindex=\"0\"><code>{}</code></pre>\n</details>\n",
                    Escaped(title),
                    Escaped(text)
                );
            }
        }
    }

    pub(super) fn text(&mut self, text: &Text) {
        for inline in text {
            match inline {
                Inline::Plain { text } => {
                    put!(self, "{}", Escaped(text));
                }
                Inline::Strong { text } => {
                    put!(self, "<strong>{}</strong>", Escaped(text));
                }
                Inline::Code { text } => {
                    put!(self, "<code>{}</code>", Escaped(text));
                }
                Inline::Reference { to } => {
                    let words = if self.around.is_some() {
                        self.document.title(to)
                    } else {
                        self.document.reference(to)
                    };
                    let words = words.unwrap_or_default();
                    put!(self, "<a href=\"#{}\">{}</a>", Escaped(to), Escaped(&words));
                }
            }
        }
    }

    /// Shape and word of a status.
    pub(super) fn status(&mut self, status: Status, word: &str) {
        put!(
            self,
            "<span class=\"status {}\"><span aria-hidden=\"true\">{}</span> {}</span>",
            class(status),
            status.shape(),
            Escaped(word)
        );
    }

    fn tile(&mut self, tile: &Tile) {
        let link = self.around.and_then(|around| around.link_tile(tile));
        let figure = match link {
            Some(link) => format!(
                "<a href=\"{}\">{}</a>",
                Escaped(&link),
                Escaped(&tile.figure.text())
            ),
            None => Escaped(&tile.figure.text()).to_string(),
        };
        put!(
            self,
            "<li><span class=\"name\">{}</span>\n<span class=\"figure\">{figure}</span>\n{}<span class=\"under\">",
            Escaped(&tile.name),
            tile.spark.as_deref().unwrap_or_default()
        );
        let mut lines = 0;
        if let Some((standing, status)) = tile.standing().zip(tile.status) {
            self.status(status, &standing.text());
            lines += 1;
        }
        let interval = tile.figure.detail();
        let interval = (!interval.is_empty()).then(|| format!("selang 95%: {interval}"));
        for line in tile.under.iter().chain(&interval) {
            if lines > 0 {
                self.out.push_str("<br>");
            }
            put!(self, "{}", Escaped(line));
            lines += 1;
        }
        self.out.push_str("</span></li>\n");
    }

    fn figure(&mut self, figure: &Figure, _level: usize) {
        self.figures += 1;
        let number = match self.around {
            Some(_) => String::new(),
            None => format!("Gambar {}. ", self.figures),
        };
        put!(
            self,
            "<figure id=\"{}\" tabindex=\"0\">\n{}\n<figcaption>{number}{}</figcaption>\n",
            Escaped(&figure.name),
            figure.svg,
            Escaped(&figure.caption)
        );
        if let Some(around) = self.around {
            self.downloads(&around.below_figure(figure));
        }
        if let Some(data) = &figure.data {
            self.data(data);
        }
        self.out.push_str("</figure>\n");
    }

    /// The figures of a chart, folded.
    fn data(&mut self, data: &Table) {
        self.out
            .push_str("<details>\n<summary>Angka pada gambar ini</summary>\n");
        // It may be called as a table is that stands beside it.
        let caption = match self.around {
            Some(_) => format!("Angka grafik: {}", data.caption),
            None => data.caption.clone(),
        };
        self.table(data, &caption);
        self.out.push_str("</details>\n");
    }
}

/// Class of a status, for its colour.
pub(super) const fn class(status: Status) -> &'static str {
    match status {
        Status::Reached => "reached",
        Status::Warning => "warning",
        Status::Missed => "missed",
        Status::Unknown => "unknown",
    }
}
