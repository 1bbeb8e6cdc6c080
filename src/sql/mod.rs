//! `norma sql`: statements of the command line, of a file or of standard input, or a prompt.
//!
//! # Layout
//! - `options`: what can be said on the command line; `commands`: what begins with `\`
//! - `statements`: where a statement ends; `fault`: what is wrong with it, and where
//! - [`Shell`]: statements and commands in their order; `asker`: one statement, with `interrupt` and `audit`
//! - `table`, `output`: rows for reading, and where answers go; files are written by `norma-serve`, as for downloads
//! - `prompt` with `completion` and `history`; `describe`: tables and functions in words

mod asker;
mod audit;
mod commands;
mod completion;
mod describe;
mod fault;
mod history;
mod interrupt;
mod options;
mod output;
mod prompt;
mod shell;
mod statements;
mod table;

use std::io::{IsTerminal, Read};
use std::process::ExitCode;

use anyhow::{Context, bail};
use norma_queries::Session;

use crate::arguments::Place;
use crate::show;
use crate::workplace::Workplace;
use asker::Asker;
use audit::Audit;
use interrupt::{Interrupt, Interrupted};
use options::Format;
pub use options::Sql;
use shell::Shell;

/// Rows of a table at the prompt: more is no reading.
const MOST: usize = 1_000;
/// The exit code that SIGINT would give.
const INTERRUPTED: u8 = 130;

/// Answers the statements that are given, or opens a prompt.
pub async fn sql(place: &Place, options: Sql) -> anyhow::Result<ExitCode> {
    let format = options.output.as_deref().and_then(Format::of_file);
    let format = options.format.or(format).unwrap_or_default();
    if options.output.is_none() && !format.is_text() {
        bail!("--format {} needs --output FILE", format.name());
    }
    let workplace = Workplace::open(place)?;
    let audit = Audit::of(&workplace.config.serve)?;
    let given = given(&options)?;
    let session = workplace.session(options.as_of).await?;
    // Whoever runs the command can read the files.
    let analyst = session.analyst(true, None).await?;
    let mut shell = Shell {
        asker: Asker::new(analyst, audit)?,
        interrupt: Interrupt::listen()?,
        params: options.param.into_iter().collect(),
        format,
        expanded: false,
        timing: options.timing || given.is_none(),
        most: given.is_none().then_some(MOST),
        output: options.output.map(|path| (path, format)),
        gives: if given.is_none() { r"\p" } else { "--param" },
        is_prompt: given.is_none(),
    };
    let Some((text, file)) = given else {
        println!("{}; \\? for help, \\q leaves", described(&session));
        prompt::prompt(&mut shell).await?;
        return Ok(ExitCode::SUCCESS);
    };
    match shell.text(&text, file.as_deref()).await {
        Ok(_) => Ok(ExitCode::SUCCESS),
        Err(error) if error.is::<Interrupted>() => {
            eprintln!("norma: {error}");
            Ok(ExitCode::from(INTERRUPTED))
        }
        Err(error) => Err(error),
    }
}

/// The statements that are given, and the file's name; `None` when they are to be asked for.
fn given(options: &Sql) -> anyhow::Result<Option<(String, Option<String>)>> {
    let given = if let Some(query) = &options.query {
        (query.clone(), None)
    } else if let Some(file) = &options.file {
        (shell::read(file)?, Some(file.display().to_string()))
    } else if std::io::stdin().is_terminal() {
        if options.output.is_some() {
            bail!(
                r"--output takes the answer of a query that is given; at the prompt \o FILE does"
            );
        }
        return Ok(None);
    } else {
        let mut text = String::new();
        std::io::stdin()
            .read_to_string(&mut text)
            .context("cannot read the query from standard input")?;
        (text, None)
    };
    let pieces = statements::pieces(&given.0);
    let statements = pieces.iter().filter(|piece| !piece.is_command).count();
    if pieces.is_empty() {
        bail!("there is no query to answer; write one, such as \"select count(*) from tickets\"");
    }
    if options.output.is_some() && statements != 1 {
        bail!(
            r"--output takes the answer of one query, and {statements} are given; \o FILE before each names more files"
        );
    }
    Ok(Some(given))
}

/// Snapshot and instant.
fn described(session: &Session) -> String {
    let at = show::instant(session.as_of(), norma_rules::Zone::Wib);
    let number = session.snapshot().map(|snapshot| snapshot.number);
    number.map_or_else(
        || format!("as of {at}"),
        |number| format!("snapshot {number} as of {at}"),
    )
}
