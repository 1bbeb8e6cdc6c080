//! A small server behind the layer, its accounts, and a clock that is moved by hand.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Request, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Extension, Router};
use chrono::{DateTime, TimeDelta, Utc};
use norma_access::password::Normalised;
use norma_access::token::Secret;
use norma_access::{
    Access, Capability, PasswordHash, Peer, Plain, Role, Scope, Settings, TlsFiles, Token,
    TrustedProxy, User, UserName, UsersError, UsersFile, Visitor,
};
use serde_json::Value;
use tempfile::TempDir;
use tower::ServiceExt;

/// Everybody's password.
pub const PASSWORD: &str = "kuda laut biru";

/// 2026-03-17 15.00 WIB.
const START: i64 = 1_773_734_400;

/// A server and its files.
pub struct Bench {
    folder: TempDir,
    router: Router,
    seconds: Arc<AtomicI64>,
}

impl Bench {
    pub fn local() -> Self {
        Self::with(|_, settings| settings)
    }

    pub fn accounts() -> Self {
        Self::with(Self::guarded)
    }

    /// As over TLS: the layer is the same, certificates are another test's.
    pub fn over_tls() -> Self {
        Self::with(|folder, settings| Settings {
            tls: Some(TlsFiles {
                certificate: "unused".into(),
                key: "unused".into(),
            }),
            ..Self::guarded(folder, settings)
        })
    }

    pub fn behind_proxy() -> Self {
        Self::with(|folder, settings| Settings {
            listen: "0.0.0.0:8080".parse().unwrap(),
            hosts: vec!["norma.example".to_owned()],
            proxy: Some(TrustedProxy {
                header: "x-remote-user".parse().unwrap(),
                addresses: vec!["10.0.0.0/24".parse().unwrap()],
            }),
            ..Self::guarded(folder, settings)
        })
    }

    fn guarded(folder: &TempDir, settings: Settings) -> Settings {
        let users = folder.path().join("users.toml");
        write_users(&UsersFile::at(&users));
        Settings {
            users: Some(users),
            audit: Some(folder.path().join("audit.jsonl")),
            ..settings
        }
    }

    fn with(settings: impl FnOnce(&TempDir, Settings) -> Settings) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let settings = settings(&folder, Settings::local("127.0.0.1:8080".parse().unwrap()));
        let seconds = Arc::new(AtomicI64::new(START));
        let clock = Arc::clone(&seconds);
        let clock = Arc::new(move || {
            DateTime::<Utc>::from_timestamp(clock.load(Ordering::SeqCst), 0).unwrap()
        });
        let access = Access::open(settings, clock, Plain, &["/healthz"]).unwrap();
        Self {
            router: access.around(routes()),
            folder,
            seconds,
        }
    }

    /// Puts the clock so many seconds after the start.
    pub fn later(&self, seconds: i64) {
        self.seconds.store(START + seconds, Ordering::SeqCst);
    }

    pub fn get(&self, path: &str) -> Ask {
        self.ask(Request::get(path), Body::empty())
    }

    pub fn post(&self, path: &str, form: &[(&str, &str)]) -> Ask {
        let form = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs(form)
            .finish();
        let mut ask = self.ask(Request::post(path), form.into());
        let kind = "application/x-www-form-urlencoded".parse().unwrap();
        ask.request.headers_mut().insert("content-type", kind);
        ask
    }

    fn ask(&self, request: axum::http::request::Builder, body: Body) -> Ask {
        let request = request.header("host", "127.0.0.1:8080").body(body).unwrap();
        Ask {
            router: self.router.clone(),
            request,
        }
        .from("127.0.0.1")
    }

    pub async fn sign_in(&self, name: &str, password: &str, target: &str) -> Reply {
        self.sign_in_with(name, password, target, "").await
    }

    /// Fetches the form and sends it, with another cookie besides the form's.
    pub async fn sign_in_with(
        &self,
        name: &str,
        password: &str,
        target: &str,
        cookie: &str,
    ) -> Reply {
        let form = self.get("/masuk").send().await;
        let csrf = form.csrf();
        let fields = [
            ("nama", name),
            ("sandi", password),
            ("ke", target),
            ("csrf", &csrf),
        ];
        let cookies = format!("{cookie}; {}", form.cookies());
        self.post("/masuk", &fields)
            .header("cookie", &cookies)
            .send()
            .await
    }

    pub fn users_path(&self) -> PathBuf {
        self.folder.path().join("users.toml")
    }

    pub fn edit(&self, name: &str, change: impl FnOnce(&mut User)) {
        let name = UserName::parse(name).unwrap();
        let file = UsersFile::at(self.users_path());
        file.edit(|users| users.user_mut(&name).map(change))
            .unwrap();
    }

    /// Makes a token, valid for so many days from the start.
    pub fn token(&self, user: &str, scopes: &[Scope], days: i64) -> String {
        let secret = Secret::new().unwrap();
        let created = DateTime::from_timestamp(START, 0).unwrap();
        let token = Token {
            id: secret.id.clone(),
            name: "uji".to_owned(),
            user: UserName::parse(user).unwrap(),
            sha256: secret.hash(),
            scopes: scopes.to_vec(),
            expires: created + TimeDelta::days(days),
            created,
        };
        let file = UsersFile::at(self.users_path());
        file.edit(|users| users.add_token(token)).unwrap();
        secret.reveal()
    }

    /// The lines of the audit log.
    pub fn audit(&self) -> Vec<Value> {
        let text = std::fs::read_to_string(self.folder.path().join("audit.jsonl")).unwrap();
        text.lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }

    /// A folder in place of the audit log: nobody, root neither, can write a line to it.
    pub fn break_audit(&self) {
        let log = self.folder.path().join("audit.jsonl");
        std::fs::rename(&log, self.folder.path().join("audit.old")).unwrap();
        std::fs::create_dir(log).unwrap();
    }

    pub fn repair_audit(&self) {
        std::fs::remove_dir(self.folder.path().join("audit.jsonl")).unwrap();
    }
}

/// A request, not yet sent.
pub struct Ask {
    router: Router,
    request: Request<Body>,
}

impl Ask {
    pub fn header(mut self, name: &'static str, value: &str) -> Self {
        let headers = self.request.headers_mut();
        if name == "content-type" {
            headers.insert(name, value.parse().unwrap());
        } else {
            headers.append(name, value.parse().unwrap());
        }
        self
    }

    pub fn cookies_of(self, reply: &Reply) -> Self {
        self.header("cookie", &reply.cookies())
    }

    pub fn from(mut self, address: &str) -> Self {
        let peer = Peer(SocketAddr::new(address.parse().unwrap(), 50_000));
        self.request.extensions_mut().insert(ConnectInfo(peer));
        self
    }

    pub async fn send(self) -> Reply {
        let response = self.router.oneshot(self.request).await.unwrap();
        let (head, body) = response.into_parts();
        let body = to_bytes(body, 1 << 20).await.unwrap();
        Reply {
            status: head.status,
            headers: head.headers,
            body: String::from_utf8(body.to_vec()).unwrap(),
        }
    }
}

/// What came back.
#[derive(Debug)]
pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Reply {
    pub fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value.map_or("", |value| value.to_str().unwrap())
    }

    pub fn location(&self) -> &str {
        assert_eq!(self.status, StatusCode::SEE_OTHER, "{self:?}");
        self.header("location")
    }

    fn all_cookies(&self) -> impl Iterator<Item = &str> {
        let all = self.headers.get_all("set-cookie").iter();
        all.map(|value| value.to_str().unwrap())
    }

    /// The header that sets a cookie, by its beginning.
    pub fn set_cookie(&self, begins: &str) -> Option<String> {
        self.all_cookies()
            .find(|c| c.starts_with(begins))
            .map(str::to_owned)
    }

    /// What a browser would send back.
    pub fn cookies(&self) -> String {
        let kept = self.all_cookies().filter(|c| !c.contains("Max-Age=0"));
        let pairs: Vec<&str> = kept.map(|c| c.split(';').next().unwrap()).collect();
        pairs.join("; ")
    }

    /// The token of the form.
    pub fn csrf(&self) -> String {
        let rest = self.body.split_once("name=\"csrf\" value=\"").unwrap().1;
        rest.split_once('"').unwrap().0.to_owned()
    }
}

fn write_users(file: &UsersFile) {
    let password = PasswordHash::new(&Normalised::chosen(PASSWORD).unwrap()).unwrap();
    let created = DateTime::from_timestamp(START, 0).unwrap();
    file.edit(|users| {
        for (name, role) in [
            ("budi", Role::Analyst),
            ("sari", Role::Manager),
            ("tono", Role::Admin),
            ("rina", Role::Analyst),
            ("lihat", Role::Viewer),
            ("mati", Role::Admin),
            ("sso", Role::Manager),
        ] {
            users.add(User {
                name: UserName::parse(name).unwrap(),
                role,
                password: (name != "sso").then(|| password.clone()),
                scram: None,
                disabled: name == "mati",
                created,
            })?;
        }
        Ok::<(), UsersError>(())
    })
    .unwrap();
}

fn routes() -> Router {
    Router::new()
        .route("/who", get(who))
        .route("/api/who", get(who))
        .route("/form", post(form))
        .route("/api/form", post(form))
        .route("/healthz", get(|| async { "ok" }))
        .route("/api/sql", get(sql))
        .route("/api/export", get(export))
        .route("/api/raw", get(raw))
}

async fn who(Extension(visitor): Extension<Visitor>, headers: HeaderMap) -> String {
    let header = headers
        .get("x-remote-user")
        .map_or("none", |v| v.to_str().unwrap());
    let Visitor {
        name,
        role,
        via,
        csrf,
        ..
    } = &visitor;
    format!("{name} {role} {via} header: {header} {csrf}")
}

async fn form(Extension(visitor): Extension<Visitor>, body: String) -> String {
    let x = url::form_urlencoded::parse(body.as_bytes()).find(|(name, _)| name == "x");
    format!("{} {}", visitor.name, x.unwrap().1)
}

async fn sql(Extension(visitor): Extension<Visitor>) -> Result<&'static str, Response> {
    visitor.need(Capability::Sql).await?;
    visitor.asks_sql("select '\n'", "begun", None).await?;
    visitor.asks_sql("select '\n'", "ok", Some(3)).await?;
    Ok("sql")
}

async fn export(Extension(visitor): Extension<Visitor>) -> Result<&'static str, Response> {
    visitor.need(Capability::Export).await?;
    visitor.exports("csv", Some(3)).await?;
    Ok("export")
}

async fn raw(Extension(visitor): Extension<Visitor>) -> Response {
    match visitor.need(Capability::RawText).await {
        Ok(()) => "raw".into_response(),
        Err(refused) => refused,
    }
}
