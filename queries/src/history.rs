//! One ticket with its events, owned, for whoever explains it.

use arrow::array::{AsArray, StructArray};
use arrow::record_batch::RecordBatch;
use datafusion::common::DataFusionError;
use norma_rules::{Event, Ticket};

use crate::Result;
use crate::ticket_rows::{EventColumns, TicketColumns, integer, optional_text, text};

/// A ticket of the lake and its events. [`events`](Self::events) and then [`ticket`](Self::ticket) show it as the
/// rules read it.
pub struct TicketHistory {
    /// Its source.
    pub source: String,
    /// The source's own ticket number.
    pub ticket_id: String,
    /// SHA-256 of the export that its newest version came from.
    pub landing_file: String,
    /// Record of that export.
    pub record: i64,
    row: StructArray,
    tickets: TicketColumns,
    events: EventColumns,
}

impl TicketHistory {
    /// The one row of `batch`, a row of `lake.ticket_histories`.
    pub(crate) fn new(batch: &RecordBatch) -> Result<Self> {
        let row = StructArray::from(batch.clone());
        let events = row
            .column_by_name("events")
            .and_then(|c| c.as_list_opt::<i32>())
            .ok_or_else(|| DataFusionError::Internal("a history without events".to_owned()))?;
        Ok(Self {
            source: text(&row, "source")?.value(0).to_owned(),
            ticket_id: text(&row, "ticket_id")?.value(0).to_owned(),
            landing_file: text(&row, "landing_file")?.value(0).to_owned(),
            record: integer(&row, "record")?.value(0),
            tickets: TicketColumns::new(&row)?,
            events: EventColumns::new(events)?,
            row,
        })
    }

    /// Its events in order of time.
    pub fn events(&self) -> Vec<Event<'_>> {
        let mut events = Vec::new();
        self.events.read(0, &mut events);
        events
    }

    /// The ticket as the rules read it, with those events.
    ///
    /// # Errors
    /// A value that the table contract does not know, with its column.
    pub fn ticket<'a>(&'a self, events: &'a [Event<'a>]) -> Result<Ticket<'a>> {
        Ok(self.tickets.ticket(0, events)?)
    }

    /// The service as exported: path and name, whichever are given; `-` where neither is.
    pub fn service(&self) -> String {
        let parts: Vec<String> = ["service_path", "service_name"]
            .iter()
            .filter_map(|column| self.text(column))
            .collect();
        if parts.is_empty() {
            "-".to_owned()
        } else {
            parts.join(" ")
        }
    }

    /// A text column of `tickets`, such as `work_unit`; `None` where it is empty or there is no such column.
    pub fn text(&self, column: &str) -> Option<String> {
        let column = text(&self.row, column).ok()?;
        optional_text(&column, 0).map(str::to_owned)
    }
}
