//! All calendars by id and version.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{CalendarError, CalendarProblem, CalendarSpec, Window, WorkingCalendar};
use crate::Zone;

/// The calendars that come with the crate, and those a configuration adds.
///
/// Calendars are versioned like norms: joint leave is revised within a year, and the version in force when a ticket was
/// submitted judges it for its whole life.
#[derive(Clone, Debug)]
pub struct Calendars {
    /// Versions by id, in order of `valid_from`; never empty.
    versions: BTreeMap<String, Vec<WorkingCalendar>>,
    office: [WorkingCalendar; 3],
    always: WorkingCalendar,
}

/// Setting `break` (RULES 7): whether `office` closes from 12.00 to 13.00.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum BreakRule {
    /// 08.00-12.00 and 13.00-17.00.
    #[default]
    #[serde(rename = "12.00-13.00")]
    Noon,
    /// 08.00-17.00; a hari kerja stays 8 jam kerja.
    #[serde(rename = "none")]
    None,
}

impl Calendars {
    /// `office` (WIB), `office_wita`, `office_wit` and `always`.
    pub fn builtin() -> Self {
        Self::builtin_with(BreakRule::Noon)
    }

    /// The same with or without the break at noon.
    pub fn builtin_with(break_rule: BreakRule) -> Self {
        let office = [Zone::Wib, Zone::Wita, Zone::Wit].map(|zone| office(zone, break_rule));
        let always = WorkingCalendar::always();
        let versions = office.iter().chain([&always]);
        Self {
            versions: versions
                .map(|calendar| (calendar.id().to_owned(), vec![calendar.clone()]))
                .collect(),
            office,
            always,
        }
    }

    /// The same calendars with or without the break at noon in the built-in office ones; configured ones stay as they are.
    #[must_use]
    pub fn with_break(mut self, break_rule: BreakRule) -> Self {
        let changed = [Zone::Wib, Zone::Wita, Zone::Wit].map(|zone| office(zone, break_rule));
        for calendar in &changed {
            let versions = self.versions.get_mut(calendar.id()).into_iter().flatten();
            let from = calendar.spec().valid_from;
            // A configured version of `office` has another first day.
            for own in versions.filter(|version| version.spec().valid_from == from) {
                own.clone_from(calendar);
            }
        }
        self.office = changed;
        self
    }

    /// The newest version of a calendar.
    pub fn get(&self, id: &str) -> Option<&WorkingCalendar> {
        self.versions.get(id)?.last()
    }

    /// The version in force for tickets submitted on `day` (WIB): the newest whose validity holds it.
    pub fn get_on(&self, id: &str, day: NaiveDate) -> Option<&WorkingCalendar> {
        self.versions.get(id)?.iter().rev().find(|calendar| {
            let spec = calendar.spec();
            spec.valid_from.is_none_or(|from| from <= day)
                && spec.valid_to.is_none_or(|to| day <= to)
        })
    }

    /// 24 x 7.
    pub const fn always(&self) -> &WorkingCalendar {
        &self.always
    }

    /// The built-in office calendar in a zone; WIB for every zone that is neither WITA nor WIT (RULES 1: "else WIB").
    pub const fn office(&self, zone: Zone) -> &WorkingCalendar {
        match zone {
            Zone::Wita => &self.office[1],
            Zone::Wit => &self.office[2],
            Zone::Wib | Zone::Utc => &self.office[0],
        }
    }

    /// The id of the office calendar in a zone, for [`Self::get_on`].
    pub const fn office_id(zone: Zone) -> &'static str {
        match zone {
            Zone::Wita => "office_wita",
            Zone::Wit => "office_wit",
            Zone::Wib | Zone::Utc => "office",
        }
    }

    /// Adds a configured calendar, or a version of a known one; or says everything that is wrong with it.
    pub fn add(&mut self, spec: CalendarSpec) -> Result<(), Vec<CalendarError>> {
        let known = self.versions.get(&spec.id).map_or(&[][..], Vec::as_slice);
        let is_taken = known
            .iter()
            .any(|calendar| calendar.spec().valid_from == spec.valid_from);
        // `always` has its own message.
        let taken = (is_taken && spec.id != "always").then(|| CalendarError {
            calendar: spec.id.clone(),
            key: "valid_from".to_owned(),
            problem: CalendarProblem::SameVersion(spec.valid_from),
        });
        let calendar = match (WorkingCalendar::compile(&spec), taken) {
            (Ok(calendar), None) => calendar,
            (Ok(_), Some(error)) => return Err(vec![error]),
            (Err(mut errors), taken) => {
                errors.extend(taken);
                return Err(errors);
            }
        };
        let versions = self.versions.entry(spec.id).or_default();
        versions.push(calendar);
        versions.sort_by_key(|calendar| calendar.spec().valid_from);
        Ok(())
    }

    /// Every id, in alphabetical order.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.versions.keys().map(String::as_str)
    }

    /// Every version of every calendar, by id and `valid_from`.
    pub fn iter(&self) -> impl Iterator<Item = &WorkingCalendar> {
        self.versions.values().flatten()
    }
}

impl Default for Calendars {
    fn default() -> Self {
        Self::builtin()
    }
}

/// `office` of `data/calendars.toml` in a zone.
#[expect(
    clippy::expect_used,
    reason = "reads only what is compiled in, and a test reads it too"
)]
fn office(zone: Zone, break_rule: BreakRule) -> WorkingCalendar {
    #[derive(Deserialize)]
    struct File {
        calendar: [CalendarSpec; 1],
    }
    let text = include_str!("../../data/calendars.toml");
    let file: File = toml::from_str(text).expect("data/calendars.toml is read");
    let [mut spec] = file.calendar;
    Calendars::office_id(zone).clone_into(&mut spec.id);
    spec.zone = zone;
    if break_rule == BreakRule::None {
        for windows in spec.weekly.values_mut() {
            let read = windows.iter().filter_map(|text| Window::parse(text).ok());
            *windows = read
                .reduce(Window::span)
                .iter()
                .map(Window::to_string)
                .collect();
        }
    }
    WorkingCalendar::compile(&spec).expect("data/calendars.toml is compiled")
}
