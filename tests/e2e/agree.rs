//! The outputs of the report of the sample, every figure read back: `serve/document/tests/agree` tells how.

#[path = "../../serve/document/tests/agree/differences/mod.rs"]
mod differences;

use std::sync::Arc;

use norma_queries::Session;
use norma_report::{Edition, Limit, Report, Targets};
use norma_transform::Config;

use crate::command::Norma;
use differences::{Files, differences};

#[tokio::test(flavor = "multi_thread")]
async fn every_figure_is_the_same_in_every_output() {
    let norma = Norma::finished_copy();
    let config = Config::load(&norma.path("norma.toml")).unwrap();
    let lake = norma.path("lake");
    let session = Session::open(&lake, Arc::new(config.rulebook), None)
        .await
        .unwrap();
    let report = Report::full(&session, "2026-TW1".parse().unwrap());
    let report = report.await.unwrap();
    let limit = Some(Limit {
        target: 9_500,
        warning: 9_000,
        basis: "uji".to_owned(),
    });
    let edition = Edition {
        targets: Targets {
            fulfilment: limit.clone(),
            resolution: limit.clone(),
            response: limit,
        },
        ..Edition::default()
    };
    let document = norma_report::document(&report, &edition).unwrap();
    let tables = document.tables();
    let rows = tables.iter().flat_map(|table| &table.rows);
    let cells: usize = rows.map(|row| row.cells.len()).sum();
    assert!(
        tables.len() > 20 && cells > 1_000,
        "{} {cells}",
        tables.len()
    );
    for (format, found) in differences(&document, &Files::of(&document)) {
        assert!(
            found.is_empty(),
            "{format}: {} differences\n{}",
            found.len(),
            found[..found.len().min(20)].join("\n")
        );
    }
}
