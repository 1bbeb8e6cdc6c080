//! The catalogue against the documents it quotes: every quote at its line, every number as its words say, no amount of time
//! forgotten.
#![allow(clippy::unwrap_used)]

mod crosswalk;
mod crosswalk_000;
mod numbers;
mod promises;
mod quotes;
mod services;
mod services_000;
mod shape;
mod words;

use std::collections::BTreeMap;

fn data(path: &str) -> String {
    let file = format!("{}/data/{path}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// A document's lines; the first is `lines[0]`.
fn source(document: &str) -> Vec<String> {
    data(&format!("sources/{document}.txt"))
        .split('\n')
        .map(str::to_owned)
        .collect()
}

fn sources() -> BTreeMap<String, Vec<String>> {
    ["000", "001", "002", "003", "004"]
        .map(|id| (id.to_owned(), source(id)))
        .into()
}
