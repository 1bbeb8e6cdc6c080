//! The pages of the server as documents: chapters of the report for any period and choice of tickets, and what only a
//! page has. So a page and a report cannot disagree, and a page can be kept as a workbook or a PDF.

mod attention;
mod days;
mod forecast;
mod months;
mod overview;
mod service;
mod shares;
mod soon;
#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests;
mod ticket;
mod tickets;

use norma_document::{Block, Document, Inline, Section};
use norma_queries::Session;
use norma_rules::{Period, Quarter, Zone};

use super::{
    availability, breaches, cover, definitions, exclusions, flow, incidents, norms, quality,
    response, services, without_norm,
};
use crate::edition::Edition;
use crate::error::ReportError;
use crate::format::{date, date_time, period};
use crate::model::Report;
use crate::words;

/// A page with figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Page {
    /// The whole in thirty seconds.
    Overview,
    /// Every service.
    Services,
    /// One service: [`Asked::service`].
    Service,
    /// Incidents and first responses.
    Incidents,
    /// Availability and its allowance.
    Availability,
    /// What is open, and what will be late next.
    Backlog,
    /// Where norms were broken, and every clock that was.
    Breaches,
    /// The tickets behind a figure.
    Tickets,
    /// Loads, rejects, findings.
    Quality,
    /// What the words mean, and which norms are in use.
    Definitions,
}

impl Page {
    /// Every page.
    pub const ALL: [Self; 10] = [
        Self::Overview,
        Self::Services,
        Self::Service,
        Self::Incidents,
        Self::Availability,
        Self::Backlog,
        Self::Breaches,
        Self::Tickets,
        Self::Quality,
        Self::Definitions,
    ];

    /// Its name in addresses.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Overview => "ikhtisar",
            Self::Services => "layanan",
            Self::Service => "satu-layanan",
            Self::Incidents => "gangguan",
            Self::Availability => "ketersediaan",
            Self::Backlog => "tunggakan",
            Self::Breaches => "pelanggaran",
            Self::Tickets => "tiket",
            Self::Quality => "mutu-data",
            Self::Definitions => "definisi",
        }
    }

    /// Its heading.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Overview => "Ikhtisar",
            Self::Services | Self::Service => "Layanan",
            Self::Incidents => "Gangguan dan waktu tanggap",
            Self::Availability => "Ketersediaan",
            Self::Backlog => "Tunggakan",
            Self::Breaches => "Pelanggaran",
            Self::Tickets => "Tiket",
            Self::Quality => "Mutu data",
            Self::Definitions => "Definisi",
        }
    }

    /// The models of its chapters. Lists that a page reads row by row are not among them.
    const fn models(self) -> &'static [&'static str] {
        match self {
            Self::Overview => &[
                "quarter_summary",
                "fulfilment_by_service",
                "flow_by_source",
                "load_counts",
                "availability",
                "availability_targets",
                "availability_budget",
            ],
            Self::Services => &[
                "quarter_summary",
                "fulfilment_by_service",
                "resolution_by_priority",
            ],
            Self::Service | Self::Definitions => &["fulfilment_by_service", "norms_in_use"],
            Self::Incidents => &[
                "quarter_summary",
                "resolution_by_priority",
                "response_by_channel",
            ],
            Self::Availability => &crate::availability::MODELS,
            Self::Backlog => &["flow_by_source", "backlog_by_age"],
            Self::Breaches => &["quarter_summary", "breach_pareto", "exclusions"],
            Self::Tickets => &[],
            Self::Quality => &[
                "load_counts",
                "data_quality",
                "unmapped_services",
                "availability_findings",
            ],
        }
    }
}

/// What a page is made of.
pub struct Asked<'a> {
    /// Which.
    pub page: Page,
    /// The days that count.
    pub period: Period,
    /// The tickets of the reader's choice in that period.
    pub seen: &'a Session,
    /// The tickets of the reader's choice in any period.
    pub any: &'a Session,
    /// Only some tickets are chosen; availability is that of all.
    pub is_narrowed: bool,
    /// Targets and the like.
    pub edition: &'a Edition,
    /// The service of [`Page::Service`]: its norm, or its name as exported.
    pub service: Option<&'a str>,
    /// Rows of a list that stand before the first shown.
    pub skip: usize,
    /// Rows of a list that are shown: a file has all, a page [`ROWS`].
    pub fetch: usize,
    /// Seconds of working time within which an open ticket is due soon.
    pub soon_seconds: i64,
}

/// So many rows of a list stand on one page.
pub const ROWS: usize = 100;

impl Asked<'_> {
    /// The page as a document; `None` when there is nothing of that name.
    ///
    /// # Errors
    /// A model that cannot be run, a chart that cannot be drawn.
    pub async fn document(&self) -> Result<Option<Document>, ReportError> {
        let mut report = Report::part(self.seen, self.period, self.page.models()).await?;
        let edition = self.edition;
        if self.is_narrowed {
            report.availability = crate::Availability::default();
        }
        let sections = match self.page {
            Page::Overview => overview::sections(self, &report).await?,
            Page::Services => vec![
                services::section(&report, edition)?,
                without_norm::section(&report, edition)?,
            ],
            Page::Service => match service::sections(self, &report).await? {
                Some(sections) => sections,
                None => return Ok(None),
            },
            Page::Incidents => {
                let mut sections = vec![incidents::section(&report, edition)?];
                sections.extend(shares::section(self, "resolution").await?);
                sections.push(response::section(&report, edition)?);
                sections
            }
            Page::Availability => vec![
                availability::section(&report, edition)?,
                days::section(self).await?,
            ],
            Page::Backlog => vec![soon::section(self).await?, flow::section(&report, edition)?],
            Page::Breaches => vec![
                breaches::summary(&report)?,
                tickets::section(self, tickets::List::Late).await?,
                exclusions::section(&report, edition)?,
            ],
            Page::Tickets => vec![tickets::section(self, tickets::List::All).await?],
            Page::Quality => vec![quality::section(&report, edition)?],
            Page::Definitions => vec![
                definitions::section(&report, edition)?,
                norms::section(&report, edition)?,
            ],
        };
        let mut document = self.bound(&report, sections);
        if let Some(name) = report.services.first().map(|row| &row.service_name)
            && self.page == Page::Service
        {
            document.meta.title.clone_from(name);
        }
        Ok(Some(document))
    }

    /// The document around these sections.
    fn bound(&self, report: &Report, mut sections: Vec<Section>) -> Document {
        for section in &mut sections {
            section.appendix = false;
        }
        let mut meta = cover::meta(report, self.edition);
        self.page.title().clone_into(&mut meta.title);
        meta.subtitle = period(self.period);
        meta.period = format!(
            "{} s.d. {}",
            date(self.period.first_day()),
            date(self.period.last_day())
        );
        let as_of = date_time(report.as_of, Zone::Wib);
        meta.footer = format!("{}: {} · data per {as_of}", meta.title, meta.subtitle);
        meta.signatories.clear();
        let mut document = Document { meta, sections };
        settle(&mut document);
        document
    }
}

/// The ledger of every clock of the tickets of that number, as a document; `None` when no source knows it.
///
/// # Errors
/// A lake that cannot be read; segments that do not add up to their figure.
pub async fn ticket_document(
    session: &Session,
    edition: &Edition,
    source: Option<&str>,
    ticket_id: &str,
) -> Result<Option<Document>, ReportError> {
    let sections = ticket::sections(session, source, ticket_id).await?;
    if sections.is_empty() {
        return Ok(None);
    }
    let period = Quarter::of(session.as_of()).into();
    let report = Report::part(session, period, &[]).await?;
    let mut meta = cover::meta(&report, edition);
    meta.title = format!("Tiket {ticket_id}");
    meta.subtitle = String::new();
    meta.period = String::new();
    meta.mark = None;
    meta.signatories.clear();
    Ok(Some(Document { meta, sections }))
}

/// References to what only the report has become plain words.
fn settle(document: &mut Document) {
    let dangling = |document: &Document, to: &str| document.title(to).is_none();
    let mut settled = document.clone();
    for section in &mut settled.sections {
        each_block(section, &mut |block| {
            for text in block.texts_mut() {
                for inline in text {
                    if let Inline::Reference { to } = inline
                        && dangling(document, to)
                    {
                        *inline = Inline::plain(words::elsewhere(to));
                    }
                }
            }
        });
    }
    *document = settled;
}

fn each_block(section: &mut Section, change: &mut impl FnMut(&mut Block)) {
    section.blocks.iter_mut().for_each(&mut *change);
    for part in &mut section.parts {
        each_block(part, change);
    }
}
