//! Where in a statement an error is.

use datafusion::common::DataFusionError;

use crate::Error;

/// A place in the text of a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
}

impl Error {
    /// Where in the statement the error is, as far as the query engine tells.
    pub fn position(&self) -> Option<Position> {
        match self {
            Self::Query(error) => marked(error).or_else(|| written(&error.to_string())),
            _ => None,
        }
    }
}

/// What the planner says of names and types. A place it does not know is line 0.
fn marked(error: &DataFusionError) -> Option<Position> {
    let start = error.diagnostic()?.span?.start;
    let line = usize::try_from(start.line).ok().filter(|line| *line > 0)?;
    let column = usize::try_from(start.column).ok()?.max(1);
    Some(Position { line, column })
}

/// What the parser writes at the end of its message: ` at Line: 1, Column: 8`.
fn written(message: &str) -> Option<Position> {
    let (_, place) = message.rsplit_once(" at Line: ")?;
    let (line, column) = place.split_once(", Column: ")?;
    let digits = column.find(|c: char| !c.is_ascii_digit());
    let column = &column[..digits.unwrap_or(column.len())];
    let line = line.parse().ok().filter(|line| *line > 0)?;
    let column = column.parse::<usize>().ok()?.max(1);
    Some(Position { line, column })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_place_that_the_parser_writes() {
        let at = |line, column| Some(Position { line, column });
        let message = "SQL error: ParserError(\"Expected: x, found: y at Line: 3, Column: 14\")";
        assert_eq!(written(message), at(3, 14));
        assert_eq!(written("found: EOF at Line: 1, Column: 1"), at(1, 1));
        for none in ["", " at Line: 0, Column: 0", " at Line: x, Column: 2"] {
            assert_eq!(written(none), None, "{none}");
        }
    }

    #[tokio::test]
    async fn what_the_engine_tells_of_wrong_statements() {
        let context = crate::catalog::reader();
        for (sql, line, column) in [
            ("select 1 frm x", 1, 14),
            ("select\n  nothing_of_the_kind", 2, 3),
            ("select 1\nfrom no_such_table", 2, 6),
            ("select\n\n 'é', no_such_function(1)", 3, 7),
            ("select 'open", 1, 8),
        ] {
            let error = crate::catalog::query(&context, sql).await.unwrap_err();
            let found = Error::from(error).position();
            assert_eq!(found, Some(Position { line, column }), "{sql}");
        }
    }
}
