//! Whole numbers, decimals, rates and their intervals.

use serde::Serialize;

/// What stands where there is no figure.
pub const NONE: &str = "-";

/// A whole number with dots between thousands: 1.234.567.
pub fn number(value: i64) -> String {
    let digits = value.unsigned_abs().to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if value < 0 {
        text.push('-');
    }
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push('.');
        }
        text.push(digit);
    }
    text
}

/// A decimal of which `value` counts the units of the last place: `decimal(123_456, 2)` is 1.234,56. `places` is at most 18.
pub fn decimal(value: i64, places: u32) -> String {
    let Some(unit) = (places > 0)
        .then(|| 10_u64.checked_pow(places.min(18)))
        .flatten()
    else {
        return number(value);
    };
    let (whole, fraction) = (value.unsigned_abs() / unit, value.unsigned_abs() % unit);
    let sign = if value < 0 { "-" } else { "" };
    let width = places.min(18) as usize;
    format!("{sign}{},{fraction:0width$}", number(whole.cast_signed()))
}

/// `part` of `whole` in percent with two decimals, cut: 97,25%. "-" when `whole` is not positive, never 100%.
pub fn percent(part: i64, whole: i64) -> String {
    Rate::of(part, whole).map_or_else(|| NONE.to_owned(), |rate| rate.to_string())
}

/// A target as people write it, from hundredths of a percent: 9900 is 99%, 9750 is 97,5%.
pub fn target(hundredths: i64) -> String {
    let text = decimal(hundredths, 2);
    format!("{}%", text.trim_end_matches('0').trim_end_matches(','))
}

/// How many percentage points the second rate lies above the first, from their counts and cut towards zero: +12,50. The sign
/// says which is greater, also where the cut leaves 0,00. "-" when either has no tickets.
pub fn points((part, whole): (i64, i64), (other_part, other_whole): (i64, i64)) -> String {
    if whole <= 0 || other_whole <= 0 {
        return NONE.to_owned();
    }
    let cross = |part: i64, whole: i64| i128::from(part) * i128::from(whole);
    let difference = cross(other_part, whole) - cross(part, other_whole);
    let sign = match difference.signum() {
        1 => "+",
        -1 => "-",
        _ => "",
    };
    let hundredths =
        difference.unsigned_abs().saturating_mul(10_000) / cross(whole, other_whole).unsigned_abs();
    let hundredths = i64::try_from(hundredths).unwrap_or(i64::MAX);
    format!("{sign}{}", decimal(hundredths, 2))
}

/// A rate in hundredths of a percent, cut: 9725 is 97,25%. For display only; verdicts rest on the counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Rate(pub i32);

impl Rate {
    /// `part / whole`, cut to two decimals of a percent; `None` when `whole` is not positive. 10000 only when it is all.
    pub fn of(part: i64, whole: i64) -> Option<Self> {
        (whole > 0).then(|| {
            let hundredths = i128::from(part.clamp(0, whole)) * 10_000 / i128::from(whole);
            Self(hundredths as i32)
        })
    }
}

impl std::fmt::Display for Rate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}%", decimal(i64::from(self.0), 2))
    }
}

/// The 95% Wilson score interval of a rate. Both ends are cut like every percentage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Interval {
    /// Lower end.
    pub low: Rate,
    /// Upper end.
    pub high: Rate,
}

impl Interval {
    /// The interval of `met` of `decided`; `None` when nothing is decided.
    pub fn wilson(met: i64, decided: i64) -> Option<Self> {
        let (low, high) = norma_rules::wilson(met, decided)?;
        Some(Self {
            low: Rate(low),
            high: Rate(high),
        })
    }
}

impl std::fmt::Display for Interval {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} s.d. {}", self.low, self.high)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_and_decimals() {
        for (value, text) in [
            (0, "0"),
            (7, "7"),
            (999, "999"),
            (1_000, "1.000"),
            (-1_234_567, "-1.234.567"),
            (i64::MIN, "-9.223.372.036.854.775.808"),
        ] {
            assert_eq!(number(value), text);
        }
        assert_eq!(decimal(123_456, 2), "1.234,56");
        assert_eq!(decimal(5, 2), "0,05");
        assert_eq!(decimal(-5, 3), "-0,005");
        assert_eq!(decimal(1_234, 0), "1.234");
    }

    #[test]
    fn percentages_are_cut_and_nothing_of_nothing_is_no_rate() {
        for (part, whole, text) in [
            (389, 400, "97,25%"),
            (99_995, 100_000, "99,99%"), // RULES 4: not 100
            (999_999_999, 1_000_000_000, "99,99%"),
            (2, 3, "66,66%"),
            (1, 1, "100,00%"),
            (0, 5, "0,00%"),
            (0, 0, "-"),
            (i64::MAX, i64::MAX, "100,00%"),
        ] {
            assert_eq!(percent(part, whole), text, "{part} / {whole}");
        }
    }

    #[test]
    fn targets_are_written_short() {
        let words = [9_900, 9_750, 9_999, 10_000, 0].map(target);
        assert_eq!(words, ["99%", "97,5%", "99,99%", "100%", "0%"]);
    }

    #[test]
    fn differences_are_those_of_the_counts() {
        for (first, second, text) in [
            ((1, 4), (2, 3), "+41,66"),
            ((2, 3), (1, 1), "+33,33"), // the rates as shown differ by 33,34
            ((1, 1), (2, 3), "-33,33"),
            ((3, 6), (1, 2), "0,00"),
            ((50_000, 100_001), (1, 2), "+0,00"), // less than a hundredth, but more
            ((0, 5), (5, 5), "+100,00"),
            ((5, 5), (0, 0), "-"),
            ((0, 0), (5, 5), "-"),
        ] {
            assert_eq!(points(first, second), text, "{first:?} {second:?}");
        }
    }

    #[test]
    fn intervals_are_written_like_rates() {
        let interval = Interval::wilson(81, 263).map(|interval| interval.to_string());
        assert_eq!(interval.as_deref(), Some("25,52% s.d. 36,62%"));
        assert_eq!(Interval::wilson(0, 0), None);
    }
}
