//! Letters that the bundled fonts can print, and how wide they are.

use super::world::{FACES, FONTS};

/// Stands for a letter that no bundled font has: an archived PDF may not show a letter that it does not carry.
const MISSING: char = '□';

/// Breaks a word that is wider than its column: the template puts nothing there, but may end the line.
pub const BREAK: char = '\u{200b}';

/// `text` with the letters of the bundled fonts only: "□" for any other, nothing for invisible marks.
pub fn legible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\n' | ' '..='~' => out.push(letter),
            '\t' => out.push_str("    "),
            _ if letter.is_control() || is_invisible(letter) => {}
            _ if !is_private(letter) && is_printable(letter) => out.push(letter),
            _ if letter.is_whitespace() => out.push(' '),
            _ => out.push(MISSING),
        }
    }
    out
}

/// Width of `text` on one line in points.
pub fn width(text: &str, points: f64, face: Face) -> f64 {
    let Some(font) = FACES.get(face as usize) else {
        return 0.0;
    };
    let ems: f64 = text
        .chars()
        .filter_map(|letter| font.ttf().glyph_index(letter))
        .filter_map(|glyph| font.x_advance(glyph.0))
        .map(typst::layout::Em::get)
        .sum();
    ems * points
}

/// The bundled faces, in the order of [`FONTS`].
#[derive(Clone, Copy)]
pub enum Face {
    /// Upright.
    Regular,
    /// Bold.
    Bold,
    /// Codes.
    Mono,
}

fn is_printable(letter: char) -> bool {
    let has = |face: Face| {
        let font = FONTS.get(face as usize);
        font.is_some_and(|font| font.info().coverage.contains(letter as u32))
    };
    has(Face::Regular) && has(Face::Bold)
}

/// Marks that show nothing: hyphens to be, joiners, directions, variants.
const fn is_invisible(letter: char) -> bool {
    matches!(letter,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}' | '\u{fff0}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}')
}

const fn is_private(letter: char) -> bool {
    matches!(letter, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}')
}
