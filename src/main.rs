//! `norma`: from exports of tickets and incidents to service-level figures. One file a subcommand.

mod arguments;
mod catalog;
mod citation;
mod due;
mod edition;
mod explain;
mod figures;
mod freeze;
mod notes;
mod progress;
mod report;
mod report_new;
mod run;
mod serve;
mod show;
mod sql;
mod token;
mod user;
mod words;
mod workplace;

use std::process::ExitCode;

use arguments::{Arguments, Command};
use clap::Parser;

fn main() -> ExitCode {
    // A library that panics on a worker thread, as one does on a full disk, is one line; the error itself follows.
    std::panic::set_hook(Box::new(|panic| {
        let what = panic.to_string();
        // Whoever reads our output has seen enough (`norma ... | head`): the exit code that SIGPIPE would give.
        if what.contains("failed printing to stdout") && what.contains("Broken pipe") {
            std::process::exit(141);
        }
        eprintln!("norma: a component failed: {what}");
    }));
    let arguments = Arguments::parse();
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(error) => return failed(&error.into()),
    };
    match runtime.block_on(command(arguments)) {
        Ok(code) => code,
        Err(error) => failed(&error),
    }
}

async fn command(Arguments { place, command }: Arguments) -> anyhow::Result<ExitCode> {
    match command {
        Command::Run(options) => run::run(&place, options).await,
        Command::Report(options) => report_new::command(&place, options).await,
        Command::Sql(options) => sql::sql(&place, options).await,
        Command::Serve(options) => serve::serve(&place, options).await,
        Command::Explain(options) => explain::explain(&place, options).await,
        Command::Catalog(options) => catalog::catalog(&place, options).await,
        Command::Due(options) => due::due(&place, &options),
        Command::User(options) => user::user(&place, options),
        Command::Token(options) => token::token(&place, options),
    }
}

/// Exit code 1: the run failed.
fn failed(error: &anyhow::Error) -> ExitCode {
    eprintln!("norma: {}", told_once(error));
    ExitCode::FAILURE
}

/// An error with its causes. Libraries often repeat a cause in their own words; it is told once.
fn told_once(error: &anyhow::Error) -> String {
    let mut told = String::new();
    for cause in error.chain().map(ToString::to_string) {
        if !told.contains(&cause) {
            told += if told.is_empty() { "" } else { ": " };
            told += &cause;
        }
    }
    told
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_cause_is_told_once() {
        let error = anyhow::anyhow!("no such table").context("planning: no such table");
        assert_eq!(
            super::told_once(&error.context("query")),
            "query: planning: no such table"
        );
    }
}
