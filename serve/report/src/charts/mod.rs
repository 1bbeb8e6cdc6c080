//! Charts, drawn with plotters from plain figures: the same figures give the same bytes. The title of each states what
//! it shows; a description follows for readers that do not see it.
//!
//! # Layout
//!
//! - [`bars`], [`pareto`]: counts from the most to the least, and how much of all the first ones make
//! - [`burn`]: how much of an allowance is spent, one line a service
//! - [`control`]: rates of quarters with their control limits, one panel a group
//! - [`dots`]: rates with their 95% intervals, one line a service or channel
//! - [`stacked`]: tickets by verdict, one bar a priority
//! - [`timeline`]: the states of services through the quarter, one line a service
//! - [`waterfall`]: the flow of tickets through the quarter

mod bars;
mod burn;
mod canvas;
mod control;
mod dots;
mod palette;
mod stacked;
mod timeline;
mod waterfall;

pub use bars::{Bar, bars, pareto};
pub use burn::{Burn, burn};
pub use canvas::ChartError;
pub use control::{Panel, Point, Sign, control};
pub use dots::dots;
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

/// Draws title and subtitle from the top of the sheet.
fn draw_head(canvas: &Canvas<'_>, caption: &Caption) -> Result<(), ChartError> {
    let mut y = if caption.is_titled { 14 } else { 10 };
    for line in caption.title_lines() {
        canvas.text((0, y), Align::Start, Type::TITLE, &line)?;
        y += 22;
    }
    for line in Type::NOTE.wrap(&caption.subtitle, WIDTH) {
        canvas.text((0, y), Align::Start, Type::NOTE, &line)?;
        y += 16;
    }
    Ok(())
}

/// What stands in place of a chart that has nothing to show.
fn draw_empty(canvas: &Canvas<'_>, y: i32) -> Result<(), ChartError> {
    let words = "Tidak ada tiket pada triwulan ini.";
    canvas.text((0, y), Align::Start, Type::BODY, words)
}

#[cfg(test)]
mod tests;
