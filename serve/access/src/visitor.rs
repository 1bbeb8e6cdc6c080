//! Who asks: in the extensions of every request that gets through.

use std::fmt;
use std::net::IpAddr;

use axum::response::Response;

use crate::access::Access;
use crate::audit::{Event, EventKind};
use crate::refusal::Refusal;
use crate::role::{Capabilities, Capability, Role};

/// How somebody came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Via {
    /// From this machine, without accounts.
    Local,
    /// With a password.
    Session,
    /// With the token of this id.
    Token(String),
    /// Through the proxy of the single sign-on.
    Proxy,
    /// With a password, over the PostgreSQL protocol.
    Postgres,
}

impl fmt::Display for Via {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Local => f.write_str("local"),
            Self::Session => f.write_str("session"),
            Self::Token(id) => write!(f, "token:{id}"),
            Self::Proxy => f.write_str("proxy"),
            Self::Postgres => f.write_str("postgresql"),
        }
    }
}

/// What a request asks for and from where, as the audit log tells it.
#[derive(Clone, Debug)]
pub(crate) struct Arrival {
    pub(crate) client: Option<IpAddr>,
    pub(crate) path: String,
    pub(crate) query: Option<String>,
}

impl Arrival {
    /// Whether a program asks, not a browser.
    pub(crate) fn is_api(&self) -> bool {
        is_api(&self.path)
    }
}

/// Whether programs ask there.
pub(crate) fn is_api(path: &str) -> bool {
    path == "/api" || path.starts_with("/api/")
}

/// Whoever asks. Handlers take it with `Extension<Visitor>`.
#[derive(Clone)]
pub struct Visitor {
    /// Name in the users file; `lokal` without accounts.
    pub name: String,
    /// Role; `Admin` without accounts.
    pub role: Role,
    /// How they came in.
    pub via: Via,
    /// What they may do.
    pub capabilities: Capabilities,
    /// For the hidden field `csrf` of every form that is posted, or the header `X-CSRF-Token`.
    pub csrf: String,
    pub(crate) arrival: Arrival,
    pub(crate) access: Access,
}

impl fmt::Debug for Visitor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({}, {})", self.name, self.role, self.via)
    }
}

impl Visitor {
    /// Whether they may do this; for what a page shows.
    pub fn may(&self, capability: Capability) -> bool {
        self.capabilities.has(capability)
    }

    /// Whether there is a session to end, that is whether a page shows the button that posts to `/keluar`.
    pub fn can_sign_out(&self) -> bool {
        self.via == Via::Session
    }

    /// Ends the request unless they may do this, and writes into the audit log that they tried.
    ///
    /// # Errors
    /// The answer to send: 403, or 503 when that could not be logged.
    pub async fn need(&self, capability: Capability) -> Result<(), Response> {
        let must = self.must(capability).await;
        must.map_err(|refusal| self.access.answer(&refusal, &self.arrival))
    }

    /// The same where the answer is not HTTP.
    pub(crate) async fn must(&self, capability: Capability) -> Result<(), Refusal> {
        if self.may(capability) {
            return Ok(());
        }
        let outcome = format!("not allowed: {}", capability.words());
        self.record(EventKind::Refused, &outcome, |_| {}).await?;
        Err(Refusal::NotAllowed(capability))
    }

    /// Logs that rows or a report are taken away; to be called before they are sent.
    ///
    /// # Errors
    /// The answer to send instead, 503: what cannot be logged is not sent.
    pub async fn exports(&self, outcome: &str, rows: Option<u64>) -> Result<(), Response> {
        self.record(EventKind::Export, outcome, |event| event.rows = rows)
            .await
            .map_err(|refusal| self.access.answer(&refusal, &self.arrival))
    }

    /// Logs an SQL statement; to be called once before it runs (`"begun"`, without rows) and once with how it ended.
    ///
    /// # Errors
    /// The answer to send instead, 503: what cannot be logged is not run.
    pub async fn asks_sql(
        &self,
        statement: &str,
        outcome: &str,
        rows: Option<u64>,
    ) -> Result<(), Response> {
        self.logs_sql(statement, outcome, rows)
            .await
            .map_err(|refusal| self.access.answer(&refusal, &self.arrival))
    }

    /// The same where the answer is not HTTP.
    ///
    /// # Errors
    /// The log cannot be written: the statement is not to be run.
    pub async fn logs_sql(
        &self,
        statement: &str,
        outcome: &str,
        rows: Option<u64>,
    ) -> Result<(), Refusal> {
        let fill = |event: &mut Event| {
            event.statement = Some(statement.to_owned());
            event.rows = rows;
        };
        self.record(EventKind::Sql, outcome, fill).await
    }

    pub(crate) async fn record(
        &self,
        kind: EventKind,
        outcome: &str,
        fill: impl FnOnce(&mut Event),
    ) -> Result<(), Refusal> {
        let mut event = self.access.event(kind, outcome, &self.arrival);
        event.user = Some(self.name.clone());
        event.role = Some(self.role.as_str());
        event.via = Some(self.via.to_string());
        fill(&mut event);
        self.access.record(event).await
    }
}
