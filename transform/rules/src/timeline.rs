//! The life of a ticket as the clocks see it: when it was active, closed or on hold (RULES 3, "Active intervals").

use crate::settings::{HoldStatuses, ReopenedGap};
use crate::{Change, Instant, Settings, Status, Ticket, TicketKind};

/// How long after fulfilment a ticket may be reopened: 7 hari kalender (001:309).
pub const REOPENING_SECONDS: i64 = 7 * 86_400;

/// What a ticket was doing over a span of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// The clock runs.
    Active,
    /// Finished, and reopened later: not counted.
    Closed,
    /// In a status that the source configures as hold.
    OnHold,
}

/// A stretch of one phase, [from, to).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// From.
    pub from: Instant,
    /// Until, itself outside.
    pub to: Instant,
    /// What the ticket was doing.
    pub phase: Phase,
    /// Export record of the event that began it; `None` where no event did.
    pub record: Option<i64>,
}

/// What stops a clock over the ticket's life.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finish {
    /// Fulfilled or resolved.
    Work,
    /// Closed.
    Closed,
}

/// The life of a ticket from the start of a clock to its finish, or to the as-of instant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timeline {
    /// Contiguous spans from the start; empty when nothing has passed.
    pub spans: Vec<Span>,
    /// The last finish.
    pub finished_at: Option<Instant>,
    /// The finish is only bounded by the closing: fulfilled or resolved at or before it, nobody wrote when.
    pub finish_is_bound: bool,
    /// Reopened according to the export's counter, but no event says when.
    pub reopened_without_history: bool,
    /// Reopened later than seven days after the finish; the first finish stands.
    pub reopened_late: bool,
}

impl Timeline {
    /// The spans that count.
    pub fn active(&self) -> impl Iterator<Item = &Span> {
        self.spans.iter().filter(|s| s.phase == Phase::Active)
    }
}

/// Builds the timeline of a clock that starts at `start`, as known at `as_of`.
///
/// `holds` are the statuses, as exported, that stop the clock under `hold_statuses = as_configured`.
pub fn timeline(
    settings: &Settings,
    holds: &[String],
    ticket: &Ticket<'_>,
    start: Instant,
    finish: Finish,
    as_of: Instant,
) -> Timeline {
    let (stamp, stamp_is_bound) = finish_stamp(ticket, finish, as_of);
    let mut walk = Walk {
        spans: Vec::new(),
        from: start,
        phase: Phase::Active,
        record: None,
    };
    let mut finished: Option<(Instant, Status)> = None;
    let mut reopened_late = false;
    let mut has_history = false;

    for event in ticket.events.iter().filter(|e| e.at <= as_of) {
        let Change::Status(status, raw) = event.change else {
            continue;
        };
        has_history = true;
        let phase = if stops(finish, status) {
            Phase::Closed
        } else if settings.hold_statuses == HoldStatuses::Configured
            && holds.iter().any(|h| h == raw)
        {
            Phase::OnHold
        } else {
            Phase::Active
        };
        if phase == walk.phase {
            continue;
        }
        if let (Phase::Closed, Some((at, _))) = (walk.phase, finished)
            && event.at.since(at) > REOPENING_SECONDS
        {
            reopened_late = true;
            break;
        }
        walk.turn(event.at, phase, Some(event.record));
        finished = (phase == Phase::Closed).then_some((event.at, status));
    }

    let mut finished_at = finished.map(|(at, _)| at);
    let mut finish_is_bound = false;
    match (finished, stamp) {
        // The history shows only the closing; the stamp says when the work was done.
        (Some((at, Status::Closed)), Some(stamp))
            if finish == Finish::Work && !stamp_is_bound && stamp < at && walk.shorten(stamp) =>
        {
            finished_at = Some(stamp);
        }
        // No finish in the history, or reopened since; the stamp says it is finished.
        (None, Some(stamp)) if stamp >= walk.from || !has_history => {
            walk.turn(stamp, Phase::Closed, None);
            finished_at = Some(stamp);
            finish_is_bound = stamp_is_bound;
        }
        (None, _) => walk.turn(as_of, Phase::Closed, None),
        _ => {}
    }
    if settings.reopened_gap == ReopenedGap::Counted {
        for span in &mut walk.spans {
            if span.phase == Phase::Closed {
                span.phase = Phase::Active;
            }
        }
    }
    Timeline {
        spans: walk.spans,
        finished_at,
        finish_is_bound,
        reopened_without_history: ticket.reopen_count > 0 && !has_history,
        reopened_late,
    }
}

/// Whether entering `status` stops the clock.
const fn stops(finish: Finish, status: Status) -> bool {
    match finish {
        Finish::Work => status.is_finished(),
        Finish::Closed => matches!(status, Status::Closed),
    }
}

/// The finish as the ticket's own columns give it, and whether it is only an upper bound.
fn finish_stamp(ticket: &Ticket<'_>, finish: Finish, as_of: Instant) -> (Option<Instant>, bool) {
    let known = |at: Option<Instant>| at.filter(|at| *at <= as_of);
    let closed = known(ticket.closed_at);
    if finish == Finish::Closed {
        return (closed, false);
    }
    let (fulfilled, resolved) = (known(ticket.fulfilled_at), known(ticket.resolved_at));
    let done = if ticket.kind == TicketKind::Incident {
        resolved.or(fulfilled)
    } else {
        fulfilled.or(resolved)
    };
    (done.or(closed), done.is_none() && closed.is_some())
}

struct Walk {
    spans: Vec<Span>,
    from: Instant,
    phase: Phase,
    record: Option<i64>,
}

impl Walk {
    /// Ends the present phase at `at` and begins `phase`; what lies before the start of the clock leaves no span.
    fn turn(&mut self, at: Instant, phase: Phase, record: Option<i64>) {
        if at > self.from {
            self.spans.push(Span {
                from: self.from,
                to: at,
                phase: self.phase,
                record: self.record,
            });
            self.from = at;
        }
        self.phase = phase;
        self.record = record;
    }

    /// Ends the last span earlier, at `at`, if that lies in it.
    fn shorten(&mut self, at: Instant) -> bool {
        match self.spans.last_mut() {
            Some(last) if last.phase != Phase::Closed && last.from <= at => {
                last.to = at;
                true
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::REOPENING_SECONDS;

    #[test]
    fn reopening_is_what_every_document_says() {
        let catalogue = crate::Catalogue::builtin();
        assert!(!catalogue.reopening_rules().is_empty());
        for rule in catalogue.reopening_rules() {
            assert_eq!(rule.within_seconds, REOPENING_SECONDS, "{}", rule.document);
        }
    }
}
