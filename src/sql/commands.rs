//! Commands between statements, each a line that begins with `\`.

use std::path::PathBuf;

use clap::ValueEnum;

use super::options::{Format, parameter};

/// A command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// What commands there are.
    Help,
    /// Tables, or what is of that name.
    Describe(Option<String>),
    /// Functions, or the one of that name.
    Functions(Option<String>),
    /// Whether times are told; `None` for the other way.
    Timing(Option<bool>),
    /// Another format, or which one there is.
    Format(Option<Format>),
    /// Whether tables are records; `None` for the other way.
    Expanded(Option<bool>),
    /// Where the next answer goes.
    Output(Option<PathBuf>),
    /// Statements of a file.
    Include(PathBuf),
    /// A parameter, or those there are.
    Parameter(Option<(String, String)>),
    /// The end.
    Quit,
}

/// What `\?` says.
pub const HELP: &str = r"A statement ends with ; and may have several lines. TAB completes names, Ctrl-R searches earlier statements,
Ctrl-C stops the one that runs.
  \d                 tables and what they hold
  \d NAME            one of them: what a row is, its columns, how it is called; or a function
  \df [NAME]         functions: arguments, meaning, an example
  \p [NAME=TEXT]     text for $NAME in statements; alone those that are set
  \format [FORMAT]   table, csv, csv-excel, json; xlsx, parquet and arrow go to a file
  \x [on|off]        tables as records, a line a column
  \o [FILE]          the next answer goes to FILE, in the format of its name; alone to the screen again
  \i FILE            statements of a file
  \timing [on|off]   how long each statement took
  \q                 the end, as Ctrl-D
";

/// Every command, for completion.
pub const NAMES: [&str; 10] = [
    r"\?", r"\d", r"\df", r"\format", r"\i", r"\o", r"\p", r"\q", r"\timing", r"\x",
];

impl Command {
    /// Reads a line that begins with `\`.
    pub fn parse(line: &str) -> Result<Self, String> {
        let (name, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        // Statements end so, and hands are used to it.
        let name = name.trim_end_matches(';');
        let rest = rest.trim();
        let given = || (!rest.is_empty()).then(|| rest.to_owned());
        let table = || {
            let name = rest.trim_end_matches(';').trim();
            (!name.is_empty()).then(|| name.to_lowercase())
        };
        Ok(match name {
            r"\?" | r"\h" | r"\help" => Self::Help,
            r"\d" | r"\d+" | r"\dt" | r"\dv" | r"\dt+" | r"\dv+" => Self::Describe(table()),
            r"\df" | r"\df+" => Self::Functions(table()),
            r"\timing" => Self::Timing(switch(name, rest)?),
            r"\x" => Self::Expanded(switch(name, rest)?),
            r"\format" => Self::Format(given().map(|name| format(&name)).transpose()?),
            r"\o" => Self::Output(given().map(PathBuf::from)),
            r"\i" => Self::Include(given().ok_or(r"\i needs a file: \i query.sql")?.into()),
            r"\p" => Self::Parameter(given().map(|text| parameter(&text)).transpose()?),
            r"\q" | r"\quit" => Self::Quit,
            _ => return Err(format!(r"there is no command {name}; \? lists them")),
        })
    }
}

/// `on`, `off`, or nothing.
fn switch(name: &str, word: &str) -> Result<Option<bool>, String> {
    match word.trim_end_matches(';') {
        "" => Ok(None),
        "on" => Ok(Some(true)),
        "off" => Ok(Some(false)),
        other => Err(format!(
            "{name} {other}: write on or off, or nothing for the other way"
        )),
    }
}

fn format(name: &str) -> Result<Format, String> {
    Format::from_str(name, true).map_err(|_| {
        let all: Vec<String> = Format::value_variants().iter().map(|f| f.name()).collect();
        format!("there is no format {name}; write {}", all.join(", "))
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_read_as_hands_write_them() {
        let text = |text: &str| Some(text.to_owned());
        for (line, command) in [
            (r"\d", Command::Describe(None)),
            (r"\d;", Command::Describe(None)),
            (r"\d  Tickets ;", Command::Describe(text("tickets"))),
            (r"\dt+ tickets", Command::Describe(text("tickets"))),
            (r"\df wilson_low", Command::Functions(text("wilson_low"))),
            (r"\x", Command::Expanded(None)),
            (r"\x off", Command::Expanded(Some(false))),
            (r"\timing on;", Command::Timing(Some(true))),
            (
                r"\format csv-excel",
                Command::Format(Some(Format::CsvExcel)),
            ),
            (r"\o a b.csv", Command::Output(Some("a b.csv".into()))),
            (r"\i a;b.sql", Command::Include("a;b.sql".into())),
            (
                r"\p a= b;",
                Command::Parameter(Some(("a".to_owned(), " b;".to_owned()))),
            ),
            (r"\q", Command::Quit),
        ] {
            assert_eq!(Command::parse(line), Ok(command), "{line}");
        }
        for (wrong, repair) in [
            (r"\nothing", r"\?"),
            (r"\x maybe", "on or off"),
            (r"\format excel", "csv-excel"),
            (r"\i", "query.sql"),
            (r"\p quarter", "quarter=2026-TW1"),
        ] {
            assert!(
                Command::parse(wrong).unwrap_err().contains(repair),
                "{wrong}"
            );
        }
    }

    #[test]
    fn every_command_is_in_the_help() {
        for name in NAMES {
            assert!(Command::parse(name).is_ok() || name == r"\i");
            assert!(
                name == r"\?" || HELP.contains(&format!("  {name} ")),
                "{name}"
            );
        }
    }
}
