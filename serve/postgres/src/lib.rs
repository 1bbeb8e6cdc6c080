//! The PostgreSQL protocol, for psql, drivers and ODBC: the same accounts, tables and functions as the pages, and only questions.
//!
//! # Layout
//!
//! - [`Server`]: listens, one task a connection; [`Snapshots`]: where a connection gets its tables
//! - `sign_in`: TLS where it must be, SCRAM-SHA-256
//! - `service`: statements, of the simple and of the extended protocol; `guard`: which of them are answered
//! - `rows`: an answer under way, with its limits and its end in the audit log; `cancel`: who may stop it
//! - `names`: functions that clients ask for; `told`: errors with their SQLSTATE
//!
//! Architecture invariant: nothing is asked of datafusion that [`norma_queries::Analyst`] has not planned and found to only
//! ask, but what clients want to know of settings and transactions.

mod cancel;
mod guard;
mod names;
mod rows;
mod service;
mod sign_in;
mod told;

use std::net::SocketAddr;
use std::sync::Arc;

use async_trait::async_trait;
use datafusion_postgres::pgwire::api::ErrorHandler;
use datafusion_postgres::pgwire::api::PgWireServerHandlers;
use datafusion_postgres::pgwire::api::auth::StartupHandler;
use datafusion_postgres::pgwire::api::cancel::CancelHandler;
use datafusion_postgres::pgwire::api::query::{ExtendedQueryHandler, SimpleQueryHandler};
use datafusion_postgres::pgwire::tokio::{TlsAcceptor, process_socket};
use norma_access::Access;
use norma_access::tls::{Certificate, TlsError};
use norma_queries::{Analyst, Limits};
use thiserror::Error;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;

use crate::cancel::Cancels;
use crate::service::Service;
use crate::sign_in::{Connection, SignInHandler};

/// Connections at a time; one more is closed at once.
const CONNECTIONS: usize = 64;
/// Statements that run at a time; others wait, and their time runs.
const STATEMENTS: usize = 4;

/// Where connections get their tables.
#[async_trait]
pub trait Snapshots: Send + Sync + 'static {
    /// The number of the newest snapshot; `None` where there is none, or no numbers.
    async fn newest(&self) -> Result<Option<i64>, String>;

    /// Statements over the newest snapshot, and its number. `sees_raw` and `memory_bytes` as in [`norma_queries::Session::analyst`].
    async fn analyst(
        &self,
        sees_raw: bool,
        memory_bytes: Option<usize>,
    ) -> Result<(Option<i64>, Analyst), String>;
}

/// What a connection may use.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Of each statement.
    pub limits: Limits,
    /// Bytes of memory for the statements of one connection.
    pub memory_bytes: usize,
}

/// Why the port is not opened.
#[derive(Debug, Error)]
pub enum OpenError {
    /// The address cannot be taken.
    #[error(
        "cannot listen for PostgreSQL clients on {address}: {source}; write another port into [serve.postgres] listen"
    )]
    Listen {
        /// The address.
        address: SocketAddr,
        /// The system's words.
        source: std::io::Error,
    },
    /// Passwords and answers would cross the network in clear.
    #[error(
        "{0} can be reached from other machines, and PostgreSQL clients would send everything in clear; write tls_certificate and tls_key into [serve], or listen = \"127.0.0.1:5432\" into [serve.postgres]"
    )]
    InClear(SocketAddr),
    /// Everybody on the network would get in.
    #[error(
        "{0} can be reached from other machines, and there are no accounts; write users = \"users.toml\" into [serve], or listen = \"127.0.0.1:5432\" into [serve.postgres]"
    )]
    NoAccounts(SocketAddr),
    /// The certificate cannot be used.
    #[error(transparent)]
    Tls(#[from] TlsError),
}

/// An open port.
pub struct Server {
    listener: TcpListener,
    certificate: Option<Certificate>,
    shared: Arc<Shared>,
}

/// What all connections have in common.
pub(crate) struct Shared {
    pub(crate) access: Access,
    pub(crate) snapshots: Arc<dyn Snapshots>,
    pub(crate) options: Options,
    pub(crate) cancels: Cancels,
    pub(crate) statements: Arc<Semaphore>,
    /// A client that does not begin with TLS is sent away.
    pub(crate) needs_tls: bool,
}

impl Server {
    /// Opens the port. Where a certificate is configured it is used, and nothing is answered in clear.
    ///
    /// # Errors
    /// An address that is taken or would not be safe, a certificate that cannot be used.
    pub async fn open(
        address: SocketAddr,
        access: Access,
        snapshots: Arc<dyn Snapshots>,
        options: Options,
    ) -> Result<Self, OpenError> {
        let certificate = access.tls()?;
        if !address.ip().to_canonical().is_loopback() {
            if !access.has_accounts() {
                return Err(OpenError::NoAccounts(address));
            }
            if certificate.is_none() {
                return Err(OpenError::InClear(address));
            }
        }
        let listener = TcpListener::bind(address).await;
        let listener = listener.map_err(|source| OpenError::Listen { address, source })?;
        Ok(Self {
            listener,
            shared: Arc::new(Shared {
                access,
                snapshots,
                options,
                cancels: Cancels::default(),
                statements: Arc::new(Semaphore::new(STATEMENTS)),
                needs_tls: certificate.is_some(),
            }),
            certificate,
        })
    }

    /// Where it listens.
    ///
    /// # Errors
    /// Only what the system says.
    pub fn address(&self) -> std::io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Answers until it is dropped. Statements run on the current runtime, which should not be that of the pages.
    pub async fn serve(mut self) {
        let room = Arc::new(Semaphore::new(CONNECTIONS));
        loop {
            let Ok((socket, _)) = self.listener.accept().await else {
                // Out of files or memory for a moment.
                tokio::time::sleep(std::time::Duration::from_millis(100)).await;
                continue;
            };
            let Ok(permit) = Arc::clone(&room).try_acquire_owned() else {
                continue;
            };
            let tls = self.certificate.as_mut().map(acceptor);
            let shared = Arc::clone(&self.shared);
            tokio::spawn(async move {
                connection(socket, tls, shared).await;
                drop(permit);
            });
        }
    }
}

/// The certificate as it is now, for clients that name the protocol in the handshake, too.
fn acceptor(certificate: &mut Certificate) -> TlsAcceptor {
    let mut config = (*certificate.current()).clone();
    config.alpn_protocols = vec![b"postgresql".to_vec()];
    TlsAcceptor::from(Arc::new(config))
}

async fn connection(socket: TcpStream, tls: Option<TlsAcceptor>, shared: Arc<Shared>) {
    let connection = Arc::new(Connection::default());
    let handlers = Handlers {
        sign_in: Arc::new(SignInHandler::new(
            Arc::clone(&shared),
            Arc::clone(&connection),
        )),
        service: Arc::new(Service::new(Arc::clone(&shared), Arc::clone(&connection))),
        shared: Arc::clone(&shared),
    };
    // A connection that breaks is the client's affair; what it asked is in the audit log.
    let _ = process_socket(socket, tls, Arc::new(handlers)).await;
    shared.cancels.forget(&connection);
}

struct Handlers {
    sign_in: Arc<SignInHandler>,
    service: Arc<Service>,
    shared: Arc<Shared>,
}

impl PgWireServerHandlers for Handlers {
    fn simple_query_handler(&self) -> Arc<impl SimpleQueryHandler> {
        Arc::clone(&self.service)
    }

    fn extended_query_handler(&self) -> Arc<impl ExtendedQueryHandler> {
        Arc::clone(&self.service)
    }

    fn startup_handler(&self) -> Arc<impl StartupHandler> {
        Arc::clone(&self.sign_in)
    }

    fn error_handler(&self) -> Arc<impl ErrorHandler> {
        Arc::new(told::Told)
    }

    fn cancel_handler(&self) -> Arc<impl CancelHandler> {
        Arc::new(cancel::Handler(Arc::clone(&self.shared)))
    }
}
