//! The flow of tickets: when a ticket was submitted, finished, reopened and cancelled (RULES 4, "Flow").

use serde::{Deserialize, Serialize};

use crate::settings::{HoldStatuses, ReopenedGap};
use crate::ticket::names;
use crate::timeline::{Finish, Phase, timeline};
use crate::{Instant, Settings, Ticket};

names! {
    /// A change that the flow of a quarter counts.
    FlowChange {
        /// Opens the ticket.
        Submitted = "submitted",
        /// Fulfilled, resolved or closed.
        Finished = "finished",
        /// Opened again, within seven days of the finish; later the first finish stands (RULES 3).
        Reopened = "reopened",
        /// Ends an open ticket.
        Cancelled = "cancelled",
    }
}

/// One change in the life of a ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FlowStep {
    /// When; never before the submission.
    pub at: Instant,
    /// What.
    pub change: FlowChange,
}

/// The changes of `ticket` known at `as_of`, in order: submitted, then finished and reopened in turn, at most one
/// cancellation at the end. None if it was submitted later. A ticket is open after a submission or a reopening, so
/// open at start + submitted + reopened = finished + cancelled + open at end, whatever the export says.
pub fn flow(ticket: &Ticket<'_>, as_of: Instant) -> Vec<FlowStep> {
    if ticket.submitted_at > as_of {
        return Vec::new();
    }
    // Whether hold statuses or gaps count is a matter of clocks: a ticket on hold is open, a closed one is not.
    let settings = Settings {
        hold_statuses: HoldStatuses::None,
        reopened_gap: ReopenedGap::Excluded,
        ..Settings::default()
    };
    let life = timeline(
        &settings,
        &[],
        ticket,
        ticket.submitted_at,
        Finish::Work,
        as_of,
    );
    let step = |at: Instant, change| FlowStep {
        at: at.max(ticket.submitted_at),
        change,
    };
    let mut steps = vec![step(ticket.submitted_at, FlowChange::Submitted)];
    for gap in life.spans.iter().filter(|s| s.phase == Phase::Closed) {
        steps.push(step(gap.from, FlowChange::Finished));
        steps.push(step(gap.to, FlowChange::Reopened));
    }
    if let Some(at) = life.finished_at {
        steps.push(step(at, FlowChange::Finished));
    }
    if let Some(at) = ticket.cancelled_at.filter(|at| *at <= as_of) {
        steps.retain(|s| s.at <= at || s.change == FlowChange::Submitted);
        let open = steps
            .last()
            .is_some_and(|s| s.change != FlowChange::Finished);
        if open {
            steps.push(step(at, FlowChange::Cancelled));
        }
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Change, Event, Status};

    const DAY: i64 = 86_400;

    fn ticket<'a>(events: &'a [Event<'a>]) -> Ticket<'a> {
        Ticket {
            organisation: "BaTII",
            events,
            ..Ticket::new("s", "T", Instant(0))
        }
    }

    fn status(at: i64, status: Status) -> Event<'static> {
        Event {
            at: Instant(at),
            change: Change::Status(status, status.as_str()),
            record: at,
        }
    }

    fn shown(ticket: &Ticket<'_>, as_of: i64) -> String {
        let steps = flow(ticket, Instant(as_of));
        let words = steps.iter().map(|s| format!("{} {}", s.at.0, s.change));
        words.collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn nothing_later_than_as_of() {
        let mut it = ticket(&[]);
        it.fulfilled_at = Some(Instant(50));
        assert_eq!(shown(&it, -1), "");
        assert_eq!(shown(&it, 49), "0 submitted");
        assert_eq!(shown(&it, 50), "0 submitted, 50 finished");
    }

    #[test]
    fn reopened_within_seven_days_counts_later_does_not() {
        let early = [
            status(10, Status::Fulfilled),
            status(20, Status::Reopened),
            status(30, Status::Closed),
        ];
        assert_eq!(
            shown(&ticket(&early), 100),
            "0 submitted, 10 finished, 20 reopened, 30 finished"
        );
        assert_eq!(
            shown(&ticket(&early), 25),
            "0 submitted, 10 finished, 20 reopened"
        );
        let late = [
            status(10, Status::Fulfilled),
            status(11 + 7 * DAY, Status::Reopened),
        ];
        assert_eq!(shown(&ticket(&late), 100 * DAY), "0 submitted, 10 finished");
    }

    #[test]
    fn a_cancellation_ends_an_open_ticket_only() {
        let mut it = ticket(&[]);
        it.cancelled_at = Some(Instant(40));
        assert_eq!(shown(&it, 100), "0 submitted, 40 cancelled");
        assert_eq!(shown(&it, 39), "0 submitted");
        it.fulfilled_at = Some(Instant(30));
        assert_eq!(shown(&it, 100), "0 submitted, 30 finished");
        it.fulfilled_at = Some(Instant(50));
        assert_eq!(shown(&it, 100), "0 submitted, 40 cancelled");
    }

    #[test]
    fn what_an_export_dates_before_the_submission_happens_at_it() {
        let mut it = ticket(&[]);
        it.fulfilled_at = Some(Instant(-10));
        assert_eq!(shown(&it, 100), "0 submitted, 0 finished");
        it.cancelled_at = Some(Instant(-20));
        assert_eq!(shown(&it, 100), "0 submitted, 0 cancelled");
    }
}
