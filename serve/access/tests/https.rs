//! The listener over TLS, with certificates made for the test.
#![allow(clippy::unwrap_used)]

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use axum::Router;
use axum::extract::ConnectInfo;
use axum::routing::get;
use norma_access::tls::{self, Certificate, TlsError};
use norma_access::{Peer, TlsFiles};
use rcgen::{CertifiedKey, KeyPair};
use tokio::net::TcpListener;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};

const REQUEST: &[u8] = b"GET / HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";

fn certified(folder: &Path) -> (TlsFiles, CertifiedKey<KeyPair>) {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let files = TlsFiles {
        certificate: folder.join("cert.pem"),
        key: folder.join("key.pem"),
    };
    std::fs::write(&files.certificate, made.cert.pem()).unwrap();
    std::fs::write(&files.key, made.signing_key.serialize_pem()).unwrap();
    (files, made)
}

#[tokio::test]
async fn requests_are_answered_over_tls_and_in_no_other_way() {
    let folder = tempfile::tempdir().unwrap();
    let (files, made) = certified(folder.path());
    let certificate = Certificate::open(&files).unwrap();
    let tcp = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = tcp.local_addr().unwrap();
    let peer = |ConnectInfo(Peer(peer)): ConnectInfo<Peer>| async move { peer.to_string() };
    let router = Router::new().route("/", get(peer));
    let (end, ended) = tokio::sync::oneshot::channel::<()>();
    let serving = tokio::spawn(tls::serve(tcp, Some(certificate), router, async {
        ended.await.unwrap();
    }));

    // Somebody who says nothing keeps nobody waiting.
    let _silent = TcpStream::connect(address).unwrap();
    let mut roots = RootCertStore::empty();
    roots.add(made.cert.der().clone()).unwrap();
    let client = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let asking = tokio::task::spawn_blocking(move || {
        // Somebody who speaks HTTP in clear gets no answer in HTTP.
        let mut clear = TcpStream::connect(address).unwrap();
        clear.write_all(REQUEST).unwrap();
        let mut said = Vec::new();
        // Closed or reset, both will do.
        let _ = clear.read_to_end(&mut said);
        assert!(!said.starts_with(b"HTTP"), "{said:?}");

        let name = ServerName::try_from("localhost").unwrap();
        let connection = ClientConnection::new(Arc::new(client), name).unwrap();
        let tcp = TcpStream::connect(address).unwrap();
        let own = tcp.local_addr().unwrap().to_string();
        let mut stream = StreamOwned::new(connection, tcp);
        stream.write_all(REQUEST).unwrap();
        let mut said = String::new();
        stream.read_to_string(&mut said).unwrap();
        assert!(
            said.starts_with("HTTP/1.1 200") && said.ends_with(&own),
            "{said}"
        );
    });
    asking.await.unwrap();

    end.send(()).unwrap();
    serving.await.unwrap().unwrap();
}

#[test]
fn a_renewed_certificate_is_used_and_half_of_one_is_not() {
    let folder = tempfile::tempdir().unwrap();
    let (files, _) = certified(folder.path());
    let mut certificate = Certificate::open(&files).unwrap();
    let first = certificate.current();
    assert!(Arc::ptr_eq(&first, &certificate.current()));

    // Clocks of file systems may be coarse: the files are of another day.
    let renewed = |file: &Path, from: &Path, days: u64| {
        std::fs::copy(from, file).unwrap();
        let day = Duration::from_secs(days * 86_400);
        let file = std::fs::File::options().write(true).open(file).unwrap();
        file.set_modified(SystemTime::UNIX_EPOCH + day).unwrap();
    };
    let other = folder.path().join("other");
    std::fs::create_dir(&other).unwrap();
    let (others, _) = certified(&other);
    renewed(&files.certificate, &others.certificate, 1);
    assert!(Arc::ptr_eq(&first, &certificate.current()), "half of it");
    renewed(&files.key, &others.key, 1);
    let second = certificate.current();
    assert!(!Arc::ptr_eq(&first, &second));
    std::fs::remove_file(&files.certificate).unwrap();
    assert!(Arc::ptr_eq(&second, &certificate.current()), "none of it");
}

#[test]
fn certificates_that_cannot_be_used_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let (files, _) = certified(folder.path());
    assert!(tls::config(&files).is_ok());
    let other = folder.path().join("other");
    std::fs::create_dir(&other).unwrap();
    let (others, _) = certified(&other);
    let empty = folder.path().join("empty.pem");
    std::fs::write(&empty, "").unwrap();

    let with = |certificate: &Path, key: &Path| {
        tls::config(&TlsFiles {
            certificate: certificate.to_owned(),
            key: key.to_owned(),
        })
        .unwrap_err()
    };
    let mismatched = with(&files.certificate, &others.key);
    assert!(matches!(mismatched, TlsError::Pair { .. }), "{mismatched}");
    for (certificate, key, named) in [
        (&folder.path().join("none.pem"), &files.key, "none.pem"),
        (
            &files.certificate,
            &folder.path().join("none.pem"),
            "none.pem",
        ),
        (&empty, &files.key, "empty.pem"),
        (&files.certificate, &empty, "empty.pem"),
        (&files.certificate, &files.certificate, "cert.pem"),
    ] {
        let error = with(certificate, key);
        assert!(matches!(error, TlsError::File { .. }), "{error}");
        assert!(error.to_string().contains(named), "{error}");
    }
}
