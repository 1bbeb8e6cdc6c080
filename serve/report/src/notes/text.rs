//! Markdown as people write it in notes: paragraphs, points, numbered points, `**strong**` and `code`. Whatever else there
//! is stays as it was written.

use norma_document::{Block, Inline, Level, Text};

/// The blocks of a text.
pub(crate) fn blocks(markdown: &str) -> Vec<Block> {
    let mut out = Vec::new();
    let mut open = Open::Nothing;
    for line in markdown.lines() {
        let words = line.trim();
        if words.is_empty() {
            // Points may stand apart; a paragraph ends.
            if let Open::Words(_) = open {
                open.close(&mut out);
            }
        } else if let Some((ordered, point)) = point(line) {
            match &mut open {
                Open::Points(same, points) if *same == ordered => points.push(point.to_owned()),
                _ => {
                    open.close(&mut out);
                    open = Open::Points(ordered, vec![point.to_owned()]);
                }
            }
        } else if let Some(heading) = words.strip_prefix("###") {
            open.close(&mut out);
            out.push(paragraph(vec![Inline::strong(
                heading.trim_start_matches('#').trim(),
            )]));
        } else {
            let indented = line.starts_with([' ', '\t']);
            match &mut open {
                Open::Words(text) => {
                    text.push(' ');
                    text.push_str(words);
                }
                Open::Points(_, points) if indented => {
                    if let Some(last) = points.last_mut() {
                        last.push(' ');
                        last.push_str(words);
                    }
                }
                _ => {
                    open.close(&mut out);
                    open = Open::Words(words.to_owned());
                }
            }
        }
    }
    open.close(&mut out);
    out
}

/// What has begun and not ended.
enum Open {
    Nothing,
    Words(String),
    /// Numbered, and the points.
    Points(bool, Vec<String>),
}

impl Open {
    fn close(&mut self, out: &mut Vec<Block>) {
        match std::mem::replace(self, Self::Nothing) {
            Self::Nothing => {}
            Self::Words(text) => out.push(paragraph(inlines(&text))),
            Self::Points(ordered, points) => out.push(Block::List {
                ordered,
                items: points.iter().map(|point| inlines(point)).collect(),
            }),
        }
    }
}

const fn paragraph(text: Text) -> Block {
    Block::Paragraph {
        level: Level::Body,
        text,
    }
}

/// A point of a list, and whether it is numbered.
fn point(line: &str) -> Option<(bool, &str)> {
    let line = line.trim_start();
    for mark in ["- ", "* ", "+ "] {
        if let Some(point) = line.strip_prefix(mark) {
            return Some((false, point.trim()));
        }
    }
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let rest = line.get(digits..)?;
    // "1.234 tiket" begins with a number and is no point; neither is a year at the head of a sentence.
    let point = rest
        .strip_prefix(". ")
        .or_else(|| rest.strip_prefix(") "))?;
    (1..=2).contains(&digits).then(|| (true, point.trim()))
}

/// The pieces of a text.
pub(crate) fn inlines(text: &str) -> Text {
    let mut out = Vec::new();
    let mut plain = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(['*', '`']) {
        let (before, marked) = rest.split_at(at);
        plain.push_str(before);
        let mark = ["**", "`", "*"].into_iter().find(|m| marked.starts_with(m));
        let mark = mark.unwrap_or("*");
        let after = &marked[mark.len()..];
        match after.split_once(mark) {
            Some((words, behind)) if mark != "*" && !words.trim().is_empty() => {
                if !plain.is_empty() {
                    out.push(Inline::plain(std::mem::take(&mut plain)));
                }
                out.push(if mark == "`" {
                    Inline::code(words)
                } else {
                    Inline::strong(words)
                });
                rest = behind;
            }
            // A mark that marks nothing is what it is.
            _ => {
                plain.push_str(mark);
                rest = after;
            }
        }
    }
    plain.push_str(rest);
    if !plain.is_empty() {
        out.push(Inline::plain(plain));
    }
    out
}
