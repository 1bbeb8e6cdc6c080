//! The middleware: finds out who asks, and refuses what must not get through.

use std::net::IpAddr;

use axum::body::{Body, to_bytes};
use axum::extract::{ConnectInfo, Request, State};
use axum::http::uri::PathAndQuery;
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use url::form_urlencoded;

use crate::access::{Access, Guarded};
use crate::audit::{Event, EventKind};
use crate::csrf;
use crate::name::UserName;
use crate::proxy::TrustedProxy;
use crate::refusal::Refusal;
use crate::role::{Capabilities, Capability, Role};
use crate::sign_in::{SIGN_IN, session_binding, session_cookie};
use crate::throttle::Wait;
use crate::tls::Peer;
use crate::token::Secret;
use crate::users::{User, Users};
use crate::visitor::{Arrival, Via, Visitor, is_api};

/// Largest form that is read to find its token, in bytes.
const LARGEST_FORM: usize = 1 << 20;

/// Name of the visitor without accounts.
const LOCAL: &str = "lokal";

pub(crate) async fn admit(
    State(access): State<Access>,
    mut request: Request,
    next: Next,
) -> Response {
    let mut arrival = Arrival {
        client: None,
        path: request.uri().path().to_owned(),
        query: request.uri().query().map(str::to_owned),
    };
    let page = matches!(*request.method(), Method::GET | Method::HEAD) && !arrival.is_api();
    match check(&access, &mut request, &mut arrival).await {
        Ok(()) => next.run(request).await,
        Err(Refusal::NotSignedIn) if page => {
            let asked = request
                .uri()
                .path_and_query()
                .map_or("/", PathAndQuery::as_str);
            let target: String = form_urlencoded::byte_serialize(asked.as_bytes()).collect();
            Redirect::to(&format!("{SIGN_IN}?ke={target}")).into_response()
        }
        Err(refusal) => access.answer(&refusal, &arrival),
    }
}

/// Whether the request gets through; then it carries its [`Arrival`] and, if somebody is known, its [`Visitor`].
async fn check(
    access: &Access,
    request: &mut Request,
    arrival: &mut Arrival,
) -> Result<(), Refusal> {
    let visitor = match access.guarded() {
        None => Some(local(access, arrival)),
        Some(guarded) => {
            let peer = request.extensions().get::<ConnectInfo<Peer>>();
            let peer = peer.map(|ConnectInfo(Peer(address))| address.ip().to_canonical());
            let peer =
                peer.ok_or_else(|| Refusal::System("no address of the client".to_owned()))?;
            arrival.client = Some(peer);
            known(access, guarded, request.headers_mut(), peer, arrival).await?
        }
    };
    let is_open = access.is_open(&arrival.path);
    match &visitor {
        None if !is_open => return Err(Refusal::NotSignedIn),
        // A token without any scope.
        Some(visitor) if !is_open && !visitor.may(Capability::View) => {
            return Err(Refusal::NotAllowed(Capability::View));
        }
        _ => {}
    }
    // The sign-in form has a token of its own.
    if !request.method().is_safe() && arrival.path != SIGN_IN {
        own_form(visitor.as_ref(), request).await?;
    }
    request.extensions_mut().insert(arrival.clone());
    if let Some(visitor) = visitor {
        request.extensions_mut().insert(visitor);
    }
    Ok(())
}

/// Without accounts whoever is at this machine may do everything.
pub(crate) fn local(access: &Access, arrival: &Arrival) -> Visitor {
    Visitor {
        name: LOCAL.to_owned(),
        role: Role::Admin,
        via: Via::Local,
        capabilities: Capabilities::all(),
        csrf: access.csrf().token(LOCAL),
        arrival: arrival.clone(),
        access: access.clone(),
    }
}

/// Who asks, with accounts; `None` when nobody is signed in.
async fn known(
    access: &Access,
    guarded: &Guarded,
    headers: &mut HeaderMap,
    peer: IpAddr,
    arrival: &mut Arrival,
) -> Result<Option<Visitor>, Refusal> {
    let settings = access.settings();
    let proxy = settings.proxy.as_ref();
    let from_proxy = proxy.is_some_and(|proxy| proxy.is_at(peer));
    if let Some(proxy) = proxy.filter(|_| from_proxy) {
        arrival.client = Some(proxy.client(peer, headers));
    }
    let said = proxy.map(|proxy| take(headers, proxy)).unwrap_or_default();
    if !said.is_empty() && !from_proxy {
        let outcome = "the proxy's header from an address that is no proxy";
        failed(access, arrival, outcome, &peer.to_string()).await?;
        return Err(Refusal::Stranger("not from a proxy"));
    }
    if settings.tls.is_none() && !from_proxy && !peer.is_loopback() {
        return Err(Refusal::AroundProxy);
    }
    let users = guarded.accounts.current()?;
    let bearer = bearer(headers)?;
    match (said.as_slice(), bearer) {
        ([], None) => Ok(session(access, guarded, headers, &users, arrival)),
        ([], Some(token)) => by_token(access, guarded, token, &users, arrival)
            .await
            .map(Some),
        ([name], None) => by_proxy(access, name, &users, arrival).await.map(Some),
        (_, Some(_)) => Err(Refusal::Stranger("a token beside the proxy's header")),
        _ => Err(Refusal::Stranger("the header more than once")),
    }
}

/// Takes the proxy's header out of the request, so that nothing behind can believe it.
fn take(headers: &mut HeaderMap, proxy: &TrustedProxy) -> Vec<Vec<u8>> {
    let said = headers.get_all(&proxy.header).iter();
    let said = said.map(|value| value.as_bytes().to_vec()).collect();
    headers.remove(&proxy.header);
    said
}

/// The text after `Bearer`; other schemes say nothing to us.
fn bearer(headers: &HeaderMap) -> Result<Option<String>, Refusal> {
    let mut said = headers.get_all(header::AUTHORIZATION).iter();
    let (first, second) = (said.next(), said.next());
    if second.is_some() {
        return Err(Refusal::Token("Authorization more than once"));
    }
    let text = first.and_then(|value| value.to_str().ok());
    let scheme = text.and_then(|text| text.split_once(' '));
    let token = scheme.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    Ok(token.map(|(_, token)| token.trim().to_owned()))
}

fn session(
    access: &Access,
    guarded: &Guarded,
    headers: &HeaderMap,
    users: &Users,
    arrival: &Arrival,
) -> Option<Visitor> {
    let id = session_cookie(access, headers)?;
    let user = guarded.sessions.find(&id, access.now(), users)?;
    let csrf = access.csrf().token(&session_binding(&id));
    Some(visitor(access, user, Via::Session, csrf, arrival))
}

async fn by_token(
    access: &Access,
    guarded: &Guarded,
    text: String,
    users: &Users,
    arrival: &Arrival,
) -> Result<Visitor, Refusal> {
    let secret = Secret::parse(&text);
    let token = secret.as_ref().and_then(|secret| {
        let token = users.token(&secret.id)?;
        (token.sha256 == secret.hash()).then_some(token)
    });
    let user = token.and_then(|token| users.enabled(&token.user));
    let now = access.now();
    let outcome = match (token, user) {
        (None, _) => "unknown token",
        (Some(_), None) => "the user of the token is disabled",
        (Some(token), _) if token.expires <= now => "expired token",
        (Some(token), Some(user)) => {
            let via = Via::Token(token.id.clone());
            let mut visitor = visitor(access, user, via, String::new(), arrival);
            visitor.capabilities = Capabilities::of_token(user.role, &token.scopes);
            let key = format!("token {} {:?}", token.id, arrival.client);
            let event = described(access, EventKind::TokenUsed, "ok", arrival, &visitor);
            access.record_once(key, event).await?;
            return Ok(visitor);
        }
    };
    if let Some(client) = arrival.client {
        let attempt = guarded.throttle.attempt(None, client, now);
        if let Err(wait) = attempt {
            return Err(throttled(access, arrival, None, wait).await?);
        }
    }
    let mut event = access.event(EventKind::SignInFailed, outcome, arrival);
    event.via = token.map(|token| Via::Token(token.id.clone()).to_string());
    event.user = token.map(|token| token.user.to_string());
    access.record(event).await?;
    Err(Refusal::Token(outcome))
}

async fn by_proxy(
    access: &Access,
    said: &[u8],
    users: &Users,
    arrival: &Arrival,
) -> Result<Visitor, Refusal> {
    let name = std::str::from_utf8(said).ok();
    let name = name.and_then(|name| UserName::parse(name.trim()).ok());
    let Some(user) = name.as_ref().and_then(|name| users.enabled(name)) else {
        let name = name.map_or_else(|| "-".to_owned(), |name| name.to_string());
        let outcome = format!("the proxy names {name}, who is unknown or disabled");
        failed(access, arrival, &outcome, &name).await?;
        return Err(Refusal::UnknownProxyUser);
    };
    let csrf = access.csrf().token(&format!("proxy:{}", user.name));
    let visitor = visitor(access, user, Via::Proxy, csrf, arrival);
    let key = format!("proxy {} {:?}", user.name, arrival.client);
    let event = described(access, EventKind::SignIn, "ok", arrival, &visitor);
    access.record_once(key, event).await?;
    Ok(visitor)
}

pub(crate) fn visitor(
    access: &Access,
    user: &User,
    via: Via,
    csrf: String,
    arrival: &Arrival,
) -> Visitor {
    Visitor {
        name: user.name.to_string(),
        role: user.role,
        via,
        capabilities: user.role.capabilities(),
        csrf,
        arrival: arrival.clone(),
        access: access.clone(),
    }
}

fn described(
    access: &Access,
    kind: EventKind,
    outcome: &str,
    arrival: &Arrival,
    visitor: &Visitor,
) -> Event {
    Event {
        user: Some(visitor.name.clone()),
        role: Some(visitor.role.as_str()),
        via: Some(visitor.via.to_string()),
        ..access.event(kind, outcome, arrival)
    }
}

/// Logs a failure that may come with every request: once an hour for each `what` and client.
async fn failed(
    access: &Access,
    arrival: &Arrival,
    outcome: &str,
    what: &str,
) -> Result<(), Refusal> {
    let event = access.event(EventKind::SignInFailed, outcome, arrival);
    let key = hourly(&event, what);
    access.record_once(key, event).await
}

fn hourly(event: &Event, what: &str) -> String {
    let hour = event.at.timestamp().div_euclid(3600);
    format!("{:?} {hour} {what} {:?}", event.event, event.client)
}

/// The refusal of an attempt that comes too early, logged once an hour for each name and client.
pub(crate) async fn throttled(
    access: &Access,
    arrival: &Arrival,
    user: Option<&User>,
    wait: Wait,
) -> Result<Refusal, Refusal> {
    let mut event = access.event(EventKind::Throttled, "has to wait", arrival);
    event.user = user.map(|user| user.name.to_string());
    let key = hourly(&event, event.user.as_deref().unwrap_or("-"));
    access.record_once(key, event).await?;
    Ok(Refusal::Wait(wait))
}

/// Refuses a change that a page of another site may have asked for. A token in `Authorization` is not sent by browsers on
/// their own.
async fn own_form(visitor: Option<&Visitor>, request: &mut Request) -> Result<(), Refusal> {
    let Some(visitor) = visitor.filter(|visitor| !matches!(visitor.via, Via::Token(_))) else {
        return Ok(());
    };
    if csrf::from_elsewhere(request.headers()) {
        return Err(Refusal::Forged("from another site"));
    }
    // A page of another site cannot send this type without asking first, and nobody allows it to.
    if is_api(request.uri().path()) && media_type(request.headers()) == "application/json" {
        return Ok(());
    }
    let header = request.headers().get(csrf::HEADER);
    let token = match header.and_then(|value| value.to_str().ok()) {
        Some(token) => Some(token.to_owned()),
        None => form_token(request).await?,
    };
    match token {
        None => Err(Refusal::Forged("without a token")),
        Some(token) if csrf::same(&visitor.csrf, &token) => Ok(()),
        Some(_) => Err(Refusal::Forged("with another token")),
    }
}

/// What a body is said to be, without parameters.
fn media_type(headers: &HeaderMap) -> String {
    let kind = headers.get(header::CONTENT_TYPE);
    let kind = kind.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default();
    kind.trim().to_ascii_lowercase()
}

/// The field of an ordinary form, whose body is put back.
async fn form_token(request: &mut Request) -> Result<Option<String>, Refusal> {
    if media_type(request.headers()) != "application/x-www-form-urlencoded" {
        return Ok(None);
    }
    let length = request.headers().get(header::CONTENT_LENGTH);
    let length = length.and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if length.is_some_and(|length| length > LARGEST_FORM) {
        return Err(Refusal::TooLarge);
    }
    let body = std::mem::take(request.body_mut());
    let bytes = to_bytes(body, LARGEST_FORM).await;
    let bytes = bytes.map_err(|error| Refusal::Form(error.to_string()))?;
    let field = form_urlencoded::parse(&bytes).find(|(name, _)| name == csrf::FIELD);
    let token = field.map(|(_, token)| token.into_owned());
    *request.body_mut() = Body::from(bytes);
    Ok(token)
}
