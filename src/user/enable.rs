//! `norma user enable`.

use norma_access::UserName;

use super::Desk;

/// Lets a user in again.
pub fn enable(desk: &Desk, name: &UserName) -> anyhow::Result<()> {
    desk.change_user(name, "enabled", |user| user.disabled = false)?;
    println!("user {name} enabled");
    Ok(())
}
