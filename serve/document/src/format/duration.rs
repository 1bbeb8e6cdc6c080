//! Durations in words.

use super::number::number;

/// How long a day is on the calendar that a duration was counted on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayLength {
    /// `always`: 24 hours, "hari".
    Calendar,
    /// Office calendars: 8 working hours, "hari kerja" (RULES 1).
    Working,
    /// Several calendars together: hours are not made days.
    Hours,
}

impl DayLength {
    /// The day of a calendar by its id: 24 hours on `always`, 8 on every other; no id stands for several calendars.
    pub fn of_calendar(id: Option<&str>) -> Self {
        match id {
            None => Self::Hours,
            Some("always") => Self::Calendar,
            Some(_) => Self::Working,
        }
    }

    /// Days and the seconds that are left, with the word for days.
    const fn split(self, seconds: u64) -> (u64, u64, &'static str) {
        let (length, word) = match self {
            Self::Calendar => (24 * 3600, "hari"),
            Self::Working => (8 * 3600, "hari kerja"),
            Self::Hours => return (0, seconds, ""),
        };
        (seconds / length, seconds % length, word)
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

/// What a norm allows, in hours and smaller as table 2 and the response rules write it: 16 jam kerja, 3 jam, 30 menit.
pub fn allowance(seconds: i64, day: DayLength) -> String {
    let hours = match day {
        DayLength::Working => "jam kerja",
        DayLength::Calendar | DayLength::Hours => "jam",
    };
    if seconds > 0 && seconds % 3600 == 0 {
        format!("{} {hours}", number(seconds / 3600))
    } else if seconds > 0 && seconds % 60 == 0 && seconds < 3600 {
        format!("{} menit", number(seconds / 60))
    } else {
        exact_duration(seconds, day)
    }
}

fn words(seconds: i64, day: DayLength, units: usize) -> String {
    let sign = if seconds < 0 { "-" } else { "" };
    let total = seconds.unsigned_abs();
    if total < 120 {
        return format!("{sign}{total} detik");
    }
    let (days, within_day, day_word) = day.split(total);
    let parts = [
        (days, day_word),
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
                "{s:>8} | {} | {} | {} | {} | {}",
                duration(s, DayLength::Calendar),
                duration(s, DayLength::Working),
                duration(s, DayLength::Hours),
                exact_duration(s, DayLength::Calendar),
                exact_duration(s, DayLength::Working),
            )
        })
        .collect();
        insta::assert_snapshot!(lines.join("\n"));
    }

    #[test]
    fn allowances_as_promised() {
        let day = DayLength::Working;
        let words = [1_799, 1_800, 28_800, 288_000, 300].map(|s| allowance(s, day));
        let promised = [
            "29 menit 59 detik",
            "30 menit",
            "8 jam kerja",
            "80 jam kerja",
            "5 menit",
        ];
        assert_eq!(words, promised);
        assert_eq!(allowance(10_800, DayLength::Calendar), "3 jam");
    }

    #[test]
    fn the_day_follows_the_calendar() {
        assert_eq!(DayLength::of_calendar(Some("always")), DayLength::Calendar);
        assert_eq!(DayLength::of_calendar(None), DayLength::Hours);
        assert_eq!(
            DayLength::of_calendar(Some("office_wita")),
            DayLength::Working
        );
    }
}
