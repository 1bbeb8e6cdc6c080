//! Pictures: charts are drawn with the bundled typefaces, twice as fine as a screen.

use docx_rs::{Pic, Run};
use resvg::tiny_skia::{Color, Pixmap, Transform};
use resvg::usvg;

use super::{Picture, Writer};
use crate::error::DocumentError;
use crate::fonts;
use crate::model::Image;

/// Pixels a unit of the drawing.
const FINE: f32 = 2.0;
/// Most pixels of a side.
const MOST: u32 = 8_000;
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

/// Draws SVG. Nothing outside of it is read.
pub(super) fn svg(text: &str) -> Result<Drawn, DocumentError> {
    let mut options = usvg::Options {
        font_family: fonts::FAMILY.to_owned(),
        ..usvg::Options::default()
    };
    options.image_href_resolver.resolve_string = Box::new(|_, _| None);
    let known = options.fontdb_mut();
    for font in [fonts::REGULAR, fonts::BOLD, fonts::MONO] {
        known.load_font_data(font.to_vec());
    }
    known.set_sans_serif_family(fonts::FAMILY);
    known.set_monospace_family(fonts::MONO_FAMILY);
    let tree = usvg::Tree::from_str(text, &options).map_err(refused)?;
    let scaled = tree.size().scale_by(FINE).map(|size| size.to_int_size());
    let pixels = scaled.filter(|size| size.width() <= MOST && size.height() <= MOST);
    let mut pixmap = pixels
        .and_then(|size| Pixmap::new(size.width(), size.height()))
        .ok_or_else(|| refused("a picture is larger than 4.000 units"))?;
    pixmap.fill(Color::WHITE);
    let transform = Transform::from_scale(FINE, FINE);
    resvg::render(&tree, transform, &mut pixmap.as_mut());
    let whole = tree.size().to_int_size();
    Ok(Drawn {
        png: pixmap.encode_png().map_err(refused)?,
        // 96 pixels an inch, 1440 twentieths of a point an inch.
        size: (whole.width() * 15, whole.height() * 15),
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
