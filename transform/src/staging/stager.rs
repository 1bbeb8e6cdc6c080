//! The tables of one export, batch by batch.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;

use norma_ingest::{Batch, Decoded, Format, LandedFile};
use norma_lake::contract::{FINDINGS, OUTAGES, REJECTS, SAMPLES, TICKET_EVENTS, TICKETS};
use norma_rules::{Catalogue, Instant};
use polars::prelude::{BooleanChunked, DataFrame, NewChunkedArray, PolarsResult};

use super::outages::Outages;
use super::plan::Plan;
use super::reader::{BatchReader, Finding, Values};
use super::rejects::{self, FindingRow, Gathered, Reject};
use super::samples::Samples;
use super::services::{Services, Unmapped, UnmappedTickets};
use super::sink::{Sink, column, constant};
use super::tickets::Tickets;
use super::{SHOWN_REJECTS, Staged, blank, content, origin, stem};
use crate::config::{ExportTime, Rows, SourceConfig};
use crate::typing::{Reading, TimeReader, find_in};

/// The tables of one export on their way into Parquet.
pub(super) struct Stager<'a> {
    source: &'a SourceConfig,
    file: &'a LandedFile,
    services: Services<'a>,
    main: Sink,
    events: Sink,
    rejects: Gathered<Reject>,
    findings: Gathered<FindingRow>,
    shown: Vec<Reject>,
    unmapped: BTreeMap<(String, Unmapped), UnmappedTickets>,
    /// Greatest update time of the rows that are not rejected; of samples their last instant.
    newest_update: Option<i64>,
    /// Greatest time in the column that says when the export was made, of the same rows.
    newest_export: Option<i64>,
}

impl<'a> Stager<'a> {
    /// Begins to stage an export into `dir`.
    pub(super) fn new(
        source: &'a SourceConfig,
        catalogue: &'a Catalogue,
        file: &'a LandedFile,
        dir: &Path,
    ) -> Self {
        let stem = stem(source, file);
        let main = match source.rows {
            Rows::Ticket | Rows::Event => &TICKETS,
            Rows::Outage => &OUTAGES,
            Rows::Sample => &SAMPLES,
        };
        Self {
            source,
            file,
            services: Services::new(&source.services, catalogue),
            main: Sink::new(dir, &stem, main),
            events: Sink::new(dir, &stem, &TICKET_EVENTS),
            rejects: Gathered::new(Sink::new(dir, &stem, &REJECTS)),
            findings: Gathered::new(Sink::new(dir, &stem, &FINDINGS)),
            shown: Vec::new(),
            unmapped: BTreeMap::new(),
            newest_update: None,
            newest_export: None,
        }
    }

    /// Takes a batch: every record of it ends as a row or as a reject.
    pub(super) fn batch(&mut self, batch: &Batch) -> PolarsResult<()> {
        let columns = names(&batch.frame);
        let plan = Plan::new(self.source, &columns);
        let mut reader = BatchReader::new(self.source, &plan, &batch.frame);
        let complaint = plan.complaint(&columns).filter(|_| !self.keys_may_lack());
        if let Some((field, reason)) = complaint {
            for row in 0..reader.height() {
                reader.reject(row, Some(&field), reason.clone());
            }
        } else {
            self.rows(batch, &mut reader)?;
        }
        self.reject_rows(batch, &reader)
    }

    /// The rows that stand, typed and written.
    fn rows<'b>(&mut self, batch: &'b Batch, reader: &mut BatchReader<'b>) -> PolarsResult<()>
    where
        'a: 'b,
    {
        // What a sample says is its own key.
        let hashes = match self.source.rows {
            Rows::Sample => Vec::new(),
            Rows::Ticket | Rows::Event | Rows::Outage => content::hashes(&batch.frame)?,
        };
        let export_times = self.export_times(reader)?;
        let source: &'b SourceConfig = self.source;
        match source.rows {
            Rows::Ticket | Rows::Event => {
                let tickets = Tickets::read(reader, source, &mut self.services)?;
                let frame = tickets.frame()?;
                let events = match source.rows {
                    Rows::Event => Some(tickets.events(reader)?),
                    _ => None,
                };
                let keep = kept(reader);
                self.newest_update = self.newest_update.max(tickets.newest_update(&keep));
                self.note_unmapped(&tickets, &keep);
                self.main
                    .write(&self.with_lineage(frame, batch, &hashes, &keep)?)?;
                if let Some(events) = events {
                    self.events
                        .write(&self.with_lineage(events, batch, &hashes, &keep)?)?;
                }
                self.note_findings(batch, reader, |row| tickets.id(row))?;
            }
            Rows::Outage => {
                let outages = Outages::read(reader, &hashes)?;
                let keep = kept(reader);
                self.newest_update = self.newest_update.max(outages.newest_update(&keep));
                let frame = self.with_lineage(outages.frame(), batch, &hashes, &keep)?;
                self.main.write(&frame)?;
                self.note_findings(batch, reader, |row| &outages.ids[row])?;
            }
            Rows::Sample => {
                let samples = Samples::read(reader)?;
                let keep = kept(reader);
                self.newest_update = self.newest_update.max(samples.newest(&keep));
                let frame = self.with_lineage(samples.frame(), batch, &hashes, &keep)?;
                self.main.write(&frame)?;
            }
        }
        if let Some(times) = export_times {
            let keep = kept(reader);
            let newest = times
                .iter()
                .zip(&keep)
                .filter_map(|(at, keep)| at.filter(|_| *keep));
            self.newest_export = self.newest_export.max(newest.max());
        }
        Ok(())
    }

    /// The times of the export column that says when the export was made, where one is configured.
    fn export_times<'b>(
        &self,
        reader: &mut BatchReader<'b>,
    ) -> PolarsResult<Option<Vec<Option<i64>>>>
    where
        'a: 'b,
    {
        let ExportTime::Column(name) = &self.source.export_time else {
            return Ok(None);
        };
        let times = TimeReader::new(&self.source.date_formats, self.source.zone);
        reader.instants_of(name, "export_time", &times).map(Some)
    }

    /// Adds where the rows come from and, where there are any, their content hashes, and leaves out those that are rejected.
    fn with_lineage(
        &self,
        mut frame: DataFrame,
        batch: &Batch,
        hashes: &[String],
        keep: &[bool],
    ) -> PolarsResult<DataFrame> {
        let height = frame.height();
        if !hashes.is_empty() {
            let hashes = hashes.iter().map(|h| Some(Cow::Borrowed(h.as_str())));
            let hashes = Values::Text(hashes.collect());
            frame.with_column(column("content_hash", hashes)?)?;
        }
        for column in [
            column("source", constant(&self.source.name, height))?,
            column("landing_file", constant(&self.file.sha256, height))?,
            column(
                "record",
                Values::Int(batch.record.iter().copied().map(Some).collect()),
            )?,
        ] {
            frame.with_column(column)?;
        }
        frame.filter(&BooleanChunked::from_slice("keep".into(), keep))
    }

    fn note_unmapped(&mut self, tickets: &Tickets<'_>, keep: &[bool]) {
        for row in (0..keep.len()).filter(|row| keep[*row]) {
            let Some((name, path)) = tickets.without_norm(row) else {
                continue;
            };
            let Some(why) = self.services.why_unmapped(name, path) else {
                continue;
            };
            let mut hasher = DefaultHasher::new();
            tickets.id(row).hash(&mut hasher);
            let service = name.or(path).unwrap_or_default().to_owned();
            let seen = self.unmapped.entry((service, why)).or_default();
            let ticket = hasher.finish();
            seen.all.insert(ticket);
            if tickets.needs_norm(row) {
                seen.requests.insert(ticket);
            }
        }
    }

    fn note_findings<'t>(
        &mut self,
        batch: &Batch,
        reader: &mut BatchReader<'_>,
        id: impl Fn(usize) -> &'t str,
    ) -> PolarsResult<()> {
        let origin = origin(self.source, self.file);
        for Finding {
            row,
            check,
            field,
            detail,
        } in std::mem::take(&mut reader.findings)
        {
            if reader.faults[row].is_none() {
                let finding = FindingRow {
                    ticket_id: id(row).to_owned(),
                    check,
                    field,
                    detail,
                    record: batch.record[row],
                };
                self.findings.push(finding, origin)?;
            }
        }
        Ok(())
    }

    /// Records at fault, and those that could not even be decoded, in order of record.
    fn reject_rows(&mut self, batch: &Batch, reader: &BatchReader<'_>) -> PolarsResult<()> {
        let mut rows: Vec<Reject> = batch
            .bad
            .iter()
            .map(|bad| Reject {
                record: bad.record,
                line: Some(bad.line),
                field: bad.field.clone(),
                reason: bad.reason.clone(),
                raw: Some(rejects::cut(&bad.raw).to_owned()),
            })
            .collect();
        let faults = reader.faults.iter().enumerate();
        rows.extend(faults.filter_map(|(row, fault)| {
            let fault = fault.as_ref()?;
            Some(Reject {
                record: batch.record[row],
                line: Some(batch.line[row]),
                field: fault.fields.first().cloned(),
                reason: fault.reason.clone(),
                raw: Some(rejects::cut(&batch.raw.get(row)).to_owned()),
            })
        }));
        rows.sort_by_key(|r| r.record);
        for reject in rows {
            if self.shown.len() < SHOWN_REJECTS {
                self.shown.push(reject.clone());
            }
            self.rejects.push(reject, origin(self.source, self.file))?;
        }
        Ok(())
    }

    /// Ends the files, and says what the whole export gave.
    pub(super) fn finish(mut self, decoded: &Decoded) -> PolarsResult<Staged> {
        let mut warnings = Vec::new();
        let plan = Plan::new(self.source, &decoded.columns);
        let nothing_rejected = self.rejects.taken == 0;
        if let Some((_, reason)) = plan
            .complaint(&decoded.columns)
            .filter(|_| nothing_rejected)
        {
            warnings.push(format!("{}: {reason}", self.file.name));
        }
        let export_time = self.export_time(&mut warnings);
        let origin = origin(self.source, self.file);
        let rejected = self.rejects.taken;
        // An export without a single row still says how far its source reaches.
        self.main.open()?;
        if self.source.rows == Rows::Event {
            self.events.open()?;
        }
        let mut staged = blank(self.source, self.file);
        staged.export_time = export_time;
        staged.records_read = decoded.records_read;
        staged.rejected = rejected;
        let main = self.main.finish()?;
        match self.source.rows {
            Rows::Ticket | Rows::Event => staged.tickets = main,
            Rows::Outage => staged.outages = main,
            Rows::Sample => staged.samples = main,
        }
        staged.events = self.events.finish()?;
        staged.rejects = self.rejects.finish(origin)?;
        staged.findings = self.findings.finish(origin)?;
        Ok(Staged {
            file: staged,
            rejects: self.shown,
            unmapped: self.unmapped,
            warnings,
        })
    }

    /// When the export was made (RULES 6).
    fn export_time(&self, warnings: &mut Vec<String>) -> Option<i64> {
        let format = match &self.source.export_time {
            ExportTime::FileName(format) => format,
            ExportTime::Column(_) => return self.newest_export,
            ExportTime::GreatestUpdate => return self.newest_update,
        };
        let zone = self.source.zone;
        match find_in(&self.file.name, format, zone) {
            Reading::At(at) => Some(at.0),
            Reading::Day(day) => Some(Instant::start_of_day(day, zone).0),
            Reading::Impossible(_) | Reading::Unknown => {
                warnings.push(format!(
                    "{}: the name does not say when the export was made as {:?} expects; the greatest update time in it was taken instead",
                    self.file.name, format.text
                ));
                self.newest_update
            }
        }
    }

    /// JSON leaves out what is empty; in a table every column is there.
    fn keys_may_lack(&self) -> bool {
        let name = self.file.name.to_ascii_lowercase();
        let name = name.strip_suffix(".gz").unwrap_or(&name);
        match self.source.spec.format {
            Format::Json | Format::Jsonl => true,
            Format::Csv | Format::Xlsx => false,
            Format::Auto => [".json", ".jsonl", ".ndjson"]
                .iter()
                .any(|e| name.ends_with(e)),
        }
    }
}

fn names(frame: &DataFrame) -> Vec<String> {
    frame
        .columns()
        .iter()
        .map(|c| c.name().to_string())
        .collect()
}

/// Which rows of a batch are not rejected.
fn kept(reader: &BatchReader<'_>) -> Vec<bool> {
    reader.faults.iter().map(Option::is_none).collect()
}
