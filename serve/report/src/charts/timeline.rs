//! The states of services through a quarter.

use norma_rules::Instant;
use serde::Serialize;

use super::canvas::{Align, Canvas, Type};
use super::palette::{BLUE, BREACHED, GRID, Ink, MUTED};
use super::{Caption, ChartError, WIDTH, draw_below_head};

const ROW: i32 = 38;
const LEGEND: i32 = 26;
const AXIS: i32 = 20;
/// The labels end here, and the quarter goes from here to there.
const LABELS: i32 = 196;
const FROM: i32 = 208;
const TO: i32 = 632;

/// What a picture shows of a second. Where several fall on one pixel the greatest wins, so that no outage is too short to be
/// seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Shown {
    /// Up.
    Up,
    /// In a window of planned maintenance that was announced before it began.
    Planned,
    /// Nobody knows.
    Unknown,
    /// Down.
    Down,
}

impl Shown {
    const ALL: [(Self, &'static str); 4] = [
        (Self::Up, "tersedia"),
        (Self::Down, "tidak tersedia"),
        (Self::Unknown, "data kurang"),
        (Self::Planned, "pemeliharaan terencana"),
    ];
}

/// A stretch of one state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Stretch {
    /// Its first second.
    pub from: Instant,
    /// Its end, itself outside.
    pub to: Instant,
    /// What it shows.
    pub shown: Shown,
}

/// One service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lane {
    /// Name.
    pub label: String,
    /// Who runs it, or another remark.
    pub detail: String,
    /// Its availability as text; "-" without one.
    pub figure: String,
    /// Its states, in any order; what none covers stays blank.
    pub stretches: Vec<Stretch>,
    /// What stands in their place where there are none.
    pub blank: String,
}

/// The time that a picture spans.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// Its first second.
    pub from: Instant,
    /// Its end, itself outside.
    pub to: Instant,
    /// Where months begin, and their names.
    pub months: Vec<(Instant, String)>,
}

impl Span {
    /// The pixel in which an instant lies; beyond the ends the first or the one after the last.
    fn x(&self, at: Instant) -> i32 {
        let length = (self.to.0 - self.from.0).max(1);
        let passed = (at.0 - self.from.0).clamp(0, length);
        FROM + (i128::from(passed) * i128::from(TO - FROM) / i128::from(length)) as i32
    }
}

/// One line a service: its states told apart by height and outline as well as by colour. At least one pixel for each
/// stretch; down covers unknown, unknown covers planned, planned covers up.
pub fn timeline(caption: &Caption, span: &Span, lanes: &[Lane]) -> Result<String, ChartError> {
    let rows = lanes.len().max(1) as i32;
    let height = LEGEND + AXIS + rows * ROW + 8;
    let words = "Belum ada layanan dengan sumber ketersediaan.";
    let nothing = lanes.is_empty().then_some((words, ROW));
    draw_below_head(caption, height, nothing, |canvas, head| {
        legend(canvas, head + 8)?;
        let top = head + LEGEND + AXIS;
        axis(canvas, span, top, top + rows * ROW)?;
        for (i, lane) in lanes.iter().enumerate() {
            draw_lane(canvas, span, lane, top + i as i32 * ROW)?;
        }
        Ok(())
    })
}

fn legend(canvas: &Canvas<'_>, middle: i32) -> Result<(), ChartError> {
    let mut x = 0;
    for (shown, label) in Shown::ALL {
        block(canvas, shown, (x, x + 22), middle)?;
        canvas.text((x + 28, middle), Align::Start, Type::NOTE, label)?;
        x += 28 + Type::NOTE.width(label) + 22;
    }
    Ok(())
}

fn axis(canvas: &Canvas<'_>, span: &Span, top: i32, bottom: i32) -> Result<(), ChartError> {
    for (at, name) in &span.months {
        let x = span.x(*at);
        canvas.line((x, top - 14), (x, bottom), 4, GRID)?;
        canvas.text((x + 4, top - 10), Align::Start, Type::NOTE, name)?;
    }
    canvas.line((TO, top - 14), (TO, bottom), 4, GRID)?;
    canvas.text((WIDTH, top - 10), Align::End, Type::NOTE, "ketersediaan")
}

fn draw_lane(canvas: &Canvas<'_>, span: &Span, lane: &Lane, top: i32) -> Result<(), ChartError> {
    let middle = top + ROW / 2;
    canvas.line((0, top), (WIDTH, top), 2, GRID)?;
    let label = Type::BODY.fit(&lane.label, LABELS);
    let detail = Type::NOTE.fit(&lane.detail, LABELS);
    canvas.text((0, middle - 8), Align::Start, Type::BODY, &label)?;
    canvas.text((0, middle + 8), Align::Start, Type::NOTE, &detail)?;
    canvas.text((WIDTH, middle), Align::End, Type::STRONG, &lane.figure)?;
    let columns = columns(span, &lane.stretches);
    if columns.iter().all(Option::is_none) {
        return canvas.text((FROM + 4, middle), Align::Start, Type::NOTE, &lane.blank);
    }
    let mut x = FROM;
    for run in columns.chunk_by(|a, b| a == b) {
        let end = x + run.len() as i32;
        if let Some(Some(shown)) = run.first() {
            block(canvas, *shown, (x, end), middle)?;
        }
        x = end;
    }
    Ok(())
}

/// What each pixel shows; the picture is as large for a million samples as for one.
fn columns(span: &Span, stretches: &[Stretch]) -> Vec<Option<Shown>> {
    let mut columns = vec![None; (TO - FROM) as usize];
    for stretch in stretches {
        let (from, to) = (stretch.from.max(span.from), stretch.to.min(span.to));
        if from >= to {
            continue;
        }
        // The last second, not the end: a stretch that ends on the border of a pixel is not in the next.
        let first = (span.x(from) - FROM) as usize;
        let last = (span.x(to.plus(-1)) - FROM) as usize;
        for column in columns.iter_mut().take(last + 1).skip(first) {
            *column = (*column).max(Some(stretch.shown));
        }
    }
    columns
}

/// Up is a low bar, down a tall one, unknown an outline, planned a line between two ticks.
fn block(
    canvas: &Canvas<'_>,
    shown: Shown,
    (from, to): (i32, i32),
    middle: i32,
) -> Result<(), ChartError> {
    let bar = |half: i32, ink: Ink| canvas.rect((from, middle - half), (to, middle + half), ink);
    match shown {
        Shown::Up => bar(3, BLUE),
        Shown::Down => bar(11, BREACHED),
        Shown::Planned => {
            bar(1, MUTED)?;
            for x in [from, to] {
                canvas.line((x, middle - 7), (x, middle + 7), 6, MUTED)?;
            }
            Ok(())
        }
        Shown::Unknown => {
            for y in [middle - 7, middle + 7] {
                canvas.line((from, y), (to, y), 6, MUTED)?;
            }
            for x in [from, to] {
                canvas.line((x, middle - 7), (x, middle + 7), 6, MUTED)?;
            }
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span() -> Span {
        Span {
            from: Instant(1_000),
            to: Instant(1_000 + 424_000),
            months: vec![],
        }
    }

    fn stretch(from: i64, to: i64, shown: Shown) -> Stretch {
        Stretch {
            from: Instant(1_000 + from),
            to: Instant(1_000 + to),
            shown,
        }
    }

    #[test]
    fn one_second_down_is_seen_and_no_more_than_a_pixel() {
        let all = [
            stretch(0, 424_000, Shown::Up),
            stretch(10_500, 10_501, Shown::Down),
            stretch(20_000, 22_000, Shown::Unknown),
        ];
        let columns = columns(&span(), &all);
        assert_eq!(columns.len(), 424);
        let of = |shown| columns.iter().filter(|c| **c == Some(shown)).count();
        assert_eq!((of(Shown::Down), of(Shown::Unknown)), (1, 2));
        assert_eq!(columns[10], Some(Shown::Down));
        assert_eq!(of(Shown::Up), 421);
    }

    #[test]
    fn what_lies_outside_the_quarter_is_not_drawn() {
        let all = [
            stretch(-5_000, 1_000, Shown::Down),
            stretch(423_000, 900_000, Shown::Up),
            stretch(500_000, 900_000, Shown::Down),
            stretch(7_000, 7_000, Shown::Down),
        ];
        let columns = columns(&span(), &all);
        let drawn: Vec<usize> = (0..424).filter(|i| columns[*i].is_some()).collect();
        assert_eq!(drawn, [0, 423]);
        assert_eq!(columns[423], Some(Shown::Up));
    }
}
