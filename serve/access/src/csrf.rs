//! Against forms of other sites: a token that only our own pages know, and where the browser says a request comes from.

use axum::http::HeaderMap;
use axum::http::uri::{Authority, Uri};
use subtle::ConstantTimeEq;

use crate::random;
use crate::scram::keyed;

/// Name of the form field, and of the header for scripts of our own.
pub const FIELD: &str = "csrf";
/// Header of requests that are no forms.
pub const HEADER: &str = "x-csrf-token";

/// Makes tokens: HMAC-SHA-256, under a key of this process, of what the visitor is known by.
pub(crate) struct Csrf {
    key: [u8; 32],
}

impl Csrf {
    pub(crate) fn new() -> std::io::Result<Self> {
        Ok(Self {
            key: random::bytes()?,
        })
    }

    /// The token for whoever is known by `binding` (a session, a proxy's user, a form).
    pub(crate) fn token(&self, binding: &str) -> String {
        hex::encode(keyed(&self.key, binding.as_bytes()))
    }

    /// Whether this is that token.
    pub(crate) fn holds(&self, binding: &str, token: &str) -> bool {
        same(&self.token(binding), token)
    }
}

/// Whether two tokens are the same, in constant time.
pub(crate) fn same(own: &str, sent: &str) -> bool {
    own.as_bytes().ct_eq(sent.as_bytes()).into()
}

/// Whether the browser says that the request comes from another site. Clients that are no browsers say nothing.
pub(crate) fn from_elsewhere(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if headers.contains_key("sec-fetch-site") {
        return !matches!(text("sec-fetch-site"), Some("same-origin" | "none"));
    }
    if !headers.contains_key("origin") {
        return false;
    }
    let origin = text("origin").and_then(|origin| origin.parse::<Uri>().ok());
    let host = text("host").and_then(|host| host.parse::<Authority>().ok());
    match (origin.as_ref().and_then(Uri::authority), host) {
        (Some(origin), Some(host)) => *origin != host,
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_token_is_of_one_visitor_and_one_process() {
        let csrf = Csrf::new().unwrap();
        let token = csrf.token("session:a");
        assert!(csrf.holds("session:a", &token));
        assert!(!csrf.holds("session:b", &token));
        assert!(!csrf.holds("session:a", ""));
        assert!(!csrf.holds("session:a", &token[1..]));
        assert!(!Csrf::new().unwrap().holds("session:a", &token));
    }

    #[test]
    fn where_a_request_comes_from() {
        let host = ("host", "norma.example:8443");
        for (headers, elsewhere) in [
            (vec![host], false),
            (vec![host, ("sec-fetch-site", "same-origin")], false),
            (vec![host, ("sec-fetch-site", "none")], false),
            (vec![host, ("sec-fetch-site", "same-site")], true),
            (vec![host, ("sec-fetch-site", "cross-site")], true),
            (vec![host, ("origin", "https://norma.example:8443")], false),
            (vec![host, ("origin", "https://norma.example")], true),
            (vec![host, ("origin", "https://evil.example")], true),
            (vec![host, ("origin", "null")], true),
            (vec![("origin", "https://norma.example")], true),
            (
                vec![
                    host,
                    ("sec-fetch-site", "cross-site"),
                    ("origin", "https://norma.example:8443"),
                ],
                true,
            ),
        ] {
            let map: HeaderMap = headers
                .iter()
                .map(|(n, v)| (n.parse().unwrap(), v.parse().unwrap()))
                .collect();
            assert_eq!(from_elsewhere(&map), elsewhere, "{headers:?}");
        }
    }
}
