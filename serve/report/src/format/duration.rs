//! Durations in words.

use super::number::number;

/// How long a day is on the calendar that a duration was counted on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayLength {
    /// `always`: 24 hours, "hari".
    Calendar,
    /// Office calendars: 8 working hours, "hari kerja" (RULES 1).
    Working,
}

impl DayLength {
    /// The day of a calendar by its id; `always` and none have 24 hours, every other is an office calendar.
    pub fn of_calendar(id: Option<&str>) -> Self {
        match id {
            None | Some("always") => Self::Calendar,
            Some(_) => Self::Working,
        }
    }

    const fn seconds(self) -> u64 {
        match self {
            Self::Calendar => 24 * 3600,
            Self::Working => 8 * 3600,
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Self::Calendar => "hari",
            Self::Working => "hari kerja",
        }
    }
}

/// The two largest units of a duration, the rest cut off: 2 jam 15 menit; 1 hari kerja 3 jam. Below two minutes in
/// seconds: 90 detik.
pub fn duration(seconds: i64, day: DayLength) -> String {
    words(seconds, day, 2)
}

/// A duration to the second: 1 hari kerja 3 jam 5 menit 12 detik.
pub fn exact_duration(seconds: i64, day: DayLength) -> String {
    words(seconds, day, 4)
}

fn words(seconds: i64, day: DayLength, units: usize) -> String {
    let sign = if seconds < 0 { "-" } else { "" };
    let total = seconds.unsigned_abs();
    if total < 120 {
        return format!("{sign}{total} detik");
    }
    let within_day = total % day.seconds();
    let parts = [
        (total / day.seconds(), day.word()),
        (within_day / 3600, "jam"),
        (within_day % 3600 / 60, "menit"),
        (within_day % 60, "detik"),
    ];
    let words: Vec<String> = parts
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .take(units)
        .map(|(count, unit)| format!("{} {unit}", number(count.cast_signed())))
        .collect();
    format!("{sign}{}", words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_in_words() {
        let lines: Vec<String> = [
            0, 1, 90, 119, 120, 300, 1_800, 1_801, 8_100, 28_799, 28_800, 39_600, 86_400, 97_205,
            288_000, 3_600_000, -90, -8_100,
        ]
        .into_iter()
        .map(|s| {
            format!(
                "{s:>8} | {} | {} | {} | {}",
                duration(s, DayLength::Calendar),
                duration(s, DayLength::Working),
                exact_duration(s, DayLength::Calendar),
                exact_duration(s, DayLength::Working),
            )
        })
        .collect();
        insta::assert_snapshot!(lines.join("\n"));
    }

    #[test]
    fn the_day_follows_the_calendar() {
        assert_eq!(DayLength::of_calendar(Some("always")), DayLength::Calendar);
        assert_eq!(DayLength::of_calendar(None), DayLength::Calendar);
        assert_eq!(
            DayLength::of_calendar(Some("office_wita")),
            DayLength::Working
        );
    }
}
