//! The pages: a small server, in Indonesian, without JavaScript.
//!
//! # Layout
//!
//! - [`serve`]: listens until Ctrl-C; [`router`]: the same pages for a test
//! - [`Engine`]: the newest snapshot, opened once; queries run on threads of their own; `made`: answers that are kept
//! - `choice`: what a reader chose, as it stands in the address; `around`: where each figure leads
//! - `pages`: the pages with figures; `quarters`: reports, with what lies on the [`Desk`] for them; `site`: the frame around them, and how an answer is made
//! - `files`: downloads; `data`: rows as CSV, XLSX, Parquet, JSON, Arrow; `charts`: charts of a report
//! - `api`: the same as JSON, `openapi`: its description; `health`, `metrics`: for whoever watches the server
//! - `guard`: headers that every answer carries, and under which names the server is asked
//! - `account`: who asks, and what they take away
//! - `sql`: statements of analysts, as pages and for programs; `ranges`: parts of an answer
//! - `listen`: the address, TLS, and the look of the sign-in page; who may see what is `norma-access`
//!
//! Architecture invariant: a page reads one snapshot from beginning to end; nothing here writes, and nothing is
//! computed here that a report does not compute.

mod account;
mod api;
mod around;
mod assets;
mod charts;
mod choice;
pub mod data;
mod desk;
mod engine;
mod files;
mod guard;
mod health;
mod listen;
mod made;
mod metrics;
mod openapi;
mod pages;
mod quarters;
mod ranges;
mod site;
mod sql;

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use axum::Router;
use chrono::DateTime;
use norma_access::{Access, AccessError, Clock, Settings};
use norma_report::Edition;
use thiserror::Error;

pub use desk::Desk;
pub use engine::Engine;
pub use sql::{SqlLimits, SqlOptions};

/// What to serve, where, and to whom.
pub struct ServeOptions {
    /// The lake and its rules.
    pub engine: Arc<Engine>,
    /// Targets, paper and signatories of reports.
    pub edition: Edition,
    /// Notes of people and frozen reports.
    pub desk: Arc<dyn Desk>,
    /// Statements of analysts.
    pub sql: SqlOptions,
    /// Who may see what, and where to listen: from [`access`]. Port 0 takes any free one.
    pub access: Access,
}

/// Why the server does not run.
#[derive(Debug, Error)]
pub enum ServeError {
    /// It would not be safe, or its accounts, audit log or certificate cannot be used.
    #[error(transparent)]
    Access(#[from] AccessError),
    /// The address cannot be taken.
    #[error(
        "cannot listen on {address}: {source}; is another norma serve running? --listen chooses another port"
    )]
    Listen {
        /// The address.
        address: SocketAddr,
        /// The system's words.
        source: std::io::Error,
    },
    /// The server stopped.
    #[error("the server stopped: {0}")]
    Stopped(#[from] std::io::Error),
    /// The threads of statements cannot be started.
    #[error("threads for SQL statements cannot be started: {0}")]
    Threads(std::io::Error),
    /// The pages cannot be made.
    #[error(transparent)]
    Pages(#[from] norma_report::ReportError),
    /// The counters of requests cannot be made.
    #[error("the counters of requests cannot be made: {0}")]
    Metrics(#[from] prometheus::Error),
}

/// Serves the pages until Ctrl-C; requests that have begun are answered. `ready` is told the address once it listens.
///
/// # Errors
/// Settings that are not safe; users file, audit log or certificate that cannot be used; an address that is taken.
pub async fn serve(
    options: ServeOptions,
    ready: impl FnOnce(SocketAddr),
) -> Result<(), ServeError> {
    let ServeOptions {
        engine,
        edition,
        desk,
        sql,
        access,
    } = options;
    let pages = guarded(engine, edition, desk, sql, &access)?;
    listen::listen(&access, pages, ready, interrupted()).await
}

/// Who may see what, with the look of these pages. `clock` tells how old sessions and tokens are, and dates the audit log; no
/// figure is judged by it.
///
/// # Errors
/// Settings that are not safe; users file or audit log that cannot be used.
pub fn access(settings: Settings, clock: Arc<dyn Clock>) -> Result<Access, ServeError> {
    let look = listen::SiteLook::new()?;
    Ok(Access::open(settings, clock, look, &listen::OPEN_PATHS)?)
}

/// The pages over an engine for this machine alone, without accounts, notes and frozen reports.
///
/// # Errors
/// Templates that are wrong.
pub fn router(engine: impl Into<Arc<Engine>>, edition: Edition) -> Result<Router, ServeError> {
    let desk = Arc::new(edition.clone());
    router_with(engine, edition, desk, SqlOptions::default())
}

/// The same with the notes and frozen reports of `desk`, and statements of analysts as `sql` says.
///
/// # Errors
/// As [`router`].
pub fn router_with(
    engine: impl Into<Arc<Engine>>,
    edition: Edition,
    desk: Arc<dyn Desk>,
    sql: SqlOptions,
) -> Result<Router, ServeError> {
    let settings = Settings::local(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)));
    // Without accounts and audit log nothing is dated.
    let clock = Arc::new(|| DateTime::UNIX_EPOCH);
    let access = access(settings, clock)?;
    guarded(engine, edition, desk, sql, &access)
}

/// The pages over an engine, for those whom `access` lets in.
///
/// # Errors
/// Templates that are wrong, or threads that cannot be started.
pub fn guarded(
    engine: impl Into<Arc<Engine>>,
    edition: Edition,
    desk: Arc<dyn Desk>,
    sql: SqlOptions,
    access: &Access,
) -> Result<Router, ServeError> {
    let settings = access.settings();
    let sql = sql::Sql::new(sql, settings.is_secure(), settings.tls.is_some())
        .map_err(ServeError::Threads)?;
    let site = Arc::new(site::Site::new(
        engine.into(),
        edition,
        desk,
        sql,
        settings.users.is_some(),
    )?);
    let pages = access.around(pages::routes(Arc::clone(&site)));
    Ok(guard::around(pages, site, access.clone()))
}

/// Resolves at Ctrl-C; never, where signals cannot be heard.
async fn interrupted() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
