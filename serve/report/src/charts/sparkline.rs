//! A row of quarters as small as a line of text, for tiles.

use std::fmt::Write as _;

use super::ChartError;
use super::canvas::{Align, Canvas, Type};
use super::palette::{BLUE, INK, MUTED};

const SIZE: (i32, i32) = (132, 36);
/// Room for half a mark on every side.
const EDGE: i32 = 6;

/// One quarter of a sparkline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    /// Its name: `2026-TW1`.
    pub quarter: String,
    /// The figure in any whole unit, the same for all; `None` when there is none.
    pub value: Option<i64>,
    /// The figure as it is read: `97,25%`.
    pub text: String,
}

/// What is aimed at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Aim {
    /// In the unit of the figures.
    pub value: i64,
    /// As it is read: `95%`.
    pub text: String,
}

/// A sparkline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sparkline {
    /// Makes the ids of the picture unique on a page.
    pub id: String,
    /// What the figures are.
    pub title: String,
    /// Oldest first, a gap where a quarter has no figure.
    pub spots: Vec<Spot>,
    /// The target, if there is one.
    pub aim: Option<Aim>,
    /// Lowest and highest figure of the scale, so that tiles side by side can be compared; figures beyond it widen it. Without it
    /// the scale is as wide as the figures.
    pub scale: Option<(i64, i64)>,
}

impl Sparkline {
    /// Every figure in words, for readers that do not see the line.
    fn words(&self) -> String {
        let mut words = String::new();
        for (i, spot) in self.spots.iter().enumerate() {
            let comma = if i > 0 { "; " } else { "" };
            let text = if spot.value.is_some() {
                spot.text.as_str()
            } else {
                "tidak ada data"
            };
            let _ = write!(words, "{comma}{}: {text}", spot.quarter);
        }
        match &self.aim {
            Some(aim) => format!("{words}. Target {}.", aim.text),
            None => format!("{words}."),
        }
    }

    /// Lowest and highest of figures, target and scale.
    fn range(&self) -> (i64, i64) {
        let figures = self.spots.iter().filter_map(|spot| spot.value);
        let aim = self.aim.iter().map(|aim| aim.value);
        let scale = self.scale.iter().flat_map(|(low, high)| [*low, *high]);
        let all: Vec<i64> = figures.chain(aim).chain(scale).collect();
        let low = all.iter().min().copied().unwrap_or(0);
        let high = all.iter().max().copied().unwrap_or(0);
        (low, high)
    }
}

/// A line through the figures, broken where there is none, the target dashed behind it, the last figure marked: filled when it
/// is of the last quarter, hollow when that has none. No axis and no figures: those stand beside it.
pub fn sparkline(line: &Sparkline) -> Result<String, ChartError> {
    let (low, high) = line.range();
    let y = |value: i64| {
        let (top, bottom) = (EDGE, SIZE.1 - EDGE);
        let over = i128::from(value) - i128::from(low);
        let span = i128::from(high) - i128::from(low);
        if span == 0 {
            return i32::midpoint(top, bottom);
        }
        bottom - (over * i128::from(bottom - top) / span) as i32
    };
    // The newest stands at the right end, also when it is the only one.
    let before = line.spots.len().saturating_sub(1) as i32;
    let x = |i: usize| SIZE.0 - EDGE - (SIZE.0 - 2 * EDGE) * (before - i as i32) / before.max(1);
    Canvas::draw(&line.id, SIZE, &line.title, &line.words(), |canvas| {
        if let Some(aim) = &line.aim {
            canvas.dashed((0, SIZE.0), y(aim.value), MUTED)?;
        }
        for (i, pair) in line.spots.windows(2).enumerate() {
            if let [Some(a), Some(b)] = [pair[0].value, pair[1].value] {
                canvas.line((x(i), y(a)), (x(i + 1), y(b)), 6, BLUE)?;
            }
        }
        // A figure between two gaps has no line.
        let known = |i: Option<usize>| {
            i.and_then(|i| line.spots.get(i))
                .is_some_and(|spot| spot.value.is_some())
        };
        let newest = line.spots.iter().rposition(|spot| spot.value.is_some());
        for (i, spot) in line.spots.iter().enumerate() {
            let Some(value) = spot.value else { continue };
            if Some(i) == newest {
                canvas.circle((x(i), y(value)), 4, INK, i + 1 == line.spots.len())?;
            } else if !known(i.checked_sub(1)) && !known(Some(i + 1)) {
                canvas.circle((x(i), y(value)), 2, BLUE, true)?;
            }
        }
        if newest.is_none() {
            canvas.text(
                (EDGE, SIZE.1 / 2),
                Align::Start,
                Type::NOTE,
                "belum ada data",
            )?;
        }
        Ok(())
    })
}
