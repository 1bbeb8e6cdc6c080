//! The server over HTTP.

use std::io::{BufRead, BufReader};
use std::process::Child;

use crate::command::Norma;

/// A server on a free port of this machine, ended with the test.
pub struct Server {
    process: Child,
    /// `http://127.0.0.1:PORT`.
    pub address: String,
}

impl Server {
    /// Starts it over the lake of a bench, and waits until it says where it listens.
    pub fn start(norma: &Norma) -> Self {
        let mut process = norma.start(&["serve", "--listen", "127.0.0.1:0"]);
        let said = BufReader::new(process.stdout.take().unwrap());
        let address = said.lines().map_while(Result::ok).find_map(|line| {
            let address = line
                .split_whitespace()
                .find(|word| word.starts_with("http://127.0.0.1:"))?;
            Some(address.trim_end_matches('/').to_owned())
        });
        let Some(address) = address else {
            let outcome = crate::runs::finish(process);
            panic!("the server says no address: {outcome}");
        };
        Self { process, address }
    }

    /// Status, headers and body of an answer.
    fn get(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .build();
        let mut request = config.new_agent().get(format!("{}{path}", self.address));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let mut answer = request.call().unwrap();
        let header = |name: &str| {
            answer
                .headers()
                .get(name)
                .map(|v| v.to_str().unwrap().to_owned())
        };
        Answer {
            status: answer.status().as_u16(),
            kind: header("content-type").unwrap_or_default(),
            etag: header("etag").unwrap_or_default(),
            policy: header("content-security-policy").unwrap_or_default(),
            body: answer.body_mut().read_to_string().unwrap(),
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Already ended is as good.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[derive(Debug)]
struct Answer {
    status: u16,
    kind: String,
    etag: String,
    policy: String,
    body: String,
}

#[test]
fn pages_charts_and_health_are_served() {
    let server = Server::start(Norma::finished());
    for (path, kind, words) in [
        ("/", "text/html", "2026-TW1"),
        ("/reports/2026-TW1", "text/html", "Triwulan I"),
        ("/charts/fulfilment.svg", "image/svg+xml", "<svg"),
        ("/healthz", "text/plain", "ok"),
    ] {
        let answer = server.get(path, &[]);
        assert_eq!(answer.status, 200, "{path}: {answer:?}");
        assert!(answer.kind.starts_with(kind), "{path}: {}", answer.kind);
        assert!(answer.body.contains(words), "{path}: {}", answer.body);
    }
    for path in [
        "/nowhere",
        "/reports/2026-TW5",
        "/reports/quarter",
        "/charts/nothing.svg",
        "/charts/fulfilment",
        "/../norma.toml",
    ] {
        let answer = server.get(path, &[]);
        assert!((400..500).contains(&answer.status), "{path}: {answer:?}");
    }
}

#[test]
fn a_page_that_did_not_change_is_not_sent_again_and_may_load_nothing_from_elsewhere() {
    let server = Server::start(Norma::finished());
    for path in ["/", "/reports/2026-TW1", "/charts/fulfilment.svg"] {
        let first = server.get(path, &[]);
        assert!(
            first.etag.starts_with('"'),
            "{path}: a strong ETag, not {:?}",
            first.etag
        );
        let again = server.get(path, &[("if-none-match", &first.etag)]);
        assert_eq!((again.status, again.body.as_str()), (304, ""), "{path}");
        let other = server.get(path, &[("if-none-match", "\"other\"")]);
        assert_eq!((other.status, &other.body), (200, &first.body), "{path}");
        assert!(
            first.policy.contains("default-src 'none'"),
            "{path}: {:?}",
            first.policy
        );
    }
}

#[test]
fn an_address_that_others_can_reach_is_refused() {
    for address in ["0.0.0.0:0", "[::]:0", "192.0.2.1:8080"] {
        let said = Norma::finished()
            .norma(&["serve", "--listen", address])
            .exits(1);
        said.says(&["127.0.0.1"]);
    }
}
