//! Files of the pages: the style sheet and the scripts, under names that change with them, and the icon.

use std::sync::LazyLock;

use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use norma_report::STYLE;
use sha2::{Digest, Sha256};

/// What pages add to the style of reports.
const PAGES: &str = include_str!("../templates/pages.css");

static SHEET: LazyLock<String> = LazyLock::new(|| format!("{STYLE}\n{PAGES}"));

/// htmx, as `assets/README.md` says: it asks whether there is newer data, and no page needs it.
const SCRIPT: &str = include_str!("../assets/htmx.min.js");

/// Ctrl+Enter in the editor of `/sql`.
const SQL_SCRIPT: &str = include_str!("../assets/sql.js");

static SHEET_PATH: LazyLock<String> = LazyLock::new(|| path("norma", &SHEET, "css"));
static SCRIPT_PATH: LazyLock<String> = LazyLock::new(|| path("htmx", SCRIPT, "js"));
static SQL_SCRIPT_PATH: LazyLock<String> = LazyLock::new(|| path("sql", SQL_SCRIPT, "js"));

/// An address that is another one for other contents.
fn path(name: &str, contents: &str, end: &str) -> String {
    let digest = hex::encode(Sha256::digest(contents));
    format!("/aset/{name}-{}.{end}", &digest[..16])
}

/// The address of the style sheet.
pub(crate) fn style_path() -> &'static str {
    &SHEET_PATH
}

/// The address of the script.
pub(crate) fn script_path() -> &'static str {
    &SCRIPT_PATH
}

/// The address of the editor's script.
pub(crate) fn sql_script_path() -> &'static str {
    &SQL_SCRIPT_PATH
}

const SCRIPT_KIND: &str = "text/javascript; charset=utf-8";

/// `/aset/{file}`.
pub(crate) async fn asset(uri: Uri) -> Response {
    let files = [
        (style_path(), "text/css; charset=utf-8", SHEET.as_str()),
        (script_path(), SCRIPT_KIND, SCRIPT),
        (sql_script_path(), SCRIPT_KIND, SQL_SCRIPT),
    ];
    let Some((_, kind, contents)) = files.into_iter().find(|(path, ..)| *path == uri.path()) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let head = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
    ];
    (head, contents).into_response()
}

/// `/favicon.ico`, which browsers ask for wherever a page names no other.
pub(crate) async fn icon() -> Response {
    let head = [
        (header::CONTENT_TYPE, "image/svg+xml"),
        (header::CACHE_CONTROL, "public, max-age=86400"),
    ];
    (head, include_str!("../templates/icon.svg")).into_response()
}
