//! National holidays and joint leave: `data/holidays-id.csv`, read once.

use std::ops::RangeInclusive;
use std::sync::LazyLock;

use chrono::Datelike;

use super::{Holiday, HolidayKind};

/// The national holidays and joint leave (cuti bersama) of Indonesia, 2019 to 2026, in order of date
/// (RULES 1; origin in `data/holidays-id.md`).
pub fn national_holidays() -> &'static [Holiday] {
    static HOLIDAYS: LazyLock<Vec<Holiday>> = LazyLock::new(|| {
        // A row that could not be read would be a working day too many, so a test counts the rows.
        let rows = include_str!("../../data/holidays-id.csv").lines().skip(1);
        rows.filter_map(read_row).collect()
    });
    &HOLIDAYS
}

/// The years whose decree the list holds: a calendar with national holidays cannot cover others.
pub(super) fn national_years() -> RangeInclusive<i32> {
    match national_holidays() {
        [first, .., last] => first.date.year()..=last.date.year(),
        _ => RangeInclusive::new(1, 0),
    }
}

/// `2026-03-21,libur_nasional,Eid al-Fitr`
fn read_row(row: &str) -> Option<Holiday> {
    let mut fields = row.splitn(3, ',');
    Some(Holiday {
        date: fields.next()?.parse().ok()?,
        kind: match fields.next()? {
            "libur_nasional" => HolidayKind::Holiday,
            "cuti_bersama" => HolidayKind::CollectiveLeave,
            _ => return None,
        },
        name: fields.next().filter(|name| !name.is_empty())?.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_read() {
        let rows = include_str!("../../data/holidays-id.csv").lines().count() - 1;
        let holidays = national_holidays();
        assert_eq!((holidays.len(), rows), (188, 188));
        assert!(holidays.is_sorted_by(|a, b| a.date < b.date));
        let leave = holidays
            .iter()
            .filter(|h| h.kind == HolidayKind::CollectiveLeave);
        assert_eq!(leave.count(), 54);
    }

    #[test]
    fn every_year_from_2019_to_2026_is_there() {
        let mut years: Vec<i32> = national_holidays().iter().map(|h| h.date.year()).collect();
        years.dedup();
        assert_eq!(years, national_years().collect::<Vec<_>>());
        assert_eq!(national_years(), 2019..=2026);
    }
}
