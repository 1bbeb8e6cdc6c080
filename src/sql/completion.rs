//! What TAB completes: commands, files, and names of tables, columns and functions.

use std::collections::BTreeSet;

use norma_queries::{Analyst, Dictionary};
use rustyline::completion::{Completer, FilenameCompleter, Pair};
use rustyline::highlight::Highlighter;
use rustyline::hint::Hinter;
use rustyline::validate::{ValidationContext, ValidationResult, Validator};
use rustyline::{Context, Helper};

use super::commands;
use super::options::Format;
use super::statements::is_complete;
use clap::ValueEnum;

/// Words of queries.
const KEYWORDS: &[&str] = &[
    "all",
    "and",
    "as",
    "asc",
    "between",
    "by",
    "case",
    "cast",
    "cross",
    "current_date",
    "desc",
    "describe",
    "distinct",
    "else",
    "end",
    "except",
    "exists",
    "explain",
    "false",
    "filter",
    "first",
    "from",
    "full",
    "group",
    "having",
    "in",
    "inner",
    "intersect",
    "interval",
    "is",
    "join",
    "last",
    "left",
    "like",
    "limit",
    "not",
    "null",
    "nulls",
    "offset",
    "on",
    "or",
    "order",
    "over",
    "partition",
    "right",
    "select",
    "true",
    "union",
    "using",
    "when",
    "where",
];

/// Names that a statement may use.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// Tables with their columns.
    tables: Vec<(String, Vec<String>)>,
    /// Functions and models with arguments, each with `(`.
    functions: BTreeSet<String>,
    /// Tables of the information schema.
    catalogue: BTreeSet<String>,
}

impl Names {
    /// The names of a session.
    pub fn of(analyst: &Analyst, dictionary: &Dictionary) -> Self {
        let columns = |table: &norma_queries::dictionary::TableEntry| {
            table
                .columns
                .iter()
                .map(|column| column.name.clone())
                .collect()
        };
        let tables = dictionary.tables.iter();
        let state = analyst.context().state();
        let names = state.scalar_functions().keys();
        let names = names.chain(state.aggregate_functions().keys());
        let names = names.chain(state.window_functions().keys());
        let names = names.chain(state.table_functions().keys());
        let catalogue = ["tables", "columns", "views", "routines", "df_settings"];
        Self {
            tables: tables
                .map(|table| (table.name.clone(), columns(table)))
                .collect(),
            functions: names.map(|name| format!("{name}(")).collect(),
            catalogue: catalogue
                .map(|table| format!("information_schema.{table}"))
                .into(),
        }
    }

    /// What the word at the end of `before` may become, and where it begins. `whole` is all that is written.
    fn complete<'a>(&'a self, before: &str, whole: &str) -> (usize, BTreeSet<&'a str>) {
        let is_name = |c: char| c.is_alphanumeric() || c == '_';
        let start = before.trim_end_matches(|c| is_name(c) || c == '.').len();
        let word = before[start..].to_lowercase();
        if let Some((table, _)) = word
            .rsplit_once('.')
            .filter(|(table, _)| *table != "information_schema")
        {
            let begun = start + table.len() + 1;
            let columns = self.columns(|name| name == table);
            let columns = if columns.is_empty() {
                self.columns(|_| true)
            } else {
                columns
            };
            return (begun, beginning(columns, &word[table.len() + 1..]));
        }
        if word.is_empty() {
            return (start, BTreeSet::new());
        }
        let named: BTreeSet<String> = whole
            .to_lowercase()
            .split(|c| !is_name(c))
            .map(str::to_owned)
            .collect();
        let mut known = self.columns(|table| named.contains(table));
        if known.is_empty() {
            known = self.columns(|_| true);
        }
        known.extend(KEYWORDS.iter().copied());
        // A model with arguments is a function as well.
        let is_called = |table: &str| self.functions.contains(&format!("{table}("));
        known.extend(
            self.tables
                .iter()
                .map(|(table, _)| table.as_str())
                .filter(|table| !is_called(table)),
        );
        known.extend(self.functions.iter().map(String::as_str));
        known.extend(self.catalogue.iter().map(String::as_str));
        (start, beginning(known, &word))
    }

    fn columns(&self, of: impl Fn(&str) -> bool) -> BTreeSet<&str> {
        let tables = self.tables.iter().filter(|(table, _)| of(table));
        tables
            .flat_map(|(_, columns)| columns)
            .map(String::as_str)
            .collect()
    }
}

fn beginning<'a>(mut names: BTreeSet<&'a str>, word: &str) -> BTreeSet<&'a str> {
    names.retain(|name| name.to_lowercase().starts_with(word));
    names
}

/// What the editor asks.
pub struct Assistant {
    pub names: Names,
    pub files: FilenameCompleter,
}

impl Completer for Assistant {
    type Candidate = Pair;

    fn complete(
        &self,
        line: &str,
        pos: usize,
        context: &Context<'_>,
    ) -> rustyline::Result<(usize, Vec<Pair>)> {
        let before = &line[..pos];
        let (start, found) = match before.split_once(char::is_whitespace) {
            Some((r"\i" | r"\o", _)) => return self.files.complete(line, pos, context),
            Some((r"\format", rest)) => {
                let formats = Format::value_variants().iter().map(|format| format.name());
                (
                    pos - rest.len(),
                    formats.filter(|name| name.starts_with(rest)).collect(),
                )
            }
            None if before.starts_with('\\') => {
                let known = commands::NAMES
                    .iter()
                    .filter(|name| name.starts_with(before));
                (0, known.map(|name| (*name).to_owned()).collect())
            }
            _ => {
                let (start, found) = self.names.complete(before, line);
                let is_help = before.starts_with('\\');
                // The name alone is asked about.
                let name = |name: &str| {
                    if is_help {
                        name.trim_end_matches('(')
                    } else {
                        name
                    }
                    .to_owned()
                };
                (start, found.into_iter().map(name).collect::<Vec<_>>())
            }
        };
        let pair = |name: String| Pair {
            display: name.clone(),
            replacement: name,
        };
        Ok((start, found.into_iter().map(pair).collect()))
    }
}

impl Validator for Assistant {
    /// A line more, until every statement is ended.
    fn validate(&self, context: &mut ValidationContext<'_>) -> rustyline::Result<ValidationResult> {
        Ok(if is_complete(context.input()) {
            ValidationResult::Valid(None)
        } else {
            ValidationResult::Incomplete
        })
    }
}

impl Hinter for Assistant {
    type Hint = String;
}
impl Highlighter for Assistant {}
impl Helper for Assistant {}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> Names {
        let table = |name: &str, columns: &[&str]| {
            (
                name.to_owned(),
                columns.iter().map(|c| (*c).to_owned()).collect(),
            )
        };
        Names {
            tables: vec![
                table("tickets", &["ticket_id", "team"]),
                table("outages", &["service", "ticket"]),
                table("breaches", &["norm"]),
            ],
            functions: ["breaches(", "to_char(", "count("]
                .map(str::to_owned)
                .into(),
            catalogue: ["information_schema.tables".to_owned()].into(),
        }
    }

    fn completed(before: &str, after: &str) -> (usize, Vec<String>) {
        let names = names();
        let whole = format!("{before}{after}");
        let (start, found) = names.complete(before, &whole);
        (start, found.into_iter().map(str::to_owned).collect())
    }

    #[test]
    fn names_are_completed_by_what_stands_before() {
        for (before, after, start, expected) in [
            (
                "select * from ti",
                "",
                14,
                &["ticket", "ticket_id", "tickets"] as &[&str],
            ),
            // Columns of the tables that are named, wherever.
            ("select ti", " from tickets", 7, &["ticket_id", "tickets"]),
            (
                "select T",
                " from tickets",
                7,
                &["team", "ticket_id", "tickets", "to_char(", "true"],
            ),
            ("select tickets.t", "", 15, &["team", "ticket_id"]),
            // An alias.
            ("select o.se", " from outages o", 9, &["service"]),
            ("select * from br", "", 14, &["breaches("]),
            (
                "select * from information_schema.t",
                "",
                14,
                &["information_schema.tables"],
            ),
            ("select ", "", 7, &[]),
            ("select zzz", "", 7, &[]),
        ] {
            let expected = expected.iter().map(|name| (*name).to_owned()).collect();
            assert_eq!(
                completed(before, after),
                (start, expected),
                "{before}|{after}"
            );
        }
    }
}
