//! For whoever watches the server, and for pages that stay open.

use std::sync::Arc;

use axum::extract::{Query, State};
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use serde::Deserialize;

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

/// The snapshot that a page shows.
#[derive(Deserialize)]
pub(crate) struct Shown {
    snapshot: i64,
}

/// `/segar?snapshot=12`: a sentence when there is a newer snapshot than that, else nothing (204). It needs no account, so that
/// a page that is left open does not keep its reader signed in.
pub(crate) async fn newer(
    State(site): State<Arc<Site>>,
    Query(Shown { snapshot }): Query<Shown>,
) -> Response {
    match site.engine.newest().await {
        Ok(Some(newest)) if newest > snapshot => {
            Html("Ada data yang lebih baru; muat ulang halaman ini.").into_response()
        }
        _ => StatusCode::NO_CONTENT.into_response(),
    }
}
