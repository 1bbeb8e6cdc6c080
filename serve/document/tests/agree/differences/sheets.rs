//! XLSX and CSV: typed values, with the numerators and denominators of rates.

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use norma_document::{Cell, Document, Row, RowKind, Table, Value};
use norma_rules::Zone;

/// Numerator and denominator of a rate, also of 0 of 0.
fn counts(cell: &Cell) -> Option<(i64, i64)> {
    match cell {
        Cell::Rate { part, whole, .. } | Cell::Heat { part, whole, .. } => Some((*part, *whole)),
        _ => None,
    }
}

/// Columns of rates whose counts stand beside them.
fn of_rates(table: &Table) -> Vec<usize> {
    let is_rate = |i: &usize| {
        table
            .rows
            .iter()
            .any(|row| counts(&row.cells[*i]).is_some())
    };
    (0..table.columns.len()).filter(is_rate).collect()
}

/// Rows of figures: headings over rows became a column.
fn lines(table: &Table) -> Vec<&Row> {
    let rows = table.rows.iter();
    rows.filter(|row| row.kind != RowKind::Group).collect()
}

/// What the sheets say otherwise.
pub fn xlsx(document: &Document, bytes: &[u8]) -> Vec<String> {
    let mut workbook = Xlsx::new(Cursor::new(bytes.to_vec())).unwrap();
    let mut out = Vec::new();
    for (i, table) in document.tables().into_iter().enumerate() {
        let begins = format!("T{} ", i + 1);
        let names = workbook.sheet_names();
        let Some(name) = names.iter().find(|name| name.starts_with(&begins)) else {
            out.push(format!("{} has no sheet", table.name));
            continue;
        };
        let range = workbook.worksheet_range(name).unwrap();
        let (height, width) = range.end().map_or((0, 0), |(r, c)| (r + 1, c + 1));
        let row_of = |row: u32| -> Vec<Data> {
            let cell = |column| range.get_value((row, column)).cloned();
            (0..width).map(|c| cell(c).unwrap_or(Data::Empty)).collect()
        };
        let rows: Vec<Vec<Data>> = (0..height).map(row_of).collect();
        sheet(table, &rows, &mut out);
    }
    out
}

fn sheet(table: &Table, rows: &[Vec<Data>], out: &mut Vec<String>) {
    let shown = table.shown();
    let first = &table.columns[shown[0]].title;
    let title = |data: &Data| {
        data.to_string()
            .lines()
            .next()
            .unwrap_or_default()
            .to_owned()
    };
    let is_head = |row: &&Vec<Data>| {
        let begins = title(&row[0]);
        begins == "Kelompok" || begins == *first
    };
    // The row of headings is the fourth or fifth, below the caption.
    let Some(head) = rows.iter().skip(3).find(is_head) else {
        out.push(format!("{} has no headings", table.name));
        return;
    };
    let below = rows.iter().skip_while(|row| *row != head).skip(1);
    let grouped = usize::from(table.rows.iter().any(|row| row.kind == RowKind::Group));
    let headings: Vec<String> = head.iter().map(ToString::to_string).collect();
    let mixed = headings.iter().any(|heading| heading == "Jenis baris");
    let printed = grouped + shown.len();
    let data_only = (0..table.columns.len()).filter(|i| !shown.contains(i));
    let places = shown
        .iter()
        .copied()
        .enumerate()
        .map(|(at, i)| (grouped + at, i));
    let kept = data_only
        .enumerate()
        .map(|(at, i)| (printed + usize::from(mixed) + at, i));
    let places: Vec<(usize, usize)> = places.chain(kept).collect();
    let mut beside: Vec<(usize, usize, bool)> = Vec::new();
    for i in of_rates(table) {
        let column = &table.columns[i];
        for (word, key, part) in [
            ("pembilang", "numerator", true),
            ("penyebut", "denominator", false),
        ] {
            let key = format!("{}_{key}", column.key);
            if table.columns.iter().any(|c| c.key == key) {
                continue;
            }
            let heading = format!("{} {}: {word}", column.group, column.title);
            let used = |at: &usize| beside.iter().any(|(used, ..)| used == at);
            let mut found = (0..headings.len()).filter(|at| headings[*at] == heading.trim());
            match found.find(|at| !used(at)) {
                Some(at) => beside.push((at, i, part)),
                None => out.push(format!("{} has no column {heading:?}", table.name)),
            }
        }
    }
    let blank = |row: &&Vec<Data>| {
        row.iter()
            .all(|data| *data == Data::Empty || data == &Data::String(String::new()))
    };
    let mut below = below.filter(|row| !blank(row));
    for (number, line) in lines(table).into_iter().enumerate() {
        let Some(row) = below.next() else {
            out.push(format!("{} has no row {number}", table.name));
            return;
        };
        for (at, i) in &places {
            let (cell, column) = (&line.cells[*i], &table.columns[*i]);
            if !headings[*at].starts_with(&column.title) {
                out.push(format!(
                    "{}: {:?} is not {:?}",
                    table.name, headings[*at], column.title
                ));
            }
            if !is_worth(&row[*at], cell) {
                out.push(format!(
                    "{} row {number} {}: {cell:?}, read {:?}",
                    table.name, column.key, row[*at]
                ));
            }
        }
        for (at, i, part) in &beside {
            let expected =
                counts(&line.cells[*i]).map(|counts| if *part { counts.0 } else { counts.1 });
            if whole(&row[*at]) != expected {
                out.push(format!(
                    "{} row {number} {}: {expected:?}, read {:?}",
                    table.name, headings[*at], row[*at]
                ));
            }
        }
    }
}

fn number(data: &Data) -> Option<f64> {
    match data {
        Data::Float(number) => Some(*number),
        Data::Int(number) => Some(*number as f64),
        Data::DateTime(at) => Some(at.as_f64()),
        _ => None,
    }
}

fn whole(data: &Data) -> Option<i64> {
    number(data).map(|number| number.round() as i64)
}

fn is_worth(data: &Data, cell: &Cell) -> bool {
    let nothing = *data == Data::Empty || *data == Data::String(String::new());
    let says = |text: &str| *data == Data::String(text.to_owned()) || (text.is_empty() && nothing);
    let near = |expected: f64| number(data).is_some_and(|read| (read - expected).abs() < 1e-9);
    match (cell, cell.value()) {
        (Cell::Status { status, .. }, _) => says(&format!("{} {}", status.shape(), cell.text())),
        (Cell::Change { .. }, _) => match machine(&cell.text()) {
            None => nothing,
            Some(points) => near(points.parse().unwrap()) || says(&cell.text()),
        },
        (_, Value::Empty) => nothing,
        (_, Value::Text(text)) => says(&text),
        (_, Value::Integer(count)) => whole(data) == Some(count),
        // Shown as the percentage that is cut, and no farther from the quotient than that cuts.
        (_, Value::Ratio(part, of)) => number(data).is_some_and(|read| {
            (read * 10_000.0).round() as i64 == part * 10_000 / of
                && (read - part as f64 / of as f64).abs() < 1e-4
        }),
        (_, Value::Seconds(seconds)) => {
            number(data).map(|days| (days * 86_400.0).round() as i64) == Some(seconds)
        }
        (_, Value::Instant(at)) => {
            let read = number(data).map(|days| ((days - 25_569.0) * 86_400.0).round() as i64);
            read == Some(at.0 + Zone::Wib.offset_seconds())
        }
        (_, Value::Date(day)) => {
            let epoch = chrono::NaiveDate::from_ymd_opt(1899, 12, 30).unwrap();
            whole(data) == Some((day - epoch).num_days())
        }
    }
}

/// "+1.234,50" as 1234.50; `None` for "-".
fn machine(points: &str) -> Option<String> {
    let points = points
        .trim_start_matches('+')
        .replace('.', "")
        .replace(',', ".");
    (points != "-").then_some(points)
}

/// What the files of the tables say otherwise.
pub fn csv(document: &Document, files: &BTreeMap<String, Vec<u8>>) -> Vec<String> {
    let mut out = Vec::new();
    for table in document.tables() {
        let Some(bytes) = files.get(&format!("{}.csv", table.name)) else {
            out.push(format!("{} has no file", table.name));
            continue;
        };
        let mut reader = ::csv::Reader::from_reader(bytes.as_slice());
        let headings = reader.headers().unwrap().clone();
        let records: Vec<::csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        let lines = lines(table);
        if lines.len() != records.len() {
            let (had, has) = (lines.len(), records.len());
            out.push(format!("{}: {had} rows, read {has}", table.name));
        }
        let field = |record: &::csv::StringRecord, key: &str| {
            let at = headings.iter().position(|heading| heading == key);
            at.and_then(|at| record.get(at)).map(str::to_owned)
        };
        for (number, (line, record)) in lines.iter().zip(&records).enumerate() {
            let mut check = |key: &str, expected: String| {
                let read = field(record, key);
                if read.as_ref() != Some(&expected) {
                    out.push(format!(
                        "{} row {number} {key}: {expected:?}, read {read:?}",
                        table.name
                    ));
                }
            };
            for (cell, column) in line.cells.iter().zip(&table.columns) {
                check(&column.key, written(cell));
            }
            for i in of_rates(table) {
                let counts = counts(&line.cells[i]);
                for (word, count) in [
                    ("numerator", counts.map(|c| c.0)),
                    ("denominator", counts.map(|c| c.1)),
                ] {
                    let key = format!("{}_{word}", table.columns[i].key);
                    // A column of the table's own has been compared above.
                    if !table.columns.iter().any(|c| c.key == key) {
                        check(
                            &key,
                            count.map_or_else(String::new, |count| count.to_string()),
                        );
                    }
                }
            }
        }
    }
    out
}

/// A cell as machines read it.
fn written(cell: &Cell) -> String {
    match (cell, cell.value()) {
        (Cell::Change { .. }, _) => machine(&cell.text()).unwrap_or_default(),
        (Cell::Quarter { quarter }, _) => quarter.to_string(),
        (_, Value::Empty) => String::new(),
        (_, Value::Text(text)) => text,
        (_, Value::Integer(number) | Value::Seconds(number)) => number.to_string(),
        (_, Value::Ratio(part, whole)) => {
            let cut = part * 10_000 / whole;
            format!("{}.{:04}", cut / 10_000, cut % 10_000)
        }
        (_, Value::Instant(at)) => {
            let local = at.to_local(Zone::Wib);
            format!("{}+07:00", local.format("%Y-%m-%dT%H:%M:%S"))
        }
        (_, Value::Date(day)) => day.to_string(),
    }
}
