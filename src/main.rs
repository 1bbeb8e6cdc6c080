//! `norma`: from exports of tickets and incidents to service-level figures. One file a subcommand.

mod arguments;
mod catalog;
mod due;
mod explain;
mod figures;
mod progress;
mod report;
mod run;
mod serve;
mod show;
mod sql;
mod workplace;

use std::process::ExitCode;

use arguments::{Arguments, Command};
use clap::Parser;

fn main() -> ExitCode {
    // A library that panics on a worker thread, as one does on a full disk, is one line; the error itself follows.
    std::panic::set_hook(Box::new(|panic| {
        eprintln!("norma: a component failed: {panic}")
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
        Command::Report(options) => report::report(&place, options).await,
        Command::Sql(options) => sql::sql(&place, options).await,
        Command::Serve(options) => serve::serve(&place, options).await,
        Command::Explain(options) => explain::explain(&place, options).await,
        Command::Catalog(options) => catalog::catalog(&place, &options),
        Command::Due(options) => due::due(&place, &options),
    }
}

/// Exit code 1: the run failed.
fn failed(error: &anyhow::Error) -> ExitCode {
    eprintln!("norma: {error:#}");
    ExitCode::FAILURE
}
