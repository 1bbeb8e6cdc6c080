//! Where the figures of a page lead: a count to its tickets with the same choice, a service to its page, a ticket to its
//! ledger, a table to its files.

use norma_document::html::Around;
use norma_document::{Cell, Figure, Row, Table, Tile};
use norma_report::{Page, words};
use url::form_urlencoded;

use crate::choice::Choice;

/// The links of a page.
pub(crate) struct Links<'a> {
    pub(crate) page: Page,
    /// What the reader chose, with the period that is shown.
    pub(crate) choice: &'a Choice,
}

/// Tables that a page shows a part of; their files come from the model, whole.
const LISTS: [&str; 3] = ["breaches", "verdicts", "due_soon"];

/// Columns that count tickets by verdict, and those verdicts.
const COUNTS: [(&str, &[&str]); 10] = [
    ("met", &["met"]),
    ("breached", &["breached"]),
    ("overdue", &["overdue"]),
    ("running", &["running"]),
    ("exempt", &["exempt"]),
    ("no_norm", &["no_norm"]),
    ("unmeasurable", &["unmeasurable"]),
    ("breaches", &["breached", "overdue"]),
    ("late", &["breached", "overdue"]),
    ("decided", DECIDED),
];

/// In the order of an address.
const DECIDED: &[&str] = &["breached", "met", "overdue"];

impl Links<'_> {
    /// The words of a cell of the same row; empty where the table has no such column.
    fn beside(table: &Table, row: &Row, key: &str) -> Option<String> {
        let place = table.columns.iter().position(|column| column.key == key)?;
        match row.cells.get(place)? {
            Cell::Text { text, .. } | Cell::Code { text } if !text.is_empty() => Some(text.clone()),
            _ => None,
        }
    }

    /// This choice, narrowed to the tickets that the row counts; `None` where an address cannot say which they are.
    fn of_row(&self, table: &Table, row: &Row) -> Option<Choice> {
        let mut choice = self.choice.first_page();
        let filter = &mut choice.filter;
        let beside = |key| Self::beside(table, row, key);
        // The norm names a service; without one its exported name does.
        if let Some(service) = beside("norm_path").or_else(|| beside("service_name")) {
            // What was not recorded cannot be asked for.
            if service == words::service(None, None) {
                return None;
            }
            filter.service = Some(format!("={service}"));
        }
        for (key, place) in [
            ("organisation", &mut filter.organisation),
            ("source", &mut filter.source),
            ("work_unit", &mut filter.unit),
            ("team", &mut filter.team),
        ] {
            if let Some(value) = beside(key) {
                *place = Some(value);
            }
        }
        if let Some(local) = beside("local") {
            filter.local = Some(local == "ya");
        }
        let clocks: Vec<&str> = match table.name.as_str() {
            "resolution_by_priority" => {
                let priority = beside("priority").filter(|text| text.starts_with('P'))?;
                filter.priority = Some(priority);
                vec!["resolution"]
            }
            "response_by_channel" => {
                let channel = beside("channel").and_then(|text| words::channel_code(&text))?;
                filter.channel = Some(channel.to_owned());
                vec!["response"]
            }
            "service_history" => norma_report::SERVICE_CLOCKS.to_vec(),
            _ => vec![words::clock_code(&beside("clock")?)?],
        };
        filter.clocks = clocks.into_iter().map(str::to_owned).collect();
        filter.clocks.sort();
        Some(choice)
    }

    fn tickets(&self, table: &Table, row: &Row, verdicts: &[&str]) -> Option<Choice> {
        let mut choice = self.of_row(table, row)?;
        choice.filter.verdicts = verdicts.iter().map(|&v| v.to_owned()).collect();
        Some(choice)
    }
}

impl Around for Links<'_> {
    fn link(&self, table: &Table, row: &Row, column: usize) -> Option<String> {
        let key = table.columns.get(column)?.key.as_str();
        let cell = row.cells.get(column)?;
        match key {
            "ticket_id" => {
                let (Cell::Text { text, .. } | Cell::Code { text }) = cell else {
                    return None;
                };
                let source = Self::beside(table, row, "source")?;
                Some(ticket_path(&source, text))
            }
            "service_name" => {
                let path = Self::beside(table, row, "norm_path")?;
                let mut choice = self.choice.first_page();
                choice.filter.service = None;
                choice.filter.clocks.clear();
                choice.filter.verdicts.clear();
                Some(choice.href(&service_path(&path)))
            }
            _ => {
                if let (Some(month), Cell::Heat { whole: 1.., .. }) =
                    (key.strip_prefix("month_"), cell)
                {
                    let mut choice = self.tickets(table, row, DECIDED)?;
                    choice.period = month.replace('_', "-").parse().ok();
                    return Some(choice.href("/tiket"));
                }
                let Cell::Count { count: 1.. } = cell else {
                    return None;
                };
                let (_, verdicts) = COUNTS.iter().find(|(name, _)| *name == key)?;
                Some(self.tickets(table, row, verdicts)?.href("/tiket"))
            }
        }
    }

    fn link_tile(&self, tile: &Tile) -> Option<String> {
        let mut choice = self.choice.first_page();
        let clocks: &[&str] = match tile.key.as_str() {
            "fulfilment" => &norma_report::SERVICE_CLOCKS,
            "resolution" => &["resolution"],
            "response" => &["response"],
            "availability" => return Some(choice.href("/ketersediaan")),
            "open" => return Some(choice.href("/tunggakan")),
            _ => return None,
        };
        let filter = &mut choice.filter;
        filter.clocks = clocks.iter().map(|&clock| clock.to_owned()).collect();
        filter.clocks.sort();
        filter.verdicts = DECIDED.iter().map(|&v| v.to_owned()).collect();
        filter.local = Some(false);
        Some(choice.href("/tiket"))
    }

    fn below_table(&self, table: &Table) -> Vec<(String, String)> {
        let choice = self.choice.first_page();
        let name = &table.name;
        let link = |words: &str, path: String| (words.to_owned(), choice.href(&path));
        if LISTS.contains(&name.as_str()) {
            return vec![
                link("CSV", format!("/data/{name}.csv")),
                link("CSV untuk Excel", format!("/data/{name}.excel.csv")),
                link("XLSX", format!("/data/{name}.xlsx")),
                link("Parquet", format!("/data/{name}.parquet")),
                link("JSON", format!("/data/{name}.json")),
            ];
        }
        if table.source.is_empty() {
            return Vec::new();
        }
        let page = self.page.name();
        let mut links = vec![
            link("CSV", format!("/unduh/{page}/{name}.csv")),
            link("CSV untuk Excel", format!("/unduh/{page}/{name}.excel.csv")),
        ];
        if norma_queries::models::get(&table.source).is_some() {
            let source = &table.source;
            links.push(link("Parquet", format!("/data/{source}.parquet")));
            links.push(link("JSON", format!("/data/{source}.json")));
        }
        links
    }

    fn below_figure(&self, figure: &Figure) -> Vec<(String, String)> {
        let choice = self.choice.first_page();
        let page = self.page.name();
        ["svg", "png"]
            .map(|kind| {
                let path = format!("/unduh/{page}/{}.{kind}", figure.name);
                (kind.to_uppercase(), choice.href(&path))
            })
            .to_vec()
    }
}

/// The address of a ticket's ledger.
pub(crate) fn ticket_path(source: &str, ticket_id: &str) -> String {
    format!("/tiket/{}/{}", segment(source), segment(ticket_id))
}

/// The address of a service's page; its norm may have several segments.
pub(crate) fn service_path(path: &str) -> String {
    let segments: Vec<String> = path.split('/').map(segment).collect();
    format!("/layanan/{}", segments.join("/"))
}

/// A text as one segment of a path.
fn segment(text: &str) -> String {
    let encoded: String = form_urlencoded::byte_serialize(text.as_bytes()).collect();
    // A plus is a blank in queries alone.
    encoded.replace('+', "%20")
}
