//! `norma user add`.

use norma_access::User;

use super::{Desk, UserAdd, desk};

/// Adds an account.
pub fn add(desk: &Desk, options: UserAdd) -> anyhow::Result<()> {
    let UserAdd { name, role, .. } = options;
    let secrets = if options.no_password {
        None
    } else {
        // Nobody types a password for a name that is taken.
        let taken = desk
            .file
            .read()
            .is_ok_and(|users| users.user(&name).is_some());
        if taken {
            return Err(norma_access::UsersError::Taken(name).into());
        }
        Some(desk::ask(&options.password)?)
    };
    let (password, scram) = secrets.unzip();
    let user = User {
        name: name.clone(),
        role,
        password,
        scram,
        disabled: false,
        created: desk.now,
    };
    desk.change(&name, &format!("added with role {role}"), |users| {
        users.add(user)
    })?;
    println!(
        "user {name} added with role {role} to {}",
        desk.file.path().display()
    );
    Ok(())
}
