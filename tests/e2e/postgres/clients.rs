//! Drivers, each in a process of its own: all of them must say what `norma sql` says.

use std::path::Path;

use serde_json::{Value, json};

use super::Server;
use crate::command::Outcome;
use crate::python;

/// Debian's psqlODBC.
const ODBC: &str = "/usr/lib/x86_64-linux-gnu/odbc/psqlodbcw.so";

/// What the client told of the sample, and of its first ticket.
fn told(script: &str) -> (Value, Value) {
    let server = Server::start();
    let first = &server.norma.sql(
        "select source, ticket_id, cast(extract(epoch from submitted_at) as bigint) as at from tickets where submitted_at >= timestamptz '2026-01-01' order by submitted_at, source, ticket_id limit 1",
    )[0];
    let count = &server
        .norma
        .sql("select count(*) as n from sla_facts where quarter = '2026-TW1'")[0]["n"];
    let utc = chrono::DateTime::from_timestamp(first["at"].parse().unwrap(), 0).unwrap();
    let expected = json!({
        "count": count.parse::<i64>().unwrap(),
        "ticket": [first["ticket_id"], utc.format("%Y-%m-%dT%H:%M:%SZ").to_string(), "33.33", "2026-03-17", true, null],
    });
    let mut command = python::command(script);
    command.args([&first["source"], &first["ticket_id"]]);
    let mut command = server.client(command, "budi");
    command.env("NORMA_ODBC_DRIVER", ODBC);
    let answered = Outcome::new(script, command.output().unwrap()).exits(0);
    let told = serde_json::from_str(&answered.stdout).unwrap();
    (told, expected)
}

/// What every client tells alike.
fn same(told: &Value, expected: &Value) {
    assert_eq!(told["count"], expected["count"], "{told}");
    assert_eq!(told["ticket"], expected["ticket"], "{told}");
    assert_eq!(told["version"], 15, "{told}");
    assert_eq!(told["code"], "25006", "{told}");
    assert_eq!(told["tables"], 3, "{told}");
    let refused = told["refused"].as_str().unwrap();
    assert!(
        refused.contains("CREATE TABLE: statements here only ask"),
        "{told}"
    );
}

#[test]
fn psycopg_3() {
    let (told, expected) = told("clients/psycopg3.py");
    same(&told, &expected);
    assert_eq!(told["parts"], json!([1000, 1000, 500]));
    assert_eq!(told["unknown"], true);
    assert_eq!((&told["inside"], &told["after"]), (&json!(1), &json!(2)));
}

#[test]
fn psycopg_2() {
    let (told, expected) = told("clients/psycopg2_.py");
    same(&told, &expected);
}

#[test]
fn asyncpg() {
    let (told, expected) = told("clients/asyncpg_.py");
    same(&told, &expected);
}

#[test]
fn pandas_over_sqlalchemy() {
    let (told, expected) = told("clients/pandas_.py");
    same(&told, &expected);
}

#[test]
fn psql_odbc() {
    assert!(
        Path::new(ODBC).exists(),
        "{ODBC} is missing: tests/setup installs what tests need"
    );
    let (mut told, mut expected) = told("clients/odbc.py");
    assert_eq!(told["columns"], json!(["source", "ticket_id"]));
    // The driver gives instants without their zone, booleans as text, and its own states.
    expected["ticket"].as_array_mut().unwrap().remove(4);
    expected["ticket"].as_array_mut().unwrap().remove(1);
    told["code"] = "25006".into();
    same(&told, &expected);
}
