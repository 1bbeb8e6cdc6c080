//! `norma report 2026`: the annual report.

use std::collections::BTreeMap;

use crate::command::{Norma, Row, rows};

/// What tells one service from another, in the tables of both reports.
fn key(row: &Row) -> [String; 5] {
    [
        "organisation",
        "service_name",
        "norm_path",
        "clock",
        "local",
    ]
    .map(|name| row[name].clone())
}

fn number(text: &str) -> i64 {
    text.parse().unwrap_or_default()
}

#[test]
fn the_year_adds_up_its_quarters_and_says_that_it_is_not_over() {
    let norma = Norma::finished_copy();
    norma
        .norma(&["report", "2026", "--format", "html,csv"])
        .exits(0);
    let page = std::fs::read_to_string(norma.path("reports/2026/laporan.html")).unwrap();
    for words in [
        "Laporan Capaian SLA Layanan TIK",
        "Tahun 2026",
        "1 Januari 2026 s.d. 31 Desember 2026",
        "Angka sementara",
        "Manajer Mutu Layanan",
    ] {
        assert!(page.contains(words), "{words}");
    }
    let read = |path: &str| rows(&std::fs::read_to_string(norma.path(path)).unwrap());
    let year = read("reports/2026/csv/services_by_year.csv");
    assert!(!year.is_empty());

    norma
        .norma(&["report", "2026-TW1", "--format", "csv"])
        .exits(0);
    let first: BTreeMap<_, _> = read("reports/2026-TW1/csv/fulfilment_by_service.csv")
        .iter()
        .map(|row| (key(row), (number(&row["met"]), number(&row["decided"]))))
        .collect();
    assert!(first.values().any(|(_, decided)| *decided > 0), "{first:?}");
    for row in &year {
        let share = (number(&row["q1_met"]), number(&row["q1_decided"]));
        let quarter = first.get(&key(row)).copied().unwrap_or_default();
        assert_eq!(share, quarter, "{row:?}");
        for what in ["met", "decided"] {
            let quarters = (1..=4).map(|q| number(&row[&format!("q{q}_{what}")]));
            assert_eq!(quarters.sum::<i64>(), number(&row[what]), "{row:?}");
        }
        // As of 1 April nothing of the second half can be told.
        assert_eq!(row["q3_decided"], "", "{row:?}");
    }
    let shown: Vec<_> = year.iter().map(key).collect();
    assert!(first.keys().all(|service| shown.contains(service)));
}

#[test]
fn what_an_annual_report_is_not_is_told() {
    let norma = Norma::finished();
    norma
        .norma(&["report", "freeze", "2026"])
        .exits(2)
        .says(&["quarters alone", "2026-TW4"]);
    norma
        .norma(&["report", "2026", "--norms", "001"])
        .exits(1)
        .says(&["a simulation is of a quarter"]);
    norma
        .norma(&["report", "2027"])
        .exits(1)
        .says(&["2027 begins after", "--as-of"]);
    norma
        .norma(&["report", "20261"])
        .exits(2)
        .says(&["2026-TW1", "a year such as 2026"]);
}
