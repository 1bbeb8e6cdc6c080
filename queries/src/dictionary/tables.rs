//! The dictionary in SQL: three tables, written when they are scanned, of whatever the session has then.

use std::sync::Arc;

use arrow::datatypes::{Schema, SchemaRef};
use arrow::record_batch::RecordBatch;
use async_trait::async_trait;
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::{DataFusionError, Result};
use datafusion::datasource::MemTable;
use datafusion::execution::SessionState;
use datafusion::logical_expr::{Expr, TableType};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::prelude::SessionContext;

use super::Dictionary;
use super::entry::{TableEntry, TableKind, columns};
use crate::catalog;
use crate::rows::{Cell, Kind, Rows};

/// One of the tables.
#[derive(Debug)]
struct Own {
    name: &'static str,
    title: &'static str,
    grain: &'static str,
    /// Name, type and meaning.
    columns: &'static [(&'static str, Kind, &'static str)],
    rows: fn(&Dictionary, &mut Rows),
}

use Kind::{Bool, Int, Text};

const SECTION: (&str, Kind, &str) = ("section", Text, "Section of RULES.md.");

const OWN: [Own; 3] = [
    Own {
        name: "dictionary_tables",
        title: "Every table, view and table function that SQL can ask.",
        grain: "one row a table, view or table function",
        columns: &[
            ("name", Text, "Name in SQL."),
            (
                "kind",
                Text,
                "table (at rest), derived (facts and changes), model (a view), table_function (a model of a period) or dictionary.",
            ),
            ("title", Text, "What it holds, in a sentence."),
            ("grain", Text, "What one row is."),
            ("unit", Text, "Units of its columns."),
            (
                "parameters",
                Text,
                "Arguments of a table function, separated by commas; empty for others.",
            ),
            SECTION,
        ],
        rows: of_tables,
    },
    Own {
        name: "dictionary_columns",
        title: "Every column of every table, with its type and what it means.",
        grain: "one row a column: (table_name, position)",
        columns: &[
            (
                "table_name",
                Text,
                "Name of the table in dictionary_tables.",
            ),
            (
                "position",
                Int,
                "Place among the columns of its table, from 1.",
            ),
            ("name", Text, "Name in SQL."),
            ("type", Text, "Type as PostgreSQL spells it."),
            ("nullable", Bool, "Whether it may be NULL."),
            ("meaning", Text, "Meaning and unit, in a sentence."),
        ],
        rows: of_columns,
    },
    Own {
        name: "dictionary_functions",
        title: "The functions of norma: the rules, in SQL.",
        grain: "one row a function",
        columns: &[
            ("name", Text, "Name in SQL, as in RULES.md."),
            ("signature", Text, "Arguments with their types."),
            (
                "returns",
                Text,
                "Type of what it returns, as PostgreSQL spells it; table for a function of tables.",
            ),
            (
                "meaning",
                Text,
                "What it gives, with units, when it is NULL and when it is an error.",
            ),
            SECTION,
            ("example", Text, "A statement that can be run as it stands."),
        ],
        rows: of_functions,
    },
];

/// Registers the three tables.
pub(crate) fn add(context: &SessionContext) -> Result<()> {
    for own in &OWN {
        catalog::add_shown(context, own.name, Arc::new(Lazy { own }))?;
    }
    Ok(())
}

/// What the dictionary says of itself.
pub(super) fn entry(name: &str, schema: &Schema) -> Option<TableEntry> {
    let own = OWN.iter().find(|own| own.name == name)?;
    let meaning = |column: &str| {
        let known = own.columns.iter().find(|(name, ..)| *name == column);
        known.map(|(.., meaning)| *meaning)
    };
    Some(TableEntry {
        name: name.to_owned(),
        kind: TableKind::Dictionary,
        title: own.title.to_owned(),
        grain: own.grain.to_owned(),
        unit: "words".to_owned(),
        parameters: Vec::new(),
        section: "RULES.md 6".to_owned(),
        columns: columns(schema, meaning),
    })
}

/// One of the tables in a session.
#[derive(Debug)]
struct Lazy {
    own: &'static Own,
}

impl Own {
    fn empty(&self) -> Rows {
        Rows::new(self.columns.iter().map(|(name, kind, _)| (*name, *kind)))
    }
}

impl Lazy {
    async fn batch(&self, session: &dyn Session) -> Result<RecordBatch> {
        let Some(state) = session.as_any().downcast_ref::<SessionState>() else {
            return Err(DataFusionError::Internal(format!(
                "{} is of a session only",
                self.own.name
            )));
        };
        let dictionary = Dictionary::read(state).await?;
        let mut rows = self.own.empty();
        (self.own.rows)(&dictionary, &mut rows);
        rows.finish()
    }
}

#[async_trait]
impl TableProvider for Lazy {
    fn schema(&self) -> SchemaRef {
        self.own.empty().schema()
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    async fn scan(
        &self,
        session: &dyn Session,
        projection: Option<&Vec<usize>>,
        filters: &[Expr],
        limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let batch = self.batch(session).await?;
        let table = MemTable::try_new(batch.schema(), vec![vec![batch]])?;
        table.scan(session, projection, filters, limit).await
    }
}

fn of_tables(dictionary: &Dictionary, rows: &mut Rows) {
    for table in &dictionary.tables {
        rows.push(vec![
            table.name.as_str().into(),
            table.kind.as_str().into(),
            table.title.as_str().into(),
            table.grain.as_str().into(),
            table.unit.as_str().into(),
            table.parameters.join(", ").into(),
            table.section.as_str().into(),
        ]);
    }
}

fn of_columns(dictionary: &Dictionary, rows: &mut Rows) {
    for table in &dictionary.tables {
        for (position, column) in (1_i64..).zip(&table.columns) {
            rows.push(vec![
                table.name.as_str().into(),
                position.into(),
                column.name.as_str().into(),
                column.sql_type.as_str().into(),
                column.nullable.into(),
                column.meaning.as_str().into(),
            ]);
        }
    }
}

fn of_functions(dictionary: &Dictionary, rows: &mut Rows) {
    for function in &dictionary.functions {
        let texts = [
            function.name,
            function.signature,
            function.returns,
            function.meaning,
            function.section,
            function.example,
        ];
        rows.push(texts.into_iter().map(Cell::from).collect());
    }
}
