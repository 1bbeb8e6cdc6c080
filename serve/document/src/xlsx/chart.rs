//! Native charts.

use rust_xlsxwriter::{
    Chart as Drawing, ChartAxis, ChartAxisCrossing, ChartFont, ChartFormat, ChartLegendPosition,
    ChartLine, ChartMarker, ChartMarkerType, ChartSeries, ChartSolidFill, ChartType, Color,
    Worksheet,
};

use super::look;
use super::sheet::Extent;
use super::{Place, refused};
use crate::error::DocumentError;
use crate::model::{Cell, ChartKind, Figure, Value};

/// Excel takes no longer words for a picture, and rust_xlsxwriter drops them whole.
const MOST_ALT: usize = 255;
/// Pixels.
const WIDTH: u32 = 720;
const LOWEST: u32 = 320;
const HIGHEST: u32 = 900;
/// Of a row, at least.
const ROW: u32 = 20;

/// Figures that are no verdict (Okabe-Ito).
const PALETTE: [u32; 6] = [
    0x00_72B2, 0xE6_9F00, 0x56_B4E9, 0xCC_79A7, 0x00_9E73, 0xD5_5E00,
];

/// Draws a figure right of its table, from `row`; how many rows it takes.
pub(super) fn insert(
    sheet: &mut Worksheet,
    figure: &Figure,
    place: &Place<'_>,
    extent: &Extent,
    row: u32,
) -> Result<u32, DocumentError> {
    let Some(chart) = &figure.chart else {
        return Ok(0);
    };
    let column = |key: &str| {
        let at = place.table.columns.iter().position(|c| c.key == key);
        let found = at.and_then(|i| extent.column(i).map(|column| (i, column)));
        found.ok_or_else(|| DocumentError::Dangling(format!("{}.{key}", chart.table)))
    };
    let (_, categories) = column(&chart.category)?;
    // Nothing to draw: the sheet says so itself.
    if extent.last == extent.header || chart.series.is_empty() {
        return Ok(0);
    }
    let range = |column: u16| {
        let (first, last) = (extent.header + 1, extent.last);
        (place.sheet.as_str(), first, column, last, column)
    };
    let (kind, line) = match chart.kind {
        ChartKind::Bar => (ChartType::Bar, false),
        ChartKind::StackedBar => (ChartType::BarStacked, false),
        ChartKind::Column | ChartKind::Pareto => (ChartType::Column, false),
        ChartKind::Line => (ChartType::Line, true),
    };
    let lying = matches!(chart.kind, ChartKind::Bar | ChartKind::StackedBar);
    let mut drawing = Drawing::new(kind);
    let mut second = None;
    for (i, key) in chart.series.iter().enumerate() {
        let (place_of, at) = column(key)?;
        let mut series = ChartSeries::new();
        series
            .set_categories(range(categories))
            .set_values(range(at))
            .set_name(literal(&place.table.columns[place_of].title).as_str());
        // `push_series` would take the shapes off a line.
        let pareto_line = chart.kind == ChartKind::Pareto && i > 0;
        let colour = Color::RGB(colour(key, i));
        if line || pareto_line {
            stroke(&mut series, colour, i);
        } else {
            fill(&mut series, colour, chart.kind);
        }
        let percent = is_percent(place, place_of);
        if pareto_line {
            series.set_secondary_axis(true);
            let other = second.get_or_insert_with(|| Drawing::new(ChartType::Line));
            *other.add_series() = series;
            if percent {
                // The library looks for the second axis at the first chart.
                for axis in [drawing.y2_axis(), other.y2_axis()] {
                    axis.set_min(0).set_max(1).set_num_format("0%");
                }
            }
        } else {
            *drawing.add_series() = series;
            let axis = value_axis(&mut drawing, lying);
            axis.set_num_format(if percent { "0%" } else { "#,##0" });
            // Bars and columns begin at 0; lines may not.
            if !line {
                axis.set_min(0);
                if percent {
                    axis.set_max(1);
                }
            }
        }
    }
    if let Some(other) = &second {
        drawing.combine(other);
    }
    let rows = extent.last - extent.header;
    if lying {
        // The first row on top, and the figures still below.
        drawing
            .y_axis()
            .set_reverse()
            .set_crossing(ChartAxisCrossing::Max);
    }
    let height = if lying {
        (rows.saturating_mul(24) + 130).clamp(LOWEST, HIGHEST)
    } else {
        LOWEST + 40
    };
    dress(&mut drawing, figure, lying, chart.series.len() > 1);
    drawing.set_width(WIDTH).set_height(height);
    sheet
        .insert_chart(row, extent.columns + 1, &drawing)
        .map_err(refused)?;
    Ok(height / ROW + 2)
}

/// Title, letters, lines and legend.
fn dress(drawing: &mut Drawing, figure: &Figure, lying: bool, legend: bool) {
    let mut font = ChartFont::new();
    font.set_size(9).set_color(Color::RGB(look::INK));
    let mut title = ChartFont::new();
    title
        .set_size(12)
        .set_bold()
        .set_color(Color::RGB(look::INK));
    let mut grid = ChartLine::new();
    grid.set_color(Color::RGB(look::GRID)).set_width(0.75);
    drawing
        .title()
        .set_name(literal(&figure.caption).as_str())
        .set_font(&title);
    drawing.x_axis().set_font(&font).set_major_gridlines(false);
    drawing.y_axis().set_font(&font).set_major_gridlines(false);
    value_axis(drawing, lying)
        .set_major_gridlines(true)
        .set_major_gridlines_line(&grid);
    drawing
        .legend()
        .set_position(ChartLegendPosition::Bottom)
        .set_font(&font);
    if !legend {
        drawing.legend().set_hidden();
    }
    let alt = look::within(&figure.alt, MOST_ALT);
    drawing.set_name(&figure.name).set_alt_text(alt.as_ref());
}

/// The axis of the figures: the lower one where the bars lie.
fn value_axis(drawing: &mut Drawing, lying: bool) -> &mut ChartAxis {
    if lying {
        drawing.x_axis()
    } else {
        drawing.y_axis()
    }
}

fn fill(series: &mut ChartSeries, colour: Color, kind: ChartKind) {
    let mut fill = ChartSolidFill::new();
    fill.set_color(colour);
    let mut format = ChartFormat::new();
    format.set_solid_fill(&fill);
    series.set_format(&mut format).set_gap(60);
    if kind == ChartKind::StackedBar {
        series.set_overlap(100);
    }
}

/// A line with a shape of its own, that two lines are told apart without their colours.
fn stroke(series: &mut ChartSeries, colour: Color, place: usize) {
    let shapes = [
        ChartMarkerType::Circle,
        ChartMarkerType::Square,
        ChartMarkerType::Triangle,
        ChartMarkerType::Diamond,
    ];
    let mut line = ChartLine::new();
    line.set_color(colour).set_width(2);
    let mut format = ChartFormat::new();
    format.set_line(&line);
    let mut fill = ChartSolidFill::new();
    fill.set_color(colour);
    let mut dot = ChartFormat::new();
    dot.set_solid_fill(&fill);
    let mut marker = ChartMarker::new();
    marker
        .set_type(shapes[place % shapes.len()])
        .set_size(6)
        .set_format(&mut dot);
    series.set_format(&mut format).set_marker(&marker);
}

/// Verdicts have their colours, as in the pictures; other figures the palette.
fn colour(key: &str, place: usize) -> u32 {
    match key {
        "met" | "reached" => 0x00_9E73,
        "breached" | "missed" => 0xD5_5E00,
        "overdue" => 0xCC_79A7,
        "running" => 0x56_B4E9,
        "warning" => 0xE6_9F00,
        "unknown" | "target" => look::MUTED,
        _ => PALETTE[place % PALETTE.len()],
    }
}

fn is_percent(place: &Place<'_>, column: usize) -> bool {
    let cells = place.table.rows.iter().filter_map(|r| r.cells.get(column));
    cells
        .map(Cell::value)
        .any(|value| matches!(value, Value::Ratio(..)))
}

/// Words that the library does not take for a reference to cells.
fn literal(words: &str) -> String {
    if words.starts_with('=') || words.contains('!') {
        format!("\u{200b}{}", words.replace('!', "\u{ff01}"))
    } else {
        words.to_owned()
    }
}
