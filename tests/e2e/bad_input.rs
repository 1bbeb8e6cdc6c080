//! Bad input: each fault is named with file, record and repair, and stops nothing else.

use std::collections::BTreeSet;
use std::io::Write;
use std::os::unix::fs::symlink;

use flate2::Compression;
use flate2::write::GzEncoder;
use rust_xlsxwriter::Workbook;

use crate::command::Norma;
use crate::oracle::loads_add_up;

const CONFIG: &str = r#"
[[source]]
name = "meja"
organisation = "BaTII"
kind = "request"
path = "masuk/meja"
format = "csv"
delimiter = ";"
encoding = "utf-8"
rows = "ticket"
date_formats = ["%d/%m/%Y %H:%M"]
[source.columns]
ticket_id = "Nomor"
service_name = "Layanan"
submitted_at = "Masuk"
fulfilled_at = "Selesai"
updated_at = "Masuk"
[source.services]
"Reset Password" = ["001/8.4", "002/11.a.5"]

[[source]]
name = "buku"
organisation = "BaTII"
kind = "request"
path = "masuk/buku"
format = "xlsx"
rows = "ticket"
date_formats = ["%d/%m/%Y %H:%M"]
[source.columns]
ticket_id = "Nomor"
submitted_at = "Masuk"

[[source]]
name = "catatan"
organisation = "BaTII"
kind = "request"
path = "masuk/catatan"
format = "auto"
rows = "ticket"
[source.columns]
ticket_id = "nomor"
submitted_at = "masuk"

[[source]]
name = "hilang"
organisation = "BaTII"
kind = "request"
path = "masuk/hilang"
format = "csv"
rows = "ticket"
[source.columns]
ticket_id = "nomor"
submitted_at = "masuk"
"#;

const HEADER: &str = "Nomor;Layanan;Masuk;Selesai\n";

/// A good record of the CSV source.
fn good(number: &str) -> String {
    format!("{number};Reset Password;05/01/2026 09:00;05/01/2026 11:00\n")
}

/// A fault: its file, the number of its record (0: the file as a whole), the column, and words of message and repair.
struct Fault {
    file: &'static str,
    record: i64,
    field: &'static str,
    words: &'static [&'static str],
}

const fn fault(
    file: &'static str,
    record: i64,
    field: &'static str,
    words: &'static [&'static str],
) -> Fault {
    Fault {
        file,
        record,
        field,
        words,
    }
}

const FAULTS: [Fault; 16] = [
    fault(
        "tanpa_kolom.csv",
        1,
        "Masuk",
        &["no column \"Masuk\"", "[source.columns]"],
    ),
    fault(
        "tanpa_kolom.csv",
        2,
        "Masuk",
        &["no column \"Masuk\"", "[source.columns]"],
    ),
    fault(
        "koma.csv",
        0,
        "",
        &["delimiter", "`,`", "delimiter = \",\""],
    ),
    fault("kutip.csv", 2, "Layanan", &["broken quote", "close it"]),
    fault("terpotong.csv.gz", 0, "", &["truncated", "export it again"]),
    fault(
        "tanggal.csv",
        1,
        "Masuk",
        &["31/02/2025 10:00", "does not exist", "correct"],
    ),
    fault("kosong.csv", 0, "", &["empty", "export it again"]),
    fault("panjang.csv", 2, "", &["longer than 16 MiB", "line end"]),
    fault("utf16.csv", 0, "", &["UTF-16", "CSV UTF-8"]),
    fault("latin.csv", 2, "Layanan", &["UTF-8", "windows-1252"]),
    fault(
        "akhir.csv",
        2,
        "",
        &["expected 4 fields, found 2", "Correct the record"],
    ),
    fault("bukan_zip.xlsx", 0, "", &["no zip", "save it as .xlsx"]),
    fault("teks.xlsx", 1, "Masuk", &["32/01/2026 10:00"]),
    fault(
        "rusak.jsonl",
        2,
        "",
        &["invalid JSON", "correct the record"],
    ),
    fault("larik.json", 0, "", &["cut off", "export it again"]),
    fault(
        "bentuk.json",
        0,
        "",
        &[
            "neither a JSON array nor one JSON object a line",
            "one object a line",
        ],
    ),
];

/// Tickets that load all the same.
const LOADED: [&str; 14] = [
    "BAIK-1",
    "BAIK-2",
    "KUTIP-1",
    "KUTIP-3",
    "TGL-2",
    "PANJANG-1",
    "PANJANG-3",
    "LATIN-1",
    "LATIN-3",
    "AKHIR-1",
    "BUKU-1",
    "TEKS-2",
    "RUSAK-1",
    "RUSAK-3",
];

fn bench() -> Norma {
    let norma = Norma::empty();
    norma.write("norma.toml", CONFIG);
    let csv = |name: &str, content: &[u8]| norma.write(&format!("masuk/meja/{name}"), content);
    let with_header = |lines: &[&[u8]]| [&[HEADER.as_bytes()], lines].concat().concat();
    let good = |number: &str| good(number).into_bytes();

    csv(
        "baik.csv",
        &with_header(&[&good("BAIK-1"), &good("BAIK-2")]),
    );
    csv(
        "tanpa_kolom.csv",
        b"Nomor;Layanan;Selesai\nTK-1;Reset Password;\nTK-2;Reset Password;\n",
    );
    csv(
        "koma.csv",
        b"Nomor,Layanan,Masuk,Selesai\nKOMA-1,Reset Password,05/01/2026 09:00,\n",
    );
    let quote = b"KUTIP-2;\"Reset Password;05/01/2026 09:00;05/01/2026 11:00\n";
    csv(
        "kutip.csv",
        &with_header(&[&good("KUTIP-1"), quote, &good("KUTIP-3")]),
    );
    let whole = gz(&with_header(&[&good("GZ-1"), &good("GZ-2")]));
    csv("terpotong.csv.gz", &whole[..whole.len() - 9]);
    csv(
        "tanggal.csv",
        &with_header(&[b"TGL-1;Reset Password;31/02/2025 10:00;\n", &good("TGL-2")]),
    );
    csv("kosong.csv", b"");
    let long = [
        b"PANJANG-2;" as &[u8],
        &vec![b'x'; 20 << 20],
        b";05/01/2026 09:00;\n",
    ]
    .concat();
    csv(
        "panjang.csv",
        &with_header(&[&good("PANJANG-1"), &long, &good("PANJANG-3")]),
    );
    let utf16: Vec<u8> = std::iter::once(0xFEFF)
        .chain(HEADER.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    csv("utf16.csv", &utf16);
    let latin = b"LATIN-2;Caf\xE9;05/01/2026 09:00;\n";
    csv(
        "latin.csv",
        &with_header(&[&good("LATIN-1"), latin, &good("LATIN-3")]),
    );
    csv(
        "akhir.csv",
        &with_header(&[&good("AKHIR-1"), b"AKHIR-2;Reset Pass"]),
    );
    symlink("nowhere.csv", norma.path("masuk/meja/menggantung.csv")).unwrap();

    norma.write(
        "masuk/buku/bukan_zip.xlsx",
        "Nomor;Masuk\nB-1;05/01/2026 09:00\n",
    );
    workbook(
        &norma,
        "masuk/buku/baik.xlsx",
        &[("BUKU-1", "05/01/2026 09:00")],
    );
    workbook(
        &norma,
        "masuk/buku/teks.xlsx",
        &[
            ("TEKS-1", "32/01/2026 10:00"),
            ("TEKS-2", "05/01/2026 09:00"),
        ],
    );

    let object = |number: &str| {
        format!("{{\"nomor\": \"{number}\", \"masuk\": \"2026-01-05T09:00:00+07:00\"}}")
    };
    let lines = [
        object("RUSAK-1"),
        "{\"nomor\": \"RUSAK-2\", \"masuk\":".to_owned(),
        object("RUSAK-3"),
    ];
    norma.write("masuk/catatan/rusak.jsonl", lines.join("\n"));
    norma.write(
        "masuk/catatan/larik.json",
        format!("[{},\n{}", object("LARIK-1"), object("LARIK-2")),
    );
    norma.write("masuk/catatan/bentuk.json", "\"hanya teks\"\n");
    norma
}

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn workbook(norma: &Norma, name: &str, rows: &[(&str, &str)]) {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (row, (number, submitted)) in (0..).zip([&[("Nomor", "Masuk")], rows].concat()) {
        sheet.write(row, 0, number).unwrap();
        sheet.write(row, 1, submitted).unwrap();
    }
    norma.write(name, book.save_to_buffer().unwrap());
}

#[test]
fn each_fault_is_named_with_its_repair_and_the_other_records_load() {
    let norma = bench();
    // The same faults on the first run of another lake: without --strict they are told, and that is all.
    let said = norma.norma(&["run", "--lake", "lenient"]).exits(0);
    assert!(said.stdout.contains("larik.json"), "{said}");
    let said = norma.norma(&["run", "--strict"]).exits(2);

    for Fault {
        file,
        record,
        field,
        words,
    } in &FAULTS
    {
        let record = if *record == 0 {
            String::new()
        } else {
            format!("record {record} ")
        };
        said.says(&[&[*file, &record, field], *words].concat());
    }
    // What could not even be pulled.
    said.says(&["menggantung.csv", "not found", "check"]);
    said.says(&["hilang", "no such file or folder", "check `path`"]);

    let tickets: BTreeSet<String> = norma
        .sql("select ticket_id from tickets")
        .into_iter()
        .map(|r| r["ticket_id"].clone())
        .collect();
    assert_eq!(tickets, LOADED.map(str::to_owned).into());

    let rejects = norma.sql("select * from rejects");
    let found: BTreeSet<_> = rejects
        .iter()
        .map(|r| {
            (
                r["file_name"].as_str(),
                r["record"].parse().unwrap(),
                r["field"].as_str(),
            )
        })
        .collect();
    assert_eq!(
        found,
        FAULTS
            .iter()
            .map(|f| (f.file, f.record, f.field))
            .collect::<BTreeSet<_>>()
    );
    assert_eq!(rejects.len(), FAULTS.len());
    let raw_of =
        |file: &str| rejects.iter().find(|r| r["file_name"] == file).unwrap()["raw"].clone();
    assert!(raw_of("kutip.csv").starts_with("KUTIP-2;\""));
    let long = raw_of("panjang.csv");
    assert!(
        long.starts_with("PANJANG-2;xxx") && long.len() <= 16 << 10,
        "{} bytes are kept",
        long.len()
    );
    loads_add_up(&norma);

    // A run that finds nothing new rejects nothing new; what cannot be pulled is still not there.
    norma.norma(&["run"]).exits(0).says(&["nothing new"]);
    norma
        .norma(&["run", "--strict"])
        .exits(2)
        .says(&["menggantung.csv"]);
}

#[test]
fn a_repaired_export_is_read_and_its_faults_stay_on_record() {
    let norma = Norma::empty();
    norma.write(
        "norma.toml",
        CONFIG.split("[[source]]\nname = \"buku\"").next().unwrap(),
    );
    norma.write(
        "masuk/meja/ekspor.csv",
        format!(
            "{HEADER}{}",
            good("A-1").replace("05/01/2026 09:00", "31/02/2025 09:00")
        ),
    );
    norma.write("masuk/meja/lain.csv", format!("{HEADER}{}", good("B-1")));
    norma.norma(&["run", "--strict"]).exits(2).says(&[
        "ekspor.csv",
        "record 1",
        "31/02/2025 09:00",
    ]);
    let tickets = || -> Vec<String> {
        let rows = norma.sql("select ticket_id from tickets order by ticket_id");
        rows.into_iter().map(|r| r["ticket_id"].clone()).collect()
    };
    assert_eq!(tickets(), ["B-1"]);

    norma.write("masuk/meja/ekspor.csv", format!("{HEADER}{}", good("A-1")));
    norma.norma(&["run", "--strict"]).exits(0);
    assert_eq!(tickets(), ["A-1", "B-1"]);
    assert_eq!(norma.sql("select * from rejects").len(), 1);
    loads_add_up(&norma);
}
