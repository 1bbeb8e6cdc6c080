//! Pictures in pixels: SVG drawn with the bundled typefaces, the same on every machine.

use resvg::tiny_skia::{Color, Pixmap, Transform};
use resvg::usvg;

use crate::error::DocumentError;
use crate::fonts;

/// Most pixels of a side.
pub(crate) const MOST: u32 = 8_000;

/// A PNG, and the size of the drawing in its own units.
pub(crate) struct Drawn {
    pub(crate) png: Vec<u8>,
    pub(crate) size: (u32, u32),
}

/// The picture as PNG on white paper, `scale` pixels a unit of the drawing (2 is as fine as good screens). Nothing outside of it is
/// read. Its colours are those of its attributes; classes and style sheets of pages do not reach it.
///
/// # Errors
/// What is no SVG, and what would have more than 8.000 pixels a side or none.
pub fn to_png(svg: &str, scale: u32) -> Result<Vec<u8>, DocumentError> {
    let drawn = draw(svg, scale).map_err(|what| DocumentError::writer("PNG", what))?;
    Ok(drawn.png)
}

/// Draws SVG; fails with what is wrong with it.
pub(crate) fn draw(svg: &str, scale: u32) -> Result<Drawn, String> {
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
    let tree = usvg::Tree::from_str(svg, &options).map_err(|error| error.to_string())?;
    let fine = u16::try_from(scale).map_or(f32::MAX, f32::from);
    let scaled = tree.size().scale_by(fine).map(|size| size.to_int_size());
    let pixels = scaled.filter(|size| size.width() <= MOST && size.height() <= MOST);
    let mut pixmap = pixels
        .and_then(|size| Pixmap::new(size.width(), size.height()))
        .ok_or("a picture has at most 8.000 pixels a side, and at least one")?;
    pixmap.fill(Color::WHITE);
    let transform = Transform::from_scale(fine, fine);
    resvg::render(&tree, transform, &mut pixmap.as_mut());
    let whole = tree.size().to_int_size();
    Ok(Drawn {
        png: pixmap.encode_png().map_err(|error| error.to_string())?,
        size: (whole.width(), whole.height()),
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const SQUARE: &str = r##"<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30" viewBox="0 0 40 30"><rect class="f-blue" fill="#0072B2" width="20" height="30"/><a href="/x"><title>x</title><rect fill="#D55E00" x="20" width="20" height="30"/></a></svg>"##;

    /// Width and height of a PNG.
    fn size(png: &[u8]) -> (u32, u32) {
        assert!(png.starts_with(b"\x89PNG\r\n\x1a\n"));
        let side = |from: usize| u32::from_be_bytes(png[from..from + 4].try_into().unwrap());
        (side(16), side(20))
    }

    #[test]
    fn a_picture_is_as_large_as_asked_and_has_its_colours() {
        for scale in [1, 2, 3] {
            assert_eq!(
                size(&to_png(SQUARE, scale).unwrap()),
                (40 * scale, 30 * scale)
            );
        }
        let pixmap = Pixmap::decode_png(&to_png(SQUARE, 2).unwrap()).unwrap();
        let colour = |x, y| {
            let pixel = pixmap.pixel(x, y).unwrap();
            (pixel.red(), pixel.green(), pixel.blue())
        };
        assert_eq!(colour(10, 10), (0x00, 0x72, 0xB2));
        // What is inside of a link is drawn like the rest.
        assert_eq!(colour(60, 50), (0xD5, 0x5E, 0x00));
    }

    #[test]
    fn what_cannot_be_drawn_is_refused() {
        for (svg, scale) in [
            ("<p>", 1),
            ("", 1),
            (SQUARE, 0),
            (SQUARE, 201),
            (SQUARE, u32::MAX),
        ] {
            assert!(to_png(svg, scale).is_err(), "{svg} {scale}");
        }
    }

    #[test]
    fn nothing_outside_of_a_picture_is_read() {
        let logo = r#"<svg xmlns="http://www.w3.org/2000/svg" width="4" height="4"><image href="file:///etc/hostname" width="4" height="4"/></svg>"#;
        let pixmap = Pixmap::decode_png(&to_png(logo, 1).unwrap()).unwrap();
        assert!(pixmap.pixels().iter().all(|pixel| pixel.red() == 255));
    }
}
