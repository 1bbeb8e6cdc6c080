//! `norma due`: when a request or incident is due, and why.

use std::process::ExitCode;

use anyhow::{anyhow, bail};
use norma_rules::{Priority, Ticket, TicketKind, Zone, ledger, organisation};

use crate::arguments::{Due, Place, instant_in};
use crate::citation::Citation;
use crate::show;
use crate::workplace;

/// Prints the due instant of every clock of a ticket submitted as said, with the clause and the words it rests on.
pub fn due(place: &Place, options: &Due) -> anyhow::Result<ExitCode> {
    let rules = workplace::rulebook(place)?;
    let submitted_at =
        instant_in(&options.submitted, options.zone).map_err(|e| anyhow!("--submitted: {e}"))?;
    let priority = Priority::from_name(&options.service);
    if priority.is_none() && !rules.catalogue.knows(&options.service) {
        bail!(
            "--service: no norm or sub-service {:?}; `norma catalog` lists them (such as 001/8.4), or write P1 to P5 for an incident",
            options.service
        );
    }
    let ticket = Ticket {
        kind: if priority.is_some() {
            TicketKind::Incident
        } else {
            TicketKind::Request
        },
        organisation: rules
            .catalogue
            .organisation_of(&options.service)
            .unwrap_or(organisation::BATII),
        norm_path: priority.is_none().then_some(options.service.as_str()),
        office_zone: options.zone,
        priority_stated: priority,
        quantity: options.quantity,
        environment: options.environment.as_deref(),
        ..Ticket::new("due", "-", submitted_at)
    };
    println!(
        "submitted      {}",
        show::instant(submitted_at, options.zone)
    );
    let clocks = ledger(&rules, &ticket, submitted_at);
    let citation = Citation::new(&rules, &ticket, &clocks);
    for clock in clocks.iter().skip(1) {
        print_clock(clock, options.zone, &citation);
    }
    Ok(ExitCode::SUCCESS)
}

fn print_clock(clock: &norma_rules::ClockLedger, zone: Zone, citation: &Citation<'_>) {
    let fact = &clock.fact;
    println!();
    println!("clock          {}", fact.clock);
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
    if let (Some(allowance), Some(calendar)) = (fact.allowance_seconds, &fact.calendar) {
        println!(
            "allowance      {} on calendar {calendar}",
            show::seconds(allowance)
        );
    }
    match (fact.due_at, fact.late_from, &fact.reason) {
        (Some(due), Some(late), _) => {
            println!("due            {}", show::instant(due, zone));
            println!("late after     {}", show::instant(late, zone));
        }
        (.., Some(reason)) => println!("no due time    {} ({reason})", fact.verdict),
        _ => println!("no due time    the calendar does not cover the days that follow"),
    }
}
