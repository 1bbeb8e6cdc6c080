//! A JSON object flattened to column names and texts. Numbers stay as written, which a parsed tree
//! would not give: `1.10`, or an identifier of twenty digits.

use std::borrow::Cow;

use serde::de::IgnoredAny;

/// Objects nested deeper than this are refused.
const MAX_DEPTH: usize = 64;

/// Why a text is not a record, and the column (from 1) and line (from 1) within it, where known.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct NotRecord {
    pub reason: String,
    pub at: Option<(usize, usize)>,
}

/// Calls `each` with name and text of every value of the object `text`. A nested object gives names
/// such as `a.b`; an array gives its JSON text; `null` gives the empty text.
pub(crate) fn walk(text: &str, each: &mut dyn FnMut(&str, &str)) -> Result<(), NotRecord> {
    if let Err(error) = serde_json::from_str::<IgnoredAny>(text) {
        let message = error.to_string();
        // serde_json ends its message with the place, which is another one within the file.
        let reason = message
            .rsplit_once(" at line ")
            .map_or(message.as_str(), |(what, _)| what);
        return Err(NotRecord {
            reason: reason.to_owned(),
            at: Some((error.column(), error.line())),
        });
    }
    let mut walker = Walker {
        text,
        at: 0,
        path: String::new(),
        each,
    };
    match walker.peek() {
        Some(b'{') => walker.object(0),
        Some(b'[') => Err(other("expected an object, found an array")),
        Some(b'"') => Err(other("expected an object, found a text")),
        _ => Err(other("expected an object, found a single value")),
    }
}

fn other(reason: impl Into<String>) -> NotRecord {
    NotRecord {
        reason: reason.into(),
        at: None,
    }
}

/// Walks over JSON that is known to be valid.
struct Walker<'a, 'e> {
    text: &'a str,
    at: usize,
    /// The name of the value at hand.
    path: String,
    each: &'e mut dyn FnMut(&str, &str),
}

impl<'a> Walker<'a, '_> {
    /// The next byte that is not blank.
    fn peek(&mut self) -> Option<u8> {
        let bytes = self.text.as_bytes();
        while matches!(bytes.get(self.at), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.at += 1;
        }
        bytes.get(self.at).copied()
    }

    fn object(&mut self, depth: usize) -> Result<(), NotRecord> {
        if depth > MAX_DEPTH {
            return Err(other(format!("objects nested deeper than {MAX_DEPTH}")));
        }
        self.at += 1;
        let outer = self.path.len();
        loop {
            match self.peek() {
                Some(b'"') => {}
                Some(b',') => {
                    self.at += 1;
                    continue;
                }
                _ => break,
            }
            let key = self.string()?;
            if outer > 0 {
                self.path.push('.');
            }
            self.path.push_str(&key);
            if self.peek() == Some(b':') {
                self.at += 1;
            }
            self.value(depth)?;
            self.path.truncate(outer);
        }
        self.at += 1;
        Ok(())
    }

    fn value(&mut self, depth: usize) -> Result<(), NotRecord> {
        match self.peek() {
            Some(b'{') => return self.object(depth + 1),
            Some(b'"') => {
                let text = self.string()?;
                (self.each)(&self.path, &text);
            }
            Some(b'[') => {
                let start = self.at;
                self.pass_array();
                (self.each)(
                    &self.path,
                    self.text.get(start..self.at).unwrap_or_default(),
                );
            }
            _ => {
                let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
                let length = rest.iter().position(|b| b",}] \t\r\n".contains(b));
                let start = self.at;
                self.at += length.unwrap_or(rest.len());
                let word = self.text.get(start..self.at).unwrap_or_default();
                (self.each)(&self.path, if word == "null" { "" } else { word });
            }
        }
        Ok(())
    }

    /// The text at hand, from quote to quote.
    fn string(&mut self) -> Result<Cow<'a, str>, NotRecord> {
        let start = self.at;
        self.pass_string();
        let quoted = self.text.get(start..self.at).unwrap_or_default();
        if quoted.contains('\\') {
            let text = serde_json::from_str(quoted).map_err(|error| {
                let what = error.to_string();
                let what = what
                    .rsplit_once(" at line ")
                    .map_or(what.as_str(), |(what, _)| what);
                other(format!("{what} in the text {quoted}"))
            })?;
            return Ok(Cow::Owned(text));
        }
        let inner = quoted.get(1..quoted.len().saturating_sub(1));
        Ok(Cow::Borrowed(inner.unwrap_or_default()))
    }

    fn pass_string(&mut self) {
        let bytes = self.text.as_bytes();
        self.at += 1;
        while let Some(byte) = bytes.get(self.at) {
            match byte {
                b'"' => break,
                b'\\' => self.at += 2,
                _ => self.at += 1,
            }
        }
        self.at += 1;
    }

    fn pass_array(&mut self) {
        let mut depth = 0_usize;
        while let Some(byte) = self.text.as_bytes().get(self.at) {
            match byte {
                b'"' => {
                    self.pass_string();
                    continue;
                }
                b'[' => depth += 1,
                b']' => depth -= 1,
                _ => {}
            }
            self.at += 1;
            if depth == 0 {
                break;
            }
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;

    fn flat(text: &str) -> Result<Vec<(String, String)>, NotRecord> {
        let mut found = Vec::new();
        walk(text, &mut |name, value| {
            found.push((name.to_owned(), value.to_owned()));
        })?;
        Ok(found)
    }

    fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
        let owned = |&(name, value): &(&str, &str)| (name.to_owned(), value.to_owned());
        expected.iter().map(owned).collect()
    }

    #[test]
    fn flattens() {
        assert_eq!(
            flat(
                r#" {"id": 12345678901234567890123, "n" :1.10,"ok":true,"x":null, "t":"a\u00e9\n\"b"} "#
            ),
            Ok(pairs(&[
                ("id", "12345678901234567890123"),
                ("n", "1.10"),
                ("ok", "true"),
                ("x", ""),
                ("t", "aé\n\"b"),
            ]))
        );
        assert_eq!(
            flat(r#"{"a":{"b":{"c":1},"d":[1, {"e":"]"}]},"f":"","g":{},"a":2}"#),
            Ok(pairs(&[
                ("a.b.c", "1"),
                ("a.d", r#"[1, {"e":"]"}]"#),
                ("f", ""),
                ("a", "2")
            ]))
        );
        assert_eq!(flat("{}"), Ok(pairs(&[])));
    }

    #[test]
    fn says_what_is_wrong_and_where() {
        let wrong = flat(r#"{"a":1,"b" 2}"#).unwrap_err();
        assert_eq!(
            wrong,
            NotRecord {
                reason: "expected `:`".into(),
                at: Some((12, 1))
            }
        );
        assert!(flat("[1]").unwrap_err().reason.contains("found an array"));
        assert!(flat("17").unwrap_err().reason.contains("single value"));
        assert!(
            flat(r#"{"a":"\ud800"}"#)
                .unwrap_err()
                .reason
                .contains("\\ud800")
        );
        let deep = format!("{}1{}", "{\"a\":".repeat(200), "}".repeat(200));
        assert!(flat(&deep).unwrap_err().reason.contains("deeper"));
    }
}
