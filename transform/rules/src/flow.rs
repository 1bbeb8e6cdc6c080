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
