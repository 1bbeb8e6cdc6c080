//! `norma user role`.

use super::{Desk, UserRole};

/// Gives a user another role.
pub fn role(desk: &Desk, options: &UserRole) -> anyhow::Result<()> {
    let UserRole { name, role } = options;
    desk.change_user(name, &format!("role {role}"), |user| user.role = *role)?;
    println!("user {name} has role {role}");
    Ok(())
}
