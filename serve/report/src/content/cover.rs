//! Cover and properties of the file.

use norma_document::Meta;
use norma_rules::{Quarter, Zone};

use crate::edition::Edition;
use crate::format;
use crate::model::Report;

pub(super) fn meta(report: &Report, edition: &Edition) -> Meta {
    let quarter = format::quarter(report.quarter);
    let as_of = format::date_time(report.as_of, Zone::Wib);
    let narrowed = scope(report);
    let subtitle = match &narrowed {
        Some(words) => format!("{quarter}: {words}"),
        None => quarter.clone(),
    };
    let title = match &report.what_if {
        Some(what_if) => format!("Simulasi norma {}: capaian SLA layanan TIK", what_if.norms),
        None => "Laporan Capaian SLA Layanan TIK".to_owned(),
    };
    Meta {
        title,
        period: period(report.quarter),
        organisation: edition.organisation.clone(),
        dated: report.as_of,
        identifier: identifier(report),
        facts: facts(report, narrowed),
        mark: mark(report, edition),
        footer: format!("{subtitle} · data per {as_of}"),
        subtitle,
        paper: edition.paper,
        logo: edition.logo.clone(),
        // Nobody signs what is not handed in.
        signatories: match report.what_if {
            None => edition.signatories.clone(),
            Some(_) => Vec::new(),
        },
        place: edition.place.clone(),
    }
}

/// First and last day of a quarter.
pub(super) fn period(quarter: Quarter) -> String {
    let next = quarter.next().first_day();
    let last = next.pred_opt().unwrap_or(next);
    format!(
        "{} s.d. {}",
        format::date(quarter.first_day()),
        format::date(last)
    )
}

/// The part of the tickets that is reported; `None` for all.
pub(super) fn scope(report: &Report) -> Option<String> {
    let scope = &report.frame.scope;
    let parts = [
        ("sumber", &scope.source),
        ("unit kerja", &scope.unit),
        ("layanan", &scope.service),
    ];
    let parts: Vec<String> = parts
        .into_iter()
        .filter_map(|(word, value)| Some(format!("{word} {}", value.as_ref()?)))
        .collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// The same contents have the same identifier.
pub(super) fn identifier(report: &Report) -> String {
    let mut parts = vec![
        "norma".to_owned(),
        report.quarter.to_string(),
        report.rules_version.clone(),
        report.as_of.0.to_string(),
    ];
    parts.extend(report.snapshot.map(|number| format!("s{number}")));
    let scope = &report.frame.scope;
    for (key, value) in [
        ("source", &scope.source),
        ("unit", &scope.unit),
        ("service", &scope.service),
    ] {
        parts.extend(value.as_ref().map(|value| format!("{key}={value}")));
    }
    if let Some(what_if) = &report.what_if {
        parts.push(format!(
            "what-if={}={}",
            what_if.norms, what_if.rules_version
        ));
    }
    parts.join("-")
}

pub(super) fn facts(report: &Report, narrowed: Option<String>) -> Vec<(String, String)> {
    let cut_offs: Vec<String> = report
        .cut_offs
        .iter()
        .map(|cut| format!("{}: {}", cut.source, format::date_time(cut.at, Zone::Wib)))
        .collect();
    let or_none = |text: String| {
        if text.is_empty() {
            format::NONE.to_owned()
        } else {
            text
        }
    };
    let mut facts = vec![(
        "Data per".to_owned(),
        format::date_time(report.as_of, Zone::Wib),
    )];
    facts.extend(narrowed.map(|words| ("Cakupan".to_owned(), words)));
    facts.extend([
        (
            "Batas data tiap sumber".to_owned(),
            or_none(cut_offs.join("; ")),
        ),
        (
            "Snapshot".to_owned(),
            or_none(report.snapshot.map_or_else(String::new, format::number)),
        ),
        ("Versi aturan".to_owned(), report.rules_version.clone()),
    ]);
    if let Some(what_if) = &report.what_if {
        facts.push((
            "Versi aturan simulasi".to_owned(),
            what_if.rules_version.clone(),
        ));
    }
    facts
}

/// Why the report is not final; `None` when nothing stands against it.
fn mark(report: &Report, edition: &Edition) -> Option<String> {
    let word = match () {
        () if report.what_if.is_some() => "Simulasi",
        () if report.is_partial() => "Angka sementara",
        () if !edition.notes.summary_accepted => "Konsep",
        () => return None,
    };
    Some(word.to_owned())
}
