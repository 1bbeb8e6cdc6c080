//! How much of its norm tickets took: the share that was finished by each part or multiple of it.

use super::canvas::{Align, Canvas, Type};
use super::palette::{BLUE, BREACHED, GRID, INK, MUTED};
use super::{Caption, ChartError, EMPTY, NO_TICKETS, draw_below_head};
use crate::format::{Rate, decimal, number};

/// Above the plot stand the words at its lines, below it the multiples.
const NOTES: i32 = 22;
const PLOT: i32 = 200;
const AXIS: i32 = 40;
const FROM: i32 = 44;
const TO: i32 = 704;

/// Parts of a norm in which a ratio is counted.
const NORM: i64 = 10_000;

/// Tickets by how much of their norm they took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Distribution {
    /// Ratio and the tickets up to it, both rising.
    steps: Vec<(i64, i64)>,
}

impl Distribution {
    /// From `(ratio, tickets up to it)`, both rising; a ratio is what [`parts`] makes of a ticket. `None` when they do not rise.
    pub fn new(steps: Vec<(i64, i64)>) -> Option<Self> {
        let rises = |pair: &[(i64, i64)]| pair[0].0 < pair[1].0 && pair[0].1 < pair[1].1;
        let begins = steps
            .first()
            .is_none_or(|(ratio, count)| *ratio >= 0 && *count > 0);
        (begins && steps.windows(2).all(rises)).then_some(Self { steps })
    }

    /// From the ratios of single tickets, in any order.
    pub fn of_ratios(mut ratios: Vec<i64>) -> Self {
        ratios.sort_unstable();
        let mut steps: Vec<(i64, i64)> = Vec::new();
        for (i, ratio) in ratios.into_iter().enumerate() {
            let upto = i as i64 + 1;
            match steps.last_mut() {
                Some(step) if step.0 == ratio.max(0) => step.1 = upto,
                _ => steps.push((ratio.max(0), upto)),
            }
        }
        Self { steps }
    }

    /// All tickets.
    pub fn total(&self) -> i64 {
        self.steps.last().map_or(0, |step| step.1)
    }

    /// Tickets that took their norm or less.
    pub fn within(&self) -> i64 {
        self.up_to(NORM)
    }

    /// Tickets that took this ratio or less.
    fn up_to(&self, ratio: i64) -> i64 {
        let steps = self.steps.partition_point(|step| step.0 <= ratio);
        steps.checked_sub(1).map_or(0, |i| self.steps[i].1)
    }

    /// The finding as a title: how many were finished within their norm.
    pub fn finding(&self) -> String {
        let (within, total) = (self.within(), self.total());
        match Rate::of(within, total) {
            Some(rate) => format!(
                "{} dari {} tiket ({rate}) selesai dalam norma waktu",
                number(within),
                number(total)
            ),
            None => "Belum ada tiket yang selesai".to_owned(),
        }
    }
}

/// `elapsed` of `allowance` (both in seconds of the same calendar) in parts of ten thousand, rounded up: 10000 or less exactly when
/// the norm was kept. Without an allowance everything but 0 is beyond it.
pub fn parts(elapsed: i64, allowance: i64) -> i64 {
    let (elapsed, allowance) = (elapsed.max(0), allowance.max(0));
    if allowance == 0 {
        return if elapsed == 0 { 0 } else { i64::MAX };
    }
    let scaled = i128::from(elapsed) * i128::from(NORM);
    let rounded = (scaled + i128::from(allowance) - 1) / i128::from(allowance);
    i64::try_from(rounded).unwrap_or(i64::MAX)
}

/// A line that rises at each ratio by the tickets that took it, on a logarithmic scale from a hundredth of the norm to a hundred times;
/// what lies beyond stands at its edge and is told above it. Right of the norm the line has another colour.
pub fn ecdf(caption: &Caption, tickets: &Distribution) -> Result<String, ChartError> {
    let is_empty = tickets.total() == 0;
    let height = if is_empty { EMPTY } else { NOTES + PLOT + AXIS };
    let nothing = is_empty.then_some((NO_TICKETS, EMPTY));
    draw_below_head(caption, height, nothing, |canvas, head| {
        let top = head + NOTES;
        axes(canvas, top)?;
        curve(canvas, tickets, top)?;
        labels(canvas, tickets, top)
    })
}

/// The pixel of a ratio. What is beyond the norm never stands on its line.
fn x(ratio: i64) -> i32 {
    let norm = i32::midpoint(FROM, TO);
    // Two decades on each side of the norm.
    let decades = (ratio.max(1) as f64 / NORM as f64).log10();
    let x = norm + (decades * f64::from(TO - FROM) / 4.0).round() as i32;
    match ratio.cmp(&NORM) {
        std::cmp::Ordering::Less => x.clamp(FROM, norm),
        std::cmp::Ordering::Equal => norm,
        std::cmp::Ordering::Greater => x.clamp(norm + 1, TO),
    }
}

/// The pixel of a share.
fn y(part: i64, whole: i64, top: i32) -> i32 {
    let up = i128::from(PLOT) * i128::from(part) / i128::from(whole.max(1));
    top + PLOT - up as i32
}

fn axes(canvas: &Canvas<'_>, top: i32) -> Result<(), ChartError> {
    for percent in [0, 25, 50, 75, 100] {
        let y = y(percent, 100, top);
        canvas.line((FROM, y), (TO, y), 2, GRID)?;
        canvas.text(
            (FROM - 6, y),
            Align::End,
            Type::NOTE,
            &format!("{percent}%"),
        )?;
    }
    let ticks = [
        (100, "0,01"),
        (1_000, "0,1"),
        (5_000, "0,5"),
        (20_000, "2"),
        (100_000, "10"),
        (1_000_000, "100"),
    ];
    for (ratio, words) in ticks {
        canvas.line((x(ratio), top), (x(ratio), top + PLOT + 4), 2, GRID)?;
        canvas.text(
            (x(ratio), top + PLOT + 13),
            Align::Middle,
            Type::NOTE,
            words,
        )?;
    }
    canvas.line((x(NORM), top - 6), (x(NORM), top + PLOT + 4), 6, INK)?;
    canvas.text(
        (x(NORM), top + PLOT + 13),
        Align::Middle,
        Type::STRONG,
        "1,0",
    )?;
    canvas.text(
        (x(NORM), top + PLOT + 30),
        Align::Middle,
        Type::NOTE,
        "lama pengerjaan dibagi norma",
    )
}

fn curve(canvas: &Canvas<'_>, tickets: &Distribution, top: i32) -> Result<(), ChartError> {
    let total = tickets.total();
    let norm = x(NORM);
    let mut kept = vec![(FROM, y(tickets.up_to(0).max(0), total, top))];
    let mut beyond: Vec<(i32, i32)> = Vec::new();
    let mut level = kept[0].1;
    // Many tickets on one pixel are one step.
    let mut step = |line: &mut Vec<(i32, i32)>, x: i32, to: i32| {
        line.push((x, level));
        line.push((x, to));
        level = to;
    };
    for (ratio, upto) in &tickets.steps {
        let (x, to) = (x(*ratio), y(*upto, total, top));
        if *ratio <= NORM {
            step(&mut kept, x, to);
        } else {
            if beyond.is_empty() {
                let at = y(tickets.within(), total, top);
                beyond.push((norm, at));
            }
            step(&mut beyond, x, to);
        }
    }
    let within = y(tickets.within(), total, top);
    kept.push((norm, within));
    beyond.push((TO, y(total, total, top)));
    canvas.path(&thinned(kept), 8, BLUE)?;
    if tickets.within() < total {
        canvas.path(&thinned(beyond), 8, BREACHED)?;
    }
    canvas.circle((norm, within), 5, INK, true)
}

/// The corners of a line without those between two of the same row or column.
fn thinned(points: Vec<(i32, i32)>) -> Vec<(i32, i32)> {
    let mut line: Vec<(i32, i32)> = Vec::with_capacity(points.len());
    for point in points {
        if let [.., a, b] = line.as_slice() {
            let straight = (a.0 == b.0 && b.0 == point.0) || (a.1 == b.1 && b.1 == point.1);
            if straight {
                line.pop();
            }
        }
        if line.last() != Some(&point) {
            line.push(point);
        }
    }
    line
}

fn labels(canvas: &Canvas<'_>, tickets: &Distribution, top: i32) -> Result<(), ChartError> {
    let (within, total) = (tickets.within(), tickets.total());
    let norm = x(NORM);
    let share =
        |part: i64| Rate::of(part, total).map_or_else(|| "-".to_owned(), |rate| rate.to_string());
    let kept = format!("{} dalam norma ({} tiket)", share(within), number(within));
    canvas.text((norm - 8, top - 12), Align::End, Type::STRONG, &kept)?;
    let late = total - within;
    let far = total - tickets.up_to(100 * NORM);
    let words = match (late, far) {
        (0, _) => "tidak ada yang melampaui".to_owned(),
        (_, 0) => {
            let longest = tickets.steps.last().map_or(0, |step| step.0);
            let times = times(longest);
            format!("{} melampaui, terlama {times} kali norma", number(late))
        }
        _ => format!(
            "{} melampaui, {} di antaranya lebih dari 100 kali",
            number(late),
            number(far)
        ),
    };
    canvas.text((norm + 8, top - 12), Align::Start, Type::STRONG, &words)?;
    // Half of the tickets: where the line crosses 50%.
    let median = tickets
        .steps
        .iter()
        .find(|step| i128::from(step.1) * 2 >= i128::from(total));
    if let Some((ratio, _)) = median.filter(|step| step.0 <= 100 * NORM) {
        let at = (x(*ratio), y(1, 2, top));
        canvas.circle(at, 4, MUTED, false)?;
        let words = format!("separuh tiket: {} kali norma", times(*ratio));
        // Left of a rising line there is room, unless it begins there.
        let (to, align) = if at.0 - FROM > Type::NOTE.width(&words) + 16 {
            ((-10, 0), Align::End)
        } else {
            ((10, 10), Align::Start)
        };
        canvas.text((at.0 + to.0, at.1 + to.1), align, Type::NOTE, &words)?;
    }
    Ok(())
}

/// A ratio as it is read: cut like every figure, but what is more than the norm never to 1,00.
fn times(ratio: i64) -> String {
    if (NORM + 1..NORM + 100).contains(&ratio) {
        decimal(ratio, 4)
    } else {
        decimal(ratio / 100, 2)
    }
}
