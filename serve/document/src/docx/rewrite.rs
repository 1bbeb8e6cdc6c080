//! What docx-rs leaves out of `word/document.xml`: words of pictures, headers that repeat, sections of Word with their
//! headers and feet, and the order of properties that the schema asks for.

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, Writer};

use super::Picture;
use super::page::Page;
use crate::error::DocumentError;

/// The properties whose parts the schema orders, and that order.
const ORDERED: [(&str, &[&str]); 4] = [
    (
        "w:pPr",
        &[
            "w:pStyle",
            "w:keepNext",
            "w:keepLines",
            "w:pageBreakBefore",
            "w:widowControl",
            "w:numPr",
            "w:pBdr",
            "w:shd",
            "w:tabs",
            "w:snapToGrid",
            "w:spacing",
            "w:ind",
            "w:jc",
            "w:outlineLvl",
            "w:rPr",
            "w:sectPr",
        ],
    ),
    (
        "w:rPr",
        &[
            "w:rStyle", "w:rFonts", "w:b", "w:bCs", "w:i", "w:iCs", "w:color", "w:sz", "w:szCs",
        ],
    ),
    (
        "w:tblPr",
        &[
            "w:tblStyle",
            "w:tblW",
            "w:jc",
            "w:tblInd",
            "w:tblBorders",
            "w:tblLayout",
            "w:tblCellMar",
        ],
    ),
    (
        "w:tcPr",
        &[
            "w:tcW",
            "w:gridSpan",
            "w:vMerge",
            "w:tcBorders",
            "w:shd",
            "w:tcMar",
            "w:vAlign",
        ],
    ),
];

fn refused(what: impl std::fmt::Display) -> DocumentError {
    DocumentError::writer("DOCX", what)
}

/// Rewrites `word/document.xml` as docx-rs made it. `pictures` are in the order of the document.
pub(super) fn rewrite(xml: &[u8], pictures: &[Picture]) -> Result<Vec<u8>, DocumentError> {
    let mut rewriter = Rewriter {
        pictures,
        drawn: 0,
        sections: 0,
    };
    let mut reader = Reader::from_reader(xml);
    let mut out = Vec::with_capacity(xml.len());
    while let Some(event) = next(&mut reader)? {
        rewriter.event(event, &mut reader, &mut out)?;
    }
    Ok(out)
}

struct Rewriter<'a> {
    pictures: &'a [Picture],
    drawn: usize,
    sections: usize,
}

fn next<'x>(reader: &mut Reader<&'x [u8]>) -> Result<Option<Event<'x>>, DocumentError> {
    match reader.read_event().map_err(refused)? {
        Event::Eof => Ok(None),
        event => Ok(Some(event)),
    }
}

fn write(event: Event<'_>, out: &mut Vec<u8>) -> Result<(), DocumentError> {
    Writer::new(out).write_event(event).map_err(refused)
}

impl Rewriter<'_> {
    fn event<'x>(
        &mut self,
        event: Event<'x>,
        reader: &mut Reader<&'x [u8]>,
        out: &mut Vec<u8>,
    ) -> Result<(), DocumentError> {
        match event {
            Event::Start(ref start) if start.name().as_ref() == "w:sectPr" => {
                let section = self.section(reader)?;
                out.extend_from_slice(section.as_bytes());
                Ok(())
            }
            Event::Start(ref start) => {
                let order = ORDERED
                    .iter()
                    .find(|(name, _)| *name == start.name().as_ref());
                match order {
                    Some((_, order)) => self.properties(start, order, reader, out),
                    // Numbers of paragraphs are counted on by docx-rs from document to document.
                    None if start.name().as_ref() == "w:p" => {
                        write(Event::Start(BytesStart::new("w:p")), out)
                    }
                    None => self.start(event, out),
                }
            }
            Event::Empty(ref empty) => match empty.name().as_ref() {
                "w:rPr" | "w:pPr" => Ok(()),
                "w:p" => write(Event::Empty(BytesStart::new("w:p")), out),
                "w:trHeight" => write(Event::Empty(BytesStart::new("w:tblHeader")), out),
                "wp:docPr" => self.described("wp:docPr", true, out),
                "pic:cNvPr" => self.described("pic:cNvPr", false, out),
                "a:blip" => self.blip(true, out),
                _ => write(event, out),
            },
            event => write(event, out),
        }
    }

    fn start(&mut self, event: Event<'_>, out: &mut Vec<u8>) -> Result<(), DocumentError> {
        if let Event::Start(start) = &event
            && start.name().as_ref() == "a:blip"
        {
            return self.blip(false, out);
        }
        write(event, out)
    }

    /// Properties in the order of the schema; without any, none.
    fn properties<'x>(
        &mut self,
        start: &BytesStart<'x>,
        order: &[&str],
        reader: &mut Reader<&'x [u8]>,
        out: &mut Vec<u8>,
    ) -> Result<(), DocumentError> {
        let mut parts: Vec<(usize, Vec<u8>)> = Vec::new();
        let mut depth = 0_usize;
        let mut part = Vec::new();
        let mut rank = 0;
        while let Some(event) = next(reader)? {
            if depth == 0 {
                match &event {
                    Event::End(_) => break,
                    Event::Start(child) | Event::Empty(child) => {
                        let name = child.name();
                        rank = order
                            .iter()
                            .position(|known| **known == *name.as_ref())
                            .unwrap_or(order.len());
                    }
                    _ => {}
                }
            }
            // A nested property reads on to its own end.
            let nested = match &event {
                Event::Start(child) => {
                    let name = child.name();
                    name.as_ref() == "w:sectPr"
                        || ORDERED.iter().any(|(known, _)| *known == name.as_ref())
                }
                _ => false,
            };
            match &event {
                Event::Start(_) if !nested => depth += 1,
                Event::End(_) => depth -= 1,
                _ => {}
            }
            self.event(event, reader, &mut part)?;
            if depth == 0 && !part.is_empty() {
                parts.push((rank, std::mem::take(&mut part)));
            }
        }
        if parts.is_empty() {
            return Ok(());
        }
        parts.sort_by_key(|(rank, _)| *rank);
        write(Event::Start(start.clone()), out)?;
        for (_, part) in parts {
            out.extend_from_slice(&part);
        }
        write(Event::End(start.to_end()), out)
    }

    fn section(&mut self, reader: &mut Reader<&[u8]>) -> Result<String, DocumentError> {
        let (mut width, mut height) = (0, 0);
        while let Some(event) = next(reader)? {
            match event {
                Event::End(end) if end.name().as_ref() == "w:sectPr" => break,
                Event::Empty(size) if size.name().as_ref() == "w:pgSz" => {
                    for attribute in size.attributes() {
                        let attribute = attribute.map_err(refused)?;
                        let value = &attribute.value;
                        match attribute.key.as_ref() {
                            "w:w" => width = value.parse().map_err(refused)?,
                            "w:h" => height = value.parse().map_err(refused)?,
                            _ => {}
                        }
                    }
                }
                _ => {}
            }
        }
        self.sections += 1;
        Ok(Page::section(width, height, self.sections == 1))
    }

    /// A picture's number and words; `outer` comes first and counts.
    fn described(
        &mut self,
        name: &str,
        outer: bool,
        out: &mut Vec<u8>,
    ) -> Result<(), DocumentError> {
        self.drawn += usize::from(outer);
        let picture = self.drawn.checked_sub(1).and_then(|i| self.pictures.get(i));
        let picture = picture.ok_or_else(|| refused("a picture without words"))?;
        let number = self.drawn.to_string();
        let mut start = BytesStart::new(name);
        start.push_attribute(("id", number.as_str()));
        start.push_attribute(("name", format!("Gambar {number}").as_str()));
        start.push_attribute(("descr", picture.alt.as_str()));
        write(Event::Empty(start), out)
    }

    fn blip(&self, empty: bool, out: &mut Vec<u8>) -> Result<(), DocumentError> {
        let mut start = BytesStart::new("a:blip");
        start.push_attribute(("r:embed", format!("rIdImage{}", self.drawn).as_str()));
        let event = if empty {
            Event::Empty(start)
        } else {
            Event::Start(start)
        };
        write(event, out)
    }
}
