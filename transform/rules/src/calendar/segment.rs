//! A stretch of time as a ledger shows it.

use serde::Serialize;

use crate::Instant;

/// A stretch of time of one kind, half-open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Segment {
    /// Its first second.
    pub from: Instant,
    /// Its end, itself outside.
    pub to: Instant,
    /// What a calendar makes of it.
    pub kind: SegmentKind,
}

impl Segment {
    /// How long it is on the clock on the wall, in seconds.
    pub const fn seconds(&self) -> i64 {
        self.to.since(self.from)
    }
}

/// What a calendar makes of a stretch of time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SegmentKind {
    /// Working time.
    Open,
    /// Between windows, or on a day without any.
    OutOfHours,
    /// A local day that is a holiday, with its name.
    Holiday(String),
    /// Time of a year the calendar does not cover.
    NotCovered(i32),
}

/// Segments in the making: clipped to `[a, b)`, alike neighbours joined.
pub(super) struct Ledger {
    b: Instant,
    reached: Instant,
    segments: Vec<Segment>,
}

impl Ledger {
    pub fn new(a: Instant, b: Instant) -> Self {
        Self {
            b,
            reached: a,
            segments: Vec::new(),
        }
    }

    /// Continues with `kind` up to `to`; nothing when that is already reached.
    pub fn until(&mut self, to: Instant, kind: SegmentKind) {
        let to = to.min(self.b);
        if to <= self.reached {
            return;
        }
        match self.segments.last_mut() {
            Some(last) if last.kind == kind => last.to = to,
            _ => self.segments.push(Segment {
                from: self.reached,
                to,
                kind,
            }),
        }
        self.reached = to;
    }

    pub const fn reached(&self) -> Instant {
        self.reached
    }

    pub fn is_complete(&self) -> bool {
        self.reached >= self.b
    }

    pub fn finish(self) -> Vec<Segment> {
        self.segments
    }
}
