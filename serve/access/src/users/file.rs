//! The users file on disk: read as a whole or refused, written whole or not at all.

use std::collections::BTreeSet;
use std::fs::{self, File, Permissions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use thiserror::Error;
use toml::Spanned;

use super::{Token, User, Users};
use crate::name::UserName;

const HEADER: &str =
    "# Accounts of norma. Written by `norma user` and `norma token`; comments are not kept.\n\n";

/// What is wrong with the users file, or with what it is asked for.
#[derive(Debug, Error)]
pub enum UsersError {
    /// Not there.
    #[error(
        "there is no users file {0}; make the first account with `norma user add NAME --role admin`"
    )]
    Missing(PathBuf),
    /// Others can read it.
    #[error("{file} can be read or changed by others (mode {mode:03o}); run chmod 600 {file}")]
    Open {
        /// The file.
        file: PathBuf,
        /// Its permissions.
        mode: u32,
    },
    /// Of another user of the system.
    #[error(
        "{file} belongs to user number {owner} of this system; run this command as that user, such as with sudo -u '#{owner}'"
    )]
    Owner {
        /// The file.
        file: PathBuf,
        /// The number of its owner.
        owner: u32,
    },
    /// Not what the file should say.
    #[error("{file}:{line}: {message}")]
    Wrong {
        /// The file.
        file: PathBuf,
        /// Line, counted from 1.
        line: usize,
        /// What is wrong, and the repair.
        message: String,
    },
    /// The system's words.
    #[error("{file}: {source}; check the path and the permissions of its folder")]
    Io {
        /// The file.
        file: PathBuf,
        /// The system's words.
        source: io::Error,
    },
    /// An account of that name is there.
    #[error(
        "there is a user {0} already; change it with `norma user role` or `norma user password`"
    )]
    Taken(UserName),
    /// No account of that name.
    #[error("there is no user {0}; `norma user list` shows all")]
    NoUser(UserName),
    /// No token of that id.
    #[error("there is no token {0}; `norma token list` shows all")]
    NoToken(String),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Content {
    #[serde(default)]
    user: Vec<Spanned<User>>,
    #[serde(default)]
    token: Vec<Spanned<Token>>,
}

#[derive(Serialize)]
struct Written<'a> {
    user: &'a [User],
    token: &'a [Token],
}

/// The file of accounts and tokens: TOML, mode 0600.
#[derive(Clone, Debug)]
pub struct UsersFile {
    path: PathBuf,
}

/// By which a change is noticed: every edit makes a new file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stamp {
    file: (u64, u64),
    length: u64,
    modified: (i64, i64),
    mode: u32,
}

impl From<&fs::Metadata> for Stamp {
    fn from(of: &fs::Metadata) -> Self {
        Self {
            file: (of.dev(), of.ino()),
            length: of.len(),
            modified: (of.mtime(), of.mtime_nsec()),
            mode: of.mode(),
        }
    }
}

impl UsersFile {
    /// The file at this path, which need not exist yet.
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Reads it.
    ///
    /// # Errors
    /// Missing, open to others, or wrong: with the line and the repair.
    pub fn read(&self) -> Result<Users, UsersError> {
        self.read_with_stamp().map(|(users, _)| users)
    }

    pub(crate) fn read_with_stamp(&self) -> Result<(Users, Stamp), UsersError> {
        let mut file = File::open(&self.path).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => UsersError::Missing(self.path.clone()),
            _ => self.io(error),
        })?;
        let metadata = file.metadata().map_err(|e| self.io(e))?;
        let mode = metadata.mode() & 0o777;
        if mode & 0o077 != 0 {
            let file = self.path.clone();
            return Err(UsersError::Open { file, mode });
        }
        let mut text = String::new();
        file.read_to_string(&mut text).map_err(|e| self.io(e))?;
        Ok((self.parse(&text)?, Stamp::from(&metadata)))
    }

    /// The stamp of the file as it is now.
    pub(crate) fn stamp(&self) -> Result<Stamp, UsersError> {
        let metadata = fs::metadata(&self.path).map_err(|e| self.io(e))?;
        Ok(Stamp::from(&metadata))
    }

    /// Changes the file under a lock: `change` gets what it says now, an empty file where there is none, and the whole is
    /// written to a new file that takes its place.
    ///
    /// # Errors
    /// Those of reading and writing, and those of `change`, after which nothing is written.
    pub fn edit<T, E: From<UsersError>>(
        &self,
        change: impl FnOnce(&mut Users) -> Result<T, E>,
    ) -> Result<T, E> {
        let lock = self.lock()?;
        let mut users = match self.read() {
            Err(UsersError::Missing(_)) => Users::default(),
            read => read?,
        };
        let changed = change(&mut users)?;
        self.write(&users)?;
        drop(lock);
        Ok(changed)
    }

    /// Held beside the file, which is replaced at every change; given back when it is dropped.
    fn lock(&self) -> Result<File, UsersError> {
        let mut name = self.path.clone().into_os_string();
        name.push(".lock");
        let path = PathBuf::from(name);
        let told = |source| UsersError::Io {
            file: path.clone(),
            source,
        };
        let mut options = File::options();
        options.create(true).truncate(false).write(true).mode(0o600);
        let lock = options.open(&path).map_err(told)?;
        lock.lock().map_err(told)?;
        Ok(lock)
    }

    fn write(&self, users: &Users) -> Result<(), UsersError> {
        let written = Written {
            user: &users.users,
            token: &users.tokens,
        };
        let text = toml::to_string(&written).map_err(|e| self.io(io::Error::other(e)))?;
        // A link stays a link: what it points at is replaced.
        let path = fs::canonicalize(&self.path).unwrap_or_else(|_| self.path.clone());
        let folder = match path.parent() {
            Some(folder) if folder != Path::new("") => folder,
            _ => Path::new("."),
        };
        let mut file = tempfile::Builder::new()
            .prefix(".users-")
            .permissions(Permissions::from_mode(0o600))
            .tempfile_in(folder)
            .map_err(|e| self.io(e))?;
        // A file of another owner would lock the server out.
        if let Ok(there) = fs::metadata(&path) {
            let own = file.as_file().metadata().map_err(|e| self.io(e))?;
            if own.uid() != there.uid() {
                return Err(UsersError::Owner {
                    file: path,
                    owner: there.uid(),
                });
            }
        }
        file.write_all(HEADER.as_bytes())
            .and_then(|()| file.write_all(text.as_bytes()))
            .and_then(|()| file.as_file().sync_all())
            .map_err(|e| self.io(e))?;
        file.persist(&path).map_err(|e| self.io(e.error))?;
        let folder = File::open(folder).and_then(|folder| folder.sync_all());
        folder.map_err(|e| self.io(e))
    }

    fn parse(&self, text: &str) -> Result<Users, UsersError> {
        let wrong = |offset: usize, message: String| {
            let before = text.as_bytes().iter().take(offset);
            UsersError::Wrong {
                file: self.path.clone(),
                line: 1 + before.filter(|byte| **byte == b'\n').count(),
                message,
            }
        };
        let content: Content = toml::from_str(text).map_err(|error| {
            let offset = error.span().map_or(0, |span| span.start);
            wrong(offset, error.message().to_owned())
        })?;
        let mut names = BTreeSet::new();
        for user in &content.user {
            let name = &user.get_ref().name;
            if !names.insert(name.clone()) {
                let message = format!("there are two users {name}; remove one");
                return Err(wrong(user.span().start, message));
            }
        }
        let mut ids = BTreeSet::new();
        for token in &content.token {
            let (offset, token) = (token.span().start, token.get_ref());
            let message = if !ids.insert(&token.id) {
                format!("there are two tokens {}; remove one", token.id)
            } else if !names.contains(&token.user) {
                format!(
                    "token {} is of the user {}, who is not there; remove it",
                    token.id, token.user
                )
            } else if token.scopes.is_empty() {
                format!(
                    "token {} has no scopes; write such as scopes = [\"read\"], or remove it",
                    token.id
                )
            } else {
                continue;
            };
            return Err(wrong(offset, message));
        }
        Ok(Users {
            users: content.user.into_iter().map(Spanned::into_inner).collect(),
            tokens: content.token.into_iter().map(Spanned::into_inner).collect(),
        })
    }

    fn io(&self, source: io::Error) -> UsersError {
        UsersError::Io {
            file: self.path.clone(),
            source,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::role::{Role, Scope};
    use crate::token::Secret;

    fn user(name: &str) -> User {
        User {
            name: UserName::parse(name).unwrap(),
            role: Role::Analyst,
            password: None,
            scram: None,
            disabled: false,
            created: "2026-03-17T01:00:00Z".parse().unwrap(),
        }
    }

    fn token(user: &str) -> Token {
        let secret = Secret::new().unwrap();
        Token {
            id: secret.id.clone(),
            name: "nightly \"copy\"\n".to_owned(),
            user: UserName::parse(user).unwrap(),
            sha256: secret.hash(),
            scopes: vec![Scope::Read, Scope::Sql],
            expires: "2026-06-17T01:00:00Z".parse().unwrap(),
            created: "2026-03-17T01:00:00Z".parse().unwrap(),
        }
    }

    fn file() -> (tempfile::TempDir, UsersFile) {
        let folder = tempfile::tempdir().unwrap();
        let file = UsersFile::at(folder.path().join("users.toml"));
        (folder, file)
    }

    fn mode(file: &UsersFile) -> u32 {
        fs::metadata(file.path()).unwrap().mode() & 0o777
    }

    #[test]
    fn what_is_written_is_read_back_and_stays_private() {
        let (_folder, file) = file();
        assert!(matches!(file.read(), Err(UsersError::Missing(_))));
        let kept = file
            .edit(|users| {
                users.add(user("budi"))?;
                users.add(user("sari"))?;
                users.add_token(token("sari"))?;
                Ok::<_, UsersError>(users.clone())
            })
            .unwrap();
        assert_eq!(file.read().unwrap(), kept);
        assert_eq!(mode(&file), 0o600);
        let (_, stamp) = file.read_with_stamp().unwrap();
        file.edit(|users| {
            users
                .user_mut(&user("budi").name)
                .map(|u| u.disabled = true)
        })
        .unwrap();
        assert_ne!(file.stamp().unwrap(), stamp);
        let after = file.read().unwrap();
        assert!(after.enabled(&user("budi").name).is_none());
        assert!(after.enabled(&user("sari").name).is_some());
        assert_eq!(mode(&file), 0o600);
    }

    #[test]
    fn a_change_that_fails_writes_nothing() {
        let (folder, file) = file();
        file.edit(|users| users.add(user("budi"))).unwrap();
        let before = file.read_with_stamp().unwrap();
        let failed = file.edit(|users| {
            users.users.clear();
            users.add(user("sari"))?;
            users.add(user("sari"))
        });
        assert!(matches!(failed, Err(UsersError::Taken(_))));
        assert_eq!(file.read_with_stamp().unwrap(), before);
        let names = fs::read_dir(folder.path()).unwrap();
        let mut names: Vec<_> = names.map(|e| e.unwrap().file_name()).collect();
        names.sort();
        assert_eq!(names, ["users.toml", "users.toml.lock"]);
    }

    #[test]
    fn many_changes_at_once_are_all_kept() {
        let (_folder, file) = file();
        std::thread::scope(|threads| {
            for n in 0..8 {
                let file = file.clone();
                threads.spawn(move || {
                    file.edit(|users| users.add(user(&format!("user{n}"))))
                        .unwrap();
                });
            }
        });
        assert_eq!(file.read().unwrap().users.len(), 8);
    }

    #[test]
    fn tokens_go_with_their_user() {
        let mut users = Users::default();
        let orphan = token("sari");
        assert!(matches!(
            users.add_token(orphan.clone()),
            Err(UsersError::NoUser(_))
        ));
        users.add(user("sari")).unwrap();
        users.add_token(orphan).unwrap();
        users.remove(&user("sari").name).unwrap();
        assert_eq!(users, Users::default());
        assert!(matches!(
            users.revoke("00000000"),
            Err(UsersError::NoToken(_))
        ));
    }

    #[test]
    fn a_file_that_others_can_read_is_refused() {
        let (_folder, file) = file();
        file.edit(|users| users.add(user("budi"))).unwrap();
        for mode in [0o640, 0o604, 0o620] {
            fs::set_permissions(file.path(), Permissions::from_mode(mode)).unwrap();
            let error = file.read().unwrap_err().to_string();
            assert!(error.contains("chmod 600"), "{error}");
        }
    }

    #[test]
    fn faults_are_told_with_their_line_and_the_repair() {
        let (_folder, file) = file();
        let good =
            "[[user]]\nname = \"budi\"\nrole = \"viewer\"\ncreated = \"2026-03-17T01:00:00Z\"\n";
        assert!(file.parse(good).is_ok());
        let token = format!(
            "[[token]]\nid = \"00000001\"\nname = \"x\"\nuser = \"budi\"\nsha256 = \"{}\"\nscopes = [\"read\"]\nexpires = \"2026-03-17T01:00:00Z\"\ncreated = \"2026-03-17T01:00:00Z\"\n",
            "0".repeat(64)
        );
        assert!(file.parse(&format!("{good}{token}")).is_ok());
        for (text, line, words) in [
            (good.replace("viewer", "root"), 3, "viewer"),
            (good.replace("\"budi\"", "\"bu di\""), 2, "is no user name"),
            (
                format!("{good}password = \"geheim\"\n"),
                5,
                "norma user password",
            ),
            (
                format!("{good}scram = \"md5x\"\n"),
                5,
                "norma user password",
            ),
            (format!("{good}rolle = \"x\"\n"), 5, "unknown field"),
            (format!("{good}{good}"), 5, "two users budi"),
            (
                format!("{good}{}", token.replace("budi", "sari")),
                5,
                "sari",
            ),
            (
                format!("{good}{}", token.replace("\"read\"", "")),
                5,
                "no scopes",
            ),
            (format!("{good}{token}{token}"), 13, "two tokens"),
            (
                format!("{good}{}", token.replace("000\"", "\"")),
                9,
                "norma token add",
            ),
            ("[[user]\n".to_owned(), 1, ""),
        ] {
            let error = file.parse(&text).unwrap_err();
            let UsersError::Wrong {
                line: at, message, ..
            } = error
            else {
                panic!("{error}");
            };
            assert!(message.contains(words), "{message}");
            assert_eq!(at, line, "{message}");
        }
    }
}
