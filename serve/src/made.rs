//! Answers that were made and may be asked for again, as long as the snapshot they rest on is the newest.

use std::collections::HashMap;
use std::fs::File;
use std::io::Write;
use std::sync::{Mutex, PoisonError};

use axum::body::Bytes;
use axum::http::header::{self, HeaderValue};
use axum::response::{IntoResponse, Response};
use flate2::Compression;
use flate2::write::GzEncoder;
use futures::stream;
use tokio::io::AsyncReadExt;

/// Bytes that are kept at most.
const MOST_BYTES: usize = 64 << 20;

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    /// Its media type.
    pub(crate) kind: &'static str,
    /// What stands in it.
    pub(crate) body: Body,
}

/// The body of an answer, whole before the first byte is sent.
#[derive(Debug)]
pub(crate) enum Body {
    /// In memory.
    Bytes(Bytes),
    /// In a file without a name, to be read from its beginning, for what is too large.
    File(File, u64),
}

impl From<Vec<u8>> for Body {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Bytes(bytes.into())
    }
}

impl Answer {
    /// The same with gzip, where that makes it much smaller: pages and their like. What is packed already stays as it is.
    pub(crate) fn packed(&self) -> Option<Self> {
        let Body::Bytes(bytes) = &self.body else {
            return None;
        };
        let is_text = ["text/", "application/json", "image/svg"]
            .iter()
            .any(|kind| self.kind.starts_with(kind));
        if !is_text || bytes.len() < LEAST_PACKED {
            return None;
        }
        let mut packed = GzEncoder::new(Vec::with_capacity(bytes.len() / 4), Compression::fast());
        packed.write_all(bytes).ok()?;
        Some(Self {
            kind: self.kind,
            body: packed.finish().ok()?.into(),
        })
    }
}

/// Bytes below which packing gains nothing.
const LEAST_PACKED: usize = 1_400;

impl From<Answer> for Response {
    fn from(answer: Answer) -> Self {
        let kind = [(header::CONTENT_TYPE, HeaderValue::from_static(answer.kind))];
        match answer.body {
            Body::Bytes(bytes) => (kind, bytes).into_response(),
            Body::File(file, length) => {
                let length = [(header::CONTENT_LENGTH, HeaderValue::from(length))];
                (kind, length, read(file)).into_response()
            }
        }
    }
}

/// Bytes of a file that are sent at a time.
const PIECE: usize = 1 << 18;

/// The contents of `file` as they are read.
fn read(file: File) -> axum::body::Body {
    let file = tokio::fs::File::from_std(file);
    let pieces = stream::try_unfold(file, |mut file| async move {
        let mut piece = Vec::with_capacity(PIECE);
        let limit = PIECE as u64;
        let read = (&mut file).take(limit).read_to_end(&mut piece).await?;
        Ok::<_, std::io::Error>((read > 0).then_some((Bytes::from(piece), file)))
    });
    axum::body::Body::from_stream(pieces)
}

/// Answers by address. When they are too many, all are forgotten: what is asked for often is soon there again.
#[derive(Debug, Default)]
pub(crate) struct Made(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    answers: HashMap<String, (&'static str, Bytes)>,
    bytes: usize,
}

impl Made {
    /// The answer of that address.
    pub(crate) fn get(&self, address: &str) -> Option<Answer> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (kind, bytes) = kept.answers.get(address)?;
        Some(Answer {
            kind,
            body: Body::Bytes(bytes.clone()),
        })
    }

    /// Bytes that are kept.
    pub(crate) fn bytes(&self) -> usize {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.bytes
    }

    /// Keeps an answer, unless it is large.
    pub(crate) fn keep(&self, address: String, answer: &Answer) {
        let Body::Bytes(bytes) = &answer.body else {
            return;
        };
        let size = bytes.len() + address.len();
        if size > MOST_BYTES / 8 {
            return;
        }
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.bytes + size > MOST_BYTES {
            *kept = Kept::default();
        }
        let answer = (answer.kind, bytes.clone());
        if kept.answers.insert(address, answer).is_none() {
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
        let answer = |bytes| Answer {
            kind: "text/plain",
            body: vec![0; bytes].into(),
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
