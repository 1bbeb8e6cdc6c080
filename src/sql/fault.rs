//! What is wrong with a statement, with the line it stands in.

use norma_queries::Error;
use norma_serve::data::DataError;

use super::statements::Piece;

/// Characters of a long line that are shown before and after the place.
const AROUND: usize = 60;

/// The text that a piece comes from.
#[derive(Clone, Copy, Debug)]
pub struct Origin<'a> {
    pub text: &'a str,
    /// The file's name, if it is a file.
    pub file: Option<&'a str>,
    /// How a parameter is given here.
    pub gives: &'static str,
}

/// The words of an error with file and line, and a mark below the place where the engine tells it.
pub fn told(error: &anyhow::Error, piece: &Piece<'_>, origin: Origin<'_>) -> String {
    let query = of_query(error);
    // The query engine repeats itself in its causes.
    let mut words = query.map_or_else(|| crate::told_once(error), Error::to_string);
    if let Some(Error::MissingParameter { parameter, .. }) = query {
        words = format!("{words}; {} {parameter}=TEXT gives it", origin.gives);
    }
    let Some(place) = query.and_then(Error::position) else {
        return match origin.file {
            Some(file) => format!("{file}:{}: {words}", piece.line),
            None => words,
        };
    };
    // It is told here in lines of the whole text.
    let written = format!(" at Line: {}, Column: {}", place.line, place.column);
    let words = words.replace(&written, "");
    let line = piece.line + place.line - 1;
    let column = match place.line {
        1 => piece.column + place.column - 1,
        _ => place.column,
    };
    let shown = origin.text.lines().nth(line - 1).unwrap_or_default();
    let mark = marked(shown, column);
    let number = line.to_string();
    let blank = " ".repeat(number.len());
    let [shown, mark] = mark;
    let file = origin.file.map(|file| format!("{file}:{line}:{column}: "));
    let file = file.unwrap_or_default();
    format!("{file}{words}\n {number} | {shown}\n {blank} | {mark}")
}

/// What the session said, where it is that.
fn of_query(error: &anyhow::Error) -> Option<&Error> {
    match error.downcast_ref::<DataError>() {
        Some(DataError::Query(error)) => Some(error),
        _ => error.downcast_ref(),
    }
}

/// The part of a line around a column, and a caret below that column.
fn marked(line: &str, column: usize) -> [String; 2] {
    let from = column.saturating_sub(AROUND + 1);
    let left_out = if from > 0 { "..." } else { "" };
    let shown: String = line.chars().skip(from).take(2 * AROUND).collect();
    let before = line.chars().skip(from).take(column - 1 - from);
    // Tabs as wide as those above.
    let blank: String = before.map(|c| if c == '\t' { c } else { ' ' }).collect();
    [
        format!("{left_out}{}", shown.trim_end()),
        format!("{}{blank}^", " ".repeat(left_out.len())),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_caret_stands_below_its_column() {
        assert_eq!(marked("select\tx", 8), ["select\tx", "      \t^"]);
        assert_eq!(marked("", 1), ["", "^"]);
        // Past the end, where something is missing.
        assert_eq!(marked("ab", 3), ["ab", "  ^"]);
        let long = "x".repeat(1_000) + "HERE" + &"y".repeat(1_000);
        let [shown, mark] = marked(&long, 1_001);
        assert!(shown.len() < 130 && shown.starts_with("...x"), "{shown}");
        assert_eq!(shown.find("HERE"), mark.find('^'));
    }
}
