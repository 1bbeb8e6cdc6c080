//! XLSX: a workbook that is computed with and printed.
//!
//! The sheet "Ringkasan" says what the workbook is and links to the others: a sheet a table in reading order, then the
//! data of the figures that have their own. A sheet reads from left to right: the columns of the report, then, outside of
//! what is printed, the columns that only auditors need, then the native charts.
//!
//! What a cell is worth:
//! - Text stays text, whatever it begins with. Whole numbers are numbers up to the 15 digits that Excel keeps, beyond text.
//! - Percentages are shown cut, never rounded, but Excel rounds what it shows. So a rate is the exact quotient where both
//!   come to the same, else the quotient cut to four decimals; numerator and denominator stand in columns of their own.
//! - Lengths of time are days of 24 hours shown as `[h]:mm:ss`, so that they can be summed whatever the calendar; the exact
//!   seconds stand in a column of their own. Instants are on the wall clock of WIB.
//! - No figure is an empty cell, so that averages pass over it.
//!
//! Number formats are those of the file format: an Indonesian Excel shows 97,25%. Everything is kept in memory: the modes
//! of `rust_xlsxwriter` that spare it write temporary files.

mod around;
mod chart;
mod look;
mod name;
mod sheet;
mod summary;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, Worksheet, XlsxError};

use crate::error::DocumentError;
use crate::model::{Document, Figure, Meta, Paper, Table};

/// Rows of a sheet of Excel.
const MOST_ROWS: usize = 1_048_576;

/// Height of a line, in points.
const LINE: u32 = 15;

/// Makes a row as high as its wrapped words need: Excel finds that out by itself, other programs do not. Each text comes with
/// the width of its column, in letters.
fn set_lines<'a>(
    sheet: &mut Worksheet,
    row: u32,
    texts: impl Iterator<Item = (std::borrow::Cow<'a, str>, usize)>,
) -> Result<(), DocumentError> {
    let needed = |text: &str, width: usize| -> usize {
        let width = width.max(1);
        let line = |line: &str| {
            let letters = line.chars().count();
            // Words are not cut: each line but the last ends half a word early.
            let breaks = letters.div_ceil(width).saturating_sub(1);
            (letters + breaks * 4).div_ceil(width).max(1)
        };
        text.lines().map(line).sum()
    };
    let lines = texts.map(|(text, width)| needed(&text, width)).max();
    let lines = lines.unwrap_or(1).min(20) as u32;
    if lines > 1 {
        sheet
            .set_row_height(row, lines * LINE + 1)
            .map_err(refused)?;
    }
    Ok(())
}

/// A table and where it stands.
struct Place<'a> {
    /// "Tabel 3", "Data Gambar 1".
    label: String,
    /// Name of the sheet.
    sheet: String,
    table: &'a Table,
    /// The figure, where the table is its data.
    of: Option<&'a Figure>,
}

/// The document as a workbook.
///
/// # Errors
/// As [`Document::check`]; a table with more rows than a sheet holds; a chart of a table or column that is not there; what
/// the library refuses.
pub fn xlsx(document: &Document) -> Result<Vec<u8>, DocumentError> {
    document.check()?;
    let places = places(document);
    let mut workbook = Workbook::new();
    let dated = ExcelDateTime::from_timestamp(document.meta.dated.0).map_err(refused)?;
    workbook.set_properties(&properties(&document.meta, &dated));

    let mut looks = look::Looks::default();
    let summary = summary::write(document, &places, &mut looks)?;
    workbook.push_worksheet(summary);
    let mut charted = Vec::new();
    let mut names = std::collections::BTreeSet::new();
    for place in &places {
        let (mut sheet, extent) = sheet::write(document, place, &mut looks)?;
        let mut row = extent.header;
        for (number, figure) in figures_of(document, place) {
            let size = chart::insert(&mut sheet, figure, place, &extent, row)?;
            row += size;
            charted.push(number);
        }
        workbook.push_worksheet(sheet);
        // The name of the model finds its figures in the workbook, however the sheets are numbered.
        let name = &place.table.name;
        if name::can_be_defined(name) && names.insert(name.to_lowercase()) {
            let range = extent.range(&place.sheet);
            workbook
                .define_name(name.as_str(), &range)
                .map_err(refused)?;
        }
    }
    for (i, figure) in document.figures().iter().enumerate() {
        if let Some(chart) = &figure.chart
            && !charted.contains(&i)
        {
            return Err(DocumentError::Dangling(chart.table.clone()));
        }
    }
    workbook.save_to_buffer().map_err(refused)
}

/// Tables in reading order, then the data of figures.
fn places(document: &Document) -> Vec<Place<'_>> {
    let tables = document.tables().into_iter().enumerate();
    let tables = tables.map(|(i, table)| Place {
        label: format!("Tabel {}", i + 1),
        sheet: name::of_sheet(&format!("T{}", i + 1), &table.caption),
        table,
        of: None,
    });
    let figures = document.figures().into_iter().enumerate();
    let data = figures.filter_map(|(i, figure)| {
        figure.data.as_ref().map(|table| Place {
            label: format!("Data Gambar {}", i + 1),
            sheet: name::of_sheet(&format!("G{}", i + 1), &table.caption),
            table,
            of: Some(figure),
        })
    });
    tables.chain(data).collect()
}

/// The figures that are drawn over the table of that place; a figure's own data come before a table of the same name.
fn figures_of<'a>(document: &'a Document, place: &Place<'_>) -> Vec<(usize, &'a Figure)> {
    let figures = document.figures().into_iter().enumerate();
    figures
        .filter(|(_, figure)| {
            figure.chart.as_ref().is_some_and(|chart| {
                let own = figure.data.as_ref().is_some_and(|t| t.name == chart.table);
                match place.of {
                    Some(of) => own && of.name == figure.name,
                    None => !own && place.table.name == chart.table,
                }
            })
        })
        .collect()
}

fn properties(meta: &Meta, dated: &ExcelDateTime) -> DocProperties {
    let mut properties = DocProperties::new()
        .set_title(&meta.title)
        .set_subject(&meta.subtitle)
        .set_author(meta.organisation.join(", "))
        .set_keywords(&meta.identifier)
        .set_comment(&meta.footer)
        .set_creation_datetime(dated);
    if let Some(company) = meta.organisation.first() {
        properties = properties.set_company(company);
    }
    if let Some(mark) = &meta.mark {
        properties = properties.set_status(mark);
    }
    properties
}

/// Paper, margins, head and foot.
fn set_up_page(sheet: &mut Worksheet, meta: &Meta, label: &str, wide: bool) {
    sheet
        .set_paper_size(match meta.paper {
            Paper::A4 => 9,
            Paper::Letter => 1,
        })
        .set_margins(0.5, 0.5, 0.7, 0.7, 0.3, 0.3)
        .set_print_fit_to_pages(1, 0)
        .set_screen_gridlines(false);
    if wide {
        sheet.set_landscape();
    }
    // "&" is a sign of the language of heads and feet; 255 characters are its most.
    let part = |text: &str, most: usize| {
        let text: String = text.chars().take(most).collect();
        text.replace('&', "&&").replace(['\r', '\n'], " ")
    };
    let mark = meta.mark.as_deref().unwrap_or_default();
    sheet.set_header(format!(
        "&L{}&C{}&R{}",
        part(&meta.title, 70),
        part(mark, 15),
        part(label, 20)
    ));
    sheet.set_footer(format!("&L{}&RHalaman &P dari &N", part(&meta.footer, 90)));
}

fn refused(error: XlsxError) -> DocumentError {
    DocumentError::writer("XLSX", error)
}
