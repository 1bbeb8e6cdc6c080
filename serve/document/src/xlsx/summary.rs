//! The first sheet: what the workbook is, the main figures, and the way to the others.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, Url, Worksheet};

use super::look::{self, Looks, Spot};
use super::{Place, refused, set_lines, set_up_page};
use crate::error::DocumentError;
use crate::flat::Facet;
use crate::model::{Align, Block, Cell, Document, RowKind, Tile};

/// Its name.
pub(super) const NAME: &str = "Ringkasan";

/// How its cells are to be read; the last column that is written.
const REMARKS: [&str; 4] = [
    "Persentase dipotong pada dua desimal, tidak dibulatkan. Isi sel adalah hasil bagi yang tepat bila Excel \
     menampilkannya sama dengan potongannya; bila tidak, hasil bagi yang dipotong pada empat desimal. Pembilang dan \
     penyebut ada pada kolom data.",
    "Lama waktu ditulis jam:menit:detik dan dapat dijumlahkan; detiknya ada pada kolom data. Satu hari kerja adalah 8 jam.",
    "Tanggal dan jam ditulis menurut WIB. Sel kosong berarti tidak ada angka.",
    "Kolom data dan grafik berdiri di sebelah kanan tabel dan tidak ikut tercetak.",
];
const LAST: u16 = 3;
/// Of its columns, in letters.
const WIDTHS: [usize; 4] = [30, 44, 20, 34];

pub(super) fn write(
    document: &Document,
    places: &[Place<'_>],
    looks: &mut Looks,
) -> Result<Worksheet, DocumentError> {
    let meta = &document.meta;
    let mut sheet = Worksheet::new();
    sheet.set_name(NAME).map_err(refused)?;
    for (column, width) in (0..).zip(WIDTHS) {
        sheet
            .set_column_width(column, width as f64)
            .map_err(refused)?;
    }
    let title = Format::new()
        .set_bold()
        .set_font_size(18)
        .set_font_color(look::INK);
    let larger = Format::new().set_font_size(13).set_font_color(look::MUTED);
    let muted = Format::new().set_font_color(look::MUTED);
    sheet
        .write_string_with_format(0, 0, look::fit(&meta.title), &title)
        .and_then(|s| s.write_string_with_format(1, 0, look::fit(&meta.subtitle), &larger))
        .map_err(refused)?;
    let mut row = 2;
    for unit in &meta.organisation {
        sheet
            .write_string_with_format(row, 0, look::fit(unit), &muted)
            .map_err(refused)?;
        row += 1;
    }
    row += 1;

    let mut facts = vec![("Periode", meta.period.as_str())];
    facts.extend(meta.mark.iter().map(|mark| ("Keadaan", mark.as_str())));
    facts.extend(meta.facts.iter().map(|(t, w)| (t.as_str(), w.as_str())));
    facts.push(("Pengenal", &meta.identifier));
    let bold = Format::new()
        .set_bold()
        .set_font_color(look::INK)
        .set_align(FormatAlign::Top);
    let plain = Format::new()
        .set_font_color(look::INK)
        .set_align(FormatAlign::Left)
        .set_align(FormatAlign::Top)
        .set_text_wrap()
        .set_indent(1);
    for (term, words) in facts {
        sheet
            .write_string_with_format(row, 0, look::fit(term), &bold)
            .map_err(refused)?;
        sheet
            .merge_range(row, 1, row, LAST, &look::fit(words), &plain)
            .map_err(refused)?;
        let words = std::iter::once((words.into(), WIDTHS[1] + WIDTHS[2] + WIDTHS[3]));
        set_lines(&mut sheet, row, words)?;
        row += 1;
    }

    let tiles = tiles(document);
    if !tiles.is_empty() {
        row = heads(
            &mut sheet,
            row + 1,
            ["Angka utama", "Keterangan", "Nilai", "Status"],
        )?;
        for tile in tiles {
            write_tile(&mut sheet, looks, tile, row)?;
            row += 1;
        }
    }

    row = heads(&mut sheet, row + 1, ["Lembar", "Isi", "Baris", "Nama"])?;
    for place in places {
        write_link(&mut sheet, looks, place, row)?;
        row += 1;
    }

    row += 1;
    let remark = muted.set_text_wrap().set_align(FormatAlign::Top);
    for words in REMARKS {
        sheet
            .merge_range(row, 0, row, LAST, words, &remark)
            .map_err(refused)?;
        // Excel does not find the height of merged cells.
        let lines = words.chars().count().div_ceil(115) as u32;
        sheet.set_row_height(row, lines * 15 + 1).map_err(refused)?;
        row += 1;
    }
    sheet.set_print_area(0, 0, row - 1, LAST).map_err(refused)?;
    set_up_page(&mut sheet, meta, NAME, false);
    Ok(sheet)
}

/// The main figures of all sections, in reading order.
fn tiles(document: &Document) -> Vec<&Tile> {
    let sections = document.numbered();
    let blocks = sections.iter().flat_map(|s| &s.section.blocks);
    blocks
        .filter_map(|block| match block {
            Block::Tiles { tiles } => Some(tiles),
            _ => None,
        })
        .flatten()
        .collect()
}

fn heads(sheet: &mut Worksheet, row: u32, titles: [&str; 4]) -> Result<u32, DocumentError> {
    for (column, title) in titles.into_iter().enumerate() {
        let format = Format::new()
            .set_bold()
            .set_font_color(look::INK)
            .set_background_color(Color::RGB(look::HEAD))
            .set_align(if column == 2 {
                FormatAlign::Right
            } else {
                FormatAlign::Left
            })
            .set_indent(u8::from(matches!(column, 1 | 3)))
            .set_border_bottom(FormatBorder::Thin)
            .set_border_bottom_color(Color::RGB(look::MUTED));
        sheet
            .write_string_with_format(row, column as u16, title, &format)
            .map_err(refused)?;
    }
    Ok(row + 1)
}

const fn spot(row: u32, column: u16, align: Align) -> Spot {
    Spot {
        row,
        column,
        align,
        kind: RowKind::Body,
        first: false,
        data: false,
    }
}

fn write_tile(
    sheet: &mut Worksheet,
    looks: &mut Looks,
    tile: &Tile,
    row: u32,
) -> Result<(), DocumentError> {
    looks.write_words(sheet, spot(row, 0, Align::Start), &tile.name)?;
    let under = tile.under.join("; ");
    looks.write_words(sheet, spot(row, 1, Align::Start), &under)?;
    let words = [
        (tile.name.as_str().into(), WIDTHS[0]),
        (under.into(), WIDTHS[1]),
    ];
    set_lines(sheet, row, words.into_iter())?;
    looks.write(sheet, spot(row, 2, Align::End), &tile.figure, Facet::Value)?;
    let status = tile.standing().unwrap_or(Cell::Blank);
    looks.write(sheet, spot(row, 3, Align::Start), &status, Facet::Value)
}

fn write_link(
    sheet: &mut Worksheet,
    looks: &mut Looks,
    place: &Place<'_>,
    row: u32,
) -> Result<(), DocumentError> {
    let rows = place.table.rows.iter().filter(|r| r.kind != RowKind::Group);
    let rows = i64::try_from(rows.count()).unwrap_or(i64::MAX);
    let link = Url::new(format!("internal:'{}'!A1", place.sheet)).set_text(&place.label);
    let format = Format::new()
        .set_hyperlink()
        .set_align(FormatAlign::Top)
        .set_border_bottom(FormatBorder::Hair)
        .set_border_bottom_color(Color::RGB(look::GRID));
    sheet
        .write_url_with_format(row, 0, link, &format)
        .map_err(refused)?;
    let caption = &place.table.caption;
    looks.write_words(sheet, spot(row, 1, Align::Start), caption)?;
    let words = std::iter::once((caption.into(), WIDTHS[1]));
    set_lines(sheet, row, words)?;
    looks.write(
        sheet,
        spot(row, 2, Align::End),
        &Cell::count(rows),
        Facet::Value,
    )?;
    looks.write_words(sheet, spot(row, 3, Align::Start), &place.table.name)
}
