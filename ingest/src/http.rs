//! One export from an HTTP(S) address.

use std::fs;
use std::io::{self, Read};
use std::path::Path;
use std::time::Duration;

use ureq::config::RedirectAuthHeaders;
use ureq::http::{HeaderMap, header};
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, parse_pem};
use ureq::{Agent, Error};

use crate::error::explain;
use crate::source::SourceSpec;

/// A server that answers 200; its body is still to be read.
pub(crate) struct Answer {
    pub body: Box<dyn Read>,
    /// The file name the server or the address gives.
    pub name: Option<String>,
    /// Bytes to come, if the server says.
    pub length: Option<u64>,
}

const MAX_REDIRECTS: u32 = 5;

/// Asks for the export. The error is in words and never holds the token.
pub(crate) fn get(
    spec: &SourceSpec,
    url: &str,
    base_dir: &Path,
    token: Option<&str>,
) -> Result<Answer, String> {
    let mut tls = TlsConfig::builder();
    if let Some(ca_file) = &spec.ca_file {
        tls = tls.root_certs(RootCerts::new_with_certs(&certificates(
            &base_dir.join(ca_file),
        )?));
    }
    let agent: Agent = Agent::config_builder()
        .tls_config(tls.build())
        // ureq would read the environment for a proxy.
        .proxy(None)
        .http_status_as_error(false)
        // A redirect from https to http would send the token in the clear.
        .https_only(url.starts_with("https://"))
        .max_redirects(MAX_REDIRECTS)
        .redirect_auth_headers(RedirectAuthHeaders::SameHost)
        .user_agent(concat!("norma/", env!("CARGO_PKG_VERSION")))
        // Byte for byte: nothing is to be packed on the way.
        .accept_encoding("identity")
        .timeout_connect(Some(Duration::from_secs(30)))
        .timeout_recv_response(Some(Duration::from_mins(5)))
        .timeout_per_read(Some(Duration::from_mins(2)))
        .build()
        .into();
    let mut request = agent.get(url);
    if let Some(token) = token {
        request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
    }
    let answer = request.call().map_err(|error| in_words(&error, spec))?;
    let status = answer.status().as_u16();
    if status != 200 {
        return Err(status_in_words(status, spec));
    }
    let headers = answer.headers();
    if text(headers, header::CONTENT_TYPE).is_some_and(|kind| kind.starts_with("text/html")) {
        return Err("the server sent a web page, not an export: check `url`, and whether it needs a login (`token_env`)".into());
    }
    let name = file_name(headers, url);
    let packed = headers.contains_key(header::CONTENT_ENCODING);
    let length = text(headers, header::CONTENT_LENGTH)
        .filter(|_| !packed)
        .and_then(|length| length.parse().ok());
    Ok(Answer {
        body: Box::new(answer.into_body().into_reader()),
        name,
        length,
    })
}

/// The address without user, password and query: those may be secret.
pub(crate) fn without_secrets(url: &str) -> String {
    let (scheme, rest) = url.split_once("://").unwrap_or(("", url));
    let end = rest.find(['?', '#']).unwrap_or(rest.len());
    let query = if rest[end..].starts_with('?') {
        "?…"
    } else {
        ""
    };
    let (authority, path) = rest[..end].split_at(rest[..end].find('/').unwrap_or(end));
    let host = authority.rsplit('@').next().unwrap_or(authority);
    format!("{scheme}://{host}{path}{query}")
}

/// Why an answer ended before its end.
pub(crate) fn broken_off(error: &io::Error) -> String {
    format!("the answer broke off ({error}): check the network, then run again")
}

fn certificates(path: &Path) -> Result<Vec<Certificate<'static>>, String> {
    let shown = path.display();
    let pem = fs::read(path).map_err(|error| format!("ca_file {shown}: {}", explain(&error)))?;
    let mut found = Vec::new();
    for item in parse_pem(&pem) {
        match item {
            Ok(PemItem::Certificate(certificate)) => found.push(certificate),
            Ok(_) => {}
            Err(error) => return Err(format!("ca_file {shown}: {error}: give a PEM file")),
        }
    }
    if found.is_empty() {
        return Err(format!(
            "ca_file {shown}: no certificate in it: give a PEM file with `BEGIN CERTIFICATE`"
        ));
    }
    Ok(found)
}

fn status_in_words(status: u16, spec: &SourceSpec) -> String {
    let repair = match (status, &spec.token_env) {
        (401 | 403, Some(variable)) => {
            format!("the server refuses the token: renew the one in {variable}")
        }
        (401 | 403, None) => {
            "the server wants a token: name its environment variable in `token_env`".into()
        }
        (404 | 410, _) => "there is nothing at this address: check `url` of this source".into(),
        (429, _) => "the server wants fewer requests: wait, then run again".into(),
        (500..=599, _) => "the server has a fault: run again later, or tell its operator".into(),
        (300..=399, _) => "the server sends elsewhere without saying where: check `url`".into(),
        _ => "expected 200: check `url` of this source".into(),
    };
    format!("status {status}: {repair}")
}

fn in_words(error: &Error, spec: &SourceSpec) -> String {
    match error {
        Error::HostNotFound => "the host is not found: check `url`, and the network".into(),
        Error::ConnectionFailed => {
            "no connection: check `url`, and whether the server runs and a firewall is between".into()
        }
        Error::Timeout(which) => {
            format!("no answer in time ({which}): run again later, or ask the server's operator")
        }
        Error::TooManyRedirects => {
            format!("more than {MAX_REDIRECTS} redirects: write the final address into `url`")
        }
        Error::RedirectFailed => "a redirect that cannot be followed: write the final address into `url`".into(),
        Error::BadUri(_) | Error::RequireHttpsOnly(_) => {
            "the address, or one it redirects to, cannot be used (https never goes on to http): check `url`".into()
        }
        // What the header held is the token: not to be shown.
        Error::Http(_) => match &spec.token_env {
            Some(variable) => format!("the address or the token in {variable} holds characters that cannot be sent"),
            None => "the address holds characters that cannot be sent: check `url`".into(),
        },
        Error::Tls(_) | Error::Rustls(_) => {
            format!("no secure connection ({error}): if the server's certificate is the ministry's own, set `ca_file`")
        }
        Error::Io(io) if io.kind() == io::ErrorKind::ConnectionRefused => {
            "the connection is refused: check host and port in `url`, and whether the server runs".into()
        }
        other => format!("{other}: check `url` and the network, then run again"),
    }
}

/// The name in `Content-Disposition`, else the last part of the address.
fn file_name(headers: &HeaderMap, url: &str) -> Option<String> {
    let offered = text(headers, header::CONTENT_DISPOSITION).and_then(|value| {
        value.split(';').find_map(|part| {
            let (key, name) = part.trim().split_once('=')?;
            key.eq_ignore_ascii_case("filename")
                .then(|| name.trim_matches('"').to_owned())
        })
    });
    let path = url.split(['?', '#']).next().unwrap_or_default();
    let path = path.split_once("://").map_or(path, |(_, rest)| rest);
    let in_url = path.split_once('/').map(|(_, path)| path.to_owned());
    offered.into_iter().chain(in_url).find_map(|name| {
        let name = name
            .rsplit(['/', '\\'])
            .next()
            .unwrap_or_default()
            .trim()
            .to_owned();
        (!name.is_empty() && name != ".." && !name.chars().any(char::is_control)).then_some(name)
    })
}

fn text(headers: &HeaderMap, name: header::HeaderName) -> Option<&str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests;
