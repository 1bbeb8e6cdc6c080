//! How much of a yearly allowance of downtime is spent.

use super::canvas::{Align, Canvas, Type};
use super::palette::{BLUE, BREACHED, GRID, INK, Mark};
use super::{Caption, ChartError, WIDTH, draw_below_head};
use crate::format::number;

const ROW: i32 = 38;
const AXIS: i32 = 22;
/// The labels end here, and the scale goes from here to there.
const LABELS: i32 = 236;
const FROM: i32 = 252;
const TO: i32 = 520;

/// One service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Burn {
    /// Name.
    pub label: String,
    /// Its target, or another remark.
    pub detail: String,
    /// Downtime that the year may have, seconds.
    pub allowed: i64,
    /// Downtime so far, seconds.
    pub spent: i64,
    /// What is left, in words.
    pub left: String,
}

/// One bar a service: what it spent as a share of what it may, on a scale that reaches at least 100%. The mark stands where
/// the allowance ends; what lies beyond it is of another colour, taller, and has a cross.
pub fn burn(caption: &Caption, lines: &[Burn]) -> Result<String, ChartError> {
    let rows = lines.len().max(1) as i32;
    let words = "Tidak ada target setahun yang mengikat layanan-layanan ini.";
    let nothing = lines.is_empty().then_some((words, ROW));
    // The scale in percent: whole hundreds, so that the mark stands on a line of the grid.
    let most = lines.iter().map(share).max().unwrap_or(0).clamp(1, MOST);
    let scale = (most + 99) / 100 * 100;
    draw_below_head(caption, AXIS + rows * ROW + 8, nothing, |canvas, head| {
        let top = head + AXIS;
        let bottom = top + rows * ROW;
        for quarter in 0..=4 {
            let percent = scale * quarter / 4;
            let x = x(percent, scale);
            canvas.line((x, top), (x, bottom), 4, GRID)?;
            let words = format!("{}%", number(percent));
            canvas.text((x, top - 12), Align::Middle, Type::NOTE, &words)?;
        }
        canvas.text((WIDTH, top - 12), Align::End, Type::NOTE, "sisa")?;
        for (i, line) in lines.iter().enumerate() {
            draw_line(canvas, line, top + i as i32 * ROW, scale)?;
        }
        let x = x(100, scale);
        canvas.line((x, top), (x, bottom), 8, INK)
    })
}

/// Beyond this many percent a bar is cut; its figure tells the rest.
const MOST: i64 = 1_000;

/// Percent of the allowance that is spent, rounded up; more than [`MOST`] where nothing was allowed and something spent.
fn share(line: &Burn) -> i64 {
    if line.spent <= 0 {
        return 0;
    }
    if line.allowed <= 0 {
        return MOST + 1;
    }
    let share =
        (i128::from(line.spent) * 100 + i128::from(line.allowed) - 1) / i128::from(line.allowed);
    i64::try_from(share).unwrap_or(MOST + 1).min(MOST + 1)
}

fn x(percent: i64, scale: i64) -> i32 {
    let width = i64::from(TO - FROM) * percent.clamp(0, scale) / scale.max(1);
    FROM + width as i32
}

fn draw_line(canvas: &Canvas<'_>, line: &Burn, top: i32, scale: i64) -> Result<(), ChartError> {
    let middle = top + ROW / 2;
    canvas.line((0, top), (WIDTH, top), 2, GRID)?;
    let label = Type::BODY.fit(&line.label, LABELS);
    let detail = Type::NOTE.fit(&line.detail, LABELS);
    canvas.text((0, middle - 8), Align::Start, Type::BODY, &label)?;
    canvas.text((0, middle + 8), Align::Start, Type::NOTE, &detail)?;
    let share = share(line);
    if share > 0 {
        let (limit, end) = (x(100, scale), x(share, scale));
        let within = end.min(limit).max(FROM + 2);
        canvas.rect((FROM, middle - 6), (within, middle + 6), BLUE)?;
        if line.spent > line.allowed {
            let end = end.max(limit + 2);
            canvas.rect((limit, middle - 9), (end, middle + 9), BREACHED)?;
            canvas.mark((end + 9, middle), Mark::Cross, BREACHED)?;
        }
    }
    let left = Type::STRONG.fit(&line.left, WIDTH - TO - 24);
    canvas.text((WIDTH, middle), Align::End, Type::STRONG, &left)
}
