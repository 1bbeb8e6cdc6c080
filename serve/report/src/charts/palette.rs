//! Colours and the shapes that go with them: a verdict is never told by colour alone.

use plotters::style::RGBColor;

/// A colour that a page's style sheet may replace (dark mode) through its class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ink {
    /// Colour in the picture as it stands.
    pub rgb: RGBColor,
    /// Class suffix: `f-met` on filled shapes, `s-met` on strokes.
    pub class: &'static str,
}

const fn ink(r: u8, g: u8, b: u8, class: &'static str) -> Ink {
    Ink {
        rgb: RGBColor(r, g, b),
        class,
    }
}

/// Text.
pub const INK: Ink = ink(0x1B, 0x1F, 0x24, "ink");
/// Secondary text.
pub const MUTED: Ink = ink(0x57, 0x60, 0x6A, "muted");
/// Grid lines and rules.
pub const GRID: Ink = ink(0xD5, 0xDA, 0xE0, "grid");
/// Paper.
pub const PAPER: Ink = ink(0xFF, 0xFF, 0xFF, "paper");
/// Figures that are no verdict (Okabe-Ito blue).
pub const BLUE: Ink = ink(0x00, 0x72, 0xB2, "blue");
/// Finished within the norm (Okabe-Ito bluish green).
pub const MET: Ink = ink(0x00, 0x9E, 0x73, "met");
/// Finished beyond it (Okabe-Ito vermillion).
pub const BREACHED: Ink = ink(0xD5, 0x5E, 0x00, "breached");
/// Unfinished and beyond it (Okabe-Ito reddish purple).
pub const OVERDUE: Ink = ink(0xCC, 0x79, 0xA7, "overdue");
/// Unfinished and within it (Okabe-Ito sky blue).
pub const RUNNING: Ink = ink(0x56, 0xB4, 0xE9, "running");

/// Every ink, for the style sheet and for tagging.
pub const ALL: [Ink; 9] = [
    INK, MUTED, GRID, PAPER, BLUE, MET, BREACHED, OVERDUE, RUNNING,
];

/// The shape of a verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Filled circle: met.
    Circle,
    /// Cross: breached.
    Cross,
    /// Filled triangle: overdue.
    Triangle,
    /// Hollow square: running.
    Square,
}

/// The verdicts that charts show, in order: ink, shape, label.
pub const VERDICTS: [(Ink, Mark, &str); 4] = [
    (MET, Mark::Circle, "memenuhi"),
    (BREACHED, Mark::Cross, "melampaui"),
    (OVERDUE, Mark::Triangle, "lewat norma"),
    (RUNNING, Mark::Square, "berjalan"),
];
