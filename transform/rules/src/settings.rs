//! The settings of RULES 7: what we decided where the sources leave a gap, each with its other value.

use serde::{Deserialize, Serialize};

use crate::BreakRule;
use crate::ticket::names;

names! {
    /// `day_counting`: what n hari kerja are.
    DayCounting {
        /// n x 8 jam kerja from the start event.
        WorkingHours = "working_hours",
        /// To the close of the n-th working day after the day of the start.
        EndOfDay = "end_of_day",
    }
}
names! {
    /// `out_of_hours`: when a request made out of hours starts.
    OutOfHours {
        /// At the next opening.
        NextOpening = "next_opening",
        /// At the opening of the next working day, also when made before opening on a working day.
        NextWorkingDay = "next_working_day",
    }
}
names! {
    /// `office_zone`: whose clocks the office calendar follows.
    OfficeZone {
        /// Those of the office that serves the ticket.
        ServingOffice = "serving_office",
        /// WIB everywhere.
        Wib = "WIB",
    }
}
names! {
    /// `hari`: how a 'hari' that is not 'hari kerja' is counted.
    HariReading {
        /// Calendar days of 24 hours from the next opening.
        Calendar = "calendar",
        /// Like hari kerja.
        HariKerja = "hari_kerja",
    }
}
names! {
    /// `p1_calendar`: the calendar of the 3 hours of P1.
    P1Calendar {
        /// 24 x 7.
        Always = "always",
        /// Working hours.
        Office = "office",
    }
}
names! {
    /// `priority`: which priority counts when matrix and stated disagree.
    PrioritySource {
        /// The matrix when impact and urgency are known, else the stated one.
        Matrix = "matrix",
        /// The stated one when there is one, else the matrix.
        Stated = "stated",
    }
}
names! {
    /// `priority_version`: which version of impact, urgency and priority counts.
    PriorityVersion {
        /// The newest at the as-of instant.
        Newest = "newest",
        /// The first of the event history.
        First = "first",
    }
}
names! {
    /// `reopened_gap`: the time between finish and reopening.
    ReopenedGap {
        /// Not counted.
        Excluded = "excluded",
        /// Counted.
        Counted = "counted",
    }
}
names! {
    /// `hold_statuses`: whether statuses named by a source stop the clock.
    HoldStatuses {
        /// No status stops a clock.
        None = "none",
        /// Those that the source configures.
        Configured = "as_configured",
    }
}
names! {
    /// `cohort`: the quarter in which a ticket counts.
    Cohort {
        /// In which its outcome was settled.
        Settled = "settled",
        /// In which it was submitted.
        Submitted = "submitted",
        /// In which it was finished; unfinished tickets in that of the as-of instant.
        Finished = "finished",
    }
}
names! {
    /// `maintenance`: planned maintenance in the headline availability.
    Maintenance {
        /// Counts as downtime.
        Counted = "counted",
        /// Leaves both sides.
        Excluded = "excluded",
    }
}
names! {
    /// `rollup`: when a service of several components is down.
    Rollup {
        /// When any is down.
        Any = "any",
        /// When all are down.
        All = "all",
    }
}
names! {
    /// `unknown`: time without knowledge in availability.
    Unknown {
        /// Left out, shown as coverage.
        Excluded = "excluded",
        /// Counted as down.
        Down = "down",
    }
}

/// The settings of RULES 7, at their defaults unless the configuration says otherwise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// How hari kerja are counted.
    pub day_counting: DayCounting,
    /// When a request made out of hours starts.
    pub out_of_hours: OutOfHours,
    /// The noon break of the office calendar.
    #[serde(rename = "break")]
    pub break_rule: BreakRule,
    /// Whose clocks the office calendar follows.
    pub office_zone: OfficeZone,
    /// How 'hari' is counted.
    pub hari: HariReading,
    /// Calendar of P1.
    pub p1_calendar: P1Calendar,
    /// What "langsung" allows, seconds.
    pub at_once_seconds: i64,
    /// Matrix or stated priority.
    pub priority: PrioritySource,
    /// Newest or first version of the priority.
    pub priority_version: PriorityVersion,
    /// Whether the time between finish and reopening counts.
    pub reopened_gap: ReopenedGap,
    /// Whether configured statuses stop the clock.
    pub hold_statuses: HoldStatuses,
    /// The quarter in which a ticket counts.
    pub cohort: Cohort,
    /// Planned maintenance in availability.
    pub maintenance: Maintenance,
    /// Components of a service in availability.
    pub rollup: Rollup,
    /// Unknown time in availability.
    pub unknown: Unknown,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            day_counting: DayCounting::WorkingHours,
            out_of_hours: OutOfHours::NextOpening,
            break_rule: BreakRule::Noon,
            office_zone: OfficeZone::ServingOffice,
            hari: HariReading::Calendar,
            p1_calendar: P1Calendar::Always,
            at_once_seconds: 300,
            priority: PrioritySource::Matrix,
            priority_version: PriorityVersion::Newest,
            reopened_gap: ReopenedGap::Excluded,
            hold_statuses: HoldStatuses::None,
            cohort: Cohort::Settled,
            maintenance: Maintenance::Counted,
            rollup: Rollup::Any,
            unknown: Unknown::Excluded,
        }
    }
}

impl Settings {
    /// Key, value in force and other value to be shown, in the order of RULES 7.
    pub fn table(&self) -> Vec<(&'static str, String, String)> {
        fn other<T: Copy + PartialEq + std::fmt::Display>(all: &[T], now: T) -> String {
            all.iter()
                .filter(|v| **v != now)
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join(", ")
        }
        macro_rules! row {
            ($key:literal, $value:expr, $type:ident) => {
                ($key, $value.to_string(), other($type::ALL, $value))
            };
        }
        vec![
            row!("day_counting", self.day_counting, DayCounting),
            row!("out_of_hours", self.out_of_hours, OutOfHours),
            match self.break_rule {
                BreakRule::Noon => ("break", "12.00-13.00".to_owned(), "none".to_owned()),
                BreakRule::None => ("break", "none".to_owned(), "12.00-13.00".to_owned()),
            },
            row!("office_zone", self.office_zone, OfficeZone),
            row!("hari", self.hari, HariReading),
            row!("p1_calendar", self.p1_calendar, P1Calendar),
            (
                "at_once_seconds",
                self.at_once_seconds.to_string(),
                if self.at_once_seconds == 300 {
                    "900"
                } else {
                    "300"
                }
                .to_owned(),
            ),
            row!("priority", self.priority, PrioritySource),
            row!("priority_version", self.priority_version, PriorityVersion),
            row!("reopened_gap", self.reopened_gap, ReopenedGap),
            row!("hold_statuses", self.hold_statuses, HoldStatuses),
            row!("cohort", self.cohort, Cohort),
            row!("maintenance", self.maintenance, Maintenance),
            row!("rollup", self.rollup, Rollup),
            row!("unknown", self.unknown, Unknown),
        ]
    }

    /// The settings with one line of RULES 7 at its other value, for each line and each other value, in their order.
    pub fn others(&self) -> Vec<OtherSetting> {
        let mut out = Vec::new();
        let mut add = |key, value: String, other: String, settings: Self| {
            out.push(OtherSetting {
                key,
                value,
                other,
                settings,
            });
        };
        macro_rules! others {
            ($key:literal, $field:ident, $type:ident) => {
                for other in $type::ALL.iter().filter(|v| **v != self.$field) {
                    let mut settings = self.clone();
                    settings.$field = *other;
                    add($key, self.$field.to_string(), other.to_string(), settings);
                }
            };
        }
        others!("day_counting", day_counting, DayCounting);
        others!("out_of_hours", out_of_hours, OutOfHours);
        let (value, other, break_rule) = match self.break_rule {
            BreakRule::Noon => ("12.00-13.00", "none", BreakRule::None),
            BreakRule::None => ("none", "12.00-13.00", BreakRule::Noon),
        };
        let settings = Self {
            break_rule,
            ..self.clone()
        };
        add("break", value.to_owned(), other.to_owned(), settings);
        others!("office_zone", office_zone, OfficeZone);
        others!("hari", hari, HariReading);
        others!("p1_calendar", p1_calendar, P1Calendar);
        let now = self.at_once_seconds;
        let at_once_seconds = if now == 300 { 900 } else { 300 };
        let settings = Self {
            at_once_seconds,
            ..self.clone()
        };
        let other = at_once_seconds.to_string();
        add("at_once_seconds", now.to_string(), other, settings);
        others!("priority", priority, PrioritySource);
        others!("priority_version", priority_version, PriorityVersion);
        others!("reopened_gap", reopened_gap, ReopenedGap);
        others!("hold_statuses", hold_statuses, HoldStatuses);
        others!("cohort", cohort, Cohort);
        others!("maintenance", maintenance, Maintenance);
        others!("rollup", rollup, Rollup);
        others!("unknown", unknown, Unknown);
        out
    }
}

/// The settings with one of them at another value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtherSetting {
    /// Key of RULES 7.
    pub key: &'static str,
    /// Value in force.
    pub value: String,
    /// The other value.
    pub other: String,
    /// All settings with that value.
    pub settings: Settings,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_other_value_of_the_table_is_tried_once() {
        let now = Settings {
            cohort: Cohort::Submitted,
            at_once_seconds: 600,
            break_rule: BreakRule::None,
            ..Settings::default()
        };
        for settings in [Settings::default(), now] {
            let others = settings.others();
            for (key, value, listed) in settings.table() {
                let of_key = others.iter().filter(|other| other.key == key);
                let tried: Vec<&str> = of_key.clone().map(|o| o.other.as_str()).collect();
                assert_eq!(tried.join(", "), listed, "{key}");
                assert!(of_key.clone().all(|other| other.value == value), "{key}");
                // One line of the table has changed, and it says the other value.
                for other in of_key {
                    let mut table = other.settings.table();
                    table.retain(|row| !settings.table().contains(row));
                    let [(changed, now, _)] = &table[..] else {
                        panic!("{key}: {table:?}")
                    };
                    assert_eq!((*changed, now), (key, &other.other));
                }
            }
            assert_eq!(others.len(), 16);
        }
    }
}
