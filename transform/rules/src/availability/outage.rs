//! Outages as somebody wrote them down: from an outage log, or from an incident ticket marked as an outage.

use serde::{Deserialize, Serialize};

use super::{Finding, Interval};
use crate::Instant;
use crate::ticket::names;

names! {
    /// Which stamp an outage begins with. Ticket opened is not outage started (RULES 5): both are kept, and the report says
    /// which is used.
    StartStamp {
        /// When the outage began, as logged.
        Outage = "outage_started_at",
        /// When its ticket was opened, because nobody wrote when the outage began.
        Ticket = "ticket_opened_at",
    }
}

/// An outage or a planned maintenance. Instants are UTC.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Outage {
    /// Number in its source; what findings name it by.
    pub id: String,
    /// Down from.
    pub started_at: Instant,
    /// Up again from; `None` while it lasts. As of an earlier instant it still lasts (RULES 4).
    pub ended_at: Option<Instant>,
    /// What `started_at` is.
    pub start_stamp: StartStamp,
    /// When its ticket was opened.
    pub opened_at: Option<Instant>,
    /// Planned maintenance.
    pub planned: bool,
    /// When the maintenance was announced.
    pub announced_at: Option<Instant>,
    /// The window that was announced, where the log has it beside the actual stamps. Without it the window is from
    /// `started_at` to `ended_at`, and only other records (a second outage, a monitor) can show an overrun.
    pub window: Option<(Instant, Instant)>,
}

impl Outage {
    /// An unplanned outage; the other fields are set with `..`.
    pub fn new(id: impl Into<String>, started_at: Instant, ended_at: Option<Instant>) -> Self {
        Self {
            id: id.into(),
            started_at,
            ended_at,
            start_stamp: StartStamp::Outage,
            opened_at: None,
            planned: false,
            announced_at: None,
            window: None,
        }
    }

    /// The outage of an incident ticket that is marked as one. Where the ticket does not say when the outage began, it
    /// begins with the ticket, and says so; where it does not say when it ended, it ends with the resolution.
    pub fn of_incident(
        id: impl Into<String>,
        opened_at: Instant,
        resolved_at: Option<Instant>,
        outage_started_at: Option<Instant>,
        outage_ended_at: Option<Instant>,
    ) -> Self {
        Self {
            start_stamp: if outage_started_at.is_some() {
                StartStamp::Outage
            } else {
                StartStamp::Ticket
            },
            opened_at: Some(opened_at),
            ..Self::new(
                id,
                outage_started_at.unwrap_or(opened_at),
                outage_ended_at.or(resolved_at),
            )
        }
    }

    /// Its downtime as known at `as_of`: an outage open then runs to it. `None` when there is none: it begins later, or it
    /// ends before or when it starts, which is a finding.
    pub fn downtime(&self, as_of: Instant) -> Option<Interval> {
        let end = self.ended_at.unwrap_or(Instant(i64::MAX));
        Interval::new(self.started_at, end)?.before(as_of)
    }

    /// Whether it is open at `as_of`.
    pub fn is_open(&self, as_of: Instant) -> bool {
        self.started_at <= as_of && self.ended_at.is_none_or(|end| end > as_of)
    }

    /// The window that leaves both sides of the second figure (RULES 5, "We:"): planned, announced before it began, and with
    /// an end. A window without an end excuses nothing.
    pub fn maintenance_window(&self) -> Option<Interval> {
        let (from, to) = self.planned_window()?;
        let announced = self.announced_at?;
        (announced < from).then(|| Interval::new(from, to?))?
    }

    /// What is wrong with it by itself, as known at `as_of`. One that begins later does not exist yet.
    pub fn findings(&self, as_of: Instant) -> Vec<Finding> {
        let outage = || self.id.clone();
        if self.started_at > as_of {
            return Vec::new();
        }
        let mut findings = Vec::new();
        match self.ended_at {
            Some(end) if end < self.started_at => findings.push(Finding::EndBeforeStart {
                outage: outage(),
                started_at: self.started_at,
                ended_at: end,
            }),
            Some(end) if end == self.started_at => findings.push(Finding::NoLength {
                outage: outage(),
                at: end,
            }),
            _ => {}
        }
        if let Some((began, to)) = self.planned_window() {
            match (self.announced_at, to) {
                (None, _) => findings.push(Finding::NotAnnounced { outage: outage() }),
                (Some(announced_at), _) if announced_at >= began => {
                    findings.push(Finding::AnnouncedLate {
                        outage: outage(),
                        announced_at,
                        began,
                    });
                }
                (_, None) => findings.push(Finding::WindowWithoutEnd { outage: outage() }),
                (_, Some(ends)) if ends <= began && self.window.is_some() => {
                    findings.push(Finding::WindowReversed {
                        outage: outage(),
                        began,
                        ends,
                    });
                }
                _ => {}
            }
        }
        findings
    }

    /// Start and end of the window of a planned maintenance, announced or not.
    fn planned_window(&self) -> Option<(Instant, Option<Instant>)> {
        self.planned.then(|| {
            self.window
                .map_or((self.started_at, self.ended_at), |(from, to)| {
                    (from, Some(to))
                })
        })
    }
}
