//! `/sql`: a statement, its first rows, and what else one may do with it.
//!
//! A short statement stands in the address, which is its permalink: the form is posted, and leads there. Opened from a page of
//! another site it is shown and does not run.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Extension;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::http::header::{self, HeaderMap};
use axum::response::{IntoResponse, Redirect, Response};
use minijinja::value::Serde;
use minijinja::{Value, context};
use norma_access::{Capability, Via, Visitor};
use norma_queries::Params;
use norma_report::format::number;
use url::form_urlencoded;

use super::answer::{self, Shown};
use super::code::{Reached, address, seconds, snippets};
use super::fault::Fault;
use super::run::{Answered, Asked, Ended};
use super::saved::{self, NotSaved};
use super::{catalogue, owner};
use crate::choice::Choice;
use crate::data::Rows;
use crate::engine::View;
use crate::pages::menu;
use crate::site::{HTML, Site};

/// How long a page waits for its statement; then it says that it runs.
const PATIENCE: Duration = Duration::from_secs(2);

/// What a form or an address says.
#[derive(Debug, Default)]
pub(crate) struct Form {
    pub(crate) sql: String,
    /// The plan instead of the rows.
    explains: bool,
    /// A saved statement.
    saved: Option<String>,
    /// One of before.
    before: Option<u64>,
    name: String,
    title: String,
    replaces: bool,
}

impl Form {
    /// Reads a form; what it does not know is passed over.
    pub(crate) fn read(text: &[u8]) -> Self {
        let mut form = Self::default();
        for (name, value) in form_urlencoded::parse(text) {
            let value = value.into_owned();
            match name.as_ref() {
                "q" => form.sql = value,
                "tampil" => form.explains = value == "rencana",
                "kueri" => form.saved = Some(value),
                "riwayat" => form.before = value.parse().ok(),
                "nama" => value.trim().clone_into(&mut form.name),
                "judul" => form.title = value,
                "ganti" => form.replaces = !value.is_empty(),
                _ => {}
            }
        }
        form
    }

    /// Its permalink; `None` for a statement that is too long.
    fn address(&self) -> Option<String> {
        permalink(&self.sql, self.explains)
    }
}

fn permalink(sql: &str, explains: bool) -> Option<String> {
    let plan: &[_] = if explains {
        &[("tampil", "rencana")]
    } else {
        &[]
    };
    address("/sql", sql, plan)
}

/// A page that says what is wrong, without an editor.
pub(crate) fn faulty(site: &Site, fault: &Fault) -> Response {
    site.problem(fault.status, fault.title, &fault.words)
}

/// `GET /sql`.
pub(crate) async fn open(
    State(site): State<Arc<Site>>,
    Extension(visitor): Extension<Visitor>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    let mut form = Form::read(query.unwrap_or_default().as_bytes());
    let page = match Page::of(&site, &visitor, &headers).await {
        Ok(page) => page,
        Err(answer) => return answer,
    };
    if let Some(name) = &form.saved {
        return match page.saved(name).await {
            Ok(sql) => page.show(&sql, None, "").await,
            Err(fault) => page.fault("", &fault).await,
        };
    }
    if let Some(number) = form.before {
        let found = site.sql.history.get(&owner(&visitor), number);
        let sql = found.map(|entry| entry.sql).unwrap_or_default();
        return page.show(&sql, None, "").await;
    }
    if form.sql.trim().is_empty() {
        return page.show("", None, "").await;
    }
    let from = headers.get("sec-fetch-site");
    if from.is_some_and(|from| from == "cross-site" || from == "same-site") {
        let note = "Pernyataan ini dibuka dari situs lain, sehingga belum dijalankan; periksa dahulu, lalu tekan Jalankan.";
        return page.show(&form.sql, None, note).await;
    }
    let sql = std::mem::take(&mut form.sql);
    page.run(sql, form.explains).await
}

/// `POST /sql`.
pub(crate) async fn posted(
    State(site): State<Arc<Site>>,
    Extension(visitor): Extension<Visitor>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let Ok(body) = body else {
        return faulty(&site, &Fault::too_long());
    };
    let form = Form::read(&body);
    if let Some(address) = form.address() {
        return Redirect::to(&address).into_response();
    }
    match Page::of(&site, &visitor, &headers).await {
        Ok(page) => page.run(form.sql, form.explains).await,
        Err(answer) => answer,
    }
}

/// `POST /sql/simpan`.
pub(crate) async fn save(
    State(site): State<Arc<Site>>,
    Extension(visitor): Extension<Visitor>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let Ok(body) = body else {
        return faulty(&site, &Fault::too_long());
    };
    let form = Form::read(&body);
    let page = match Page::of(&site, &visitor, &headers).await {
        Ok(page) => page,
        Err(answer) => return answer,
    };
    match page.save(&form).await {
        Ok(()) => Redirect::to(&format!("/sql?kueri={}", form.name)).into_response(),
        Err(fault) => page.shown(&form.sql, Some(Err(&fault)), "", &form).await,
    }
}

/// A page for somebody, over one snapshot.
pub(crate) struct Page<'a> {
    site: &'a Arc<Site>,
    visitor: &'a Visitor,
    view: Arc<View>,
    origin: String,
}

impl<'a> Page<'a> {
    /// A page over the newest snapshot.
    ///
    /// # Errors
    /// The page that says why there is none.
    pub(crate) async fn of(
        site: &'a Arc<Site>,
        visitor: &'a Visitor,
        headers: &HeaderMap,
    ) -> Result<Self, Response> {
        let view = site.engine.view().await;
        Ok(Self {
            site,
            visitor,
            view: view.map_err(|error| site.failed(&error.into()))?,
            origin: site.sql.origin(headers),
        })
    }

    /// Runs a statement and shows its rows, or that it runs.
    async fn run(&self, sql: String, explains: bool) -> Response {
        let began = Instant::now();
        let asked = Asked {
            visitor: self.visitor.clone(),
            view: Arc::clone(&self.view),
            sql: if explains {
                explained(&sql)
            } else {
                sql.clone()
            },
            params: Params::none(),
            rows: None,
        };
        let mut running = match self.site.sql.statements.start(asked, answer::first) {
            Ok(running) => running,
            Err(fault) => return self.fault(&sql, &fault).await,
        };
        let owner = owner(self.visitor);
        if let Ok(ended) = tokio::time::timeout(PATIENCE, &mut running.ended).await {
            let ended = ended.unwrap_or_else(|_| Err(super::run::ended_alone()));
            remember(self.site, &owner, &sql, &ended);
            return self.ended(&sql, explains, &ended).await;
        }
        let kept = self
            .site
            .sql
            .jobs
            .add(owner, sql.clone(), explains, began, running);
        match kept {
            Ok(job) => Redirect::to(&format!("/sql/jalan/{job}")).into_response(),
            Err(fault) => self.fault(&sql, &fault).await,
        }
    }

    /// A statement and how it ended.
    pub(crate) async fn ended(&self, sql: &str, explains: bool, ended: &Ended<Shown>) -> Response {
        let form = Form {
            explains,
            ..Form::default()
        };
        self.shown(sql, Some(ended.as_ref()), "", &form).await
    }

    async fn fault(&self, sql: &str, fault: &Fault) -> Response {
        self.show(sql, Some(fault), "").await
    }

    async fn show(&self, sql: &str, fault: Option<&Fault>, note: &str) -> Response {
        self.shown(sql, fault.map(Err), note, &Form::default())
            .await
    }

    /// The page; `form` says what else was filled in.
    async fn shown(
        &self,
        sql: &str,
        ended: Option<Result<&Answered<Shown>, &Fault>>,
        note: &str,
        form: &Form,
    ) -> Response {
        let (site, visitor) = (self.site, self.visitor);
        let answered = ended.and_then(Result::ok);
        let fault = ended.and_then(Result::err);
        let status = fault.map_or(StatusCode::OK, |fault| fault.status);
        let catalogue = match catalogue::shown(site, &self.view, visitor).await {
            Ok(catalogue) => catalogue,
            Err(fault) => return faulty(site, &fault),
        };
        let (saved, not_read) = match self.list().await {
            Ok(saved) => (saved, String::new()),
            Err(words) => (Vec::new(), words),
        };
        let reached = self.reached();
        let files = Rows::ALL.map(|(_, end)| {
            let path = format!("/sql/unduh/hasil{end}");
            let href = address(&path, sql, &[]);
            context! { name => end.trim_start_matches('.'), path, href }
        });
        let is_rows = answered.is_some() && !form.explains;
        let values = context! {
            title => "SQL",
            here => "/sql",
            menu => menu(&Choice::new(), true),
            csrf => visitor.csrf.clone(),
            script_of_sql => crate::assets::sql_script_path(),
            sql,
            note,
            explains => form.explains,
            answer => answered.map(|answered| Value::from(Serde(&answered.answer))),
            rows => answered.map(|answered| number(answered.rows as i64)),
            took => answered.map(|answered| seconds(answered.took)),
            most => number(answer::ROWS as i64),
            fault => fault.map(|fault| context! {
                title => fault.title, words => fault.words.clone(),
                line => fault.at.map(|at| at.line), column => fault.at.map(|at| at.column),
            }),
            permalink => permalink(sql, form.explains),
            files => if is_rows && visitor.may(Capability::Export) { files.to_vec() } else { Vec::new() },
            snippets => is_rows.then(|| Value::from(Serde(&snippets(&reached, sql)))),
            history => Value::from(Serde(&site.sql.history.of(&owner(visitor)))),
            has_folder => site.sql.options.saved.is_some(),
            saved => Value::from(Serde(&saved)),
            not_read,
            save_name => form.name.clone(),
            save_title => form.title.clone(),
            is_there => fault.is_some_and(|fault| fault.title == EXISTS),
            limit => seconds(site.sql.options.limits.time),
            catalogue => Value::from_safe_string(catalogue.to_string()),
        };
        match site.render_of(&self.view, "sql.html", values) {
            Ok(page) => (status, [(header::CONTENT_TYPE, HTML)], page).into_response(),
            Err(error) => site.failed(&error.into()),
        }
    }

    pub(crate) fn reached(&self) -> Reached<'_> {
        Reached {
            origin: &self.origin,
            has_accounts: self.site.has_accounts(),
            has_tls: self.site.sql.has_tls,
            postgres: self.site.sql.options.postgres,
        }
    }

    /// A page of this template with `values`.
    pub(crate) fn render(&self, template: &str, values: Value) -> Response {
        match self.site.render_of(&self.view, template, values) {
            Ok(page) => ([(header::CONTENT_TYPE, HTML)], page).into_response(),
            Err(error) => self.site.failed(&error.into()),
        }
    }

    /// Every saved statement; words where they cannot be read.
    async fn list(&self) -> Result<Vec<saved::Saved>, String> {
        let Some(folder) = self.site.sql.options.saved.clone() else {
            return Ok(Vec::new());
        };
        let listed = tokio::task::spawn_blocking(move || saved::list(&folder)).await;
        match listed {
            Ok(Ok(saved)) => Ok(saved),
            Ok(Err(error)) => Err(error.to_string()),
            Err(error) => Err(error.to_string()),
        }
    }

    async fn saved(&self, name: &str) -> Result<String, Fault> {
        let missing = || {
            let words = format!("Tidak ada kueri tersimpan dengan nama \"{name}\".");
            Fault::new(StatusCode::NOT_FOUND, "Kueri tidak ada", words)
        };
        let folder = self.site.sql.options.saved.clone();
        let folder = folder.ok_or_else(missing)?;
        let named = name.to_owned();
        let read = tokio::task::spawn_blocking(move || saved::read(&folder, &named)).await;
        let read = read.map_err(|error| Fault::broken(error.to_string()))?;
        let read = read.map_err(|error| Fault::broken(error.to_string()))?;
        read.ok_or_else(missing)
    }

    async fn save(&self, form: &Form) -> Result<(), Fault> {
        let Some(folder) = self.site.sql.options.saved.clone() else {
            return Err(Fault::new(
                StatusCode::NOT_FOUND,
                "Kueri tidak disimpan",
                "Server ini tidak memiliki folder kueri; pengelola menamainya dalam norma.toml: [serve] queries = \"kueri\".",
            ));
        };
        if matches!(self.visitor.via, Via::Token(_)) {
            return Err(Fault::new(
                StatusCode::FORBIDDEN,
                "Kueri tidak disimpan",
                "Token hanya menjalankan pernyataan; simpan dari halaman ini.",
            ));
        }
        if form.sql.trim().is_empty() {
            return Err(Fault::empty());
        }
        if form.sql.len() > super::LONGEST {
            return Err(Fault::too_long());
        }
        let outcome = format!("saved as {}", form.name);
        let logged = self.visitor.asks_sql(&form.sql, &outcome, None).await;
        logged.map_err(|_| Fault::unlogged())?;
        let (name, title, sql) = (form.name.clone(), form.title.clone(), form.sql.clone());
        let replaces = form.replaces;
        let save = move || saved::save(&folder, &name, &title, &sql, replaces);
        let saved = tokio::task::spawn_blocking(save).await;
        let saved = saved.map_err(|error| Fault::broken(error.to_string()))?;
        saved.map_err(|fault| not_saved(&fault, &form.name))
    }
}

/// Title of the fault that a statement of that name is there.
const EXISTS: &str = "Nama kueri sudah dipakai";

fn not_saved(fault: &NotSaved, name: &str) -> Fault {
    match fault {
        NotSaved::Name => Fault::new(
            StatusCode::BAD_REQUEST,
            "Nama kueri tidak dapat dipakai",
            format!(
                "\"{name}\": nama memuat huruf kecil, angka, tanda hubung, atau garis bawah, diawali huruf atau angka, paling panjang 64, misalnya terlambat-per-unit."
            ),
        ),
        NotSaved::Exists => Fault::new(
            StatusCode::CONFLICT,
            EXISTS,
            format!(
                "Sudah ada kueri bernama \"{name}\"; pilih nama lain, atau centang Ganti isinya lalu simpan lagi."
            ),
        ),
        NotSaved::Full => Fault::new(
            StatusCode::CONFLICT,
            "Folder kueri penuh",
            "Hapus kueri yang tidak lagi dipakai dari folder kueri, lalu simpan lagi.",
        ),
        NotSaved::Io(words) => Fault::broken(format!("Kueri tidak dapat disimpan: {words}.")),
    }
}

/// A statement that asks for the plan of another.
fn explained(sql: &str) -> String {
    let begins = sql.trim_start().get(..7);
    if begins.is_some_and(|word| word.eq_ignore_ascii_case("explain")) {
        sql.to_owned()
    } else {
        format!("EXPLAIN {sql}")
    }
}

/// Keeps a statement that ended for its session.
pub(crate) fn remember(site: &Site, owner: &str, sql: &str, ended: &Ended<Shown>) {
    let (outcome, took) = match ended {
        Ok(Answered { answer, rows, took }) => {
            let rows = number(*rows as i64);
            let more = if answer.has_more { "lebih dari " } else { "" };
            (format!("{more}{rows} baris"), Some(*took))
        }
        Err(fault) => (fault.title.to_owned(), None),
    };
    site.sql.history.add(owner, sql, outcome, took);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_no_plan_yet_is_explained() {
        assert_eq!(explained("select 1"), "EXPLAIN select 1");
        assert_eq!(
            explained("  Explain analyze select 1"),
            "  Explain analyze select 1"
        );
        assert_eq!(explained("é"), "EXPLAIN é");
    }

    #[test]
    fn a_form_is_read_and_leads_to_its_permalink() {
        let form = Form::read(b"csrf=x&q=select+1%0D%0A&tampil=rencana&nama=+a+&ganti=1");
        assert_eq!(form.sql, "select 1\r\n");
        assert!(form.explains && form.replaces);
        assert_eq!(form.name, "a");
        let address = form.address();
        assert_eq!(
            address.as_deref(),
            Some("/sql?q=select+1%0D%0A&tampil=rencana")
        );
    }
}
