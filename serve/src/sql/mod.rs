//! SQL of analysts: the page `/sql`, the whole result as a file, and `/api/v1/sql`.
//!
//! # Layout
//! - `run`: one statement from line to line of the audit log, on threads of its own
//! - `fault`: why there is no answer, in the words of its reader
//! - `jobs`: statements that take longer than a page waits; `history`: those of before; `saved`: those in files
//! - `page`: the page and its forms; `waiting`: while a statement runs; `answer`: rows as a page shows them
//! - `catalogue`: what there is to ask for; `code`: the statement for other tools; `connect`: how they reach it
//! - `files`: the whole result; `api`: the same for programs

mod answer;
mod api;
mod catalogue;
mod code;
mod connect;
mod fault;
mod files;
mod history;
mod jobs;
mod page;
mod run;
mod saved;
mod waiting;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::{DefaultBodyLimit, Request};
use axum::http::{HeaderMap, header};
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::routing::{get, post};
use axum::{Extension, Router};
use norma_access::{Capability, Visitor};
use norma_queries::analyst::LONGEST;

pub(crate) use catalogue::Catalogue;
pub(crate) use run::Idle;

use crate::account;
use crate::site::Site;

/// What statements of analysts may use, and where what belongs to them is found.
#[derive(Clone, Debug, Default)]
pub struct SqlOptions {
    /// What one statement may use.
    pub limits: SqlLimits,
    /// Folder of saved statements, a `.sql` file each; `None` where none are saved.
    pub saved: Option<PathBuf>,
    /// Where the PostgreSQL port listens, if it does.
    pub postgres: Option<SocketAddr>,
}

/// What one statement may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SqlLimits {
    /// From the start to the last row.
    pub time: Duration,
    /// Working memory, bytes.
    pub memory_bytes: usize,
    /// Rows of an answer in JSON; files have no such limit.
    pub rows: u64,
}

impl Default for SqlLimits {
    fn default() -> Self {
        Self {
            time: Duration::from_mins(1),
            memory_bytes: 512 << 20,
            rows: 1_000_000,
        }
    }
}

/// Bytes of a form or of a request for a program.
const LARGEST: usize = 1 << 20;

/// What the pages and the interface share.
pub(crate) struct Sql {
    options: SqlOptions,
    /// Browsers reach the server over TLS.
    is_secure: bool,
    /// PostgreSQL clients come over TLS.
    has_tls: bool,
    statements: run::Statements,
    jobs: Arc<jobs::Jobs>,
    history: history::History,
    files: files::Kept,
}

impl Sql {
    pub(crate) fn new(
        options: SqlOptions,
        is_secure: bool,
        has_tls: bool,
    ) -> std::io::Result<Self> {
        let statements = run::Statements::new(options.limits)?;
        let jobs = Arc::default();
        statements.spawn(jobs::forget_abandoned(Arc::downgrade(&jobs)));
        Ok(Self {
            options,
            is_secure,
            has_tls,
            statements,
            jobs,
            history: history::History::default(),
            files: files::Kept::default(),
        })
    }

    /// `https://norma.example.go.id:8443`, as whoever asks calls this server.
    fn origin(&self, headers: &HeaderMap) -> String {
        let host = headers
            .get(header::HOST)
            .and_then(|host| host.to_str().ok());
        let scheme = if self.is_secure { "https" } else { "http" };
        format!("{scheme}://{}", host.unwrap_or("127.0.0.1:8080"))
    }
}

/// The routes, for those who may run statements.
pub(crate) fn routes() -> Router<Arc<Site>> {
    Router::new()
        .route("/sql", get(page::open).post(page::posted))
        .route("/sql/jalan/{job}", get(waiting::page))
        .route("/sql/jalan/{job}/keadaan", get(waiting::state))
        .route("/sql/jalan/{job}/batal", post(waiting::cancel))
        .route("/sql/simpan", post(page::save))
        .route("/sql/koneksi", get(connect::page))
        .route("/api/v1/sql", get(api::asked).post(api::posted))
        .merge(
            Router::new()
                .route("/sql/unduh/{file}", get(files::asked).post(files::posted))
                .route_layer(middleware::from_fn(account::exported)),
        )
        .route_layer(middleware::from_fn(allowed))
        .layer(DefaultBodyLimit::max(LARGEST))
}

async fn allowed(Extension(visitor): Extension<Visitor>, request: Request, next: Next) -> Response {
    match visitor.need(Capability::Sql).await {
        Ok(()) => next.run(request).await,
        Err(refused) => refused,
    }
}

/// By what a visitor's statements are known: each session has its own.
fn owner(visitor: &Visitor) -> String {
    format!("{} {} {}", visitor.name, visitor.via, visitor.csrf)
}
