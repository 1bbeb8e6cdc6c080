//! Response rules (waktu tanggap) and the reopening rule, by document (RULES 3).

use serde::{Deserialize, Serialize};

use crate::Channel;
use crate::ticket::names;

names! {
    /// Which kind of calendar a rule runs on. The office zone of the ticket chooses between the office calendars.
    CalendarKind {
        /// 24 x 7.
        Always = "always",
        /// Working hours.
        Office = "office",
    }
}

/// What a response rule allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ResponseLimit {
    /// At once (langsung): how many seconds that is, is the setting `at_once_seconds`.
    AtOnce,
    /// At most so many seconds of the rule's calendar.
    WithinSeconds(i64),
}

/// One response rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ResponseRule {
    /// The document (`001`).
    pub document: String,
    /// `001/tanggap/email`, or `003/tanggap/7/email` for a rule of one service.
    pub id: String,
    /// The channel it is for.
    pub channel: Channel,
    /// First part of the norm path of the one service it is for; `None` for every service of the document.
    pub service: Option<String>,
    /// What it allows.
    pub limit: ResponseLimit,
    /// On which calendar.
    pub calendar: CalendarKind,
    /// The exact words, as they stand on `line`.
    pub quote: String,
    /// Line of the document, counted from 1.
    pub line: u32,
    /// What is uncertain in the source, and how it was decided.
    pub note: Option<String>,
}

/// How long after fulfilment a ticket may be reopened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReopeningRule {
    /// The document (`001`).
    pub document: String,
    /// Seconds on `always`: 7 hari kalender are 7 x 24 hours.
    pub within_seconds: i64,
    /// The exact words, as they stand on `line`.
    pub quote: String,
    /// Line of the document, counted from 1.
    pub line: u32,
    /// What is uncertain in the source, and how it was decided.
    pub note: Option<String>,
}

/// An answer that a document promises without a number. No rule can judge it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnnumberedResponse {
    /// The document (`004`).
    pub document: String,
    /// The service or sub-service (`5.7`).
    pub path: String,
    /// The channel it is for.
    pub channel: Channel,
    /// The exact words, as they stand on `line`.
    pub quote: String,
    /// Line of the document, counted from 1.
    pub line: u32,
    /// What is uncertain in the source, and how it was read.
    pub note: Option<String>,
}

/// A response rule as it stands in the data.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ResponseEntry {
    document: String,
    channel: Channel,
    service: Option<String>,
    limit: ResponseLimit,
    calendar: CalendarKind,
    quote: String,
    line: u32,
    note: Option<String>,
}

/// `data/response.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ResponseFile {
    response: Vec<ResponseEntry>,
    reopening: Vec<ReopeningRule>,
    #[serde(default)]
    unnumbered: Vec<UnnumberedResponse>,
}

/// What facts name a response rule by: `001/tanggap/email`, `003/tanggap/7/email` for one of one service.
pub(super) fn rule_id(document: &str, service: Option<&str>, channel: Channel) -> String {
    match service {
        Some(service) => format!("{document}/tanggap/{service}/{channel}"),
        None => format!("{document}/tanggap/{channel}"),
    }
}

/// What `response.toml` holds.
type Responses = (
    Vec<ResponseRule>,
    Vec<ReopeningRule>,
    Vec<UnnumberedResponse>,
);

/// Reads response rules, reopening rules and answers without a number.
pub(super) fn parse(text: &str) -> Result<Responses, toml::de::Error> {
    let file: ResponseFile = toml::from_str(text)?;
    let rules = file.response.into_iter().map(|entry| {
        let id = rule_id(&entry.document, entry.service.as_deref(), entry.channel);
        ResponseRule {
            document: entry.document,
            id,
            channel: entry.channel,
            service: entry.service,
            limit: entry.limit,
            calendar: entry.calendar,
            quote: entry.quote,
            line: entry.line,
            note: entry.note,
        }
    });
    Ok((rules.collect(), file.reopening, file.unnumbered))
}
