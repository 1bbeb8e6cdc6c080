//! Names of sheets and ranges.

/// What a name of a sheet may have, in UTF-16 units.
const MOST: usize = 31;

/// "T3 Pelanggaran satu per satu": the number, which makes it unique, and as many words of the caption as there is room
/// for.
pub(super) fn of_sheet(number: &str, caption: &str) -> String {
    let forbidden = |c: char| c.is_control() || "*?:[]\\/'".contains(c);
    let caption: String = caption
        .chars()
        .map(|c| if forbidden(c) { ' ' } else { c })
        .collect();
    let length = |text: &str| text.encode_utf16().count();
    let mut name = number.to_owned();
    for word in caption.split_whitespace() {
        if length(&name) + 1 + length(word) > MOST {
            break;
        }
        name.push(' ');
        name.push_str(word);
    }
    name.trim_end_matches([',', ';', '.', '-', '(']).to_owned()
}

/// A name that Excel takes for a range: letters, digits and an underscore, by which it is no cell.
pub(super) fn can_be_defined(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.contains('_')
        && name.len() <= 255
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_sheets_fit() {
        let cases = [
            ("Pelanggaran satu per satu", "T3 Pelanggaran satu per satu"),
            (
                "Pemenuhan norma waktu per layanan",
                "T3 Pemenuhan norma waktu per",
            ),
            ("P1/P2: [hak] 'x'?", "T3 P1 P2 hak x"),
            ("", "T3"),
            (
                "\u{1f600}\u{1f600}\u{1f600}\u{1f600}\u{1f600}\u{1f600}\u{1f600}\u{1f600}\u{1f600}\u{1f600}\u{1f600}\u{1f600}\u{1f600}\u{1f600}\u{1f600}",
                "T3",
            ),
        ];
        for (caption, name) in cases {
            assert_eq!(of_sheet("T3", caption), name);
        }
    }

    #[test]
    fn names_of_ranges_are_no_cells() {
        let names = [
            "fulfilment_by_service",
            "abc1",
            "r1c1",
            "1_a",
            "a b_c",
            "é_a",
        ];
        let can: Vec<bool> = names.iter().map(|name| can_be_defined(name)).collect();
        assert_eq!(can, [true, false, false, false, false, false]);
    }
}
