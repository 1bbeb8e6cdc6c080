//! What staging may get wrong is refused with a sentence, and readers keep the last snapshot.

use arrow::datatypes::DataType;

use super::support::*;
use crate::{Lake, LakeError, StagedFile};

async fn refused(place: &Place, staged: &[StagedFile]) -> LakeError {
    let mut writer = Lake::writer(place.lake().path(), false).await.unwrap();
    let error = writer.merge(staged, &[]).await.unwrap_err();
    let commit = writer.commit(meta(&[])).await.unwrap_err();
    assert!(matches!(commit, LakeError::NothingToCommit));
    error
}

#[tokio::test]
async fn counts_that_do_not_add_up() {
    let place = Place::new();
    let (_, before) = place.run(&[export("ok", 1, &[rec("T1", 1, "one")])]).await;
    let mut staged = place.stage(&[export("a", 2, &[rec("T1", 2, "two"), rec("T2", 1, "x")])]);
    staged[0].records_read = 3;
    let error = refused(&place, &staged).await;
    assert!(
        matches!(
            error,
            LakeError::CountsDoNotAddUp {
                records_read: 3,
                staged: 2,
                rejected: 0,
                ..
            }
        ),
        "{error}"
    );
    staged[0].rejected = 1;
    let error = refused(&place, &staged).await;
    assert!(
        matches!(
            error,
            LakeError::RejectsDoNotAddUp {
                rejected: 1,
                rejects: 0,
                ..
            }
        ),
        "{error}"
    );
    // Counted as something that it does not bring.
    staged[0].records_read = 2;
    staged[0].rejected = 0;
    staged[0].counted = crate::Entity::Outages;
    assert!(matches!(
        refused(&place, &staged).await,
        LakeError::CountsDoNotAddUp { staged: 0, .. }
    ));
    assert_eq!(place.lake().snapshot().unwrap().unwrap(), before);
    assert_eq!(place.rows("tickets").await.len(), 1);
}

#[tokio::test]
async fn rows_of_another_file() {
    let place = Place::new();
    let mut staged = place.stage(&[export("a", 2, &[rec("T1", 2, "two")])]);
    staged[0].landing_file = "0".repeat(64);
    let error = refused(&place, &staged).await.to_string();
    assert!(error.contains("not the file it is staged with"), "{error}");
}

#[tokio::test]
async fn columns_that_are_not_the_contracts() {
    let place = Place::new();
    let mut staged = place.stage(&[export("a", 2, &[rec("T1", 2, "two")])]);
    staged[0].outages = staged[0].tickets.clone();
    let error = refused(&place, &staged).await.to_string();
    assert!(error.contains("column outage_id is missing"), "{error}");

    staged[0].outages = None;
    std::fs::write(staged[0].tickets.as_ref().unwrap(), "no parquet").unwrap();
    assert!(matches!(
        refused(&place, &staged).await,
        LakeError::Staged { .. }
    ));
}

#[tokio::test]
async fn a_required_column_that_is_empty() {
    let place = Place::new();
    let export = export("a", 2, &[rec("T1", 2, "two")]);
    let staged = place.stage(std::slice::from_ref(&export));
    let row = std::collections::BTreeMap::from([
        ("source", V::S("servicedesk".into())),
        ("landing_file", V::S(export.sha())),
        ("record", V::I(1)),
        ("content_hash", V::S(hash("x"))),
        ("ticket_id", V::S("T1".into())),
        ("submitted_quarter", V::S("2026-TW1".into())),
    ]);
    write_parquet(
        staged[0].tickets.as_ref().unwrap(),
        &crate::contract::TICKETS,
        &[row],
    );
    let error = refused(&place, &staged).await.to_string();
    assert!(error.contains("tickets"), "{error}");
    assert!(error.contains("kind"), "{error}");
}

#[tokio::test]
async fn tables_that_are_not_the_contracts_are_named() {
    let place = Place::new();
    let (_, mut snapshot) = place.run(&[]).await;
    let tables = place.lake().tables(&snapshot).await.unwrap();
    assert_eq!(tables.len(), crate::contract::TABLES.len());
    for (name, provider) in tables {
        let schema = provider.schema();
        let at = schema.fields().iter().find(|f| f.name() == "export_time");
        let utc = DataType::Timestamp(arrow::datatypes::TimeUnit::Microsecond, Some("UTC".into()));
        assert!(at.is_none_or(|f| f.data_type() == &utc), "{name}");
    }
    snapshot.tables.remove("outages");
    snapshot.tables.insert("guests".into(), 0);
    let other = place.lake().path().join("strangers/_delta_log");
    std::fs::create_dir_all(other).unwrap();
    assert_eq!(
        place.lake().check(&snapshot).await.unwrap(),
        [
            "outages is not in snapshot 1",
            "guests is not in the contract",
            "folder strangers holds a table that is not in the contract"
        ]
    );
    // A table that the snapshot does not know yet is empty.
    assert!(
        rows_at(&place.lake(), &snapshot, "outages")
            .await
            .is_empty()
    );
}
