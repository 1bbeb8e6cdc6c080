//! `norma user list`.

use super::Desk;
use crate::show::table;

/// Prints every account; nothing of passwords but whether there is one.
pub fn list(desk: &Desk) -> anyhow::Result<()> {
    let users = desk.file.read()?;
    let row = |user: &norma_access::User| {
        let tokens = users.tokens.iter().filter(|t| t.user == user.name).count();
        vec![
            user.name.to_string(),
            user.role.to_string(),
            if user.disabled { "disabled" } else { "enabled" }.to_owned(),
            if user.password.is_some() { "yes" } else { "no" }.to_owned(),
            user.created.format("%Y-%m-%d").to_string(),
            tokens.to_string(),
        ]
    };
    let header = [
        "user",
        "role",
        "state",
        "password",
        "created (UTC)",
        "tokens",
    ];
    println!("{}", table(&header, 5, users.users.iter().map(row)));
    Ok(())
}
