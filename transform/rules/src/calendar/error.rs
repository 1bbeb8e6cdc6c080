//! What can be wrong with a calendar, and what a calendar cannot answer.

use chrono::NaiveDate;
use thiserror::Error;

/// A clock would have to cross a day outside the covered years (RULES 1: `calendar_not_covered`, the year).
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error(
    "calendar {calendar} does not cover the year {year}; add its holidays and extend last_year, or ask for covered years only"
)]
pub struct NotCovered {
    /// The calendar's id.
    pub calendar: String,
    /// The first uncovered year in the way, in the calendar's zone.
    pub year: i32,
}

/// One thing wrong with a calendar as written; a calendar's errors come all at once.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("calendar {calendar}: {key}: {problem}")]
pub struct CalendarError {
    /// The calendar's id, as written.
    pub calendar: String,
    /// Where in its table: `weekly.monday[1]`, `holidays[3].date`, counted from 0.
    pub key: String,
    /// What is wrong, and what to write instead.
    pub problem: CalendarProblem,
}

/// What is wrong, and what to write instead.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum CalendarProblem {
    /// The id could not be used in SQL and file names.
    #[error("{0:?} is no id; write small letters, digits and underscores, such as office_2016")]
    BadId(String),
    /// The id is kept for a calendar that needs no table.
    #[error("\"always\" is 24 x 7 and built in; choose another id")]
    Reserved,
    /// A version of the same id begins on the same day.
    #[error(
        "there is already a version of this calendar in force from {}; give this one a later valid_from, or another id",
        .0.map_or_else(|| "the beginning".to_owned(), |day| day.to_string())
    )]
    SameVersion(Option<NaiveDate>),
    /// A calendar must say what it rests on.
    #[error("empty; name the decree or the words the calendar rests on")]
    NoBasis,
    /// Last year before the first, or beyond what can be tabulated.
    #[error(
        "{first} to {last} are no years to cover; write years from 1900 to 2200, the first not after the last"
    )]
    BadYears {
        /// As written.
        first: i32,
        /// As written.
        last: i32,
    },
    /// `valid_to` before `valid_from`.
    #[error("{to} is before {from}; the first day must not be after the last")]
    DaysReversed {
        /// As written.
        from: NaiveDate,
        /// As written.
        to: NaiveDate,
    },
    /// No window at all.
    #[error(
        "no working time at all; write for instance monday = [\"08:00-12:00\", \"13:00-17:00\"]"
    )]
    NoWorkingTime,
    /// Not a day of the week.
    #[error(
        "unknown weekday {0:?}; write monday, tuesday, wednesday, thursday, friday, saturday or sunday"
    )]
    UnknownWeekday(String),
    /// A text without a dash.
    #[error("{0:?} is no window; write 08:00-12:00")]
    NoWindow(String),
    /// A text that is no time of day.
    #[error("{0:?} is no time; write 00:00 to 24:00 with two digits each, such as 08:00")]
    BadTime(String),
    /// A window that ends before it starts, or at once.
    #[error(
        "{0:?} ends before it starts; across midnight write two windows, up to 24:00 and from 00:00 of the next day"
    )]
    EndNotAfterStart(String),
    /// Two windows of a day share time.
    #[error("{0} overlaps {1}; windows of a day must not share time")]
    WindowsOverlap(String, String),
    /// A holiday or dated hours outside the covered years.
    #[error("{day} is outside the covered years {first} to {last}; correct the date or the years")]
    OutsideYears {
        /// As written.
        day: NaiveDate,
        /// First covered year.
        first: i32,
        /// Last covered year.
        last: i32,
    },
    /// The holiday stands twice, or is a national holiday already.
    #[error("{day} is already a holiday ({name}); a day is listed once")]
    DuplicateHoliday {
        /// The day.
        day: NaiveDate,
        /// Name it already has.
        name: String,
    },
    /// The list of national holidays ends before the covered years do.
    #[error(
        "national holidays are known for {first} to {last}; cover only these years, or list the holidays yourself"
    )]
    NoNationalHolidays {
        /// First year of the list.
        first: i32,
        /// Last year of the list.
        last: i32,
    },
    /// Two dated hours for one day.
    #[error("{day} already has the hours of exceptions[{other}]; a day can have one exception")]
    ExceptionsOverlap {
        /// First such day.
        day: NaiveDate,
        /// The earlier of the two, counted from 0.
        other: usize,
    },
    /// Dated hours that change nothing.
    #[error(
        "applies to no day, since no weekday in it has weekly windows; for a make-up day write make_up = true"
    )]
    AppliesNowhere,
    /// A make-up day without windows.
    #[error("a make-up day needs windows; write windows = [\"08:00-12:00\"]")]
    EmptyMakeUp,
}
