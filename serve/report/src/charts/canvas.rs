//! A sheet to draw on: plotters' SVG backend in integer units, four to a pixel, with the accessible frame that
//! plotters lacks.

use std::fmt::Write as _;
use std::sync::OnceLock;

use plotters::coord::Shift;
use plotters::prelude::{
    Circle, DrawingArea, IntoDrawingArea, PathElement, Polygon, Rectangle, SVGBackend, Text,
};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{
    Color, FontDesc, FontFamily, FontStyle, IntoTextStyle, ShapeStyle, register_font,
};
use thiserror::Error;

use super::palette::{self, INK, Ink, MUTED, Mark, PAPER};

/// Why a chart could not be drawn.
#[derive(Debug, Error)]
#[error("the chart could not be drawn: {0}")]
pub struct ChartError(String);

/// Units to a pixel: plotters knows whole numbers only.
const SCALE: i32 = 4;
/// The family of every text.
pub const FONT: &str = "Liberation Sans";
/// plotters writes font sizes divided by this.
const FONT_RATIO: f64 = 1.24;

/// Where the given point stands in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// At its start.
    Start,
    /// In its middle.
    Middle,
    /// At its end.
    End,
}

/// How a text looks.
#[derive(Clone, Copy, Debug)]
pub struct Type {
    /// Size in pixels.
    pub size: i32,
    /// Bold.
    pub bold: bool,
    /// Colour.
    pub ink: Ink,
}

impl Type {
    /// A heading: what the chart found.
    pub const TITLE: Self = Self {
        size: 16,
        bold: true,
        ink: INK,
    };
    /// Labels and figures.
    pub const BODY: Self = Self {
        size: 13,
        bold: false,
        ink: INK,
    };
    /// Figures that matter.
    pub const STRONG: Self = Self {
        size: 13,
        bold: true,
        ink: INK,
    };
    /// Remarks and axes.
    pub const NOTE: Self = Self {
        size: 11,
        bold: false,
        ink: MUTED,
    };

    fn font(self) -> FontDesc<'static> {
        let style = if self.bold {
            FontStyle::Bold
        } else {
            FontStyle::Normal
        };
        FontDesc::new(
            FontFamily::Name(FONT),
            f64::from(self.size * SCALE) * FONT_RATIO,
            style,
        )
    }

    /// Width of a text in pixels, rounded up.
    pub fn width(self, text: &str) -> i32 {
        fonts();
        // plotters measures at the size it is given and draws at that divided by 1.24; ab_glyph's size is the height of
        // the font, 1.117 em. So the picture has 0.9 of what is measured; 3% are kept for readers without this font.
        self.font().layout_box(text).map_or(
            i32::try_from(text.chars().count()).unwrap_or(i32::MAX / 64) * self.size * 3 / 5,
            |((left, _), (right, _))| (right - left) * 93 / 100 / SCALE + 1,
        )
    }

    /// The text, cut with an ellipsis so that it is at most `width` pixels wide.
    pub fn fit(self, text: &str, width: i32) -> String {
        if self.width(text) <= width {
            return text.to_owned();
        }
        let mut kept = text.to_owned();
        while kept.pop().is_some() {
            let short = format!("{}…", kept.trim_end());
            if self.width(&short) <= width {
                return short;
            }
        }
        "…".to_owned()
    }

    /// The text in lines of at most `width` pixels, broken between words.
    pub fn wrap(self, text: &str, width: i32) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        for word in text.split_whitespace() {
            match lines.last_mut() {
                Some(line) if self.width(&format!("{line} {word}")) <= width => {
                    line.push(' ');
                    line.push_str(word);
                }
                _ => lines.push(word.to_owned()),
            }
        }
        lines
    }
}

/// Registers the bundled fonts, once. Without them texts would be measured by rule of thumb, nothing worse.
fn fonts() {
    static ONCE: OnceLock<()> = OnceLock::new();
    ONCE.get_or_init(|| {
        let _ = register_font(FONT, FontStyle::Normal, norma_document::fonts::REGULAR);
        let _ = register_font(FONT, FontStyle::Bold, norma_document::fonts::BOLD);
    });
}

/// A sheet of a given size in pixels.
pub struct Canvas<'a> {
    area: DrawingArea<SVGBackend<'a>, Shift>,
}

impl Canvas<'_> {
    /// Draws one picture and returns it as SVG with role, title and description. `id` makes the ids of the picture
    /// unique on a page.
    pub fn draw(
        id: &str,
        size: (i32, i32),
        title: &str,
        description: &str,
        paint: impl FnOnce(&Canvas<'_>) -> Result<(), ChartError>,
    ) -> Result<String, ChartError> {
        fonts();
        let units = |pixels: i32| u32::try_from(pixels * SCALE).unwrap_or(1);
        let mut svg = String::new();
        {
            let backend = SVGBackend::with_string(&mut svg, (units(size.0), units(size.1)));
            let canvas = Canvas {
                area: backend.into_drawing_area(),
            };
            canvas.rect((0, 0), size, PAPER)?;
            paint(&canvas)?;
            canvas.area.present().map_err(failed)?;
        }
        Ok(frame(&Framed {
            // The frame writes an outermost tag of its own.
            body: svg
                .split_once('>')
                .and_then(|(_, body)| body.trim_end().strip_suffix("</svg>"))
                .unwrap_or_default(),
            id,
            size,
            scale: SCALE,
            role: "img",
            title,
            description,
        }))
    }

    /// A text whose middle line is at `y`.
    pub fn text(
        &self,
        (x, y): (i32, i32),
        align: Align,
        look: Type,
        text: &str,
    ) -> Result<(), ChartError> {
        let h_pos = match align {
            Align::Start => HPos::Left,
            Align::Middle => HPos::Center,
            Align::End => HPos::Right,
        };
        let style = look
            .font()
            .into_text_style(&self.area)
            .color(&look.ink.rgb)
            .pos(Pos::new(h_pos, VPos::Center));
        // Control characters are not allowed in XML at all.
        let text = text.replace(char::is_control, " ");
        self.area
            .draw(&Text::new(text, at(x, y), style))
            .map_err(failed)
    }

    /// A filled rectangle from corner to corner.
    pub fn rect(&self, from: (i32, i32), to: (i32, i32), ink: Ink) -> Result<(), ChartError> {
        let corners = [at(from.0, from.1), at(to.0, to.1)];
        self.area
            .draw(&Rectangle::new(corners, ink.rgb.filled()))
            .map_err(failed)
    }

    /// A line, `width` in quarters of a pixel.
    pub fn line(
        &self,
        from: (i32, i32),
        to: (i32, i32),
        width: u32,
        ink: Ink,
    ) -> Result<(), ChartError> {
        let points = [at(from.0, from.1), at(to.0, to.1)];
        self.area
            .draw(&PathElement::new(points, stroke(ink, width)))
            .map_err(failed)
    }

    /// A line through points, `width` in quarters of a pixel.
    pub fn path(&self, points: &[(i32, i32)], width: u32, ink: Ink) -> Result<(), ChartError> {
        let points: Vec<(i32, i32)> = points.iter().map(|(x, y)| at(*x, *y)).collect();
        self.area
            .draw(&PathElement::new(points, stroke(ink, width)))
            .map_err(failed)
    }

    /// A level line of dashes: what is a limit is no figure.
    pub fn dashed(&self, (from, to): (i32, i32), y: i32, ink: Ink) -> Result<(), ChartError> {
        let mut x = from;
        while x < to {
            self.line((x, y), ((x + 5).min(to), y), 4, ink)?;
            x += 9;
        }
        Ok(())
    }

    /// A circle: filled, or hollow with paper inside.
    pub fn circle(
        &self,
        (x, y): (i32, i32),
        radius: i32,
        ink: Ink,
        filled: bool,
    ) -> Result<(), ChartError> {
        let draw = |radius: i32, style: ShapeStyle| {
            self.area
                .draw(&Circle::new(at(x, y), radius * SCALE, style))
                .map_err(failed)
        };
        if filled {
            draw(radius, ink.rgb.filled())
        } else {
            draw(radius, PAPER.rgb.filled())?;
            draw(radius, stroke(ink, 8))
        }
    }

    /// The shape of a verdict, 10 pixels across.
    pub fn mark(&self, (x, y): (i32, i32), mark: Mark, ink: Ink) -> Result<(), ChartError> {
        match mark {
            Mark::Circle => self.circle((x, y), 5, ink, true),
            Mark::Cross => {
                self.line((x - 4, y - 4), (x + 4, y + 4), 10, ink)?;
                self.line((x - 4, y + 4), (x + 4, y - 4), 10, ink)
            }
            Mark::Triangle => {
                let points = vec![at(x, y - 5), at(x + 6, y + 5), at(x - 6, y + 5)];
                self.area
                    .draw(&Polygon::new(points, ink.rgb.filled()))
                    .map_err(failed)
            }
            Mark::Square => {
                let corners = [at(x - 4, y - 4), at(x + 4, y + 4)];
                let outline = [
                    corners[0],
                    at(x + 4, y - 4),
                    corners[1],
                    at(x - 4, y + 4),
                    corners[0],
                    at(x + 4, y - 4),
                ];
                self.area
                    .draw(&PathElement::new(outline, stroke(ink, 8)))
                    .map_err(failed)
            }
        }
    }
}

const fn at(x: i32, y: i32) -> (i32, i32) {
    (x * SCALE, y * SCALE)
}

fn stroke(ink: Ink, width: u32) -> ShapeStyle {
    ink.rgb.stroke_width(width)
}

fn failed<E: std::error::Error + Send + Sync>(
    error: plotters::drawing::DrawingAreaErrorKind<E>,
) -> ChartError {
    ChartError(error.to_string())
}

/// A picture before it has a frame.
pub struct Framed<'a> {
    /// What is drawn, without the outermost tag.
    pub body: &'a str,
    /// Makes the ids of the picture unique on a page.
    pub id: &'a str,
    /// Width and height in pixels.
    pub size: (i32, i32),
    /// Units of the body to a pixel.
    pub scale: i32,
    /// `img`, or `group` where parts of it can be reached.
    pub role: &'a str,
    /// The finding.
    pub title: &'a str,
    /// One sentence for readers that do not see the picture.
    pub description: &'a str,
}

/// The picture with a frame for readers that do not see it, and with classes that a style sheet can recolour.
pub fn frame(picture: &Framed<'_>) -> String {
    let body = picture.body.trim();
    let (width, height) = picture.size;
    let (id, title) = (escape(picture.id), escape(picture.title));
    let description = escape(picture.description);
    let mut out = String::with_capacity(body.len() * 5 / 4);
    let _ = writeln!(
        out,
        r#"<svg xmlns="http://www.w3.org/2000/svg" class="chart" width="{width}" height="{height}" viewBox="0 0 {} {}" role="{}" aria-labelledby="{id}-t {id}-d">"#,
        width * picture.scale,
        height * picture.scale,
        picture.role,
    );
    let _ = writeln!(out, r#"<title id="{id}-t">{title}</title>"#);
    let _ = writeln!(out, r#"<desc id="{id}-d">{description}</desc>"#);
    let mut body = body.replace(r#" opacity="1""#, "");
    for ink in palette::ALL {
        let (r, g, b) = (ink.rgb.0, ink.rgb.1, ink.rgb.2);
        let class = ink.class;
        for (attribute, prefix) in [("fill", "f"), ("stroke", "s")] {
            let plain = format!(r##"{attribute}="#{r:02X}{g:02X}{b:02X}""##);
            body = body.replace(&plain, &format!(r#"class="{prefix}-{class}" {plain}"#));
        }
    }
    // A reader without the font takes the nearest of the same widths.
    let family = format!(r#"font-family="{FONT}""#);
    body = body.replace(
        &family,
        &format!(r#"font-family="{FONT}, Arimo, Arial, Helvetica, sans-serif""#),
    );
    out.push_str(&body);
    out.push_str("\n</svg>\n");
    out
}

/// Text made safe inside XML.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}
