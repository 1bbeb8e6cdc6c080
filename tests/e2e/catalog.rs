//! `norma catalog`: every promise with its words, held against the documents themselves.

use std::collections::BTreeMap;
use std::fs;

use norma_rules::Catalogue;
use serde_json::Value;

use crate::command::{Norma, Outcome, Row, repository, rows};

/// The catalogue without any configuration: what the documents say, and nothing else.
pub fn catalog(arguments: &[&str]) -> Outcome {
    Norma::empty().norma(&[&["catalog"], arguments].concat())
}

pub fn csv(arguments: &[&str]) -> Vec<Row> {
    rows(
        &catalog(&[arguments, &["--format", "csv"]].concat())
            .exits(0)
            .stdout,
    )
}

fn json(arguments: &[&str]) -> Vec<Value> {
    let said = catalog(&[arguments, &["--format", "json"]].concat()).exits(0);
    serde_json::from_str(&said.stdout).unwrap()
}

/// The lines of a source document.
fn source(document: &str) -> Vec<String> {
    let name = format!("transform/rules/data/sources/{document}.txt");
    let text = fs::read_to_string(repository().join(name)).unwrap();
    text.lines().map(str::to_owned).collect()
}

/// Fails unless each quote stands, character by character, at the line of the document that its row names.
pub fn quotes_stand_at_their_lines(rows: &[Row]) {
    let mut sources: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for row in rows {
        let document = row["document"].as_str();
        let text = sources.entry(document).or_insert_with(|| source(document));
        let line: usize = row["line"].parse().unwrap();
        assert!(
            !row["quote"].is_empty() && text[line - 1].contains(&row["quote"]),
            "{row:?}"
        );
    }
}

#[test]
fn csv_has_one_row_a_norm_with_the_columns_of_the_design() {
    let said = catalog(&["--format", "csv"]).exits(0);
    let header = said.stdout.lines().next().unwrap();
    assert_eq!(
        header,
        "document,path,role,kind,value,unit,quote,line,organisation,service,service_path,name,start,tier_dimension,\
         tier_from,tier_to,environment,below,local,applies_to,replaces,valid_from,valid_to,note"
    );
    let catalogue = Catalogue::builtin();
    let norms: Vec<_> = catalogue
        .norms()
        .iter()
        .map(|n| (n.document.clone(), n.path.clone(), n.role.to_string()))
        .collect();
    let listed: Vec<_> = rows(&said.stdout)
        .into_iter()
        .map(|r| (r["document"].clone(), r["path"].clone(), r["role"].clone()))
        .collect();
    assert_eq!(listed, norms);
    assert_eq!(
        catalog(&["list", "--format", "csv"]).exits(0).stdout,
        said.stdout
    );
}

#[test]
fn every_quote_stands_at_its_line() {
    let norms = csv(&[]);
    assert!(norms.len() > 160, "{}", norms.len());
    quotes_stand_at_their_lines(&norms);
}

#[test]
fn values_units_and_roles_are_those_of_the_documents() {
    let catalogue = csv(&[]);
    for row in &catalogue {
        let known = |column: &str, names: &[&str]| names.contains(&row[column].as_str());
        assert!(known("role", &["primary", "total", "umbrella"]), "{row:?}");
        assert!(
            known(
                "unit",
                &["", "menit", "jam", "jam_kerja", "hari", "hari_kerja"]
            ),
            "{row:?}"
        );
        let numbered = row["value"].parse::<i64>().is_ok_and(|v| v > 0);
        assert_eq!(numbered, !row["unit"].is_empty(), "{row:?}");
    }
    let norm = |document: &str, path: &str| {
        let row = catalogue
            .iter()
            .find(|r| r["document"] == document && r["path"] == path && r["role"] == "primary")
            .unwrap();
        (row["value"].clone(), row["unit"].clone())
    };
    let is = |value: &str, unit: &str| (value.to_owned(), unit.to_owned());
    assert_eq!(norm("002", "11.a.5"), is("4", "jam_kerja"));
    assert_eq!(norm("002", "11.b.1"), is("1", "hari_kerja"));
    assert_eq!(norm("003", "10.a"), is("10", "menit"));
    assert_eq!(norm("003", "10.c"), is("3", "hari"));
}

#[test]
fn json_keeps_numbers_nulls_and_booleans() {
    let norms = json(&["001/8.1"]);
    let tiers: Vec<_> = norms
        .iter()
        .map(|n| {
            (
                n["value"].as_i64(),
                n["tier_from"].as_i64(),
                n["tier_to"].as_i64(),
            )
        })
        .collect();
    assert_eq!(
        tiers,
        [(Some(2), Some(1), Some(1)), (Some(5), Some(31), None)]
    );
    for norm in &norms {
        assert!(norm["line"].is_u64(), "{norm}");
        assert_eq!(norm["local"], Value::Bool(false));
        assert_eq!(
            (&norm["applies_to"], &norm["environment"]),
            (&Value::Null, &Value::Null)
        );
        assert_eq!(norm["organisation"], "BaTII");
    }
    // CSV says the same in text; nothing is empty text where JSON has null.
    let texts = csv(&["001/8.1"]);
    assert_eq!(
        (texts[1]["tier_to"].as_str(), texts[1]["below"].as_str()),
        ("", "false")
    );
    let p1 = json(&["001/tabel-2", "--rules"]);
    assert_eq!(
        (&p1[0]["value"], &p1[0]["allowance_seconds"]),
        (&3.into(), &10_800.into())
    );
    let group = json(&["004/1.1.a", "--services"]);
    assert_eq!(group[0]["group"], "Modul Administrasi");
    let services = json(&["--services", "--document", "001"]);
    assert!(services.iter().all(|s| s["norms"].is_u64()), "{services:?}");
}

#[test]
fn filters_leave_what_they_name() {
    let documents = |rows: &[Row]| {
        let mut found: Vec<String> = rows.iter().map(|r| r["document"].clone()).collect();
        found.dedup();
        found
    };
    assert_eq!(
        documents(&csv(&["--document", "001", "--document", "003"])),
        ["001", "003"]
    );
    assert_eq!(documents(&csv(&["--document", "001,003"])), ["001", "003"]);
    for name in ["KPTIK BMN", "kptik-bmn", "Kantor Pengelolaan TIK dan BMN"] {
        assert_eq!(
            documents(&csv(&["--organisation", name])),
            ["003"],
            "{name}"
        );
    }
    assert!(documents(&csv(&["--organisation", "Pusintek"])).contains(&"002".to_owned()));
    let kinds = csv(&["--kind", "after_activity"]);
    assert!(!kinds.is_empty() && kinds.iter().all(|r| r["kind"] == "after_activity"));
    // A prefix ends where a number ends: 001/1 is not 001/10.
    let first = csv(&["001/1"]);
    assert!(!first.is_empty() && first.iter().all(|r| r["path"].starts_with("1.")));
    assert_eq!(csv(&["BMN.4"]), csv(&["003/10"]));

    // In force on a day: 001 ends where 002 has a successor.
    let on = |day: &str, path: &str| csv(&[path, "--on", day]).len();
    assert_eq!(
        (on("2025-12-28", "001/5.2.5"), on("2025-12-29", "001/5.2.5")),
        (1, 0)
    );
    assert_eq!(
        (on("2025-12-28", "002/9.b.3"), on("2025-12-29", "002/9.b.3")),
        (0, 1)
    );
}

#[test]
fn what_filters_leave_empty_is_said() {
    let said = catalog(&["001/5.2.5", "--on", "2026-01-05"]).exits(0);
    assert!(said.stdout.is_empty(), "{said}");
    assert!(
        said.stderr.contains("no norm is left") && said.stderr.contains("2026-01-05"),
        "{said}"
    );
    let said = catalog(&["--document", "004", "--format", "json"]).exits(0);
    assert_eq!(said.stdout.trim(), "[]", "{said}");
    assert!(said.stderr.contains("document 004"), "{said}");
}

#[test]
fn what_is_not_there_is_told_with_the_nearest() {
    for (arguments, words) in [
        (
            &["001/8.40"][..],
            &["001/8.40", "did you mean", "001/8.4 ("][..],
        ),
        (&["show", "001/8.40"], &["did you mean", "001/8.4 ("]),
        (
            &["--document", "011"],
            &["no document \"011\"", "did you mean", "001 ("],
        ),
        (&["diff", "001", "022"], &["no document \"022\"", "002 ("]),
        (
            &["002/tanggap/mail", "--rules"],
            &["no rule", "002/tanggap/email ("],
        ),
        (&["diff", "001", "001"], &["two documents"]),
        (
            &["--organisation", "Biro SDM"],
            &["Biro SDM", "BaTII", "DJPb", "KPTIK BMN"],
        ),
        (&["show", "norm of nothing"], &["norma catalog --services"]),
    ] {
        let said = catalog(arguments).exits(1);
        assert!(
            words.iter().all(|word| said.stderr.contains(word)),
            "{said}"
        );
        assert!(said.stdout.is_empty(), "{said}");
    }
    let said = catalog(&["--kind", "closing"]).exits(2);
    assert!(said.stderr.contains("after_activity"), "{said}");
}

#[test]
fn a_table_is_for_reading() {
    let said = catalog(&[]).exits(0);
    for line in said.stdout.lines() {
        assert!(line.chars().count() <= 120, "{line:?}");
    }
    assert!(!said.stdout.contains("<i>") && !said.stdout.contains('*'));
    said.says(&["001 Katalog Layanan Teknologi Informasi"]);
    said.says(&["001/8 ITSM.8 Layanan Akun Kementerian Keuangan"]);
    said.says(&["001/8.4", "4 jam kerja", "001:906"]);
    said.says(&["umbrella, never judged"]);
    said.says(&[&format!("{} norms", Catalogue::builtin().norms().len())]);
}

#[test]
fn services_tell_how_many_norms_they_have() {
    let catalogue = Catalogue::builtin();
    let rows = csv(&["--services"]);
    let of = |document: &str, level: &str| -> Vec<&Row> {
        let wanted = |r: &&Row| r["document"] == document && r["level"] == level;
        rows.iter().filter(wanted).collect()
    };
    let all = |level: &str| rows.iter().filter(|r| r["level"] == level).count();
    assert_eq!(all("service"), catalogue.services().len());
    assert_eq!(all("sub_service"), catalogue.sub_services().len());
    // 004 lists 112 sub-services and publishes no norm.
    let unpublished = of("004", "sub_service");
    assert_eq!(unpublished.len(), 112);
    assert!(
        unpublished
            .iter()
            .all(|r| r["none_published"] == "true" && r["norms"] == "0")
    );
    let sum: usize = rows
        .iter()
        .filter(|r| r["level"] == "service")
        .map(|r| r["norms"].parse::<usize>().unwrap())
        .sum();
    assert_eq!(sum, catalogue.norms().len());
    catalog(&["--services", "--document", "004"])
        .exits(0)
        .says(&["004/", "none published", "004:"]);
}

#[test]
fn show_tells_everything_about_one_reference() {
    let said = catalog(&["show", "001/8.1.2"]).exits(0);
    said.says(&["document", "001 Katalog Layanan Teknologi Informasi"]);
    said.says(&["service", "001/8 ITSM.8 Layanan Akun Kementerian Keuangan"]);
    said.says(&["norm", "001/8.1.2", "Kolektif"]);
    said.says(&["allows", "5 hari kerja = 40 jam kerja; 31 akun or more"]);
    said.says(&["calendar", "office"]);
    said.says(&["in force", "from 2023-10-31 until 2025-12-28"]);
    said.says(&["words", "5 (lima) hari kerja", "001:906"]);
    said.says(&["response", "portal: at once (300 s)"]);
    said.says(&["reopening", "7 x 24 hours"]);
    said.says(&["incidents", "P1 3 jam, P2 8 jam kerja"]);
    said.says(&["service hours", "requests: 7 x 24, always"]);
    said.says(&["reliability", "availability at least 99% a year"]);
    said.says(&["conditions", "(001"]);
    catalog(&["show", "001/19.2"])
        .exits(0)
        .says(&["lead time", "asked 3 hari kerja before the survey"]);

    // The crosswalk, from both sides.
    let said = catalog(&["show", "001/5.2.5"]).exits(0);
    said.says(&["followed by", "001/5.2.5"]);
    assert!(said.stdout.contains("002/9.b.3"), "{said}");
    let said = catalog(&["show", "002/9.b.3"]).exits(0);
    said.says(&["follows", "001/5.2.5"]);

    // A service lists its parts; where a document publishes nothing that is said; a code will do.
    let said = catalog(&["show", "BMN.4"]).exits(0);
    said.says(&["003/10.c", "3 hari"]);
    said.says(&["allows", "first handling in 10 menit"]);
    let said = catalog(&["show", "004/1.1.a"]).exits(0);
    said.says(&["no norm is published; tickets are counted and timed, never judged"]);
    let said = catalog(&["show", "ITSM.8"]).exits(1);
    assert!(
        said.stderr.contains("001/8 (") && said.stderr.contains("000/8 ("),
        "{said}"
    );
}

#[test]
fn diff_tells_what_changed_between_two_documents() {
    let rows = csv_of_diff("001", "002");
    let row = rows.iter().find(|r| r["earlier"] == "001/5.2.5").unwrap();
    assert_eq!(
        (row["change"].as_str(), row["later"].as_str()),
        ("changed", "002/9.b.3")
    );
    assert!(
        row["fields"].contains("6 jam kerja -> 5 jam kerja"),
        "{row:?}"
    );

    let said = catalog(&["diff", "001", "002"]).exits(0);
    said.says(&["changed", "001/5.2.5", "002/9.b.3"]);
    // The last line counts each kind of change; together they are the rows.
    let last = said.stdout.trim_end().lines().last().unwrap();
    let counted: usize = last
        .split(", ")
        .map(|part| part.split(' ').next().unwrap().parse::<usize>().unwrap())
        .sum();
    assert_eq!(counted, rows.len(), "{last}");

    let said = catalog(&["diff", "001", "002", "--format", "json"]).exits(0);
    let objects: Vec<Value> = serde_json::from_str(&said.stdout).unwrap();
    assert_eq!(objects.len(), rows.len());
    let found = objects
        .iter()
        .find(|o| o["earlier"] == "001/5.2.5")
        .unwrap();
    assert_eq!(found["later"][0], "002/9.b.3");
    assert!(
        found["fields"].as_array().is_some_and(|f| !f.is_empty()),
        "{found}"
    );
}

fn csv_of_diff(earlier: &str, later: &str) -> Vec<Row> {
    let said = catalog(&["diff", earlier, later, "--format", "csv"]).exits(0);
    rows(&said.stdout)
}
