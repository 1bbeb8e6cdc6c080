//! Reads a calendar as written and finds everything wrong with it.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate, Weekday};

use super::national::national_years;
use super::{
    CalendarError, CalendarProblem, CalendarSpec, DatedHours, Holiday, Window, national_holidays,
};

/// A calendar read: no text left, everything inside the covered years.
pub(super) struct Checked {
    /// Windows of Monday to Sunday, in order of time.
    pub weekly: [Vec<Window>; 7],
    /// Windows of the days on which dated hours apply.
    pub dated: BTreeMap<NaiveDate, Vec<Window>>,
    /// Free days, the national ones included where the calendar asks for them.
    pub holidays: BTreeMap<NaiveDate, Holiday>,
}

/// Years that can be tabulated; outside them a typing error is more likely than a calendar.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2200;

/// The calendar read, or all that is wrong with it.
pub(super) fn check(spec: &CalendarSpec) -> Result<Checked, Vec<CalendarError>> {
    let mut errors = Errors {
        calendar: &spec.id,
        list: Vec::new(),
    };
    check_head(spec, &mut errors);
    let weekly = check_weekly(spec, &mut errors);
    let holidays = check_holidays(spec, &mut errors);
    let dated = check_exceptions(spec, &weekly, &mut errors);
    if errors.list.is_empty() {
        Ok(Checked {
            weekly,
            dated,
            holidays,
        })
    } else {
        Err(errors.list)
    }
}

/// The weekday of an English name in small letters.
pub(super) fn weekday(name: &str) -> Option<Weekday> {
    Some(match name {
        "monday" => Weekday::Mon,
        "tuesday" => Weekday::Tue,
        "wednesday" => Weekday::Wed,
        "thursday" => Weekday::Thu,
        "friday" => Weekday::Fri,
        "saturday" => Weekday::Sat,
        "sunday" => Weekday::Sun,
        _ => return None,
    })
}

/// Errors of one calendar as they are found.
struct Errors<'a> {
    calendar: &'a str,
    list: Vec<CalendarError>,
}

impl Errors<'_> {
    fn add(&mut self, key: impl Into<String>, problem: CalendarProblem) {
        self.list.push(CalendarError {
            calendar: self.calendar.to_owned(),
            key: key.into(),
            problem,
        });
    }

    /// The windows in order of time; those that cannot be read are left out.
    fn windows(&mut self, key: &str, texts: &[String]) -> Vec<Window> {
        let mut windows = Vec::with_capacity(texts.len());
        for (i, text) in texts.iter().enumerate() {
            match Window::parse(text) {
                Ok(window) => windows.push(window),
                Err(problem) => self.add(format!("{key}[{i}]"), problem),
            }
        }
        windows.sort_unstable();
        for pair in windows.windows(2) {
            if pair[0].overlaps(pair[1]) {
                let (a, b) = (pair[0].to_string(), pair[1].to_string());
                self.add(key, CalendarProblem::WindowsOverlap(b, a));
            }
        }
        windows
    }
}

fn check_head(spec: &CalendarSpec, errors: &mut Errors<'_>) {
    let usable = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
    if spec.id.is_empty() || !spec.id.bytes().all(usable) {
        errors.add("id", CalendarProblem::BadId(spec.id.clone()));
    }
    if spec.id == "always" {
        errors.add("id", CalendarProblem::Reserved);
    }
    if spec.basis.trim().is_empty() {
        errors.add("basis", CalendarProblem::NoBasis);
    }
    let (first, last) = (spec.first_year, spec.last_year);
    if first > last || !YEARS.contains(&first) || !YEARS.contains(&last) {
        errors.add("first_year", CalendarProblem::BadYears { first, last });
    }
    if let (Some(from), Some(to)) = (spec.valid_from, spec.valid_to)
        && to < from
    {
        errors.add("valid_to", CalendarProblem::DaysReversed { from, to });
    }
}

/// The calendar's own holidays and, where it asks for them, the national ones.
fn check_holidays(spec: &CalendarSpec, errors: &mut Errors<'_>) -> BTreeMap<NaiveDate, Holiday> {
    let mut holidays = BTreeMap::new();
    if spec.national_holidays {
        let years = national_years();
        let (first, last) = years.into_inner();
        if spec.first_year < first || last < spec.last_year {
            let problem = CalendarProblem::NoNationalHolidays { first, last };
            errors.add("national_holidays", problem);
        }
        let national = national_holidays().iter();
        let covered = national.filter(|h| is_covered(spec, h.date));
        holidays.extend(covered.map(|h| (h.date, h.clone())));
    }
    for (i, holiday) in spec.holidays.iter().enumerate() {
        let (key, day) = (format!("holidays[{i}].date"), holiday.date);
        if !is_covered(spec, day) {
            errors.add(key, outside(spec, day));
        } else if let Some(known) = holidays.get(&day) {
            let name = known.name.clone();
            errors.add(key, CalendarProblem::DuplicateHoliday { day, name });
        } else {
            holidays.insert(day, holiday.clone());
        }
    }
    holidays
}

fn check_weekly(spec: &CalendarSpec, errors: &mut Errors<'_>) -> [Vec<Window>; 7] {
    let mut weekly: [Vec<Window>; 7] = Default::default();
    for (name, texts) in &spec.weekly {
        let key = format!("weekly.{name}");
        let windows = errors.windows(&key, texts);
        match weekday(name) {
            Some(day) => weekly[day.num_days_from_monday() as usize] = windows,
            None => errors.add(key, CalendarProblem::UnknownWeekday(name.clone())),
        }
    }
    let written = |texts: &Vec<String>| !texts.is_empty();
    if !spec.weekly.values().any(written) && !spec.exceptions.iter().any(|e| written(&e.windows)) {
        errors.add("weekly", CalendarProblem::NoWorkingTime);
    }
    weekly
}

fn check_exceptions(
    spec: &CalendarSpec,
    weekly: &[Vec<Window>; 7],
    errors: &mut Errors<'_>,
) -> BTreeMap<NaiveDate, Vec<Window>> {
    let weekly_is_sound = !errors.list.iter().any(|e| e.key.starts_with("weekly"));
    let mut dated = BTreeMap::new();
    // Which exception gave a day its hours, so that an overlap names the other one.
    let mut given_by: BTreeMap<NaiveDate, usize> = BTreeMap::new();
    for (i, exception) in spec.exceptions.iter().enumerate() {
        let key = format!("exceptions[{i}]");
        let windows = errors.windows(&format!("{key}.windows"), &exception.windows);
        if exception.make_up && exception.windows.is_empty() {
            errors.add(format!("{key}.windows"), CalendarProblem::EmptyMakeUp);
        }
        let Some(days) = days_of(spec, exception, weekly, &key, errors) else {
            continue;
        };
        // Not when weekly hours could not be read: the days may be theirs.
        if days.is_empty() && weekly_is_sound {
            errors.add(key.as_str(), CalendarProblem::AppliesNowhere);
        }
        let mut reported = Vec::new();
        for day in days {
            match given_by.get(&day) {
                // One line a pair, not one a day.
                Some(other) if reported.contains(other) => {}
                Some(&other) => {
                    errors.add(
                        key.as_str(),
                        CalendarProblem::ExceptionsOverlap { day, other },
                    );
                    reported.push(other);
                }
                None => {
                    given_by.insert(day, i);
                    dated.insert(day, windows.clone());
                }
            }
        }
    }
    dated
}

/// The days on which an exception applies; `None` when its days are wrong.
fn days_of(
    spec: &CalendarSpec,
    exception: &DatedHours,
    weekly: &[Vec<Window>; 7],
    key: &str,
    errors: &mut Errors<'_>,
) -> Option<Vec<NaiveDate>> {
    let before = errors.list.len();
    let mut only = Vec::new();
    for (i, name) in exception.weekdays.iter().enumerate() {
        match weekday(name) {
            Some(day) => only.push(day),
            None => errors.add(
                format!("{key}.weekdays[{i}]"),
                CalendarProblem::UnknownWeekday(name.clone()),
            ),
        }
    }
    let (from, to) = (exception.from, exception.last_day());
    if to < from {
        errors.add(
            format!("{key}.to"),
            CalendarProblem::DaysReversed { from, to },
        );
    }
    for (name, day) in [("from", Some(from)), ("to", exception.to)] {
        if let Some(day) = day
            && !is_covered(spec, day)
        {
            errors.add(format!("{key}.{name}"), outside(spec, day));
        }
    }
    if errors.list.len() > before {
        return None;
    }
    let applies = |day: &NaiveDate| {
        let weekday = day.weekday();
        let is_open = !weekly[weekday.num_days_from_monday() as usize].is_empty();
        (only.is_empty() || only.contains(&weekday)) && (exception.make_up || is_open)
    };
    Some(
        from.iter_days()
            .take_while(|day| *day <= to)
            .filter(applies)
            .collect(),
    )
}

fn is_covered(spec: &CalendarSpec, day: NaiveDate) -> bool {
    (spec.first_year..=spec.last_year).contains(&day.year()) && YEARS.contains(&day.year())
}

fn outside(spec: &CalendarSpec, day: NaiveDate) -> CalendarProblem {
    CalendarProblem::OutsideYears {
        day,
        first: spec.first_year,
        last: spec.last_year,
    }
}
