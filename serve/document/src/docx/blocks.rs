//! The blocks of a section.

use docx_rs::{
    BreakType, Paragraph, Run, Shading, TableBorder, TableBorderPosition, TableLayoutType,
    TableRow, WidthType,
};

use super::front::{self, cell};
use super::text::{clean, paragraph, plain, shape, styled};
use super::{BULLETS, NUMBERS, Piece, Writer, picture, point};
use crate::error::DocumentError;
use crate::model::{Block, Callout, Level, Numbered, Tile};

impl Writer<'_> {
    pub(super) fn heading(&mut self, numbered: &Numbered<'_>) {
        let style = format!("Heading{}", numbered.depth.min(3));
        let words = plain(&front::heading(numbered));
        let mut heading = Paragraph::new().style(&style);
        if numbered.section.new_page {
            heading = heading.page_break_before(true);
        }
        let heading = self.marked(heading, &numbered.section.id, [words]);
        self.push(heading);
    }

    pub(super) fn block(&mut self, block: &Block) -> Result<(), DocumentError> {
        match block {
            Block::Paragraph { level, text } => {
                let style = match level {
                    Level::Lead => "Lead",
                    Level::Body => "Normal",
                    Level::Note => "Note",
                };
                self.push(self.sentences(Paragraph::new().style(style), text));
            }
            Block::Callout { kind, text } => {
                let (style, word) = match kind {
                    Callout::Draft => ("CalloutDraft", "Konsep. "),
                    Callout::Warning => ("CalloutWarning", "Perhatian. "),
                    Callout::Info => ("CalloutInfo", "Catatan. "),
                };
                let opening = Paragraph::new()
                    .style(style)
                    .add_run(styled("Strong", word));
                self.push(self.sentences(opening, text));
            }
            Block::List { ordered, items } => {
                let id = if *ordered {
                    self.ordered += 1;
                    NUMBERS + self.ordered - 1
                } else {
                    BULLETS
                };
                for item in items {
                    self.push(self.sentences(point(id), item));
                }
            }
            Block::Terms { items } => {
                for (term, meaning) in items {
                    self.push(paragraph("Term", term));
                    self.push(self.sentences(Paragraph::new().style("Meaning"), meaning));
                }
            }
            Block::Tiles { tiles } => self.tiles(tiles),
            Block::Table(table) => self.table(table),
            Block::Figure(figure) => {
                let drawn = picture::svg(&figure.svg)?;
                let most = (self.page.room(), self.page.tallest());
                let run = self.picture(drawn, &figure.alt, most);
                self.push(Paragraph::new().style("Picture").add_run(run));
                self.figures += 1;
                let caption = self.caption("Gambar", self.figures, &figure.name, &figure.caption);
                self.push(caption);
            }
            Block::Code { title, text } => {
                self.push(paragraph("CodeTitle", title));
                self.push(Paragraph::new().style("Code").add_run(code(text)));
            }
        }
        Ok(())
    }

    /// The main figures, at most four side by side, divided by white.
    fn tiles(&mut self, tiles: &[Tile]) {
        for row in tiles.chunks(4) {
            let width = self.page.room() as usize / row.len().max(2);
            let cells = row.iter().map(|tile| {
                let mut cell = cell(width)
                    .shading(Shading::new().fill("F1F4F7"))
                    .add_paragraph(paragraph("TileName", &tile.name))
                    .add_paragraph(paragraph("TileFigure", &tile.figure.text()));
                let detail = tile.figure.detail();
                if !detail.is_empty() {
                    cell = cell.add_paragraph(paragraph("TileUnder", &detail));
                }
                if let Some((standing, status)) = tile.standing().zip(tile.status) {
                    cell = cell.add_paragraph(
                        Paragraph::new()
                            .style("TileUnder")
                            .add_run(shape(status))
                            .add_run(plain(&format!(" {}", standing.text()))),
                    );
                }
                tile.under.iter().fold(cell, |cell, line| {
                    cell.add_paragraph(paragraph("TileUnder", line))
                })
            });
            let widths = vec![width; row.len()];
            let white = TableBorder::new(TableBorderPosition::InsideV)
                .size(48)
                .color("FFFFFF");
            let table =
                docx_rs::Table::without_borders(vec![TableRow::new(cells.collect()).cant_split()])
                    .set_border(white)
                    .width(widths.iter().sum(), WidthType::Dxa)
                    .layout(TableLayoutType::Fixed)
                    .set_grid(widths);
            self.pieces.push(Piece::Table(Box::new(table)));
            self.push(Paragraph::new().style("Gap"));
        }
    }
}

/// Letter for letter, a break for each line.
fn code(text: &str) -> Run {
    let mut run = Run::new();
    for (i, line) in text.lines().enumerate() {
        if i > 0 {
            run = run.add_break(BreakType::TextWrapping);
        }
        for (j, piece) in line.split('\t').enumerate() {
            if j > 0 {
                run = run.add_tab();
            }
            run = run.add_text(clean(piece));
        }
    }
    run
}
