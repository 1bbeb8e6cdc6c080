//! Templates of `to_char`: what a pattern of PostgreSQL's date/time formatting means, read once and written for every row.
//!
//! As in PostgreSQL: months and days in English, padded with blanks to nine letters where they are written out, numbers with
//! leading zeros, neither after `FM`. Other than there, letters that are no pattern are an error and never copied.

use std::fmt::{self, Write};

use chrono::{Datelike, NaiveDateTime, Timelike};

/// A template, ready to be written.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Template(Vec<Part>);

#[derive(Debug, PartialEq, Eq)]
enum Part {
    Text(String),
    /// A pattern; without `fills` it was prefixed with `FM`.
    Field {
        field: Field,
        fills: bool,
    },
}

/// What a pattern stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Field {
    /// Its last digits; all of them for 4.
    Year(u32),
    YearWithComma,
    IsoYear(u32),
    Quarter,
    Month,
    MonthName(Case),
    MonthShort(Case),
    WeekOfYear,
    WeekOfMonth,
    IsoWeek,
    DayOfYear,
    IsoDayOfYear,
    Day,
    /// Sunday is 1.
    DayOfWeek,
    /// Monday is 1.
    IsoDayOfWeek,
    DayName(Case),
    DayShort(Case),
    Hour24,
    Hour12,
    Minute,
    Second,
    SecondOfDay,
    /// That many digits of the second's fraction, cut.
    Fraction(u32),
    Meridiem(Case),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Case {
    Upper,
    Capital,
    Lower,
}

use Case::{Capital, Lower, Upper};

/// Patterns of numbers, in the order in which a message lists them; in capitals or in small letters.
const NUMBERS: [(&str, Field); 34] = [
    ("YYYY", Field::Year(4)),
    ("YYY", Field::Year(3)),
    ("YY", Field::Year(2)),
    ("Y", Field::Year(1)),
    ("Y,YYY", Field::YearWithComma),
    ("IYYY", Field::IsoYear(4)),
    ("IYY", Field::IsoYear(3)),
    ("IY", Field::IsoYear(2)),
    ("I", Field::IsoYear(1)),
    ("Q", Field::Quarter),
    ("MM", Field::Month),
    ("WW", Field::WeekOfYear),
    ("W", Field::WeekOfMonth),
    ("IW", Field::IsoWeek),
    ("DDD", Field::DayOfYear),
    ("IDDD", Field::IsoDayOfYear),
    ("DD", Field::Day),
    ("D", Field::DayOfWeek),
    ("ID", Field::IsoDayOfWeek),
    ("HH24", Field::Hour24),
    ("HH12", Field::Hour12),
    ("HH", Field::Hour12),
    ("MI", Field::Minute),
    ("SS", Field::Second),
    ("SSSS", Field::SecondOfDay),
    ("SSSSS", Field::SecondOfDay),
    ("MS", Field::Fraction(3)),
    ("US", Field::Fraction(6)),
    ("FF1", Field::Fraction(1)),
    ("FF2", Field::Fraction(2)),
    ("FF3", Field::Fraction(3)),
    ("FF4", Field::Fraction(4)),
    ("FF5", Field::Fraction(5)),
    ("FF6", Field::Fraction(6)),
];

/// Patterns of words; their letters say in which letters they are written.
const WORDS: [(&str, Field); 16] = [
    ("MONTH", Field::MonthName(Upper)),
    ("Month", Field::MonthName(Capital)),
    ("month", Field::MonthName(Lower)),
    ("MON", Field::MonthShort(Upper)),
    ("Mon", Field::MonthShort(Capital)),
    ("mon", Field::MonthShort(Lower)),
    ("DAY", Field::DayName(Upper)),
    ("Day", Field::DayName(Capital)),
    ("day", Field::DayName(Lower)),
    ("DY", Field::DayShort(Upper)),
    ("Dy", Field::DayShort(Capital)),
    ("dy", Field::DayShort(Lower)),
    ("AM", Field::Meridiem(Upper)),
    ("am", Field::Meridiem(Lower)),
    ("PM", Field::Meridiem(Upper)),
    ("pm", Field::Meridiem(Lower)),
];

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// From Monday.
const DAYS: [&str; 7] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];

/// Letters of the longest month and of the longest day.
const NAME_WIDTH: usize = 9;

const NO_FILLING: [&str; 2] = ["FM", "fm"];

impl Template {
    /// Reads a template.
    ///
    /// # Errors
    /// Letters that are no pattern, `FM` before anything else, a quotation without end: words on it, with what is known.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let mut parts = Vec::new();
        let mut literal = String::new();
        let mut rest = text;
        while let Some(next) = rest.chars().next() {
            if let Some(quoted) = rest.strip_prefix('"') {
                rest = read_quoted(quoted, &mut literal)
                    .ok_or_else(|| format!("a double quote in '{text}' is not closed"))?;
                continue;
            }
            if let Some(after) = rest.strip_prefix("\\\"") {
                literal.push('"');
                rest = after;
                continue;
            }
            let unfilled = NO_FILLING.iter().find_map(|fm| rest.strip_prefix(fm));
            let pattern = unfilled.unwrap_or(rest);
            if let Some((length, field)) = longest(pattern) {
                if !literal.is_empty() {
                    parts.push(Part::Text(std::mem::take(&mut literal)));
                }
                let fills = unfilled.is_none();
                parts.push(Part::Field { field, fills });
                rest = &pattern[length..];
            } else if next.is_alphabetic() {
                return Err(unknown(text, rest));
            } else {
                literal.push(next);
                rest = &rest[next.len_utf8()..];
            }
        }
        if !literal.is_empty() {
            parts.push(Part::Text(literal));
        }
        Ok(Self(parts))
    }

    /// Writes `at` as the clocks show it.
    ///
    /// # Errors
    /// Only those of `out`.
    pub(super) fn write(&self, at: NaiveDateTime, out: &mut impl Write) -> fmt::Result {
        for part in &self.0 {
            match part {
                Part::Text(text) => out.write_str(text)?,
                Part::Field { field, fills } => field.write(at, *fills, out)?,
            }
        }
        Ok(())
    }
}

/// Puts what stands up to the closing quote into `literal`; `None` when there is none. A backslash takes the next
/// character as it is.
fn read_quoted<'a>(rest: &'a str, literal: &mut String) -> Option<&'a str> {
    let mut chars = rest.chars();
    loop {
        match chars.next()? {
            '"' => return Some(chars.as_str()),
            '\\' => literal.push(chars.next()?),
            other => literal.push(other),
        }
    }
}

/// The longest pattern at the head of `rest`, and how long it is.
fn longest(rest: &str) -> Option<(usize, Field)> {
    let numbers = NUMBERS.iter().filter(|(pattern, _)| {
        let head = rest.get(..pattern.len());
        head.is_some_and(|head| head == *pattern || head == pattern.to_lowercase())
    });
    let words = WORDS
        .iter()
        .filter(|(pattern, _)| rest.starts_with(pattern));
    numbers
        .chain(words)
        .map(|(pattern, field)| (pattern.len(), *field))
        .max_by_key(|(length, _)| *length)
}

fn unknown(text: &str, rest: &str) -> String {
    let letters: String = rest.chars().take_while(|c| c.is_alphabetic()).collect();
    if NO_FILLING.contains(&letters.as_str()) {
        return format!("{letters} in '{text}' must stand before a pattern");
    }
    let known: Vec<&str> = NUMBERS
        .iter()
        .chain(&WORDS)
        .map(|(name, _)| *name)
        .collect();
    format!(
        "'{letters}' in '{text}' is no pattern; there are {}, each after FM without padding; other letters stand in double quotes",
        known.join(", ")
    )
}

impl Field {
    fn write(self, at: NaiveDateTime, fills: bool, out: &mut impl Write) -> fmt::Result {
        let number = |out: &mut _, value: u32, width: usize| padded(out, value, width, fills);
        let week = at.iso_week();
        let hour = at.hour();
        match self {
            Self::Year(digits) => year(out, at.year(), digits, fills),
            Self::IsoYear(digits) => year(out, week.year(), digits, fills),
            Self::YearWithComma => {
                let year = before_christ(at.year());
                write!(out, "{},{:03}", year / 1_000, year % 1_000)
            }
            Self::Quarter => number(out, at.month0() / 3 + 1, 1),
            Self::Month => number(out, at.month(), 2),
            Self::MonthName(case) => name(out, month(at), case, fills),
            Self::MonthShort(case) => name(out, &month(at)[..3], case, false),
            Self::WeekOfYear => number(out, at.ordinal0() / 7 + 1, 2),
            Self::WeekOfMonth => number(out, at.day0() / 7 + 1, 1),
            Self::IsoWeek => number(out, week.week(), 2),
            Self::DayOfYear => number(out, at.ordinal(), 3),
            Self::IsoDayOfYear => {
                let day = week.week0() * 7 + at.weekday().number_from_monday();
                number(out, day, 3)
            }
            Self::Day => number(out, at.day(), 2),
            Self::DayOfWeek => number(out, at.weekday().number_from_sunday(), 1),
            Self::IsoDayOfWeek => number(out, at.weekday().number_from_monday(), 1),
            Self::DayName(case) => name(out, day(at), case, fills),
            Self::DayShort(case) => name(out, &day(at)[..3], case, false),
            Self::Hour24 => number(out, hour, 2),
            Self::Hour12 => number(out, (hour + 11) % 12 + 1, 2),
            Self::Minute => number(out, at.minute(), 2),
            Self::Second => number(out, at.second(), 2),
            Self::SecondOfDay => write!(out, "{}", at.num_seconds_from_midnight()),
            Self::Fraction(digits) => {
                let cut = at.nanosecond() / 10_u32.pow(9 - digits);
                write!(out, "{cut:0width$}", width = digits as usize)
            }
            Self::Meridiem(case) => name(out, if hour < 12 { "am" } else { "pm" }, case, false),
        }
    }
}

fn padded(out: &mut impl Write, value: u32, width: usize, fills: bool) -> fmt::Result {
    let width = if fills { width } else { 0 };
    write!(out, "{value:0width$}")
}

/// The last `digits` of a year, all of them for 4.
fn year(out: &mut impl Write, year: i32, digits: u32, fills: bool) -> fmt::Result {
    let year = before_christ(year);
    let shown = if digits < 4 {
        year % 10_u32.pow(digits)
    } else {
        year
    };
    padded(out, shown, digits as usize, fills)
}

/// Year 0 is 1 BC, and shown as that number.
fn before_christ(year: i32) -> u32 {
    if year <= 0 {
        year.unsigned_abs() + 1
    } else {
        year.unsigned_abs()
    }
}

fn month(at: NaiveDateTime) -> &'static str {
    MONTHS[at.month0() as usize]
}

fn day(at: NaiveDateTime) -> &'static str {
    DAYS[at.weekday().num_days_from_monday() as usize]
}

fn name(out: &mut impl Write, name: &str, case: Case, fills: bool) -> fmt::Result {
    let name = match case {
        Upper => name.to_uppercase(),
        Capital => name.to_owned(),
        Lower => name.to_lowercase(),
    };
    let width = if fills { NAME_WIDTH } else { 0 };
    write!(out, "{name:width$}")
}

#[cfg(test)]
mod tests;
