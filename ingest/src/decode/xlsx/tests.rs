use chrono::{NaiveDate, NaiveDateTime};
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook, Worksheet};

use super::{guarded, letters, shows_no_time};
use crate::SourceSpec;
use crate::testing::{gzip, read, refusal, spec};

fn workbook(fill: impl Fn(&mut Worksheet)) -> Vec<u8> {
    let mut workbook = Workbook::new();
    fill(workbook.add_worksheet().set_name("Tiket").unwrap());
    workbook.save_to_buffer().unwrap()
}

fn at(text: &str) -> ExcelDateTime {
    ExcelDateTime::parse_from_str(text).unwrap()
}

#[test]
fn cells_as_text() {
    let content = workbook(|sheet| {
        let names = [
            "Nomor", "Waktu", "Hari", "Jam", "Lama", "Teks", "Ya", "Rumus", "Pecahan", "Besar",
        ];
        sheet.write_row(0, 0, names).unwrap();
        sheet.write(1, 0, 10_045).unwrap();
        let format = |code| Format::new().set_num_format(code);
        sheet
            .write_with_format(1, 1, at("2026-03-17T15:00:01"), &format("dd/mm/yyyy hh:mm"))
            .unwrap();
        sheet
            .write_with_format(1, 2, at("2026-03-17"), &format("d mmmm yyyy"))
            .unwrap();
        sheet
            .write_with_format(1, 3, at("15:30:00"), &format("hh:mm"))
            .unwrap();
        sheet
            .write_with_format(1, 4, 1.5, &format("[h]:mm:ss"))
            .unwrap();
        sheet.write(1, 5, "17/03/2026 15.00").unwrap();
        sheet.write(1, 6, true).unwrap();
        sheet
            .write_formula(1, 7, Formula::new("=A2*2").set_result("20090"))
            .unwrap();
        sheet.write(1, 8, 0.1).unwrap();
        sheet.write(1, 9, 1e15).unwrap();
    });
    let found = read("hai.xlsx", &content, &spec()).unwrap();
    assert_eq!(
        found.rows,
        [[
            "10045",
            "2026-03-17T15:00:01",
            "2026-03-17",
            "15:30:00",
            "36:00:00",
            "17/03/2026 15.00",
            "TRUE",
            "20090",
            "0.1",
            "1000000000000000"
        ]]
    );
    assert_eq!((found.record, found.line), (vec![1], vec![2]));
    assert!(
        found.raw[0].starts_with(r#"{"Nomor":"10045","Waktu":"2026-03-17T15:00:01""#),
        "{}",
        found.raw[0]
    );
    // Packed, and under a name that says nothing.
    assert_eq!(read("hai", &gzip(&content), &spec()).unwrap().rows.len(), 1);
}

#[test]
fn every_second_of_a_day_comes_back_exactly() {
    let first = NaiveDate::from_ymd_opt(2026, 3, 17)
        .unwrap()
        .and_hms_opt(0, 0, 0)
        .unwrap();
    let seconds: Vec<NaiveDateTime> = (0..86_400)
        .step_by(61)
        .map(|s| first + chrono::Duration::seconds(s))
        .collect();
    let format = Format::new().set_num_format("yyyy-mm-dd hh:mm:ss");
    let content = workbook(|sheet| {
        sheet.write(0, 0, "Waktu").unwrap();
        for (row, second) in seconds.iter().enumerate() {
            let date = at(&second.format("%Y-%m-%dT%H:%M:%S").to_string());
            sheet
                .write_with_format(row as u32 + 1, 0, &date, &format)
                .unwrap();
        }
    });
    let found = read("a.xlsx", &content, &spec()).unwrap();
    let expected = seconds
        .iter()
        .map(|s| vec![s.format("%Y-%m-%dT%H:%M:%S").to_string()]);
    assert_eq!(found.rows, expected.collect::<Vec<_>>());
}

#[test]
fn sheets_headers_and_blank_rows() {
    let mut book = Workbook::new();
    book.add_worksheet()
        .set_name("Sampul")
        .unwrap()
        .write(0, 0, "Laporan")
        .unwrap();
    let sheet = book.add_worksheet().set_name("Data").unwrap();
    sheet.write(1, 0, "Daftar tiket").unwrap();
    sheet.write_row(3, 0, [" Nomor ", "", "Judul"]).unwrap();
    sheet.write_row(4, 0, ["1", "x", "a"]).unwrap();
    sheet.write_row(7, 0, ["2", "", "b"]).unwrap();
    let content = book.save_to_buffer().unwrap();
    let data = SourceSpec {
        sheet: Some("Data".into()),
        header_row: Some(4),
        ..spec()
    };

    let found = read("a.xlsx", &content, &data).unwrap();
    assert_eq!(found.columns, ["Nomor", "column_2", "Judul"]);
    assert_eq!(found.rows, [["1", "x", "a"], ["2", "", "b"]]);
    assert_eq!(found.line, [5, 8]);

    assert_eq!(
        read("a.xlsx", &content, &spec()).unwrap().columns,
        ["Laporan"]
    );
    let wrong = SourceSpec {
        sheet: Some("data".into()),
        ..spec()
    };
    let message = refusal("a.xlsx", &content, &wrong);
    assert!(
        message.contains("no sheet `data` in the workbook: set `sheet` to one of `Sampul`, `Data`"),
        "{message}"
    );
    let blank = SourceSpec {
        header_row: Some(3),
        ..data
    };
    let message = refusal("a.xlsx", &content, &blank);
    assert!(
        message.contains("no column names in row 3 of sheet `Data`"),
        "{message}"
    );
}

#[test]
fn error_cells_and_cells_without_a_name_are_bad_records() {
    let content = workbook(|sheet| {
        sheet.write_row(0, 0, ["Nomor", "Unit"]).unwrap();
        sheet.write(1, 0, "1").unwrap();
        sheet
            .write_formula(1, 1, Formula::new("=NA()").set_result("#N/A"))
            .unwrap();
        sheet.write_row(2, 0, ["2", "Medan"]).unwrap();
        sheet.write_row(3, 0, ["3", "Medan", "", "lepas"]).unwrap();
    });
    let found = read("a.xlsx", &content, &spec()).unwrap();
    assert_eq!(found.rows, [["2", "Medan"]]);
    let reasons = found.reasons();
    assert!(
        reasons[0].starts_with("1:2:Unit:cell B2 holds the error #N/A"),
        "{reasons:?}"
    );
    assert!(
        reasons[1].starts_with("3:4::expected 2 fields, found 4: cell D4"),
        "{reasons:?}"
    );
    assert_eq!(found.bad[0].raw, r##"{"Nomor":"1","Unit":"#N/A"}"##);
    assert_eq!(
        found.bad[1].raw,
        r#"{"Nomor":"3","Unit":"Medan","D":"lepas"}"#
    );
}

#[test]
fn faults_of_the_whole_file() {
    let ole = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
    let secret: Vec<u8> = "EncryptedPackage"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let empty = workbook(|_| {});
    let twice = workbook(|sheet| {
        sheet.write_row(0, 0, ["a", "b", "a "]).unwrap();
    });
    let mut cut = workbook(|sheet| {
        sheet.write_row(0, 0, ["a", "b"]).unwrap();
    });
    cut.truncate(cut.len() / 2);
    let cases: [(&[u8], &str); 7] = [
        (
            b"nomor;judul\n1;a\n",
            "not an XLSX workbook (it is no zip archive)",
        ),
        (&ole, "an old Excel workbook (.xls)"),
        (
            &[ole.clone(), vec![0; 1000], secret].concat(),
            "protected by a password",
        ),
        (b"PK\x03\x04 and nothing", "the workbook is damaged"),
        (&cut, "the workbook is damaged"),
        (&empty, "the file is empty"),
        (&twice, "`a` stands twice"),
    ];
    for (content, expected) in cases {
        let message = refusal("hai.xlsx", content, &spec());
        assert!(
            message.starts_with("hai.xlsx: ") && message.contains(expected),
            "{message}"
        );
    }
}

#[test]
fn names_of_columns() {
    let names: Vec<_> = [0, 25, 26, 701, 702, 16_383].map(letters).into();
    assert_eq!(names, ["A", "Z", "AA", "ZZ", "AAA", "XFD"]);
}

#[test]
fn formats_without_a_time() {
    let content = workbook(|sheet| {
        sheet.write_row(0, 0, ["a"]).unwrap();
        let codes = [
            "dd/mm/yyyy",
            "[$-421]d mmmm yyyy;@",
            "dd/mm/yyyy hh:mm",
            "yyyy\"hs\"mm",
            "d\\h",
            "mm:ss",
        ];
        for (row, code) in codes.iter().enumerate() {
            let format = Format::new().set_num_format(*code);
            sheet
                .write_with_format(row as u32 + 1, 0, at("2026-03-17"), &format)
                .unwrap();
        }
    });
    let found = read("a.xlsx", &content, &spec()).unwrap();
    let dates: Vec<_> = found.rows.iter().map(|row| row[0].as_str()).collect();
    let (day, midnight) = ("2026-03-17", "2026-03-17T00:00:00");
    assert_eq!(dates, [day, day, midnight, day, day, midnight]);
    assert!(!shows_no_time(&calamine::Style::default()));
}

#[test]
fn a_reader_that_panics_fails_one_file() {
    let fault = guarded::<()>(|| panic!("as a damaged workbook may make it")).unwrap_err();
    assert!(
        fault.to_string().starts_with("the workbook is damaged"),
        "{fault}"
    );
}
