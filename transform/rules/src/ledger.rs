//! Every ticket can be explained: a ledger of segments whose seconds add up to the elapsed figure (RULES 4).

use serde::{Deserialize, Serialize};

use crate::calendar::{Segment, SegmentKind};
use crate::clock::plans;
use crate::judge::Evaluation;
use crate::ticket::names;
use crate::timeline::{Phase, Span};
use crate::{Fact, Instant, Rulebook, Ticket, WorkingCalendar};

names! {
    /// What a segment of time was, to a clock.
    LedgerKind {
        /// The clock ran.
        Open = "open",
        /// Finished and reopened later: not counted.
        Closed = "closed",
        /// In a status that stops the clock.
        OnHold = "on_hold",
        /// Outside the calendar's windows.
        OutOfHours = "out_of_hours",
        /// A holiday or collective leave.
        Holiday = "holiday",
        /// A day of a year that the calendar does not cover.
        NotCovered = "not_covered",
    }
}

/// A stretch of time and what it counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LedgerSegment {
    /// From.
    pub from: Instant,
    /// Until, itself outside.
    pub to: Instant,
    /// What it was.
    pub kind: LedgerKind,
    /// Seconds that it adds to the elapsed figure.
    pub counted_seconds: i64,
    /// The rule: the holiday's name, the calendar, or the clause on reopening and hold.
    pub rule: String,
    /// Record of the export whose event began it; `None` for the ticket's own record.
    pub record: Option<i64>,
}

/// One clock of a ticket, explained.
#[derive(Clone, Debug, Serialize)]
pub struct ClockLedger {
    /// The outcome.
    pub fact: Fact,
    /// Document of the words it rests on, `lokal` for an overlay.
    pub document: Option<String>,
    /// Line of that document.
    pub line: Option<u32>,
    /// The words.
    pub quote: Option<String>,
    /// Contiguous, from the start event to the finish or the as-of instant. Empty where there is no elapsed figure.
    pub segments: Vec<LedgerSegment>,
}

impl ClockLedger {
    /// The sum of its segments, seconds.
    pub fn counted_seconds(&self) -> i64 {
        self.segments.iter().map(|s| s.counted_seconds).sum()
    }

    /// Where the segments do not add up to the elapsed figure: both, the sum first. Ledger and figure come from one
    /// timeline; if they ever part, the figure must not be trusted.
    pub fn fault(&self) -> Option<(i64, i64)> {
        let sum = self.counted_seconds();
        let elapsed = self.fact.elapsed_seconds?;
        (elapsed != sum).then_some((sum, elapsed))
    }
}

/// Explains every clock of `ticket` as of an instant.
pub fn ledger(rules: &Rulebook, ticket: &Ticket<'_>, as_of: Instant) -> Vec<ClockLedger> {
    if ticket.submitted_at > as_of {
        return Vec::new();
    }
    plans(rules, ticket, as_of)
        .into_iter()
        .map(|plan| {
            let Evaluation { fact, timeline } = Evaluation::of(rules, ticket, &plan, as_of);
            // Without an elapsed figure there is nothing that segments could add up to.
            let spans = match fact.elapsed_seconds {
                Some(_) => &timeline.spans[..],
                None => &[],
            };
            ClockLedger {
                fact,
                document: plan.words.as_ref().map(|w| w.document.clone()),
                line: plan.words.as_ref().map(|w| w.line),
                quote: plan.words.map(|w| w.quote),
                segments: spans
                    .iter()
                    .flat_map(|span| segments(plan.calendar, span))
                    .collect(),
            }
        })
        .collect()
}

/// The segments of one span: one for a span that does not count, else as the calendar divides it.
fn segments(calendar: &WorkingCalendar, span: &Span) -> Vec<LedgerSegment> {
    let whole = |kind, rule: &str| {
        vec![LedgerSegment {
            from: span.from,
            to: span.to,
            kind,
            counted_seconds: 0,
            rule: rule.to_owned(),
            record: span.record,
        }]
    };
    match span.phase {
        Phase::Closed => whole(LedgerKind::Closed, "reopened_gap = excluded (RULES 3)"),
        Phase::OnHold => whole(
            LedgerKind::OnHold,
            "hold_statuses = as_configured (RULES 7)",
        ),
        Phase::Active => calendar
            .segments(span.from, span.to)
            .into_iter()
            .map(|segment| counted(calendar, segment, span.record))
            .collect(),
    }
}

fn counted(calendar: &WorkingCalendar, segment: Segment, record: Option<i64>) -> LedgerSegment {
    let seconds = segment.seconds();
    let (kind, rule, counted_seconds) = match segment.kind {
        SegmentKind::Open => (LedgerKind::Open, calendar.id().to_owned(), seconds),
        SegmentKind::OutOfHours => (LedgerKind::OutOfHours, calendar.id().to_owned(), 0),
        SegmentKind::Holiday(name) => (LedgerKind::Holiday, name, 0),
        SegmentKind::NotCovered(year) => (LedgerKind::NotCovered, year.to_string(), 0),
    };
    LedgerSegment {
        from: segment.from,
        to: segment.to,
        kind,
        counted_seconds,
        rule,
        record,
    }
}
