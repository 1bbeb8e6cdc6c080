//! The rooms of DESIGN.md: no crate uses one it must not, directly or through another room.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;

use crate::command::repository;

/// A room: its crate, the rooms it may use, and crates that it must never use, itself or through a room.
struct Room {
    name: &'static str,
    may_use: &'static [&'static str],
    never: &'static [&'static str],
}

const ROOMS: [Room; 11] = [
    Room {
        name: "norma-rules",
        may_use: &[],
        never: &[
            "arrow",
            "parquet",
            "polars",
            "datafusion",
            "deltalake",
            "tokio",
            "futures",
            "axum",
        ],
    },
    Room {
        name: "norma-ingest",
        may_use: &[],
        never: &["datafusion", "deltalake", "axum"],
    },
    Room {
        name: "norma-lake",
        may_use: &["norma-rules"],
        never: &["polars", "axum"],
    },
    Room {
        name: "norma-transform",
        may_use: &["norma-ingest", "norma-lake", "norma-rules"],
        never: &["axum"],
    },
    Room {
        name: "norma-queries",
        may_use: &["norma-lake", "norma-rules"],
        never: &["polars", "axum"],
    },
    Room {
        name: "norma-document",
        may_use: &["norma-rules"],
        never: &["polars", "axum", "datafusion", "arrow", "tokio"],
    },
    Room {
        name: "norma-report",
        may_use: &["norma-document", "norma-queries", "norma-rules"],
        never: &["polars", "axum"],
    },
    Room {
        name: "norma-access",
        may_use: &[],
        never: &["polars", "datafusion", "deltalake", "arrow", "parquet"],
    },
    Room {
        name: "norma-serve",
        may_use: &[
            "norma-access",
            "norma-document",
            "norma-report",
            "norma-queries",
            "norma-rules",
        ],
        never: &["polars"],
    },
    Room {
        name: "norma-postgres",
        may_use: &["norma-access", "norma-queries"],
        never: &["polars"],
    },
    Room {
        name: "norma",
        may_use: &[
            "norma-serve",
            "norma-postgres",
            "norma-access",
            "norma-report",
            "norma-queries",
            "norma-transform",
            "norma-lake",
            "norma-rules",
            "norma-ingest",
        ],
        never: &[],
    },
];

/// The whole of what the rules may use besides the language: pure, no I/O.
const RULES_MAY_USE: [&str; 5] = ["chrono", "serde", "strsim", "toml", "thiserror"];

/// Crates that only the room which owns them names itself.
const OWNED: [(&str, &[&str]); 4] = [
    ("deltalake", &["norma-lake"]),
    (
        "datafusion",
        &["norma-lake", "norma-queries", "norma-postgres"],
    ),
    ("polars", &["norma-ingest", "norma-transform"]),
    ("axum", &["norma-access", "norma-serve"]),
];

/// The libraries that the owner wants used: each is a direct dependency of a crate that uses it.
const OWNERS_LIST: [&str; 9] = [
    "polars",
    "arrow",
    "datafusion",
    "parquet",
    "tokio",
    "axum",
    "plotters",
    "chrono",
    "serde",
];

/// Direct dependencies of every crate of the workspace, without those of tests and builds.
fn arrows() -> BTreeMap<String, BTreeSet<String>> {
    let output = Command::new(env!("CARGO"))
        .args([
            "metadata",
            "--no-deps",
            "--offline",
            "--format-version",
            "1",
        ])
        .current_dir(repository())
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let packages = metadata["packages"].as_array().unwrap().iter();
    let named = packages.map(|package| {
        let all = package["dependencies"].as_array().unwrap().iter();
        let used = all
            .filter(|d| d["kind"].is_null())
            .map(|d| text(&d["name"]));
        (text(&package["name"]), used.collect())
    });
    named.collect()
}

#[test]
fn every_room_uses_only_what_it_may() {
    let arrows = arrows();
    let names: BTreeSet<&str> = arrows.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        ROOMS.iter().map(|r| r.name).collect(),
        "every crate has a room"
    );
    for room in &ROOMS {
        let rooms: BTreeSet<&str> = arrows[room.name]
            .iter()
            .map(String::as_str)
            .filter(|d| names.contains(d))
            .collect();
        let wrong: Vec<&&str> = rooms
            .iter()
            .filter(|r| !room.may_use.contains(*r))
            .collect();
        assert!(wrong.is_empty(), "{} must not use {wrong:?}", room.name);

        let reached = reached(room.name, &arrows);
        let wrong: Vec<&&str> = room
            .never
            .iter()
            .filter(|n| reached.iter().any(|r| is_or_is_part_of(r, n)))
            .collect();
        assert!(
            wrong.is_empty(),
            "{} must never use {wrong:?}, not through another room either",
            room.name
        );
    }
    let rules: Vec<&String> = arrows["norma-rules"]
        .iter()
        .filter(|d| !RULES_MAY_USE.contains(&d.as_str()))
        .collect();
    assert!(rules.is_empty(), "norma-rules must not use {rules:?}");
    for (library, owners) in OWNED {
        for (name, used) in &arrows {
            let uses = used.iter().any(|u| is_or_is_part_of(u, library));
            assert!(
                !uses || owners.contains(&name.as_str()),
                "{name} must not name {library}"
            );
        }
    }
}

/// What a crate and the rooms below it name.
fn reached<'a>(name: &'a str, arrows: &'a BTreeMap<String, BTreeSet<String>>) -> BTreeSet<&'a str> {
    let mut reached = BTreeSet::new();
    let mut next = vec![name];
    while let Some(name) = next.pop() {
        for used in arrows.get(name).into_iter().flatten() {
            if reached.insert(used.as_str()) {
                next.push(used);
            }
        }
    }
    reached
}

/// `polars-core` is part of `polars`.
fn is_or_is_part_of(used: &str, library: &str) -> bool {
    used.strip_prefix(library)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
}

#[test]
fn the_owners_libraries_are_used_by_name() {
    let arrows = arrows();
    for library in OWNERS_LIST {
        assert!(
            arrows.values().any(|used| used.contains(library)),
            "no crate names {library}"
        );
    }
}

#[test]
fn no_source_file_of_a_room_reads_the_clock_but_the_command() {
    // A figure is judged as of an instant that somebody said (RULES 4).
    let mut found = Vec::new();
    for room in [
        "ingest/src",
        "transform/src",
        "transform/lake/src",
        "transform/rules/src",
        "queries/src",
        "serve/src",
        "serve/access/src",
        "serve/postgres/src",
        "serve/report/src",
    ] {
        for (name, content) in crate::command::files(&repository().join(room)) {
            let text = String::from_utf8_lossy(&content);
            let code = text.lines().filter(|l| !l.trim_start().starts_with("//"));
            if code.clone().any(|l| {
                ["Utc::now", "Local::now", "SystemTime::now"]
                    .iter()
                    .any(|c| l.contains(c))
            }) {
                found.push(format!("{room}/{name}"));
            }
        }
    }
    assert!(found.is_empty(), "{found:?}");
}
