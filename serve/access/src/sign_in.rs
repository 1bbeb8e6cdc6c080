//! `/masuk` and `/keluar`.
//!
//! The session is in the cookie `__Host-norma` (Secure, HttpOnly, SameSite=Lax, Path=/); without TLS, which is this machine alone,
//! in `norma` without Secure. The form has a token bound to a cookie of its own, so that nobody can be signed in under the
//! name of somebody else by a page of another site.

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Extension, RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use sha2::{Digest, Sha256};
use url::form_urlencoded;

use crate::access::{Access, Guarded, HTML};
use crate::admit::throttled;
use crate::audit::EventKind;
use crate::csrf;
use crate::look::LoginPage;
use crate::name::UserName;
use crate::random;
use crate::refusal::Refusal;
use crate::users::User;
use crate::visitor::{Arrival, Visitor};

/// Where one signs in.
pub(crate) const SIGN_IN: &str = "/masuk";
/// Where one leaves.
pub(crate) const SIGN_OUT: &str = "/keluar";

/// Largest sign-in form, in bytes.
const LARGEST_FORM: usize = 16 << 10;

pub(crate) fn routes(access: Access) -> Router {
    Router::new()
        .route(SIGN_IN, get(form).post(sign_in))
        .route(SIGN_OUT, post(sign_out))
        .layer(DefaultBodyLimit::max(LARGEST_FORM))
        .with_state(access)
}

#[derive(Clone, Copy)]
enum Cookie {
    Session,
    Form,
}

impl Cookie {
    fn name(self, access: &Access) -> &'static str {
        match (self, access.settings().is_secure()) {
            (Self::Session, true) => "__Host-norma",
            (Self::Session, false) => "norma",
            (Self::Form, true) => "__Host-norma-masuk",
            (Self::Form, false) => "norma-masuk",
        }
    }

    /// The header that sets it; an empty value takes it away.
    fn set(self, access: &Access, value: &str) -> Result<HeaderValue, Refusal> {
        let secure = if access.settings().is_secure() {
            "; Secure"
        } else {
            ""
        };
        let age = if value.is_empty() { "; Max-Age=0" } else { "" };
        let name = self.name(access);
        let cookie = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{age}");
        HeaderValue::try_from(cookie).map_err(|error| Refusal::System(error.to_string()))
    }

    fn get(self, access: &Access, headers: &HeaderMap) -> Option<String> {
        let name = self.name(access);
        let said = headers.get_all(header::COOKIE).iter();
        let mut said = said
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(';'))
            .filter_map(|pair| pair.trim().split_once('='));
        let found = said.find(|(key, _)| *key == name);
        found.map(|(_, value)| value.to_owned())
    }
}

/// The id of the session that the request names.
pub(crate) fn session_cookie(access: &Access, headers: &HeaderMap) -> Option<String> {
    Cookie::Session.get(access, headers)
}

/// By which forms of a session are known; not the id itself.
pub(crate) fn session_binding(id: &str) -> String {
    format!("session:{}", hex::encode(Sha256::digest(id)))
}

/// A path of this server to go to after signing in; `/` for everything else. Browsers take `//name`, `/\name` and paths
/// with line ends or tabs in them for other servers.
fn local_path(text: &str) -> &str {
    let plain = text
        .bytes()
        .all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    let local = text.starts_with('/') && !text.starts_with("//");
    let path = text.split(['?', '#']).next().unwrap_or_default();
    if plain && local && ![SIGN_IN, SIGN_OUT].contains(&path) {
        text
    } else {
        "/"
    }
}

async fn form(
    State(access): State<Access>,
    visitor: Option<Extension<Visitor>>,
    Extension(arrival): Extension<Arrival>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let target = field(query.unwrap_or_default().as_bytes(), "ke");
    let target = local_path(&target);
    if visitor.is_some() {
        return Redirect::to(target).into_response();
    }
    let page = LoginPage {
        target: target.to_owned(),
        ..LoginPage::default()
    };
    show(&access, &headers, StatusCode::OK, page).unwrap_or_else(|r| access.answer(&r, &arrival))
}

/// The form with its token, and the cookie that the token is bound to where the browser has none yet.
fn show(
    access: &Access,
    headers: &HeaderMap,
    status: StatusCode,
    mut page: LoginPage,
) -> Result<Response, Refusal> {
    let known = Cookie::Form
        .get(access, headers)
        .filter(|id| id.len() == 64);
    let id = if let Some(id) = &known {
        id.clone()
    } else {
        let id = random::bytes::<32>().map_err(|e| Refusal::System(e.to_string()))?;
        hex::encode(id)
    };
    page.csrf = access.csrf().token(&form_binding(&id));
    let no_store = (header::CACHE_CONTROL, "no-store");
    let page = access.look().login(&page);
    let mut response = (status, [HTML, no_store], page).into_response();
    if known.is_none() {
        let cookie = Cookie::Form.set(access, &id)?;
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

fn form_binding(id: &str) -> String {
    format!("form:{id}")
}

fn field(form: &[u8], name: &str) -> String {
    let found = form_urlencoded::parse(form).find(|(key, _)| key == name);
    found
        .map(|(_, value)| value.into_owned())
        .unwrap_or_default()
}

async fn sign_in(
    State(access): State<Access>,
    Extension(arrival): Extension<Arrival>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let answer = match access.guarded() {
        // Without accounts there is nothing to sign in to.
        None => Ok(Redirect::to("/").into_response()),
        Some(guarded) => signed_in(&access, guarded, &arrival, &headers, &body).await,
    };
    answer.unwrap_or_else(|refusal| access.answer(&refusal, &arrival))
}

async fn signed_in(
    access: &Access,
    guarded: &Guarded,
    arrival: &Arrival,
    headers: &HeaderMap,
    form: &[u8],
) -> Result<Response, Refusal> {
    let (typed, target) = (field(form, "nama"), field(form, "ke"));
    let page = |message: &str| LoginPage {
        target: local_path(&target).to_owned(),
        csrf: String::new(),
        name: typed.chars().take(64).collect(),
        message: message.to_owned(),
    };
    let bound = Cookie::Form.get(access, headers).is_some_and(|id| {
        let csrf = field(form, csrf::FIELD);
        access.csrf().holds(&form_binding(&id), &csrf)
    });
    if csrf::from_elsewhere(headers) || !bound {
        let page = page("Formulir ini sudah kedaluwarsa. Silakan masuk sekali lagi.");
        return show(access, headers, StatusCode::FORBIDDEN, page);
    }
    let client = arrival
        .client
        .ok_or_else(|| Refusal::System("no address of the client".to_owned()))?;
    let users = guarded.accounts.current()?;
    let name = UserName::parse(typed.trim()).ok();
    let user = name.as_ref().and_then(|name| users.user(name));
    let now = access.now();
    if let Err(wait) = guarded.throttle.attempt(name.as_ref(), client, now) {
        return Err(throttled(access, arrival, user, wait).await?);
    }
    let hash = user.and_then(|user| user.password.clone());
    let same = guarded.checker.check(&field(form, "sandi"), hash).await?;
    let Some(user) = user.filter(|user| same && !user.disabled) else {
        let outcome = match user {
            None => "unknown user",
            Some(user) if user.disabled => "disabled user",
            Some(user) if user.password.is_none() => "user without a password",
            Some(_) => "wrong password",
        };
        let mut event = access.event(EventKind::SignInFailed, outcome, arrival);
        // What is no user's name may be a password in the wrong field: it is not written down.
        event.user = user.map(|user| user.name.to_string());
        access.record(event).await?;
        let page = page("Nama pengguna atau kata sandi salah.");
        return show(access, headers, StatusCode::FORBIDDEN, page);
    };
    guarded.throttle.succeeded(name.as_ref(), client);
    record(access, EventKind::SignIn, arrival, user).await?;
    // A new id: one that was known before signing in is worth nothing after it.
    if let Some(old) = session_cookie(access, headers) {
        guarded.sessions.end(&old);
    }
    let session = guarded.sessions.begin(user, now);
    let session = session.map_err(|error| Refusal::System(error.to_string()))?;
    let mut response = Redirect::to(local_path(&target)).into_response();
    for cookie in [
        Cookie::Session.set(access, session.as_str())?,
        Cookie::Form.set(access, "")?,
    ] {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

async fn record(
    access: &Access,
    kind: EventKind,
    arrival: &Arrival,
    user: &User,
) -> Result<(), Refusal> {
    let mut event = access.event(kind, "ok", arrival);
    event.user = Some(user.name.to_string());
    event.role = Some(user.role.as_str());
    event.via = Some("session".to_owned());
    event.query = None;
    access.record(event).await
}

async fn sign_out(
    State(access): State<Access>,
    Extension(visitor): Extension<Visitor>,
    headers: HeaderMap,
) -> Response {
    let Some(guarded) = access.guarded().filter(|_| visitor.can_sign_out()) else {
        return Redirect::to("/").into_response();
    };
    // Ended first: a log that cannot be written must not keep a session alive.
    if let Some(id) = session_cookie(&access, &headers) {
        guarded.sessions.end(&id);
    }
    let logged = visitor.record(EventKind::SignOut, "ok", |_| {}).await;
    let cookie = logged.and_then(|()| Cookie::Session.set(&access, ""));
    match cookie {
        Ok(cookie) => {
            let clear = HeaderValue::from_static("\"cache\"");
            let mut response = Redirect::to(SIGN_IN).into_response();
            response.headers_mut().append(header::SET_COOKIE, cookie);
            response.headers_mut().insert("clear-site-data", clear);
            response
        }
        Err(refusal) => access.answer(&refusal, &visitor.arrival),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;
    use url::Url;

    #[test]
    fn only_paths_of_this_server_are_gone_to() {
        for path in [
            "/",
            "/reports/2026-TW1",
            "/charts/flow.svg?quarter=2026-TW1",
            "/masuk-lain",
            "/a//b",
        ] {
            assert_eq!(local_path(path), path);
        }
        for path in [
            "",
            "https://evil.example",
            "//evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "/\t/evil.example",
            "/\n/evil.example",
            " /a",
            "evil",
            "javascript:alert(1)",
            "/masuk",
            "/masuk?ke=/masuk",
            "/keluar",
            "/é",
        ] {
            assert_eq!(local_path(path), "/", "{path:?}");
        }
    }

    proptest! {
        #[test]
        fn no_text_leads_a_browser_away(text in r"[/\\.:@?#%a-z\t\n\r ]{0,12}|\PC{0,12}") {
            let base = Url::parse("https://norma.example/masuk").unwrap();
            let there = base.join(local_path(&text)).unwrap();
            prop_assert_eq!(there.origin(), base.origin());
            prop_assert!(HeaderValue::from_str(local_path(&text)).is_ok());
        }
    }
}
