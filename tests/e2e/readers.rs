//! Other engines read the lake: Polars, deltalake and DuckDB find in its files what `norma sql` answers.

use std::collections::{BTreeMap, BTreeSet};

use crate::command::{Norma, Row, rows};
use crate::python::python;
use crate::runs::add_later_export;

/// What is measured of a column of this type: the measure's name and its SQL, the column as `{}`. As in `readers.py`.
fn measures(data_type: &str) -> Vec<(&'static str, &'static str)> {
    let of_type = match data_type {
        "Int64" => vec![("sum", "coalesce(sum({}), 0)")],
        text if text.contains("Utf8") => vec![(
            "sum",
            "coalesce(sum(character_length(cast({} as varchar))), 0)",
        )],
        "Boolean" => vec![("true", "count(*) filter (where {})")],
        instant if instant.starts_with("Timestamp(") => vec![
            ("first", "cast(min({}) as bigint)"),
            ("last", "cast(max({}) as bigint)"),
        ],
        other => panic!("{other}: say what is measured of it"),
    };
    [vec![("values", "count({})")], of_type].concat()
}

/// What `norma sql` says of a table: (column, measure) -> value.
fn measured(norma: &Norma, table: &str) -> BTreeMap<(String, String), String> {
    let columns = norma.sql(&format!(
        "select column_name, data_type from information_schema.columns \
         where table_schema = 'public' and table_name = '{table}' order by ordinal_position"
    ));
    assert!(!columns.is_empty(), "{table} is no table");
    let mut names = vec![(String::new(), "rows".to_owned())];
    let mut list = vec!["count(*) as m0".to_owned()];
    for column in &columns {
        for (measure, sql) in measures(&column["data_type"]) {
            let quoted = format!("\"{}\"", column["column_name"]);
            list.push(format!(
                "{} as m{}",
                sql.replace("{}", &quoted),
                names.len()
            ));
            names.push((column["column_name"].clone(), measure.to_owned()));
        }
    }
    let found = &norma.sql(&format!("select {} from {table}", list.join(", ")))[0];
    let named = names.into_iter().enumerate();
    named
        .map(|(place, name)| (name, found[&format!("m{place}")].clone()))
        .collect()
}

/// What an engine says of a table.
fn said_by<'a>(said: &'a [Row], engine: &str, table: &str) -> BTreeMap<(String, String), &'a str> {
    let of = |row: &&Row| row["engine"] == engine && row["table"] == table;
    let named = |row: &'a Row| {
        let name = (row["column"].clone(), row["measure"].clone());
        (name, row["value"].as_str())
    };
    said.iter().filter(of).map(named).collect()
}

/// Reads the lake of a bench with every engine and holds each figure against `norma sql`.
fn assert_same_figures(norma: &Norma) {
    let lake = norma.path("lake");
    let said = python("readers.py", &[lake.to_str().unwrap()]).exits(0);
    let said = rows(&said.stdout);

    let at_rest = |engine: &str| -> BTreeSet<&str> {
        let derived = ["sla_facts", "ticket_changes"];
        let named = said
            .iter()
            .filter(|row| row["engine"] == engine)
            .map(|row| row["table"].as_str());
        named.filter(|table| !derived.contains(table)).collect()
    };
    let tables = at_rest("polars");
    for table in [
        "tickets",
        "ticket_events",
        "outages",
        "samples",
        "rejects",
        "loads",
    ] {
        assert!(tables.contains(table), "{table} was not read");
    }
    assert_eq!(at_rest("deltalake"), tables);
    assert_eq!(at_rest("duckdb"), tables);

    let mut derived = tables.clone();
    derived.extend(["sla_facts", "ticket_changes"]);
    for table in derived {
        let expected = measured(norma, table);
        let expected: BTreeMap<_, _> = expected
            .iter()
            .map(|(name, value)| (name.clone(), value.as_str()))
            .collect();
        assert!(expected.len() > 8, "{expected:?}");
        let engines: &[&str] = if tables.contains(table) {
            &["polars", "deltalake", "duckdb"]
        } else {
            &["duckdb"]
        };
        for engine in engines {
            assert_eq!(
                said_by(&said, engine, table),
                expected,
                "{table} as {engine} reads it"
            );
        }
    }
}

#[test]
fn polars_deltalake_and_duckdb_read_what_norma_reads() {
    let norma = Norma::finished();
    assert_same_figures(norma);
    let tickets = norma.sql("select count(*) as n from tickets");
    assert_ne!(tickets[0]["n"], "0");
}

/// A second run leaves files of the first behind, which belong to no table any more.
#[test]
fn after_another_run_they_read_the_newest_snapshot() {
    let norma = Norma::finished_copy();
    add_later_export(&norma);
    norma.norma(&["run"]).exits(0);
    assert_eq!(norma.snapshots().len(), 2);
    // Those of the first run are removed when nobody reads them.
    norma.sql("select count(*) from sla_facts");
    assert_same_figures(&norma);
}
