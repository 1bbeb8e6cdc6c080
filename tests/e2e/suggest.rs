//! `norma catalog suggest`: what a service name that no rule maps may stand for.

use std::collections::BTreeSet;
use std::fs;

use serde_json::Value;

use crate::command::{Norma, Row, first_run, rows};

/// Adds requests of BaTII for these services to the sample, and reads them.
fn with_requests_for(services: &[&str]) -> Norma {
    let norma = Norma::finished_copy();
    let export =
        fs::read_to_string(norma.path("exports/servicedesk/servicedesk_20260401_0000.csv"))
            .unwrap();
    let header = export
        .trim_start_matches('\u{feff}')
        .lines()
        .next()
        .unwrap();
    let records = services.iter().enumerate().map(|(at, service)| {
        let value = |column: &str| match column {
            "Nomor Tiket" => format!("SD-07{at:02}"),
            "Jenis" => "Permintaan".to_owned(),
            "Unit Penyedia" => "BaTII".to_owned(),
            "Kantor Layanan" => "Jakarta".to_owned(),
            "Nama Layanan" => (*service).to_owned(),
            "Kanal" => "Portal".to_owned(),
            "Status" => "Selesai".to_owned(),
            "Tgl Lapor" => "09/03/2026 09:00".to_owned(),
            "Tgl Tanggap Pertama" => "09/03/2026 09:01".to_owned(),
            "Tgl Dipenuhi" | "Pembaruan Terakhir" => "09/03/2026 10:00".to_owned(),
            _ => String::new(),
        };
        header.split(';').map(value).collect::<Vec<_>>().join(";")
    });
    let records: Vec<String> = records.collect();
    norma.write(
        "exports/servicedesk/servicedesk_20260415_0000.csv",
        format!("{header}\n{}\n", records.join("\n")),
    );
    norma.norma(&["run"]).exits(0);
    norma
}

fn suggested(norma: &Norma, arguments: &[&str]) -> Vec<Row> {
    let all = [&["catalog", "suggest", "--format", "csv"], arguments].concat();
    rows(&norma.norma(&all).exits(0).stdout)
}

fn of<'a>(rows: &'a [Row], service: &str) -> Vec<&'a Row> {
    rows.iter()
        .filter(|r| r["service_name"] == service)
        .collect()
}

#[test]
fn every_unmapped_name_is_told_with_what_serves_its_organisation() {
    let norma = Norma::finished();
    let rows = suggested(norma, &[]);
    let names = |rows: &[Row]| -> BTreeSet<[String; 4]> {
        rows.iter()
            .map(|r| {
                ["source", "organisation", "service_path", "service_name"].map(|c| r[c].clone())
            })
            .collect()
    };
    let unmapped =
        norma.sql("select source, organisation, service_path, service_name from unmapped_services");
    assert_eq!(names(&rows), names(&unmapped));
    for row in &rows {
        let documents: &[&str] = match row["organisation"].as_str() {
            "DJPb" => &["004/"],
            "KPTIK BMN" => &["003/"],
            _ => &["000/", "001/", "002/"],
        };
        let reference = &row["reference"];
        let serves = documents.iter().any(|d| reference.starts_with(d));
        assert!(reference.is_empty() || serves, "{row:?}");
        assert_eq!(reference.is_empty(), row["toml"].is_empty(), "{row:?}");
        assert!(
            reference.is_empty() || row["toml"].contains(&format!("{reference:?}")),
            "{row:?}"
        );
    }
    // Two sources name SPAN: one line for all of them. An application is near to each of its sub-services.
    for (service, section) in [("SPAN", "[services]"), ("SAKTI", "[source.services]")] {
        let near = of(&rows, service);
        assert!(!near.is_empty(), "{rows:?}");
        assert!(near.iter().all(|r| r["section"] == section), "{near:?}");
    }
    assert!(
        first_run().contains("norma catalog suggest"),
        "the run names it"
    );
}

#[test]
fn a_misspelled_name_finds_its_norm_and_the_line_maps_it() {
    let norma = with_requests_for(&["Reset Pasword", "Konsumsi Rapat"]);
    let config = fs::read_to_string(norma.path("norma.toml")).unwrap();
    let snapshots = norma.snapshots();
    let rows = suggested(&norma, &["--source", "servicedesk"]);
    assert!(
        rows.iter().all(|r| r["source"] == "servicedesk"),
        "{rows:?}"
    );

    let near = of(&rows, "Reset Pasword");
    assert!((1..=3).contains(&near.len()), "{near:?}");
    let ranks: Vec<&str> = near.iter().map(|r| r["rank"].as_str()).collect();
    assert_eq!(ranks, ["1", "2", "3"][..near.len()]);
    let best = near[0];
    assert_eq!(
        (
            best["reference"].as_str(),
            best["requests"].as_str(),
            best["section"].as_str()
        ),
        ("002/11.a.5", "1", "[source.services]")
    );
    let line = best["toml"].clone();
    assert!(line.starts_with("\"Reset Pasword\" = [\"00"), "{line}");
    let nothing = of(&rows, "Konsumsi Rapat");
    assert!(
        nothing.len() == 1 && nothing[0]["reference"].is_empty(),
        "{nothing:?}"
    );

    // Nothing was applied: neither in the configuration nor in the lake.
    assert_eq!(
        fs::read_to_string(norma.path("norma.toml")).unwrap(),
        config
    );
    assert_eq!(norma.snapshots(), snapshots);
    let fact = || {
        let facts = norma.sql(
            "select norm, verdict, reason from sla_facts where ticket_id = 'SD-0700' and clock = 'fulfilment'",
        );
        let [fact] = &facts[..] else {
            panic!("{facts:?}")
        };
        ["norm", "verdict", "reason"].map(|c| fact[c].clone())
    };
    assert_eq!(fact(), ["", "no_norm", "unmapped"]);

    // The line, pasted where it says.
    let pasted = config.replacen("\"Reset MFA\" =", &format!("{line}\n\"Reset MFA\" ="), 1);
    assert_ne!(pasted, config);
    norma.write("norma.toml", pasted);
    norma.norma(&["run"]).exits(0);
    assert_eq!(fact(), ["002/11.a.5", "met", ""]);
    assert!(of(&suggested(&norma, &[]), "Reset Pasword").is_empty());
}

#[test]
fn suggestions_are_told_for_reading_and_as_json() {
    let norma = with_requests_for(&["Reset Pasword", "Konsumsi Rapat"]);
    let said = norma.norma(&["catalog", "suggest"]).exits(0);
    said.says(&["servicedesk \"Reset Pasword\", BaTII: 1 tickets, 1 of them"]);
    said.says(&["[source.services] of source \"servicedesk\""]);
    said.says(&["\"Reset Pasword\" = [", "\"002/11.a.5\""]);
    said.says(&["nothing is near"]);

    let said = norma
        .norma(&["catalog", "suggest", "--format", "json"])
        .exits(0);
    let told: Vec<Value> = serde_json::from_str(&said.stdout).unwrap();
    let row = |service: &str| told.iter().find(|r| r["service_name"] == service).unwrap();
    let best = row("Reset Pasword");
    assert_eq!(best["reference"], "002/11.a.5");
    assert!(
        best["score"].as_f64().unwrap() >= 0.5 && best["rank"] == 1,
        "{best}"
    );
    assert_eq!(row("Konsumsi Rapat")["reference"], Value::Null);
}

#[test]
fn what_cannot_be_suggested_is_said() {
    let norma = Norma::finished();
    let said = norma
        .norma(&["catalog", "suggest", "--source", "servicdesk"])
        .exits(1);
    assert!(
        said.stderr.contains("servicdesk") && said.stderr.contains("servicedesk, hai"),
        "{said}"
    );
    let said = norma
        .norma(&["catalog", "suggest", "--format", "parquet"])
        .exits(2);
    assert!(said.stderr.contains("table, csv, json"), "{said}");
}
