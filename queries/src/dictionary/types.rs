//! Types as PostgreSQL spells them.

use arrow::datatypes::DataType;

/// The PostgreSQL name of a type: `text`, `bigint`, `numeric(20,2)`, `timestamp with time zone`. A type that PostgreSQL does
/// not have is named as the engine names it.
pub fn sql_type(data_type: &DataType) -> String {
    let name = match data_type {
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => "text",
        DataType::Boolean => "boolean",
        DataType::Int8 | DataType::Int16 | DataType::UInt8 => "smallint",
        DataType::Int32 | DataType::UInt16 => "integer",
        DataType::Int64 | DataType::UInt32 => "bigint",
        // No integer of PostgreSQL holds all of them.
        DataType::UInt64 => "numeric(20,0)",
        DataType::Float16 | DataType::Float32 => "real",
        DataType::Float64 => "double precision",
        DataType::Date32 | DataType::Date64 => "date",
        DataType::Time32(_) | DataType::Time64(_) => "time without time zone",
        DataType::Timestamp(_, Some(_)) => "timestamp with time zone",
        DataType::Timestamp(_, None) => "timestamp without time zone",
        DataType::Interval(_) | DataType::Duration(_) => "interval",
        DataType::Binary | DataType::LargeBinary | DataType::BinaryView => "bytea",
        DataType::Struct(_) => "record",
        DataType::Decimal32(precision, scale)
        | DataType::Decimal64(precision, scale)
        | DataType::Decimal128(precision, scale)
        | DataType::Decimal256(precision, scale) => return format!("numeric({precision},{scale})"),
        DataType::List(item) | DataType::LargeList(item) => {
            return format!("{}[]", sql_type(item.data_type()));
        }
        DataType::Dictionary(_, value) => return sql_type(value),
        other => return other.to_string(),
    };
    name.to_owned()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow::datatypes::{Field, TimeUnit};

    use super::*;

    #[test]
    fn types_are_spelled_as_in_postgresql() {
        let record = DataType::Struct(vec![Field::new("a", DataType::Int64, true)].into());
        for (data_type, name) in [
            (DataType::Utf8, "text"),
            (DataType::Int64, "bigint"),
            (DataType::Decimal128(20, 2), "numeric(20,2)"),
            (
                DataType::Timestamp(TimeUnit::Microsecond, Some("Asia/Jakarta".into())),
                "timestamp with time zone",
            ),
            (
                DataType::Timestamp(TimeUnit::Microsecond, None),
                "timestamp without time zone",
            ),
            (
                DataType::List(Arc::new(Field::new("item", record, true))),
                "record[]",
            ),
        ] {
            assert_eq!(sql_type(&data_type), name);
        }
    }
}
