//! Availability by looking at every second in turn, and random services to do it on. It knows records only: no intervals.

use norma_rules::availability::{Ended, State};
use norma_rules::settings::{Maintenance, Rollup, Unknown};

/// Everything happens in these seconds, counted from [`super::model::base`].
pub const SECONDS: i64 = 240;

#[derive(Clone, Debug)]
pub struct OutageModel {
    pub start: i64,
    pub end: Option<i64>,
    pub planned: bool,
    pub announced: Option<i64>,
    pub window: Option<(i64, i64)>,
}

#[derive(Clone, Debug)]
pub struct MonitorModel {
    pub interval: i64,
    /// In the order of reading.
    pub samples: Vec<(i64, State)>,
    pub complete: (i64, Option<i64>),
}

/// A component, or a service as a whole.
#[derive(Clone, Debug)]
pub struct PartModel {
    pub from: Option<i64>,
    pub to: Option<i64>,
    pub outages: Vec<OutageModel>,
    pub logs: Vec<(i64, Option<i64>)>,
    pub monitors: Vec<MonitorModel>,
}

#[derive(Clone, Debug)]
pub struct Walker {
    pub whole: PartModel,
    pub components: Vec<PartModel>,
    pub as_of: i64,
    /// Agreed hours, seconds of the day; `None`: always.
    pub hours: Option<Vec<(i64, i64)>>,
    pub rollup: Rollup,
}

/// What a period comes to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    pub period: i64,
    pub up: i64,
    pub down: i64,
    pub unknown: i64,
    pub excluded: i64,
    pub known: i64,
    pub outages: u64,
    pub longest: i64,
    pub restored: u64,
    pub restored_seconds: i64,
    pub open: u64,
    pub unseen: u64,
    pub carried: u64,
}

fn inside(t: i64, (since, until): (i64, Option<i64>)) -> bool {
    since <= t && until.is_none_or(|until| t < until)
}

impl PartModel {
    fn in_service(&self, t: i64) -> bool {
        self.from.is_none_or(|from| from <= t) && self.to.is_none_or(|to| t < to)
    }

    fn has_source(&self) -> bool {
        !self.logs.is_empty() || !self.monitors.is_empty()
    }

    /// What is said of second `t`, given logs of the service that would have told as well.
    fn said(&self, t: i64, as_of: i64, more_logs: &[(i64, Option<i64>)]) -> Option<State> {
        if self.outages.iter().any(|o| inside(t, (o.start, o.end))) {
            return Some(State::Down);
        }
        let seen: Vec<State> = self
            .monitors
            .iter()
            .filter_map(|m| m.said(t, as_of))
            .collect();
        for state in [State::Down, State::Unknown] {
            if seen.contains(&state) {
                return Some(state);
            }
        }
        let silent = self.logs.iter().chain(more_logs).any(|log| inside(t, *log));
        (silent || seen.contains(&State::Up)).then_some(State::Up)
    }

    fn in_window(&self, t: i64) -> bool {
        self.outages.iter().any(|o| {
            let (from, to) = match o.window {
                Some((from, to)) => (from, Some(to)),
                None => (o.start, o.end),
            };
            o.planned
                && o.announced.is_some_and(|announced| announced < from)
                && to.is_some_and(|to| from <= t && t < to)
        })
    }

    /// A log says that it was restored at `t`.
    fn logged_end(&self, t: i64) -> bool {
        self.outages.iter().any(|o| o.end == Some(t) && o.start < t)
    }
}

impl MonitorModel {
    pub fn said(&self, t: i64, as_of: i64) -> Option<State> {
        let known = || self.samples.iter().filter(|(at, _)| *at <= as_of);
        let last = known().map(|(at, _)| *at).filter(|at| *at <= t).max();
        match last {
            Some(last) if t < last + 2 * self.interval => {
                let same = known().filter(|(at, _)| *at == last);
                same.map(|(_, state)| *state).max()
            }
            _ => inside(t, self.complete).then_some(State::Unknown),
        }
    }
}

impl Walker {
    fn known(&self, t: i64) -> bool {
        t < self.as_of && self.whole.in_service(t)
    }

    pub fn has_source(&self) -> bool {
        self.whole.has_source() || self.components.iter().any(PartModel::has_source)
    }

    pub fn component_has_source(&self, n: usize) -> bool {
        self.components[n].has_source() || !self.whole.logs.is_empty()
    }

    /// The state of a component; `None` out of service.
    pub fn component(&self, n: usize, t: i64) -> Option<State> {
        let part = &self.components[n];
        (self.known(t) && part.in_service(t)).then(|| {
            let said = part.said(t, self.as_of, &self.whole.logs);
            let said = if said.is_none() && !self.component_has_source(n) {
                self.whole
                    .said(t, self.as_of, &[])
                    .filter(|s| *s == State::Up)
            } else {
                said
            };
            said.unwrap_or(State::Unknown)
        })
    }

    /// The state of the service; `None` out of service.
    pub fn service(&self, t: i64) -> Option<State> {
        if !self.known(t) {
            return None;
        }
        let whole = self.whole.said(t, self.as_of, &[]);
        if self.components.is_empty() {
            return Some(whole.unwrap_or(State::Unknown));
        }
        let states: Vec<State> = (0..self.components.len())
            .filter_map(|n| self.component(n, t))
            .collect();
        let rolled = match self.rollup {
            Rollup::Any => states.iter().max(), // down beats unknown beats up
            Rollup::All => states.iter().min(),
        };
        let rolled = rolled.copied().unwrap_or(State::Unknown);
        Some(match whole {
            Some(State::Down) => State::Down,
            Some(State::Unknown) if rolled == State::Up => State::Unknown,
            _ => rolled,
        })
    }

    pub fn in_window(&self, t: i64) -> bool {
        let mut inside = (0..self.components.len())
            .filter(|n| self.component(*n, t).is_some())
            .map(|n| self.components[n].in_window(t))
            .peekable();
        let components = inside.peek().is_some()
            && match self.rollup {
                Rollup::Any => inside.any(|w| w),
                Rollup::All => inside.all(|w| w),
            };
        self.known(t) && (components || self.whole.in_window(t))
    }

    fn agreed(&self, t: i64) -> bool {
        let hours = self.hours.as_ref();
        hours.is_none_or(|hours| hours.iter().any(|(from, to)| *from <= t && t < *to))
    }

    /// Maximal stretches of downtime.
    fn outages(&self) -> Vec<(i64, i64)> {
        let mut out: Vec<(i64, i64)> = Vec::new();
        for t in 0..SECONDS {
            if self.service(t) == Some(State::Down) {
                match out.last_mut() {
                    Some(last) if last.1 == t => last.1 = t + 1,
                    _ => out.push((t, t + 1)),
                }
            }
        }
        out
    }

    fn ended(&self, to: i64) -> Ended {
        let whole = self.whole.logged_end(to)
            && self.known(to - 1)
            && !(self.known(to) && self.whole.said(to, self.as_of, &[]) == Some(State::Down));
        let component = (0..self.components.len()).any(|n| {
            self.components[n].logged_end(to)
                && self.component(n, to - 1).is_some()
                && self.component(n, to) != Some(State::Down)
        });
        if whole || component || self.service(to) == Some(State::Up) {
            Ended::Restored
        } else if to >= self.as_of {
            Ended::Open
        } else {
            Ended::Unseen
        }
    }

    pub fn count(&self, (a, b): (i64, i64), maintenance: Maintenance, unknown: Unknown) -> Counted {
        let excluded = |t| maintenance == Maintenance::Excluded && self.in_window(t);
        let counts = |t: &i64| self.agreed(*t) && !excluded(*t);
        let mut c = Counted::default();
        for t in a..b {
            let Some(state) = self.service(t).filter(|_| self.agreed(t)) else {
                continue;
            };
            c.period += 1;
            if excluded(t) {
                c.excluded += 1;
                continue;
            }
            c.known += i64::from(state != State::Unknown);
            *match (state, unknown) {
                (State::Up, _) => &mut c.up,
                (State::Unknown, Unknown::Excluded) => &mut c.unknown,
                (State::Unknown, Unknown::Down) | (State::Down, _) => &mut c.down,
            } += 1;
        }
        for (from, to) in self.outages() {
            let counted: Vec<i64> = (from..to).filter(counts).collect();
            let within = counted.iter().filter(|t| a <= **t && **t < b).count() as i64;
            let Some(last) = counted.last().filter(|_| within > 0) else {
                continue;
            };
            c.outages += 1;
            c.longest = c.longest.max(within);
            if *last >= b {
                c.carried += 1;
                continue;
            }
            match self.ended(to) {
                Ended::Restored => {
                    c.restored += 1;
                    c.restored_seconds += counted.len() as i64;
                }
                Ended::Open => c.open += 1,
                Ended::Unseen => c.unseen += 1,
            }
        }
        c
    }

    /// In time, late, open within, open beyond, unseen.
    pub fn recovery(&self, (a, b): (i64, i64), limit: i64) -> [u64; 5] {
        let mut counts = [0; 5];
        for (from, to) in self.outages() {
            let seconds: Vec<i64> = (from..to).filter(|t| !self.in_window(*t)).collect();
            let beyond = seconds.get(limit as usize);
            let Some(settled) = beyond.or(seconds.last()) else {
                continue;
            };
            if *settled < a || *settled >= b || !seconds.iter().any(|t| self.agreed(*t)) {
                continue;
            }
            let kind = match (self.ended(to), beyond.is_some()) {
                (Ended::Restored, false) => 0,
                (Ended::Restored | Ended::Unseen, true) => 1,
                (Ended::Open, false) => 2,
                (Ended::Open, true) => 3,
                (Ended::Unseen, false) => 4,
            };
            counts[kind] += 1;
        }
        counts
    }
}
