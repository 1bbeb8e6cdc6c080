//! Where exports come from and how they are written.

use serde::{Deserialize, Serialize};

/// One configured source: a place to pull from and the way its exports are written.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceSpec {
    /// Name of the source: letters, digits, `-` and `_`. It names the folder in the landing.
    pub name: String,
    /// A file, a folder (its files, not those of its subfolders) or a glob such as `exports/*/sd_*.csv`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// An `http://` or `https://` address that answers with one export.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Name of the environment variable that holds the bearer token for `url`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token_env: Option<String>,
    /// A PEM file with the certificate authorities to trust for `url`, instead of the public ones.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ca_file: Option<String>,
    /// How the exports are written.
    #[serde(default)]
    pub format: Format,
    /// What parts the fields of a CSV file: one ASCII character, `tab` for a tab; `,` when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delimiter: Option<String>,
    /// What surrounds a CSV field: one ASCII character, empty for none; `"` when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quote: Option<String>,
    /// How the letters of CSV and JSON files are encoded.
    #[serde(default)]
    pub encoding: Encoding,
    /// The sheet of an XLSX file; the first when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// Line (CSV) or sheet row (XLSX) of the column names, from 1; the first that is not blank when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub header_row: Option<u32>,
}

/// How an export is written. Any of them may be gzipped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// By the ending of the name, else by the content.
    #[default]
    Auto,
    /// Delimited text with one line of column names.
    Csv,
    /// An Excel workbook.
    Xlsx,
    /// A JSON array of objects. (An object a line is read as well.)
    Json,
    /// One JSON object a line. (An array is read as well.)
    Jsonl,
}

/// How letters are encoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Encoding {
    /// UTF-8 when the file is UTF-8, or mostly so: then the records that are not are rejected.
    /// Windows-1252 when it has bytes above 127 that are not UTF-8 and none, or fewer, that are.
    #[default]
    #[serde(rename = "auto")]
    Auto,
    /// UTF-8, with or without byte-order mark.
    #[serde(rename = "utf-8", alias = "utf8", alias = "UTF-8")]
    Utf8,
    /// Windows-1252, what Excel writes when it does not write UTF-8.
    #[serde(rename = "windows-1252", alias = "cp1252")]
    Windows1252,
}

/// A value of a [`SourceSpec`] that cannot be used, and what to write instead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{key}: {message}")]
pub struct SpecFault {
    /// The key it concerns.
    pub key: &'static str,
    /// What is wrong and what to write instead.
    pub message: String,
}

impl SourceSpec {
    /// A source of that name, everything else at its default.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            ..Self::default()
        }
    }

    /// Everything that is wrong with the values; empty when the source can be used.
    pub fn faults(&self) -> Vec<SpecFault> {
        let mut faults = Vec::new();
        let mut fault = |key, message: String| faults.push(SpecFault { key, message });

        if !is_source_name(&self.name) {
            fault(
                "name",
                format!(
                    "`{}` cannot name a folder: use letters, digits, `-` and `_`",
                    self.name
                ),
            );
        }
        match (&self.path, &self.url) {
            (None, None) => fault("path", "missing: give `path` or `url`".into()),
            (Some(_), Some(_)) => fault("url", "give either `path` or `url`, not both".into()),
            (Some(path), None) if path.trim().is_empty() => {
                fault("path", "empty: name a file, a folder or a glob".into());
            }
            (None, Some(url)) if !url.starts_with("http://") && !url.starts_with("https://") => {
                fault("url", "must begin with https:// or http://".into());
            }
            _ => {}
        }
        if self.url.is_none() {
            if self.token_env.is_some() {
                fault("token_env", "goes with `url`: remove it".into());
            }
            if self.ca_file.is_some() {
                fault("ca_file", "goes with `url`: remove it".into());
            }
        }
        match (self.delimiter_byte(), self.quote_byte()) {
            (Ok(delimiter), Ok(Some(quote))) if delimiter == quote => {
                fault("quote", "must differ from `delimiter`".into());
            }
            (delimiter, quote) => {
                if let Err(e) = delimiter {
                    fault("delimiter", e);
                }
                if let Err(e) = quote {
                    fault("quote", e);
                }
            }
        }
        if self.header_row == Some(0) {
            fault(
                "header_row",
                "counts from 1: write 1 for the first row".into(),
            );
        }
        faults
    }

    /// The delimiter as a byte.
    pub(crate) fn delimiter_byte(&self) -> Result<u8, String> {
        match self.delimiter.as_deref() {
            None => Ok(b','),
            Some("tab" | "\\t") => Ok(b'\t'),
            Some(text) => one_ascii(text)
                .ok_or_else(|| format!("`{text}` is not one ASCII character such as `;` or `tab`")),
        }
    }

    /// The quote as a byte; `None` when quotes have no meaning.
    pub(crate) fn quote_byte(&self) -> Result<Option<u8>, String> {
        match self.quote.as_deref() {
            None => Ok(Some(b'"')),
            Some("") => Ok(None),
            Some(text) => one_ascii(text)
                .map(Some)
                .ok_or_else(|| format!("`{text}` is not one ASCII character such as `\"`")),
        }
    }
}

/// Whether a source may be called so: the name becomes a folder.
pub(crate) fn is_source_name(name: &str) -> bool {
    !name.is_empty()
        && name.len() <= 100
        && name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

fn one_ascii(text: &str) -> Option<u8> {
    match text.as_bytes() {
        [b] if b.is_ascii() && !matches!(b, 0 | b'\r' | b'\n') => Some(*b),
        _ => None,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;

    #[test]
    fn reads_from_toml_and_refuses_unknown_keys() {
        let spec: SourceSpec = toml::from_str(
            "name = 'sd'\npath = 'exports'\nformat = 'csv'\ndelimiter = ';'\nencoding = 'windows-1252'\n",
        )
        .unwrap();
        assert_eq!(spec.encoding, Encoding::Windows1252);
        assert_eq!(spec.delimiter_byte(), Ok(b';'));
        assert_eq!(spec.faults(), []);
        let error = toml::from_str::<SourceSpec>("name = 'sd'\npaht = 'x'").unwrap_err();
        assert!(error.to_string().contains("paht"), "{error}");
    }

    #[test]
    fn names_every_fault_at_once() {
        let spec = SourceSpec {
            name: "../sd".into(),
            token_env: Some("T".into()),
            delimiter: Some("||".into()),
            quote: Some("''".into()),
            header_row: Some(0),
            ..SourceSpec::default()
        };
        let keys: Vec<_> = spec.faults().iter().map(|f| f.key).collect();
        assert_eq!(
            keys,
            [
                "name",
                "path",
                "token_env",
                "delimiter",
                "quote",
                "header_row"
            ]
        );
    }

    #[test]
    fn delimiter_and_quote() {
        let with = |delimiter: &str, quote: &str| SourceSpec {
            path: Some("x".into()),
            delimiter: Some(delimiter.into()),
            quote: Some(quote.into()),
            ..SourceSpec::new("sd")
        };
        assert_eq!(with("tab", "'").delimiter_byte(), Ok(b'\t'));
        assert_eq!(with("\t", "").quote_byte(), Ok(None));
        assert_eq!(with("'", "'").faults()[0].key, "quote");
        assert!(with("¦", "'").delimiter_byte().is_err());
        assert!(with("\n", "'").delimiter_byte().is_err());
    }
}
