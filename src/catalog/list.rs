//! `norma catalog list`: the norms, with their words and source.

use std::process::ExitCode;

use anyhow::bail;
use norma_rules::{Channel, Priority, Rulebook};

use crate::arguments::{CatalogList, Format, Place};
use crate::show;
use crate::workplace;

const NORM_COLUMNS: [&str; 17] = [
    "document",
    "path",
    "service_path",
    "service",
    "name",
    "role",
    "kind",
    "value",
    "unit",
    "start",
    "tier",
    "environment",
    "valid_from",
    "valid_to",
    "quote",
    "line",
    "note",
];

/// Lists norms, or response rules and P1-P5.
pub fn list(place: &Place, options: &CatalogList) -> anyhow::Result<ExitCode> {
    let rules = workplace::rulebook(place)?;
    let (columns, rows) = if options.rules {
        rule_rows(&rules)
    } else {
        norm_rows(&rules, options)
    };
    match options.format {
        Format::Csv => csv(&columns, &rows)?,
        Format::Json => println!("{}", json(&columns, &rows)?),
        Format::Parquet => {
            bail!("the catalogue is a list for reading: --format table, csv or json")
        }
        Format::Table => {
            let (columns, rows) = for_reading(&columns, &rows);
            println!("{}", show::table(&columns, columns.len(), rows));
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn norm_rows(rules: &Rulebook, options: &CatalogList) -> (Vec<&'static str>, Vec<Vec<String>>) {
    let text = |value: Option<String>| value.unwrap_or_default();
    let rows = rules
        .catalogue
        .norms()
        .iter()
        .filter(|n| {
            options.path.as_ref().is_none_or(|p| {
                n.id() == *p
                    || n.id().starts_with(&format!("{p}/"))
                    || n.id().starts_with(&format!("{p}."))
            })
        })
        .filter(|n| options.on.is_none_or(|day| n.in_force(day)))
        .map(|n| {
            vec![
                n.document.clone(),
                n.path.clone(),
                n.service_path.clone(),
                n.service.clone(),
                n.name.clone(),
                n.role.to_string(),
                n.kind.to_string(),
                text(n.value.map(|v| v.to_string())),
                text(n.unit.map(|u| u.to_string())),
                n.start.to_string(),
                text(n.tier.as_ref().map(|t| {
                    format!(
                        "{} {}-{}",
                        t.dimension,
                        t.from,
                        t.to.map(|to| to.to_string()).unwrap_or_default()
                    )
                })),
                text(n.environment.clone()),
                text(n.valid_from.map(|d| d.to_string())),
                text(n.valid_to.map(|d| d.to_string())),
                n.quote.clone(),
                n.line.to_string(),
                text(n.note.clone()),
            ]
        })
        .collect();
    (NORM_COLUMNS.to_vec(), rows)
}

fn rule_rows(rules: &Rulebook) -> (Vec<&'static str>, Vec<Vec<String>>) {
    let mut rows: Vec<Vec<String>> = rules
        .catalogue
        .response_rules()
        .iter()
        .map(|r| {
            let limit = match r.limit {
                norma_rules::catalogue::ResponseLimit::AtOnce => rules.settings.at_once_seconds,
                norma_rules::catalogue::ResponseLimit::WithinSeconds(seconds) => seconds,
            };
            vec![
                r.id.clone(),
                Channel::as_str(r.channel).to_owned(),
                limit.to_string(),
                r.calendar.to_string(),
                r.quote.clone(),
                r.document.clone(),
                r.line.to_string(),
            ]
        })
        .collect();
    if let Some(table) = rules.catalogue.table_2() {
        rows.extend(Priority::ALL.iter().filter_map(|p| {
            let limit = table.limit(*p)?;
            Some(vec![
                table.id(*p),
                p.to_string(),
                limit.seconds().to_string(),
                limit.calendar.to_string(),
                limit.quote.clone(),
                table.document.clone(),
                limit.line.to_string(),
            ])
        }));
    }
    (
        vec![
            "rule",
            "for",
            "allowance_seconds",
            "calendar",
            "quote",
            "document",
            "line",
        ],
        rows,
    )
}

/// The columns that fit a terminal.
fn for_reading<'a>(columns: &[&'a str], rows: &[Vec<String>]) -> (Vec<&'a str>, Vec<Vec<String>>) {
    let shown: Vec<usize> = (0..columns.len())
        .filter(|i| {
            !matches!(
                columns[*i],
                "service_path" | "service" | "role" | "start" | "valid_from" | "valid_to" | "note"
            )
        })
        .collect();
    (
        shown.iter().map(|i| columns[*i]).collect(),
        rows.iter()
            .map(|row| shown.iter().map(|i| row[*i].clone()).collect())
            .collect(),
    )
}

/// RFC 4180.
fn csv(columns: &[&str], rows: &[Vec<String>]) -> anyhow::Result<()> {
    let mut out = csv::Writer::from_writer(std::io::stdout().lock());
    out.write_record(columns)?;
    for row in rows {
        out.write_record(row)?;
    }
    Ok(out.flush()?)
}

fn json(columns: &[&str], rows: &[Vec<String>]) -> serde_json::Result<String> {
    let objects: Vec<serde_json::Map<String, serde_json::Value>> = rows
        .iter()
        .map(|row| {
            columns
                .iter()
                .zip(row)
                .map(|(c, v)| ((*c).to_owned(), v.as_str().into()))
                .collect()
        })
        .collect();
    serde_json::to_string_pretty(&objects)
}
