//! The pages: a small server on this machine, in Indonesian, without JavaScript.
//!
//! # Layout
//!
//! - [`serve`]: listens on loopback until Ctrl-C; [`router`]: the same pages for a test
//! - [`Engine`]: the newest snapshot, opened once; queries run on threads of their own
//! - `pages`: `/`, `/reports/{quarter}`, `/charts/{name}.svg`, `/healthz`
//! - `guard`: headers that every answer carries, and who may ask
//!
//! Architecture invariant: a page reads one snapshot from beginning to end; nothing here writes, and nothing is
//! computed here that a report does not compute.

mod engine;
mod guard;
mod pages;

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use thiserror::Error;
use tokio::net::TcpListener;

pub use engine::Engine;

/// What to serve, and where.
pub struct ServeOptions {
    /// The lake and its rules.
    pub engine: Engine,
    /// Address to listen on; loopback only. Port 0 takes any free one.
    pub listen: SocketAddr,
}

/// Why the server does not run.
#[derive(Debug, Error)]
pub enum ServeError {
    /// The address can be reached from elsewhere.
    #[error(
        "{0} can be reached from other machines, and the pages have no login; use 127.0.0.1 or [::1], such as --listen 127.0.0.1:8080"
    )]
    NotLoopback(SocketAddr),
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
    /// The pages cannot be made.
    #[error(transparent)]
    Pages(#[from] norma_report::ReportError),
}

/// Serves the pages until Ctrl-C; requests that have begun are answered. `ready` is told the address once it listens.
///
/// # Errors
/// An address that is not loopback, or taken.
pub async fn serve(
    options: ServeOptions,
    ready: impl FnOnce(SocketAddr),
) -> Result<(), ServeError> {
    let address = options.listen;
    if !address.ip().is_loopback() {
        return Err(ServeError::NotLoopback(address));
    }
    let pages = router(options.engine)?;
    let taken = |source| ServeError::Listen { address, source };
    let listener = TcpListener::bind(address).await.map_err(taken)?;
    ready(listener.local_addr()?);
    axum::serve(listener, pages)
        .with_graceful_shutdown(interrupted())
        .await?;
    Ok(())
}

/// The pages over an engine.
///
/// # Errors
/// Templates that are wrong.
pub fn router(engine: Engine) -> Result<Router, norma_report::ReportError> {
    let site = Arc::new(pages::Site::new(engine)?);
    Ok(guard::around(pages::routes(Arc::clone(&site)), site))
}

/// Resolves at Ctrl-C; never, where signals cannot be heard.
async fn interrupted() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
