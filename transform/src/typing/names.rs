//! Names of months, weekdays and zones as exports write them, English and Indonesian.

use chrono::Weekday;
use norma_rules::Zone;

const MONTHS: [&[&str]; 12] = [
    &["january", "januari", "jan"],
    &["february", "februari", "pebruari", "feb", "peb"],
    &["march", "maret", "mar", "mrt"],
    &["april", "apr"],
    &["may", "mei"],
    &["june", "juni", "jun"],
    &["july", "juli", "jul"],
    &["august", "agustus", "aug", "agu", "agt", "agust", "ags"],
    &["september", "sept", "sep"],
    &["october", "oktober", "oct", "okt"],
    &["november", "nopember", "nov", "nop"],
    &["december", "desember", "dec", "des"],
];

const WEEKDAYS: [(Weekday, &[&str]); 7] = [
    (Weekday::Mon, &["monday", "senin", "mon", "sen"]),
    (Weekday::Tue, &["tuesday", "selasa", "tue", "sel"]),
    (Weekday::Wed, &["wednesday", "rabu", "wed", "rab"]),
    (Weekday::Thu, &["thursday", "kamis", "thu", "kam"]),
    (Weekday::Fri, &["friday", "jumat", "jum'at", "fri", "jum"]),
    (Weekday::Sat, &["saturday", "sabtu", "sat", "sab"]),
    (Weekday::Sun, &["sunday", "minggu", "sun", "min"]),
];

/// The month (1 to 12) of a whole word.
pub(crate) fn month(word: &str) -> Option<u32> {
    let at = MONTHS
        .iter()
        .position(|names| names.iter().any(|n| n.eq_ignore_ascii_case(word)))?;
    u32::try_from(at + 1).ok()
}

/// The weekday of a whole word.
pub(crate) fn weekday(word: &str) -> Option<Weekday> {
    WEEKDAYS
        .iter()
        .find(|(_, names)| names.iter().any(|n| n.eq_ignore_ascii_case(word)))
        .map(|(day, _)| *day)
}

/// The zone of an abbreviation in a time stamp.
pub(crate) fn zone(word: &str) -> Option<Zone> {
    if word.eq_ignore_ascii_case("GMT") {
        return Some(Zone::Utc);
    }
    Zone::ALL
        .into_iter()
        .find(|z| z.abbreviation().eq_ignore_ascii_case(word))
}
