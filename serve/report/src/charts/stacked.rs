//! Tickets by verdict as stacked bars, with the counts in columns beside them.

use super::canvas::{Align, Canvas, Type};
use super::palette::{GRID, MUTED, VERDICTS};
use super::{Caption, ChartError, Line, NO_TICKETS, WIDTH, draw_below_head};
use crate::counts::Counts;
use crate::format::number;

const ROW: i32 = 42;
const LEGEND: i32 = 42;
/// Bars begin here; the longest ends there.
const FROM: i32 = 150;
const TO: i32 = 430;
/// Middle of the first column of counts, and the distance to the next.
const COLUMN: i32 = 484;
const STEP: i32 = 68;

/// One bar a priority: met, breached, overdue and running tickets, told apart by colour, by shape in the heading and by
/// the count below it. Bars begin at 0.
pub fn stacked(caption: &Caption, lines: &[Line]) -> Result<String, ChartError> {
    let rows = lines.len().max(1) as i32;
    let nothing = lines.is_empty().then_some((NO_TICKETS, ROW));
    draw_below_head(caption, LEGEND + rows * ROW + 8, nothing, |canvas, head| {
        legend(canvas, head)?;
        let most = lines.iter().map(|line| shown(&line.counts)).max();
        for (i, line) in lines.iter().enumerate() {
            let top = head + LEGEND + i as i32 * ROW;
            draw_line(canvas, line, top, most.unwrap_or(0).max(1))?;
        }
        Ok(())
    })
}

fn parts(counts: &Counts) -> [i64; 4] {
    [counts.met, counts.breached, counts.overdue, counts.running]
}

fn shown(counts: &Counts) -> i64 {
    parts(counts).iter().sum()
}

/// Shape and name of each verdict, at the head of its column.
fn legend(canvas: &Canvas<'_>, top: i32) -> Result<(), ChartError> {
    for (i, (ink, mark, label)) in VERDICTS.into_iter().enumerate() {
        let x = COLUMN + i as i32 * STEP;
        canvas.mark((x, top + 8), mark, ink)?;
        for (row, words) in Type::NOTE.wrap(label, STEP - 2).iter().enumerate() {
            canvas.text(
                (x, top + 24 + row as i32 * 13),
                Align::Middle,
                Type::NOTE,
                words,
            )?;
        }
    }
    Ok(())
}

fn draw_line(canvas: &Canvas<'_>, line: &Line, top: i32, most: i64) -> Result<(), ChartError> {
    let middle = top + ROW / 2;
    canvas.line((0, top), (WIDTH, top), 2, GRID)?;
    canvas.text(
        (0, middle - 8),
        Align::Start,
        Type::STRONG,
        &Type::STRONG.fit(&line.label, FROM - 12),
    )?;
    canvas.text(
        (0, middle + 8),
        Align::Start,
        Type::NOTE,
        &Type::NOTE.fit(&line.detail, FROM - 12),
    )?;
    let x = |tickets: i64| {
        let width = i128::from(TO - FROM) * i128::from(tickets) / i128::from(most);
        FROM + width as i32
    };
    let mut sum = 0;
    for (i, (count, (ink, mark, _))) in parts(&line.counts).into_iter().zip(VERDICTS).enumerate() {
        let column = COLUMN + i as i32 * STEP;
        let (text, look) = if count == 0 {
            (
                "0".to_owned(),
                Type {
                    ink: MUTED,
                    ..Type::BODY
                },
            )
        } else {
            (number(count), Type::STRONG)
        };
        canvas.text((column, middle), Align::Middle, look, &text)?;
        if count == 0 {
            continue;
        }
        // The gap between two verdicts is paper; a verdict with few tickets keeps at least two pixels.
        let from = x(sum);
        sum += count;
        let to = x(sum).max(from + 3) - 1;
        canvas.rect((from, middle - 9), (to, middle + 9), ink)?;
        if to - from >= 18 {
            let inside = super::palette::PAPER;
            canvas.mark((i32::midpoint(from, to), middle), mark, inside)?;
        }
    }
    if sum == 0 {
        let words = "tidak ada tiket";
        canvas.text((FROM, middle), Align::Start, Type::NOTE, words)?;
    }
    Ok(())
}
