//! TLS: the certificate, and a listener that speaks nothing else.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use axum::Router;
use axum::serve::Listener;
use thiserror::Error;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, mpsc};
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::{self, ServerConfig};
use tokio_rustls::server::TlsStream;

use crate::connections;
use crate::settings::TlsFiles;

/// How long a client may take to agree on keys.
const HANDSHAKE: Duration = Duration::from_secs(10);
/// Clients that agree on keys at the same time; more wait.
const HANDSHAKES_AT_ONCE: usize = 256;

/// Why there is no TLS, and therefore no server.
#[derive(Debug, Error)]
pub enum TlsError {
    /// A file is not there or is no PEM.
    #[error(
        "{file}: {message}; [serve] tls_certificate and tls_key name PEM files that norma can read"
    )]
    File {
        /// The file.
        file: PathBuf,
        /// What is wrong.
        message: String,
    },
    /// Certificate and key do not belong together, or are of an unknown kind.
    #[error(
        "{certificate} and {key} cannot be used together: {source}; the key must be the one that the first certificate was made for"
    )]
    Pair {
        /// The certificate.
        certificate: PathBuf,
        /// The key.
        key: PathBuf,
        /// What the library says.
        source: rustls::Error,
    },
}

/// Certificate and key as they stand in their files: a renewed one is used from the next connection on. While the files
/// do not go together, as between the writing of one and of the other, the ones before are used.
#[derive(Debug)]
pub struct Certificate {
    files: TlsFiles,
    /// When the files were written that are in use.
    written: [Option<SystemTime>; 2],
    config: Arc<ServerConfig>,
}

impl Certificate {
    /// Reads the files.
    ///
    /// # Errors
    /// As [`config`].
    pub fn open(files: &TlsFiles) -> Result<Self, TlsError> {
        // Before they are read: what is written meanwhile is read again.
        let written = written(files);
        Ok(Self {
            config: config(files)?,
            files: files.clone(),
            written,
        })
    }

    /// The newest that can be used.
    pub fn current(&mut self) -> Arc<ServerConfig> {
        let written = written(&self.files);
        if written != self.written
            && let Ok(config) = config(&self.files)
        {
            self.config = config;
            self.written = written;
        }
        Arc::clone(&self.config)
    }
}

/// When the files were last written.
fn written(files: &TlsFiles) -> [Option<SystemTime>; 2] {
    let TlsFiles { certificate, key } = files;
    [certificate, key].map(|file| file.metadata().and_then(|meta| meta.modified()).ok())
}

/// Reads certificate and key. TLS 1.2 and 1.3, HTTP/1.1.
///
/// # Errors
/// Files that cannot be read or do not belong together.
pub fn config(files: &TlsFiles) -> Result<Arc<ServerConfig>, TlsError> {
    let wrong = |file: &PathBuf, message: String| TlsError::File {
        file: file.clone(),
        message,
    };
    let TlsFiles { certificate, key } = files;
    let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_file_iter(certificate)
        .and_then(Iterator::collect)
        .map_err(|e| wrong(certificate, e.to_string()))?;
    if chain.is_empty() {
        return Err(wrong(
            certificate,
            "there is no certificate in it".to_owned(),
        ));
    }
    let private = PrivateKeyDer::from_pem_file(key).map_err(|e| wrong(key, e.to_string()))?;
    let pair = |source| TlsError::Pair {
        certificate: certificate.clone(),
        key: key.clone(),
        source,
    };
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(pair)?
        .with_no_client_auth()
        .with_single_cert(chain, private)
        .map_err(pair)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}

/// Where a request comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Peer(pub SocketAddr);

/// Connections whose keys are agreed on. Whoever does not finish that within 10 seconds keeps nobody else waiting.
pub struct TlsListener {
    address: SocketAddr,
    ready: mpsc::Receiver<(TlsStream<TcpStream>, SocketAddr)>,
    accepting: JoinHandle<()>,
}

impl TlsListener {
    /// Speaks TLS to whoever comes to `tcp`. To be called inside a tokio runtime.
    ///
    /// # Errors
    /// The listener has no address.
    pub fn new(mut tcp: TcpListener, mut certificate: Certificate) -> io::Result<Self> {
        let address = tcp.local_addr()?;
        let (agreed, ready) = mpsc::channel(16);
        let turns = Arc::new(Semaphore::new(HANDSHAKES_AT_ONCE));
        let accepting = tokio::spawn(async move {
            while let Ok(turn) = Arc::clone(&turns).acquire_owned().await {
                let (stream, peer) = Listener::accept(&mut tcp).await;
                let acceptor = TlsAcceptor::from(certificate.current());
                let agreed = agreed.clone();
                tokio::spawn(async move {
                    let handshake = tokio::time::timeout(HANDSHAKE, acceptor.accept(stream));
                    let agreement = handshake.await;
                    drop(turn);
                    if let Ok(Ok(stream)) = agreement {
                        // Nobody listens any more: the server ends.
                        let _ = agreed.send((stream, peer)).await;
                    }
                });
            }
        });
        Ok(Self {
            address,
            ready,
            accepting,
        })
    }
}

impl Drop for TlsListener {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

impl Listener for TlsListener {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        match self.ready.recv().await {
            Some(connection) => connection,
            None => std::future::pending().await,
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.address)
    }
}

/// Answers on `tcp`, over TLS alone when there is a certificate, until `end` resolves; requests that have begun are
/// answered, unless they are not there 30 seconds after they began.
///
/// # Errors
/// The listener has no address.
pub async fn serve(
    tcp: TcpListener,
    tls: Option<Certificate>,
    router: Router,
    end: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    match tls {
        Some(certificate) => {
            let listener = TlsListener::new(tcp, certificate)?;
            connections::serve(listener, router, connections::HEAD, end).await;
        }
        None => connections::serve(tcp, router, connections::HEAD, end).await,
    }
    Ok(())
}
