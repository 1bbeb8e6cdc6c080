//! Stretches of time, half-open in whole seconds, and sets of them. All of availability is built on these.

use std::fmt;

use serde::Serialize;

use crate::Instant;

/// `[from, to)`, never empty.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct Interval {
    from: Instant,
    to: Instant,
}

impl Interval {
    /// All of time: what a side without a date reaches to.
    pub const ALWAYS: Self = Self {
        from: Instant(i64::MIN),
        to: Instant(i64::MAX),
    };

    /// `[from, to)`; `None` when no second lies in it.
    pub fn new(from: Instant, to: Instant) -> Option<Self> {
        (from < to).then_some(Self { from, to })
    }

    /// Its first second.
    pub const fn from(self) -> Instant {
        self.from
    }

    /// Its end, itself outside.
    pub const fn to(self) -> Instant {
        self.to
    }

    /// How long it is on the clock on the wall.
    pub const fn seconds(self) -> i64 {
        self.to.since(self.from)
    }

    /// Whether the second that begins at `t` lies in it.
    pub fn contains(self, t: Instant) -> bool {
        self.from <= t && t < self.to
    }

    /// What lies in both; `None` when they only touch or lie apart.
    pub fn intersect(self, other: Self) -> Option<Self> {
        Self::new(self.from.max(other.from), self.to.min(other.to))
    }

    /// What lies before `end`.
    pub fn before(self, end: Instant) -> Option<Self> {
        Self::new(self.from, self.to.min(end))
    }
}

impl fmt::Debug for Interval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{:?}, {:?})", self.from, self.to)
    }
}

/// A set of seconds, kept as sorted intervals of which no two overlap or touch. Every operation is one pass over its inputs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Intervals(Vec<Interval>);

impl Intervals {
    /// No time at all.
    pub const EMPTY: Self = Self(Vec::new());

    /// The intervals in order of time.
    pub fn iter(&self) -> std::slice::Iter<'_, Interval> {
        self.0.iter()
    }

    /// How many separate intervals there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether it holds no second.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Its seconds on the clock on the wall, without wrapping.
    pub fn seconds(&self) -> i64 {
        let seconds = self.0.iter().map(|i| i.seconds());
        seconds.fold(0, i64::saturating_add)
    }

    /// Whether the second that begins at `t` lies in it.
    pub fn contains(&self, t: Instant) -> bool {
        let after = self.0.partition_point(|i| i.to <= t);
        self.0.get(after).is_some_and(|i| i.contains(t))
    }

    /// The whole intervals that share a second with `within`, found by bisection.
    pub fn overlapping(&self, within: Interval) -> &[Interval] {
        let first = self.0.partition_point(|i| i.to <= within.from);
        let rest = self.0.get(first..).unwrap_or_default();
        let count = rest.partition_point(|i| i.from < within.to);
        rest.get(..count).unwrap_or_default()
    }

    /// The parts inside `within`, in order, without a copy of the set.
    pub fn parts(&self, within: Interval) -> impl Iterator<Item = Interval> {
        let whole = self.overlapping(within).iter();
        whole.filter_map(move |i| i.intersect(within))
    }

    /// The set cut to `within`.
    #[must_use]
    pub fn clip(&self, within: Interval) -> Self {
        Self(self.parts(within).collect())
    }

    /// The seconds of `within` that are not in the set.
    #[must_use]
    pub fn complement(&self, within: Interval) -> Self {
        Self::from(within).subtract(self)
    }

    /// What lies in either.
    #[must_use]
    pub fn union(&self, other: &Self) -> Self {
        let (mut a, mut b) = (self.0.iter().peekable(), other.0.iter().peekable());
        let mut out = Self(Vec::with_capacity(self.len().max(other.len())));
        loop {
            let next = match (a.peek(), b.peek()) {
                (Some(x), Some(y)) if x.from <= y.from => a.next(),
                (_, Some(_)) => b.next(),
                (_, None) => a.next(),
            };
            let Some(next) = next else { return out };
            out.append(*next);
        }
    }

    /// What lies in any of `sets`.
    pub fn union_all<'a>(sets: impl IntoIterator<Item = &'a Self>) -> Self {
        sets.into_iter().flat_map(Self::iter).copied().collect()
    }

    /// What lies in both.
    #[must_use]
    pub fn intersect(&self, other: &Self) -> Self {
        let mut out = Vec::new();
        let (mut a, mut b) = (self.0.iter().peekable(), other.0.iter().peekable());
        while let (Some(&&x), Some(&&y)) = (a.peek(), b.peek()) {
            out.extend(x.intersect(y));
            if x.to < y.to {
                a.next();
            } else {
                b.next();
            }
        }
        Self(out)
    }

    /// What lies in this set and not in `other`.
    #[must_use]
    pub fn subtract(&self, other: &Self) -> Self {
        let mut out = Vec::with_capacity(self.len());
        let mut holes = other.0.iter().peekable();
        for &whole in &self.0 {
            let mut from = whole.from;
            while let Some(&&hole) = holes.peek()
                && hole.from < whole.to
            {
                out.extend(Interval::new(from, hole.from));
                from = from.max(hole.to);
                if hole.to > whole.to {
                    break; // it reaches into the next one as well
                }
                holes.next();
            }
            out.extend(Interval::new(from, whole.to));
        }
        Self(out)
    }

    /// Adds an interval that begins no earlier than any other, in constant time; any other finds its place too, at the price
    /// of a pass.
    pub fn append(&mut self, next: Interval) {
        match self.0.last_mut() {
            Some(last) if next.from > last.to => self.0.push(next),
            Some(last) if next.from >= last.from => last.to = last.to.max(next.to),
            Some(_) => *self = self.union(&Self::from(next)),
            None => self.0.push(next),
        }
    }
}

impl From<Interval> for Intervals {
    fn from(interval: Interval) -> Self {
        Self(vec![interval])
    }
}

impl From<Option<Interval>> for Intervals {
    fn from(interval: Option<Interval>) -> Self {
        interval.into_iter().collect()
    }
}

/// In any order, overlapping or not.
impl FromIterator<Interval> for Intervals {
    fn from_iter<T: IntoIterator<Item = Interval>>(intervals: T) -> Self {
        let mut all: Vec<Interval> = intervals.into_iter().collect();
        all.sort(); // stable: sets one after the other are merged as the sorted runs they are
        let mut out = Self(Vec::with_capacity(all.len()));
        for interval in all {
            out.append(interval);
        }
        out
    }
}

impl<'a> IntoIterator for &'a Intervals {
    type Item = &'a Interval;
    type IntoIter = std::slice::Iter<'a, Interval>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(pairs: &[(i64, i64)]) -> Intervals {
        let interval = |(a, b): &(i64, i64)| Interval::new(Instant(*a), Instant(*b)).unwrap();
        pairs.iter().map(interval).collect()
    }

    fn pairs(set: &Intervals) -> Vec<(i64, i64)> {
        set.iter().map(|i| (i.from.0, i.to.0)).collect()
    }

    #[test]
    fn touching_and_overlapping_are_one() {
        assert_eq!(
            pairs(&set(&[(5, 7), (0, 2), (2, 3), (6, 9)])),
            [(0, 3), (5, 9)]
        );
        assert_eq!(Interval::new(Instant(3), Instant(3)), None);
    }

    #[test]
    fn the_operations() {
        let (a, b) = (
            set(&[(0, 10), (20, 30), (40, 50)]),
            set(&[(5, 25), (30, 35), (45, 60)]),
        );
        for (name, result, expected) in [
            ("union", a.union(&b), vec![(0, 35), (40, 60)]),
            (
                "intersect",
                a.intersect(&b),
                vec![(5, 10), (20, 25), (45, 50)],
            ),
            ("subtract", a.subtract(&b), vec![(0, 5), (25, 30), (40, 45)]),
            (
                "and back",
                b.subtract(&a),
                vec![(10, 20), (30, 35), (50, 60)],
            ),
            (
                "clip",
                a.clip(Interval::new(Instant(9), Instant(41)).unwrap()),
                vec![(9, 10), (20, 30), (40, 41)],
            ),
            (
                "complement",
                a.complement(Interval::new(Instant(-5), Instant(45)).unwrap()),
                vec![(-5, 0), (10, 20), (30, 40)],
            ),
        ] {
            assert_eq!(pairs(&result), expected, "{name}");
        }
        assert_eq!(a.seconds(), 30);
    }

    #[test]
    fn membership_is_half_open() {
        let a = set(&[(0, 10), (20, 30)]);
        for (t, inside) in [
            (-1, false),
            (0, true),
            (9, true),
            (10, false),
            (20, true),
            (30, false),
        ] {
            assert_eq!(a.contains(Instant(t)), inside, "{t}");
        }
    }

    #[test]
    fn all_of_time_does_not_wrap() {
        let all = Intervals::from(Interval::ALWAYS);
        assert_eq!(all.seconds(), i64::MAX);
        let rest = all.subtract(&set(&[(0, 10)]));
        assert_eq!(pairs(&rest), [(i64::MIN, 0), (10, i64::MAX)]);
    }

    #[test]
    fn appended_out_of_order_finds_its_place() {
        let mut a = set(&[(20, 30)]);
        for (from, to) in [(25, 35), (0, 5), (4, 21)] {
            a.append(Interval::new(Instant(from), Instant(to)).unwrap());
        }
        assert_eq!(pairs(&a), [(0, 35)]);
    }
}
