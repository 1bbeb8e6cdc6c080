//! `norma token`: API tokens. One file a subcommand.

mod add;
mod list;
mod revoke;

use std::process::ExitCode;

use clap::{Args, Subcommand};
use norma_access::{Scope, UserName};

use crate::arguments::Place;
use crate::user::Desk;

#[derive(Debug, Args)]
pub struct Token {
    #[command(subcommand)]
    pub action: TokenAction,
}

#[derive(Debug, Subcommand)]
pub enum TokenAction {
    /// Make a token; it is shown once
    Add(TokenAdd),
    /// List tokens with scopes and expiry
    List,
    /// Remove a token; it is refused at once
    Revoke(TokenRevoke),
}

#[derive(Debug, Args)]
pub struct TokenAdd {
    /// Whose it is; it may never do more than this user
    #[arg(long)]
    pub user: UserName,
    /// What it is for, such as "Tableau harian"
    #[arg(long)]
    pub name: String,
    /// read, export or sql; several with commas or by repeating
    #[arg(long, required = true, value_delimiter = ',')]
    pub scope: Vec<Scope>,
    /// Days until it expires
    #[arg(long, value_parser = clap::value_parser!(i64).range(1..=366))]
    pub days: i64,
}

#[derive(Debug, Args)]
pub struct TokenRevoke {
    /// The eight digits that `norma token list` shows
    pub id: String,
}

/// Does what is asked for.
pub fn token(place: &Place, options: Token) -> anyhow::Result<ExitCode> {
    let desk = Desk::open(place)?;
    match options.action {
        TokenAction::Add(options) => add::add(&desk, options),
        TokenAction::List => list::list(&desk),
        TokenAction::Revoke(options) => revoke::revoke(&desk, &options.id),
    }?;
    Ok(ExitCode::SUCCESS)
}
