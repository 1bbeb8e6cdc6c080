//! Rules that are no norm of a service: response, reopening, P1-P5, what is adopted, and what is promised besides
//! ([`promises`]). One function a table; [`TABLES`] lists them.

use chrono::NaiveDate;
use norma_rules::catalogue::promise::{Comparison, Measurement, Metric, Period, Threshold};
use norma_rules::catalogue::{PriorityLimit, ReopeningRule};
use norma_rules::{
    CalendarKind, Catalogue, Priority, PriorityTable, ResponseLimit, ResponseRule, Rulebook,
};
use serde::Serialize;
use serde_json::Number;

use super::filter::Filter;
use super::{promises, reference};
use crate::{show, words};

/// A rule with every field, for CSV and JSON. What a table does not have stays empty.
#[derive(Debug, Default, Serialize)]
pub struct RuleRow {
    /// One of [`TABLES`].
    pub table: &'static str,
    /// Its id, as facts cite it: `001/tanggap/email`.
    pub rule: String,
    pub document: String,
    /// Whom it binds; several are parted by a comma.
    pub organisation: String,
    /// Path of the one service or sub-service it is for, with everything below; a local rule writes the document before it.
    pub service: Option<String>,
    /// Which of its table's kinds it is: of hours, conditions, metrics, adoptions.
    pub kind: Option<&'static str>,
    /// Channel, priority or whatever else it is for.
    pub r#for: String,
    /// On which side of `value` a target is met.
    pub comparison: Option<&'static str>,
    pub value: Option<Number>,
    pub unit: Option<&'static str>,
    /// What it allows, in seconds of `calendar`.
    pub allowance_seconds: Option<i64>,
    pub calendar: Option<&'static str>,
    /// What one figure of a target covers.
    pub period: Option<&'static str>,
    /// Whether the document prints that, else RULES 5 decided it.
    pub period_printed: Option<bool>,
    /// Event before which a lead time lies.
    pub before: Option<&'static str>,
    /// How the document says a lead time.
    pub wording: Option<&'static str>,
    /// For which places or cases, in the document's words.
    pub place: Option<String>,
    /// Hours as printed.
    pub hours: Option<String>,
    /// Services that are left out; several are parted by a comma.
    pub except: Option<String>,
    /// Place in the order of recovery.
    pub rank: Option<u8>,
    /// An assessment above this many percent, up to and with `score_to`, gives the level.
    pub score_above: Option<u8>,
    pub score_to: Option<u8>,
    /// How a target is measured.
    pub measured: Option<&'static str>,
    /// The rule of its own, or why it cannot be measured.
    pub reason: Option<String>,
    /// What a target covers; several are parted by a semicolon.
    pub components: Option<String>,
    pub local: bool,
    pub valid_from: Option<NaiveDate>,
    pub valid_to: Option<NaiveDate>,
    pub quote: String,
    /// Line of the document; a local rule without text has none.
    pub line: Option<u32>,
    pub note: Option<String>,
    /// What it allows, in words: for the terminal.
    #[serde(skip)]
    pub allows: String,
}

/// The tables in reading order: name, title and rows.
type RuleTable = (&'static str, &'static str, fn(&Rulebook) -> Vec<RuleRow>);
const TABLES: [RuleTable; 12] = [
    ("response", "Response times, by channel", response),
    (
        "unnumbered",
        "Answers promised without a number",
        promises::unnumbered,
    ),
    ("reopening", "Reopening", reopening),
    (
        "priority",
        "Time to resolve an incident, by priority",
        priority,
    ),
    (
        "matrix",
        "Priority of an incident, by impact and urgency",
        matrix,
    ),
    (
        "criticality",
        "Recovery of systems, by criticality",
        promises::criticality,
    ),
    ("hours", "Service hours", promises::hours),
    ("lead_time", "Lead times of users", promises::lead_times),
    ("reliability", "Reliability", promises::reliability),
    (
        "statement",
        "Reliability without a number",
        promises::statements,
    ),
    ("adoption", "Adopted locally", adoption),
    (CONDITIONS, "Conditions", promises::conditions),
];

/// The one table whose rows are all words: many, and each on a line of its own.
const CONDITIONS: &str = "condition";

impl RuleRow {
    /// The service or sub-service it is for: `003/9`.
    fn reference(&self) -> Option<String> {
        let path = self.service.as_ref()?;
        Some(if path.contains('/') {
            path.clone()
        } else {
            format!("{}/{path}", self.document)
        })
    }
}

/// The rules that are asked for, in the order of [`TABLES`].
///
/// # Errors
/// A path that names no service and with which no rule begins.
pub fn rows(rules: &Rulebook, filter: &Filter) -> anyhow::Result<Vec<RuleRow>> {
    let mut all: Vec<RuleRow> = Vec::new();
    for (table, _, rows) in &TABLES {
        all.extend(rows(rules).into_iter().map(|row| RuleRow { table, ..row }));
    }
    if let Some(prefix) = filter.prefix()
        && reference::resolve(&rules.catalogue, prefix).is_err()
    {
        let ids = all.iter().map(|row| (row.rule.clone(), row.r#for.clone()));
        reference::rule(ids.collect(), prefix)?;
    }
    all.retain(|row| {
        let of_service = || row.reference().is_some_and(|own| filter.path(&own));
        (filter.path(&row.rule) || of_service())
            && filter.document(&row.document)
            && filter.serves(&row.organisation)
            && filter.holds(row.valid_from, row.valid_to)
    });
    Ok(all)
}

fn response(rules: &Rulebook) -> Vec<RuleRow> {
    let row = |rule: &ResponseRule| RuleRow {
        rule: rule.id.clone(),
        service: rule.service.clone(),
        r#for: rule.channel.to_string(),
        allowance_seconds: Some(match rule.limit {
            ResponseLimit::AtOnce => rules.settings.at_once_seconds,
            ResponseLimit::WithinSeconds(seconds) => seconds,
        }),
        calendar: Some(CalendarKind::as_str(rule.calendar)),
        quote: rule.quote.clone(),
        line: (rule.line > 0).then_some(rule.line),
        note: rule.note.clone(),
        allows: format!(
            "{}, {}",
            words::response_limit(rule, &rules.settings),
            rule.calendar
        ),
        ..of_document(&rules.catalogue, &rule.document)
    };
    rules.catalogue.response_rules().iter().map(row).collect()
}

fn reopening(rules: &Rulebook) -> Vec<RuleRow> {
    let row = |rule: &ReopeningRule| RuleRow {
        rule: format!("{}/reopen", rule.document),
        r#for: "fulfilled tickets".to_owned(),
        allowance_seconds: Some(rule.within_seconds),
        calendar: Some(CalendarKind::Always.as_str()),
        quote: rule.quote.clone(),
        line: Some(rule.line),
        allows: words::reopening(rule),
        ..of_document(&rules.catalogue, &rule.document)
    };
    rules.catalogue.reopening_rules().iter().map(row).collect()
}

fn priority(rules: &Rulebook) -> Vec<RuleRow> {
    let tables = rules.catalogue.priority_tables().iter();
    tables
        .flat_map(|table| table.limits.iter().map(move |limit| (table, limit)))
        .map(|(table, limit)| RuleRow {
            r#for: limit.priority.to_string(),
            value: Some(limit.value.into()),
            unit: Some(limit.unit.as_str()),
            quote: limit.quote.clone(),
            line: Some(limit.line),
            ..of_table(table, limit.priority)
        })
        .collect()
}

/// The cells of the matrix and the words on disasters. What each allows stands in the table of priorities.
fn matrix(rules: &Rulebook) -> Vec<RuleRow> {
    let mut rows = Vec::new();
    for table in rules.catalogue.priority_tables() {
        rows.extend(table.cells.iter().map(|cell| RuleRow {
            r#for: format!("impact {}, urgency {}", cell.impact, cell.urgency),
            quote: cell.quote.clone(),
            line: Some(cell.line),
            ..of_table(table, cell.priority)
        }));
        rows.push(RuleRow {
            r#for: "disaster (Bencana TIK)".to_owned(),
            quote: table.disaster_quote.clone(),
            line: Some(table.disaster_line),
            ..of_table(table, Priority::P1)
        });
    }
    rows
}

/// What an overlay or the configuration adopts for an organisation that it does not bind: table 2, a target of availability.
fn adoption(rules: &Rulebook) -> Vec<RuleRow> {
    let mut rows = Vec::new();
    for adoption in &rules.adoptions {
        let document = adoption.document.as_deref().unwrap_or("lokal");
        let row = |kind| RuleRow {
            kind: Some(kind),
            document: document.to_owned(),
            organisation: adoption.organisation.clone(),
            local: true,
            valid_from: Some(adoption.valid_from),
            valid_to: adoption.valid_to,
            quote: adoption.basis.clone(),
            line: (adoption.line > 0).then_some(adoption.line),
            ..RuleRow::default()
        };
        if let Some(table) = rules.catalogue.table_2().filter(|_| adoption.table_2) {
            rows.push(RuleRow {
                rule: format!("{}/{}", table.document, table.table),
                r#for: "P1 to P5".to_owned(),
                allows: words::priorities(table),
                ..row("table_2")
            });
        }
        if let Some((hundredths, text)) = adoption.availability.zip(adoption.availability_text()) {
            let target = Threshold::PercentHundredths(hundredths.into());
            let (value, unit) = promises::threshold(target);
            rows.push(RuleRow {
                rule: format!("{document}/{}", Metric::Availability),
                r#for: "availability".to_owned(),
                comparison: Some(Comparison::AtLeast.as_str()),
                value,
                unit: Some(unit),
                period: Some(Period::Year.as_str()),
                measured: Some(Measurement::ByOutages.as_str()),
                allows: format!("availability at least {text} a year"),
                ..row(Metric::Availability.as_str())
            });
        }
    }
    rows
}

/// What every rule of a document has.
pub fn of_document(catalogue: &Catalogue, id: &str) -> RuleRow {
    let document = catalogue.document(id);
    RuleRow {
        document: id.to_owned(),
        organisation: document.map_or_else(String::new, |document| document.organisation.clone()),
        valid_from: document.and_then(|document| document.valid_from),
        valid_to: document.and_then(|document| document.valid_to),
        local: document.is_some_and(|document| document.local),
        ..RuleRow::default()
    }
}

/// What every rule of a table of priorities has.
fn of_table(table: &PriorityTable, priority: Priority) -> RuleRow {
    let limit = table.limit(priority);
    let allows = limit.map(|limit| (words::amount(limit.value, limit.unit), limit.calendar));
    RuleRow {
        rule: table.id(priority),
        document: table.document.clone(),
        organisation: table.organisations.join(", "),
        allowance_seconds: limit.map(PriorityLimit::seconds),
        calendar: limit.map(|limit| limit.calendar.as_str()),
        valid_from: Some(table.valid_from),
        valid_to: table.valid_to,
        note: table.note.clone(),
        allows: allows.map_or_else(String::new, |(amount, calendar)| {
            format!("{priority}: {amount}, {calendar}")
        }),
        ..RuleRow::default()
    }
}

/// For reading: by table and by whom it binds.
pub fn page(rows: &[RuleRow], width: u16) -> String {
    let mut blocks = Vec::new();
    for of_table in rows.chunk_by(|a, b| (a.table, &a.organisation) == (b.table, &b.organisation)) {
        let Some(first) = of_table.first() else {
            continue;
        };
        let title = TABLES.iter().find(|(table, ..)| *table == first.table);
        let title = title.map_or(first.table, |(_, title, _)| title);
        let sheet = if first.table == CONDITIONS {
            conditions_sheet(of_table, width)
        } else {
            rules_sheet(of_table, width)
        };
        blocks.push(format!("{title}: {}\n{sheet}", first.organisation));
    }
    blocks.push(words::count(rows.len(), "rule"));
    blocks.join("\n\n")
}

fn rules_sheet(rows: &[RuleRow], width: u16) -> String {
    let (rule, place) = (28, 10);
    let rest = width - rule - place;
    let (subject, allows) = (rest * 22 / 100, rest * 28 / 100);
    let widths = [rule, subject, allows, rest - subject - allows, place];
    let header = ["rule", "for", "allows", "words", "line"].map(str::to_owned);
    let lines = rows.iter().map(|row| {
        let service = row.service.as_ref();
        let service = service.map_or_else(String::new, |path| format!(", service {path}"));
        let local = if row.local { "; local" } else { "" };
        [
            row.rule.clone(),
            format!("{}{service}", row.r#for),
            format!("{}{local}", row.allows),
            words::cut(&words::plain(&row.quote), 160),
            show::place(&row.document, row.line.unwrap_or(0)),
        ]
    });
    show::sheet(widths, std::iter::once(header).chain(lines))
}

/// One line a condition: what it is about, its kind, the beginning of its words.
fn conditions_sheet(rows: &[RuleRow], width: u16) -> String {
    let (about, kind, place) = (13, 24, 10);
    let rest = width - about - kind - place;
    let header = ["about", "kind", "words", "line"].map(str::to_owned);
    let lines = rows.iter().map(|row| {
        [
            row.reference().unwrap_or_else(|| row.document.clone()),
            row.r#for.clone(),
            words::cut(&words::plain(&row.quote), usize::from(rest) - 2),
            show::place(&row.document, row.line.unwrap_or(0)),
        ]
    });
    show::sheet(
        [about, kind, rest, place],
        std::iter::once(header).chain(lines),
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn every_rule_is_a_row() {
        let rules = Rulebook::builtin();
        let rows = rows(&rules, &Filter::default()).unwrap();
        let of = |table: &str| rows.iter().filter(|row| row.table == table).count();
        assert_eq!(of("response"), rules.catalogue.response_rules().len());
        assert_eq!(of("reopening"), rules.catalogue.reopening_rules().len());
        assert_eq!((of("priority"), of("matrix"), of("adoption")), (5, 10, 0));
        let catalogue = &rules.catalogue;
        for (table, expected) in [
            ("unnumbered", catalogue.unnumbered_responses().len()),
            ("criticality", catalogue.criticality_levels().len() * 3),
            ("hours", catalogue.service_hours().len()),
            ("lead_time", catalogue.lead_times().len()),
            ("reliability", catalogue.reliability_targets().len()),
            ("statement", catalogue.reliability_statements().len()),
            ("condition", catalogue.conditions().len()),
        ] {
            assert!(expected > 0 && of(table) == expected, "{table}");
        }
        let p1 = rows.iter().find(|row| row.r#for == "P1").unwrap();
        let p1 = serde_json::to_value(p1).unwrap();
        assert_eq!((&p1["value"], &p1["unit"]), (&3.into(), &"jam".into()));
        assert_eq!(p1["allowance_seconds"], 10_800);
        assert!(p1.get("allows").is_none());
        let page = page(&rows, 110);
        assert!(
            page.contains("P1: 3 jam, always") && page.contains("30 menit, always"),
            "{page}"
        );
    }

    #[test]
    fn a_condition_has_one_line() {
        let rules = Rulebook::builtin();
        let mut rows = rows(&rules, &Filter::default()).unwrap();
        rows.retain(|row| row.table == CONDITIONS);
        for width in [80, 110, 140] {
            let page = page(&rows, width);
            let organisations = rows
                .chunk_by(|a, b| a.organisation == b.organisation)
                .count();
            // Of each block title, header and an empty line; of the page the count.
            assert_eq!(
                page.lines().count(),
                rows.len() + organisations * 3 + 1,
                "{page}"
            );
        }
    }

    #[test]
    fn what_is_adopted_names_its_document_and_line() {
        let mut rules = Rulebook::builtin();
        rules.adoptions.push(norma_rules::Adoption {
            organisation: "DJPb".to_owned(),
            table_2: true,
            availability: Some(9750),
            valid_from: NaiveDate::default(),
            valid_to: None,
            basis: "Target 97,5%".to_owned(),
            document: Some("KL-DJPb".to_owned()),
            line: 7,
        });
        let rows = adoption(&rules);
        assert_eq!(rows.len(), 2);
        assert!(
            rows.iter()
                .all(|r| r.local && r.document == "KL-DJPb" && r.line == Some(7))
        );
        let target = serde_json::to_value(&rows[1]).unwrap();
        assert_eq!(
            (&target["value"], &target["unit"]),
            (&97.5.into(), &"percent".into())
        );
        assert_eq!(rows[1].allows, "availability at least 97.5% a year");
    }
}
