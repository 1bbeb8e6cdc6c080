//! The quarter's figures on a terminal: counts of every verdict, the rate last.

use norma_report::{Counts, Report, format};

use crate::show;

/// Prints fulfilment by service, resolution by priority, response by channel and the flow of the quarter.
pub fn print(report: &Report) {
    let services = report.services.iter().map(|row| {
        let name = [row.norm_path.as_deref().unwrap_or("-"), &row.service_name].join(" ");
        cells(
            &[&row.organisation, &name, &row.clock, local(row.local)],
            row.counts,
        )
    });
    section(
        "norms by service",
        &["organisation", "service", "clock", ""],
        services.collect(),
    );
    let priorities = report.priorities.iter().map(|row| {
        cells(
            &[
                &row.organisation,
                row.priority.as_deref().unwrap_or("-"),
                local(row.local),
            ],
            row.counts,
        )
    });
    section(
        "incidents by priority",
        &["organisation", "priority", ""],
        priorities.collect(),
    );
    let channels = report.channels.iter().map(|row| {
        cells(
            &[
                &row.organisation,
                row.channel.as_deref().unwrap_or("-"),
                local(row.local),
            ],
            row.counts,
        )
    });
    section(
        "response by channel",
        &["organisation", "channel", ""],
        channels.collect(),
    );

    println!("\nflow (open at start + submitted + reopened = finished + cancelled + open at end)");
    let flows = report.flows.iter().map(|row| {
        let f = row.flow;
        let amounts = [
            f.open_at_start,
            f.submitted,
            f.reopened,
            f.finished,
            f.cancelled,
            f.open_at_end,
        ];
        [row.source.clone()]
            .into_iter()
            .chain(amounts.iter().map(i64::to_string))
            .collect()
    });
    let header = [
        "source",
        "open at start",
        "submitted",
        "reopened",
        "finished",
        "cancelled",
        "open at end",
    ];
    println!("{}", show::table(&header, 1, flows));
}

const COUNTS: [&str; 9] = [
    "met",
    "breached",
    "overdue",
    "running",
    "exempt",
    "no norm",
    "unmeasurable",
    "decided",
    "rate",
];

fn section(title: &str, keys: &[&str], rows: Vec<Vec<String>>) {
    if rows.is_empty() {
        return;
    }
    println!("\n{title}");
    let header: Vec<&str> = keys.iter().copied().chain(COUNTS).collect();
    println!("{}", show::table(&header, keys.len(), rows));
}

fn cells(keys: &[&str], counts: Counts) -> Vec<String> {
    let c = counts;
    let numbers = [
        c.met,
        c.breached,
        c.overdue,
        c.running,
        c.exempt,
        c.no_norm,
        c.unmeasurable,
        c.decided(),
    ];
    keys.iter()
        .map(ToString::to_string)
        .chain(numbers.iter().map(i64::to_string))
        .chain([format::percent(c.met, c.decided())])
        .collect()
}

const fn local(is_local: bool) -> &'static str {
    if is_local { "local" } else { "" }
}
