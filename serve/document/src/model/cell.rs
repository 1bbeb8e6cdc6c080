//! What stands in a table: an exact value and its one way of being read.

use chrono::NaiveDate;
use norma_rules::{Instant, Quarter, Zone};
use serde::Serialize;

use crate::format::{
    self, DayLength, Interval, NONE, date, date_time, duration, number, percent, points, target,
};

/// A cell. What it shows is [`Cell::text`], in every output the same letters; what it is worth is [`Cell::value`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "cell", rename_all = "snake_case")]
pub enum Cell {
    /// No figure: "-".
    None,
    /// Nothing at all, as in a merged or group row.
    Blank,
    /// Words; a second line, smaller, may stand below (not in CSV and XLSX, which have a column of its own for it).
    Text {
        /// The words.
        text: String,
        /// The second line; empty when there is none.
        detail: String,
    },
    /// A code, path or number of a ticket.
    Code {
        /// The code.
        text: String,
    },
    /// A whole number.
    Count {
        /// The number.
        count: i64,
    },
    /// `part` of `whole` in percent, cut to two decimals; "-" when `whole` is 0. Below 30 the 95% interval may stand below.
    Rate {
        /// Numerator.
        part: i64,
        /// Denominator.
        whole: i64,
        /// Show the Wilson interval while `whole` is below 30 and not 0.
        interval: bool,
    },
    /// A fixed percentage, in hundredths of a percent: a target.
    Target {
        /// 9900 is 99%.
        hundredths: i64,
    },
    /// How many percentage points `to` lies above `from`; "-" when either has no tickets.
    Change {
        /// Earlier numerator and denominator.
        from: (i64, i64),
        /// Later numerator and denominator.
        to: (i64, i64),
    },
    /// A length of time in seconds.
    Duration {
        /// Seconds of the calendar.
        seconds: i64,
        /// Id of the calendar (`office`, `always`); `None` where several are mixed.
        calendar: Option<String>,
    },
    /// What a norm allows, in the words of the norm: sorted and summed by its seconds.
    Allowance {
        /// Seconds of the calendar.
        seconds: i64,
        /// As promised: `16 jam kerja`.
        words: String,
    },
    /// An instant, shown in WIB.
    Instant {
        /// The instant.
        at: Instant,
    },
    /// A day.
    Date {
        /// The day.
        day: NaiveDate,
    },
    /// A quarter.
    Quarter {
        /// The quarter.
        quarter: Quarter,
    },
    /// How something stands: always with its shape.
    Status {
        /// Which.
        status: Status,
        /// The word, when another one fits better than [`Status::word`]; empty takes that.
        word: String,
    },
    /// A rate of a heat map: its cell is tinted by its status. "-" without tickets.
    Heat {
        /// Numerator.
        part: i64,
        /// Denominator.
        whole: i64,
        /// Against the limits of the report.
        status: Status,
    },
}

/// The exact value of a cell, for files that are computed with.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Nothing.
    Empty,
    /// Words.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// A numerator and a denominator; Excel divides them.
    Ratio(i64, i64),
    /// Seconds.
    Seconds(i64),
    /// An instant, to be shown in WIB.
    Instant(Instant),
    /// A day.
    Date(NaiveDate),
}

/// How a figure stands against its target, or a ticket against its norm. Told by shape and word, never by colour alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Target reached; norm kept.
    Reached,
    /// Within the margin of attention.
    Warning,
    /// Target missed; norm broken.
    Missed,
    /// Too little is known, or there is no target.
    Unknown,
}

impl Status {
    /// All, in the order of legends.
    pub const ALL: [Self; 4] = [Self::Reached, Self::Warning, Self::Missed, Self::Unknown];

    /// The word of legends.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Reached => "tercapai",
            Self::Warning => "waspada",
            Self::Missed => "tidak tercapai",
            Self::Unknown => "data kurang",
        }
    }

    /// A shape that the bundled font has.
    pub const fn shape(self) -> &'static str {
        match self {
            Self::Reached => "●",
            Self::Warning => "▲",
            Self::Missed => "■",
            Self::Unknown => "○",
        }
    }

    /// Colour of the shape on white paper, `#rrggbb` (Okabe-Ito, darkened to be read as text).
    pub const fn colour(self) -> &'static str {
        match self {
            Self::Reached => "#00724f",
            Self::Warning => "#8a6100",
            Self::Missed => "#b34700",
            Self::Unknown => "#57606a",
        }
    }

    /// Tint of a cell of that status, on which ink is read with a contrast of at least 7.
    pub const fn tint(self) -> &'static str {
        match self {
            Self::Reached => "#d5efe6",
            Self::Warning => "#fbeecb",
            Self::Missed => "#fadccb",
            Self::Unknown => "#eceff2",
        }
    }
}

impl Cell {
    /// Words.
    pub fn text_of(text: impl Into<String>) -> Self {
        Self::Text {
            text: text.into(),
            detail: String::new(),
        }
    }

    /// Words with a second line.
    pub fn label(text: impl Into<String>, detail: impl Into<String>) -> Self {
        Self::Text {
            text: text.into(),
            detail: detail.into(),
        }
    }

    /// A code.
    pub fn code(text: impl Into<String>) -> Self {
        Self::Code { text: text.into() }
    }

    /// A whole number.
    pub const fn count(count: i64) -> Self {
        Self::Count { count }
    }

    /// A rate whose interval is shown when small.
    pub const fn rate(part: i64, whole: i64) -> Self {
        Self::Rate {
            part,
            whole,
            interval: true,
        }
    }

    /// A duration; "-" for none.
    pub fn duration(seconds: Option<i64>, calendar: Option<&str>) -> Self {
        seconds.map_or(Self::None, |seconds| Self::Duration {
            seconds,
            calendar: calendar.map(str::to_owned),
        })
    }

    /// An instant; "-" for none.
    pub fn instant(at: Option<Instant>) -> Self {
        at.map_or(Self::None, |at| Self::Instant { at })
    }

    /// What it shows, in one line.
    pub fn text(&self) -> String {
        match self {
            Self::None => NONE.to_owned(),
            Self::Blank => String::new(),
            Self::Text { text, .. } | Self::Code { text } => text.clone(),
            Self::Count { count } => number(*count),
            Self::Rate { part, whole, .. } | Self::Heat { part, whole, .. } => {
                percent(*part, *whole)
            }
            Self::Target { hundredths } => target(*hundredths),
            Self::Change { from, to } => points(*from, *to),
            Self::Duration { seconds, calendar } => {
                duration(*seconds, DayLength::of_calendar(calendar.as_deref()))
            }
            Self::Allowance { words, .. } => words.clone(),
            Self::Instant { at } => date_time(*at, Zone::Wib),
            Self::Date { day } => date(*day),
            Self::Quarter { quarter } => format::quarter(*quarter),
            Self::Status { status, word } => {
                if word.is_empty() {
                    status.word().to_owned()
                } else {
                    word.clone()
                }
            }
        }
    }

    /// The smaller second line: the detail of words, the interval of a small rate; empty when there is none.
    pub fn detail(&self) -> String {
        match self {
            Self::Text { detail, .. } => detail.clone(),
            Self::Rate {
                part,
                whole,
                interval: true,
            } if (1..30).contains(whole) => {
                Interval::wilson(*part, *whole).map_or_else(String::new, |i| i.to_string())
            }
            _ => String::new(),
        }
    }

    /// What it is worth.
    pub fn value(&self) -> Value {
        match self {
            Self::None | Self::Blank => Value::Empty,
            Self::Text { .. } | Self::Code { .. } | Self::Quarter { .. } | Self::Status { .. } => {
                Value::Text(self.text())
            }
            Self::Count { count } => Value::Integer(*count),
            Self::Rate { part, whole, .. } | Self::Heat { part, whole, .. } => {
                if *whole > 0 {
                    Value::Ratio(*part, *whole)
                } else {
                    Value::Empty
                }
            }
            Self::Target { hundredths } => Value::Ratio(*hundredths, 10_000),
            Self::Change { .. } => Value::Text(self.text()),
            Self::Duration { seconds, .. } | Self::Allowance { seconds, .. } => {
                Value::Seconds(*seconds)
            }
            Self::Instant { at } => Value::Instant(*at),
            Self::Date { day } => Value::Date(*day),
        }
    }

    /// The status that it shows by shape or tint.
    pub const fn status(&self) -> Option<Status> {
        match self {
            Self::Status { status, .. } | Self::Heat { status, .. } => Some(*status),
            _ => None,
        }
    }
}
