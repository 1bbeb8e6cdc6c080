//! `[rules]`, `[[calendar]]` and `[[adopt]]`: the rulebook.

use norma_rules::settings::{
    Cohort, DayCounting, HariReading, HoldStatuses, Maintenance, OfficeZone, OutOfHours,
    P1Calendar, PrioritySource, PriorityVersion, ReopenedGap, Rollup, Unknown,
};
use norma_rules::{
    Adoption, BreakRule, CalendarSpec, Rulebook, Settings, hundredths_of_percent, organisation,
};
use serde::Deserialize;
use serde::de::IntoDeserializer;

use super::error::Faults;
use super::section::{At, Section};

/// The rulebook of a configuration, without what sources add to it.
pub(super) fn rulebook(root: &Section<'_>, faults: &mut Faults<'_>) -> Rulebook {
    let settings = root
        .section(faults, "rules")
        .map_or_else(Settings::default, |section| settings(&section, faults));
    let mut rulebook = Rulebook::with_settings(settings);
    for (section, item) in root.sections(faults, "calendar") {
        // Nothing is asked of the section itself: the calendar's own reader names unknown keys.
        match CalendarSpec::deserialize(item.clone().into_deserializer()) {
            Ok(spec) => {
                for error in rulebook.calendars.add(spec).err().unwrap_or_default() {
                    // `weekly.monday[1]` stands in the table of `weekly`.
                    let first = error.key.split(['.', '[']).next().unwrap_or_default();
                    faults.add(
                        section.offset_of(first),
                        format!("{}.{}.{}", section.path, error.calendar, error.key),
                        error.problem.to_string(),
                    );
                }
            }
            Err(error) => faults.add(
                error.span().map_or(section.offset, |s| s.start),
                section.path,
                error.message().trim(),
            ),
        }
    }
    for (section, _) in root.sections(faults, "adopt") {
        rulebook.adoptions.extend(adoption(&section, faults));
    }
    rulebook
}

/// The settings of RULES 7; a key that is absent keeps its default.
fn settings(section: &Section<'_>, faults: &mut Faults<'_>) -> Settings {
    let mut settings = Settings::default();
    macro_rules! setting {
        ($key:literal, $field:ident, $type:ident) => {
            if let Some(given) = section.text(faults, $key) {
                match $type::from_name(&given.value) {
                    Some(value) => settings.$field = value,
                    None => {
                        let all: Vec<&str> = $type::ALL.iter().map(|v| v.as_str()).collect();
                        faults.add(
                            given.offset,
                            given.key,
                            format!(
                                "{:?} is not known here; write {}",
                                given.value,
                                either(&all)
                            ),
                        );
                    }
                }
            }
        };
    }
    setting!("day_counting", day_counting, DayCounting);
    setting!("out_of_hours", out_of_hours, OutOfHours);
    if let Some(given) = section.text(faults, "break") {
        match given.value.as_str() {
            "12.00-13.00" => settings.break_rule = BreakRule::Noon,
            "none" => settings.break_rule = BreakRule::None,
            other => faults.add(
                given.offset,
                given.key,
                format!("{other:?} is not known here; write \"12.00-13.00\" or \"none\""),
            ),
        }
    }
    setting!("office_zone", office_zone, OfficeZone);
    setting!("hari", hari, HariReading);
    setting!("p1_calendar", p1_calendar, P1Calendar);
    setting!("priority", priority, PrioritySource);
    setting!("priority_version", priority_version, PriorityVersion);
    setting!("reopened_gap", reopened_gap, ReopenedGap);
    setting!("hold_statuses", hold_statuses, HoldStatuses);
    setting!("cohort", cohort, Cohort);
    setting!("maintenance", maintenance, Maintenance);
    setting!("rollup", rollup, Rollup);
    setting!("unknown", unknown, Unknown);
    if let Some(seconds) = section.integer(faults, "at_once_seconds") {
        if seconds.value < 0 {
            faults.add(
                seconds.offset,
                seconds.key,
                "write a number of seconds, 0 or more",
            );
        } else {
            settings.at_once_seconds = seconds.value;
        }
    }
    section.no_other_keys(faults);
    settings
}

fn adoption(section: &Section<'_>, faults: &mut Faults<'_>) -> Option<Adoption> {
    let organisation = section.text(faults, "organisation");
    let table_2 = section.boolean(faults, "table_2");
    let availability = section.text(faults, "availability").and_then(|given| {
        let read = hundredths_of_percent(&given.value);
        if read.is_none() {
            faults.add(
                given.offset,
                given.key,
                format!("{:?} is no percentage; write \"99%\"", given.value),
            );
        }
        read
    });
    let valid_from = section.date(faults, "valid_from");
    let valid_to = section.date(faults, "valid_to");
    let basis = section.text(faults, "basis");
    section.no_other_keys(faults);
    for (key, given, example) in [
        ("organisation", organisation.is_some(), "\"DJPb\""),
        ("valid_from", valid_from.is_some(), "2025-01-01"),
        ("basis", basis.is_some(), "\"the decision it rests on\""),
    ] {
        // A key of the wrong form has its own fault already.
        if !given && section.value(key).is_none() {
            section.fault(faults, format!("{key} is missing; write {key} = {example}"));
        }
    }
    if let (Some(from), Some(to)) = (&valid_from, &valid_to)
        && to.value < from.value
    {
        faults.add(
            to.offset,
            to.key.clone(),
            format!(
                "it ends before it begins on {}; write a later day",
                from.value
            ),
        );
    }
    let organisation = organisation?;
    Some(Adoption {
        organisation: canonical(&organisation),
        table_2: table_2.is_some_and(|t| t.value),
        valid_from: valid_from?.value,
        valid_to: valid_to.map(|to| to.value),
        availability,
        basis: basis?.value,
        document: None,
        line: 0,
    })
}

/// The one name of an organisation; names that no document of the catalogue serves stand as they are.
pub(super) fn canonical(given: &At<String>) -> String {
    organisation::canonical(&given.value).map_or_else(|| given.value.clone(), str::to_owned)
}

/// `"a"`, or `"a" or "b"`.
pub(super) fn either(words: &[&str]) -> String {
    words
        .iter()
        .map(|w| format!("{w:?}"))
        .collect::<Vec<_>>()
        .join(" or ")
}
