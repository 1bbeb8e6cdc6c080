//! `norma token revoke`.

use crate::user::Desk;

/// Removes a token.
pub fn revoke(desk: &Desk, id: &str) -> anyhow::Result<()> {
    let users = desk.file.read()?;
    let token = users.token(id);
    let token = token.ok_or_else(|| norma_access::UsersError::NoToken(id.to_owned()))?;
    let what = format!("token {id} revoked");
    desk.change(&token.user, &what, |users| users.revoke(id))?;
    println!("token {id} of {} revoked", token.user);
    Ok(())
}
