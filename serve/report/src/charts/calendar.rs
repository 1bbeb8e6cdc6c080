//! The days of a year and what was up on them.

use std::collections::BTreeMap;

use chrono::{Datelike, Days, NaiveDate};

use super::canvas::{Align, Type};
use super::drawing::Drawing;
use super::palette::{BLUE, BREACHED, INK, MUTED, PAPER};
use super::{Caption, WIDTH, head_height, head_lines};
use crate::format::{month, weekday_date};

const CELL: (i32, i32) = (24, 28);
const MONTHS_A_ROW: i32 = 4;
const GAP: i32 = (WIDTH - MONTHS_A_ROW * 7 * CELL.0) / (MONTHS_A_ROW - 1);
/// Name of the month and letters of the days of the week.
const NAMES: i32 = 38;
const BLOCK: i32 = NAMES + 6 * CELL.1 + 8;
const LEGEND: i32 = 20;

/// Days of the week, from Monday.
const WEEK: [&str; 7] = ["Sn", "Sl", "Rb", "Km", "Jm", "Sb", "Mg"];

/// How a service did on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DayState {
    /// Up whenever it had to be.
    Up,
    /// Down for a part of it.
    Partly,
    /// Down whenever it had to be up.
    Down,
    /// Nobody knows of some of it, and nothing is known to have been down.
    Unknown,
    /// Up but for maintenance that was announced.
    Planned,
    /// Not in service.
    Outside,
}

impl DayState {
    const ALL: [(Self, &'static str); 6] = [
        (Self::Up, "tersedia"),
        (Self::Partly, "sebagian tidak tersedia"),
        (Self::Down, "tidak tersedia"),
        (Self::Unknown, "data kurang"),
        (Self::Planned, "pemeliharaan terencana"),
        (Self::Outside, "tidak beroperasi"),
    ];

    /// In words.
    pub fn word(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(state, _)| *state == self)
            .map_or("", |(_, word)| word)
    }
}

/// One day, from 00.00 to 24.00 WIB.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Day {
    /// The day.
    pub day: NaiveDate,
    /// How it went.
    pub state: DayState,
    /// Its exact figures, as `tidak tersedia 3.723 detik`; the date goes before it.
    pub words: String,
    /// Where to look further.
    pub href: Option<String>,
}

/// A block a month and a cell a day, with the shapes of the timeline: up a low bar, down a tall one (half of it when down for a part), unknown an
/// outline, planned a line between two ticks; a dot in place of the number when not in service. A day without an entry has its number alone.
pub fn calendar(caption: &Caption, year: i32, days: &[Day]) -> String {
    let head = head_height(caption);
    let legend = legend();
    let top = head + legend.last().map_or(0, |(at, _)| at.1 + LEGEND);
    let mut drawing = Drawing::new((WIDTH, top + 12 / MONTHS_A_ROW * BLOCK));
    for (at, look, line) in head_lines(caption) {
        drawing.text(at, Align::Start, look, &line);
    }
    for ((x, y), (state, word)) in legend {
        let middle = head + y + LEGEND / 2;
        shape(&mut drawing, state, (x, middle - 18));
        if state == DayState::Outside {
            drawing.text((x + 12, middle), Align::Middle, Type::NOTE, "·");
        }
        drawing.text((x + 28, middle), Align::Start, Type::NOTE, word);
    }
    let days: BTreeMap<NaiveDate, &Day> = days.iter().map(|day| (day.day, day)).collect();
    for number in 1..=12 {
        let place = number as i32 - 1;
        let left = place % MONTHS_A_ROW * (7 * CELL.0 + GAP);
        let top = top + place / MONTHS_A_ROW * BLOCK;
        block(&mut drawing, (left, top), (year, number), &days);
    }
    drawing.finish(&caption.id, &caption.title, &caption.description)
}

/// Left and top.
type Place = (i32, i32);

/// Where each state of the legend stands below the head, in as many lines as it takes.
fn legend() -> Vec<(Place, (DayState, &'static str))> {
    let (mut x, mut y) = (0, 0);
    let place = |(state, word)| {
        let width = 28 + Type::NOTE.width(word);
        if x + width > WIDTH {
            (x, y) = (0, y + LEGEND);
        }
        let at = (x, y);
        x += width + 18;
        (at, (state, word))
    };
    DayState::ALL.into_iter().map(place).collect()
}

fn block(
    drawing: &mut Drawing,
    (left, top): (i32, i32),
    (year, number): (i32, u32),
    days: &BTreeMap<NaiveDate, &Day>,
) {
    drawing.text(
        (left + 4, top + 12),
        Align::Start,
        Type::STRONG,
        month(number),
    );
    for (i, name) in WEEK.iter().enumerate() {
        let at = (left + i as i32 * CELL.0 + CELL.0 / 2, top + 29);
        drawing.text(
            at,
            Align::Middle,
            Type {
                size: 10,
                ..Type::NOTE
            },
            name,
        );
    }
    let Some(first) = NaiveDate::from_ymd_opt(year, number, 1) else {
        return;
    };
    let before = first.weekday().num_days_from_monday() as i32;
    let of_month = |i: u64| {
        first
            .checked_add_days(Days::new(i))
            .filter(|day| day.month() == number)
    };
    for (i, day) in (0..31).map_while(of_month).enumerate() {
        let place = before + i as i32;
        let at = (left + place % 7 * CELL.0, top + NAMES + place / 7 * CELL.1);
        match days.get(&day) {
            Some(told) => {
                let words = format!("{}: {}", weekday_date(day), told.words);
                drawing.told(&words, told.href.as_deref(), |drawing| {
                    cell(drawing, at, day, Some(told.state));
                });
            }
            None => cell(drawing, at, day, None),
        }
    }
}

fn cell(drawing: &mut Drawing, at: (i32, i32), day: NaiveDate, state: Option<DayState>) {
    // All of it answers the pointer, not the strokes alone.
    drawing.rect((at.0 + 1, at.1), (at.0 + CELL.0 - 1, at.1 + CELL.1), PAPER);
    let look = match state {
        Some(DayState::Partly | DayState::Down) => Type {
            size: 10,
            ink: INK,
            bold: true,
        },
        _ => Type {
            size: 10,
            ..Type::NOTE
        },
    };
    let number = match state {
        Some(DayState::Outside) => "·".to_owned(),
        _ => day.day().to_string(),
    };
    drawing.text((at.0 + CELL.0 / 2, at.1 + 7), Align::Middle, look, &number);
    if let Some(state) = state {
        shape(drawing, state, at);
    }
}

/// The shape of a state in the lower part of the cell whose corner is given.
fn shape(drawing: &mut Drawing, state: DayState, (left, top): (i32, i32)) {
    let (from, to, ceiling, floor) = (left + 3, left + 21, top + 13, top + 23);
    match state {
        DayState::Up => drawing.rect((from, floor - 3), (to, floor), BLUE),
        DayState::Partly => {
            drawing.rect((from, floor - 3), (from + 9, floor), BLUE);
            drawing.rect((from + 9, ceiling), (to, floor), BREACHED);
        }
        DayState::Down => drawing.rect((from, ceiling), (to, floor), BREACHED),
        DayState::Unknown => {
            let corners = [
                (from + 1, ceiling + 1),
                (to - 1, ceiling + 1),
                (to - 1, floor - 1),
                (from + 1, floor - 1),
                (from + 1, ceiling + 1),
            ];
            drawing.path(&corners, MUTED);
        }
        DayState::Planned => {
            let middle = i32::midpoint(ceiling, floor);
            drawing.path(&[(from, middle), (to, middle)], MUTED);
            for x in [from, to] {
                drawing.path(&[(x, ceiling + 1), (x, floor - 1)], MUTED);
            }
        }
        DayState::Outside => {}
    }
}
