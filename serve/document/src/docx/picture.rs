//! Pictures: charts are drawn with the bundled typefaces, twice as fine as a screen.

use docx_rs::{Pic, Run};

use super::{Picture, Writer};
use crate::error::DocumentError;
use crate::model::Image;
use crate::picture::{self, MOST};

/// Pixels a unit of the drawing.
const FINE: u32 = 2;
/// A twentieth of a point in the units of drawings.
const EMU: u32 = 635;

/// A PNG and its size in twentieths of a point, as on a screen.
pub(super) struct Drawn {
    png: Vec<u8>,
    size: (u32, u32),
}

fn refused(what: impl std::fmt::Display) -> DocumentError {
    DocumentError::writer("DOCX", what)
}

/// Draws SVG.
pub(super) fn svg(text: &str) -> Result<Drawn, DocumentError> {
    let drawn = picture::draw(text, FINE).map_err(refused)?;
    Ok(Drawn {
        png: drawn.png,
        // 96 pixels an inch, 1440 twentieths of a point an inch.
        size: (drawn.size.0 * 15, drawn.size.1 * 15),
    })
}

/// The emblem of the cover.
pub(super) fn logo(image: &Image) -> Result<Drawn, DocumentError> {
    if image.svg {
        let text = std::str::from_utf8(&image.bytes).map_err(refused)?;
        return svg(text);
    }
    // Signature, length and name of the first chunk, then width and height.
    let side = |from: usize| {
        let bytes = image.bytes.get(from..from + 4)?;
        let side = u32::from_be_bytes(bytes.try_into().ok()?);
        (1..=MOST).contains(&side).then_some(side * 15)
    };
    let png = image.bytes.starts_with(b"\x89PNG\r\n\x1a\n");
    match (png, side(16), side(20)) {
        (true, Some(width), Some(height)) => Ok(Drawn {
            png: image.bytes.clone(),
            size: (width, height),
        }),
        _ => Err(refused(
            "the emblem is not a PNG of at most 8.000 pixels a side",
        )),
    }
}

impl Writer<'_> {
    /// The run of a picture, no larger than `most` (twentieths of a point) and never enlarged.
    pub(super) fn picture(&mut self, drawn: Drawn, alt: &str, most: (u32, u32)) -> Run {
        let (mut width, mut height) = drawn.size;
        if width > most.0 {
            height = height * most.0 / width;
            width = most.0;
        }
        if height > most.1 {
            width = width * most.1 / height;
            height = most.1;
        }
        self.pictures.push(Picture {
            png: drawn.png,
            alt: super::text::clean(alt),
        });
        let size = (width.max(1) * EMU, height.max(1) * EMU);
        // docx-rs wants an image of its own; the package takes ours.
        let pic = Pic::new_with_dimensions(Vec::new(), 1, 1)
            .id(format!("rIdImage{}", self.pictures.len()))
            .size(size.0, size.1);
        Run::new().add_image(pic)
    }
}
