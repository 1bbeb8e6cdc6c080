//! What every answer carries, and under which names the server is asked.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::header::{self, HeaderName, HeaderValue};
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::{self, Next};
use axum::response::Response;
use norma_access::Access;

use crate::site::Site;

/// Puts the guards around `pages`, who may see what included.
pub(crate) fn around(pages: Router, site: Arc<Site>, access: Access) -> Router {
    pages.layer(middleware::from_fn_with_state((site, access), guard))
}

async fn guard(
    State((site, access)): State<(Arc<Site>, Access)>,
    request: Request,
    next: Next,
) -> Response {
    let mut response = if is_ours(request.headers(), &access) {
        next.run(request).await
    } else {
        let message = if access.settings().users.is_none() {
            "Halaman ini hanya melayani komputer ini: buka http://127.0.0.1 atau http://localhost."
        } else {
            "Server ini tidak dikenal dengan nama itu; buka alamat resminya."
        };
        site.problem(StatusCode::BAD_REQUEST, "Alamat tidak dikenal", message)
    };
    let headers = response.headers_mut();
    let style = site.content_security_policy();
    for (name, value) in [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        // Not "no-referrer": browsers then send the forms of our own pages with `Origin: null`.
        (header::REFERRER_POLICY, "same-origin"),
        (
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        ),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.insert(header::CONTENT_SECURITY_POLICY, style);
    if access.settings().is_secure() {
        headers.insert(
            header::STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static("max-age=31536000"),
        );
    }
    // Kept by the browser alone, and asked for again each time: a new snapshot shows at once.
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("private, no-cache"));
    response
}

/// Whether the request asks for a name of this server (see [`norma_access::Settings::answers_to`]).
fn is_ours(headers: &HeaderMap, access: &Access) -> bool {
    let Some(host) = headers.get(header::HOST) else {
        return true;
    };
    host.to_str()
        .is_ok_and(|host| access.settings().answers_to(host))
}
