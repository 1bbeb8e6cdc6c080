//! A stretch of a local day, half-open, in seconds since 00.00.

use std::fmt;

use super::CalendarProblem;

/// Seconds of a local day; Indonesian zones have no daylight saving time, so every day has as many.
pub(super) const DAY_SECONDS: u32 = 86_400;

/// `[start, end)` within one local day; `24:00` is a valid end (RULES 1). Never empty.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Window {
    start: u32,
    end: u32,
}

impl Window {
    /// No time at all, for tables that want a window where there is none.
    pub(super) const EMPTY: Self = Self { start: 0, end: 0 };

    /// Reads `08:00-12:00`, or with seconds `08:00:00-12:00:00`.
    pub fn parse(text: &str) -> Result<Self, CalendarProblem> {
        let (from, to) = text
            .split_once('-')
            .ok_or_else(|| CalendarProblem::NoWindow(text.to_owned()))?;
        let read = |time: &str| {
            seconds_of_day(time.trim()).ok_or_else(|| CalendarProblem::BadTime(time.to_owned()))
        };
        let (start, end) = (read(from)?, read(to)?);
        if start < end {
            Ok(Self { start, end })
        } else {
            Err(CalendarProblem::EndNotAfterStart(text.to_owned()))
        }
    }

    /// Seconds from 00.00 to its start.
    pub const fn start(self) -> u32 {
        self.start
    }

    /// Seconds from 00.00 to its end, at most 86,400.
    pub const fn end(self) -> u32 {
        self.end
    }

    /// How long it is, in seconds.
    pub const fn seconds(self) -> u32 {
        self.end - self.start
    }

    /// How much of it lies before a second of the day.
    #[inline]
    pub(super) fn before(self, second: u32) -> u32 {
        second.saturating_sub(self.start).min(self.seconds())
    }

    /// Whether some second lies in both; touching windows do not overlap.
    pub const fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The window from the start of the earlier to the end of the later.
    #[must_use]
    pub fn span(self, other: Self) -> Self {
        Self {
            start: self.start.min(other.start),
            end: self.end.max(other.end),
        }
    }
}

impl fmt::Display for Window {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let time = |f: &mut fmt::Formatter<'_>, s: u32| {
            write!(f, "{:02}:{:02}", s / 3600, s / 60 % 60)?;
            if s.is_multiple_of(60) {
                Ok(())
            } else {
                write!(f, ":{:02}", s % 60)
            }
        };
        time(f, self.start)?;
        f.write_str("-")?;
        time(f, self.end)
    }
}

impl fmt::Debug for Window {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// `08:00`, `08:00:30` or `24:00` in seconds since 00.00.
fn seconds_of_day(time: &str) -> Option<u32> {
    let mut parts = time.split(':').map(|part| {
        (part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit()))
            .then(|| part.parse::<u32>().ok())
            .flatten()
    });
    let (hour, minute) = (parts.next()??, parts.next()??);
    let second = match parts.next() {
        None => 0,
        Some(second) => second?,
    };
    let seconds = hour * 3600 + minute * 60 + second;
    (parts.next().is_none() && minute < 60 && second < 60 && seconds <= DAY_SECONDS)
        .then_some(seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_shows() {
        for (text, start, end) in [
            ("08:00-12:00", 28_800, 43_200),
            ("13:00-24:00", 46_800, 86_400),
            ("00:00-24:00", 0, 86_400),
            ("07:30:15-07:30:16", 27_015, 27_016),
        ] {
            let window = Window::parse(text).expect(text);
            assert_eq!((window.start(), window.end()), (start, end), "{text}");
            assert_eq!(window.to_string(), text);
        }
        assert_eq!(
            Window::parse("08:00 - 12:00"),
            Window::parse("08:00-12:00"),
            "spaces around the dash are harmless"
        );
    }

    #[test]
    fn refuses() {
        use CalendarProblem as P;
        for (text, problem) in [
            ("08:00", P::NoWindow("08:00".into())),
            ("", P::NoWindow(String::new())),
            ("25:00-26:00", P::BadTime("25:00".into())),
            ("08:00-24:01", P::BadTime("24:01".into())),
            ("08:00-12:60", P::BadTime("12:60".into())),
            ("08.00-12.00", P::BadTime("08.00".into())),
            ("8:00-12:00", P::BadTime("8:00".into())),
            ("08:00-12:00:00:00", P::BadTime("12:00:00:00".into())),
            ("08:00-+9:00", P::BadTime("+9:00".into())),
            ("12:00-08:00", P::EndNotAfterStart("12:00-08:00".into())),
            ("08:00-08:00", P::EndNotAfterStart("08:00-08:00".into())),
        ] {
            assert_eq!(Window::parse(text), Err(problem), "{text}");
        }
    }

    #[test]
    fn touching_windows_do_not_overlap() {
        let window = |text| Window::parse(text).expect(text);
        let (morning, afternoon) = (window("08:00-12:00"), window("12:00-17:00"));
        assert!(!morning.overlaps(afternoon) && !afternoon.overlaps(morning));
        assert!(morning.overlaps(window("11:59:59-12:00")));
        assert_eq!(afternoon.span(morning), window("08:00-17:00"));
    }
}
