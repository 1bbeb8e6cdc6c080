//! Answers that were made and may be asked for again, as long as the snapshot they rest on is the newest.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Bytes that are kept at most.
const MOST_BYTES: usize = 64 << 20;

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    /// Its media type.
    pub(crate) kind: &'static str,
    /// Its body.
    pub(crate) bytes: Vec<u8>,
}

/// Answers by address. When they are too many, all are forgotten: what is asked for often is soon there again.
#[derive(Debug, Default)]
pub(crate) struct Made(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    answers: HashMap<String, Arc<Answer>>,
    bytes: usize,
}

impl Made {
    /// The answer of that address.
    pub(crate) fn get(&self, address: &str) -> Option<Arc<Answer>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.answers.get(address).map(Arc::clone)
    }

    /// Bytes that are kept.
    pub(crate) fn bytes(&self) -> usize {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.bytes
    }

    /// Keeps an answer, unless it is large.
    pub(crate) fn keep(&self, address: String, answer: &Arc<Answer>) {
        let size = answer.bytes.len() + address.len();
        if size > MOST_BYTES / 8 {
            return;
        }
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.bytes + size > MOST_BYTES {
            *kept = Kept::default();
        }
        if kept.answers.insert(address, Arc::clone(answer)).is_none() {
            kept.bytes += size;
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_stays_within_its_bytes() {
        let made = Made::default();
        let answer = |bytes| {
            Arc::new(Answer {
                kind: "text/plain",
                bytes: vec![0; bytes],
            })
        };
        made.keep("large".to_owned(), &answer(MOST_BYTES));
        assert!(made.get("large").is_none());
        for i in 0..40 {
            made.keep(i.to_string(), &answer(MOST_BYTES / 10));
            assert!(made.get(&i.to_string()).is_some());
            assert!(made.0.lock().unwrap().bytes <= MOST_BYTES);
        }
        assert!(made.get("0").is_none());
    }
}
