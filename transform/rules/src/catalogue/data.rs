//! The catalogue's data as it stands in `data/`: one `[[norm]]` a norm, in the order of the document.

use chrono::NaiveDate;
use serde::Deserialize;
use thiserror::Error;

use super::crosswalk::Succession;
use super::document::{Document, Service, SubService};
use super::norm::{Norm, NormKind, Role, StartEvent, Tier, Unit};
use super::priority::PriorityTable;
use super::promise::{self, Promises};
use super::response::{self, ReopeningRule, ResponseRule, UnnumberedResponse};

/// Data that cannot be read as a catalogue.
#[derive(Debug, Error)]
pub enum CatalogueError {
    /// Not the TOML that is expected there.
    #[error("{file}: {source}")]
    Toml {
        /// The file, relative to `data/`.
        file: String,
        /// What is wrong, with line and column.
        source: Box<toml::de::Error>,
    },
    /// A file of norms for a document that `documents.toml` does not list.
    #[error("norms/{0}.toml: document {0} is missing in documents.toml")]
    UnknownDocument(String),
    /// A norm of a service that its file does not list.
    #[error("norms/{document}.toml: norm {path} belongs to no [[service]] of that file")]
    UnknownService {
        /// The document.
        document: String,
        /// Path of the norm.
        path: String,
    },
}

/// Everything that `data/` says.
pub(super) struct Data {
    pub documents: Vec<Document>,
    pub services: Vec<Service>,
    pub sub_services: Vec<SubService>,
    pub norms: Vec<Norm>,
    pub responses: Vec<ResponseRule>,
    pub reopenings: Vec<ReopeningRule>,
    pub priorities: Vec<PriorityTable>,
    pub crosswalk: Vec<Succession>,
    pub unnumbered: Vec<UnnumberedResponse>,
    pub promises: Promises,
}

/// The texts of the files in `data/`.
pub(super) struct Texts<'a> {
    pub documents: &'a str,
    /// Document and text of its norms, in the order in which they shall stand.
    pub norms: &'a [(&'a str, &'a str)],
    pub response: &'a str,
    pub priority: &'a str,
    /// Earlier document and what follows its sub-services.
    pub crosswalk: &'a [(&'a str, &'a str)],
    /// Service hours, lead times, reliability, criticality, conditions.
    pub promises: promise::Texts<'a>,
}

/// Reads all of it.
pub(super) fn parse(texts: &Texts<'_>) -> Result<Data, CatalogueError> {
    let documents = toml::from_str::<DocumentFile>(texts.documents)
        .map_err(in_file("documents.toml"))?
        .document;
    let (responses, reopenings, unnumbered) =
        response::parse(texts.response).map_err(in_file("response.toml"))?;
    let priorities = toml::from_str::<PriorityFile>(texts.priority)
        .map_err(in_file("priority.toml"))?
        .table;
    let mut crosswalk = Vec::new();
    for (id, text) in texts.crosswalk {
        let file = toml::from_str::<CrosswalkFile>(text)
            .map_err(in_file(&format!("crosswalk/{id}.toml")))?;
        crosswalk.extend(file.succession);
    }
    let (mut services, mut sub_services, mut norms) = (Vec::new(), Vec::new(), Vec::new());
    for (id, text) in texts.norms {
        let document = documents
            .iter()
            .find(|document| document.id == *id)
            .ok_or_else(|| CatalogueError::UnknownDocument((*id).to_owned()))?;
        let file: NormFile = toml::from_str(text).map_err(in_file(&format!("norms/{id}.toml")))?;
        for entry in file.norm {
            let service = file
                .service
                .iter()
                .find(|service| Some(service.path.as_str()) == entry.path.split('.').next())
                .ok_or_else(|| CatalogueError::UnknownService {
                    document: (*id).to_owned(),
                    path: entry.path.clone(),
                })?;
            let code = service.code.as_ref().unwrap_or(&service.path).clone();
            norms.push(entry.into_norm(document, code));
        }
        sub_services.extend(file.sub_service.into_iter().map(|entry| SubService {
            document: (*id).to_owned(),
            path: entry.path,
            name: entry.name,
            group: entry.group,
            line: entry.line,
            note: entry.note,
        }));
        services.extend(file.service.into_iter().map(|entry| Service {
            document: (*id).to_owned(),
            path: entry.path,
            code: entry.code,
            name: entry.name,
            line: entry.line,
            note: entry.note,
        }));
    }
    let promises = Promises::parse(&texts.promises, &documents)?;
    Ok(Data {
        documents,
        services,
        sub_services,
        norms,
        responses,
        reopenings,
        priorities,
        crosswalk,
        unnumbered,
        promises,
    })
}

pub(super) fn in_file(file: &str) -> impl FnOnce(toml::de::Error) -> CatalogueError {
    let file = file.to_owned();
    move |source| CatalogueError::Toml {
        file,
        source: Box::new(source),
    }
}

/// `documents.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DocumentFile {
    document: Vec<Document>,
}

/// `priority.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PriorityFile {
    table: Vec<PriorityTable>,
}

/// `crosswalk/NNN.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CrosswalkFile {
    #[serde(default)]
    succession: Vec<Succession>,
}

/// `norms/NNN.toml`. (`norms/not-norms.toml` is for the reviewer and the tests alone.)
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NormFile {
    #[serde(default)]
    service: Vec<ServiceEntry>,
    #[serde(default)]
    sub_service: Vec<SubServiceEntry>,
    #[serde(default)]
    norm: Vec<NormEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SubServiceEntry {
    path: String,
    name: String,
    group: Option<String>,
    line: u32,
    note: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ServiceEntry {
    path: String,
    code: Option<String>,
    name: String,
    line: u32,
    note: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct NormEntry {
    path: String,
    service_path: Option<String>,
    name: String,
    #[serde(default = "primary")]
    role: Role,
    kind: NormKind,
    value: Option<i64>,
    unit: Option<Unit>,
    #[serde(default = "submitted")]
    start: StartEvent,
    tier: Option<Tier>,
    environment: Option<String>,
    #[serde(default)]
    below: bool,
    valid_from: Option<NaiveDate>,
    valid_to: Option<NaiveDate>,
    line: u32,
    quote: String,
    note: Option<String>,
}

fn primary() -> Role {
    Role::Primary
}

fn submitted() -> StartEvent {
    StartEvent::Submitted
}

impl NormEntry {
    /// The norm, with what its entry leaves out: the sub-service is the path itself, validity begins and ends with the
    /// document's.
    fn into_norm(self, document: &Document, service: String) -> Norm {
        Norm {
            document: document.id.clone(),
            service_path: self.service_path.unwrap_or_else(|| self.path.clone()),
            path: self.path,
            service,
            name: self.name,
            role: self.role,
            kind: self.kind,
            value: self.value,
            unit: self.unit,
            start: self.start,
            tier: self.tier,
            environment: self.environment,
            below: self.below,
            local: false,
            applies_to: None,
            replaces: None,
            valid_from: self.valid_from.or(document.valid_from),
            valid_to: self.valid_to.or(document.valid_to),
            quote: self.quote,
            line: self.line,
            note: self.note,
        }
    }
}
