//! `norma token add`.

use chrono::TimeDelta;
use norma_access::Token;
use norma_access::token::Secret;

use super::TokenAdd;
use crate::user::Desk;

/// Makes a token and shows it, this once.
pub fn add(desk: &Desk, options: TokenAdd) -> anyhow::Result<()> {
    let TokenAdd {
        user,
        name,
        mut scope,
        days,
    } = options;
    scope.sort_unstable();
    scope.dedup();
    let secret = Secret::new()?;
    let expires = desk.now + TimeDelta::days(days);
    let token = Token {
        id: secret.id.clone(),
        name,
        user: user.clone(),
        sha256: secret.hash(),
        scopes: scope,
        expires,
        created: desk.now,
    };
    let what = format!("token {} added", token.id);
    desk.change(&user, &what, |users| users.add_token(token))?;
    eprintln!(
        "token {} of {user}, until {} UTC; keep it now, it is not shown again:",
        secret.id,
        expires.format("%Y-%m-%d %H:%M")
    );
    println!("{}", secret.reveal());
    Ok(())
}
