//! `norma report new`: files for what people write about a quarter, never over what they wrote.

use crate::command::{Norma, copy, files, repository, rows_of};

const EARLIER: &str = "# Layanan tenang

Disetujui: ya

## Isu utama

Antrean panjang pada akhir tahun.

## Implikasi

## Kegiatan yang telah dilaksanakan

## Rencana aksi

- Menambah petugas; tenggat: 31 Maret 2026; penanggung jawab: Kepala Bagian; status: berjalan
- Menutup kanal lama; status: selesai

## Penanggung jawab

Kepala Bagian
";

/// Texts of the notes of a quarter by name.
fn notes(norma: &Norma, quarter: &str) -> std::collections::BTreeMap<String, String> {
    let files = files(&norma.path(&format!("catatan/{quarter}")));
    let text = |bytes| String::from_utf8(bytes).unwrap();
    files.into_iter().map(|(name, b)| (name, text(b))).collect()
}

#[test]
fn notes_are_prepared_and_carried_forward_and_never_overwritten() {
    let norma = Norma::finished_copy();
    norma.write("catatan/2025-TW4/tenang.md", EARLIER);
    let own = EARLIER.replace("Layanan tenang", "Reset Password");
    norma.write("catatan/2026-TW1/akun.md", &own);
    let outcome = norma.norma(&["report", "new", "2026-TW1"]).exits(0);
    outcome.says(&["catatan/2026-TW1/ringkasan.md"]);
    outcome.says(&["catatan/2026-TW1/tenang.md"]);
    outcome.says(&["files made", "1 notes were there already"]);

    let made = notes(&norma, "2026-TW1");
    assert_eq!(made["akun.md"], own);
    assert!(!made.contains_key("reset-password.md"), "{made:?}");
    assert!(made["ringkasan.md"].contains("Disetujui: tidak"));
    let carried = &made["tenang.md"];
    assert!(carried.contains("Antrean panjang pada akhir tahun."));
    assert!(carried.contains("Menambah petugas; tenggat: 31 Maret 2026"));
    assert!(carried.contains("dilanjutkan dari 2025-TW4"));
    assert!(!carried.contains("Menutup kanal lama"), "{carried}");
    assert!(carried.contains("Disetujui: tidak"));
    // SD-0023 is late in this quarter, by what was worked out without the program.
    let late = rows_of("sample-data/expected.csv");
    let late = late
        .iter()
        .find(|row| row["ticket_id"] == "SD-0023" && row["clock"] == "fulfilment");
    assert_eq!(late.unwrap()["verdict"], "overdue");
    let ip = &made["penyediaan-alokasi-ip-static.md"];
    assert!(ip.contains("# Penyediaan Alokasi IP Static") && ip.contains("lewat norma"));

    // Once more: nothing is made, nothing is touched; and the next quarter carries the origin on.
    let again = norma.norma(&["report", "new", "2026-TW1"]).exits(0);
    again.says(&["0 files made"]);
    assert_eq!(notes(&norma, "2026-TW1"), made);
    norma.norma(&["report", "new", "2026-TW2"]).exits(0);
    let next = notes(&norma, "2026-TW2");
    assert!(next["tenang.md"].contains("dilanjutkan dari 2025-TW4"));
    // What had a note and was empty had one all the same.
    assert!(next.contains_key("penyediaan-alokasi-ip-static.md"));
}

#[test]
fn a_note_that_cannot_be_read_is_named_with_its_line() {
    let norma = Norma::finished_copy();
    let wrong = EARLIER.replace("## Implikasi", "## Dampak");
    norma.write("catatan/2026-TW1/akun.md", &wrong);
    let refused = norma.norma(&["report", "new", "2026-TW1"]).exits(1);
    refused.says(&["akun.md:9", "\"Dampak\"", "## Implikasi"]);
    assert_eq!(notes(&norma, "2026-TW1").len(), 1);
}

#[test]
fn the_note_of_the_sample_is_one() {
    let norma = Norma::finished_copy();
    copy(
        &repository().join("sample-data/catatan"),
        &norma.path("catatan"),
    );
    let before = notes(&norma, "2026-TW1");
    assert_eq!(before.len(), 1);
    let outcome = norma.norma(&["report", "new", "2026-TW1"]).exits(0);
    outcome.says(&["1 notes were there already"]);
    let after = notes(&norma, "2026-TW1");
    for (name, text) in before {
        assert_eq!(after[&name], text);
    }
}

#[test]
fn the_quarter_alone_still_writes_the_report() {
    let norma = Norma::finished_copy();
    norma
        .norma(&["report", "2026-TW1"])
        .exits(0)
        .says(&["reports/2026-TW1/laporan.html"]);
    let refused = norma.norma(&["report"]);
    assert_ne!(refused.code, 0, "{refused}");
    refused.says(&["QUARTER"]);
}
