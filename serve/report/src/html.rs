//! HTML from the report model: one self-contained page without script, for screens, printers and screen readers.

use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Rest, Serde, Value};
use minijinja::{AutoEscape, Environment, UndefinedBehavior, context};
use norma_rules::{Instant, Quarter, Zone};

use crate::error::ReportError;
use crate::format::{self, DayLength, Interval};
use crate::model::{Report, WhatIf};
use crate::{narrative, pictures, words};

/// The style sheet of reports and pages.
pub const STYLE: &str = include_str!("../templates/style.css");

/// The report as one HTML page.
pub fn html(report: &Report) -> Result<String, ReportError> {
    let environment = environment()?;
    let mut charts = std::collections::BTreeMap::new();
    for name in pictures::NAMES {
        let svg = pictures::picture(name, report)?;
        charts.insert(name, Value::from_safe_string(svg));
    }
    let (with_norm, without_norm): (Vec<_>, Vec<_>) =
        report.services.iter().partition(|row| row.has_norm());
    let unpromised = |total: i64, counts: i64| total > 0 && total == counts;
    let incidents_without_norm: Vec<_> = report
        .priorities
        .iter()
        .filter(|row| unpromised(row.counts.total(), row.counts.no_norm))
        .collect();
    let budgets: Vec<_> = report
        .availability
        .services
        .iter()
        .filter(|row| row.budget.is_some())
        .collect();
    let page = environment.get_template("report.html")?.render(context! {
        report => Value::from(Serde(report)),
        title => title(report),
        partial => report.is_partial(),
        cohort => report.setting("cohort"),
        summary => narrative::summary(report),
        fulfilment => Value::from(Serde(report.fulfilment())),
        resolution => Value::from(Serde(report.resolution())),
        response => Value::from(Serde(report.response())),
        flow => Value::from(Serde(report.flow())),
        availability => format!("{}.", narrative::availability(report)),
        availability_local => narrative::local_availability(report).map(|words| format!("{words}.")),
        budgets => Value::from(Serde(budgets)),
        maintenance => report.setting("maintenance"),
        rollup => report.setting("rollup"),
        unknown => report.setting("unknown"),
        flow_adds_up => report.flows.iter().all(|row| row.flow.adds_up()),
        loads_add_up => report.loads.iter().all(crate::model::Load::adds_up),
        with_norm => Value::from(Serde(with_norm)),
        without_norm => Value::from(Serde(without_norm)),
        incidents_without_norm => Value::from(Serde(incidents_without_norm)),
        simulated => Value::from(Serde(report.what_if.as_ref().map(WhatIf::totals))),
        charts,
    })?;
    Ok(page)
}

/// A simulation says so before anything else.
fn title(report: &Report) -> String {
    let quarter = format::quarter(report.quarter);
    report.what_if.as_ref().map_or_else(
        || format!("Laporan norma waktu {quarter}"),
        |what_if| format!("Simulasi norma {}: {quarter}", what_if.norms),
    )
}

/// The templates of reports with their filters: undefined names are errors, all text is escaped. Pages of the server
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
        ("report.html", include_str!("../templates/report.html")),
        ("measured.html", include_str!("../templates/measured.html")),
        (
            "availability.html",
            include_str!("../templates/availability.html"),
        ),
        ("quality.html", include_str!("../templates/quality.html")),
        ("basis.html", include_str!("../templates/basis.html")),
        ("what_if.html", include_str!("../templates/what_if.html")),
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
    env.add_filter(
        "selisih",
        |part: i64, whole: i64, other_part: i64, other_whole: i64| {
            format::points((part, whole), (other_part, other_whole))
        },
    );
    env.add_filter("selang", |met: i64, decided: i64| {
        Interval::wilson(met, decided)
            .map_or_else(|| "-".to_owned(), |interval| interval.to_string())
    });
    env.add_filter(
        "durasi",
        |seconds: Option<i64>, calendar: Option<String>| {
            let day = DayLength::of_calendar(calendar.as_deref());
            seconds.map_or_else(|| "-".to_owned(), |s| unbroken(&format::duration(s, day)))
        },
    );
    env.add_filter("batas", |seconds: i64| {
        unbroken(&format::allowance(seconds, DayLength::Calendar))
    });
    env.add_filter("rapat", |text: String| unbroken(&text));
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
    env.add_filter("jam_norma", |clock: String| words::clock(&clock).to_owned());
    env.add_filter("janji", |promise: String| {
        words::promise(&promise).to_owned()
    });
    env.add_filter("hasil", |verdict: String| {
        words::verdict(&verdict).to_owned()
    });
    env.add_filter("kanal", |channel: Option<String>| {
        channel.map_or_else(
            || "Kanal tidak tercatat".to_owned(),
            |c| words::channel(&c).to_owned(),
        )
    });
    env.add_filter("kalender", |calendar: Option<String>| {
        calendar.map_or_else(|| "-".to_owned(), |c| words::calendar(&c).to_owned())
    });
    env.add_filter("sebab", |reason: String| words::reason(&reason));
    env.add_filter("pengaturan", |key: String| words::setting(&key).to_owned());
    env.add_filter("target", |hundredths: i64| format::target(hundredths));
    env.add_filter("kedudukan", |standing: String| {
        words::standing(&standing).to_owned()
    });
    env.add_filter("tanpa_angka", |has_source: bool| {
        words::no_figure(has_source)
    });
    env.add_filter("bentuk", |standing: String| words::standing_mark(&standing));
    env.add_filter("lebar", bar_width);
    env.add_filter("pemeriksaan", |check: String| {
        words::check(&check).to_owned()
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

/// Width of a part of a budget's bar, whose 120 pixels are the greater of budget and downtime.
fn bar_width(part: i64, budget: i64, spent: i64) -> i64 {
    let whole = budget.max(spent).max(1);
    let width = i128::from(part.clamp(0, whole)) * 120 / i128::from(whole);
    i64::try_from(width).unwrap_or(120)
}

/// Text in which a number and its unit stay on one line: only the blanks before a number may break.
fn unbroken(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for word in text.split(' ') {
        if !out.is_empty() {
            let number = word.starts_with(|c: char| c.is_ascii_digit());
            out.push(if number { ' ' } else { '\u{a0}' });
        }
        out.push_str(word);
    }
    out
}
