//! Charts that stand on pages alone.
#![allow(clippy::unwrap_used)]

use chrono::{Days, NaiveDate};
use proptest::prelude::*;

use super::tests::{Shown, caption, panel, show};
use super::*;
use crate::format::number;

fn day(year: i32, ordinal: u64, state: DayState, words: &str, href: Option<&str>) -> Day {
    Day {
        day: NaiveDate::from_ymd_opt(year, 1, 1).unwrap() + Days::new(ordinal - 1),
        state,
        words: words.into(),
        href: href.map(str::to_owned),
    }
}

/// January has every state, February is whole, nothing is known from March on.
fn days() -> Vec<Day> {
    let mut days: Vec<Day> = (1..=59)
        .map(|i| day(2026, i, DayState::Up, "tersedia 86.400 detik", None))
        .collect();
    for (i, state, words, href) in [
        (1, DayState::Outside, "tidak beroperasi", None),
        (
            5,
            DayState::Partly,
            "tidak tersedia 3.723 detik (1 jam 2 menit 3 detik)",
            Some("/availability/jaringan?day=2026-01-05&to=x"),
        ),
        (
            6,
            DayState::Down,
            "tidak tersedia 86.400 detik",
            Some("/availability/jaringan?day=2026-01-06"),
        ),
        (
            18,
            DayState::Planned,
            "pemeliharaan <terencana> 7.200 detik",
            None,
        ),
        (23, DayState::Unknown, "data kurang 120 detik", None),
        (40, DayState::Partly, "tidak tersedia 60 detik", Some("/a")),
    ] {
        days[i as usize - 1] = day(2026, i, state, words, href);
    }
    days
}

#[test]
fn a_calendar_has_every_day_once_and_links_where_there_is_more() {
    let svg = calendar(
        &caption("k", "Tiga hari dengan gangguan pada 2026"),
        2026,
        &days(),
    );
    show("calendar", &svg);
    let january = svg.split("Februari").next().unwrap();
    insta::assert_snapshot!("calendar_january", january);
    assert_eq!(svg.matches("<a href").count(), 3);
    assert_eq!(svg.matches("<g aria-hidden").count(), 59 - 3);
    // Links in an image would not be found.
    assert!(svg.contains(r#"role="group" aria-labelledby="k-t k-d""#));
    assert!(svg.contains("Senin, 5 Januari 2026: tidak tersedia 3.723 detik"));
    assert!(svg.contains("&amp;to=x") && svg.contains("&lt;terencana&gt;"));
    assert!(!svg.contains("style="));
    // The number of a day stands on all days but those not in service: 365 less one, and a dot there and in the legend.
    let numbers = svg.matches(r#"font-size="10""#).count() - 12 * 7;
    assert_eq!(numbers, 365);
    assert_eq!(svg.matches(">·<").count(), 2);
}

#[test]
fn a_leap_year_has_a_day_more_and_other_years_stay_out() {
    let days = [
        day(2028, 60, DayState::Down, "tidak tersedia", Some("/leap")),
        day(2027, 60, DayState::Down, "tidak tersedia", Some("/other")),
    ];
    let svg = calendar(&caption("k", "Judul"), 2028, &days);
    assert_eq!(svg.matches(r#"font-size="10""#).count() - 12 * 7, 366);
    assert!(svg.contains("Selasa, 29 Februari 2028") && !svg.contains("/other"));
}

/// 120 tickets within the norm, the last exactly at it, 13 beyond.
fn tickets() -> Distribution {
    let hours = 8 * 3_600;
    let kept = (1..=120).map(|i| parts(i * hours / 120, hours));
    let late = (1..=13).map(|i| parts(hours + i * i * 900, hours));
    Distribution::of_ratios(kept.chain(late).collect())
}

#[test]
fn distributions() {
    let all = [
        ("ecdf", tickets()),
        ("ecdf_empty", Distribution::of_ratios(vec![])),
        (
            "ecdf_kept",
            Distribution::new(vec![(0, 2), (40, 3), (10_000, 7)]).unwrap(),
        ),
        (
            "ecdf_far",
            Distribution::of_ratios(vec![1, 5_000, 10_001, 1_000_000, 1_000_001, i64::MAX]),
        ),
    ];
    for (name, tickets) in all {
        let caption = caption(name.replace('_', "-").as_str(), &tickets.finding());
        let svg = ecdf(&caption, &tickets).unwrap();
        show(name, &svg);
        insta::assert_snapshot!(name, svg);
    }
}

#[test]
fn the_share_within_the_norm_is_that_of_the_tickets() {
    let tickets = tickets();
    assert_eq!((tickets.within(), tickets.total()), (120, 133));
    assert_eq!(
        tickets.finding(),
        "120 dari 133 tiket (90,22%) selesai dalam norma waktu"
    );
    assert_eq!(
        Distribution::of_ratios(vec![]).finding(),
        "Belum ada tiket yang selesai"
    );
    for steps in [
        vec![(5, 3), (4, 4)],
        vec![(5, 3), (6, 3)],
        vec![(-1, 1)],
        vec![(1, 0)],
    ] {
        assert_eq!(Distribution::new(steps.clone()), None, "{steps:?}");
    }
    // In any order, and those that took the same together.
    assert_eq!(
        Distribution::of_ratios(vec![7, 3, 7]),
        Distribution::new(vec![(3, 1), (7, 3)]).unwrap()
    );
}

#[test]
fn a_second_too_late_is_too_late() {
    // A norm of a year: one second is less than a ten thousandth of it.
    let year = 365 * 86_400;
    for (elapsed, allowance, kept) in [
        (year, year, true),
        (year + 1, year, false),
        (0, 0, true),
        (1, 0, false),
        (i64::MAX - 1, i64::MAX, true),
        (i64::MAX, i64::MAX - 1, false),
    ] {
        assert_eq!(
            parts(elapsed, allowance) <= 10_000,
            kept,
            "{elapsed} of {allowance}"
        );
    }
    let svg = ecdf(
        &caption("a", "Judul"),
        &Distribution::of_ratios(vec![parts(year + 1, year)]),
    )
    .unwrap();
    assert!(svg.contains("\n1 melampaui, terlama 1,0001 kali norma\n"));
    assert!(svg.contains("\n0,00% dalam norma (0 tiket)\n"));
}

proptest! {
    #[test]
    fn ratios_decide_like_the_seconds(elapsed in 0..i64::MAX, allowance in 0..i64::MAX, near in -2_i64..=2) {
        let close = allowance.saturating_add(near).max(0);
        for elapsed in [elapsed, close] {
            prop_assert_eq!(parts(elapsed, allowance) <= 10_000, elapsed <= allowance);
        }
    }
}

fn line(values: &[i64]) -> Sparkline {
    let spot = |(i, value): (usize, &i64)| Spot {
        quarter: format!("{}-TW{}", 2024 + i / 4, i % 4 + 1),
        value: (*value >= 0).then_some(*value),
        text: number(*value),
    };
    Sparkline {
        id: "s".into(),
        title: "Kepatuhan".into(),
        spots: values.iter().enumerate().map(spot).collect(),
        aim: Some(Aim {
            value: 95,
            text: "95%".into(),
        }),
        scale: None,
    }
}

#[test]
fn sparklines() {
    let all = [
        ("sparkline", line(&[90, 92, 97, -1, 94, 96, 99, 91])),
        ("sparkline_gaps", line(&[90, -1, 92, -1, 96, 98, -1, -1])),
        (
            "sparkline_empty",
            Sparkline {
                aim: None,
                ..line(&[-1; 8])
            },
        ),
        (
            "sparkline_one",
            Sparkline {
                aim: None,
                ..line(&[7])
            },
        ),
        (
            "sparkline_scaled",
            Sparkline {
                scale: Some((0, 100)),
                ..line(&[90, 92, 97, 91, 94, 96, 99, 91])
            },
        ),
        (
            "sparkline_flat",
            Sparkline {
                aim: None,
                ..line(&[5; 8])
            },
        ),
    ];
    for (name, line) in all {
        let svg = sparkline(&line).unwrap();
        show(name, &svg);
        insta::assert_snapshot!(name, svg);
    }
}

#[test]
fn a_quarter_without_figure_is_a_gap_and_is_told() {
    let svg = sparkline(&line(&[90, 92, 97, -1, 94, 96, 99, 91])).unwrap();
    // Eight quarters have seven lines between them, two of which would touch the gap; the target is dashed in another ink.
    assert_eq!(svg.matches(r##"stroke="#0072B2""##).count(), 5);
    assert!(svg.contains("2024-TW4: tidak ada data; 2025-TW1: 94"));
    assert!(svg.contains("Target 95%."));
    // The last figure is filled; hollow circles are drawn twice, paper and rim.
    assert_eq!(svg.matches("<circle").count(), 1);
    let gone = sparkline(&line(&[90, 91, -1])).unwrap();
    assert_eq!(gone.matches("<circle").count(), 2);
}

#[test]
fn months_of_one_service_have_room_in_a_control_chart() {
    let limits = Some((9_210, 9_880));
    let points: Vec<Shown> = (0..24)
        .map(|i| match i {
            7 => (8_712, limits, Sign::Below),
            13 => (-1, None, Sign::Within),
            15 => (9_999, limits, Sign::Above),
            i => (9_400 + i * 13, limits, Sign::Within),
        })
        .collect();
    let months: Vec<String> = (0..24)
        .map(|i| {
            format!(
                "{}-{}",
                2024 + i / 12,
                &crate::format::month(i % 12 + 1)[..3]
            )
        })
        .collect();
    let svg = control(
        &caption("n", "Satu bulan di bawah batas kendali"),
        &months,
        &[panel("Reset Password", &points)],
    )
    .unwrap();
    show("control_months", &svg);
    insta::assert_snapshot!("control_months", svg);
    // The last and those outside; the average has one too.
    for figure in ["\n87,12%\n", "\n99,99%\n", "\n96,99%\n"] {
        assert_eq!(svg.matches(figure).count(), 1, "{figure}");
    }
    assert!(!svg.contains("\n94,00%\n"));
    // Twelve have room for all.
    let svg = control(
        &caption("n", "Judul"),
        &months[..12],
        &[panel("Reset Password", &points[..12])],
    )
    .unwrap();
    assert!(svg.contains("\n94,00%\n"));
}

#[test]
fn every_picture_stands_on_its_own_as_png() {
    let pictures = [
        calendar(&caption("k", "Judul"), 2026, &days()),
        ecdf(&caption("e", "Judul"), &tickets()).unwrap(),
        sparkline(&line(&[90, 95])).unwrap(),
    ];
    for svg in pictures {
        // Colours are attributes: no style sheet is needed, nor a class.
        assert!(svg.contains(r##"fill="#FFFFFF""##) && !svg.contains("var("));
        let png = crate::to_png(&svg, 2).unwrap();
        assert!(png.starts_with(b"\x89PNG"));
        let width = u32::from_be_bytes(png[16..20].try_into().unwrap());
        assert!(svg.contains(&format!(r#"width="{}""#, width / 2)));
    }
}
