use proptest::prelude::*;

use super::*;
use crate::model::{Column, Row};
use crate::sample;

/// The records of a file, heading first.
fn read(bytes: &[u8], flavour: Flavour) -> Vec<Vec<String>> {
    let (delimiter, bytes) = match flavour {
        Flavour::Rfc4180 => (b',', bytes),
        Flavour::Excel => (b';', bytes.strip_prefix("\u{feff}".as_bytes()).unwrap()),
    };
    ::csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .from_reader(bytes)
        .records()
        .map(|record| record.unwrap().iter().map(str::to_owned).collect())
        .collect()
}

#[test]
fn both_flavours_of_the_sample() {
    let document = sample::document();
    for (name, flavour) in [("rfc4180", Flavour::Rfc4180), ("excel", Flavour::Excel)] {
        let files = files(&document, flavour).unwrap();
        let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(
            names,
            [
                "service_by_month.csv",
                "fulfilment_by_service.csv",
                "breaches.csv",
                "unmapped_services.csv"
            ]
        );
        let text = files.into_iter().map(|(name, bytes)| {
            let text = String::from_utf8(bytes).unwrap();
            assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
            let lines: Vec<&str> = text.lines().take(8).collect();
            format!("{name}\n{}", lines.join("\n"))
        });
        insta::assert_snapshot!(name, text.collect::<Vec<_>>().join("\n\n"));
    }
}

#[test]
fn every_cell_is_read_back_with_its_value() {
    let document = sample::document();
    for table in document.tables() {
        let records = read(&csv(table, Flavour::Rfc4180).unwrap(), Flavour::Rfc4180);
        let column = |key: &str| records[0].iter().position(|name| name == key).unwrap();
        let lines = Flat::of(table).lines;
        assert_eq!(records.len(), lines.len() + 1);
        for (record, line) in records[1..].iter().zip(&lines) {
            for (cell, of) in line.row.cells.iter().zip(&table.columns) {
                let text = &record[column(&of.key)];
                match cell.value() {
                    Value::Empty => assert_eq!(text, ""),
                    Value::Text(_)
                        if matches!(cell, Cell::Quarter { .. } | Cell::Change { .. }) => {}
                    Value::Text(words) => assert_eq!(*text, words),
                    Value::Integer(number) | Value::Seconds(number) => {
                        assert_eq!(text.parse::<i64>().unwrap(), number);
                    }
                    Value::Ratio(part, whole) => {
                        assert_eq!(text.len(), 6);
                        let cut: i64 = text.replace('.', "").parse().unwrap();
                        assert_eq!(cut, part * 10_000 / whole);
                        if matches!(cell, Cell::Rate { .. } | Cell::Heat { .. }) {
                            let beside =
                                |end: &str| record[column(&format!("{}_{end}", of.key))].clone();
                            assert_eq!(beside("numerator"), part.to_string());
                            assert_eq!(beside("denominator"), whole.to_string());
                        }
                    }
                    Value::Instant(at) => {
                        let read = chrono::DateTime::parse_from_rfc3339(text).unwrap();
                        assert_eq!(read.timestamp(), at.0);
                        assert!(text.ends_with("+07:00"));
                    }
                    Value::Date(day) => assert_eq!(text.parse(), Ok(day)),
                }
            }
        }
    }
}

#[test]
fn points_are_numbers_of_machines() {
    for (points, number) in [
        ("+41,66", "41.66"),
        ("-1.000,50", "-1000.50"),
        ("0,00", "0.00"),
        ("-", ""),
    ] {
        assert_eq!(machine(points), number);
    }
    assert_eq!(
        (fraction(2, 3), fraction(0, 0)),
        ("0.6666".to_owned(), String::new())
    );
}

#[test]
fn names_of_own_columns_give_way() {
    let columns = ["row_kind", "rate", "rate_numerator"].map(|key| Column::figures(key, key));
    let mut table = Table::new("t", "T", columns.to_vec());
    table.rows = vec![Row::body(vec![
        Cell::count(-5),
        Cell::rate(1, 2),
        Cell::count(1),
    ])];
    let records = read(&csv(&table, Flavour::Rfc4180).unwrap(), Flavour::Rfc4180);
    assert_eq!(
        records[0],
        [
            "row_kind_",
            "row_kind",
            "rate",
            "rate_denominator",
            "rate_numerator"
        ]
    );
    assert_eq!(records[1], ["body", "-5", "0.5000", "2", "1"]);
}

proptest! {
    #[test]
    fn any_words_come_back(
        words in prop::collection::vec("(?s)[=+\\-@\t\r\n;,\"' a-zé]{0,12}", 1..6),
        count in any::<i64>(),
    ) {
        let mut table = Table::new("t", "T", vec![
            Column::words("words", "Kata", 30),
            Column::figures("count", "Jumlah"),
        ]);
        table.rows = words
            .iter()
            .map(|text| Row::body(vec![Cell::text_of(text.as_str()), Cell::count(count)]))
            .collect();
        for flavour in [Flavour::Rfc4180, Flavour::Excel] {
            let records = read(&csv(&table, flavour).unwrap(), flavour);
            prop_assert_eq!(records.len(), words.len() + 1);
            for (record, text) in records[1..].iter().zip(&words) {
                prop_assert_eq!(&record[2], &count.to_string());
                match flavour {
                    Flavour::Rfc4180 => prop_assert_eq!(&record[1], text),
                    Flavour::Excel => {
                        let formula = record[1].starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
                        prop_assert!(!formula, "{:?}", record[1]);
                        let guarded = format!("'{text}");
                        prop_assert!(record[1] == *text || record[1] == guarded);
                    }
                }
            }
        }
    }
}
