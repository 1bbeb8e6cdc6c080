//! Who asks: their own page, and what they take away.

use std::sync::Arc;

use axum::Extension;
use axum::extract::{Request, State};
use axum::http::header;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use minijinja::context;
use norma_access::{Capability, Visitor};

use crate::choice::Choice;
use crate::pages::menu;
use crate::site::{HTML, Site};

/// Files are for those who may take them, and each is written into the audit log before it is sent.
pub(crate) async fn exported(
    Extension(visitor): Extension<Visitor>,
    request: Request,
    next: Next,
) -> Response {
    if let Err(refused) = visitor.need(Capability::Export).await {
        return refused;
    }
    let response = next.run(request).await;
    // Parts as well.
    if response.status().is_success()
        && let Err(unlogged) = visitor.exports("sent", None).await
    {
        return unlogged;
    }
    response
}

/// `/akun`: who is signed in, what they may do, and the way out. Never kept: it is a page of one person.
pub(crate) async fn account(
    State(site): State<Arc<Site>>,
    Extension(visitor): Extension<Visitor>,
) -> Response {
    let may: Vec<&str> = [
        (Capability::View, "membaca halaman dan laporan"),
        (Capability::Export, "mengunduh data dan laporan"),
        (Capability::Sql, "menjalankan SQL"),
        (Capability::RawText, "membaca rekaman asli yang ditolak"),
        (Capability::Administer, "mengelola server"),
    ]
    .into_iter()
    .filter(|(capability, _)| visitor.may(*capability))
    .map(|(_, words)| words)
    .collect();
    let values = context! {
        title => "Akun",
        here => "/akun",
        menu => menu(&Choice::new(), visitor.may(Capability::Sql)),
        name => visitor.name.clone(),
        role => visitor.role.as_str(),
        may,
        csrf => visitor.can_sign_out().then_some(&visitor.csrf),
    };
    match site.render("account.html", values) {
        Ok(page) => {
            let head = [
                (header::CONTENT_TYPE, HTML),
                (header::CACHE_CONTROL, "no-store"),
            ];
            (head, page).into_response()
        }
        Err(error) => site.failed(&error.into()),
    }
}
