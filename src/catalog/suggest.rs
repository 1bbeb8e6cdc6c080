//! `norma catalog suggest`: for every service name that no rule maps, the closest sub-services of the documents, each
//! with a line for the configuration. Nothing is applied.

use std::collections::BTreeMap;
use std::process::ExitCode;

use anyhow::{Context, bail};
use arrow::array::{ArrayRef, AsArray};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Int64Type, TimestampMicrosecondType};
use arrow::record_batch::RecordBatch;
use chrono::NaiveDate;
use norma_queries::Params;
use norma_rules::{Instant, Zone};
use norma_transform::suggestions::{Suggestion, suggestions, toml_line};
use norma_transform::typing::normalise;

use crate::arguments::{CatalogSuggest, Format, Place};
use crate::workplace::Workplace;

const COLUMNS: [&str; 12] = [
    "source",
    "organisation",
    "service_path",
    "service_name",
    "tickets",
    "requests",
    "rank",
    "reference",
    "name",
    "score",
    "section",
    "toml",
];

/// A row of the model `unmapped_services`.
struct Unmapped {
    source: String,
    organisation: String,
    path: Option<String>,
    name: Option<String>,
    tickets: i64,
    requests: i64,
    /// First and last WIB day on which its tickets were submitted.
    days: [NaiveDate; 2],
}

impl Unmapped {
    /// What an alias is written for: the name, where there is none the path.
    fn key(&self) -> Option<&str> {
        self.name.as_deref().or(self.path.as_deref())
    }
}

/// Prints what is closest to each name.
pub async fn suggest(place: &Place, options: &CatalogSuggest) -> anyhow::Result<ExitCode> {
    let workplace = Workplace::open(place)?;
    if let Some(source) = &options.source
        && workplace.config.source(source).is_none()
    {
        let names: Vec<&str> = workplace
            .config
            .sources
            .iter()
            .map(|s| s.name.as_str())
            .collect();
        bail!(
            "there is no source {source:?} in the configuration; it has {}",
            names.join(", ")
        );
    }
    let session = workplace.session(None).await?;
    let mut unmapped = Vec::new();
    for batch in session.model("unmapped_services", &Params::none()).await? {
        unmapped.extend(read(&batch)?);
    }
    let sections = sections(&unmapped);
    unmapped.retain(|u| {
        options
            .source
            .as_ref()
            .is_none_or(|source| *source == u.source)
    });

    let catalogue = &workplace.config.rulebook.catalogue;
    let told: Vec<(&Unmapped, Vec<Suggestion>)> = unmapped
        .iter()
        .map(|u| {
            let near = u.key().map_or_else(Vec::new, |key| {
                suggestions(catalogue, &u.organisation, &u.days, key)
            });
            (u, near)
        })
        .collect();
    let section = |u: &Unmapped| {
        let shared = u.key().and_then(|key| sections.get(&normalise(key)));
        shared.copied().unwrap_or(OWN)
    };
    match options.format {
        Format::Table => print(&told, section),
        Format::Csv => csv(&rows(&told, section))?,
        Format::Json => println!("{}", json(&rows(&told, section))?),
    }
    Ok(ExitCode::SUCCESS)
}

/// The section of a name that one source alone has, and of one that several have.
const OWN: &str = "[source.services]";
const COMMON: &str = "[services]";

/// The section for each normalised name.
fn sections(unmapped: &[Unmapped]) -> BTreeMap<String, &'static str> {
    let mut source_of: BTreeMap<String, &str> = BTreeMap::new();
    let mut sections = BTreeMap::new();
    for u in unmapped {
        let Some(key) = u.key().map(normalise) else {
            continue;
        };
        let first = source_of.entry(key.clone()).or_insert(&u.source);
        let section = if *first == u.source { OWN } else { COMMON };
        sections
            .entry(key)
            .and_modify(|s| {
                if section == COMMON {
                    *s = COMMON;
                }
            })
            .or_insert(section);
    }
    sections
}

fn print(told: &[(&Unmapped, Vec<Suggestion>)], section: impl Fn(&Unmapped) -> &'static str) {
    if told.is_empty() {
        println!("every service name is mapped");
        return;
    }
    println!(
        "Service names that no rule maps, and the closest sub-services of the documents that serve their tickets.\n\
         Nothing is applied: paste the line that is right into the section named; `norma run` then reads the exports again."
    );
    for (u, near) in told {
        println!(
            "\n{} {}, {}: {} tickets, {} of them requests or changes",
            u.source,
            u.key()
                .map_or_else(|| "(no service named)".to_owned(), |key| format!("{key:?}")),
            u.organisation,
            u.tickets,
            u.requests
        );
        if u.key().is_none() {
            println!(
                "  the export names no service: map service_name or service_path in [source.columns]"
            );
            continue;
        }
        if near.is_empty() {
            println!("  nothing is near; `norma catalog` lists every sub-service");
            continue;
        }
        match section(u) {
            COMMON => println!("  {COMMON}   (several sources have this name)"),
            own => println!("  {own} of source {:?}", u.source),
        }
        for s in near {
            println!("  {:.2}  {} {}", s.score, s.reference, s.name);
            println!(
                "        {}",
                toml_line(u.key().unwrap_or_default(), &s.references)
            );
        }
    }
}

/// One row a suggestion; one without any for a name that nothing is near to.
fn rows(
    told: &[(&Unmapped, Vec<Suggestion>)],
    section: impl Fn(&Unmapped) -> &'static str,
) -> Vec<[String; COLUMNS.len()]> {
    let mut rows = Vec::new();
    for (u, near) in told {
        let row = |rank: String,
                   reference: &str,
                   name: &str,
                   score: String,
                   section: &str,
                   toml: String| {
            [
                u.source.clone(),
                u.organisation.clone(),
                u.path.clone().unwrap_or_default(),
                u.name.clone().unwrap_or_default(),
                u.tickets.to_string(),
                u.requests.to_string(),
                rank,
                reference.to_owned(),
                name.to_owned(),
                score,
                section.to_owned(),
                toml,
            ]
        };
        if near.is_empty() {
            rows.push(row(String::new(), "", "", String::new(), "", String::new()));
        }
        for (at, s) in near.iter().enumerate() {
            rows.push(row(
                (at + 1).to_string(),
                &s.reference,
                &s.name,
                format!("{:.2}", s.score),
                section(u),
                toml_line(u.key().unwrap_or_default(), &s.references),
            ));
        }
    }
    rows
}

/// RFC 4180.
fn csv(rows: &[[String; COLUMNS.len()]]) -> anyhow::Result<()> {
    let mut out = csv::Writer::from_writer(std::io::stdout().lock());
    out.write_record(COLUMNS)?;
    for row in rows {
        out.write_record(row)?;
    }
    Ok(out.flush()?)
}

/// An array of objects; numbers are numbers, what is not there is null.
fn json(rows: &[[String; COLUMNS.len()]]) -> serde_json::Result<String> {
    let value = |column: &str, text: &str| -> serde_json::Value {
        let is_number = ["tickets", "requests", "rank", "score"].contains(&column);
        match text {
            "" => serde_json::Value::Null,
            text if is_number => serde_json::from_str(text).unwrap_or_else(|_| text.into()),
            text => text.into(),
        }
    };
    let objects: Vec<serde_json::Map<String, serde_json::Value>> = rows
        .iter()
        .map(|row| {
            let columns = COLUMNS.iter().zip(row);
            columns
                .map(|(c, v)| ((*c).to_owned(), value(c, v)))
                .collect()
        })
        .collect();
    serde_json::to_string_pretty(&objects)
}

fn read(batch: &RecordBatch) -> anyhow::Result<Vec<Unmapped>> {
    let column = |name: &str| -> anyhow::Result<&ArrayRef> {
        let column = batch.column_by_name(name);
        column.with_context(|| format!("unmapped_services has no column {name}"))
    };
    let text = |name: &str| -> anyhow::Result<Vec<Option<String>>> {
        // Text comes as views, dictionaries or plain arrays, as the query engine likes it best.
        let texts = cast(column(name)?, &DataType::Utf8)?;
        let texts = texts.as_string_opt::<i32>();
        let texts = texts.with_context(|| format!("{name} is no text"))?;
        Ok(texts.iter().map(|t| t.map(str::to_owned)).collect())
    };
    let number = |name: &str| -> anyhow::Result<Vec<i64>> {
        let numbers = column(name)?.as_primitive_opt::<Int64Type>();
        let numbers = numbers.with_context(|| format!("{name} is no number"))?;
        Ok(numbers.values().to_vec())
    };
    let day = |name: &str| -> anyhow::Result<Vec<NaiveDate>> {
        let micros = column(name)?.as_primitive_opt::<TimestampMicrosecondType>();
        let micros = micros.with_context(|| format!("{name} is no instant"))?;
        let day = |micros: &i64| Instant(micros.div_euclid(1_000_000)).local_date(Zone::Wib);
        Ok(micros.values().iter().map(day).collect())
    };
    let (sources, organisations) = (text("source")?, text("organisation")?);
    let (paths, names) = (text("service_path")?, text("service_name")?);
    let (tickets, requests) = (number("tickets")?, number("requests")?);
    let (first, last) = (day("first_submitted_at")?, day("last_submitted_at")?);
    let unmapped = (0..batch.num_rows()).map(|row| Unmapped {
        source: sources[row].clone().unwrap_or_default(),
        organisation: organisations[row].clone().unwrap_or_default(),
        path: paths[row].clone(),
        name: names[row].clone(),
        tickets: tickets[row],
        requests: requests[row],
        days: [first[row], last[row]],
    });
    Ok(unmapped.collect())
}
