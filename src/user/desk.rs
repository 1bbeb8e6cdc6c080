//! Where accounts are changed: the users file and the audit log that the configuration names.

use std::path::PathBuf;

use anyhow::{Context, bail};
use chrono::{DateTime, Utc};
use norma_access::password::Normalised;
use norma_access::{
    AuditLog, Event, EventKind, PasswordHash, ScramVerifier, User, UserName, Users, UsersError,
    UsersFile,
};

use super::PasswordFrom;
use crate::arguments::Place;
use crate::workplace::Workplace;

/// The users file with its audit log.
pub struct Desk {
    pub file: UsersFile,
    audit: PathBuf,
    /// When this command began.
    pub now: DateTime<Utc>,
}

impl Desk {
    /// What the configuration names.
    pub fn open(place: &Place) -> anyhow::Result<Self> {
        let config = Workplace::open(place)?.config;
        let (Some(users), Some(audit)) = (config.serve.users, config.serve.audit) else {
            bail!(
                "{} names no users file; write below [serve]: users = \"users.toml\"",
                config.file.display()
            )
        };
        Ok(Self {
            file: UsersFile::at(users),
            audit,
            now: Utc::now(),
        })
    }

    /// Changes the users file, and says so in the audit log first: what cannot be logged is not done.
    pub fn change<T>(
        &self,
        name: &UserName,
        what: &str,
        change: impl FnOnce(&mut Users) -> Result<T, UsersError>,
    ) -> anyhow::Result<T> {
        let audit = AuditLog::open(&self.audit)?;
        let log = |outcome: &str| {
            audit.write(&Event {
                user: Some(name.to_string()),
                via: Some("command".to_owned()),
                by: by(),
                ..Event::new(self.now, EventKind::UserChanged, outcome)
            })
        };
        let mut logged = false;
        let changed = self.file.edit(|users| {
            let changed = change(users)?;
            log(what)?;
            logged = true;
            anyhow::Ok(changed)
        });
        if let (Err(error), true) = (&changed, logged) {
            log(&format!("not done: {what}: {error}"))?;
        }
        changed
    }

    /// Changes one account.
    pub fn change_user(
        &self,
        name: &UserName,
        what: &str,
        change: impl FnOnce(&mut User),
    ) -> anyhow::Result<()> {
        self.change(name, what, |users| users.user_mut(name).map(change))
    }
}

/// Who runs this command, as the shell says.
pub fn by() -> Option<String> {
    ["SUDO_USER", "USER", "LOGNAME"]
        .into_iter()
        .find_map(|name| std::env::var(name).ok())
}

/// What is kept of a password that somebody chooses.
pub fn ask(from: &PasswordFrom) -> anyhow::Result<(PasswordHash, ScramVerifier)> {
    let text = if from.password_stdin {
        let mut line = String::new();
        std::io::stdin()
            .read_line(&mut line)
            .context("the password cannot be read from standard input")?;
        line.trim_end_matches(['\n', '\r']).to_owned()
    } else {
        let asked = |words| {
            rpassword::prompt_password(words).context(
                "the password cannot be asked for without a terminal; use --password-stdin",
            )
        };
        let first = asked("Password: ")?;
        // Told before it is typed twice.
        Normalised::chosen(&first)?;
        if asked("Once more: ")? != first {
            bail!("the two passwords are not the same; nothing was changed")
        }
        first
    };
    let password = Normalised::chosen(&text)?;
    Ok((
        PasswordHash::new(&password)?,
        ScramVerifier::new(&password)?,
    ))
}
