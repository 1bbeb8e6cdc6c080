//! What was read of a monitor, what was odd about it, and where each oddity is seen first.

use serde::Serialize;

use super::{Finding, Observed};
use crate::Instant;

/// The samples read: `read = used + repeated + overruled + later`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct SampleCounts {
    /// Samples read.
    pub read: u64,
    /// Instants with a sample, each of which decided for its time.
    pub used: u64,
    /// Same instant and same state as one that is used.
    pub repeated: u64,
    /// Same instant as one that is used, which is worse: down beats unknown beats up.
    pub overruled: u64,
    /// Later than the as-of instant, at which they do not exist (RULES 4).
    pub later: u64,
    /// Earlier than a sample read before; used all the same, in their place. Depends on the order of reading.
    pub out_of_order: u64,
    /// Steps back by more than two intervals from one sample to the next: a clock set back, or exports read in another
    /// order. Depends on the order of reading.
    pub set_back: u64,
    /// Silences of more than two intervals between two samples: checks left out, or a clock set forward.
    pub gaps: u64,
    /// What of these silences lies beyond two intervals, seconds.
    pub gap_seconds: i64,
}

/// The earliest instant of each oddity in [`SampleCounts`], so that it can be looked up in the table and the export.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct SampleFirsts {
    /// Of `repeated`.
    pub repeated: Option<Instant>,
    /// Of `overruled`.
    pub overruled: Option<Instant>,
    /// Of `later`.
    pub later: Option<Instant>,
    /// Of `out_of_order`. Depends on the order of reading.
    pub out_of_order: Option<Instant>,
    /// What the clock said after a step back. Depends on the order of reading.
    pub set_back: Option<Instant>,
    /// End of the second interval of the first silence.
    pub gap: Option<Instant>,
}

impl Observed {
    /// What is to be told of the samples of `component`.
    pub fn findings(&self, component: &str) -> Vec<Finding> {
        let (counts, firsts) = (&self.counts, &self.firsts);
        let name = || component.to_owned();
        let repeated = firsts.repeated.map(|first| Finding::SamplesRepeated {
            component: name(),
            samples: counts.repeated,
            first,
        });
        let overruled = firsts.overruled.map(|first| Finding::SamplesOverruled {
            component: name(),
            samples: counts.overruled,
            first,
        });
        let out_of_order = firsts.out_of_order.map(|first| Finding::SamplesOutOfOrder {
            component: name(),
            samples: counts.out_of_order,
            first,
        });
        let set_back = firsts.set_back.map(|first| Finding::ClockSetBack {
            component: name(),
            times: counts.set_back,
            first,
        });
        let later = firsts.later.map(|first| Finding::SamplesLater {
            component: name(),
            samples: counts.later,
            first,
        });
        let missing = firsts.gap.map(|first| Finding::SamplesMissing {
            component: name(),
            gaps: counts.gaps,
            seconds: counts.gap_seconds,
            first,
        });
        [repeated, overruled, out_of_order, set_back, later, missing]
            .into_iter()
            .flatten()
            .collect()
    }
}
