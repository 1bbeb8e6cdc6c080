//! A calendar as it is written down: in `data/calendars.toml`, or as `[[calendar]]` of a configuration.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Deserializer, Serialize, de};
use toml::value::Datetime;

use crate::Zone;

/// A calendar as written. Windows and weekdays stay text until [`super::WorkingCalendar::compile`] reads them, so that
/// everything wrong with it is said at once.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CalendarSpec {
    /// Name in configuration and SQL: `office`, `contoh_2016_2017`.
    pub id: String,
    /// What people read, in Indonesian.
    #[serde(default)]
    pub title: String,
    /// Zone its hours and days are in.
    #[serde(default)]
    pub zone: Zone,
    /// The decree or the words it rests on.
    #[serde(default)]
    pub basis: String,
    /// First year whose holidays are known.
    pub first_year: i32,
    /// Last year whose holidays are known.
    pub last_year: i32,
    /// First day (inclusive) on whose tickets this version applies; `None`: from the beginning.
    #[serde(
        default,
        deserialize_with = "optional_day",
        skip_serializing_if = "Option::is_none"
    )]
    pub valid_from: Option<NaiveDate>,
    /// Last day (inclusive) on whose tickets this version applies; `None`: until a later version.
    #[serde(
        default,
        deserialize_with = "optional_day",
        skip_serializing_if = "Option::is_none"
    )]
    pub valid_to: Option<NaiveDate>,
    /// Whether the national holidays and joint leave of the crate are added to `holidays`.
    #[serde(default)]
    pub national_holidays: bool,
    /// Windows by weekday (`monday`, ...): `["08:00-12:00", "13:00-17:00"]`. A weekday that is not named has none.
    #[serde(default)]
    pub weekly: BTreeMap<String, Vec<String>>,
    /// Days without working time, whatever else is written.
    #[serde(default)]
    pub holidays: Vec<Holiday>,
    /// Dated hours: shorter Ramadan hours, short days, make-up days.
    #[serde(default)]
    pub exceptions: Vec<DatedHours>,
}

/// A day without working time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Holiday {
    /// The local day.
    #[serde(deserialize_with = "day")]
    pub date: NaiveDate,
    /// National holiday unless said otherwise.
    #[serde(default)]
    pub kind: HolidayKind,
    /// What a ledger shows.
    pub name: String,
}

/// What kind of free day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum HolidayKind {
    /// Hari libur nasional.
    #[default]
    #[serde(rename = "libur_nasional")]
    Holiday,
    /// Cuti bersama.
    #[serde(rename = "cuti_bersama")]
    CollectiveLeave,
}

/// Hours that replace the weekly windows on some days. On a holiday they have no effect.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DatedHours {
    /// First day.
    #[serde(deserialize_with = "day")]
    pub from: NaiveDate,
    /// Last day (inclusive); `None`: only the first.
    #[serde(
        default,
        deserialize_with = "optional_day",
        skip_serializing_if = "Option::is_none"
    )]
    pub to: Option<NaiveDate>,
    /// Only these weekdays; empty: all. In Ramadan, Friday differs from the other days.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub weekdays: Vec<String>,
    /// The windows of those days; empty: closed.
    pub windows: Vec<String>,
    /// What a ledger shows.
    #[serde(default)]
    pub name: String,
    /// Also on weekdays without weekly windows; without it those stay closed.
    #[serde(default)]
    pub make_up: bool,
}

impl DatedHours {
    /// Last day.
    pub fn last_day(&self) -> NaiveDate {
        self.to.unwrap_or(self.from)
    }
}

/// A day as TOML date (`2026-03-21`) or as quoted text.
pub(crate) fn day<'de, D: Deserializer<'de>>(deserializer: D) -> Result<NaiveDate, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged, expecting = "expected a day such as 2026-03-21")]
    enum Written {
        Toml(Datetime),
        Text(String),
    }
    let refuse = |text: &str| {
        de::Error::custom(format!(
            "{text:?} is no day; write a day such as 2026-03-21"
        ))
    };
    match Written::deserialize(deserializer)? {
        Written::Toml(value) => match (value.date, value.time) {
            (Some(date), None) => NaiveDate::from_ymd_opt(
                i32::from(date.year),
                u32::from(date.month),
                u32::from(date.day),
            )
            .ok_or_else(|| refuse(&value.to_string())),
            _ => Err(refuse(&value.to_string())),
        },
        Written::Text(text) => text.parse().map_err(|_| refuse(&text)),
    }
}

fn optional_day<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<NaiveDate>, D::Error> {
    day(deserializer).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    const WRITTEN: &str = r#"
        id = "kantor"
        zone = "WITA"
        basis = "SE 1/2026"
        first_year = 2026
        last_year = 2026
        valid_from = 2026-02-01
        weekly = { monday = ["08:00-12:00"] }
        holidays = [{ date = 2026-03-21, name = "Idulfitri" }, { date = "2026-03-23", kind = "cuti_bersama", name = "Cuti" }]
        exceptions = [{ from = 2026-02-18, to = "2026-03-17", windows = ["08:00-15:00"], name = "Ramadan" }]
    "#;

    #[test]
    fn days_are_toml_dates_or_text() {
        let spec: CalendarSpec = toml::from_str(WRITTEN).expect("reads");
        let on = |d, m| NaiveDate::from_ymd_opt(2026, m, d).expect("a day");
        assert_eq!(spec.zone, Zone::Wita);
        assert_eq!((spec.valid_from, spec.valid_to), (Some(on(1, 2)), None));
        assert_eq!(spec.holidays[0].date, on(21, 3));
        assert_eq!(spec.holidays[0].kind, HolidayKind::Holiday);
        assert_eq!(spec.holidays[1].date, on(23, 3));
        assert_eq!(spec.holidays[1].kind, HolidayKind::CollectiveLeave);
        assert_eq!(spec.exceptions[0].last_day(), on(17, 3));
        assert!(!spec.exceptions[0].make_up);
    }

    #[test]
    fn survives_being_written() {
        let spec: CalendarSpec = toml::from_str(WRITTEN).expect("reads");
        let text = toml::to_string(&spec).expect("writes");
        assert_eq!(toml::from_str::<CalendarSpec>(&text), Ok(spec));
    }

    #[test]
    fn refuses_what_is_no_day() {
        for bad in [
            "2026-03-21T08:00:00",
            "\"21/03/2026\"",
            "\"2026-02-30\"",
            "20260321",
        ] {
            let text = WRITTEN.replace("2026-03-21", bad);
            let error = toml::from_str::<CalendarSpec>(&text).expect_err(bad);
            assert!(
                error.to_string().contains("a day such as 2026-03-21"),
                "{bad}: {error}"
            );
        }
    }

    #[test]
    fn refuses_unknown_keys() {
        let text = format!("weekley = {{}}\n{WRITTEN}");
        assert!(toml::from_str::<CalendarSpec>(&text).is_err());
    }
}
