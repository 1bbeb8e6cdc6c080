//! Which pages stand upright and which are turned.

use crate::model::{Block, Document, Numbered};

/// A heading or a block.
pub(super) enum What<'a> {
    Heading(Numbered<'a>),
    Block(&'a Block),
}

/// With the way its paper lies.
pub(super) struct Item<'a> {
    pub(super) what: What<'a>,
    pub(super) turned: bool,
}

/// Words that lead up to a wide table stand with it as far as they are so few blocks.
const LEAD: usize = 4;

/// The whole document in reading order. Wide tables lie on turned paper; the heading and words that lead up to one go
/// with it, and so do the words after it up to the next heading, so that no page is left with a line or two.
pub(super) fn flow(document: &Document) -> Vec<Item<'_>> {
    let mut items = Vec::new();
    for numbered in document.numbered() {
        let blocks = &numbered.section.blocks;
        items.push(Item {
            what: What::Heading(numbered),
            turned: false,
        });
        items.extend(blocks.iter().map(|block| Item {
            what: What::Block(block),
            turned: false,
        }));
    }
    // Backwards, what leads up to a table; a heading ends the words that do, more headings may stand above it.
    let (mut turned, mut above, mut led) = (false, false, 0);
    for item in items.iter_mut().rev() {
        match &item.what {
            What::Block(block) => {
                if let Some(wide) = anchors(block) {
                    (turned, led) = (wide, 0);
                } else {
                    led += 1;
                    turned &= !above && led <= LEAD;
                }
                above = false;
            }
            What::Heading(_) => above = true,
        }
        item.turned = turned;
    }
    // Forwards, what follows one.
    let mut after = false;
    for item in &mut items {
        match &item.what {
            What::Heading(_) => after = false,
            What::Block(block) => after = anchors(block).unwrap_or(after),
        }
        item.turned |= after;
    }
    items
}

/// Whether a block needs turned paper; `None` for words, which go along with others.
fn anchors(block: &Block) -> Option<bool> {
    match block {
        Block::Table(table) => Some(table.is_wide() && !table.rows.is_empty()),
        Block::Figure(_) | Block::Tiles { .. } | Block::Code { .. } => Some(false),
        Block::Paragraph { .. }
        | Block::Callout { .. }
        | Block::List { .. }
        | Block::Terms { .. } => None,
    }
}
