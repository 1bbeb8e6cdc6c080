//! A sheet whose parts can be links with tooltips, which plotters does not know: SVG written by hand, in pixels and in the inks of
//! every chart.

use std::fmt::{Display, Write as _};

use super::canvas::{Align, FONT, Framed, Type, escape, frame};
use super::palette::{Ink, PAPER};

/// A drawing that grows.
pub struct Drawing {
    size: (i32, i32),
    body: String,
}

/// Writes into a string, which cannot fail.
macro_rules! put {
    ($drawing:expr, $($words:tt)*) => {
        let _ = writeln!($drawing.body, $($words)*);
    };
}

impl Drawing {
    /// A sheet of this size in pixels.
    pub fn new(size: (i32, i32)) -> Self {
        let mut drawing = Self {
            size,
            body: format!("<g font-family=\"{FONT}\">\n"),
        };
        drawing.rect((0, 0), size, PAPER);
        drawing
    }

    /// A text whose middle line is at `y`.
    pub fn text(&mut self, (x, y): (i32, i32), align: Align, look: Type, text: &str) {
        let anchor = match align {
            Align::Start => "start",
            Align::Middle => "middle",
            Align::End => "end",
        };
        let bold = if look.bold {
            r#" font-weight="bold""#
        } else {
            ""
        };
        put!(
            self,
            r#"<text x="{x}" y="{y}" dy="0.5ex" text-anchor="{anchor}" font-size="{}" fill="{}"{bold}>{}</text>"#,
            look.size,
            Hex(look.ink),
            escape(text)
        );
    }

    /// A filled rectangle from corner to corner.
    pub fn rect(&mut self, (left, top): (i32, i32), (right, bottom): (i32, i32), ink: Ink) {
        put!(
            self,
            r#"<rect x="{left}" y="{top}" width="{}" height="{}" fill="{}"/>"#,
            right - left,
            bottom - top,
            Hex(ink)
        );
    }

    /// A path through points, a pixel and a half wide.
    pub fn path(&mut self, points: &[(i32, i32)], ink: Ink) {
        let mut line = String::new();
        for (x, y) in points {
            let _ = write!(line, "{x},{y} ");
        }
        put!(
            self,
            r#"<polyline fill="none" stroke="{}" stroke-width="1.5" points="{}"/>"#,
            Hex(ink),
            line.trim_end()
        );
    }

    /// What `paint` draws, told by `words` when a pointer rests on it; a link when there is somewhere to go. What is no link is
    /// passed over by readers that do not see it: the description and a table have it.
    pub fn told(&mut self, words: &str, href: Option<&str>, paint: impl FnOnce(&mut Self)) {
        let words = escape(words);
        if let Some(href) = href {
            let href = escape(href);
            put!(
                self,
                r#"<a href="{href}" aria-label="{words}"><title>{words}</title>"#
            );
            paint(self);
            put!(self, "</a>");
        } else {
            put!(self, r#"<g aria-hidden="true"><title>{words}</title>"#);
            paint(self);
            put!(self, "</g>");
        }
    }

    /// The picture with its frame. `id` makes its ids unique on a page.
    pub fn finish(mut self, id: &str, title: &str, description: &str) -> String {
        put!(self, "</g>");
        frame(&Framed {
            body: &self.body,
            id,
            size: self.size,
            scale: 1,
            // An image has no parts; links would not be found in it.
            role: "group",
            title,
            description,
        })
    }
}

/// The colour of an ink; the frame adds its class.
struct Hex(Ink);

impl Display for Hex {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let rgb = self.0.rgb;
        write!(f, "#{:02X}{:02X}{:02X}", rgb.0, rgb.1, rgb.2)
    }
}
