//! Every `.sql` file says what a row is and which rule it rests on, and is embedded under its name.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use norma_lake::contract::TICKETS;
use norma_queries::{Header, Params, checks, models};

use crate::sample;

#[test]
fn every_model_has_its_header() {
    for model in models::all() {
        complete(model.name, model.sql, &model.header);
        assert_eq!(model.header.severity, "", "{}", model.name);
    }
}

#[tokio::test]
async fn every_model_tells_of_its_columns_in_order() {
    let session = sample::compared().await;
    let quarter = Params::quarter("2026-TW1".parse().unwrap());
    for model in models::all() {
        let rows = session.model(model.name, &quarter).await.unwrap();
        let schema = rows[0].schema();
        let real: Vec<&str> = schema.fields().iter().map(|f| f.name().as_str()).collect();
        let told: Vec<&str> = names(&model.header);
        assert_eq!(told, real, "{}", model.name);
        for (column, meaning) in &model.header.columns {
            let whole =
                meaning.len() > 3 && meaning.ends_with('.') && !meaning.starts_with("as in ");
            assert!(whole, "{}.{column}: {meaning:?}", model.name);
        }
    }
}

#[test]
fn what_tables_repeat_of_tickets_is_told_in_the_words_of_the_contract() {
    for (name, own) in [
        ("sla_facts", &["priority"][..]),
        ("ticket_changes", &[]),
        ("ticket_histories", &[]),
    ] {
        for (column, meaning) in &models::get(name).unwrap().header.columns {
            let repeated = TICKETS.column(column).filter(|c| !own.contains(&c.name));
            if let Some(repeated) = repeated {
                assert_eq!(meaning, repeated.meaning, "{name}.{column}");
            }
        }
    }
}

#[test]
fn the_file_is_printed_without_what_the_dictionary_tells() {
    for model in models::all() {
        let printed = Header::parse(&model.printed());
        let without = Header {
            columns: Vec::new(),
            ..model.header.clone()
        };
        assert_eq!(printed, without, "{}", model.name);
        let body = |sql: &str| sql.find("\nwith\n").map(|at| sql[at..].to_owned());
        assert_eq!(body(&model.printed()), body(model.sql), "{}", model.name);
        assert!(body(model.sql).is_some(), "{}", model.name);
    }
}

#[test]
fn every_check_has_its_header() {
    for check in checks::all() {
        complete(check.name, check.sql, &check.header);
        let severity = check.header.severity.as_str();
        assert!(matches!(severity, "fail" | "warn"), "{}", check.name);
    }
}

#[test]
fn the_folders_are_the_lists() {
    let models: BTreeSet<_> = models::names().into_iter().map(str::to_owned).collect();
    assert_eq!(files("models"), models);
    let checks: BTreeSet<_> = checks::all().iter().map(|c| c.name.to_owned()).collect();
    assert_eq!(files("checks"), checks);
}

#[test]
fn every_model_has_a_test_of_its_rows() {
    assert_eq!(
        files("models")
            .difference(&files("tests/slt"))
            .collect::<Vec<_>>(),
        Vec::<&String>::new()
    );
}

fn complete(name: &str, sql: &str, header: &Header) {
    for (key, value) in [
        ("title", &header.title),
        ("grain", &header.grain),
        ("section", &header.section),
    ] {
        assert!(!value.is_empty(), "{name}: no {key}");
    }
    assert!(!header.rules.is_empty(), "{name}: no rule");
    for rule in &header.rules {
        let path = workspace().join(rule);
        assert!(path.exists(), "{name}: there is no {rule}");
    }
    for parameter in &header.parameters {
        let uses = sql.matches(&format!("${parameter}")).count();
        assert!(uses > 1, "{name}: ${parameter} is not used");
    }
    let parameters = sql.lines().filter(|l| !l.starts_with("--"));
    for word in
        parameters.flat_map(|l| l.split(|c: char| !(c.is_alphanumeric() || "_$".contains(c))))
    {
        if let Some(used) = word.strip_prefix('$') {
            assert!(
                header.parameters.iter().any(|p| p == used),
                "{name}: ${used} is not in the header"
            );
        }
    }
    let last = sql.trim_end().lines().last().unwrap_or_default();
    assert!(last.starts_with("select * from "), "{name}: {last}");
    assert!(!sql.contains("now()"), "{name} reads the clock");
    assert!(!sql.contains("current_"), "{name} reads the clock");
}

fn names(header: &Header) -> Vec<&str> {
    let columns = header.columns.iter();
    columns.map(|(name, _)| name.as_str()).collect()
}

/// Names of the files of a folder of this crate, without their extension.
fn files(folder: &str) -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    fs::read_dir(folder)
        .unwrap()
        .map(|e| e.unwrap().path())
        .map(|p| p.file_stem().unwrap().to_string_lossy().into_owned())
        .collect()
}

fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}
