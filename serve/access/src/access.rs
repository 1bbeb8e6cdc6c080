//! Everything together.

use std::collections::HashSet;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Router, middleware};
use chrono::{DateTime, NaiveDate, Utc};
use thiserror::Error;

use crate::accounts::Accounts;
use crate::admit;
use crate::audit::{AuditError, AuditLog, Event, EventKind};
use crate::clock::Clock;
use crate::csrf::Csrf;
use crate::look::{Look, Problem};
use crate::password::Checker;
use crate::refusal::Refusal;
use crate::session::Sessions;
use crate::settings::{Settings, SettingsError};
use crate::sign_in;
use crate::throttle::Throttle;
use crate::tls::{Certificate, TlsError};
use crate::users::{UsersError, UsersFile};
use crate::visitor::Arrival;

/// Why a server cannot begin.
#[derive(Debug, Error)]
pub enum AccessError {
    /// Not safe.
    #[error(transparent)]
    Settings(#[from] SettingsError),
    /// No accounts.
    #[error(transparent)]
    Users(#[from] UsersError),
    /// Nobody could come in.
    #[error("{0} has no user who may come in; make one with `norma user add NAME --role admin`")]
    Nobody(String),
    /// No audit log.
    #[error(transparent)]
    Audit(#[from] AuditError),
    /// No certificate.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// No random bytes.
    #[error("the system gives no random bytes: {0}")]
    Random(#[from] io::Error),
}

/// Who may see what, for one server.
#[derive(Clone)]
pub struct Access(Arc<Inner>);

struct Inner {
    settings: Settings,
    clock: Arc<dyn Clock>,
    look: Box<dyn Look>,
    open_paths: Vec<String>,
    csrf: Csrf,
    audit: Option<Arc<AuditLog>>,
    guarded: Option<Guarded>,
    told: Mutex<Told>,
}

/// What there is with accounts alone.
pub(crate) struct Guarded {
    pub(crate) accounts: Accounts,
    pub(crate) sessions: Sessions,
    pub(crate) throttle: Throttle,
    pub(crate) checker: Checker,
}

/// What the audit log tells once a day, or once an hour.
#[derive(Default)]
struct Told {
    day: NaiveDate,
    keys: HashSet<String>,
}

/// Keys of [`Told`] that are kept; with more it begins anew, and tells some of them twice.
const TOLD_AT_MOST: usize = 10_000;

impl Access {
    /// Reads users file and audit log. `open_paths` are answered without signing in: exact paths, or everything below
    /// one that ends with `/`.
    ///
    /// # Errors
    /// Settings that are not safe, files that cannot be used; each with the repair.
    pub fn open(
        settings: Settings,
        clock: Arc<dyn Clock>,
        look: impl Look,
        open_paths: &[&str],
    ) -> Result<Self, AccessError> {
        settings.check()?;
        let guarded = match &settings.users {
            None => None,
            Some(path) => {
                let accounts = Accounts::of(UsersFile::at(path));
                if accounts.current()?.users.iter().all(|user| user.disabled) {
                    return Err(AccessError::Nobody(path.display().to_string()));
                }
                Some(Guarded {
                    accounts,
                    sessions: Sessions::with(settings.sessions),
                    throttle: Throttle::default(),
                    checker: Checker::default(),
                })
            }
        };
        let audit = settings.audit.as_ref();
        let audit = audit.map(AuditLog::open).transpose()?.map(Arc::new);
        Ok(Self(Arc::new(Inner {
            clock,
            look: Box::new(look),
            open_paths: open_paths.iter().map(|&path| path.to_owned()).collect(),
            csrf: Csrf::new()?,
            audit,
            guarded,
            told: Mutex::default(),
            settings,
        })))
    }

    /// Puts itself around the routes of a server, fallbacks too, and adds `/masuk` and `/keluar`.
    pub fn around(&self, pages: Router) -> Router {
        pages
            .merge(sign_in::routes(self.clone()))
            .layer(middleware::from_fn_with_state(self.clone(), admit::admit))
    }

    /// The certificate and key that the settings name; `None` without TLS.
    ///
    /// # Errors
    /// Files that cannot be read or do not belong together: the server must not begin.
    pub fn tls(&self) -> Result<Option<Certificate>, TlsError> {
        let files = self.0.settings.tls.as_ref();
        files.map(Certificate::open).transpose()
    }

    /// What the configuration says.
    pub fn settings(&self) -> &Settings {
        &self.0.settings
    }

    pub(crate) fn guarded(&self) -> Option<&Guarded> {
        self.0.guarded.as_ref()
    }

    pub(crate) fn csrf(&self) -> &Csrf {
        &self.0.csrf
    }

    pub(crate) fn look(&self) -> &dyn Look {
        self.0.look.as_ref()
    }

    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.0.clock.now()
    }

    pub(crate) fn is_open(&self, path: &str) -> bool {
        let below = |open: &String| open.ends_with('/') && path.starts_with(open.as_str());
        path == sign_in::SIGN_IN || self.0.open_paths.iter().any(|o| o == path || below(o))
    }

    pub(crate) fn event(&self, kind: EventKind, outcome: &str, arrival: &Arrival) -> Event {
        Event {
            client: arrival.client,
            path: Some(arrival.path.clone()),
            query: arrival.query.clone(),
            ..Event::new(self.now(), kind, outcome)
        }
    }

    /// Writes a line, where there is a log.
    pub(crate) async fn record(&self, event: Event) -> Result<(), Refusal> {
        let Some(audit) = self.0.audit.clone() else {
            return Ok(());
        };
        let written = tokio::task::spawn_blocking(move || audit.write(&event)).await;
        written.map_err(|error| Refusal::System(error.to_string()))??;
        Ok(())
    }

    /// Writes a line, unless one was written today under this key.
    pub(crate) async fn record_once(&self, key: String, event: Event) -> Result<(), Refusal> {
        let today = event.at.date_naive();
        let told = || self.0.told.lock().unwrap_or_else(PoisonError::into_inner);
        {
            let mut told = told();
            if told.day != today || told.keys.len() >= TOLD_AT_MOST {
                told.day = today;
                told.keys.clear();
            }
            if told.keys.contains(&key) {
                return Ok(());
            }
        }
        self.record(event).await?;
        told().keys.insert(key);
        Ok(())
    }

    /// The answer to a request that is refused: JSON for programs, a page for people.
    pub(crate) fn answer(&self, refusal: &Refusal, arrival: &Arrival) -> Response {
        if refusal.is_ours() {
            eprintln!("norma: {refusal}");
        }
        let (status, (title, message)) = (refusal.status(), refusal.words());
        let mut response = if arrival.is_api() {
            let body = serde_json::json!({"error": title, "message": message}).to_string();
            (status, [(header::CONTENT_TYPE, "application/json")], body).into_response()
        } else {
            let page = self.look().problem(&Problem {
                status: status.as_u16(),
                title,
                message,
            });
            (status, [HTML], page).into_response()
        };
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if status == StatusCode::UNAUTHORIZED {
            let scheme = HeaderValue::from_static("Bearer realm=\"norma\"");
            headers.insert(header::WWW_AUTHENTICATE, scheme);
        }
        if let Some(seconds) = refusal.retry_after() {
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        response
    }
}

pub(crate) const HTML: (header::HeaderName, &str) =
    (header::CONTENT_TYPE, "text/html; charset=utf-8");
