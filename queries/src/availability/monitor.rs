//! The monitoring samples of the lake: read as a stream, 16 bytes kept of each, and handed to the monitors of the services.

use std::collections::HashMap;

use arrow::array::{Array, StringArray, StructArray};
use arrow::record_batch::RecordBatch;
use datafusion::catalog::Session;
use datafusion::common::Result;
use datafusion::prelude::SessionContext;
use futures::StreamExt;
use norma_rules::Instant;
use norma_rules::availability::{
    Finding, Monitored, Place, Sample, Service, ServiceTerms, SourceTerms, State,
};

use super::lazy::Query;
use crate::functions::instant;
use crate::ticket_rows::{integer, optional_text, text, timestamp};

const SAMPLES: &str =
    "select source, service, component, at, state, landing_file, record from lake.samples";

/// Exports in the order in which they were made.
const FILES: &str = "select landing_file from lake.loads group by landing_file \
    order by min(export_time) nulls first, landing_file";

/// What was read more than once, of the exports that were read under the source's present mapping.
const REPEATED: &str = "select loads.source, cast(sum(loads.repeated) as bigint) as samples from lake.loads as loads \
    inner join (select distinct source, last_value(mapping_hash) over (partition by source order by run \
    rows between unbounded preceding and unbounded following) as mapping_hash from lake.loads) as present \
    on loads.source = present.source and loads.mapping_hash = present.mapping_hash \
    group by loads.source having sum(loads.repeated) > 0 order by loads.source";

/// The queries for what monitors saw, planned before anybody asks for it.
#[derive(Debug)]
pub(super) struct Seen {
    samples: Query,
    files: Query,
    repeated: Query,
}

impl Seen {
    /// Over the tables of `context`.
    pub(super) async fn plan(context: &SessionContext) -> Result<Self> {
        Ok(Self {
            samples: Query::plan(context, SAMPLES).await?,
            files: Query::plan(context, FILES).await?,
            repeated: Query::plan(context, REPEATED).await?,
        })
    }

    /// Hands what the monitors saw up to `as_of` to `services`, which are those of `terms`, and tells of samples that are
    /// nobody's or were read twice. Where no service has a monitor no sample is read.
    pub(super) async fn observe(
        &self,
        session: &dyn Session,
        terms: &[ServiceTerms],
        as_of: Instant,
        services: &mut [Service],
    ) -> Result<Vec<Finding>> {
        let monitors: Vec<&str> = monitors(terms).map(|m| m.source.as_str()).collect();
        if monitors.is_empty() {
            return Ok(Vec::new());
        }
        let mut reader = Reader::new(terms, self.places(session).await?);
        let mut stream = self.samples.stream(session).await?;
        while let Some(batch) = stream.next().await {
            reader.read(batch?)?;
        }
        let mut findings = reader.monitored.finish(services, as_of);
        for batch in self.repeated.rows(session).await? {
            let rows = StructArray::from(batch);
            let (source, samples) = (text(&rows, "source")?, integer(&rows, "samples")?);
            for row in (0..rows.len()).filter(|row| monitors.contains(&source.value(*row))) {
                findings.push(Finding::SamplesReadAgain {
                    source_name: source.value(row).to_owned(),
                    samples: samples.value(row).unsigned_abs(),
                });
            }
        }
        Ok(findings)
    }

    /// The place of every export among all.
    async fn places(&self, session: &dyn Session) -> Result<HashMap<String, u32>> {
        let mut files = HashMap::new();
        for batch in self.files.rows(session).await? {
            let rows = StructArray::from(batch);
            let file = text(&rows, "landing_file")?;
            for row in 0..rows.len() {
                let next = u32::try_from(files.len()).unwrap_or(u32::MAX);
                files.insert(file.value(row).to_owned(), next);
            }
        }
        Ok(files)
    }
}

/// The monitors that services and components name.
fn monitors(terms: &[ServiceTerms]) -> impl Iterator<Item = &SourceTerms> {
    let sources = terms.iter().flat_map(|service| {
        let components = service.components.iter().flat_map(|c| &c.sources);
        service.sources.iter().chain(components)
    });
    sources.filter(|source| source.interval.is_some())
}

/// Looks names up where they change from one row to the next.
struct Reader<'a> {
    monitored: Monitored<'a>,
    files: HashMap<String, u32>,
    /// Place of a name by source, service and component.
    places: HashMap<String, Place>,
    /// What is asked for now.
    asked: String,
}

impl<'a> Reader<'a> {
    fn new(terms: &'a [ServiceTerms], files: HashMap<String, u32>) -> Self {
        Self {
            monitored: Monitored::new(terms),
            files,
            places: HashMap::new(),
            asked: String::new(),
        }
    }

    fn read(&mut self, batch: RecordBatch) -> Result<()> {
        let rows = StructArray::from(batch);
        let (source, service) = (text(&rows, "source")?, text(&rows, "service")?);
        let (component, state) = (text(&rows, "component")?, text(&rows, "state")?);
        let landing_file = text(&rows, "landing_file")?;
        let (at, record) = (timestamp(&rows, "at")?, integer(&rows, "record")?);
        let (at, record) = (at.values(), record.values());
        let names = [&source, &service, &component];
        let (mut place, mut file) = (None, 0);
        for row in 0..rows.len() {
            let here = match place {
                Some(place) if names.iter().all(|column| same(column, row)) => place,
                _ => self.place(names, row),
            };
            place = Some(here);
            if !same(&landing_file, row) {
                let found = self.files.get(landing_file.value(row));
                file = found.copied().unwrap_or(u32::MAX);
            }
            let sample = Sample {
                file,
                record: u32::try_from(record[row]).unwrap_or(u32::MAX),
                at: instant(at[row]),
                state: State::from_name(state.value(row)).unwrap_or(State::Unknown),
            };
            self.monitored.push(here, sample);
        }
        Ok(())
    }

    fn place(&mut self, [source, service, component]: [&StringArray; 3], row: usize) -> Place {
        let (source, service) = (source.value(row), service.value(row));
        let component = optional_text(component, row);
        self.asked.clear();
        for part in [source, "\0", service, "\0", component.unwrap_or_default()] {
            self.asked.push_str(part);
        }
        if let Some(place) = self.places.get(&self.asked) {
            return *place;
        }
        let place = self.monitored.place(source, service, component);
        self.places.insert(self.asked.clone(), place);
        place
    }
}

/// Whether the row says what the one before it says; what is empty has no length.
fn same(column: &StringArray, row: usize) -> bool {
    let text = |row: usize| column.value_data().get(span(column, row));
    row > 0 && text(row) == text(row - 1)
}

/// Where the text of a row stands among the bytes of its column.
fn span(column: &StringArray, row: usize) -> std::ops::Range<usize> {
    let offsets = column.value_offsets();
    offsets[row] as usize..offsets[row + 1] as usize
}
