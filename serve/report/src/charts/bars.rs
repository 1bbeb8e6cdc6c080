//! Counts as bars that begin at 0, and Pareto.

use super::canvas::{Align, Canvas, Type};
use super::palette::{BLUE, GRID, INK, MUTED};
use super::{Caption, ChartError, WIDTH, draw_below_head};
use crate::format::{number, percent};

const ROW: i32 = 34;
const AXIS: i32 = 22;
/// The labels end here, and the scale goes from here to there.
const LABELS: i32 = 248;
const FROM: i32 = 262;
const TO: i32 = 560;

/// One bar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bar {
    /// Name.
    pub label: String,
    /// A remark below the name; may be empty.
    pub detail: String,
    /// What is counted.
    pub count: i64,
}

/// One bar a line, in the order given, the longest as long as the scale.
pub fn bars(caption: &Caption, lines: &[Bar]) -> Result<String, ChartError> {
    let most = lines.iter().map(|bar| bar.count).max().unwrap_or(0);
    draw(caption, lines, |canvas, top| {
        for (i, bar) in lines.iter().enumerate() {
            let middle = draw_bar(canvas, bar, top + i as i32 * ROW, most)?;
            let end = x(bar.count, most);
            let figure = number(bar.count);
            canvas.text((end + 8, middle), Align::Start, Type::STRONG, &figure)?;
        }
        Ok(())
    })
}

/// One bar a line from the most to the least, all on the scale of their sum, and the share that each line makes with those
/// above it as a dotted curve on the same scale.
pub fn pareto(caption: &Caption, lines: &[Bar]) -> Result<String, ChartError> {
    let all: i64 = lines.iter().map(|bar| bar.count).sum();
    draw(caption, lines, |canvas, top| {
        for share in [0, 25, 50, 75, 100] {
            let x = x(share, 100);
            let bottom = top + lines.len() as i32 * ROW;
            canvas.line((x, top), (x, bottom), 4, GRID)?;
            let words = format!("{share}%");
            canvas.text((x, top - 12), Align::Middle, Type::NOTE, &words)?;
        }
        canvas.text((644, top - 12), Align::End, Type::NOTE, "jumlah")?;
        canvas.text((WIDTH, top - 12), Align::End, Type::NOTE, "kumulatif")?;
        let mut sum = 0;
        let mut dots: Vec<(i32, i32)> = Vec::new();
        for (i, bar) in lines.iter().enumerate() {
            let middle = draw_bar(canvas, bar, top + i as i32 * ROW, all)?;
            sum += bar.count;
            dots.push((x(sum, all), middle));
            let figure = number(bar.count);
            canvas.text((644, middle), Align::End, Type::STRONG, &figure)?;
            let share = percent(sum, all);
            canvas.text((WIDTH, middle), Align::End, Type::BODY, &share)?;
        }
        for pair in dots.windows(2) {
            canvas.line(pair[0], pair[1], 6, INK)?;
        }
        for dot in dots {
            canvas.circle(dot, 4, INK, false)?;
        }
        Ok(())
    })
}

fn draw(
    caption: &Caption,
    lines: &[Bar],
    paint: impl FnOnce(&Canvas<'_>, i32) -> Result<(), ChartError>,
) -> Result<String, ChartError> {
    let is_empty = lines.iter().all(|bar| bar.count == 0);
    let rows = if is_empty { 1 } else { lines.len() as i32 };
    let nothing = is_empty.then_some(("Tidak ada.", ROW));
    draw_below_head(caption, AXIS + rows * ROW + 8, nothing, |canvas, head| {
        paint(canvas, head + AXIS)
    })
}

fn x(count: i64, most: i64) -> i32 {
    let width = i128::from(TO - FROM) * i128::from(count) / i128::from(most.max(1));
    FROM + width as i32
}

/// Label and bar of a line; returns its middle.
fn draw_bar(canvas: &Canvas<'_>, bar: &Bar, top: i32, most: i64) -> Result<i32, ChartError> {
    let middle = top + ROW / 2;
    canvas.line((0, top), (WIDTH, top), 2, GRID)?;
    let label = Type::BODY.fit(&bar.label, LABELS);
    let detail = Type::NOTE.fit(&bar.detail, LABELS);
    if detail.is_empty() {
        canvas.text((0, middle), Align::Start, Type::BODY, &label)?;
    } else {
        canvas.text((0, middle - 8), Align::Start, Type::BODY, &label)?;
        canvas.text((0, middle + 8), Align::Start, Type::NOTE, &detail)?;
    }
    if bar.count > 0 {
        // However few, it is seen.
        let end = x(bar.count, most).max(FROM + 2);
        canvas.rect((FROM, middle - 9), (end, middle + 9), BLUE)?;
    }
    canvas.line((FROM, top), (FROM, top + ROW), 4, MUTED)?;
    Ok(middle)
}
