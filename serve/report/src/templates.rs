//! The templates that pages of the server share: base, macros, filters.

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Rest;
use minijinja::{AutoEscape, Environment, UndefinedBehavior};
use norma_rules::{Instant, Quarter, Zone};

use crate::error::ReportError;
use crate::format::{self, Interval};
use crate::words;

/// The style sheet of reports and pages.
pub use norma_document::html::STYLE;

/// The base template with its filters: undefined names are errors, all text is escaped. Pages of the server
/// add their own templates to it.
pub fn environment() -> Result<Environment<'static>, ReportError> {
    let mut env = Environment::new();
    env.set_undefined_behavior(UndefinedBehavior::Strict);
    env.set_auto_escape_callback(|name| match name {
        "style.css" => AutoEscape::None,
        _ => AutoEscape::Html,
    });
    env.set_syntax(
        SyntaxConfig::builder()
            .trim_blocks(true)
            .lstrip_blocks(true)
            .build()?,
    );
    for (name, text) in [
        ("base.html", include_str!("../templates/base.html")),
        ("macros.html", include_str!("../templates/macros.html")),
        ("style.css", STYLE),
    ] {
        env.add_template(name, text)?;
    }
    filters(&mut env);
    Ok(env)
}

/// Filters named in Indonesian, as the texts around them.
fn filters(env: &mut Environment<'_>) {
    env.add_filter("angka", |value: i64| format::number(value));
    env.add_filter("nomor", |value: Option<i64>| {
        value.map_or_else(|| "-".to_owned(), format::number)
    });
    env.add_filter("persen", |part: i64, whole: i64| {
        format::percent(part, whole)
    });
    env.add_filter("selang", |met: i64, decided: i64| {
        Interval::wilson(met, decided)
            .map_or_else(|| "-".to_owned(), |interval| interval.to_string())
    });
    env.add_filter("waktu", |at: Option<i64>| {
        at.map_or_else(
            || "-".to_owned(),
            |s| format::date_time(Instant(s), Zone::Wib),
        )
    });
    env.add_filter("triwulan", |text: String| {
        text.parse::<Quarter>().map_or(text, format::quarter)
    });
    env.add_filter("rentang", |text: String| {
        text.parse::<Quarter>().map_or(text, |quarter| {
            let last = quarter.next().first_day().pred_opt();
            let last = last.map_or_else(String::new, format::date);
            format!("{} s.d. {last}", format::date(quarter.first_day()))
        })
    });
    env.add_filter("kanal", |channel: Option<String>| {
        channel.map_or_else(
            || "Kanal tidak tercatat".to_owned(),
            |c| words::channel(&c).to_owned(),
        )
    });
    // The first value that is there; "-" when none is.
    env.add_function("atau", |values: Rest<Option<String>>| {
        values
            .iter()
            .flatten()
            .find(|text| !text.is_empty())
            .cloned()
            .unwrap_or_else(|| "-".to_owned())
    });
}
