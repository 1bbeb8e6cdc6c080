//! Connections: each is answered on a task of its own, and whoever does not say what is wanted is let go.

use std::net::SocketAddr;
use std::pin::pin;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::serve::Listener;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tower::ServiceExt;

use crate::Peer;

/// How long a client may take to send the head of a request, and how long a connection may lie idle.
pub(crate) const HEAD: Duration = Duration::from_secs(30);

/// Answers what comes to `listener` until `end` resolves; requests that have begun are answered. Every request knows its
/// [`Peer`]. Whoever needs longer than `head` for the head of a request gets no answer.
pub(crate) async fn serve<L>(
    mut listener: L,
    router: Router,
    head: Duration,
    end: impl Future<Output = ()>,
) where
    L: Listener<Addr = SocketAddr>,
{
    let (tell, told) = watch::channel(());
    let mut answering = JoinSet::new();
    let mut end = pin!(end);
    loop {
        tokio::select! {
            () = &mut end => break,
            (stream, peer) = listener.accept() => {
                answering.spawn(answer(stream, Peer(peer), router.clone(), head, told.clone()));
            }
            // What ended is forgotten.
            Some(_) = answering.join_next() => {}
        }
    }
    drop(listener);
    drop(tell);
    while answering.join_next().await.is_some() {}
}

/// Answers one connection until it is closed, or until `told` hears that the server ends.
async fn answer(
    stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static,
    peer: Peer,
    router: Router,
    head: Duration,
    mut told: watch::Receiver<()>,
) {
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(peer));
        router.clone().oneshot(request)
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(head)
        .serve_connection(TokioIo::new(stream), service);
    let mut connection = pin!(connection);
    // A client that goes away, or that is let go, is nobody's fault here.
    tokio::select! {
        _ = connection.as_mut() => return,
        _ = told.changed() => connection.as_mut().graceful_shutdown(),
    }
    let _ = connection.await;
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use axum::routing::get;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::{TcpListener, TcpStream};
    use tokio::sync::oneshot;

    use super::*;

    /// A server that answers its peer, and what ends it.
    async fn server(head: Duration) -> (SocketAddr, oneshot::Sender<()>, JoinSet<()>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let peer = |ConnectInfo(Peer(peer)): ConnectInfo<Peer>| async move { peer.to_string() };
        let router = Router::new().route("/", get(peer));
        let (end, ended) = oneshot::channel();
        let mut serving = JoinSet::new();
        serving.spawn(serve(listener, router, head, async {
            let _ = ended.await;
        }));
        (address, end, serving)
    }

    async fn said(stream: &mut TcpStream) -> String {
        let mut said = String::new();
        stream.read_to_string(&mut said).await.unwrap();
        said
    }

    #[tokio::test]
    async fn whoever_does_not_finish_a_request_is_let_go() {
        let (address, _end, _serving) = server(Duration::from_millis(200)).await;
        for begun in ["", "GET / HTTP/1.1\r\nhost: a\r\n"] {
            let mut slow = TcpStream::connect(address).await.unwrap();
            slow.write_all(begun.as_bytes()).await.unwrap();
            let said = said(&mut slow).await;
            assert!(!said.contains("200 OK"), "{begun:?}: {said}");
        }
    }

    #[tokio::test]
    async fn a_kept_connection_is_answered_again_and_closed_at_the_end() {
        let (address, end, mut serving) = server(HEAD).await;
        let mut stream = TcpStream::connect(address).await.unwrap();
        let own = stream.local_addr().unwrap().to_string();
        for _ in 0..2 {
            stream
                .write_all(b"GET / HTTP/1.1\r\nhost: a\r\n\r\n")
                .await
                .unwrap();
            let mut answer = String::new();
            while !answer.ends_with(&own) {
                let mut part = [0; 1_024];
                let read = stream.read(&mut part).await.unwrap();
                assert!(read > 0, "closed after {answer}");
                answer.push_str(std::str::from_utf8(&part[..read]).unwrap());
            }
            assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        }
        end.send(()).unwrap();
        assert_eq!(said(&mut stream).await, "");
        serving.join_next().await.unwrap().unwrap();
    }
}
