//! The audit log: JSON lines, appended and never changed.
//!
//! One line an event, with `at` (UTC, RFC 3339), `event`, and what is known of `user`, `role`, `via`, `client`, `path`,
//! `query`, `statement`, `outcome`, `rows` and `by`. The file has mode 0600; turning it over is logrotate's: when another file stands at the path,
//! that one is written. What cannot be logged does not happen: the request ends with 503.

use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::net::IpAddr;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Serialize, Serializer};
use thiserror::Error;

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    /// Somebody came in with a password, or for the first time that day from that address through the proxy.
    SignIn,
    /// Somebody did not come in: wrong password, unknown token, header from a stranger.
    SignInFailed,
    /// Somebody left.
    SignOut,
    /// Somebody has to wait; one line an hour for each address and name.
    Throttled,
    /// A token was used for the first time that day from that address.
    TokenUsed,
    /// Rows or a report were taken away.
    Export,
    /// A statement was run.
    Sql,
    /// Something was asked for that the role or the token does not allow.
    Refused,
    /// An account or token was made, changed or removed.
    UserChanged,
}

/// One line.
#[derive(Clone, Debug, Serialize)]
pub struct Event {
    /// When, UTC.
    #[serde(serialize_with = "rfc3339")]
    pub at: DateTime<Utc>,
    /// What.
    pub event: EventKind,
    /// Name of the user, where one of that name exists.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// Role of the user.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<&'static str>,
    /// How the user came in: `local`, `session`, `token:ID`, `proxy`, `postgresql`, `command`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub via: Option<String>,
    /// Address of the client.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client: Option<IpAddr>,
    /// Path of the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Query of the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub query: Option<String>,
    /// The SQL statement, as it was sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub statement: Option<String>,
    /// How it ended, in a few words.
    pub outcome: String,
    /// Rows that were taken away or answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rows: Option<u64>,
    /// Who changed an account or asked on the command line, as the shell names them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
}

impl Event {
    /// An event of which nothing else is known yet.
    pub fn new(at: DateTime<Utc>, event: EventKind, outcome: impl Into<String>) -> Self {
        Self {
            at,
            event,
            user: None,
            role: None,
            via: None,
            client: None,
            path: None,
            query: None,
            statement: None,
            outcome: outcome.into(),
            rows: None,
            by: None,
        }
    }
}

fn rfc3339<S: Serializer>(at: &DateTime<Utc>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&at.to_rfc3339_opts(SecondsFormat::Millis, true))
}

/// Why a line could not be written.
#[derive(Clone, Debug, Error)]
pub enum AuditError {
    /// The system's words.
    #[error(
        "the audit log {file} cannot be written: {source}; free space or repair its permissions, it belongs to whoever runs norma serve"
    )]
    Io {
        /// The file.
        file: PathBuf,
        /// The system's words.
        source: Arc<io::Error>,
    },
    /// Others can read it.
    #[error(
        "the audit log {file} can be read or changed by others (mode {mode:03o}); run chmod 600 {file}, and let logrotate create it with 0600"
    )]
    Open {
        /// The file.
        file: PathBuf,
        /// Its permissions.
        mode: u32,
    },
}

/// The file of the audit log.
#[derive(Debug)]
pub struct AuditLog {
    path: PathBuf,
    open: Mutex<Option<Opened>>,
}

#[derive(Debug)]
struct Opened {
    file: File,
    identity: (u64, u64),
    /// The file does not end with a whole line: a disk was full.
    torn: bool,
}

impl AuditLog {
    /// Opens the log, which is made with mode 0600 where there is none.
    pub fn open(path: impl Into<PathBuf>) -> Result<Self, AuditError> {
        let log = Self {
            path: path.into(),
            open: Mutex::new(None),
        };
        let opened = log.reopen()?;
        *log.open.lock().unwrap_or_else(PoisonError::into_inner) = Some(opened);
        Ok(log)
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Appends one line.
    ///
    /// # Errors
    /// It is not certain that the line was written; what it tells of must not happen.
    pub fn write(&self, event: &Event) -> Result<(), AuditError> {
        let mut line = serde_json::to_vec(event).map_err(|e| self.io(io::Error::other(e)))?;
        line.push(b'\n');
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let there = fs::metadata(&self.path).ok();
        let there = there.map(|metadata| (metadata.dev(), metadata.ino()));
        let mut opened = match open.take() {
            Some(opened) if Some(opened.identity) == there => opened,
            _ => self.reopen()?,
        };
        if opened.torn {
            line.insert(0, b'\n');
        }
        let written = opened.file.write_all(&line);
        opened.torn = written.is_err();
        *open = Some(opened);
        written.map_err(|e| self.io(e))
    }

    fn reopen(&self) -> Result<Opened, AuditError> {
        let mut options = File::options();
        options.read(true).append(true).create(true).mode(0o600);
        let mut file = options.open(&self.path).map_err(|e| self.io(e))?;
        let metadata = file.metadata().map_err(|e| self.io(e))?;
        let mode = metadata.mode() & 0o777;
        if mode & 0o077 != 0 && metadata.is_file() {
            let file = self.path.clone();
            return Err(AuditError::Open { file, mode });
        }
        let mut last = [b'\n'];
        if metadata.is_file() && metadata.len() > 0 {
            let read = file
                .seek(SeekFrom::End(-1))
                .and_then(|_| file.read_exact(&mut last));
            read.map_err(|e| self.io(e))?;
        }
        Ok(Opened {
            file,
            identity: (metadata.dev(), metadata.ino()),
            torn: last != [b'\n'],
        })
    }

    fn io(&self, source: io::Error) -> AuditError {
        AuditError::Io {
            file: self.path.clone(),
            source: Arc::new(source),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::fs::Permissions;
    use std::os::unix::fs::PermissionsExt;

    use super::*;
    use proptest::prelude::*;

    fn event(statement: &str) -> Event {
        let at = DateTime::from_timestamp(1_773_734_400, 0).unwrap();
        Event {
            statement: Some(statement.to_owned()),
            rows: Some(3),
            ..Event::new(at, EventKind::Sql, "ok")
        }
    }

    fn log() -> (tempfile::TempDir, AuditLog) {
        let folder = tempfile::tempdir().unwrap();
        let log = AuditLog::open(folder.path().join("audit.jsonl")).unwrap();
        (folder, log)
    }

    fn text(log: &AuditLog) -> String {
        fs::read_to_string(log.path()).unwrap()
    }

    #[test]
    fn a_line_an_event() {
        let (_folder, log) = log();
        log.write(&event("select 1\n-- \"two\"\r\n")).unwrap();
        log.write(&event("select 2")).unwrap();
        let text = text(&log);
        assert_eq!(
            text.lines().next().unwrap(),
            r#"{"at":"2026-03-17T08:00:00.000Z","event":"sql","statement":"select 1\n-- \"two\"\r\n","outcome":"ok","rows":3}"#
        );
        assert_eq!(text.lines().count(), 2);
        let mode = fs::metadata(log.path()).unwrap().mode() & 0o777;
        assert_eq!(mode, 0o600);
        // What was there stays, also after a restart.
        AuditLog::open(log.path())
            .unwrap()
            .write(&event("select 3"))
            .unwrap();
        assert_eq!(fs::read_to_string(log.path()).unwrap().lines().count(), 3);
    }

    #[test]
    fn a_log_turned_over_is_opened_again() {
        let (folder, log) = log();
        log.write(&event("1")).unwrap();
        let old = folder.path().join("audit.jsonl.1");
        fs::rename(log.path(), &old).unwrap();
        log.write(&event("2")).unwrap();
        log.write(&event("3")).unwrap();
        assert_eq!(fs::read_to_string(old).unwrap().lines().count(), 1);
        assert_eq!(text(&log).lines().count(), 2);
    }

    #[test]
    fn what_cannot_be_written_is_an_error_and_the_next_line_is_whole() {
        let (folder, log) = log();
        log.write(&event("1")).unwrap();
        // A folder in its place.
        fs::rename(log.path(), folder.path().join("away")).unwrap();
        fs::create_dir(log.path()).unwrap();
        let error = log.write(&event("2")).unwrap_err().to_string();
        assert!(
            error.contains("audit.jsonl") && error.contains("permissions"),
            "{error}"
        );
        fs::remove_dir(log.path()).unwrap();
        // Half a line, as a full disk leaves it.
        fs::write(log.path(), "{\"at\":").unwrap();
        fs::set_permissions(log.path(), Permissions::from_mode(0o600)).unwrap();
        log.write(&event("3")).unwrap();
        let text = text(&log);
        let last = text.lines().last().unwrap();
        assert!(
            serde_json::from_str::<serde_json::Value>(last).is_ok(),
            "{text}"
        );
        assert_eq!(text.lines().count(), 2);

        let full = AuditLog::open("/dev/full").unwrap();
        assert!(full.write(&event("4")).is_err());
    }

    #[test]
    fn a_log_that_others_can_read_is_refused() {
        let (_folder, log) = log();
        fs::set_permissions(log.path(), Permissions::from_mode(0o644)).unwrap();
        let error = AuditLog::open(log.path()).unwrap_err().to_string();
        assert!(error.contains("chmod 600"), "{error}");
    }

    proptest! {
        #[test]
        fn any_text_stays_in_its_line_and_comes_back(statement in any::<String>()) {
            let line = serde_json::to_string(&event(&statement)).unwrap();
            prop_assert!(!line.contains(['\n', '\r']));
            let back: serde_json::Value = serde_json::from_str(&line).unwrap();
            prop_assert_eq!(back["statement"].as_str(), Some(statement.as_str()));
        }
    }
}
