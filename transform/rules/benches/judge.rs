//! Tickets judged a second: every clock of a request by tier, and of an incident with event history.

use norma_rules::{
    Change, Channel, Event, Instant, Level, Rulebook, Status, Ticket, TicketKind, judge,
};

fn main() {
    divan::main();
}

const SUBMITTED: Instant = Instant(1_768_874_400); // 2026-01-20 09.00 WIB
const AS_OF: Instant = Instant(1_774_976_400); // 2026-04-01 00.00 WIB

fn ticket<'a>() -> Ticket<'a> {
    Ticket {
        organisation: "BaTII",
        channel: Some(Channel::Portal),
        first_response_at: Some(SUBMITTED.plus(60)),
        ..Ticket::new("servicedesk", "SD-1", SUBMITTED)
    }
}

#[divan::bench]
fn request(bencher: divan::Bencher<'_, '_>) {
    let rules = Rulebook::builtin();
    let ticket = Ticket {
        norm_path: Some("001/9.2"),
        quantity: Some(7),
        fulfilled_at: Some(SUBMITTED.plus(100_000)),
        ..ticket()
    };
    bencher
        .counter(divan::counter::ItemsCount::new(1usize))
        .bench_local(|| judge(&rules, divan::black_box(&ticket), AS_OF));
}

#[divan::bench]
fn incident_with_history(bencher: divan::Bencher<'_, '_>) {
    let rules = Rulebook::builtin();
    let status = |after: i64, status, record| Event {
        at: SUBMITTED.plus(after),
        change: Change::Status(status, "-"),
        record,
    };
    let events = [
        status(10_000, Status::Resolved, 1),
        status(90_000, Status::Reopened, 2),
        status(180_000, Status::Resolved, 3),
        status(190_000, Status::Closed, 4),
    ];
    let ticket = Ticket {
        kind: TicketKind::Incident,
        impact: Some(Level::Medium),
        urgency: Some(Level::High),
        events: &events,
        ..ticket()
    };
    bencher
        .counter(divan::counter::ItemsCount::new(1usize))
        .bench_local(|| judge(&rules, divan::black_box(&ticket), AS_OF));
}
