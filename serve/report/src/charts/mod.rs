//! Charts, drawn from plain figures, most of them with plotters: the same figures give the same bytes. The title of each states what
//! it shows; a description follows for readers that do not see it.
//!
//! # Layout
//!
//! - [`bars`], [`pareto`]: counts from the most to the least, and how much of all the first ones make
//! - [`burn`]: how much of an allowance is spent, one line a service
//! - [`calendar`]: the days of a year, for pages: its cells are links
//! - [`control`]: rates of quarters or months with their control limits, one panel a group
//! - [`dots`]: rates with their 95% intervals, one line a service or channel
//! - [`ecdf`]: how much of their norm tickets took
//! - [`sparkline`]: the last quarters as small as a line of text
//! - [`stacked`]: tickets by verdict, one bar a priority
//! - [`timeline`]: the states of services through the quarter, one line a service
//! - [`waterfall`]: the flow of tickets through the quarter

mod bars;
mod burn;
mod calendar;
mod canvas;
mod control;
mod dots;
mod drawing;
mod ecdf;
mod palette;
mod sparkline;
mod stacked;
mod timeline;
mod waterfall;

pub use bars::{Bar, bars, pareto};
pub use burn::{Burn, burn};
pub use calendar::{Day, DayState, calendar};
pub use canvas::ChartError;
pub use control::{Panel, Point, Sign, control};
pub use dots::dots;
pub use ecdf::{Distribution, ecdf, parts};
pub use sparkline::{Aim, Sparkline, Spot, sparkline};
pub use stacked::stacked;
pub use timeline::{Lane, Shown, Span, Stretch, timeline};
pub use waterfall::{Flow, waterfall};

use crate::counts::Counts;

/// Width of every chart in pixels: the text width of an A4 page at 96 dpi.
const WIDTH: i32 = 720;

/// What a chart is called and says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caption {
    /// Makes the ids of the picture unique on a page: letters, digits and hyphens.
    pub id: String,
    /// The finding, in one sentence.
    pub title: String,
    /// What is drawn, in a few words; stands below the title.
    pub subtitle: String,
    /// One sentence for readers that do not see the picture.
    pub description: String,
    /// The title stands in the picture; in a document the caption outside has it.
    pub is_titled: bool,
}

impl Caption {
    /// The lines of the title that are drawn.
    fn title_lines(&self) -> Vec<String> {
        if self.is_titled {
            Type::TITLE.wrap(&self.title, WIDTH)
        } else {
            Vec::new()
        }
    }
}

/// One line of a chart: a service, channel or priority.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Name.
    pub label: String,
    /// Its norm, or another remark.
    pub detail: String,
    /// Its tickets by verdict.
    pub counts: Counts,
}

use canvas::{Align, Canvas, Type};

/// Height taken by title and subtitle.
fn head_height(caption: &Caption) -> i32 {
    10 + caption.title_lines().len() as i32 * 22
        + Type::NOTE.wrap(&caption.subtitle, WIDTH).len() as i32 * 16
        + 10
}

/// The lines of title and subtitle from the top of the sheet: where they begin, how they look.
fn head_lines(caption: &Caption) -> Vec<((i32, i32), Type, String)> {
    let mut y = if caption.is_titled { 14 } else { 10 };
    let mut lines = Vec::new();
    for line in caption.title_lines() {
        lines.push(((0, y), Type::TITLE, line));
        y += 22;
    }
    for line in Type::NOTE.wrap(&caption.subtitle, WIDTH) {
        lines.push(((0, y), Type::NOTE, line));
        y += 16;
    }
    lines
}

/// Draws title and subtitle.
fn draw_head(canvas: &Canvas<'_>, caption: &Caption) -> Result<(), ChartError> {
    for (at, look, line) in head_lines(caption) {
        canvas.text(at, Align::Start, look, &line)?;
    }
    Ok(())
}

/// Stands in place of a chart of tickets that has nothing to show.
const NO_TICKETS: &str = "Tidak ada tiket pada triwulan ini.";
/// Height of a chart without lines that has nothing to show.
const EMPTY: i32 = 38;

/// A chart of `height` below its title and subtitle, which `paint` draws from where they end. With `nothing` to show its
/// words stand in the middle of that many pixels instead.
fn draw_below_head(
    caption: &Caption,
    height: i32,
    nothing: Option<(&str, i32)>,
    paint: impl FnOnce(&Canvas<'_>, i32) -> Result<(), ChartError>,
) -> Result<String, ChartError> {
    let head = head_height(caption);
    Canvas::draw(
        &caption.id,
        (WIDTH, head + height),
        &caption.title,
        &caption.description,
        |canvas| {
            draw_head(canvas, caption)?;
            match nothing {
                Some((words, row)) => {
                    canvas.text((0, head + row / 2), Align::Start, Type::BODY, words)
                }
                None => paint(canvas, head),
            }
        },
    )
}

#[cfg(test)]
mod page_tests;
#[cfg(test)]
mod tests;
