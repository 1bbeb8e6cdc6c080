//! `norma token list`.

use norma_access::{Scope, Token};

use crate::show::table;
use crate::user::Desk;

/// Prints every token; nothing of secrets.
pub fn list(desk: &Desk) -> anyhow::Result<()> {
    let users = desk.file.read()?;
    let row = |token: &Token| {
        let scopes: Vec<&str> = token.scopes.iter().copied().map(Scope::as_str).collect();
        let expired = token.expires <= desk.now;
        vec![
            token.id.clone(),
            token.user.to_string(),
            token.name.clone(),
            scopes.join(", "),
            token.expires.format("%Y-%m-%d %H:%M").to_string(),
            if expired { "expired" } else { "valid" }.to_owned(),
        ]
    };
    let header = ["id", "user", "name", "scopes", "expires (UTC)", "state"];
    println!("{}", table(&header, 6, users.tokens.iter().map(row)));
    Ok(())
}
