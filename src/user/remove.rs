//! `norma user remove`.

use norma_access::UserName;

use super::Desk;

/// Removes a user with the tokens.
pub fn remove(desk: &Desk, name: &UserName) -> anyhow::Result<()> {
    desk.change(name, "removed", |users| users.remove(name))?;
    println!("user {name} removed");
    Ok(())
}
