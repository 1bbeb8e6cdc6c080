//! Every `.sql` file says what a row is and which rule it rests on, and is embedded under its name.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use norma_queries::{Header, checks, models};

#[test]
fn every_model_has_its_header() {
    for model in models::all() {
        complete(model.name, model.sql, &model.header);
        assert_eq!(model.header.severity, "", "{}", model.name);
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
