//! Tables as the template reads them: the width of every column is known before Typst sets a letter, so that long
//! tables flow fast and no word runs over its column.

use serde_json::{Map, Value, json};

use super::letters::{BREAK, Face, legible, width};
use crate::model::{Align, Cell, Column, Paper, Row, RowKind, Table};

/// White at either side of a cell, in points.
const INSET: f64 = 3.5;
/// How far a part is set in, in points.
const INDENT: f64 = 9.0;
/// Sizes of letters, in points: the largest at which every word fits its column.
const SIZES: [f64; 4] = [8.5, 7.75, 7.0, 6.5];
/// Shares of the size of letters.
const DETAIL: f64 = 0.82;
const CODE: f64 = 0.92;
/// The part of their share that words keep where lengths of time stand on one line.
const EASE: f64 = 0.7;
/// A word may take so much of the paper before it is broken.
const WIDEST_WORD: f64 = 0.3;
/// A row of more lines may be divided between pages, for it might be higher than one.
const MOST_LINES: f64 = 24.0;

/// The room that a table has, in points.
#[derive(Clone, Copy)]
pub struct Room(f64);

impl Room {
    /// Left margin in points.
    pub const LEFT: f64 = 68.0;
    /// Right margin in points.
    pub const RIGHT: f64 = 56.0;

    /// Between the margins of upright or turned paper.
    pub const fn of(paper: Paper, turned: bool) -> Self {
        let (short, long) = match paper {
            Paper::A4 => (595.27, 841.88),
            Paper::Letter => (612.0, 792.0),
        };
        let across = if turned { long } else { short };
        Self(across - Self::LEFT - Self::RIGHT)
    }
}

/// A table without its number and notes.
pub fn table(table: &Table, room: Room) -> Value {
    let shown = table.shown();
    let columns: Vec<&Column> = shown.iter().map(|i| &table.columns[*i]).collect();
    let (widths, size) = widths(table, &shown, room);
    let rows = table.printed().iter();
    let rows: Vec<Value> = rows.map(|r| row(r, &shown, &widths, size)).collect();
    let source = match table.source.as_str() {
        "" => String::new(),
        model => format!("queries/models/{}.sql", legible(model)),
    };
    json!({
        "item": "table",
        "name": table.name,
        "caption": legible(&table.caption),
        "widths": widths,
        "aligns": columns.iter().map(|c| side(c.align)).collect::<Vec<_>>(),
        "head": head(&columns, &widths, size),
        "rows": rows,
        "size": size,
        "empty": legible(&table.empty),
        "source": source,
    })
}

/// One or two rows of headings.
fn head(columns: &[&Column], widths: &[f64], size: f64) -> Value {
    let title = |i: usize| breakable(&legible(&columns[i].title), Face::Bold, size, widths[i]);
    let cell = |text: String, across: usize, down: usize, align: &str| json!({ "text": text, "across": across, "down": down, "align": align });
    if columns.iter().all(|c| c.group.is_empty()) {
        let cells = (0..columns.len()).map(|i| cell(title(i), 1, 1, side(columns[i].align)));
        return json!([cells.collect::<Vec<_>>()]);
    }
    let (mut above, mut below) = (Vec::new(), Vec::new());
    let mut i = 0;
    while i < columns.len() {
        let column = columns[i];
        if column.group.is_empty() {
            above.push(cell(title(i), 1, 2, side(column.align)));
            i += 1;
            continue;
        }
        let same = columns[i..].iter().take_while(|c| c.group == column.group);
        let end = i + same.count();
        above.push(cell(legible(&column.group), end - i, 1, "center"));
        below.extend((i..end).map(|i| cell(title(i), 1, 1, side(columns[i].align))));
        i = end;
    }
    json!([above, below])
}

fn row(row: &Row, shown: &[usize], widths: &[f64], size: f64) -> Value {
    if row.kind == RowKind::Group {
        let title = row.cells.first().map(Cell::text).unwrap_or_default();
        return json!({ "kind": "group", "text": legible(&title) });
    }
    let mut lines: f64 = 1.0;
    let cells: Vec<Value> = shown
        .iter()
        .zip(widths)
        .enumerate()
        .map(|(place, (i, width))| {
            let indent = if place == 0 && row.kind == RowKind::Part {
                INDENT
            } else {
                0.0
            };
            let inner = width - 2.0 * INSET - indent;
            let (value, height) = cell(&row.cells[*i], row.kind, inner, size);
            lines = lines.max(height);
            value
        })
        .collect();
    json!({ "kind": row.kind, "cells": cells, "long": lines > MOST_LINES })
}

/// A cell, and about how many lines it takes.
fn cell(cell: &Cell, kind: RowKind, inner: f64, size: f64) -> (Value, f64) {
    let (face, size) = face(cell, kind, size);
    let text = legible(&cell.text());
    let detail = legible(&cell.detail());
    let across = width(&text, size, face);
    let small = width(&detail, size * DETAIL, Face::Regular);
    let newlines = text.matches('\n').count() + detail.matches('\n').count();
    let lines = ((across + small) / inner.max(1.0)).mul_add(1.2, 2.0) + newlines as f64;

    let mut value = Map::new();
    if across > inner && is_measure(cell) {
        value.insert("kept".to_owned(), kept(&text).into());
    } else {
        value.insert("text".to_owned(), fitted(&text, face, size, inner).into());
    }
    if !detail.is_empty() {
        let detail = fitted(&detail, Face::Regular, size * DETAIL, inner);
        value.insert("detail".to_owned(), detail.into());
    }
    if let Some(status) = cell.status() {
        value.insert("shape".to_owned(), status.shape().into());
        value.insert("colour".to_owned(), status.colour().into());
        if matches!(cell, Cell::Heat { .. }) {
            value.insert("fill".to_owned(), status.tint().into());
        }
    }
    if matches!(cell, Cell::Code { .. }) {
        value.insert("mono".to_owned(), true.into());
    }
    // Most cells are words and nothing else.
    let plain = value.len() == 1 && value.contains_key("text");
    let value = if plain {
        value.remove("text").unwrap_or_default()
    } else {
        Value::Object(value)
    };
    (value, lines)
}

fn face(cell: &Cell, kind: RowKind, size: f64) -> (Face, f64) {
    match (cell, kind) {
        (Cell::Code { .. }, _) => (Face::Mono, size * CODE),
        (_, RowKind::Total | RowKind::Group) => (Face::Bold, size),
        _ => (Face::Regular, size),
    }
}

/// Numbers with units.
const fn is_measure(cell: &Cell) -> bool {
    is_length(cell) || matches!(cell, Cell::Instant { .. } | Cell::Date { .. })
}

/// Lengths of time.
const fn is_length(cell: &Cell) -> bool {
    matches!(cell, Cell::Duration { .. } | Cell::Allowance { .. })
}

/// Pieces between which the line may end: a number stays with its unit, as in "2 jam | 15 menit".
fn kept(text: &str) -> Vec<String> {
    let is_number = |word: &str| word.starts_with(|c: char| c.is_ascii_digit());
    let mut pieces: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match pieces.last_mut() {
            Some(last) if is_number(last) && !last.contains(' ') && !is_number(word) => {
                last.push(' ');
                last.push_str(word);
            }
            _ => pieces.push(word.to_owned()),
        }
    }
    pieces
}

fn breakable(text: &str, face: Face, size: f64, column: f64) -> String {
    fitted(text, face, size, column - 2.0 * INSET)
}

/// `text` with places to end the line in every word that is wider than `inner`.
fn fitted(text: &str, face: Face, size: f64, inner: f64) -> String {
    if words(text).all(|word| width(word, size, face) <= inner) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len() + 8);
    let mut line = 0.0;
    for letter in text.chars() {
        let advance = width(letter.encode_utf8(&mut [0; 4]), size, face);
        if letter.is_whitespace() {
            line = 0.0;
        } else if line + advance > inner && line > 0.0 {
            out.push(BREAK);
            line = advance;
        } else {
            line += advance;
        }
        out.push(letter);
    }
    out
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(char::is_whitespace)
}

/// The width of every shown column in points, and the size of letters at which their words fit. Lengths of time stand on
/// one line, at letters a little smaller if need be, as long as words keep most of their share; else they are divided
/// between their units.
fn widths(table: &Table, shown: &[usize], room: Room) -> (Vec<f64>, f64) {
    let columns: Vec<&Column> = shown.iter().map(|i| &table.columns[*i]).collect();
    let weights: Vec<f64> = columns.iter().map(|c| f64::from(c.weight.max(1))).collect();
    let weight: f64 = weights.iter().sum();
    let (whole, divided) = (needs(table, shown, true), needs(table, shown, false));
    let attempts = SIZES[..2].iter().map(|size| (*size, &whole, EASE));
    let attempts = attempts.chain(SIZES.iter().map(|size| (*size, &divided, 0.0)));
    let mut last = (Vec::new(), SIZES[0]);
    for (size, needs, ease) in attempts {
        let floors = needs.iter().zip(&columns).zip(&weights);
        let floors: Vec<f64> = floors
            .map(|((need, column), own)| {
                let floor = (need * size).min(room.0 * WIDEST_WORD) + 2.0 * INSET + 0.5;
                match column.align {
                    Align::Start => floor.max(ease * own / weight * room.0),
                    Align::Middle | Align::End => floor,
                }
            })
            .collect();
        let most: f64 = floors.iter().sum();
        last = (share(&weights, &floors, room.0), size);
        if most <= room.0 {
            break;
        }
    }
    last
}

/// What of every shown column must stand on one line, in letters of one point: the widest word, and with `whole` the
/// widest length of time.
fn needs(table: &Table, shown: &[usize], whole: bool) -> Vec<f64> {
    let widest = |text: &str, points: f64, face: Face| {
        words(text)
            .map(|word| width(word, points, face))
            .fold(0.0, f64::max)
    };
    shown
        .iter()
        .enumerate()
        .map(|(place, i)| {
            let title = widest(&table.columns[*i].title, 1.0, Face::Bold);
            let rows = table.printed().iter();
            let rows = rows.filter(|r| r.kind != RowKind::Group);
            rows.fold(title, |most, row| {
                let cell = &row.cells[*i];
                let (face, points) = face(cell, row.kind, 1.0);
                let text = cell.text();
                let mut need = if whole && is_length(cell) {
                    width(&text, points, face)
                } else if is_measure(cell) {
                    let pieces = kept(&text);
                    let pieces = pieces.iter().map(|piece| width(piece, points, face));
                    pieces.fold(0.0, f64::max)
                } else {
                    widest(&text, points, face)
                };
                if cell.status().is_some() {
                    need += 1.1;
                }
                if place == 0 && row.kind == RowKind::Part {
                    need += INDENT / SIZES[0];
                }
                let detail = widest(&cell.detail(), DETAIL * points, Face::Regular);
                most.max(need).max(detail)
            })
        })
        .collect()
}

/// `room` by weight, but no column less than its floor; where the floors do not fit, by floor.
fn share(weights: &[f64], floors: &[f64], room: f64) -> Vec<f64> {
    let all: f64 = floors.iter().sum();
    if all >= room {
        return floors.iter().map(|floor| floor * room / all).collect();
    }
    let mut fixed = vec![false; weights.len()];
    loop {
        let (mut left, mut weight) = (room, 0.0);
        for i in 0..weights.len() {
            if fixed[i] {
                left -= floors[i];
            } else {
                weight += weights[i];
            }
        }
        let narrow: Vec<usize> = (0..weights.len())
            .filter(|i| !fixed[*i] && weights[*i] / weight * left < floors[*i])
            .collect();
        if narrow.is_empty() {
            let widths = (0..weights.len()).map(|i| {
                if fixed[i] {
                    floors[i]
                } else {
                    weights[i] / weight * left
                }
            });
            return widths.collect();
        }
        for i in narrow {
            fixed[i] = true;
        }
    }
}

const fn side(align: Align) -> &'static str {
    match align {
        Align::Start => "left",
        Align::End => "right",
        Align::Middle => "center",
    }
}
