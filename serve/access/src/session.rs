//! Sessions of people who signed in with a password. Kept in memory: a restart of the server signs everybody out.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use sha2::{Digest, Sha256};

use crate::name::UserName;
use crate::random;
use crate::users::{User, Users};

/// How long sessions last, and how many there may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SessionLimits {
    /// From sign-in on, whatever happens.
    pub absolute: TimeDelta,
    /// Since the last request.
    pub idle: TimeDelta,
    /// Of one user; the oldest ends when there is one more.
    pub of_one_user: usize,
    /// Of all users; the oldest ends when there is one more.
    pub of_all: usize,
}

impl Default for SessionLimits {
    fn default() -> Self {
        Self {
            absolute: TimeDelta::hours(12),
            idle: TimeDelta::hours(2),
            of_one_user: 20,
            of_all: 10_000,
        }
    }
}

/// What a session is found by: SHA-256 of what the cookie says.
type Key = [u8; 32];

#[derive(Debug)]
struct Session {
    user: UserName,
    fingerprint: [u8; 32],
    began: DateTime<Utc>,
    seen: DateTime<Utc>,
}

/// All sessions.
#[derive(Debug, Default)]
pub struct Sessions {
    limits: SessionLimits,
    all: Mutex<HashMap<Key, Session>>,
}

/// The secret that the cookie carries: 256 random bits in hexadecimal digits.
pub struct SessionId(String);

impl SessionId {
    /// For the cookie.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SessionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionId(..)")
    }
}

fn key(id: &str) -> Key {
    Sha256::digest(id).into()
}

impl Sessions {
    /// No sessions yet.
    pub fn with(limits: SessionLimits) -> Self {
        Self {
            limits,
            all: Mutex::default(),
        }
    }

    fn all(&self) -> MutexGuard<'_, HashMap<Key, Session>> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn holds(&self, session: &Session, now: DateTime<Utc>) -> bool {
        now - session.began < self.limits.absolute && now - session.seen < self.limits.idle
    }

    /// Begins a session under an id that nobody knew before.
    ///
    /// # Errors
    /// No random bytes.
    pub fn begin(&self, user: &User, now: DateTime<Utc>) -> std::io::Result<SessionId> {
        let id = SessionId(hex::encode(random::bytes::<32>()?));
        let mut all = self.all();
        all.retain(|_, session| self.holds(session, now));
        let own = |session: &Session| session.user == user.name;
        while all.values().filter(|s| own(s)).count() >= self.limits.of_one_user.max(1) {
            end_oldest(&mut all, own);
        }
        while all.len() >= self.limits.of_all.max(1) {
            end_oldest(&mut all, |_| true);
        }
        let session = Session {
            user: user.name.clone(),
            fingerprint: user.fingerprint(),
            began: now,
            seen: now,
        };
        all.insert(key(id.as_str()), session);
        Ok(id)
    }

    /// Whose session this is, if it still holds: not too old, not idle for too long, and nothing about its user changed
    /// (password, role, disabled). A session that does not hold is gone.
    pub fn find<'a>(&self, id: &str, now: DateTime<Utc>, users: &'a Users) -> Option<&'a User> {
        let key = key(id);
        let mut all = self.all();
        let session = all.get_mut(&key)?;
        let user = users
            .enabled(&session.user)
            .filter(|user| user.fingerprint() == session.fingerprint);
        if user.is_some() && self.holds(session, now) {
            session.seen = now;
            return user;
        }
        all.remove(&key);
        None
    }

    /// Ends a session; one that is not there is as good.
    pub fn end(&self, id: &str) {
        self.all().remove(&key(id));
    }
}

fn end_oldest(all: &mut HashMap<Key, Session>, of: impl Fn(&Session) -> bool) {
    let oldest = all
        .iter()
        .filter(|(_, session)| of(session))
        .min_by_key(|(_, session)| session.seen)
        .map(|(key, _)| *key);
    if let Some(key) = oldest {
        all.remove(&key);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::password::{Normalised, PasswordHash};
    use crate::role::Role;

    fn at(minutes: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_773_734_400, 0).unwrap() + TimeDelta::minutes(minutes)
    }

    fn users(names: &[&str]) -> Users {
        let user = |name: &&str| User {
            name: UserName::parse(name).unwrap(),
            role: Role::Viewer,
            password: None,
            scram: None,
            disabled: false,
            created: at(0),
        };
        Users {
            users: names.iter().map(user).collect(),
            tokens: Vec::new(),
        }
    }

    fn sessions(of_one_user: usize, of_all: usize) -> Sessions {
        Sessions::with(SessionLimits {
            of_one_user,
            of_all,
            ..SessionLimits::default()
        })
    }

    #[test]
    fn a_session_ends_when_idle_and_after_its_whole_time() {
        let (users, sessions) = (users(&["budi"]), Sessions::default());
        let id = sessions.begin(&users.users[0], at(0)).unwrap();
        // Seen every 119 minutes it holds until the twelfth hour.
        for n in 1..=6 {
            assert!(
                sessions.find(id.as_str(), at(119 * n), &users).is_some(),
                "{n}"
            );
        }
        assert!(sessions.find(id.as_str(), at(719), &users).is_some());
        assert!(sessions.find(id.as_str(), at(720), &users).is_none());
        assert!(
            sessions.find(id.as_str(), at(719), &users).is_none(),
            "gone for good"
        );

        let id = sessions.begin(&users.users[0], at(0)).unwrap();
        assert!(sessions.find(id.as_str(), at(120), &users).is_none());
    }

    /// What may happen to the users file.
    type Change = fn(&mut Users);

    #[test]
    fn a_session_ends_when_anything_about_its_user_changes() {
        let password =
            || PasswordHash::new(&Normalised::chosen("kuda laut biru").unwrap()).unwrap();
        let changes: [(&str, Change); 4] = [
            ("disabled", |users| users.users[0].disabled = true),
            ("role", |users| users.users[0].role = Role::Admin),
            ("removed", |users| users.users.clear()),
            ("made again", |users| users.users[0].created = at(1)),
        ];
        for (what, change) in changes {
            let (mut users, sessions) = (users(&["budi"]), Sessions::default());
            let id = sessions.begin(&users.users[0], at(0)).unwrap();
            assert!(sessions.find(id.as_str(), at(0), &users).is_some());
            change(&mut users);
            assert!(
                sessions.find(id.as_str(), at(0), &users).is_none(),
                "{what}"
            );
        }
        let (mut users, sessions) = (users(&["budi"]), Sessions::default());
        users.users[0].password = Some(password());
        let id = sessions.begin(&users.users[0], at(0)).unwrap();
        users.users[0].password = Some(password());
        assert!(
            sessions.find(id.as_str(), at(0), &users).is_none(),
            "another hash"
        );
    }

    #[test]
    fn ids_are_new_and_an_ended_session_is_gone() {
        let (users, sessions) = (users(&["budi"]), Sessions::default());
        let first = sessions.begin(&users.users[0], at(0)).unwrap();
        let second = sessions.begin(&users.users[0], at(0)).unwrap();
        assert_eq!(first.as_str().len(), 64);
        assert_ne!(first.as_str(), second.as_str());
        sessions.end(first.as_str());
        assert!(sessions.find(first.as_str(), at(0), &users).is_none());
        assert!(sessions.find(second.as_str(), at(0), &users).is_some());
        assert!(sessions.find("", at(0), &users).is_none());
    }

    #[test]
    fn there_are_never_more_than_the_limits() {
        let (users, sessions) = (users(&["budi", "sari", "tono"]), sessions(2, 3));
        let begin = |n: usize, minute| sessions.begin(&users.users[n], at(minute)).unwrap();
        let holds = |id: &SessionId| sessions.find(id.as_str(), at(10), &users).is_some();
        let first = begin(0, 0);
        let second = begin(0, 1);
        let third = begin(0, 2);
        assert!(!holds(&first) && holds(&second) && holds(&third));
        let fourth = begin(1, 3);
        let fifth = begin(2, 4);
        assert_eq!(sessions.all().len(), 3);
        assert!(
            holds(&fifth) && !holds(&fourth),
            "the one not seen longest goes"
        );
    }
}
