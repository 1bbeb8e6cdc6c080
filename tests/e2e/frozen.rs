//! `norma report freeze` and `verify`: what was handed in stays, comes out again to the byte, and is stated again when the
//! data behind it are corrected.

use std::collections::BTreeMap;
use std::fs;
use std::io::Cursor;
use std::path::Path;

use serde_json::Value;

use crate::command::{Norma, copy, files, repository};

const QUARTER: &str = "2026-TW1";

/// The sample with what people wrote about the quarter.
fn workplace() -> Norma {
    let norma = Norma::finished_copy();
    copy(
        &repository().join("sample-data/catatan"),
        &norma.path("catatan"),
    );
    norma
}

fn freeze(norma: &Norma, folder: &str) -> crate::command::Outcome {
    let arguments = ["report", "freeze", QUARTER, "--out", folder];
    norma.norma(&arguments).exits(0)
}

fn json(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

/// Names of the parts of a ZIP.
fn parts(bytes: &[u8]) -> Vec<String> {
    let archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    archive
        .file_names()
        .map(|name| name.unwrap().into_owned())
        .collect()
}

/// Every output can be opened: by its first bytes, its parts and its marks.
fn assert_opens(files: &BTreeMap<String, Vec<u8>>, stem: &str) {
    let pdf = &files[&format!("{stem}.pdf")];
    assert!(pdf.starts_with(b"%PDF-1.7"));
    let source = String::from_utf8_lossy(pdf);
    for mark in [
        "%%EOF",
        "<pdfaid:part>2</pdfaid:part>",
        "<pdfaid:conformance>A</pdfaid:conformance>",
        "<pdfuaid:part>1</pdfuaid:part>",
        "/Lang(id)",
    ] {
        assert!(source.contains(mark), "{mark}");
    }
    for (extension, part) in [("docx", "word/document.xml"), ("xlsx", "xl/workbook.xml")] {
        let parts = parts(&files[&format!("{stem}.{extension}")]);
        for needed in ["[Content_Types].xml", part] {
            assert!(parts.iter().any(|part| part == needed), "{parts:?}");
        }
    }
    let page = std::str::from_utf8(&files[&format!("{stem}.html")]).unwrap();
    assert!(page.starts_with("<!"), "{page}");
    assert!(page.trim_end().ends_with("</html>"));
}

#[test]
fn a_report_of_a_source_says_so_on_its_cover_and_in_its_names() {
    let norma = Norma::finished_copy();
    let arguments = [
        "report",
        QUARTER,
        "--source",
        "hai",
        "--out",
        "hai",
        "--format",
        "pdf,docx,xlsx,html,csv",
    ];
    norma.norma(&arguments).exits(0);
    let written = files(&norma.path("hai"));
    assert!(
        written
            .keys()
            .all(|name| name.starts_with("laporan-sumber-hai")),
        "{:?}",
        written.keys()
    );
    assert!(written.contains_key("laporan-sumber-hai-csv/indicators.csv"));
    assert_opens(&written, "laporan-sumber-hai");
    let page = std::str::from_utf8(&written["laporan-sumber-hai.html"]).unwrap();
    let (cover, _) = page.split_once("<h2").unwrap();
    assert!(cover.contains("sumber hai"), "{cover}");
}

#[test]
fn what_is_frozen_is_the_report_and_the_same_wherever_it_is_written() {
    let norma = workplace();
    freeze(&norma, "a").says(&["a/r1"]);
    freeze(&norma, "b").says(&["b/r1"]);
    let frozen = files(&norma.path("a/r1"));
    assert!(
        frozen == files(&norma.path("b/r1")),
        "two freezings differ: {:?}",
        frozen.keys()
    );
    assert_opens(&frozen, "laporan");
    for name in [
        "manifest.json",
        "figures.json",
        "csv/all_breaches.csv",
        "csv-excel/all_breaches.csv",
        "data/tickets.parquet",
        "data/sla_facts.parquet",
        "configuration/norma.toml",
        "configuration/overlay/djpb.toml",
        "configuration/catatan/2026-TW1/penyediaan-alokasi-ip-static.md",
    ] {
        assert!(frozen.contains_key(name), "{name} in {:?}", frozen.keys());
    }
    assert!(!frozen.contains_key("restatement.json"));
    // Nothing says where it was made.
    let place = norma.path("").display().to_string();
    for name in ["manifest.json", "figures.json", "laporan.html"] {
        let text = std::str::from_utf8(&frozen[name]).unwrap();
        assert!(!text.contains(place.trim_end_matches('/')), "{name}");
    }
    // A report without a folder of its own is the one that is frozen.
    norma
        .norma(&["report", QUARTER, "--out", "laporan"])
        .exits(0);
    for (name, bytes) in files(&norma.path("laporan")) {
        assert!(frozen.get(&name) == Some(&bytes), "{name}");
    }

    // Without news there is no new revision, also after another run.
    norma.norma(&["run"]).exits(0);
    freeze(&norma, "a").says(&["nothing changed since revision 1"]);
    assert_eq!(fs::read_dir(norma.path("a")).unwrap().count(), 1);
}

/// One record of the service desk, changed.
fn corrected(norma: &Norma, ticket: &str, changes: &[(&str, &str)]) -> String {
    let exports = files(&norma.path("exports/servicedesk"));
    let newest = exports.values().rev();
    for export in newest {
        let text = std::str::from_utf8(export).unwrap();
        let head = text.lines().next().unwrap();
        let record = text.lines().find(|line| line.starts_with(ticket));
        if let Some(record) = record {
            let mut record = record.to_owned();
            for (from, to) in changes {
                assert!(record.contains(from), "{record}");
                record = record.replace(from, to);
            }
            return format!("{head}\r\n{record}\r\n");
        }
    }
    panic!("no export has {ticket}")
}

#[test]
fn a_correction_is_stated_again_and_what_was_handed_in_stays() {
    let norma = workplace();
    freeze(&norma, "beku").says(&["beku/r1"]);
    let first = files(&norma.path("beku/r1"));

    // SD-0018 was half an hour late by the exports so far; the desk corrects when it was done.
    let before = norma
        .sql("select verdict from sla_facts where ticket_id = 'SD-0018' and clock = 'fulfilment'");
    assert_eq!(before[0]["verdict"], "breached");
    let export = corrected(
        &norma,
        "SD-0018;",
        &[
            ("04/02/2026 12:30:00", "31/03/2026 16:00:00"),
            ("04/02/2026 12:30;", "04/02/2026 10:30;"),
        ],
    );
    norma.write("exports/servicedesk/servicedesk_20260402_0000.csv", export);
    norma.norma(&["run"]).exits(0);
    freeze(&norma, "beku").says(&["beku/r2"]);

    assert!(
        first == files(&norma.path("beku/r1")),
        "the first revision was touched"
    );
    let restatement = json(&norma.path("beku/r2/restatement.json"));
    assert_eq!(restatement["since"], 1);
    let facts = restatement["facts"].as_array().unwrap();
    let of_ticket = facts
        .iter()
        .find(|fact| fact["ticket_id"] == "SD-0018" && fact["clock"] == "fulfilment")
        .unwrap_or_else(|| panic!("{facts:?}"));
    assert_eq!(of_ticket["cause"], "newer_export");
    assert_eq!(of_ticket["frozen_verdict"], "breached");
    assert_eq!(of_ticket["verdict"], "met");
    let figures = restatement["figures"].as_array().unwrap();
    let both = figures
        .iter()
        .find(|figure| figure["before"].is_string() && figure["after"].is_string())
        .unwrap_or_else(|| panic!("{figures:?}"));
    let page = fs::read_to_string(norma.path("beku/r2/laporan.html")).unwrap();
    let page = page.replace("&#x2f;", "/");
    let (_, chapter) = page
        .split_once("<section aria-labelledby=\"penyajian-kembali\">")
        .unwrap();
    let (chapter, _) = chapter.split_once("</section>").unwrap();
    for words in [
        "Semula",
        "Menjadi",
        both["before"].as_str().unwrap(),
        both["after"].as_str().unwrap(),
        "SD-0018",
        "ekspor yang lebih baru",
    ] {
        assert!(chapter.contains(words), "{words} in {chapter}");
    }
    assert!(page.contains("Revisi 2"));

    for revision in ["beku/r1", "beku/r2"] {
        norma
            .norma(&["report", "verify", revision])
            .exits(0)
            .says(&["identical"]);
    }
    // Both can be checked where nothing else is.
    let away = Norma::empty();
    copy(&norma.path("beku/r1"), &away.path("r1"));
    tamper(&away.path("r1/laporan.docx"));
    away.norma(&["report", "verify", "r1"])
        .exits(1)
        .says(&["laporan.docx was changed"]);
    tamper(&away.path("r1/data/tickets.parquet"));
    let outcome = away.norma(&["report", "verify", "r1"]).exits(1);
    outcome.says(&["laporan.docx was changed"]);
    outcome.says(&["data/tickets.parquet was changed"]);
}

/// Changes the last byte of a frozen file.
fn tamper(path: &Path) {
    let mut bytes = fs::read(path).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    // It is read-only: replaced as a whole.
    fs::remove_file(path).unwrap();
    fs::write(path, bytes).unwrap();
}

#[test]
fn a_configuration_that_cannot_be_taken_along_is_refused() {
    let norma = workplace();
    let file = norma.path("norma.toml");
    let configuration = fs::read_to_string(&file).unwrap();
    // What stands elsewhere, and what is named by a path that leads back here.
    for notes in [
        "catatan/../../tidak-ada".to_owned(),
        norma.path("catatan").display().to_string(),
    ] {
        let elsewhere =
            configuration.replace("notes = \"catatan\"", &format!("notes = \"{notes}\""));
        assert_ne!(elsewhere, configuration);
        norma.write("norma.toml", elsewhere);
        let refused = norma
            .norma(&["report", "freeze", QUARTER, "--out", "beku"])
            .exits(1);
        refused.says(&["takes its configuration along", "relative"]);
        assert!(!norma.path("beku").exists());
    }
}
