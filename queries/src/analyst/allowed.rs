//! Which statements are answered: those that ask. The plan is looked at again before it runs; this is for clear words, and for
//! what has no plan of its own.

use datafusion::prelude::SessionContext;
use datafusion::sql::parser::Statement as Parsed;
use datafusion::sql::sqlparser::ast::{self, Query, SetExpr};
use datafusion::sql::sqlparser::dialect::PostgreSqlDialect;
use datafusion::sql::sqlparser::keywords::Keyword;
use datafusion::sql::sqlparser::tokenizer::{Token, Tokenizer};

use crate::{Error, Result};

/// Longest statement that is read, in bytes; the longest of a tool seen so far has 20.000.
pub const LONGEST: usize = 200_000;

/// Operators and joins that one statement may have. Each of a chain is a level deeper, and what looks at them does so level by
/// level, on a stack that has an end.
const OPERATORS: usize = 1_000;

/// Tables of one FROM.
const TABLES: usize = 100;

/// Whether a statement is short and flat enough to be read at all; to be asked before it is parsed.
///
/// # Errors
/// [`Error::TooLong`] or [`Error::TooDeep`]; what cannot be cut into words is left to the parser.
pub fn readable(sql: &str) -> Result<()> {
    if sql.len() > LONGEST {
        return Err(Error::TooLong {
            bytes: sql.len(),
            most: LONGEST,
        });
    }
    let tokens = Tokenizer::new(&PostgreSqlDialect {}, sql).tokenize();
    let operators = tokens
        .unwrap_or_default()
        .iter()
        .filter(|t| chains(t))
        .count();
    if operators > OPERATORS {
        return Err(Error::TooDeep {
            operators,
            most: OPERATORS,
        });
    }
    Ok(())
}

/// Whether a word can be one of a chain. What is in brackets the parser bounds itself, lists are no chains.
fn chains(token: &Token) -> bool {
    match token {
        Token::Word(word) => matches!(
            word.keyword,
            Keyword::AND
                | Keyword::OR
                | Keyword::UNION
                | Keyword::EXCEPT
                | Keyword::INTERSECT
                | Keyword::JOIN
                | Keyword::IS
                | Keyword::IN
                | Keyword::LIKE
                | Keyword::ILIKE
                | Keyword::BETWEEN
                | Keyword::AT
                | Keyword::COLLATE
        ),
        Token::Number(..)
        | Token::SingleQuotedString(_)
        | Token::Comma
        | Token::Whitespace(_)
        | Token::LParen
        | Token::RParen
        | Token::Period
        | Token::SemiColon
        | Token::Placeholder(_)
        | Token::EOF => false,
        _ => true,
    }
}

/// The one statement of `sql`.
pub(super) fn parsed(context: &SessionContext, sql: &str) -> Result<Parsed> {
    readable(sql)?;
    let state = context.state();
    let dialect = state.config_options().sql_parser.dialect;
    let parsed = state.sql_to_statement(sql, &dialect)?;
    match &parsed {
        Parsed::Statement(statement) => check(statement)?,
        Parsed::Explain(explain) => match explain.statement.as_ref() {
            Parsed::Statement(statement) => check(statement)?,
            other => return Err(refused(&other.to_string())),
        },
        other => return Err(refused(&other.to_string())),
    }
    Ok(parsed)
}

/// Whether the statement only asks.
pub(super) fn check(statement: &ast::Statement) -> Result<()> {
    use ast::Statement::{
        Explain, ExplainTable, Query, ShowColumns, ShowFunctions, ShowTables, ShowVariable,
        ShowVariables,
    };
    match statement {
        Query(query) => asks(query),
        Explain { statement, .. } => check(statement),
        ExplainTable { .. }
        | ShowColumns { .. }
        | ShowFunctions { .. }
        | ShowTables { .. }
        | ShowVariable { .. }
        | ShowVariables { .. } => Ok(()),
        other => Err(refused(&other.to_string())),
    }
}

/// A query may end in INSERT or UPDATE, begin with one, or make a table by INTO.
fn asks(query: &Query) -> Result<()> {
    if let Some(with) = &query.with {
        for table in &with.cte_tables {
            asks(&table.query)?;
        }
    }
    if !query.locks.is_empty() {
        return Err(refused("FOR UPDATE"));
    }
    body(&query.body)
}

fn body(expression: &SetExpr) -> Result<()> {
    match expression {
        SetExpr::Select(select) if select.into.is_some() => Err(refused("SELECT INTO")),
        SetExpr::Select(select) if select.from.len() > TABLES => Err(Error::TooDeep {
            operators: select.from.len(),
            most: TABLES,
        }),
        SetExpr::Select(_) | SetExpr::Values(_) | SetExpr::Table(_) => Ok(()),
        SetExpr::Query(query) => asks(query),
        SetExpr::SetOperation { left, right, .. } => body(left).and_then(|()| body(right)),
        other => Err(refused(&other.to_string())),
    }
}

/// Names the statement by its first words.
fn refused(statement: &str) -> Error {
    let words: Vec<&str> = statement.split_whitespace().take(2).collect();
    Error::NotAllowed(words.join(" ").to_uppercase())
}
