//! The dictionary tells of everything that SQL can ask, and of nothing else.

use std::collections::BTreeSet;

use arrow::array::{Array, AsArray, RecordBatch};
use futures::TryStreamExt;
use norma_queries::dictionary::{TableEntry, TableKind, sql_type};
use norma_queries::{Dictionary, Filter, Limits, Params, Session, models};

use crate::sample;

/// The text columns of the rows of a query.
async fn texts<const N: usize>(session: &Session, sql: &str) -> Vec<[String; N]> {
    let batches = session.sql(sql).await.unwrap();
    let mut rows = Vec::new();
    for batch in &batches {
        for row in 0..batch.num_rows() {
            rows.push(std::array::from_fn(|i| {
                let column = batch.column(i).as_string::<i32>();
                assert!(
                    !column.is_null(row),
                    "{sql}: column {i} of row {row} is empty"
                );
                column.value(row).to_owned()
            }));
        }
    }
    rows
}

fn count(batches: &[RecordBatch]) -> usize {
    batches.iter().map(RecordBatch::num_rows).sum()
}

fn views(dictionary: &Dictionary) -> impl Iterator<Item = &TableEntry> {
    let tables = dictionary.tables.iter();
    tables.filter(|table| table.kind != TableKind::TableFunction)
}

#[tokio::test]
async fn every_table_is_told_of_and_nothing_else() {
    for session in [sample::session().await, sample::compared().await] {
        let dictionary = session.dictionary().await.unwrap();
        let there = texts::<1>(
            &session,
            "select table_name from information_schema.tables where table_schema = 'public'",
        );
        let there: BTreeSet<String> = there.await.into_iter().map(|[name]| name).collect();
        let told: BTreeSet<String> = views(&dictionary).map(|t| t.name.clone()).collect();
        assert_eq!(told, there);
        assert_eq!(session.compares(), told.contains("what_if"));
        let functions = dictionary.tables.iter();
        let functions = functions.filter(|table| table.kind == TableKind::TableFunction);
        let functions: BTreeSet<&str> = functions.map(|table| table.name.as_str()).collect();
        let with_parameters = models::all().iter().filter(|m| {
            !m.header.parameters.is_empty() && (session.compares() || !compares(m.name))
        });
        let with_parameters: BTreeSet<&str> = with_parameters.map(|m| m.name).collect();
        assert_eq!(functions, with_parameters);
    }
}

fn compares(model: &str) -> bool {
    model.starts_with("what_if") || model == "restated_facts"
}

#[tokio::test]
async fn columns_are_those_of_the_information_schema() {
    let session = sample::compared().await;
    let dictionary = session.dictionary().await.unwrap();
    let there = texts::<3>(
        &session,
        "select table_name, column_name, is_nullable from information_schema.columns where table_schema = 'public' \
         order by table_name, ordinal_position",
    );
    let there: BTreeSet<[String; 3]> = there.await.into_iter().collect();
    let told: BTreeSet<[String; 3]> = views(&dictionary)
        .flat_map(|table| {
            table.columns.iter().map(|column| {
                let nullable = if column.nullable { "YES" } else { "NO" };
                [table.name.clone(), column.name.clone(), nullable.to_owned()]
            })
        })
        .collect();
    assert_eq!(told, there);
}

#[tokio::test]
async fn every_entry_is_whole_and_can_be_asked() {
    let session = sample::compared().await;
    let dictionary = session.dictionary().await.unwrap();
    for table in &dictionary.tables {
        let name = &table.name;
        for (what, words) in [
            ("title", &table.title),
            ("grain", &table.grain),
            ("unit", &table.unit),
            ("section", &table.section),
        ] {
            assert!(!words.is_empty(), "{name}: no {what}");
        }
        let rows = session
            .sql(&format!("select * from {}", table.call()))
            .await
            .unwrap();
        let schema = rows[0].schema();
        let real: Vec<_> = schema
            .fields()
            .iter()
            .map(|f| (f.name().clone(), sql_type(f.data_type())))
            .collect();
        let told: Vec<_> = table
            .columns
            .iter()
            .map(|c| (c.name.clone(), c.sql_type.clone()))
            .collect();
        assert_eq!(told, real, "{name}");
        for column in &table.columns {
            assert!(!column.meaning.is_empty(), "{name}.{}", column.name);
            // What every client of PostgreSQL reads.
            let plain = [
                "text",
                "bigint",
                "boolean",
                "numeric(20,2)",
                "timestamp with time zone",
            ];
            assert!(
                plain.contains(&column.sql_type.as_str()),
                "{name}.{} is {}",
                column.name,
                column.sql_type
            );
        }
    }
}

#[tokio::test]
async fn every_example_gives_rows_of_the_type_told() {
    let session = sample::session().await;
    let dictionary = session.dictionary().await.unwrap();
    for function in &dictionary.functions {
        let name = function.name;
        assert!(
            function.signature.starts_with(&format!("{name}(")),
            "{name}"
        );
        assert!(function.section.starts_with("RULES.md "), "{name}");
        assert!(function.meaning.ends_with('.'), "{name}");
        assert!(function.example.contains(&format!("{name}(")), "{name}");
        let rows = session.sql(function.example).await.unwrap();
        assert!(count(&rows) > 0, "{name}: {}", function.example);
        let schema = rows[0].schema();
        let types: Vec<String> = schema
            .fields()
            .iter()
            .map(|f| sql_type(f.data_type()))
            .collect();
        let returned = match function.returns {
            // A list of which the example takes the items; a table, of which it takes columns.
            "record[]" => types.contains(&"record".to_owned()),
            "table" => true,
            returns => types.iter().any(|found| found == returns),
        };
        assert!(returned, "{name}: {types:?}");
    }
}

/// What analysts are told of can be asked: the histories behind `judge` are not theirs, nor is what rejects said.
#[tokio::test]
async fn what_analysts_are_told_of_they_can_ask() {
    let session = sample::session().await;
    let whole = session.dictionary().await.unwrap();
    assert!(whole.table("rejects").unwrap().column("raw").is_some());
    for sees_raw in [true, false] {
        let analyst = session.analyst(sees_raw, None).await.unwrap();
        let told = Dictionary::of(analyst.context()).await.unwrap();
        assert_eq!(
            told.table("rejects").unwrap().column("raw").is_some(),
            sees_raw
        );
        assert!(told.function("judge").is_none() && whole.function("judge").is_some());
        assert_eq!(told.tables.len(), whole.tables.len());
        let examples = told.functions.iter().map(|f| f.example.to_owned());
        let tables = told
            .tables
            .iter()
            .map(|t| format!("select * from {}", t.call()));
        for sql in examples.chain(tables) {
            let statement = analyst.statement(&sql, &Params::none()).await.unwrap();
            let rows: Vec<RecordBatch> = statement
                .rows(Limits::default())
                .try_collect()
                .await
                .unwrap();
            assert!(sql.starts_with("select * ") || count(&rows) > 0, "{sql}");
        }
        let counted = analyst
            .statement("select * from dictionary_tables", &Params::none())
            .await
            .unwrap();
        let rows: Vec<RecordBatch> = counted.rows(Limits::default()).try_collect().await.unwrap();
        assert_eq!(count(&rows), told.tables.len());
    }
}

#[tokio::test]
async fn sql_sees_the_same_dictionary() {
    let session = sample::session().await;
    let dictionary = session.dictionary().await.unwrap();
    let tables = texts::<6>(
        &session,
        "select name, kind, title, grain, unit, section from dictionary_tables",
    );
    let told: Vec<[String; 6]> = dictionary
        .tables
        .iter()
        .map(|t| {
            [
                t.name.as_str(),
                t.kind.as_str(),
                &t.title,
                &t.grain,
                &t.unit,
                &t.section,
            ]
            .map(str::to_owned)
        })
        .collect();
    assert_eq!(tables.await, told);
    let columns = texts::<4>(
        &session,
        "select table_name, name, type, meaning from dictionary_columns where table_name = 'breaches' order by position",
    );
    let breaches = dictionary.table("breaches").unwrap();
    let told: Vec<[String; 4]> = breaches
        .columns
        .iter()
        .map(|c| ["breaches", &c.name, &c.sql_type, &c.meaning].map(str::to_owned))
        .collect();
    assert_eq!(columns.await, told);
    let functions = texts::<2>(&session, "select name, example from dictionary_functions").await;
    let told: Vec<[String; 2]> = dictionary
        .functions
        .iter()
        .map(|f| [f.name, f.example].map(str::to_owned))
        .collect();
    assert_eq!(functions, told);
    assert_eq!(breaches.parameters, ["quarter"]);
    assert_eq!(breaches.call(), "breaches('2026-TW1')");
    assert_eq!(
        breaches.column("exceeded_seconds").unwrap().sql_type,
        "bigint"
    );
    assert!(dictionary.function("working_due").is_some());
    assert!(dictionary.table("nonesuch").is_none() && dictionary.function("nonesuch").is_none());
}

#[tokio::test]
async fn a_filtered_session_tells_of_what_it_has() {
    let filter = Filter {
        source: Some("servicedesk".to_owned()),
        ..Filter::default()
    };
    let session = sample::session().await.filtered(&filter).await.unwrap();
    let dictionary = session.dictionary().await.unwrap();
    assert!(dictionary.table("sla_facts").is_some());
    assert!(dictionary.table("breaches").is_none());
    assert!(dictionary.function("availability").is_none());
    assert!(dictionary.function("verdict").is_some());
}

#[tokio::test]
async fn the_engine_lists_functions_with_their_words() {
    let session = sample::session().await;
    let words = texts::<2>(
        &session,
        "select distinct syntax_example, description from information_schema.routines where routine_name = 'working_due'",
    );
    let dictionary = session.dictionary().await.unwrap();
    let told = dictionary.function("working_due").unwrap();
    assert_eq!(
        words.await,
        [[told.signature, told.meaning].map(str::to_owned)]
    );
}
