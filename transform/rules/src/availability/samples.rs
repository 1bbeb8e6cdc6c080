//! Monitoring samples become intervals.
//!
//! The holding rule (RULES 5, "silence of a monitor beyond two intervals is unknown"): what a sample saw holds from its own
//! instant until the next sample, but for at most two intervals of the monitor. What is silent beyond them is unknown, from
//! the end of the second interval to the next sample. So with checks every 60 seconds one lost check changes nothing, and of a
//! silence of 600 seconds the first 120 are what was last seen and 480 are unknown. Nothing is held backwards: an outage
//! begins with the first sample that saw it.
//!
//! The result is that of the samples sorted by time, whatever the order in which they are read.

use std::cmp::Ordering;
use std::num::NonZeroU32;

use serde::{Deserialize, Serialize};

use super::journal::Journal;
use super::{Interval, Intervals, SampleCounts, SampleFirsts};
use crate::Instant;
use crate::ticket::names;

names! {
    /// What is said of a component over a stretch of time, the weakest first: down beats unknown beats up (RULES 5).
    State {
        /// It worked.
        Up = "up",
        /// Nobody knows.
        Unknown = "unknown",
        /// It did not work.
        Down = "down",
    }
}

/// What a monitor saw of one component.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Observed {
    /// Seen working.
    pub up: Intervals,
    /// Seen not working.
    pub down: Intervals,
    /// The monitor itself says that it does not know. Its silence is in none of the three.
    pub unknown: Intervals,
    /// What was read, and what was odd about it.
    pub counts: SampleCounts,
    /// Where each of these oddities is seen first.
    pub firsts: SampleFirsts,
}

impl Observed {
    /// The first instant of which something was seen.
    pub(super) fn first(&self) -> Option<Instant> {
        let seen = [&self.up, &self.down, &self.unknown].into_iter();
        seen.filter_map(|set| Some(set.iter().next()?.from())).min()
    }
}

/// Turns the samples of one component into intervals, one at a time.
///
/// Samples in order of time cost a comparison or two each and, besides the result, next to no memory (a byte or two a
/// sample where the distances vary). Those that come late are set aside, and with the first of them [`Self::finish`] takes
/// a second pass over all.
#[derive(Debug)]
pub struct Turner {
    as_of: Instant,
    /// Of samples in order of time, duplicates side by side.
    walk: Walk,
    journal: Journal,
    late: Vec<(Instant, State)>,
    /// The sample read before this one.
    previous: Option<Instant>,
    /// `read`, `later`, `out_of_order` and `set_back`; the others are the walk's.
    counts: SampleCounts,
    /// Of the same.
    firsts: SampleFirsts,
}

impl Turner {
    /// For a monitor that checks every `interval_seconds`, as known at `as_of`.
    pub fn new(interval_seconds: NonZeroU32, as_of: Instant) -> Self {
        Self {
            as_of,
            walk: Walk::new(2 * i64::from(interval_seconds.get())),
            journal: Journal::default(),
            late: Vec::new(),
            previous: None,
            counts: SampleCounts::default(),
            firsts: SampleFirsts::default(),
        }
    }

    /// Reads a sample, in any order; best in order of time.
    #[inline]
    pub fn push(&mut self, at: Instant, state: State) {
        self.counts.read += 1;
        if at > self.as_of {
            self.counts.later += 1;
            keep_earliest(&mut self.firsts.later, at);
            return;
        }
        if self.walk.run.is_some_and(|run| at < run.last) {
            self.push_late(at, state);
        } else {
            self.journal.push(at, state);
            self.walk.push(at, state);
        }
        self.previous = Some(at);
    }

    #[cold]
    fn push_late(&mut self, at: Instant, state: State) {
        self.counts.out_of_order += 1;
        keep_earliest(&mut self.firsts.out_of_order, at);
        if let Some(previous) = self.previous
            && previous > at.plus(self.walk.hold)
        {
            self.counts.set_back += 1;
            keep_earliest(&mut self.firsts.set_back, at);
        }
        self.late.push((at, state));
    }

    /// What was seen up to the as-of instant.
    pub fn finish(mut self) -> Observed {
        let walk = if self.late.is_empty() {
            self.walk
        } else {
            self.late.sort_unstable();
            let mut walk = Walk::new(self.walk.hold);
            let mut late = self.late.into_iter().peekable();
            for (at, state) in self.journal.into_samples() {
                while let Some(before) = late.next_if(|(late, _)| *late <= at) {
                    walk.push(before.0, before.1);
                }
                walk.push(at, state);
            }
            // None is left: each was earlier than one in the journal.
            walk
        };
        let mut observed = walk.finish(self.as_of);
        observed.counts = SampleCounts {
            read: self.counts.read,
            later: self.counts.later,
            out_of_order: self.counts.out_of_order,
            set_back: self.counts.set_back,
            ..observed.counts
        };
        observed.firsts = SampleFirsts {
            later: self.firsts.later,
            out_of_order: self.firsts.out_of_order,
            set_back: self.firsts.set_back,
            ..observed.firsts
        };
        observed
    }
}

impl Extend<(Instant, State)> for Turner {
    fn extend<T: IntoIterator<Item = (Instant, State)>>(&mut self, samples: T) {
        for (at, state) in samples {
            self.push(at, state);
        }
    }
}

fn keep_earliest(first: &mut Option<Instant>, at: Instant) {
    *first = Some(first.map_or(at, |first| first.min(at)));
}

/// The walk along samples in order of time.
#[derive(Debug)]
struct Walk {
    /// Two intervals of the monitor, seconds.
    hold: i64,
    run: Option<Run>,
    /// Samples at the last instant that say what is used of it.
    copies: u64,
    seen: Observed,
}

/// Samples of one state without a silence between them.
#[derive(Clone, Copy, Debug)]
struct Run {
    from: Instant,
    last: Instant,
    state: State,
}

impl Walk {
    fn new(hold: i64) -> Self {
        Self {
            hold,
            run: None,
            copies: 0,
            seen: Observed::default(),
        }
    }

    #[inline]
    fn push(&mut self, at: Instant, state: State) {
        if let Some(run) = &mut self.run {
            if at == run.last {
                self.push_same_instant(at, state);
                return;
            }
            let held = run.last.plus(self.hold);
            if at <= held && state == run.state {
                run.last = at;
            } else {
                self.close(at.min(held));
                if at > held {
                    let counts = &mut self.seen.counts;
                    counts.gaps += 1;
                    counts.gap_seconds = counts.gap_seconds.saturating_add(at.since(held));
                    self.seen.firsts.gap.get_or_insert(held);
                }
                self.open(at, state);
            }
        } else {
            self.open(at, state);
        }
        self.seen.counts.used += 1;
        self.copies = 1;
    }

    #[cold]
    fn push_same_instant(&mut self, at: Instant, state: State) {
        let used = self.run.map_or(state, |run| run.state);
        let (counts, firsts) = (&mut self.seen.counts, &mut self.seen.firsts);
        match state.cmp(&used) {
            Ordering::Equal => {
                counts.repeated += 1;
                firsts.repeated.get_or_insert(at);
                self.copies += 1;
            }
            Ordering::Less => {
                counts.overruled += 1;
                firsts.overruled.get_or_insert(at);
            }
            Ordering::Greater => {
                // All that said the better state are overruled; one of them was used, the others repeated it.
                counts.overruled += self.copies;
                counts.repeated -= self.copies - 1;
                firsts.overruled.get_or_insert(at);
                firsts.repeated = firsts.repeated.filter(|first| *first != at);
                self.copies = 1;
                self.close(at);
                self.open(at, state);
            }
        }
    }

    fn open(&mut self, at: Instant, state: State) {
        self.run = Some(Run {
            from: at,
            last: at,
            state,
        });
    }

    /// Ends the run at `to`; one that began there leaves nothing.
    fn close(&mut self, to: Instant) {
        if let Some(run) = self.run
            && let Some(interval) = Interval::new(run.from, to)
        {
            let set = match run.state {
                State::Up => &mut self.seen.up,
                State::Unknown => &mut self.seen.unknown,
                State::Down => &mut self.seen.down,
            };
            set.append(interval);
        }
    }

    fn finish(mut self, as_of: Instant) -> Observed {
        if let Some(run) = self.run {
            self.close(run.last.plus(self.hold).min(as_of));
        }
        self.seen
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::availability::Finding;
    use State::{Down, Unknown, Up};

    /// Checks every 60 seconds, as of 10,000.
    fn turn(samples: &[(i64, State)]) -> Observed {
        let mut turner = Turner::new(NonZeroU32::new(60).unwrap(), Instant(10_000));
        turner.extend(samples.iter().map(|(at, state)| (Instant(*at), *state)));
        let seen = turner.finish();
        let c = seen.counts;
        assert_eq!(c.read, c.used + c.repeated + c.overruled + c.later);
        seen
    }

    fn pairs(set: &Intervals) -> Vec<(i64, i64)> {
        set.iter().map(|i| (i.from().0, i.to().0)).collect()
    }

    #[test]
    fn a_sample_holds_for_two_intervals_at_most() {
        for (name, samples, up, down) in [
            (
                "until the next",
                &[(0, Up), (60, Down), (120, Up)][..],
                vec![(0, 60), (120, 240)],
                vec![(60, 120)],
            ),
            (
                "one lost check",
                &[(0, Up), (120, Up)],
                vec![(0, 240)],
                vec![],
            ),
            (
                "a second more is unknown",
                &[(0, Up), (121, Up)],
                vec![(0, 120), (121, 241)],
                vec![],
            ),
            (
                "down into silence",
                &[(0, Down), (600, Up)],
                vec![(600, 720)],
                vec![(0, 120)],
            ),
            (
                "cut at the as-of instant",
                &[(9_990, Up), (10_000, Down)],
                vec![(9_990, 10_000)],
                vec![],
            ),
        ] {
            let seen = turn(samples);
            assert_eq!((pairs(&seen.up), pairs(&seen.down)), (up, down), "{name}");
        }
    }

    #[test]
    fn oddities_are_counted() {
        let samples = [
            (0, Up),
            (0, Up), // repeated
            (60, Up),
            (60, Up),      // repeated, then overruled
            (60, Down),    // overrules two
            (60, Unknown), // overruled
            (600, Up),     // after a gap of 420
            (540, Up),     // out of order: the gap is 360
            (20_000, Up),  // later than the as-of instant
            (660, Up),
            (30, Down), // out of order, and 630 back
        ];
        let seen = turn(&samples);
        let expected = SampleCounts {
            read: 11,
            used: 6,
            repeated: 1,
            overruled: 3,
            later: 1,
            out_of_order: 2,
            set_back: 1,
            gaps: 1,
            gap_seconds: 360,
        };
        assert_eq!(seen.counts, expected);
        assert_eq!(pairs(&seen.up), [(0, 30), (540, 780)]);
        assert_eq!(pairs(&seen.down), [(30, 180)]);
        let firsts = SampleFirsts {
            repeated: Some(Instant(0)),
            overruled: Some(Instant(60)),
            later: Some(Instant(20_000)),
            out_of_order: Some(Instant(30)),
            set_back: Some(Instant(30)),
            gap: Some(Instant(180)),
        };
        assert_eq!(seen.firsts, firsts);
        let findings = seen.findings("web");
        assert_eq!(findings.len(), 6, "{findings:?}");
        let told: u64 = findings.iter().map(Finding::records).sum();
        assert_eq!(told, 1 + 3 + 2 + 1 + 1 + 1);
    }

    #[test]
    fn nothing_exists_after_the_as_of_instant() {
        let c = turn(&[(10_000, Up), (10_001, Down)]).counts;
        assert_eq!((c.used, c.later), (1, 1));
    }

    #[test]
    fn an_overruled_sample_leaves_no_trace() {
        let seen = turn(&[(0, Down), (60, Up), (60, Up), (60, Down), (120, Down)]);
        assert_eq!((seen.counts.repeated, seen.firsts.repeated), (0, None));
        assert_eq!(seen.firsts.overruled, Some(Instant(60)));
        assert_eq!(pairs(&seen.down), [(0, 240)]);
        assert!(seen.up.is_empty());
    }
}
