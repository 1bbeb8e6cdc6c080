//! Files of the pages: the style sheet, under a name that changes with it, and the icon.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use norma_report::STYLE;
use sha2::{Digest, Sha256};

/// What pages add to the style of reports.
const PAGES: &str = include_str!("../templates/pages.css");

static SHEET: LazyLock<String> = LazyLock::new(|| format!("{STYLE}\n{PAGES}"));

static PATH: LazyLock<String> = LazyLock::new(|| {
    let digest = hex::encode(Sha256::digest(SHEET.as_bytes()));
    format!("/aset/norma-{}.css", &digest[..16])
});

/// The address of the style sheet; another one for other contents.
pub(crate) fn style_path() -> &'static str {
    &PATH
}

/// `/aset/{file}`.
pub(crate) async fn asset(Path(file): Path<String>) -> Response {
    if PATH.strip_prefix("/aset/") == Some(&file) {
        let head = [
            (header::CONTENT_TYPE, "text/css; charset=utf-8"),
            (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
        ];
        return (head, SHEET.as_str()).into_response();
    }
    StatusCode::NOT_FOUND.into_response()
}

/// `/favicon.ico`, which browsers ask for wherever a page names no other.
pub(crate) async fn icon() -> Response {
    let head = [
        (header::CONTENT_TYPE, "image/svg+xml"),
        (header::CACHE_CONTROL, "public, max-age=86400"),
    ];
    (head, include_str!("../templates/icon.svg")).into_response()
}
