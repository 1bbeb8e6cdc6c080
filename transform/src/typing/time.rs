//! Reading an instant from the text of an export. Nothing is guessed: what does not fit a configured format exactly is
//! not read.

use chrono::{Datelike, NaiveDate, NaiveTime};
use norma_rules::{Instant, Zone};

use super::format::{DateFormat, Item};
use super::names;

/// What a text said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reading {
    /// An instant, cut to whole seconds.
    At(Instant),
    /// A date without a time of day.
    Day(NaiveDate),
    /// A date or time that does not exist, such as 31/02/2025, with why.
    Impossible(String),
    /// It fits none of the formats.
    Unknown,
}

/// Formats that are always tried after the configured ones: ISO 8601, as XLSX cells and APIs give it.
const ISO: &[&str] = &[
    "%Y-%m-%dT%H:%M:%S%z",
    "%Y-%m-%dT%H:%M%z",
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%dT%H:%M",
    "%Y-%m-%d %H:%M:%S%z",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%d",
];

/// The formats of one column in the order in which they are tried.
#[derive(Clone, Debug)]
pub struct TimeReader {
    formats: Vec<DateFormat>,
    configured: usize,
    zone: Zone,
}

impl TimeReader {
    /// Reads with these formats, then ISO 8601; local times are those of `zone`.
    pub fn new(configured: &[DateFormat], zone: Zone) -> Self {
        let iso = ISO.iter().filter_map(|f| DateFormat::compile(f).ok());
        Self {
            formats: configured.iter().cloned().chain(iso).collect(),
            configured: configured.len(),
            zone,
        }
    }

    /// What `text` says. The first format that fits wins; a date that does not exist is told from one that fits nothing.
    pub fn read(&self, text: &str) -> Reading {
        let text = text.trim();
        let mut impossible = None;
        for format in &self.formats {
            match read_whole(text, format, self.zone) {
                Reading::Unknown => {}
                Reading::Impossible(why) => {
                    impossible.get_or_insert(why);
                }
                found => return found,
            }
        }
        impossible.map_or(Reading::Unknown, Reading::Impossible)
    }

    /// The formats tried, for a message.
    pub fn tried(&self) -> String {
        let configured: Vec<&str> = self.formats[..self.configured]
            .iter()
            .map(|f| f.text.as_str())
            .collect();
        if configured.is_empty() {
            "ISO 8601".to_owned()
        } else {
            format!("{} and ISO 8601", configured.join(", "))
        }
    }
}

/// The first place of `text` at which `format` fits, and what it says there; for times in file names.
pub fn find_in(text: &str, format: &DateFormat, zone: Zone) -> Reading {
    let mut impossible = None;
    for (at, _) in text.char_indices() {
        let Some((stamp, _)) = scan(&text[at..], &format.items) else {
            continue;
        };
        match stamp.reading(zone) {
            Reading::Impossible(why) => {
                impossible.get_or_insert(why);
            }
            found => return found,
        }
    }
    impossible.map_or(Reading::Unknown, Reading::Impossible)
}

fn read_whole(text: &str, format: &DateFormat, zone: Zone) -> Reading {
    match scan(text, &format.items) {
        Some((stamp, "")) => stamp.reading(zone),
        _ => Reading::Unknown,
    }
}

/// The numbers of a time stamp as they stand there, not yet checked.
#[derive(Default)]
struct Stamp {
    year: i32,
    month: u32,
    day: u32,
    hour: Option<u32>,
    minute: u32,
    second: u32,
    afternoon: Option<bool>,
    offset_seconds: Option<i64>,
    weekday: Option<chrono::Weekday>,
}

/// Matches the beginning of `text` with the items; the numbers found and the rest.
fn scan<'t>(text: &'t str, items: &[Item]) -> Option<(Stamp, &'t str)> {
    let mut stamp = Stamp::default();
    let mut rest = text;
    for (i, item) in items.iter().enumerate() {
        match item {
            Item::Day => (stamp.day, rest) = number(rest, 1, 2)?,
            Item::Month => (stamp.month, rest) = number(rest, 1, 2)?,
            Item::Year => {
                let (year, after) = number(rest, 4, 4)?;
                (stamp.year, rest) = (i32::try_from(year).ok()?, after);
            }
            Item::ShortYear => {
                let (year, after) = number(rest, 2, 2)?;
                let century = if year >= 70 { 1900 } else { 2000 };
                (stamp.year, rest) = (i32::try_from(year).ok()? + century, after);
            }
            Item::Hour | Item::Hour12 => {
                let (hour, after) = number(rest, 1, 2)?;
                (stamp.hour, rest) = (Some(hour), after);
            }
            Item::Minute => (stamp.minute, rest) = number(rest, 1, 2)?,
            Item::Second => {
                (stamp.second, rest) = number(rest, 1, 2)?;
                rest = without_fraction(rest, items.get(i + 1));
            }
            Item::MonthName => {
                let (word, after) = word(rest)?;
                (stamp.month, rest) = (
                    names::month(word)?,
                    after
                        .strip_prefix('.')
                        .filter(|_| items.get(i + 1) != Some(&Item::Literal('.')))
                        .unwrap_or(after),
                );
            }
            Item::Weekday => {
                let (word, after) = word(rest)?;
                (stamp.weekday, rest) = (Some(names::weekday(word)?), after);
            }
            Item::Meridiem => {
                let half = rest.get(..2)?;
                stamp.afternoon = Some(match half.to_ascii_uppercase().as_str() {
                    "AM" => false,
                    "PM" => true,
                    _ => return None,
                });
                rest = &rest[2..];
            }
            Item::Offset => {
                let (seconds, after) = offset(rest)?;
                (stamp.offset_seconds, rest) = (Some(seconds), after);
            }
            Item::ZoneName => {
                let (word, after) = word(rest)?;
                let zone = names::zone(word)?;
                (stamp.offset_seconds, rest) = (Some(zone.offset_seconds()), after);
            }
            Item::Space => {
                let after = rest.trim_start();
                if after.len() == rest.len() {
                    return None;
                }
                rest = after;
            }
            Item::Literal(c) => {
                let first = rest.chars().next()?;
                if first != *c && !first.to_lowercase().eq(c.to_lowercase()) {
                    return None;
                }
                rest = &rest[first.len_utf8()..];
            }
        }
    }
    Some((stamp, rest))
}

impl Stamp {
    fn reading(&self, zone: Zone) -> Reading {
        let Some(day) = NaiveDate::from_ymd_opt(self.year, self.month, self.day) else {
            return Reading::Impossible(self.why_no_date());
        };
        if let Some(stated) = self.weekday
            && stated != day.weekday()
        {
            return Reading::Impossible(format!("{day} is no {stated} but a {}", day.weekday()));
        }
        let Some(hour) = self.hour else {
            return Reading::Day(day);
        };
        let hour = match self.afternoon {
            None => hour,
            Some(_) if hour == 0 || hour > 12 => {
                return Reading::Impossible(format!("there is no hour {hour} AM or PM"));
            }
            Some(afternoon) => hour % 12 + if afternoon { 12 } else { 0 },
        };
        let (day, hour) = if hour == 24 && self.minute == 0 && self.second == 0 {
            match day.succ_opt() {
                Some(next) => (next, 0),
                None => return Reading::Impossible(format!("{day} 24.00 is out of range")),
            }
        } else {
            (day, hour)
        };
        let Some(time) = NaiveTime::from_hms_opt(hour, self.minute, self.second) else {
            return Reading::Impossible(format!(
                "there is no time {hour:02}.{:02}.{:02}",
                self.minute, self.second
            ));
        };
        let local = day.and_time(time);
        Reading::At(match self.offset_seconds {
            Some(offset) => Instant(local.and_utc().timestamp() - offset),
            None => Instant::from_local(local, zone),
        })
    }

    fn why_no_date(&self) -> String {
        let Some(first) = NaiveDate::from_ymd_opt(self.year, self.month, 1) else {
            return format!("there is no month {}", self.month);
        };
        format!(
            "there is no {}-{:02}-{:02}: that month has {} days",
            self.year,
            self.month,
            self.day,
            first.num_days_in_month()
        )
    }
}

/// Between `least` and `most` digits.
fn number(text: &str, least: usize, most: usize) -> Option<(u32, &str)> {
    let digits = text
        .bytes()
        .take(most)
        .take_while(u8::is_ascii_digit)
        .count();
    if digits < least {
        return None;
    }
    Some((text[..digits].parse().ok()?, &text[digits..]))
}

/// Letters, and the apostrophe of Jum'at.
fn word(text: &str) -> Option<(&str, &str)> {
    let end = text
        .find(|c: char| !c.is_ascii_alphabetic() && c != '\'')
        .unwrap_or(text.len());
    (end > 0).then(|| text.split_at(end))
}

/// Cuts `.123` or `,123` behind the seconds, unless the format itself goes on with that character.
fn without_fraction<'t>(text: &'t str, next: Option<&Item>) -> &'t str {
    let Some(mark) = text.chars().next().filter(|c| matches!(c, '.' | ',')) else {
        return text;
    };
    if next == Some(&Item::Literal(mark)) {
        return text;
    }
    let digits = text[1..].bytes().take_while(u8::is_ascii_digit).count();
    if digits == 0 {
        text
    } else {
        &text[1 + digits..]
    }
}

/// `Z`, `+07`, `+0700` or `+07:00` in seconds ahead of UTC.
fn offset(text: &str) -> Option<(i64, &str)> {
    let text = text.trim_start();
    if let Some(rest) = text.strip_prefix(['Z', 'z']) {
        return Some((0, rest));
    }
    let sign = match text.chars().next()? {
        '+' => 1,
        '-' => -1,
        _ => return None,
    };
    let (hours, rest) = number(&text[1..], 2, 2)?;
    let after = rest.strip_prefix(':').unwrap_or(rest);
    let (minutes, rest) = match number(after, 2, 2) {
        Some(found) => found,
        None => (0, rest),
    };
    if hours > 14 || minutes > 59 {
        return None;
    }
    Some((sign * i64::from(hours * 3600 + minutes * 60), rest))
}
