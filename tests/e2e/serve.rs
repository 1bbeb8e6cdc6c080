//! The server over HTTP, and its pages in a real browser.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use crate::command::Norma;

/// A server on a free port of this machine, ended with the test.
struct Server {
    process: Child,
    address: String,
}

impl Server {
    fn start(norma: &Norma) -> Self {
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

#[test]
fn a_browser_shows_the_pages_and_finds_nothing_forbidden_in_them() {
    // What a browser says of a page that does what ours must not.
    let forbidden = "data:text/html,<meta http-equiv=Content-Security-Policy content=\"default-src 'none'\"><script>1</script>";
    assert!(
        !complaints(&browse(forbidden).1).is_empty(),
        "complaints can be seen"
    );

    let server = Server::start(Norma::finished());
    for path in ["/", "/reports/2026-TW1"] {
        let (dom, log) = browse(&format!("{}{path}", server.address));
        assert!(dom.contains("2026"), "{path}: {dom}");
        // Rates are by source and organisation; BaTII is judged by its own documents.
        assert!(dom.contains("BaTII"), "{path}: {dom}");
        assert_eq!(complaints(&log), Vec::<&str>::new(), "{path}");
    }
}

/// What the browser holds against a page: forbidden by its own policy, not found, failed.
fn complaints(log: &str) -> Vec<&str> {
    let words = [
        "Content Security Policy",
        "Refused to",
        "Uncaught",
        "Failed to load",
    ];
    log.lines()
        .filter(|l| l.contains("CONSOLE") && words.iter().any(|w| l.contains(w)))
        .collect()
}

/// The document as Debian's chromium builds it, and what it logged.
fn browse(address: &str) -> (String, String) {
    let profile = tempfile::tempdir().unwrap();
    let output = Command::new("chromium")
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-dev-shm-usage"])
        .args(["--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-extensions"])
        .args(["--enable-logging=stderr", "--v=0", "--dump-dom"])
        .arg(format!("--user-data-dir={}", profile.path().display()))
        .arg(address)
        .env("HOME", profile.path())
        .stdin(Stdio::null())
        .output()
        .expect("chromium is not installed; run tests/setup, or as root: apt-get install -y --no-install-recommends chromium fonts-liberation");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(output.status.success(), "{}", text(&output.stderr));
    (text(&output.stdout), text(&output.stderr))
}
