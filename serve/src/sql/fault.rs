//! Why a statement has no answer.

use std::error::Error as _;

use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use norma_queries::{Error, Position};
use serde_json::json;

use super::LONGEST;
use super::code::seconds;
use crate::data::DataError;
use crate::engine::EngineError;

/// Why a statement has no answer.
#[derive(Clone, Debug)]
pub(crate) struct Fault {
    pub(crate) status: StatusCode,
    pub(crate) title: &'static str,
    /// What is wrong, and the way out.
    pub(crate) words: String,
    /// Where in the statement, where that is known.
    pub(crate) at: Option<Position>,
}

impl Fault {
    pub(crate) fn new(status: StatusCode, title: &'static str, words: impl Into<String>) -> Self {
        Self {
            status,
            title,
            words: words.into(),
            at: None,
        }
    }

    /// The statement is refused before it runs.
    pub(crate) fn refused(error: &Error) -> Self {
        let words = error.to_string();
        let title = match error {
            Error::TooLong { .. } => return Self::too_long(),
            Error::NotAllowed(_) => "Hanya pertanyaan yang dijawab",
            _ => "Pernyataan tidak dapat dijalankan",
        };
        Self {
            at: error.position(),
            ..Self::new(StatusCode::BAD_REQUEST, title, words)
        }
    }

    /// The statement ended without its last row.
    pub(crate) fn failed(error: DataError) -> Self {
        match error {
            DataError::Query(error) => Self::stopped(&error),
            DataError::Write(words) => Self::new(
                StatusCode::BAD_REQUEST,
                "Hasil tidak dapat ditulis dalam format ini",
                words,
            ),
            DataError::SameName(name) => Self::new(
                StatusCode::BAD_REQUEST,
                "Dua kolom bernama sama",
                format!(
                    "Dua kolom bernama \"{name}\", sedangkan format ini mengenal kolom dari namanya; beri salah satunya nama lain dengan AS."
                ),
            ),
            DataError::TooMany { most, .. } => Self::new(
                StatusCode::PAYLOAD_TOO_LARGE,
                "Unduhan tidak akan lengkap",
                format!(
                    "Lebih dari {} baris, batas satu lembar Excel; unduh CSV atau Parquet, atau persempit pernyataannya.",
                    norma_report::format::number(most as i64)
                ),
            ),
        }
    }

    /// The request cannot be read.
    pub(crate) fn misunderstood(words: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "Permintaan tidak dipahami", words)
    }

    fn stopped(error: &Error) -> Self {
        match limit(error) {
            Error::TimedOut(time) => Self::new(
                StatusCode::REQUEST_TIMEOUT,
                "Pernyataan dihentikan: batas waktu",
                format!(
                    "Sebuah pernyataan boleh berjalan {}; pilih lebih sedikit triwulan atau kolom.",
                    seconds(*time)
                ),
            ),
            Error::TooManyRows(most) => Self::new(
                StatusCode::PAYLOAD_TOO_LARGE,
                "Hasil tidak akan lengkap",
                format!(
                    "Lebih dari {} baris, batas jawaban dalam JSON; minta format csv, parquet, atau arrow, atau tambahkan LIMIT.",
                    norma_report::format::number(*most as i64)
                ),
            ),
            _ => Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                "Pernyataan berhenti sebelum selesai",
                error.to_string(),
            ),
        }
    }

    pub(crate) fn empty() -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "Tidak ada pernyataan",
            "Tulis satu pernyataan SQL, misalnya SELECT * FROM quarter_summary.",
        )
    }

    /// More than a statement may have.
    pub(crate) fn too_long() -> Self {
        Self::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "Pernyataan terlalu panjang",
            format!(
                "Sebuah pernyataan paling panjang {} bita; bagi menjadi beberapa pernyataan.",
                norma_report::format::number(LONGEST as i64)
            ),
        )
    }

    /// It was asked to end.
    pub(crate) fn cancelled() -> Self {
        Self::new(
            StatusCode::CONFLICT,
            "Pernyataan dibatalkan",
            "Pernyataan dihentikan atas permintaan Anda; tidak ada yang berubah.",
        )
    }

    /// Nobody waits for it any more.
    pub(crate) fn left() -> Self {
        Self::new(
            StatusCode::GONE,
            "Pernyataan ditinggalkan",
            "Pernyataan dihentikan karena hasilnya tidak lagi ditunggu.",
        )
    }

    /// No statement of the visitor has that id.
    pub(crate) fn forgotten() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "Pernyataan tidak ada",
            "Pernyataan ini sudah dilupakan atau bukan milik Anda; jalankan sekali lagi dari halaman SQL.",
        )
    }

    pub(crate) fn busy(most: usize) -> Self {
        Self::new(
            StatusCode::TOO_MANY_REQUESTS,
            "Terlalu banyak pernyataan",
            format!(
                "Anda masih memiliki {most} pernyataan yang berjalan atau menunggu; tunggu sampai salah satunya selesai."
            ),
        )
    }

    /// All visitors together have too many.
    pub(crate) fn full() -> Self {
        Self::new(
            StatusCode::TOO_MANY_REQUESTS,
            "Terlalu banyak pernyataan",
            "Server sedang menjalankan terlalu banyak pernyataan; coba lagi sesaat lagi.",
        )
    }

    /// The audit log cannot be written.
    pub(crate) fn unlogged() -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "Tidak dapat dicatat",
            "Catatan audit tidak dapat ditulis, sehingga pernyataan ini tidak dijalankan; hubungi pengelola server.",
        )
    }

    /// The server itself failed.
    pub(crate) fn broken(words: impl Into<String>) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "Server terganggu", words)
    }

    /// How it ended, for the audit log.
    pub(crate) fn outcome(&self) -> String {
        format!("{}: {}", self.status.as_u16(), self.words)
    }

    /// The fault as programs read it.
    pub(crate) fn for_programs(&self) -> Response {
        let mut said = json!({"error": self.title, "message": self.words});
        if let Some(Position { line, column }) = self.at {
            said["line"] = line.into();
            said["column"] = column.into();
        }
        let mut headers = HeaderMap::new();
        if self.status == StatusCode::TOO_MANY_REQUESTS {
            headers.insert(header::RETRY_AFTER, 1.into());
        }
        (self.status, headers, axum::Json(said)).into_response()
    }
}

impl From<EngineError> for Fault {
    fn from(error: EngineError) -> Self {
        Self::broken(error.to_string())
    }
}

/// The limit that ended a statement, which comes inside the query engine's error.
fn limit(error: &Error) -> &Error {
    let mut source = error.source();
    while let Some(inner) = source {
        if let Some(limit) = inner.downcast_ref() {
            return limit;
        }
        source = inner.source();
    }
    error
}
