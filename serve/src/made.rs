//! Answers that were made and may be asked for again, as long as the snapshot they rest on is the newest.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, Write};
use std::ops::Range;
use std::os::unix::fs::FileExt;
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::Bytes;
use axum::http::StatusCode;
use axum::http::header::{self, HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};
use flate2::Compression;
use flate2::write::GzEncoder;
use futures::stream;

use crate::ranges::{Part, part};

/// Bytes that are kept in memory at most.
const MOST_BYTES: usize = 64 << 20;
/// Bytes of files that are kept at most: readers of Parquet come for one file several times.
const MOST_ON_DISK: u64 = 1 << 30;

/// An answer.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    /// Its media type.
    pub(crate) kind: &'static str,
    /// What stands in it.
    pub(crate) body: Body,
}

/// The body of an answer, whole before the first byte is sent.
#[derive(Clone, Debug)]
pub(crate) enum Body {
    /// In memory.
    Bytes(Bytes),
    /// In a file and as long as this, for what is too large.
    File(Arc<File>, u64),
}

impl Body {
    fn len(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => bytes.len() as u64,
            Self::File(_, length) => *length,
        }
    }
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
        let all = 0..answer.body.len();
        answer.bytes(all)
    }
}

impl Answer {
    /// The answer of this tag, or the part of it that is asked for.
    pub(crate) fn asked(self, headers: &HeaderMap, tag: &str) -> Response {
        let length = self.body.len();
        let accepts = [(header::ACCEPT_RANGES, "bytes")];
        match part(headers, tag, length) {
            Part::Whole => (accepts, Response::from(self)).into_response(),
            Part::Bytes(range) => {
                let said = format!("bytes {}-{}/{length}", range.start, range.end - 1);
                let said = [(header::CONTENT_RANGE, said)];
                let mut part = (accepts, said, self.bytes(range)).into_response();
                *part.status_mut() = StatusCode::PARTIAL_CONTENT;
                part
            }
            Part::Beyond => {
                let said = [(header::CONTENT_RANGE, format!("bytes */{length}"))];
                (StatusCode::RANGE_NOT_SATISFIABLE, said).into_response()
            }
        }
    }

    /// These of its bytes.
    fn bytes(self, range: Range<u64>) -> Response {
        let kind = [(header::CONTENT_TYPE, HeaderValue::from_static(self.kind))];
        match self.body {
            Body::Bytes(bytes) => {
                let bytes = bytes.slice(range.start as usize..range.end as usize);
                (kind, bytes).into_response()
            }
            Body::File(file, _) => {
                let length = HeaderValue::from(range.end - range.start);
                let length = [(header::CONTENT_LENGTH, length)];
                (kind, length, read(file, range)).into_response()
            }
        }
    }
}

/// Bytes of a file that are sent at a time.
const PIECE: u64 = 1 << 18;

/// These bytes of `file` as they are read; others may read it at the same time.
fn read(file: Arc<File>, range: Range<u64>) -> axum::body::Body {
    let pieces = stream::try_unfold(range, move |range| {
        let file = Arc::clone(&file);
        async move {
            let Range { start, end } = range;
            if start >= end {
                return Ok::<_, io::Error>(None);
            }
            let next = end.min(start + PIECE);
            let piece = tokio::task::spawn_blocking(move || {
                let mut piece = vec![0; (next - start) as usize];
                file.read_exact_at(&mut piece, start).map(|()| piece)
            });
            let piece = piece.await.map_err(io::Error::other)??;
            Ok(Some((Bytes::from(piece), next..end)))
        }
    });
    axum::body::Body::from_stream(pieces)
}

/// Answers by address. When they are too many, all are forgotten: what is asked for often is soon there again.
#[derive(Debug, Default)]
pub(crate) struct Made(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    answers: HashMap<String, Answer>,
    /// In memory.
    bytes: usize,
    /// In files.
    on_disk: u64,
}

impl Made {
    /// The answer of that address.
    pub(crate) fn get(&self, address: &str) -> Option<Answer> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.answers.get(address).cloned()
    }

    /// Bytes that are kept in memory.
    pub(crate) fn bytes(&self) -> usize {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.bytes
    }

    /// Keeps an answer, unless it is large.
    pub(crate) fn keep(&self, address: String, answer: &Answer) {
        let (bytes, on_disk) = match &answer.body {
            Body::Bytes(bytes) => (bytes.len() + address.len(), 0),
            Body::File(_, length) => (address.len(), *length),
        };
        if bytes > MOST_BYTES / 8 || on_disk > MOST_ON_DISK / 2 {
            return;
        }
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.bytes + bytes > MOST_BYTES || kept.on_disk + on_disk > MOST_ON_DISK {
            *kept = Kept::default();
        }
        if kept.answers.insert(address, answer.clone()).is_none() {
            kept.bytes += bytes;
            kept.on_disk += on_disk;
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
