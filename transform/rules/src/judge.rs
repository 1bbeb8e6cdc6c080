//! The verdicts of a ticket: one a clock that applies (RULES 4).

use crate::clock::{Plan, Refusal, Stop, not_covered, plans};
use crate::measure::{Measured, decide, measure};
use crate::settings::Cohort;
use crate::timeline::{Phase, Span, Timeline, timeline};
use crate::{Change, Fact, Instant, Quarter, Rulebook, Status, Ticket, Verdict};

/// Judges `ticket` as of an instant: one fact a clock, in the order of RULES 3; none if it was submitted later.
pub fn judge(rules: &Rulebook, ticket: &Ticket<'_>, as_of: Instant) -> Vec<Fact> {
    if ticket.submitted_at > as_of {
        return Vec::new();
    }
    plans(rules, ticket, as_of)
        .iter()
        .map(|plan| Evaluation::of(rules, ticket, plan, as_of).fact)
        .collect()
}

/// A fact together with the timeline it was computed from.
#[derive(Clone, Debug)]
pub(crate) struct Evaluation {
    pub(crate) fact: Fact,
    pub(crate) timeline: Timeline,
}

impl Evaluation {
    pub(crate) fn of(
        rules: &Rulebook,
        ticket: &Ticket<'_>,
        plan: &Plan<'_>,
        as_of: Instant,
    ) -> Self {
        let timeline = life(rules, ticket, plan, as_of);
        let intervals = intervals(&timeline, plan);
        let allowance = plan.allowance.as_ref().ok().copied();
        let measured = if plan.start.is_ok() {
            measure(plan.calendar, &intervals, allowance)
        } else {
            Measured::default()
        };
        let (verdict, reason) = verdict(rules, ticket, plan, &timeline, &measured, as_of);
        // An instant that nobody recorded did not run on to the as-of instant.
        let known_elapsed = plan.start.is_ok()
            && measured.missing_year.is_none()
            && verdict != Verdict::Exempt
            && reason.as_deref() != Some("reopened_without_history")
            && !is_unrecorded(rules, ticket, plan, &timeline, as_of);
        let decided = verdict.is_decided() || verdict == Verdict::Running;
        let mut fact = Fact {
            clock: plan.clock,
            norm: plan.norm.clone(),
            local: plan.local,
            calendar: Some(plan.calendar.id().to_owned()),
            allowance_seconds: allowance,
            started_at: plan.start.as_ref().ok().copied(),
            elapsed_seconds: (known_elapsed || decided).then_some(measured.elapsed_seconds),
            due_at: measured.due_at.filter(|_| decided),
            late_from: measured.late_from.filter(|_| decided),
            finished_at: timeline.finished_at,
            priority: plan.priority,
            reopened_late: timeline.reopened_late,
            verdict,
            reason,
            settled_at: as_of,
            quarter: Quarter::of(as_of),
            as_of,
        };
        fact.settled_at = settled_at(rules.settings.cohort, ticket, &fact, as_of);
        fact.quarter = Quarter::of(fact.settled_at);
        Self { fact, timeline }
    }
}

/// The timeline that stops `plan`'s clock.
fn life(rules: &Rulebook, ticket: &Ticket<'_>, plan: &Plan<'_>, as_of: Instant) -> Timeline {
    let start = plan
        .start
        .as_ref()
        .ok()
        .copied()
        .unwrap_or(ticket.submitted_at);
    match plan.stop {
        Stop::Life(finish) => {
            let source = rules.source(ticket.source);
            timeline(
                &rules.settings,
                &source.hold_statuses,
                ticket,
                start,
                finish,
                as_of,
            )
        }
        Stop::Stamp(at) => {
            let finished_at = at.filter(|at| *at <= as_of);
            let to = finished_at.unwrap_or(as_of);
            let span = Span {
                from: start,
                to,
                phase: Phase::Active,
                record: None,
            };
            Timeline {
                spans: if to > start { vec![span] } else { Vec::new() },
                finished_at,
                finish_is_bound: false,
                reopened_without_history: false,
                reopened_late: false,
            }
        }
    }
}

/// The active intervals; at least one, so that there is a start from which the allowance can be counted.
fn intervals(timeline: &Timeline, plan: &Plan<'_>) -> Vec<(Instant, Instant)> {
    let mut intervals: Vec<_> = timeline.active().map(|s| (s.from, s.to)).collect();
    if intervals.is_empty()
        && let Ok(start) = plan.start
    {
        intervals.push((start, start));
    }
    intervals
}

/// The first of RULES 4 that holds, with its reason.
fn verdict(
    rules: &Rulebook,
    ticket: &Ticket<'_>,
    plan: &Plan<'_>,
    timeline: &Timeline,
    measured: &Measured,
    as_of: Instant,
) -> (Verdict, Option<String>) {
    let unmeasurable = |reason: &str| (Verdict::Unmeasurable, Some(reason.to_owned()));
    if let Some(reason) = ticket.exempt_reason {
        return (Verdict::Exempt, Some(reason.to_owned()));
    }
    if ticket.cancelled_at.is_some_and(|at| at <= as_of) {
        return (Verdict::Exempt, Some("cancelled".to_owned()));
    }
    let allowance = match &plan.allowance {
        Ok(allowance) => *allowance,
        Err(Refusal::NoNorm(reason)) => return (Verdict::NoNorm, Some((*reason).to_owned())),
        Err(Refusal::Unmeasurable(reason)) => return unmeasurable(reason),
    };
    if let Err(Refusal::Unmeasurable(reason)) = &plan.start {
        return unmeasurable(reason);
    }
    let finished = timeline.finished_at.is_some();
    if is_unrecorded(rules, ticket, plan, timeline, as_of) {
        return unmeasurable("not_recorded");
    }
    let decided = decide(finished, measured.elapsed_seconds, allowance);
    let within = matches!(decided, Verdict::Met | Verdict::Running);
    // Seconds over covered days alone decide only against the ticket: what is missing could only add to them.
    if let Some(year) = measured.missing_year
        && within
    {
        return unmeasurable(&not_covered(year));
    }
    if timeline.reopened_without_history && !within {
        return unmeasurable("reopened_without_history");
    }
    if timeline.finish_is_bound && !within {
        return unmeasurable("finish_not_recorded");
    }
    (decided, None)
}

/// Whether the instant that stops the clock happened, for all we know, and was not recorded: the export has no such
/// column, or the ticket is finished without it (RULES 3, `not_recorded`).
fn is_unrecorded(
    rules: &Rulebook,
    ticket: &Ticket<'_>,
    plan: &Plan<'_>,
    timeline: &Timeline,
    as_of: Instant,
) -> bool {
    let has_column = || rules.source(ticket.source).response_recorded;
    matches!(plan.stop, Stop::Stamp(_))
        && timeline.finished_at.is_none()
        && (is_finished(ticket, as_of) || (plan.clock != crate::Clock::Approval && !has_column()))
}

/// Whether the ticket as a whole is finished at `as_of`: by its own columns, or by the last status of its history.
fn is_finished(ticket: &Ticket<'_>, as_of: Instant) -> bool {
    let stamps = [ticket.resolved_at, ticket.fulfilled_at, ticket.closed_at];
    let last_status = ticket.events.iter().rev().find_map(|e| match e.change {
        Change::Status(status, _) if e.at <= as_of => Some(status),
        _ => None,
    });
    stamps.into_iter().flatten().any(|at| at <= as_of)
        || last_status.is_some_and(Status::is_finished)
}

/// When the outcome was settled: the quarter in which the clock counts (RULES 4, "We:").
fn settled_at(cohort: Cohort, ticket: &Ticket<'_>, fact: &Fact, as_of: Instant) -> Instant {
    match cohort {
        Cohort::Submitted => return ticket.submitted_at,
        Cohort::Finished => return fact.finished_at.unwrap_or(as_of),
        Cohort::Settled => {}
    }
    match fact.verdict {
        Verdict::Running => as_of,
        Verdict::Met | Verdict::Breached | Verdict::Overdue => [fact.finished_at, fact.late_from]
            .into_iter()
            .flatten()
            .min()
            .unwrap_or(as_of),
        Verdict::Exempt | Verdict::NoNorm | Verdict::Unmeasurable => fact
            .finished_at
            .or(ticket.cancelled_at.filter(|at| *at <= as_of))
            .unwrap_or(ticket.submitted_at),
    }
}
