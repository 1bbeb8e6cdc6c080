//! `/sql/koneksi`: how the tools of analysts reach this server, with text to copy, and what is known not to work.

use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use minijinja::context;
use norma_access::Visitor;

use super::code::power_query;
use super::page::Page;
use crate::choice::Choice;
use crate::pages::menu;
use crate::site::Site;

/// A statement that every server can answer.
const EXAMPLE: &str = "select * from summary_by_quarter";

pub(crate) async fn page(
    State(site): State<Arc<Site>>,
    Extension(visitor): Extension<Visitor>,
    headers: HeaderMap,
) -> Response {
    let page = match Page::of(&site, &visitor, &headers).await {
        Ok(page) => page,
        Err(answer) => return answer,
    };
    let reached = page.reached();
    let values = context! {
        title => "Menghubungkan alat analisis",
        here => "/sql",
        menu => menu(&Choice::new(), true),
        origin => reached.origin,
        libpq => reached.libpq(),
        postgres => reached.postgres().map(|(host, port)| context! { host, port }),
        has_accounts => reached.has_accounts,
        has_tls => reached.has_tls,
        user => if reached.has_accounts { visitor.name.clone() } else { "lokal".to_owned() },
        power_query => power_query(&reached, EXAMPLE),
        limit => super::code::seconds(site.sql.options.limits.time),
        memory => norma_report::format::number((site.sql.options.limits.memory_bytes >> 20) as i64),
        most => norma_report::format::number(site.sql.options.limits.rows as i64),
    };
    page.render("sql_connect.html", values)
}
