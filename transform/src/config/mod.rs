//! `norma.toml`: read and validated as a whole.

mod availability;
mod columns;
mod error;
mod hash;
mod overlay;
mod pattern;
mod report;
mod rules;
mod section;
mod serve;
mod services;
mod similar;
mod source;
mod spec;
mod suggest;
#[cfg(test)]
mod tests;
mod values;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use norma_ingest::SourceSpec;
use norma_rules::{Rulebook, TicketKind, Zone};
use toml::de::DeTable;

pub use error::{ConfigError, ConfigErrors};
pub use overlay::apply_overlay;
pub use pattern::{ServiceField, ServicePattern};
pub use report::{Indicator, ReportConfig, SignatoryConfig, TargetConfig};
pub use serve::{ProxyConfig, ServeConfig, SqlConfig};
pub use services::{ServiceMap, ServiceRules};
pub use similar::similarity;
pub(crate) use suggest::nearest;

use crate::typing::{DateFormat, ValueMap};
use error::Faults;
use section::Section;

/// A whole configuration, valid.
#[derive(Clone, Debug)]
pub struct Config {
    /// The file it was read from.
    pub file: PathBuf,
    /// Folder of the tables.
    pub lake: PathBuf,
    /// Folder in which every export is kept byte for byte.
    pub landing: PathBuf,
    /// Folder that reports are written to.
    pub reports: PathBuf,
    /// `[report]`: cover, signatures, targets.
    pub report: ReportConfig,
    /// `[serve]`: how the server may be reached, and by whom.
    pub serve: ServeConfig,
    /// Calendars, norms, settings and what the sources say of rules.
    pub rulebook: Rulebook,
    /// The sources, in order of the file.
    pub sources: Vec<SourceConfig>,
    /// Files of the overlays and of the texts that they quote: relative to the folder of the configuration, or absolute.
    pub overlay_files: Vec<PathBuf>,
    /// SHA-256 (first 16 bytes, hex) of everything that stands in the file and its overlays; comments and spaces do not count.
    pub hash: String,
}

/// What one record of an export is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rows {
    /// A version of a ticket.
    Ticket,
    /// An event of a ticket; the columns of the ticket repeat in each.
    Event,
    /// An outage or maintenance window.
    Outage,
    /// What a monitor saw of a service or component at an instant.
    Sample,
}

impl Rows {
    /// Every kind.
    pub(crate) const ALL: [Self; 4] = [Self::Ticket, Self::Event, Self::Outage, Self::Sample];

    /// Whether they tell of tickets, which have an organisation, a kind and a norm.
    pub(crate) const fn of_tickets(self) -> bool {
        matches!(self, Self::Ticket | Self::Event)
    }

    /// The name in the configuration.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ticket => "ticket",
            Self::Event => "event",
            Self::Outage => "outage",
            Self::Sample => "sample",
        }
    }
}

/// Where the time of an export comes from (RULES 6).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExportTime {
    /// A pattern in the file's name, in the zone of the source; a date without a time is its 00.00.
    FileName(DateFormat),
    /// The greatest time of an export column.
    Column(String),
    /// The greatest `updated_at` of the export; of samples the greatest `at`.
    GreatestUpdate,
}

/// One source, as configured.
#[derive(Clone, Debug)]
pub struct SourceConfig {
    /// Name in tables.
    pub name: String,
    /// Title for people; the name where none is given.
    pub title: String,
    /// Organisation of tickets of which the export does not say it. Empty for outage logs and monitors without one.
    pub organisation: String,
    /// Zone of the export's local times.
    pub zone: Zone,
    /// Zone of the serving office, where the export does not say it.
    pub office_zone: Zone,
    /// Where the exports are and how they are written.
    pub spec: SourceSpec,
    /// What a record is.
    pub rows: Rows,
    /// Kind of tickets of which the export does not say it.
    pub kind: Option<TicketKind>,
    /// Where the time of an export comes from.
    pub export_time: ExportTime,
    /// Texts that mean: no value.
    pub empty: Vec<String>,
    /// Date formats, in the order in which they are tried; ISO 8601 is tried after them.
    pub date_formats: Vec<DateFormat>,
    /// Other date formats for some columns of the contract.
    pub date_formats_by_column: BTreeMap<String, Vec<DateFormat>>,
    /// Contract column = names of export columns, of which the first that the export has is read.
    pub columns: BTreeMap<String, Vec<String>>,
    /// Contract columns whose export column may be absent.
    pub optional_columns: Vec<String>,
    /// Contract column = its value map.
    pub values: BTreeMap<String, ValueMap>,
    /// Service names and paths = norms.
    pub services: ServiceMap,
    /// SHA-256 (first 16 bytes, hex) of all of the above that can change a row, of the catalogue and of this code.
    pub mapping_hash: String,
}

impl Config {
    /// Reads a configuration. Relative paths in it start at its folder.
    ///
    /// # Errors
    /// Every fault at once, each with file, line, key and what to write instead.
    pub fn load(file: &Path) -> Result<Self, ConfigErrors> {
        let text = std::fs::read_to_string(file).map_err(|e| {
            ConfigErrors(vec![ConfigError {
                file: file.to_owned(),
                line: 0,
                key: String::new(),
                message: format!(
                    "the configuration cannot be read: {e}; name another with --config"
                ),
            }])
        })?;
        Self::parse(&text, file)
    }

    /// Reads the text of a configuration that stands, or might stand, in `file`.
    pub fn parse(text: &str, file: &Path) -> Result<Self, ConfigErrors> {
        let mut faults = Faults::new(file, text);
        let (document, syntax) = DeTable::parse_recoverable(text);
        for error in syntax {
            let offset = error.span().map_or(0, |s| s.start);
            faults.add(offset, "", format!("this is not TOML: {}", error.message()));
        }
        if !faults.is_empty() {
            return Err(faults.finish().unwrap_or(ConfigErrors(Vec::new())));
        }
        let root = Section::new(document.get_ref(), "", 0);
        let folder = file.parent().unwrap_or(Path::new(""));
        let mut path = |name: &'static str| {
            let given = root.text(&mut faults, name);
            folder.join(given.map_or_else(|| name.to_owned(), |p| p.value))
        };
        let (lake, landing, reports) = (path("lake"), path("landing"), path("reports"));
        let report = report::report(&root, folder, &mut faults);
        let serve = serve::serve(&root, folder, &mut faults);
        let mut rulebook = rules::rulebook(&root, &mut faults);
        let overlays = overlay::overlays(&root, folder, &mut rulebook, &mut faults);
        let services = Arc::new(services::rules(&root, &rulebook.catalogue, &mut faults));
        let sources = source::sources(&root, &services, &mut rulebook, &mut faults);
        rulebook.services = availability::services(&root, &sources, &rulebook, &mut faults);
        root.no_other_keys(&mut faults);
        match faults.finish() {
            Some(errors) => Err(errors),
            None => Ok(Self {
                file: file.to_owned(),
                lake,
                landing,
                reports,
                report,
                serve,
                rulebook,
                sources,
                overlay_files: overlays.files,
                hash: hash::of_texts(text, &overlays.texts),
            }),
        }
    }

    /// The source of that name.
    pub fn source(&self, name: &str) -> Option<&SourceConfig> {
        self.sources.iter().find(|s| s.name == name)
    }

    /// The folder that relative paths of the sources start at.
    pub fn folder(&self) -> &Path {
        self.file.parent().unwrap_or(Path::new(""))
    }
}
