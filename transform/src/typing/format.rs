//! Date formats in the notation of strftime, compiled: what an export's local times look like.

use thiserror::Error;

/// One part of a date format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Item {
    /// `%d` or `%e`: day, one or two digits.
    Day,
    /// `%m`: month, one or two digits.
    Month,
    /// `%b` or `%B`: month by its English or Indonesian name, short or full, in any case.
    MonthName,
    /// `%Y`: year, exactly four digits.
    Year,
    /// `%y`: year, exactly two digits; 70 to 99 are 1970 to 1999.
    ShortYear,
    /// `%H`: hour 0 to 24, one or two digits; 24.00 is the midnight that ends the day.
    Hour,
    /// `%I`: hour 1 to 12, with `%p`.
    Hour12,
    /// `%p`: AM or PM, in any case.
    Meridiem,
    /// `%M`: minute, one or two digits.
    Minute,
    /// `%S`: second, one or two digits; a fraction behind it is read and cut off.
    Second,
    /// `%z`: `Z`, `+07`, `+0700` or `+07:00`. It counts before the zone of the source.
    Offset,
    /// `%Z`: WIB, WITA, WIT, UTC or GMT. It counts before the zone of the source.
    ZoneName,
    /// `%A` or `%a`: weekday by its English or Indonesian name; it must agree with the date.
    Weekday,
    /// White space of any length.
    Space,
    /// This character, in any case.
    Literal(char),
}

/// A date format as written in the configuration, compiled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DateFormat {
    /// As written.
    pub text: String,
    pub(crate) items: Vec<Item>,
}

/// A date format that cannot be used.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("the date format {format:?} cannot be used: {why}")]
pub struct BadFormat {
    /// As written.
    pub format: String,
    /// What is wrong and what to write instead.
    pub why: String,
}

impl DateFormat {
    /// Compiles a format for times in records and in file names.
    pub fn compile(text: &str) -> Result<Self, BadFormat> {
        let bad = |why: String| BadFormat {
            format: text.to_owned(),
            why,
        };
        let items = items(text).map_err(bad)?;
        let format = Self {
            text: text.to_owned(),
            items,
        };
        format.check().map_err(|why| bad(why.to_owned()))?;
        Ok(format)
    }

    /// Whether the format says a time of day; a format of a date alone does not.
    pub fn has_time(&self) -> bool {
        self.has(|i| matches!(i, Item::Hour | Item::Hour12))
    }

    /// Whether two formats read the same texts with day and month exchanged, so that a date could be read both ways.
    pub fn is_ambiguous_with(&self, other: &Self) -> bool {
        let shape = |f: &Self| -> Vec<Item> {
            f.items
                .iter()
                .map(|i| if *i == Item::Month { Item::Day } else { *i })
                .collect()
        };
        self.items != other.items && shape(self) == shape(other)
    }

    fn has(&self, wanted: impl Fn(&Item) -> bool) -> bool {
        self.items.iter().any(wanted)
    }

    /// A date must be complete, a time must begin at the hour.
    fn check(&self) -> Result<(), &'static str> {
        let count =
            |wanted: &dyn Fn(&Item) -> bool| self.items.iter().filter(|i| wanted(i)).count();
        let dated = count(&|i| matches!(i, Item::Day)) == 1
            && count(&|i| matches!(i, Item::Month | Item::MonthName)) == 1
            && count(&|i| matches!(i, Item::Year | Item::ShortYear)) == 1;
        if !dated {
            return Err(
                "it must have one day (%d), one month (%m or %b) and one year (%Y or %y); write for example \"%d/%m/%Y %H:%M\"",
            );
        }
        let hours = count(&|i| matches!(i, Item::Hour | Item::Hour12));
        let minutes = count(&|i| *i == Item::Minute);
        let seconds = count(&|i| *i == Item::Second);
        if hours > 1 || minutes > 1 || seconds > 1 {
            return Err("hour, minute and second may stand in it once each");
        }
        if hours == 0 && (minutes > 0 || seconds > 0) || minutes == 0 && seconds > 0 {
            return Err("a time needs hour and minute; write %H:%M or %H:%M:%S");
        }
        if self.has(|i| *i == Item::Hour12) != self.has(|i| *i == Item::Meridiem) {
            return Err("%I (hour 1 to 12) and %p (AM or PM) go together; write both, or %H");
        }
        if hours == 0 && self.has(|i| matches!(i, Item::Offset | Item::ZoneName)) {
            return Err("%z and %Z need a time of day");
        }
        Ok(())
    }
}

/// The parts of a format; an unknown `%` code is an error that names the codes there are.
fn items(text: &str) -> Result<Vec<Item>, String> {
    const SECONDS: [Item; 5] = [
        Item::Hour,
        Item::Literal(':'),
        Item::Minute,
        Item::Literal(':'),
        Item::Second,
    ];
    const DATE: [Item; 5] = [
        Item::Year,
        Item::Literal('-'),
        Item::Month,
        Item::Literal('-'),
        Item::Day,
    ];
    let mut items = Vec::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c.is_whitespace() {
            if items.last() != Some(&Item::Space) {
                items.push(Item::Space);
            }
            continue;
        }
        if c != '%' {
            items.push(Item::Literal(c));
            continue;
        }
        match chars.next() {
            Some('d' | 'e') => items.push(Item::Day),
            Some('m') => items.push(Item::Month),
            Some('b' | 'B' | 'h') => items.push(Item::MonthName),
            Some('Y') => items.push(Item::Year),
            Some('y') => items.push(Item::ShortYear),
            Some('H' | 'k') => items.push(Item::Hour),
            Some('I' | 'l') => items.push(Item::Hour12),
            Some('p' | 'P') => items.push(Item::Meridiem),
            Some('M') => items.push(Item::Minute),
            Some('S') => items.push(Item::Second),
            // A fraction is read and cut behind %S whether the format says so or not.
            Some('f') => {
                if let [.., Item::Second, Item::Literal('.')] = items[..] {
                    items.pop();
                }
            }
            Some('z') => items.push(Item::Offset),
            Some('Z') => items.push(Item::ZoneName),
            Some('A' | 'a') => items.push(Item::Weekday),
            Some('T') => items.extend(SECONDS),
            Some('R') => items.extend(&SECONDS[..3]),
            Some('F') => items.extend(DATE),
            Some('%') => items.push(Item::Literal('%')),
            // `%.f`, chrono's way of writing a fraction.
            Some('.') if chars.as_str().starts_with('f') => {
                chars.next();
            }
            Some(other) => {
                return Err(format!(
                    "%{other} is not known; the codes are %d %m %b %B %Y %y %H %I %p %M %S %f %z %Z %A %a %F %T %R"
                ));
            }
            None => return Err("it ends in a lone %; write %% for a percent sign".to_owned()),
        }
    }
    Ok(items)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::DateFormat;

    #[test]
    fn formats_that_cannot_be_used_say_why() {
        for (format, why) in [
            ("%d/%m/%Q", "%Q is not known"),
            ("%d/%m", "one year"),
            ("%d/%d/%Y", "one month"),
            ("dd/mm/yyyy", "write for example"),
            ("%d/%m/%Y %M:%S", "write %H:%M"),
            ("%d/%m/%Y %I:%M", "go together"),
            ("%d/%m/%Y %z", "need a time"),
            ("%d/%m/%Y %", "lone %"),
            ("%d/%m/%Y %H:%M %H", "once each"),
        ] {
            let error = DateFormat::compile(format).unwrap_err();
            assert!(error.why.contains(why), "{format}: {error}");
        }
    }

    #[test]
    fn day_and_month_exchanged_is_ambiguous() {
        let format = |text| DateFormat::compile(text).unwrap();
        assert!(format("%d/%m/%Y").is_ambiguous_with(&format("%m/%d/%Y")));
        assert!(!format("%d/%m/%Y").is_ambiguous_with(&format("%d-%m-%Y")));
        assert!(!format("%d/%m/%Y").is_ambiguous_with(&format("%d/%m/%y")));
        assert!(!format("%d/%m/%Y").is_ambiguous_with(&format("%d/%m/%Y")));
    }
}
