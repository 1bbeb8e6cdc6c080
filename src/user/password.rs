//! `norma user password`.

use super::{Desk, UserPassword, desk};

/// Sets another password.
pub fn password(desk: &Desk, options: &UserPassword) -> anyhow::Result<()> {
    let name = &options.name;
    if desk.file.read()?.user(name).is_none() {
        return Err(norma_access::UsersError::NoUser(name.clone()).into());
    }
    let (password, scram) = desk::ask(&options.password)?;
    desk.change_user(name, "password set", |user| {
        user.password = Some(password);
        user.scram = Some(scram);
    })?;
    println!("password of user {name} set");
    Ok(())
}
