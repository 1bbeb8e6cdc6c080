//! Whether the quotes of a record pair. csv-core prefers any parse to none; a record whose quotes do
//! not pair would be changed without a word.

/// What is wrong with the quotes of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum QuoteFault {
    /// The quote that opens this field (from 0) has no partner.
    Unclosed { field: usize },
    /// A quote within this quoted field (from 0) is neither doubled nor its end.
    Stray { field: usize },
}

impl QuoteFault {
    pub fn field(self) -> usize {
        match self {
            Self::Unclosed { field } | Self::Stray { field } => field,
        }
    }
}

/// Checks the quotes of one record. Quotes within a field that does not begin with one are letters.
pub(crate) fn check(raw: &[u8], delimiter: u8, quote: u8) -> Result<(), QuoteFault> {
    let mut field = 0;
    let mut at = 0;
    loop {
        if raw.get(at) == Some(&quote) {
            at += 1;
            // To the closing quote.
            loop {
                match raw.get(at) {
                    None => return Err(QuoteFault::Unclosed { field }),
                    Some(&byte) if byte != quote => at += 1,
                    Some(_) if raw.get(at + 1) == Some(&quote) => at += 2,
                    Some(_) => break,
                }
            }
            at += 1;
            // Blanks behind it do no harm.
            while matches!(raw.get(at), Some(b' ' | b'\t')) && raw[at] != delimiter {
                at += 1;
            }
            match raw.get(at) {
                None => return Ok(()),
                Some(&byte) if byte == delimiter || byte == b'\r' || byte == b'\n' => {}
                Some(_) => return Err(QuoteFault::Stray { field }),
            }
        }
        match raw[at..].iter().position(|&byte| byte == delimiter) {
            None => return Ok(()),
            Some(next) => at += next + 1,
        }
        field += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cases() {
        let cases: [(&str, Result<(), QuoteFault>); 12] = [
            ("", Ok(())),
            ("a;b", Ok(())),
            (r#""a";b"#, Ok(())),
            (r#""a;b";"c""d""#, Ok(())),
            (r#"layar 5";b"#, Ok(())),
            (r#""a" ;b"#, Ok(())),
            ("\"\";\"\"", Ok(())),
            ("\"\"\";x", Err(QuoteFault::Unclosed { field: 0 })),
            (r#"a;"b"#, Err(QuoteFault::Unclosed { field: 1 })),
            (
                r#"a;"kata "Kunci" lupa";c"#,
                Err(QuoteFault::Stray { field: 1 }),
            ),
            (r#"a;"b"c"#, Err(QuoteFault::Stray { field: 1 })),
            ("a;\"b\nc\";d", Ok(())),
        ];
        for (raw, expected) in cases {
            assert_eq!(check(raw.as_bytes(), b';', b'"'), expected, "{raw}");
        }
    }
}
