//! Schemas made from the contract: for arrow (reading, staging) and for Delta (the tables at rest).

use std::collections::BTreeMap;
use std::collections::HashMap;
use std::sync::Arc;

use arrow::datatypes::{DataType, Field, Schema, SchemaRef, TimeUnit};
use deltalake::kernel::{DataType as DeltaType, MetadataValue, PrimitiveType, StructField};

use crate::contract::{Column, Kind, Table};

/// Key under which a field's metadata holds its meaning; Spark and Delta call it so too.
pub const COMMENT: &str = "comment";

/// The arrow type of a column.
pub fn arrow_type(kind: Kind) -> DataType {
    match kind {
        Kind::Text => DataType::Utf8,
        Kind::Int => DataType::Int64,
        Kind::Bool => DataType::Boolean,
        // Delta takes microseconds with the zone "UTC" only.
        Kind::Instant => DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into())),
    }
}

/// The arrow schema of a table, every field with its meaning.
pub fn arrow_schema(table: &Table) -> SchemaRef {
    let fields: Vec<Field> = table
        .columns
        .iter()
        .map(|c| {
            Field::new(c.name, arrow_type(c.kind), c.nullable).with_metadata(HashMap::from([(
                COMMENT.to_string(),
                c.meaning.to_string(),
            )]))
        })
        .collect();
    Arc::new(Schema::new(fields))
}

/// The same columns with texts as views: short ones are read, compared and grouped by without following them.
pub fn text_views(schema: &Schema) -> SchemaRef {
    let fields = schema.fields().iter().map(|field| {
        let field = field.as_ref().clone();
        match field.data_type() {
            DataType::Utf8 | DataType::LargeUtf8 | DataType::Dictionary(..) => {
                field.with_data_type(DataType::Utf8View)
            }
            _ => field,
        }
    });
    Arc::new(Schema::new(fields.collect::<Vec<_>>()))
}

/// The schema under which a staged file is read: staging does not know that a column is never empty.
pub(crate) fn staged_schema(table: &Table) -> SchemaRef {
    let fields: Vec<Field> = table
        .columns
        .iter()
        .map(|c| Field::new(c.name, arrow_type(c.kind), true))
        .collect();
    Arc::new(Schema::new(fields))
}

/// The columns of a table as Delta keeps them.
pub(crate) fn delta_columns(table: &Table) -> Vec<StructField> {
    table.columns.iter().map(delta_column).collect()
}

/// A column as Delta keeps it.
pub(crate) fn delta_column(column: &Column) -> StructField {
    let kind = match column.kind {
        Kind::Text => PrimitiveType::String,
        Kind::Int => PrimitiveType::Long,
        Kind::Bool => PrimitiveType::Boolean,
        Kind::Instant => PrimitiveType::Timestamp,
    };
    StructField::new(column.name, DeltaType::Primitive(kind), column.nullable)
        .with_metadata([(COMMENT, MetadataValue::String(column.meaning.to_string()))])
}

/// Properties of a table: the log is never cleaned behind our back, and statistics are kept for what people filter by.
pub(crate) fn delta_properties(table: &Table) -> BTreeMap<&'static str, String> {
    BTreeMap::from([
        ("delta.enableExpiredLogCleanup", "false".to_string()),
        (
            "delta.dataSkippingStatsColumns",
            stats_columns(table.name).join(","),
        ),
    ])
}

/// Columns whose smallest and greatest value stand in the log.
fn stats_columns(table: &str) -> &'static [&'static str] {
    match table {
        "tickets" => &[
            "ticket_id",
            "submitted_at",
            "resolved_at",
            "fulfilled_at",
            "closed_at",
            "updated_at",
        ],
        "ticket_events" => &["ticket_id", "at"],
        "outages" => &["outage_id", "started_at", "ended_at"],
        "samples" => &["service", "component", "at"],
        "ticket_versions" => &["key", "export_time"],
        "rejects" => &["landing_file", "record"],
        "findings" => &["ticket_id", "landing_file"],
        _ => &["run", "source"],
    }
}

/// The first difference between a table's columns and the contract's, seen from both sides.
pub(crate) fn difference(table: &Table, found: &Schema) -> Option<String> {
    for column in table.columns {
        let Ok(field) = found.field_with_name(column.name) else {
            return Some(format!("column {} is missing", column.name));
        };
        let wanted = arrow_type(column.kind);
        if !same_type(field.data_type(), &wanted) {
            return Some(format!(
                "column {} is {}, not {wanted}",
                column.name,
                field.data_type()
            ));
        }
        if field.is_nullable() != column.nullable {
            let word = if field.is_nullable() {
                "may"
            } else {
                "may not"
            };
            return Some(format!("column {} {word} be empty", column.name));
        }
    }
    found
        .fields()
        .iter()
        .find(|f| table.column(f.name()).is_none())
        .map(|f| format!("column {} is not in the contract", f.name()))
}

/// Columns of the contract that may be empty and that a table made before them lacks: empty in every row of it.
pub(crate) fn lacking(table: &Table, found: &Schema) -> Vec<&'static Column> {
    let columns = table.columns.iter().filter(|c| c.nullable);
    columns
        .filter(|c| found.field_with_name(c.name).is_err())
        .collect()
}

/// Whether two types hold the same values; text may be read as views.
pub(crate) fn same_type(found: &DataType, wanted: &DataType) -> bool {
    let text =
        |t: &DataType| matches!(t, DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View);
    found == wanted || (text(found) && text(wanted))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::contract::{TABLES, TICKETS};

    #[test]
    fn every_field_has_its_meaning_and_instants_are_utc() {
        for table in TABLES {
            let schema = arrow_schema(table);
            assert_eq!(schema.fields().len(), table.columns.len());
            assert!(
                schema
                    .fields()
                    .iter()
                    .all(|f| f.metadata().contains_key(COMMENT))
            );
            assert_eq!(difference(table, &schema), None);
        }
        assert_eq!(
            arrow_schema(&TICKETS)
                .field_with_name("submitted_at")
                .unwrap()
                .data_type(),
            &DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into()))
        );
    }

    #[test]
    fn statistics_and_partitions_name_columns_of_the_contract() {
        for table in TABLES {
            for name in stats_columns(table.name).iter().chain(table.partition_by) {
                assert!(table.column(name).is_some(), "{}.{name}", table.name);
            }
        }
    }

    #[test]
    fn differences_are_seen_from_both_sides() {
        let schema = arrow_schema(&TICKETS);
        let missing = Schema::new(schema.fields()[1..].to_vec());
        assert_eq!(
            difference(&TICKETS, &missing).unwrap(),
            "column source is missing"
        );
        let mut fields: Vec<_> = schema.fields().to_vec();
        fields.push(Arc::new(Field::new("extra", DataType::Utf8, true)));
        assert_eq!(
            difference(&TICKETS, &Schema::new(fields)).unwrap(),
            "column extra is not in the contract"
        );
    }
}
