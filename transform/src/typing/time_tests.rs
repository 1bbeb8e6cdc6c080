//! Case table of times as exports write them.

#![allow(clippy::unwrap_used)]

use norma_rules::{Instant, Zone};

use super::{DateFormat, Reading, TimeReader, find_in};

fn reader(formats: &[&str], zone: Zone) -> TimeReader {
    let formats: Vec<DateFormat> = formats
        .iter()
        .map(|f| DateFormat::compile(f).unwrap())
        .collect();
    TimeReader::new(&formats, zone)
}

/// An instant from its UTC text.
fn utc(text: &str) -> Reading {
    let at = chrono::DateTime::parse_from_rfc3339(text).unwrap();
    Reading::At(Instant(at.timestamp()))
}

#[test]
fn times_are_read_in_the_zone_of_the_source_and_cut_to_seconds() {
    let (slash, oracle) = ("%d/%m/%Y %H:%M", "%d-%b-%y %H.%M.%S");
    for (format, zone, text, expected) in [
        (slash, Zone::Wib, "17/03/2026 08:00", "2026-03-17T01:00:00Z"),
        (
            slash,
            Zone::Wita,
            "17/03/2026 08:00",
            "2026-03-17T00:00:00Z",
        ),
        (slash, Zone::Wit, "17/03/2026 08:00", "2026-03-16T23:00:00Z"),
        (slash, Zone::Utc, "17/03/2026 08:00", "2026-03-17T08:00:00Z"),
        (slash, Zone::Wib, "7/3/2026  8:05", "2026-03-07T01:05:00Z"),
        (
            slash,
            Zone::Wib,
            " 29/02/2024 00:00 ",
            "2024-02-28T17:00:00Z",
        ),
        (slash, Zone::Wib, "31/03/2026 24:00", "2026-03-31T17:00:00Z"),
        (slash, Zone::Wib, "01/01/2026 06:59", "2025-12-31T23:59:00Z"),
        (
            oracle,
            Zone::Wib,
            "29-DEC-25 14.05.00",
            "2025-12-29T07:05:00Z",
        ),
        (
            oracle,
            Zone::Wib,
            "29-des-25 14.05.00",
            "2025-12-29T07:05:00Z",
        ),
        (
            oracle,
            Zone::Wita,
            "05-Agu-25 00.30.15",
            "2025-08-04T16:30:15Z",
        ),
        (
            oracle,
            Zone::Wib,
            "05-AGT-25 07.00.00,999",
            "2025-08-05T00:00:00Z",
        ),
        (
            oracle,
            Zone::Wib,
            "01-OKT-99 07.00.00",
            "1999-10-01T00:00:00Z",
        ),
        (
            oracle,
            Zone::Wib,
            "01-MEI-26 07.00.00",
            "2026-05-01T00:00:00Z",
        ),
        (
            "%d %B %Y %H.%M",
            Zone::Wib,
            "17 Agustus 2025 07.00",
            "2025-08-17T00:00:00Z",
        ),
        (
            "%d %B %Y %H.%M %Z",
            Zone::Wib,
            "17 maret 2026 08.00 WITA",
            "2026-03-17T00:00:00Z",
        ),
        (
            "%A, %d %B %Y %H.%M",
            Zone::Wib,
            "Selasa, 17 Maret 2026 07.00",
            "2026-03-17T00:00:00Z",
        ),
        (
            "%m/%d/%Y %I:%M %p",
            Zone::Wib,
            "3/17/2026 12:30 am",
            "2026-03-16T17:30:00Z",
        ),
        (
            "%m/%d/%Y %I:%M %p",
            Zone::Wib,
            "3/17/2026 12:30 PM",
            "2026-03-17T05:30:00Z",
        ),
        (
            "%d/%m/%Y %H:%M:%S.%f",
            Zone::Wib,
            "17/03/2026 07:00:00.999999",
            "2026-03-17T00:00:00Z",
        ),
        // ISO 8601 needs no configuration; an offset counts before the zone of the source.
        (
            slash,
            Zone::Wib,
            "2026-03-17T15:00:00",
            "2026-03-17T08:00:00Z",
        ),
        (
            slash,
            Zone::Wita,
            "2026-03-17T15:00:00.500",
            "2026-03-17T07:00:00Z",
        ),
        (
            slash,
            Zone::Wita,
            "2026-03-17T15:00:00Z",
            "2026-03-17T15:00:00Z",
        ),
        (
            slash,
            Zone::Utc,
            "2026-03-17T15:00:00.123+07:00",
            "2026-03-17T08:00:00Z",
        ),
        (
            slash,
            Zone::Utc,
            "2026-03-17T15:00:00+0700",
            "2026-03-17T08:00:00Z",
        ),
        (
            slash,
            Zone::Utc,
            "2026-03-17T15:00-0130",
            "2026-03-17T16:30:00Z",
        ),
        (
            slash,
            Zone::Wib,
            "2026-03-17 15:00:00",
            "2026-03-17T08:00:00Z",
        ),
    ] {
        assert_eq!(
            reader(&[format], zone).read(text),
            utc(expected),
            "{text} in {zone}"
        );
    }
}

#[test]
fn dates_that_do_not_exist_are_told_from_texts_that_fit_nothing() {
    let reader = reader(
        &[
            "%d/%m/%Y %H:%M:%S",
            "%d/%m/%Y %H:%M",
            "%d/%m/%Y",
            "%A %d/%m/%Y",
        ],
        Zone::Wib,
    );
    for (text, why) in [
        ("31/02/2025", "that month has 28 days"),
        ("31/02/2025 10:00", "that month has 28 days"),
        ("29/02/2023 10:00:00", "that month has 28 days"),
        ("30/02/2024", "that month has 29 days"),
        ("29/02/1900", "that month has 28 days"),
        ("31/04/2026 08:00", "that month has 30 days"),
        ("00/04/2026", "that month has 30 days"),
        ("12/13/2025 08:00", "there is no month 13"),
        ("17/03/2026 25:00", "there is no time 25.00.00"),
        ("17/03/2026 24:01", "there is no time 24.01.00"),
        ("17/03/2026 23:60", "there is no time 23.60.00"),
        ("17/03/2026 23:59:60", "there is no time 23.59.60"),
        ("2025-02-31", "that month has 28 days"),
        ("Senin 17/03/2026", "2026-03-17 is no Mon but a Tue"),
    ] {
        match reader.read(text) {
            Reading::Impossible(found) => assert!(found.contains(why), "{text}: {found}"),
            other => panic!("{text}: {other:?}"),
        }
    }
    for text in [
        "",
        "kemarin",
        "17-03-2026",
        "17/03/26 08:00",
        "17/03/2026T08:00",
        "17/03/2026 08:00 pagi",
        "46098.5",
        "1773709200",
        "17/03/20261 08:00",
        "２０２６-03-17",
    ] {
        assert_eq!(reader.read(text), Reading::Unknown, "{text}");
    }
    assert_eq!(
        reader.read("29/02/2024"),
        Reading::Day(chrono::NaiveDate::from_ymd_opt(2024, 2, 29).unwrap())
    );
}

#[test]
fn the_first_format_that_fits_wins() {
    let both = reader(&["%d.%m.%Y", "%Y.%m.%d"], Zone::Wib);
    let day = |y, m, d| Reading::Day(chrono::NaiveDate::from_ymd_opt(y, m, d).unwrap());
    assert_eq!(both.read("01.02.2026"), day(2026, 2, 1));
    assert_eq!(both.read("2026.02.01"), day(2026, 2, 1));
    assert_eq!(both.tried(), "%d.%m.%Y, %Y.%m.%d and ISO 8601");
}

#[test]
fn a_time_in_a_file_name() {
    let find = |pattern: &str, name: &str| {
        find_in(name, &DateFormat::compile(pattern).unwrap(), Zone::Wib)
    };
    let pattern = "servicedesk_%Y%m%d_%H%M";
    assert_eq!(
        find(pattern, "servicedesk_20260401_0700.csv"),
        utc("2026-04-01T00:00:00Z")
    );
    assert_eq!(
        find(pattern, "old-SERVICEDESK_20260401_0700 (1).csv.gz"),
        utc("2026-04-01T00:00:00Z")
    );
    assert_eq!(find(pattern, "servicedesk.csv"), Reading::Unknown);
    assert!(matches!(
        find(pattern, "servicedesk_20260231_0000.csv"),
        Reading::Impossible(_)
    ));
    let day = chrono::NaiveDate::from_ymd_opt(2026, 3, 31).unwrap();
    assert_eq!(find("%Y%m%d", "hai-20260331.xlsx"), Reading::Day(day));
}
