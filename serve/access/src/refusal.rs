//! Why a request is not answered, in the words that its sender reads.

use axum::http::StatusCode;
use thiserror::Error;

use crate::audit::AuditError;
use crate::password::Busy;
use crate::role::Capability;
use crate::throttle::Wait;
use crate::users::UsersError;

/// Why a request is refused. The text is for the log of whoever runs the server; what is sent is [`Refusal::words`].
#[derive(Debug, Error)]
pub enum Refusal {
    /// Nobody is signed in.
    #[error("nobody is signed in")]
    NotSignedIn,
    /// The token is unknown, revoked or expired, or its user is disabled.
    #[error("the token is not valid: {0}")]
    Token(&'static str),
    /// The name is unknown, or the password is not its own.
    #[error("wrong name or password")]
    WrongPassword,
    /// The role or token does not allow it.
    #[error("not allowed: {0:?}")]
    NotAllowed(Capability),
    /// The form was not ours.
    #[error("the request does not come from a page of this server: {0}")]
    Forged(&'static str),
    /// The proxy's header comes from somebody else.
    #[error("the proxy's header was sent by an address that is no proxy, or is unclear: {0}")]
    Stranger(&'static str),
    /// The proxy names somebody who is not in the users file, or disabled.
    #[error("the proxy names a user who is unknown or disabled")]
    UnknownProxyUser,
    /// Encryption is at the proxy, and this request went around it.
    #[error("the request came around the proxy, without encryption")]
    AroundProxy,
    /// Too many failures.
    #[error("too many failures; {} seconds to wait", .0.0)]
    Wait(Wait),
    /// Too many passwords to check.
    #[error(transparent)]
    Busy(#[from] Busy),
    /// A form that is too large or no form.
    #[error("the form cannot be read: {0}")]
    Form(String),
    /// A form that is larger than any of ours.
    #[error("the form is larger than 1 MiB")]
    TooLarge,
    /// The users file cannot be read.
    #[error(transparent)]
    Users(#[from] UsersError),
    /// The audit log cannot be written.
    #[error(transparent)]
    Audit(#[from] AuditError),
    /// The system fails.
    #[error("{0}")]
    System(String),
}

impl Refusal {
    /// Status of the answer.
    pub fn status(&self) -> StatusCode {
        match self {
            Self::NotSignedIn | Self::Token(_) | Self::WrongPassword => StatusCode::UNAUTHORIZED,
            Self::NotAllowed(_) | Self::Forged(_) | Self::UnknownProxyUser | Self::AroundProxy => {
                StatusCode::FORBIDDEN
            }
            Self::Stranger(_) | Self::Form(_) => StatusCode::BAD_REQUEST,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::Wait(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Busy(_) | Self::Users(_) | Self::Audit(_) | Self::System(_) => {
                StatusCode::SERVICE_UNAVAILABLE
            }
        }
    }

    /// Seconds after which to try again, where waiting helps.
    pub fn retry_after(&self) -> Option<u32> {
        match self {
            Self::Wait(Wait(seconds)) => Some(*seconds),
            Self::Busy(_) => Some(1),
            _ => None,
        }
    }

    /// Whether whoever runs the server has something to repair.
    pub(crate) fn is_ours(&self) -> bool {
        matches!(self, Self::Users(_) | Self::Audit(_) | Self::System(_))
    }

    /// Title and message, in Indonesian. What only the operator should know (paths, system errors) is not in them.
    pub fn words(&self) -> (&'static str, String) {
        let (title, message) = match self {
            Self::NotSignedIn => (
                "Belum masuk",
                "Masuk terlebih dahulu di /masuk, atau kirim token API.",
            ),
            Self::WrongPassword => ("Tidak dapat masuk", "Nama pengguna atau kata sandi salah."),
            Self::Token(_) => (
                "Token tidak berlaku",
                "Token tidak dikenal, dicabut, atau kedaluwarsa; minta token baru kepada pengelola server.",
            ),
            Self::NotAllowed(capability) => {
                let message = format!(
                    "Akun atau token Anda tidak diberi hak untuk {}; minta hak itu kepada pengelola server.",
                    capability.words()
                );
                return ("Tidak diizinkan", message);
            }
            Self::Forged(_) => (
                "Formulir ditolak",
                "Permintaan ini tidak berasal dari halaman server ini, atau formulirnya sudah kedaluwarsa; buka kembali halamannya lalu coba lagi.",
            ),
            Self::Stranger(_) => (
                "Permintaan tidak jelas",
                "Kepala permintaan untuk masuk tunggal hanya diterima, satu kali, dari proksi yang terdaftar.",
            ),
            Self::UnknownProxyUser => (
                "Akun tidak terdaftar",
                "Akun Anda belum terdaftar di server ini atau dinonaktifkan; hubungi pengelola server.",
            ),
            Self::AroundProxy => (
                "Alamat tidak terenkripsi",
                "Server ini hanya dapat dibuka melalui alamat HTTPS resminya.",
            ),
            Self::Wait(Wait(seconds)) => {
                let message = format!(
                    "Terlalu banyak percobaan yang gagal; coba lagi dalam {seconds} detik."
                );
                return ("Tunggu sebentar", message);
            }
            Self::Busy(_) => (
                "Server sibuk",
                "Terlalu banyak yang masuk bersamaan; coba lagi sesaat lagi.",
            ),
            Self::Form(_) => (
                "Formulir tidak terbaca",
                "Isi formulir tidak dapat dibaca; buka kembali halamannya lalu coba lagi.",
            ),
            Self::TooLarge => (
                "Formulir terlalu besar",
                "Isi formulir melebihi 1 MiB; perpendek isinya, atau kirim dalam beberapa bagian.",
            ),
            Self::Users(_) => (
                "Akun tidak dapat diperiksa",
                "Berkas pengguna tidak dapat dibaca, sehingga tidak seorang pun dapat dilayani; hubungi pengelola server.",
            ),
            Self::Audit(_) => (
                "Tidak dapat dicatat",
                "Catatan audit tidak dapat ditulis, sehingga permintaan ini tidak dijalankan; hubungi pengelola server.",
            ),
            Self::System(_) => (
                "Server terganggu",
                "Permintaan tidak dapat dijalankan; hubungi pengelola server.",
            ),
        };
        (title, message.to_owned())
    }
}
