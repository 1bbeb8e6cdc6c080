//! Verdicts against a brute-force walker that steps through a ticket's life minute by minute.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use norma_rules::{
    Change, Clock, Event, Fact, Instant, Priority, Quarter, Rulebook, Status, Ticket, TicketKind,
    Verdict, Zone, judge, ledger,
};
use proptest::prelude::*;

const MINUTE: i64 = 60;
const WEEK: i64 = 7 * 86_400;

fn wib(text: &str) -> Instant {
    Instant::from_local(text.parse().unwrap(), Zone::Wib)
}

/// Whether the minute that begins at `at` is working time: written from RULES 1 and the SKB for March to July 2026,
/// not from the crate's calendars.
fn is_open(at: Instant) -> bool {
    use chrono::{Datelike, Timelike};
    let local = at.to_local(Zone::Wib);
    let free = [
        "2026-03-18",
        "2026-03-19",
        "2026-03-20",
        "2026-03-21",
        "2026-03-22",
        "2026-03-23",
        "2026-03-24",
        "2026-04-03",
        "2026-04-05",
        "2026-05-01",
        "2026-05-14",
        "2026-05-15",
        "2026-05-27",
        "2026-05-28",
        "2026-05-31",
        "2026-06-01",
        "2026-06-16",
    ];
    let weekday = local.weekday().num_days_from_monday() < 5;
    weekday
        && !free.contains(&local.date().to_string().as_str())
        && matches!(local.hour(), 8..=11 | 13..=16)
}

/// A ticket's life: minutes after submission at which it was finished, reopened, finished, ... in turn.
#[derive(Clone, Debug)]
struct Life {
    submitted: i64,
    turns: Vec<i64>,
    priority: Priority,
    as_of: i64,
    end_with_closed: bool,
}

fn life() -> impl Strategy<Value = Life> {
    let priority = prop::sample::select(vec![
        Priority::P1,
        Priority::P2,
        Priority::P3,
        Priority::P4,
        Priority::P5,
    ]);
    (
        0i64..14 * 1440,
        prop::collection::vec(1i64..4 * 1440, 0..5),
        priority,
        0i64..40 * 1440,
        any::<bool>(),
    )
        .prop_map(|(submitted, gaps, priority, as_of, end_with_closed)| {
            let turns = gaps.iter().scan(0, |at, gap| {
                *at += gap;
                Some(*at)
            });
            Life {
                submitted,
                turns: turns.collect(),
                priority,
                as_of,
                end_with_closed,
            }
        })
}

struct Walked {
    elapsed: i64,
    finished: Option<Instant>,
    late_from: Instant,
    due_at: Instant,
}

/// Steps through every minute. An odd number of turns passed means finished.
fn walk(life: &Life, allowance: i64, always: bool) -> Walked {
    let base = wib("2026-03-16T00:00:00");
    let start = base.plus(life.submitted * MINUTE);
    let as_of = start.plus(life.as_of * MINUTE);
    let mut turns: Vec<Instant> = life
        .turns
        .iter()
        .map(|t| start.plus(t * MINUTE))
        .filter(|t| *t <= as_of)
        .collect();
    // A reopening later than seven days after the finish ends the story there.
    if let Some(late) = (1..turns.len())
        .step_by(2)
        .find(|i| turns[*i].since(turns[i - 1]) > WEEK)
    {
        turns.truncate(late);
    }
    let finished = (turns.len() % 2 == 1).then(|| *turns.last().unwrap());
    let (mut elapsed, mut along) = (0, 0);
    let (mut due_at, mut late_from) = (None, None);
    let mut minute = start;
    while late_from.is_none() {
        let passed = turns.iter().filter(|t| **t <= minute).count();
        // The last active interval is taken as open for the deadline, and ends at the finish or the as-of instant.
        let active = passed % 2 == 0 || (finished.is_some() && passed == turns.len());
        let counts = (always || is_open(minute)) && active;
        if counts {
            if along == allowance {
                late_from = Some(minute);
            }
            along += MINUTE;
            if along == allowance {
                due_at = Some(minute.plus(MINUTE));
            }
            let ended = finished.is_some_and(|f| minute >= f) || minute >= as_of;
            if !ended {
                elapsed += MINUTE;
            }
        }
        minute = minute.plus(MINUTE);
    }
    while minute < finished.unwrap_or(as_of) {
        let passed = turns.iter().filter(|t| **t <= minute).count();
        if passed % 2 == 0 && (always || is_open(minute)) {
            elapsed += MINUTE;
        }
        minute = minute.plus(MINUTE);
    }
    Walked {
        elapsed,
        finished,
        late_from: late_from.unwrap(),
        due_at: due_at.unwrap(),
    }
}

fn events(life: &Life, start: Instant) -> Vec<Event<'static>> {
    let last = life.turns.len().saturating_sub(1);
    let status = |i: usize| match (i % 2, life.end_with_closed && i == last) {
        (0, true) => (Status::Closed, "Ditutup"),
        (0, false) => (Status::Resolved, "Selesai"),
        _ => (Status::InProgress, "Dikerjakan"),
    };
    let event = |(i, t): (usize, &i64)| {
        let (status, raw) = status(i);
        Event {
            at: start.plus(t * MINUTE),
            change: Change::Status(status, raw),
            record: i as i64 + 1,
        }
    };
    life.turns.iter().enumerate().map(event).collect()
}

fn resolution(rules: &Rulebook, ticket: &Ticket<'_>, as_of: Instant) -> Fact {
    let facts = judge(rules, ticket, as_of);
    facts
        .into_iter()
        .find(|f| f.clock == Clock::Resolution)
        .expect("an incident has a resolution clock")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn resolution_agrees_with_the_walker(life in life()) {
        let rules = Rulebook::builtin();
        let start = wib("2026-03-16T00:00:00").plus(life.submitted * MINUTE);
        let as_of = start.plus(life.as_of * MINUTE);
        let events = events(&life, start);
        let ticket = Ticket {
            kind: TicketKind::Incident,
            organisation: "BaTII",
            priority_stated: Some(life.priority),
            events: &events,
            ..Ticket::new("sd", "T-1", start)
        };
        let hours = match life.priority {
            Priority::P1 => 3, Priority::P2 => 8, Priority::P3 => 16, Priority::P4 => 24, Priority::P5 => 80,
        };
        let allowance = hours * 3600;
        let expected = walk(&life, allowance, life.priority == Priority::P1);
        let fact = resolution(&rules, &ticket, as_of);

        prop_assert_eq!(fact.allowance_seconds, Some(allowance));
        prop_assert_eq!(fact.elapsed_seconds, Some(expected.elapsed));
        prop_assert_eq!(fact.finished_at, expected.finished);
        prop_assert_eq!(fact.due_at, Some(expected.due_at));
        prop_assert_eq!(fact.late_from, Some(expected.late_from));
        let verdict = match (expected.finished.is_some(), expected.elapsed > allowance) {
            (true, false) => Verdict::Met,
            (true, true) => Verdict::Breached,
            (false, true) => Verdict::Overdue,
            (false, false) => Verdict::Running,
        };
        prop_assert_eq!(fact.verdict, verdict);
        let settled = match verdict {
            Verdict::Running => as_of,
            _ => expected.finished.map_or(expected.late_from, |f| f.min(expected.late_from)),
        };
        prop_assert_eq!(fact.quarter, Quarter::of(settled));

        for clock in ledger(&rules, &ticket, as_of) {
            let sum: i64 = clock.segments.iter().map(|s| s.counted_seconds).sum();
            if let Some(elapsed) = clock.fact.elapsed_seconds {
                prop_assert_eq!(sum, elapsed, "the ledger adds up");
            }
            for pair in clock.segments.windows(2) {
                prop_assert_eq!(pair[0].to, pair[1].from, "segments are contiguous");
            }
        }
    }

    /// As of t nothing later exists: cutting the future off the data changes no verdict.
    #[test]
    fn the_future_does_not_matter(life in life()) {
        let rules = Rulebook::builtin();
        let start = wib("2026-03-16T00:00:00").plus(life.submitted * MINUTE);
        let as_of = start.plus(life.as_of * MINUTE);
        let all = events(&life, start);
        let known: Vec<_> = all.iter().filter(|e| e.at <= as_of).cloned().collect();
        let ticket = |events| Ticket {
            kind: TicketKind::Incident,
            organisation: "BaTII",
            priority_stated: Some(life.priority),
            events,
            ..Ticket::new("sd", "T-1", start)
        };
        // An empty history would make the ticket's own columns speak; here they say nothing.
        prop_assert_eq!(resolution(&rules, &ticket(&all), as_of), resolution(&rules, &ticket(&known), as_of));
    }
}
