//! `norma user disable`.

use norma_access::UserName;

use super::Desk;

/// Keeps a user out.
pub fn disable(desk: &Desk, name: &UserName) -> anyhow::Result<()> {
    desk.change_user(name, "disabled", |user| user.disabled = true)?;
    println!("user {name} disabled");
    Ok(())
}
