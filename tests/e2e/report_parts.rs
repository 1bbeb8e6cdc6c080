//! `norma report`: its files, and reports of a source, a work unit or a service.

use std::collections::BTreeMap;

use crate::command::{Norma, rows};

/// Numerator and denominator of the first quarter of each indicator, from the report in `folder`.
fn realised(
    norma: &Norma,
    folder: &str,
    name: &str,
    arguments: &[&str],
) -> BTreeMap<String, (i64, i64)> {
    let all = [
        &["report", "2026-TW1", "--format", "csv", "--out", folder][..],
        arguments,
    ];
    norma.norma(&all.concat()).exits(0);
    let file = norma.path(&format!("{folder}/{name}/indicators.csv"));
    let text = std::fs::read_to_string(&file).unwrap();
    let number = |text: &str| text.parse::<i64>().unwrap_or_default();
    let lines = rows(&text).into_iter();
    lines
        .filter(|row| row["line"] == "Realisasi" && !row["indicator"].starts_with("Ketersediaan"))
        .map(|row| {
            let share = (number(&row["q1_numerator"]), number(&row["q1_denominator"]));
            (row["indicator"].clone(), share)
        })
        .collect()
}

#[test]
fn the_reports_of_all_sources_add_up_to_the_report() {
    let norma = Norma::finished_copy();
    let whole = realised(&norma, "semua", "csv", &[]);
    assert_eq!(whole.len(), 3, "{whole:?}");
    assert!(whole.values().all(|(_, decided)| *decided > 0), "{whole:?}");
    let mut sum: BTreeMap<String, (i64, i64)> = BTreeMap::new();
    for source in ["servicedesk", "hai", "sakti", "span"] {
        let name = format!("laporan-sumber-{source}-csv");
        let part = realised(&norma, "bagian", &name, &["--source", source]);
        for (indicator, (met, decided)) in part {
            let share = sum.entry(indicator).or_default();
            *share = (share.0 + met, share.1 + decided);
        }
    }
    assert_eq!(sum, whole);
}

#[test]
fn a_report_of_nothing_is_refused_and_every_format_is_written() {
    let norma = Norma::finished_copy();
    for nothing in [
        ["--source", "outages"],
        ["--unit", "Tidak Ada"],
        ["--service", "002/99"],
    ] {
        let arguments = [&["report", "2026-TW1", "--out", "kosong"][..], &nothing].concat();
        let refused = norma.norma(&arguments).exits(1);
        refused.says(&["no ticket is of", nothing[1], "norma sql"]);
    }
    assert!(!norma.path("kosong").exists());
    norma
        .norma(&[
            "report",
            "2026-TW1",
            "--out",
            "semua",
            "--service",
            "002/11.a.5",
        ])
        .exits(0);
    for (extension, begins) in [
        ("pdf", &b"%PDF"[..]),
        ("docx", b"PK"),
        ("xlsx", b"PK"),
        ("html", b"<!"),
    ] {
        let file = norma.path(&format!("semua/laporan-layanan-002-11-a-5.{extension}"));
        assert!(
            std::fs::read(&file).unwrap().starts_with(begins),
            "{extension}"
        );
    }
}
