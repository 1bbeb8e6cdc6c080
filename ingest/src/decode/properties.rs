//! Whatever the table, it is read back; whatever the bytes, every record is accounted for.

use encoding_rs::WINDOWS_1252;
use proptest::prelude::*;

use crate::testing::{Read, gzip, read, spec};
use crate::{Encoding, SourceSpec};

/// A table, and how it is written down.
#[derive(Debug, Clone)]
struct Written {
    names: Vec<String>,
    rows: Vec<Vec<String>>,
    delimiter: char,
    quote: char,
    line_end: &'static str,
    quote_all: bool,
    last_line_end: bool,
    encoding: Encoding,
    bom: bool,
    gz: bool,
}

impl Written {
    fn text(&self) -> String {
        let record = |fields: &[String]| {
            let fields: Vec<_> = fields.iter().map(|field| self.field(field)).collect();
            fields.join(&self.delimiter.to_string())
        };
        let mut lines = vec![record(&self.names)];
        lines.extend(self.rows.iter().map(|row| record(row)));
        let mut text = lines.join(self.line_end);
        if self.last_line_end {
            text.push_str(self.line_end);
        }
        text
    }

    fn field(&self, field: &str) -> String {
        let quote = self.quote.to_string();
        let special = [self.delimiter, self.quote, '\r', '\n'];
        // A row of one empty field would be a blank line.
        if self.quote_all || field.contains(special) || field.is_empty() && self.names.len() == 1 {
            format!(
                "{quote}{}{quote}",
                field.replace(self.quote, &quote.repeat(2))
            )
        } else {
            field.to_owned()
        }
    }

    fn bytes(&self) -> Vec<u8> {
        let text = self.text();
        let bytes = match self.encoding {
            Encoding::Windows1252 => WINDOWS_1252.encode(&text).0.into_owned(),
            _ if self.bom => [b"\xEF\xBB\xBF", text.as_bytes()].concat(),
            _ => text.into_bytes(),
        };
        if self.gz { gzip(&bytes) } else { bytes }
    }

    fn spec(&self) -> SourceSpec {
        SourceSpec {
            delimiter: Some(self.delimiter.to_string()),
            quote: Some(self.quote.to_string()),
            encoding: self.encoding,
            ..spec()
        }
    }
}

fn written() -> impl Strategy<Value = Written> {
    let letters = "[ -~éüñ“”\r\n\t;,|\"']{0,12}";
    let shape = (1..6_usize, 0..8_usize);
    shape
        .prop_flat_map(move |(columns, rows)| {
            let row = prop::collection::vec(letters, columns);
            (Just(columns), prop::collection::vec(row, rows))
        })
        .prop_flat_map(|(columns, rows)| {
            let names: Vec<_> = (1..=columns).map(|n| format!("Kolom {n}")).collect();
            let how = (
                prop::sample::select(vec![';', ',', '\t', '|', '~']),
                prop::sample::select(vec!['"', '\'', '^']),
                prop::sample::select(vec!["\n", "\r\n"]),
                any::<[bool; 4]>(),
                prop::sample::select(vec![Encoding::Utf8, Encoding::Windows1252, Encoding::Auto]),
            );
            (Just(names), Just(rows), how)
        })
        .prop_map(|(names, rows, how)| {
            let (delimiter, quote, line_end, flags, encoding) = how;
            let [quote_all, last_line_end, bom, gz] = flags;
            Written {
                names,
                rows,
                delimiter,
                quote,
                line_end,
                quote_all,
                last_line_end,
                encoding,
                bom,
                gz,
            }
        })
}

/// `read` checks that the records are numbered 1 to n, each once, in a frame or among the bad.
fn survives(name: &str, bytes: &[u8], spec: &SourceSpec) -> Option<Read> {
    read(name, bytes, spec).ok()
}

/// The bytes with some of them replaced, removed or doubled.
fn mutated(mut bytes: Vec<u8>, changes: &[(prop::sample::Index, u8, u8)]) -> Vec<u8> {
    for (at, kind, byte) in changes {
        if bytes.is_empty() {
            break;
        }
        let at = at.index(bytes.len());
        match kind % 4 {
            0 => bytes[at] = *byte,
            1 => {
                bytes.remove(at);
            }
            2 => bytes.insert(at, *byte),
            _ => bytes.truncate(at),
        }
    }
    bytes
}

fn changes() -> impl Strategy<Value = Vec<(prop::sample::Index, u8, u8)>> {
    let byte = prop_oneof![
        any::<u8>(),
        prop::sample::select(b"\"';,\r\n{}[]\\:\0\x80".to_vec())
    ];
    prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), byte), 1..6)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_table_is_read_back(table in written()) {
        let found = read("a.csv", &table.bytes(), &table.spec()).unwrap();
        prop_assert_eq!(&found.columns, &table.names);
        prop_assert_eq!(&found.bad, &[]);
        prop_assert_eq!(&found.rows, &table.rows);
        // The raw text of a record is the record: read alone, it gives the same row.
        for (raw, row) in found.raw.iter().zip(&table.rows) {
            let alone = Written { rows: Vec::new(), last_line_end: true, gz: false, bom: false, ..table.clone() };
            let text = format!("{}{raw}", alone.text());
            let spec = SourceSpec { encoding: Encoding::Utf8, ..table.spec() };
            prop_assert_eq!(&read("a.csv", text.as_bytes(), &spec).unwrap().rows, std::slice::from_ref(row));
        }
    }

    #[test]
    fn any_bytes_are_accounted_for(table in written(), changes in changes()) {
        survives("a.csv", &mutated(table.bytes(), &changes), &table.spec());
    }

    #[test]
    fn a_change_within_a_row_leaves_the_rows_before_it(table in written(), change in changes()) {
        // Plain text of one line a record: what is before the change must come out unchanged.
        let mut table = Written { gz: false, encoding: Encoding::Utf8, ..table };
        for row in &mut table.rows {
            for field in row.iter_mut() {
                field.retain(|c| !"\r\n\"'^".contains(c));
            }
        }
        let bytes = table.bytes();
        let header = Written { rows: Vec::new(), last_line_end: true, ..table.clone() }.bytes().len();
        let Some((body, rest)) = bytes.split_at_checked(header) else { return Ok(()) };
        let first = change[0].0.index(rest.len().max(1)).min(rest.len());
        let changed = [body, &rest[..first], b"\"", &rest[first..]].concat();
        let whole = table.rows.len().min(rest[..first].split(|&b| b == b'\n').count() - 1);
        let found = survives("a.csv", &changed, &table.spec()).unwrap();
        let kept = found.rows.iter().zip(&found.record).filter(|(_, n)| **n <= whole as i64);
        prop_assert!(kept.map(|(row, _)| row).eq(&table.rows[..whole]));
    }

    #[test]
    fn any_json_is_accounted_for(
        rows in prop::collection::vec(prop::collection::btree_map("[a-c]{1,2}", "[ -~é\n]{0,6}", 0..4), 0..6),
        array in any::<bool>(),
        changes in changes(),
    ) {
        let lines: Vec<_> = rows.iter().map(|row| serde_json::to_string(row).unwrap()).collect();
        let text = if array { format!("[{}]", lines.join(",\n")) } else { lines.join("\n") };
        if array || !rows.is_empty() {
            let found = read("a.json", text.as_bytes(), &spec()).unwrap();
            prop_assert_eq!(&found.bad, &[]);
            for (row, expected) in found.rows.iter().zip(&rows) {
                for (name, text) in found.columns.iter().zip(row) {
                    prop_assert_eq!(text, expected.get(name).map_or("", String::as_str));
                }
            }
            prop_assert_eq!(found.rows.len(), rows.len());
            prop_assert_eq!(found.raw, lines);
        }
        survives("a.json", &mutated(text.into_bytes(), &changes), &spec());
    }

    #[test]
    fn any_workbook_is_accounted_for(
        rows in prop::collection::vec(prop::collection::vec("[ -~é]{0,6}", 3), 0..5),
        changes in changes(),
    ) {
        let mut workbook = rust_xlsxwriter::Workbook::new();
        let sheet = workbook.add_worksheet();
        sheet.write_row(0, 0, ["a", "b", "c"]).unwrap();
        for (at, row) in rows.iter().enumerate() {
            sheet.write_row(at as u32 + 1, 0, row).unwrap();
        }
        let bytes = workbook.save_to_buffer().unwrap();
        let found = read("a.xlsx", &bytes, &spec()).unwrap();
        let filled: Vec<_> = rows.into_iter().filter(|row| row.iter().any(|t| !t.is_empty())).collect();
        prop_assert_eq!(found.rows, filled);
        survives("a.xlsx", &mutated(bytes, &changes), &spec());
    }
}
