use crate::testing::{read, refusal, spec};
use crate::{Encoding, SourceSpec};

const MIB: usize = 1 << 20;

#[test]
fn an_array_and_lines_give_the_same() {
    let records = [
        r#"{"id":"T-1","orang":{"unit":"Medan"},"n":3}"#,
        r#"{"id":"T-2","n":null,"label":["a","b"]}"#,
        r#"{ "id":"T-3", "selesai":true, "orang":{"unit":"é","kota":""} }"#,
    ];
    let expected = [
        ["T-1", "Medan", "3", "", "", ""],
        ["T-2", "", "", r#"["a","b"]"#, "", ""],
        ["T-3", "é", "", "", "true", ""],
    ];
    let lines = records.join("\n");
    let array = format!(" [{}\n]\n", records.join(" ,\n"));
    for (name, text) in [("a.jsonl", lines), ("a.json", array)] {
        let found = read(name, text.as_bytes(), &spec()).unwrap();
        assert_eq!(
            found.columns,
            ["id", "orang.unit", "n", "label", "selesai", "orang.kota"]
        );
        assert_eq!(found.rows, expected);
        assert_eq!(found.raw, records);
        assert_eq!((found.record, found.line), (vec![1, 2, 3], vec![1, 2, 3]));
    }
}

#[test]
fn a_line_that_is_no_json_names_its_column() {
    let text = "{\"a\":1}\n{\"a\":2,}\n\n  {\"a\" 3}\n[1]\n{\"a\":4,\"a\":5}\n{\"a\":\"é";
    let found = read("a.jsonl", text.as_bytes(), &spec()).unwrap();
    assert_eq!(found.rows, [["1"], ["5"]]);
    let reasons = found.reasons();
    assert!(
        reasons[0].starts_with("2:2::invalid JSON: key must be a string (line 2, column 8)"),
        "{reasons:?}"
    );
    assert!(
        reasons[1].starts_with("3:4::invalid JSON: expected `:` (line 4, column 8)"),
        "{reasons:?}"
    );
    assert!(
        reasons[2].starts_with("4:5::expected an object, found an array"),
        "{reasons:?}"
    );
    assert!(
        reasons[3].contains("EOF while parsing a string"),
        "{reasons:?}"
    );
    assert_eq!(found.bad[1].raw, "{\"a\" 3}");
}

#[test]
fn a_bad_element_of_an_array_leaves_the_others() {
    let text = "[{\"a\":1}, {\"a\":\n 2 3},\n7, {\"b\":\"] } \\\" ,\"}, ]";
    let found = read("a.json", text.as_bytes(), &spec()).unwrap();
    assert_eq!(found.columns, ["a", "b"]);
    assert_eq!(found.rows, [["1", ""], ["", "] } \" ,"]]);
    let reasons = found.reasons();
    assert!(
        reasons[0].starts_with("2:1::invalid JSON: expected `,` or `}` (line 2, column 4)"),
        "{reasons:?}"
    );
    assert!(reasons[1].contains("single value"), "{reasons:?}");
    assert!(
        reasons[2].contains("EOF while parsing a value"),
        "{reasons:?}"
    );
}

#[test]
fn faults_of_the_whole_file() {
    let cases = [
        ("", "the file is empty"),
        (" \n ", "the file is empty"),
        ("[{\"a\":1},\n{\"a\":2}", "cut off in record 2 (line 2)"),
        ("[{\"a\":1},\n{\"a\":\"", "cut off in record 2 (line 2)"),
        ("[", "cut off in record 1 (line 1)"),
        ("[{\"a\":1}]\n[{}]", "line 2: text behind the end"),
        ("{\n \"data\": []\n}", "an object over several lines"),
        ("nomor,judul\n", "it begins with `n`"),
    ];
    for (content, expected) in cases {
        let message = refusal("a.json", content.as_bytes(), &spec());
        assert!(message.contains(expected), "{content}: {message}");
    }
}

#[test]
fn no_records_is_no_fault() {
    let found = read("a.json", b" [ ] ", &spec()).unwrap();
    assert_eq!((found.columns.len(), found.records_read), (0, 0));
    let found = read("a.json", b"[{},{}]", &spec()).unwrap();
    assert_eq!((found.columns.len(), found.rows.len()), (0, 2));
}

#[test]
fn encodings() {
    let found = read("a.jsonl", b"\xEF\xBB\xBF{\"a\":\"x\"}", &spec()).unwrap();
    assert_eq!((found.columns, found.line), (vec!["a".to_owned()], vec![1]));
    let found = read("a.jsonl", b"{\"a\":\"caf\xE9\"}", &spec()).unwrap();
    assert_eq!(found.rows, [["café"]]);
    let utf8 = SourceSpec {
        encoding: Encoding::Utf8,
        ..spec()
    };
    let found = read("a.jsonl", b"{\"a\":\"caf\xE9\"}\n{\"a\":\"b\"}", &utf8).unwrap();
    assert_eq!(found.rows, [["b"]]);
    assert!(
        found.bad[0].reason.contains("0xE9"),
        "{}",
        found.bad[0].reason
    );
}

#[test]
fn a_record_over_16_mib_is_one_bad_record() {
    let long = format!("{{\"a\":\"{}\"}}", "x".repeat(40 * MIB));
    let lines = format!("{{\"a\":1}}\n{long}\n{{\"a\":2}}");
    let array = format!("[{{\"a\":1}},{long},{{\"a\":2}}]");
    for (text, line) in [(lines, 2), (array, 1)] {
        let found = read("a.json", text.as_bytes(), &spec()).unwrap();
        assert_eq!(found.rows, [["1"], ["2"]]);
        assert_eq!((found.bad[0].record, found.bad[0].line), (2, line));
        assert!(
            found.bad[0].reason.starts_with("longer than 16 MiB"),
            "{}",
            found.bad[0].reason
        );
        assert_eq!(found.bad[0].raw.len(), 1024);
    }
}

#[test]
fn keys_that_are_data() {
    let lines: Vec<_> = (0..20_000).map(|n| format!("{{\"T-{n}\":1}}")).collect();
    let text = lines.join("\n");
    let message = refusal("a.jsonl", text.as_bytes(), &spec());
    assert!(message.contains("columns are more than 16384"), "{message}");
}
