//! Tables on a terminal.

use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, Table, Width, presets};
use norma_rules::{Instant, Zone};

/// A table whose columns from `numbers_from` on are right-aligned.
pub fn table(
    header: &[&str],
    numbers_from: usize,
    rows: impl IntoIterator<Item = Vec<String>>,
) -> Table {
    let mut table = Table::new();
    table
        .load_style(presets::UTF8_BORDERS_ONLY)
        .set_content_arrangement(ContentArrangement::Dynamic);
    table.set_header(header.to_vec());
    for row in rows {
        table.add_row(row);
    }
    for (index, column) in table.column_iter_mut().enumerate() {
        if index >= numbers_from {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table
}

/// Columns of a page of text: the terminal's, but neither so few nor so many that nobody can read it; 110 where there is
/// no terminal.
pub fn page_width() -> u16 {
    Table::new().width().unwrap_or(110).clamp(80, 140)
}

/// Rows in columns of fixed widths, without lines; long texts are wrapped. Sheets of the same widths stand below each other.
pub fn sheet<const N: usize>(
    widths: [u16; N],
    rows: impl IntoIterator<Item = [String; N]>,
) -> String {
    let mut table = Table::new();
    table
        .load_style(presets::NOTHING)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(widths.iter().sum());
    for row in rows {
        table.add_row(row);
    }
    let fixed = |width| ColumnConstraint::Absolute(Width::Fixed(width));
    table.set_constraints(widths.map(fixed));
    for column in table.column_iter_mut() {
        column.set_padding((0, 1));
    }
    table.trim_fmt()
}

/// Labels and what they say, as `norma explain` prints them; long texts are wrapped beside their label.
pub fn fields(fields: impl IntoIterator<Item = (&'static str, String)>) -> String {
    let rows = fields
        .into_iter()
        .map(|(label, text)| [label.to_owned(), text]);
    sheet([15, page_width() - 15], rows)
}

/// Where words stand: `001:1325`; a local overlay has no line.
pub fn place(document: &str, line: u32) -> String {
    if line == 0 {
        document.to_owned()
    } else {
        format!("{document}:{line}")
    }
}

/// Seconds as `3 h 05 min` or `45 s`, exact.
pub fn seconds(amount: i64) -> String {
    let (sign, amount) = if amount < 0 {
        ("-", amount.unsigned_abs())
    } else {
        ("", amount.unsigned_abs())
    };
    let (hours, minutes, rest) = (amount / 3600, amount % 3600 / 60, amount % 60);
    let text = match (hours, minutes, rest) {
        (0, 0, s) => format!("{s} s"),
        (0, m, 0) => format!("{m} min"),
        (0, m, s) => format!("{m} min {s:02} s"),
        (h, m, 0) => format!("{h} h {m:02} min"),
        (h, m, s) => format!("{h} h {m:02} min {s:02} s"),
    };
    format!("{sign}{text}")
}

/// An instant as the clocks of `zone` show it: `Tue 2026-03-17 15.00 WIB`.
pub fn instant(at: Instant, zone: Zone) -> String {
    let local = at.to_local(zone);
    let format = if at.0.rem_euclid(60) == 0 {
        "%a %Y-%m-%d %H.%M"
    } else {
        "%a %Y-%m-%d %H.%M.%S"
    };
    format!("{} {}", local.format(format), zone.abbreviation())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_wraps_within_its_columns() {
        let row = |path: &str, text: &str| [path.to_owned(), text.to_owned()];
        let rows = [row("001/8.4", "Reset Password Akun"), row("001/9", "Lain")];
        assert_eq!(
            sheet([9, 16], rows),
            "001/8.4  Reset Password\n         Akun\n001/9    Lain"
        );
    }

    #[test]
    fn amounts() {
        for (amount, text) in [
            (0, "0 s"),
            (59, "59 s"),
            (60, "1 min"),
            (61, "1 min 01 s"),
            (3600, "1 h 00 min"),
            (28_800, "8 h 00 min"),
            (3_661, "1 h 01 min 01 s"),
            (-90, "-1 min 30 s"),
        ] {
            assert_eq!(seconds(amount), text);
        }
    }
}
