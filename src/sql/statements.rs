//! Where a statement ends: at a `;` outside quotes and comments. Between statements a line that begins with `\` is a command.

/// A part of a text, without the blanks around it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece<'a> {
    /// Statement without its `;`, or command from its `\` on.
    pub text: &'a str,
    /// Line of the text in which it begins, from 1.
    pub line: usize,
    /// Column in which it begins, in characters from 1.
    pub column: usize,
    /// A command.
    pub is_command: bool,
    /// It ends with a `;`, or with its line where it is a command.
    pub is_ended: bool,
}

/// The statements and commands of a text in their order; what is empty or comment alone is none.
pub fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let mut rest = text;
    let mut line = 1;
    let mut counted = 0;
    loop {
        rest = rest.trim_start();
        if rest.is_empty() {
            return found;
        }
        // What is said of a command stands before it as well as before a statement.
        if let Some(command) = rest[blank(rest)..].strip_prefix('\\') {
            rest = &rest[rest.len() - command.len() - 1..];
        }
        let is_command = rest.starts_with('\\');
        let end = if is_command {
            rest.find('\n')
        } else {
            end_of_statement(rest)
        };
        let (piece, after) = rest.split_at(end.unwrap_or(rest.len()));
        let before = &text[..text.len() - rest.len()];
        line += before[counted..].matches('\n').count();
        counted = before.len();
        if blank(piece) < piece.len() {
            found.push(Piece {
                text: piece.trim_end(),
                line,
                column: before.chars().rev().take_while(|c| *c != '\n').count() + 1,
                is_command,
                is_ended: is_command || end.is_some(),
            });
        }
        rest = after.strip_prefix([';', '\n']).unwrap_or(after);
    }
}

/// Whether nothing is to be added to `text`: every statement is ended.
pub fn is_complete(text: &str) -> bool {
    pieces(text).last().is_none_or(|last| last.is_ended)
}

/// Where the `;` stands that ends the statement with which `text` begins.
fn end_of_statement(text: &str) -> Option<usize> {
    let mut at = 0;
    while at < text.len() {
        if text.as_bytes()[at] == b';' {
            return Some(at);
        }
        at = after(text, at)?;
    }
    None
}

/// The length of the blanks and comments with which `text` begins. A comment that is not closed is still to be written.
fn blank(text: &str) -> usize {
    let mut at = 0;
    while text[at..].starts_with(char::is_whitespace) || is_comment(&text[at..]) {
        match after(text, at) {
            Some(next) => at = next,
            None => break,
        }
    }
    at
}

/// The byte after what begins at `at`: a quoted text, a comment, or a single character; `None` where it is not closed.
fn after(text: &str, at: usize) -> Option<usize> {
    let rest = &text[at..];
    let first = rest.chars().next()?;
    let length = match first {
        '\'' if has_escapes(&text[..at]) => escaped(rest),
        '\'' | '"' | '`' => rest[1..].find(first).map(|end| end + 2),
        '$' => dollars(rest),
        _ if is_comment(rest) => comment(rest),
        _ => Some(first.len_utf8()),
    };
    length.map(|length| at + length)
}

fn is_comment(rest: &str) -> bool {
    rest.starts_with("--") || rest.starts_with("/*")
}

/// The length of the comment with which `rest` begins. Those in `/*` stand in each other.
fn comment(rest: &str) -> Option<usize> {
    if rest.starts_with("--") {
        return Some(rest.find('\n').unwrap_or(rest.len()));
    }
    let mut depth = 1;
    let mut at = 2;
    while depth > 0 {
        let next = at + rest[at..].find(['*', '/'])?;
        at = next + 2;
        match rest.get(next..at) {
            Some("/*") => depth += 1,
            Some("*/") => depth -= 1,
            _ => at = next + 1,
        }
    }
    Some(at)
}

/// Whether a quote after `before` begins a text with escapes: `E'it\'s'`.
fn has_escapes(before: &str) -> bool {
    let mut last = before.chars().rev();
    matches!(last.next(), Some('e' | 'E'))
        && last
            .next()
            .is_none_or(|c| !(c.is_alphanumeric() || c == '_'))
}

/// The length of a text with escapes.
fn escaped(rest: &str) -> Option<usize> {
    let mut at = 1;
    loop {
        let next = at + rest[at..].find(['\'', '\\'])?;
        if rest[next..].starts_with('\'') {
            return Some(next + 1);
        }
        let skipped = rest[next + 1..].chars().next()?;
        at = next + 1 + skipped.len_utf8();
    }
}

/// The length of `$tag$ ... $tag$`, or of a parameter.
fn dollars(rest: &str) -> Option<usize> {
    let is_name = |c: char| c.is_alphanumeric() || c == '_';
    let name = rest[1..].find(|c| !is_name(c)).unwrap_or(rest.len() - 1);
    let (tag, body) = rest.split_at(name + 1);
    if !body.starts_with('$') {
        return Some(tag.len());
    }
    let mark = &rest[..=tag.len()];
    let end = rest[mark.len()..].find(mark)?;
    Some(end + 2 * mark.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<&str> {
        pieces(text).iter().map(|piece| piece.text).collect()
    }

    #[test]
    fn statements_end_outside_quotes_and_comments() {
        for (text, expected) in [
            ("select 1; select 2", &["select 1", "select 2"] as &[_]),
            ("select ';' ; select 2;", &["select ';'", "select 2"]),
            ("select 'it''s; so'", &["select 'it''s; so'"]),
            (r"select e'it\'s; so'; x", &[r"select e'it\'s; so'", "x"]),
            (r"select '\'; x", &[r"select '\'", "x"]),
            ("select \"a;b\"; x", &["select \"a;b\"", "x"]),
            ("select 1 -- a; b\n+ 1; x", &["select 1 -- a; b\n+ 1", "x"]),
            (
                "select /* ; /* ; */ ; */ 1; x",
                &["select /* ; /* ; */ ; */ 1", "x"],
            ),
            (
                "select $q$ ; $ ; $q$, $a; x",
                &["select $q$ ; $ ; $q$, $a", "x"],
            ),
            ("select $$;$$; x", &["select $$;$$", "x"]),
            (" ;; -- nothing\n ; /* nor here */ ;", &[]),
            ("select 'é;' ; ü", &["select 'é;'", "ü"]),
            ("-- what it is\nselect 1;", &["-- what it is\nselect 1"]),
        ] {
            assert_eq!(texts(text), expected, "{text}");
        }
    }

    #[test]
    fn commands_end_with_their_line() {
        let found = pieces("\\d tickets\nselect 1; \\p a=it's;\nselect\n  2");
        let brief: Vec<_> = found
            .iter()
            .map(|p| (p.text, p.line, p.column, p.is_command, p.is_ended))
            .collect();
        assert_eq!(
            brief,
            [
                ("\\d tickets", 1, 1, true, true),
                ("select 1", 2, 1, false, true),
                ("\\p a=it's;", 2, 11, true, true),
                ("select\n  2", 3, 1, false, false),
            ]
        );
        assert_eq!(
            texts("/* so */ -- and\n\\x on\n-- so\nselect 1"),
            ["\\x on", "-- so\nselect 1"]
        );
    }

    #[test]
    fn what_is_not_ended_goes_on() {
        for text in ["", " \n", "select 1;", "\\d", "select 1; -- so", "-- so"] {
            assert!(is_complete(text), "{text}");
        }
        for text in [
            "select 1",
            "select 1; select",
            "select ';",
            "select 1 -- ;",
            "/* ;",
            "select $$ ;",
            "select e'\\';",
        ] {
            assert!(!is_complete(text), "{text}");
        }
    }
}
