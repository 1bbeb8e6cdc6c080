//! Verdicts of one group of tickets, counted.

use serde::ser::{Serialize, SerializeStruct, Serializer};

use crate::format::{Interval, Rate};

/// How many tickets ended in each verdict (RULES 4). Numerators and denominators are added, percentages never averaged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Finished within the norm.
    pub met: i64,
    /// Finished beyond it.
    pub breached: i64,
    /// Unfinished and beyond it.
    pub overdue: i64,
    /// Unfinished and within it.
    pub running: i64,
    /// Force majeure, cancelled, out of scope.
    pub exempt: i64,
    /// Nothing was promised.
    pub no_norm: i64,
    /// Promised, but the data do not tell.
    pub unmeasurable: i64,
}

impl Counts {
    /// Below this many decided tickets the interval is shown (RULES 4).
    pub const FEW: i64 = 30;

    /// The denominator of the rate: met + breached + overdue.
    pub const fn decided(&self) -> i64 {
        self.met + self.breached + self.overdue
    }

    /// Every ticket, whatever its verdict.
    pub const fn total(&self) -> i64 {
        self.decided() + self.running + self.exempt + self.no_norm + self.unmeasurable
    }

    /// Met of decided, cut; `None` when nothing is decided.
    pub fn rate(&self) -> Option<Rate> {
        Rate::of(self.met, self.decided())
    }

    /// The 95% interval of the rate; `None` when nothing is decided.
    pub fn interval(&self) -> Option<Interval> {
        Interval::wilson(self.met, self.decided())
    }

    /// Decided tickets are so few that the rate says little.
    pub const fn is_small(&self) -> bool {
        self.decided() < Self::FEW
    }

    /// Both groups together.
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self {
            met: self.met + other.met,
            breached: self.breached + other.breached,
            overdue: self.overdue + other.overdue,
            running: self.running + other.running,
            exempt: self.exempt + other.exempt,
            no_norm: self.no_norm + other.no_norm,
            unmeasurable: self.unmeasurable + other.unmeasurable,
        }
    }
}

/// With the two sums, so that no reader of the model adds for himself.
impl Serialize for Counts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Counts", 9)?;
        out.serialize_field("met", &self.met)?;
        out.serialize_field("breached", &self.breached)?;
        out.serialize_field("overdue", &self.overdue)?;
        out.serialize_field("running", &self.running)?;
        out.serialize_field("exempt", &self.exempt)?;
        out.serialize_field("no_norm", &self.no_norm)?;
        out.serialize_field("unmeasurable", &self.unmeasurable)?;
        out.serialize_field("decided", &self.decided())?;
        out.serialize_field("total", &self.total())?;
        out.end()
    }
}

impl std::iter::Sum for Counts {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::default(), Self::plus)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_met_breached_and_overdue_enter_the_rate() {
        let counts = Counts {
            met: 3,
            breached: 1,
            overdue: 1,
            running: 10,
            exempt: 20,
            no_norm: 30,
            unmeasurable: 40,
        };
        assert_eq!((counts.decided(), counts.total()), (5, 105));
        assert_eq!(counts.rate(), Some(Rate(6_000)));
        let none = Counts {
            running: 4,
            ..Counts::default()
        };
        assert_eq!((none.rate(), none.interval()), (None, None));
        let both: Counts = [counts, none].into_iter().sum();
        assert_eq!((both.running, both.rate()), (14, Some(Rate(6_000))));
    }
}
