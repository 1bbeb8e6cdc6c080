//! Rates as dots on a scale from 0 to 100%, with their intervals.

use super::canvas::{Align, Canvas, Type};
use super::palette::{BLUE, GRID, INK, MUTED};
use super::{Caption, ChartError, Line, NO_TICKETS, WIDTH, draw_below_head};
use crate::format::{Rate, number};

const ROW: i32 = 38;
const AXIS: i32 = 22;
/// The labels end here, and the scale goes from here to there.
const LABELS: i32 = 236;
const FROM: i32 = 252;
const TO: i32 = 540;

/// One line a service or channel: the share of its decided tickets that met the norm, with the 95% Wilson interval.
/// Below 30 decided tickets the dot is hollow; without a decided ticket there is none, and the rate is "-".
pub fn dots(caption: &Caption, lines: &[Line]) -> Result<String, ChartError> {
    let rows = lines.len().max(1) as i32;
    let nothing = lines.is_empty().then_some((NO_TICKETS, ROW));
    draw_below_head(caption, AXIS + rows * ROW + 8, nothing, |canvas, head| {
        let top = head + AXIS;
        scale(canvas, top, top + rows * ROW)?;
        for (i, line) in lines.iter().enumerate() {
            draw_line(canvas, line, top + i as i32 * ROW)?;
        }
        Ok(())
    })
}

fn x(rate: Rate) -> i32 {
    FROM + rate.0 * (TO - FROM) / 10_000
}

fn scale(canvas: &Canvas<'_>, top: i32, bottom: i32) -> Result<(), ChartError> {
    for percent in [0, 25, 50, 75, 100] {
        let x = x(Rate(percent * 100));
        canvas.line((x, top), (x, bottom), 4, GRID)?;
        canvas.text(
            (x, top - 12),
            Align::Middle,
            Type::NOTE,
            &format!("{percent}%"),
        )?;
    }
    canvas.text((644, top - 12), Align::End, Type::NOTE, "pemenuhan")?;
    canvas.text((WIDTH, top - 12), Align::End, Type::NOTE, "diputus")
}

fn draw_line(canvas: &Canvas<'_>, line: &Line, top: i32) -> Result<(), ChartError> {
    let middle = top + ROW / 2;
    canvas.line((0, top), (WIDTH, top), 2, GRID)?;
    let label = Type::BODY.fit(&line.label, LABELS);
    let detail = Type::NOTE.fit(&line.detail, LABELS);
    if detail.is_empty() {
        canvas.text((0, middle), Align::Start, Type::BODY, &label)?;
    } else {
        canvas.text((0, middle - 8), Align::Start, Type::BODY, &label)?;
        canvas.text((0, middle + 8), Align::Start, Type::NOTE, &detail)?;
    }
    let counts = &line.counts;
    if let (Some(rate), Some(interval)) = (counts.rate(), counts.interval()) {
        let (low, high) = (x(interval.low), x(interval.high));
        canvas.line((low, middle), (high, middle), 10, BLUE)?;
        for end in [low, high] {
            canvas.line((end, middle - 4), (end, middle + 4), 8, BLUE)?;
        }
        canvas.circle((x(rate), middle), 6, BLUE, !counts.is_small())?;
        canvas.text((644, middle), Align::End, Type::STRONG, &rate.to_string())?;
    } else {
        canvas.text((644, middle), Align::End, Type::STRONG, "-")?;
    }
    let look = Type {
        ink: if counts.is_small() { MUTED } else { INK },
        ..Type::BODY
    };
    canvas.text((WIDTH, middle), Align::End, look, &number(counts.decided()))
}
