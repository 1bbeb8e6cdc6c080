//! The document as the template reads it.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use typst::foundations::Bytes;

use super::letters::legible;
use super::table::{self, Room};
use crate::error::DocumentError;
use crate::model::{
    Block, Callout, Document, Inline, Level, Numbered, Paper, Section, Signatory, Text, Tile,
};

/// Tables and figures are listed after the contents as long as the lists stay shorter than this.
const MOST_LISTED: usize = 36;

/// The files of the template: the document, and its emblem when it has one.
pub fn files(document: &Document) -> Result<BTreeMap<&'static str, Bytes>, DocumentError> {
    let data = json!({ "meta": meta(document), "runs": Writer::new(document).runs() });
    let data = serde_json::to_vec(&data).map_err(|e| DocumentError::writer("PDF", e))?;
    let mut files = BTreeMap::from([("document.json", Bytes::new(data))]);
    if let Some(logo) = &document.meta.logo {
        files.insert("logo", Bytes::new(logo.bytes.clone()));
    }
    Ok(files)
}

fn meta(document: &Document) -> Value {
    let meta = &document.meta;
    let listed = document.tables().len() + document.figures().len();
    json!({
        "title": legible(&meta.title),
        "subtitle": legible(&meta.subtitle),
        "period": legible(&meta.period),
        "organisation": meta.organisation.iter().map(|line| legible(line)).collect::<Vec<_>>(),
        "facts": meta.facts.iter().map(|(term, words)| [legible(term), legible(words)]).collect::<Vec<_>>(),
        "mark": meta.mark.as_deref().map(legible),
        "footer": legible(&meta.footer),
        "paper": match meta.paper { Paper::A4 => "a4", Paper::Letter => "us-letter" },
        "margin": { "left": Room::LEFT, "right": Room::RIGHT },
        "logo": meta.logo.as_ref().map(|logo| json!({
            "format": if logo.svg { "svg" } else { "png" },
            "alt": legible(&logo.alt),
        })),
        "signatories": meta.signatories.iter().map(signatory).collect::<Vec<_>>(),
        "place": legible(&meta.place),
        "lists": listed <= MOST_LISTED,
        "tables": document.tables().len(),
        "figures": document.figures().len(),
    })
}

fn signatory(signatory: &Signatory) -> Value {
    json!({
        "act": legible(&signatory.act),
        "office": legible(&signatory.office),
        "name": legible(&signatory.name),
        "number": legible(&signatory.number),
    })
}

/// A heading or a block, in reading order.
enum Item<'a> {
    Heading(Numbered<'a>),
    Block(&'a Block),
}

impl Item<'_> {
    fn is_wide(&self) -> bool {
        matches!(self, Self::Block(Block::Table(table)) if table.is_wide() && !table.rows.is_empty())
    }

    /// Words that lead to what follows them.
    const fn introduces(&self) -> bool {
        matches!(
            self,
            Self::Heading(_) | Self::Block(Block::Paragraph { .. } | Block::Callout { .. })
        )
    }

    const fn is_note(&self) -> bool {
        matches!(
            self,
            Self::Block(Block::Paragraph {
                level: Level::Note,
                ..
            })
        )
    }
}

/// Which items stand on paper that is turned: wide tables, the headings and sentences that lead to them, the notes below.
fn turned(items: &[Item<'_>]) -> Vec<bool> {
    let mut wide: Vec<bool> = items.iter().map(Item::is_wide).collect();
    for i in 1..items.len() {
        if wide[i - 1] && items[i].is_note() {
            wide[i] = true;
        }
    }
    for i in (0..items.len().saturating_sub(1)).rev() {
        // A heading after words ends what leads to the table.
        let next_leads = wide[i + 1] && (items[i + 1].introduces() || items[i + 1].is_wide());
        let heading_above_words =
            matches!(items[i + 1], Item::Heading(_)) && !matches!(items[i], Item::Heading(_));
        if items[i].introduces() && next_leads && !heading_above_words {
            wide[i] = true;
        }
    }
    wide
}

struct Writer<'a> {
    document: &'a Document,
    /// How references read, by name.
    words: BTreeMap<&'a str, String>,
}

impl<'a> Writer<'a> {
    fn new(document: &'a Document) -> Self {
        let mut words = BTreeMap::new();
        let sections = document.numbered();
        let names = sections.iter().map(|s| s.section.id.as_str());
        let tables = document.tables().into_iter().map(|t| t.name.as_str());
        let figures = document.figures().into_iter().map(|f| f.name.as_str());
        for name in names.chain(tables).chain(figures) {
            words.insert(name, document.reference(name).unwrap_or_default());
        }
        Self { document, words }
    }

    /// Headings and blocks in stretches of upright and turned pages.
    fn runs(&self) -> Vec<Value> {
        let mut items = Vec::new();
        for numbered in self.document.numbered() {
            let blocks = &numbered.section.blocks;
            items.push(Item::Heading(numbered));
            items.extend(blocks.iter().map(Item::Block));
        }
        let wide = turned(&items);
        let mut runs: Vec<(bool, Vec<Value>)> = Vec::new();
        for (item, wide) in items.iter().zip(wide) {
            let value = match item {
                Item::Heading(numbered) => heading(numbered),
                Item::Block(block) => self.block(block, wide),
            };
            match runs.last_mut() {
                Some((last, values)) if *last == wide => values.push(value),
                _ => runs.push((wide, vec![value])),
            }
        }
        let runs = runs.into_iter();
        runs.map(|(wide, items)| json!({ "wide": wide, "items": items }))
            .collect()
    }

    fn block(&self, block: &Block, wide: bool) -> Value {
        match block {
            Block::Paragraph { level, text } => {
                json!({ "item": "paragraph", "level": level, "text": self.text(text) })
            }
            Block::Callout { kind, text } => json!({
                "item": "callout",
                "kind": kind,
                "word": callout_word(*kind),
                "text": self.text(text),
            }),
            Block::List { ordered, items } => json!({
                "item": "list",
                "ordered": ordered,
                "items": items.iter().map(|text| self.text(text)).collect::<Vec<_>>(),
            }),
            Block::Terms { items } => json!({
                "item": "terms",
                "items": items.iter()
                    .map(|(term, text)| json!([legible(term), self.text(text)]))
                    .collect::<Vec<_>>(),
            }),
            Block::Tiles { tiles } => {
                json!({ "item": "tiles", "tiles": tiles.iter().map(tile).collect::<Vec<_>>() })
            }
            Block::Table(table) => {
                let room = Room::of(self.document.meta.paper, wide);
                let mut value = table::table(table, room);
                value["number"] = self.number(&table.name);
                let notes = table.remarks();
                value["notes"] = notes.iter().map(|text| self.text(text)).collect();
                value
            }
            Block::Figure(figure) => json!({
                "item": "figure",
                "name": figure.name,
                "number": self.number(&figure.name),
                "caption": legible(&figure.caption),
                "alt": legible(&figure.alt),
                "svg": legible(&figure.svg),
            }),
            Block::Code { title, text } => {
                json!({ "item": "code", "title": legible(title), "text": legible(text) })
            }
        }
    }

    /// "3" of "Tabel 3".
    fn number(&self, name: &str) -> Value {
        let words = self.words.get(name).map_or("", String::as_str);
        words.rsplit(' ').next().unwrap_or_default().into()
    }

    fn text(&self, text: &Text) -> Value {
        let pieces = text.iter().map(|inline| match inline {
            Inline::Plain { text } => json!(["plain", legible(text)]),
            Inline::Strong { text } => json!(["strong", legible(text)]),
            Inline::Code { text } => json!(["code", legible(text)]),
            Inline::Reference { to } => {
                let words = self.words.get(to.as_str());
                json!(["reference", words, to])
            }
        });
        pieces.collect()
    }
}

fn heading(numbered: &Numbered<'_>) -> Value {
    let Section {
        id,
        title,
        new_page,
        ..
    } = numbered.section;
    json!({
        "item": "heading",
        "level": numbered.depth,
        "number": numbered.number,
        "title": legible(title),
        "id": id,
        "new_page": new_page,
    })
}

fn tile(tile: &Tile) -> Value {
    json!({
        "name": legible(&tile.name),
        "figure": legible(&tile.figure.text()),
        "detail": legible(&tile.figure.detail()),
        "status": tile.standing().zip(tile.status).map(|(cell, status)| json!({
            "shape": status.shape(),
            "word": legible(&cell.text()),
            "colour": status.colour(),
        })),
        "under": tile.under.iter().map(|line| legible(line)).collect::<Vec<_>>(),
    })
}

const fn callout_word(kind: Callout) -> &'static str {
    match kind {
        Callout::Draft => "Konsep",
        Callout::Warning => "Perhatian",
        Callout::Info => "Catatan",
    }
}
