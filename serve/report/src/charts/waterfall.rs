//! The flow of tickets through a quarter.

use serde::Serialize;

use super::canvas::{Align, Type};
use super::palette::{BLUE, GRID, INK, Ink, MET, MUTED, RUNNING};
use super::{Caption, ChartError, EMPTY, NO_TICKETS, WIDTH, draw_below_head};
use crate::format::number;

const PLOT: i32 = 150;
const BAR: i32 = 76;

/// Tickets of a quarter: open at start + submitted + reopened = finished + cancelled + open at end (RULES 4).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Flow {
    /// Open when it began.
    pub open_at_start: i64,
    /// Submitted in it.
    pub submitted: i64,
    /// Reopened in it.
    pub reopened: i64,
    /// Finished in it.
    pub finished: i64,
    /// Cancelled in it.
    pub cancelled: i64,
    /// Open when it ended.
    pub open_at_end: i64,
}

impl Flow {
    /// Whether the two sides are equal.
    pub const fn adds_up(&self) -> bool {
        self.open_at_start + self.submitted + self.reopened
            == self.finished + self.cancelled + self.open_at_end
    }
}

impl std::iter::Sum for Flow {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::default(), |a, b| Self {
            open_at_start: a.open_at_start + b.open_at_start,
            submitted: a.submitted + b.submitted,
            reopened: a.reopened + b.reopened,
            finished: a.finished + b.finished,
            cancelled: a.cancelled + b.cancelled,
            open_at_end: a.open_at_end + b.open_at_end,
        })
    }
}

/// Six bars from left to right: what was open, what came in, what went out, what is open. Heights begin at 0 for the
/// first and last; the others stand on the level that the one before reached.
pub fn waterfall(caption: &Caption, flow: &Flow) -> Result<String, ChartError> {
    let is_empty = *flow == Flow::default();
    let height = if is_empty { EMPTY } else { 24 + PLOT + 36 };
    let nothing = is_empty.then_some((NO_TICKETS, EMPTY));
    let bars = bars(flow);
    let most = bars.iter().map(|bar| bar.low.max(bar.high)).max();
    let most = most.unwrap_or(0).max(1);
    draw_below_head(caption, height, nothing, |canvas, head| {
        let base = head + 24 + PLOT;
        let y = |tickets: i64| {
            let up = i128::from(PLOT) * i128::from(tickets.max(0)) / i128::from(most);
            base - up as i32
        };
        let step = WIDTH / 6;
        for (i, bar) in bars.iter().enumerate() {
            let middle = i as i32 * step + step / 2;
            let (from, to) = (middle - BAR / 2, middle + BAR / 2);
            let (top, bottom) = (y(bar.high), y(bar.low));
            if bar.count == 0 {
                canvas.line((from, top), (to, top), 8, bar.ink)?;
            } else {
                canvas.rect((from, top.min(bottom - 2)), (to, bottom), bar.ink)?;
            }
            if i + 1 < bars.len() {
                let level = y(bar.level);
                canvas.line((to, level), (to + step - BAR, level), 4, MUTED)?;
            }
            let look = Type {
                size: 15,
                bold: true,
                ink: INK,
            };
            canvas.text((middle, top - 12), Align::Middle, look, &bar.figure)?;
            for (row, words) in Type::NOTE.wrap(bar.label, step - 8).iter().enumerate() {
                canvas.text(
                    (middle, base + 16 + row as i32 * 13),
                    Align::Middle,
                    Type::NOTE,
                    words,
                )?;
            }
        }
        canvas.line((0, base), (WIDTH, base), 4, GRID)
    })
}

struct Bar {
    label: &'static str,
    figure: String,
    count: i64,
    low: i64,
    high: i64,
    /// Tickets open after this bar.
    level: i64,
    ink: Ink,
}

fn bars(flow: &Flow) -> Vec<Bar> {
    let mut open = flow.open_at_start;
    let stock = |label, count, ink| Bar {
        label,
        figure: number(count),
        count,
        low: 0,
        high: count,
        level: count,
        ink,
    };
    let mut bars = vec![stock("terbuka di awal", flow.open_at_start, BLUE)];
    for (label, change, ink) in [
        ("masuk", flow.submitted, RUNNING),
        ("dibuka kembali", flow.reopened, RUNNING),
        ("selesai", -flow.finished, MET),
        ("dibatalkan", -flow.cancelled, MUTED),
    ] {
        let after = open + change;
        let sign = match change.signum() {
            1 => "+",
            -1 => "−",
            _ => "",
        };
        bars.push(Bar {
            label,
            figure: format!("{sign}{}", number(change.abs())),
            count: change,
            low: open.min(after),
            high: open.max(after),
            level: after,
            ink,
        });
        open = after;
    }
    bars.push(stock("terbuka di akhir", flow.open_at_end, BLUE));
    bars
}
