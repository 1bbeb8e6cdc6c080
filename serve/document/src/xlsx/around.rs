//! What stands above and below a table on its sheet.

use rust_xlsxwriter::{Format, FormatAlign, Url, Worksheet};

use super::look;
use super::{Place, refused, summary};
use crate::error::DocumentError;
use crate::model::{Document, Meta};

/// Caption, what the sheet says of itself, and the way back.
pub(super) fn write_top(
    sheet: &mut Worksheet,
    meta: &Meta,
    caption: &str,
    widths: &[usize],
) -> Result<(), DocumentError> {
    let title = Format::new()
        .set_bold()
        .set_font_size(13)
        .set_font_color(look::INK);
    let muted = Format::new().set_font_color(look::MUTED);
    let back =
        Url::new(format!("internal:'{}'!A1", summary::NAME)).set_text("Kembali ke Ringkasan");
    write_across(sheet, 0, caption, &title, 18, widths)?;
    write_across(sheet, 1, &standing(meta), &muted, 15, widths)?;
    sheet.write_url(2, 0, back).map(|_| ()).map_err(refused)
}

/// Words over all columns that are printed, in as many lines as they need: Excel does not find the height of merged
/// cells.
fn write_across(
    sheet: &mut Worksheet,
    row: u32,
    words: &str,
    format: &Format,
    height: u32,
    widths: &[usize],
) -> Result<(), DocumentError> {
    let format = format.clone().set_text_wrap().set_align(FormatAlign::Top);
    let words = look::fit(words);
    let last = widths.len().saturating_sub(1) as u16;
    // A letter is as wide as it is high, nearly: the widths are those of letters 15 high.
    let letters = (widths.iter().sum::<usize>() * 15 / height as usize).max(1);
    let lines = words.chars().count().div_ceil(letters).clamp(1, 20) as u32;
    let written = if last > 0 {
        sheet.merge_range(row, 0, row, last, &words, &format)
    } else {
        sheet.write_string_with_format(row, 0, words, &format)
    };
    written
        .and_then(|s| s.set_row_height(row, lines * height + 1))
        .map(|_| ())
        .map_err(refused)
}

/// The days covered and the first facts: what a sheet says of itself when it is torn out.
fn standing(meta: &Meta) -> String {
    let mut parts: Vec<String> = meta.mark.iter().cloned().collect();
    parts.push(meta.period.clone());
    let facts = meta.facts.iter().take(2);
    parts.extend(facts.map(|(term, words)| format!("{term}: {words}")));
    parts.retain(|part| !part.is_empty());
    parts.join(" · ")
}

/// Remarks and source, over all columns that are printed; the last row of the sheet.
pub(super) fn write_notes(
    sheet: &mut Worksheet,
    document: &Document,
    place: &Place<'_>,
    mut row: u32,
    widths: &[usize],
) -> Result<u32, DocumentError> {
    let muted = Format::new().set_font_color(look::MUTED).set_font_size(9);
    let mut notes: Vec<String> = place
        .table
        .notes
        .iter()
        .map(|n| document.words(n))
        .collect();
    if !place.table.source.is_empty() {
        notes.push(format!("Sumber: model {}.", place.table.source));
    }
    for note in &notes {
        write_across(sheet, row, note, &muted, 13, widths)?;
        row += 1;
    }
    Ok(row.saturating_sub(1))
}
