//! What all pages share: the engine, the frame around every page, and how an answer is made once for each snapshot.

use std::future::Future;
use std::sync::Arc;

use axum::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use minijinja::{Environment, context};
use norma_report::{Edition, ReportError, STYLE};
use sha2::{Digest, Sha256};

use crate::ServeError;
use crate::assets;
use crate::choice::Misunderstood;
use crate::desk::Desk;
use crate::engine::{Engine, EngineError, View};
use crate::made::Answer;
use crate::metrics::Metrics;
use crate::ranges::asks_part;
use crate::sql::Sql;

/// Media types.
pub(crate) const HTML: &str = "text/html; charset=utf-8";
pub(crate) const SVG: &str = "image/svg+xml; charset=utf-8";
pub(crate) const PNG: &str = "image/png";
pub(crate) const JSON: &str = "application/json";

/// Why there is no answer.
pub(crate) enum Failure {
    /// Nothing can be read or computed.
    Engine(EngineError),
    /// What was asked for is not there: title and words.
    Missing(&'static str, String),
    /// The address is not understood.
    Misunderstood(String),
    /// It would not be whole.
    TooLarge(String),
    /// What people wrote cannot be read: the file, the line, and how to mend it.
    Notes(String),
}

impl<E: Into<EngineError>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::Engine(error.into())
    }
}

impl From<Misunderstood> for Failure {
    fn from(error: Misunderstood) -> Self {
        Self::Misunderstood(error.0)
    }
}

/// What all pages share.
pub(crate) struct Site {
    pub(crate) engine: Arc<Engine>,
    pub(crate) edition: Edition,
    pub(crate) desk: Arc<dyn Desk>,
    pub(crate) metrics: Metrics,
    pub(crate) sql: Sql,
    templates: Environment<'static>,
    /// Readers sign in, so that each has a page of their own.
    has_accounts: bool,
    policy: HeaderValue,
}

impl Site {
    pub(crate) fn new(
        engine: Arc<Engine>,
        edition: Edition,
        desk: Arc<dyn Desk>,
        sql: Sql,
        has_accounts: bool,
    ) -> Result<Self, ServeError> {
        let mut templates = norma_report::environment()?;
        for (name, text) in [
            ("layout.html", include_str!("../templates/layout.html")),
            ("page.html", include_str!("../templates/page.html")),
            ("choice.html", include_str!("../templates/choice.html")),
            ("quarters.html", include_str!("../templates/quarters.html")),
            ("quarter.html", include_str!("../templates/quarter.html")),
            ("problem.html", include_str!("../templates/problem.html")),
            ("account.html", include_str!("../templates/account.html")),
            ("sql.html", include_str!("../templates/sql.html")),
            (
                "sql_catalogue.html",
                include_str!("../templates/sql_catalogue.html"),
            ),
            (
                "sql_waiting.html",
                include_str!("../templates/sql_waiting.html"),
            ),
            (
                "sql_connect.html",
                include_str!("../templates/sql_connect.html"),
            ),
        ] {
            templates
                .add_template(name, text)
                .map_err(ReportError::from)?;
        }
        Ok(Self {
            engine,
            edition,
            desk,
            metrics: Metrics::new()?,
            sql,
            templates,
            has_accounts,
            policy: policy(),
        })
    }

    /// Whether readers sign in.
    pub(crate) fn has_accounts(&self) -> bool {
        self.has_accounts
    }

    /// Only what this server sends, and the style sheet that reports carry inside.
    pub(crate) fn content_security_policy(&self) -> HeaderValue {
        self.policy.clone()
    }

    /// A page of that template.
    pub(crate) fn render(
        &self,
        template: &str,
        values: minijinja::Value,
    ) -> Result<Vec<u8>, ReportError> {
        let values = context! {
            style => assets::style_path(),
            script => assets::script_path(),
            accounts => self.has_accounts,
            ..values
        };
        Ok(self
            .templates
            .get_template(template)?
            .render(values)?
            .into_bytes())
    }

    /// A page of `view`, which says at its foot what it rests on.
    pub(crate) fn render_of(
        &self,
        view: &View,
        template: &str,
        values: minijinja::Value,
    ) -> Result<Vec<u8>, ReportError> {
        let session = &view.session;
        let values = context! {
            as_of => session.as_of().0,
            snapshot => session.snapshot().map(|snapshot| snapshot.number),
            rules => session.rulebook().version(),
            ..values
        };
        self.render(template, values)
    }

    /// A page that says what is wrong.
    pub(crate) fn problem(&self, status: StatusCode, title: &str, message: &str) -> Response {
        let values = context! { title, message, code => status.as_u16(), here => "" };
        match self.render("problem.html", values) {
            Ok(page) => (status, [(header::CONTENT_TYPE, HTML)], page).into_response(),
            Err(_) => (status, format!("{title}. {message}")).into_response(),
        }
    }

    /// The page of a failure.
    pub(crate) fn failed(&self, failure: &Failure) -> Response {
        let (status, title, words) = told(failure);
        self.problem(status, title, &words)
    }

    /// The failure of what was asked for at `uri`: a page for people, JSON for programs.
    fn failed_at(&self, uri: &Uri, failure: &Failure) -> Response {
        if !is_api(uri) {
            return self.failed(failure);
        }
        let (status, title, words) = told(failure);
        problem_of_api(status, title, &words)
    }

    /// The answer to a request for `uri`, from the newest snapshot: at once when the reader has it, from memory when it
    /// was made before, else what `make` makes of it.
    pub(crate) async fn answer<M, F>(
        self: &Arc<Self>,
        uri: &Uri,
        headers: &HeaderMap,
        make: M,
    ) -> Response
    where
        M: FnOnce(Arc<Self>, Arc<View>) -> F,
        F: Future<Output = Result<Answer, Failure>> + Send + 'static,
    {
        self.answer_of(uri, headers, "", make).await
    }

    /// The same for an answer that rests on more than the snapshot: `besides` is the same as long as that is.
    pub(crate) async fn answer_of<M, F>(
        self: &Arc<Self>,
        uri: &Uri,
        headers: &HeaderMap,
        besides: &str,
        make: M,
    ) -> Response
    where
        M: FnOnce(Arc<Self>, Arc<View>) -> F,
        F: Future<Output = Result<Answer, Failure>> + Send + 'static,
    {
        let view = match self.engine.view().await {
            Ok(view) => view,
            Err(error) => return self.failed_at(uri, &error.into()),
        };
        let tag = tag(&view, uri, besides);
        let known = headers
            .get_all(header::IF_NONE_MATCH)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(','))
            .map(str::trim)
            .find(|known| [tag.as_str(), packed(&tag).as_str(), "*"].contains(known));
        if let Some(known) = known {
            let tag = if known == "*" { &tag } else { known };
            return (StatusCode::NOT_MODIFIED, [(header::ETAG, tag.to_owned())]).into_response();
        }
        let address = format!("{uri} {besides}");
        let answer = match view.made.get(&address) {
            Some(answer) => Ok(answer),
            None => self.make(&view, &address, make).await,
        };
        let answer = match answer {
            Ok(answer) => answer,
            Err(failure) => return self.failed_at(uri, &failure),
        };
        let smaller = if accepts_gzip(headers) && !asks_part(headers) {
            view.packed.get(&address).or_else(|| {
                let smaller = answer.packed()?;
                view.packed.keep(address, &smaller);
                Some(smaller)
            })
        } else {
            None
        };
        let vary = (header::VARY, HeaderValue::from_static("accept-encoding"));
        if let Some(smaller) = smaller {
            let gzip = (header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
            let tag = [(header::ETAG, packed(&tag))];
            return ([vary, gzip], tag, Response::from(smaller)).into_response();
        }
        let answer = answer.asked(headers, &tag);
        ([vary], [(header::ETAG, tag)], answer).into_response()
    }
}

/// The tag of the packed form of an answer.
fn packed(tag: &str) -> String {
    format!("{}-gzip\"", tag.trim_end_matches('"'))
}

fn accepts_gzip(headers: &HeaderMap) -> bool {
    headers
        .get_all(header::ACCEPT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|coding| {
            let mut parts = coding.split(';').map(str::trim);
            // Weight 0, 0.0, 0.000: not wanted.
            let is_none = |weight: &str| {
                let weight = weight.strip_prefix("q=");
                weight.is_some_and(|weight| weight.trim_end_matches(['0', '.']).is_empty())
            };
            parts.next() == Some("gzip") && !parts.any(is_none)
        })
}

impl Site {
    /// Makes an answer when there is room to, unless somebody else made it meanwhile.
    async fn make<M, F>(
        self: &Arc<Self>,
        view: &Arc<View>,
        address: &str,
        make: M,
    ) -> Result<Answer, Failure>
    where
        M: FnOnce(Arc<Self>, Arc<View>) -> F,
        F: Future<Output = Result<Answer, Failure>> + Send + 'static,
    {
        let permit = view.making.acquire().await;
        let _permit = permit.map_err(|error| EngineError::Stopped(error.to_string()))?;
        if let Some(answer) = view.made.get(address) {
            return Ok(answer);
        }
        let work = make(Arc::clone(self), Arc::clone(view));
        let answer = self.engine.run(work).await??;
        view.made.keep(address.to_owned(), &answer);
        Ok(answer)
    }
}

/// Whether programs ask there.
pub(crate) fn is_api(uri: &Uri) -> bool {
    uri.path() == "/api" || uri.path().starts_with("/api/")
}

/// What is wrong, as programs read it: in the form of the refusals of `norma-access`.
pub(crate) fn problem_of_api(status: StatusCode, title: &str, words: &str) -> Response {
    let body = axum::Json(serde_json::json!({"error": title, "message": words}));
    (status, body).into_response()
}

/// Status, title and words of a failure.
fn told(failure: &Failure) -> (StatusCode, &'static str, String) {
    match failure {
        Failure::Missing(title, words) => (StatusCode::NOT_FOUND, title, words.clone()),
        Failure::Misunderstood(words) => (
            StatusCode::BAD_REQUEST,
            "Alamat tidak dipahami",
            words.clone(),
        ),
        Failure::TooLarge(words) => (
            StatusCode::PAYLOAD_TOO_LARGE,
            "Unduhan tidak akan lengkap",
            words.clone(),
        ),
        Failure::Notes(words) => (
            StatusCode::SERVICE_UNAVAILABLE,
            "Catatan tidak dapat dibaca",
            words.clone(),
        ),
        Failure::Engine(error) => {
            let (title, message) = unavailable(error);
            (StatusCode::SERVICE_UNAVAILABLE, title, message)
        }
    }
}

/// Why nothing can be shown, and what to do.
fn unavailable(error: &EngineError) -> (&'static str, String) {
    match error {
        EngineError::Report(ReportError::Query(norma_queries::Error::NoSnapshot(_))) => (
            "Belum ada data",
            "Jalankan norma run untuk memuat ekspor pertama, lalu muat ulang halaman ini."
                .to_owned(),
        ),
        EngineError::Report(ReportError::Query(norma_queries::Error::NoCutOff)) => (
            "Saat data tidak diketahui",
            "Tidak ada sumber dengan waktu ekspor; jalankan norma serve dengan --as-of.".to_owned(),
        ),
        other => ("Halaman tidak dapat dibuat", other.to_string()),
    }
}

/// The header that makes a browser keep a file under this name.
pub(crate) fn attachment(name: &str) -> (HeaderName, HeaderValue) {
    let plain: String = name
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || "-_.".contains(c) {
                c
            } else {
                '_'
            }
        })
        .collect();
    let value = HeaderValue::from_str(&format!("attachment; filename=\"{plain}\""));
    (
        header::CONTENT_DISPOSITION,
        value.unwrap_or(HeaderValue::from_static("attachment")),
    )
}

/// Pages load style sheet and script of this server and nothing from elsewhere; reports carry their style inside.
fn policy() -> HeaderValue {
    let inside = base64::engine::general_purpose::STANDARD.encode(Sha256::digest(STYLE));
    let policy = format!(
        "default-src 'none'; script-src 'self'; connect-src 'self'; style-src 'self' 'sha256-{inside}'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    );
    HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static("default-src 'none'"))
}

/// A strong tag of everything a page rests on, known before the page is made.
fn tag(view: &View, uri: &Uri, besides: &str) -> String {
    let mut hash = Sha256::new();
    for part in [
        env!("CARGO_PKG_VERSION"),
        assets::style_path(),
        &view.identity(),
        uri.path(),
        uri.query().unwrap_or_default(),
        besides,
    ] {
        hash.update(part.len().to_le_bytes());
        hash.update(part);
    }
    format!("\"{}\"", &hex::encode(hash.finalize())[..32])
}
