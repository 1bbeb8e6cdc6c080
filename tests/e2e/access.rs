//! Who may see what: accounts made with the command, and a real server over TLS that asks for them.

use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::PermissionsExt;
use std::process::{Child, Stdio};

use serde_json::Value;
use ureq::Agent;
use ureq::tls::{Certificate, RootCerts, TlsConfig};

use crate::command::{Norma, Outcome};

pub const PASSWORD: &str = "kuda laut biru";

const ACCOUNTS: &str = "\n[serve]\nusers = \"users.toml\"\n";

/// A bench whose configuration says more.
pub fn with(norma: Norma, more: &str) -> Norma {
    let config = std::fs::read_to_string(norma.path("norma.toml")).unwrap();
    norma.write("norma.toml", config + more);
    norma
}

/// Runs a command that reads a password from its standard input.
fn typed(norma: &Norma, arguments: &[&str], password: &str) -> Outcome {
    let mut command = norma.command(arguments);
    let mut process = command.stdin(Stdio::piped()).spawn().unwrap();
    let mut input = process.stdin.take().unwrap();
    // A command that refuses before it reads has closed the pipe.
    let _ = writeln!(input, "{password}");
    drop(input);
    Outcome::new(
        &format!("norma {}", arguments.join(" ")),
        process.wait_with_output().unwrap(),
    )
}

/// Makes an account with the password of these tests.
pub fn add(norma: &Norma, name: &str, role: &str) {
    let arguments = ["user", "add", name, "--role", role, "--password-stdin"];
    typed(norma, &arguments, PASSWORD)
        .exits(0)
        .says(&[&name.to_lowercase(), role, "users.toml"]);
}

fn audit(norma: &Norma) -> Vec<Value> {
    let text = std::fs::read_to_string(norma.path("audit.jsonl")).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn accounts_are_made_changed_and_removed() {
    let norma = with(Norma::sample(), ACCOUNTS);
    norma
        .norma(&["user", "list"])
        .exits(1)
        .says(&["users.toml", "norma user add"]);
    add(&norma, "Budi", "analyst");
    add(&norma, "sari", "admin");
    let no_password = ["user", "add", "sso", "--role", "viewer", "--no-password"];
    norma.norma(&no_password).exits(0);
    for name in ["users.toml", "audit.jsonl"] {
        let mode = std::fs::metadata(norma.path(name)).unwrap().permissions();
        assert_eq!(mode.mode() & 0o777, 0o600, "{name}");
    }
    let users = std::fs::read_to_string(norma.path("users.toml")).unwrap();
    assert!(users.contains("$argon2id$v=19$m=19456,t=2,p=1$"), "{users}");
    assert!(users.contains("SCRAM-SHA-256$4096:"), "{users}");
    assert!(!users.contains("kuda"), "{users}");

    let again = [
        "user",
        "add",
        "budi",
        "--role",
        "viewer",
        "--password-stdin",
    ];
    typed(&norma, &again, PASSWORD)
        .exits(1)
        .says(&["budi already", "norma user role"]);
    let short = ["user", "password", "budi", "--password-stdin"];
    typed(&norma, &short, "terlalu p")
        .exits(1)
        .says(&["9 characters", "at least 12"]);
    let listed = norma.norma(&["user", "list"]).exits(0);
    listed.says(&["budi", "analyst", "enabled", "yes"]);
    listed.says(&["sso", "viewer", "enabled", "no"]);
    norma.norma(&["user", "role", "budi", "manager"]).exits(0);
    norma.norma(&["user", "disable", "budi"]).exits(0);
    let listed = norma.norma(&["user", "list"]).exits(0);
    listed.says(&["budi", "manager", "disabled"]);
    norma.norma(&["user", "enable", "budi"]).exits(0);
    typed(&norma, &short, "kuda laut merah muda").exits(0);
    norma.norma(&["user", "remove", "sso"]).exits(0);
    norma
        .norma(&["user", "disable", "sso"])
        .exits(1)
        .says(&["no user sso", "norma user list"]);
    for wrong in [
        &["user", "role", "budi", "root"] as &[&str],
        &["user", "disable", "bu di"],
    ] {
        norma.norma(wrong).exits(2);
    }

    let outcomes: Vec<String> = audit(&norma)
        .iter()
        .map(|line| {
            format!(
                "{} {}",
                line["user"].as_str().unwrap(),
                line["outcome"].as_str().unwrap()
            )
        })
        .collect();
    let expected = [
        "budi added with role analyst",
        "sari added with role admin",
        "sso added with role viewer",
        "budi role manager",
        "budi disabled",
        "budi enabled",
        "budi password set",
        "sso removed",
    ];
    assert_eq!(outcomes, expected, "what was refused is no change");
}

#[test]
fn tokens_are_made_shown_once_and_revoked() {
    let norma = with(Norma::sample(), ACCOUNTS);
    add(&norma, "budi", "analyst");
    let add = |scope, days| {
        let arguments = [
            "token",
            "add",
            "--user",
            "budi",
            "--name",
            "Tableau harian",
            "--scope",
            scope,
            "--days",
            days,
        ];
        norma.norma(&arguments)
    };
    let shown = add("sql,read", "90").exits(0).stdout;
    let token = shown.trim();
    let id = token.split('_').nth(1).unwrap();
    let users = std::fs::read_to_string(norma.path("users.toml")).unwrap();
    assert!(users.contains(id));
    assert!(
        !users.contains(token.rsplit('_').next().unwrap()),
        "{users}"
    );
    let listed = norma.norma(&["token", "list"]).exits(0);
    listed.says(&[id, "budi", "Tableau harian", "read, sql", "valid"]);
    add("write", "90")
        .exits(2)
        .says(&["write", "read, export, sql"]);
    add("read", "0").exits(2);
    add("read", "367").exits(2);
    norma.norma(&["token", "revoke", id]).exits(0);
    norma
        .norma(&["token", "revoke", id])
        .exits(1)
        .says(&[id, "norma token list"]);
}

#[test]
fn without_a_users_file_in_the_configuration_there_are_no_accounts() {
    let norma = Norma::sample();
    norma
        .norma(&["user", "list"])
        .exits(1)
        .says(&["norma.toml", "users = \"users.toml\""]);
}

/// A server over TLS on a free port of this machine, ended with the test.
struct Server {
    process: Child,
    address: String,
    agent: Agent,
}

impl Server {
    fn start(norma: &Norma, certificate: &[u8]) -> Self {
        let mut process = norma.start(&["serve", "--listen", "127.0.0.1:0"]);
        let said = BufReader::new(process.stdout.take().unwrap());
        let address = said.lines().map_while(Result::ok).find_map(|line| {
            let mut words = line.split_whitespace();
            let address = words.find(|word| word.starts_with("https://127.0.0.1:"))?;
            Some(address.to_owned())
        });
        let Some(address) = address else {
            let outcome = crate::runs::finish(process);
            panic!("the server says no address: {outcome}");
        };
        let roots = RootCerts::new_with_certs(&[Certificate::from_pem(certificate).unwrap()]);
        let agent = Agent::config_builder()
            .tls_config(TlsConfig::builder().root_certs(roots).build())
            .http_status_as_error(false)
            .max_redirects(0)
            .build()
            .into();
        Self {
            process,
            address,
            agent,
        }
    }

    fn get(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        let mut request = self.agent.get(format!("{}{path}", self.address));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        Answer::of(request.call().unwrap())
    }

    fn post(&self, path: &str, cookie: &str, form: &[(&str, &str)]) -> Answer {
        let request = self.agent.post(format!("{}{path}", self.address));
        let request = request.header("cookie", cookie);
        Answer::of(request.send_form(form.iter().copied()).unwrap())
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
    location: String,
    transport: String,
    cookies: Vec<String>,
    body: String,
}

impl Answer {
    fn of(mut answer: ureq::http::Response<ureq::Body>) -> Self {
        let header = |name: &str| {
            let value = answer.headers().get(name);
            value.map_or_else(String::new, |v| v.to_str().unwrap().to_owned())
        };
        let cookies = answer.headers().get_all("set-cookie").iter();
        Self {
            status: answer.status().as_u16(),
            location: header("location"),
            transport: header("strict-transport-security"),
            cookies: cookies.map(|v| v.to_str().unwrap().to_owned()).collect(),
            body: answer.body_mut().read_to_string().unwrap(),
        }
    }

    /// What a browser would send back.
    fn cookie(&self, begins: &str) -> String {
        let cookie = self.cookies.iter().find(|c| c.starts_with(begins));
        cookie.unwrap().split(';').next().unwrap().to_owned()
    }
}

/// Writes a certificate for this machine with its key, and gives the certificate.
fn certify(norma: &Norma, folder: &str) -> Vec<u8> {
    let made = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
    norma.write(&format!("{folder}/cert.pem"), made.cert.pem());
    norma.write(
        &format!("{folder}/key.pem"),
        made.signing_key.serialize_pem(),
    );
    made.cert.pem().into_bytes()
}

const TLS: &str = "tls_certificate = \"tls/cert.pem\"\ntls_key = \"tls/key.pem\"\n";

#[test]
fn a_server_over_tls_lets_in_who_has_an_account() {
    let norma = with(Norma::finished_copy(), &format!("{ACCOUNTS}{TLS}"));
    let certificate = certify(&norma, "tls");
    add(&norma, "budi", "analyst");
    let token = [
        "token", "add", "--user", "budi", "--name", "uji", "--scope", "read", "--days", "1",
    ];
    let token = norma.norma(&token).exits(0).stdout;
    let server = Server::start(&norma, &certificate);

    let stranger = server.get("/reports/2026-TW1", &[]);
    assert_eq!(
        (stranger.status, stranger.location.as_str()),
        (303, "/masuk?ke=%2Freports%2F2026-TW1")
    );
    assert!(stranger.transport.contains("max-age="), "{stranger:?}");
    assert_eq!(server.get("/healthz", &[]).status, 200);
    let evil = server.get("/masuk", &[("host", "evil.example")]);
    assert_eq!(evil.status, 400, "{evil:?}");

    let form = server.get(&stranger.location, &[]);
    assert!(form.body.contains(r#"<html lang="id">"#), "{form:?}");
    let csrf = form.body.split_once("name=\"csrf\" value=\"").unwrap().1;
    let csrf = csrf.split_once('"').unwrap().0;
    let fields = |password| {
        [
            ("nama", "budi"),
            ("sandi", password),
            ("ke", "/reports/2026-TW1"),
            ("csrf", csrf),
        ]
    };
    let cookie = form.cookie("__Host-norma-masuk=");
    let wrong = server.post("/masuk", &cookie, &fields("kuda laut merah"));
    assert_eq!(wrong.status, 403);
    assert!(wrong.body.contains("kata sandi salah"), "{wrong:?}");
    let signed_in = server.post("/masuk", &cookie, &fields(PASSWORD));
    assert_eq!(
        (signed_in.status, signed_in.location.as_str()),
        (303, "/reports/2026-TW1"),
        "{signed_in:?}"
    );
    let session = signed_in.cookie("__Host-norma=");
    let report = server.get(&signed_in.location, &[("cookie", &session)]);
    assert_eq!(report.status, 200);
    assert!(report.body.contains("Triwulan I"));

    let bearer = format!("Bearer {}", token.trim());
    let by_token = server.get("/reports/2026-TW1", &[("authorization", &bearer)]);
    assert_eq!((by_token.status, &by_token.body), (200, &report.body));

    // From the next request on.
    norma.norma(&["user", "disable", "budi"]).exits(0);
    let after = server.get("/reports/2026-TW1", &[("cookie", &session)]);
    assert_eq!(after.status, 303);
    let after = server.get("/reports/2026-TW1", &[("authorization", &bearer)]);
    assert_eq!(after.status, 401);

    let events: Vec<String> = audit(&norma)
        .iter()
        .map(|l| l["event"].as_str().unwrap().to_owned())
        .collect();
    let expected = [
        "user_changed",
        "user_changed",
        "sign_in_failed",
        "sign_in",
        "token_used",
        "user_changed",
        "sign_in_failed",
    ];
    assert_eq!(events, expected);
}

#[test]
fn a_server_that_would_not_be_safe_does_not_begin() {
    let norma = with(Norma::sample(), &format!("{ACCOUNTS}{TLS}"));
    let refused = |words: &[&str]| {
        let said = norma.norma(&["serve", "--listen", "127.0.0.1:0"]).exits(1);
        said.says(words);
        assert!(!said.stdout.contains("listening"), "{said}");
    };
    refused(&["users.toml", "norma user add"]);
    add(&norma, "budi", "admin");
    refused(&["tls/cert.pem", "tls_certificate"]);
    certify(&norma, "tls");
    certify(&norma, "other");
    std::fs::copy(norma.path("other/key.pem"), norma.path("tls/key.pem")).unwrap();
    refused(&["tls/cert.pem", "tls/key.pem", "cannot be used together"]);
    norma.norma(&["user", "disable", "budi"]).exits(0);
    refused(&["no user who may come in"]);
    norma.norma(&["user", "enable", "budi"]).exits(0);
    // Reached from elsewhere, but under which names?
    norma
        .norma(&["serve", "--listen", "0.0.0.0:0"])
        .exits(1)
        .says(&["0.0.0.0", "hosts"]);
    let users = norma.path("users.toml");
    std::fs::set_permissions(users, std::fs::Permissions::from_mode(0o644)).unwrap();
    refused(&["users.toml", "chmod 600"]);
}
