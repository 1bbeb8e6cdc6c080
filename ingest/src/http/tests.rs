//! Against a server of a few lines on this machine.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};
use std::thread;

use tempfile::TempDir;

use super::*;
use crate::{Landing, NoProgress, PullReport};

/// A server that gives one prepared answer to each request, in order, and tells what it was asked.
struct Server {
    address: String,
    requests: Receiver<String>,
}

fn serve(answers: Vec<Vec<u8>>) -> Server {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let (told, requests) = channel();
    thread::spawn(move || {
        for answer in answers {
            let (mut stream, _) = listener.accept().unwrap();
            told.send(head(&mut stream)).unwrap();
            // A client that does not want it all hangs up.
            let _ = stream.write_all(&answer);
        }
    });
    Server { address, requests }
}

fn head(stream: &mut TcpStream) -> String {
    let lines = BufReader::new(stream).lines().map(Result::unwrap);
    lines
        .take_while(|line| !line.is_empty())
        .map(|line| line.to_ascii_lowercase() + "\n")
        .collect()
}

fn answer(status: &str, headers: &[&str], body: &[u8]) -> Vec<u8> {
    let length = format!("Content-Length: {}", body.len());
    let headers: Vec<_> = headers
        .iter()
        .copied()
        .chain([length.as_str(), "Connection: close"])
        .collect();
    [
        format!("HTTP/1.1 {status}\r\n{}\r\n\r\n", headers.join("\r\n")).as_bytes(),
        body,
    ]
    .concat()
}

fn source(url: &str) -> SourceSpec {
    SourceSpec {
        url: Some(url.into()),
        token_env: Some("HAI_TOKEN".into()),
        ..SourceSpec::new("hai")
    }
}

fn pull(folder: &TempDir, spec: &SourceSpec) -> PullReport {
    let landing = Landing::open(folder.path().join("landing")).unwrap();
    let token = |variable: &str| (variable == "HAI_TOKEN").then(|| " rahasia\n".to_owned());
    landing.pull(spec, folder.path(), 0, &token, &NoProgress)
}

/// The one failure of a pull of this answer.
fn failure(answer: Vec<u8>) -> String {
    let server = serve(vec![answer]);
    let folder = TempDir::new().unwrap();
    let report = pull(
        &folder,
        &source(&format!("{}/export?kunci=rahasia", server.address)),
    );
    assert_eq!((report.landed.len(), report.failed.len()), (0, 1));
    let left = fs::read_dir(folder.path().join("landing/hai")).map_or(0, Iterator::count);
    assert_eq!(left, 0);
    let failure = report.failed[0].to_string();
    assert!(!failure.contains("rahasia"), "{failure}");
    failure
}

#[test]
fn an_export_comes_with_the_token_and_is_known_next_time() {
    let body = "a,b\n1,2\n".repeat(100_000);
    let named = answer(
        "200 OK",
        &["Content-Disposition: attachment; filename=\"../hai_20260401.csv\""],
        body.as_bytes(),
    );
    let server = serve(vec![named, answer("200 OK", &[], body.as_bytes())]);
    let folder = TempDir::new().unwrap();
    let spec = source(&format!("{}/api/tiket.csv?dari=2026", server.address));
    let report = pull(&folder, &spec);
    assert_eq!(report.failed, []);
    assert_eq!(report.landed[0].name, "hai_20260401.csv");
    assert_eq!(fs::read(&report.landed[0].path).unwrap(), body.as_bytes());
    let manifest = fs::read_to_string(report.landed[0].path.with_extension("json")).unwrap();
    assert!(
        manifest.contains("/api/tiket.csv?…\"") && !manifest.contains("rahasia"),
        "{manifest}"
    );
    let request = server.requests.recv().unwrap();
    assert!(
        request.starts_with("get /api/tiket.csv?dari=2026 "),
        "{request}"
    );
    assert!(
        request.contains("\nauthorization: bearer rahasia\n"),
        "{request}"
    );
    assert!(
        request.contains("\naccept-encoding: identity\n"),
        "{request}"
    );

    let again = pull(&folder, &spec);
    assert_eq!((again.landed.len(), again.known.len()), (0, 1));
    assert_eq!(again.renamed[0].seen_as, "tiket.csv");
}

#[test]
fn a_redirect_is_followed_and_the_token_stays_with_the_host() {
    let target = serve(vec![answer("200 OK", &[], b"a\n1\n")]);
    let elsewhere = format!(
        "Location: {}/x.csv",
        target.address.replace("127.0.0.1", "localhost")
    );
    let server = serve(vec![answer("302 Found", &[&elsewhere], b"")]);
    let folder = TempDir::new().unwrap();
    let report = pull(&folder, &source(&server.address));
    assert_eq!(report.failed, []);
    assert_eq!(report.landed[0].bytes, 4);
    assert!(server.requests.recv().unwrap().contains("authorization"));
    assert!(!target.requests.recv().unwrap().contains("authorization"));
}

#[test]
fn redirects_in_a_circle_end() {
    let circle = vec![answer("302 Found", &["Location: /lagi"], b""); 10];
    let server = serve(circle);
    let report = pull(&TempDir::new().unwrap(), &source(&server.address));
    assert!(
        report.failed[0].message.contains("more than 5 redirects"),
        "{report:?}"
    );
}

#[test]
fn every_refusal_names_its_repair() {
    let html = answer(
        "200 OK",
        &["Content-Type: text/html; charset=utf-8"],
        b"<html>Login</html>",
    );
    let cases = [
        (
            answer("401 Unauthorized", &[], b""),
            "status 401: the server refuses the token: renew the one in HAI_TOKEN",
        ),
        (
            answer("404 Not Found", &[], b"x"),
            "status 404: there is nothing at this address",
        ),
        (
            answer("500 Internal Server Error", &[], b""),
            "status 500: the server has a fault",
        ),
        (
            answer("204 No Content", &[], b""),
            "status 204: expected 200",
        ),
        (html, "a web page, not an export"),
        (b"no http at all\r\n\r\n".to_vec(), "check `url`"),
    ];
    for (answer, expected) in cases {
        let failure = failure(answer);
        assert!(failure.contains(expected), "{failure}");
    }
}

#[test]
fn an_answer_that_breaks_off_leaves_nothing() {
    let mut cut = answer("200 OK", &[], &[b'x'; 1000]);
    cut.truncate(cut.len() - 10);
    let failure_of_length = failure(cut);
    assert!(
        failure_of_length.contains("the answer broke off"),
        "{failure_of_length}"
    );
    let chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n".to_vec();
    let failure_of_chunks = failure(chunked);
    assert!(
        failure_of_chunks.contains("the answer broke off"),
        "{failure_of_chunks}"
    );
}

#[test]
fn no_server_no_token_no_certificate() {
    let port = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let folder = TempDir::new().unwrap();
    let mut spec = source(&format!("http://127.0.0.1:{port}/"));
    let message = |spec: &SourceSpec| pull(&folder, spec).failed[0].message.clone();
    assert!(message(&spec).contains("check"), "{}", message(&spec));

    spec.ca_file = Some("ca.pem".into());
    assert!(
        message(&spec).contains("ca.pem: not found"),
        "{}",
        message(&spec)
    );
    fs::write(folder.path().join("ca.pem"), "apa saja").unwrap();
    assert!(
        message(&spec).contains("no certificate in it"),
        "{}",
        message(&spec)
    );

    spec.token_env = Some("LAIN".into());
    assert!(
        message(&spec).contains("the environment variable LAIN is not set"),
        "{}",
        message(&spec)
    );
}

#[test]
fn secrets_are_not_shown() {
    for (url, shown) in [
        (
            "https://u:p@host:8443/a/b.csv?k=v#x",
            "https://host:8443/a/b.csv?…",
        ),
        ("https://host", "https://host"),
        ("http://host?k=v@w", "http://host?…"),
        ("https://host/a@b.csv", "https://host/a@b.csv"),
    ] {
        assert_eq!(without_secrets(url), shown);
    }
}
