//! Quarters side by side, and which of them lie beyond what chance explains: a p-chart. Decided in whole numbers.

use norma_rules::Quarter;

use super::{QuarterRow, Report};
use crate::charts::Sign;
use crate::counts::Counts;
use crate::format::Rate;

/// At most so many quarters stand side by side.
pub(crate) const MOST_QUARTERS: usize = 12;

/// The tickets of the quarters before: what the limits of a control chart lie around.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Baseline {
    /// Met.
    pub met: i64,
    /// Decided.
    pub decided: i64,
    /// Quarters with a decided ticket.
    pub quarters: usize,
}

impl Baseline {
    /// Fewer quarters than this tell nothing of what is usual.
    pub const LEAST: usize = 4;

    /// The quarters before together; `None` when fewer than [`Self::LEAST`] have decided tickets.
    pub fn of(before: impl Iterator<Item = Counts>) -> Option<Self> {
        let decided: Vec<Counts> = before.filter(|counts| counts.decided() > 0).collect();
        let all: Counts = decided.iter().copied().sum();
        (decided.len() >= Self::LEAST).then(|| Self {
            met: all.met,
            decided: all.decided(),
            quarters: decided.len(),
        })
    }

    /// The rate that the limits lie around.
    pub fn centre(&self) -> Option<Rate> {
        Rate::of(self.met, self.decided)
    }

    /// p -+ 3 sqrt(p (1 - p) / n) for a quarter of `decided` tickets, both ends cut and kept within 0 and 100%; for display
    /// only. `None` when nothing was decided.
    pub fn limits(&self, decided: i64) -> Option<(Rate, Rate)> {
        if decided <= 0 || self.decided <= 0 {
            return None;
        }
        let (met, all, n) = self.wide(decided);
        // 10000 (M n -+ sqrt(9 M (N - M) n)) / (N n); a root cut down is exact under one more cut, towards the other side
        // for the end from which it is taken away.
        let centre = 10_000 * met * n;
        let square = 900_000_000 * met * (all - met) * n;
        let root = square.isqrt();
        let above = if root * root == square {
            root
        } else {
            root + 1
        };
        let rate = |ends: i128| Rate(ends.div_euclid(all * n).clamp(0, 10_000) as i32);
        Some((rate(centre - above), rate(centre + root)))
    }

    /// On which side of its limits a quarter lies: (m N - M n)^2 > 9 M (N - M) n, in whole numbers.
    pub fn sign(&self, met: i64, decided: i64) -> Sign {
        if decided <= 0 || self.decided <= 0 {
            return Sign::Within;
        }
        let (base, all, n) = self.wide(decided);
        let distance = i128::from(met) * all - base * n;
        if distance * distance <= 9 * base * (all - base) * n {
            Sign::Within
        } else if distance < 0 {
            Sign::Below
        } else {
            Sign::Above
        }
    }

    /// Numbers of tickets wide enough for their products: exact up to a thousand million tickets a quarter.
    fn wide(&self, decided: i64) -> (i128, i128, i128) {
        (self.met.into(), self.decided.into(), decided.into())
    }
}

/// One of the three groups through the quarters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Series {
    /// `fulfilment`, `resolution` or `response`.
    pub key: &'static str,
    /// What readers call it.
    pub label: &'static str,
    /// The quarters before the report's.
    pub baseline: Option<Baseline>,
    /// Every quarter, oldest first.
    pub quarters: Vec<(Quarter, Counts)>,
}

impl Series {
    fn new(
        report: &Report,
        key: &'static str,
        label: &'static str,
        counts: fn(&QuarterRow) -> Counts,
    ) -> Self {
        let rows = report.trend.iter();
        let before = rows.clone().filter(|row| row.quarter < report.quarter);
        Self {
            key,
            label,
            baseline: Baseline::of(before.map(counts)),
            quarters: rows.map(|row| (row.quarter, counts(row))).collect(),
        }
    }

    /// On which side of its limits a quarter of this series lies.
    pub fn sign(&self, counts: &Counts) -> Sign {
        self.baseline.map_or(Sign::Within, |baseline| {
            baseline.sign(counts.met, counts.decided())
        })
    }
}

impl Report {
    /// The three groups under norms of the documents through the quarters.
    pub fn series(&self) -> [Series; 3] {
        [
            Series::new(self, "fulfilment", "Permintaan layanan", |row| {
                row.fulfilment
            }),
            Series::new(self, "resolution", "Penyelesaian gangguan", |row| {
                row.resolution
            }),
            Series::new(self, "response", "Waktu tanggap", |row| row.response),
        ]
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn baseline(met: i64, decided: i64) -> Baseline {
        Baseline {
            met,
            decided,
            quarters: 8,
        }
    }

    #[test]
    fn a_textbook_chart() {
        // p = 0.9, n = 100: sigma 0.03, limits 81% and 99%.
        let base = baseline(900, 1_000);
        assert_eq!(base.limits(100), Some((Rate(8_100), Rate(9_900))));
        assert_eq!(base.centre(), Some(Rate(9_000)));
        // On the limit is within.
        for (met, sign) in [
            (81, Sign::Within),
            (80, Sign::Below),
            (99, Sign::Within),
            (100, Sign::Above),
        ] {
            assert_eq!(base.sign(met, 100), sign, "{met}");
        }
        assert_eq!((base.limits(0), base.sign(0, 0)), (None, Sign::Within));
    }

    #[test]
    fn where_all_were_met_one_that_is_not_lies_below() {
        let base = baseline(50, 50);
        assert_eq!(base.limits(10), Some((Rate(10_000), Rate(10_000))));
        assert_eq!(base.sign(10, 10), Sign::Within);
        assert_eq!(base.sign(9, 10), Sign::Below);
    }

    #[test]
    fn four_quarters_are_the_least() {
        let counts = |met| Counts {
            met,
            ..Counts::default()
        };
        let four = [counts(1), counts(0), counts(2), counts(3), counts(4)];
        let base = Baseline::of(four.into_iter()).unwrap();
        assert_eq!((base.met, base.quarters), (10, 4));
        assert_eq!(Baseline::of(four.into_iter().take(4)), None);
    }

    proptest! {
        /// Whole numbers say what fractions say, wherever fractions are sure.
        #[test]
        fn limits_are_those_of_the_formula(
            all in 1..2_000_000_i64, share in 0..=1_000_i64, n in 1..200_000_i64, got in 0..=1_000_i64,
        ) {
            let base = baseline(all * share / 1_000, all);
            let met = n * got / 1_000;
            let p = base.met as f64 / base.decided as f64;
            let spread = 3.0 * (p * (1.0 - p) / n as f64).sqrt();
            let (low, high) = base.limits(n).unwrap();
            for (shown, limit) in [(low, p - spread), (high, p + spread)] {
                let limit = (limit.clamp(0.0, 1.0) * 10_000.0).floor() as i32;
                // A fraction may fall on the other side of a hundredth of a percent.
                prop_assert!((shown.0 - limit).abs() <= 1, "{shown:?} {limit}");
            }
            prop_assert!(low <= base.centre().unwrap() && base.centre().unwrap() <= high);
            let rate = met as f64 / n as f64;
            let sign = base.sign(met, n);
            if rate < p - spread - 1e-9 {
                prop_assert_eq!(sign, Sign::Below);
            } else if rate > p + spread + 1e-9 {
                prop_assert_eq!(sign, Sign::Above);
            } else if (rate - p).abs() < spread - 1e-9 {
                prop_assert_eq!(sign, Sign::Within);
            }
        }

        /// The same where everything is a fraction of whole numbers, and nothing is simplified.
        #[test]
        fn the_sign_is_decided_as_fractions_are(
            all in 1..5_000_i64, of in 0..5_000_i64, n in 1..5_000_i64, got in 0..5_000_i64,
        ) {
            let (base, met) = (of.min(all), got.min(n));
            let [m, n_, b, a] = [met, n, base, all].map(i128::from);
            let distance = (m * a - b * n_, n_ * a);
            let squared = (distance.0 * distance.0, distance.1 * distance.1);
            let variance = (9 * b * (a - b), a * a * n_);
            let outside = squared.0 * variance.1 > variance.0 * squared.1;
            let expected = match (outside, distance.0 < 0) {
                (false, _) => Sign::Within,
                (true, true) => Sign::Below,
                (true, false) => Sign::Above,
            };
            prop_assert_eq!(baseline(base, all).sign(met, n), expected);
        }
    }
}
