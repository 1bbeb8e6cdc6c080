//! What is known of a component or service, second by second on the clock on the wall: down > unknown > up (RULES 5).

use serde::{Deserialize, Serialize};

use super::{Interval, Intervals, State};
use crate::Instant;
use crate::ticket::names;

/// The states of a component or service up to an as-of instant, inside its in-service dates. Agreed hours, periods and what
/// the settings leave out are matters of the figures; here nothing is left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Timeline {
    /// Up to here something is known.
    pub(super) as_of: Instant,
    /// In service, also after the as-of instant.
    pub(super) in_service: Option<Interval>,
    pub(super) up: Intervals,
    pub(super) down: Intervals,
    /// Windows of maintenance announced before they began, whatever happened inside.
    pub(super) windows: Intervals,
    /// Ends of outages as logged, sorted.
    pub(super) ends: Vec<Instant>,
}

names! {
    /// How an outage stands at the as-of instant.
    Ended {
        /// It was restored: the log says so, or it was seen working.
        Restored = "restored",
        /// Still open.
        Open = "open",
        /// Nobody saw the end: the monitor went silent while it was down, or it went out of service.
        Unseen = "unseen",
    }
}

/// A stretch of one state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Stretch {
    /// Its first second.
    pub from: Instant,
    /// Its end, itself outside.
    pub to: Instant,
    /// What is said of it.
    pub state: State,
    /// Inside a window of maintenance announced before it began.
    pub maintenance: bool,
}

impl Timeline {
    /// The as-of instant.
    pub const fn as_of(&self) -> Instant {
        self.as_of
    }

    /// When it worked.
    pub const fn up(&self) -> &Intervals {
        &self.up
    }

    /// When it did not: overlapping outages are one.
    pub const fn down(&self) -> &Intervals {
        &self.down
    }

    /// Windows of maintenance announced before they began.
    pub const fn windows(&self) -> &Intervals {
        &self.windows
    }

    /// Time in service up to the as-of instant.
    pub fn known_service(&self) -> Option<Interval> {
        self.in_service?.before(self.as_of)
    }

    /// What of `period` lies in service and before the as-of instant.
    pub fn scope(&self, period: Interval) -> Option<Interval> {
        self.known_service()?.intersect(period)
    }

    /// The state of the second that begins at `t`; `None` out of service or after the as-of instant.
    pub fn state_at(&self, t: Instant) -> Option<State> {
        self.known_service().filter(|s| s.contains(t))?;
        Some(if self.down.contains(t) {
            State::Down
        } else if self.up.contains(t) {
            State::Up
        } else {
            State::Unknown
        })
    }

    /// How an interval of [`Self::down`] ended.
    pub fn ended(&self, outage: Interval) -> Ended {
        let to = outage.to();
        if self.ends.binary_search(&to).is_ok() || self.state_at(to) == Some(State::Up) {
            Ended::Restored
        } else if to >= self.as_of {
            Ended::Open
        } else {
            Ended::Unseen
        }
    }

    /// All of `period` that lies in service and before the as-of instant, as contiguous stretches in order of time.
    pub fn stretches(&self, period: Interval) -> Vec<Stretch> {
        let Some(scope) = self.scope(period) else {
            return Vec::new();
        };
        let unknown = self.down.union(&self.up).complement(scope);
        let mut out = Vec::new();
        for (state, set) in [
            (State::Up, &self.up),
            (State::Down, &self.down),
            (State::Unknown, &unknown),
        ] {
            let set = set.clip(scope);
            let inside = set.intersect(&self.windows);
            for (maintenance, part) in [(false, set.subtract(&inside)), (true, inside)] {
                out.extend(part.iter().map(|i| Stretch {
                    from: i.from(),
                    to: i.to(),
                    state,
                    maintenance,
                }));
            }
        }
        out.sort_by_key(|s| s.from);
        out
    }
}
