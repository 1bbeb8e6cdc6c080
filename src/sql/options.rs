//! What can be said after `norma sql`.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use norma_rules::Instant;
use norma_serve::data::Rows;

use crate::arguments::instant;

#[derive(Debug, Args)]
pub struct Sql {
    /// One query, or several with a ; between them; without any a prompt, or standard input when that is no terminal
    pub query: Option<String>,
    /// Answer the queries of this file, each in its turn
    #[arg(short, long, value_name = "FILE", conflicts_with = "query")]
    pub file: Option<PathBuf>,
    /// Text for $NAME in the queries; to be repeated for several
    #[arg(long, value_name = "NAME=VALUE", value_parser = parameter)]
    pub param: Vec<(String, String)>,
    /// Default table, with --output what the file's name ends with
    #[arg(long, value_enum)]
    pub format: Option<Format>,
    /// Write the answer, of one query, to this file instead of standard output
    #[arg(long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Say on standard error how long each query took
    #[arg(long)]
    pub timing: bool,
    /// Judge as of this instant (WIB); default the earliest cut-off of the sources
    #[arg(long, value_parser = instant, value_name = "TIME")]
    pub as_of: Option<Instant>,
}

/// A format for rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For reading.
    #[default]
    Table,
    /// RFC 4180.
    Csv,
    /// For Excel with Indonesian settings.
    CsvExcel,
    /// An array of objects.
    Json,
    /// A workbook of one sheet; needs a file.
    Xlsx,
    /// Apache Parquet; needs a file.
    Parquet,
    /// Apache Arrow, IPC stream; needs a file.
    Arrow,
}

impl Format {
    /// The format of files with such a name.
    pub fn of_file(path: &Path) -> Option<Self> {
        let (_, rows) = Rows::of_file(path.file_name()?.to_str()?)?;
        Self::value_variants()
            .iter()
            .copied()
            .find(|format| format.rows() == Some(rows))
    }

    /// What writes it; `None` for the table, which is written here.
    pub const fn rows(self) -> Option<Rows> {
        match self {
            Self::Table => None,
            Self::Csv => Some(Rows::Csv),
            Self::CsvExcel => Some(Rows::CsvExcel),
            Self::Json => Some(Rows::Json),
            Self::Xlsx => Some(Rows::Xlsx),
            Self::Parquet => Some(Rows::Parquet),
            Self::Arrow => Some(Rows::Arrow),
        }
    }

    /// Whether it is text, and may stand on a terminal.
    pub const fn is_text(self) -> bool {
        matches!(self, Self::Table | Self::Csv | Self::CsvExcel | Self::Json)
    }

    /// As it is written after `--format`.
    pub fn name(self) -> String {
        let value = self.to_possible_value();
        value.map_or_else(String::new, |value| value.get_name().to_owned())
    }
}

/// Reads `NAME=VALUE`; the `$` may be written or not.
pub fn parameter(text: &str) -> Result<(String, String), String> {
    let named = text
        .split_once('=')
        .map(|(name, value)| (name.trim(), value));
    let (name, value) =
        named.ok_or_else(|| format!("{text:?} has no =; write quarter=2026-TW1"))?;
    let name = name.strip_prefix('$').unwrap_or(name);
    if name.is_empty() || !name.chars().all(|c| c.is_alphanumeric() || c == '_') {
        return Err(format!(
            "{name:?} is no name of a parameter; write quarter=2026-TW1 for $quarter"
        ));
    }
    Ok((name.to_owned(), value.to_owned()))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn parameters_have_a_name_and_any_value() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        for (text, expected) in [
            ("quarter=2026-TW1", pair("quarter", "2026-TW1")),
            ("$quarter = x", pair("quarter", " x")),
            ("words=a = b", pair("words", "a = b")),
            ("none=", pair("none", "")),
        ] {
            assert_eq!(parameter(text), Ok(expected));
        }
        for wrong in ["quarter", "=x", "a b=c", ""] {
            assert!(parameter(wrong).unwrap_err().contains("quarter=2026-TW1"));
        }
    }

    #[test]
    fn files_tell_their_format() {
        for (name, format) in [
            ("a.csv", Some(Format::Csv)),
            ("a.excel.csv", Some(Format::CsvExcel)),
            ("folder.csv/a.xlsx", Some(Format::Xlsx)),
            ("a.parquet", Some(Format::Parquet)),
            ("a.txt", None),
            ("csv", None),
        ] {
            assert_eq!(Format::of_file(Path::new(name)), format, "{name}");
        }
    }
}
