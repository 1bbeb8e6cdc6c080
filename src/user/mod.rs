//! `norma user`: accounts of the server. One file a subcommand.

mod add;
mod desk;
mod disable;
mod enable;
mod list;
mod password;
mod remove;
mod role;

use std::process::ExitCode;

use clap::{Args, Subcommand};
use norma_access::{Role, UserName};

use crate::arguments::Place;
pub use desk::{Desk, by};

#[derive(Debug, Args)]
pub struct User {
    #[command(subcommand)]
    pub action: UserAction,
}

#[derive(Debug, Subcommand)]
pub enum UserAction {
    /// Add a user; the password is asked for twice
    Add(UserAdd),
    /// List users with roles, and whether they have a password
    List,
    /// Keep a user out; sessions end at once, tokens are refused
    Disable(UserNamed),
    /// Let a disabled user in again
    Enable(UserNamed),
    /// Give a user another role; sessions end at once
    Role(UserRole),
    /// Set another password; sessions end at once
    Password(UserPassword),
    /// Remove a user with the tokens
    Remove(UserNamed),
}

#[derive(Debug, Args)]
pub struct UserNamed {
    /// Name of the user
    pub name: UserName,
}

#[derive(Debug, Args)]
pub struct UserAdd {
    /// Name of the user, such as budi.santoso
    pub name: UserName,
    /// viewer (pages), analyst (and exports, SQL), manager (and raw text of rejects) or admin
    #[arg(long)]
    pub role: Role,
    #[command(flatten)]
    pub password: PasswordFrom,
    /// No password: the user comes in through the trusted proxy or with tokens alone
    #[arg(long, conflicts_with = "password_stdin")]
    pub no_password: bool,
}

#[derive(Debug, Args)]
pub struct PasswordFrom {
    /// Read the password from the first line of standard input instead of asking
    #[arg(long)]
    pub password_stdin: bool,
}

#[derive(Debug, Args)]
pub struct UserRole {
    /// Name of the user
    pub name: UserName,
    /// viewer, analyst, manager or admin
    pub role: Role,
}

#[derive(Debug, Args)]
pub struct UserPassword {
    /// Name of the user
    pub name: UserName,
    #[command(flatten)]
    pub password: PasswordFrom,
}

/// Does what is asked for.
pub fn user(place: &Place, options: User) -> anyhow::Result<ExitCode> {
    let desk = Desk::open(place)?;
    match options.action {
        UserAction::Add(options) => add::add(&desk, options),
        UserAction::List => list::list(&desk),
        UserAction::Disable(options) => disable::disable(&desk, &options.name),
        UserAction::Enable(options) => enable::enable(&desk, &options.name),
        UserAction::Role(options) => role::role(&desk, &options),
        UserAction::Password(options) => password::password(&desk, &options),
        UserAction::Remove(options) => remove::remove(&desk, &options.name),
    }?;
    Ok(ExitCode::SUCCESS)
}
