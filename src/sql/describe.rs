//! `\d` and `\df`: tables, columns and functions in words.

use norma_queries::Dictionary;
use norma_queries::dictionary::{FunctionEntry, TableEntry};

use crate::show;

/// Every table with its meaning.
pub fn tables(dictionary: &Dictionary) -> String {
    let named = dictionary.tables.iter();
    let rows = named.map(|table| {
        [
            called(table),
            table.kind.as_str().to_owned(),
            table.title.clone(),
        ]
    });
    listed(rows.collect())
}

/// Every function of norma with its meaning.
pub fn functions(dictionary: &Dictionary) -> String {
    let mut text = String::new();
    for function in &dictionary.functions {
        text += &function_in_full(function);
        text.push('\n');
    }
    text + "Every other function is the query engine's: SHOW FUNCTIONS lists them\n"
}

/// A table, or functions, of that name; `None` when there is neither.
pub fn named(dictionary: &Dictionary, name: &str) -> Option<String> {
    let name = name.strip_prefix("public.").unwrap_or(name);
    let table = dictionary.table(name).map(table_in_full);
    table.or_else(|| dictionary.function(name).map(function_in_full))
}

/// The names of tables and functions.
pub fn names(dictionary: &Dictionary) -> Vec<&str> {
    let tables = dictionary.tables.iter().map(|table| table.name.as_str());
    tables
        .chain(dictionary.functions.iter().map(|function| function.name))
        .collect()
}

/// A table as it is called, with the names of its arguments.
fn called(table: &TableEntry) -> String {
    if table.parameters.is_empty() {
        return table.name.clone();
    }
    format!("{}({})", table.name, table.parameters.join(", "))
}

fn table_in_full(table: &TableEntry) -> String {
    let example = format!("select * from {} limit 10;", table.call());
    let mut head = vec![("name", called(table)), ("kind", table.kind.to_string())];
    let told = [
        ("meaning", &table.title),
        ("row", &table.grain),
        ("units", &table.unit),
        ("section", &table.section),
    ];
    head.extend(
        told.into_iter()
            .filter(|(_, words)| !words.is_empty())
            .map(|(label, words)| (label, words.clone())),
    );
    head.push(("example", example));
    let columns = table.columns.iter().map(|column| {
        let null = if column.nullable { "" } else { " not null" };
        [
            column.name.clone(),
            format!("{}{null}", column.sql_type),
            column.meaning.clone(),
        ]
    });
    format!("{}\n\n{}", show::fields(head), listed(columns.collect()))
}

fn function_in_full(function: &FunctionEntry) -> String {
    let told = [
        (
            "function",
            format!("{} -> {}", function.signature, function.returns),
        ),
        ("meaning", function.meaning.to_owned()),
        ("section", function.section.to_owned()),
        ("example", format!("{};", function.example)),
    ];
    format!(
        "{}\n",
        show::fields(told.into_iter().filter(|(_, words)| !words.is_empty()))
    )
}

/// Rows of a name, a kind and words: the first two as wide as they are, the words in what is left.
fn listed(rows: Vec<[String; 3]>) -> String {
    let width = |column: usize| {
        let widths = rows.iter().map(|row| row[column].chars().count());
        widths.max().unwrap_or(0).clamp(4, 40) as u16 + 2
    };
    let (first, second) = (width(0), width(1));
    let left = show::page_width().saturating_sub(first + second).max(30);
    format!("{}\n", show::sheet([first, second, left], rows))
}
