//! How many clocks will be late at the end of a period that has not ended, if it goes on as it went.

use norma_document::{Block, Callout, Inline};
use norma_rules::{Instant, Period};

use crate::format::number;
use crate::model::Report;

/// Less than this part of the period says nothing of the rest: one tenth.
const LEAST_PART: i64 = 10;

/// Marked as a forecast; `None` when the period has ended, has hardly begun, or nothing was late.
pub(super) fn block(report: &Report) -> Option<Block> {
    let all = report
        .fulfilment()
        .plus(report.resolution())
        .plus(report.response());
    let late = all.breached + all.overdue;
    let expected = at_the_end(report.period, report.as_of, late)?;
    Some(Block::Callout {
        kind: Callout::Info,
        text: vec![
            Inline::strong("Prakiraan, bukan capaian."),
            Inline::plain(format!(
                " {} penilaian tidak memenuhi norma sampai saat data. Bila laju ini berlanjut, jumlahnya sekitar {} pada akhir periode.",
                number(late),
                number(expected)
            )),
        ],
    })
}

/// `late` so far, carried on at the same pace from the start of `period` to its end; whole clocks, cut.
fn at_the_end(period: Period, as_of: Instant, late: i64) -> Option<i64> {
    let whole = period.end().0 - period.start().0;
    let passed = as_of.0 - period.start().0;
    if late == 0 || passed >= whole || passed * LEAST_PART < whole {
        return None;
    }
    let expected = i128::from(late) * i128::from(whole) / i128::from(passed);
    i64::try_from(expected).ok()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use norma_rules::Zone;

    use super::*;

    #[test]
    fn the_pace_goes_on_and_what_is_over_is_not_foretold() {
        let period: Period = "2026-04".parse().unwrap();
        let at = |text: &str| Instant::from_local(text.parse().unwrap(), Zone::Wib);
        for (as_of, late, expected) in [
            ("2026-04-16T00:00:00", 7, Some(14)),
            ("2026-04-11T00:00:00", 10, Some(30)),
            ("2026-04-03T00:00:00", 10, None),
            ("2026-04-16T00:00:00", 0, None),
            ("2026-05-01T00:00:00", 10, None),
            ("2026-03-01T00:00:00", 10, None),
        ] {
            assert_eq!(at_the_end(period, at(as_of), late), expected, "{as_of}");
        }
    }
}
