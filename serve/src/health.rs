//! For whoever watches the server.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::site::Site;

const TEXT: (header::HeaderName, &str) = (header::CONTENT_TYPE, "text/plain; charset=utf-8");

/// `/healthz`: 200 while the server answers at all.
pub(crate) async fn alive() -> Response {
    ([TEXT], "ok\n").into_response()
}

/// `/readyz`: 200 when the newest snapshot can be read, 503 when not.
pub(crate) async fn ready(State(site): State<Arc<Site>>) -> Response {
    match site.engine.view().await {
        Ok(view) => {
            let number = view.session.snapshot().map(|snapshot| snapshot.number);
            let number = number.map_or_else(|| "-".to_owned(), |number| number.to_string());
            ([TEXT], format!("ok, snapshot {number}\n")).into_response()
        }
        Err(error) => {
            let unavailable = StatusCode::SERVICE_UNAVAILABLE;
            (unavailable, [TEXT], format!("{error}\n")).into_response()
        }
    }
}
