use crate::testing::{read, refusal, semicolon, spec};
use crate::{Encoding, SourceSpec};

const MIB: usize = 1 << 20;

#[test]
fn rows_numbers_lines_and_raw_text() {
    let text = "Nomor; Judul ;Catatan\r\n\r\nT-1;\"baris satu\nbaris dua\";a\r\n\nT-2;\"kata \"\"kunci\"\"\";\n";
    let read = read("sd.csv", text.as_bytes(), &semicolon()).unwrap();
    assert_eq!(read.columns, ["Nomor", "Judul", "Catatan"]);
    assert_eq!(
        read.rows,
        [
            ["T-1", "baris satu\nbaris dua", "a"],
            ["T-2", "kata \"kunci\"", ""]
        ]
    );
    assert_eq!(read.record, [1, 2]);
    assert_eq!(read.line, [3, 6]);
    assert_eq!(
        read.raw,
        [
            "T-1;\"baris satu\nbaris dua\";a",
            "T-2;\"kata \"\"kunci\"\"\";"
        ]
    );
    assert_eq!(read.records_read, 2);
}

#[test]
fn any_delimiter_and_quote() {
    let with = |delimiter: &str, quote: &str| SourceSpec {
        delimiter: Some(delimiter.into()),
        quote: Some(quote.into()),
        ..spec()
    };
    let read_one = |text: &str, spec| read("a.csv", text.as_bytes(), &spec).unwrap().rows;
    assert_eq!(
        read_one("a|b\n'x|y'|\"z\n", with("|", "'")),
        [["x|y", "\"z"]]
    );
    assert_eq!(read_one("a\tb\nx\t\"y\n", with("tab", "")), [["x", "\"y"]]);
    assert_eq!(read_one("a~b\n1~2\n", with("~", "\"")), [["1", "2"]]);
}

#[test]
fn bom_blank_names_and_the_sep_line() {
    let bom = read("a.csv", b"\xEF\xBB\xBFa;b\n1;2\n", &semicolon()).unwrap();
    assert_eq!(bom.columns, ["a", "b"]);
    let quoted = read("a.csv", b"\xEF\xBB\xBF\"a\";\"b\"\n1;2\n", &semicolon()).unwrap();
    assert_eq!(quoted.columns, ["a", "b"]);
    let unnamed = read("a.csv", b"a;;b;\n1;2;3;\n", &semicolon()).unwrap();
    assert_eq!(unnamed.columns, ["a", "column_2", "b", "column_4"]);
    let sep = read("a.csv", b"sep=;\r\na;b\r\n1;2\r\n", &semicolon()).unwrap();
    assert_eq!(
        (sep.columns, sep.line),
        (vec!["a".to_owned(), "b".to_owned()], vec![3])
    );
    let other = refusal("a.csv", b"sep=;\r\na;b\r\n1;2\r\n", &spec());
    assert!(other.contains("set `delimiter = \";\"`"), "{other}");
}

#[test]
fn header_row_is_a_line_of_the_file() {
    let text = b"Laporan \"tiket\n;;\nNomor;Judul\n1;a\n";
    let at = |row| SourceSpec {
        header_row: Some(row),
        ..semicolon()
    };
    let found = read("a.csv", text, &at(3)).unwrap();
    assert_eq!(found.columns, ["Nomor", "Judul"]);
    assert_eq!(
        (found.rows, found.line),
        (vec![vec!["1".to_owned(), "a".to_owned()]], vec![4])
    );
    let beyond = refusal("a.csv", text, &at(9));
    assert!(beyond.contains("no column names in line 9"), "{beyond}");
}

#[test]
fn a_header_alone_has_no_records() {
    let found = read("a.csv", b"a;b", &semicolon()).unwrap();
    assert_eq!(
        (found.columns.len(), found.records_read, found.batches),
        (2, 0, 0)
    );
}

#[test]
fn faults_of_the_whole_file() {
    let cases: [(&[u8], &str); 9] = [
        (b"", "a.csv: the file is empty"),
        (b"\r\n\n", "the file is empty"),
        (b";;\n1;2;3\n", "no column names in line 1"),
        (
            b"a;b;a\n",
            "`a` stands twice in the header, in columns 1 and 3",
        ),
        (b"\"a;b\nc;d\n", "broken quote in the header: column 1"),
        (b"a|b|c;d\n", ""),
        (
            b"caf\xE9;b\n",
            "line 1: byte 0xE9 in the header is not UTF-8: set `encoding = \"windows-1252\"`",
        ),
        (b"\xFF\xFEa\0;\0b\0", "UTF-16"),
        (b"a\0;\0b\0", "NUL bytes"),
    ];
    let utf8 = SourceSpec {
        encoding: Encoding::Utf8,
        ..semicolon()
    };
    for (content, expected) in cases {
        if expected.is_empty() {
            assert!(read("a.csv", content, &utf8).is_ok());
            continue;
        }
        let message = refusal("a.csv", content, &utf8);
        assert!(message.contains(expected), "{message}");
    }
}

#[test]
fn the_wrong_delimiter_is_named() {
    let message = refusal("sd.csv", b"Nomor;Judul;Status\n1;a;b\n", &spec());
    assert!(
        message.starts_with("sd.csv: the delimiter looks like `;`, not `,`"),
        "{message}"
    );
    let message = refusal("sd.csv", b"Nomor\tJudul\n1\ta\n", &spec());
    assert!(message.contains("set `delimiter = \"tab\"`"), "{message}");
    // One column is one column.
    assert_eq!(
        read("sd.csv", b"Nomor\n1\n2\n", &spec())
            .unwrap()
            .rows
            .len(),
        2
    );
}

#[test]
fn the_wrong_number_of_fields() {
    let found = read("a.csv", b"a;b;c\n1;2\n1;2;3\n1;2;3;4\n", &semicolon()).unwrap();
    assert_eq!(found.rows, [["1", "2", "3"]]);
    assert_eq!(found.record, [2]);
    let [few, many] = found.bad.as_slice() else {
        panic!("{:?}", found.bad)
    };
    assert_eq!((few.record, few.line, few.raw.as_str()), (1, 2, "1;2"));
    assert!(
        few.reason.starts_with("expected 3 fields, found 2: "),
        "{}",
        few.reason
    );
    assert!(
        many.reason.starts_with("expected 3 fields, found 4: "),
        "{}",
        many.reason
    );
    assert_eq!(
        many.message("a.csv").split(": ").next(),
        Some("a.csv, record 3 (line 4)")
    );
}

#[test]
fn a_quote_never_closed_costs_one_record() {
    let text = "a;b;c\n1;\"x;y\n2;p;q\n3;\"r\";s\n4;t;u\n";
    let found = read("a.csv", text.as_bytes(), &semicolon()).unwrap();
    assert_eq!(
        found
            .rows
            .iter()
            .map(|row| row[0].as_str())
            .collect::<Vec<_>>(),
        ["2", "3", "4"]
    );
    assert_eq!(found.line, [3, 4, 5]);
    let [bad] = found.bad.as_slice() else {
        panic!("{:?}", found.bad)
    };
    assert_eq!(
        (bad.record, bad.line, bad.field.as_deref()),
        (1, 2, Some("b"))
    );
    assert_eq!(bad.raw, "1;\"x;y");
    assert!(bad.reason.contains("never closed"), "{}", bad.reason);

    // The same without any later quote: it would run to the end of the file.
    let found = read("a.csv", b"a;b;c\n1;\"x;y\n2;p;q\n4;t;u\n", &semicolon()).unwrap();
    assert_eq!((found.rows.len(), found.bad.len()), (2, 1));
    // In the last record there is nothing left to save.
    let found = read("a.csv", b"a;b;c\n1;x;y\n2;\"p;q\nsisa", &semicolon()).unwrap();
    assert_eq!((found.rows.len(), found.bad.len()), (1, 1));
    assert_eq!(found.bad[0].raw, "2;\"p;q\nsisa");
}

#[test]
fn a_quote_within_a_field_must_be_doubled() {
    let text = "a;b\n1;\"kata \"Kunci\" lupa\"\n2;layar 5\" retak\n3;\"x\" \n";
    let found = read("a.csv", text.as_bytes(), &semicolon()).unwrap();
    assert_eq!(found.rows, [["2", "layar 5\" retak"], ["3", "x "]]);
    assert_eq!(found.bad[0].field.as_deref(), Some("b"));
    assert!(
        found.bad[0].reason.contains("must be doubled"),
        "{}",
        found.bad[0].reason
    );
}

#[test]
fn bytes_that_are_not_utf8() {
    let utf8 = SourceSpec {
        encoding: Encoding::Utf8,
        ..semicolon()
    };
    let text = b"a;b\n1;caf\xE9\n2;caf\xC3\xA9\n\xC3;\xA9\n";
    let found = read("a.csv", text, &utf8).unwrap();
    assert_eq!(found.rows, [["2", "café"]]);
    assert_eq!(found.bad[0].field.as_deref(), Some("b"));
    assert!(
        found.bad[0].reason.starts_with("byte 0xE9 is not UTF-8"),
        "{}",
        found.bad[0].reason
    );
    assert_eq!(found.bad[0].raw, "1;caf\\xE9");
    // A letter cut by a delimiter is two broken fields, never a panic.
    assert_eq!(
        (found.bad[1].record, found.bad[1].field.as_deref()),
        (3, Some("a"))
    );
}

#[test]
fn windows_1252_configured_and_found_out() {
    let text = b"a;b\n1;caf\xE9 \x80 \x93x\x94\n";
    for encoding in [Encoding::Windows1252, Encoding::Auto] {
        let found = read(
            "a.csv",
            text,
            &SourceSpec {
                encoding,
                ..semicolon()
            },
        )
        .unwrap();
        assert_eq!(found.rows, [["1", "café € “x”"]]);
        assert_eq!(found.raw, ["1;café € “x”"]);
    }
    // Mostly UTF-8: the record that is not stands out.
    let text = "a;b\n1;é\n2;é\n3;".to_owned().into_bytes();
    let found = read("a.csv", &[text, b"\xE9\n".to_vec()].concat(), &semicolon()).unwrap();
    assert_eq!((found.rows.len(), found.bad.len()), (2, 1));
}

#[test]
fn a_record_over_16_mib_is_one_bad_record() {
    // On one line.
    let mut text = b"a;b\n1;x\n2;".to_vec();
    text.resize(text.len() + 40 * MIB, b'x');
    text.extend_from_slice(b"\n3;y\n");
    let found = read("a.csv", &text, &semicolon()).unwrap();
    assert_eq!(found.rows, [["1", "x"], ["3", "y"]]);
    assert_eq!(
        (found.record.as_slice(), found.line.as_slice()),
        (&[1, 3][..], &[2, 4][..])
    );
    assert!(
        found.bad[0].reason.starts_with("longer than 16 MiB"),
        "{}",
        found.bad[0].reason
    );
    assert_eq!((found.bad[0].line, found.bad[0].raw.len()), (3, 1024));

    // A little more than the limit, so that its end is in the same buffer.
    for extra in [0, 1, 2, 3, MIB] {
        let mut text = b"a;b\n".to_vec();
        text.resize(4 + 16 * MIB + extra, b'x');
        text.extend_from_slice(b";\n3;y\n");
        let found = read("a.csv", &text, &semicolon()).unwrap();
        assert_eq!(found.records_read, 2, "{extra}");
        assert_eq!(found.rows.last().unwrap(), &["3", "y"], "{extra}");
    }

    // A quote that is never closed, with many good records after it.
    let mut text = b"a;b\n1;\"x\n".to_vec();
    let lines = 300_000;
    for number in 0..lines {
        text.extend_from_slice(format!("{number};{}\n", "y".repeat(70)).as_bytes());
    }
    assert!(text.len() > 20 * MIB);
    let found = read("a.csv", &text, &semicolon()).unwrap();
    assert_eq!((found.rows.len(), found.bad.len()), (lines, 1));
    assert!(
        found.bad[0].reason.contains("never closed"),
        "{}",
        found.bad[0].reason
    );
}

#[test]
fn a_file_of_one_line_neither_fills_the_memory_nor_hangs() {
    let mut text = b"a;b\n".to_vec();
    text.resize(200 * MIB, b'"');
    let found = read("a.csv", &text, &semicolon()).unwrap();
    assert_eq!((found.rows.len(), found.bad.len()), (0, 1));

    text.truncate(20 * MIB);
    text[..4].copy_from_slice(b"xxxx");
    let message = refusal("a.csv", &text, &semicolon());
    assert!(
        message.contains("header is longer than 16 MiB"),
        "{message}"
    );
}

#[test]
fn quotes_broken_on_every_line_end_soon() {
    // Each line, read alone, opens a quote that each next line closes and opens again.
    let text = format!("a;b;c\n{}", "x\";\"y\n".repeat(400_000));
    let found = read("a.csv", text.as_bytes(), &semicolon()).unwrap();
    assert!(found.rows.is_empty());
    assert!(found.records_read >= 1);
}

#[test]
fn batches_are_bounded_in_records_and_in_bytes() {
    let text = format!("a;b\n{}", "1;2\n".repeat(150_000));
    let found = read("a.csv", text.as_bytes(), &semicolon()).unwrap();
    assert_eq!((found.rows.len(), found.batches), (150_000, 3));
    assert_eq!(found.line[149_999], 150_001);

    let text = format!("a;b\n{}", format!("1;{}\n", "x".repeat(MIB)).repeat(64));
    let found = read("a.csv", text.as_bytes(), &semicolon()).unwrap();
    assert_eq!(found.rows.len(), 64);
    assert!(found.batches >= 3, "{}", found.batches);
}

#[test]
fn more_columns_than_a_sheet_has() {
    let message = refusal(
        "a.csv",
        ";".repeat(20_000).replace(';', "x;").as_bytes(),
        &semicolon(),
    );
    assert!(
        message.contains("20001 columns are more than 16384"),
        "{message}"
    );
}
