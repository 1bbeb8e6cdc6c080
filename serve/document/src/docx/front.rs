//! Cover, approval sheet, contents.

use docx_rs::{
    AlignmentType, FieldCharType, InstrText, Paragraph, Run, TableCell, TableLayoutType, TableRow,
    WidthType,
};

use super::text::{add, link, paragraph, plain, styled};
use super::{Piece, Writer, picture};
use crate::error::DocumentError;
use crate::model::{Numbered, Signatory};

/// Where a hand writes.
const DOTS: &str = "..............................................";

/// A heading with its number, as in the contents: "2.1 Rincian", "Lampiran A. Definisi".
pub(super) fn heading(numbered: &Numbered<'_>) -> String {
    let stop = if numbered.number.starts_with(|c: char| c.is_ascii_digit()) {
        ""
    } else {
        "."
    };
    format!("{}{stop} {}", numbered.number, numbered.section.title)
}

impl Writer<'_> {
    pub(super) fn front(&mut self) -> Result<(), DocumentError> {
        self.cover()?;
        self.approval();
        self.contents();
        Ok(())
    }

    fn cover(&mut self) -> Result<(), DocumentError> {
        let meta = &self.document.meta;
        if let Some(logo) = &meta.logo {
            let drawn = picture::logo(logo)?;
            let run = self.picture(drawn, &logo.alt, (1_700, 1_700));
            self.push(Paragraph::new().style("Organisation").add_run(run));
        }
        for line in &meta.organisation {
            self.push(paragraph("Organisation", line));
        }
        self.push(paragraph("Title", &meta.title));
        if !meta.subtitle.is_empty() {
            self.push(paragraph("Subtitle", &meta.subtitle));
        }
        self.push(paragraph("Period", &meta.period));
        if let Some(mark) = &meta.mark {
            self.push(paragraph("Mark", mark));
        }
        if meta.facts.is_empty() {
            return Ok(());
        }
        let room = self.page.room() as usize;
        let widths = [room / 4, room - room / 4];
        let rows = meta.facts.iter().map(|(term, words)| {
            TableRow::new(vec![
                cell(widths[0]).add_paragraph(
                    Paragraph::new()
                        .style("TableText")
                        .add_run(plain(term).color("4B535C")),
                ),
                cell(widths[1]).add_paragraph(paragraph("TableText", words)),
            ])
            .cant_split()
        });
        self.bare(rows.collect(), widths.to_vec());
        Ok(())
    }

    /// A table without lines.
    pub(super) fn bare(&mut self, rows: Vec<TableRow>, widths: Vec<usize>) {
        let table = docx_rs::Table::without_borders(rows)
            .width(widths.iter().sum(), WidthType::Dxa)
            .layout(TableLayoutType::Fixed)
            .set_grid(widths);
        self.pieces.push(Piece::Table(Box::new(table)));
        self.push(Paragraph::new().style("Gap"));
    }

    fn approval(&mut self) {
        let meta = &self.document.meta;
        if meta.signatories.is_empty() {
            return;
        }
        self.push(paragraph("FrontHeading", "Lembar Pengesahan"));
        self.push(paragraph(
            "Lead",
            &format!("{} {}", meta.title, meta.subtitle),
        ));
        self.push(paragraph("Period", &meta.period));
        let place = format!("{}, ..............................", meta.place);
        self.push(paragraph("Signature", &place).align(AlignmentType::Right));
        self.push(Paragraph::new().style("Gap"));
        let half = self.page.room() as usize / 2;
        let rows = meta.signatories.chunks(2).map(|pair| {
            let mut cells: Vec<TableCell> = pair.iter().map(|who| signature(who, half)).collect();
            if cells.len() == 1 {
                cells.push(cell(half).add_paragraph(Paragraph::new().style("Signature")));
            }
            TableRow::new(cells).cant_split()
        });
        self.bare(rows.collect(), vec![half, half]);
    }

    /// The contents: a field that Word fills again, with the numbers of pages, when it opens the file. Those that do not
    /// find every heading, with a lead to it; on which page it stands only they know, so none is written.
    fn contents(&mut self) {
        self.push(paragraph("FrontHeading", "Daftar Isi"));
        let numbered = self.document.numbered();
        let last = numbered.len();
        for (i, section) in numbered.iter().enumerate().filter(|(_, s)| s.depth <= 3) {
            let mut entry = Paragraph::new().style(&format!("TOC{}", section.depth));
            if i == 0 {
                let instruction = InstrText::Unsupported(" TOC \\o \"1-3\" \\h \\z ".to_owned());
                entry = entry
                    .add_run(Run::new().add_field_char(FieldCharType::Begin, true))
                    .add_run(Run::new().add_instr_text(instruction))
                    .add_run(Run::new().add_field_char(FieldCharType::Separate, false));
            }
            let Some(anchor) = self.anchors.get(section.section.id.as_str()) else {
                continue;
            };
            let words = [plain(&heading(section))];
            self.push(entry.add_hyperlink(link(&anchor.bookmark, words)));
        }
        if last > 0 {
            let end = Run::new().add_field_char(FieldCharType::End, false);
            self.push(add(Paragraph::new().style("Gap"), [end]));
        }
        // The first chapter never begins below the contents.
        let begins_new = self.document.sections.first().is_none_or(|s| s.new_page);
        if !begins_new {
            self.push(Paragraph::new().style("Gap").page_break_before(true));
        }
    }
}

pub(super) fn cell(width: usize) -> TableCell {
    TableCell::new().width(width, WidthType::Dxa)
}

fn signature(who: &Signatory, width: usize) -> TableCell {
    let name = if who.name.is_empty() { DOTS } else { &who.name };
    let number = match (who.name.is_empty(), who.number.is_empty()) {
        (_, false) => format!("NIP {}", who.number),
        (true, true) => format!("NIP {}", &DOTS[..DOTS.len() - 5]),
        (false, true) => String::new(),
    };
    cell(width)
        .add_paragraph(paragraph("Signature", &who.act))
        .add_paragraph(
            Paragraph::new()
                .style("Signature")
                .add_run(styled("Strong", &who.office)),
        )
        .add_paragraph(paragraph("SignatureRoom", name))
        .add_paragraph(paragraph("Signature", &number))
        .add_paragraph(Paragraph::new().style("Signature"))
}
