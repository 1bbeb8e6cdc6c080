//! A lake of an earlier version, whose outages lack columns that the contract got since.

use super::support::*;
use crate::contract::{Column, OUTAGES, Table};
use crate::table::OpenTable;
use crate::{Entity, Lake};

/// The columns that came later.
const LATER: [&str; 2] = ["window_started_at", "window_ended_at"];

async fn made_before(place: &Place) {
    let columns: Vec<Column> = OUTAGES
        .columns
        .iter()
        .filter(|c| !LATER.contains(&c.name))
        .copied()
        .collect();
    let table: &'static Table = Box::leak(Box::new(Table {
        columns: columns.leak(),
        ..OUTAGES
    }));
    std::fs::create_dir_all(place.lake().path()).unwrap();
    OpenTable::open(place.lake().path(), table, None)
        .await
        .unwrap();
}

fn log() -> Export {
    let mut log = export("log", 2, &[rec("1", 20, "sakti")]);
    log.counted = Entity::Outages;
    log
}

/// The next run adds them, and the lake is as a new one.
#[tokio::test]
async fn an_older_lake_is_written_on() {
    let place = Place::new();
    made_before(&place).await;
    let (report, snapshot) = place.run(&[log()]).await;
    assert!(report.changed);
    assert_eq!(
        place.lake().check(&snapshot).await.unwrap(),
        [""; 0],
        "as the contract has it"
    );
    assert_eq!(place.rows("outages").await.len(), 1);
    // A second run finds nothing to add.
    let (_, again) = place.run(&[log()]).await;
    assert_eq!(again.number, snapshot.number);
}

/// Readers of a snapshot from before find them empty.
#[tokio::test]
async fn a_snapshot_from_before_is_read() {
    let place = Place::new();
    made_before(&place).await;
    let writer = Lake::writer(place.lake().path(), false).await.unwrap();
    let mut snapshot = writer.commit(meta(&[])).await.unwrap();
    snapshot.tables.insert("outages".into(), 0);
    let table = place.lake().table(&snapshot, &OUTAGES).await.unwrap();
    let schema = table.schema();
    for name in LATER {
        let field = schema.field_with_name(name).unwrap();
        let wanted = crate::schema::arrow_type(OUTAGES.column(name).unwrap().kind);
        assert_eq!(field.data_type(), &wanted);
    }
    assert!(
        rows_at(&place.lake(), &snapshot, "outages")
            .await
            .is_empty()
    );
}

/// The table of samples came later as a whole: the next run makes it, and until then it is empty.
#[tokio::test]
async fn a_lake_without_the_table_of_samples_gets_it() {
    let place = Place::new();
    let (_, mut before) = place.run(&[log()]).await;
    let lake = place.lake();
    std::fs::remove_dir_all(lake.path().join("samples")).unwrap();
    before.tables.remove("samples");
    let snapshot = lake.path().join("snapshots/00000001.json");
    std::fs::write(&snapshot, serde_json::to_vec(&before).unwrap()).unwrap();
    assert!(rows_at(&lake, &before, "samples").await.is_empty());

    let mut probe = export("probe", 3, &[rec("web", 20, "")]);
    probe.counted = Entity::Samples;
    probe.source = "probe";
    let (report, after) = place.run(&[probe]).await;
    assert_eq!(four(&report.files[0]), (1, 0, 0, 0));
    assert_eq!(place.rows("samples").await.len(), 1);
    assert_eq!(place.rows("outages").await.len(), 1);
    assert_eq!(lake.check(&after).await.unwrap(), [""; 0]);
}
