//! What templates give, beside PostgreSQL and beside chrono.
#![allow(clippy::unwrap_used)]
use chrono::{DateTime, NaiveDate};
use proptest::prelude::*;

use super::*;

fn shown(template: &str, at: NaiveDateTime) -> String {
    let mut text = String::new();
    Template::parse(template)
        .unwrap()
        .write(at, &mut text)
        .unwrap();
    text
}

fn at(year: i32, month: u32, day: u32) -> NaiveDateTime {
    let date = NaiveDate::from_ymd_opt(year, month, day).unwrap();
    date.and_hms_micro_opt(0, 5, 9, 80_706).unwrap()
}

#[test]
fn what_postgresql_15_gives() {
    let early = at(2026, 3, 7);
    let new_year = at(2027, 1, 1);
    for (template, at, text) in [
        ("Y,YYY YYYY YYY YY Y", early, "2,026 2026 026 26 6"),
        ("IYYY IYY IY I", new_year, "2026 026 26 6"),
        ("FMYYY FMYY FMIYY", at(2005, 3, 7), "5 5 5"),
        ("Q MM FMMM mm", early, "1 03 3 03"),
        (
            "Month|FMMonth|MONTH|month",
            early,
            "March    |March|MARCH    |march    ",
        ),
        ("Mon|MON|mon|FMMon", early, "Mar|MAR|mar|Mar"),
        (
            "Day|FMDay|DAY|day",
            early,
            "Saturday |Saturday|SATURDAY |saturday ",
        ),
        ("Dy|DY|dy", early, "Sat|SAT|sat"),
        ("DDD FMDDD IDDD FMIDDD", early, "066 66 069 69"),
        ("DD FMDD D ID", early, "07 7 7 6"),
        ("WW FMWW W IW FMIW", early, "10 10 1 10 10"),
        ("WW IW IDDD", new_year, "01 53 369"),
        ("HH24 FMHH24 HH12 HH FMHH", early, "00 0 12 12 12"),
        ("MI FMMI SS FMSS SSSS SSSSS", early, "05 5 09 9 309 309"),
        (
            "MS US FF1 FF2 FF3 FF4 FF5 FF6",
            early,
            "080 080706 0 08 080 0807 08070 080706",
        ),
        ("FMMS FMUS", early, "080 080706"),
        ("AM PM am pm", early, "AM AM am am"),
        ("YYYYMMDDHH24MISS", early, "20260307000509"),
        ("yyyy-mm-dd hh24:mi:ss", early, "2026-03-07 00:05:09"),
        ("\"Tahun \"YYYY", early, "Tahun 2026"),
        ("\\\"YYYY\\\"", early, "\"2026\""),
        ("\"a\\\"b\\\\c\"YY", early, "a\"b\\c26"),
        ("YY\\MM", early, "26\\03"),
        ("-/.,;: 123 %", early, "-/.,;: 123 %"),
        ("", early, ""),
    ] {
        assert_eq!(shown(template, at), text, "{template}");
    }
}

#[test]
fn what_is_no_pattern_is_named() {
    for (template, named) in [
        ("YYYY-TW", "'TW' in 'YYYY-TW' is no pattern"),
        ("MM Mm", "'Mm' in 'MM Mm' is no pattern"),
        ("J", "'J'"),
        ("FF7", "'FF'"),
        ("jam HH24", "'jam'"),
        ("Été", "'Été'"),
        ("YYYYth", "'th'"),
        ("FM", "FM in 'FM' must stand before a pattern"),
        ("FMFMDD", "'FMFMDD'"),
        ("\"YYYY", "a double quote in '\"YYYY' is not closed"),
        ("\"YYYY\\", "is not closed"),
    ] {
        let error = Template::parse(template).unwrap_err();
        assert!(error.contains(named), "{template}: {error}");
    }
    let listed = Template::parse("X").unwrap_err();
    for (name, _) in NUMBERS.iter().chain(&WORDS) {
        assert!(listed.contains(name), "{name}");
    }
}

proptest! {
    /// chrono knows the same figures by other names.
    #[test]
    fn figures_are_those_of_the_calendar(micros in -60_000_000_000_000_000..200_000_000_000_000_000_i64) {
        let at = DateTime::from_timestamp_micros(micros).unwrap().naive_utc();
        for (template, strftime) in [
            ("YYYY-MM-DD HH24:MI:SS.US", "%Y-%m-%d %H:%M:%S.%6f"),
            ("IYYY-\"W\"IW-ID", "%G-W%V-%u"),
            ("DDD FMDDD", "%j %-j"),
            ("FMMonth Mon FMDay Dy", "%B %b %A %a"),
            ("HH12 AM pm", "%I %p %P"),
            ("YY MS", "%y %3f"),
        ] {
            prop_assert_eq!(shown(template, at), at.format(strftime).to_string(), "{}", template);
        }
        let day: u32 = shown("D", at).parse().unwrap();
        prop_assert_eq!(day, at.weekday().num_days_from_sunday() + 1);
        let quarter: u32 = shown("Q", at).parse().unwrap();
        prop_assert_eq!(quarter, at.month().div_ceil(3));
        prop_assert_eq!(shown("SSSS", at), at.num_seconds_from_midnight().to_string());
    }

    #[test]
    fn a_template_is_read_or_refused(template in "\\PC{0,20}") {
        if let Ok(read) = Template::parse(&template) {
            let mut text = String::new();
            prop_assert!(read.write(at(2026, 3, 7), &mut text).is_ok());
        }
    }
}
