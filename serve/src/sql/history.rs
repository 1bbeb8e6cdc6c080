//! What somebody ran before: in memory, for each session, and bounded.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use serde::Serialize;

use super::code::seconds;

/// Sessions whose statements are kept.
const SESSIONS: usize = 200;
/// Statements of a session.
const STATEMENTS: usize = 50;
/// Bytes of a session's statements.
const BYTES: usize = 256 << 10;

/// A statement that ended.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Entry {
    pub(crate) number: u64,
    pub(crate) sql: String,
    /// How it ended.
    pub(crate) outcome: String,
    /// How long it ran; empty where it did not end by itself.
    pub(crate) took: String,
}

/// Statements by session, of the session that was used last at the end.
#[derive(Default)]
pub(crate) struct History(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    last: u64,
    sessions: VecDeque<(String, VecDeque<Entry>)>,
}

impl History {
    /// Keeps a statement of a session.
    pub(crate) fn add(&self, owner: &str, sql: &str, outcome: String, took: Option<Duration>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.last += 1;
        let entry = Entry {
            number: kept.last,
            sql: sql.to_owned(),
            outcome,
            took: took.map(seconds).unwrap_or_default(),
        };
        let place = kept.sessions.iter().position(|(known, _)| known == owner);
        let session = place.and_then(|place| kept.sessions.remove(place));
        let mut session = session.unwrap_or_else(|| (owner.to_owned(), VecDeque::new()));
        session.1.push_back(entry);
        let bytes = |entries: &VecDeque<Entry>| -> usize {
            entries.iter().map(|entry| entry.sql.len()).sum()
        };
        while session.1.len() > STATEMENTS || (session.1.len() > 1 && bytes(&session.1) > BYTES) {
            session.1.pop_front();
        }
        kept.sessions.push_back(session);
        if kept.sessions.len() > SESSIONS {
            kept.sessions.pop_front();
        }
    }

    /// The statements of a session, newest first.
    pub(crate) fn of(&self, owner: &str) -> Vec<Entry> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let session = kept.sessions.iter().find(|(known, _)| known == owner);
        session
            .map(|(_, entries)| entries.iter().rev().cloned().collect())
            .unwrap_or_default()
    }

    /// The statement of that number, if it is one of this session.
    pub(crate) fn get(&self, owner: &str, number: u64) -> Option<Entry> {
        self.of(owner)
            .into_iter()
            .find(|entry| entry.number == number)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn each_session_sees_its_own_and_none_grows_without_end() {
        let history = History::default();
        for i in 0..STATEMENTS + 5 {
            history.add("a", &format!("select {i}"), String::new(), None);
        }
        history.add("b", "select 'b'", "1 baris".to_owned(), None);
        let of_a = history.of("a");
        assert_eq!(of_a.len(), STATEMENTS);
        assert_eq!(of_a[0].sql, format!("select {}", STATEMENTS + 4));
        assert_eq!(history.of("b").len(), 1);
        let number = history.of("b")[0].number;
        assert!(history.get("a", number).is_none());
        assert_eq!(history.get("b", number).unwrap().sql, "select 'b'");

        let long = "x".repeat(BYTES / 2 + 1);
        history.add("b", &long, String::new(), None);
        history.add("b", &long, String::new(), None);
        assert_eq!(history.of("b").len(), 1);
        for i in 0..SESSIONS {
            history.add(&format!("s{i}"), "select 1", String::new(), None);
        }
        assert!(history.of("a").is_empty());
    }
}
