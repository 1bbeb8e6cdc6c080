//! What reports have from people.

use super::*;
use crate::config::{Indicator, ReportConfig};

#[test]
fn without_a_table_everything_is_open() {
    let expected = ReportConfig {
        notes: Path::new("place/catatan").to_owned(),
        ..ReportConfig::default()
    };
    assert_eq!(parse(LEAST).report, expected);
}

#[test]
fn cover_signatures_and_targets_are_read() {
    let report = parse(&format!(
        r#"
[report]
organisation = ["Kementerian Contoh", "Unit Contoh"]
place = "Kota Contoh"
paper = "letter"
notes = "tulisan"

[[report.signatory]]
act = "Disusun oleh"
office = "Manajer"

[[report.target]]
indicator = "resolution"
target = "97,5%"
warning = "97.49%"
basis = "contoh"
{LEAST}"#
    ))
    .report;
    assert_eq!(report.organisation, ["Kementerian Contoh", "Unit Contoh"]);
    assert_eq!(report.place, "Kota Contoh");
    assert!(report.letter);
    assert_eq!(report.notes, Path::new("place/tulisan"));
    let signatory = &report.signatories[0];
    assert_eq!(
        (signatory.office.as_str(), signatory.name.as_str()),
        ("Manajer", "")
    );
    let target = &report.targets[0];
    assert_eq!(
        (target.indicator, target.target, target.warning),
        (Indicator::Resolution, 9_750, 9_749)
    );
}

#[test]
fn every_fault_has_its_line_and_repair() {
    let text = format!(
        r#"
[report]
paper = "A5"
logo = "tidak-ada.svg"
logos = 1
[[report.signatory]]
act = " "
[[report.target]]
indicator = "fulfillment"
target = "100,01%"
warning = "90"
[[report.target]]
indicator = "response"
target = "90%"
warning = "95%"
basis = "contoh"
[[report.target]]
indicator = "resolution"
target = "90%"
warning = "90%"
basis = "contoh"
[[report.target]]
indicator = "resolution"
target = "91%"
warning = "90%"
basis = "contoh"
{LEAST}"#
    );
    let errors = Config::parse(&text, Path::new("place/norma.toml")).unwrap_err();
    let faults: Vec<String> = errors.0.iter().map(ToString::to_string).collect();
    for (line, key, part) in [
        (3, "report.paper", "write one of: a4, letter"),
        (4, "report.logo", "there is no file place/tidak-ada.svg"),
        (5, "report.logos", "did you mean \"logo\"?"),
        (7, "report.signatory.act", "this is empty"),
        (6, "report.signatory", "office is missing; write office ="),
        (9, "report.target.indicator", "did you mean \"fulfilment\"?"),
        (10, "report.target.target", "up to 100%"),
        (11, "report.target.warning", "\"90\" is no percentage"),
        (8, "report.target", "basis is missing"),
        (15, "report.target.warning", "at most the target"),
        (23, "report.target.indicator", "keep one"),
    ] {
        let found = faults.iter().any(|f| {
            f.starts_with(&format!("place/norma.toml:{line}: {key}: ")) && f.contains(part)
        });
        assert!(found, "{line} {key} {part}\n{}", faults.join("\n"));
    }
    assert_eq!(faults.len(), 11, "{}", faults.join("\n"));
}
