//! Dates, times and quarters.

use chrono::{Datelike, NaiveDate, Timelike};
use norma_rules::{Instant, Period, Quarter, Zone};

const MONTHS: [&str; 12] = [
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
];

const WEEKDAYS: [&str; 7] = [
    "Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu",
];

/// The name of the month, 1 to 12: Januari.
pub fn month(number: u32) -> &'static str {
    MONTHS
        .get((number as usize).wrapping_sub(1))
        .copied()
        .unwrap_or("-")
}

/// 31 Oktober 2023.
pub fn date(day: NaiveDate) -> String {
    format!("{} {} {}", day.day(), month(day.month()), day.year())
}

/// Selasa, 31 Oktober 2023.
pub fn weekday_date(day: NaiveDate) -> String {
    let weekday = WEEKDAYS[day.weekday().num_days_from_monday() as usize];
    format!("{weekday}, {}", date(day))
}

/// 18.30 WIB: the wall clock of `zone`, minutes cut.
pub fn time(at: Instant, zone: Zone) -> String {
    let local = at.to_local(zone);
    format!(
        "{:02}.{:02} {}",
        local.hour(),
        local.minute(),
        zone.abbreviation()
    )
}

/// 31 Oktober 2023 18.30 WIB.
pub fn date_time(at: Instant, zone: Zone) -> String {
    format!("{} {}", date(at.local_date(zone)), time(at, zone))
}

/// Triwulan I 2026.
pub fn quarter(quarter: Quarter) -> String {
    format!("Triwulan {} {}", quarter.roman(), quarter.year())
}

/// Triwulan I 2026, Maret 2026, Semester II 2026, Tahun 2026; else 15 Januari 2026 s.d. 14 Februari 2026.
pub fn period(period: Period) -> String {
    if let Some(of) = period.quarter() {
        return quarter(of);
    }
    let (first, last) = (period.first_day(), period.last_day());
    let written = period.to_string();
    match written.split_once('-') {
        None => format!("Tahun {written}"),
        Some((year, "SM1")) => format!("Semester I {year}"),
        Some((year, "SM2")) => format!("Semester II {year}"),
        Some((year, number)) if number.len() == 2 => format!("{} {year}", month(first.month())),
        Some(_) if first == last => date(first),
        Some(_) => format!("{} s.d. {}", date(first), date(last)),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn periods() {
        for (written, words) in [
            ("2026-TW4", "Triwulan IV 2026"),
            ("2026", "Tahun 2026"),
            ("2026-SM2", "Semester II 2026"),
            ("2026-03", "Maret 2026"),
            ("2026-03-05", "5 Maret 2026"),
            (
                "2026-01-15..2026-02-14",
                "15 Januari 2026 s.d. 14 Februari 2026",
            ),
        ] {
            assert_eq!(period(written.parse().unwrap()), words);
        }
    }

    #[test]
    fn dates_times_and_quarters() {
        let at = |text: &str| Instant::from_local(text.parse().unwrap(), Zone::Wib);
        let lines: Vec<String> = [
            "2023-10-31T18:30:00",
            "2024-02-29T00:00:00",
            "2025-12-31T23:59:59",
            "2026-03-01T07:05:00",
        ]
        .into_iter()
        .map(|text| {
            let day = at(text).local_date(Zone::Wib);
            format!(
                "{text} | {} | {} | {} | {} | {}",
                weekday_date(day),
                time(at(text), Zone::Wib),
                date_time(at(text), Zone::Wita),
                date_time(at(text), Zone::Wit),
                quarter(Quarter::of(at(text))),
            )
        })
        .collect();
        insta::assert_snapshot!(lines.join("\n"));
    }

    #[test]
    fn every_month_and_weekday_has_its_name() {
        let names: Vec<&str> = (1..=12).map(month).collect();
        assert_eq!(names, MONTHS);
        assert_eq!((month(0), month(13)), ("-", "-"));
        // 5 January 2026 is a Monday.
        let monday = NaiveDate::from_ymd_opt(2026, 1, 5).unwrap();
        let week: Vec<String> = monday.iter_days().take(7).map(weekday_date).collect();
        assert!(week[0].starts_with("Senin, 5 Januari 2026"));
        assert!(week[6].starts_with("Minggu, 11 Januari 2026"));
    }
}
