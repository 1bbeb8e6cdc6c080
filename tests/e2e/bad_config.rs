//! A configuration that is wrong: every fault at once, each with its line and what to write instead.

use crate::command::Norma;

const BROKEN: &str = r#"lake = "lake"
lakes = "other"
[rules]
break = "never"
[[source]]
name = "meja"
organisation = "BaTII"
kind = "permintaan"
zone = "Asia/Jakartaa"
path = "masuk"
format = "csv"
delimeter = ";"
rows = "ticket"
[source.columns]
ticket_id = "Nomor"
submited_at = "Masuk"
[source.services]
"Reset Password" = ["001/99.9"]
"#;

#[test]
fn every_fault_is_told_at_once_with_its_line_and_what_to_write() {
    let norma = Norma::empty();
    norma.write("norma.toml", BROKEN);
    let said = norma.norma(&["run"]).exits(1);
    for (line, words) in [
        (2, ["lakes", "did you mean \"lake\""]),
        (4, ["break", "12.00-13.00"]),
        (5, ["lacks submitted_at", "write submitted_at ="]),
        (8, ["permintaan", "request"]),
        (9, ["Asia/Jakartaa", "write Asia/Jakarta (WIB)"]),
        (12, ["delimeter", "did you mean \"delimiter\""]),
        (16, ["submited_at", "did you mean \"submitted_at\""]),
        (18, ["001/99.9", ""]),
    ] {
        said.says(&[&format!("norma.toml:{line}: "), words[0], words[1]]);
    }
    assert!(said.stdout.is_empty(), "{said}");
    assert!(
        !norma.path("lake").exists() && !norma.path("landing").exists(),
        "nothing is begun"
    );
}

#[test]
fn what_is_no_toml_is_told_with_its_line() {
    let norma = Norma::empty();
    norma.write("norma.toml", "lake = \"lake\"\nlanding = \n[[source]\n");
    let said = norma.norma(&["run"]).exits(1);
    said.says(&["norma.toml:2: ", "not TOML"]);
}

#[test]
fn a_configuration_that_is_not_there_is_told() {
    let norma = Norma::empty();
    norma
        .norma(&["run"])
        .exits(1)
        .says(&["no norma.toml here", "--config FILE"]);
    norma
        .norma(&["run", "--config", "lain.toml"])
        .exits(1)
        .says(&["lain.toml", "--config"]);
    norma
        .norma(&["sql", "select 1", "--config", "lain.toml"])
        .exits(1)
        .says(&["lain.toml"]);
}

#[test]
fn a_lake_that_no_run_has_made_is_told() {
    let norma = Norma::sample();
    for arguments in [
        &["sql", "select 1"] as &[&str],
        &["explain", "SD-0001"],
        &["report", "2026-TW1"],
    ] {
        norma
            .norma(arguments)
            .exits(1)
            .says(&["no snapshot yet", "norma run"]);
    }
}

#[test]
fn a_query_that_would_write_or_is_wrong_is_refused() {
    let norma = Norma::finished();
    for query in [
        "drop table tickets",
        "create table x as select 1",
        "insert into loads select * from loads",
        "copy tickets to 'x.csv'",
    ] {
        let said = norma.norma(&["sql", query]).exits(1);
        assert!(said.stderr.starts_with("norma: "), "{said}");
    }
    norma
        .norma(&["sql", "select ticket_idx from tickets"])
        .exits(1)
        .says(&["ticket_idx"]);
    assert!(!norma.path("x.csv").exists());
}

#[test]
fn a_changed_mapping_reads_every_export_of_its_source_again() {
    let norma = Norma::finished_copy();
    let config = std::fs::read_to_string(norma.path("norma.toml")).unwrap();
    let mapped = config.replacen(
        "\"Reset MFA\" =",
        "\"Peminjaman Drone\" = [\"002/11.a.5\"]\n\"Reset MFA\" =",
        1,
    );
    assert_ne!(mapped, config);
    norma.write("norma.toml", mapped);
    norma
        .norma(&["run"])
        .exits(0)
        .says(&["servicedesk_20260401_0000.csv"]);
    let fact = &norma.sql(
        "select norm, verdict from sla_facts where ticket_id = 'SD-0015' and clock = 'fulfilment'",
    )[0];
    assert_eq!(fact["norm"], "002/11.a.5");
    // Every other source stands as it was, and nothing was lost of this one.
    let count = |norma: &Norma| {
        norma.sql("select source, count(*) as n from tickets group by source order by source")
    };
    assert_eq!(count(&norma), count(Norma::finished()));
    let files = norma.sql("select distinct source from loads where run = 2");
    assert_eq!(files.len(), 1);
    assert_eq!(files[0]["source"], "servicedesk");
}
