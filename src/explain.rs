//! `norma explain`: every clock of a ticket, by which rule it is judged, and a ledger whose seconds add up to the elapsed
//! figure.

use std::process::ExitCode;

use anyhow::bail;
use arrow::util::display::array_value_to_string;
use norma_queries::{Params, Session, TicketHistory};
use norma_rules::{ClockLedger, Zone, ledger};

use crate::arguments::{Explain, Place};
use crate::citation::Citation;
use crate::show;
use crate::workplace::Workplace;

/// Prints the ledger of each ticket.
pub async fn explain(place: &Place, options: Explain) -> anyhow::Result<ExitCode> {
    let workplace = Workplace::open(place)?;
    let session = workplace.session(options.as_of).await?;
    let mut tickets = Vec::new();
    for number in &options.tickets {
        let mut found = session.ticket(number).await?;
        found.retain(|t| options.source.as_ref().is_none_or(|s| *s == t.source));
        if found.is_empty() {
            bail!(
                "no ticket {number:?} in the lake; `norma sql \"select source, ticket_id from tickets\"` lists them"
            );
        }
        tickets.extend(found);
    }
    let rules = workplace.rules();
    for (at, owned) in tickets.iter().enumerate() {
        if at > 0 {
            println!();
        }
        let events = owned.events();
        let ticket = owned.ticket(&events)?;
        println!("ticket         {} ({})", ticket.ticket_id, ticket.source);
        println!(
            "kind           {}, served by {}",
            ticket.kind, ticket.organisation
        );
        println!("service        {}", owned.service());
        println!(
            "submitted      {}",
            show::instant(ticket.submitted_at, ticket.office_zone)
        );
        println!(
            "export         {} record {}",
            file_name(&session, owned).await?,
            owned.record
        );
        println!(
            "as of          {}",
            show::instant(session.as_of(), Zone::Wib)
        );
        let clocks = ledger(&rules, &ticket, session.as_of());
        if clocks.is_empty() {
            println!("\nsubmitted after the as-of instant: nothing to judge yet");
        }
        let citation = Citation::new(&rules, &ticket, &clocks);
        for clock in &clocks {
            print_clock(clock, ticket.office_zone, &citation)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// The name under which the export was found, and the name of its copy in the landing.
async fn file_name(session: &Session, owned: &TicketHistory) -> anyhow::Result<String> {
    let rows = session.model("load_counts", &Params::none()).await?;
    for batch in &rows {
        let column = |name: &str| batch.column_by_name(name).cloned();
        let (Some(names), Some(files)) = (column("file_name"), column("landing_file")) else {
            continue;
        };
        let display = |array, row| array_value_to_string(array, row);
        for row in 0..batch.num_rows() {
            if display(&files, row)? == owned.landing_file {
                return Ok(format!(
                    "{} (landing/{}/{})",
                    display(&names, row)?,
                    owned.source,
                    owned.landing_file
                ));
            }
        }
    }
    Ok(format!("landing/{}/{}", owned.source, owned.landing_file))
}

fn print_clock(clock: &ClockLedger, zone: Zone, citation: &Citation<'_>) -> anyhow::Result<()> {
    let fact = &clock.fact;
    println!(
        "\n== {}: {}{}",
        fact.clock,
        fact.verdict,
        fact.reason
            .as_ref()
            .map(|r| format!(" ({r})"))
            .unwrap_or_default()
    );
    println!(
        "norm           {}{}",
        fact.norm.as_deref().unwrap_or("-"),
        if fact.local { " (local overlay)" } else { "" }
    );
    if let (Some(document), Some(line), Some(quote)) = (&clock.document, clock.line, &clock.quote) {
        println!("words          {quote:?} ({})", show::place(document, line));
    }
    for (label, text) in citation.of(clock) {
        println!("{label:<14} {text}");
    }
    if let Some(priority) = fact.priority {
        println!("priority       {priority}");
    }
    if let (Some(allowance), Some(calendar)) = (fact.allowance_seconds, &fact.calendar) {
        println!(
            "allowance      {} ({allowance} s) on calendar {calendar}",
            show::seconds(allowance)
        );
    }
    for (label, at) in [
        ("due", fact.due_at),
        ("late after", fact.late_from),
        ("finished", fact.finished_at),
    ] {
        if let Some(at) = at {
            println!("{label:<14} {}", show::instant(at, zone));
        }
    }
    println!("counts in      {}", fact.quarter);
    if fact.reopened_late {
        println!(
            "finding        reopened later than 7 days after it was finished; the first finish stands"
        );
    }
    if clock.segments.is_empty() {
        return Ok(());
    }
    let rows = clock.segments.iter().map(|s| {
        vec![
            show::instant(s.from, zone),
            show::instant(s.to, zone),
            s.kind.to_string(),
            s.rule.clone(),
            s.record.map_or_else(|| "-".to_owned(), |r| r.to_string()),
            s.counted_seconds.to_string(),
        ]
    });
    println!(
        "{}",
        show::table(
            &["from", "to", "time", "rule", "event record", "seconds"],
            4,
            rows
        )
    );
    let sum = clock.counted_seconds();
    println!("elapsed        {} ({sum} s)", show::seconds(sum));
    if let Some((sum, elapsed)) = clock.fault() {
        bail!(
            "the segments add up to {sum} s, the figure says {elapsed} s: a fault in norma, please report it"
        );
    }
    Ok(())
}
