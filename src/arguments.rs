//! What can be said on the command line.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::str::FromStr;

use chrono::{NaiveDate, NaiveDateTime};
use clap::{Args, Parser, Subcommand, ValueEnum};
use norma_rules::{Instant, NormKind, Quarter, Zone};

use crate::sql::Sql;
use crate::token::Token;
use crate::user::User;

/// Service-level reporting for the IT services of Kemenkeu: norma waktu, P1-P5, availability.
#[derive(Debug, Parser)]
#[command(name = "norma", version, max_term_width = 110)]
pub struct Arguments {
    #[command(flatten)]
    pub place: Place,
    #[command(subcommand)]
    pub command: Command,
}

/// Where configuration and data are.
#[derive(Debug, Args)]
pub struct Place {
    /// Configuration; default norma.toml here, else sample-data/norma.toml
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Folder of the lake; default as configured
    #[arg(long, global = true, value_name = "FOLDER")]
    pub lake: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Pull, keep, normalise, compute; print what came in, what was rejected and the quarter's figures
    Run(Run),
    /// Write the report of a quarter or a year, or prepare the notes of a quarter
    Report(ReportCommand),
    /// Ask in SQL: one query, a file of queries, or a prompt
    Sql(Sql),
    /// Serve pages, charts and reports: on this machine, or for those who have accounts
    Serve(Serve),
    /// Explain every clock of a ticket: segments, norm, clause, verdict
    Explain(Explain),
    /// List the norms in force, with their words and source
    Catalog(Catalog),
    /// When a request or incident is due, and why
    Due(Due),
    /// Accounts of the server: add, list, disable, enable, role, password, remove
    User(User),
    /// API tokens of the server: add, list, revoke
    Token(Token),
}

#[derive(Debug, Args)]
pub struct Run {
    /// Exit with code 2 when any record was rejected
    #[arg(long)]
    pub strict: bool,
    /// Judge as of this instant (WIB); default the earliest cut-off of the sources
    #[arg(long, value_parser = instant, value_name = "TIME")]
    pub as_of: Option<Instant>,
    /// Quarter whose figures are shown and reported; default the one before the as-of instant's last second
    #[arg(long, value_name = "QUARTER")]
    pub quarter: Option<Quarter>,
    /// Fail at once when another run holds the lake, instead of waiting
    #[arg(long)]
    pub no_wait: bool,
}

/// Without an action the report is written.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct ReportCommand {
    #[command(subcommand)]
    pub action: Option<ReportAction>,
    #[command(flatten)]
    pub write: Option<Report>,
}

#[derive(Debug, Subcommand)]
pub enum ReportAction {
    /// Prepare the notes that people write about a quarter: one file a service with breaches or with a note last quarter
    New(ReportNew),
    /// Keep the report as it is handed in: every output, the data and rules behind it, hashes; a later one restates it
    Freeze(ReportFreeze),
    /// Check a frozen report: are its files untouched, and does it come out again to the byte?
    Verify(ReportVerify),
}

#[derive(Debug, Args)]
pub struct ReportFreeze {
    /// Such as 2026-TW1
    #[arg(value_parser = quarter_alone)]
    pub quarter: Quarter,
    /// Folder of its revisions; default reports/QUARTER/beku
    #[arg(long, value_name = "FOLDER")]
    pub out: Option<PathBuf>,
    /// Judge as of this instant (WIB); default the earliest cut-off of the sources
    #[arg(long, value_parser = instant, value_name = "TIME")]
    pub as_of: Option<Instant>,
}

#[derive(Debug, Args)]
pub struct ReportVerify {
    /// Folder of one revision, such as reports/2026-TW1/beku/r1
    pub folder: PathBuf,
}

#[derive(Debug, Args)]
pub struct ReportNew {
    /// Such as 2026-TW1
    #[arg(value_parser = quarter_alone)]
    pub quarter: Quarter,
    /// Judge as of this instant (WIB); default the earliest cut-off of the sources
    #[arg(long, value_parser = instant, value_name = "TIME")]
    pub as_of: Option<Instant>,
}

#[derive(Debug, Args)]
pub struct Report {
    /// A quarter such as 2026-TW1, or a year such as 2026 for the annual report
    #[arg(value_name = "QUARTER|YEAR")]
    pub period: Period,
    /// Folder to write into; default reports/QUARTER or reports/YEAR as configured
    #[arg(long, value_name = "FOLDER")]
    pub out: Option<PathBuf>,
    /// Judge as of this instant (WIB); default the earliest cut-off of the sources
    #[arg(long, value_parser = instant, value_name = "TIME")]
    pub as_of: Option<Instant>,
    /// Simulate: judge the same tickets by a document (001) or an overlay file too, and show both
    #[arg(long, value_name = "DOCUMENT|FILE")]
    pub norms: Option<String>,
    /// Only tickets of this source, by its name in the configuration
    #[arg(long, value_name = "NAME")]
    pub source: Option<String>,
    /// Only tickets that this work unit (unit kerja) asked for
    #[arg(long, value_name = "NAME")]
    pub unit: Option<String>,
    /// Only tickets of this service: a norm reference with what is below it (001/8), or the exported name
    #[arg(long, value_name = "PATH|NAME")]
    pub service: Option<String>,
    /// Formats to write, with commas or by repeating
    #[arg(long, value_delimiter = ',', default_value = "pdf,docx,xlsx,html")]
    pub format: Vec<ReportFormat>,
}

/// What a report is of, in WIB.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period {
    /// One quarter.
    Quarter(Quarter),
    /// A calendar year.
    Year(i32),
}

impl FromStr for Period {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let digits = text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
        // A year is one whose quarters can be told.
        let year = text
            .parse::<i32>()
            .ok()
            .filter(|year| digits && Quarter::new(*year, 1).is_some());
        if let Some(year) = year {
            return Ok(Self::Year(year));
        }
        let quarter = text.parse::<Quarter>().map(Self::Quarter);
        quarter.map_err(|error| format!("{error}, or a year such as 2026 for the annual report"))
    }
}

/// A quarter, where a year cannot be meant.
fn quarter_alone(text: &str) -> Result<Quarter, String> {
    match text.parse::<Period>() {
        Ok(Period::Quarter(quarter)) => Ok(quarter),
        Ok(Period::Year(year)) => Err(format!(
            "this is done for quarters alone, the annual report is the sum of theirs; name a quarter, such as {year}-TW4"
        )),
        Err(_) => text.parse::<Quarter>().map_err(|error| error.to_string()),
    }
}

/// A format of the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ReportFormat {
    /// The record.
    Pdf,
    /// The copy to finish by hand.
    Docx,
    /// One workbook, a sheet a table.
    Xlsx,
    /// One self-contained page.
    Html,
    /// A file a table, RFC 4180.
    Csv,
    /// A file a table, for Excel with Indonesian settings.
    CsvExcel,
}

/// A format for rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For reading.
    #[default]
    Table,
    /// RFC 4180.
    Csv,
    /// An array of objects.
    Json,
}

#[derive(Debug, Args)]
pub struct Serve {
    /// Address to listen on; without accounts loopback only. Default as configured, else 127.0.0.1:8080
    #[arg(long, value_name = "ADDRESS")]
    pub listen: Option<SocketAddr>,
}

#[derive(Debug, Args)]
pub struct Explain {
    /// Numbers of the tickets in their sources
    #[arg(required = true, value_name = "TICKET")]
    pub tickets: Vec<String>,
    /// Source, when several have a ticket of that number
    #[arg(long)]
    pub source: Option<String>,
    /// Judge as of this instant (WIB); default the earliest cut-off of the sources
    #[arg(long, value_parser = instant, value_name = "TIME")]
    pub as_of: Option<Instant>,
}

/// Without an action the norms are listed.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Catalog {
    #[command(subcommand)]
    pub action: Option<CatalogAction>,
    #[command(flatten)]
    pub list: CatalogList,
}

#[derive(Debug, Subcommand)]
pub enum CatalogAction {
    /// List norms (the default)
    List(CatalogList),
    /// Everything about one service, sub-service or norm, with its words
    Show(CatalogShow),
    /// What changed between two documents, sub-service by sub-service
    Diff(CatalogDiff),
    /// Validate the overlays and the service names of the configuration
    Check(CatalogCheck),
    /// Propose norms for service names that no rule maps
    Suggest(CatalogSuggest),
}

#[derive(Debug, Args)]
pub struct CatalogShow {
    /// Reference such as 001/8.4, 002/11, 004/1.1.b or BMN.4; with a service everything below it
    pub path: String,
}

#[derive(Debug, Args)]
pub struct CatalogDiff {
    /// Earlier document, such as 001
    pub earlier: String,
    /// Later document, such as 002
    pub later: String,
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}

#[derive(Debug, Args)]
pub struct CatalogCheck {
    /// Overlay files to check besides those of the configuration
    pub files: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub struct CatalogSuggest {
    /// Only this source
    #[arg(long)]
    pub source: Option<String>,
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}

#[derive(Debug, Args)]
pub struct CatalogList {
    /// Only what begins with this reference, such as 001, 001/8 or BMN.4
    pub path: Option<String>,
    /// Only this document, 000 to 004; several with commas or by repeating
    #[arg(long, value_name = "DOCUMENT", value_delimiter = ',')]
    pub document: Vec<String>,
    /// Only this organisation, by any of its names: Pusintek, BaTII, KPTIK BMN, DJPb
    #[arg(long, value_name = "NAME")]
    pub organisation: Option<String>,
    /// In force on this day; default every norm
    #[arg(long, value_name = "DATE")]
    pub on: Option<NaiveDate>,
    /// Only norms of this kind, such as duration or after_activity
    #[arg(long, value_parser = norm_kind, value_name = "KIND", conflicts_with_all = ["rules", "services"])]
    pub kind: Option<NormKind>,
    /// Services and sub-services instead of norms, with how many norms each has
    #[arg(long, conflicts_with = "rules")]
    pub services: bool,
    /// Rules that are no norms: response, reopening, P1-P5, recovery, hours, lead times, reliability, conditions
    #[arg(long)]
    pub rules: bool,
    #[arg(long, value_enum, default_value_t)]
    pub format: Format,
}

#[derive(Debug, Args)]
pub struct Due {
    /// Norm reference such as 001/8.4, or P1 to P5 for an incident
    #[arg(long, value_name = "PATH")]
    pub service: String,
    /// When it was submitted, in the office's zone: "2026-03-17 15.00"
    #[arg(long, value_name = "TIME")]
    pub submitted: String,
    /// Zone of the serving office
    #[arg(long, default_value = "Asia/Jakarta")]
    pub zone: Zone,
    /// Devices or accounts, for norms by tier
    #[arg(long)]
    pub quantity: Option<i64>,
    /// Environment, for norms by environment
    #[arg(long)]
    pub environment: Option<String>,
}

fn norm_kind(text: &str) -> Result<NormKind, String> {
    NormKind::from_name(text).ok_or_else(|| {
        let all: Vec<&str> = NormKind::ALL.iter().map(|kind| kind.as_str()).collect();
        format!("no kind of norm; write one of {}", all.join(", "))
    })
}

/// Reads a time of day in WIB, or one with its own offset.
pub fn instant(text: &str) -> Result<Instant, String> {
    instant_in(text, Zone::Wib)
}

/// Reads `2026-03-17 15.00`, `2026-03-17T15:00:00`, `2026-03-17` (00.00) in `zone`, or RFC 3339 with an offset.
pub fn instant_in(text: &str, zone: Zone) -> Result<Instant, String> {
    let text = text.trim();
    if let Ok(time) = chrono::DateTime::parse_from_rfc3339(text) {
        return Ok(Instant(time.timestamp()));
    }
    for format in [
        "%Y-%m-%d %H.%M.%S",
        "%Y-%m-%d %H.%M",
        "%Y-%m-%d %H:%M:%S",
        "%Y-%m-%d %H:%M",
        "%Y-%m-%dT%H:%M:%S",
        "%Y-%m-%dT%H:%M",
    ] {
        if let Ok(local) = NaiveDateTime::parse_from_str(text, format) {
            return Ok(Instant::from_local(local, zone));
        }
    }
    NaiveDate::parse_from_str(text, "%Y-%m-%d").map(|day| Instant::start_of_day(day, zone)).map_err(|_| {
        format!("{text:?} is no time; write \"2026-03-17 15.00\" ({}), 2026-03-17 or 2026-03-17T15:00:00+07:00", zone.abbreviation())
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn command_line_is_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn a_report_is_of_a_quarter_or_a_year() {
        assert_eq!("2026".parse::<Period>(), Ok(Period::Year(2026)));
        let quarter: Quarter = "2026-TW1".parse().unwrap();
        assert_eq!("2026-TW1".parse::<Period>(), Ok(Period::Quarter(quarter)));
        for wrong in ["26", "0000", "20261", "2026-TW5", "+202"] {
            let error = wrong.parse::<Period>().unwrap_err();
            assert!(
                error.contains(wrong) && error.contains("2026-TW1"),
                "{error}"
            );
        }
        assert_eq!(quarter_alone("2026-TW1"), Ok(quarter));
        assert!(quarter_alone("2026").unwrap_err().contains("2026-TW4"));
    }

    #[test]
    fn kinds_of_norms() {
        assert_eq!(norm_kind("after_activity"), Ok(NormKind::AfterActivity));
        assert!(norm_kind("closing").unwrap_err().contains("after_activity"));
    }

    #[test]
    fn times() {
        let at = Instant(1_773_734_400); // 2026-03-17 15.00 WIB
        for text in [
            "2026-03-17 15.00",
            "2026-03-17 15:00:00",
            "2026-03-17T15:00",
            "2026-03-17T08:00:00Z",
            "2026-03-17T15:00:00+07:00",
        ] {
            assert_eq!(instant(text), Ok(at), "{text}");
        }
        assert_eq!(instant_in("2026-03-17 16.00", Zone::Wita), Ok(at));
        assert_eq!(
            instant("2026-03-17")
                .unwrap()
                .to_local(Zone::Wib)
                .to_string(),
            "2026-03-17 00:00:00"
        );
        assert!(instant("17/03/2026").is_err());
        assert!(instant("2026-02-30").is_err());
    }
}
