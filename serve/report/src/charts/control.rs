//! Rates of quarters or months with their control limits (p-chart).

use super::canvas::{Align, Canvas, Type};
use super::palette::{BLUE, BREACHED, GRID, INK, MET, MUTED, Mark};
use super::{Caption, ChartError, EMPTY, NO_TICKETS, WIDTH, draw_below_head};
use crate::format::Rate;

const LEGEND: i32 = 26;
const NAME: i32 = 24;
const PLOT: i32 = 96;
const FIGURES: i32 = 30;
const QUARTERS: i32 = 40;
/// A rate with a little room.
const RATE: i32 = 48;
/// The scale stands before the first, the quarters between them.
const FROM: i32 = 44;
const TO: i32 = 720;

/// On which side of its limits a rate lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// Within, or without limits.
    Within,
    /// Below the lower limit.
    Below,
    /// Above the upper limit.
    Above,
}

/// One group of one quarter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Point {
    /// Its rate; `None` when nothing was decided.
    pub rate: Option<Rate>,
    /// So few tickets that the rate says little.
    pub is_small: bool,
    /// Lower and upper limit.
    pub limits: Option<(Rate, Rate)>,
    /// On which side of them it lies, decided on the counts.
    pub sign: Sign,
}

/// One group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Panel {
    /// Name.
    pub label: String,
    /// The rate that the limits lie around; `None` without limits.
    pub centre: Option<Rate>,
    /// One a quarter.
    pub points: Vec<Point>,
}

/// One panel a group, one point a quarter with its rate below it: within its limits a circle (hollow when small), below them
/// a cross, above them a triangle. Each panel has its own scale, which does not begin at 0. Names are `2026-TW1` or, of months,
/// `2026-Mar`; where there are so many that their rates would touch, only the last and those outside their limits have one.
pub fn control(
    caption: &Caption,
    quarters: &[String],
    panels: &[Panel],
) -> Result<String, ChartError> {
    let panel_height = NAME + PLOT + FIGURES;
    let is_empty = quarters.is_empty() || panels.is_empty();
    let height = if is_empty {
        EMPTY
    } else {
        LEGEND + panels.len() as i32 * panel_height + QUARTERS
    };
    let nothing = is_empty.then_some((NO_TICKETS, EMPTY));
    draw_below_head(caption, height, nothing, |canvas, head| {
        legend(canvas, head + 8)?;
        let mut top = head + LEGEND;
        for panel in panels {
            draw_panel(canvas, panel, quarters.len(), top)?;
            top += panel_height;
        }
        for (i, quarter) in quarters.iter().enumerate() {
            // "2026-TW1": the year only where it changes, for twelve must stand side by side.
            let (year, number) = quarter.split_once('-').unwrap_or(("", quarter));
            let x = middle(i, quarters.len());
            canvas.text((x, top + 8), Align::Middle, Type::NOTE, number)?;
            let before = i.checked_sub(1).map(|i| quarters[i].as_str());
            if !before.is_some_and(|before| before.starts_with(year)) {
                canvas.text((x, top + 23), Align::Middle, Type::NOTE, year)?;
            }
        }
        Ok(())
    })
}

fn legend(canvas: &Canvas<'_>, y: i32) -> Result<(), ChartError> {
    let mut x = 6;
    let mut name = |draw: &dyn Fn(i32) -> Result<(), ChartError>, words: &str| {
        draw(x)?;
        canvas.text((x + 14, y), Align::Start, Type::NOTE, words)?;
        x += 14 + Type::NOTE.width(words) + 20;
        Ok::<(), ChartError>(())
    };
    name(&|x| canvas.circle((x, y), 4, BLUE, true), "dalam batas")?;
    name(
        &|x| canvas.circle((x, y), 4, BLUE, false),
        "kurang dari 30 tiket diputus",
    )?;
    name(
        &|x| canvas.mark((x, y), Mark::Cross, BREACHED),
        "di bawah batas",
    )?;
    name(
        &|x| canvas.mark((x, y), Mark::Triangle, MET),
        "di atas batas",
    )?;
    name(
        &|x| canvas.dashed((x - 6, x + 8), y, MUTED),
        "batas kendali",
    )
}

/// The middle of the place of a quarter.
fn middle(i: usize, all: usize) -> i32 {
    let (i, all) = (i as i32, all.max(1) as i32);
    FROM + (TO - FROM) * (2 * i + 1) / (2 * all)
}

/// Lowest and highest rate of the scale, multiples of 5% that hold every point and limit.
fn scale(panel: &Panel) -> (i32, i32) {
    let rates = panel.points.iter().flat_map(|point| {
        let (low, high) = point.limits.unzip();
        [point.rate, low, high].into_iter().flatten()
    });
    let rates: Vec<i32> = rates.map(|rate| rate.0).collect();
    let low = rates.iter().min().map_or(0, |low| low / 500 * 500);
    let high = rates
        .iter()
        .max()
        .map_or(10_000, |high| ((high + 499) / 500 * 500).min(10_000));
    (low.min(high - 500).max(0), high.max(500))
}

fn draw_panel(
    canvas: &Canvas<'_>,
    panel: &Panel,
    quarters: usize,
    top: i32,
) -> Result<(), ChartError> {
    let (low, high) = scale(panel);
    let (ceiling, floor) = (top + NAME, top + NAME + PLOT - 8);
    let y = |rate: Rate| floor - (rate.0 - low) * (floor - ceiling) / (high - low).max(1);
    canvas.text((0, top + 10), Align::Start, Type::STRONG, &panel.label)?;
    for edge in [low, high] {
        let y = y(Rate(edge));
        canvas.line((FROM, y), (TO, y), 2, GRID)?;
        let words = format!("{}%", edge / 100);
        canvas.text((FROM - 6, y), Align::End, Type::NOTE, &words)?;
    }
    if let Some(centre) = panel.centre {
        let words = format!("rata-rata {centre}");
        canvas.text((TO, top + 10), Align::End, Type::NOTE, &words)?;
        canvas.line((FROM, y(centre)), (TO, y(centre)), 3, MUTED)?;
    }
    let half = (TO - FROM) / (2 * quarters.max(1) as i32);
    for (i, point) in panel.points.iter().enumerate() {
        let x = middle(i, quarters);
        if let Some((lower, upper)) = point.limits {
            for limit in [lower, upper] {
                canvas.dashed((x - half + 1, x + half - 1), y(limit), MUTED)?;
            }
        }
    }
    // A quarter without a decided ticket breaks the line.
    for (i, pair) in panel.points.windows(2).enumerate() {
        if let [Point { rate: Some(a), .. }, Point { rate: Some(b), .. }] = pair {
            let (from, to) = (middle(i, quarters), middle(i + 1, quarters));
            canvas.line((from, y(*a)), (to, y(*b)), 6, BLUE)?;
        }
    }
    let dense = 2 * half < RATE;
    for (i, point) in panel.points.iter().enumerate() {
        let at = (middle(i, quarters), y);
        let is_told = !dense || i + 1 == quarters || point.sign != Sign::Within;
        draw_point(canvas, point, at, is_told.then_some(top + NAME + PLOT + 6))?;
    }
    Ok(())
}

fn draw_point(
    canvas: &Canvas<'_>,
    point: &Point,
    (x, y): (i32, impl Fn(Rate) -> i32),
    figures: Option<i32>,
) -> Result<(), ChartError> {
    let Some(rate) = point.rate else {
        return match figures {
            Some(figures) => canvas.text((x, figures), Align::Middle, Type::NOTE, "-"),
            None => Ok(()),
        };
    };
    let at = (x, y(rate));
    let ink = match point.sign {
        Sign::Within => {
            canvas.circle(at, 5, BLUE, !point.is_small)?;
            MUTED
        }
        Sign::Below => {
            canvas.mark(at, Mark::Cross, BREACHED)?;
            INK
        }
        Sign::Above => {
            canvas.mark(at, Mark::Triangle, MET)?;
            INK
        }
    };
    let Some(figures) = figures else {
        return Ok(());
    };
    let look = Type {
        ink,
        bold: point.sign != Sign::Within,
        ..Type::NOTE
    };
    let words = rate.to_string();
    // In a narrow place at the edge it would be cut.
    let middle = x.min(WIDTH - look.width(&words) / 2 - 1);
    canvas.text((middle, figures), Align::Middle, look, &words)
}
