//! The 95% Wilson score interval of a rate (RULES 4), in integers: the same on every machine.

/// The 0.975 quantile of the normal distribution, in millionths.
const Z: i128 = 1_959_964;

/// Millionths of millionths, as the square of [`Z`] is.
const UNIT: i128 = 1_000_000 * 1_000_000;

/// Beyond this the interval is narrower than what is shown; counts are scaled down to stay within 128 bits.
const MOST: i64 = 100_000_000;

/// Lower and upper end of the interval of `met` of `decided`, in hundredths of a percent, cut like every percentage;
/// `None` when nothing is decided. `met` beyond `decided` counts as all of them, below 0 as none.
///
/// (n(2m + z^2) -+ z sqrt(n^2 z^2 + 4 m n (n - m))) / 2n(n + z^2)
pub fn wilson(met: i64, decided: i64) -> Option<(i32, i32)> {
    if decided <= 0 {
        return None;
    }
    let divisor = (decided / MOST).max(1);
    let n = i128::from(decided / divisor);
    let m = i128::from(met.clamp(0, decided) / divisor);
    let z2 = Z * Z;
    let centre = n * (2 * m * UNIT + z2);
    let spread = Z * (n * n * z2 + 4 * m * n * (n - m) * UNIT).isqrt();
    let whole = 2 * n * (n * UNIT + z2);
    let hundredths = |part: i128| (part.clamp(0, whole) * 10_000 / whole) as i32;
    Some((hundredths(centre - spread), hundredths(centre + spread)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::wilson;

    #[test]
    fn published_values() {
        // Newcombe 1998, table I: 81/263, 15/148, 0/20, 1/29.
        for (met, decided, low, high) in [
            (81, 263, 2552, 3662),
            (15, 148, 623, 1604),
            (0, 20, 0, 1611),
            (1, 29, 61, 1717),
        ] {
            assert_eq!(wilson(met, decided), Some((low, high)), "{met}/{decided}");
        }
        assert_eq!(wilson(20, 20).map(|(_, high)| high), Some(10_000));
        assert!(wilson(i64::MAX / 2, i64::MAX).is_some_and(|(low, _)| low >= 4_998));
    }

    #[test]
    fn nothing_of_nothing_has_no_interval() {
        assert_eq!(wilson(0, 0), None);
        assert_eq!(wilson(0, -1), None);
    }

    proptest! {
        #[test]
        fn the_rate_lies_within(decided in 1..i64::MAX, share in 0..=10_000_i64) {
            let met = (i128::from(decided) * i128::from(share) / 10_000) as i64;
            let rate = (i128::from(met) * 10_000 / i128::from(decided)) as i32;
            let (low, high) = wilson(met, decided).unwrap();
            // Large counts are scaled down, which may cost the last hundredth.
            prop_assert!(0 <= low && low <= rate && rate <= high + 1 && high <= 10_000, "{low} {rate} {high}");
        }

        #[test]
        fn it_is_the_mirror_of_what_was_not_met(decided in 1..1_000_000_i64, share in 0..=1_000_i64) {
            let met = decided * share / 1_000;
            let (low, high) = wilson(met, decided).unwrap();
            let (not_low, not_high) = wilson(decided - met, decided).unwrap();
            // Both ends are cut, so a mirrored one may lie a hundredth lower.
            prop_assert!((9_999..=10_000).contains(&(low + not_high)), "{low} {not_high}");
            prop_assert!((9_999..=10_000).contains(&(high + not_low)), "{high} {not_low}");
        }

        #[test]
        fn more_tickets_say_more(decided in 2..100_000_i64, share in 0..=100_i64) {
            let met = decided * share / 100;
            let width = |met, decided| wilson(met, decided).map(|(low, high)| high - low).unwrap();
            prop_assert!(width(met * 4, decided * 4) <= width(met, decided) + 1);
        }
    }
}
