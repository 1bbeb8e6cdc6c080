//! Rules that are no norm of a service: response, reopening, P1-P5. One function a table; [`TABLES`] lists them.

use chrono::NaiveDate;
use norma_rules::catalogue::{PriorityLimit, ReopeningRule};
use norma_rules::{
    CalendarKind, Catalogue, Priority, PriorityTable, ResponseLimit, ResponseRule, Rulebook,
};
use serde::Serialize;
use serde_json::Number;

use super::filter::Filter;
use super::reference;
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
    /// First part of the paths of the one service it is for.
    pub service: Option<String>,
    /// Channel, priority or whatever else it is for.
    pub r#for: String,
    pub value: Option<Number>,
    pub unit: Option<&'static str>,
    /// What it allows, in seconds of `calendar`.
    pub allowance_seconds: Option<i64>,
    pub calendar: Option<&'static str>,
    pub local: bool,
    pub valid_from: Option<NaiveDate>,
    pub valid_to: Option<NaiveDate>,
    pub quote: String,
    /// Line of the document; a local rule has none.
    pub line: Option<u32>,
    pub note: Option<String>,
    /// What it allows, in words: for the terminal.
    #[serde(skip)]
    pub allows: String,
}

/// The tables in reading order: name, title and rows.
type RuleTable = (&'static str, &'static str, fn(&Rulebook) -> Vec<RuleRow>);
const TABLES: [RuleTable; 5] = [
    ("response", "Response times, by channel", response),
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
    ("adoption", "Adopted locally", adoption),
];

/// The rules that are asked for, in the order of [`TABLES`].
///
/// # Errors
/// A path with which no rule begins.
pub fn rows(rules: &Rulebook, filter: &Filter) -> anyhow::Result<Vec<RuleRow>> {
    let mut all: Vec<RuleRow> = Vec::new();
    for (table, _, rows) in &TABLES {
        all.extend(rows(rules).into_iter().map(|row| RuleRow { table, ..row }));
    }
    if let Some(prefix) = filter.prefix() {
        let ids = all.iter().map(|row| (row.rule.clone(), row.r#for.clone()));
        reference::rule(ids.collect(), prefix)?;
    }
    all.retain(|row| {
        filter.path(&row.rule)
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
        line: Some(rule.line),
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

/// Table 2, where an overlay adopts it for an organisation that it does not bind.
fn adoption(rules: &Rulebook) -> Vec<RuleRow> {
    let table = rules.catalogue.table_2();
    let adopted = rules.adoptions.iter().filter(|adoption| adoption.table_2);
    adopted
        .filter_map(|adoption| {
            let table = table?;
            Some(RuleRow {
                rule: format!("{}/{}", table.document, table.table),
                document: "lokal".to_owned(),
                organisation: adoption.organisation.clone(),
                r#for: "P1 to P5".to_owned(),
                local: true,
                valid_from: Some(adoption.valid_from),
                valid_to: adoption.valid_to,
                quote: adoption.basis.clone(),
                allows: words::priorities(table),
                ..RuleRow::default()
            })
        })
        .collect()
}

/// What every rule of a document has.
fn of_document(catalogue: &Catalogue, id: &str) -> RuleRow {
    let document = catalogue.document(id);
    RuleRow {
        document: id.to_owned(),
        organisation: document.map_or_else(String::new, |document| document.organisation.clone()),
        valid_from: document.and_then(|document| document.valid_from),
        valid_to: document.and_then(|document| document.valid_to),
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
    let (rule, place) = (28, 10);
    let rest = width - rule - place;
    let (subject, allows) = (rest * 22 / 100, rest * 28 / 100);
    let widths = [rule, subject, allows, rest - subject - allows, place];
    let mut blocks = Vec::new();
    for of_table in rows.chunk_by(|a, b| (a.table, &a.organisation) == (b.table, &b.organisation)) {
        let Some(first) = of_table.first() else {
            continue;
        };
        let title = TABLES.iter().find(|(table, ..)| *table == first.table);
        let title = title.map_or(first.table, |(_, title, _)| title);
        let header = ["rule", "for", "allows", "words", "line"].map(str::to_owned);
        let lines = of_table.iter().map(|row| {
            let service = row.service.as_ref();
            let service = service.map_or_else(String::new, |path| format!(", service {path}"));
            [
                row.rule.clone(),
                format!("{}{service}", row.r#for),
                row.allows.clone(),
                words::cut(&words::plain(&row.quote), 160),
                show::place(&row.document, row.line.unwrap_or(0)),
            ]
        });
        let sheet = show::sheet(widths, std::iter::once(header).chain(lines));
        blocks.push(format!("{title}: {}\n{sheet}", first.organisation));
    }
    blocks.push(words::count(rows.len(), "rule"));
    blocks.join("\n\n")
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
}
